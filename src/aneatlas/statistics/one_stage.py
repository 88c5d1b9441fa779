"""One-stage models of patients in reports: logistic regression that knows which patients share a report.

`one_stage_logistic` gives each report a random effect (odds ratios within a report);
`clustered_logistic` gives population-averaged odds ratios with standard errors that allow for clustering
(Liang and Zeger 1986, doi:10.1093/biomet/73.1.13; small-sample factor G/(G-1), Student t with G-1 df).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, expit

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.design import binary_design
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.logistic import fit_logistic
from aneatlas.statistics.mixed_likelihood import clustered_counts, maximise
from aneatlas.statistics.regression import Coefficient, coefficients
from aneatlas.statistics.results import Interval, Withheld, refuse, withheld


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """An odds ratio of a covariate with its interval."""

    name: str
    estimate: float
    interval: Interval
    p_value: float


@dataclass(frozen=True, slots=True)
class OneStage:
    """A logistic model of patients in reports.

    n: patients; reports: clusters; events: patients with the outcome. coefficients: log odds, intercept
    first; odds_ratios: without the intercept. tau2: variance between reports (None for the averaged model).
    lrt, lrt_p: test of tau2 = 0 against the model without report effect (half chi-square mixture).
    """

    method: str
    n: int
    reports: int
    events: int
    coefficients: tuple[Coefficient, ...]
    odds_ratios: tuple[OddsRatio, ...]
    tau2: float | None
    log_likelihood: float
    lrt: float | None
    lrt_p: float | None
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


def one_stage_logistic(
    outcome: Sequence[int],
    covariates: Sequence[Sequence[float]],
    names: Sequence[str],
    reports: Sequence[str],
    level: float = 0.95,
) -> OneStage | Withheld:
    """Return the logistic model with a random intercept per report (one entry per patient everywhere).

    Withheld: what `binary_design` withholds, separation, single-patient reports only, no convergence.
    """
    name = "one-stage logistic model with random report effect"
    made = _prepared(name, outcome, covariates, names, reports)
    if isinstance(made, Withheld):
        return made
    y, x = made
    clusters = list(reports)
    if len(set(clusters)) == len(clusters):
        message = "every report has one patient, so a report effect cannot be told from a patient's."
        return withheld(name, len(y), "single-patients-only", message, "Use a model without report effect.")
    fit = maximise(clustered_counts(y, np.ones(len(y)), x, clusters))
    if fit.common.separated:
        return _separated(name, len(y))
    if not (fit.converged and fit.bounded):
        message = "the likelihood could not be maximised reliably."
        return withheld(name, len(y), "no-convergence", message, "Use the cluster-robust model.")
    lrt = max(0.0, 2 * (fit.log_likelihood - fit.common.log_likelihood))
    lrt_p = 1.0 if lrt == 0 else 0.5 * float(chdtrc(1, lrt))
    found = coefficients(("intercept", *names), fit.beta, fit.covariance, None, level)
    return _one_stage(
        name, y, clusters, found, fit.sigma**2, fit.log_likelihood, (lrt, lrt_p), (
            "Odds ratios compare patients of the same report.",
            "The report effects scatter normally around their mean and do not depend on the covariates.",
        ),
    )  # fmt: skip


def clustered_logistic(
    outcome: Sequence[int],
    covariates: Sequence[Sequence[float]],
    names: Sequence[str],
    reports: Sequence[str],
    level: float = 0.95,
) -> OneStage | Withheld:
    """Return population-averaged odds ratios with cluster-robust standard errors.

    Withheld: what `binary_design` withholds, separation, fewer reports than coefficients plus one.
    """
    name = "logistic regression with cluster-robust standard errors"
    made = _prepared(name, outcome, covariates, names, reports)
    if isinstance(made, Withheld):
        return made
    y, x = made
    labels, place = np.unique(np.asarray(reports, dtype=str), return_inverse=True)
    if len(labels) <= x.shape[1]:
        message = f"{len(labels)} report(s) for {x.shape[1]} coefficients."
        return withheld(name, len(y), "too-few-reports", message, "Use fewer covariates.")
    fit = fit_logistic(y, np.ones(len(y)), x)
    if fit.separated:
        return _separated(name, len(y))
    scores = np.zeros((len(labels), x.shape[1]))
    np.add.at(scores, place, x * (y - expit(x @ fit.beta))[:, None])
    g = len(labels)
    covariance = fit.covariance @ (scores.T @ scores) @ fit.covariance * g / (g - 1)
    found = coefficients(("intercept", *names), fit.beta, covariance, g - 1, level)
    return _one_stage(
        name, y, list(reports), found, None, fit.log_likelihood, None, (
            "Odds ratios compare patients of all reports.",
            "Reports are independent of each other; there are many of them.",
        ),
    )  # fmt: skip


def _prepared(
    name: str,
    outcome: Sequence[int],
    covariates: Sequence[Sequence[float]],
    names: Sequence[str],
    reports: Sequence[str],
) -> tuple[Array, Array] | Withheld:
    if len(reports) != len(outcome):
        raise refuse(name, "lengths-differ", "each patient needs a report.", "Check the columns.")
    return binary_design(name, outcome, covariates, names)


def _separated(name: str, n: int) -> Withheld:
    message = "the covariates separate the outcome, so an odds ratio has no finite estimate."
    return withheld(name, n, "separation", message, "Use Firth's penalised regression.")


def _one_stage(
    name: str,
    y: Array,
    reports: list[str],
    found: tuple[Coefficient, ...],
    tau2: float | None,
    log_likelihood: float,
    test: tuple[float, float] | None,
    assumptions: tuple[str, ...],
) -> OneStage:
    ratios = tuple(
        OddsRatio(
            item.name,
            math.exp(item.estimate),
            Interval(
                math.exp(item.interval.lower), math.exp(item.interval.upper), item.interval.level, "Wald"
            ),
            item.p_value,
        )
        for item in found[1:]
    )
    issues = []
    largest = max(reports.count(report) for report in set(reports))
    if largest > len(y) / 2:
        message = f"one report has {largest} of {len(y)} patients."
        issues.append(warning("one-report-dominates", name, message, "Show the result without it."))
    return OneStage(
        name,
        len(y),
        len(set(reports)),
        int(y.sum()),
        found,
        ratios,
        tau2,
        log_likelihood,
        None if test is None else test[0],
        None if test is None else test[1],
        tuple(issues),
        assumptions,
    )
