"""What the extractor states of the one patient of an invented text, as short names: 'site/thalamus' -> {'present'}."""

from __future__ import annotations

from collections.abc import Iterable

from aneatlas.core.evidence import Role
from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.extract import extract

BEFORE = "We report the case of a child who was seen by us in the emergency department of the hospital. "
#: Region -> sites of the vocabulary.
SITES = {
    "thalamus": {"thalamus"},
    "brainstem": {"brainstem", "midbrain", "pons", "medulla"},
    "cerebellum": {"cerebellum", "cerebellar_white_matter", "dentate_nucleus"},
    "white_matter": {"cerebral_white_matter", "periventricular_white_matter"},
    "basal_ganglia": {"basal_ganglia", "putamen", "caudate", "globus_pallidus"},
}
_BILATERAL = (
    "thalamic_lesions_bilateral",
    "lesions_symmetric",
    "site_symmetric",
    "lesions_bilateral_or_symmetric",
)


def stated_facts(text: str, study: Study) -> dict[str, set[str]]:
    """Return what is stated of the child: fields, 'site/REGION', 'treatment/CLASS', 'bilateral', the last outcome."""
    [reading] = read_bytes((BEFORE + text).encode(), "a.txt")
    assert reading.document is not None
    claims = [c for c in extract(reading.document, "R0001", study).claims if c.role is Role.THIS_PATIENT]
    found: dict[str, set[str]] = {}
    for name, value in _facts([c for c in claims if c.case != "report" and c.status.value != "unclear"]):
        found.setdefault(name, set()).add(value)
    levels = {c.item: c.value for c in claims if c.field == "outcome_level"}
    if levels:
        found["outcome_level"] = {"died" if "died" in levels.values() else levels[max(levels, key=int)]}
    return found


def assert_stated(wanted: str, text: str, study: Study) -> None:
    """Hold what is wanted ('field=value & field=NONE') against the claims; a text after '@' is the whole text."""
    [reading] = read_bytes((text[1:] if text.startswith("@") else BEFORE + text).encode(), "a.txt")
    assert reading.document is not None
    claims = [c for c in extract(reading.document, "R0001", study).claims if c.role is Role.THIS_PATIENT]
    for part in wanted.split(" & "):
        asked, _, value = part.partition("=")
        values = {c.value or c.status.value for c in claims if c.field == asked}
        assert values == (set() if value == "NONE" else {value}), part


def _facts(claims: list[Claim]) -> Iterable[tuple[str, str]]:
    classes = {c.item: c.value for c in claims if c.field == "treatment_class"}
    for claim in claims:
        present = claim.status.value == "present"
        if claim.field == "site_involved":
            yield from (
                (f"site/{name}", claim.status.value) for name, sites in SITES.items() if claim.item in sites
            )
        elif claim.field == "treatment_given" and present:
            yield f"treatment/{classes[claim.item]}", "present"
        elif claim.field in ("icu", "invasive_ventilation") and present:
            yield "treatment/supportive", "present"
        elif claim.field in _BILATERAL or (claim.field == "site_side" and claim.value == "bilateral"):
            yield "bilateral", claim.status.value
        elif claim.field != "outcome_level":
            yield claim.field, claim.value or claim.status.value
