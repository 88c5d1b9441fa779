"""What each report contributes to a pooled figure: an effect and its sampling variance.

Proportions on four scales, comparisons of two groups, rates and means. The formulas and the rule for
empty cells (add 1/2 to all cells of a report that has an empty one, and only there; nothing is added
on the arcsine scales, which do not need it) are those of `escalc` in metafor (Viechtbauer 2010,
doi:10.18637/jss.v036.i03), so that results can be compared digit for digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from aneatlas.core.issues import Issue, Level, warning
from aneatlas.statistics.results import check_count, check_events, check_finite, refuse

ProportionScale = Literal["raw", "logit", "arcsine", "double-arcsine"]
ComparisonMeasure = Literal["risk ratio", "odds ratio", "risk difference", "arcsine difference"]
RateMeasure = Literal["rate ratio", "rate difference"]
MeanMeasure = Literal["mean difference", "standardised mean difference"]


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of several reports on one scale.

    measure: the scale, for example "logit" or "risk ratio" (ratios are held as natural logarithms).
    labels, estimates, variances, sizes: one entry per report; sizes are numbers of patients
        (person-time is not a size, so rates have sizes 0).
    left_out: labels of reports that contribute nothing (no patients), each named in an issue.
    """

    measure: str
    labels: tuple[str, ...]
    estimates: tuple[float, ...]
    variances: tuple[float, ...]
    sizes: tuple[int, ...]
    left_out: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


class TwoByTwo(NamedTuple):
    """Events and totals of two groups in one report."""

    events1: int
    total1: int
    events2: int
    total2: int


class TwoRates(NamedTuple):
    """Events and person-time of two groups in one report."""

    events1: int
    time1: float
    events2: int
    time2: float


class TwoMeans(NamedTuple):
    """Size, mean and standard deviation of two groups in one report."""

    n1: int
    mean1: float
    sd1: float
    n2: int
    mean2: float
    sd2: float


def proportion_effects(
    events: Sequence[int],
    totals: Sequence[int],
    scale: ProportionScale = "logit",
    labels: Sequence[str] = (),
) -> Effects:
    """Return the proportions of reports on one scale.

    Reports without patients are left out and named. Raises NumbersInvalid for impossible counts.
    """
    names = _labels(len(events), labels)
    _same_length("proportions", len(events), len(totals), len(names))
    rows = [
        (name, *check_events(f"proportions ({name})", x, n))
        for name, x, n in zip(names, events, totals, strict=True)
    ]
    kept = [row for row in rows if row[2] > 0]
    left_out = [row[0] for row in rows if row[2] == 0]
    pairs = [_proportion(x, n, scale) for _, x, n in kept]
    corrected = [name for name, x, n in kept if x in (0, n)] if scale in ("raw", "logit") else []
    return Effects(
        scale,
        tuple(row[0] for row in kept),
        tuple(pair[0] for pair in pairs),
        tuple(pair[1] for pair in pairs),
        tuple(row[2] for row in kept),
        tuple(left_out),
        _notes("proportions", left_out, corrected),
    )


def comparison_effects(
    tables: Sequence[TwoByTwo], measure: ComparisonMeasure = "risk ratio", labels: Sequence[str] = ()
) -> Effects:
    """Return the comparisons of two groups: log risk ratio, log odds ratio, risk or arcsine difference.

    A report with an empty group cannot compare: it is left out and named.
    """
    names = _labels(len(tables), labels)
    _same_length("comparisons", len(tables), len(names))
    kept: list[tuple[str, TwoByTwo]] = []
    left_out: list[str] = []
    for name, table in zip(names, tables, strict=True):
        x1, n1 = check_events(f"comparison ({name}, group 1)", table[0], table[1])
        x2, n2 = check_events(f"comparison ({name}, group 2)", table[2], table[3])
        if n1 and n2:
            kept.append((name, TwoByTwo(x1, n1, x2, n2)))
        else:
            left_out.append(name)
    pairs = [_comparison(table, measure) for _, table in kept]
    needs = measure != "arcsine difference"
    corrected = [name for name, table in kept if needs and _has_empty_cell(table)]
    return Effects(
        measure,
        tuple(name for name, _ in kept),
        tuple(pair[0] for pair in pairs),
        tuple(pair[1] for pair in pairs),
        tuple(table.total1 + table.total2 for _, table in kept),
        tuple(left_out),
        _notes("comparison", left_out, corrected),
    )


def rate_effects(
    rates: Sequence[TwoRates], measure: RateMeasure = "rate ratio", labels: Sequence[str] = ()
) -> Effects:
    """Return the log rate ratios or the rate differences of two groups."""
    names = _labels(len(rates), labels)
    estimates, variances, corrected = [], [], []
    for name, row in zip(names, rates, strict=True):
        where = f"rates ({name})"
        x1: float = check_count(where, "events1", row.events1)
        x2: float = check_count(where, "events2", row.events2)
        check_finite(where, "person-time", (row.time1, row.time2))
        if row.time1 <= 0 or row.time2 <= 0:
            raise refuse(where, "time-not-positive", "person-time must be positive.", "Leave the report out.")
        if x1 == 0 or x2 == 0:
            x1, x2 = x1 + 0.5, x2 + 0.5
            corrected.append(name)
        if measure == "rate ratio":
            estimates.append(math.log(x1 / row.time1) - math.log(x2 / row.time2))
            variances.append(1 / x1 + 1 / x2)
        else:
            estimates.append(x1 / row.time1 - x2 / row.time2)
            variances.append(x1 / row.time1**2 + x2 / row.time2**2)
    return Effects(
        measure,
        names,
        tuple(estimates),
        tuple(variances),
        (0,) * len(names),
        (),
        _notes("rates", [], corrected),
    )


def mean_effects(
    means: Sequence[TwoMeans], measure: MeanMeasure = "mean difference", labels: Sequence[str] = ()
) -> Effects:
    """Return mean differences, or standardised ones with Hedges' exact small-sample correction."""
    names = _labels(len(means), labels)
    estimates, variances = [], []
    for name, row in zip(names, means, strict=True):
        where = f"means ({name})"
        n1, n2 = check_count(where, "n1", row.n1), check_count(where, "n2", row.n2)
        check_finite(where, "means", tuple(map(float, row)))
        if min(n1, n2) < 2 or min(row.sd1, row.sd2) <= 0:
            raise refuse(
                where,
                "means-unusable",
                "each group needs two patients and a positive standard deviation.",
                "Leave the report out.",
            )
        difference = row.mean1 - row.mean2
        if measure == "mean difference":
            estimates.append(difference)
            variances.append(row.sd1**2 / n1 + row.sd2**2 / n2)
        else:
            df = n1 + n2 - 2
            pooled = math.sqrt(((n1 - 1) * row.sd1**2 + (n2 - 1) * row.sd2**2) / df)
            correction = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
            g = correction * difference / pooled
            estimates.append(g)
            variances.append(1 / n1 + 1 / n2 + g * g / (2 * (n1 + n2)))
    return Effects(measure, names, tuple(estimates), tuple(variances), tuple(int(m.n1 + m.n2) for m in means))


def _proportion(x: int, n: int, scale: ProportionScale) -> tuple[float, float]:
    if scale == "arcsine":
        return math.asin(math.sqrt(x / n)), 1 / (4 * n)
    if scale == "double-arcsine":
        angle = math.asin(math.sqrt(x / (n + 1))) + math.asin(math.sqrt((x + 1) / (n + 1)))
        return angle / 2, 1 / (4 * n + 2)
    add = 0.5 if x in (0, n) else 0.0
    events, failures = x + add, n - x + add
    if scale == "logit":
        return math.log(events / failures), 1 / events + 1 / failures
    if scale == "raw":
        total = events + failures
        return events / total, events * failures / total**3
    raise refuse("proportions", "scale-unknown", f"no scale called {scale!r}.", "raw, logit, arcsine, ...")


def _has_empty_cell(table: TwoByTwo) -> bool:
    x1, n1, x2, n2 = table
    return 0 in (x1, n1 - x1, x2, n2 - x2)


def _comparison(table: TwoByTwo, measure: ComparisonMeasure) -> tuple[float, float]:
    x1, n1, x2, n2 = table
    if measure == "arcsine difference":
        return math.asin(math.sqrt(x1 / n1)) - math.asin(math.sqrt(x2 / n2)), 1 / (4 * n1) + 1 / (4 * n2)
    add = 0.5 if _has_empty_cell(table) else 0.0
    a, b, c, d = x1 + add, n1 - x1 + add, x2 + add, n2 - x2 + add
    if measure == "risk ratio":
        return math.log(a / (a + b)) - math.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    if measure == "odds ratio":
        return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    if measure == "risk difference":
        return a / (a + b) - c / (c + d), a * b / (a + b) ** 3 + c * d / (c + d) ** 3
    raise refuse("comparison", "measure-unknown", f"no measure called {measure!r}.", "risk ratio, ...")


def _labels(count: int, labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(labels) if labels else tuple(f"report {place}" for place in range(1, count + 1))


def _same_length(what: str, *lengths: int) -> None:
    if len(set(lengths)) > 1:
        raise refuse(what, "lengths-differ", f"the columns differ in length: {lengths}.", "One entry each.")


def _notes(where: str, left_out: Sequence[str], corrected: Sequence[str]) -> tuple[Issue, ...]:
    issues = []
    if left_out:
        names = ", ".join(left_out)
        issues.append(warning("reports-left-out", where, f"no patients in: {names}; left out."))
    if corrected:
        message = f"1/2 was added to the cells of {len(corrected)} report(s) with an empty cell."
        fix = "The logistic model with a random report effect needs no such correction."
        issues.append(Issue(Level.NOTE, "empty-cells-corrected", where, message, fix))
    return tuple(issues)
