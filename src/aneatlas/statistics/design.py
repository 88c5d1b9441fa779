"""Design matrices from patients' covariates, with the refusals that every regression shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.results import Withheld, check_finite, refuse, withheld


def binary_design(
    method: str, outcome: Sequence[int], covariates: Sequence[Sequence[float]], names: Sequence[str]
) -> tuple[Array, Array] | Withheld:
    """Return the 0/1 outcome (n) and the design with intercept (n, p), or why the model cannot be fitted.

    Raises NumbersInvalid for other outcomes, NaN, and columns of different lengths.
    """
    for place, value in enumerate(outcome, start=1):
        if value not in (0, 1):
            raise refuse(method, "outcome-invalid", f"outcome number {place} is {value!r}.", "Give 0 or 1.")
    n, y = len(outcome), np.asarray(outcome, dtype=float)
    x = with_intercept(method, n, covariates, names)
    if n == 0:
        return withheld(method, 0, "no-patients", "no patient has outcome and covariates.", "Nothing to fit.")
    if y.sum() in (0, n):
        which = "no patient" if y.sum() == 0 else "every patient"
        return withheld(method, n, "all-same-outcome", f"{which} has the outcome.", "Show the counts.")
    return deficient(method, x) or (y, x)


def with_intercept(method: str, n: int, covariates: Sequence[Sequence[float]], names: Sequence[str]) -> Array:
    """Return the design (n, 1 + covariates), intercept first; raise NumbersInvalid for unusable columns."""
    if len(covariates) != len(names) or any(len(column) != n for column in covariates):
        raise refuse(method, "lengths-differ", "each covariate needs a name and one value per row.", "Check.")
    for name, column in zip(names, covariates, strict=True):
        check_finite(method, f"covariate {name!r}", column)
    columns = [np.asarray(column, dtype=float) for column in covariates]
    return np.column_stack([np.ones(n), *columns])


def deficient(method: str, x: Array) -> Withheld | None:
    """Return why the design cannot be fitted: fewer rows than columns, or columns that repeat each other."""
    n, p = x.shape
    if n < p:
        return withheld(method, n, "too-few-rows", f"{n} rows for {p} coefficients.", "Drop a covariate.")
    if np.linalg.matrix_rank(x) < p:
        return withheld(
            method,
            n,
            "covariates-collinear",
            "the covariates determine each other or are constant.",
            "Drop one.",
        )
    return None
