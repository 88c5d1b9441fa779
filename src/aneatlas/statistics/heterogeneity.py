"""Estimators of tau2, the variance of the true effects between reports.

DerSimonian-Laird (DL), Hedges (HE), Hunter-Schmidt (HS), Sidik-Jonkman (SJ), maximum likelihood (ML),
restricted ML (REML), Paule-Mandel (PM), empirical Bayes (EB, the same equation as PM solved by scoring).
All are truncated at 0. Formulas and standard errors: Viechtbauer 2005 (doi:10.3102/10769986030003261);
Veroniki and others 2016 (doi:10.1002/jrsm.1164).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aneatlas.statistics.rootfinding import PRECISE, Stopping, zeroin

Array = NDArray[np.float64]
Tau2Method = Literal["DL", "HE", "HS", "SJ", "ML", "REML", "PM", "EB"]


@dataclass(frozen=True, slots=True)
class Tau2:
    """An estimate of tau2: value (0 or more), its standard error, and whether the iteration converged."""

    value: float
    se: float
    converged: bool = True


class WeightedFit:
    """The weighted least-squares fit at one value of tau2, and the traces that the estimators need.

    With w = 1/(v + tau2), A = inverse of X'WX and P = W - WXAX'W. P itself is never formed, so that
    thousands of reports cost little memory.
    """

    def __init__(self, y: Array, v: Array, x: Array, tau2: float) -> None:
        self.w = 1.0 / (v + tau2)
        self.x = x
        self.a = np.linalg.inv(x.T @ (x * self.w[:, None]))
        self.beta = self.a @ (x.T @ (self.w * y))
        self.residuals = y - x @ self.beta

    @property
    def q(self) -> float:
        """Return y'Py, the weighted residual sum of squares."""
        return float(np.sum(self.w * self.residuals**2))

    @property
    def ypp_y(self) -> float:
        """Return y'PPy."""
        return float(np.sum((self.w * self.residuals) ** 2))

    def trace(self, d: Array | float = 1.0) -> float:
        """Return tr(PD) for a diagonal D."""
        w2 = self.w**2 * d
        return float(np.sum(self.w * d) - np.trace(self.a @ (self.x.T @ (self.x * w2[:, None]))))

    def trace_pair(self, d: Array | float = 1.0, e: Array | float = 1.0) -> float:
        """Return tr(PDPE) for diagonal D and E."""
        x, w = self.x, self.w
        cross = x.T @ (x * (w**3 * d * e)[:, None])
        left, right = x.T @ (x * (w**2 * d)[:, None]), x.T @ (x * (w**2 * e)[:, None])
        total = np.sum(w**2 * d * e) - 2 * np.trace(self.a @ cross)
        return float(total + np.trace(self.a @ left @ self.a @ right))


def estimate_tau2(y: Array, v: Array, x: Array, method: Tau2Method, stopping: Stopping = PRECISE) -> Tau2:
    """Return tau2 for effects y (k) with variances v (k) and design matrix x (k, p); k must exceed p."""
    if method in ("DL", "HE", "HS", "SJ"):
        return _closed_form(y, v, x, method)
    if method == "PM":
        value, converged = _generalised_q_root(y, v, x, len(y) - x.shape[1], stopping.root), True
    elif stopping.step is not None:
        value, converged = _fisher_scoring(y, v, x, method, stopping.step)
    elif method == "EB":
        value, converged = _generalised_q_root(y, v, x, len(y) - x.shape[1], 0.0), True
    else:
        value, converged = _likelihood_maximum(y, v, x, method), True
    return Tau2(value, _likelihood_se(y, v, x, value, method), converged)


def _closed_form(y: Array, v: Array, x: Array, method: Tau2Method) -> Tau2:
    k, p = x.shape
    if method == "HE":
        fit = WeightedFit(y, np.ones(k), x, 0.0)
        value = max(0.0, (fit.q - fit.trace(v)) / (k - p))
        spread = 2 * fit.trace_pair(v, v) + 4 * value * fit.trace(v) + 2 * value**2 * (k - p)
        # For W = I the products tr(PVP) and tr(PP) reduce to tr(PV) and k - p.
        return Tau2(value, float(np.sqrt(spread)) / (k - p))
    if method == "SJ":
        start = float(np.var(y - x @ np.linalg.lstsq(x, y, rcond=None)[0]))
        start = start if x.shape[1] > 1 else float(np.var(y))
        if start <= 0:
            return Tau2(0.0, 0.0)
        fit = WeightedFit(y, v, x, start)
        value = start * fit.q / (k - p)
        spread = 2 * fit.trace_pair(v, v) + 4 * value * fit.trace_pair(v, 1.0)
        spread += 2 * value**2 * fit.trace_pair()
        return Tau2(value, start / (k - p) * float(np.sqrt(spread)))
    fit = WeightedFit(y, v, x, 0.0)
    divisor = fit.trace() if method == "DL" else float(np.sum(fit.w))
    value = max(0.0, (fit.q - (k - p if method == "DL" else k)) / divisor)
    spread = 2 * (k - p) + 4 * value * fit.trace() + 2 * value**2 * fit.trace_pair()
    return Tau2(value, float(np.sqrt(spread)) / divisor)


def _likelihood_se(y: Array, v: Array, x: Array, value: float, method: Tau2Method) -> float:
    fit = WeightedFit(y, v, x, value)
    k, p = x.shape
    if method == "ML":
        return float(np.sqrt(2 / np.sum(fit.w**2)))
    if method == "REML":
        return float(np.sqrt(2 / fit.trace_pair()))
    return float(np.sqrt(2 * k**2 / (k - p)) / np.sum(fit.w))


def _score(fit: WeightedFit, method: Tau2Method) -> float:
    """Return twice the derivative of the (restricted) log-likelihood by tau2."""
    return fit.ypp_y - (fit.trace() if method == "REML" else float(np.sum(fit.w)))


def _fisher_scoring(y: Array, v: Array, x: Array, method: Tau2Method, step: float) -> tuple[float, bool]:
    """Return tau2 by Fisher scoring from Hedges' estimate, halving steps that would make it negative."""
    k, p = x.shape
    value = _closed_form(y, v, x, "HE").value
    for _ in range(100):
        fit = WeightedFit(y, v, x, value)
        if method == "EB":
            change = (fit.q * k / (k - p) - k) / float(np.sum(fit.w))
        else:
            information = fit.trace_pair() if method == "REML" else float(np.sum(fit.w**2))
            change = _score(fit, method) / information
        while value + change < 0:
            change /= 2
        value += change
        if abs(change) <= step:
            return max(0.0, value), True
    return max(0.0, value), False


def log_likelihood(y: Array, v: Array, x: Array, tau2: float, restricted: bool) -> float:
    """Return the normal log-likelihood (profiled over the coefficients), restricted or not."""
    fit = WeightedFit(y, v, x, tau2)
    value = 0.5 * float(np.sum(np.log(fit.w))) - 0.5 * fit.q
    if not restricted:
        return value - len(y) / 2 * math.log(2 * math.pi)
    value += 0.5 * (float(np.linalg.slogdet(fit.a)[1]) + float(np.linalg.slogdet(x.T @ x)[1]))
    return value - int(len(y) - x.shape[1]) / 2 * math.log(2 * math.pi)


def _likelihood_maximum(y: Array, v: Array, x: Array, method: Tau2Method) -> float:
    """Return the global maximum of the (restricted) likelihood over tau2 of 0 or more.

    The likelihood can have several maxima, so a grid is searched before the score equation is solved.
    """

    def score(tau2: float) -> float:
        return _score(WeightedFit(y, v, x, tau2), method)

    top = _upper_bound(y, v, x)
    grid = np.concatenate([[0.0], np.geomspace(min(float(v.min()), top) * 1e-6, top, 240)])
    values = [score(float(t)) for t in grid]
    peaks = [0.0] if values[0] <= 0 else []
    for place in range(len(grid) - 1):
        if values[place] > 0 >= values[place + 1]:
            peaks.append(zeroin(score, float(grid[place]), float(grid[place + 1])))
    if not peaks:
        peaks = [float(grid[-1])]
    return max(peaks, key=lambda t: log_likelihood(y, v, x, t, method == "REML"))


def _upper_bound(y: Array, v: Array, x: Array) -> float:
    """Return a value that tau2 cannot exceed: beyond it every estimating equation is negative."""
    k, p = x.shape
    rss = WeightedFit(y, np.ones(k), x, 0.0).q
    return float(10 * (rss / max(1, k - p) + float(v.max())))


def _generalised_q_root(y: Array, v: Array, x: Array, target: float, tolerance: float) -> float:
    """Return the tau2 at which the generalised Q statistic equals target; 0 where it is below at 0."""

    def excess(tau2: float) -> float:
        return WeightedFit(y, v, x, tau2).q - target

    if excess(0.0) <= 0:
        return 0.0
    top = 100.0
    while excess(top) > 0:
        top *= 2
    return zeroin(excess, 0.0, top, tolerance)


def q_profile(
    y: Array, v: Array, x: Array, level: float, stopping: Stopping = PRECISE
) -> tuple[float, float]:
    """Return the Q-profile confidence interval of tau2 (Viechtbauer 2007, doi:10.1002/sim.2514)."""
    from scipy.special import chdtri

    df = len(y) - x.shape[1]
    upper_target, lower_target = float(chdtri(df, 0.5 - level / 2)), float(chdtri(df, 0.5 + level / 2))
    return (
        _generalised_q_root(y, v, x, upper_target, stopping.root),
        _generalised_q_root(y, v, x, lower_target, stopping.root),
    )
