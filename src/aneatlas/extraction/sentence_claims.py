"""The claims of one sentence about one patient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aneatlas.core.evidence import Role
from aneatlas.core.values import Status
from aneatlas.extraction.assertion import Assertion, sentence_of
from aneatlas.extraction.circumstances import find_circumstances
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.collector import Collector
from aneatlas.extraction.imaging import find_first_ct, find_sequences, site_findings
from aneatlas.extraction.measures import find_durations, find_measures, find_scales
from aneatlas.extraction.outcomes import find_death_day, find_outcomes
from aneatlas.extraction.patients import Stretch
from aneatlas.extraction.signs import find_signs, role_of
from aneatlas.extraction.sites import find_sites
from aneatlas.extraction.treatments import find_treatments
from aneatlas.extraction.triggers import Cue
from aneatlas.extraction.triggers_found import find_agents
from aneatlas.extraction.variants import find_variants

#: 'thrombocytopenia (patient 1)': whose sign it is.
_WHOSE = re.compile(r"\s*\((?:in )?(?:patients?|cases?) \d(?:(?:,| and|, and) \d)*\)", re.I)
_HEALTHY = re.compile(
    r"\b(?:previously|otherwise) (?:healthy|well|fit)\b|\b(?:an?|the|two|three|this) healthy (?:[\w-]+ ){0,3}(?:boys?|girls?|child(?:ren)?|infants?|man|woman|males?|females?|patients?|adults?|toddlers?)\b|\bhad (?:previously )?been (?:previously )?(?:healthy|well)\b|\bwere (?:previously )?(?:healthy|well)\b(?! (?:as|tolerated))|\b(?:with no|without|no) (?:known |previous |prior |relevant |significant |past |history of )*(?:medical history|comorbidit(?:y|ies)|underlying (?:disease|illness|condition)s?)\b|\bgood (?:past|previous) health\b|\bno known comorbidit(?:y|ies)\b|\bno (?:significant |relevant |notable )?(?:past |previous )?medical history\b|\bunremarkable (?:past )?medical history\b|\bhealthy (?:until|before)\b",
    re.I,
)
_ILL = re.compile(
    r"\b(?:history of|known (?:case of|to have)|with underlying|suffering from) (?P<what>(?:\w+ ){0,2}?(?:asthma|epilepsy|diabetes|hypertension|prematurity|obesity|febrile (?:seizures?|convulsions?)|leuk(?:a)?emia|cerebral palsy|congenital \w+|autism|sickle cell disease|developmental delay))\b"
    r"|\b(?:woman|man|boy|girl|patient|child|m?ale|female|lady|infant)\b(?: who)? (?:with|had|has) (?:type \d )?(?P<other>(?:(?:multiple|several) )?(?:comorbidities|asthma|epilepsy|diabetes|hypertension|obesity|leuk(?:a)?emia|cerebral palsy|autism|multiple myeloma|lymphoma|sickle cell disease|developmental delay))\b",
    re.I,
)
_LESION = re.compile(r"lesion|abnormal|involve|signal|change|intens|densit|affect|enhanc|restrict", re.I)
#: Words before patterns: without one of these the patterns above cannot match.
_HEALTHY_KEYS = re.compile("health|well|fit|history|comorbid|underlying")
_ILL_KEYS = re.compile(
    "asthma|epilep|diabet|hypertens|prematur|obes|febrile|leuk|palsy|congenital|autism|sickle|development|comorbid|myeloma|lymphoma"
)
_SAME = re.compile(
    r"\b(?:previously|already) (?:been )?(?:reported|described|published) (?:by|in|elsewhere|as)\b[^.;]{0,60}",
    re.I,
)
_CAUSES = re.compile(r"pathogenic|disease-causing|Thr585Met|T585M|1754\s?C", re.I)
_PATHOGENIC = re.compile(
    r"\b(?:RANBP2|RAN-binding protein 2)\b[^;]{0,90}?\b(?P<what>mutations?|variants?|pathogenic)\b|\b(?P<first>mutations?|variants?)\b[^.;]{0,50}\b(?:RANBP2|RAN-binding protein 2)\b",
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
        named = _WHOSE.match(text, sign.end)
        if named and case.split()[-1] not in re.findall(r"\d+", named.group()):
            continue
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
    sites = list(find_sites(text, out.dictionary, previous))
    for site in sites:
        assertion = sentence.assess(site.start, site.end)
        status = assertion.status
        if (
            status is None
            or Cue.HISTORICAL in assertion
            or _denies_something_else(text, assertion, site.start)
        ):
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
    for field, site, status in site_findings(text, sites):
        words = f"said of site '{text[site.start : site.end]}'"
        yield Claim(case, field, status, out.span(stretch, Role.THIS_PATIENT), words, item=site.site)
    yield from _imaging_claims(out, stretch, case)
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


def _imaging_claims(out: Collector, stretch: Stretch, case: str) -> Iterator[Claim]:
    text, quote = stretch.text, out.span(stretch, Role.THIS_PATIENT)
    if found := find_sequences(text):
        words = f"words '{text[found[1] : found[2]]}'"
        yield Claim(case, "mri_sequences", Status.PRESENT, quote, words, found[0])
    if ct := find_first_ct(text):
        yield Claim(case, "ct_first_normal", ct[0], quote, f"words '{text[ct[1] : ct[2]]}'")


def _denies_something_else(text: str, assertion: Assertion, place: int) -> bool:
    """'Without infiltration in the pons' denies the infiltration, not a lesion of the pons."""
    for trigger in assertion.triggers:
        between = text[trigger.end : place]
        if (
            trigger.cue is Cue.NEGATED
            and re.search(r"\b(?:in|of|within)\b", between)
            and not _LESION.search(between)
        ):
            return True
    return False


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
    lower = text.lower()
    if _HEALTHY_KEYS.search(lower) and (match := _HEALTHY.search(text)):
        yield Claim(
            case, "prior_health", Status.PRESENT, quote, f"words '{match.group()}'", "previously_healthy"
        )
    elif (
        _ILL_KEYS.search(lower)
        and (match := _ILL.search(text))
        and not sentence.assess(*match.span("what" if match["what"] else "other")).cues
        & {Cue.NEGATED, Cue.FAMILY, Cue.LITERATURE}
    ):
        yield Claim(case, "prior_health", Status.PRESENT, quote, f"words '{match.group()}'", "comorbidity")
        yield Claim(
            case,
            "prior_health_detail",
            Status.PRESENT,
            quote,
            f"words '{match.group()}'",
            match["what"] or match["other"],
        )
    if ("previously" in lower or "already" in lower) and (match := _SAME.search(text)):
        yield Claim(
            case,
            "same_patient_note",
            Status.PRESENT,
            quote,
            "words that name another report of the patient",
            match.group().strip(),
        )
    for found in find_circumstances(text, out.dictionary):
        words = f"words '{text[found.start : found.end]}'"
        yield Claim(case, found.field, found.status, quote, words, found.value)
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
    yield from _ranbp2_claims(out, stretch, case)


def _ranbp2_claims(out: Collector, stretch: Stretch, case: str) -> Iterator[Claim]:
    """Whether a variant of RANBP2 was found; that it causes the illness only where the words or the variant say so."""
    text = stretch.text
    sentence = sentence_of(text)
    lower = text.lower()
    if ("ranbp2" in lower or "ran-binding" in lower) and (match := _PATHOGENIC.search(text)):
        group = "what" if match["what"] else "first"
        status = sentence.assess(*match.span(group)).status
        if sentence.assess(*match.span()).negated or re.search(r"\bRANBP2\b[^.;]*\bnegative\b", text):
            status = Status.ABSENT
        if status in (Status.PRESENT, Status.ABSENT) and not re.search(
            r"uncertain significance|benign|VUS|polymorphism", text
        ):
            found = out.span(stretch, role_of(sentence.assess(*match.span(group))))
            words = f"words '{match.group()}'"
            yield Claim(case, "ranbp2_variant_found", status, found, words)
            if status is Status.ABSENT or _CAUSES.search(text):
                yield Claim(case, "ranbp2_pathogenic", status, found, words)
