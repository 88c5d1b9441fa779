"""The same patients in several reports: which reports an analysis takes, and what merging duplicates changes.

The rule for declared overlaps is stated and deterministic: reports are taken in order of how many patients
they have with the finding reported (most first), then the later year, then the identifier; a report that
overlaps one already taken is left out and named.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.results import Withheld, check_count

Data = TypeVar("Data")
Result = TypeVar("Result")

RULE = "of reports that share patients, the one with most reported patients (then the latest) is taken"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that could enter an analysis: identifier, patients with the finding reported, year."""

    report: str
    patients: int
    year: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report that was left out, and the taken report that shares its patients."""

    report: str
    because_of: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The reports that an analysis takes, and those left out. rule: the sentence to print."""

    taken: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    rule: str = RULE


@dataclass(frozen=True, slots=True)
class DuplicateSensitivity(Generic[Result]):
    """One analysis with all suspected duplicates merged, and with none merged.

    differs: whether the estimates differ by more than the tolerance, or only one of them is withheld; both
    are then to be printed.
    """

    merged: Result | Withheld
    separate: Result | Withheld
    difference: float | None
    differs: bool
    issues: tuple[Issue, ...]


def choose_reports(candidates: Sequence[Candidate], overlaps: Iterable[tuple[str, str]]) -> Selection:
    """Return which reports to take so that no two of them are declared to share patients.

    overlaps: pairs of report identifiers; pairs of reports that are not candidates have no effect.
    """
    for candidate in candidates:
        check_count("overlap", f"patients of {candidate.report}", candidate.patients)
    shared: dict[str, set[str]] = {}
    for one, other in overlaps:
        shared.setdefault(one, set()).add(other)
        shared.setdefault(other, set()).add(one)
    taken: list[str] = []
    left_out: list[LeftOut] = []
    for candidate in sorted(candidates, key=lambda c: (-c.patients, -c.year, c.report)):
        rival = next((one for one in taken if one in shared.get(candidate.report, set())), None)
        if rival is None:
            taken.append(candidate.report)
        else:
            left_out.append(LeftOut(candidate.report, rival))
    return Selection(tuple(sorted(taken)), tuple(sorted(left_out, key=lambda item: item.report)))


def with_and_without_merging(
    analyse: Callable[[Data], Result | Withheld],
    merged: Data,
    separate: Data,
    estimate: Callable[[Result], float],
    tolerance: float = 0.005,
) -> DuplicateSensitivity[Result]:
    """Return an analysis of the data with suspected duplicates merged, and with none merged.

    estimate: takes the number to compare from a result; tolerance: absolute difference that is shown.
    """
    one, two = analyse(merged), analyse(separate)
    if isinstance(one, Withheld) or isinstance(two, Withheld):
        differs, difference = isinstance(one, Withheld) != isinstance(two, Withheld), None
    else:
        first, second = estimate(one), estimate(two)
        difference = first - second if math.isfinite(first) and math.isfinite(second) else None
        differs = first != second if difference is None else abs(difference) > tolerance
    issues: tuple[Issue, ...] = ()
    if differs:
        message = "the result depends on whether suspected duplicate patients are merged."
        issues = (warning("duplicates-matter", "duplicates", message, "Print both results."),)
    return DuplicateSensitivity(one, two, difference, differs, issues)
