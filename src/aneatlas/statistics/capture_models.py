"""Closed-population capture-recapture models M0, Mt, Mh, Mth, Mb, Mbh over several sources.

Log-linear form of Rivest and Baillargeon 2007 (doi:10.1111/j.1541-0420.2007.00779.x), as in the R package
Rcapture: a Poisson regression of the counts of capture histories. The heterogeneity models differ in what
they assume about the patients that no source saw, which the data cannot check: their spread belongs beside
every estimate. Chao's model is a lower bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from scipy.special import gammaln

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.capture_profile import profile_interval
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.poisson import PoissonFit, fit_poisson
from aneatlas.statistics.results import Interval, Withheld, check_count, check_level, refuse, withheld
from aneatlas.statistics.rootfinding import PRECISE, Stopping

Heterogeneity = Literal["", "Chao (LB)", "Poisson2", "Darroch", "Gamma3.5"]
History = tuple[int, ...]

CLOSED = (
    "The population is closed: every case could have been seen by each source.",
    "The same case is recognised in every source, and different cases are never merged.",
)
_ASSUMPTIONS = {
    "M0": ("Every case is equally likely to be seen, by every source.",),
    "Mt": (
        "Sources differ, but within a source every case is equally likely to be seen; sources are independent.",
    ),
    "Mh": ("Cases differ in how visible they are; the shape of that difference is assumed.",),
    "Mth": ("Sources differ and cases differ; the shape of the difference between cases is assumed.",),
    "Mb": ("The sources come in order, and being seen once changes the chance of being seen again.",),
    "Mbh": ("As Mb, and the first source differs from the later ones.",),
}


@dataclass(frozen=True, slots=True)
class CaptureModel:
    """One model of the population size.

    n: cases seen by any source; sources: how many. estimate, se: population size (Poisson).
    deviance, df, aic, bic: fit. bias: asymptotic bias of the estimate (None where not defined).
    multinomial, interval: the multinomial estimate with its profile-likelihood interval (None unless asked).
    """

    method: str
    n: int
    sources: int
    estimate: float
    se: float
    deviance: float
    df: int
    aic: float
    bic: float
    bias: float | None
    multinomial: float | None
    interval: Interval | None
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaptureModels:
    """All models fitted to the same histories, and the one with the lowest AIC."""

    n: int
    sources: int
    models: tuple[CaptureModel, ...]
    left_out: tuple[Withheld, ...]
    lowest_aic: str

    def named(self, method: str) -> CaptureModel:
        """Return the model of a name; KeyError where it was not fitted."""
        for model in self.models:
            if model.method == method:
                return model
        raise KeyError(method)


def closed_models(
    histories: Mapping[History, int], level: float | None = None, stopping: Stopping = PRECISE
) -> CaptureModels | Withheld:
    """Return every model for cases counted by the sources that saw them.

    histories: (1, 0, 1) -> 3 says that three cases were seen by the first and third source only; histories
    that are left out count 0. level: add profile-likelihood intervals at this level (not for Mb and Mbh).
    Withheld: fewer than two sources, or no case seen twice.
    """
    made = counts(histories)
    if isinstance(made, Withheld):
        return made
    table, y = made
    t = table.shape[1]
    captures = table.sum(axis=1)
    shapes: tuple[Heterogeneity, ...] = ("Chao (LB)", "Poisson2", "Darroch", "Gamma3.5")
    designs: list[tuple[str, Array, int]] = [("M0", captures[:, None], 1), ("Mt", table, t)]
    if t > 2:
        for base, columns in (("Mh", captures[:, None]), ("Mth", table)):
            for shape in shapes:
                extra = _heterogeneity(captures, t, shape)
                designs.append((f"{base} {shape}", np.column_stack([columns, extra]), columns.shape[1]))
    offset = np.zeros(len(y))
    fitted = [_fit(name, y, float(y.sum()), x, base, offset, t, level, stopping) for name, x, base in designs]
    before = np.argmax(table, axis=1).astype(float)
    fitted.append(_behaviour("Mb", y, np.column_stack([before, captures - 1]), t, stopping))
    if t > 2:
        fitted.append(
            _behaviour("Mbh", y, np.column_stack([1 - table[:, 0], before, captures - 1]), t, stopping)
        )
    return _collect(int(y.sum()), t, fitted)


def frequency_models(
    frequencies: Mapping[int, int],
    occasions: int,
    largest: int | None = None,
    level: float | None = None,
    stopping: Stopping = PRECISE,
) -> CaptureModels | Withheld:
    """Return M0 and the Mh models for cases counted by how many sources (or occasions) saw them.

    frequencies: times seen -> cases; occasions: how many chances there were. largest: cases seen more often
    than this are counted as seen, but do not enter the fit.
    """
    name = "capture frequencies"
    largest = occasions if largest is None else largest
    for times, cases in frequencies.items():
        check_count(name, f"cases seen {times} times", cases)
        if not 1 <= times <= occasions:
            raise refuse(
                name, "times-invalid", f"seen {times} times of {occasions}.", "Use 1 to the occasions."
            )
    seen = float(sum(frequencies.values()))
    captures = np.arange(1.0, largest + 1)
    y = np.array([float(frequencies.get(int(i), 0)) for i in captures])
    if y[1:].sum() == 0 or largest < 2:
        return withheld(name, int(seen), "nobody-seen-twice", "no case was seen twice.", "Report the count.")
    offset = gammaln(occasions + 1) - gammaln(captures + 1) - gammaln(occasions - captures + 1)
    designs: list[tuple[str, Array]] = [("M0", captures[:, None])]
    if largest > 2:
        for shape in ("Chao (LB)", "Poisson2", "Darroch", "Gamma3.5"):
            extra = _heterogeneity(captures, largest, shape)
            designs.append((f"Mh {shape}", np.column_stack([captures, extra])))
    fitted = [_fit(title, y, seen, x, 1, offset, occasions, level, stopping) for title, x in designs]
    return _collect(int(seen), occasions, fitted)


def counts(histories: Mapping[History, int]) -> tuple[Array, Array] | Withheld:
    """Return all observable histories (rows of 0 and 1) and their counts, or why there is no estimate."""
    name = "capture-recapture"
    lengths = {len(history) for history in histories}
    if len(lengths) != 1:
        raise refuse(name, "histories-differ", "the histories name different numbers of sources.", "Check.")
    t = lengths.pop()
    for history, cases in histories.items():
        check_count(name, f"cases of {history}", cases)
        if any(seen not in (0, 1) for seen in history) or (not any(history) and cases):
            raise refuse(name, "history-invalid", f"{history} is not an observed history.", "Use 0 and 1.")
    if t < 2:
        return withheld(name, sum(histories.values()), "one-source", "one source only.", "Add a source.")
    observable = [history for history in product((1, 0), repeat=t) if any(history)]
    y = np.array([float(histories.get(history, 0)) for history in observable])
    table = np.array(observable, dtype=float)
    if y[table.sum(axis=1) > 1].sum() == 0:
        message = "no case was seen by two sources, so the unseen cannot be estimated."
        return withheld(name, int(y.sum()), "nobody-seen-twice", message, "Report the number seen.")
    return table, y


def _heterogeneity(captures: Array, t: int, shape: Heterogeneity) -> Array:
    if shape == "Chao (LB)":
        return np.column_stack([np.maximum(captures - j + 1, 0) for j in range(3, t + 1)])
    if shape == "Poisson2":
        return (2.0**captures - 1)[:, None]
    if shape == "Darroch":
        return (captures**2 / 2)[:, None]
    return (math.log(3.5) - np.log(3.5 + captures))[:, None]


def _fit(
    name: str,
    y: Array,
    seen: float,
    x: Array,
    base: int,
    offset: Array,
    t: int,
    level: float | None,
    stopping: Stopping,
) -> CaptureModel | Withheld:
    chao = "Chao" in name
    fit = _fitted(y, x, base, offset, chao, stopping)
    if fit is None or not fit[0].converged:
        return withheld(
            name, int(seen), "no-convergence", f"{name} could not be fitted.", "Use another model."
        )
    result, used = fit
    unseen = math.exp(result.beta[0])
    se = math.sqrt(unseen + unseen**2 * float(result.covariance[0, 0]))
    model = _model(name, y, seen, result, t, seen + unseen, se)
    bias = _bias(result, used)
    issues: tuple[Issue, ...] = ()
    if abs(bias) > 0.1 * model.estimate:
        message = "the asymptotic bias is larger than a tenth of the estimate."
        issues = (warning("large-bias", name, message, "Do not use this model's estimate."),)
    model = replace(model, bias=bias, issues=issues)
    if level is None:
        return model
    check_level(level)
    wide = np.vstack([x, np.zeros(x.shape[1])])
    long_offset = np.append(offset, 0.0)

    def refit(cells: Array) -> PoissonFit | None:
        found = _fitted(cells, wide, base, long_offset, chao, PRECISE)
        return None if found is None else found[0]

    profile = profile_interval(y, seen, refit, model.estimate, level)
    if profile is None:
        return replace(
            model, issues=(*issues, warning("no-profile", name, "the profile could not be computed."))
        )
    return replace(model, multinomial=profile[0], interval=profile[1], issues=issues + profile[2])


def _fitted(
    y: Array, x: Array, base: int, offset: Array, chao: bool, stopping: Stopping
) -> tuple[PoissonFit, Array] | None:
    """Return the fit and its design; for Chao's model the first negative eta is dropped until none is left."""
    while True:
        design = np.column_stack([np.ones(len(y)), x])
        fit = fit_poisson(y, design, offset, stopping)
        if fit is None:
            return None
        negative = np.flatnonzero(fit.beta[1 + base :] < 0) if chao else np.array([], dtype=int)
        if not len(negative):
            return fit, design
        x = np.delete(x, base + int(negative[0]), axis=1)


def _bias(fit: PoissonFit, x: Array) -> float:
    leverage = -0.5 * np.einsum("ij,jk,ik->i", x, fit.covariance, x)
    psi = -2 * x.T @ (fit.fitted * leverage)
    psi[0] -= 1
    return float(0.5 * math.exp(fit.beta[0]) * (-fit.covariance @ psi)[0])


def _behaviour(name: str, y: Array, x: Array, t: int, stopping: Stopping) -> CaptureModel | Withheld:
    """Return Mb or Mbh, whose population size is a function of all coefficients (delta method)."""
    design = np.column_stack([np.ones(len(y)), x])
    fit = fit_poisson(y, design, np.zeros(len(y)), stopping)
    seen = float(y.sum())

    def size(b: np.ndarray[tuple[int], np.dtype[np.complex128]]) -> complex:
        e = np.exp(b)
        if name == "Mb":
            return complex(e[0] * (1 + e[2]) ** t / (1 + e[2] - e[1]))
        return complex(e[0] * (1 + e[3]) ** (t - 1) * (1 + e[1] * e[2] / (1 + e[3] - e[2])))

    if fit is None or not fit.converged:
        return withheld(
            name, int(seen), "no-convergence", f"{name} could not be fitted.", "Use another model."
        )
    estimate = size(fit.beta.astype(complex)).real
    steps = np.eye(len(fit.beta)) * 1e-20j
    slope = np.array([size(fit.beta + step).imag / 1e-20 for step in steps])
    variance = float(slope @ fit.covariance @ slope) - estimate
    if estimate < seen or variance <= 0:
        message = f"{name} gives no possible population size for these counts."
        return withheld(name, int(seen), "no-estimate", message, "Use another model.")
    return _model(name, y, seen, fit, t, estimate, math.sqrt(variance))


def _model(
    name: str, y: Array, seen: float, fit: PoissonFit, t: int, estimate: float, se: float
) -> CaptureModel:
    p = len(fit.beta)
    return CaptureModel(
        method=name,
        n=int(seen),
        sources=t,
        estimate=estimate,
        se=se,
        deviance=fit.deviance,
        df=len(y) - p,
        aic=-2 * fit.log_likelihood + 2 * p,
        bic=-2 * fit.log_likelihood + math.log(seen) * p,
        bias=None,
        multinomial=None,
        interval=None,
        issues=(),
        assumptions=CLOSED + _ASSUMPTIONS[name.split(" ", maxsplit=1)[0]],
    )


def _collect(n: int, t: int, fitted: list[CaptureModel | Withheld]) -> CaptureModels | Withheld:
    models = tuple(model for model in fitted if isinstance(model, CaptureModel))
    if not models:
        return withheld(
            "capture-recapture", n, "no-model", "no model could be fitted.", "Report the number seen."
        )
    best = min(models, key=lambda model: model.aic)
    left_out = tuple(model for model in fitted if isinstance(model, Withheld))
    return CaptureModels(n, t, models, left_out, best.method)
