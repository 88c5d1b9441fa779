"""What a title says of its patient, where the text says nothing of it: agent, death, recurrence, family, treatment.

Only for reports of one patient, or of few who share what the title says; the title of a cohort or a
review says nothing of a patient.
"""

from __future__ import annotations

import re

from aneatlas.core.evidence import Role
from aneatlas.core.values import Status
from aneatlas.documents.model import Kind
from aneatlas.extraction.ages import find_ages
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.collector import Collector
from aneatlas.extraction.patients import Patients, Stretch
from aneatlas.extraction.treatments import find_treatments
from aneatlas.extraction.triggers_found import find_agents

_FATAL = re.compile(
    r"\bfatal (?:outcome|case|course|(?:[\w-]+ )*(?:encephalopathy|encephalitis))\b|^fatal\b|\bsudden death\b|\bautopsy\b|\bpost-?mortem\b",
    re.I,
)
_RECURRENT = re.compile(
    r"\b(?:recurrent|relapsing) (?:(?:and|or) \w+ )?(?:ANEC?\b|acute necroti[sz]ing|encephalopathy|episodes|course|evolution)|\brecurrence of (?:ANEC?\b|acute necroti[sz]ing)",
    re.I,
)
_FAMILIAL = re.compile(
    r"\bfamilial (?:ANEC?\b|acute necroti[sz]ing)|\b(?:brothers|sisters|siblings|twins)\b", re.I
)
_STAGE = re.compile(r"\b(?:in|of|affecting|from) an?\s+(?:[\w-]+\s+){0,3}?(?P<stage>toddler)\b(?!s)", re.I)
_SEX = re.compile(
    r"\b(?:in|of|from|an?|:|young|old|affecting)\s+(?:[\w-]+\s+){0,3}?(?:(?P<male>boy|man|male)|(?P<female>girl|woman|female))\b",
    re.I,
)
_USED = re.compile(r"\b(?:treated|treatment|using|cured|responsive|therapy|recovery (?:with|after))\b", re.I)
#: More patients than this are a series: its title speaks of the group.
_FEW = 3


def add_title_claims(out: Collector, patients: Patients) -> None:
    """Add what the title says of every patient, for fields of which their sentences say nothing."""
    title = next((s for s in patients.stretches if s.block.kind is Kind.TITLE), None)
    if title is None or patients.cohort or not 1 <= len(patients.labels) <= _FEW:
        return
    if len(patients.labels) == 1:
        _age_and_sex(out, title, patients.labels[0])
    for case in patients.labels:
        _agent(out, title, case)
        for field, pattern in (("recurrent", _RECURRENT), ("familial", _FAMILIAL)):
            if (case, field, "", Role.THIS_PATIENT) not in out.best and (match := pattern.search(title.text)):
                _add(out, title, case, field, match.group())
        if len(patients.labels) == 1:
            _outcome(out, title, case)
            _treatment(out, title, case)


def _add(
    out: Collector, title: Stretch, case: str, field: str, words: str, value: str = "", item: str = ""
) -> None:
    quote = out.span(title, Role.THIS_PATIENT)
    out.add(Claim(case, field, Status.PRESENT, quote, f"title: '{words}'", value, item))


def _age_and_sex(out: Collector, title: Stretch, case: str) -> None:
    """'In a 9-year-old boy', 'in a toddler': the age of the one patient, where the text gives none."""
    ages = [a for a in find_ages(title.text) if not a.group and not a.event]
    stage = _STAGE.search(title.text)
    words, raw = "", ""
    if len(ages) == 1:
        words, raw = title.text[ages[0].start : ages[0].end], ages[0].raw
    elif stage and not ages:
        words, raw = stage.group(), stage["stage"].lower()
    if raw and (case, "age_at_onset", "", Role.THIS_PATIENT) not in out.best:
        _add(out, title, case, "age_at_onset", words, raw)
    sexes = {str(m.lastgroup) for m in _SEX.finditer(title.text)}
    if len(sexes) == 1 and (case, "sex", "", Role.THIS_PATIENT) not in out.best:
        match = next(_SEX.finditer(title.text))
        _add(out, title, case, "sex", match.group(), str(match.lastgroup))


def _agent(out: Collector, title: Stretch, case: str) -> None:
    held = out.best.get((case, "trigger_agent", "", Role.THIS_PATIENT))
    for agent in find_agents(title.text, out.dictionary):
        if held is None or held.value == "influenza_untyped" or agent.agent.startswith(f"{held.value}_"):
            _add(out, title, case, "trigger_agent", title.text[agent.start : agent.end], agent.agent)
            return


def _outcome(out: Collector, title: Stretch, case: str) -> None:
    match = _FATAL.search(title.text)
    if match and (case, "outcome_level", "1", Role.THIS_PATIENT) not in out.best:
        for field, value in (
            ("outcome_level", "died"),
            ("outcome_scale", "words_only"),
            ("outcome_raw", match.group()),
        ):
            _add(out, title, case, field, match.group(), value, "1")


def _treatment(out: Collector, title: Stretch, case: str) -> None:
    if not _USED.search(title.text):
        return
    held = {c.value for c in out.best.values() if c.case == case and c.field == "treatment_class"}
    number = sum(c.case == case and c.field == "treatment_given" for c in out.best.values())
    for treatment in find_treatments(title.text, out.dictionary):
        if treatment.details["treatment_class"] in held:
            continue
        number += 1
        words = title.text[treatment.start : treatment.end]
        _add(out, title, case, "treatment_given", words, "", str(number))
        for field in ("treatment_agent", "treatment_class", "treatment_as_written"):
            if field in treatment.details:
                _add(out, title, case, field, words, treatment.details[field], str(number))
