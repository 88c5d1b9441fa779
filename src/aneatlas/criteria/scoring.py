"""A score of a case of which not everything is known: the lowest and the highest sum that it can have.

A missing item counts neither as 0 nor as its points. A group is given only where every sum that is still
possible lies in it, so that what is missing cannot change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aneatlas.core.kinds import Cell
from aneatlas.core.scores import Score, ScoreItem

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Scored:
    """The sums that a case can have, and its group ('' where they fall into several).

    answers: for each item whether it holds: True, False, or None where the text does not tell.
    """

    lowest: int
    highest: int
    group: str
    answers: Mapping[str, bool | None]

    @property
    def known(self) -> int:
        """Return how many items are answered."""
        return sum(answer is not None for answer in self.answers.values())


def apply(score: Score, row: Row) -> Scored:
    """Apply a score to a row of the flat table of cases."""
    answers = {item.id: holds(item, row) for item in score.item}
    lowest = sum(item.points for item in score.item if answers[item.id])
    highest = sum(item.points for item in score.item if answers[item.id] is not False)
    possible = [g.id for g in score.group if g.from_ <= highest and lowest <= g.to]
    return Scored(lowest, highest, possible[0] if len(possible) == 1 else "", answers)


def holds(item: ScoreItem, row: Row) -> bool | None:
    """Tell whether an item holds; None where the row does not decide it."""
    if item.sign:
        answer = _sign(row.get(item.sign))
    elif item.sites:
        answer = _sites(item.sites, row)
    else:
        answer = _limit(item, row)
    if answer is None and any(_sign(row.get(sign)) is False for sign in item.ruled_out_by):
        return False
    return answer


def _sign(cell: Cell) -> bool | None:
    return {"present": True, "absent": False}.get(str(cell or ""))


def _sites(sites: tuple[str, ...], row: Row) -> bool | None:
    """A site that is spared settles the whole only where it is the whole (named first), or all parts are."""
    said = [_sign(row.get(f"lesion_{site}")) for site in sites]
    if True in said:
        return True
    return False if said[0] is False or set(said) == {False} else None


def _limit(item: ScoreItem, row: Row) -> bool | None:
    low, high = _number(row.get(f"{item.field}_min")), _number(row.get(f"{item.field}_max"))
    given = str(row.get(f"{item.field}_as_given") or "").strip()
    if item.whole and high is not None and (low is None or high > low):
        high -= 1  # the interval of an age ends before its upper end: 48 completed months are [48, 49)
    if item.above is not None:
        if low is not None and (low > item.above or (low == item.above and given.startswith(">"))):
            return True
        return False if high is not None and high <= item.above else None
    assert item.below is not None
    if high is not None and (high < item.below or (high == item.below and given.startswith("<"))):
        return True
    return False if low is not None and low >= item.below else None


def _number(cell: Cell) -> float | None:
    return None if cell in (None, "") else float(str(cell))
