"""The models of shares, each fitted once for the same counts: many figures share them, and a fit takes its time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from aneatlas.outputs.analyses.result import Comparison, Estimate, Model
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.one_stage import OneStage, clustered_logistic
from aneatlas.statistics.results import Withheld

SEVERAL = 20  # fewest reports for standard errors that allow for patients of one report being alike
Counts = tuple[tuple[int, int], ...]  # (n, of) of each report
Sides = tuple[tuple[int, int, int, int], ...]  # (n, of) of the first and of the second group in each report


def with_model(found: Estimate, counts: Iterable[tuple[int, int]]) -> Estimate:
    """Return a share with its estimate by the main model, or with the reason why the model gives none.

    counts: (n, of) of each report.
    """
    if found.status == "withheld":
        return replace(found, model_reason=found.reason)
    pooled = _pooled(tuple(sorted(counts)))
    if isinstance(pooled, Withheld):
        return replace(found, model_reason=capital(pooled.issues[0].message))
    model = Model(
        pooled.method, pooled.n, pooled.average, pooled.average_interval.lower, pooled.average_interval.upper,
        pooled.typical, pooled.prediction.lower, pooled.prediction.upper, pooled.tau2,
    )  # fmt: skip
    return replace(found, model=model, warnings=(*found.warnings, *pooled.issues))


def with_clusters(found: Comparison, sides: Iterable[tuple[int, int, int, int]]) -> Comparison:
    """Return a comparison with an odds ratio whose interval allows for patients of one report being alike."""
    counted = tuple(sorted(sides))
    if len(counted) < SEVERAL:
        reason = f"Only {len(counted)} reports: too few for an interval that allows for patients of one report being alike."
        return replace(found, clustered_reason=reason)
    fit = _clustered(counted)
    if isinstance(fit, Withheld):
        return replace(found, clustered_reason=capital(fit.issues[0].message))
    ratio = fit.odds_ratios[0]
    return replace(
        found, clustered=ratio.estimate, clustered_lower=ratio.interval.lower, clustered_upper=ratio.interval.upper,
        clustered_method=fit.method,
    )  # fmt: skip


def capital(message: str) -> str:
    """Return a message as a sentence."""
    return message[:1].upper() + message[1:]


@lru_cache(maxsize=512)
def _pooled(counts: Counts) -> LogisticPooled | Withheld:
    return pool_proportions([n for n, _ in counts], [of for _, of in counts])


@lru_cache(maxsize=512)
def _clustered(sides: Sides) -> OneStage | Withheld:
    outcome: list[int] = []
    group: list[int] = []
    reports: list[str] = []
    for place, (n1, of1, n2, of2) in enumerate(sides):
        outcome += [1] * n1 + [0] * (of1 - n1) + [1] * n2 + [0] * (of2 - n2)
        group += [1] * of1 + [0] * of2
        reports += [str(place)] * (of1 + of2)
    return clustered_logistic(outcome, [group], ["first group"], reports)
