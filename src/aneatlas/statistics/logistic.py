"""Plain logistic regression on grouped counts, with the detection of separation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from aneatlas.statistics.heterogeneity import Array


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """A maximum-likelihood fit: coefficients, inverse information, log-likelihood (no binomial constant).

    separated: the data determine some outcome completely, so that no finite maximum exists.
    """

    beta: Array
    covariance: Array
    log_likelihood: float
    separated: bool


def log_likelihood(events: Array, totals: Array, eta: Array) -> Array:
    """Return the log-likelihood per row without the binomial constant, safe for large |eta|."""
    return np.asarray(events * eta - totals * np.logaddexp(0.0, eta), dtype=float)


def fit_logistic(events: Array, totals: Array, x: Array) -> LogisticFit:
    """Return the fit of events (rows) of totals (rows) on the design x (rows, p), of full column rank."""
    p = x.shape[1]
    rate = (events.sum() + 0.5) / (totals.sum() + 1)
    beta = np.linalg.lstsq(x, np.full(len(events), np.log(rate / (1 - rate))), rcond=None)[0]
    value = float(log_likelihood(events, totals, x @ beta).sum())
    for _ in range(200):
        mu = expit(x @ beta)
        information = x.T @ (x * (totals * mu * (1 - mu))[:, None])
        if np.linalg.cond(information) > 1e14:
            return LogisticFit(beta, np.full((p, p), np.inf), value, True)
        step = np.linalg.solve(information, x.T @ (events - totals * mu))
        for _ in range(60):
            new = float(log_likelihood(events, totals, x @ (beta + step)).sum())
            if new >= value - 1e-12:
                break
            step = step / 2
        beta = beta + step
        converged, value = bool(np.max(np.abs(step)) < 1e-11), new
        if converged:
            break
    separated = not converged or bool(np.max(np.abs(x @ beta)) > 25)
    mu = expit(x @ beta)
    covariance = np.linalg.inv(x.T @ (x * (totals * mu * (1 - mu))[:, None]))
    return LogisticFit(beta, covariance, value, separated)
