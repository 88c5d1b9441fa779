"""Tables as rectangular grids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aneatlas.documents.grid import RawCell, TableTooLarge, build_table, unit_in_label

_CELL = st.builds(
    RawCell, st.sampled_from(["a", "b", "", "12"]), rowspan=st.integers(0, 4), colspan=st.integers(1, 4)
)


@given(st.lists(st.lists(_CELL, max_size=5), max_size=6), st.none() | st.integers(0, 3))
def test_any_spans_give_a_rectangle_in_which_no_slot_is_shared_or_bare(
    rows: list[list[RawCell]], head: int | None
) -> None:
    table = build_table(rows, head)
    covered = [
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.column, cell.column + cell.colspan)
    ]
    assert sorted(covered) == [(r, c) for r in range(table.rows) for c in range(table.columns)]


@given(st.lists(st.lists(_CELL, max_size=5), max_size=6))
def test_no_cell_of_the_source_is_lost(rows: list[list[RawCell]]) -> None:
    table = build_table(rows)
    written = sorted(cell.text for row in rows for cell in row if cell.text)
    assert sorted(cell.text for cell in table.cells if cell.text) == written


def _case_table() -> list[list[RawCell]]:
    """Patients in columns under a spanning header, a group line, a row label over two rows (invented values)."""
    return [
        [RawCell("Variable", rowspan=2, header=True), RawCell("Patients", colspan=2, header=True)],
        [RawCell("1", header=True), RawCell("2^a", header=True, marks=("a",))],
        [RawCell("Age (months)"), RawCell("17"), RawCell("40")],
        [RawCell("Laboratory", colspan=3)],
        [RawCell("CSF protein (mg/dL)"), RawCell("210"), RawCell("88*", marks=("*",))],
    ]


def test_labels_of_rows_and_columns() -> None:
    table = build_table(_case_table(), head=2)
    assert (table.rows, table.columns, table.header_rows, table.label_columns) == (5, 3, 2, 1)
    assert table.column_label(1) == "Patients / 1"
    assert table.column_label(2) == "Patients / 2"
    assert table.row_label(2) == "Age (months)"
    assert table.row_label(4) == "Laboratory / CSF protein (mg/dL)"


def test_a_cell_is_found_by_its_labels_and_shows_its_mark() -> None:
    table = build_table(_case_table(), head=2)
    [cell] = table.find("CSF protein (mg/dL)", "Patients / 2")
    assert (cell.row, cell.column, cell.text, cell.value, cell.marks) == (4, 2, "88*", "88", ("*",))
    assert table.find("Age (months)", "1")[0].text == "17"
    assert table.find("Age (months)", "3") == []


def test_a_row_span_labels_all_its_rows() -> None:
    rows = [
        [RawCell("Family"), RawCell("Member"), RawCell("Age")],
        [RawCell("F1", rowspan=2), RawCell("Brother"), RawCell("3")],
        [RawCell("Sister"), RawCell("5")],
    ]
    table = build_table(rows)
    assert table.label_columns == 2
    assert table.row_label(2) == "F1 / Sister"
    assert table.at(2, 2).text == "5"  # type: ignore[union-attr]


def test_units_in_headers() -> None:
    assert unit_in_label("CSF protein (mg/dL)") == "mg/dL"
    assert unit_in_label("Age, years") == "years"
    assert unit_in_label("Platelets [×10^9/L]") == "×10^9/L"
    assert unit_in_label("Outcome") is None


def test_an_absurd_span_is_refused() -> None:
    with pytest.raises(TableTooLarge):
        build_table([[RawCell("a", colspan=5_000)]])
    with pytest.raises(TableTooLarge):
        build_table([[RawCell("a", rowspan=0, colspan=900)]] + [[] for _ in range(400)])
