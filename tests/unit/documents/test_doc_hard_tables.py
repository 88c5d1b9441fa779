"""Tables as articles print them: headers of several lines, spans, footnote marks, units; all values are invented."""

from __future__ import annotations

import pytest

from aneatlas.documents.grid import Table, unit_in_label
from aneatlas.documents.model import Kind
from aneatlas.documents.read import read_bytes

SENTENCE = (
    "A girl of seventeen months had fever and then a seizure, and her brother had had the same before. "
)
TABLE = """<table>
<thead>
<tr><th rowspan="3">Variable</th><th colspan="4">Patients</th></tr>
<tr><th colspan="2">Survived</th><th colspan="2">Died<sup>a</sup></th></tr>
<tr><th>1</th><th>2</th><th>3<sup>b,c</sup></th><th>4</th></tr>
</thead>
<tbody>
<tr><td>Age (months)</td><td>17</td><td>40</td><td>5</td><td>96</td></tr>
<tr><td colspan="5">Laboratory findings</td></tr>
<tr><td>Platelets (&#215; 10<sup>9</sup>/L)</td><td>45*</td><td>210</td><td>12<sup>b</sup></td><td/></tr>
<tr><td rowspan="2">CSF protein, mg/dL</td><td>88</td><td colspan="2" rowspan="2">not done</td><td>30</td></tr>
<tr><td>60</td><td>25</td></tr>
<tr><td>Outcome</td><td>well</td></tr>
</tbody>
</table>"""
BROKEN = """<table><tr><td rowspan="0">a</td><td colspan="3">b</td></tr><tr><td rowspan="9">c</td><td>d</td></tr>
<tr><td colspan="-1">e</td><td rowspan="x">f</td><td>g</td><td>h</td></tr></table>"""


def page(table: str) -> bytes:
    text = f"<h1>A case</h1><p>{SENTENCE * 3}</p>{table}<p>{SENTENCE}</p>"
    return f"<!doctype html><html><body><article>{text}</article></body></html>".encode()


def jats(table: str) -> bytes:
    return (
        "<article article-type='case-report' xml:lang='en'><front><article-meta><title-group><article-title>A case"
        f"</article-title></title-group></article-meta></front><body><p>{SENTENCE * 3}</p><table-wrap id='t1'>"
        f"<label>Table 1</label><caption><p>Findings</p></caption>{table}</table-wrap></body></article>"
    ).encode()


def read(data: bytes, name: str) -> Table:
    [reading] = read_bytes(data, name)
    assert reading.document is not None, reading.issues
    [block] = reading.document.of_kind(Kind.TABLE)
    assert block.table is not None
    return block.table


@pytest.fixture(params=["page.html", "article.xml"])
def table(request: pytest.FixtureRequest) -> Table:
    return read((page if request.param.endswith("html") else jats)(TABLE), request.param)


def test_every_slot_has_one_cell(table: Table) -> None:
    assert (table.rows, table.columns, table.header_rows) == (9, 5, 3)
    covered = [
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.column, cell.column + cell.colspan)
    ]
    assert sorted(covered) == [(r, c) for r in range(9) for c in range(5)]


def test_a_column_is_named_by_all_its_headers_without_their_marks(table: Table) -> None:
    assert table.column_label(2) == "Patients / Survived / 2"
    assert table.column_label(3) == "Patients / Died / 3"


def test_a_footnote_mark_is_no_digit_of_the_value(table: Table) -> None:
    found = {cell.text: (cell.value, cell.marks) for cell in table.cells if cell.marks}
    assert found["45*"] == ("45", ("*",))
    assert found["12^b"] == ("12", ("b",))
    assert [c.value for c in table.find("Platelets (× 10^9/L)", "2")] == ["210"]


def test_units_stand_in_the_labels(table: Table) -> None:
    units = {label: unit_in_label(label) for r in range(3, 9) if (label := table.row_label(r))}
    assert units["Age (months)"] == "months"
    assert units["Laboratory findings / Platelets (× 10^9/L)"] == "× 10^9/L"
    assert units["Laboratory findings / CSF protein, mg/dL"] == "mg/dL"


def test_a_group_line_names_the_rows_below_it(table: Table) -> None:
    assert table.is_group(4)
    assert table.row_label(3) == "Age (months)"
    assert table.row_label(5).startswith("Laboratory findings / ")


def test_a_cell_over_rows_and_columns_is_one_cell_and_short_rows_are_filled(table: Table) -> None:
    assert table.at(6, 2) is table.at(7, 3)
    assert [table.at(7, c).text for c in (1, 4)] == ["60", "25"]  # type: ignore[union-attr]
    assert [table.at(8, c).text for c in range(5)] == ["Outcome", "well", "", "", ""]  # type: ignore[union-attr]


@pytest.mark.parametrize(("make", "name"), [(page, "a.html"), (jats, "a.xml")])
def test_spans_that_contradict_each_other_still_give_a_rectangle_with_every_word(make, name: str) -> None:  # type: ignore[no-untyped-def]
    found = read(make(BROKEN), name)
    texts = sorted(cell.text for cell in found.cells if cell.text)
    assert texts == list("abcdefgh")
    covered = [
        (r, c)
        for cell in found.cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.column, cell.column + cell.colspan)
    ]
    assert sorted(covered) == [(r, c) for r in range(found.rows) for c in range(found.columns)]
