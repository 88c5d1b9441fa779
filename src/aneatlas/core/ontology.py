"""An ontology of findings, such as the Human Phenotype Ontology (HPO), as a file in OBO format 1.4 gives it.

Only what coding needs is kept. A study may hold a release (`hpo/hp.obo.gz`); a group of the dictionary that
repeats over it has one item for each of its terms.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from aneatlas.core.issues import StudyInvalid, error
from aneatlas.core.ontology_search import Finder
from aneatlas.core.vocabularies import Term as Value
from aneatlas.core.vocabularies import Vocabulary, fold

#: The root of the findings themselves; onset, inheritance and frequency are other branches.
PHENOTYPIC_ABNORMALITY = "HP:0000118"
#: Of a release that is unpacked; the present one has 10 MB.
MAX_BYTES = 128 * 1024 * 1024
_SYNONYM = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)" (?P<scope>EXACT|RELATED|NARROW|BROAD)\b')
_Held = TypeVar("_Held")


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
        seen: set[str] = set()
        while True:
            term = self.terms.get(self.former.get(id, id))
            if term is None or term.id in seen:
                return ""
            if not term.obsolete:
                return term.id
            seen.add(term.id)
            id = term.replaced_by

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

    def above(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the ids of all terms that one of the terms given is a kind of; unknown ids are passed over."""
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            term = self.terms.get(waiting.pop())
            new = set(term.parents) - found if term is not None else set()
            found |= new
            waiting += new
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


class Release:
    """The packed file of a release; it is unpacked and read when something of it is first asked for."""

    def __init__(self, data: bytes, where: str) -> None:
        self.data = data
        self.where = where

    def __getstate__(self) -> dict[str, object]:
        """Send the packed file alone to another process."""
        return {"data": self.data, "where": self.where}

    @cached_property
    def ontology(self) -> Ontology:
        """Return what the file says. Raises StudyInvalid where it is damaged or holds no findings."""
        try:
            unpacker = zlib.decompressobj(wbits=31)
            text = unpacker.decompress(self.data, MAX_BYTES)
            if unpacker.unconsumed_tail or not unpacker.eof:
                raise ValueError("the file is cut, or far too large")
            found = parse_obo(text.decode("utf-8").splitlines())
        except (zlib.error, gzip.BadGzipFile, ValueError) as problem:
            raise self._invalid(f"{problem}.") from None
        if not found.below():
            raise self._invalid(f"it holds no term below {PHENOTYPIC_ABNORMALITY}.")
        return found

    def _invalid(self, message: str) -> StudyInvalid:
        fix = "Restore it from the repository, or pack the hp.obo of a release with gzip."
        return StudyInvalid("the study has 1 mistake", [error("ontology", self.where, message, fix)])

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Return the findings of the release as values: id -> its label, which is the plain name too."""
        ontology = self.ontology
        found = (ontology.terms[id] for id in sorted(ontology.below()))
        return {t.id: Value(t.id, t.label, t.label, (t.id,)) for t in found if not t.obsolete}

    @cached_property
    def finder(self) -> Finder:
        """Return the findings ready to be searched by name."""
        return Finder(self.ontology, self.values)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Return folded id, label, exact synonym or former id -> id; labels go before synonyms."""
        ontology, values = self.ontology, self.values
        found = {fold(id): id for id in values}
        for id, value in values.items():
            found.setdefault(fold(value.name), id)
        for id in values:
            for text, scope in ontology.terms[id].synonyms:
                if scope == "EXACT":
                    found.setdefault(fold(text), id)
        for old in (*ontology.former, *(t.id for t in ontology.terms.values() if t.obsolete)):
            if (id := ontology.resolve(old)) in values:
                found.setdefault(fold(old), id)
        return found


class _View(Mapping[str, _Held]):
    """A mapping of a release that is read when it is first asked for."""

    def __init__(self, release: Release, part: str) -> None:
        self._release, self._part = release, part

    def _whole(self) -> Mapping[str, _Held]:
        whole: Mapping[str, _Held] = getattr(self._release, self._part)
        return whole

    def __getitem__(self, key: str) -> _Held:
        return self._whole()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())


def vocabulary_of(id: str, data: bytes, where: str) -> Vocabulary:
    """Return the findings of a packed release as a vocabulary that is looked up, not listed."""
    release = Release(data, where)
    terms: Mapping[str, Value] = _View(release, "values")
    spellings: Mapping[str, str] = _View(release, "spellings")
    return Vocabulary(id, terms, spellings, release=release)
