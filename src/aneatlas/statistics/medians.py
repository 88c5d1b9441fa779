"""Medians with distribution-free intervals from order statistics.

Source: Conover 1999, Practical Nonparametric Statistics, section 3.2. No value is interpolated in the
interval; its true level is at least the nominal one and is stated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.results import Interval, Withheld, check_finite, check_level, withheld


@dataclass(frozen=True, slots=True)
class Median:
    """A median.

    estimate: the median; first_quartile, third_quartile: quantiles as R's default (type 7).
    interval: between the order statistics of the given ranks (1-based); None with too few values.
    attained: the true level of the interval, at least its nominal level.
    """

    method: str
    n: int
    estimate: float
    first_quartile: float
    third_quartile: float
    minimum: float
    maximum: float
    interval: Interval | None
    ranks: tuple[int, int] | None
    attained: float | None
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...] = ("The values are independent and exactly known.",)


def median(values: Sequence[float], level: float = 0.95) -> Median | Withheld:
    """Return the median with its interval; withheld without values; NumbersInvalid for NaN."""
    name = "median with order-statistic interval"
    check_level(level)
    check_finite(name, "value", values)
    data = sorted(float(value) for value in values)
    n = len(data)
    if n == 0:
        return withheld(name, 0, "no-values", "no patient has a value.", "Nothing to show.")
    found = ranks(n, level)
    issues: tuple[Issue, ...] = ()
    interval = None
    if found is None:
        message = f"{n} value(s) cannot give a {level:.0%} interval of the median."
        issues = (warning("too-few-for-interval", name, message, "Show all values."),)
    else:
        interval = Interval(data[found[0] - 1], data[found[1] - 1], level, "order statistics")
    return Median(
        name,
        n,
        quantile(data, 0.5),
        quantile(data, 0.25),
        quantile(data, 0.75),
        data[0],
        data[-1],
        interval,
        None if found is None else found[:2],
        None if found is None else found[2],
        issues,
    )


def ranks(n: int, level: float, q: float = 0.5) -> tuple[int, int, float] | None:
    """Return the ranks of the order statistics that hold quantile q with at least the level, each tail with
    at most half of the rest, and the level attained; None where n is too small."""
    tail = (1 - level) / 2
    probabilities = [_binomial(n, i, q) for i in range(n + 1)]
    lower, below = 0, 0.0
    while lower < n and below + probabilities[lower] <= tail:
        below += probabilities[lower]
        lower += 1
    upper, above = n + 1, 0.0
    while upper > 1 and above + probabilities[upper - 1] <= tail:
        above += probabilities[upper - 1]
        upper -= 1
    if lower < 1 or upper > n:
        return None
    return lower, upper, 1 - below - above


def quantile(ordered: Sequence[float], q: float) -> float:
    """Return a quantile of ordered values by linear interpolation (Hyndman and Fan's type 7)."""
    position = (len(ordered) - 1) * q
    floor = math.floor(position)
    ceiling = min(floor + 1, len(ordered) - 1)
    return ordered[floor] + (position - floor) * (ordered[ceiling] - ordered[floor])


def _binomial(n: int, k: int, q: float) -> float:
    log = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(log + k * math.log(q) + (n - k) * math.log1p(-q))
