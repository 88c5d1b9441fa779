"""The page of figures, and the figures that the home page shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from aneatlas.outputs.analyses import Analysis, Figure, Share
from aneatlas.outputs.charts import Frame, Part, Region, Span, bars, brain, span, stacks, years
from aneatlas.outputs.numbers import figure_key
from aneatlas.outputs.site.context import Register, Site

STRATA = {"child": "Children (under 18 years)", "adult": "Adults"}
BRAIN = "lesion_sites_by_age"
VIEWS = {
    "coronal": "seen from the front, cut across the thalamus",
    "sagittal": "seen from the side, cut in the middle",
}


@dataclass(frozen=True, slots=True)
class ShareView:
    """One share with the first part of its keys."""

    label: str
    key: str
    known: bool
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure: the first part of its keys, its name within a split analysis, its table and its charts."""

    key: str
    name: str
    table: str
    withheld: bool
    shares: list[ShareView]
    charts: list[str]


@dataclass(frozen=True, slots=True)
class Block:
    """One analysis with its figures: one, or one per stratum."""

    analysis: Analysis
    figures: list[FigureView]
    restricted: bool
    brain: bool


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page of figures."""
    yield site.page(
        "figures.html",
        "figures.html",
        section="figures.html",
        title="Figures",
        blocks=blocks(site),
        per_year=_years(site.number),
        years_chart=_years_chart(site.number),
    )


def blocks(site: Site, ident: str = "") -> list[Block]:
    """Return all analyses with their charts. `ident` sets the ids of their tables apart on another page."""
    found = []
    for _, group in groupby(site.figures, key=lambda figure: figure.analysis.id):
        figures = list(group)
        analysis = figures[0].analysis
        views = [_view(figure, f"{ident}{analysis.id}{index or ''}") for index, figure in enumerate(figures)]
        found.append(Block(analysis, views, bool(analysis.where), analysis.id == BRAIN))
    return found


def headlines(site: Site) -> list[Block]:
    """Return the analyses of the home page, in its order."""
    kept = [block for block in blocks(site, "h-") if block.analysis.headline]
    return sorted(kept, key=lambda block: block.analysis.headline)


def hero(site: Site) -> tuple[FigureView, str] | None:
    """Return the lesion sites of all cases with the picture that the home page opens with, if there are any."""
    for figure in site.figures:
        if figure.analysis.id == "lesion_sites" and figure.total >= figure.analysis.minimum:
            view = _view(figure, "hero")
            regions = {share.label: share.region for share in view.shares if share.region}
            words = f"A drawing of the brain, {VIEWS['coronal']}. Places named in more cases are darker."
            return view, brain(
                "coronal", regions, Frame("c-hero", "Places named as damaged", words, "hero-sites")
            )
    return None


def _view(figure: Figure, ident: str) -> FigureView:
    key, table = figure_key(figure), f"t-{ident}"
    regions = {share.label: _region(figure, share) for share in figure.shares}
    return FigureView(
        key=key,
        name=STRATA.get(figure.stratum, figure.stratum),
        table=table,
        withheld=bool(figure.withheld) and figure.analysis.kind != "features",
        shares=[
            ShareView(share.label, f"{key}.{share.label}", share.percent is not None, regions[share.label])
            for share in figure.shares
        ],
        charts=_charts(figure, ident, table, regions),
    )


def _region(figure: Figure, share: Share) -> Region:
    return Region(share.label, share.n, figure.total, figure.total < figure.analysis.minimum)


def _charts(figure: Figure, ident: str, table: str, regions: dict[str, Region]) -> list[str]:
    analysis = figure.analysis
    name = (
        f"{analysis.title}: {STRATA.get(figure.stratum, figure.stratum)}"
        if figure.stratum
        else analysis.title
    )
    said = "The numbers are in the table that follows."
    if analysis.id == BRAIN:
        frames = {
            view: Frame(f"c-{ident}-{view}", f"{name}, {words}", f"A drawing of the brain, {words}. Places named in more cases are darker. {said}", table)
            for view, words in VIEWS.items()
        }  # fmt: skip
        return [brain(view, regions, frame) for view, frame in frames.items()]
    frame = Frame(f"c-{ident}", name, f"{_SHAPES[analysis.kind]} {said}", table)
    if analysis.kind == "features":
        parts = [Part(s.label, s.n, s.of - s.n, figure.total - s.of) for s in figure.shares]
        return [stacks(parts, frame)]
    if analysis.kind == "distribution":
        return [bars([Part(share.label, share.n) for share in figure.shares], frame)]
    return [_span(figure.shares[0], frame)]


_SHAPES = {
    "features": "One bar per feature: how many texts name it, deny it, and are silent.",
    "distribution": "One bar per value, as long as the number of cases.",
    "proportion": (
        "A line from 0 to 100 percent: a wide band for the bounds among all cases, a narrow band for the "
        "95 percent interval among the known, a dot for the share of the known."
    ),
}


def _span(share: Share, frame: Frame) -> str:
    least = 0.0 if share.least is None else share.least
    most = 100.0 if share.most is None else share.most
    if share.percent is None or share.low is None or share.high is None:
        return span(Span(least, most), frame)
    return span(Span(least, most, share.percent, 100 * share.low, 100 * share.high), frame)


def _years(number: Register) -> list[tuple[int, str]]:
    if not number.has("reports.first_year"):
        return []
    first, last = int(number.value("reports.first_year")), int(number.value("reports.last_year"))
    return [(year, f"reports.year.{year}") for year in range(first, last + 1)]


def _years_chart(number: Register) -> str:
    counted = [(year, int(number.value(key))) for year, key in _years(number)]
    words = "One bar per year of publication; years without a report keep their place. The numbers are in the table that follows."
    return years(counted, Frame("c-years", "Included reports by year", words, "t-years")) if counted else ""
