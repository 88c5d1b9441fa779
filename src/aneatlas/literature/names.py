"""Find the names of the disease, and the names that only look like them, in the texts of a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aneatlas.core.study import Label, NearMiss, Study, Support, Variant
from aneatlas.literature.folding import Token, letters, plain, tokens, word
from aneatlas.literature.phrases import Phrase, compile_phrase, find

#: Words whose matches are remembered; a text of PubMed has some 200 different ones.
_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Match:
    """A name found: which one, where, and the words as they stand there.

    id, kind: of the label, or kind 'reject' / 'person' of a near miss. place: title, abstract, mesh ...
    start, end: span in `folding.plain` of that text. supported: whether the words it needs stand in the record.
    """

    id: str
    kind: str
    place: str
    quote: str
    start: int
    end: int
    number: int = 0
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The names in one record: labels, near misses, and the supports (by id) that stand in it."""

    labels: tuple[Match, ...] = ()
    near_misses: tuple[Match, ...] = ()
    supports: frozenset[str] = frozenset()


class Names:
    """The study's names, compiled once."""

    def __init__(
        self,
        labels: Sequence[Label],
        near_misses: Sequence[NearMiss] = (),
        variants: Sequence[Variant] = (),
        supports: Sequence[Support] = (),
    ) -> None:
        self.variants = {
            letters(item.written): word(item.canonical)
            for item in variants
            if re.fullmatch(r"[^\W_]+", item.written)
        }
        self.labels = tuple(labels)
        self.near_misses = tuple(near_misses)
        self.reasons = {item.id: item.reason for item in near_misses}
        self.words = {item.id: tuple(item.words) for item in supports}
        self._abbreviations = [
            (item, abbreviation(item.text)) for item in labels if item.kind == "abbreviation"
        ]
        long = [
            (item, self._phrase(item.text, item.language)) for item in labels if item.kind != "abbreviation"
        ]
        # Of two names on the same words the one with more words of its own says more.
        self._labels = sorted(long, key=lambda pair: -len(pair[1].words))
        self._near = [(item, self._phrase(item.text, item.language)) for item in near_misses]
        self._supports = {
            key: [self._phrase(text, "en") for text in words] for key, words in self.words.items()
        }
        self._by_id = {item.id: phrase for item, phrase in self._near} | {
            i.id: phrase for i, phrase in self._labels
        }
        phrases = [phrase for _, phrase in (*self._labels, *self._near)]
        phrases += [phrase for group in self._supports.values() for phrase in group]
        self._needed = {id(phrase): phrase.needed for phrase in phrases}
        self._patterns = {pattern for phrase in phrases for _, pattern in phrase.words}
        self._known: dict[str, frozenset[re.Pattern[str]]] = {}

    def phrase_of(self, id_: str) -> Phrase:
        """Return the compiled phrase of a label or near miss. Raises KeyError for an abbreviation or an unknown id."""
        return self._by_id[id_]

    def supports_of(self, id_: str) -> list[Phrase]:
        """Return the compiled phrases of a support. Raises KeyError for an unknown id."""
        return self._supports[id_]

    def _phrase(self, text: str, language: str) -> Phrase:
        return compile_phrase(text, language, self.variants)

    def find(self, texts: Iterable[tuple[str, str]]) -> Found:
        """Return the names in a record's texts, given as (place, text). Contained matches are left out."""
        cut = [self._read(place, text) for place, text in texts if text]
        words: set[re.Pattern[str]] = set().union(*(read.words for read in cut))
        possible = [(item, p) for item, p in self._labels if p.characters or self._needed[id(p)] <= words]
        possible_near = [(item, p) for item, p in self._near if p.characters or self._needed[id(p)] <= words]
        labels = _longest(
            Match(item.id, item.kind, read.place, read.text[start:end], start, end, number)
            for number, read in enumerate(cut)
            for item, phrase in possible
            for start, end in read.spans(phrase)
        )
        short = [
            Match(item.id, item.kind, read.place, match.group(), *match.span(), number)
            for number, read in enumerate(cut)
            for item, pattern in self._abbreviations
            for match in pattern.finditer(read.text)
        ]
        near = _longest(
            Match(item.id, item.rule, read.place, read.text[start:end], start, end, number)
            for number, read in enumerate(cut)
            for item, phrase in possible_near
            for start, end in read.spans(phrase)
        )
        if not (labels or short or near):
            return Found()
        supports = frozenset(
            key
            for key, phrases in self._supports.items()
            if any(read.spans(phrase) for phrase in phrases for read in cut)
        )
        needs = {item.id: item.needs for item in self.labels}
        seen = [_with_support(match, needs[match.id], supports) for match in (*labels, *_longest(short))]
        free = [match for match in seen if not _inside_rejected(match, near)]
        kept = [match for match in free if match.supported or match.kind != "abbreviation"]
        return Found(tuple(kept), tuple(near), supports)

    def _read(self, place: str, text: str) -> _Read:
        normal = _normal(plain(text))
        found = tokens(normal, self.variants)
        words: set[re.Pattern[str]] = set()
        for token in found:
            words |= self._matching(token.text)
        return _Read(place, normal, found, words)

    def _matching(self, text: str) -> frozenset[re.Pattern[str]]:
        """Return the word patterns that a token matches; each word is looked at once and remembered."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            known = self._known[text] = frozenset(p for p in self._patterns if p.match(text))
        return known


@dataclass(frozen=True, slots=True)
class _Read:
    """A text with its tokens and the word patterns that any of them matches."""

    place: str
    text: str
    found: list[Token]
    words: set[re.Pattern[str]]

    def spans(self, phrase: Phrase) -> list[tuple[int, int]]:
        if any(pattern not in self.words for _, pattern in phrase.words):
            return []
        return find(phrase, self.text, self.found)


def names_of(study: Study) -> Names:
    """Return the compiled names of a study."""
    return Names(study.labels, study.near_misses, study.variants, study.supports)


def abbreviation(text: str) -> re.Pattern[str]:
    """Return the pattern of an abbreviation: capitals as printed, full stops and hyphens or none.

    'IIAE3' is also 'IIAE-3' and 'IIAE 3'; it is never a part of a longer word.
    """
    pieces = re.findall(r"[^\W\d_]+|\d+", text)
    inner = r"[-‐‑‒–\s.]?".join(r"\.?".join(map(re.escape, piece)) for piece in pieces)
    return re.compile(rf"(?<![^\W_]){inner}(?![^\W_])")


def _normal(text: str) -> str:
    """Return a text in compatibility form (full-width letters, ligatures, composed syllables)."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _longest(matches: Iterable[Match]) -> list[Match]:
    """Return the matches that are not inside a longer one of the same text; one of several on the same words."""
    ordered = sorted(matches, key=lambda match: (match.number, match.start, -match.end))
    kept: list[Match] = []
    for match in ordered:
        last = kept[-1] if kept else None
        if last is None or last.number != match.number or match.end > last.end:
            kept.append(match)
    return kept


def _with_support(match: Match, needs: Sequence[str], supports: frozenset[str]) -> Match:
    if not needs or supports & set(needs):
        return match
    return Match(match.id, match.kind, match.place, match.quote, match.start, match.end, match.number, False)


def _inside_rejected(match: Match, near: Sequence[Match]) -> bool:
    return any(
        other.kind == "reject" and other.number == match.number and other.start <= match.start and match.end <= other.end
        and other.end - other.start > match.end - match.start
        for other in near
    )  # fmt: skip
