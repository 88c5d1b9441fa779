"""The further charts of a figure's own page: funnel plot, calendar and swimmer plot, each with its table or its reason."""

from __future__ import annotations

from dataclasses import dataclass

from aneatlas.outputs.analyses import Result, Stratum
from aneatlas.outputs.analyses.result import Dates, Funnel, Lanes
from aneatlas.outputs.charts import (
    Calendar,
    Frame,
    FunnelReport,
    Lane,
    Spell,
    Swimmer,
    calendar,
    funnel,
    swimmer,
)
from aneatlas.outputs.charts import Funnel as FunnelDrawn
from aneatlas.outputs.site.figure_charts import SAID

HORIZON = 30.0  # days
ENDINGS = {"died": "died", "alive": "survived", "unknown": "outcome not told"}


@dataclass(frozen=True, slots=True)
class Further:
    """A further chart. kind: funnel, calendar or swimmer. svg: '' where it is withheld. key: of its stratum.

    rows: (words, keys of the register) of its table; reason: key of the sentence that says why it is withheld.
    """

    kind: str
    key: str
    table: str
    svg: str = ""
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reason: str = ""


def further(result: Result, *, tables: bool = True) -> list[Further]:
    """Return the further charts of a figure. tables: they stand beside their tables on a page."""
    made: list[Further] = []
    for stratum in result.strata:
        if stratum.funnel is not None:
            made.append(_funnel(result, stratum, stratum.funnel, tables))
        if stratum.dates is not None:
            made.append(_calendar(result, stratum, stratum.dates, tables))
        if stratum.lanes is not None:
            made.append(_swimmer(result, stratum, stratum.lanes, tables))
    return made


def _frame(result: Result, kind: str, words: str, tables: bool) -> Frame:
    return Frame(
        f"c-{result.id}-{kind}",
        f"{result.title}: {kind}",
        f"{words} {SAID}" if tables else words,
        f"t-{result.id}-{kind}" if tables else "",
    )


def _funnel(result: Result, stratum: Stratum, found: Funnel, tables: bool) -> Further:
    frame = _frame(result, "funnel", "One dot per report: the log odds against its standard error.", tables)
    if found.reason:
        return Further("funnel", stratum.key, frame.table, reason=f"{stratum.key}.funnel_reason")
    drawn = funnel(
        FunnelDrawn([FunnelReport(*point) for point in found.points], found.pooled, "log odds"), frame
    )
    keys = [(label, f"{stratum.key}.funnel.{label}") for label, _, _ in found.points]
    rows = tuple((label, (f"{key}.effect", f"{key}.se")) for label, key in keys)
    return Further("funnel", stratum.key, frame.table, drawn.svg, rows)


def _calendar(result: Result, stratum: Stratum, found: Dates, tables: bool) -> Further:
    frame = _frame(result, "calendar", "One square per month, darker where more cases began.", tables)
    if found.reason:
        return Further("calendar", stratum.key, frame.table, reason=f"{stratum.key}.dates_reason")
    counts = {(int(date[:4]), int(date[5:]) if date[5:] else None): n for date, n in found.counts}
    drawn = calendar(Calendar(counts, found.undated), frame)
    rows = tuple((_when(date), (f"{stratum.key}.date.{date}",)) for date, _ in found.counts)
    rows += (("Year not told", (f"{stratum.key}.undated",)),)
    return Further("calendar", stratum.key, frame.table, drawn.svg, rows)


def _when(date: str) -> str:
    return date if date[5:] else f"{date}, month not told"


def _swimmer(result: Result, stratum: Stratum, found: Lanes, tables: bool) -> Further:
    frame = _frame(
        result, "swimmer", "One lane per case: its treatments over the days, and how it ended.", tables
    )
    if found.reason:
        return Further("swimmer", stratum.key, frame.table, reason=f"{stratum.key}.lanes_reason")
    kinds = _letters(tuple(result.analysis.features))
    letters = {label: letter for letter, label in kinds.items()}
    lanes = tuple(
        Lane(
            lane.case, tuple(Spell(letters[s.treatment], s.start, s.end) for s in lane.spells),
            ENDINGS[lane.ending], lane.ending, lane.at,
        )
        for lane in found.lanes
    )  # fmt: skip
    times = [time for lane in lanes for s in lane.spells for time in (s.start, s.end) if time is not None]
    times += [lane.at for lane in lanes if lane.at is not None]
    horizon = HORIZON if max(times) > HORIZON else None
    drawn = swimmer(Swimmer(lanes, kinds, horizon=horizon), frame)
    rows = tuple((lane.case, (f"{stratum.key}.lane.{lane.case}",)) for lane in found.lanes)
    return Further("swimmer", stratum.key, frame.table, drawn.svg, rows)


def _letters(labels: tuple[str, ...]) -> dict[str, str]:
    """Return a letter for each label: its first, or, where two begin alike, A, B, C ..."""
    first = "".join(label[:1] for label in labels)
    return dict(zip(first if len(set(first)) == len(labels) else "ABCDEF", labels, strict=False))
