"""Guards as data: each returns the issues that a figure must carry, or why it must be withheld.

A guard of level error withholds the figure; a warning is printed beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aneatlas.core.issues import Issue, Level, error, errors, warning
from aneatlas.statistics.effects import TwoByTwo
from aneatlas.statistics.results import Withheld, check_count, check_finite

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class TreatedPatient:
    """A patient of a treatment comparison, times in hours from onset.

    treated_at: when treatment began; None: never. died_at: None: survived, or died after follow-up.
    """

    treated_at: float | None
    died_at: float | None


def too_few_patients(n: int, least: int = 5, show: int = 10) -> tuple[Issue, ...]:
    """Return an error below `least` patients (withhold), a warning below `show` (print it)."""
    check_count("patients", "n", n)
    if n < least:
        message = f"{n} patient(s): fewer than {least}, so no proportion is shown."
        return (error("too-few-patients", "patients", message, "Show the patients one by one."),)
    if n < show:
        return (warning("few-patients", "patients", f"only {n} patients.", "Read the interval."),)
    return ()


def one_report_dominates(patients: Mapping[str, int], share: float = 0.5) -> tuple[Issue, ...]:
    """Return a warning when one report holds more than a share of the patients."""
    total = sum(check_count("reports", f"patients of {name}", n) for name, n in patients.items())
    if len(patients) < 2 or total == 0:
        return ()
    name, most = max(patients.items(), key=lambda item: item[1])
    if most <= share * total:
        return ()
    message = f"{name} has {most} of {total} patients."
    return (warning("one-report-dominates", "reports", message, "Show the figure without it as well."),)


def separation(table: TwoByTwo) -> tuple[Issue, ...]:
    """Return a warning when a cell is empty, so that an odds ratio has no finite maximum-likelihood value."""
    cells = (table.events1, table.total1 - table.events1, table.events2, table.total2 - table.events2)
    if 0 not in cells:
        return ()
    message = f"a cell is empty ({', '.join(map(str, cells))}), so the odds ratio is 0 or infinite."
    return (warning("separation", "comparison", message, "Use Firth's regression or the exact interval."),)


def immortal_time(patients: Sequence[TreatedPatient], landmark: float) -> tuple[Issue, ...]:
    """Return issues of a comparison 'treated within `landmark` hours' against 'later or never'.

    Patients who died before the landmark untreated had no chance to be treated in time: they fall into the
    comparison group and make treatment look better (Suissa 2008, doi:10.1093/aje/kwm324). An error when
    they are more than a tenth of the comparison group, else a warning when there are any.
    """
    check_finite("treatment timing", "landmark", (landmark,))
    late = [p for p in patients if p.treated_at is None or p.treated_at > landmark]
    early_deaths = [p for p in late if p.died_at is not None and p.died_at <= landmark]
    if not early_deaths:
        return ()
    message = (
        f"{len(early_deaths)} of {len(late)} patients in the comparison group died within {landmark:g} h, before "
        "they could be treated in time."
    )
    level = Level.ERROR if len(early_deaths) > 0.1 * len(late) else Level.WARNING
    fix = f"Compare only patients alive at {landmark:g} h (a landmark analysis)."
    return (Issue(level, "immortal-time", "treatment timing", message, fix),)


def alive_at_landmark(patients: Sequence[TreatedPatient], landmark: float) -> tuple[TreatedPatient, ...]:
    """Return the patients of a landmark analysis: those who had not died by the landmark."""
    return tuple(p for p in patients if p.died_at is None or p.died_at > landmark)


def published_selection(single_patient_reports: int, patients: int, share: float = 0.3) -> tuple[Issue, ...]:
    """Return a warning when many patients come from reports of one patient.

    Single case reports are written about unusual patients, so their outcomes are not those of all patients.
    """
    single = check_count("selection", "single-patient reports", single_patient_reports)
    n = check_count("selection", "patients", patients)
    if n == 0 or single <= share * n:
        return ()
    message = f"{single} of {n} patients come from reports of one patient, which are chosen for publication."
    return (warning("selected-by-publication", "selection", message, "Compare with consecutive series."),)


def guarded(
    method: str, n: int, issues: Sequence[Issue], compute: Callable[[], Result | Withheld]
) -> Result | Withheld:
    """Return the computed result, or a withheld one when any guard raised an error (nothing is computed)."""
    stops = errors(issues)
    return Withheld(method, n, tuple(stops)) if stops else compute()
