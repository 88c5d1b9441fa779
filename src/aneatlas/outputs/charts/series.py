"""Time series: a share (or a count) by year with its interval; a year without data breaks the line.

Input: `Series`. A gap is a year for which nothing is known; it is not drawn as zero, and no line runs across it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aneatlas.outputs.charts.canvas import Chart, number
from aneatlas.outputs.charts.frame import Frame
from aneatlas.outputs.charts.vega import INK, draw


@dataclass(frozen=True, slots=True)
class Moment:
    """A year (or the first year of a period). value: None where nothing is known. n of `of` for the table."""

    year: int
    value: float | None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """moments: in order of time. axis: what the values are ("percent who died"). share: values are shares, 0 to 1.

    step: years from one moment to the next; years between the first and the last that are not given are gaps.
    """

    moments: Sequence[Moment]
    axis: str
    share: bool = False
    step: int = 1


def series(value: Series, frame: Frame) -> Chart:
    """Draw the series. Raises ValueError without a moment, and for a year twice."""
    given = {moment.year: moment for moment in value.moments}
    if not given or len(given) < len(value.moments):
        raise ValueError("a time series needs moments, each year once")
    years = range(min(given), max(given) + 1, value.step)
    every = [given.get(year, Moment(year, None)) for year in years]
    scale = 100 if value.share else 1
    points: list[dict[str, Any]] = []
    stretch = 0
    for moment in every:
        if moment.value is None:
            stretch += 1
            continue
        limits = {"low": moment.lower, "high": moment.upper}
        told = {name: scale * limit for name, limit in limits.items() if limit is not None}
        points.append({"year": moment.year, "v": scale * moment.value, "stretch": stretch, **told})
    x = {
        "field": "year", "type": "quantitative",
        "scale": {"domain": [years[0] - 0.5 * value.step, years[-1] + 0.5 * value.step], "nice": False},
        "axis": {"title": None, "format": "d", "grid": False, "values": _labelled(years)},
    }  # fmt: skip
    limit = {"domain": [0, 100]} if value.share else {"zero": True}
    y = {
        "field": "v", "type": "quantitative", "scale": limit,
        "axis": {"title": value.axis, "tickCount": 5, "minExtent": 40, "maxExtent": 40},
    }  # fmt: skip
    banded = [point for point in points if "low" in point and "high" in point]
    gaps = [{"a": year - value.step / 2, "b": year + value.step / 2}
            for year in years if given.get(year, Moment(year, None)).value is None]  # fmt: skip
    spec = {
        "width": 600, "height": 220,
        "layer": [
            {"data": {"values": gaps}, "mark": {"type": "rect", "color": "#0a0005"},
             "encoding": {"x": {**x, "field": "a"}, "x2": {"field": "b"}}},
            {"data": {"values": banded}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"data": {"values": points}, "mark": {"type": "line", "color": "#0a0006", "strokeWidth": 2},
             "encoding": {"x": x, "y": y, "detail": {"field": "stretch"}}},
            {"data": {"values": points}, "mark": {"type": "point", "filled": True, "color": "#0a0004", "size": 60, "opacity": 1},
             "encoding": {"x": x, "y": y}},
        ],
    }  # fmt: skip
    rows = tuple(_row(moment, scale) for moment in every)
    return Chart(
        draw(spec, frame, "drawn series"),
        ("Year", value.axis[:1].upper() + value.axis[1:], "n of N", "95 % interval"),
        rows,
    )


def _labelled(years: range) -> list[int]:
    """Return the years that carry a label: all of few, every fifth or tenth of many."""
    if len(years) <= 10:
        return list(years)
    every = 5 if years[-1] - years[0] <= 60 else 10
    return [year for year in range(years[0], years[-1] + 1) if year % every == 0]


def _row(moment: Moment, scale: int) -> tuple[str, ...]:
    if moment.value is None:
        return (str(moment.year), "nothing known", "", "")
    counts = f"{moment.n} of {moment.of}" if moment.of is not None else ""
    limits = ""
    if moment.lower is not None and moment.upper is not None:
        limits = f"{number(scale * moment.lower)} to {number(scale * moment.upper)}"
    return (str(moment.year), number(scale * moment.value), counts, limits)
