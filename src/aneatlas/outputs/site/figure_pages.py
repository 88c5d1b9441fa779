"""The page of figures, a page for each of them, and the figures that the home page shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from aneatlas.outputs.analyses import Analysis, Comparison, Estimate, Result, Stratum
from aneatlas.outputs.analyses.sentences import Sentence, sentence
from aneatlas.outputs.charts import Frame, Region, brain
from aneatlas.outputs.site.context import Site
from aneatlas.outputs.site.figure_charts import (
    BRAIN,
    VIEWS,
    Picture,
    of_result,
    of_stratum,
    regions,
    together,
)
from aneatlas.outputs.site.figure_index import sections
from aneatlas.outputs.site.further_charts import Further, further


@dataclass(frozen=True, slots=True)
class ShareView:
    """One estimate with the first part of its keys."""

    label: str
    key: str
    known: bool
    estimate: Estimate
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class FigureView:
    """One stratum: the first part of its keys, its name within a split analysis, its table and its charts."""

    key: str
    name: str
    table: str
    withheld: bool
    stratum: Stratum
    shares: list[ShareView]
    charts: list[str]


@dataclass(frozen=True, slots=True)
class Block:
    """One analysis with its figures: one, or one per stratum. charts: of the whole."""

    analysis: Analysis
    result: Result
    figures: list[FigureView]
    charts: list[Picture]
    sentence: Sentence
    table: str
    restricted: bool
    brain: bool
    together: Picture | None = None
    further: list[Further] = field(default_factory=list)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Return the comparisons of the figure."""
        return self.result.comparisons


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page of figures, and a page for each."""
    made = blocks(site)
    shown, withheld = sections(site)
    yield site.page(
        "figures.html", "figures.html", section="figures.html", title="Figures", sections_of=shown, withheld=withheld
    )  # fmt: skip
    for block in made:
        yield site.page(
            f"figures/{block.analysis.id}.html", "figure.html", section="figures.html", title=block.analysis.title,
            block=block, titles=_titles(site),
        )  # fmt: skip


def blocks(site: Site, ident: str = "") -> list[Block]:
    """Return all analyses with their charts. `ident` sets the ids of their tables apart on another page."""
    return [_block(site, result, f"{ident}{result.id}") for result in site.figures]


def headlines(site: Site) -> list[Block]:
    """Return the analyses of the home page, in its order."""
    chosen = sorted((r for r in site.figures if r.analysis.headline), key=lambda r: r.analysis.headline)
    return [_block(site, result, f"h-{result.id}") for result in chosen]


def hero(site: Site) -> tuple[FigureView, str] | None:
    """Return the lesion sites of all cases with the picture that the home page opens with, if there are any."""
    for result in site.figures:
        if result.id == "lesion_sites" and result.strata[0].total >= result.analysis.minimum:
            view = _view(site, result, result.strata[0], "hero")
            areas = {share.label: share.region for share in view.shares if share.region}
            words = f"A drawing of the brain, {VIEWS['coronal']}. Places named in more cases are darker."
            frame = Frame("c-hero", "Places named as damaged", words, "hero-sites")
            return view, brain("coronal", areas, frame)
    return None


def _block(site: Site, result: Result, ident: str) -> Block:
    views = [_view(site, result, s, f"{ident}{place or ''}") for place, s in enumerate(result.strata)]
    table = views[0].table if views else f"t-{ident}"
    return Block(
        result.analysis, result, views, of_result(result, ident, table),
        sentence(result), table,
        bool(result.analysis.where), result.id == BRAIN, together(result, ident, f"together-{ident}"), further(result),
    )  # fmt: skip


def _view(site: Site, result: Result, stratum: Stratum, ident: str) -> FigureView:
    table = f"t-{ident}"
    areas = regions(result, stratum) if result.id in (BRAIN, "lesion_sites") else {}
    return FigureView(
        key=stratum.key,
        name=stratum.name,
        table=table,
        withheld=result.analysis.kind in ("proportion", "distribution")
        and stratum.known < result.analysis.minimum,
        stratum=stratum,
        shares=[
            ShareView(e.label, e.key, e.status == "shown", e, areas.get(e.label)) for e in stratum.estimates
        ],
        charts=[picture.svg for picture in of_stratum(result, stratum, ident, table)],
    )


def _titles(site: Site) -> dict[str, str]:
    return {view.id: view.case.label for view in site.atlas.cases} | {
        id: view.report.title for id, view in site.atlas.reports.items()
    }
