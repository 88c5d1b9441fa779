"""Poisson log-linear regression on small tables of counts, the engine of the capture-recapture models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlogy

from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.rootfinding import PRECISE, Stopping


@dataclass(frozen=True, slots=True)
class PoissonFit:
    """A fit: coefficients, covariance, fitted means, deviance, log-likelihood; converged: whether it settled."""

    beta: Array
    covariance: Array
    fitted: Array
    deviance: float
    log_likelihood: float
    converged: bool


def fit_poisson(y: Array, x: Array, offset: Array, stopping: Stopping = PRECISE) -> PoissonFit | None:
    """Return the maximum-likelihood fit by iteratively reweighted least squares.

    y may hold fractions (a profile over an unseen cell). None where the design is not of full rank.
    """
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    mu: Array = y + 0.1
    deviance, converged = _deviance(y, mu), False
    beta: Array = np.zeros(x.shape[1])
    for iteration in range(500):
        weights = mu
        root = np.sqrt(weights)
        working = np.log(mu) - offset + (y - mu) / mu
        new = np.asarray(np.linalg.lstsq(x * root[:, None], working * root, rcond=None)[0], dtype=float)
        mu, now = _means(x, new, offset, y)
        while iteration and not now <= deviance + 1e-9 * (1 + abs(deviance)):
            if np.max(np.abs(new - beta)) < 1e-12:
                break
            new = (new + beta) / 2
            mu, now = _means(x, new, offset, y)
        change, shift = abs(now - deviance) / (abs(now) + 0.1), float(np.max(np.abs(new - beta)))
        beta, deviance = new, now
        if stopping.step is None:
            converged = shift < 1e-10 * (1 + float(np.max(np.abs(new)))) or change < 1e-15
        else:
            converged = change < stopping.step
        if converged:
            break
    final = mu if stopping.step is None else weights
    covariance = np.asarray(np.linalg.pinv(x.T @ (x * final[:, None])), dtype=float)
    log_likelihood = float(np.sum(xlogy(y, mu) - mu - gammaln(y + 1)))
    return PoissonFit(beta, covariance, mu, deviance, log_likelihood, converged)


def _means(x: Array, beta: Array, offset: Array, y: Array) -> tuple[Array, float]:
    mu = np.maximum(np.exp(np.clip(x @ beta + offset, -660, 660)), 1e-280)
    return mu, _deviance(y, mu)


def _deviance(y: Array, mu: Array) -> float:
    return float(2 * np.sum(xlogy(y, y / mu) - (y - mu)))
