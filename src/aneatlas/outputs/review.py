"""What is told of the review: the flow as a PRISMA 2020 diagram and table, the overlap of sources, what is missed.

Counts only: no record, no reader and no words of a publisher leave the ledger this way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import isfinite

from aneatlas.core.candidates import REGISTERED
from aneatlas.core.flow import Arm, Flow, flow
from aneatlas.core.issues import Issue
from aneatlas.core.replay import Present
from aneatlas.core.review_state import Review, of_present
from aneatlas.core.screening import Step
from aneatlas.core.study import Study
from aneatlas.outputs.charts import Assessment, Chart, Frame, Item, Prisma, prisma
from aneatlas.statistics.loglinear import population_size
from aneatlas.statistics.results import Interval, Withheld, withheld
from aneatlas.statistics.two_sources import Undercount, chao_lower_bound, chapman

OTHER = "Collections and hand entry"
Numbers = dict[str, float | int | str]
FEWEST_SHARED = (
    7  # reports in two or more sources: with fewer Chapman's estimate is biased, and all are guesses
)
FEWEST_MODELLED = 20  # reports in two or more sources below which log-linear models are not fitted


@dataclass(frozen=True, slots=True)
class Row:
    """One count of the flow: key ('searches.sought'), words, number."""

    key: str
    words: str
    n: int


@dataclass(frozen=True, slots=True)
class Pair:
    """How many included reports two sources share."""

    first: str
    second: str
    both: int


@dataclass(frozen=True, slots=True)
class Estimated:
    """How many reports there are, found or not: the estimate, its interval, warnings, and what it assumes."""

    method: str
    seen: int
    estimate: float
    interval: Interval
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """The overlap of the sources, and the estimate of what none of them found.

    of: reports that are or were included; a retracted one was found too. found: those that each source found; only: that
    no other source found. histories: which sources (1) or not (0) -> reports, in the order of `names`. captures: (report,
    source that found it). estimates: with interval and assumptions, or why there is none.
    """

    names: tuple[str, ...]
    of: int
    found: tuple[int, ...]
    only: tuple[int, ...]
    pairs: tuple[Pair, ...]
    histories: dict[tuple[int, ...], int]
    captures: tuple[tuple[str, str], ...]
    estimates: tuple[Estimated | Withheld, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What an atlas tells of its review."""

    flow: Flow
    sources: Sources


def told(present: Present, study: Study) -> Told:
    """Return what the present tells of the review."""
    reasons = [reason.id for reason in study.eligibility.reason]
    review = of_present(present, study.eligibility.readers, reasons)
    cases, cohorts = ((row for _, row in present.rows(table)) for table in ("cases", "cohorts"))
    return Told(flow(review, cases, cohorts), sources(review))


def review_numbers(rows: Iterable[Mapping[str, object]], captures: Iterable[Mapping[str, object]]) -> Numbers:
    """Return the published numbers of the review from its two tables: `review` and `captures`.

    Keys: review.<key of the flow>; review.source.<place>.found and .only; review.missed.<n> with .estimate,
    .low and .high of each estimate that is given.
    """
    counts: Numbers = {f"review.{row['key']}": int(str(row["n"])) for row in rows}
    by: dict[str, set[str]] = {}
    for row in captures:
        by.setdefault(str(row["report_id"]), set()).add(str(row["source"]))
    names = sorted({name for found in by.values() for name in found}, key=lambda name: (name == OTHER, name))
    histories = Counter(tuple(int(name in found) for name in names) for found in by.values())
    for place in range(len(names)):
        counts[f"review.source.{place + 1}.found"] = _sum(histories, place)
        counts[f"review.source.{place + 1}.only"] = _only(histories, place)
    for number, estimate in enumerate(_estimates(names, histories), 1):
        if not isinstance(estimate, Withheld):
            counts[f"review.missed.{number}.estimate"] = round(estimate.estimate)
            if isfinite(estimate.interval.upper):
                counts[f"review.missed.{number}.low"] = round(estimate.interval.lower)
                counts[f"review.missed.{number}.high"] = round(estimate.interval.upper)
    return counts


def flow_rows(counted: Flow, study: Study) -> list[Row]:
    """Return the counts of the flow as rows of a table."""
    words = {reason.id: reason.text for reason in study.eligibility.reason} | {"retracted": "Retracted."}
    rows = [Row("identified", "Records identified by searches and files", counted.records)]
    rows += [
        Row(f"identified.{place}", f"Records from {source}", n)
        for place, (source, n) in enumerate(counted.identified, 1)
    ]
    rows += [
        Row("duplicates", "Duplicate records", counted.duplicates),
        Row("left_out", "Publications left out by the rules", counted.left_out),
        Row("withdrawn", "Publications that the source took back", counted.withdrawn),
        Row("undecided", "Publications waiting for a reader of title and abstract", counted.undecided),
        Row("screened", "Publications screened", counted.screened),
        Row("excluded", "Publications excluded on title and abstract", counted.excluded),
    ]
    for name, arm, where in (
        ("searches", counted.searches, "found by searches"),
        ("others", counted.others, "from elsewhere"),
    ):
        rows += [
            Row(f"{name}.sought", f"Reports {where}: sought", arm.sought),
            Row(f"{name}.not_retrieved", f"Reports {where}: not retrieved", arm.not_retrieved),
            Row(f"{name}.waiting", f"Reports {where}: waiting", arm.waiting),
            Row(f"{name}.assessed", f"Reports {where}: assessed", arm.assessed),
            *(Row(f"{name}.excluded.{reason}", f"Reports {where}: excluded. {words.get(reason, reason)}", n)
              for reason, n in arm.excluded),
            Row(f"{name}.included", f"Reports {where}: included", arm.included),
        ]  # fmt: skip
    return [
        *rows,
        Row("reports", "Reports in the atlas", counted.included),
        Row("studies", "Works in the atlas (versions of one work counted once)", counted.studies),
        Row("cases", "Cases described one by one", counted.cases),
        Row("cohorts", "Groups counted together", counted.cohorts),
    ]


def flow_chart(counted: Flow, study: Study, frame: Frame) -> Chart:
    """Draw the flow as a PRISMA 2020 diagram."""
    words = {reason.id: reason.text.rstrip(".") for reason in study.eligibility.reason}

    def arm(part: Arm) -> Assessment:
        reasons = tuple(Item(words.get(reason, reason), n) for reason, n in part.excluded)
        return Assessment(part.sought, part.not_retrieved, part.assessed, reasons, part.waiting)

    counts = Prisma(
        databases=tuple(Item(source, n) for source, n in counted.identified),
        registers=(),
        duplicates=counted.duplicates,
        ineligible=counted.left_out,
        removed_otherwise=counted.withdrawn,
        screened=counted.screened,
        excluded=counted.excluded,
        reports=arm(counted.searches),
        studies=counted.studies,
        included=counted.included,
        undecided=counted.undecided,
        other_sources=(Item(OTHER, counted.others.sought),) if counted.others.sought else (),
        other_reports=arm(counted.others) if counted.others.sought else None,
    )
    return prisma(counts, frame)


def sources(review: Review) -> Sources:
    """Return which sources found the included reports, and how many reports none of them found.

    Source: the database, not the single search. The collections taken in, and reports entered by hand, are one
    source more. Only reports that are in (or were, before a retraction) count, and candidates included so far.
    """
    reports = review.tables["reports"]
    own = {str(tie["b"]) for tie in review.tables["ties"].values() if tie["rule"] == REGISTERED}
    by_hand = {
        key
        for key, row in reports.items()
        if key not in own and row.get("standing", "included") != "excluded"
    }
    found_by: dict[str, set[str]] = {report: {OTHER} for report in by_hand}
    for item in review.at(Step.INCLUDED, Step.RETRACTED):
        by = {str(row["source"]) for row in review.live(item)}
        found_by.setdefault(item.report or item.id, set()).update(by)
    names = sorted({name for by in found_by.values() for name in by} - {OTHER})
    names += [OTHER] if any(OTHER in by for by in found_by.values()) else []
    histories = Counter(tuple(int(name in by) for name in names) for by in found_by.values() if by)
    places = range(len(names))
    return Sources(
        names=tuple(names),
        of=sum(histories.values()),
        found=tuple(_sum(histories, place) for place in places),
        only=tuple(_only(histories, place) for place in places),
        pairs=tuple(Pair(names[a], names[b], _sum(histories, a, b)) for a, b in combinations(places, 2)),
        histories=dict(sorted(histories.items(), reverse=True)),
        captures=tuple((report, name) for report in sorted(found_by) for name in sorted(found_by[report])),
        estimates=_estimates(names, histories),
    )


def _estimates(names: list[str], histories: Counter[tuple[int, ...]]) -> tuple[Estimated | Withheld, ...]:
    name, seen = "reports that no source found", sum(histories.values())
    if len(names) < 2:
        few = f"{len(names)} source(s) found reports; what none of them found can be estimated from two or more."
        return (withheld(name, seen, "too-few-sources", few, "Search another source."),)
    times = Counter({k: sum(n for seen_by, n in histories.items() if sum(seen_by) == k) for k in (1, 2)})
    shared = seen - times[1]
    if shared < FEWEST_SHARED:
        few = f"{shared} report(s) were found by two or more sources; an estimate needs {FEWEST_SHARED}."
        return (withheld(name, seen, "too-few-shared", few, "Screen further, or search another source."),)
    if len(names) == 2:
        return (_estimated(chapman(_sum(histories, 0), _sum(histories, 1), _sum(histories, 0, 1))),)
    lower = _estimated(chao_lower_bound(seen, times[1], times[2], len(names)))
    if shared < FEWEST_MODELLED:
        few = f"{shared} reports were found by two or more sources; log-linear models need {FEWEST_MODELLED}."
        return (lower, withheld("log-linear models", seen, "too-few-shared", few, "Read the lower bound."))
    fit = population_size(dict(histories), tuple(names))
    if isinstance(fit, Withheld):
        return (lower, fit)
    # The interval of the one model chosen by AIC would be too narrow: see population_size.
    method = "Log-linear models, averaged"
    return (
        lower,
        Estimated(method, fit.n, fit.averaged, fit.averaged_interval, fit.issues, fit.assumptions),
    )


def _estimated(found: Undercount | Withheld) -> Estimated | Withheld:
    if isinstance(found, Withheld):
        return found
    return Estimated(found.method, found.n, found.estimate, found.interval, found.issues, found.assumptions)


def _only(histories: Counter[tuple[int, ...]], place: int) -> int:
    return sum(n for seen, n in histories.items() if seen[place] and sum(seen) == 1)


def _sum(histories: Counter[tuple[int, ...]], *places: int) -> int:
    return sum(n for seen, n in histories.items() if all(seen[place] for place in places))
