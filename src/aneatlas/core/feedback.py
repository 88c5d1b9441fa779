"""A reader's report of an error, as the ledger keeps it once an editor has taken it in.

What a visitor writes is not yet an event: it may be spam, or name a patient. An editor takes it in, in words that may
stand for good, or throws it away; only then history begins.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from aneatlas.core.body import Body


class Standing(StrEnum):
    """Where a report of an error stands."""

    OPEN = "open"
    CORRECTED = "corrected"
    DECLINED = "declined"


class Feedback(Body):
    """A report of an error.

    id: 'E' and a number. about: the accession, field or page that it speaks of. said: what is wrong. source: where
    the right value stands, as far as told. answer: what the editor did, or why nothing was changed.
    """

    id: str = Field(pattern=r"^E[1-9][0-9]*$")
    about: str = Field(max_length=200)
    said: str = Field(min_length=1)
    source: str = ""
    standing: Standing = Standing.OPEN
    answer: str = ""
