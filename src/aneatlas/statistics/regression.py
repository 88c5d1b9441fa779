"""Meta-regression and subgroups: do the effects of reports differ by a property of the report?

The mixed-effects model of metafor's rma.uni with moderators (Viechtbauer 2010,
doi:10.18637/jss.v036.i03). A difference between groups of reports is not a difference between patients
(ecological bias), which every result carries as an assumption.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from aneatlas.core.issues import Issue
from aneatlas.statistics.effects import Effects
from aneatlas.statistics.heterogeneity import Array, WeightedFit, estimate_tau2
from aneatlas.statistics.pooling import (
    ASSUMPTIONS,
    Adjustment,
    Pooled,
    PoolingMethod,
    method_name,
    normal_or_t,
    pool,
    two_sided_p,
    usable,
)
from aneatlas.statistics.results import Interval, Withheld, check_finite, refuse, withheld
from aneatlas.statistics.rootfinding import PRECISE, Stopping

ECOLOGICAL = "A relation between reports need not hold between patients within a report."


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient: name, estimate, standard error, test and interval, on the scale of the model."""

    name: str
    estimate: float
    se: float
    statistic: float
    p_value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """A meta-regression.

    n: reports. coefficients: intercept first. covariance: of the coefficients.
    tau2, tau2_se, i2, h2: residual heterogeneity. r2: percent of tau2 explained (None where there was none).
    qe, qe_df, qe_p: test of residual heterogeneity. qm, qm_df, qm_p: test of all moderators (chi-square, or
    F with the second degrees of freedom in qm_df2 under Hartung-Knapp).
    """

    method: str
    measure: str
    n: int
    coefficients: tuple[Coefficient, ...]
    covariance: tuple[tuple[float, ...], ...]
    tau2: float
    tau2_se: float | None
    i2: float
    h2: float
    r2: float | None
    qe: float
    qe_df: int
    qe_p: float
    qm: float
    qm_df: int
    qm_df2: int | None
    qm_p: float
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subgroup:
    """One group of reports with its own pooled result (own tau2), or the reason why there is none."""

    name: str
    n: int
    pooled: Pooled | Withheld


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Subgroups and the test of their difference (Q between groups, from separate random-effects fits)."""

    method: str
    n: int
    groups: tuple[Subgroup, ...]
    q_between: float | None
    df: int | None
    p_value: float | None
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


def meta_regression(
    effects: Effects,
    moderators: Sequence[Sequence[float]],
    names: Sequence[str],
    method: PoolingMethod = "REML",
    adjustment: Adjustment = "none",
    level: float = 0.95,
    stopping: Stopping = PRECISE,
) -> MetaRegression | Withheld:
    """Return the regression of effects on moderators.

    moderators: one sequence per moderator, each with one number per report; names: their names.
    Withheld: not more reports than coefficients, or moderators that determine each other.
    """
    name = f"meta-regression, {method_name(method, adjustment)}"
    y, v = usable(name, effects)
    x = _design(name, len(y), moderators, names)
    k, p = x.shape
    if k <= p:
        return withheld(
            name, k, "too-few-reports", f"{k} report(s) cannot fit {p} coefficients.", "Use fewer moderators."
        )
    if np.linalg.matrix_rank(x) < p:
        return withheld(
            name, k, "moderators-collinear", "the moderators determine each other.", "Leave one out."
        )
    fit0 = WeightedFit(y, v, x, 0.0)
    tau2 = None if method == "common" else estimate_tau2(y, v, x, method, stopping)
    if tau2 is not None and not tau2.converged:
        return withheld(name, k, "no-convergence", "tau2 did not converge.", "Use another estimator.")
    value = 0.0 if tau2 is None else tau2.value
    fit = WeightedFit(y, v, x, value)
    df = k - p if adjustment == "hartung-knapp" else None
    if df is not None and fit.q <= 1e-12:
        message = "the moderators fit every effect exactly, so the Hartung-Knapp variance is zero."
        return withheld(name, k, "perfect-fit", message, "Use the unadjusted interval.")
    covariance = fit.a * (1.0 if df is None else fit.q / df)
    qm = float(fit.beta[1:] @ np.linalg.solve(covariance[1:, 1:], fit.beta[1:]))
    typical = (k - p) / fit0.trace()
    common = tau2 is None
    return MetaRegression(
        method=name,
        measure=effects.measure,
        n=k,
        coefficients=coefficients(("intercept", *names), fit.beta, covariance, df, level),
        covariance=tuple(tuple(float(c) for c in row) for row in covariance),
        tau2=value,
        tau2_se=None if tau2 is None else tau2.se,
        i2=max(0.0, 100 * (1 - (k - p) / fit0.q)) if common else 100 * value / (typical + value),
        h2=fit0.q / (k - p) if common else value / typical + 1,
        r2=None if method == "common" else _explained(y, v, value, method, stopping),
        qe=fit0.q,
        qe_df=k - p,
        qe_p=float(chdtrc(k - p, fit0.q)),
        qm=qm if df is None else qm / (p - 1),
        qm_df=p - 1,
        qm_df2=df,
        qm_p=float(chdtrc(p - 1, qm)) if df is None else float(fdtrc(p - 1, df, qm / (p - 1))),
        issues=effects.issues,
        assumptions=(*ASSUMPTIONS, ECOLOGICAL),
    )


def subgroups(
    effects: Effects,
    groups: Sequence[str],
    method: PoolingMethod = "REML",
    adjustment: Adjustment = "none",
    level: float = 0.95,
) -> Subgroups:
    """Return the pooled result of each group of reports and the test of their difference.

    groups: the group of each report. Groups that cannot be pooled are withheld and leave the test.
    """
    if len(groups) != len(effects.estimates):
        raise refuse("subgroups", "lengths-differ", "one group per report is needed.", "Check the columns.")
    found = []
    for group in dict.fromkeys(groups):
        places = [place for place, name in enumerate(groups) if name == group]
        part = select(effects, places)
        found.append(Subgroup(group, len(places), pool(part, method, adjustment, level)))
    fits = [group.pooled for group in found if isinstance(group.pooled, Pooled)]
    q = df = p_value = None
    if len(fits) > 1:
        weights = np.array([1 / fit.se**2 for fit in fits])
        means = np.array([fit.estimate for fit in fits])
        q = float(np.sum(weights * (means - np.sum(weights * means) / weights.sum()) ** 2))
        df = len(fits) - 1
        p_value = float(chdtrc(df, q))
    issues = tuple(issue for g in found if isinstance(g.pooled, Withheld) for issue in g.pooled.issues)
    name = f"subgroups, {method_name(method, adjustment)}"
    return Subgroups(
        name,
        len(groups),
        tuple(found),
        q,
        df,
        p_value,
        effects.issues + issues,
        (*ASSUMPTIONS, ECOLOGICAL),
    )


def select(effects: Effects, places: Sequence[int]) -> Effects:
    """Return the effects of the reports at the given places."""
    return Effects(
        effects.measure,
        tuple(effects.labels[i] for i in places),
        tuple(effects.estimates[i] for i in places),
        tuple(effects.variances[i] for i in places),
        tuple(effects.sizes[i] for i in places),
    )


def coefficients(
    names: Sequence[str], beta: Array, covariance: Array, df: int | None, level: float
) -> tuple[Coefficient, ...]:
    """Return coefficients with Wald tests (normal, or Student's t with df degrees of freedom)."""
    quantile = normal_or_t(level, df)
    found = []
    for place, name in enumerate(names):
        estimate, se = float(beta[place]), math.sqrt(float(covariance[place, place]))
        interval = Interval(estimate - quantile * se, estimate + quantile * se, level, "Wald")
        found.append(Coefficient(name, estimate, se, estimate / se, two_sided_p(estimate / se, df), interval))
    return tuple(found)


def _design(name: str, k: int, moderators: Sequence[Sequence[float]], names: Sequence[str]) -> Array:
    if not moderators or len(moderators) != len(names) or any(len(column) != k for column in moderators):
        raise refuse(
            name,
            "moderators-invalid",
            "each moderator needs a name and one number per report.",
            "Check the columns.",
        )
    for title, column in zip(names, moderators, strict=True):
        check_finite(name, f"moderator {title!r}", column)
    return np.column_stack([np.ones(k), *[np.asarray(column, dtype=float) for column in moderators]])


def _explained(y: Array, v: Array, value: float, method: PoolingMethod, stopping: Stopping) -> float | None:
    """Return the percentage of the heterogeneity without moderators that is gone with them."""
    if method == "common":
        return None
    before = estimate_tau2(y, v, np.ones((len(y), 1)), method, stopping).value
    return None if before == 0 else max(0.0, 100 * (before - value) / before)
