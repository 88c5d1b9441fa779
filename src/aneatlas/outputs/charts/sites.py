"""Lesion sites together: an UpSet plot of the combinations, and a matrix of cases by sites.

Lex et al. 2014 (doi:10.1109/TVCG.2014.2346248) for UpSet. Inputs: `UpSet` (see `combined`) and `Matrix`. Five places in
the brain give up to 31 combinations, which no Venn diagram shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from aneatlas.outputs.charts.canvas import LINE, Canvas, Chart, tenth, width_of
from aneatlas.outputs.charts.frame import Frame

_SIZES, _NAMES, _ROW = 110.0, 190.0, 27.0
# status -> how the matrix names it
STATUSES = {
    "present": "named as damaged", "absent": "said to be spared", "not_reported": "not reported",
    "not_assessable": "not assessable", "unclear": "unclear",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Combination:
    """n cases with exactly these sets, and none of the others."""

    sets: frozenset[str]
    n: int


@dataclass(frozen=True, slots=True)
class UpSet:
    """sets: in the order of the rows. combinations: in the order of the columns, largest first by `combined`.

    most: how many combinations are drawn; the rest are told in a line below and stand in the table.
    """

    sets: tuple[str, ...]
    combinations: tuple[Combination, ...]
    most: int = 16
    unit: str = "cases"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A case with the status of each site, in the order of `Matrix.sites`: a key of `STATUSES`."""

    label: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cases by sites."""

    sites: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def combined(cases: Iterable[frozenset[str]]) -> tuple[Combination, ...]:
    """Return the combinations of the cases (the sites of each), largest first, then by size and name."""
    counts = Counter(cases)
    order = sorted(counts.items(), key=lambda item: (-item[1], len(item[0]), sorted(item[0])))
    return tuple(Combination(sets, n) for sets, n in order)


def upset(value: UpSet, frame: Frame) -> Chart:
    """Draw the plot. Raises ValueError for a combination with a set that is not listed."""
    for one in value.combinations:
        if one.sets - set(value.sets):
            raise ValueError(f"not among the sets: {', '.join(sorted(one.sets - set(value.sets)))}")
    shown = value.combinations[: value.most]
    step = 32.0
    left, top, bars = _SIZES + _NAMES + 16, 26.0, 130.0
    width = max(left + step * max(len(shown), 1) + 10, 470)
    canvas = Canvas()
    floor = top + bars
    tallest = max((one.n for one in shown), default=1)
    canvas.text(left - 14, top + 6, f"{value.unit} with exactly", "quiet", "end")
    canvas.text(left - 14, top + 24, "this combination", "quiet", "end")
    sizes = {name: sum(one.n for one in value.combinations if name in one.sets) for name in value.sets}
    largest = max([1, *sizes.values()])
    for row, name in enumerate(value.sets):
        y = floor + 16 + _ROW * row
        if row % 2 == 0:
            canvas.box(0, y, width, _ROW, "stripe")
        length = (_SIZES - 42) * sizes[name] / largest
        canvas.box(_SIZES - length, y + 6, length, _ROW - 12, "filled c1")
        canvas.text(_SIZES - length - 6, y + 18.5, str(sizes[name]), "", "end")
        canvas.text(_SIZES + 12, y + 18.5, name)
    for place, one in enumerate(shown):
        x = left + step * (place + 0.5)
        height = bars * one.n / tallest
        canvas.box(x - 10, floor - height, 20, height, "filled c1")
        canvas.text(x, floor - height - 6, str(one.n), "", "middle")
        rows = [row for row, name in enumerate(value.sets) if name in one.sets]
        centre = floor + 16 + _ROW / 2
        if len(rows) > 1:
            canvas.line(x, centre + _ROW * rows[0], x, centre + _ROW * rows[-1], "bond")
        for row in range(len(value.sets)):
            canvas.dot(x, centre + _ROW * row, 7, "full" if row in rows else "empty")
    canvas.line(left, floor, width - 10, floor)
    y = floor + 16 + _ROW * len(value.sets)
    canvas.text(_SIZES, y + 18, f"all {value.unit} with it", "quiet", "end")
    rest = value.combinations[value.most :]
    if rest:
        more = f"{len(rest)} further combinations: {sum(one.n for one in rest)} {value.unit} (see the table)"
        canvas.text(left, y + 18, more, "quiet")
        width = max(width, left + width_of(more, 13))
    rows_ = [(", ".join(s for s in value.sets if s in one.sets) or "none of them", str(one.n)) for one in value.combinations]  # fmt: skip
    rows_ += [(f"{name}, in any combination", str(n)) for name, n in sizes.items()]
    return Chart(
        canvas.finish(frame, width, y + 28, "upset"), ("Combination", value.unit.capitalize()), tuple(rows_)
    )


def matrix(value: Matrix, frame: Frame) -> Chart:
    """Draw the matrix: a filled square, a cross, a ring, a dash and a question mark for the five statuses.

    Raises ValueError for a row of another length and for an unknown status.
    """
    canvas, column, row_height, names = Canvas(), 62.0, 24.0, 130.0
    # heads are turned, so that long names fit above narrow columns
    deep = 12 + 0.75 * max((width_of(site, 13) for site in value.sites), default=0.0)
    width = names + column * len(value.sites) + deep * 0.6
    for place, site in enumerate(value.sites):
        canvas.text(names + column * (place + 0.5), deep, site, "quiet", turned=-40)
    y = deep + 12
    for number, row in enumerate(value.rows):
        if len(row.statuses) != len(value.sites):
            raise ValueError(f"{row.label}: {len(row.statuses)} statuses for {len(value.sites)} sites")
        if number % 2 == 0:
            canvas.box(0, y, names + column * len(value.sites), row_height, "stripe")
        canvas.text(0, y + 17, row.label)
        for place, status in enumerate(row.statuses):
            _status(canvas, status, names + column * (place + 0.5), y + row_height / 2)
        y += row_height
    y += 12
    x = 0.0
    used = {status for row in value.rows for status in row.statuses}
    for status, words in STATUSES.items():
        if status in used:
            if x and x + 26 + width_of(words, 13) > width:
                x, y = 0.0, y + LINE + 4
            _status(canvas, status, x + 8, y + 9)
            canvas.text(x + 24, y + 14, words, "quiet")
            x += 24 + width_of(words, 13) + 18
    rows = tuple((row.label, *(STATUSES[status] for status in row.statuses)) for row in value.rows)
    return Chart(canvas.finish(frame, width, y + 28, "matrix"), ("Case", *value.sites), rows)


def _status(canvas: Canvas, status: str, x: float, y: float) -> None:
    if status == "present":
        canvas.box(x - 7, y - 7, 14, 14, "filled c1", 2)
    elif status == "absent":
        canvas.path(f"M{tenth(x - 4.5)} {tenth(y - 4.5)}l9 9m0 -9l-9 9", "end")
    elif status == "not_reported":
        canvas.dot(x, y, 4, "end hollow faint")
    elif status == "not_assessable":
        canvas.line(x - 5, y, x + 5, y, "end")
    elif status == "unclear":
        canvas.text(x, y + 5, "?", "strong", "middle")
    else:
        raise ValueError(f"unknown status: {status!r}")
