"""The claims of one sentence about one patient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.evidence import Role
from aneatlas.core.values import Status
from aneatlas.extraction.assertion import Assertion, sentence_of
from aneatlas.extraction.circumstances import find_circumstances
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.collector import Collector
from aneatlas.extraction.durations import find_durations
from aneatlas.extraction.gene_claims import gene_claims
from aneatlas.extraction.generalities import speaks_generally
from aneatlas.extraction.health import find_health
from aneatlas.extraction.imaging import (
    find_both_sides,
    find_first_ct,
    find_sequences,
    images_in_general,
    left_free,
    site_findings,
)
from aneatlas.extraction.levels import signs_of
from aneatlas.extraction.measures import find_measures, find_scales
from aneatlas.extraction.outcomes import find_death_day, find_outcomes
from aneatlas.extraction.patient_words import PAST, PERSON
from aneatlas.extraction.patients import Stretch
from aneatlas.extraction.phrases import find_phrases
from aneatlas.extraction.relatives import told_of_kin
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.signs import find_signs, role_of
from aneatlas.extraction.sites import find_sites
from aneatlas.extraction.treatments import find_treatments, in_vain
from aneatlas.extraction.triggers import Cue
from aneatlas.extraction.triggers_found import find_agents, find_no_agent

#: 'thrombocytopenia (patient 1)': whose sign it is.
_WHOSE = re.compile(r"\s*\((?:in )?(?:patients?|cases?) \d(?:(?:,| and|, and) \d)*\)", re.I)
_IN_FLUID = re.compile(
    r"[^.;,]{0,50}?\b(?:in|of|from) (?:the |his |her )?(?:CSF|cerebrospinal fluid)\b|[^.;,]{0,12}\bCSF PCR\b",
    re.I,
)
#: Signs of images that a sentence about the disease in general states of nobody.
_OF_IMAGES = frozenset(
    (
        "imaging_haemorrhage", "imaging_necrosis", "restricted_diffusion", "lesions_symmetric", "lesions_multifocal",
        "thalamic_lesions_bilateral", "trilaminar_pattern", "imaging_enhancement", "imaging_oedema", "icu", "invasive_ventilation",
    )
)  # fmt: skip
_THEN_IMAGES = re.compile(
    r"(?:[,;]|\band)[^,;]{0,20}\b(?:MRI?|CT|imaging|scans?|tomogra\w+|magnetic resonance)\b", re.I
)
#: 'In the cerebellum but not in the brainstem': the site itself is denied.
_NOT_IN = re.compile(
    r"(?:not|nor|neither)\s+(?:in|of|within|at|on)\s+(?:(?:the|both|his|her|either|deep)\s+)*", re.I
)
_LESION = re.compile(r"lesion|abnormal|involve|signal|change|intens|densit|affect|enhanc|restrict", re.I)
_PRESENT_TENSE = re.compile(r"\b(?:is|are|includes?|consists?|remains?|comprises?)\b", re.I)
_WAS_GIVEN = re.compile(
    r"[^.;]{0,60}?\b(?:was|were)\s+(?:\w+ly\s+|also\s+)?(?:given|started|administered|begun|initiated|added|commenced|used|instituted)\b",
    re.I,
)
_KINDRED = Sieve(
    r"\b(?:two|three|four|five|both|these|the|affected|\d)\s+(?:[\w-]+\s+){0,4}?(?:siblings|brothers|sisters|twins|kindred)\b|\b(?:brother and (?:his )?sister|sister and (?:her )?brother|mother and (?:her )?(?:son|daughter|child)|father and (?:his )?(?:son|daughter|child))\b",
    re.I,
)
_OF_KIN = ("family_history_neurological",)
_SAME = Sieve(
    r"\b(?:previously|already) (?:been )?(?:reported|described|published) (?:by|in|elsewhere|as)\b[^.;]{0,60}",
    re.I,
)


@lru_cache(maxsize=8)
def _countries(dictionary: Dictionary) -> frozenset[str]:
    vocabulary = dictionary.vocabularies["country"]
    return frozenset(
        {name.lower() for name in vocabulary.spellings} | {t.name.lower() for t in vocabulary.terms.values()}
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
    general = speaks_generally(text) or images_in_general(text)
    for sign in find_signs(text, previous):
        if general and sign.field in _OF_IMAGES:
            continue
        named = _WHOSE.match(text, sign.end)
        if named and case.split()[-1] not in re.findall(r"\d+", named.group()):
            continue
        yield Claim(case, sign.field, sign.status, out.span(stretch, sign.role), sign.rule)
    yield from _value_claims(out, stretch, case, previous)
    yield from _place_claims(out, stretch, case, previous, general=general)
    if not general:
        yield from _treatment_claims(out, stretch, case, order)
    yield from _outcome_claims(out, stretch, case, maps)
    yield from _other_claims(out, stretch, case)


def _value_claims(out: Collector, stretch: Stretch, case: str, previous: str) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    for measure in (*find_measures(text, previous), *find_scales(text), *find_durations(text, previous)):
        assertion = sentence.assess(measure.start, measure.end)
        if assertion.cues & {Cue.HYPOTHETICAL, Cue.NOT_DONE, Cue.HISTORICAL} - (
            {Cue.HISTORICAL} if measure.field == "prodrome_days" else set()
        ):
            continue
        rule = f"number beside its name: '{text[measure.start : measure.end]}'"
        yield Claim(
            case, measure.field, Status.PRESENT, out.span(stretch, role_of(assertion)), rule, measure.raw
        )
        for field, status in signs_of(measure):
            limit = f"{rule}, which lies beyond the limit of our convention"
            yield Claim(case, field, status, out.span(stretch, role_of(assertion)), limit)


def _place_claims(
    out: Collector, stretch: Stretch, case: str, previous: str, *, general: bool
) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    sites = [] if general else list(find_sites(text, out.dictionary, previous))
    for site in sites:
        assertion = sentence.assess(site.start, site.end)
        assertion = _of_the_images(text, assertion, site.start)
        status = _images_suggest(assertion)
        status = Status.ABSENT if site.spared and status is Status.PRESENT else status
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
    if free := left_free(text, sites):
        words = f"words '{text[free[1] : free[2]].strip()}', of a region not named there"
        for region in free[0]:
            quote = out.span(stretch, Role.THIS_PATIENT)
            yield Claim(case, "site_involved", Status.ABSENT, quote, words, item=region)
    for field, site, status in site_findings(text, sites):
        words = f"said of site '{text[site.start : site.end]}'"
        yield Claim(case, field, status, out.span(stretch, Role.THIS_PATIENT), words, item=site.site)
    if not general:
        yield from _imaging_claims(out, stretch, case)
        if not any(site.side == "bilateral" or site.symmetric for site in sites) and (
            both := find_both_sides(text)
        ):
            words = f"words '{text[both[1] : both[2]]}'"
            quote = out.span(stretch, Role.THIS_PATIENT)
            yield Claim(case, "lesions_bilateral_or_symmetric", both[0], quote, words)
    if none := find_no_agent(text):
        for field in ("trigger_agent", "agent_identified"):
            words = f"agent: '{text[none[0] : none[1]]}'"
            yield Claim(case, field, Status.ABSENT, out.span(stretch, Role.THIS_PATIENT), words)
    for agent in find_agents(text, out.dictionary):
        assertion = sentence.assess(agent.start, agent.end)
        if assertion.negated and _IN_FLUID.search(text) and not assertion.cues & {Cue.FAMILY, Cue.LITERATURE}:
            words = f"agent '{text[agent.start : agent.end]}', {assertion.explanation}"
            yield Claim(case, "virus_in_csf", Status.ABSENT, out.span(stretch, Role.THIS_PATIENT), words)
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
            yield Claim(case, "agent_identified", Status.PRESENT, quote, rule)
            if _IN_FLUID.match(text, agent.end):
                yield Claim(case, "virus_in_csf", Status.PRESENT, quote, rule)
            yield Claim(case, "trigger_certainty", Status.PRESENT, quote, rule, "proven")


def _imaging_claims(out: Collector, stretch: Stretch, case: str) -> Iterator[Claim]:
    text = stretch.text
    if found := find_sequences(text):
        words = f"words '{text[found[1] : found[2]]}'"
        quote = out.span(stretch, Role.THIS_PATIENT)
        yield Claim(case, "mri_sequences", Status.PRESENT, quote, words, found[0])
    if ct := find_first_ct(text):
        quote = out.span(stretch, Role.THIS_PATIENT)
        yield Claim(case, "ct_first_normal", ct[0], quote, f"words '{text[ct[1] : ct[2]]}'")


def _of_the_images(text: str, assertion: Assertion, place: int) -> Assertion:
    """'No pleocytosis and, on MRI, involvement of the thalamus': what is denied before the images come is none of theirs."""
    kept = tuple(
        t
        for t in assertion.triggers
        if t.cue is not Cue.NEGATED or t.end > place or not _THEN_IMAGES.search(text, t.end, place)
    )
    if len(kept) == len(assertion.triggers):
        return assertion
    denied = {Cue.NEGATED} if any(t.cue is Cue.NEGATED for t in kept) else set()
    return Assertion(assertion.cues - {Cue.NEGATED} | denied, kept)


def _images_suggest(assertion: Assertion) -> Status | None:
    """'MRI was suggestive of lesions in the pons': images that suggest a lesion show it."""
    doubts = [t for t in assertion.triggers if t.cue is Cue.UNCERTAIN]
    if assertion.status is Status.UNCLEAR and all(
        re.match(r"suggest|consistent|compatible", t.words, re.I) for t in doubts
    ):
        return Status.ABSENT if Cue.NEGATED in assertion else Status.PRESENT
    return assertion.status


def _denies_something_else(text: str, assertion: Assertion, place: int) -> bool:
    """'Without infiltration in the pons' denies the infiltration, not a lesion of the pons."""
    for trigger in assertion.triggers:
        between = text[trigger.end : place]
        if (
            trigger.cue is Cue.NEGATED
            and not _NOT_IN.fullmatch(text, trigger.start, place)
            and re.search(r"\b(?:in|of|within)\b", between)
            and not _LESION.search(between)
        ):
            return True
    return False


def _treatment_claims(out: Collector, stretch: Stretch, case: str, order: dict[str, int]) -> Iterator[Claim]:
    text = stretch.text
    treatments = list(find_treatments(text, out.dictionary))
    if not treatments or (_PRESENT_TENSE.search(text) and not PAST.within(text) and not PERSON.search(text)):
        return  # 'the therapies mostly resorted to are ...': of no patient
    sentence = sentence_of(text)
    for treatment in treatments:
        assertion = sentence.assess(treatment.start, treatment.end)
        if (
            Cue.HYPOTHETICAL in assertion
            or Cue.HISTORICAL in assertion
            or _doubted(text, assertion, treatment.end)
        ):
            continue
        denied = Cue.NOT_DONE in assertion or (
            Cue.NEGATED in assertion and not in_vain(text, treatment.start)
        )
        given = Status.ABSENT if denied else Status.PRESENT
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


def _doubted(text: str, assertion: Assertion, end: int) -> bool:
    """Say whether the giving is doubtful; 'to cover a possible meningitis, ceftriaxone was given' doubts the meningitis."""
    return Cue.UNCERTAIN in assertion and not (
        _WAS_GIVEN.match(text, end)
        and all(
            t.end <= end and re.search(r"possib|suspect|presum|probab|likely", t.words, re.I)
            for t in assertion.triggers
            if t.cue is Cue.UNCERTAIN
        )
    )


def _outcome_claims(
    out: Collector, stretch: Stretch, case: str, maps: Mapping[tuple[str, str], str]
) -> Iterator[Claim]:
    text = stretch.text
    sentence = sentence_of(text)
    for outcome in find_outcomes(text, maps):
        if told_of_kin(text, outcome.start):
            continue
        assertion = sentence.assess(outcome.start, outcome.end)
        in_words = outcome.details.get("outcome_scale") == "words_only"  # weighed where they were found
        if not in_words and assertion.cues & {Cue.HYPOTHETICAL, Cue.UNCERTAIN, Cue.HISTORICAL, Cue.FAMILY}:
            continue
        quote = out.span(stretch, role_of(assertion))
        point = outcome.details.get("outcome_point", "")
        item = next(
            str(number)
            for number in range(1, 100)
            if (case, "outcome_level", str(number), quote.role) not in out.best
            and (case, "outcome_raw", str(number), quote.role) not in out.best
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
    for health in find_health(text):
        words = f"words '{text[health.start : health.end]}'"
        yield Claim(
            case, health.field, Status.PRESENT, out.span(stretch, Role.THIS_PATIENT), words, health.value
        )
    if match := _SAME.search(text):
        yield Claim(
            case,
            "same_patient_note",
            Status.PRESENT,
            out.span(stretch, Role.THIS_PATIENT),
            "words that name another report of the patient",
            match.group().strip(),
        )
    if len(stretch.cases) > 1 and (match := _KINDRED.search(stretch.words)):
        quote = out.span(stretch, Role.THIS_PATIENT)
        yield Claim(case, "familial", Status.PRESENT, quote, f"words '{match.group()}'")
    for phrase in find_phrases(text, _countries(out.dictionary)):
        words = f"words '{text[phrase.start : phrase.end]}'"
        yield Claim(
            case, phrase.field, phrase.status, out.span(stretch, Role.THIS_PATIENT), words, phrase.value
        )
    circumstances = list(find_circumstances(text, out.dictionary))
    if stretch.words != text:  # of siblings who are patients, one is the family history of the other
        circumstances += [c for c in find_circumstances(stretch.words, out.dictionary) if c.field in _OF_KIN]
    for found in circumstances:
        words = f"words '{text[found.start : found.end]}'"
        yield Claim(case, found.field, found.status, out.span(stretch, Role.THIS_PATIENT), words, found.value)
    yield from gene_claims(out, stretch, case)
