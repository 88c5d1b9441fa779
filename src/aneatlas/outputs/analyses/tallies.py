"""Reports, and the patients they tell of, by a column of the table of reports: year, country, label."""

from __future__ import annotations

from collections import defaultdict

from aneatlas.core.issues import warning
from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.guards import cautions
from aneatlas.outputs.analyses.population import Data, kept, number, text
from aneatlas.outputs.analyses.result import Estimate, Result, Stratum

SEPARATOR = ";"


def of_reports(analysis: Analysis, data: Data) -> Result:
    """Count included reports by each value of the column, and the patients that they tell of.

    Patients of a report: of its largest group with the disease, or those described one by one where they
    are more. Overlaps are not taken out: who is told of twice is counted twice. Years without a report keep
    their place.
    """
    rows = [row for row in kept(data["reports"], analysis.where) if text(row, "standing") == "included"]
    patients = patients_of(data)
    groups: dict[str, list[str]] = defaultdict(list)
    with_value: set[str] = set()
    for row in rows:
        for value in filter(None, text(row, analysis.column).split(SEPARATOR)):
            groups[value].append(text(row, "report_id"))
            with_value.add(text(row, "report_id"))
    names = _names(data, analysis.column)
    estimates = [
        Estimate(
            f"{analysis.id}.{value}", names.get(value, value), len(groups.get(value, [])), len(with_value), len(rows),
            sum(patients.get(report, 0) for report in groups.get(value, [])), len(groups.get(value, [])), "count",
            None, None, None, "Counts", "shown", "", (), tuple(groups.get(value, [])),
        )
        for value in _order(analysis, groups)
    ]  # fmt: skip
    known = len(with_value)
    stratum = Stratum(analysis.id, "", "", len(rows), known, len(rows) - known, 0, known, tuple(estimates))
    told = (
        warning(
            "told-twice", analysis.title,
            "patients who may be told of in several reports are counted with each of them here.",
        ),
    )  # fmt: skip
    return Result(analysis, (stratum,), warnings=(*cautions(analysis), *told))


def patients_of(data: Data) -> dict[str, int]:
    """Return how many patients with the disease each report tells of."""
    found = {text(row, "report_id"): int(number(row, "cases_n") or 0) for row in data["reports"]}
    for row in data["cohorts"]:
        report = text(row, "report_id")
        if text(row, "whom") == "ane":
            found[report] = max(found.get(report, 0), int(number(row, "n") or 0))
    return found


def _names(data: Data, column: str) -> dict[str, str]:
    """Return how the values of a column are written: a label as it is printed, a term by its name."""
    if column == "labels":
        return {text(row, "label_id"): text(row, "text") for row in data.get("labels", ())}
    for row in data.get("codebook", ()):
        if text(row, "field") == f"report_{column}":
            return dict(
                zip(
                    text(row, "values").split(SEPARATOR),
                    text(row, "value_names").split(SEPARATOR),
                    strict=True,
                )
            )
    return {}


def _order(analysis: Analysis, groups: dict[str, list[str]]) -> list[str]:
    if analysis.column == "year":
        years = sorted(int(value) for value in groups)
        return [str(year) for year in range(years[0], years[-1] + 1)] if years else []
    return sorted(groups, key=lambda value: (-len(groups[value]), value))
