"""Ruled tables of PDF files as grids; the files are written here, and all values are invented."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pdf_writer import Run, make_pdf

from aneatlas.core.evidence import Role, check_quote
from aneatlas.documents.model import Block, Document, Kind, document_from_json
from aneatlas.documents.read import read_bytes
from aneatlas.documents.reading import Reading
from aneatlas.extraction.extract import extract
from aneatlas.workflows.study import load_study

XS, YS = (60, 200, 330, 460), (700, 670, 640, 610)
INTRO: list[Run] = [
    (60, 780, 16, 0, "An invented case"),
    (
        60,
        745,
        10,
        0,
        "A girl of seventeen months had fever and then a seizure, and her brother had the same.",
    ),
    (60, 715, 10, 0, "Table 1. Findings of the two patients"),
]
AFTER: Run = (60, 560, 10, 0, "Both recovered within two months without any residual deficit of note.")


def line(x0: float, y0: float, x1: float, y1: float) -> bytes:
    return b"%g %g m %g %g l S\n" % (x0, y0, x1, y1)


def box(x0: float, y0: float, x1: float, y1: float) -> bytes:
    """A thin line as a filled box, as many programs draw it."""
    return b"%g %g %g %g re f\n" % (
        min(x0, x1) - 0.3,
        min(y0, y1) - 0.3,
        abs(x1 - x0) + 0.6,
        abs(y1 - y0) + 0.6,
    )


def ruled(xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS, drawn=line) -> bytes:  # type: ignore[no-untyped-def]
    return b"".join(drawn(x, ys[0], x, ys[-1]) for x in xs) + b"".join(drawn(xs[0], y, xs[-1], y) for y in ys)


def words(*rows: tuple[str, ...]) -> list[Run]:
    return [
        (XS[c] + 4, YS[r] - 20, 10, 0, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    ]


CELLS = (("", "Patient 1", "Patient 2"), ("CSF protein (mg/dL)", "210", "88"), ("Platelets", "45", "180*"))


def read(runs: list[Run], drawn: bytes) -> Reading:
    [reading] = read_bytes(make_pdf([runs], drawn=drawn), "a.pdf")
    assert reading.document is not None, reading.issues
    return reading


def table_of(reading: Reading) -> Block:
    assert reading.document is not None
    [block] = reading.document.of_kind(Kind.TABLE)
    return block


def rows_of(block: Block) -> list[list[str]]:
    assert block.table is not None
    return [
        [cell.text for c in range(block.table.columns) if (cell := block.table.at(r, c))]
        for r in range(block.table.rows)
    ]


@pytest.mark.parametrize("drawn", [ruled(), ruled(drawn=box), ruled(XS, YS) + ruled()])
def test_a_ruled_table_is_a_grid_and_the_text_around_it_stays(drawn: bytes) -> None:
    reading = read([*INTRO, *words(*CELLS), AFTER], drawn)
    assert rows_of(table_of(reading)) == [list(row) for row in CELLS]
    assert reading.document is not None
    kinds = [block.kind for block in reading.document.blocks]
    assert kinds == [Kind.TITLE, Kind.PARAGRAPH, Kind.CAPTION, Kind.TABLE, Kind.PARAGRAPH]
    assert reading.document.blocks[2].parent == reading.document.blocks[3].id == "table-1"
    assert (reading.document.blocks[2].label, reading.document.blocks[3].label) == ("Table 1", "Table 1")
    assert reading.issues == ()


def test_a_cell_is_quoted_by_its_labels_and_keeps_its_footnote_mark_apart() -> None:
    block = table_of(read([*INTRO, *words(*CELLS), AFTER], ruled()))
    assert block.table is not None
    [cell] = block.table.find("Platelets", "Patient 2")
    assert (cell.text, cell.value, cell.marks) == ("180*", "180", ("*",))
    assert block.table.find("CSF protein (mg/dL)", "Patient 1")[0].text == "210"


def test_a_quote_of_a_cell_verifies_and_travels() -> None:
    document = read([*INTRO, *words(*CELLS), AFTER], ruled()).document
    assert document is not None
    [block] = document.of_kind(Kind.TABLE)
    assert block.table is not None
    [cell] = block.table.find("Platelets", "Patient 1")
    quote = document.quote(document.cell(block, cell), "R0001", Role.THIS_PATIENT)
    again: Document = document_from_json(document.to_json())
    assert list(check_quote(quote, again)) == []
    assert quote.text == "45"


def test_the_patients_of_a_table_become_claims() -> None:
    study = load_study()
    cells = (("", "Patient 1", "Patient 2"), ("Age", "17 months", "4 years"), ("Sex", "Female", "Male"))
    document = read([*INTRO, *words(*cells), AFTER], ruled()).document
    assert document is not None
    found = {
        (c.case, c.field, c.value)
        for c in extract(document, "R0001", study).claims
        if c.quote.anchor.kind == "cell"
    }
    assert {("Patient 2", "age_at_onset", "4 years"), ("Patient 2", "sex", "male")} <= found


def test_cells_without_a_border_between_them_are_one() -> None:
    ys, xs = YS, XS
    drawn = b"".join(line(xs[0], y, xs[-1], y) for y in ys) + line(xs[0], ys[0], xs[0], ys[-1])
    drawn += line(xs[1], ys[0], xs[1], ys[-1]) + line(xs[-1], ys[0], xs[-1], ys[-1])
    drawn += line(xs[2], ys[1], xs[2], ys[-1])  # the two columns share their first header
    runs = words(("Finding", "Patients", ""), ("", "1", "2"), ("Platelets", "45", "180"))
    block = table_of(read([*INTRO, *runs, AFTER], drawn))
    assert block.table is not None
    assert (block.table.rows, block.table.columns, block.table.header_rows) == (3, 3, 2)
    assert block.table.column_label(2) == "Patients / 2"
    assert block.table.find("Platelets", "2")[0].text == "180"


def test_lines_of_a_cell_are_joined_and_no_two_cells_fuse() -> None:
    runs = [*words(*CELLS), (XS[0] + 4, YS[2] - 28, 10, 0, "on admission")]
    assert rows_of(table_of(read([*INTRO, *runs, AFTER], ruled())))[2] == [
        "Platelets on admission",
        "45",
        "180*",
    ]


def test_a_raised_digit_in_a_cell_is_a_superscript() -> None:
    runs = words(("", "1", "2"), ("Platelets", "45 x 10", "x"), ("Age", "3", "4"))
    runs += [(XS[1] + 37, YS[1] - 20, 6, 4, "9"), (XS[1] + 40.5, YS[1] - 20, 10, 0, "/L")]
    assert rows_of(table_of(read([*INTRO, *runs, AFTER], ruled())))[1][1] == "45 x 10^9/L"


def test_outer_borders_may_be_missing() -> None:
    drawn = b"".join(line(XS[0], y, XS[-1], y) for y in YS) + b"".join(
        line(x, YS[0], x, YS[-1]) for x in XS[1:3]
    )
    assert rows_of(table_of(read([*INTRO, *words(*CELLS), AFTER], drawn))) == [list(row) for row in CELLS]


def _as_text(reading: Reading) -> str:
    assert reading.document is not None
    assert not list(reading.document.of_kind(Kind.TABLE))
    assert [issue.code for issue in reading.issues] == ["table-as-text"]
    assert reading.usable
    assert "page 1" in str(reading.issues[0])
    assert "\n" not in str(reading.issues[0])
    return " ".join(block.text for block in reading.document.blocks)


def test_a_table_without_lines_stays_text_with_its_columns_apart_and_says_so() -> None:
    text = _as_text(read([*INTRO, *words(*CELLS), AFTER], b""))
    assert "CSF protein (mg/dL) | 210 | 88" in text


def test_a_border_drawn_for_half_its_length_leaves_no_grid() -> None:
    drawn = b"".join(line(XS[0], y, XS[-1], y) for y in YS) + line(XS[0], YS[0], XS[0], YS[-1])
    drawn += line(XS[1], YS[0], XS[1], YS[-1]) + line(XS[-1], YS[0], XS[-1], YS[-1])
    drawn += line(XS[2], YS[0], XS[2], YS[1] + 15)
    assert "210 | 88" in _as_text(read([*INTRO, *words(*CELLS), AFTER], drawn))


def test_words_across_a_border_leave_no_grid() -> None:
    runs = words(("", "1", "2"), ("Platelets", "a long sentence that surely runs on", ""), ("Age", "3", "4"))
    assert "runs on" in _as_text(read([*INTRO, *runs, AFTER], ruled()))


def test_rows_without_a_line_between_them_are_not_made_one_cell() -> None:
    runs = words(("", "Patient 1", "Patient 2"), ("Age", "3", "4"), ("", "", ""))
    runs += [(x + 4, YS[1] - 20 - 12 * n, 10, 0, f"{n}{c}") for n in (1, 2) for c, x in enumerate(XS[:3])]
    text = _as_text(read([*INTRO, *runs, AFTER], ruled(XS, (YS[0], YS[1], YS[3]))))
    assert "10 | 11 | 12" in text


def test_a_drawing_with_a_frame_is_no_table() -> None:
    runs: list[Run] = [*INTRO[:2], (XS[0] + 4, YS[0] - 20, 10, 0, "Day 1"), AFTER]
    reading = read(runs, ruled())
    assert reading.document is not None
    assert not list(reading.document.of_kind(Kind.TABLE))
    assert reading.issues == ()
    assert any("Day 1" in block.text for block in reading.document.blocks)


def test_a_page_full_of_lines_is_read_all_the_same() -> None:
    drawn = b"".join(line(60 + n % 400, 100, 60 + n % 400, 500 + n % 7) for n in range(5_000))
    reading = read([*INTRO, AFTER], drawn)
    assert reading.document is not None
    assert reading.document.title == "An invented case"


def test_every_character_is_kept_once() -> None:
    document = read([*INTRO, *words(*CELLS), AFTER], ruled()).document
    assert document is not None
    texts = [block.text for block in document.blocks]
    texts += [
        cell.text for block in document.of_kind(Kind.TABLE) if block.table for cell in block.table.cells
    ]
    written = [*(run[4] for run in INTRO), *(cell for row in CELLS for cell in row), AFTER[4]]
    assert sorted("".join("".join(texts).split())) == sorted("".join("".join(written).split()))


def test_the_same_bytes_give_the_same_tables() -> None:
    data = make_pdf([[*INTRO, *words(*CELLS), AFTER]], drawn=ruled())
    hashes = [r.document.hash for _ in range(2) for r in read_bytes(data, "a.pdf") if r.document]
    assert all(a == b for a, b in pairwise(hashes))
