"""Age pyramid: cases by age band and sex, with those whose sex or age the report does not give.

Input: `Pyramid`. Male left, female right, sex not reported in a panel of its own with a dashed edge, all on one scale; the
row of cases whose age is not reported stands apart at the foot. Nothing is shared out.
"""

from __future__ import annotations

from dataclasses import dataclass

from aneatlas.outputs.charts.canvas import Canvas, Chart, number, ticks
from aneatlas.outputs.charts.frame import Frame

_NAMES, _SIDE, _ROW = 144.0, 200.0, 27.0


@dataclass(frozen=True, slots=True)
class Band:
    """An age band with its cases by sex; `unreported`: sex not reported (or not read yet)."""

    label: str
    male: int
    female: int
    unreported: int = 0


@dataclass(frozen=True, slots=True)
class Pyramid:
    """bands: youngest first. unaged: those whose age is not reported."""

    bands: tuple[Band, ...]
    unaged: Band = Band("Age not reported", 0, 0, 0)
    unit: str = "cases"


def pyramid(value: Pyramid, frame: Frame) -> Chart:
    """Draw the pyramid, oldest on top."""
    canvas = Canvas()
    rows = [*reversed(value.bands), value.unaged]
    most = max(1, *(max(row.male, row.female, row.unreported) for row in rows))
    silent = any(row.unreported for row in rows)
    scale = (_SIDE - 44) / most
    middle, third = _SIDE + _NAMES / 2, 2 * _SIDE + _NAMES + 22
    width = third + max(34 + scale * max(row.unreported for row in rows), 118) if silent else third - 22
    heads = [(_SIDE, "Male", "end"), (_SIDE + _NAMES, "Female", "start")] + ([(third, "Sex not reported", "start")] if silent else [])  # fmt: skip
    for x, words, anchor in heads:
        canvas.text(x, 16, words, "strong", anchor)
    canvas.text(middle, 16, "Age", "strong", "middle")
    y = 28.0
    for row in rows:
        if row is value.unaged:
            y += 12
        canvas.text(middle, y + 18, row.label, "", "middle")
        long = scale * row.male
        canvas.box(_SIDE - long, y + 3, long, _ROW - 6, "filled c1")
        canvas.text(_SIDE - long - 6, y + 18, str(row.male), "", "end")
        canvas.box(_SIDE + _NAMES, y + 3, scale * row.female, _ROW - 6, "filled c2")
        canvas.text(_SIDE + _NAMES + scale * row.female + 6, y + 18, str(row.female))
        if silent:
            canvas.box(third, y + 3, scale * row.unreported, _ROW - 6, "filled c3")
            canvas.text(third + scale * row.unreported + 6, y + 18, str(row.unreported))
        y += _ROW
    top = 28.0
    for x in (_SIDE, _SIDE + _NAMES, *([third] if silent else [])):
        canvas.line(x, top, x, y)
    for tick in (one for one in ticks(0, most, 3) if one == int(one)):
        for x, way in ((_SIDE, -1), (_SIDE + _NAMES, 1)):
            canvas.line(x + way * scale * tick, y, x + way * scale * tick, y + 5)
            canvas.text(x + way * scale * tick, y + 21, number(tick, 6), "quiet", "middle")
    canvas.text(middle, y + 21, value.unit, "quiet", "middle")
    ordered = [*value.bands, value.unaged]
    table = tuple(
        (row.label, str(row.male), str(row.female), str(row.unreported), str(row.male + row.female + row.unreported))
        for row in ordered
    )  # fmt: skip
    columns = ("Age", "Male", "Female", "Sex not reported", f"All {value.unit}")
    return Chart(canvas.finish(frame, width, y + 30, "pyramid"), columns, table)
