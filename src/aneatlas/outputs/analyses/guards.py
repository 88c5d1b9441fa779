"""The guards of an analysis: why a figure is withheld, and what stands beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from aneatlas.core.issues import Issue, warning
from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.population import Row, Rows, number, text
from aneatlas.statistics.effects import TwoByTwo
from aneatlas.statistics.guards import (
    TreatedPatient,
    immortal_time,
    one_report_dominates,
    published_selection,
    separation,
)

Sizes = Mapping[str, int]


def sizes(cases: Rows) -> Sizes:
    """Return how many cases each report describes."""
    return Counter(text(row, "report_id") for row in cases)


def withheld_because(analysis: Analysis, known: int, reports: int) -> str:
    """Return why no percentage is given, or ''."""
    guard = analysis.guard
    if known < guard.patients:
        return f"Too few patients for a percentage: {known} known, {guard.patients} needed."
    if reports < guard.reports:
        return f"Too few reports for a percentage: {reports}, {guard.reports} needed."
    return ""


def of_stratum(analysis: Analysis, known: Sequence[Row], described: Sizes) -> tuple[Issue, ...]:
    """Return the warnings of one stratum: one report dominates; chosen for publication.

    described: how many cases each report describes in all.
    """
    per_report = Counter(text(row, "report_id") for row in known)
    single = sum(n for report, n in per_report.items() if described.get(report, n) == 1)
    return (
        *one_report_dominates(per_report, analysis.guard.dominance),
        *published_selection(single, len(known), analysis.guard.single),
    )


def cautions(analysis: Analysis) -> tuple[Issue, ...]:
    """Return the sentences that always stand beside the figure."""
    return tuple(warning(code, analysis.title, words) for code, words in analysis.guard.cautions.items())


def of_comparison(n1: int, of1: int, n2: int, of2: int) -> tuple[Issue, ...]:
    """Return a warning where a cell of the comparison is empty."""
    if not separation(TwoByTwo(n1, of1, n2, of2)):
        return ()
    words = (
        "one cell of the comparison is empty: the plain odds ratio would be 0 or infinite, so that the penalised one "
        "of Firth is given."
    )
    return (warning("separation", "comparison", words),)


def immortal(analysis: Analysis, untreated: Sequence[Row]) -> tuple[Issue, ...]:
    """Return the issues of early deaths among those who were not treated before the landmark.

    An error forbids the comparison. Deaths whose day is not told are counted out loud.
    """
    landmark = analysis.guard.landmark
    if landmark is None:
        return ()
    dead = [row for row in untreated if text(row, "died") == "present"]
    days = [number(row, "death_day_max") for row in dead]
    patients = [TreatedPatient(None, None if day is None else 24 * day) for day in days]
    patients += [TreatedPatient(None, None)] * (len(untreated) - len(dead))
    found = immortal_time(patients, landmark)
    silent = sum(day is None for day in days)
    if silent:
        words = (
            f"of {len(dead)} who died and were not treated within {landmark:g} hours, the day of death is not told "
            f"for {silent}: some may have died before they could be treated, which makes early treatment look better."
        )
        found = (*found, warning("immortal-time-unknown", analysis.title, words))
    return found
