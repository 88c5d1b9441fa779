"""PDF files by pypdfium2 (PDFium, BSD-3/Apache-2.0): text in the order of the page's content, ruled tables as grids.

A table whose lines part all its cells is a grid (`pdf_tables`). Any other table stays text: lines in which ` | `
parts what stands in columns; a warning says so. Read the article's XML or page where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aneatlas.core.issues import Issue, warning
from aneatlas.documents.build import BlockList
from aneatlas.documents.model import Document, Kind
from aneatlas.documents.normalise import Piece
from aneatlas.documents.pdf_rulings import rulings_of
from aneatlas.documents.pdf_tables import Stretch, parted
from aneatlas.documents.pdf_text import COLUMN, HEADING, characters, joined, lines_of, paragraphs
from aneatlas.documents.reading import MAX_BYTES, Reading, Unreadable, checksum

MAX_PAGES = 500
_FIX_TEXT = "Run text recognition (OCR) on it first, or give the article's XML or web page."
_CAPTION = re.compile(r"^(?P<label>(?:Supplementary )?Table\s+\w+)\b(?P<rest>.{0,600})", re.I | re.S)


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
        return [_Pages(pdf, name).reading(data)]
    finally:
        pdf.close()


class _Pages:
    """Goes through the pages of a file and collects their blocks."""

    def __init__(self, pdf: Any, name: str) -> None:
        self.pdf = pdf
        self.name = name
        self.out = BlockList()
        self.section: tuple[str, ...] = ()
        self.unread: list[int] = []  # pages with tables that stay text

    def reading(self, data: bytes) -> Reading:
        """Return the document with what is to be said about its tables. Raises Unreadable."""
        count = len(self.pdf)
        if count > MAX_PAGES:
            message = f"the PDF has {count} pages; the limit is {MAX_PAGES}."
            raise Unreadable("too-large", self.name, message, "Give the article alone.")
        for number in range(count):
            page = self.pdf[number]
            stretches, refused = parted(characters(page, number, self.name), rulings_of(page))
            page.close()
            self._page(number + 1, stretches, refused)
        if (
            sum(len(block.text) for block in self.out.blocks)
            + sum(len(cell.text) for block in self.out.blocks if block.table for cell in block.table.cells)
            < 100
        ):
            message = f"the PDF's {count} page(s) hold no text; it is a scan."
            raise Unreadable("scanned-pdf", self.name, message, _FIX_TEXT)
        return Reading(Document("pdf", checksum(data), tuple(self.out.blocks)), self._issues())

    def _page(self, number: int, stretches: list[Stretch], refused: int) -> None:
        source = f"page {number}"
        first = len(self.out.blocks)
        for place, stretch in enumerate(stretches):
            if stretch.table is not None:
                label = self.out.blocks[-1].label if self._captioned() else ""
                self.out.add_table(stretch.table, source=source, label=label, section=self.section)
                continue
            follows = place + 1 < len(stretches)
            texts = list(_texts(stretch))
            for index, (pieces, lines) in enumerate(texts):
                self._text(pieces, lines, source, before_table=follows and index + 1 == len(texts))
        if self._is_text(refused, first):
            self.unread.append(number)

    def _captioned(self) -> bool:
        """Tell whether the block before is the caption of the table that comes."""
        return bool(self.out.blocks) and self.out.blocks[-1].parent == self.out.next_id(Kind.TABLE)

    def _text(self, pieces: list[Piece], lines: int, source: str, *, before_table: bool) -> None:
        text = "".join(raw for raw, _ in pieces).strip()
        if lines == 1 and HEADING.match(text):
            self.out.add(Kind.HEADING, pieces, source=source)
            self.section = (text.rstrip(":. "),)
            return
        if before_table and (caption := _CAPTION.fullmatch(text)):
            self.out.add(
                Kind.CAPTION, pieces, source=source, section=self.section,
                label=" ".join(caption["label"].split()), parent=self.out.next_id(Kind.TABLE),
            )  # fmt: skip
            return
        head = self.section[0].lower() if self.section else ""
        kind = Kind.REFERENCE if head.endswith("references") else Kind.PARAGRAPH
        kind = Kind.ABSTRACT if head == "abstract" else kind
        title = not self.out.blocks and len(text) <= 300
        self.out.add(Kind.TITLE if title else kind, pieces, source=source, section=self.section)

    def _is_text(self, refused: int, first: int) -> bool:
        """Tell whether a table of a page is text: one that lines draw, or words that stand in columns."""
        texts = [block.text for block in self.out.blocks[first:] if block.kind is not Kind.REFERENCE]
        columns = sum(text.count(COLUMN) for text in texts)
        return bool(refused or columns >= 4 or (columns and any(_CAPTION.match(text) for text in texts)))

    def _issues(self) -> tuple[Issue, ...]:
        if not self.unread:
            return ()
        pages = ", ".join(map(str, self.unread[:8])) + (" ..." if len(self.unread) > 8 else "")
        where = f"{self.name}, page{'s' if len(self.unread) > 1 else ''} {pages}"
        message = "what stands in columns there cannot be read as a grid; it is kept as lines of text."
        fix = "Take values of tables by eye, or give the article's XML or web page."
        return (warning("table-as-text", where, message, fix),)


def _texts(stretch: Stretch) -> Iterator[tuple[list[Piece], int]]:
    """Yield the paragraphs of a stretch of text, each with the number of its lines."""
    for lines in paragraphs(lines_of(list(stretch.characters))):
        yield [piece for line in joined(lines) for piece in line], len(lines)
