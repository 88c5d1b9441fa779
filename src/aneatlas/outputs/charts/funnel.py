"""Funnel plot: the estimate of each report against its standard error, with the pooled line and its 95 % region.

Sterne and Egger 2001 (doi:10.1016/S0895-4356(01)00377-8). Input: `Funnel`; `statistics.small_study.funnel` gives the points.
With few reports, or with reports of single patients, the shape says nothing: the caller prints that beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aneatlas.outputs.charts.canvas import Chart, number
from aneatlas.outputs.charts.frame import Frame
from aneatlas.outputs.charts.vega import INK, draw

_Z = 1.959964


@dataclass(frozen=True, slots=True)
class FunnelReport:
    """One report on the scale of the analysis (logit, logarithm of a ratio). filled: imputed by trim-and-fill."""

    label: str
    estimate: float
    se: float
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    """points: the reports. pooled: the pooled estimate on the same scale. axis: what the scale is, as it is printed."""

    points: Sequence[FunnelReport]
    pooled: float
    axis: str


def funnel(value: Funnel, frame: Frame) -> Chart:
    """Draw the plot, the most precise reports on top. Raises ValueError without a report."""
    if not value.points:
        raise ValueError("a funnel plot needs a report")
    deep = 1.08 * max(point.se for point in value.points)
    edge = _Z * deep
    reach = 1.08 * max(edge, *(abs(point.estimate - value.pooled) for point in value.points))
    x: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [value.pooled - reach, value.pooled + reach], "nice": False},
        "axis": {"title": value.axis, "tickCount": 7, "grid": False, "titlePadding": 10},
    }
    y: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [0, deep], "reverse": True, "nice": False},
        # a fixed extent: the place of the title must not depend on the fonts of the machine that draws
        "axis": {"title": "standard error", "tickCount": 5, "minExtent": 40, "maxExtent": 40},
    }
    corners = [
        {"x": value.pooled - edge, "y": deep, "o": 0},
        {"x": value.pooled, "y": 0, "o": 1},
        {"x": value.pooled + edge, "y": deep, "o": 2},
    ]
    line = [{"x": value.pooled, "y": 0, "o": 0}, {"x": value.pooled, "y": deep, "o": 1}]
    points = [{"x": point.estimate, "y": point.se, "filled": point.filled} for point in value.points]
    marks = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}}
    spec = {
        "width": 520, "height": 320,
        "layer": [
            {"data": {"values": corners}, "mark": {"type": "line", "color": "#0a0007", "strokeDash": [5, 4]},
             "encoding": {**marks, "order": {"field": "o"}}},
            {"data": {"values": line}, "mark": {"type": "line", "color": INK, "strokeWidth": 1},
             "encoding": {**marks, "order": {"field": "o"}}},
            {"data": {"values": [one for one in points if not one["filled"]]},
             "mark": {"type": "point", "filled": True, "color": "#0a0004", "size": 60, "opacity": 1}, "encoding": marks},
            {"data": {"values": [one for one in points if one["filled"]]},
             "mark": {"type": "point", "filled": False, "color": INK, "size": 60, "opacity": 1}, "encoding": marks},
        ],
    }  # fmt: skip
    rows = [
        (f"{one.label}{' (filled in)' if one.filled else ''}", number(one.estimate), number(one.se))
        for one in value.points
    ]
    rows.append(("Pooled", number(value.pooled), ""))
    svg = draw(spec, frame, "drawn funnel")
    return Chart(svg, ("Report", value.axis[:1].upper() + value.axis[1:], "Standard error"), tuple(rows))
