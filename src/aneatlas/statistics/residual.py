"""Errors that are left after checking, estimated by a further look in which known errors were hidden.

Errors found among n unaltered values are divided by the share of hidden errors that the same look noticed
(error seeding; Mills, On the statistical validation of computer programs, IBM FSC-72-6015, 1972). The interval
joins the Clopper-Pearson intervals of both shares, each at half the error (Bonferroni), so that it covers at
least as often as it says; without hidden errors it is the plain share of errors found, a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass

from aneatlas.statistics.proportions import clopper_pearson
from aneatlas.statistics.results import Interval, Withheld, check_events, withheld


@dataclass(frozen=True, slots=True)
class Residual:
    """The share of decided values that are wrong, between 0 and 1.

    looked: unaltered values looked at; wrong: errors found among them; hidden, noticed: altered values, and
    how many of them were called wrong. corrected tells whether unnoticed errors are allowed for.
    """

    looked: int
    wrong: int
    hidden: int
    noticed: int
    estimate: float
    interval: Interval
    corrected: bool


def residual_error(
    wrong: int, looked: int, noticed: int = 0, hidden: int = 0, level: float = 0.95
) -> Residual | Withheld:
    """Return the share of wrong values. Raises NumbersInvalid where counts cannot be true."""
    name = "residual error"
    check_events(name, wrong, looked, "errors")
    check_events(name, noticed, hidden, "noticed errors")
    if looked == 0:
        return withheld(name, 0, "no-look", "no value was looked at again.", "Finish an audit.")
    if hidden == 0:
        interval = clopper_pearson(wrong, looked, level)
        return Residual(looked, wrong, 0, 0, wrong / looked, interval, corrected=False)
    if noticed == 0:
        return withheld(
            name,
            looked,
            "none-noticed",
            "no hidden error was noticed.",
            "Hide more errors, or look more closely.",
        )
    half = 1 - (1 - level) / 2
    found, seen = clopper_pearson(wrong, looked, half), clopper_pearson(noticed, hidden, half)
    estimate = min(1.0, wrong / looked * hidden / noticed)
    interval = Interval(
        found.lower,
        min(1.0, found.upper / seen.lower),
        level,
        "Clopper-Pearson for both shares, joined (Bonferroni)",
    )
    return Residual(looked, wrong, hidden, noticed, estimate, interval, corrected=True)
