"""Published scores as data: items with points, and groups of the sum. Declared in study/scores/*.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Entry
from pydantic import model_validator

from aneatlas.core.evidence import Frozen


class ScoreItem(Frozen):
    """One item of a score: it gives its points where it holds.

    Exactly one of: sign - a sign is present; sites - a lesion site, or a part of it, is involved; field with
    `above` or `below` - a number lies strictly beyond the limit. ruled_out_by: signs whose absence shows that
    the item does not hold (platelets that are not low are not below the score's limit either).
    whole: the limit counts whole units, as an age in completed months does.
    """

    id: str
    name: str
    points: int = Entry(ge=1)
    sign: str = ""
    sites: tuple[str, ...] = ()
    field: str = ""
    above: float | None = None
    below: float | None = None
    whole: bool = False
    ruled_out_by: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_rule(self) -> ScoreItem:
        if sum((bool(self.sign), bool(self.sites), bool(self.field))) != 1:
            raise ValueError("an item has exactly one of sign, sites, field")
        if bool(self.field) != ((self.above is None) != (self.below is None)):
            raise ValueError("an item with a field, and only such an item, has one limit: above or below")
        return self


class ScoreGroup(Frozen):
    """A group of sums, both ends included."""

    id: str
    name: str
    from_: int = Entry(alias="from")
    to: int


class Score(Frozen):
    """A published score with its source. `checked` says how far its parts were checked against the source."""

    id: str = Entry(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    source: str
    citation: str
    version: str
    checked: Literal["read", "cited", "unverified"]
    caution: str
    item: tuple[ScoreItem, ...] = Entry(min_length=1)
    group: tuple[ScoreGroup, ...] = Entry(min_length=1)

    @model_validator(mode="after")
    def _groups_cover_all_sums(self) -> Score:
        sums = [n for group in self.group for n in range(group.from_, group.to + 1)]
        if sums != list(range(sum(item.points for item in self.item) + 1)):
            raise ValueError("the groups do not cover every possible sum once, in order")
        return self
