"""Agreement between raters beyond chance: Cohen's and Fleiss' kappa, Gwet's AC1, Krippendorff's alpha.

Cohen 1960 (doi:10.1177/001316446002000104) with the variance of Fleiss, Cohen and Everitt 1969
(doi:10.1037/h0028106); Fleiss 1971 (doi:10.1037/h0031619) and AC1 (Gwet 2008,
doi:10.1348/000711006X126600) in Gwet's form for unequal numbers of raters, with linearised variances;
Krippendorff's alpha (Hayes and Krippendorff 2007, doi:10.1080/19312450709336664) with a jackknife over units.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.results import (
    Interval,
    Withheld,
    check_level,
    normal_quantile,
    refuse,
    withheld,
)

Weights = Literal["identity", "linear", "quadratic"]
Metric = Literal["nominal", "ordinal", "interval"]
Ratings = Sequence[Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient of agreement.

    n: units that two or more raters rated; units: all units given. observed, expected: agreement seen, and
    expected by chance (for alpha: 1 minus the disagreements). estimate, se, interval: the coefficient; the
    interval is cut at 1.
    """

    method: str
    n: int
    units: int
    observed: float
    expected: float
    estimate: float
    se: float
    interval: Interval
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...] = (
        "Units are independent; raters work without knowing each other's ratings.",
    )


def cohen_kappa(
    first: Sequence[str | None],
    second: Sequence[str | None],
    categories: Sequence[str],
    weights: Weights = "identity",
    level: float = 0.95,
) -> Agreement | Withheld:
    """Return Cohen's (weighted) kappa of two raters; units with a rating missing (None) are left out.

    categories: all categories, in order where weights are used.
    """
    name = "Cohen's kappa" if weights == "identity" else f"Cohen's kappa ({weights} weights)"
    if len(first) != len(second):
        raise refuse(name, "lengths-differ", "the raters have different numbers of units.", "Align them.")
    index = _index(name, categories, [first, second])
    pairs = [
        (index[a], index[b]) for a, b in zip(first, second, strict=True) if a is not None and b is not None
    ]
    n, q = len(pairs), len(categories)
    if n == 0:
        return withheld(name, 0, "no-overlap", "no unit was rated by both.", "Rate common units.")
    table = np.zeros((q, q))
    for i, j in pairs:
        table[i, j] += 1 / n
    w = _weights(q, weights)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    chance = np.outer(rows, columns)
    observed, expected = float((w * table).sum()), float((w * chance).sum())
    if 1 - expected < 1e-12:
        return _no_variation(name, n)
    kappa = (observed - expected) / (1 - expected)
    mean_row, mean_column = w @ columns, rows @ w
    inner = w * (1 - expected) - (mean_row[:, None] + mean_column[None, :]) * (1 - observed)
    bracket = float((table * inner**2).sum()) - (observed * expected - 2 * expected + observed) ** 2
    se = math.sqrt(max(0.0, bracket) / (n * (1 - expected) ** 4))
    z = normal_quantile(level)
    return _agreement(name, n, len(first), observed, expected, kappa, se, z, level)


def fleiss_kappa(ratings: Ratings, categories: Sequence[str], level: float = 0.95) -> Agreement | Withheld:
    """Return Fleiss' kappa; ratings holds one sequence per unit with one entry per rater (None: not rated)."""
    return _chance_corrected("Fleiss' kappa", ratings, categories, level)


def gwet_ac1(ratings: Ratings, categories: Sequence[str], level: float = 0.95) -> Agreement | Withheld:
    """Return Gwet's AC1, which stays stable where nearly all units fall in one category."""
    return _chance_corrected("Gwet's AC1", ratings, categories, level)


def krippendorff_alpha(
    ratings: Ratings, categories: Sequence[str], metric: Metric = "nominal", level: float = 0.95
) -> Agreement | Withheld:
    """Return Krippendorff's alpha. categories: in order; for the interval metric their names are numbers."""
    name = f"Krippendorff's alpha ({metric})"
    check_level(level)
    table = _table(name, ratings, categories)
    paired = table[table.sum(axis=1) >= 2]
    n = len(paired)
    if n == 0:
        return withheld(name, 0, "no-overlap", "no unit was rated twice.", "Rate common units.")
    values = (
        np.array([float(c) for c in categories])
        if metric == "interval"
        else np.arange(float(len(categories)))
    )
    whole = _alpha(paired, metric, values)
    if whole is None:
        return _no_variation(name, n)
    alpha, observed, expected = whole
    parts = [_alpha(np.delete(paired, i, axis=0), metric, values) for i in range(n)] if n > 2 else []
    if n < 3 or any(part is None for part in parts):
        message = "too few or too uniform units for a standard error."
        return withheld(name, n, "too-few-units", message, "Rate more common units.")
    leave_out = np.array([part[0] for part in parts if part is not None])
    se = math.sqrt((n - 1) / n * float(np.sum((leave_out - leave_out.mean()) ** 2)))
    t = float(stdtrit(n - 1, 0.5 + level / 2))
    return _agreement(name, n, len(table), 1 - observed, 1 - expected, alpha, se, t, level)


def _chance_corrected(
    name: str, ratings: Ratings, categories: Sequence[str], level: float
) -> Agreement | Withheld:
    check_level(level)
    table = _table(name, ratings, categories)
    counts = table.sum(axis=1)
    table, counts = table[counts > 0], counts[counts > 0]
    n, q, several = len(table), table.shape[1], counts >= 2
    n2 = int(several.sum())
    if n2 == 0:
        return withheld(name, 0, "no-overlap", "no unit was rated twice.", "Rate common units.")
    if n < 2:
        return withheld(name, n2, "too-few-units", "one unit gives no standard error.", "Rate more units.")
    shares = table / counts[:, None]
    pi = shares.mean(axis=0)
    agree = np.zeros(n)
    agree[several] = (table * (table - 1)).sum(axis=1)[several] / (counts * (counts - 1))[several]
    observed = float(agree[several].mean())
    if name.startswith("Gwet"):
        expected = float((pi * (1 - pi)).sum()) / (q - 1)
        chance = shares @ (1 - pi) / (q - 1)
    else:
        expected = float((pi**2).sum())
        chance = shares @ pi
    if 1 - expected < 1e-12:
        return _no_variation(name, n2)
    estimate = (observed - expected) / (1 - expected)
    own = n / n2 * several * (agree - expected) / (1 - expected)
    linear = own - 2 * (1 - estimate) * (chance - expected) / (1 - expected)
    se = math.sqrt(float(np.sum((linear - estimate) ** 2)) / (n * (n - 1)))
    t = float(stdtrit(n - 1, 0.5 + level / 2))
    return _agreement(name, n2, len(ratings), observed, expected, estimate, se, t, level)


def _alpha(table: Array, metric: Metric, values: Array) -> tuple[float, float, float] | None:
    """Return alpha, the observed and the expected disagreement; None where all ratings are equal."""
    counts = table.sum(axis=1)
    coincidence = sum(
        (np.outer(row, row) - np.diag(row)) / (count - 1) for row, count in zip(table, counts, strict=True)
    )
    totals = np.asarray(coincidence).sum(axis=1)
    n = totals.sum()
    if metric == "ordinal":
        position = np.cumsum(totals) - totals / 2
        distance = (position[:, None] - position[None, :]) ** 2
    elif metric == "interval":
        distance = (values[:, None] - values[None, :]) ** 2
    else:
        distance = 1.0 - np.eye(len(totals))
    largest = distance.max()
    observed = float((coincidence * distance).sum() / n / largest) if largest > 0 else 0.0
    expected = (
        float((np.outer(totals, totals) * distance).sum() / (n * (n - 1)) / largest) if largest > 0 else 0.0
    )
    return None if expected < 1e-15 else (1 - observed / expected, observed, expected)


def _index(name: str, categories: Sequence[str], columns: Sequence[Sequence[str | None]]) -> dict[str, int]:
    if len(set(categories)) < 2 or len(set(categories)) != len(categories):
        raise refuse(name, "categories-invalid", "two or more different categories are needed.", "List all.")
    index = {category: place for place, category in enumerate(categories)}
    for column in columns:
        for value in column:
            if value is not None and value not in index:
                raise refuse(
                    name, "category-unknown", f"{value!r} is not a category.", "List all categories."
                )
    return index


def _table(name: str, ratings: Ratings, categories: Sequence[str]) -> Array:
    index = _index(name, categories, ratings)
    table = np.zeros((len(ratings), len(categories)))
    for unit, row in enumerate(ratings):
        for value in row:
            if value is not None:
                table[unit, index[value]] += 1
    return table


def _weights(q: int, weights: Weights) -> Array:
    gap = np.abs(np.subtract.outer(np.arange(q), np.arange(q))) / (q - 1)
    if weights == "identity":
        return np.eye(q)
    return np.asarray(1 - gap if weights == "linear" else 1 - gap**2, dtype=float)


def _no_variation(name: str, n: int) -> Withheld:
    message = "all ratings are the same, so agreement beyond chance has no value."
    return withheld(name, n, "no-variation", message, "Show the observed agreement and Gwet's AC1.")


def _agreement(
    name: str,
    n: int,
    units: int,
    observed: float,
    expected: float,
    estimate: float,
    se: float,
    quantile: float,
    level: float,
) -> Agreement:
    issues = []
    if n < 30:
        message = f"only {n} units were rated by two or more: the interval is approximate."
        issues.append(warning("few-units", name, message))
    if se == 0:
        message = "the standard error is zero (perfect agreement): the interval says nothing about chance."
        issues.append(warning("zero-standard-error", name, message, "Show the number of units."))
    lower, upper = estimate - quantile * se, min(1.0, estimate + quantile * se)
    return Agreement(
        name,
        n,
        units,
        observed,
        expected,
        estimate,
        se,
        Interval(lower, upper, level, name),
        tuple(issues),
    )
