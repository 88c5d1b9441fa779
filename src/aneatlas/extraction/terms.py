"""Mentions of a vocabulary's terms in text: agents, drugs, sites, methods. The vocabulary is the only list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from aneatlas.core.vocabularies import Vocabulary

# a spelling of a whole prescription names no drug
_AMOUNT = re.compile(r"\d\s?(?:mg|g|ml|µg|iu|u|days?|h|hours?|weeks?)\b|\bfor \d")
_WORD = re.compile(r"[^\W_]+")


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

    def find(self, text: str) -> Iterator[TermMention]:
        """Yield the terms of a text in order, without overlaps."""
        folded, words, different = _words_of(text)
        table = self._table
        if table.keys().isdisjoint(different):  # most sentences
            return
        end = 0
        for word, start in words:
            if word not in table or start < end:
                continue
            entries = table[word]
            for spelling, value in entries:
                last = start + len(spelling)
                if folded.startswith(spelling, start) and not folded[last : last + 1].isalnum():
                    if len(spelling) < 4 and text[start:last].islower():
                        continue
                    yield TermMention(value, start, last)
                    end = last
                    break


@lru_cache(maxsize=256)  # several finders look at each sentence
def _words_of(text: str) -> tuple[str, tuple[tuple[str, int], ...], frozenset[str]]:
    """Return the folded text, of the same length, its words with their places, and the different words."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower() if len(text.lower()) == len(text) else text
    folded = folded.replace("-", " ")  # 'white-matter' is 'white matter'
    words = tuple([(word[0], word.start()) for word in _WORD.finditer(folded)])
    return folded, words, frozenset([word for word, _ in words])


@lru_cache(maxsize=64)
def _cached(key: int, skip: frozenset[str]) -> TermFinder:
    return TermFinder(_VOCABULARIES[key], skip)


_VOCABULARIES: dict[int, Vocabulary] = {}


def finder_of(vocabulary: Vocabulary, skip: frozenset[str] = frozenset()) -> TermFinder:
    """Return the finder of a vocabulary; it is built once."""
    _VOCABULARIES.setdefault(id(vocabulary), vocabulary)
    return _cached(id(vocabulary), skip)
