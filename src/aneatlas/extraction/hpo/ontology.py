"""The Human Phenotype Ontology as a file in OBO format 1.4 gives it; only what coding needs is kept."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

#: The root of the findings themselves; onset, inheritance and frequency are other branches.
PHENOTYPIC_ABNORMALITY = "HP:0000118"
_SYNONYM = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)" (?P<scope>EXACT|RELATED|NARROW|BROAD)\b')


@dataclass(slots=True)
class Term:
    """A term: its id, label, synonyms as (text, scope), parents, former ids, and what replaced it."""

    id: str
    label: str = ""
    synonyms: list[tuple[str, str]] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    obsolete: bool = False
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Ontology:
    """A release of the ontology: its date and its terms by id."""

    version: str
    terms: Mapping[str, Term]
    former: Mapping[str, str]

    def resolve(self, id: str) -> str:
        """Return the present id of a term: former and replaced ids lead on; '' for one that is gone or unknown."""
        term = self.terms.get(self.former.get(id, id))
        if term is None:
            return ""
        if term.obsolete:
            return self.resolve(term.replaced_by) if term.replaced_by else ""
        return term.id

    def below(self, root: str = PHENOTYPIC_ABNORMALITY) -> frozenset[str]:
        """Return the ids of the terms under a root, itself left out."""
        children: dict[str, list[str]] = defaultdict(list)
        for term in self.terms.values():
            for parent in term.parents:
                children[parent].append(term.id)
        found: set[str] = set()
        waiting = list(children[root])
        while waiting:
            id = waiting.pop()
            if id not in found:
                found.add(id)
                waiting += children[id]
        return frozenset(found)


def parse_obo(lines: Iterable[str]) -> Ontology:
    """Return the ontology that the lines of an OBO file describe. Unknown tags are passed over."""
    version = ""
    terms: dict[str, Term] = {}
    term: Term | None = None
    inside = False
    for line in lines:
        tag, _, value = line.rstrip("\n").partition(": ")
        if tag.startswith("["):
            inside, term = tag == "[Term]", None
        elif tag == "data-version":
            version = value.rsplit("/", 1)[-1]
        elif inside and tag == "id":
            term = terms[value] = Term(value)
        elif term is not None:
            _take(term, tag, value)
    former = {old: term.id for term in terms.values() for old in term.former}
    return Ontology(version, terms, former)


def _take(term: Term, tag: str, value: str) -> None:
    if tag == "name":
        term.label = value
    elif tag == "synonym":
        if found := _SYNONYM.match(value):
            term.synonyms.append((found["text"].replace('\\"', '"'), found["scope"]))
    elif tag == "is_a":
        term.parents.append(value.partition(" ")[0])
    elif tag == "alt_id":
        term.former.append(value)
    elif tag == "is_obsolete":
        term.obsolete = value == "true"
    elif tag == "replaced_by":
        term.replaced_by = value


@cache
def shipped() -> Ontology:
    """Return the release that comes with the package (see NOTICE for its terms of use)."""
    source = resources.files("aneatlas") / "study" / "hpo" / "hp.obo.gz"
    return parse_obo(gzip.decompress(source.read_bytes()).decode("utf-8").splitlines())
