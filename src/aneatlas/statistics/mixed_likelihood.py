"""The likelihood of a logistic model with a normal random effect per report, and its maximum.

Quadrature is where such models go wrong: plain Gauss-Hermite rules have false optima, and adaptive ones
(centred and scaled at each report's mode: Pinheiro and Bates 1995, doi:10.1080/10618600.1995.10474663) still
fail for large variances, because a report with all or no patients affected has a one-sided integrand. The
default rule is dense: the trapezoidal rule after u = mode + scale * sinh(t), fine near the mode and wide
enough for the whole prior. `nodes` selects the adaptive rule instead, to compare with lme4 and metafor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.logistic import LogisticFit, fit_logistic, log_likelihood

STARTS = (0.3, 1.0, 2.5, 6.0)
LARGEST = 50.0
POINTS = 121
REACH = 9.5


@dataclass(frozen=True, slots=True)
class ClusteredCounts:
    """Rows of events of totals with a design matrix, sorted by cluster.

    starts: index of the first row of each cluster. weights: how many identical clusters each stands for.
    """

    events: Array
    totals: Array
    x: Array
    starts: np.ndarray[tuple[int], np.dtype[np.intp]]
    weights: Array


@dataclass(frozen=True, slots=True)
class MixedFit:
    """The maximum: coefficients, standard deviation sigma of the random effect, joint covariance of
    (coefficients, sigma) (without sigma's row where sigma is 0), log-likelihood without binomial constant.

    common: the fit without random effect. converged: gradient zero, and the quadrature exact.
    bounded: False where the likelihood still rises at the largest sigma tried.
    """

    beta: Array
    sigma: float
    covariance: Array
    log_likelihood: float
    common: LogisticFit
    converged: bool
    bounded: bool


def clustered_counts(events: Array, totals: Array, x: Array, clusters: list[str]) -> ClusteredCounts:
    """Return the rows grouped by cluster: equal covariates within a cluster are summed, and equal
    single-row clusters are kept once with a weight."""
    merged: dict[tuple[str, tuple[float, ...]], list[float]] = {}
    for row, cluster in enumerate(clusters):
        cell = merged.setdefault((cluster, tuple(x[row])), [0.0, 0.0])
        cell[0] += events[row]
        cell[1] += totals[row]
    by_cluster: dict[str, list[tuple[float, ...]]] = {}
    for (cluster, covariates), (some, all_) in merged.items():
        by_cluster.setdefault(cluster, []).append((some, all_, *covariates))
    patterns: dict[tuple[tuple[float, ...], ...], int] = {}
    for rows in by_cluster.values():
        key = tuple(sorted(rows))
        patterns[key] = patterns.get(key, 0) + 1
    table = np.array([row for key in patterns for row in key])
    lengths = [len(key) for key in patterns]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)
    weights = np.array(list(patterns.values()), dtype=float)
    return ClusteredCounts(table[:, 0], table[:, 1], table[:, 2:], starts, weights)


def marginal_log_likelihood(
    data: ClusteredCounts, beta: Array, sigma: float, nodes: int | None = None
) -> float:
    """Return the log-likelihood with the random effect integrated out (nodes None: by the dense rule)."""
    return _integrate(data, beta, sigma, nodes, POINTS)[0]


def _integrate(
    data: ClusteredCounts, beta: Array, sigma: float, nodes: int | None, points: int
) -> tuple[float, Array]:
    """Return the log-likelihood and its gradient by (coefficients, sigma).

    The gradient is the posterior mean of the gradient given the random effect (Fisher's identity).
    """
    fixed = data.x @ beta
    lengths = np.diff(np.append(data.starts, len(fixed)))
    mode, scale = _modes(data, fixed, sigma)
    u, log_weight = _dense(mode, scale, points) if nodes is None else _adaptive(mode, scale, nodes)
    eta = fixed[:, None] + sigma * np.repeat(u, lengths, axis=0)
    rows = log_likelihood(data.events[:, None], data.totals[:, None], eta)
    exponent = np.add.reduceat(rows, data.starts, axis=0) - u**2 / 2 + log_weight
    top = exponent.max(axis=1, keepdims=True)
    weight = np.exp(exponent - top)
    total = weight.sum(axis=1)
    value = float(data.weights @ (top[:, 0] + np.log(total) - 0.5 * np.log(2 * np.pi)))
    weight *= (data.weights / total)[:, None]
    residual = data.events[:, None] - data.totals[:, None] * expit(eta)
    spread = np.repeat(weight, lengths, axis=0) * residual
    by_beta = data.x.T @ spread.sum(axis=1)
    by_sigma = float(np.sum(spread * np.repeat(u, lengths, axis=0)))
    return value, np.append(by_beta, by_sigma)


def maximise(data: ClusteredCounts, nodes: int | None = None) -> MixedFit:
    """Return the maximum over coefficients and sigma of 0 or more."""
    weights = np.repeat(data.weights, np.diff(np.append(data.starts, len(data.events))))
    common = fit_logistic(data.events * weights, data.totals * weights, data.x)
    start = np.where(np.isfinite(common.beta), np.clip(common.beta, -10, 10), 0.0)

    def objective(free: Array) -> tuple[float, Array]:
        """Return minus the log-likelihood and its gradient by (coefficients, log sigma)."""
        sigma = float(np.exp(min(free[-1], 6.0)))
        value, gradient = _integrate(data, free[:-1], sigma, None, POINTS)
        gradient[-1] *= sigma
        return -value, -gradient

    best, lowest = np.append(start, 0.0), np.inf
    for sigma in STARTS:
        point = np.append(start * np.sqrt(1 + 0.35 * sigma**2), np.log(sigma))
        bounds = [(None, None)] * len(start) + [(-9.0, np.log(2 * LARGEST))]
        found = minimize(
            objective, point, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13}
        )
        if found.fun < lowest - 1e-9:
            best, lowest = np.asarray(found.x, dtype=float), float(found.fun)
    sigma = float(np.exp(best[-1]))
    at_zero = -float(common.log_likelihood)
    if not common.separated and (sigma < 1e-3 or at_zero <= lowest + 1e-9):
        return MixedFit(common.beta, 0.0, common.covariance, common.log_likelihood, common, True, True)
    if sigma >= LARGEST:
        empty = np.full((len(best), len(best)), np.nan)
        return MixedFit(best[:-1], sigma, empty, -lowest, common, False, False)

    def negative(parameters: Array) -> float:
        return -marginal_log_likelihood(data, parameters[:-1], abs(float(parameters[-1])), nodes)

    point, gradient, hessian = _polish(negative, np.append(best[:-1], sigma))
    sigma, value = abs(float(point[-1])), -negative(point)
    if nodes is None:
        exact = abs(_integrate(data, point[:-1], sigma, None, 2 * POINTS)[0] - value) < 1e-6
    else:
        exact = True
    definite = bool(np.all(np.linalg.eigvalsh(hessian) > 0))
    covariance = np.asarray(np.linalg.pinv(hessian), dtype=float)
    # Settled: a further Newton step would move no parameter by more than a thousandth of its standard error.
    settled = definite and bool(
        np.all(np.abs(covariance @ gradient) <= 1e-3 * np.sqrt(np.maximum(np.diag(covariance), 0)))
    )
    return MixedFit(point[:-1], sigma, covariance, value, common, settled and exact, True)


@lru_cache(maxsize=8)
def _hermite(nodes: int) -> tuple[Array, Array]:
    z, weight = np.polynomial.hermite.hermgauss(nodes)
    with np.errstate(divide="ignore"):
        return z, np.log(weight) + z**2


def _adaptive(mode: Array, scale: Array, nodes: int) -> tuple[Array, Array]:
    """Return points and log weights of the adaptive Gauss-Hermite rule, one row per cluster."""
    z, log_weight = _hermite(nodes)
    width = np.sqrt(2) * scale[:, None]
    return mode[:, None] + width * z[None, :], log_weight[None, :] + np.log(width)


def _dense(mode: Array, scale: Array, points: int) -> tuple[Array, Array]:
    """Return points and log weights of the trapezoidal rule in t, with u = mode + scale * sinh(t).

    The integrand falls at least as fast as a standard normal around its mode, so REACH on both sides is all.
    """
    end = np.arcsinh(REACH / scale)
    t = end[:, None] * np.linspace(-1.0, 1.0, points)[None, :]
    step = 2 * end / (points - 1)
    return mode[:, None] + scale[:, None] * np.sinh(t), np.log((scale * step)[:, None] * np.cosh(t))


def _modes(data: ClusteredCounts, fixed: Array, sigma: float) -> tuple[Array, Array]:
    """Return the mode of each cluster's standardised random effect, and the scale at it.

    Newton's method inside a bracket that shrinks with every step: without it the steps overshoot for ever
    where the likelihood is flat (large sigma).
    """
    lengths = np.diff(np.append(data.starts, len(fixed)))
    most = np.maximum(
        np.add.reduceat(data.events, data.starts), np.add.reduceat(data.totals - data.events, data.starts)
    )
    high = sigma * most + 1.0
    low, mode = -high, np.zeros(len(data.starts))
    for _ in range(200):
        mu = expit(fixed + sigma * np.repeat(mode, lengths))
        slope = sigma * np.add.reduceat(data.events - data.totals * mu, data.starts) - mode
        curve = sigma**2 * np.add.reduceat(data.totals * mu * (1 - mu), data.starts) + 1
        low, high = np.where(slope > 0, mode, low), np.where(slope < 0, mode, high)
        newton = mode + slope / curve
        moved = np.where((newton > low) & (newton < high), newton, (low + high) / 2)
        moved = np.where(slope == 0, mode, moved)
        change, mode = float(np.max(np.abs(moved - mode))), moved
        if change < 1e-12 * (1 + float(np.max(np.abs(mode)))):
            break
    return mode, 1 / np.sqrt(curve)


def _polish(function: Callable[[Array], float], point: Array) -> tuple[Array, Array, Array]:
    """Return the minimum after Newton steps with central differences, its gradient and Hessian."""
    for _ in range(8):
        gradient, hessian = _derivatives(function, point)
        if np.any(np.linalg.eigvalsh(hessian) <= 0):
            break
        step = np.linalg.solve(hessian, gradient)
        if function(point - step) > function(point) + 1e-10:
            break
        point = point - step
        if np.max(np.abs(step)) < 1e-9:
            break
    return (point, *_derivatives(function, point))


def _derivatives(function: Callable[[Array], float], point: Array) -> tuple[Array, Array]:
    size = len(point)
    h = 1e-3 * np.maximum(1.0, np.abs(point))
    h[-1] = min(h[-1], 0.25 * abs(point[-1])) if point[-1] != 0 else h[-1]
    centre = function(point)
    gradient, hessian = np.zeros(size), np.zeros((size, size))
    unit = np.eye(size)
    for i in range(size):
        step = h[i] * unit[i]
        plus, minus = function(point + step), function(point - step)
        far_plus, far_minus = function(point + 2 * step), function(point - 2 * step)
        gradient[i] = (8 * (plus - minus) - (far_plus - far_minus)) / (12 * h[i])
        hessian[i, i] = (16 * (plus + minus) - (far_plus + far_minus) - 30 * centre) / (12 * h[i] ** 2)
    for i in range(size):
        for j in range(i):
            hessian[i, j] = hessian[j, i] = _mixed(
                function, point, h[i] * unit[i], h[j] * unit[j], h[i] * h[j]
            )
    return gradient, hessian


def _mixed(function: Callable[[Array], float], point: Array, a: Array, b: Array, area: float) -> float:
    def square(scale: float) -> float:
        s, t = scale * a, scale * b
        corners = function(point + s + t) - function(point + s - t)
        corners += function(point - s - t) - function(point - s + t)
        return corners / (4 * scale**2 * area)

    return (4 * square(1.0) - square(2.0)) / 3
