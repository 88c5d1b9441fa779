"""Calendar: counts by year and month, every year between the first and the last in its place, so that gaps are seen.

Input: `Calendar`. The count stands in its square, so that the shade is not needed; cases whose month is not given have a
column of their own, and those without a year are told below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aneatlas.outputs.charts.canvas import Canvas, Chart
from aneatlas.outputs.charts.frame import Frame

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEFT, _STEP, _ROW, _LEVELS = 62.0, 38.0, 24.0, 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """counts: (year, month 1 to 12, or None where the month is not given) -> how many. undated: without a year."""

    counts: Mapping[tuple[int, int | None], int]
    undated: int = 0
    unit: str = "cases"


def calendar(value: Calendar, frame: Frame) -> Chart:
    """Draw the calendar, newest year on top. Raises ValueError for a month that does not exist."""
    for _, month in value.counts:
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"there is no month {month}")
    counted = {key: n for key, n in value.counts.items() if n}
    years = [year for year, _ in counted]
    shown = list(range(max(years), min(years) - 1, -1)) if years else []
    most = max((n for (_, month), n in counted.items() if month), default=1)
    canvas, y = Canvas(), 26.0
    unknown, total = _LEFT + 12 * _STEP + 14, _LEFT + 13 * _STEP + 58
    for place, name in enumerate(MONTHS):
        canvas.text(_LEFT + _STEP * (place + 0.5), 18, name, "quiet", "middle")
    canvas.text(unknown + 36, 18, "not given", "quiet", "middle")
    canvas.text(total + 20, 18, "all", "quiet", "middle")
    for year in shown:
        canvas.text(0, y + 17, str(year))
        for month in range(1, 13):
            n = counted.get((year, month), 0)
            level = -(-_LEVELS * n // most)
            x = _LEFT + _STEP * (month - 1)
            canvas.box(x + 1, y + 1, _STEP - 2, _ROW - 2, f"q{level}", 3)
            if n:
                canvas.text(x + _STEP / 2, y + 17, str(n), "on" if level >= 4 else "", "middle")
        if n := counted.get((year, None), 0):
            canvas.box(unknown + 16, y + 1, 40, _ROW - 2, "filled c3", 3)
            canvas.text(unknown + 36, y + 17, str(n), "", "middle")
        every = sum(n for (one, _), n in counted.items() if one == year)
        canvas.text(total + 20, y + 17, str(every) if every else "–", "" if every else "quiet", "middle")
        y += _ROW
    canvas.line(0, y + 5, total + 44, y + 5)
    y += 8
    canvas.text(0, y + 17, "All")
    sums = [sum(n for (_, month), n in counted.items() if month == one) for one in (*range(1, 13), None)]
    for place, n in enumerate(sums[:12]):
        canvas.text(_LEFT + _STEP * (place + 0.5), y + 17, str(n), "strong", "middle")
    canvas.text(unknown + 36, y + 17, str(sums[12]), "strong", "middle")
    canvas.text(total + 20, y + 17, str(sum(sums)), "strong", "middle")
    y += _ROW + 8
    if value.undated:
        canvas.text(0, y + 12, f"Without a year: {value.undated} {value.unit}.", "quiet")
        y += 22
    rows = [
        (
            str(year),
            *(str(counted.get((year, month), 0)) for month in (*range(1, 13), None)),
            str(sum(n for (one, _), n in counted.items() if one == year)),
        )
        for year in shown
    ]
    rows.append(("All years", *map(str, sums), str(sum(sums))))
    if value.undated:
        rows.append(("Year not given", *[""] * 13, str(value.undated)))
    columns = ("Year", *MONTHS, "Month not given", f"All {value.unit}")
    return Chart(canvas.finish(frame, total + 46, y + 4, "calendar"), columns, tuple(rows))
