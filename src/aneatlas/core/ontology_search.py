"""Search of an ontology by name: every word of the question begins a word of a label, a synonym or a former name."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from aneatlas.core.vocabularies import fold

if TYPE_CHECKING:
    from aneatlas.core.ontology import Ontology

_WORD = re.compile(r"[^\W_]+")
_OBSOLETE = "obsolete "
#: how well a name stands for its term, best first
LABEL, EXACT, CLOSE, FORMER = range(4)
_SCOPES = {"EXACT": EXACT, "NARROW": CLOSE, "RELATED": CLOSE, "BROAD": CLOSE}
_LONG = 5  # letters from which a word may be misspelled
_BRITISH = re.compile(r"[ao]e")
_PLURAL = re.compile(r"(?<=[^siu])s$")


def _words(text: str) -> list[str]:
    """Return the words of a text for the search: in small letters, British spellings as American ones."""
    return [_BRITISH.sub("e", word) for word in _WORD.findall(fold(text))]


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that was found. by: the synonym, former name or former id that the question met, '' for its label or id."""

    id: str
    label: str
    by: str
    former: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    id: str
    text: str
    words: tuple[str, ...]
    rank: int


class Finder:
    """The names of the findings of a release, ready to be searched."""

    def __init__(self, ontology: Ontology, allowed: Collection[str]) -> None:
        """allowed: the present terms that may be given; obsolete ones lead to what took their place."""
        self._ontology, self._allowed = ontology, allowed
        self._names = list(self._all())
        at: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for word in set(name.words):
                at[word].append(number)
        self._known = sorted(at)
        self._at = at

    def _all(self) -> Iterator[_Name]:
        for term in self._ontology.terms.values():
            id = self._ontology.resolve(term.id)
            if id not in self._allowed:
                continue
            label = term.label.removeprefix(_OBSOLETE) if term.obsolete else term.label
            yield _Name(id, label, tuple(_words(label)), FORMER if term.obsolete else LABEL)
            for text, scope in term.synonyms:
                yield _Name(id, text, tuple(_words(text)), FORMER if term.obsolete else _SCOPES[scope])

    def find(self, asked: str, most: int = 20) -> list[Hit]:
        """Return the terms that a question may mean, the likeliest first, each once.

        asked: an id, or words in any order, each at least as a beginning; a word that begins nothing stands for those
        that are spelled much like it. A whole name goes before a part of one, a label before a synonym, a short name
        before a long one.
        """
        if hit := self._by_id(asked.strip().upper()):
            return [hit]
        words = tuple(_words(asked))
        found: dict[str, tuple[tuple[object, ...], Hit]] = {}
        for name in map(self._names.__getitem__, self._with_all(words)):
            label = self._ontology.terms[name.id].label
            begins = name.words[: len(words)] == words
            nearness = (name.words != words, not begins, name.rank, len(name.text), label)
            hit = Hit(name.id, label, "" if name.rank == LABEL else name.text, name.rank == FORMER)
            if name.id not in found or nearness < found[name.id][0]:
                found[name.id] = nearness, hit
        return [hit for _nearness, hit in sorted(found.values(), key=lambda pair: pair[0])[:most]]

    def _by_id(self, id: str) -> Hit | None:
        present = self._ontology.resolve(id)
        if present not in self._allowed:
            return None
        changed = present != id
        return Hit(present, self._ontology.terms[present].label, id if changed else "", changed)

    def _with_all(self, words: tuple[str, ...]) -> set[int]:
        """Return the names in which each of the words begins a word."""
        found: set[int] | None = None
        for word in words:
            here = self._with(_PLURAL.sub("", word))
            found = here if found is None else found & here
        return found or set()

    def _with(self, word: str) -> set[int]:
        first = bisect_left(self._known, word)
        begun = list(takewhile(lambda known: known.startswith(word), islice(self._known, first, None)))
        if not begun and len(word) >= _LONG:
            begins = word[0]
            alike = self._known[
                bisect_left(self._known, begins) : bisect_left(self._known, chr(ord(begins) + 1))
            ]
            begun = difflib.get_close_matches(word, alike, n=5, cutoff=0.8)
        return {number for known in begun for number in self._at[known]}
