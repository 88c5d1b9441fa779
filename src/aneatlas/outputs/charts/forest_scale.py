"""The horizontal scale of a forest plot: percent from 0 to 100, a ratio by its logarithm, or percentage points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aneatlas.outputs.charts.canvas import number, ticks

Measure = Literal["share", "ratio", "difference"]
UNITS = {"share": "percent", "ratio": "ratio, logarithmic scale", "difference": "percentage points"}


@dataclass(frozen=True, slots=True)
class Scale:
    """From a value to a place on the paper: low stands at left, high at left + width."""

    measure: Measure
    low: float
    high: float
    left: float
    width: float

    def x(self, value: float) -> float:
        """Return the place of a value; a value outside the scale stands at its end."""
        at, low, high = (self._on(one) for one in (value, self.low, self.high))
        return self.left + self.width * (min(max(at, low), high) - low) / (high - low)

    def _on(self, value: float) -> float:
        if self.measure != "ratio":
            return value
        return math.log(value) if value > 0 else -math.inf

    def ticks(self) -> list[float]:
        """Return the values that are labelled."""
        if self.measure != "ratio":
            return ticks(self.low, self.high)
        choice = [one * 10.0**power for power in range(-4, 5) for one in (1, 2, 5)]
        inside = [round(one, 10) for one in choice if self.low <= one * 1.0001 and one <= self.high * 1.0001]
        return inside if len(inside) < 8 else [one for one in inside if f"{one:e}".startswith("1.")]

    def words(self, value: float) -> str:
        """Return a value as it is printed: whole percents, with a decimal only near 0 and 100."""
        if self.measure == "ratio":
            return number(value)
        percent = 100 * value
        whole = not (0 < abs(percent) < 0.95 or 99.05 < abs(percent) < 100)
        return number(round(percent), 4) if whole else number(percent, 1 if abs(percent) < 1 else 3)


def scale_of(measure: Measure, ends: Sequence[float], left: float, width: float) -> Scale:
    """Return the scale that holds all finite ends of what is drawn; a ratio at most from 0.01 to 100."""
    if measure == "share":
        return Scale(measure, 0.0, 1.0, left, width)
    if measure == "difference":
        inside = [one for one in ends if math.isfinite(one)]
        most = min(math.ceil(max([0.2, *map(abs, inside)]) * 10) / 10, 1.0)
        return Scale(measure, -most, most, left, width)
    logs = [abs(math.log10(one)) for one in ends if math.isfinite(one) and one > 0]
    most = min(max([math.log10(2), *logs]), 2.0)
    return Scale(measure, 10.0**-most, 10.0**most, left, width)
