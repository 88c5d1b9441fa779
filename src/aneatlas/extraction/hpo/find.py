"""Find the terms of the ontology in a text: the words of a label in any order, close together.

Coordinations are resolved where both halves are terms ('ear and renal anomalies'); an abbreviation that the
text itself introduces in brackets stands for its long form from there on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
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
#: Start less end, start, id, number of words below 0, words, label: plain tuples, in the order in which terms are kept.
Found = tuple[int, int, str, int, frozenset[int], str]


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
    _look(text, 0, labels, found)
    kept: list[Coded] = []
    for length, start, id, _, words, label in sorted(found):
        end = start - length
        if nested != "all" and any(k.id == id and k.start < end and start < k.end for k in kept):
            continue  # once told
        around = [k.id for k in kept if words <= k.words]
        if not around or (nested != "none" and all(_beside(id, outer, nested, labels) for outer in around)):
            kept.append(Coded(id, label, start, end, words))
    return sorted(kept, key=lambda c: (c.start, -c.end, c.id))


def terms_at(text: str, chunks: Sequence[str], places: Iterable[int], labels: Labels) -> list[Found]:
    """Return what `find_terms` finds with nested='all', as far as its words are in one run with the chunks at some places.

    chunks: the text at its spaces. Terms that lie elsewhere may be among them.
    """
    found = set(_abbreviated(text, labels)) if "(" in text else set()
    for begin, end in _stretches(chunks, places, labels):
        _look(text[begin:end], begin, labels, found)
    if len(found) < 2:
        return list(found)
    kept: list[Found] = []
    for item in sorted(found):
        if not any(item[2] == other[2] and item[4] <= other[4] for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: (item[1], item[0], item[2]))


def _beside(inner: str, outer: str, nested: Nested, labels: Labels) -> bool:
    """Tell whether a term is given beside the longer one that holds its words."""
    return inner != outer and (nested == "all" or inner in labels.above(outer))


def _look(text: str, origin: int, labels: Labels, found: set[Found]) -> None:
    """Put the terms of a stretch of text, which begins at `origin`, into `found`."""
    for run, joined in _runs(text, origin, labels, found):
        found.update(_windows(run, labels))
        if joined:
            found.update(_joined(run, labels))


def _stretches(chunks: Sequence[str], places: Iterable[int], labels: Labels) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text, given as its chunks, beyond which no term with a word at one of the places goes on."""
    last = -1
    known = labels.chunks
    for place in places:
        if place < last:
            continue
        # words that end a run may stand beside others between two spaces: those letters are looked at with it
        first, last = max(place - 1, 0), min(place + 1, len(chunks) - 1)
        while first and not (known.get(chunks[first]) or labels.told(chunks[first])).ends:
            first -= 1
        while last + 1 < len(chunks) and not (known.get(chunks[last]) or labels.told(chunks[last])).ends:
            last += 1
        begin = sum(map(len, chunks[:first])) + first
        yield begin, begin + sum(map(len, chunks[first : last + 1])) + last - first


def _runs(text: str, origin: int, labels: Labels, found: set[Found]) -> Iterator[tuple[list[_Word], bool]]:
    """Yield stretches of words of which some label holds two, and whether one joins; labels of one word go into `found`.

    origin: where the text begins.
    """
    run: list[_Word] = []
    before = place = origin
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
            if run and (gap := text[before - origin : start - origin]) != " ":
                if _END.search(gap):
                    if linked or joined:
                        yield run, joined
                    run, last, linked, joined = [], "", False, False
                elif "," in gap or "/" in gap:
                    run.append(("", start, start, "," if "," in gap else "/"))
                    joined = True
            before = end
            if label:
                found.add((start - end, start, label.id, -1, frozenset((start,)), label.text))
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


def _windows(run: Sequence[_Word], labels: Labels) -> Iterator[Found]:
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
                yield begin - end, begin, label.id, -len(parts), parts, label.text


def _label(stems: Set[str], labels: Labels) -> Label | None:
    return labels.several.get(frozenset(stems)) if len(stems) > 1 else None


def _joined(run: Sequence[_Word], labels: Labels) -> Iterator[Found]:
    """'A and B head' is 'A head' where 'B head' is a term; 'head of A and B' is 'head of B' where 'head of A' is."""
    for place, word in enumerate(run):
        if word[0] or word[3] not in _JOIN:
            continue
        left = [w for w in reversed(run[max(0, place - 6) : place]) if w[0]][:4]
        right = [w for w in run[place + 1 : place + 8] if w[0]][:5]
        yield from _shared(left[:3], right, labels)
        yield from _shared(right[:3], left, labels)


def _shared(near: Sequence[_Word], far: Sequence[_Word], labels: Labels) -> Iterator[Found]:
    """Join words beside the conjunction with the head that stands behind the first words of the other side."""
    if not near:
        return
    beside = labels.beside[near[0][0]]
    for skip in range(1, len(far)):
        if far[skip][0] not in beside:
            continue
        for take in range(1, min(3, len(far) - skip) + 1):
            if not _label({w[0] for w in far[: skip + take]}, labels):
                continue
            for count in range(1, len(near) + 1):
                words = [*near[:count], *far[skip : skip + take]]
                label = _label({w[0] for w in words}, labels)
                if label:
                    starts = frozenset([w[1] for w in words])
                    start, end = min(starts), max([w[2] for w in words])
                    yield start - end, start, label.id, -len(starts), starts, label.text


def _abbreviated(text: str, labels: Labels) -> Iterator[Found]:
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
                    start, end = place.span()
                    yield start - end, start, label.id, -1, frozenset((start,)), label.text
                break


def _spells(words: str, letters: Sequence[str]) -> bool:
    place = 0
    for letter in letters:
        place = words.find(letter, place) + 1
        if not place:
            return False
    return True
