"""The text of a PDF page: characters with their boxes, joined to lines, paragraphs and pieces.

From the boxes come the things that PDFium's plain text loses: a raised small digit is a superscript (`10^9`, never
`109`), a wide gap inside a line separates what stands in columns (` | `, so that no two fuse), a word broken at a
line's end is joined again (the edit keeps the break).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aneatlas.documents.normalise import Piece
from aneatlas.documents.reading import Unreadable

MAX_CHARACTERS = 60_000  # of one page
#: What is put between words that stand in different columns of a line.
COLUMN = " | "
HEADING = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+)?(abstract|introduction|background|case (report|presentation|description|series)s?"
    r"|case \d+|patient \d+|methods?|results|discussion|conclusions?|references|acknowledge?ments?|funding)\s*[:.]?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Character:
    """A character with its box in points; the page's origin is at its lower left. height: the size of its type."""

    char: str
    left: float
    right: float
    bottom: float
    height: float


def characters(page: Any, number: int, name: str) -> list[Character]:
    """Return the characters of a page in the order of its content. Raises Unreadable for far too many."""
    import ctypes

    from pypdfium2 import raw

    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text)
    if count > MAX_CHARACTERS:
        raise Unreadable(
            "too-large", name, f"page {number + 1} holds {count} characters.", "Give the article alone."
        )
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found: list[Character] = []
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text, index)
        if 0xD800 <= code <= 0xDFFF or code == 0:
            code = 0xFFFD
        # PDFium writes a word broken at a line's end with U+0002 or a noncharacter in place of its hyphen
        char = "\u00ad" if code in (2, 0xFFFE) else chr(code)
        found.append(Character(char, left.value, right.value, bottom.value, size))
    text.close()
    return found


def lines_of(characters: list[Character]) -> list[list[Character]]:
    """Cut at PDFium's line breaks, except where it breaks a line after a raised character."""
    lines: list[list[Character]] = [[]]
    for character in characters:
        if character.char in "\r\n":
            if lines[-1]:
                lines.append([])
            continue
        if not lines[-1] and len(lines) > 1 and _continues(lines[-2], character):
            lines.pop()
        lines[-1].append(character)
        if character.char == "\u00ad":
            lines.append([])
    return [line for line in lines if line]


def _continues(line: list[Character], character: Character) -> bool:
    """Say whether a character directly follows a line, on its baseline."""
    last = line[-1]
    near = -0.5 <= character.left - last.right <= 0.3 * max(character.height, last.height)
    return (
        near and last.char != "\u00ad" and abs(character.bottom - _body(line).bottom) < 0.6 * character.height
    )


def paragraphs(lines: list[list[Character]]) -> Iterator[list[list[Character]]]:
    """Group lines: a gap of more than 1.6 line heights, another font size or a heading begins a new paragraph."""
    held: list[list[Character]] = []
    for line in lines:
        if held and _breaks(held[-1], line):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _breaks(before: list[Character], after: list[Character]) -> bool:
    a, b = _body(before), _body(after)
    words = "".join(c.char for c in before).strip(), "".join(c.char for c in after).strip()
    if any(HEADING.match(text) for text in words):
        return True
    gap = a.bottom - b.bottom
    jump = gap > 1.6 * max(a.height, b.height) or gap < -2 * a.height
    resized = abs(a.height - b.height) > 0.15 * max(a.height, b.height, 1)
    sentence_goes_on = gap < 0 and not words[0].endswith((".", ":", "?", "!"))  # next column
    return (jump and not sentence_goes_on) or resized


def _body(line: list[Character]) -> Character:
    """Return the largest visible character: the line's own size and baseline."""
    visible = [c for c in line if not c.char.isspace() and c.char not in "\u00ad,;.()"] or line
    tallest = max(c.height for c in visible)
    return next(c for c in visible if c.height == tallest)


def joined(lines: list[list[Character]]) -> Iterator[list[Piece]]:
    """Turn lines into pieces; a hyphen at a line's end that PDFium marks as soft goes with its break."""
    for number, line in enumerate(lines):
        last = number + 1 == len(lines)
        soft = bool(line) and line[-1].char == "\u00ad"
        yield _line_pieces(line)
        if not last:
            yield [("" if soft else "\n", "")]


def _line_pieces(line: list[Character]) -> list[Piece]:
    body = _body(line)
    pieces: list[Piece] = []
    raised = False
    before: Character | None = None
    for character in line:
        inserted = ""
        small = character.height < 0.85 * body.height
        up = (small and character.bottom > body.bottom + 0.15 * body.height) and not character.char.isspace()
        if up and not raised and before is not None:
            inserted = "^"
        elif (
            before is not None
            and not character.char.isspace()
            and character.left - before.right > 2.2 * body.height
        ):
            inserted = COLUMN
        if not character.char.isspace() or character.right > character.left:
            raised = up if not character.char.isspace() else raised
        pieces.append((character.char, inserted))
        if not character.char.isspace():
            before = character
    return pieces
