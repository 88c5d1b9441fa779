"""Shares of cases: proportions, distributions, features, and how often a text tells something at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aneatlas.core.issues import Issue
from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.guards import Sizes, of_stratum, withheld_because
from aneatlas.outputs.analyses.models import with_model
from aneatlas.outputs.analyses.population import (
    Row,
    Rows,
    answers,
    feature,
    is_known,
    text,
)
from aneatlas.outputs.analyses.result import Estimate, Stratum
from aneatlas.statistics.proportions import wilson

WILSON = "Wilson score interval, 95 %"


def stem(analysis: Analysis, value: str) -> str:
    """Return the first part of the keys of a stratum."""
    return f"{analysis.id}[{value}]" if value else analysis.id


def stratum(
    analysis: Analysis, value: str, name: str, rows: Rows, sizes: Sizes, *, model: bool = True
) -> Stratum:
    """Count one stratum. sizes: how many cases each report describes; model: also fit the main model."""
    if analysis.kind in ("proportion", "distribution"):
        return _of_column(analysis, value, name, rows, sizes, model)
    count = _of_features if analysis.kind == "features" else _of_reporting
    return count(analysis, value, name, rows, sizes)


def _of_column(analysis: Analysis, value: str, name: str, rows: Rows, sizes: Sizes, model: bool) -> Stratum:
    said = answers(analysis, rows)
    known = [(row, v) for row, (v, _) in zip(rows, said, strict=True) if is_known(analysis, v)]
    unread = sum(1 for v, status in said if not v and not status)
    reports = Counter(text(row, "report_id") for row, _ in known)
    reason = withheld_because(analysis, len(known), len(reports))
    warnings = () if reason else of_stratum(analysis, [row for row, _ in known], sizes)
    key = stem(analysis, value)
    estimates = [
        _share(f"{key}.{label}", label, [row for row, v in known if v in values], len(known), len(rows), len(reports), reason, warnings)
        for label, values in _wanted(analysis, [v for _, v in known])
    ]  # fmt: skip
    if analysis.kind == "proportion" and model:
        estimates = [_modelled(estimates[0], [row for row, _ in known])]
    return Stratum(
        key, value, name, len(rows), len(known), len(rows) - len(known) - unread, unread, len(reports), tuple(estimates), warnings
    )  # fmt: skip


def _wanted(analysis: Analysis, values: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    if analysis.kind == "proportion":
        return [(analysis.counted, analysis.counts)]
    named = {value for group in analysis.groups.values() for value in group}
    rest = Counter(value for value in values if value not in named)
    others = sorted(rest, key=lambda v: (-rest[v], v))
    return [*analysis.groups.items(), *((value, (value,)) for value in others)]


def _share(
    key: str, label: str, having: Rows, of: int, total: int, reports: int, reason: str, warnings: tuple[Issue, ...]
) -> Estimate:  # fmt: skip
    cases = tuple(text(row, "case_id") for row in having)
    n = len(cases)
    found = Estimate(
        key,
        label,
        n,
        of,
        total,
        of,
        reports,
        "share",
        None,
        None,
        None,
        WILSON,
        "withheld",
        reason,
        warnings,
        cases,
    )
    if reason:
        return found
    interval = wilson(n, of)
    return replace(found, estimate=n / of, lower=interval.lower, upper=interval.upper, status="shown")


def _modelled(found: Estimate, known: Rows) -> Estimate:
    having = set(found.cases)
    per_report: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in known:
        counts = per_report[text(row, "report_id")]
        counts[0] += text(row, "case_id") in having
        counts[1] += 1
    return with_model(found, ((n, of) for n, of in per_report.values()))


def _of_features(analysis: Analysis, value: str, name: str, rows: Rows, sizes: Sizes) -> Stratum:
    said = {label: [feature(row, columns) for row in rows] for label, columns in analysis.features.items()}
    per_row = [set(given) for given in zip(*said.values(), strict=True)]
    known = [row for row, given in zip(rows, per_row, strict=True) if given & {"present", "absent"}]
    unread = sum(given == {""} for given in per_row)
    warnings = of_stratum(analysis, known, sizes)
    key = stem(analysis, value)
    estimates = [_named(f"{key}.{label}", label, rows, given, warnings) for label, given in said.items()]
    reports = len({text(row, "report_id") for row in known})
    return Stratum(
        key, value, name, len(rows), len(known), len(rows) - len(known) - unread, unread, reports, tuple(estimates), warnings,
        together=_together(said),
    )  # fmt: skip


def _together(said: Mapping[str, Sequence[str]]) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Count which labels are named together in a case; cases that name none are left out."""
    counts: Counter[tuple[str, ...]] = Counter()
    for given in zip(*said.values(), strict=True):
        counts[tuple(label for label, answer in zip(said, given, strict=True) if answer == "present")] += 1
    del counts[()]
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], len(item[0]), item[0])))


_SELDOM_DENIED = "Texts name this and seldom deny it: a percentage of those who say anything would mislead."


def _named(key: str, label: str, rows: Rows, given: Sequence[str], warnings: tuple[Issue, ...]) -> Estimate:
    cases = tuple(text(row, "case_id") for row, said in zip(rows, given, strict=True) if said == "present")
    told = [row for row, said in zip(rows, given, strict=True) if said in ("present", "absent")]
    reports = len({text(row, "report_id") for row in told})
    return Estimate(
        key, label, len(cases), len(told), len(rows), len(told), reports, "share", None, None, None, "Counts and bounds", "withheld",
        _SELDOM_DENIED, warnings, cases,
    )  # fmt: skip


def _of_reporting(analysis: Analysis, value: str, name: str, rows: Rows, sizes: Sizes) -> Stratum:
    """How many texts tell something: of all rows, so that nothing is left unknown."""
    key, reports = stem(analysis, value), len({text(row, "report_id") for row in rows})
    reason = withheld_because(analysis, len(rows), reports)
    warnings: tuple[Issue, ...] = ()
    estimates = [
        _share(f"{key}.{label}", label, [row for row in rows if _told(row, columns)], len(rows), len(rows), reports, reason, warnings)
        for label, columns in analysis.features.items()
    ]  # fmt: skip
    return Stratum(key, value, name, len(rows), len(rows), 0, 0, reports, tuple(estimates))


def _told(row: Row, columns: Sequence[str]) -> bool:
    return any(
        text(row, column) not in ("", "not_reported", "unclear", "not_assessable") for column in columns
    )
