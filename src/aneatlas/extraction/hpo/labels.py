"""Labels and synonyms of the ontology, ready to be looked up by the words of a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from aneatlas.core.ontology import Ontology, Term
from aneatlas.extraction.hpo.ontology import shipped
from aneatlas.extraction.hpo.words import EMPTY, PUNCTUATION, WORD, light, stem

_SCOPES = ("EXACT", "RELATED", "NARROW")
#: Words of everyday English that are a term only inside a longer label: 'absence' is mostly no seizure.
_EVERYDAY = frozenset(
    [
        "absence",
        "fall",
        "falls",
        "weakness",
        "tremors",
        "order",
        "active",
        "sensitivity",
        "pain",
        "fatigue",
        "shock",
        "stress",
        "infant",
        "small",
        "tall",
        "short",
        "balance",
        "failure",
        "growth",
        "mass",
        "lump",
        "bruise",
        "burn",
        "collecting",
        "into",
        "clone",
        "clones",
        "severity",
        "rigid",
        "loss",
    ]
)
_MOST_WORDS = 100_000  # that are remembered
_JOINING = re.compile(r"\b(?:and|or)\b|[,/]")


@dataclass(frozen=True, slots=True)
class Label:
    """What a key stands for: a term, the label or synonym that gave the key, and whether that joins two things."""

    id: str
    text: str
    joins: bool


_ToldWord = tuple[int, int, str, str, Label | None, str]


class Told(NamedTuple):
    """What labels know of the letters between two spaces.

    words: for each word its place, where it ends, how it is written, and what `Labels.written` answers. telling:
    one of them is a label or within one. ends: one of them is in no label of several words, so that none goes on behind it.
    """

    words: tuple[_ToldWord, ...]
    telling: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """several: labels by the stems of their words; single: labels of one word; beside: the stems that share a label with a stem.

    ontology: where the labels are from. chunks: what `told` answered before.
    """

    several: Mapping[frozenset[str], Label]
    single: Mapping[str, Label]
    beside: Mapping[str, frozenset[str]]
    ontology: Ontology
    _above: dict[str, frozenset[str]] = field(default_factory=dict)
    chunks: dict[str, Told] = field(default_factory=dict)

    def written(self, written: str) -> tuple[str, Label | None, str]:
        """Return a word of a text in lower case without 's, the label that it is, and its stem.

        The stem is '' where no label of several words holds it.
        """
        word = written.lower().removesuffix("'s")
        key = stem(word)
        label = self.single.get(light(word)) or self.single.get(key)
        if label is None and word.endswith("ic"):  # 'ataxic' is ataxia; longer words are found by their stem
            label = self.single.get(f"{word[:-2]}ia")
        return word, label, key if key in self.beside else ""

    def told(self, chunk: str) -> Told:
        """Return what is known of the letters between two spaces, and remember it."""
        base = chunk.rstrip(PUNCTUATION)
        known = self.chunks.get(base)
        if known is None:
            found = (
                [(0, len(base), base)] if base.isalpha() else [(*m.span(), m[0]) for m in WORD.finditer(base)]
            )
            words = tuple([(start, end, text, *self.written(text)) for start, end, text in found])
            telling = ends = False
            for *_, word, label, key in words:
                telling = telling or label is not None or key != ""
                ends = ends or (key == "" and word not in EMPTY)
            known = Told(words, telling, ends)
        if len(self.chunks) < _MOST_WORDS:
            self.chunks[base] = self.chunks[chunk] = known
        return known

    def above(self, id: str) -> frozenset[str]:
        """Return the terms that a term is a kind of."""
        if id not in self._above:
            self._above[id] = self.ontology.above([id])
        return self._above[id]


@lru_cache(maxsize=100_000)  # several look-ups are built of the same labels
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a label that carry meaning, in lower case; the 'A' of 'type A' is one."""
    lower = WORD.findall(text.lower())
    kept = [word.removesuffix("'s") for word in lower if word not in EMPTY]
    if "ype" in text and "A" in WORD.findall(text):
        kept.append("a")
    return tuple(kept)


def is_abbreviation(text: str) -> bool:
    """Tell whether a synonym is an abbreviation alone, which may stand for anything."""
    return text.isupper() and len(text) <= 6


def labels_of(ontology: Ontology) -> Labels:
    """Return the look-up of an ontology: exact labels go before synonyms, those before looser ones."""
    several: dict[frozenset[str], tuple[int, Label]] = {}
    single: dict[str, tuple[int, Label]] = {}
    for id in sorted(ontology.below()):
        term = ontology.terms[id]
        if term.obsolete:
            continue
        for rank, text in _texts(term):
            label = Label(id, text, bool(_JOINING.search(text)))
            words = words_of(text)
            if len(words) == 1:
                _take_single(single, words[0], rank, label)
            elif words:
                key = frozenset(stem(word) for word in words)
                if len(key) > 1 and (key not in several or several[key][0] > rank):
                    several[key] = (rank, label)
    return Labels(
        {key: label for key, (_, label) in several.items()},
        {key: label for key, (_, label) in single.items()},
        _beside(several),
        ontology,
    )


def _beside(keys: Iterable[frozenset[str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        for word in key:
            found[word] |= key
    return {word: frozenset(others) for word, others in found.items()}


def _texts(term: Term) -> Iterator[tuple[int, str]]:
    """Yield (rank, text); an abbreviation alone is left out, for it may stand for anything."""
    yield 0, term.label
    for text, scope in term.synonyms:
        if scope in _SCOPES and not is_abbreviation(text):
            yield (1 if scope == "EXACT" else 2), text


def _take_single(single: dict[str, tuple[int, Label]], word: str, rank: int, label: Label) -> None:
    if len(word) <= 3 or word in _EVERYDAY:
        return
    for key, place in ((light(word), rank), (stem(word), rank + 3)):
        if place != rank and (len(key) < 6 or key.startswith("=")):
            continue  # a short stem would catch other words
        if key not in single or single[key][0] > place:
            single[key] = (place, label)


@cache
def shipped_labels() -> Labels:
    """Return the look-up of the release that comes with the package."""
    return labels_of(shipped())
