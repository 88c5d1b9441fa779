"""How much a pooled figure depends on single reports: leave-one-out, for both pooling models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.effects import Effects
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.pooling import Adjustment, Pooled, PoolingMethod, method_name, pool
from aneatlas.statistics.regression import select
from aneatlas.statistics.results import Withheld, refuse, withheld
from aneatlas.statistics.rootfinding import PRECISE, Stopping


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """The pooled result without each report in turn: results[i] leaves out left_out[i]; n: all reports."""

    method: str
    n: int
    left_out: tuple[str, ...]
    results: tuple[Pooled, ...]
    issues: tuple[Issue, ...]


def leave_one_out(
    effects: Effects,
    method: PoolingMethod = "REML",
    adjustment: Adjustment = "none",
    level: float = 0.95,
    stopping: Stopping = PRECISE,
) -> LeaveOneOut | Withheld:
    """Return the pooled result without each report in turn; needs three reports.

    An issue names each report without which the estimate lies outside the interval of all reports.
    """
    name = f"leave-one-out, {method_name(method, adjustment)}"
    k = len(effects.estimates)
    if k < 3:
        return withheld(name, k, "too-few-reports", "leaving one out needs three reports.", "Add reports.")
    whole = pool(effects, method, adjustment, level, stopping=stopping)
    if isinstance(whole, Withheld):
        return Withheld(name, k, whole.issues)
    results: list[Pooled] = []
    issues = list(whole.issues)
    for place, label in enumerate(effects.labels):
        part = pool(
            select(effects, [i for i in range(k) if i != place]), method, adjustment, level, stopping=stopping
        )
        if isinstance(part, Withheld):
            return Withheld(name, k, part.issues)
        results.append(part)
        if part.estimate not in whole.interval:
            message = f"without {label} the estimate lies outside the interval of all reports."
            issues.append(warning("one-report-decides", name, message, "Show both results."))
    return LeaveOneOut(name, k, effects.labels, tuple(results), tuple(issues))


@dataclass(frozen=True, slots=True)
class ProportionsLeaveOneOut:
    """The logistic model without each report of several patients in turn.

    Reports of one patient are not left out one by one: there are many, and none of them can decide.
    results[i] leaves out left_out[i], or says why there is no result then; n: all reports.
    """

    method: str
    n: int
    left_out: tuple[str, ...]
    results: tuple[LogisticPooled | Withheld, ...]
    issues: tuple[Issue, ...]


def leave_one_out_proportions(
    events: Sequence[int], totals: Sequence[int], labels: Sequence[str], level: float = 0.95
) -> ProportionsLeaveOneOut | Withheld:
    """Return the logistic model without each report of two or more patients; labels name the reports.

    An issue names each report without which the average proportion lies outside the interval of all reports,
    or cannot be computed.
    """
    name = "leave-one-out, logistic model with random report effect"
    if not len(events) == len(totals) == len(labels):
        raise refuse(name, "lengths-differ", "events, totals and labels differ in length.", "One entry each.")
    whole = pool_proportions(events, totals, labels, level)
    if isinstance(whole, Withheld):
        return Withheld(name, len(set(labels)), whole.issues)
    patients: dict[str, int] = {}
    for label, total in zip(labels, totals, strict=True):
        patients[label] = patients.get(label, 0) + total
    left_out = tuple(label for label, total in patients.items() if total > 1)
    results: list[LogisticPooled | Withheld] = []
    issues = list(whole.issues)
    for label in left_out:
        kept = [place for place, other in enumerate(labels) if other != label]
        part = pool_proportions(
            [events[place] for place in kept],
            [totals[place] for place in kept],
            [labels[place] for place in kept],
            level,
        )
        results.append(part)
        if isinstance(part, Withheld) or part.average not in whole.average_interval:
            how = (
                "there is no result"
                if isinstance(part, Withheld)
                else "the proportion lies outside the interval"
            )
            message = f"without {label} {how} of all reports."
            issues.append(warning("one-report-decides", name, message, "Show both results."))
    return ProportionsLeaveOneOut(name, whole.n, left_out, tuple(results), tuple(issues))
