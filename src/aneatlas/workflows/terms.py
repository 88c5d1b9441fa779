"""Find: the terms of an ontology that a reader may mean, for the groups of the form that repeat over one."""

from __future__ import annotations

from dataclasses import dataclass

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.ontology import Release
from aneatlas.core.ontology_search import Hit
from aneatlas.core.study import Study
from aneatlas.extraction.hpo.choice import SAID

LONGEST = 200  # characters of a question
MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a question met: the terms, and the one that it names in full ('' for none). fields: term -> its own field."""

    hits: tuple[Hit, ...]
    named: str
    fields: dict[str, str]


def find_terms(study: Study, group: str, asked: str) -> Found:
    """Return the terms of a group that a question may mean. Raises FactsInvalid for a group that names none."""
    release, vocabulary = _release(study, group), study.dictionary.vocabularies[_repeats(study, group)]
    hits = tuple(release.finder.find(asked[:LONGEST], MOST))
    term = vocabulary.find(asked)
    own = _own_fields(study)
    return Found(hits, term.value if term else "", {hit.id: own[hit.id] for hit in hits if hit.id in own})


def term_named(study: Study, field: str, item: str) -> str:
    """Return the id of the term that a person wrote by its name, synonym or former id; anything else as written."""
    if field not in study.dictionary:
        return item
    vocabulary = study.dictionary.vocabularies.get(study.dictionary[field].group.repeats)
    if vocabulary is None or vocabulary.listed:
        return item
    term = vocabulary.find(item)
    return term.value if term else item


def prepare(study: Study) -> None:
    """Read the terms before anybody waits for them."""
    for vocabulary in study.dictionary.vocabularies.values():
        if vocabulary.release is not None:
            vocabulary.release.finder.find("a")


def _repeats(study: Study, group: str) -> str:
    return next((entry.repeats for entry in study.dictionary.groups if entry.id == group), "")


def _release(study: Study, group: str) -> Release:
    vocabulary = study.dictionary.vocabularies.get(_repeats(study, group))
    if vocabulary is None or vocabulary.release is None:
        raise FactsInvalid(f"'{group}' is no group of the form whose items are looked up by name.")
    return vocabulary.release


def _own_fields(study: Study) -> dict[str, str]:
    own = {id: field for id, field in SAID.items() if field in study.dictionary}
    for place in study.dictionary:
        own.update(
            dict.fromkeys((code for code in place.field.codes if code.startswith("HP:")), place.field.id)
        )
    return own
