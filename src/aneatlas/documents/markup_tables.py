"""Table elements of XHTML kind (JATS and HTML use the same) to grids."""

from __future__ import annotations

import re

from lxml import etree

from aneatlas.documents.grid import RAISED, RawCell, Table, build_table, parts_of
from aneatlas.documents.markup import Inline
from aneatlas.documents.normalise import normalise
from aneatlas.documents.xml import local

_SYMBOLS = re.compile(r"(?<=[\w%)\]])\s?([*†‡§¶#]{1,3})$")


def read_table(element: etree._Element, skip: frozenset[str] = frozenset()) -> Table | None:
    """Return the grid of a `table` element, or None where it has no cells.

    Rows of `thead` are header rows; rows of a `tfoot` come last. Raises TableTooLarge.
    """
    head: list[etree._Element] = []
    body: list[etree._Element] = []
    foot: list[etree._Element] = []
    for child in element:
        name = local(child)
        if name == "tr":
            body.append(child)
        elif name in ("thead", "tbody", "tfoot"):
            target = {"thead": head, "tbody": body, "tfoot": foot}[name]
            target.extend(row for row in child if local(row) == "tr")
    rows = [
        [_cell(cell, skip) for cell in row if local(cell) in ("td", "th")] for row in (*head, *body, *foot)
    ]
    if not any(rows):
        return None
    return build_table(rows, head=len(head) or None)


def _cell(element: etree._Element, skip: frozenset[str]) -> RawCell:
    inline = Inline(skip)
    inline.content(element)
    text, edits = normalise(inline.finish())
    raised = RAISED.search(text)
    last = parts_of(raised) if raised else []
    marks = [mark for mark in inline.marks if mark in last or text.endswith((mark, f"{mark})"))]
    if not marks and (symbol := _SYMBOLS.search(text)):
        marks = [symbol.group(1)]
    header = local(element) == "th"
    return RawCell(
        text, edits, _span(element, "rowspan"), max(1, _span(element, "colspan")), header, tuple(marks)
    )


def _span(element: etree._Element, name: str) -> int:
    written = (element.get(name) or "1").strip()
    return min(int(written), 65_534) if written.isascii() and written.isdigit() else 1
