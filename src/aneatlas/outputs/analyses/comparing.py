"""Two strata of a figure compared: the difference of shares, the odds ratio, and what silence and clustering leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from aneatlas.core.issues import Issue, Level, warning
from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.guards import immortal, of_comparison
from aneatlas.outputs.analyses.models import capital, with_clusters
from aneatlas.outputs.analyses.population import Rows, answers, feature, is_known, text
from aneatlas.outputs.analyses.result import Comparison, Estimate
from aneatlas.statistics.comparisons import odds_ratio, risk_difference
from aneatlas.statistics.firth import firth_logistic
from aneatlas.statistics.missingness import DifferenceBounds, difference_bounds
from aneatlas.statistics.results import Withheld

SMALL = 5  # below this count in a cell the penalised regression gives the odds ratio
NAMED = "compares how often texts name it, not how often it is there: texts about one group may look closer."
Side = tuple[str, Estimate, Rows]


def compare(
    analysis: Analysis, first: Sequence[Estimate], second: Sequence[Estimate], rows: tuple[Rows, Rows]
) -> list[Comparison]:
    """Compare two strata on every estimate that both have. rows: the rows of the two strata."""
    assert analysis.compare is not None
    a, b = analysis.compare
    by_label = {estimate.label: estimate for estimate in second}
    early = immortal(analysis, rows[1])
    found = []
    for one in first:
        other = by_label.get(one.label)
        if other is not None:
            key = f"{analysis.id}[{a}/{b}].{one.label}"
            found.append(_pair(analysis, key, (a, one, rows[0]), (b, other, rows[1]), early))
    return found


def _pair(analysis: Analysis, key: str, first: Side, second: Side, early: tuple[Issue, ...]) -> Comparison:
    (a, one, rows1), (b, other, rows2) = first, second
    named = analysis.kind == "features"
    of1, of2 = (one.total, other.total) if named else (one.of, other.of)
    names = (analysis.strata.get(a, a), analysis.strata.get(b, b))
    bare = Comparison(key, one.label, *names, one.n, of1, other.n, of2, "withheld")
    least = analysis.guard.patients
    if min(of1, of2) < least:
        reason = f"Too few patients for a comparison: {of1} and {of2} known, {least} needed in each group."
        return replace(bare, reason=reason, warnings=early)
    stops = [issue for issue in early if issue.level is Level.ERROR]
    if stops:
        return replace(bare, reason=capital(stops[0].message), warnings=early)
    difference = risk_difference(one.n, of1, other.n, of2)
    if isinstance(difference, Withheld):
        return replace(bare, reason=difference.issues[0].message, warnings=early)
    shown = replace(
        bare, status="shown", difference=difference.estimate, lower=difference.interval.lower,
        upper=difference.interval.upper, warnings=(*early, *of_comparison(one.n, of1, other.n, of2)),
    )  # fmt: skip
    if named:
        words = warning("named-not-measured", analysis.title, NAMED)
        shown = replace(shown, warnings=(*shown.warnings, words))
    return _clustered(analysis, _bounded(_odds(shown), one, other), rows1, rows2)


def _odds(found: Comparison) -> Comparison:
    """Add the odds ratio: by its score interval, or by Firth's regression where a cell is small."""
    n1, of1, n2, of2 = found.n1, found.of1, found.n2, found.of2
    if min(n1, of1 - n1, n2, of2 - n2) >= SMALL:
        ratio = odds_ratio(n1, of1, n2, of2)
        if not isinstance(ratio, Withheld):
            return replace(
                found, odds_ratio=ratio.estimate, odds_lower=ratio.interval.lower, odds_upper=ratio.interval.upper,
                odds_method=ratio.method,
            )  # fmt: skip
    outcome = [1] * n1 + [0] * (of1 - n1) + [1] * n2 + [0] * (of2 - n2)
    fit = firth_logistic(outcome, [[1] * of1 + [0] * of2], ["first group"])
    if isinstance(fit, Withheld):
        return replace(found, odds_method=fit.issues[0].message)
    group = fit.coefficients[-1]
    limits = group.odds_ratio_interval
    return replace(
        found,
        odds_ratio=group.odds_ratio,
        odds_lower=limits.lower,
        odds_upper=limits.upper,
        odds_method=fit.method,
    )


def _bounded(found: Comparison, one: Estimate, other: Estimate) -> Comparison:
    bounds = difference_bounds((one.n, one.of, one.total), (other.n, other.of, other.total))
    if not isinstance(bounds, DifferenceBounds):
        return found
    return replace(found, lowest=bounds.lowest, highest=bounds.highest, decided=bounds.decided)


def _clustered(analysis: Analysis, found: Comparison, first: Rows, second: Rows) -> Comparison:
    """Add the odds ratio whose interval allows for reports (proportions and features only)."""
    if analysis.kind == "distribution":
        return found
    per_report: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for place, rows in ((0, first), (2, second)):
        for row, answer in zip(rows, _read(analysis, found.label, rows), strict=True):
            if answer is not None:
                counts = per_report[text(row, "report_id")]
                counts[place] += answer
                counts[place + 1] += 1
    return with_clusters(found, ((a, b, c, d) for a, b, c, d in per_report.values()))


def _read(analysis: Analysis, label: str, rows: Rows) -> list[int | None]:
    if analysis.kind == "features":
        return [int(feature(row, analysis.features[label]) == "present") for row in rows]
    return [int(v in analysis.counts) if is_known(analysis, v) else None for v, _ in answers(analysis, rows)]
