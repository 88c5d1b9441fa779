"""One proportion with its interval: Wilson (the house's choice), Clopper-Pearson, Jeffreys.

Wilson is recommended for small counts by Brown, Cai and DasGupta 2001 (doi:10.1214/ss/1009213286).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from aneatlas.core.issues import Issue
from aneatlas.statistics.results import (
    Interval,
    Withheld,
    check_events,
    check_level,
    normal_quantile,
    refuse,
    withheld,
)

ProportionMethod = Literal["wilson", "wilson-cc", "clopper-pearson", "jeffreys"]


@dataclass(frozen=True, slots=True)
class Proportion:
    """A proportion with its denominator.

    events, n: the count and its denominator. estimate: events / n.
    interval: the confidence interval, within 0 to 1. method: the interval's method.
    issues: warnings that belong beside the figure.
    """

    events: int
    n: int
    estimate: float
    interval: Interval
    method: str
    issues: tuple[Issue, ...] = ()


def wilson(successes: int, total: int, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a proportion.

    The limits are exactly 0 with no successes and exactly 1 with only successes.
    Raises NumbersInvalid for impossible counts, and for total 0 (use `proportion` where that can occur).
    Source: Wilson 1927 (doi:10.1080/01621459.1927.10502953).
    """
    x, n = _counts("Wilson", successes, total)
    z = normal_quantile(level)
    middle, scale = x + z * z / 2, n + z * z
    half = z * math.sqrt(x * (n - x) / n + z * z / 4)
    lower = 0.0 if x == 0 else (middle - half) / scale
    upper = 1.0 if x == n else (middle + half) / scale
    return Interval(lower, upper, level, "Wilson")


def wilson_corrected(successes: int, total: int, level: float = 0.95) -> Interval:
    """Return Wilson's interval with continuity correction (R's prop.test; Newcombe 1998, method 4).

    Source: Newcombe 1998 (doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E).
    """
    x, n = _counts("Wilson (continuity-corrected)", successes, total)
    z = normal_quantile(level)
    z2, scale = z * z, 2 * (n + z * z)
    failures = n - x
    lower = upper = 0.0
    if x > 0:
        lower = (2 * x + z2 - 1 - z * math.sqrt(z2 - 2 - 1 / n + 4 * x * (failures + 1) / n)) / scale
    if x < n:
        upper = (2 * x + z2 + 1 + z * math.sqrt(z2 + 2 - 1 / n + 4 * x * (failures - 1) / n)) / scale
    return Interval(
        max(0.0, lower), 1.0 if x == n else min(1.0, upper), level, "Wilson (continuity-corrected)"
    )


def clopper_pearson(successes: int, total: int, level: float = 0.95) -> Interval:
    """Return the exact (Clopper-Pearson) interval of a proportion.

    Source: Clopper and Pearson 1934 (doi:10.1093/biomet/26.4.404). Raises as `wilson` does.
    """
    from scipy.special import betaincinv

    x, n = _counts("Clopper-Pearson", successes, total)
    check_level(level)
    tail = (1 - level) / 2
    lower = 0.0 if x == 0 else float(betaincinv(x, n - x + 1, tail))
    upper = 1.0 if x == n else float(betaincinv(x + 1, n - x, 1 - tail))
    return Interval(lower, upper, level, "Clopper-Pearson")


def jeffreys(successes: int, total: int, level: float = 0.95) -> Interval:
    """Return the equal-tailed Jeffreys interval (posterior under a Beta(1/2, 1/2) prior).

    The lower limit is 0 with no successes and the upper limit 1 with only successes, as Brown, Cai
    and DasGupta 2001 (section 4.3.2) set them. Raises as `wilson` does.
    """
    from scipy.special import betaincinv

    x, n = _counts("Jeffreys", successes, total)
    check_level(level)
    tail = (1 - level) / 2
    lower = 0.0 if x == 0 else float(betaincinv(x + 0.5, n - x + 0.5, tail))
    upper = 1.0 if x == n else float(betaincinv(x + 0.5, n - x + 0.5, 1 - tail))
    return Interval(lower, upper, level, "Jeffreys")


_INTERVALS = {
    "wilson": wilson,
    "wilson-cc": wilson_corrected,
    "clopper-pearson": clopper_pearson,
    "jeffreys": jeffreys,
}


def proportion(
    successes: int, total: int, level: float = 0.95, method: ProportionMethod = "wilson"
) -> Proportion | Withheld:
    """Return a proportion with its interval, or a withheld result where the denominator is 0.

    Raises NumbersInvalid for counts that cannot be true (negative, not whole, more events than total).
    """
    if method not in _INTERVALS:
        raise refuse(
            "proportion",
            "method-unknown",
            f"no interval called {method!r}.",
            f"Use one of {list(_INTERVALS)}.",
        )
    x, n = check_events(f"proportion ({method})", successes, total)
    if n == 0:
        return withheld(method, 0, "no-patients", "no patient has the finding reported.", "Nothing to count.")
    interval = _INTERVALS[method](x, n, level)
    return Proportion(x, n, x / n, interval, interval.method)


def _counts(method: str, successes: float, total: float) -> tuple[int, int]:
    x, n = check_events(method, successes, total, "successes")
    if n == 0:
        raise refuse(method, "no-patients", "the total is 0, so there is no proportion.", "Report 'no data'.")
    return x, n
