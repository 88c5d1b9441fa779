"""Bar charts, and what the others need: Vega-Lite specifications turned into SVG by vl-convert, then made accessible.

Specifications use marker colours that `_dress` replaces by classes of the style sheet. The same
specification gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from aneatlas.outputs.charts.frame import Frame

INK, GRID = "#010101", "#020202"
_CLASSES = {f"#0a000{place}": f"c{place}" for place in range(1, 10)}
_CONFIG: dict[str, Any] = {
    "aria": False,
    "background": None,
    "font": "inherit",
    "view": {"stroke": None},
    "axis": {
        "domainColor": GRID, "gridColor": GRID, "labelColor": INK, "labelFontSize": 15, "labelLimit": 0,
        "tickColor": GRID, "titleColor": INK, "titleFontSize": 15, "titleFontWeight": "normal",
    },
    "legend": {"disable": True},
    "text": {"fill": INK, "fontSize": 15},
}  # fmt: skip

# a fixed extent: the width of a label must not depend on the fonts of the machine that draws
_LABELS: dict[str, Any] = {
    "title": None, "ticks": False, "domain": False, "labelPadding": 8, "minExtent": 216, "maxExtent": 216,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One bar: its label and its lengths. `n` is drawn for a plain bar; `no` and `silent` follow in a stack."""

    label: str
    n: int
    no: int = 0
    silent: int = 0


def years(counts: Sequence[tuple[int, int]], frame: Frame) -> str:
    """Draw counts per year; a year without any keeps its place, so that gaps are seen."""
    first, last = (counts[0][0], counts[-1][0]) if counts else (0, 0)
    spec = {
        "width": 620, "height": 200,
        "data": {"values": [{"year": year, "n": n} for year, n in counts]},
        "mark": {"type": "bar", "color": "#0a0001", "width": {"band": 0.8}},
        "encoding": {
            "x": {
                "field": "year", "type": "ordinal", "scale": {"domain": [year for year, _ in counts]},
                "axis": {
                    "title": None, "labelAngle": 0, "grid": False,
                    "values": [year for year in range(first, last + 1) if year % 5 == 0],
                },
            },
            "y": {"field": "n", "type": "quantitative", "axis": {"title": "reports", "tickMinStep": 1, "tickCount": 5}},
        },
    }  # fmt: skip
    return draw(spec, frame)


def bars(parts: Sequence[Part], frame: Frame, unit: str = "cases") -> str:
    """Draw one bar per part, longest extent shared, with its count at the end."""
    values = [{"label": part.label, "n": part.n} for part in parts]
    spec = {
        "width": 190, "height": {"step": 34},
        "data": {"values": values},
        "encoding": {
            "y": {
                "field": "label", "type": "nominal", "sort": None,
                "axis": _LABELS,
            },
            "x": {"field": "n", "type": "quantitative", "axis": {"title": unit, "tickMinStep": 1, "tickCount": 4}},
        },
        "layer": [
            {"mark": {"type": "bar", "color": "#0a0001", "height": {"band": 0.7}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {"text": {"field": "n", "type": "quantitative"}},
            },
        ],
    }  # fmt: skip
    return draw(spec, frame)


def stacks(parts: Sequence[Part], frame: Frame, unit: str = "cases") -> str:
    """Draw one bar per part, all of one length: named, denied, silent, in this order."""
    values = [
        {"label": part.label, "what": what, "order": order, "n": n}
        for part in parts
        for order, (what, n) in enumerate((("named", part.n), ("denied", part.no), ("silent", part.silent)))
    ]
    spec = {
        "width": 190, "height": {"step": 34},
        "data": {"values": values},
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {
            "y": {
                "field": "label", "type": "nominal", "sort": None,
                "axis": _LABELS,
            },
            "x": {"field": "n", "type": "quantitative", "axis": {"title": unit, "tickMinStep": 1, "tickCount": 4}},
            "color": {"field": "what", "scale": {"domain": ["named", "denied", "silent"], "range": list(_CLASSES)[:3]}},
            "order": {"field": "order"},
        },
    }  # fmt: skip
    return draw(spec, frame)


def draw(spec: Mapping[str, Any], frame: Frame, css: str = "chart") -> str:
    """Return a Vega-Lite specification as an <svg> element whose colours are classes of the style sheet.

    Marker colours: INK, GRID, and "#0a0001" to "#0a0009" for the classes c1 to c9.
    """
    return _dress(_svg(json.dumps({**spec, "config": _CONFIG})), frame, css)


@cache
def _svg(spec: str) -> str:
    import vl_convert  # loads a JavaScript engine: only where a chart is drawn

    return str(vl_convert.vegalite_to_svg(spec, vl_version="6.4"))


_OPENING = re.compile(r"^.*?<svg\b[^>]*?viewBox=\"([^\"]+)\"[^>]*>", re.DOTALL)
_EMPTY = re.compile(r'<path d="(?:M0,0h0v0h0Z)?"(?: display="none")?/>')
_NUMBER = re.compile(r"\d+\.\d{2,}")
_FILL = re.compile(r' (?:fill|stroke)="(#0a000\d|#010101|#020202)"')


def _dress(svg: str, frame: Frame, css: str) -> str:
    """Give the drawing its title, description and classes; leave no colour, font or style of its own."""
    opening = _OPENING.match(svg)
    if opening is None:
        raise ValueError("the charting library gave no <svg> with a viewBox")
    body = svg[opening.end() :]
    body = re.sub(
        r' (?:style|class|font-family|role|aria-[a-z]+|pointer-events|xmlns:xlink)="[^"]*"', "", body
    )
    body = _EMPTY.sub("", _NUMBER.sub(lambda match: f"{float(match[0]):.1f}", body))
    body = _FILL.sub(_class, body)
    return frame.opening(opening[1], css, sized="drawn" in css.split()) + body.strip()


def _class(match: re.Match[str]) -> str:
    colour, attribute = match[1], match[0].split("=")[0].strip()
    if colour == INK:
        return f' {attribute}="currentColor"'
    return ' class="grid"' if colour == GRID else f' class="{_CLASSES[colour]}"'
