"""PDF text by pypdfium2 (PDFium, BSD-3/Apache-2.0): characters in the order of the page's content.

PDFium gives characters with their boxes. From the boxes come the things that its plain text loses:
a raised small digit is a superscript (`10^9`, never `109`), a wide gap inside a line separates
table cells (` | `, so that no two fuse), a word broken at a line's end is joined again (the edit
keeps the break). A table in a PDF is therefore lines of cells, not a grid: read the article's XML
or page where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.documents.build import BlockList
from aneatlas.documents.model import Document, Kind
from aneatlas.documents.normalise import Piece
from aneatlas.documents.reading import MAX_BYTES, Reading, Unreadable, checksum

MAX_PAGES = 500
MAX_CHARACTERS = 60_000  # of one page
_FIX_TEXT = "Run text recognition (OCR) on it first, or give the article's XML or web page."
_HEADING = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+)?(abstract|introduction|background|case (report|presentation|description|series)s?"
    r"|case \d+|patient \d+|methods?|results|discussion|conclusions?|references|acknowledge?ments?|funding)\s*[:.]?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Character:
    char: str
    left: float
    right: float
    bottom: float
    height: float


def read_pdf(data: bytes, name: str) -> list[Reading]:
    """Return the document of a PDF file.

    Raises Unreadable for a file that is damaged, protected by a password, too long, or without text.
    """
    import pypdfium2

    if len(data) > MAX_BYTES:
        raise Unreadable(
            "too-large", name, f"the file has more than {MAX_BYTES // 2**20} MB.", "Give the article alone."
        )
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower() or "security" in str(problem).lower():
            fix = "Save a copy without the password."
            raise Unreadable("password-protected", name, "the PDF is protected by a password.", fix) from None
        raise Unreadable("damaged-pdf", name, "the PDF is damaged.", "Download it again.") from None
    try:
        return [Reading(_document(pdf, data, name))]
    finally:
        pdf.close()


def _document(pdf: object, data: bytes, name: str) -> Document:
    count = len(pdf)  # type: ignore[arg-type]
    if count > MAX_PAGES:
        raise Unreadable(
            "too-large",
            name,
            f"the PDF has {count} pages; the limit is {MAX_PAGES}.",
            "Give the article alone.",
        )
    out = BlockList()
    section: tuple[str, ...] = ()
    for number in range(count):
        for lines in _paragraphs(_lines(_characters(pdf, number, name))):
            pieces = [piece for line in _joined(lines) for piece in line]
            text = "".join(raw for raw, _ in pieces).strip()
            source = f"page {number + 1}"
            if len(lines) == 1 and _HEADING.match(text):
                out.add(Kind.HEADING, pieces, source=source)
                section = (text.rstrip(":. "),)
                continue
            kind = Kind.REFERENCE if section and section[0].lower().endswith("references") else Kind.PARAGRAPH
            kind = Kind.ABSTRACT if section and section[0].lower() == "abstract" else kind
            title = not out.blocks and len(text) <= 300
            out.add(Kind.TITLE if title else kind, pieces, source=source, section=section)
    if sum(len(block.text) for block in out.blocks) < 100:
        raise Unreadable(
            "scanned-pdf", name, f"the PDF's {count} page(s) hold no text; it is a scan.", _FIX_TEXT
        )
    return Document("pdf", checksum(data), tuple(out.blocks))


def _characters(pdf: object, number: int, name: str) -> list[_Character]:
    import ctypes

    from pypdfium2 import raw

    page = pdf[number]  # type: ignore[index]
    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text)
    if count > MAX_CHARACTERS:
        raise Unreadable(
            "too-large", name, f"page {number + 1} holds {count} characters.", "Give the article alone."
        )
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found: list[_Character] = []
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text, index)
        if 0xD800 <= code <= 0xDFFF or code == 0:
            code = 0xFFFD
        # PDFium writes a word broken at a line's end with U+0002 or a noncharacter in place of its hyphen
        char = "\u00ad" if code in (2, 0xFFFE) else chr(code)
        found.append(_Character(char, left.value, right.value, bottom.value, size))
    text.close()
    page.close()
    return found


def _lines(characters: list[_Character]) -> list[list[_Character]]:
    """Cut at PDFium's line breaks, except where it breaks a line after a raised character."""
    lines: list[list[_Character]] = [[]]
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


def _continues(line: list[_Character], character: _Character) -> bool:
    """Say whether a character directly follows a line, on its baseline."""
    last = line[-1]
    near = -0.5 <= character.left - last.right <= 0.3 * max(character.height, last.height)
    return (
        near and last.char != "\u00ad" and abs(character.bottom - _body(line).bottom) < 0.6 * character.height
    )


def _paragraphs(lines: list[list[_Character]]) -> Iterator[list[list[_Character]]]:
    """Group lines: a gap of more than 1.6 line heights, another font size or a heading begins a new paragraph."""
    held: list[list[_Character]] = []
    for line in lines:
        if held and _breaks(held[-1], line):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _breaks(before: list[_Character], after: list[_Character]) -> bool:
    a, b = _body(before), _body(after)
    words = "".join(c.char for c in before).strip(), "".join(c.char for c in after).strip()
    if any(_HEADING.match(text) for text in words):
        return True
    gap = a.bottom - b.bottom
    jump = gap > 1.6 * max(a.height, b.height) or gap < -2 * a.height
    resized = abs(a.height - b.height) > 0.15 * max(a.height, b.height, 1)
    sentence_goes_on = gap < 0 and not words[0].endswith((".", ":", "?", "!"))  # next column
    return (jump and not sentence_goes_on) or resized


def _body(line: list[_Character]) -> _Character:
    """Return the largest visible character: the line's own size and baseline."""
    visible = [c for c in line if not c.char.isspace() and c.char not in "\u00ad,;.()"] or line
    tallest = max(c.height for c in visible)
    return next(c for c in visible if c.height == tallest)


def _joined(lines: list[list[_Character]]) -> Iterator[list[Piece]]:
    """Turn lines into pieces; a hyphen at a line's end that PDFium marks as soft goes with its break."""
    for number, line in enumerate(lines):
        last = number + 1 == len(lines)
        soft = bool(line) and line[-1].char == "\u00ad"
        yield _line_pieces(line)
        if not last:
            yield [("" if soft else "\n", "")]


def _line_pieces(line: list[_Character]) -> list[Piece]:
    body = _body(line)
    pieces: list[Piece] = []
    raised = False
    before: _Character | None = None
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
            inserted = " | "
        if not character.char.isspace() or character.right > character.left:
            raised = up if not character.char.isspace() else raised
        pieces.append((character.char, inserted))
        if not character.char.isspace():
            before = character
    return pieces
