"""The register of published numbers: every number that a page shows, by key, computed from the tables alone.

A page may show a number only through its key, so that `aneatlas verify` can compute it again from the
downloads and compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from aneatlas.core.evidence import Provenance
from aneatlas.core.kinds import Cell
from aneatlas.outputs.analyses import Analysis, Figure, compute

Rows = Sequence[Mapping[str, Cell]]
Numbers = dict[str, float | int | str]


def numbers(data: Mapping[str, Rows], analyses: Iterable[Analysis]) -> Numbers:
    """Return all published numbers by key.

    `data` maps table names to rows (cases, reports, findings, cohorts, counts, overlaps), as exported.
    Keys: reports.included, cases.total, ..., and for each analysis `<id>.total`, `<id>.known`,
    `<id>.unreported`, `<id>.unread`, `<id>.<label>.n`, `.percent`, `.low`, `.high`, `.least`, `.most`
    (percentages), for features `.absent` and `.silent` (neither present nor absent); a stratum stands in
    brackets after the id, and `<id>.unsplit` counts those who belong to no stratum.
    """
    found = _totals(data)
    for analysis in analyses:
        figures = compute(analysis, data["cases"])
        for figure in figures:
            found |= of_figure(figure)
        if analysis.by:
            whole = compute(analysis.model_copy(update={"by": ""}), data["cases"])[0]
            found[f"{analysis.id}.unsplit"] = whole.total - sum(figure.total for figure in figures)
    return found


def _totals(data: Mapping[str, Rows]) -> Numbers:
    reports, cohorts = data["reports"], data["cohorts"]
    included = [row for row in reports if row["standing"] == "included"]
    years = [int(str(row["year"])) for row in included if row["year"] not in (None, "")]
    ane = [row for row in cohorts if row["whom"] == "ane" and row["n"] not in (None, "")]
    levels = Counter(str(row["provenance"]) for row in data["findings"])
    found: Numbers = {
        "reports.all": len(reports),
        "reports.included": len(included),
        "reports.excluded": sum(row["standing"] == "excluded" for row in reports),
        "reports.retracted": sum(row["standing"] == "retracted" for row in reports),
        "reports.with_cases": sum(int(str(row["cases_n"])) > 0 for row in included),
        "reports.with_cohorts": sum(int(str(row["cohorts_n"])) > 0 for row in included),
        "reports.with_year": len(years),
        "reports.countries": len({row["country"] for row in included} - {"", None}),
        "reports.with_country": sum(bool(row["country"]) for row in included),
        "cases.total": len(data["cases"]),
        "cases.in_overlap": sum(bool(row["overlap"]) for row in data["cases"]),
        "cohorts.total": len(cohorts),
        "cohorts.ane": len(ane),
        "cohorts.ane.largest": max((int(str(row["n"])) for row in ane), default=0),
        "counts.total": len(data["counts"]),
        "findings.total": len(data["findings"]),
        "overlaps.suspected": sum(row["state"] == "suspected" for row in data["overlaps"]),
        "overlaps.confirmed": sum(row["state"] == "confirmed" for row in data["overlaps"]),
    }
    found |= _patients(included, ane, data["overlaps"])
    if years:
        found |= {"reports.first_year": str(min(years)), "reports.last_year": str(max(years))}
    for level in Provenance:
        found[f"findings.{level.value}"] = levels[level.value]
    found |= _questions(data["findings"], data["codebook"])
    found["fields.total"] = len(data["codebook"])
    found["fields.case"] = sum(row["subject"] == "case" for row in data["codebook"])
    per_year = Counter(years)
    if years:
        found |= {f"reports.year.{year}": per_year[year] for year in range(min(years), max(years) + 1)}
    extents = Counter(str(row["read"]) for row in included)
    found |= {f"reports.read.{extent}": n for extent, n in sorted(extents.items())}
    countries = Counter(str(row["country"]) for row in included if row["country"])
    found |= {f"reports.country.{country}": n for country, n in sorted(countries.items())}
    kinds = Counter(str(row["type"]) for row in included)
    found |= {f"reports.type.{kind}": n for kind, n in sorted(kinds.items())}
    found |= {f"labels.{row['label_id']}": int(str(row["reports_n"])) for row in data["labels"]}
    return found


def _questions(findings: Rows, codebook: Rows) -> Numbers:
    """Count the yes-or-no questions about cases that were asked, and those that the texts answer."""
    signs = {row["field"] for row in codebook if row["kind"] == "sign" and row["subject"] == "case"}
    asked = [
        row
        for row in findings
        if row["field"] in signs and "-" in str(row["subject"]) and str(row["subject"])[-1].isdigit()
    ]
    answered = sum(row["status"] in ("present", "absent") for row in asked)
    return {
        "questions.asked": len(asked),
        "questions.answered": answered,
        "questions.answered_percent": _percent(answered, len(asked)),
    }


def _percent(n: int, of: int) -> float:
    return round(100 * n / of, 1) if of else 0.0


def _patients(included: Rows, cohorts: Rows, overlaps: Rows) -> Numbers:
    """Bound the number of different patients in the collection.

    at_least counts patients who are described one by one; reports joined by an overlap, suspected or
    confirmed, count once, with the one that describes most. at_most counts the patients of cohorts too and
    takes out confirmed overlaps only; reports that give no number of ANE patients add nothing to it.
    """
    described = {str(row["report_id"]): int(str(row["cases_n"])) for row in included}
    stated = dict(described)
    sizes: Counter[str] = Counter()
    for row in cohorts:
        report = str(row["report_id"])
        sizes[report] = max(sizes[report], int(str(row["n"])))
    for report, size in sizes.items():
        if report in stated:
            stated[report] = max(stated[report], size)
    return {
        "patients.at_least": _once(described, overlaps, {"suspected", "confirmed"}),
        "patients.at_most": _once(stated, overlaps, {"confirmed"}),
        "reports.without_number": sum(size == 0 for size in stated.values()),
    }


def _once(sizes: Mapping[str, int], overlaps: Rows, states: set[str]) -> int:
    """Add up the sizes of reports, those joined by an overlap in one of the states with the largest only."""
    group = {report: report for report in sizes}

    def root(report: str) -> str:
        while group[report] != report:
            report = group[report]
        return report

    for row in overlaps:
        a, b = (str(row[end]).partition("-")[0] for end in ("a", "b"))
        if row["state"] in states and a in group and b in group:
            group[root(a)] = root(b)
    largest: Counter[str] = Counter()
    for report, size in sizes.items():
        largest[root(report)] = max(largest[root(report)], size)
    return sum(largest.values())


def of_figure(figure: Figure) -> Numbers:
    """Return the numbers of one figure by key."""
    stem = figure_key(figure)
    found: Numbers = {
        f"{stem}.total": figure.total,
        f"{stem}.known": figure.known,
        f"{stem}.unreported": figure.unreported,
        f"{stem}.unread": figure.unread,
    }
    for share in figure.shares:
        found[f"{stem}.{share.label}.n"] = share.n
        if figure.analysis.kind == "features":
            found[f"{stem}.{share.label}.absent"] = share.of - share.n
            found[f"{stem}.{share.label}.silent"] = figure.total - share.of
        if share.least is not None and share.most is not None:
            found[f"{stem}.{share.label}.least"] = round(share.least, 1)
            found[f"{stem}.{share.label}.most"] = round(share.most, 1)
        if share.percent is not None and share.low is not None and share.high is not None:
            found[f"{stem}.{share.label}.percent"] = round(share.percent, 1)
            found[f"{stem}.{share.label}.low"] = round(100 * share.low, 1)
            found[f"{stem}.{share.label}.high"] = round(100 * share.high, 1)
    return found


def figure_key(figure: Figure) -> str:
    """Return the first part of the keys of a figure."""
    return f"{figure.analysis.id}[{figure.stratum}]" if figure.stratum else figure.analysis.id


def show_number(value: float | int | str) -> str:
    """Return a number as a page shows it: thousands with a comma, fractions with one decimal."""
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else value
