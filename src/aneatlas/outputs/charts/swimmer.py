"""Swimmer plot: one lane per case, treatments over time against the outcome.

Input: `Swimmer`. A treatment is named by a letter in a box, so that it is told apart without colour. A spell without an
end runs into a dashed arrow; a treatment whose start the report does not give stands in a column of its own, because
a place on the axis would be a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aneatlas.outputs.charts.canvas import LINE, Canvas, Chart, number, tenth, ticks, width_of, wrap
from aneatlas.outputs.charts.frame import Frame

_NAMES, _PLOT, _ROW, _BOX = 120.0, 400.0, 21.0, 17.0
_OUTCOMES, _TAIL = 170.0, 33.0


@dataclass(frozen=True, slots=True)
class Spell:
    """A treatment. kind: a key of `Swimmer.kinds`. start, end: in the unit of the axis, None where not given."""

    kind: str
    start: float | None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One case. outcome: in words; ending: died, alive or unknown; at: its time, None where not given.

    followed: how long the case is followed, None where not given.
    """

    label: str
    spells: tuple[Spell, ...]
    outcome: str
    ending: Literal["died", "alive", "unknown"] = "unknown"
    at: float | None = None
    followed: float | None = None


@dataclass(frozen=True, slots=True)
class Swimmer:
    """What the plot shows. lanes: in the order of the plot. unit: of time, with its origin.

    kinds: letter -> treatment, in the order within a lane, at most six. horizon: where the axis ends; what comes later
    is drawn at its end with an arrow.
    """

    lanes: tuple[Lane, ...]
    kinds: Mapping[str, str]
    unit: str = "days from neurological onset"
    horizon: float | None = None


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float

    def x(self, time: float) -> float:
        return _NAMES + _PLOT * (min(max(time, self.low), self.high) - self.low) / (self.high - self.low)


def swimmer(value: Swimmer, frame: Frame) -> Chart:
    """Draw the plot. Raises ValueError for a spell of an unknown kind, and for more than six kinds."""
    unknown = {spell.kind for lane in value.lanes for spell in lane.spells} - set(value.kinds)
    if unknown or len(value.kinds) > 6:
        raise ValueError(f"kinds of treatment: at most six, each named; not named: {', '.join(sorted(unknown)) or 'none'}")  # fmt: skip
    axis, canvas = _axis(value), Canvas()
    places = {kind: place for place, kind in enumerate(value.kinds, 1)}
    gutter = max((sum(1 for s in lane.spells if s.start is None) for lane in value.lanes), default=0)
    untimed = max(gutter * (_BOX + 5), 74.0) if gutter else 0.0
    outcomes = _NAMES + _PLOT + 22 + (untimed + 18 if untimed else 0)
    width = outcomes + _OUTCOMES
    y = _key(canvas, value, places, width)
    head = y + LINE
    canvas.text(0, head, "Case", "strong")
    canvas.text(outcomes, head, "Outcome", "strong")
    if untimed:
        canvas.text(_NAMES + _PLOT + 22, head - LINE, "Time not", "strong")
        canvas.text(_NAMES + _PLOT + 22, head, "given", "strong")
    canvas.line(0, head + 7, width, head + 7)
    top = y = head + 7
    grid = len(canvas.marks)
    for number_, lane in enumerate(value.lanes):
        if number_:
            canvas.line(0, y, width, y, "grid")
        y = _lane(canvas, lane, axis, places, y, outcomes)
    under = Canvas()
    for tick in ticks(axis.low, axis.high, 8):
        under.line(axis.x(tick), top, axis.x(tick), y + 5, "rule" if tick == 0 and axis.low < 0 else "grid")
        under.text(axis.x(tick), y + 21, number(tick), "quiet", "middle")
    under.line(_NAMES, y, _NAMES + _PLOT, y)
    under.text(_NAMES + _PLOT / 2, y + 41, value.unit, "quiet", "middle")
    canvas.marks[grid:grid] = under.marks
    return Chart(canvas.finish(frame, width, y + 50, "swimmer"), *_table(value))


def _axis(value: Swimmer) -> _Axis:
    times = [0.0]
    for lane in value.lanes:
        ends = [time for spell in lane.spells for time in (spell.start, spell.end)]
        times += [time for time in (*ends, lane.at, lane.followed) if time is not None]
    high = value.horizon if value.horizon is not None else max(times)
    low = min(times)
    return _Axis(low, high if high > low else low + 1)


def _key(canvas: Canvas, value: Swimmer, places: Mapping[str, int], width: float) -> float:
    x, y = 0.0, 6.0
    items = [(kind, name) for kind, name in value.kinds.items()]
    for kind, name in items:
        need = _BOX + 8 + width_of(name) + 18
        if x and x + need > width:
            x, y = 0.0, y + LINE + 6
        _glyph(canvas, kind, places[kind], x, y + _BOX / 2)
        canvas.text(x + _BOX + 7, y + 13.5, name)
        x += need
    x, y = 0.0, y + LINE + 8
    for ending, name in (("died", "died"), ("alive", "alive"), ("unknown", "outcome not known")):
        _ending(canvas, ending, x + 8, y + 8)
        canvas.text(x + 24, y + 13, name, "quiet")
        x += 24 + width_of(name) + 16
    canvas.path(f"M{tenth(x)} {tenth(y + 8)}h30m-5 -4l5 4l-5 4", "whisker dashed")
    canvas.text(x + 38, y + 13, "end not given, or later", "quiet")
    return y + LINE + 12


def _glyph(canvas: Canvas, kind: str, place: int, x: float, y: float) -> None:
    canvas.box(x, y - _BOX / 2, _BOX, _BOX, f"glyph t{place}", 3)
    canvas.text(x + _BOX / 2, y + 4.5, kind, f"letter t{place}", "middle")


def _ending(canvas: Canvas, ending: str, x: float, y: float) -> None:
    if ending == "died":
        canvas.path(f"M{tenth(x - 5)} {tenth(y - 5)}l10 10m0 -10l-10 10", "end")
    elif ending == "alive":
        canvas.dot(x, y, 5.5, "end hollow")
    else:
        canvas.text(x, y + 5, "?", "strong", "middle")


def _lane(
    canvas: Canvas, lane: Lane, axis: _Axis, places: Mapping[str, int], y: float, outcomes: float
) -> float:
    timed = sorted(
        (spell for spell in lane.spells if spell.start is not None), key=lambda s: (places[s.kind], s.start)
    )
    rows = {kind: row for row, kind in enumerate(dict.fromkeys(spell.kind for spell in timed))}
    names, words = wrap(lane.label, _NAMES - 10), wrap(lane.outcome, _OUTCOMES - 24)
    height = max(_ROW * max(len(rows), 1), LINE * max(len(names), len(words))) + 8
    middle = y + height / 2
    first = y + (height - _ROW * max(len(rows), 1)) / 2
    for place, line in enumerate(names):
        canvas.text(0, middle + 5 + LINE * (place - (len(names) - 1) / 2), line)
    last = lane.at if lane.at is not None else lane.followed
    if last is not None:
        canvas.box(axis.x(0), y + 3, max(axis.x(last) - axis.x(0), 1), height - 6, "water", 3)
    for spell in timed:
        # the arrow of an open end keeps clear of the mark of the outcome
        room = axis.x(lane.at) - axis.x(spell.start or 0) - 7 if lane.at is not None else _TAIL
        _spell(canvas, spell, axis, places[spell.kind], first + _ROW * (rows[spell.kind] + 0.5), room)
    for place, spell in enumerate(s for s in lane.spells if s.start is None):
        _glyph(canvas, spell.kind, places[spell.kind], _NAMES + _PLOT + 22 + place * (_BOX + 5), middle)
    if lane.at is not None:
        _ending(canvas, lane.ending, axis.x(lane.at), middle)
        if lane.at > axis.high:
            canvas.path(f"M{tenth(axis.x(lane.at) + 8)} {tenth(middle - 4)}l5 4l-5 4", "whisker")
    _ending(canvas, lane.ending, outcomes + 6, middle)
    for place, line in enumerate(words):
        canvas.text(outcomes + 20, middle + 5 + LINE * (place - (len(words) - 1) / 2), line)
    return y + height


def _spell(canvas: Canvas, spell: Spell, axis: _Axis, place: int, y: float, room: float) -> None:
    assert spell.start is not None
    x = axis.x(spell.start)
    if spell.end is None:
        tail = min(_TAIL, room) if room > _BOX else _TAIL
        canvas.path(f"M{tenth(x)} {tenth(y)}h{tenth(tail)}m-5 -4l5 4l-5 4", "whisker dashed")
    elif spell.end > spell.start:
        canvas.box(x, y - 4.5, axis.x(spell.end) - x, 9, f"glyph t{place}", 2)
        if spell.end > axis.high:
            canvas.path(f"M{tenth(axis.x(spell.end) + 3)} {tenth(y - 4)}l5 4l-5 4", "whisker")
    _glyph(canvas, spell.kind, place, x, y)


def _table(value: Swimmer) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = []
    for lane in value.lanes:
        told = [_told(spell, value.kinds[spell.kind]) for spell in lane.spells]
        when = "not given" if lane.at is None else number(lane.at)
        rows.append((lane.label, "; ".join(told) or "none named", lane.outcome, when))
    return ("Case", f"Treatments ({value.unit})", "Outcome", "Time of the outcome"), tuple(rows)


def _told(spell: Spell, name: str) -> str:
    if spell.start is None:
        return f"{name}: time not given"
    if spell.end is None:
        return f"{name}: from {number(spell.start)}, end not given"
    return f"{name}: {number(spell.start)} to {number(spell.end)}"
