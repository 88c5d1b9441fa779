"""Which word fits which figure, and shares as natural frequencies ('about 4 in 10')."""

from __future__ import annotations

from collections.abc import Iterable

from aneatlas.outputs.factsheet.model import Word
from aneatlas.outputs.factsheet.quantities import Quantity

LEAST_IN_TEN = 15.0  # below this percentage, and above its mirror, a share is told in hundredths


def misfit(word: Word, quantity: Quantity, others: Iterable[Quantity] = ()) -> str:
    """Return why a word does not fit a figure, or ''. `others` are the other values of the same analysis.

    A figure without an interval fits no word of the rules 'band' and 'largest'.
    """
    if word.rule == "none":
        return "" if quantity.n == 0 else f"'{word.text}' is said, and {quantity.n} were counted"
    if quantity.span is None:
        return f"'{word.text}' needs an interval, and the figure has none"
    low, high = quantity.span
    span = f"the 95 % interval is {low:.1f} to {high:.1f} %"
    if word.rule == "band":
        if word.low <= low and high <= word.high:
            return ""
        return f"'{word.text}' stands for {word.low:g} to {word.high:g} %, and {span}"
    above = [other for other in others if other.span is not None and other.span[1] >= low]
    if not above or above[0].span is None:
        return ""
    return f"'{word.text}' is said, {span}, and that of '{above[0].label}' reaches {above[0].span[1]:.1f} %"


def fitting(words: Iterable[Word], quantity: Quantity, others: Iterable[Quantity] = ()) -> list[Word]:
    """Return the words that fit a figure, the narrowest band first."""
    kept = list(others)
    found = [word for word in words if not misfit(word, quantity, kept)]
    return sorted(found, key=lambda word: word.high - word.low)


def in_hundredths(percent: float) -> bool:
    """Tell whether a share is told in hundredths: tenths would round much of it away."""
    return percent < LEAST_IN_TEN or percent > 100 - LEAST_IN_TEN
