"""Exact comparisons of two small groups: Fisher's test, mid-p, the conditional odds ratio, and exact
unconditional intervals for a difference and a risk ratio.

Fisher 1935; conditional odds ratio: Cornfield 1956, as R's fisher.test; mid-p: Lancaster 1961
(doi:10.1080/01621459.1961.10482105); unconditional intervals: two one-sided inversions of the score test,
maximised over the nuisance proportion (Chan and Zhang 1999, doi:10.1111/j.0006-341X.1999.01202.x).
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.comparisons import (
    Comparison,
    checked,
    empty_group,
    open_limits,
    point_estimate,
    undetermined,
)
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.results import Interval, Withheld, check_level, withheld
from aneatlas.statistics.rootfinding import zeroin
from aneatlas.statistics.score import score_z

LARGEST = 400
NUISANCE_STEPS = 200


def fisher_exact(
    events1: int, total1: int, events2: int, total2: int, level: float = 0.95
) -> Comparison | Withheld:
    """Return Fisher's exact test with the conditional maximum-likelihood odds ratio and its exact interval.

    p_value: two-sided, the sum over all tables that are at most as probable as the one seen.
    """
    return _conditional("Fisher's exact test", events1, total1, events2, total2, level, 1.0)


def mid_p(events1: int, total1: int, events2: int, total2: int, level: float = 0.95) -> Comparison | Withheld:
    """Return the mid-p test (twice the smaller tail, the observed table counted half) and interval.

    Less conservative than Fisher's test; its level is not guaranteed, but close on average.
    """
    return _conditional("mid-p exact test", events1, total1, events2, total2, level, 0.5)


def exact_unconditional(
    events1: int,
    total1: int,
    events2: int,
    total2: int,
    level: float = 0.95,
    measure: Literal["risk difference", "risk ratio"] = "risk difference",
) -> Comparison | Withheld:
    """Return a difference or risk ratio with an exact unconditional interval.

    The nuisance proportion is maximised over a grid of 200 values. Withheld above 400 patients, where the
    score interval is as good and this one slow.
    """
    name = f"{measure} (exact unconditional)"
    x1, n1, x2, n2 = checked(name, events1, total1, events2, total2)
    check_level(level)
    if stop := empty_group(name, n1, n2):
        return stop
    if measure == "risk ratio" and (stop := undetermined(name, x1, n1, x2, n2, measure)):
        return stop
    if n1 + n2 > LARGEST:
        message = f"{n1 + n2} patients: the exact interval is meant for at most {LARGEST}."
        return withheld(name, n1 + n2, "too-many-patients", message, "Use the score interval.")
    tables = _Tables(x1, n1, x2, n2, measure)
    tail = (1 - level) / 2
    interval = Interval(tables.limit(tail, lower=True), tables.limit(tail, lower=False), level, name)
    issues = open_limits(name, interval) if measure == "risk ratio" else ()
    estimate = point_estimate(measure, x1, n1, x2, n2)
    return Comparison(name, measure, x1, n1, x2, n2, estimate, interval, None, issues)


def _conditional(
    name: str, events1: int, total1: int, events2: int, total2: int, level: float, share: float
) -> Comparison | Withheld:
    x1, n1, x2, n2 = checked(name, events1, total1, events2, total2)
    check_level(level)
    if stop := empty_group(name, n1, n2) or undetermined(name, x1, n1, x2, n2, "odds ratio"):
        return stop
    m = x1 + x2
    support = np.arange(max(0, m - n2), min(n1, m) + 1, dtype=float)
    base = _log_choose(n1, support) + _log_choose(n2, m - support)
    place = int(x1 - support[0])

    def probabilities(log_odds: float) -> Array:
        terms = base + support * log_odds
        weights = np.exp(terms - terms.max())
        return np.asarray(weights / weights.sum(), dtype=float)

    def tail(log_odds: float, upper: bool) -> float:
        p = probabilities(log_odds)
        side = p[place + 1 :].sum() if upper else p[:place].sum()
        return float(side + share * p[place])

    null = probabilities(0.0)
    if share == 1.0:
        p_value = min(1.0, float(null[null <= null[place] * (1 + 1e-7)].sum()))
    else:
        p_value = min(1.0, 2 * min(tail(0.0, True), tail(0.0, False)))
    alpha = (1 - level) / 2
    lowest, highest = place == 0, place == len(support) - 1
    lower = 0.0 if lowest else math.exp(zeroin(lambda t: tail(t, True) - alpha, -60, 60))
    upper = math.inf if highest else math.exp(zeroin(lambda t: tail(t, False) - alpha, -60, 60))
    if lowest or highest:
        estimate = 0.0 if lowest else math.inf
    else:
        estimate = math.exp(zeroin(lambda t: float(probabilities(t) @ support) - x1, -60, 60))
    interval = Interval(lower, upper, level, name)
    issues: tuple[Issue, ...] = open_limits(name, interval)
    if len(support) == 1:
        issues = (warning("no-information", name, "the margins allow only this table."),)
    return Comparison(name, "odds ratio", x1, n1, x2, n2, estimate, interval, p_value, issues)


class _Tables:
    """All tables of two groups, and the exact tail probabilities of the score statistic over them."""

    def __init__(self, x1: int, n1: int, x2: int, n2: int, measure: Literal["risk difference", "risk ratio"]):
        self.n1, self.n2, self.measure = n1, n2, measure
        self.x1, self.x2 = np.meshgrid(np.arange(n1 + 1.0), np.arange(n2 + 1.0), indexing="ij")
        self.place = (x1, x2)

    def tail(self, position: float, upper: bool) -> float:
        """Return the largest probability, over the nuisance, of a statistic at least as extreme.

        position: the difference, or the angle whose tangent is the ratio.
        """
        value = position if self.measure == "risk difference" else math.tan(position)
        z = score_z(self.x1, self.n1, self.x2, self.n2, value, self.measure, True)
        seen = z[self.place]
        extreme = (z >= seen - 1e-9) if upper else (z <= seen + 1e-9)
        if self.measure == "risk difference":
            p2 = np.linspace(max(0.0, -value), min(1.0, 1 - value), NUISANCE_STEPS)
            p1 = p2 + value
        else:
            p2 = np.linspace(0.0, min(1.0, 1 / value), NUISANCE_STEPS)
            p1 = p2 * value
        first = _binomial(self.n1, np.clip(p1, 0, 1))
        second = _binomial(self.n2, np.clip(p2, 0, 1))
        return float(np.einsum("pi,ij,pj->p", first, extreme.astype(float), second, optimize=True).max())

    def limit(self, alpha: float, lower: bool) -> float:
        """Return the most extreme position whose one-sided test does not reject at alpha."""
        ends = (-1.0, 1.0) if self.measure == "risk difference" else (0.0, math.pi / 2)
        margin = 1e-9
        grid = np.linspace(ends[0] + margin, ends[1] - margin, 401)
        order = grid if lower else grid[::-1]
        previous = float(order[0])
        if self.tail(previous, lower) > alpha:
            return self._value(ends[0] if lower else ends[1])
        for position in order[1:]:
            if self.tail(float(position), lower) > alpha:
                inside, outside = float(position), previous
                for _ in range(40):
                    middle = (inside + outside) / 2
                    if self.tail(middle, lower) > alpha:
                        inside = middle
                    else:
                        outside = middle
                return self._value(outside)
            previous = float(position)
        return self._value(float(order[-1]))

    def _value(self, position: float) -> float:
        if self.measure == "risk difference":
            return position
        return math.inf if position >= math.pi / 2 else math.tan(position)


def _binomial(n: int, p: Array) -> Array:
    """Return binomial probabilities, one row per p and one column per count."""
    counts = np.arange(n + 1.0)
    logs = _log_choose(n, counts) + xlogy(counts, p[:, None]) + xlog1py(n - counts, -p[:, None])
    return np.asarray(np.exp(logs), dtype=float)


def _log_choose(n: int, k: Array) -> Array:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=float)
