"""Times to one of several events that exclude each other (death, discharge): cumulative incidence.

Aalen and Johansen 1978 (Scandinavian Journal of Statistics 5:141-150); variance by the delta method (Marubini and
Valsecchi 1995, ISBN 0-471-93987-0, chapter 10), which is the binomial one while nobody's follow-up ended early; log-log intervals, which stay between
0 and 1. One minus Kaplan-Meier, with the other event taken as an end of follow-up, would be too high.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.results import (
    Interval,
    Withheld,
    check_level,
    normal_quantile,
    withheld,
)
from aneatlas.statistics.survival import check_times

NAME = "Aalen-Johansen with log-log intervals"


@dataclass(frozen=True, slots=True)
class IncidenceStep:
    """The curve from one time with events of the cause on: at risk just before, events of the cause, incidence.

    se: by the delta method. interval: log-log; None where the incidence is 1, where it has no value.
    """

    time: float
    at_risk: int
    events: int
    incidence: float
    se: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class IncidenceCurve:
    """The share of patients who have had the event by each time, other events being in the way.

    n: patients. events: with this cause; other_events: with another one. steps: at each time with events of the cause.
    longest: the longest follow-up.
    """

    method: str
    cause: str
    n: int
    events: int
    other_events: int
    steps: tuple[IncidenceStep, ...]
    longest: float
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...] = (
        "Patients whose follow-up ended have the same outlook as those still followed.",
        "Time is counted from the same starting point in every patient.",
    )


def cumulative_incidence(
    times: Sequence[float], causes: Sequence[str | None], cause: str, level: float = 0.95
) -> IncidenceCurve | Withheld:
    """Return the cumulative incidence of a cause.

    causes: what happened at the time; None where follow-up ended before any event.
    Withheld without patients. Raises NumbersInvalid for NaN and negative times and lists of different lengths.
    """
    check_level(level)
    check_times(NAME, times, len(causes))
    n = len(times)
    if n == 0:
        return withheld(NAME, 0, "no-patients", "no patient has a time.", "Nothing to show.")
    past: list[_Past] = []
    steps: list[IncidenceStep] = []
    survival, incidence = 1.0, 0.0
    z = normal_quantile(level)
    for time in sorted(set(times)):
        at_risk = sum(1 for other in times if other >= time)
        here = [what for other, what in zip(times, causes, strict=True) if other == time and what is not None]
        own = sum(1 for what in here if what == cause)
        if not here:
            continue
        incidence += survival * own / at_risk
        past.append(_Past(at_risk, len(here), own, survival, incidence))
        survival *= 1 - len(here) / at_risk
        if own:
            steps.append(_step(time, past, z, level))
    own_events = sum(1 for what in causes if what == cause)
    others = sum(1 for what in causes if what is not None) - own_events
    return IncidenceCurve(
        NAME, cause, n, own_events, others, tuple(steps), max(times), _cautions(steps)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Past:
    """A time with events: at risk, all events, those of the cause, survival before it, incidence after it."""

    at_risk: int
    events: int
    own: int
    before: float
    incidence: float


def _step(time: float, past: Sequence[_Past], z: float, level: float) -> IncidenceStep:
    last = past[-1]
    variance = 0.0
    for one in past:
        later, n = last.incidence - one.incidence, one.at_risk
        if one.events < n:  # otherwise nobody is left, and nothing can come later
            variance += later**2 * one.events / (n * (n - one.events))
        variance += one.before**2 * one.own * (n - one.own) / n**3
        variance -= 2 * later * one.before * one.own / n**2
    se = math.sqrt(max(variance, 0.0))
    if last.incidence >= 1 - 1e-12:
        return IncidenceStep(time, last.at_risk, last.own, 1.0, 0.0, None)
    spread = z * se / (last.incidence * abs(math.log(last.incidence)))
    limits = last.incidence ** math.exp(spread), last.incidence ** math.exp(-spread)
    interval = Interval(*limits, level, "log-log")
    return IncidenceStep(time, last.at_risk, last.own, last.incidence, se, interval)


def _cautions(steps: Sequence[IncidenceStep]) -> tuple[Issue, ...]:
    if not steps:
        return (warning("no-events", NAME, "no event of this cause was observed, so the curve stays at 0."),)
    if steps[-1].at_risk < 5:
        message = f"the last step rests on {steps[-1].at_risk} patient(s)."
        return (warning("few-at-risk", NAME, message, "Do not read the end of the curve."),)
    return ()
