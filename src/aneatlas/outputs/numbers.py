"""The register of published numbers: every number that a page shows, by key, computed from the tables alone.

A page may show a number only through its key, so that `aneatlas verify` can compute it again from the
downloads and compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from aneatlas.core.evidence import Provenance
from aneatlas.core.issues import Issue
from aneatlas.core.kinds import Cell
from aneatlas.outputs.analyses import Comparison, Estimate, Result, Stratum, Variant
from aneatlas.outputs.analyses.result import Lane
from aneatlas.outputs.analyses.undercount import once
from aneatlas.outputs.audits import residual_numbers
from aneatlas.outputs.factsheet.frequency import frequencies
from aneatlas.outputs.review import review_numbers

Rows = Sequence[Mapping[str, Cell]]
Numbers = dict[str, float | int | str]


def numbers(data: Mapping[str, Rows], results: Iterable[Result]) -> Numbers:
    """Return all published numbers by key.

    `data` maps table names to rows (cases, reports, findings, cohorts, counts, overlaps), as exported.
    Keys: reports.included, cases.total, ..., and those of each analysis; see `of_result`.
    """
    found = _totals(data) | residual_numbers(data.get("audits", ()))
    if "review" in data:
        found |= review_numbers(data["review"], data["captures"])
    for result in results:
        found |= of_result(result)
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
        "patients.at_least": once(described, overlaps, {"suspected", "confirmed"}),
        "patients.at_most": once(stated, overlaps, {"confirmed"}),
        "reports.without_number": sum(size == 0 for size in stated.values()),
    }


def of_result(result: Result) -> Numbers:
    """Return the numbers of one analysis by key.

    Of a stratum `<id>` or `<id>[<stratum>]`: `.total`, `.known`, `.unreported`, `.unread`, `.reports`; of an
    estimate `<id>.<label>` what `_of_estimate` says; of a comparison `<id>[<a>/<b>].<label>`; with suspected
    overlaps merged `<id>.<label>.merged.n`, ..., with none merged `.separate.n`; `<id>.unsplit` counts those
    who belong to no stratum, `<id>.left_out` those left out as told twice.
    """
    found: Numbers = {}
    for stratum in result.strata:
        found |= _of_stratum(result, stratum)
        found |= {f"{stratum.key}.warning.{issue.code}": sentence_of(issue) for issue in stratum.warnings}
    for comparison in result.comparisons:
        found |= _of_comparison(comparison)
    if result.analysis.by:
        found[f"{result.id}.unsplit"] = result.unsplit
    overlapping = result.overlapping
    if overlapping is not None:
        found[f"{result.id}.left_out"] = len(overlapping.omitted)
        found[f"{result.id}.left_out_merged"] = len(overlapping.omitted) + len(overlapping.merged_omitted)
        if overlapping.differs:
            for name, variants in (("merged", overlapping.merged), ("separate", overlapping.separate)):
                for variant in variants:
                    found |= _of_variant(f"{variant.key}.{name}", variant)
    return found


def _of_stratum(result: Result, stratum: Stratum) -> Numbers:
    found: Numbers = {
        f"{stratum.key}.total": stratum.total,
        f"{stratum.key}.known": stratum.known,
        f"{stratum.key}.unreported": stratum.unreported,
        f"{stratum.key}.unread": stratum.unread,
        f"{stratum.key}.reports": stratum.reports,
    }
    for estimate in stratum.estimates:
        found |= _of_estimate(estimate, named=result.analysis.kind == "features")
    found |= {f"{stratum.key}.together.{' + '.join(labels)}": n for labels, n in stratum.together}
    found |= _of_charts(stratum)
    for variant in stratum.alternatives:
        found |= _of_variant(variant.key, variant)
    for point in stratum.points:
        found |= {
            f"{stratum.key}.report.{point.report}.n": point.n,
            f"{stratum.key}.report.{point.report}.of": point.of,
        }
        found |= _limits(f"{stratum.key}.report.{point.report}", point.n / point.of, point.lower, point.upper)
    return found


def _of_charts(stratum: Stratum) -> Numbers:
    """`.funnel.<report>.effect` and `.se` (log odds), `.funnel.egger`, `.egger_p`, `.rank`, `.rank_p`; `.date.<date>`,
    `.undated`; `.lane.<case>` in words, `.lanes`; where a chart is withheld its reason as `.funnel_reason` and the like.
    """
    found: Numbers = {}
    funnel, dates, lanes = stratum.funnel, stratum.dates, stratum.lanes
    if funnel is not None and not funnel.reason:
        found[f"{stratum.key}.funnel.reports"] = len(funnel.points)
        found[f"{stratum.key}.funnel.pooled"] = round(funnel.pooled, 2)
        for label, effect, se in funnel.points:
            found[f"{stratum.key}.funnel.{label}.effect"] = round(effect, 2)
            found[f"{stratum.key}.funnel.{label}.se"] = round(se, 2)
        for name, test in (("egger", funnel.egger), ("rank", funnel.rank)):
            if test is not None:
                found[f"{stratum.key}.funnel.{name}"] = round(test[0], 2)
                found[f"{stratum.key}.funnel.{name}_p"] = p_value(test[1])
        if funnel.test_reason:
            found[f"{stratum.key}.funnel.test_reason"] = funnel.test_reason
    if dates is not None:
        found |= {f"{stratum.key}.date.{date}": n for date, n in dates.counts}
        found[f"{stratum.key}.undated"] = dates.undated
    if lanes is not None:
        found |= {f"{stratum.key}.lane.{lane.case}": lane_words(lane) for lane in lanes.lanes}
        found[f"{stratum.key}.lanes"] = lanes.told
    charts = {"funnel": funnel, "dates": dates, "lanes": lanes}
    reasons = {name: chart.reason for name, chart in charts.items() if chart is not None and chart.reason}
    return found | {f"{stratum.key}.{name}_reason": reason for name, reason in reasons.items()}


def lane_words(lane: Lane) -> str:
    """Return the treatments and the ending of a case in words, with days of one decimal."""
    spells = [
        f"{s.treatment}, time not told" if s.start is None
        else f"{s.treatment} from day {s.start:.1f}" + ("" if s.end is None else f" to day {s.end:.1f}")
        for s in lane.spells
    ]  # fmt: skip
    ending = {"died": "died", "alive": "survived", "unknown": "outcome not told"}[lane.ending]
    return "; ".join([*spells, ending if lane.at is None else f"{ending} on day {lane.at:.1f}"])


def p_value(value: float) -> str:
    """Return a p value as it is printed: two digits that count, and never 0."""
    return "below 0.001" if value < 0.001 else f"{value:.2g}"


def _of_estimate(estimate: Estimate, *, named: bool) -> Numbers:
    """`.n`, `.of`, `.reports`; of a share `.percent`, `.low`, `.high`, `.in_ten`,
    `.in_hundred`, the bounds `.least`, `.most`, and by the
    model `.model`, `.model_low`, `.model_high`, `.next_low`, `.next_high` (a new report), `.tau2`, all but the
    last in per cent; of a total `.estimate`, `.low`, `.high`; of features `.absent` and `.silent`.
    """
    key = estimate.key
    found: Numbers = {f"{key}.n": estimate.n, f"{key}.of": estimate.of, f"{key}.reports": estimate.reports}
    if estimate.reason and not named:
        found[f"{key}.reason"] = estimate.reason
    if estimate.model_reason and estimate.model_reason != estimate.reason:
        found[f"{key}.model_reason"] = estimate.model_reason
    if estimate.unit == "count":
        return found | {f"{key}.patients": estimate.patients}
    if estimate.unit == "total":
        if estimate.estimate is not None and estimate.lower is not None and estimate.upper is not None:
            found[f"{key}.estimate"] = round(estimate.estimate, 1)
            found |= {f"{key}.low": round(estimate.lower, 1), f"{key}.high": round(estimate.upper, 1)}
        return found
    if named:
        found |= {f"{key}.absent": estimate.of - estimate.n, f"{key}.silent": estimate.total - estimate.of}
    if estimate.least is not None and estimate.most is not None:
        found |= {f"{key}.least": percent(estimate.least), f"{key}.most": percent(estimate.most)}
    if estimate.estimate is not None and estimate.lower is not None and estimate.upper is not None:
        found |= _limits(key, estimate.estimate, estimate.lower, estimate.upper)
        found |= {f"{key}.{name}": n for name, n in frequencies(estimate.estimate).items()}
    model = estimate.model
    if model is not None:
        found |= {
            f"{key}.model": percent(model.estimate),
            f"{key}.model_low": percent(model.lower),
            f"{key}.model_high": percent(model.upper),
            f"{key}.next_low": percent(model.prediction_lower),
            f"{key}.next_high": percent(model.prediction_upper),
            f"{key}.tau2": round(model.tau2, 2),
        }
    return found


def _limits(key: str, value: float, low: float, high: float) -> Numbers:
    return {f"{key}.percent": percent(value), f"{key}.low": percent(low), f"{key}.high": percent(high)}


def _of_variant(key: str, variant: Variant) -> Numbers:
    found: Numbers = {f"{key}.n": variant.n, f"{key}.of": variant.of}
    if variant.estimate is not None and variant.lower is not None and variant.upper is not None:
        found |= _limits(key, variant.estimate, variant.lower, variant.upper)
    return found


def _of_comparison(c: Comparison) -> Numbers:
    """`.n1`, `.of1`, `.n2`, `.of2`; `.difference` with `.low`, `.high` and the bounds `.least`, `.most` (percentage
    points); `.odds_ratio`, `.odds_low`, `.odds_high`; allowing for reports `.clustered`, `.clustered_low`, `.clustered_high`.
    """
    found: Numbers = {f"{c.key}.n1": c.n1, f"{c.key}.of1": c.of1, f"{c.key}.n2": c.n2, f"{c.key}.of2": c.of2}
    in_percent = {
        "difference": c.difference,
        "low": c.lower,
        "high": c.upper,
        "least": c.lowest,
        "most": c.highest,
    }
    found |= {f"{c.key}.{name}": percent(v) for name, v in in_percent.items() if v is not None}
    words = {"reason": c.reason, "clustered_reason": c.clustered_reason, "odds_method": c.odds_method}
    found |= {f"{c.key}.{name}": said for name, said in words.items() if said}
    found |= {f"{c.key}.warning.{issue.code}": sentence_of(issue) for issue in c.warnings}
    ratios = {
        "odds_ratio": c.odds_ratio, "odds_low": c.odds_lower, "odds_high": c.odds_upper, "clustered": c.clustered,
        "clustered_low": c.clustered_lower, "clustered_high": c.clustered_upper,
    }  # fmt: skip
    return found | {
        f"{c.key}.{name}": significant(v) for name, v in ratios.items() if v is not None and isfinite(v)
    }


def sentence_of(issue: Issue) -> str:
    """Return a warning as a sentence, without what to do about it: that is for the one who counts."""
    message = issue.message[:1].upper() + issue.message[1:]
    return f"{issue.where}: {issue.message}" if issue.code == "impossible-count" else message


def percent(value: float) -> float:
    """Return a fraction as a percentage with one decimal."""
    return round(100 * value, 1) + 0.0  # never -0.0


def significant(value: float) -> float:
    """Return a ratio with two decimals below 10, one above."""
    return round(value, 2 if abs(value) < 10 else 1)


def show_number(value: float | int | str) -> str:
    """Return a number as a page shows it: thousands with a comma, fractions with one decimal, ratios two."""
    if isinstance(value, float):
        return f"{value:,.1f}" if value == round(value, 1) else f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else value
