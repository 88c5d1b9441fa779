"""Comparing two groups within reports: Mantel-Haenszel and Peto.

Both compare inside each report only. Mantel-Haenszel works with sparse tables without adding to cells;
Peto only where effects are small and groups of similar size (Greenland and Salvan 1990,
doi:10.1002/sim.4780090304), which is checked. Formulas as in metafor's rma.mh and rma.peto.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.effects import TwoByTwo, comparison_effects
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.pooling import two_sided_p
from aneatlas.statistics.results import Interval, Withheld, check_events, normal_quantile, withheld

MantelHaenszelMeasure = Literal["odds ratio", "risk ratio", "risk difference"]

WITHIN = "Patients are compared within reports; the groups of a report differ only in what is compared."


@dataclass(frozen=True, slots=True)
class StratifiedComparison:
    """A comparison of two groups over reports.

    estimate, se, interval: on the model scale (logarithm for ratios). natural, natural_interval: as read.
    q, q_df, q_p: heterogeneity between reports (None where no report can contribute to it).
    test, test_p: the Cochran-Mantel-Haenszel chi-square of no effect (odds ratio only).
    n: reports. patients: patients in them.
    """

    method: str
    measure: str
    n: int
    patients: int
    estimate: float
    se: float
    statistic: float
    p_value: float
    interval: Interval
    natural: float
    natural_interval: Interval
    q: float | None
    q_df: int | None
    q_p: float | None
    test: float | None
    test_p: float | None
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


def mantel_haenszel(
    tables: Sequence[TwoByTwo],
    measure: MantelHaenszelMeasure = "odds ratio",
    level: float = 0.95,
    correct: bool = True,
) -> StratifiedComparison | Withheld:
    """Return the Mantel-Haenszel estimate.

    Variances: Robins, Breslow and Greenland 1986 (doi:10.2307/2531052) for the odds ratio, Greenland and
    Robins 1985 (doi:10.2307/2530643) for the risk ratio, Sato, Greenland and Robins 1989
    (Biometrics 45:1323) for the difference. correct: continuity correction of the chi-square test.
    Withheld: no usable report, or no events (or no non-events) that would determine a ratio.
    """
    name = f"Mantel-Haenszel {measure}"
    kept = _kept(name, tables)
    if not kept:
        return withheld(
            name, 0, "no-reports", "no report has patients in both groups.", "Nothing to compare."
        )
    a, n1, c, n2 = np.array(kept, dtype=float).T
    b, d, n = n1 - a, n2 - c, n1 + n2
    if measure == "risk difference":
        weight = n1 * n2 / n
        estimate = float(np.sum(a * (n2 / n) - c * (n1 / n)) / weight.sum())
        skew = c * (n1 / n) ** 2 - a * (n2 / n) ** 2 + n1 * n2 * (n2 - n1) / (2 * n**2)
        half = float(np.sum(a * (n2 - c) / n + c * (n1 - a) / n) / 2)
        variance = (estimate * float(skew.sum()) + half) / float(weight.sum()) ** 2
    elif measure == "risk ratio":
        top, bottom = a * n2 / n, c * n1 / n
        if top.sum() == 0 or bottom.sum() == 0:
            return _undetermined(name, len(kept))
        estimate = math.log(top.sum() / bottom.sum())
        spread = float(np.sum(n1 * n2 * (a + c) / n**2 - a * c / n))
        variance = spread / (float(top.sum()) * float(bottom.sum()))
    else:
        r, s = a * d / n, b * c / n
        if r.sum() == 0 or s.sum() == 0:
            return _undetermined(name, len(kept))
        estimate = math.log(r.sum() / s.sum())
        p, q = (a + d) / n, (b + c) / n
        variance = float(
            np.sum(p * r) / (2 * r.sum() ** 2)
            + np.sum(p * s + q * r) / (2 * r.sum() * s.sum())
            + np.sum(q * s) / (2 * s.sum() ** 2)
        )
    if variance <= 0:
        return withheld(name, len(kept), "no-variation", "the variance is zero.", "Use the exact comparison.")
    heterogeneity = _heterogeneity(kept, measure, estimate)
    chi = _chi_square(a, c, n1, n2, correct) if measure == "odds ratio" else None
    issues: tuple[Issue, ...] = ()
    if len(kept) < len(tables):
        message = f"{len(tables) - len(kept)} report(s) with an empty group were left out."
        issues = (warning("reports-left-out", name, message),)
    return _result(name, measure, kept, estimate, math.sqrt(variance), level, heterogeneity, chi, issues)


def peto(tables: Sequence[TwoByTwo], level: float = 0.95) -> StratifiedComparison | Withheld:
    """Return Peto's odds ratio (Yusuf and others 1985, doi:10.1016/S0033-0620(85)80003-7).

    Reports without events or without non-events carry no information and are named in an issue.
    """
    name = "Peto odds ratio"
    kept = _kept(name, tables)
    if not kept:
        return withheld(
            name, 0, "no-reports", "no report has patients in both groups.", "Nothing to compare."
        )
    a, n1, c, n2 = np.array(kept, dtype=float).T
    n, events = n1 + n2, a + c
    expected = events * n1 / n
    variance = expected * (n2 / n) * (n - events) / np.maximum(n - 1, 1)
    informative = variance > 0
    if not informative.any():
        return _undetermined(name, len(kept))
    excess, variance = (a - expected)[informative], variance[informative]
    estimate = float(excess.sum() / variance.sum())
    q = float(np.sum(variance * (excess / variance - estimate) ** 2))
    df = int(informative.sum()) - 1
    issues = []
    if not informative.all():
        message = (
            f"{int((~informative).sum())} report(s) with the same outcome in all patients carry no weight."
        )
        issues.append(warning("reports-without-information", name, message))
    if abs(estimate) > math.log(3) or np.any(np.maximum(n1, n2) > 4 * np.minimum(n1, n2)):
        message = "the effect is large or the groups are very unequal, where Peto's method is biased."
        issues.append(warning("peto-biased", name, message, "Use the Mantel-Haenszel odds ratio."))
    heterogeneity = (q, df, float(chdtrc(df, q))) if df else None
    se = 1 / math.sqrt(float(variance.sum()))
    return _result(name, "odds ratio", kept, estimate, se, level, heterogeneity, None, tuple(issues))


def _result(
    name: str,
    measure: str,
    kept: Sequence[TwoByTwo],
    estimate: float,
    se: float,
    level: float,
    heterogeneity: tuple[float, int, float] | None,
    chi: tuple[float, float] | None,
    issues: tuple[Issue, ...],
) -> StratifiedComparison:
    quantile = normal_quantile(level)
    interval = Interval(estimate - quantile * se, estimate + quantile * se, level, name)
    ratio = measure != "risk difference"
    turn = math.exp if ratio else float
    return StratifiedComparison(
        method=name,
        measure=measure,
        n=len(kept),
        patients=sum(table.total1 + table.total2 for table in kept),
        estimate=estimate,
        se=se,
        statistic=estimate / se,
        p_value=two_sided_p(estimate / se, None),
        interval=interval,
        natural=turn(estimate),
        natural_interval=Interval(turn(interval.lower), turn(interval.upper), level, name),
        q=None if heterogeneity is None else heterogeneity[0],
        q_df=None if heterogeneity is None else heterogeneity[1],
        q_p=None if heterogeneity is None else heterogeneity[2],
        test=None if chi is None else chi[0],
        test_p=None if chi is None else chi[1],
        issues=issues,
        assumptions=(WITHIN, "The ratio or difference is the same in all reports."),
    )


def _kept(name: str, tables: Sequence[TwoByTwo]) -> list[TwoByTwo]:
    """Return the checked tables that have patients in both groups."""
    checked = [TwoByTwo(*check_events(name, t[0], t[1]), *check_events(name, t[2], t[3])) for t in tables]
    return [table for table in checked if table.total1 and table.total2]


def _undetermined(name: str, n: int) -> Withheld:
    message = "no report has the events (and non-events) that would determine the ratio."
    return withheld(name, n, "ratio-undetermined", message, "Show the counts, or an exact interval.")


def _heterogeneity(
    kept: Sequence[TwoByTwo], measure: MantelHaenszelMeasure, estimate: float
) -> tuple[float, int, float] | None:
    """Return Q between reports; those with the same outcome in all patients of both groups do not enter."""
    varied = [t for t in kept if 0 < t.events1 + t.events2 < t.total1 + t.total2]
    if len(varied) < 2:
        return None
    effects = comparison_effects(varied, measure)
    y, v = np.array(effects.estimates), np.array(effects.variances)
    q = float(np.sum((y - estimate) ** 2 / v))
    return q, len(y) - 1, float(chdtrc(len(y) - 1, q))


def _chi_square(a: Array, c: Array, n1: Array, n2: Array, correct: bool) -> tuple[float, float] | None:
    n, events = n1 + n2, a + c
    variance = float(np.sum(n1 * n2 * events * (n - events) / (n**2 * np.maximum(n - 1, 1))))
    if variance <= 0:
        return None
    excess = abs(float(np.sum(a - n1 * events / n)))
    chi = max(0.0, excess - (0.5 if correct else 0.0)) ** 2 / variance
    return chi, float(chdtrc(1, chi))
