"""From the scale of the model back to the scale that people read.

The double-arcsine scale has no single inverse for reports of different sizes: Miller 1978
(doi:10.1080/00031305.1978.10479283) inserts one size, here the harmonic mean as metafor's transf.ipft.hm
does; Schwarzer and others 2019 (doi:10.1002/jrsm.1348) show that the result can mislead badly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.effects import Effects
from aneatlas.statistics.results import Interval

RATIOS = ("risk ratio", "odds ratio", "rate ratio")


@dataclass(frozen=True, slots=True)
class Natural:
    """A pooled result on the scale that people read.

    quantity: what the number is. estimate, interval, prediction: the number, its confidence interval, and
    the interval in which a new report's true value is expected. transformation: how it was obtained.
    """

    quantity: str
    estimate: float
    interval: Interval
    prediction: Interval | None
    transformation: str


def natural_result(
    effects: Effects, estimate: float, interval: Interval, prediction: Interval | None
) -> tuple[Natural, tuple[Issue, ...]]:
    """Return the result transformed back, and issues about the transformation."""
    quantity, transformation, back = _inverse(effects)
    issues = _double_arcsine_issues(effects)
    if effects.measure == "raw":
        limits = [interval, *([] if prediction is None else [prediction])]
        if any(limit.lower < 0 or limit.upper > 1 for limit in limits):
            issues += (_clipped(),)
    turned = Natural(
        quantity,
        back(estimate),
        _turn(interval, back),
        None if prediction is None else _turn(prediction, back),
        transformation,
    )
    return turned, issues


def expit(value: float) -> float:
    """Return the inverse of the logit, without overflow."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    odds = math.exp(value)
    return odds / (1 + odds)


def _turn(interval: Interval, back: Callable[[float], float]) -> Interval:
    return Interval(back(interval.lower), back(interval.upper), interval.level, interval.method)


def _inverse(effects: Effects) -> tuple[str, str, Callable[[float], float]]:
    measure = effects.measure
    if measure == "logit":
        return "proportion", "inverse logit of the pooled logit", expit
    if measure == "arcsine":
        return "proportion", "squared sine of the pooled arcsine", _inverse_arcsine
    if measure == "double-arcsine":
        size = len(effects.sizes) / sum(1 / n for n in effects.sizes)
        text = f"Miller's inverse at the harmonic mean of the report sizes ({size:.4g})"
        return "proportion", text, lambda angle: _inverse_double_arcsine(angle, size)
    if measure in RATIOS:
        return measure, "exponential of the pooled logarithm", math.exp
    if measure == "raw":
        return "proportion", "none: pooled as proportions", lambda value: min(1.0, max(0.0, value))
    return measure, "none: pooled on this scale", lambda value: value


def _inverse_arcsine(angle: float) -> float:
    if angle <= 0:
        return 0.0
    return 1.0 if angle >= math.pi / 2 else math.sin(angle) ** 2


def _inverse_double_arcsine(angle: float, size: float) -> float:
    lowest = (math.asin(0.0) + math.asin(math.sqrt(1 / (size + 1)))) / 2
    highest = (math.asin(math.sqrt(size / (size + 1))) + math.asin(1.0)) / 2
    if angle <= lowest:
        return 0.0
    if angle >= highest:
        return 1.0
    sine = math.sin(2 * angle)
    inner = 1 - (sine + (sine - 1 / sine) / size) ** 2
    return 0.5 * (1 - math.copysign(1.0, math.cos(2 * angle)) * math.sqrt(max(0.0, inner)))


def _double_arcsine_issues(effects: Effects) -> tuple[Issue, ...]:
    if effects.measure != "double-arcsine" or max(effects.sizes) <= 5 * min(effects.sizes):
        return ()
    return (
        warning(
            "double-arcsine-back-transformation",
            "double-arcsine",
            "report sizes differ more than fivefold, so the back-transformed proportion depends on the size "
            "that is inserted and can mislead.",
            "Prefer the logistic model with a random report effect.",
        ),
    )


def _clipped() -> Issue:
    return warning(
        "limits-outside-0-to-1",
        "raw proportions",
        "a limit fell outside 0 to 1 and is shown as 0 or 1: the normal model does not fit these proportions.",
        "Prefer the logistic model with a random report effect.",
    )
