"""From the characters of a source to the text that is addressed, and back again without loss.

What normalisation does, and nothing else:

* a run of white space becomes one space; leading and trailing white space goes;
* soft hyphens and zero-width spaces, word joiners and byte-order marks go;
* a reader may *insert* characters that the source does not hold as characters: `^` before a
  superscript (`10<sup>9</sup>` is `10^9`, never `109`), a space at a line break.

Letters, digits, accents and symbols are never changed. Every change is kept as an edit, so that
`original(text, edits)` gives the source's characters exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: `text[start:start + length]` stands for the source's characters `raw`.
Edit = tuple[int, int, str]
#: One stretch of source characters, and the characters a reader puts in front of it.
Piece = tuple[str, str]

_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# Everything that is not already in its normal form: white space other than one plain space, and invisible marks.
# A plain space is odd before another such character; the class comes first, so that letters are leapt over.
_ODD = re.compile(rf"[\s{_INVISIBLE}](?:(?<! )|(?=[\s{_INVISIBLE}]))[\s{_INVISIBLE}]*")
_VISIBLE_SPACE = re.compile(r"\s")


def normalise(pieces: Iterable[Piece]) -> tuple[str, tuple[Edit, ...]]:
    """Return the normalised text of the pieces and the edits that lead back to the original.

    Each piece is (raw, inserted): `inserted` is put in front of `raw` and belongs to no source character.
    """
    writer = _Writer()
    for raw, inserted in pieces:
        for character in inserted:
            writer.insert(character)
        if raw:
            writer.add(raw)
    return writer.finish()


def original(text: str, edits: Sequence[Edit]) -> str:
    """Return the source's characters that a normalised text was made from."""
    out: list[str] = []
    at = 0
    for start, length, raw in edits:
        out.append(text[at:start])
        out.append(raw)
        at = start + length
    out.append(text[at:])
    return "".join(out)


def original_span(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """Return where `text[start:end]` stands in the original, in code points of the original."""
    return _shift(edits, start, after=True), _shift(edits, end, after=False)


def _shift(edits: Sequence[Edit], place: int, *, after: bool) -> int:
    offset = 0
    for start, length, raw in edits:
        if start > place or (start + length > place and length) or (start == place and not after):
            break
        offset += len(raw) - length
    return place + offset


class _Writer:
    """Builds the text piece by piece; knows whether a space was written last."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.edits: list[Edit] = []
        self.length = 0
        self.spaced = True  # a text never begins with a space

    def insert(self, character: str) -> None:
        if character == " " and self.spaced:
            return
        self.edits.append((self.length, 1, ""))
        self._put(character)

    def add(self, raw: str) -> None:
        at = 0
        if self.spaced and raw[0] == " ":  # a space after a space, across pieces or at the beginning
            at = len(raw) - len(raw.lstrip(" "))
            self.edits.append((self.length, 0, raw[:at]))
        for match in _ODD.finditer(raw, at):
            start, end = match.span()
            if start > at:
                self._put(raw[at:start])
            run = match.group()
            new = " " if not self.spaced and _VISIBLE_SPACE.search(run) else ""
            self.edits.append((self.length, len(new), run))
            if new:
                self._put(new)
            at = end
        if at < len(raw):
            self._put(raw[at:])

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        self.spaced = text[-1] == " "

    def finish(self) -> tuple[str, tuple[Edit, ...]]:
        text = "".join(self.parts)
        if not text.endswith(" "):
            return text, tuple(self.edits)
        last = len(text) - 1
        kept = [edit for edit in self.edits if edit[0] + edit[1] <= last]
        touching = [edit for edit in self.edits if edit[0] + edit[1] > last]
        if not any(edit[1] for edit in touching):
            kept.append((last, 0, " "))
        kept.extend((min(start, last), 0, raw) for start, _, raw in touching)
        return text[:last], tuple(kept)
