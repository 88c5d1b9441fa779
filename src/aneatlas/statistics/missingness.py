"""What is not reported: bounds over the unreported patients, and how often each finding is reported.

Bounds: Horowitz and Manski 1998 (doi:10.1016/S0304-4076(97)00077-8): the unreported may all have the finding,
or none. No assumption is made, and the width of the bounds shows what the silence costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.proportions import wilson
from aneatlas.statistics.results import Interval, Withheld, check_count, check_events, refuse, withheld


@dataclass(frozen=True, slots=True)
class MissingBounds:
    """A proportion with bounds over the unreported.

    events of reported patients; n: all patients; unreported: n - reported.
    complete, complete_interval: among the reported only (None where nobody is reported).
    lowest, highest: if none (all) of the unreported had it. interval: covers chance and silence: from
    the Wilson limit of the lowest to that of the highest.
    """

    method: str
    n: int
    events: int
    reported: int
    unreported: int
    complete: float | None
    complete_interval: Interval | None
    lowest: float
    highest: float
    interval: Interval
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferenceBounds:
    """The difference of two proportions over all ways in which the unreported could fall.

    lowest, highest: the extremes; decided: whether the sign is the same whatever the unreported had.
    """

    method: str
    n: int
    lowest: float
    highest: float
    decided: bool
    first: MissingBounds
    second: MissingBounds
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """One patient of the table of reporting: stratum (period, age group, ...) and what was reported."""

    stratum: tuple[str, ...]
    fields: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class ReportingCell:
    """How many patients of a stratum have a field reported: reported of n, with Wilson's interval."""

    stratum: tuple[str, ...]
    field: str
    reported: int
    n: int
    share: float
    interval: Interval


def missing_bounds(events: int, reported: int, total: int, level: float = 0.95) -> MissingBounds | Withheld:
    """Return the bounds of a proportion when `reported` of `total` patients have the finding stated."""
    name = "best-case and worst-case bounds"
    x, r = check_events(name, events, reported)
    n = check_count(name, "total", total)
    if r > n:
        raise refuse(
            name, "reported-exceed-total", f"reported {r} exceeds the total {n}.", "Check the counts."
        )
    if n == 0:
        return withheld(name, 0, "no-patients", "there are no patients.", "Nothing to show.")
    silent = n - r
    issues: tuple[Issue, ...] = ()
    if silent > r:
        message = f"the finding is not reported in {silent} of {n} patients."
        issues = (warning("mostly-unreported", name, message, "Show the bounds, not the proportion alone."),)
    limits = Interval(
        wilson(x, n, level).lower, wilson(x + silent, n, level).upper, level, f"Wilson over {name}"
    )
    return MissingBounds(
        name,
        n,
        x,
        r,
        silent,
        x / r if r else None,
        wilson(x, r, level) if r else None,
        x / n,
        (x + silent) / n,
        limits,
        issues,
    )


def difference_bounds(
    first: tuple[int, int, int], second: tuple[int, int, int], level: float = 0.95
) -> DifferenceBounds | Withheld:
    """Return the bounds of a difference; each group as (events, reported, total)."""
    one, two = missing_bounds(*first, level), missing_bounds(*second, level)
    name = "best-case and worst-case difference"
    for side in (one, two):
        if isinstance(side, Withheld):
            return Withheld(name, 0, side.issues)
    assert isinstance(one, MissingBounds)
    assert isinstance(two, MissingBounds)
    lowest, highest = one.lowest - two.highest, one.highest - two.lowest
    return DifferenceBounds(
        name,
        one.n + two.n,
        lowest,
        highest,
        lowest > 0 or highest < 0,
        one,
        two,
        one.issues + two.issues,
    )


def reporting_table(patients: Iterable[Reported], level: float = 0.95) -> tuple[ReportingCell, ...]:
    """Return how often each field is reported in each stratum, ordered by stratum and field.

    A field that a patient's mapping does not hold counts as not reported.
    """
    rows = list(patients)
    fields = sorted({field for row in rows for field in row.fields})
    cells = []
    for stratum in sorted({row.stratum for row in rows}):
        members = [row for row in rows if row.stratum == stratum]
        for field in fields:
            reported = sum(bool(row.fields.get(field, False)) for row in members)
            n = len(members)
            cells.append(ReportingCell(stratum, field, reported, n, reported / n, wilson(reported, n, level)))
    return tuple(cells)
