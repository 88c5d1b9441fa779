"""The page of the review: how the reports were found and chosen, and what may be missing. Counts only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.outputs.charts import Frame
from aneatlas.outputs.review import flow_chart, flow_rows
from aneatlas.outputs.site.context import Site
from aneatlas.statistics.results import Withheld

TITLE = "Flow of the review, from the records found to the reports in the atlas"


@dataclass(frozen=True, slots=True)
class Missed:
    """One estimate of what no source found: its key in the register ('' where it is withheld), and its words."""

    key: str
    method: str
    limits: bool
    said: tuple[str, ...]
    assumes: tuple[str, ...]


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page of the review; without a search it says so."""
    told = site.atlas.review
    searched = told is not None and told.flow.records > 0
    chart = None
    if told is not None:
        described = (
            "Records identified, removed, screened and excluded; reports sought, assessed and included."
        )
        chart = flow_chart(told.flow, site.atlas.study, Frame("flow", TITLE, described, "flow-table"))
    yield site.page(
        "review.html",
        "review.html",
        section="about.html",
        title="How reports were found",
        searched=searched,
        chart=chart.svg if chart else "",
        rows=flow_rows(told.flow, site.atlas.study) if told is not None else [],
        sources=list(enumerate(told.sources.names, 1)) if told is not None else [],
        missed=missed(site) if searched else [],
    )


def missed(site: Site) -> list[Missed]:
    """Return the estimates of what no source found, each with its warnings and what it assumes."""
    assert site.atlas.review is not None
    found = []
    for number, estimate in enumerate(site.atlas.review.sources.estimates, 1):
        if isinstance(estimate, Withheld):
            said = tuple(f"{issue.message} {issue.fix}".strip() for issue in estimate.issues)
            found.append(Missed("", estimate.method, False, said, ()))
            continue
        key = f"review.missed.{number}"
        said = tuple(f"{issue.message} {issue.fix}".strip() for issue in estimate.issues)
        found.append(
            Missed(key, estimate.method, site.number.has(f"{key}.low"), said, tuple(estimate.assumptions))
        )
    return found
