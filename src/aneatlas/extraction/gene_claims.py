"""What a sentence says of the patient's genes: variants as written, and what a named variant says of the test of RANBP2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.core.values import Status
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.collector import Collector
from aneatlas.extraction.patients import Stretch
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.signs import role_of
from aneatlas.extraction.triggers import Cue
from aneatlas.extraction.variants import find_variants

_GENE = r"(?:RANBP2|RAN[- ]binding protein 2)"
_CHANGE = r"(?:(?:missense |pathogenic |heterozygous |genetic )*(?:mutations?|variants?|alterations?|changes?)|pathogenic)"
_CAUSES = re.compile(r"(?<!non-)(?<!non)pathogenic|disease-causing|Thr585Met|T585M|1754\s?C", re.I)
_DOUBTFUL = re.compile(r"uncertain significance|unknown significance|benign|VUS|polymorphism", re.I)
_VARIANT = Sieve(
    rf"\b{_GENE}\b[^;]{{0,90}}?\b(?P<what>{_CHANGE})\b|\b(?P<first>mutations?|variants?|alterations?)\b[^.;]{{0,50}}\b{_GENE}\b|\b{_GENE}\b[^.;]{{0,60}}(?P<named>Thr585Met|T585M|c\.\s?1754\s?C)|(?P<before>Thr585Met|T585M|1754\s?C\s?>\s?T)[^.;]{{0,60}}\b{_GENE}\b",
    re.I,
)
_NONE = Sieve(
    rf"\b{_GENE}\b[^.;]*\b(?:negative|normal|unremarkable|wild[- ]type|no (?:\w+ )?(?:mutations?|variants?|abnormalit\w+|pathogenic))|\b(?:negative|normal) (?:for )?[^.;]{{0,40}}\b{_GENE}\b|\b(?:test|sequenc|analys|screen)\w+\b[^.;]{{0,30}}\b{_GENE}\b[^.;]{{0,30}}\b(?:was|were) (?:negative|normal)",
    re.I,
)

#: 'Mutations of RANBP2 predispose to ANE': of the disease, not of a patient.
_IN_GENERAL = Sieve(
    r"\b(?:mutations|variants)\b[^.;]{0,60}?\b(?:predispose|confer|cause|underlie|lead to|account for|are (?:known|found|associated|responsible|seen|the)|were (?:\w+ )?(?:found|identified|detected|described) in (?:\w+ ){0,2}?(?:families|patients|cases|children|individuals)\b|have been|may|can)\b",
    re.I,
)
#: Fields that tell of a change in a gene: it was looked for.
_CHANGES = frozenset({"variant_cdna", "variant_protein"})


def gene_claims(out: Collector, stretch: Stretch, case: str) -> Iterator[Claim]:
    """Yield the variants of a sentence as written, then what it says of RANBP2."""
    text = stretch.text
    sentence = sentence_of(text)
    for variant in find_variants(text):
        assertion = sentence.assess(variant.start, variant.end)
        if (assertion.status is Status.PRESENT and variant.field != "variant_gene") or (
            variant.field == "variant_gene"
            and re.search(r"variant|mutation|c\.|p\.", text)
            and not assertion.negated
        ):
            quote = out.span(stretch, role_of(assertion))
            rule = f"as written: '{text[variant.start : variant.end]}'"
            yield Claim(case, variant.field, Status.PRESENT, quote, rule, variant.value, "1")
            if variant.field in _CHANGES and not assertion.cues & {Cue.HYPOTHETICAL, Cue.NOT_DONE}:
                yield Claim(case, "genetic_test_done", Status.PRESENT, quote, rule)
    lower = text.lower()
    if "ranbp2" in lower or "ran-binding" in lower or "ran binding" in lower:
        yield from _ranbp2(out, stretch, case)


def _ranbp2(out: Collector, stretch: Stretch, case: str) -> Iterator[Claim]:
    """Whether a variant of RANBP2 was found (so that it was tested); that it causes the illness only where the words or the variant say so."""
    text = stretch.text
    sentence = sentence_of(text)
    none, match = _NONE.search(text), _VARIANT.search(text)
    found = none or match
    if found is None or (none is None and _IN_GENERAL.search(text)):
        return
    group = 0 if none or not match else str(match.lastgroup)
    assertion = sentence.assess(*found.span(group))
    status = assertion.status
    if none or sentence.assess(*found.span()).negated:
        status = Status.ABSENT
    if status not in (Status.PRESENT, Status.ABSENT) or assertion.cues & {Cue.NOT_DONE, Cue.HYPOTHETICAL}:
        return
    quote = out.span(stretch, role_of(assertion))
    words = f"words '{found.group()}'"
    for field in ("genetic_test_done", "ranbp2_tested"):
        yield Claim(case, field, Status.PRESENT, quote, words)
    if not _DOUBTFUL.search(text):
        yield Claim(case, "ranbp2_variant_found", status, quote, words)
        if status is Status.ABSENT or _CAUSES.search(text):
            yield Claim(case, "ranbp2_pathogenic", status, quote, words)
