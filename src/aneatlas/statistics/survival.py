"""Times to an event (death, recurrence) with patients whose follow-up ended before it: Kaplan-Meier.

Kaplan and Meier 1958 (doi:10.1080/01621459.1958.10501452); Greenwood's variance; log-log intervals
(Kalbfleisch and Prentice 1980), which stay between 0 and 1; median: Brookmeyer and Crowley 1982
(doi:10.2307/2530286) with the same transformation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.results import (
    Interval,
    Withheld,
    check_finite,
    check_level,
    normal_quantile,
    refuse,
    withheld,
)

NAME = "Kaplan-Meier with log-log intervals"


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """The curve from one time with events on: patients at risk just before, events, survival after it.

    se: Greenwood's standard error (0 once nobody survives). interval: log-log; None where survival is 0,
    because the transformation has no value there.
    """

    time: float
    at_risk: int
    events: int
    survival: float
    se: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A survival curve.

    n, events: patients, and those with the event. steps: at each time with an event.
    median: first time with survival of at most one half; None where the curve stays above it.
    median_interval: its upper limit is infinite where it is not reached. longest: the longest follow-up.
    """

    method: str
    n: int
    events: int
    steps: tuple[SurvivalStep, ...]
    median: float | None
    median_interval: Interval | None
    longest: float
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...] = (
        "Patients whose follow-up ended have the same outlook as those still followed.",
        "Time is counted from the same starting point in every patient.",
    )

    def at(self, time: float) -> float | None:
        """Return the survival at a time; None beyond the longest follow-up unless nobody survives."""
        if time > self.longest and (not self.steps or self.steps[-1].survival > 0):
            return None
        survival = 1.0
        for step in self.steps:
            if step.time <= time:
                survival = step.survival
        return survival


def check_times(name: str, times: Sequence[float], told: int) -> None:
    """Raise NumbersInvalid for NaN and negative times, or where what happened is not told of each of them."""
    if len(times) != told:
        raise refuse(name, "lengths-differ", "each time needs what happened then.", "Check the columns.")
    check_finite(name, "time", times)
    if any(time < 0 for time in times):
        raise refuse(name, "time-negative", "a time is negative.", "Count from the start of follow-up.")


def kaplan_meier(
    times: Sequence[float], events: Sequence[bool], level: float = 0.95
) -> SurvivalCurve | Withheld:
    """Return the curve; events tells whether the event happened at the time (else follow-up ended then).

    Withheld without patients. Raises NumbersInvalid for NaN and negative times.
    """
    check_level(level)
    check_times(NAME, times, len(events))
    n = len(times)
    if n == 0:
        return withheld(NAME, 0, "no-patients", "no patient has a time.", "Nothing to show.")
    z = normal_quantile(level)
    steps, survival, greenwood, at_risk = [], 1.0, 0.0, n
    for time in sorted(set(times)):
        dead = sum(1 for t, e in zip(times, events, strict=True) if t == time and e)
        if dead:
            survival *= 1 - dead / at_risk
            greenwood += dead / (at_risk * (at_risk - dead)) if at_risk > dead else 0.0
            steps.append(_step(time, at_risk, dead, survival, greenwood, z, level))
        at_risk -= sum(1 for t in times if t == time)
    issues: tuple[Issue, ...] = ()
    if not steps:
        issues += (warning("no-events", NAME, "no event was observed, so the curve stays at 1."),)
    if steps and steps[-1].at_risk < 5:
        message = f"the last step rests on {steps[-1].at_risk} patient(s)."
        issues += (warning("few-at-risk", NAME, message, "Do not read the end of the curve."),)
    median = next((step.time for step in steps if step.survival <= 0.5 + 1e-12), None)
    return SurvivalCurve(
        NAME,
        n,
        sum(step.events for step in steps),
        tuple(steps),
        median,
        _median_interval(steps, z, level),
        max(times),
        issues,
    )


def _step(
    time: float, at_risk: int, dead: int, survival: float, greenwood: float, z: float, level: float
) -> SurvivalStep:
    if survival <= 1e-12:
        return SurvivalStep(time, at_risk, dead, 0.0, 0.0, None)
    se = survival * math.sqrt(greenwood)
    spread = z * math.sqrt(greenwood) / abs(math.log(survival))
    interval = Interval(survival ** math.exp(spread), survival ** math.exp(-spread), level, "log-log")
    return SurvivalStep(time, at_risk, dead, survival, se, interval)


def _median_interval(steps: Sequence[SurvivalStep], z: float, level: float) -> Interval | None:
    """Return the times at which one half leaves the band: where the lower (upper) limit first reaches it."""
    if not steps:
        return None
    limits = [(s.time, *((s.interval.lower, s.interval.upper) if s.interval else (0.0, 0.0))) for s in steps]
    lower = next((time for time, low, _ in limits if low <= 0.5), math.inf)
    upper = next((time for time, _, high in limits if high <= 0.5), math.inf)
    return None if math.isinf(lower) else Interval(lower, upper, level, "Brookmeyer-Crowley, log-log")
