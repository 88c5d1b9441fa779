"""An editor's decision on a sentence of the fact sheet that no longer holds by itself."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field as Entry
from pydantic import model_validator

from aneatlas.core.body import Body
from aneatlas.core.evidence import Frozen

# what can be wrong with a sentence: its word, its figure, its review date
DriftCode = Literal["word", "withheld", "missing", "review"]


class Basis(Frozen):
    """A figure as it stood when the decision was made: n of `of`, and its published share in per cent, if any."""

    key: str = Entry(min_length=1)
    n: int = Entry(ge=0)
    of: int = Entry(ge=0)
    percent: float | None = None
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _share(self) -> Basis:
        given = [value is not None for value in (self.percent, self.low, self.high)]
        if any(given) != all(given):
            raise ValueError("a share has a percentage and both limits, or none of them")
        return self

    def holds(self, now: Basis | None) -> bool:
        """Tell whether the present figure is still the one decided on.

        A published share may move within the interval that it had; a figure that was withheld or counted
        only must have the same counts.
        """
        if now is None:
            return False
        if self.percent is None or self.low is None or self.high is None:
            return now.percent is None and (now.n, now.of) == (self.n, self.of)
        return now.percent is not None and self.low <= now.percent <= self.high


class Acceptance(Body):
    """An editor lets a sentence of the fact sheet stand as it is, for the figures of this moment and until a day.

    codes: what was wrong with it. digest: SHA-256 of the sentence; a sentence that is reworded needs a new
    decision. figures: those that it named. reason: printed beside the sentence.
    """

    statement: str = Entry(pattern=r"^[a-z][a-z0-9_]*$")
    codes: tuple[DriftCode, ...] = Entry(min_length=1)
    digest: str = Entry(pattern=r"^[0-9a-f]{64}$")
    figures: tuple[Basis, ...] = ()
    until: date
    reason: str = Entry(min_length=1)
