"""Mentions of a vocabulary's terms in text: agents, drugs, sites, methods. The vocabulary is the only list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from aneatlas.core.vocabularies import Vocabulary

# a spelling of a whole prescription names no drug
_AMOUNT = re.compile(r"\d\s?(?:mg|g|ml|µg|iu|u|days?|h|hours?|weeks?)\b|\bfor \d")
_WORD = re.compile(r"[^\W_]+")
_BEHIND = ",.;:)"  # of which no word consists


@dataclass(frozen=True, slots=True)
class TermMention:
    """A spelling of a term in a text."""

    value: str
    start: int
    end: int


class TermFinder:
    """Finds the spellings of one vocabulary, the longest first. Short capital abbreviations need their case."""

    def __init__(self, vocabulary: Vocabulary, skip: frozenset[str] = frozenset()) -> None:
        self._table: dict[str, list[tuple[str, str]]] = {}
        spellings = dict(vocabulary.spellings)
        for value, term in vocabulary.terms.items():
            name = re.sub(r"\s*\(.*?\)", "", term.name).split(",")[0]
            spellings.setdefault(" ".join(name.casefold().split()), value)
        for spelling, value in spellings.items():
            if (
                value in skip
                or spelling in skip
                or len(spelling) < 3
                or "_" in spelling
                or _AMOUNT.search(spelling)
            ):
                continue
            first = _WORD.search(spelling)
            if first:
                spaced = spelling.replace("-", " ")
                self._table.setdefault(first.group(), []).append((spaced, value))
        for entries in self._table.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._bit = _register(self._table)

    def find(self, text: str) -> Iterator[TermMention]:
        """Yield the terms of a text in order, without overlaps."""
        bits, words = _words_of(text)
        if not bits & self._bit:  # most sentences
            return
        folded = _folded(text).replace("-", " ")  # 'white-matter' is 'white matter'
        table = self._table
        end = 0
        for word, start in words:
            if word not in table or start < end:
                continue
            for spelling, value in table[word]:
                last = start + len(spelling)
                if folded.startswith(spelling, start) and not folded[last : last + 1].isalnum():
                    if len(spelling) < 4 and text[start:last].islower():
                        continue
                    yield TermMention(value, start, last)
                    end = last
                    break


#: First words of spellings -> bits of the finders that have one; and such words by what stands between two spaces.
_FINDERS: dict[str, int] = {}
_BY_CHUNK: dict[str, tuple[tuple[int, str, int], ...]] = {}
_MOST_CHUNKS = 100_000  # that are remembered
_NUMBER: list[int] = []


def _register(words: Iterable[str]) -> int:
    """Return the bit of a new finder."""
    bit = 1 << len(_NUMBER)
    _NUMBER.append(bit)
    for word in words:
        _FINDERS[word] = _FINDERS.get(word, 0) | bit
    _BY_CHUNK.clear()
    _words_of.cache_clear()
    return bit


@lru_cache(maxsize=256)  # several finders look at each sentence
def _words_of(text: str) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return the bits of the finders that may find something in a text, and the words with their places."""
    bits = place = 0
    words = []
    for chunk in _folded(text).split(" "):
        known = _BY_CHUNK.get(chunk)
        if known is None:
            known = _look(chunk)
        for offset, word, finders in known:
            bits |= finders
            words.append((word, place + offset))
        place += len(chunk) + 1
    return bits, tuple(words)


def _folded(text: str) -> str:
    """Return a text without regard to case, of the same length."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower() if len(text.lower()) == len(text) else text
    return folded


def _look(chunk: str) -> tuple[tuple[int, str, int], ...]:
    """Return the first words of spellings among what stands between two spaces, and remember them."""
    known: tuple[tuple[int, str, int], ...]
    base = chunk.rstrip(_BEHIND)
    if base.isalpha():  # most
        known = ((0, base, _FINDERS[base]),) if base in _FINDERS else ()
    else:
        known = tuple(
            (match.start(), match[0], _FINDERS[match[0]])
            for match in _WORD.finditer(chunk)
            if match[0] in _FINDERS
        )
    if len(_BY_CHUNK) < _MOST_CHUNKS:
        _BY_CHUNK[chunk] = known
    return known


@lru_cache(maxsize=64)
def _cached(key: int, skip: frozenset[str]) -> TermFinder:
    return TermFinder(_VOCABULARIES[key], skip)


_VOCABULARIES: dict[int, Vocabulary] = {}


def finder_of(vocabulary: Vocabulary, skip: frozenset[str] = frozenset()) -> TermFinder:
    """Return the finder of a vocabulary; it is built once."""
    _VOCABULARIES.setdefault(id(vocabulary), vocabulary)
    return _cached(id(vocabulary), skip)
