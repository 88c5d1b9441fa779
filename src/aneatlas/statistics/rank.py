"""Kendall's rank correlation with its exact p value."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr


def kendall(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return Kendall's tau-b and its two-sided p value; None when one of the two does not vary.

    Without ties and for fewer than 50 pairs the p value is exact (as R's cor.test), else normal.
    Source: Kendall 1938 (doi:10.1093/biomet/30.1-2.81).
    """
    n = len(a)
    signs = np.sign(a[:, None] - a[None, :]) * np.sign(b[:, None] - b[None, :])
    concordance = float(signs.sum() / 2)
    pairs = n * (n - 1) / 2
    ties_a, ties_b = _ties(a), _ties(b)
    untied = (pairs - sum(t * (t - 1) / 2 for t in ties_a)) * (pairs - sum(t * (t - 1) / 2 for t in ties_b))
    if untied <= 0:
        return None
    tau = concordance / math.sqrt(untied)
    if not ties_a and not ties_b and n < 50:
        return tau, _exact_p(n, round((concordance + pairs) / 2))
    return tau, _normal_p(n, concordance, ties_a, ties_b)


def _ties(values: NDArray[np.float64]) -> list[int]:
    return [int(count) for count in np.unique(values, return_counts=True)[1] if count > 1]


def _exact_p(n: int, concordant: int) -> float:
    """Return the two-sided p value from the distribution of the number of concordant pairs."""
    ways = [1]
    for size in range(2, n + 1):
        longer = [0] * (len(ways) + size - 1)
        for place, count in enumerate(ways):
            for shift in range(size):
                longer[place + shift] += count
        ways = longer
    total = math.factorial(n)
    lower, upper = sum(ways[: concordant + 1]), sum(ways[concordant:])
    return min(1.0, 2 * min(lower, upper) / total)


def _normal_p(n: int, concordance: float, ties_a: list[int], ties_b: list[int]) -> float:
    def sums(ties: list[int], weight: int) -> int:
        return sum(
            t * (t - 1) * (2 * t + 5) if weight == 0 else t * (t - 1) * (t - 2) ** (weight - 1) for t in ties
        )

    variance = (n * (n - 1) * (2 * n + 5) - sums(ties_a, 0) - sums(ties_b, 0)) / 18
    variance += sums(ties_a, 1) * sums(ties_b, 1) / (2 * n * (n - 1))
    if n > 2:
        variance += sums(ties_a, 2) * sums(ties_b, 2) / (9 * n * (n - 1) * (n - 2))
    return 2 * float(ndtr(-abs(concordance) / math.sqrt(variance)))
