"""Do small reports tell another story than large ones? Funnel data, Egger's regression, rank test, trim and fill.

None of them shows publication bias as such: different patients in small reports, or chance, look the same.
With fewer than ten reports the tests have little power (Sterne and others 2011, doi:10.1136/bmj.d4002),
and for proportions the effect and its variance are linked, so that a funnel is asymmetric without any bias
(Hunter and others 2014, doi:10.1016/j.jclinepi.2014.03.003): both come out as issues.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.effects import Effects
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.pooling import Pooled, PoolingMethod, pool, two_sided_p, usable
from aneatlas.statistics.rank import kendall
from aneatlas.statistics.regression import MetaRegression, meta_regression
from aneatlas.statistics.results import Interval, Withheld, normal_quantile, withheld
from aneatlas.statistics.rootfinding import PRECISE, Stopping

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One report in a funnel plot: effect, its standard error, and the limits expected at that error."""

    label: str
    effect: float
    se: float
    expected: Interval


@dataclass(frozen=True, slots=True)
class AsymmetryTest:
    """A test of funnel asymmetry.

    statistic: z, t, or Kendall's tau. limit_estimate and limit_interval: the effect that the regression
    predicts for a report of infinite size (None for the rank test). n: reports.
    """

    method: str
    n: int
    statistic: float
    df: int | None
    p_value: float
    limit_estimate: float | None
    limit_interval: Interval | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class TrimAndFill:
    """Trim and fill (L0): how many reports would restore symmetry, on which side, and the pooled result then."""

    method: str
    n: int
    added: int
    added_se: float
    side: Side
    filled_effects: tuple[float, ...]
    pooled: Pooled
    issues: tuple[Issue, ...]


def funnel(effects: Effects, pooled: Pooled, level: float = 0.95) -> tuple[FunnelPoint, ...]:
    """Return the points of a funnel plot around a pooled estimate (limits from sampling error alone)."""
    quantile = normal_quantile(level)
    points = []
    for label, effect, variance in zip(effects.labels, effects.estimates, effects.variances, strict=True):
        se = math.sqrt(variance)
        limits = Interval(
            pooled.estimate - quantile * se, pooled.estimate + quantile * se, level, "pseudo-confidence"
        )
        points.append(FunnelPoint(label, effect, se, limits))
    return tuple(points)


def egger_mixed(
    effects: Effects, method: PoolingMethod = "REML", level: float = 0.95, stopping: Stopping = PRECISE
) -> AsymmetryTest | Withheld:
    """Return Egger's test as a mixed-effects meta-regression on the standard error (metafor's regtest)."""
    name = "Egger's test (mixed-effects regression on the standard error)"
    if missing := _too_few(name, effects):
        return missing
    errors = [math.sqrt(variance) for variance in effects.variances]
    fit = meta_regression(effects, [errors], ["standard error"], method, level=level, stopping=stopping)
    if isinstance(fit, Withheld):
        return Withheld(name, fit.n, fit.issues)
    return _from_regression(name, fit, effects)


def egger_classic(effects: Effects, level: float = 0.95) -> AsymmetryTest | Withheld:
    """Return Egger's original test: weighted regression with multiplicative dispersion, t with k-2 df.

    Source: Egger and others 1997 (doi:10.1136/bmj.315.7109.629).
    """
    name = "Egger's test (weighted regression with multiplicative dispersion)"
    if missing := _too_few(name, effects):
        return missing
    errors = [math.sqrt(variance) for variance in effects.variances]
    fit = meta_regression(effects, [errors], ["standard error"], "common", "hartung-knapp", level)
    if isinstance(fit, Withheld):
        return Withheld(name, fit.n, fit.issues)
    return _from_regression(name, fit, effects)


def rank_test(effects: Effects) -> AsymmetryTest | Withheld:
    """Return Begg and Mazumdar's rank correlation test (1994, doi:10.2307/2533446).

    Exact p value for Kendall's tau without ties and fewer than 50 reports, else the normal approximation.
    """
    name = "rank correlation test"
    if missing := _too_few(name, effects):
        return missing
    y, v = usable(name, effects)
    centre = np.sum(y / v) / np.sum(1 / v)
    standardised = (y - centre) / np.sqrt(v - 1 / np.sum(1 / v))
    found = kendall(standardised, v)
    if found is None:
        return withheld(
            name,
            len(y),
            "no-variation",
            "all variances or all effects are equal, so nothing can be ranked.",
            "The reports cannot be compared by size.",
        )
    tau, p_value = found
    return AsymmetryTest(name, len(y), tau, None, p_value, None, None, _cautions(name, effects))


def trim_and_fill(
    effects: Effects,
    method: PoolingMethod = "REML",
    side: Side | None = None,
    level: float = 0.95,
    stopping: Stopping = PRECISE,
) -> TrimAndFill | Withheld:
    """Return trim and fill with the L0 estimator (Duval and Tweedie 2000, doi:10.1111/j.0006-341X.2000.00455.x).

    side: where reports are thought to be missing; None lets the sign of Egger's slope decide.
    """
    name = f"trim and fill (L0), {method}"
    if missing := _too_few(name, effects):
        return missing
    if side is None:
        errors = [math.sqrt(variance) for variance in effects.variances]
        slope = meta_regression(effects, [errors], ["standard error"], method, stopping=stopping)
        if isinstance(slope, Withheld):
            return Withheld(name, slope.n, slope.issues)
        side = "right" if slope.coefficients[1].estimate < 0 else "left"
    sign = -1.0 if side == "right" else 1.0
    order = sorted(range(len(effects.estimates)), key=lambda i: sign * effects.estimates[i])
    y = np.array([sign * effects.estimates[i] for i in order])
    v = np.array([effects.variances[i] for i in order])
    trimmed = _trim(y, v, method, stopping)
    if trimmed is None:
        return withheld(name, len(y), "no-convergence", "trimming did not settle.", "Use leave-one-out.")
    added, centre, added_se = trimmed
    mirrored = tuple(float(sign * (2 * centre - value)) for value in y[len(y) - added :])
    filled = Effects(
        effects.measure,
        effects.labels + tuple(f"filled {i + 1}" for i in range(added)),
        effects.estimates + mirrored,
        effects.variances + tuple(float(value) for value in v[len(v) - added :]),
        effects.sizes + tuple(effects.sizes[i] for i in order[len(y) - added :]),
    )
    pooled = pool(filled, method, level=level, stopping=stopping)
    if isinstance(pooled, Withheld):
        return Withheld(name, len(y), pooled.issues)
    return TrimAndFill(name, len(y), added, added_se, side, mirrored, pooled, _cautions(name, effects))


def _trim(y: Array, v: Array, method: PoolingMethod, stopping: Stopping) -> tuple[int, float, float] | None:
    """Return how many effects to trim from the top of the sorted y, the centre without them, and the se."""
    k, trimmed = len(y), 0
    for _ in range(100):
        kept = k - trimmed
        part = Effects("trimmed", tuple(map(str, range(kept))), tuple(y[:kept]), tuple(v[:kept]), (1,) * kept)
        fit = pool(part, method, stopping=stopping)
        if isinstance(fit, Withheld):
            return None
        deviation = y - fit.estimate
        ranks = np.empty(k)
        ranks[np.argsort(np.abs(deviation), kind="stable")] = np.arange(1, k + 1)
        above = float(ranks[deviation > 0].sum())
        estimate = (4 * above - k * (k + 1)) / (2 * k - 1)
        spread = k * (k + 1) * (2 * k + 1) + 10 * estimate**3 + 27 * estimate**2 + 17 * estimate
        spread += 6 * k**2 * estimate - 18 * k * estimate**2 - 18 * k * estimate
        se = 4 * math.sqrt(max(0.0, spread / 24)) / (2 * k - 1)
        updated = min(k - 2, max(0, round(estimate)))
        if updated == trimmed:
            return trimmed, fit.estimate, se
        trimmed = updated
    return None


def _from_regression(name: str, fit: MetaRegression, effects: Effects) -> AsymmetryTest:
    intercept, slope = fit.coefficients
    return AsymmetryTest(
        name,
        fit.n,
        slope.statistic,
        fit.qm_df2,
        two_sided_p(slope.statistic, fit.qm_df2),
        intercept.estimate,
        intercept.interval,
        _cautions(name, effects),
    )


def _too_few(name: str, effects: Effects) -> Withheld | None:
    k = len(effects.estimates)
    if k >= 3:
        return None
    return withheld(name, k, "too-few-reports", f"{k} report(s): asymmetry needs three.", "Add reports.")


def _cautions(name: str, effects: Effects) -> tuple[Issue, ...]:
    issues = []
    k = len(effects.estimates)
    if k < 10:
        issues.append(
            warning("few-reports", name, f"only {k} reports: the test has little power.", "Do not conclude.")
        )
    if effects.measure in ("raw", "logit", "arcsine", "double-arcsine"):
        issues.append(
            warning(
                "funnel-of-proportions",
                name,
                "a proportion and its variance are linked, so asymmetry appears without any bias.",
                "Compare with the number of patients instead.",
            )
        )
    return tuple(issues)
