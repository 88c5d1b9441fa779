"""Comparing a proportion between two groups of patients: difference, risk ratio, odds ratio.

Score intervals (Miettinen and Nurminen 1985, doi:10.1002/sim.4780040211) hold their level in small groups;
Newcombe's hybrid of two Wilson intervals (1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>
3.0.CO;2-I, method 10) never leaves -1 to 1 and needs no iteration. Exact ones stand in
`aneatlas.statistics.exact`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.proportions import wilson
from aneatlas.statistics.results import Interval, Withheld, check_events, normal_quantile, withheld
from aneatlas.statistics.rootfinding import zeroin
from aneatlas.statistics.score import Measure, score_z

DifferenceMethod = Literal["newcombe", "miettinen-nurminen"]
RANDOM_ORDER = "Patients are independent, and the groups differ only in what is compared."


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two groups.

    events1, total1, events2, total2: the counts. n: patients. estimate: the measure; infinite where the
    second group has no events. interval: its limits can be 0 or infinite where a group has no (or only)
    events, and an issue then says so. p_value: only where the method tests.
    """

    method: str
    measure: str
    events1: int
    total1: int
    events2: int
    total2: int
    estimate: float
    interval: Interval
    p_value: float | None
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...] = (RANDOM_ORDER,)

    @property
    def n(self) -> int:
        """Return the number of patients in both groups."""
        return self.total1 + self.total2


def risk_difference(
    events1: int,
    total1: int,
    events2: int,
    total2: int,
    level: float = 0.95,
    method: DifferenceMethod = "newcombe",
) -> Comparison | Withheld:
    """Return the difference of two proportions (first minus second) with its interval."""
    name = "risk difference (Newcombe)" if method == "newcombe" else "risk difference (Miettinen-Nurminen)"
    x1, n1, x2, n2 = checked(name, events1, total1, events2, total2)
    if stop := empty_group(name, n1, n2):
        return stop
    if method == "newcombe":
        estimate = x1 / n1 - x2 / n2
        first, second = wilson(x1, n1, level), wilson(x2, n2, level)
        down = math.hypot(x1 / n1 - first.lower, second.upper - x2 / n2)
        up = math.hypot(first.upper - x1 / n1, x2 / n2 - second.lower)
        interval = Interval(estimate - down, estimate + up, level, name)
        return Comparison(name, "risk difference", x1, n1, x2, n2, estimate, interval, None, ())
    return _score(name, "risk difference", x1, n1, x2, n2, level)


def risk_ratio(
    events1: int, total1: int, events2: int, total2: int, level: float = 0.95
) -> Comparison | Withheld:
    """Return the risk ratio (first over second) with its score interval."""
    name = "risk ratio (Miettinen-Nurminen score)"
    x1, n1, x2, n2 = checked(name, events1, total1, events2, total2)
    if stop := empty_group(name, n1, n2) or undetermined(name, x1, n1, x2, n2, "risk ratio"):
        return stop
    return _score(name, "risk ratio", x1, n1, x2, n2, level)


def odds_ratio(
    events1: int, total1: int, events2: int, total2: int, level: float = 0.95
) -> Comparison | Withheld:
    """Return the odds ratio (first over second) with its score interval."""
    name = "odds ratio (Miettinen-Nurminen score)"
    x1, n1, x2, n2 = checked(name, events1, total1, events2, total2)
    if stop := empty_group(name, n1, n2) or undetermined(name, x1, n1, x2, n2, "odds ratio"):
        return stop
    return _score(name, "odds ratio", x1, n1, x2, n2, level)


def checked(
    name: str, events1: float, total1: float, events2: float, total2: float
) -> tuple[int, int, int, int]:
    """Return the four counts as ints; raise NumbersInvalid for impossible ones."""
    return (
        *check_events(f"{name}, group 1", events1, total1),
        *check_events(f"{name}, group 2", events2, total2),
    )


def empty_group(name: str, n1: int, n2: int) -> Withheld | None:
    """Return why a comparison with an empty group is withheld."""
    if n1 and n2:
        return None
    return withheld(name, n1 + n2, "empty-group", "one group has no patients.", "Show the other group alone.")


def undetermined(name: str, x1: int, n1: int, x2: int, n2: int, measure: str) -> Withheld | None:
    """Return why a ratio is withheld: no events in both groups (or, for odds, only events in both)."""
    none, all_ = x1 + x2 == 0, x1 + x2 == n1 + n2
    if none or (all_ and measure == "odds ratio"):
        which = "no" if none else "only"
        message = f"both groups have {which} events, so a ratio cannot be known."
        return withheld(name, n1 + n2, "ratio-undetermined", message, "Show the risk difference.")
    return None


def point_estimate(measure: Measure, x1: int, n1: int, x2: int, n2: int) -> float:
    """Return the sample value of the measure; infinite where its divisor is 0."""
    if measure == "risk difference":
        return x1 / n1 - x2 / n2
    top, bottom = (x1 * n2, x2 * n1) if measure == "risk ratio" else (x1 * (n2 - x2), x2 * (n1 - x1))
    return math.inf if bottom == 0 else top / bottom


def open_limits(name: str, interval: Interval) -> tuple[Issue, ...]:
    """Return the issue that a ratio's interval has no finite upper (or no positive lower) limit."""
    if math.isfinite(interval.upper) and interval.lower > 0:
        return ()
    message = "a group has no or only events, so one limit of the ratio is 0 or infinite."
    return (warning("ratio-limit-open", name, message, "Show the risk difference beside it."),)


def _score(name: str, measure: Measure, x1: int, n1: int, x2: int, n2: int, level: float) -> Comparison:
    estimate = point_estimate(measure, x1, n1, x2, n2)
    z = normal_quantile(level)
    a, b = np.array([float(x1)]), np.array([float(x2)])

    def excess(target: float) -> float:
        """Return the statistic at a transformed parameter: a difference, or the logarithm of a ratio."""
        value = target if measure == "risk difference" else math.exp(target)
        return float(score_z(a, n1, b, n2, value, measure, True)[0])

    limits = []
    low, high = (-1.0, 1.0) if measure == "risk difference" else (-40.0, 40.0)
    for shift in (z, -z):
        at_low, at_high = excess(low + 1e-12) - shift, excess(high - 1e-12) - shift
        if at_low * at_high > 0:
            limits.append(low if at_low < 0 else high)
        else:
            limits.append(zeroin(lambda t, s=shift: excess(t) - s, low + 1e-12, high - 1e-12))  # type: ignore[misc]
    if measure != "risk difference":
        limits = [0.0 if t <= -30 else math.inf if t >= 30 else math.exp(t) for t in limits]
    interval = Interval(limits[0], limits[1], level, name)
    issues = () if measure == "risk difference" else open_limits(name, interval)
    return Comparison(name, measure, x1, n1, x2, n2, estimate, interval, None, issues)
