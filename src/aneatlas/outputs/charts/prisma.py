"""PRISMA 2020 flow diagram for new reviews with searches of databases and registers, and with other methods.

Page et al. 2021 (doi:10.1136/bmj.n71), figure 1; the wording of the boxes is that of the statement's template (CC BY 4.0).
Input: `Prisma`, named counts, all computed by the caller; a count of None is printed as 'not recorded', never as 0.
What still waits for a decision, in a review that lives, is told in its box. `imbalances` says where counts do not add up (both in `prisma_counts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aneatlas.outputs.charts.canvas import LINE, Canvas, Chart, tenth, width_of, wrap
from aneatlas.outputs.charts.frame import Frame
from aneatlas.outputs.charts.prisma_counts import Assessment, Item, Prisma, counted, shown

_BOX, _GAP, _STAGE, _PAD = 214.0, 26.0, 30.0, 10.0


@dataclass(frozen=True, slots=True)
class _Box:
    """A box before it has a place: its lines, each with its indent; what is not indented is in bold."""

    lines: tuple[tuple[str, int], ...]

    @property
    def height(self) -> float:
        return 2 * _PAD + LINE * len(self.lines) - 4


def prisma(value: Prisma, frame: Frame) -> Chart:
    """Draw the diagram. Raises ValueError for a negative count."""
    rows = counted(value)
    for _, _, n in rows:
        if n is not None and n < 0:
            raise ValueError(f"a count of the flow diagram is negative: {n}")
    other = bool(value.other_sources) and value.other_reports is not None
    columns = [_STAGE + 16 + (_BOX + _GAP) * place for place in range(4 if other else 2)]
    width = columns[-1] + _BOX + 1
    canvas = Canvas()
    y = _titles(canvas, columns, other)
    grid = _grid(value, other)
    tops, boxes = [], []
    for row in grid:
        height = max(box.height for box in row if box)
        tops.append(y)
        boxes.append(height)
        y += height + 30
    _stages(canvas, tops, boxes)
    for number, row in enumerate(grid):
        for place, box in enumerate(row):
            if box:
                _draw(canvas, box, columns[place], tops[number])
    _arrows(canvas, grid, columns, tops)
    table = tuple((stage, what, shown(n)) for stage, what, n in rows)
    return Chart(canvas.finish(frame, width, y - 26, "prisma"), ("Stage", "What", "n"), table)


def _counted(n: int | None) -> str:
    return f"(n = {shown(n)})".replace(" ", "\u00a0")


def _lines(heading: str, items: Iterable[tuple[str, int | None]] = (), n: int | None = -1) -> _Box:
    """Return the box of a heading (with its count, unless -1) and items with their counts."""
    first = heading if n == -1 else f"{heading} {_counted(n)}"
    lines = [(line, 0) for line in wrap(first, _BOX - 2 * _PAD, 14.5)]
    for words, count in items:
        wrapped = wrap(f"{words} {_counted(count)}", _BOX - 2 * _PAD - 20)
        lines += [(line, 20 if place else 8) for place, line in enumerate(wrapped)]
    return _Box(tuple(lines))


def _items(items: Sequence[Item]) -> list[tuple[str, int | None]]:
    return [(item.label, item.n) for item in items]


def _total(items: Sequence[Item]) -> int | None:
    counts = [item.n for item in items]
    return None if None in counts else sum(n for n in counts if n is not None)


def _grid(value: Prisma, other: bool) -> list[list[_Box | None]]:
    """Return the rows of the diagram; the columns are main and side of both arms."""
    sources = [
        *([("Databases", _total(value.databases))] if value.databases else []),
        *[(f"– {label}", n) for label, n in _items(value.databases)],
        *([("Registers", _total(value.registers))] if value.registers else []),
        *[(f"– {label}", n) for label, n in _items(value.registers)],
    ]
    removed = [
        ("Duplicate records removed", value.duplicates),
        ("Records marked as ineligible by automation tools", value.ineligible),
        ("Records removed for other reasons", value.removed_otherwise),
    ]
    by = value.automated
    person = None if by is None or value.excluded is None else value.excluded - by
    split = [] if by is None else [("by a person", person), ("by automation tools", by)]
    studies = _lines("Studies included in review", (), value.studies)
    included = _lines("Reports of included studies", (), value.included)
    grid: list[list[_Box | None]] = [
        [_lines("Records identified from:", sources), _lines("Records removed before screening:", removed)],
        [_lines("Records screened", _waits("still to be screened", value.undecided), value.screened),
         _lines("Records excluded", split, value.excluded)],
        *_arm(value.reports),
        [_Box(studies.lines + included.lines), None],
    ]  # fmt: skip
    if other and value.other_reports:
        found = _lines("Records identified from:", _items(value.other_sources))
        beside: list[list[_Box | None]] = [
            [found, None],
            [None, None],
            *_arm(value.other_reports),
            [None, None],
        ]
        grid = [[*row, *more] for row, more in zip(grid, beside, strict=True)]
    return grid


def _arm(arm: Assessment) -> list[list[_Box | None]]:
    reasons = _lines("Reports excluded:", _items(arm.excluded)) if arm.excluded else _lines("Reports excluded", (), 0)  # fmt: skip
    return [
        [_lines("Reports sought for retrieval", _waits("still sought", arm.waiting), arm.sought),
         _lines("Reports not retrieved", (), arm.not_retrieved)],
        [_lines("Reports assessed for eligibility", _waits("still to be assessed", arm.undecided), arm.assessed), reasons],
    ]  # fmt: skip


def _waits(words: str, n: int) -> list[tuple[str, int | None]]:
    return [(words, n)] if n else []


def _titles(canvas: Canvas, columns: Sequence[float], other: bool) -> float:
    titles = [(columns[0], "Identification of studies via databases and registers")]
    if other:
        titles.append((columns[2], "Identification of studies via other methods"))
    for x, words in titles:
        canvas.box(x, 1, 2 * _BOX + _GAP, 30, "title", 4)
        canvas.text(x + _BOX + _GAP / 2, 21, words, "strong", "middle")
    return 50.0


def _stages(canvas: Canvas, tops: Sequence[float], heights: Sequence[float]) -> None:
    for name, first, last in (("Identification", 0, 0), ("Screening", 1, 3), ("Included", 4, 4)):
        top, bottom = tops[first], tops[last] + heights[last]
        middle = (top + bottom) / 2
        need = width_of(name) + 12
        if bottom - top < need:
            top, bottom = middle - need / 2, middle + need / 2
        canvas.box(0, top, _STAGE, bottom - top, "stage", 4)
        canvas.text(_STAGE / 2 + 5, middle, name, "strong on", "middle", turned=-90)


def _draw(canvas: Canvas, box: _Box, x: float, y: float) -> None:
    canvas.box(x, y, _BOX, box.height, "flow", 3)
    for place, (line, indent) in enumerate(box.lines):
        css = "" if indent else "strong"
        canvas.text(x + _PAD + indent, y + _PAD + 11 + LINE * place, line, css)


def _arrows(
    canvas: Canvas, grid: Sequence[Sequence[_Box | None]], columns: Sequence[float], tops: Sequence[float]
) -> None:
    for number, row in enumerate(grid):
        for place in range(0, len(row), 2):
            main, side = row[place], row[place + 1]
            if main and side:
                y = tops[number] + min(main.height, side.height) / 2
                _arrow(canvas, [(columns[place] + _BOX, y), (columns[place + 1], y)])
    last = grid[-1][0]
    for place in range(0, len(columns), 2):
        filled = [(tops[number], box) for number, row in enumerate(grid) if (box := row[place])]
        x = columns[place] + _BOX / 2
        for (one, box), (two, _) in pairwise(filled):
            _arrow(canvas, [(x, one + box.height), (x, two)])
        if place and last:  # the arm of other methods joins what is included
            top, box = filled[-1]
            y = tops[-1] + last.height / 2
            _arrow(canvas, [(x, top + box.height), (x, y), (columns[0] + _BOX, y)])


def _arrow(canvas: Canvas, corners: Sequence[tuple[float, float]]) -> None:
    """Draw a line through the corners that ends in a filled head."""
    canvas.path("M" + "L".join(f"{tenth(x)} {tenth(y)}" for x, y in corners), "arrow")
    (x0, _), (x1, y1) = corners[-2:]
    if x0 == x1:
        canvas.path(f"M{tenth(x1)} {tenth(y1)}l-4.5 -8h9Z", "head")
    else:
        way = -8 if x1 > x0 else 8
        canvas.path(f"M{tenth(x1)} {tenth(y1)}l{way} -4.5v9Z", "head")
