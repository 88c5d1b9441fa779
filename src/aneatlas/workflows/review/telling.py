"""What the review comes to: its flow, the overlap of its sources, and what is missed."""

from __future__ import annotations

from collections.abc import Iterator

from aneatlas.core.flow import Flow, flow
from aneatlas.core.study import Study
from aneatlas.outputs.charts import Frame, standalone
from aneatlas.outputs.review import Estimated, Sources, flow_chart, flow_rows, sources
from aneatlas.statistics.results import Withheld
from aneatlas.store import Ledger
from aneatlas.workflows.review.holding import held

_TITLE = "Flow of the review, from the records found to the reports in the atlas"


def flow_of(ledger: Ledger, study: Study) -> Flow:
    """Return the counts of the flow, computed from the events."""
    present = ledger.present()
    with held(ledger, study) as review:
        cases = (row for _, row in present.rows("cases"))
        return flow(review, cases, (row for _, row in present.rows("cohorts")))


def flow_svg(found: Flow, study: Study) -> str:
    """Return the flow as an SVG file: a PRISMA 2020 diagram."""
    described = f"{found.records:,} records, {found.included:,} reports included."
    return standalone(flow_chart(found, study, Frame("flow", _TITLE, described)).svg)


def flow_lines(found: Flow, study: Study) -> Iterator[str]:
    """Yield the counts of the flow, one a line; said first where no search was noted."""
    if not found.records:
        yield "No search and no file of records has been taken in: the reports come from collections and hand entry alone."
    for row in flow_rows(found, study):
        if row.n or "." not in row.key:
            yield f"{row.n:>9,}  {row.words}"


def sources_of(ledger: Ledger, study: Study) -> Sources:
    """Return the overlap between the sources, and the estimate of what none of them found."""
    with held(ledger, study) as review:
        return sources(review)


def source_lines(found: Sources) -> Iterator[str]:
    """Yield the overlap and the estimates, in words."""
    yield f"{found.of} reports that are or were included; {len(found.names)} source(s)."
    for name, n, only in zip(found.names, found.found, found.only, strict=True):
        yield f"{n:>7}  {name} ({only} in no other source)"
    for pair in found.pairs:
        yield f"{pair.both:>7}  both in {pair.first} and {pair.second}"
    for estimate in found.estimates:
        yield from estimate_lines(estimate)


def estimate_lines(estimate: Estimated | Withheld) -> Iterator[str]:
    """Yield an estimate with its interval, its warnings and what it assumes; or why there is none."""
    if isinstance(estimate, Withheld):
        yield f"{estimate.method}: no estimate. {estimate.issues[0].message} {estimate.issues[0].fix}"
        return
    interval = estimate.interval
    span = f"{interval.level:.0%} interval {interval.lower:.0f} to {interval.upper:.0f}"
    yield f"{estimate.method}: {estimate.estimate:.0f} reports ({span}), {estimate.seen} of them seen."
    for issue in estimate.issues:
        yield f"  {issue.message} {issue.fix}".rstrip()
    for assumption in estimate.assumptions:
        yield f"  Assumes: {assumption}"
