"""Survival and cumulative incidence: steps with their interval, marks where follow-up ended, numbers at risk.

Input: `Curves`, made of up to four curves. `survival_curve(label, times, events)` makes one by Kaplan-Meier and
`incidence_curve(label, times, causes, cause)` by Aalen-Johansen; both return `Withheld` (with the reason) for a group
without patients. Each curve has its own dash pattern and number, so that it is told apart without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aneatlas.outputs.charts.canvas import LINE, Canvas, Chart, number, tenth, ticks, wrap
from aneatlas.outputs.charts.frame import Frame
from aneatlas.statistics.incidence import cumulative_incidence
from aneatlas.statistics.results import Withheld
from aneatlas.statistics.survival import kaplan_meier

Place = Callable[[float], float]

_NAMES, _PLOT, _HEIGHT, _RIGHT = 170.0, 470.0, 260.0, 24.0


@dataclass(frozen=True, slots=True)
class Step:
    """The curve from a time on: its value (0 to 1), with the limits of its interval where it has one."""

    time: float
    value: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """One group. steps: where the curve changes. times: the time of each patient's event or end of follow-up.

    censored: the times at which follow-up ended without an event.
    """

    label: str
    steps: tuple[Step, ...]
    times: tuple[float, ...]
    censored: tuple[float, ...]

    def at_risk(self, time: float) -> int:
        """Return how many patients are followed just before a time."""
        return sum(1 for end in self.times if end >= time)


@dataclass(frozen=True, slots=True)
class Curves:
    """What the chart shows: up to four curves on one time axis.

    start: the value at time 0: 1 for survival, 0 for incidence. axis: what the values are ("alive").
    unit: of time, with its origin ("days from neurological onset"). horizon: where the time axis ends, if sooner.
    """

    curves: tuple[Curve, ...]
    axis: str
    unit: str
    start: float = 1.0
    horizon: float | None = None


def survival_curve(label: str, times: Sequence[float], events: Sequence[bool]) -> Curve | Withheld:
    """Return the Kaplan-Meier curve of a group; events tells whether the event happened at the time."""
    found = kaplan_meier(times, events)
    if isinstance(found, Withheld):
        return found
    steps = tuple(
        Step(s.time, s.survival, s.interval.lower if s.interval else None, s.interval.upper if s.interval else None)
        for s in found.steps
    )  # fmt: skip
    ended = tuple(sorted(time for time, event in zip(times, events, strict=True) if not event))
    return Curve(label, steps, tuple(sorted(times)), ended)


def incidence_curve(
    label: str, times: Sequence[float], causes: Sequence[str | None], cause: str
) -> Curve | Withheld:
    """Return the Aalen-Johansen curve of one cause; causes holds None where follow-up ended without an event."""
    found = cumulative_incidence(times, causes, cause)
    if isinstance(found, Withheld):
        return found
    steps = tuple(
        Step(s.time, s.incidence, s.interval.lower if s.interval else None, s.interval.upper if s.interval else None)
        for s in found.steps
    )  # fmt: skip
    ended = tuple(sorted(time for time, what in zip(times, causes, strict=True) if what is None))
    return Curve(label, steps, tuple(sorted(times)), ended)


def curves(value: Curves, frame: Frame) -> Chart:
    """Draw the curves, with the numbers at risk below. Raises ValueError for none, and for more than four."""
    if not 1 <= len(value.curves) <= 4:
        raise ValueError(f"one to four curves can be told apart, not {len(value.curves)}")
    end = value.horizon or max(max(curve.times) for curve in value.curves) or 1.0
    canvas, top = Canvas(), 30.0
    shown = ticks(0, end, 8)

    def x(time: float) -> float:
        return _NAMES + _PLOT * min(time, end) / end

    def y(share: float) -> float:
        return top + _HEIGHT * (1 - share)

    canvas.text(_NAMES - 44, 15, f"Percent {value.axis}", "quiet")
    for share in (0, 0.25, 0.5, 0.75, 1):
        canvas.line(_NAMES, y(share), _NAMES + _PLOT, y(share), "grid")
        canvas.text(_NAMES - 8, y(share) + 5, f"{100 * share:.0f}", "quiet", "end")
    for place, curve in enumerate(value.curves, 1):
        canvas.path(_band(curve, value.start, end, x, y), f"band k{place}")
    for place, curve in enumerate(value.curves, 1):
        canvas.path(_line(curve, value.start, end, x, y), f"curve k{place}")
        for time in sorted({one for one in curve.censored if one <= end}):
            level = y(_value(curve, value.start, time))
            canvas.line(x(time), level - 6, x(time), level + 6, "whisker")
    for tick in shown:
        canvas.line(x(tick), top + _HEIGHT, x(tick), top + _HEIGHT + 5)
        canvas.text(x(tick), top + _HEIGHT + 21, number(tick), "quiet", "middle")
    canvas.line(_NAMES, top + _HEIGHT, _NAMES + _PLOT, top + _HEIGHT)
    canvas.text(_NAMES + _PLOT / 2, top + _HEIGHT + 41, value.unit, "quiet", "middle")
    below = _at_risk(canvas, value, shown, x, top + _HEIGHT + 68)
    width = _NAMES + _PLOT + _RIGHT
    return Chart(canvas.finish(frame, width, below, "curves"), *_table(value, shown))


def _value(curve: Curve, start: float, time: float) -> float:
    return next((step.value for step in reversed(curve.steps) if step.time <= time), start)


def _corners(curve: Curve, start: float, end: float) -> list[tuple[float, float, float, float]]:
    """Return (time, value, lower, upper) of each stretch; without an interval, the value takes its place."""
    found = [(0.0, start, start, start)]
    for step in curve.steps:
        if step.time > end:
            break
        low = step.value if step.lower is None else step.lower
        high = step.value if step.upper is None else step.upper
        found.append((step.time, step.value, low, high))
    return found


def _line(curve: Curve, start: float, end: float, x: Place, y: Place) -> str:
    corners = _corners(curve, start, end)
    path = f"M{tenth(x(0))} {tenth(y(start))}"
    path += "".join(f"H{tenth(x(time))}V{tenth(y(share))}" for time, share, _, _ in corners[1:])
    return path + f"H{tenth(x(min(max(curve.times), end)))}"


def _band(curve: Curve, start: float, end: float, x: Place, y: Place) -> str:
    corners = _corners(curve, start, end)
    last = min(max(curve.times), end)
    times = [time for time, *_ in corners] + [last]
    path = f"M{tenth(x(0))} {tenth(y(start))}"
    for place, (_, _, _, high) in enumerate(corners):
        path += f"V{tenth(y(high))}H{tenth(x(times[place + 1]))}"
    for place in range(len(corners) - 1, -1, -1):
        path += f"V{tenth(y(corners[place][2]))}H{tenth(x(times[place]))}"
    return path + "Z"


def _at_risk(canvas: Canvas, value: Curves, shown: Sequence[float], x: Place, y: float) -> float:
    canvas.text(0, y, "Number at risk", "strong")
    y += 6
    for place, curve in enumerate(value.curves, 1):
        lines = wrap(curve.label, _NAMES - 52)
        canvas.line(0, y + 14, 30, y + 14, f"curve k{place}")
        for down, line in enumerate(lines):
            canvas.text(38, y + 19 + LINE * down, line)
        for tick in shown:
            canvas.text(x(tick), y + 19, str(curve.at_risk(tick)), "", "middle")
        y += LINE * len(lines) + 6
    if any(curve.censored for curve in value.curves):
        canvas.line(15, y + 8, 15, y + 20, "whisker")
        canvas.text(38, y + 19, "follow-up ended; shaded: 95 % interval", "quiet")
    else:
        canvas.text(38, y + 19, "shaded: 95 % interval", "quiet")
    return y + 30


def _table(value: Curves, shown: Sequence[float]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    columns = (
        "Group and time",
        "At risk",
        f"Percent {value.axis}",
        "95 % interval",
        "Follow-up ended by then",
    )
    rows = []
    for curve in value.curves:
        for time in sorted({0.0, *shown, *(step.time for step in curve.steps)}):
            if time > max(curve.times):
                continue
            step = next((one for one in reversed(curve.steps) if one.time <= time), None)
            limits = "none"
            if step and step.lower is not None and step.upper is not None:
                limits = f"{100 * step.lower:.0f} to {100 * step.upper:.0f}"
            ended = sum(1 for one in curve.censored if one <= time)
            share = f"{100 * _value(curve, value.start, time):.0f}"
            name = f"{curve.label}, {number(time)}"
            rows.append((name, str(curve.at_risk(time)), share, limits, str(ended)))
    return columns, tuple(rows)
