"""Proportional-odds regression for ordered outcomes (recovered, mild, severe, died).

McCullagh 1980 (doi:10.1111/j.2517-6161.1980.tb01109.x), in the sign convention of MASS::polr: a positive
coefficient moves patients to higher levels; logit P(outcome <= level) = threshold - covariates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.special import chdtrc, expit

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.design import deficient, with_intercept
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.logistic import fit_logistic
from aneatlas.statistics.one_stage import OddsRatio
from aneatlas.statistics.regression import Coefficient, coefficients
from aneatlas.statistics.results import Interval, Withheld, check_count, refuse, withheld

NAME = "proportional-odds regression"


@dataclass(frozen=True, slots=True)
class CutOddsRatios:
    """The odds ratios of being above one level, from a separate logistic regression (None: separated).

    Where they differ much between levels, the proportional-odds assumption does not hold.
    """

    above: str
    odds_ratios: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class OrdinalRegression:
    """A proportional-odds model.

    n: patients; counts: patients per level. coefficients: log odds ratios; odds_ratios: of a higher level.
    thresholds: between the levels. log_likelihood; lrt, lrt_df, lrt_p: test of all coefficients.
    by_cut: the same odds ratios level by level, as a check of the assumption.
    """

    method: str
    n: int
    levels: tuple[str, ...]
    counts: tuple[int, ...]
    coefficients: tuple[Coefficient, ...]
    odds_ratios: tuple[OddsRatio, ...]
    thresholds: tuple[Coefficient, ...]
    log_likelihood: float
    lrt: float
    lrt_df: int
    lrt_p: float
    by_cut: tuple[CutOddsRatios, ...]
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


def proportional_odds(
    outcome: Sequence[str],
    levels: Sequence[str],
    covariates: Sequence[Sequence[float]],
    names: Sequence[str],
    weights: Sequence[int] = (),
    level: float = 0.95,
) -> OrdinalRegression | Withheld:
    """Return the regression of an ordered outcome on covariates (one entry per patient, or per weighted row).

    levels: all levels, lowest first; levels that do not occur are left out with an issue.
    Withheld: fewer than two levels observed, covariates that determine each other or separate the outcome.
    """
    for given in outcome:
        if given not in levels:
            raise refuse(
                NAME, "level-unknown", f"{given!r} is not one of {list(levels)}.", "Check the outcome."
            )
    count = np.array([check_count(NAME, "weight", w) for w in weights] or [1] * len(outcome), dtype=float)
    if len(count) != len(outcome):
        raise refuse(NAME, "lengths-differ", "each row needs a weight.", "Check the columns.")
    x = with_intercept(NAME, len(outcome), covariates, names)
    n = int(count.sum())
    observed = [one for one in levels if any(o == one and w for o, w in zip(outcome, count, strict=True))]
    if len(observed) < 2:
        return withheld(
            NAME, n, "one-level", "fewer than two levels of the outcome occur.", "Show the counts."
        )
    if stop := deficient(NAME, x):
        return stop
    y = np.array([observed.index(o) if o in observed else 0 for o in outcome])
    z = x[:, 1:]
    fit = _fit(y, z, count, len(observed))
    null = _fit(y, z[:, :0], count, len(observed))
    if fit is None or null is None:
        message = "no finite maximum: the covariates separate the levels, or there are too few patients."
        return withheld(NAME, n, "no-convergence", message, "Merge levels or drop a covariate.")
    parameters, covariance, value = fit
    q = len(observed) - 1
    titles = tuple(f"{a}|{b}" for a, b in pairwise(observed))
    found = coefficients((*titles, *names), parameters, covariance, None, level)
    lrt = max(0.0, 2 * (value - null[2]))
    issues: tuple[Issue, ...] = ()
    if len(observed) < len(levels):
        missing = ", ".join(one for one in levels if one not in observed)
        issues += (warning("levels-without-patients", NAME, f"no patient has: {missing}; left out."),)
    return OrdinalRegression(
        method=NAME,
        n=n,
        levels=tuple(observed),
        counts=tuple(int(count[y == j].sum()) for j in range(q + 1)),
        coefficients=found[q:],
        odds_ratios=tuple(_ratio(item) for item in found[q:]),
        thresholds=found[:q],
        log_likelihood=value,
        lrt=lrt,
        lrt_df=z.shape[1],
        lrt_p=float(chdtrc(z.shape[1], lrt)) if z.shape[1] else 1.0,
        by_cut=_by_cut(y, x, count, observed),
        issues=issues,
        assumptions=(
            "The odds ratio of a covariate is the same at every level of the outcome.",
            "Patients are independent of each other.",
        ),
    )


def _ratio(item: Coefficient) -> OddsRatio:
    limits = Interval(
        math.exp(item.interval.lower), math.exp(item.interval.upper), item.interval.level, "Wald"
    )
    return OddsRatio(item.name, math.exp(item.estimate), limits, item.p_value)


def _by_cut(y: Array, x: Array, count: Array, observed: Sequence[str]) -> tuple[CutOddsRatios, ...]:
    cuts = []
    for j, name in enumerate(observed[:-1]):
        fit = fit_logistic(count * (y > j), count, x)
        cuts.append(
            CutOddsRatios(name, None if fit.separated else tuple(float(b) for b in np.exp(fit.beta[1:])))
        )
    return tuple(cuts)


def _value_and_gradient(parameters: Array, y: Array, z: Array, count: Array, q: int) -> tuple[float, Array]:
    """Return the negative log-likelihood and its gradient by (thresholds, coefficients)."""
    theta = np.concatenate([[-np.inf], parameters[:q], [np.inf]])
    eta = z @ parameters[q:]
    upper, lower = expit(theta[y + 1] - eta), expit(theta[y] - eta)
    p = np.maximum(upper - lower, 1e-300)
    d_upper, d_lower = upper * (1 - upper), lower * (1 - lower)
    gradient = np.zeros(len(parameters))
    for j in range(q):
        gradient[j] = np.sum(count * ((y == j) * d_upper - (y == j + 1) * d_lower) / p)
    gradient[q:] = -(z.T @ (count * (d_upper - d_lower) / p))
    return -float(np.sum(count * np.log(p))), -gradient


def _fit(y: Array, z: Array, count: Array, levels: int) -> tuple[Array, Array, float] | None:
    q = levels - 1
    shares = np.cumsum([count[y == j].sum() for j in range(levels)])[:-1] / count.sum()
    start = np.concatenate([np.log(shares / (1 - shares)), np.zeros(z.shape[1])])

    def unpack(free: Array) -> Array:
        theta = np.cumsum(np.concatenate([free[:1], np.exp(free[1:q])]))
        return np.concatenate([theta, free[q:]])

    def objective(free: Array) -> tuple[float, Array]:
        parameters = unpack(free)
        value, gradient = _value_and_gradient(parameters, y, z, count, q)
        turned = gradient.copy()
        for j in range(1, q):
            turned[j] = np.exp(free[j]) * gradient[j:q].sum()
        turned[0] = gradient[:q].sum()
        return value, turned

    free = np.concatenate([start[:1], np.log(np.diff(start[:q])), start[q:]])
    found = minimize(objective, free, jac=True, method="BFGS", options={"gtol": 1e-6, "maxiter": 500})
    parameters = unpack(found.x)
    hessian = np.zeros((len(parameters), len(parameters)))
    for _ in range(10):
        value, gradient = _value_and_gradient(parameters, y, z, count, q)
        for j in range(len(parameters)):
            step = np.zeros(len(parameters))
            step[j] = 1e-5 * max(1.0, abs(parameters[j]))
            plus = _value_and_gradient(parameters + step, y, z, count, q)[1]
            minus = _value_and_gradient(parameters - step, y, z, count, q)[1]
            hessian[j] = (plus - minus) / (2 * step[j])
        hessian = (hessian + hessian.T) / 2
        if not np.all(np.isfinite(hessian)) or np.linalg.cond(hessian) > 1e10:
            return None
        move = np.linalg.solve(hessian, gradient)
        parameters = parameters - move
        if np.max(np.abs(move)) < 1e-10:
            break
    value, gradient = _value_and_gradient(parameters, y, z, count, q)
    settled = np.max(np.abs(gradient)) < 1e-5 and np.max(np.abs(parameters)) < 20 * (
        1 + np.abs(z).max(initial=0)
    )
    if not settled or np.any(np.linalg.eigvalsh(hessian) <= 0):
        return None
    return parameters, np.asarray(np.linalg.inv(hessian), dtype=float), -value
