"""Forest plot: reports with their counts and intervals, the pooled estimate as a diamond, the prediction interval.

Input: `Forest`. For shares of patients `share_row(label, n, of)` makes the row of one report with its Wilson interval,
and `gathered` puts all reports below a size into one row, because a hundred lines of single patients say nothing.
The square of a report grows with its patients; a limit outside the scale ends in an arrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from aneatlas.outputs.charts.canvas import LINE, Canvas, Chart, tenth, wrap
from aneatlas.outputs.charts.forest_scale import UNITS, Measure, Scale, scale_of
from aneatlas.outputs.charts.frame import Frame
from aneatlas.statistics.proportions import wilson

_NAMES, _COUNTS, _PLOT, _FIGURES = 204.0, 84.0, 280.0, 148.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its interval: a share 0 to 1, a ratio above 0, or a difference of shares -1 to 1."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One report. n of `of` patients; `against`: the same of the other group, where two are compared.

    estimate: None where the report gives none (an odds ratio without events); the row then says so.
    """

    label: str
    n: int
    of: int
    estimate: Estimate | None
    against: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """What a forest plot shows.

    rows: in the order of the plot. what: what a row is ("Report", "Age group").
    pooled: None where it is withheld (`withheld` then gives the reason) or not asked for (no reason).
    pooled_label: the model, as it is printed. prediction: where the true value of a new report is expected.
    measure: share (drawn as percent from 0 to 100), ratio (on a logarithmic scale), or difference (percentage points).
    counted: what n counts, for the head of the column ("died"). groups: the two groups, where they are compared.
    """

    rows: tuple[ForestRow, ...]
    pooled: Estimate | None
    pooled_label: str = "Pooled"
    prediction: tuple[float, float] | None = None
    measure: Measure = "share"
    counted: str = "n / N"
    groups: tuple[str, str] | None = None
    withheld: str = ""
    what: str = "Report"


def share_row(label: str, n: int, of: int) -> ForestRow:
    """Return the row of a report in which n of `of` patients have it, with the Wilson 95 % interval."""
    interval = wilson(n, of)
    return ForestRow(label, n, of, Estimate(n / of, interval.lower, interval.upper))


def gathered(rows: Sequence[ForestRow], least: int = 2) -> tuple[ForestRow, ...]:
    """Return the rows of shares with all reports of fewer than `least` patients in one row at the end."""
    large = [row for row in rows if row.of >= least]
    small = [row for row in rows if row.of < least]
    if len(small) < 2:
        return tuple(rows)
    patients = "one patient" if least == 2 else f"fewer than {least} patients"
    return (*large, share_row(f"{len(small)} reports with {patients} each",
                              sum(row.n for row in small), sum(row.of for row in small)))  # fmt: skip


def forest(value: Forest, frame: Frame) -> Chart:
    """Draw the plot."""
    canvas = Canvas()
    columns = 2 if value.groups else 1
    left = _NAMES + columns * _COUNTS + 14
    scale = scale_of(value.measure, _ends(value), left, _PLOT)
    width = left + _PLOT + 16 + _FIGURES
    y = _head(canvas, value, left)
    top = y
    y += 10
    most = max((row.of for row in value.rows), default=1)
    for row in value.rows:
        y = _row(canvas, row, scale, y, most, width)
    if value.pooled or value.withheld:
        canvas.line(0, y + 6, width, y + 6)
        y = _pooled(canvas, value, scale, y + 14, width)
    # beneath the marks: the axis and the lines through them
    beneath = Canvas()
    for tick in scale.ticks():
        beneath.line(scale.x(tick), top, scale.x(tick), y + 5, "grid")
        beneath.text(scale.x(tick), y + 22, scale.words(tick), "quiet", "middle")
    if value.measure != "share":
        null = 1.0 if value.measure == "ratio" else 0.0
        beneath.line(scale.x(null), top, scale.x(null), y + 5, "rule")
    if value.pooled:
        beneath.line(scale.x(value.pooled.value), top, scale.x(value.pooled.value), y, "guide")
    beneath.line(scale.x(scale.low), y + 5, scale.x(scale.high), y + 5)
    beneath.text(left + _PLOT / 2, y + 42, UNITS[value.measure], "quiet", "middle")
    canvas.marks[:0] = beneath.marks
    return Chart(canvas.finish(frame, width, y + 52, "forest"), *_table(value, scale))


def _ends(value: Forest) -> list[float]:
    shown = [row.estimate for row in value.rows if row.estimate] + ([value.pooled] if value.pooled else [])
    return [one for e in shown for one in (e.value, e.lower, e.upper)] + list(value.prediction or ())


def _head(canvas: Canvas, value: Forest, left: float) -> float:
    heads = value.groups or (value.counted,)
    lines = [wrap(head, _COUNTS - 6) for head in heads]
    deep = max(map(len, lines))
    y = 4 + LINE * deep
    canvas.text(0, y, value.what, "strong")
    for place, words in enumerate(lines):
        for up, line in enumerate(reversed(words)):
            canvas.text(_NAMES + (place + 1) * _COUNTS - 4, y - LINE * up, line, "strong", "end")
    units = {"share": "% (95 % interval)", "ratio": "ratio (95 % int.)", "difference": "points (95 % int.)"}
    canvas.text(left + _PLOT + 16 + _FIGURES, y, units[value.measure], "strong", "end")
    canvas.line(0, y + 7, left + _PLOT + 16 + _FIGURES, y + 7)
    return y + 7


def _row(canvas: Canvas, row: ForestRow, scale: Scale, y: float, most: int, width: float) -> float:
    lines = wrap(row.label, _NAMES - 8)
    middle = y + LINE * len(lines) / 2
    for place, line in enumerate(lines):
        canvas.text(0, y + 14 + LINE * place, line)
    for place, (n, of) in enumerate([(row.n, row.of), *([row.against] if row.against else [])]):
        canvas.text(_NAMES + (place + 1) * _COUNTS - 4, middle + 4.5, f"{n} / {of}", "", "end")
    if row.estimate is None:
        canvas.text(width, middle + 4.5, "no estimate", "quiet", "end")
    else:
        _whisker(canvas, row.estimate, scale, middle)
        side = 6 + 9 * math.sqrt(row.of / most)
        canvas.box(scale.x(row.estimate.value) - side / 2, middle - side / 2, side, side, "square")
        canvas.text(width, middle + 4.5, _words(row.estimate, scale), "", "end")
    return y + LINE * len(lines) + 5


def _whisker(canvas: Canvas, estimate: Estimate, scale: Scale, y: float) -> None:
    low, high = scale.x(estimate.lower), scale.x(estimate.upper)
    canvas.line(low, y, high, y, "whisker")
    for x, beyond, way in (
        (low, estimate.lower < scale.low * 0.9999 - 1e-9, 5),
        (high, estimate.upper > scale.high * 1.0001 + 1e-9, -5),
    ):
        if beyond:
            canvas.path(f"M{tenth(x + way)} {tenth(y - 4)}L{tenth(x)} {tenth(y)}l{way} 4", "whisker")


def _pooled(canvas: Canvas, value: Forest, scale: Scale, y: float, width: float) -> float:
    if value.pooled is None:
        for line in wrap(f"Not pooled: {value.withheld}", width - 10):
            canvas.text(0, y + 14, line, "strong")
            y += LINE
        return y + 6
    n, of = sum(row.n for row in value.rows), sum(row.of for row in value.rows)
    lines = wrap(value.pooled_label, _NAMES - 8, 15)
    for place, line in enumerate(lines):
        canvas.text(0, y + 14 + LINE * place, line, "strong")
    totals = [(n, of)]
    if value.groups:
        others = [row.against for row in value.rows if row.against]
        totals.append((sum(one for one, _ in others), sum(all_ for _, all_ in others)))
    middle = y + LINE * len(lines) / 2
    for place, (some, all_) in enumerate(totals):
        canvas.text(_NAMES + (place + 1) * _COUNTS - 4, middle + 4.5, f"{some} / {all_}", "strong", "end")
    low, mid, high = (scale.x(one) for one in (value.pooled.lower, value.pooled.value, value.pooled.upper))
    canvas.path(
        f"M{tenth(low)} {tenth(middle)}L{tenth(mid)} {tenth(middle - 8)}L{tenth(high)} {tenth(middle)}"
        f"L{tenth(mid)} {tenth(middle + 8)}Z", "diamond",
    )  # fmt: skip
    canvas.text(width, middle + 4.5, _words(value.pooled, scale), "strong", "end")
    y += LINE * len(lines) + 6
    if value.prediction:
        low, high = (scale.x(one) for one in value.prediction)
        canvas.text(0, y + 13, "Prediction for a new report")
        canvas.line(low, y + 9, high, y + 9, "whisker dashed")
        for x in (low, high):
            canvas.line(x, y + 4, x, y + 14, "whisker")
        canvas.text(width, y + 13, _range(value.prediction, scale), "", "end")
        y += LINE + 4
    return y + 4


def _words(estimate: Estimate, scale: Scale) -> str:
    return f"{scale.words(estimate.value)} ({_range((estimate.lower, estimate.upper), scale)})"


def _range(limits: tuple[float, float], scale: Scale) -> str:
    return " to ".join(scale.words(one) for one in limits)


def _table(value: Forest, scale: Scale) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    heads = value.groups or (value.counted,)
    units = {"share": "Percent", "ratio": "Ratio", "difference": "Percentage points"}
    columns = (value.what, *heads, units[value.measure], "95 % interval")
    rows = []
    for row in value.rows:
        counts = [f"{row.n} / {row.of}", *([f"{row.against[0]} / {row.against[1]}"] if row.against else [])]
        found = row.estimate
        shown = (scale.words(found.value), _range((found.lower, found.upper), scale)) if found else ("none", "none")  # fmt: skip
        rows.append((row.label, *counts, *shown))
    blank = [""] * len(heads)
    if value.pooled:
        limits = _range((value.pooled.lower, value.pooled.upper), scale)
        rows.append((value.pooled_label, *blank, scale.words(value.pooled.value), limits))
    elif value.withheld:
        rows.append(("Not pooled", *blank, value.withheld, ""))
    if value.prediction:
        rows.append(("Prediction for a new report", *blank, "", _range(value.prediction, scale)))
    return columns, tuple(rows)
