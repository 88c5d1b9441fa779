"""A proportion as a line from 0 to 100 %: what is known of it, and what the silent cases leave open."""

from __future__ import annotations

from dataclasses import dataclass

from aneatlas.outputs.charts.frame import Frame

_WIDTH, _LEFT = 400.0, 10.0


@dataclass(frozen=True, slots=True)
class Span:
    """Percentages: the bounds among all, and among the known the share with its 95 % interval, if given."""

    least: float
    most: float
    percent: float | None = None
    low: float | None = None
    high: float | None = None


def span(value: Span, frame: Frame) -> str:
    """Draw the bounds as a wide pale band, the interval as a narrow dark one, the share as a dot."""
    out = [frame.opening("0 0 420 52", "span"), f'<path class="track" d="M{_LEFT:g} 18h{_WIDTH:g}"/>']
    out.append(_band("bounds", value.least, value.most, 8, 20))
    if value.percent is not None and value.low is not None and value.high is not None:
        out.append(_band("interval", value.low, value.high, 14, 8))
        out.append(f'<circle class="dot" cx="{_x(value.percent)}" cy="18" r="6.5"/>')
    for tick in (0, 25, 50, 75, 100):
        anchor = {0: "start", 100: "end"}.get(tick, "middle")
        shift = {0: -8, 100: 8}.get(tick, 0)  # the outer labels begin and end with the picture
        out.append(f'<path class="grid" d="M{_x(tick)} 30v5"/>')
        out.append(f'<text x="{_x(tick)}" dx="{shift}" y="48" text-anchor="{anchor}">{tick} %</text>')
    return "".join([*out, "</svg>"])


def _x(percent: float) -> str:
    return f"{_LEFT + _WIDTH * percent / 100:.1f}"


def _band(css: str, low: float, high: float, y: int, height: int) -> str:
    width = max(_WIDTH * (high - low) / 100, 1.5)
    return f'<rect class="{css}" x="{_x(low)}" y="{y}" width="{width:.1f}" height="{height}" rx="3"/>'
