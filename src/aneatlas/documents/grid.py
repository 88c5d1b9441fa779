"""Tables as grids: every slot belongs to exactly one cell, whatever the spans say.

The algorithm is the HTML standard's 'forming a table' (WHATWG, section 4.9.12): a cell takes the
first free slot of its row; column and row spans reserve the slots after and below it. Where a
source's spans overlap (which the standard calls a table model error), the later cell gives way,
so that no two cells share a slot. Short rows are filled with empty cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from aneatlas.documents.normalise import Edit

MAX_COLUMNS = 1_000
MAX_SLOTS = 250_000


class TableTooLarge(ValueError):
    """The spans ask for more slots than any printed table has."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as the source gives it: text, edits, spans (a row span of 0 runs to the end), header or not."""

    text: str
    edits: tuple[Edit, ...] = ()
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its place: `row` and `column` of its upper left slot, and the slots it covers.

    marks: footnote marks printed in the cell ('a', '*'); they also stand in `text`, after `^`.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    marks: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def value(self) -> str:
        """Return the text without its footnote marks."""
        text = self.text
        if (raised := RAISED.search(text)) and set(parts_of(raised)) <= set(self.marks):
            text = text[: raised.start()].rstrip(" ,")
        for mark in reversed(self.marks):
            for ending in (f"^({mark})", f"^{mark}", mark):
                if text.endswith(ending):
                    text = text.removesuffix(ending).rstrip(" ,")
                    break
        return text


@dataclass(frozen=True)
class Table:
    """A rectangular grid of `rows` x `columns` slots.

    header_rows: rows at the top that label the columns. label_columns: columns at the left that
    label the rows.
    """

    rows: int
    columns: int
    header_rows: int
    label_columns: int
    cells: tuple[Cell, ...]

    @cached_property
    def _slots(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers a slot, or None outside the grid."""
        return self._slots.get((row, column))

    def column_label(self, column: int) -> str:
        """Return the headers above a column, outermost first, joined with ' / '."""
        return _joined(self.at(row, column) for row in range(self.header_rows))

    def row_label(self, row: int) -> str:
        """Return what labels a row: the group line above it, if any, then its label cells."""
        labels = [self._group_above(row), *(self.at(row, column) for column in range(self.label_columns))]
        return _joined(labels)

    def _group_above(self, row: int) -> Cell | None:
        """Return the nearest line above that spans the whole table, or holds a label and nothing else."""
        for above in range(row - 1, self.header_rows - 1, -1):
            if self.is_group(above):
                return self.at(above, 0)
        return None

    def is_group(self, row: int) -> bool:
        """Say whether a row only names the rows after it ('Laboratory findings' over the whole width)."""
        first = self.at(row, 0)
        if first is None or not first.text or row < self.header_rows or self.columns < 2:
            return False
        return all(
            cell is first or not cell.text for cell in (self.at(row, c) for c in range(self.columns)) if cell
        )

    def find(self, row_label: str, column_label: str) -> list[Cell]:
        """Return the cells whose row and column labels are the given ones (whole label, or its last part)."""
        rows = [r for r in range(self.header_rows, self.rows) if _names(self.row_label(r), row_label)]
        columns = [
            c for c in range(self.label_columns, self.columns) if _names(self.column_label(c), column_label)
        ]
        found = [cell for r in rows for c in columns if (cell := self.at(r, c))]
        return list(dict.fromkeys(found))


#: What stands raised at the end of a cell: '^b' or '^(b,c)'.
RAISED = re.compile(r"\^(?:\((?P<several>[^()]+)\)|(?P<one>[^\s()^]+))$")


def parts_of(raised: re.Match[str]) -> list[str]:
    """Return the single marks of a match of RAISED."""
    return [part for part in re.split(r"[,\s]+", raised["several"] or raised["one"]) if part]


_UNIT = re.compile(r"[(\[]([^()\[\]]{1,30}(?:\([^()]*\)[^()\[\]]*)?)[)\]]\s*$|,\s*([^,]{1,20})$")


def unit_in_label(label: str) -> str | None:
    """Return the unit printed at the end of a header: 'CSF protein (mg/dL)' or 'Age, years'."""
    match = _UNIT.search(label)
    return (match.group(1) or match.group(2)).strip() if match else None


def _joined(cells: object) -> str:
    texts: list[str] = []
    for cell in cells:  # type: ignore[attr-defined]
        if isinstance(cell, Cell) and cell.value and cell.value not in texts:
            texts.append(cell.value)
    return " / ".join(texts)


def _names(label: str, wanted: str) -> bool:
    return label == wanted or label.split(" / ")[-1] == wanted


def build_table(rows: Sequence[Sequence[RawCell]], head: int | None = None) -> Table:
    """Lay out rows of raw cells as a rectangular grid.

    head: number of header rows where the source says so (`thead`); otherwise the leading rows made
    of header cells count, and, where there is none, the first row.
    Raises TableTooLarge when the spans ask for an impossible grid.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row, raw_cells in enumerate(rows):
        column = 0
        for raw in raw_cells:
            while (row, column) in taken:
                column += 1
            cell = _place(raw, row, column, len(rows), taken)
            cells.append(cell)
            column += cell.colspan
    width = max((cell.column + cell.colspan for cell in cells), default=0)
    cells.extend(_fill(len(rows), width, taken))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    header_rows = _header_rows(rows, head)
    return Table(len(rows), width, header_rows, _label_columns(cells, header_rows, width), tuple(cells))


def _place(raw: RawCell, row: int, column: int, height: int, taken: set[tuple[int, int]]) -> Cell:
    down = height - row if raw.rowspan == 0 else min(raw.rowspan, height - row)
    if column + raw.colspan > MAX_COLUMNS or len(taken) + down * raw.colspan > MAX_SLOTS:
        raise TableTooLarge(f"a table of more than {MAX_COLUMNS} columns or {MAX_SLOTS} slots")
    across = 1
    while across < raw.colspan and (row, column + across) not in taken:
        across += 1
    deep = 1
    while deep < down and all((row + deep, c) not in taken for c in range(column, column + across)):
        deep += 1
    taken.update((r, c) for r in range(row, row + deep) for c in range(column, column + across))
    return Cell(row, column, raw.text, deep, across, raw.header, raw.marks, raw.edits)


def _fill(height: int, width: int, taken: set[tuple[int, int]]) -> list[Cell]:
    if height * width > MAX_SLOTS:
        raise TableTooLarge(f"a table of more than {MAX_SLOTS} slots")
    return [Cell(r, c, "") for r in range(height) for c in range(width) if (r, c) not in taken]


def _header_rows(rows: Sequence[Sequence[RawCell]], head: int | None) -> int:
    if head:
        return min(head, len(rows))
    count = 0
    for row in rows:
        if not row or not all(cell.header for cell in row):
            break
        count += 1
    return count or min(1, len(rows) - 1 if rows else 0)


def _label_columns(cells: Sequence[Cell], header_rows: int, width: int) -> int:
    """One label column, or two where the first column groups several rows and the second names them.

    A second column of numbers, or one that shares a header with its neighbours, holds values.
    """
    if width < 2:
        return 0
    grouped = any(cell.column == 0 and cell.rowspan > 1 and cell.row >= header_rows for cell in cells)
    if not grouped or width == 2:
        return 1
    second = [cell for cell in cells if cell.column == 1]
    shares = any(cell.colspan > 1 for cell in second if cell.row < header_rows)
    body = [cell.text for cell in second if cell.row >= header_rows]
    worded = sum(1 for text in body if text and not _NUMBER.match(text))
    return 2 if not shares and 2 * worded > len(body) else 1


_NUMBER = re.compile(r"[<>≤≥~±+–−-]*\s*\d|[–−-]+$")
