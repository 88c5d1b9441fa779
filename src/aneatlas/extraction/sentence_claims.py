"""The claims of one sentence about one patient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aneatlas.core.evidence import Role
from aneatlas.core.values import Status
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.collector import Collector
from aneatlas.extraction.measures import find_durations, find_measures, find_scales
from aneatlas.extraction.outcomes import find_death_day, find_outcomes
from aneatlas.extraction.patients import Stretch
from aneatlas.extraction.signs import find_signs, role_of
from aneatlas.extraction.sites import find_sites
from aneatlas.extraction.treatments import find_treatments
from aneatlas.extraction.triggers import Cue
from aneatlas.extraction.triggers_found import find_agents
from aneatlas.extraction.variants import find_variants

_HEALTHY = re.compile(
    r"\b(?:previously|otherwise) (?:healthy|well|fit)\b|\bgood (?:past|previous) health\b|\bno known comorbidit(?:y|ies)\b|\bno (?:significant |relevant |notable )?(?:past |previous )?medical history\b|\bunremarkable (?:past )?medical history\b|\bhealthy (?:until|before)\b",
    re.I,
)
_ILL = re.compile(
    r"\b(?:history of|known (?:case of|to have)|with underlying|suffering from) (?P<what>(?:\w+ ){0,2}?(?:asthma|epilepsy|diabetes|hypertension|prematurity|obesity|febrile (?:seizures?|convulsions?)|leuk(?:a)?emia|cerebral palsy|congenital \w+|autism|sickle cell disease|developmental delay))\b",
    re.I,
)
_SAME = re.compile(
    r"\b(?:previously|already) (?:been )?(?:reported|described|published) (?:by|in|elsewhere|as)\b[^.;]{0,60}",
    re.I,
)
_PATHOGENIC = re.compile(
    r"\b(?:RANBP2|RAN-binding protein 2)\b[^;]{0,90}?\b(?P<what>mutations?|variants?|pathogenic)\b|\b(?P<first>mutations?|variants?)\b[^.;]{0,30}\bRANBP2\b",
    re.I,
)


def sentence_claims(
    out: Collector,
    stretch: Stretch,
    case: str,
    previous: str,
    maps: Mapping[tuple[str, str], str],
    order: dict[str, int],
) -> Iterator[Claim]:
    """Yield what a sentence says of a patient. `order` numbers the treatments of that patient as they appear."""
    text = stretch.text
    for sign in find_signs(text, previous):
        yield Claim(case, sign.field, sign.status, out.span(stretch, sign.role), sign.rule)
    yield from _value_claims(out, stretch, case, previous)
    yield from _place_claims(out, stretch, case, previous)
    yield from _treatment_claims(out, stretch, case, order)
    yield from _outcome_claims(out, stretch, case, maps)
    yield from _other_claims(out, stretch, case)


def _value_claims(out: Collector, stretch: Stretch, case: str, previous: str) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    for measure in (*find_measures(text, previous), *find_scales(text), *find_durations(text)):
        assertion = sentence.assess(measure.start, measure.end)
        if assertion.cues & {Cue.HYPOTHETICAL, Cue.NOT_DONE, Cue.HISTORICAL} - (
            {Cue.HISTORICAL} if measure.field == "prodrome_days" else set()
        ):
            continue
        rule = f"number beside its name: '{text[measure.start : measure.end]}'"
        yield Claim(
            case, measure.field, Status.PRESENT, out.span(stretch, role_of(assertion)), rule, measure.raw
        )


def _place_claims(out: Collector, stretch: Stretch, case: str, previous: str) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    for site in find_sites(text, out.dictionary, previous):
        assertion = sentence.assess(site.start, site.end)
        status = assertion.status
        if status is None or Cue.HISTORICAL in assertion:
            continue
        quote = out.span(stretch, role_of(assertion))
        words = f"site '{text[site.start : site.end]}' in an imaging sentence"
        yield Claim(case, "site_involved", status, quote, f"{words}, {assertion.explanation}", item=site.site)
        if status is Status.PRESENT and site.side:
            yield Claim(case, "site_side", Status.PRESENT, quote, words, site.side, site.site)
            if site.symmetric:
                yield Claim(case, "site_symmetric", Status.PRESENT, quote, words, item=site.site)
            if site.site == "thalamus" and site.side == "bilateral":
                yield Claim(case, "thalamic_lesions_bilateral", Status.PRESENT, quote, words)
    for agent in find_agents(text, out.dictionary):
        assertion = sentence.assess(agent.start, agent.end)
        if assertion.status is not Status.PRESENT or assertion.cues & {Cue.HISTORICAL, Cue.RESOLVED}:
            continue
        quote = out.span(stretch, role_of(assertion))
        rule = f"agent '{text[agent.start : agent.end]}', {assertion.explanation}"
        yield Claim(case, "trigger_agent", Status.PRESENT, quote, rule, agent.agent)
        if agent.specimen:
            yield Claim(case, "trigger_specimen", Status.PRESENT, quote, rule, agent.specimen)
        if agent.method:
            yield Claim(case, "trigger_method", Status.PRESENT, quote, rule, agent.method)
        if agent.proven:
            yield Claim(case, "trigger_certainty", Status.PRESENT, quote, rule, "proven")


def _treatment_claims(out: Collector, stretch: Stretch, case: str, order: dict[str, int]) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    for treatment in find_treatments(text, out.dictionary):
        assertion = sentence.assess(treatment.start, treatment.end)
        if Cue.HYPOTHETICAL in assertion or Cue.HISTORICAL in assertion or Cue.UNCERTAIN in assertion:
            continue
        given = Status.ABSENT if assertion.cues & {Cue.NEGATED, Cue.NOT_DONE} else Status.PRESENT
        quote = out.span(stretch, role_of(assertion))
        item = str(order.setdefault(treatment.drug, len(order) + 1))
        rule = f"drug '{text[treatment.start : treatment.end]}', {assertion.explanation}"
        yield Claim(case, "treatment_given", given, quote, rule, item=item)
        for name, value in treatment.details.items():
            if name == "treatment_within_24h":
                if given is Status.PRESENT:
                    yield Claim(case, name, Status(value), quote, f"{rule}, start as written", item=item)
            elif given is Status.PRESENT or name in (
                "treatment_agent",
                "treatment_class",
                "treatment_as_written",
            ):
                yield Claim(case, name, Status.PRESENT, quote, rule, value, item)


def _outcome_claims(
    out: Collector, stretch: Stretch, case: str, maps: Mapping[tuple[str, str], str]
) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    for outcome in find_outcomes(text, maps):
        assertion = sentence.assess(outcome.start, outcome.end)
        negatable = (
            outcome.details.get("outcome_level") != "recovered"
            and outcome.details.get("outcome_scale") == "words_only"
        )
        if assertion.cues & {Cue.HYPOTHETICAL, Cue.UNCERTAIN, Cue.HISTORICAL, Cue.FAMILY} or (
            negatable and Cue.NEGATED in assertion
        ):
            continue
        quote = out.span(stretch, role_of(assertion))
        point = outcome.details.get("outcome_point", "")
        item = (
            "1"
            if (case, "outcome_level", "1", quote.role) not in out.best
            and (case, "outcome_raw", "1", quote.role) not in out.best
            else "2"
        )
        for name, value in outcome.details.items():
            yield Claim(
                case,
                name,
                Status.PRESENT,
                quote,
                f"words '{text[outcome.start : outcome.end]}'{' ' + point if point else ''}",
                value,
                item,
            )
    if (found := find_death_day(text)) and sentence.assess(found[1], found[2]).status is Status.PRESENT:
        yield Claim(
            case,
            "death_day",
            Status.PRESENT,
            out.span(stretch, Role.THIS_PATIENT),
            f"words '{text[found[1] : found[2]]}'",
            found[0],
        )


def _other_claims(out: Collector, stretch: Stretch, case: str) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    quote = out.span(stretch, Role.THIS_PATIENT)
    if match := _HEALTHY.search(text):
        yield Claim(
            case, "prior_health", Status.PRESENT, quote, f"words '{match.group()}'", "previously_healthy"
        )
    elif (match := _ILL.search(text)) and not sentence.assess(*match.span("what")).cues & {
        Cue.NEGATED,
        Cue.FAMILY,
        Cue.LITERATURE,
    }:
        yield Claim(case, "prior_health", Status.PRESENT, quote, f"words '{match.group()}'", "comorbidity")
        yield Claim(
            case, "prior_health_detail", Status.PRESENT, quote, f"words '{match.group()}'", match["what"]
        )
    if match := _SAME.search(text):
        yield Claim(
            case,
            "same_patient_note",
            Status.PRESENT,
            quote,
            "words that name another report of the patient",
            match.group().strip(),
        )
    for variant in find_variants(text):
        assertion = sentence.assess(variant.start, variant.end)
        if (assertion.status is Status.PRESENT and variant.field != "variant_gene") or (
            variant.field == "variant_gene"
            and re.search(r"variant|mutation|c\.|p\.", text)
            and not assertion.negated
        ):
            role = role_of(assertion)
            yield Claim(
                case,
                variant.field,
                Status.PRESENT,
                out.span(stretch, role),
                f"as written: '{text[variant.start : variant.end]}'",
                variant.value,
                "1",
            )
    if match := _PATHOGENIC.search(text):
        group = "what" if match["what"] else "first"
        status = sentence.assess(*match.span(group)).status
        if sentence.assess(*match.span()).negated or re.search(r"\bRANBP2\b[^.;]*\bnegative\b", text):
            status = Status.ABSENT
        if status in (Status.PRESENT, Status.ABSENT) and not re.search(
            r"uncertain significance|benign|VUS|polymorphism", text
        ):
            role = role_of(sentence.assess(*match.span(group)))
            yield Claim(
                case, "ranbp2_pathogenic", status, out.span(stretch, role), f"words '{match.group()}'"
            )
