"""Find the terms of the ontology in a text: the words of a label in any order, close together.

Coordinations are resolved where both halves are terms ('ear and renal anomalies'); an abbreviation that the
text itself introduces in brackets stands for its long form from there on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from aneatlas.extraction.hpo.labels import Label, Labels, shipped_labels
from aneatlas.extraction.hpo.words import EMPTY, WORD, light, stem

_END = re.compile(r"[.;:!?\n()\[\]]")
_JOIN = frozenset(("and", "or", ",", "/"))
_SPAN = 9  # words from the first to the last word of a term
_MOST = 7  # different words of a term
Nested = Literal["none", "kinds", "all"]
_ABBREVIATION = re.compile(r"\((?P<short>[A-Z][A-Za-z0-9-]{1,7})\)")


@dataclass(frozen=True, slots=True)
class Coded:
    """A term found in a text: its id, the label that matched, and the place of the words in code points.

    words: where each of its words begins; a coordination leaves out those of the other half.
    """

    id: str
    label: str
    start: int
    end: int
    words: frozenset[int]


#: Stem ('' for a word or mark without meaning of its own), start, end, text. A plain tuple: many are made.
_Word = tuple[str, int, int, str]


def find_terms(
    text: str, labels: Labels | None = None, *, nested: Nested = "none", abbreviations: bool = True
) -> list[Coded]:
    """Return the terms of a text in order of their place.

    labels: the look-up, by default that of the release shipped with the package. nested: which terms inside
    the words of a longer one are given too: 'none'; 'kinds', those that the longer one is a kind of ('seizure' in
    'febrile seizure'), as others are only part of its name; 'all'. abbreviations: also give the places of
    abbreviations that the text introduces behind a term.
    """
    labels = labels or shipped_labels()
    found = set(_abbreviated(text, labels)) if abbreviations and "(" in text else set()
    for run, joined in _runs(text, labels, found):
        found.update(_windows(run, labels))
        if joined:
            found.update(_joined(run, labels))
    if not found:
        return []
    kept: list[Coded] = []
    for item in sorted(found, key=lambda c: (c.start - c.end, c.start, c.id)):
        if nested != "all" and any(k.id == item.id and _overlap(k, item) for k in kept):
            continue  # once told
        around = [k for k in kept if item.words <= k.words]
        if not around or (nested != "none" and all(_beside(item, k, nested, labels) for k in around)):
            kept.append(item)
    return sorted(kept, key=lambda c: (c.start, -c.end, c.id))


def _overlap(one: Coded, other: Coded) -> bool:
    return one.start < other.end and other.start < one.end


def _beside(inner: Coded, outer: Coded, nested: Nested, labels: Labels) -> bool:
    """Tell whether a term is given beside the longer one that holds its words."""
    return inner.id != outer.id and (nested == "all" or inner.id in labels.above(outer.id))


def _runs(text: str, labels: Labels, found: set[Coded]) -> Iterator[tuple[list[_Word], bool]]:
    """Yield stretches of words of which some label holds two, and whether one joins; labels of one word go into `found`."""
    run: list[_Word] = []
    before = place = 0
    last = ""  # the word that a label may hold together with the next one
    linked = joined = False
    chunks, beside = labels.chunks, labels.beside
    for chunk in text.split(" "):
        told = chunks.get(chunk)
        if told is None:
            told = labels.told(chunk)
        if not run and not told.telling:  # most words
            place += len(chunk) + 1
            continue
        for offset, stop, written, word, label, key in told.words:
            if not run and not key and not label:
                continue
            start, end = place + offset, place + stop
            if run and (gap := text[before:start]) != " ":
                if _END.search(gap):
                    if linked or joined:
                        yield run, joined
                    run, last, linked, joined = [], "", False, False
                elif "," in gap or "/" in gap:
                    run.append(("", start, start, "," if "," in gap else "/"))
                    joined = True
            before = end
            if label:
                found.add(Coded(label.id, label.text, start, end, frozenset((start,))))
            if word in EMPTY and not (written == "A" and run and run[-1][3] == "type"):
                if run:
                    run.append(("", start, end, word))
                    joined = joined or word in _JOIN
            elif key:
                run.append((key, start, end, word))
                linked = linked or key == last or (last != "" and key in beside[last])
                last = key
            else:
                if linked or joined:
                    yield run, joined
                run, last, linked, joined = [], "", False, False
        place += len(chunk) + 1
    if linked or joined:
        yield run, joined


def _windows(run: Sequence[_Word], labels: Labels) -> Iterator[Coded]:
    for first, (one, begin, _, _) in enumerate(run):
        if not one:
            continue
        beside = labels.beside[one]
        stems = {one}
        joined = False
        for last in range(first + 1, min(len(run), first + _SPAN)):
            other, _, end, written = run[last]
            if not other:
                joined = joined or written in _JOIN
                continue
            if other not in beside and other not in stems:
                break  # no label holds both
            stems.add(other)
            if len(stems) > _MOST:
                break
            label = _label(stems, labels)
            if label and (not joined or label.joins):
                parts = frozenset([place for known, place, _, _ in run[first : last + 1] if known])
                yield Coded(label.id, label.text, begin, end, parts)


def _label(stems: Set[str], labels: Labels) -> Label | None:
    return labels.several.get(frozenset(stems)) if len(stems) > 1 else None


def _joined(run: Sequence[_Word], labels: Labels) -> Iterator[Coded]:
    """'A and B head' is 'A head' where 'B head' is a term; 'head of A and B' is 'head of B' where 'head of A' is."""
    for place, word in enumerate(run):
        if word[0] or word[3] not in _JOIN:
            continue
        left = [w for w in reversed(run[max(0, place - 6) : place]) if w[0]][:4]
        right = [w for w in run[place + 1 : place + 8] if w[0]][:5]
        yield from _shared(left[:3], right, labels)
        yield from _shared(right[:3], left, labels)


def _shared(near: Sequence[_Word], far: Sequence[_Word], labels: Labels) -> Iterator[Coded]:
    """Join words beside the conjunction with the head that stands behind the first words of the other side."""
    for count in range(1, len(near) + 1):
        own = near[:count]
        for skip in range(1, len(far)):
            if far[skip][0] not in labels.beside[own[0][0]]:
                continue
            for take in range(1, min(3, len(far) - skip) + 1):
                if not _label({w[0] for w in far[: skip + take]}, labels):
                    continue
                words = [*own, *far[skip : skip + take]]
                label = _label({w[0] for w in words}, labels)
                if label:
                    starts = frozenset(w[1] for w in words)
                    yield Coded(label.id, label.text, min(starts), max(w[2] for w in words), starts)


def _abbreviated(text: str, labels: Labels) -> Iterator[Coded]:
    """Yield the places of abbreviations that the text introduces behind a term (after Schwartz and Hearst 2003)."""
    for match in _ABBREVIATION.finditer(text):
        short = match["short"].removesuffix("s")
        words = list(WORD.finditer(text, max(0, match.start() - 90), match.start()))[-8:]
        letters = [c.lower() for c in short if c.isalnum()]
        for count in range(max(1, len(letters) - 2), min(len(words), len(letters) + 4) + 1):
            part = words[-count:]
            if part[0][0][0].lower() != letters[0] or not _spells(
                "".join(w[0].lower() + " " for w in part), letters
            ):
                continue
            stems = {stem(w[0].lower()) for w in part if w[0].lower() not in EMPTY}
            label = _label(stems, labels) or (
                labels.single.get(light(part[0][0].lower())) if len(part) == 1 else None
            )
            if label:
                for place in re.finditer(rf"\b{re.escape(short)}s?\b", text):
                    yield Coded(label.id, label.text, *place.span(), frozenset((place.start(),)))
                break


def _spells(words: str, letters: Sequence[str]) -> bool:
    place = 0
    for letter in letters:
        place = words.find(letter, place) + 1
        if not place:
            return False
    return True
