"""Firth's penalised logistic regression for small and separated data, with profile intervals.

Firth 1993 (doi:10.1093/biomet/80.1.27); Heinze and Schemper 2002 (doi:10.1002/sim.1047). The penalty
(Jeffreys' prior) keeps every estimate finite where maximum likelihood has none, and the intervals come from
the penalised likelihood, because a Wald interval misleads there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chdtri, expit

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.design import binary_design
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.logistic import fit_logistic, log_likelihood
from aneatlas.statistics.results import Interval, Withheld, check_level, withheld
from aneatlas.statistics.rootfinding import zeroin

NAME = "Firth's penalised logistic regression"


@dataclass(frozen=True, slots=True)
class PenalisedCoefficient:
    """A log odds ratio with its profile penalised-likelihood interval and likelihood-ratio p value.

    odds_ratio, odds_ratio_interval: exponentials of estimate and interval; a limit is infinite (or 0) only
    where the profile never falls to the required height within |log odds ratio| of 50.
    """

    name: str
    estimate: float
    se: float
    interval: Interval
    p_value: float
    odds_ratio: float
    odds_ratio_interval: Interval


@dataclass(frozen=True, slots=True)
class PenalisedRegression:
    """A Firth regression. n: patients; events: those with the outcome; coefficients: intercept first.

    log_likelihood: penalised. lrt, lrt_df, lrt_p: test of all coefficients but the intercept.
    separated: whether ordinary maximum likelihood has no finite answer for these data.
    """

    method: str
    n: int
    events: int
    coefficients: tuple[PenalisedCoefficient, ...]
    log_likelihood: float
    lrt: float
    lrt_df: int
    lrt_p: float
    separated: bool
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


def firth_logistic(
    outcome: Sequence[int],
    covariates: Sequence[Sequence[float]],
    names: Sequence[str],
    level: float = 0.95,
) -> PenalisedRegression | Withheld:
    """Return the penalised regression of a 0/1 outcome on covariates (one sequence each, one entry a patient).

    Withheld: no patients, everybody (or nobody) with the outcome, covariates that determine each other, or
    more coefficients than patients. Raises NumbersInvalid for outcomes other than 0 and 1, and for NaN.
    """
    check_level(level)
    made = binary_design(NAME, outcome, covariates, names)
    if isinstance(made, Withheld):
        return made
    y, x = made
    ones = np.ones(len(y))
    full = _maximise(y, ones, x, fixed=None)
    if full is None:
        return withheld(
            NAME, len(y), "no-convergence", "the penalised likelihood did not settle.", "Drop a term."
        )
    beta, value = full
    covariance = np.asarray(np.linalg.inv(_information(ones, x, beta)), dtype=float)
    found = []
    for place, name in enumerate(("intercept", *names)):
        item = _coefficient(name, place, y, x, beta, value, covariance, level)
        if item is None:
            return withheld(NAME, len(y), "no-convergence", f"the profile of {name} failed.", "Drop a term.")
        found.append(item)
    free = np.zeros(x.shape[1], dtype=bool)
    free[0] = True
    null = _maximise(y, ones, x, fixed=np.zeros(x.shape[1]), free=free)
    if null is None:
        return withheld(NAME, len(y), "no-convergence", "the null model did not settle.", "Drop a term.")
    lrt = max(0.0, 2 * (value - null[1]))
    separated = fit_logistic(y, ones, x).separated
    issues: tuple[Issue, ...] = ()
    if separated:
        message = "the covariates separate the outcome: without the penalty an odds ratio would be infinite."
        issues += (warning("separation", NAME, message, "Read the interval, not the estimate."),)
    smaller = int(min(y.sum(), len(y) - y.sum()))
    if smaller < 5 * (x.shape[1] - 1):
        message = f"{smaller} patients in the rarer outcome for {x.shape[1] - 1} covariate(s)."
        issues += (warning("few-events", NAME, message, "Use fewer covariates."),)
    df = x.shape[1] - 1
    p_value = float(chdtrc(df, lrt)) if df else 1.0
    return PenalisedRegression(
        NAME, len(y), int(y.sum()), tuple(found), value, lrt, df, p_value, separated, issues, (
            "Patients are independent of each other.",
            "Each covariate acts linearly on the log odds.",
        ),
    )  # fmt: skip


def _information(totals: Array, x: Array, beta: Array) -> Array:
    mu = expit(x @ beta)
    return np.asarray(x.T @ (x * (totals * mu * (1 - mu))[:, None]), dtype=float)


def _penalised(y: Array, totals: Array, x: Array, beta: Array) -> float:
    sign, log_determinant = np.linalg.slogdet(_information(totals, x, beta))
    if sign <= 0:
        return -math.inf
    return float(log_likelihood(y, totals, x @ beta).sum()) + 0.5 * float(log_determinant)


def _maximise(
    y: Array, totals: Array, x: Array, fixed: Array | None, free: np.ndarray | None = None
) -> tuple[Array, float] | None:
    """Return the maximum over the free coefficients (others as in fixed), by Newton with step halving."""
    p = x.shape[1]
    free = np.ones(p, dtype=bool) if free is None else free
    beta = np.zeros(p) if fixed is None else fixed.copy()
    value = _penalised(y, totals, x, beta)
    if not free.any():
        return beta, value
    for _ in range(500):
        mu = expit(x @ beta)
        weight = totals * mu * (1 - mu)
        information = x.T @ (x * weight[:, None])
        try:
            hat = weight * np.einsum("ij,jk,ik->i", x, np.linalg.inv(information), x)
        except np.linalg.LinAlgError:
            return None
        score = (x.T @ (y - totals * mu + hat * (0.5 - mu)))[free]
        step = np.zeros(p)
        step[free] = np.linalg.solve(information[np.ix_(free, free)], score)
        step *= min(1.0, 5.0 / max(1e-300, float(np.max(np.abs(step)))))
        for _ in range(60):
            new = _penalised(y, totals, x, beta + step)
            if new >= value - 1e-13 * abs(value):
                break
            step = step / 2
        beta, value = beta + step, new
        if np.max(np.abs(step)) < 1e-10:
            return beta, value
    return None


def _coefficient(
    name: str, place: int, y: Array, x: Array, beta: Array, value: float, covariance: Array, level: float
) -> PenalisedCoefficient | None:
    se = math.sqrt(float(covariance[place, place]))
    drop = float(chdtri(1, 1 - level)) / 2
    free = np.ones(x.shape[1], dtype=bool)
    free[place] = False

    def height(at: float) -> float:
        start = beta.copy()
        start[place] = at
        found = _maximise(y, np.ones(len(y)), x, start, free)
        if found is None:
            raise ArithmeticError
        return found[1] - value + drop

    try:
        lower, upper = _limit(height, float(beta[place]), -se), _limit(height, float(beta[place]), se)
        lrt = max(0.0, 2 * (drop - height(0.0)))
    except ArithmeticError:
        return None
    label = "profile penalised likelihood"
    return PenalisedCoefficient(
        name,
        float(beta[place]),
        se,
        Interval(lower, upper, level, label),
        float(chdtrc(1, lrt)),
        math.exp(beta[place]),
        Interval(math.exp(lower), math.inf if math.isinf(upper) else math.exp(upper), level, label),
    )


def _limit(height: object, centre: float, step: float) -> float:
    assert callable(height)
    inner, outer = centre, centre + 2 * step
    while height(outer) > 0:
        inner, outer = outer, outer + 2 * (outer - inner)
        if abs(outer) > 50:
            return math.copysign(math.inf, step)
    return zeroin(height, min(inner, outer), max(inner, outer), 1e-10)
