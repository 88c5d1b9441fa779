"""PDF to blocks. The files are written here (enough of ISO 32000 for that); their sentences are invented."""

import pytest
from pdf_writer import Run, make_pdf

from aneatlas.documents.model import Document, Kind
from aneatlas.documents.read import read_bytes

PAGE = [
    (72, 780, 16, 0, "An invented case"),
    (72, 740, 10, 0, "Case report"),
    (72, 720, 10, 0, "A girl of seventeen months had fever and then a seizure; the platelets"),
    (72, 708, 10, 0, "were 45 x 10"),
    (130, 708, 6, 4, "9"),
    (133.3, 708, 10, 0, "/L and the liver enzymes were raised."),
    (72, 690, 10, 0, "Age"),
    (200, 690, 10, 0, "17 months"),
    (330, 690, 10, 0, "40 months"),
]


def _document(pages: list[list[Run]]) -> Document:
    [reading] = read_bytes(make_pdf(pages), "a.pdf")
    assert reading.document is not None, reading.issues
    return reading.document


def test_paragraphs_headings_and_title() -> None:
    document = _document([PAGE])
    assert document.format == "pdf"
    assert document.title == "An invented case"
    assert [b.text for b in document.of_kind(Kind.HEADING)] == ["Case report"]
    first = next(document.of_kind(Kind.PARAGRAPH))
    assert first.section == ("Case report",)
    assert first.source == "page 1"
    assert "the platelets were 45 x 10^9/L and the liver" in first.text


def test_a_raised_digit_is_a_superscript_and_the_original_has_none() -> None:
    block = next(_document([PAGE]).of_kind(Kind.PARAGRAPH))
    assert "10^9/L" in block.text
    assert "109/L" not in block.text
    assert "109/L" in block.original


def test_cells_of_a_line_never_fuse() -> None:
    text = " ".join(b.text for b in _document([PAGE]).blocks)
    assert "Age | 17 months | 40 months" in text


def test_same_bytes_same_addresses() -> None:
    assert _document([PAGE, PAGE]).hash == _document([PAGE, PAGE]).hash


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_pdf([[]]), "scanned-pdf"),
        (make_pdf([PAGE], encrypted=True), "password-protected"),
        (b"%PDF-1.4\nnothing of a PDF", "damaged-pdf"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_issue(data: bytes, code: str) -> None:
    [reading] = read_bytes(data, "a.pdf")
    assert reading.document is None
    assert [issue.code for issue in reading.issues] == [code]
    assert reading.issues[0].fix
    assert "\n" not in str(reading.issues[0])
