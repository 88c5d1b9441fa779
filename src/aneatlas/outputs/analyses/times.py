"""Days until death: a cumulative curve over the patients whose times are told.

Kaplan-Meier's estimate, turned round: the share that has died by a day. Survivors leave the risk set at the
end of the time that the text covers. Who has no time told is not in the curve, and is counted beside it.
"""

from __future__ import annotations

from dataclasses import replace

from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.guards import Sizes, of_stratum, withheld_because
from aneatlas.outputs.analyses.models import capital
from aneatlas.outputs.analyses.population import Row, Rows, number, text
from aneatlas.outputs.analyses.result import Estimate, Step, Stratum
from aneatlas.outputs.analyses.shares import stem
from aneatlas.statistics.results import Withheld
from aneatlas.statistics.survival import SurvivalCurve, SurvivalStep, kaplan_meier

MONTH = 30.4375  # days
DAYS = (7, 28, 90)
METHOD = "Kaplan-Meier with log-log intervals, 95 %"


def of_times(analysis: Analysis, value: str, name: str, rows: Rows, described: Sizes) -> Stratum:
    """Compute the curve of one stratum."""
    times = [(row, observed) for row in rows if (observed := observation(row)) is not None]
    unread = sum(not text(row, "died") for row in rows)
    key, reports = stem(analysis, value), len({text(row, "report_id") for row, _ in times})
    reason = withheld_because(analysis, len(times), reports)
    curve = kaplan_meier([t for _, (t, _) in times], [died for _, (_, died) in times]) if times else None
    if isinstance(curve, Withheld) and not reason:
        reason = capital(curve.issues[0].message)
    warnings = of_stratum(analysis, [row for row, _ in times], described)
    estimates = tuple(_by(key, day, times, len(rows), reports, reason, curve) for day in DAYS)
    steps = tuple(_step(s) for s in curve.steps) if isinstance(curve, SurvivalCurve) and not reason else ()
    return Stratum(
        key, value, name, len(rows), len(times), len(rows) - len(times) - unread, unread, reports, estimates, warnings, curve=steps,
        times=tuple(observed for _, observed in times),
    )  # fmt: skip


def observation(row: Row) -> tuple[float, bool] | None:
    """Return (days, died) of a patient; None where no time is told. A range counts with its middle."""
    if text(row, "died") == "present":
        day = _middle(row, "death_day", 1)
        return None if day is None else (day, True)
    if text(row, "died") != "absent":
        return None
    ends = [
        end for end in (_middle(row, "follow_up", MONTH), _middle(row, "hospital_days", 1)) if end is not None
    ]
    return (max(ends), False) if ends else None


def _middle(row: Row, field: str, days: float) -> float | None:
    ends = [end for end in (number(row, f"{field}_min"), number(row, f"{field}_max")) if end is not None]
    return days * sum(ends) / len(ends) if ends else None


def _by(
    key: str, day: int, times: list[tuple[Row, tuple[float, bool]]], total: int, reports: int, reason: str,
    curve: SurvivalCurve | Withheld | None,
) -> Estimate:  # fmt: skip
    label = f"Died by day {day}"
    having = tuple(text(row, "case_id") for row, (time, died) in times if died and time <= day)
    found = Estimate(
        f"{key}.{label}", label, len(having), len(times), total, len(times), reports, "share", None, None, None, METHOD,
        "withheld", reason, (), having,
    )  # fmt: skip
    if reason or not isinstance(curve, SurvivalCurve):
        return found
    if curve.longest < day:
        return replace(found, reason=f"Nobody was followed for {day} days.")
    before = [step for step in curve.steps if step.time <= day]
    if not before:
        return replace(found, reason=f"Nobody died within {day} days: there is no interval.")
    last = _step(before[-1])
    if last.lower is None or last.upper is None:
        return replace(found, reason="Everybody in the curve has died by then: there is no interval.")
    return replace(found, estimate=last.happened, lower=last.lower, upper=last.upper, status="shown")


def _step(step: SurvivalStep) -> Step:
    limits = step.interval
    return Step(
        step.time, step.at_risk, step.events, 1 - step.survival,
        1 - limits.upper if limits else None, 1 - limits.lower if limits else None,
    )  # fmt: skip
