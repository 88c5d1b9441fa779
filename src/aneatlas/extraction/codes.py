"""The codes of other systems that a claim carries: of its field, of its item, of its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aneatlas.core.study import Study
from aneatlas.core.vocabularies import Vocabulary
from aneatlas.extraction.claims import COHORT, Claim


def codes_of(claim: Claim, study: Study) -> list[Mapping[str, str]]:
    """Return the codes that the study gives the field, the item and the value of a claim; none where it has none.

    Each has the code as a CURIE (`HP:0001250`, `RxNorm:6902`), its label in that system, and 'of': what of the
    claim it names (field, item or value).

    Drugs carry DrugBank or RxNorm, agents NCBI Taxonomy, sites and signs HPO, as `codes.csv` records them.
    """
    return list(_codes_of(claim, study))


def _codes_of(claim: Claim, study: Study) -> Iterator[Mapping[str, str]]:
    if claim.field not in study.dictionary:
        return
    place = study.dictionary[claim.field]
    for code in place.field.codes:
        yield {"code": code, "label": _label(code, study), "of": "field"}
    site, _, counted = claim.item.rpartition(".") if claim.case == COHORT else (claim.item, "", "")
    if place.group.keyed and site:
        for code, label in _of_value(site, study.dictionary.vocabularies[place.group.repeats], study):
            yield {"code": code, "label": label, "of": "item"}
    if place.field.values:
        vocabulary = study.dictionary.vocabulary_of(place.field)
        for raw in [counted] if claim.case == COHORT else claim.value.split(";"):
            for code, label in _of_value(raw.strip(), vocabulary, study):
                yield {"code": code, "label": label, "of": "value"}


def _of_value(raw: str, vocabulary: Vocabulary, study: Study) -> Iterator[tuple[str, str]]:
    term = vocabulary.find(raw) if raw else None
    for code in term.codes if term else ():
        yield code, term.name if term and not vocabulary.listed else _label(code, study)


def _label(code: str, study: Study) -> str:
    return study.codes[code].label if code in study.codes else ""
