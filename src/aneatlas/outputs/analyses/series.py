"""Counts of whole series, pooled over reports: 'died, 11 of 26' from each, one report of each declared overlap.

A report gives the count of its largest group of patients who all have the disease. Where the analysis names
a column of cases too, a report without such a count gives the cases that it describes one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from aneatlas.core.issues import Issue, warning
from aneatlas.outputs.analyses.asymmetry import funnel_of
from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.guards import cautions, withheld_because
from aneatlas.outputs.analyses.models import with_model
from aneatlas.outputs.analyses.population import STATES, Data, answers, is_known, kept, text
from aneatlas.outputs.analyses.result import Estimate, Omitted, Overlapping, Point, Result, Stratum, Variant
from aneatlas.outputs.analyses.shares import WILSON
from aneatlas.statistics.effects import ProportionScale, proportion_effects
from aneatlas.statistics.guards import one_report_dominates
from aneatlas.statistics.overlap import RULE, Candidate, choose_reports
from aneatlas.statistics.pooling import Adjustment, Pooled, PoolingMethod, pool
from aneatlas.statistics.proportions import wilson
from aneatlas.statistics.results import NumbersInvalid

ALTERNATIVES: tuple[tuple[str, ProportionScale, PoolingMethod, Adjustment], ...] = (
    ("REML on the logit scale, Hartung-Knapp", "logit", "REML", "hartung-knapp"),
    ("Paule-Mandel on the arcsine scale, Hartung-Knapp", "arcsine", "PM", "hartung-knapp"),
)
_THROUGH_CASES = " Reports that overlap through single cases are joined too."


def of_series(analysis: Analysis, data: Data) -> Result:
    """Pool a count over reports."""
    points, impossible = _points(analysis, data)
    chosen = {name: _choose(points, data, states) for name, states in STATES.items()}
    taken, gone = chosen["merged"]
    stratum = _stratum(analysis, taken, impossible)
    variants = {name: _variant(stratum.estimates[0], chosen[name][0]) for name in ("merged", "separate")}
    overlapping = Overlapping(
        RULE[:1].upper() + RULE[1:] + "." + _THROUGH_CASES, gone, (), (variants["merged"],), (variants["separate"],),
        differs=variants["merged"] != variants["separate"],
    )  # fmt: skip
    return Result(analysis, (stratum,), (), overlapping, 0, cautions(analysis))


def _points(analysis: Analysis, data: Data) -> tuple[list[Point], tuple[Issue, ...]]:
    year = {text(r, "report_id"): text(r, "year") for r in data["reports"]}
    whole = {text(c, "cohort_id") for c in data["cohorts"] if text(c, "whom") == "ane"}
    best: dict[str, tuple[int, int]] = {}
    issues: list[Issue] = []
    for row in data["counts"]:
        if (text(row, "field"), text(row, "item")) != (analysis.field, analysis.item):
            continue
        if text(row, "cohort_id") not in whole:
            continue
        report, n, of = text(row, "report_id"), int(text(row, "n")), int(text(row, "of"))
        if of < 1 or not 0 <= n <= of:
            issues.append(
                warning("impossible-count", report, f"{n} of {of} cannot be; the count is left out.")
            )
        elif of > best.get(report, (0, 0))[1]:
            best[report] = (n, of)
    if analysis.column:
        best = _from_cases(analysis, data) | best
    return [_point(report, year.get(report, ""), n, of) for report, (n, of) in sorted(best.items())], tuple(
        issues
    )


def _from_cases(analysis: Analysis, data: Data) -> dict[str, tuple[int, int]]:
    rows = kept(data["cases"], analysis.where)
    having: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for row, (value, _) in zip(rows, answers(analysis, rows), strict=True):
        report = text(row, "report_id")
        known[report] += is_known(analysis, value)
        having[report] += value in analysis.counts
    return {report: (having[report], of) for report, of in known.items() if of}


def _point(report: str, year: str, n: int, of: int) -> Point:
    interval = wilson(n, of)
    return Point(report, int(year) if year else None, n, of, interval.lower, interval.upper)


def _choose(
    points: Iterable[Point], data: Data, states: tuple[str, ...]
) -> tuple[list[Point], tuple[Omitted, ...]]:
    points = list(points)
    pairs = [
        (text(o, "a").partition("-")[0], text(o, "b").partition("-")[0])
        for o in data.get("overlaps", ())
        if text(o, "state") in states
    ]
    selection = choose_reports(
        [Candidate(p.report, p.of, p.year or 0) for p in points], [p for p in pairs if p[0] != p[1]]
    )
    gone = tuple(Omitted(left.report, left.because_of) for left in selection.left_out)
    return [p for p in points if p.report in selection.taken], gone


def _stratum(analysis: Analysis, points: list[Point], impossible: tuple[Issue, ...]) -> Stratum:
    n, of = sum(p.n for p in points), sum(p.of for p in points)
    warnings = (
        *impossible,
        *one_report_dominates({p.report: p.of for p in points}, analysis.guard.dominance),
    )
    reason = withheld_because(analysis, of, len(points))
    key = f"{analysis.id}.{analysis.counted}"
    found = Estimate(
        key, analysis.counted, n, of, of, of, len(points), "share", None, None, None, WILSON, "withheld", reason, warnings,
        tuple(p.report for p in points),
    )  # fmt: skip
    alternatives: tuple[Variant, ...] = ()
    if not reason:
        interval = wilson(n, of)
        found = replace(found, estimate=n / of, lower=interval.lower, upper=interval.upper, status="shown")
        found = with_model(found, ((p.n, p.of) for p in points))
        alternatives = tuple(_alternatives(found, points))
    return Stratum(
        analysis.id,
        "",
        "",
        of,
        of,
        0,
        0,
        len(points),
        (found,),
        warnings,
        tuple(points),
        alternatives,
        funnel=funnel_of(points),
    )


def _alternatives(found: Estimate, points: list[Point]) -> Iterable[Variant]:
    for name, scale, method, adjustment in ALTERNATIVES:
        try:
            effects = proportion_effects([p.n for p in points], [p.of for p in points], scale)
            pooled = pool(effects, method, adjustment)
        except NumbersInvalid:
            continue
        if isinstance(pooled, Pooled):
            natural = pooled.natural
            yield Variant(
                f"{found.key}.{name}", name, found.n, found.of, natural.estimate, natural.interval.lower, natural.interval.upper
            )  # fmt: skip


def _variant(found: Estimate, points: list[Point]) -> Variant:
    n, of = sum(p.n for p in points), sum(p.of for p in points)
    if found.status == "withheld" or not of:
        return Variant(found.key, found.label, n, of, None, None, None)
    interval = wilson(n, of)
    return Variant(found.key, found.label, n, of, n / of, interval.lower, interval.upper)
