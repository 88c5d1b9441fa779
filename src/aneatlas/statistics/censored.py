"""Medians of values that reports give only to a precision: '3 years', 'toddler', 'in her forties'.

Each value is an interval. The nonparametric maximum-likelihood distribution (Turnbull 1976,
doi:10.1111/j.2517-6161.1976.tb01597.x) gives the interval in which the median lies. The confidence interval
follows a stated rule that needs no assumption about how precision was chosen: its lower limit is the
order-statistic limit of all lower ends, its upper limit that of all upper ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.medians import quantile, ranks
from aneatlas.statistics.results import Interval, Withheld, check_finite, check_level, refuse, withheld

NAME = "median of values known to a precision (Turnbull)"


class Span(NamedTuple):
    """A value known to a precision: exactly lower when both are equal, else from lower to below upper."""

    lower: float
    upper: float


class Mass(NamedTuple):
    """A part of the estimated distribution: its probability lies somewhere from lower to upper."""

    lower: float
    upper: float
    probability: float


@dataclass(frozen=True, slots=True)
class CensoredMedian:
    """The median of values known to a precision.

    n: values; exact: how many are exactly known. lower, upper: the interval in which the estimated median
    lies (equal when it is known). earliest, latest: the medians if every value lay at its lower (upper) end.
    interval: confidence interval by the stated rule; None with too few values. masses: the distribution.
    """

    method: str
    n: int
    exact: int
    lower: float
    upper: float
    earliest: float
    latest: float
    interval: Interval | None
    masses: tuple[Mass, ...]
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...] = (
        "Each value lies within its stated span.",
        "For the estimate (not for the interval): how precisely a value is given does not depend on the value.",
    )


def censored_median(spans: Sequence[Span], level: float = 0.95) -> CensoredMedian | Withheld:
    """Return the median; withheld without values or when the iteration does not converge.

    Raises NumbersInvalid for NaN, infinite ends, and spans that end before they start.
    """
    check_level(level)
    spans = [Span(float(a), float(b)) for a, b in spans]
    for place, span in enumerate(spans, start=1):
        check_finite(NAME, f"span {place}", span)
        if span.upper < span.lower:
            raise refuse(
                NAME, "span-reversed", f"span {place} ends before it starts: {tuple(span)}.", "Swap."
            )
    n = len(spans)
    if n == 0:
        return withheld(NAME, 0, "no-values", "no patient has a value.", "Nothing to show.")
    masses = turnbull(spans)
    if masses is None:
        return withheld(NAME, n, "no-convergence", "the distribution did not settle.", "Use the bounds.")
    total, lower, upper = 0.0, masses[-1].lower, masses[-1].upper
    for place, mass in enumerate(masses):
        total += mass.probability
        if abs(total - 0.5) < 1e-9 and place + 1 < len(masses):
            lower, upper = mass.lower, masses[place + 1].upper
            break
        if total > 0.5:
            lower, upper = mass.lower, mass.upper
            break
    lows, highs = sorted(span.lower for span in spans), sorted(span.upper for span in spans)
    found = ranks(n, level)
    issues: tuple[Issue, ...] = ()
    interval = None
    if found is None:
        message = f"{n} value(s) cannot give a {level:.0%} interval of the median."
        issues = (warning("too-few-for-interval", NAME, message, "Show all values."),)
    else:
        interval = Interval(lows[found[0] - 1], highs[found[1] - 1], level, "order statistics of both ends")
    exact = sum(span.lower == span.upper for span in spans)
    earliest, latest = quantile(lows, 0.5), quantile(highs, 0.5)
    return CensoredMedian(NAME, n, exact, lower, upper, earliest, latest, interval, tuple(masses), issues)


def turnbull(spans: Sequence[Span]) -> list[Mass] | None:
    """Return the nonparametric maximum-likelihood distribution; None when it does not converge.

    Self-consistency iterations, accepted only when the optimality conditions hold to 1e-6 (Gentleman and
    Geyer 1994, doi:10.1093/biomet/81.3.618).
    """
    cells = _innermost(spans)
    distinct = sorted(set(spans))
    weight = np.array([spans.count(span) for span in distinct], dtype=float)
    inside = np.array([[_within(cell, span) for cell in cells] for span in distinct], dtype=float)
    p = np.full(len(cells), 1 / len(cells))
    n = weight.sum()
    for _ in range(200_000):
        gradient: Array = inside.T @ (weight / (inside @ p)) / n
        if np.max(gradient) < 1 + 1e-9:
            break
        p = p * gradient
    if np.max(gradient) > 1 + 1e-6:
        return None
    return [Mass(*cell, float(q)) for cell, q in zip(cells, p / p.sum(), strict=True) if q > 1e-9]


def _innermost(spans: Sequence[Span]) -> list[Span]:
    """Return the smallest intersections of the spans, where the distribution can have mass."""
    ends = set()
    for span in spans:
        closing = 1 if span.lower == span.upper else -1
        ends.add((span.lower, 0, True))
        ends.add((span.upper, closing, False))
    ordered = sorted(ends)
    return [Span(first[0], second[0]) for first, second in pairwise(ordered) if first[2] and not second[2]]


def _within(cell: Span, span: Span) -> bool:
    if span.lower == span.upper:
        return cell == span
    if cell.lower == cell.upper:
        return span.lower <= cell.lower < span.upper
    return span.lower <= cell.lower and cell.upper <= span.upper


def years(value: float, precision: float) -> Span:
    """Return the span of an age stated to a precision: 3 years to 1 is 3 to below 4; infinite is refused."""
    if not (math.isfinite(value) and math.isfinite(precision)) or precision < 0:
        raise refuse(NAME, "precision-invalid", f"{value!r} to {precision!r}.", "Give a number of years.")
    return Span(value, value + precision)
