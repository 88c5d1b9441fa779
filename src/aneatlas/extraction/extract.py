"""The rule extractor: a document and the dictionary in, claims out. Deterministic, without network or models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aneatlas.core.evidence import CellAnchor, Role, SpanAnchor
from aneatlas.core.issues import Issue, warning
from aneatlas.core.study import Study
from aneatlas.core.values import Status
from aneatlas.documents.checks import readable_parts
from aneatlas.documents.model import Document, Kind
from aneatlas.extraction.ages import pronoun_sexes
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.claims import COHORT, Claim
from aneatlas.extraction.cohorts import find_counts
from aneatlas.extraction.collector import Collector
from aneatlas.extraction.episodes import find_episodes
from aneatlas.extraction.hpo.choice import chooser_of
from aneatlas.extraction.patients import Patients, Stretch, split_patients
from aneatlas.extraction.phenotypes import phenotype_claims
from aneatlas.extraction.relatives import KINDRED
from aneatlas.extraction.sentence_claims import sentence_claims
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.tables import find_in_table
from aneatlas.extraction.title_claims import add_title_claims
from aneatlas.extraction.triggers import Cue
from aneatlas.extraction.triggers_found import find_unnamed

#: Languages that the rules read.
LANGUAGES = ("en",)
_NAME = Sieve(
    r"\b(?:familial |recurrent |influenza[- ]associated )?acute (?:h(?:a)?emorrhagic )?necroti[sz]ing (?:h(?:a)?emorrhagic )?encephal(?:opathy|itis)(?: of childhood| in childhood| of children)?",
    re.I,
)

_NOT_OWN = frozenset({Cue.FAMILY, Cue.LITERATURE, Cue.HISTORICAL, Cue.RESOLVED})
_ADULT = Sieve(
    r"\b(?:an?|previously healthy|immunocompetent) (?:(?:previously )?healthy )?(?P<stage>adult)\b(?! cases?)|\b(?:\d|two|three|young) (?P<more>adult)-onset|\b(?P<onset>adult)-onset|\b(?:caucasian |healthy )?(?P<child>toddler)\b",
    re.I,
)
_SEX_NOUN = Sieve(
    r"\b(?:gender|sex)\s*[:=]\s*(?:(?P<male1>male)|(?P<female1>female))\b|(?:^(?:twin )?|\b(?:the|this|our|both|affected|an?|one|\d|two|three|four|twin) )(?:[\w-]+ ){0,4}?(?:(?P<male>boys?|males?|man|brothers)|(?P<female>girls?|females?|woman|sisters))\b(?<!brothers)(?<!sisters)|\b(?:the|this|our|both|affected|\d|two|three) (?:[\w-]+ ){0,4}?(?:(?P<males>brothers)|(?P<females>sisters))\b(?! (?:had|has|was|carri))",
    re.I,
)
_PLURAL = re.compile(r"(?:s|men)$|\b(?:both|two|three|four|\d)\b", re.I)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The claims of one document. `refused`: claims dropped because quote or value did not hold."""

    claims: tuple[Claim, ...]
    cases: tuple[str, ...]
    stated: int | None
    issues: tuple[Issue, ...] = ()
    refused: int = 0


def extract(document: Document, report: str, study: Study) -> Extraction:
    """Return what the rules find in a document.

    report: the report's id, which the quotes carry. A document in a language without rules gives no
    claims; `documents.checks` says so.
    """
    parts = readable_parts(document, LANGUAGES)
    if not parts:
        return Extraction((), (), None)
    patients = split_patients(document, parts)
    out = Collector(document, report, study.dictionary)
    maps = outcome_maps(study)
    chooser = chooser_of(study)
    _report_claims(out, patients)
    previous = ""
    treatments: dict[str, dict[str, int]] = {}
    for stretch in patients.stretches:
        if stretch.role is Role.COHORT:
            _cohort_claims(out, stretch, patients.stated)
            continue
        _people_claims(out, stretch)
        for case in stretch.cases:
            for claim in sentence_claims(out, stretch, case, previous, maps, treatments.setdefault(case, {})):
                out.add(stretch.as_printed(claim))
            if chooser is not None:
                for claim in phenotype_claims(out, stretch, case, chooser):
                    out.add(stretch.as_printed(claim))
        _episode_claims(out, stretch)
        previous = stretch.text if stretch.cases else ""
    _sex_by_words(out, patients)
    _adults(out, patients)
    _familial(out, patients)
    add_title_claims(out, patients)
    _table_claims(out, document, parts)
    _unnamed_triggers(out, patients)
    claims = sorted(out.best.values(), key=lambda c: (_case_order(c.case), c.field, c.item, c.role))
    cases = tuple(
        sorted(
            {c.case for c in claims if c.case.startswith("Patient ")} | set(patients.labels), key=_case_order
        )
    )
    return Extraction(
        tuple(claims), cases, patients.stated, tuple(_issues(document, patients, cases)), out.refused
    )


def outcome_maps(study: Study) -> Mapping[tuple[str, str], str]:
    """Return (scale of the vocabulary, value) -> level, from the study's table."""
    scales = study.dictionary.vocabularies["outcome_scale"]
    found = {}
    for entry in study.outcome_maps:
        term = scales.find(entry.scale)
        if term:
            found[term.value, entry.raw.upper()] = entry.level
    return found


def _case_order(case: str) -> tuple[int, str]:
    number = re.search(r"\d+$", case)
    return (int(number.group()) if number else 10_000, case)


def _issues(document: Document, patients: Patients, cases: tuple[str, ...]) -> Iterator[Issue]:
    stated = patients.stated
    told = _told_apart(patients) or set(cases)
    if stated and not patients.cohort and cases and len(told) != stated:
        message = f"the text states {stated} patients; {len(told)} were told apart."
        yield warning(
            "patients-differ", document.title[:60], message, "Check who is who before accepting claims."
        )


def _told_apart(patients: Patients) -> set[str]:
    """Return the patients of whom some sentence speaks alone."""
    alone = {s.cases[0] for s in patients.stretches if len(s.cases) == 1}
    return alone | {case for s in patients.stretches for case, _ in s.intros}


def _unnamed_triggers(out: Collector, patients: Patients) -> None:
    """The kind of infection, for patients of whom no sentence, title or cell names an agent."""
    for stretch in patients.stretches:
        found = find_unnamed(stretch.text) if stretch.cases else None
        if found is None:
            continue
        assertion = sentence_of(stretch.text).assess(found.start, found.end)
        if assertion.status is not Status.PRESENT or assertion.cues & _NOT_OWN:
            continue
        rule = f"agent '{stretch.text[found.start : found.end]}', none named"
        for case in stretch.cases:
            held = out.best.get((case, "trigger_agent", "", Role.THIS_PATIENT))
            if held is None or held.status is Status.ABSENT:
                quote = out.span(stretch, Role.THIS_PATIENT)
                out.add(Claim(case, "trigger_agent", Status.PRESENT, quote, rule, found.value))


def _report_claims(out: Collector, patients: Patients) -> None:
    for stretch in patients.stretches:
        if name := _NAME.search(stretch.text):
            out.add(
                Claim(
                    "report",
                    "label_used",
                    Status.PRESENT,
                    out.span(stretch, Role.THIS_PATIENT),
                    "the first name of the disease in the text",
                    name.group(),
                )
            )
            return


def _people_claims(out: Collector, stretch: Stretch) -> None:
    """Age and sex of the patients whom a sentence introduces."""
    for case, age in stretch.intros:
        quote = out.span(stretch, Role.THIS_PATIENT)
        words = stretch.words[age.start : age.end]
        if age.raw:
            rule = f"age as written: '{words}'"
            out.add(Claim(case, "age_at_onset", Status.PRESENT, quote, rule, age.raw))
        if age.sex:
            out.add(
                Claim(case, "sex", Status.PRESENT, quote, f"the noun or letter beside '{words}'", age.sex)
            )


def _episode_claims(out: Collector, stretch: Stretch) -> None:
    """Whether the patients of a sentence had the illness again, or their families had it."""
    for found in find_episodes(stretch.text) if stretch.cases else ():
        quote = out.span(stretch, Role.THIS_PATIENT)
        rule = f"words '{stretch.text[found.start : found.end]}'"
        for case in stretch.cases:
            out.add(Claim(case, found.field, found.status, quote, rule))


def _adults(out: Collector, patients: Patients) -> None:
    """'In an adult', where no age is given: the stage of life is the age."""
    for stretch in patients.stretches:
        for case in stretch.cases:
            if (case, "age_at_onset", "", Role.THIS_PATIENT) in out.best:
                continue
            if match := _ADULT.search(stretch.text):
                rule = f"age as written: '{match.group()}'"
                quote = out.span(stretch, Role.THIS_PATIENT)
                out.add(
                    Claim(
                        case, "age_at_onset", Status.PRESENT, quote, rule, match[str(match.lastgroup)].lower()
                    )
                )


def _familial(out: Collector, patients: Patients) -> None:
    """'Four children of one family', 'a girl and her mother': the illness of patients who are relatives is familial."""
    for stretch in patients.stretches:
        kin = any(not age.raw for _, age in stretch.intros)
        match = KINDRED.search(stretch.words) if len(stretch.cases) > 1 else None
        for case in patients.labels if kin else stretch.cases if match else ():
            if (case, "familial", "", Role.THIS_PATIENT) not in out.best:
                words = f"words '{match.group()}'" if match else "a relative who is a patient too"
                quote = out.span(stretch, Role.THIS_PATIENT)
                out.add(Claim(case, "familial", Status.PRESENT, quote, words))


def _sex_by_noun(out: Collector, case: str, own: list[Stretch], several: bool = False) -> bool:
    """'The previously healthy female infant': a noun of the patient's sentences, if all agree.

    several: the sentences speak of others too, so that only 'both brothers' says something.
    """
    named = [(s, _SEX_NOUN.search(s.words)) for s in own]
    sexes = {str(match.lastgroup).rstrip("s1") for _, match in named if match}
    if len(sexes) != 1 or (several and not any(m and _PLURAL.search(m.group()) for _, m in named)):
        return False
    first, match = next((s, m) for s, m in named if m)
    rule = f"the noun or letter beside '{match.group()}'"
    out.add(Claim(case, "sex", Status.PRESENT, out.span(first, Role.THIS_PATIENT), rule, sexes.pop()))
    return True


def _sex_by_words(out: Collector, patients: Patients) -> None:
    """Where no noun beside an age states the sex: a noun, else the pronouns of the patient's sentences, if all agree."""
    for case in patients.labels:
        if (case, "sex", "", Role.THIS_PATIENT) in out.best:
            continue
        own = [
            s
            for s in patients.stretches
            if s.cases == (case,) and Cue.FAMILY not in {t.cue for t in sentence_of(s.text).triggers}
        ]
        shared = [s for s in patients.stretches if len(s.cases) > 1 and case in s.cases]
        if _sex_by_noun(out, case, own) or _sex_by_noun(out, case, shared, several=True):
            continue
        sexes = [(s, pronoun_sexes(s.text)) for s in own]
        stated = {sex for _, found in sexes for sex in found}
        if len(stated) == 1:
            first = next(s for s, found in sexes if found)
            out.add(
                Claim(
                    case,
                    "sex",
                    Status.PRESENT,
                    out.span(first, Role.THIS_PATIENT),
                    "the pronouns of the patient's sentences agree",
                    stated.pop(),
                )
            )


def _cohort_claims(out: Collector, stretch: Stretch, size: int | None) -> None:
    for count in find_counts(stretch.text, size):
        quote = out.span(stretch, Role.COHORT)
        out.add(
            Claim(
                COHORT,
                count.field,
                Status.PRESENT,
                quote,
                f"count '{count.words}' beside '{count.beside}'",
                f"{count.n} of {count.of}",
                count.item,
            )
        )


def _table_claims(out: Collector, document: Document, parts: list[str]) -> None:
    captions = {b.parent: b.text for b in document.blocks if b.kind is Kind.CAPTION and b.parent}
    for block in document.of_kind(Kind.TABLE):
        if block.table is None or block.part not in parts:
            continue
        for found in find_in_table(block.table, captions.get(block.id, ""), out.dictionary):
            anchor: SpanAnchor | CellAnchor = document.cell(block, found.cell)
            quote = document.quote(anchor, out.report, Role.THIS_PATIENT)
            item = "1" if found.field.startswith("outcome_") else ""
            out.add(Claim(found.case, found.field, found.status, quote, found.rule, found.value, item))
