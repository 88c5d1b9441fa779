"""Score statistics of two binomial proportions, for arrays of tables at once.

The restricted maximum-likelihood estimates and statistics of Miettinen and Nurminen 1985
(doi:10.1002/sim.4780040211) for a difference, a ratio and an odds ratio.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from aneatlas.statistics.heterogeneity import Array

Measure = Literal["risk difference", "risk ratio", "odds ratio"]


def score_z(x1: Array, n1: int, x2: Array, n2: int, value: float, measure: Measure, correct: bool) -> Array:
    """Return the signed score statistic of the hypothesis that the measure has a value.

    value: a difference in (-1, 1), or a positive ratio. correct: the factor N/(N-1) on the variance.
    Tables that fit the hypothesis exactly with no variance have the statistic 0.
    """
    total = n1 + n2
    factor = total / (total - 1) if correct else 1.0
    if measure == "risk difference":
        p1, p2 = _restricted_difference(x1, n1, x2, n2, value)
        excess = x1 / n1 - x2 / n2 - value
        variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    elif measure == "risk ratio":
        p1, p2 = _restricted_ratio(x1, n1, x2, n2, value)
        excess = x1 / n1 - value * x2 / n2
        variance = p1 * (1 - p1) / n1 + value**2 * p2 * (1 - p2) / n2
    elif value >= 1:
        excess, variance = _odds_terms(x1, n1, x2, n2, value)
    else:  # the formulas are stable for odds ratios above 1, so the groups change places
        excess, variance = _odds_terms(x2, n2, x1, n1, 1 / value)
        excess = -excess
    scale = np.sqrt(np.maximum(variance * factor, 1e-300))
    exact = np.abs(excess) < 1e-12
    return np.where(exact, 0.0, np.clip(excess / scale, -1e150, 1e150))


def _restricted_difference(x1: Array, n1: int, x2: Array, n2: int, d: float) -> tuple[Array, Array]:
    """Return the estimates with p1 - p2 = d (the middle root of the cubic, by its trigonometric form)."""
    l3 = float(n1 + n2)
    l2 = (n1 + 2 * n2) * d - l3 - (x1 + x2)
    l1 = (n2 * d - l3 - 2 * x2) * d + x1 + x2
    l0 = x2 * d * (1 - d)
    q = l2**3 / (3 * l3) ** 3 - l1 * l2 / (6 * l3**2) + l0 / (2 * l3)
    root = np.sqrt(np.maximum(l2**2 / (3 * l3) ** 2 - l1 / (3 * l3), 0.0))
    p = np.where(q >= 0, root, -root)
    ratio = np.divide(q, p**3, out=np.zeros_like(p), where=np.abs(p) > 1e-100)
    angle = (np.pi + np.arccos(np.clip(ratio, -1.0, 1.0))) / 3
    p2 = np.clip(2 * p * np.cos(angle) - l2 / (3 * l3), max(0.0, -d), min(1.0, 1 - d))
    return np.clip(p2 + d, 0.0, 1.0), p2


def _restricted_ratio(x1: Array, n1: int, x2: Array, n2: int, ratio: float) -> tuple[Array, Array]:
    a = (n1 + n2) * ratio
    b = n1 * ratio + x1 + n2 + x2 * ratio
    c = x1 + x2
    p2 = 2 * c / (b + np.sqrt(np.maximum(b * b - 4 * a * c, 0.0)))
    p2 = np.clip(p2, 0.0, min(1.0, 1 / ratio))
    return np.clip(ratio * p2, 0.0, 1.0), p2


def _odds_terms(x1: Array, n1: int, x2: Array, n2: int, odds: float) -> tuple[Array, Array]:
    """Return x1 minus its restricted expectation, and its variance, for an odds ratio of at least 1.

    The complements 1 - p are computed on their own, because they are lost in 1 minus p for large ratios.
    """
    p2 = _restricted_odds(x1, n1, x2, n2, odds)
    scale = 1 + p2 * (odds - 1)
    p1, q1 = p2 * odds / scale, (1 - p2) / scale
    excess = np.where(p1 < 0.5, x1 - n1 * p1, n1 * q1 - (n1 - x1))
    weight1, weight2 = n1 * p1 * q1, n2 * p2 * (1 - p2)
    total = weight1 + weight2
    return excess, np.divide(weight1 * weight2, total, out=np.zeros_like(p2), where=total > 0)


def _restricted_odds(x1: Array, n1: int, x2: Array, n2: int, odds: float) -> Array:
    """Return the estimate of the second proportion under an odds ratio of at least 1."""
    m = x1 + x2
    a = n2 * (odds - 1)
    b = n1 * odds + n2 - m * (odds - 1)
    root = np.sqrt(np.maximum(b * b + 4 * a * m, 0.0))
    low = np.divide(2 * m, b + root, out=np.zeros_like(m), where=b + root > 0)
    high = (root - b) / (2 * a) if a > 0 else low
    return np.clip(np.where(b >= 0, low, high), 0.0, 1.0)
