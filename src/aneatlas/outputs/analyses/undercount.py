"""How many published cases there are, and how many reports no source has found.

Patients are bounded by the overlaps. Reports that no source has are estimated by capture-recapture, from
the sources in which each included report was found (table `captures`); with fewer than two sources, or where
the sources share no report, there is no estimate, and the figure says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.guards import cautions
from aneatlas.outputs.analyses.models import capital
from aneatlas.outputs.analyses.population import Data, Rows, text
from aneatlas.outputs.analyses.result import Estimate, Result, Stratum
from aneatlas.outputs.analyses.tallies import patients_of
from aneatlas.statistics.loglinear import PopulationSize, population_size
from aneatlas.statistics.results import Withheld
from aneatlas.statistics.two_sources import Undercount, chapman

METHOD_TWO = "Chapman's estimator of two sources, 95 %"
METHOD_MORE = "Log-linear models of the sources, averaged by their Akaike weights, 95 %"


def of_records(analysis: Analysis, data: Data) -> Result:
    """Count patients and reports, and estimate the reports that are missing."""
    included = [row for row in data["reports"] if text(row, "standing") == "included"]
    described = {text(row, "report_id"): int(text(row, "cases_n")) for row in included}
    stated = {report: n for report, n in patients_of(data).items() if report in described}
    overlaps = data.get("overlaps", ())
    counts = (
        ("Reports", len(included), len(included)),
        ("Patients described one by one, at least", once(described, overlaps, {"suspected", "confirmed"}), sum(n > 0 for n in described.values())),
        ("Patients described or counted, at least", once(stated, overlaps, {"suspected", "confirmed"}), sum(n > 0 for n in stated.values())),
        ("Patients described or counted, at most", once(stated, overlaps, {"confirmed"}), sum(n > 0 for n in stated.values())),
    )  # fmt: skip
    estimates = [
        Estimate(f"{analysis.id}.{label}", label, n, n, n, n if "Patients" in label else 0, reports, "count", None, None, None, "Counts", "shown")
        for label, n, reports in counts
    ]  # fmt: skip
    estimates.append(
        _missing(analysis, data.get("captures", ()), {text(row, "report_id") for row in included})
    )
    silent = sum(n == 0 for n in stated.values())
    stratum = Stratum(
        analysis.id, "", "", len(included), len(included) - silent, silent, 0, len(included), tuple(estimates)
    )
    return Result(analysis, (stratum,), warnings=cautions(analysis))


def once(patients: dict[str, int], overlaps: Rows, states: set[str]) -> int:
    """Add up the patients of reports, those joined by an overlap in one of the states with the largest only."""
    group = {report: report for report in patients}

    def root(report: str) -> str:
        while group[report] != report:
            report = group[report]
        return report

    for row in overlaps:
        a, b = (text(row, end).partition("-")[0] for end in ("a", "b"))
        if text(row, "state") in states and a in group and b in group:
            group[root(a)] = root(b)
    largest: Counter[str] = Counter()
    for report, n in patients.items():
        largest[root(report)] = max(largest[root(report)], n)
    return sum(largest.values())


def _missing(analysis: Analysis, captures: Rows, included: set[str]) -> Estimate:
    label = "Reports in all, found or not"
    found_by: dict[str, set[str]] = defaultdict(set)
    for row in captures:
        if text(row, "report_id") in included:
            found_by[text(row, "report_id")].add(text(row, "source"))
    sources = sorted(set().union(*found_by.values())) if found_by else []
    seen = len(found_by)
    bare = Estimate(
        f"{analysis.id}.{label}", label, seen, seen, seen, 0, seen, "total", None, None, None,
        METHOD_TWO if len(sources) < 3 else METHOD_MORE, "withheld", cases=tuple(sorted(found_by)),
    )  # fmt: skip
    if len(sources) < 2:
        reason = (
            "The ledger holds no searches of several sources, from whose overlap the missing reports could be estimated."
            if not sources
            else f"All reports come from one source ({sources[0]}): what is missing there cannot be estimated."
        )
        return replace(bare, reason=reason)
    histories = Counter(tuple(int(source in by) for source in sources) for by in found_by.values())
    if len(sources) == 2:
        first = sum(n for history, n in histories.items() if history[0])
        second = sum(n for history, n in histories.items() if history[1])
        fit: Undercount | PopulationSize | Withheld = chapman(first, second, histories[1, 1])
    else:
        fit = population_size(dict(histories), tuple(sources))
    if isinstance(fit, Withheld):
        return replace(bare, reason=capital(fit.issues[0].message))
    # the interval of the one model chosen by AIC would be too narrow: see population_size
    if isinstance(fit, PopulationSize):
        estimate, interval = fit.averaged, fit.averaged_interval
    else:
        estimate, interval = fit.estimate, fit.interval
    return replace(
        bare,
        estimate=estimate,
        lower=interval.lower,
        upper=interval.upper,
        status="shown",
        warnings=fit.issues,
    )
