"""What every statistic hands back: intervals, withheld results, and the one refusal of bad numbers.

Three outcomes are kept apart, so that no figure is ever a silent fallback:

- a result object, whose numbers are all finite unless its documentation says that a bound is open;
- `Withheld`: the data are possible, but the method has no answer for them (no patients, one study,
  no convergence); the reason is an `Issue`;
- `NumbersInvalid`: the input cannot be true (negative counts, more events than patients, NaN).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from aneatlas.core.issues import FactsInvalid, Issue, error, warning


class NumbersInvalid(FactsInvalid):
    """The numbers given to a statistic cannot be true: negative counts, more events than patients, NaN."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval.

    lower, upper: the limits, on the scale of the estimate; a limit is infinite only where the method
        has no finite one (an odds ratio with an empty cell).
    level: the confidence level, for example 0.95.
    method: the name of the method, as it is printed.
    """

    lower: float
    upper: float
    level: float
    method: str

    def __contains__(self, value: float) -> bool:
        return self.lower <= value <= self.upper

    @property
    def width(self) -> float:
        """Return upper minus lower."""
        return self.upper - self.lower


@dataclass(frozen=True, slots=True)
class Withheld:
    """A result that is not given, with the reason.

    method: the method that was asked for. n: how many units (patients, reports) it was asked about.
    issues: why there is no number; never empty, the first one is the reason.
    """

    method: str
    n: int
    issues: tuple[Issue, ...]

    @property
    def reason(self) -> str:
        """Return the reason as one sentence."""
        return str(self.issues[0])


def withheld(method: str, n: int, code: str, message: str, fix: str = "") -> Withheld:
    """Return a withheld result with one reason."""
    return Withheld(method, n, (warning(code, method, message, fix),))


def refuse(method: str, code: str, message: str, fix: str = "") -> NumbersInvalid:
    """Return (for the caller to raise) the refusal of impossible numbers: one line, one issue."""
    issue = error(code, method, message, fix)
    return NumbersInvalid(str(issue), [issue])


def normal_quantile(level: float) -> float:
    """Return the two-sided standard normal quantile of a confidence level (1.96 for 0.95)."""
    check_level(level)
    return NormalDist().inv_cdf(0.5 + level / 2)


def check_level(level: float) -> None:
    """Raise NumbersInvalid unless the confidence level lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise refuse(
            "confidence level", "level-invalid", f"{level!r} is not between 0 and 1.", "Give 0.95 for 95 %."
        )


def check_count(method: str, name: str, value: float) -> int:
    """Return a count as an int; raise NumbersInvalid when it is negative, NaN or not whole."""
    if isinstance(value, bool) or not math.isfinite(value):
        raise refuse(
            method, "count-not-a-number", f"{name} is {value!r}, not a count.", "Give a whole number."
        )
    if value < 0:
        raise refuse(method, "count-negative", f"{name} is negative: {value}.", "Counts start at 0.")
    if value != int(value):
        raise refuse(method, "count-not-whole", f"{name} is not a whole number: {value}.", "Give a count.")
    return int(value)


def check_events(method: str, events: float, total: float, what: str = "events") -> tuple[int, int]:
    """Return (events, total) as ints; raise NumbersInvalid when there are more events than patients."""
    x, n = check_count(method, what, events), check_count(method, "total", total)
    if x > n:
        raise refuse(
            method, "events-exceed-total", f"{what} {x} exceeds the total {n}.", "Check which count is which."
        )
    return x, n


def check_finite(method: str, name: str, values: Sequence[float]) -> None:
    """Raise NumbersInvalid naming the first value that is NaN or infinite."""
    for place, value in enumerate(values, start=1):
        if not math.isfinite(value):
            raise refuse(
                method, "not-finite", f"{name} number {place} is {value}.", "Leave missing values out first."
            )
