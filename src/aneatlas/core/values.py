"""Values of findings: what was written is kept, and beside it what it means in canonical form.

Every value keeps `raw`, the words or figures as given. Numbers are kept as intervals where the source
gives one: a comparator ('<5') leaves one end open, an age keeps its precision ('3 years' is 36 to 48
months, 'toddler' is 12 to 36).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from aneatlas.core.evidence import Frozen


class Status(StrEnum):
    """What is known of a field for a patient. A field without a finding has not been looked for yet."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_REPORTED = "not_reported"
    NOT_ASSESSABLE = "not_assessable"
    UNCLEAR = "unclear"

    @property
    def words(self) -> str:
        """Return the status in words."""
        return self.value.replace("_", " ")

    @property
    def informative(self) -> bool:
        """Tell whether the status counts in a denominator: present or absent."""
        return self in (Status.PRESENT, Status.ABSENT)


Comparator = Literal["=", "<", "<=", ">", ">=", "~"]


class Category(Frozen):
    """One value of a vocabulary."""

    kind: Literal["category"] = "category"
    raw: str
    code: str


class Categories(Frozen):
    """Several values of a vocabulary, in the order given."""

    kind: Literal["categories"] = "categories"
    raw: str
    codes: tuple[str, ...]


class Quantity(Frozen):
    """A measured number. `low` and `high` are in the field's canonical `unit`; None is an open end.

    `given_unit` is the unit as printed. `comparator` '~' says 'about'.
    """

    kind: Literal["quantity"] = "quantity"
    raw: str
    comparator: Comparator = "="
    given_unit: str
    low: float | None
    high: float | None
    unit: str

    @model_validator(mode="after")
    def _ordered(self) -> Quantity:
        if self.low is None and self.high is None:
            raise ValueError("a quantity needs at least one end")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the lower end is above the upper end")
        return self

    @property
    def point(self) -> float | None:
        """Return the single value, or None for a range or an open end."""
        return self.low if self.low == self.high else None


class Integer(Frozen):
    """A whole number: a count, or points on a scale."""

    kind: Literal["integer"] = "integer"
    raw: str
    number: int


class AgePrecision(StrEnum):
    """How exactly an age is given."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    STAGE = "stage"


class Age(Frozen):
    """An age as the half-open interval [low, high) in completed months that the words allow."""

    kind: Literal["age"] = "age"
    raw: str
    precision: AgePrecision
    low: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Age:
        if not 0 <= self.low < self.high:
            raise ValueError("an age is an interval with a lower end below the upper end")
        return self


class PartialDate(Frozen):
    """A date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""

    kind: Literal["date"] = "date"
    raw: str
    text: str
    precision: Literal["year", "month", "day"]


class Text(Frozen):
    """Words, an identifier or the description of a variant."""

    kind: Literal["text"] = "text"
    raw: str


class Count(Frozen):
    """n of N members of a cohort, for one value of a field of the case form.

    `percent` is the percentage as printed, where the source gives only that; `derived` says that n was
    worked out from it here.
    """

    kind: Literal["count"] = "count"
    raw: str
    n: int = Field(ge=0)
    of: int = Field(gt=0)
    derived: bool = False

    @model_validator(mode="after")
    def _within(self) -> Count:
        if self.n > self.of:
            raise ValueError(f"{self.n} of {self.of}: more than the whole")
        return self


Value = Annotated[
    Category | Categories | Quantity | Integer | Age | PartialDate | Text | Count, Field(discriminator="kind")
]
