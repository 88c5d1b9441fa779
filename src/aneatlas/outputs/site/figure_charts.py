"""The charts of a figure: which picture a kind of analysis has, drawn from its result alone."""

from __future__ import annotations

from dataclasses import dataclass

from aneatlas.outputs.analyses import Estimate, Result, Stratum
from aneatlas.outputs.analyses.population import NOT_TOLD
from aneatlas.outputs.analyses.result import Step
from aneatlas.outputs.charts import (
    Band,
    Combination,
    Curve,
    Curves,
    Forest,
    ForestRow,
    Frame,
    Moment,
    Part,
    Pyramid,
    Region,
    Series,
    Span,
    UpSet,
    bars,
    brain,
    curves,
    forest,
    gathered,
    pyramid,
    series,
    share_row,
    span,
    stacks,
    upset,
    years,
)
from aneatlas.outputs.charts import Estimate as Drawn
from aneatlas.outputs.charts import Step as DrawnStep

BRAIN = "lesion_sites_by_age"
VIEWS = {
    "coronal": "seen from the front, cut across the thalamus",
    "sagittal": "seen from the side, cut in the middle",
}
SAID = "The numbers are in the table that follows."
MOST = 15  # bars of a tally


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG. wide: it keeps its size and scrolls sideways on a small screen."""

    svg: str
    label: str
    wide: bool = False


def of_result(result: Result, ident: str, table: str) -> list[Picture]:
    """Return the charts of a whole figure; empty where each stratum has its own. `ident` is unique on the page."""
    frame = Frame(f"c-{ident}", result.title, SAID, table)
    analysis = result.analysis
    if analysis.kind == "series":
        return _series(result, frame)
    if analysis.kind == "proportion" and analysis.by:
        return _split(result, frame)
    if analysis.kind == "tally":
        return _tally(result, frame)
    if analysis.kind == "times":
        return _times(result, frame)
    if analysis.column == "age_group" and analysis.by == "sex":
        return _pyramid(result, frame)
    return []


def of_stratum(result: Result, stratum: Stratum, ident: str, table: str) -> list[Picture]:
    """Return the charts of one stratum of a figure that is not drawn as a whole."""
    analysis = result.analysis
    name = f"{result.title}: {stratum.name}" if stratum.name else result.title
    if analysis.id == BRAIN:
        areas = regions(result, stratum)
        return [
            Picture(
                brain(view, areas, Frame(f"c-{ident}-{view}", f"{name}, {words}", f"A drawing of the brain, {words}. Places named in more cases are darker. {SAID}", table)),
                name,
            )
            for view, words in VIEWS.items()
        ]  # fmt: skip
    if analysis.kind not in _SHAPES or (analysis.kind == "proportion" and analysis.by):
        return []
    frame = Frame(f"c-{ident}", name, f"{_SHAPES[analysis.kind]} {SAID}", table)
    if analysis.kind == "features":
        parts = [Part(e.label, e.n, e.of - e.n, stratum.total - e.of) for e in stratum.estimates]
        return [Picture(stacks(parts, frame), name)]
    if analysis.kind in ("distribution", "reporting"):
        return [Picture(bars([Part(e.label, e.n) for e in stratum.estimates], frame), name)]
    return [Picture(_span(stratum.estimates[0], frame), name)]


def regions(result: Result, stratum: Stratum) -> dict[str, Region]:
    """Return the parts of the brain picture."""
    few = stratum.total < result.analysis.minimum
    return {e.label: Region(e.label, e.n, stratum.total, few) for e in stratum.estimates}


def together(result: Result, ident: str, table: str) -> Picture | None:
    """Return the combinations of features that are named together, where there are any."""
    stratum = result.strata[0] if result.strata else None
    if stratum is None or result.analysis.by or len(stratum.together) < 2 or len(stratum.estimates) < 3:
        return None
    sets = tuple(e.label for e in stratum.estimates)
    found = tuple(Combination(frozenset(labels), n) for labels, n in stratum.together)
    title = f"{result.title}: named together"
    words = f"One column per combination, as high as the number of cases. {SAID}"
    return Picture(
        upset(UpSet(sets, found), Frame(f"c-{ident}-t", title, words, table)).svg, title, wide=True
    )


_SHAPES = {
    "features": "One bar per feature: how many texts name it, deny it, and are silent.",
    "distribution": "One bar per value, as long as the number of cases.",
    "reporting": "One bar per question, as long as the number of cases whose text answers it.",
    "proportion": (
        "A line from 0 to 100 percent: a wide band for the bounds among all cases, a narrow band for the "
        "95 percent interval among the known, a dot for the share of the known."
    ),
}


def _span(share: Estimate, frame: Frame) -> str:
    least = 0.0 if share.least is None else 100 * share.least
    most = 100.0 if share.most is None else 100 * share.most
    if share.estimate is None or share.lower is None or share.upper is None:
        return span(Span(least, most), frame)
    return span(Span(least, most, 100 * share.estimate, 100 * share.lower, 100 * share.upper), frame)


def _series(result: Result, frame: Frame) -> list[Picture]:
    stratum = result.strata[0]
    if not stratum.points:
        return []
    rows = [
        share_row(f"{p.report}{f' ({p.year})' if p.year else ''}", p.n, p.of)
        for p in sorted(stratum.points, key=lambda p: (-p.of, p.report))
    ]
    found = stratum.estimates[0]
    model = found.model
    chart = forest(
        Forest(
            gathered(rows, 5),
            Drawn(model.estimate, model.lower, model.upper) if model else None,
            pooled_label="Main model" if model else "",
            prediction=(model.prediction_lower, model.prediction_upper) if model else None,
            withheld="" if model else found.model_reason,
        ),
        frame,
    )
    return [Picture(chart.svg, result.title, wide=True)]


def _split(result: Result, frame: Frame) -> list[Picture]:
    rows = [
        share_row(s.name, s.estimates[0].n, s.known)
        if s.estimates[0].status == "shown"
        else ForestRow(s.name, s.estimates[0].n, s.known, None)
        for s in result.strata
        if s.known
    ]
    if not rows:
        return []
    pictures = [Picture(forest(Forest(tuple(rows), None), frame).svg, result.title, wide=True)]
    if result.analysis.by == "period":
        moments = [_moment(s) for s in result.strata]
        title = f"{result.title}: the line"
        line = Frame(
            f"{frame.id}-l",
            title,
            f"A line over the decades with its 95 percent intervals. {SAID}",
            frame.table,
        )
        if sum(m.value is not None for m in moments) > 1:
            pictures.append(
                Picture(series(Series(moments, "percent", share=True, step=10), line).svg, title, wide=True)
            )
    return pictures


def _moment(stratum: Stratum) -> Moment:
    e = stratum.estimates[0]
    return Moment(int(stratum.value[:4]), e.estimate, e.lower, e.upper, e.n, e.of)


def _tally(result: Result, frame: Frame) -> list[Picture]:
    estimates = result.strata[0].estimates
    if not estimates:
        return []
    if result.analysis.column == "year":
        about = "One bar per year of publication; years without a report keep their place. " + SAID
        counted = [(int(e.label), e.n) for e in estimates]
        return [Picture(years(counted, Frame(frame.id, frame.title, about, frame.table)), result.title)]
    parts = [Part(e.label, e.n) for e in estimates[:MOST]]
    about = f"One bar per value, the {len(parts)} most frequent ones. {SAID}"
    return [Picture(bars(parts, Frame(frame.id, frame.title, about, frame.table)), result.title)]


def _times(result: Result, frame: Frame) -> list[Picture]:
    made = tuple(_curve(s, result.title) for s in result.strata if s.curve)
    if not made:
        return []
    chart = curves(Curves(made, "died", "days", start=0.0), frame)
    return [Picture(chart.svg, result.title, wide=True)]


def _curve(stratum: Stratum, title: str) -> Curve:
    times = tuple(time for time, _ in stratum.times)
    censored = tuple(time for time, died in stratum.times if not died)
    return Curve(stratum.name or title, tuple(_step(s) for s in stratum.curve), times, censored)


def _step(step: Step) -> DrawnStep:
    return DrawnStep(step.time, step.happened, step.lower, step.upper)


def _pyramid(result: Result, frame: Frame) -> list[Picture]:
    by_sex = {s.value: {e.label: e.n for e in s.estimates} for s in result.strata}
    bands = tuple(
        Band(label, *(by_sex.get(sex, {}).get(label, 0) for sex in ("male", "female", NOT_TOLD)))
        for label in result.analysis.groups
    )
    unaged = {s.value: s.total - s.known for s in result.strata}
    ageless = Band(
        "Age not reported", unaged.get("male", 0), unaged.get("female", 0), unaged.get(NOT_TOLD, 0)
    )
    chart = pyramid(Pyramid(bands, ageless), frame)
    return [Picture(chart.svg, result.title, wide=True)]
