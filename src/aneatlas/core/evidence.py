"""Evidence: the words behind a value, the role they play, and how far they have been checked.

A value rests either on a *quote* (words that stand in a stored document, at an anchor that can be
checked again at any time) or, at the lowest level of provenance, on a *citation* alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from aneatlas.core.issues import Issue, error


class Frozen(BaseModel):
    """Base of the core's values: immutable, and strict about unknown entries."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class Role(StrEnum):
    """Whom the quoted sentence speaks about."""

    THIS_PATIENT = "this_patient"
    ANOTHER_PATIENT = "another_patient"
    FAMILY = "family"
    COHORT = "cohort"
    LITERATURE = "literature"


class SpanAnchor(Frozen):
    """A stretch of one block: `start` and `end` count Unicode code points of the block's text."""

    kind: Literal["span"] = "span"
    document: str
    block: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class CellAnchor(Frozen):
    """One cell of a table grid; `row` and `column` count from 0 after spans are filled in."""

    kind: Literal["cell"] = "cell"
    document: str
    block: str
    row: int = Field(ge=0)
    column: int = Field(ge=0)


Anchor = Annotated[SpanAnchor | CellAnchor, Field(discriminator="kind")]


class Quote(Frozen):
    """Words of a document, with the place where they stand and whom they speak about."""

    kind: Literal["quote"] = "quote"
    report: str
    anchor: Anchor
    text: str = Field(min_length=1)
    role: Role = Role.THIS_PATIENT


class Citation(Frozen):
    """A reference to a report without a quote: `read` says which part of it was read."""

    kind: Literal["citation"] = "citation"
    report: str
    read: str
    role: Role = Role.THIS_PATIENT


Evidence = Annotated[Quote | Citation, Field(discriminator="kind")]


class Provenance(StrEnum):
    """How far a value has been checked, lowest first. The level is shown wherever the value is."""

    CITATION = "citation"
    QUOTED = "quoted"
    ENTERED = "entered"
    READ = "read"
    VERIFIED = "verified"

    @property
    def rank(self) -> int:
        """0 for the lowest level."""
        return list(Provenance).index(self)

    @property
    def short(self) -> str:
        """Return a label of a few words for a badge or a table cell."""
        return _SHORT[self]

    @property
    def statement(self) -> str:
        """Return the whole sentence that stands on pages and in exports."""
        return _STATEMENT[self]


_SHORT = {
    Provenance.CITATION: "Citation only, not verified",
    Provenance.QUOTED: "Quoted, not verified",
    Provenance.ENTERED: "Entered by a person, not verified",
    Provenance.READ: "Checked by one reader",
    Provenance.VERIFIED: "Verified by two readers",
}
_STATEMENT = {
    Provenance.CITATION: (
        "Taken from the public abstract (or opening pages) of the cited article, machine-assisted, "
        "not yet verified by a reader."
    ),
    Provenance.QUOTED: (
        "Proposed with a quotation that stands in the stored text of the article; no person has checked it yet."
    ),
    Provenance.ENTERED: (
        "Entered by a person from the cited report, without a quotation; not yet verified by a second reader."
    ),
    Provenance.READ: "Checked against the quoted words by one reader.",
    Provenance.VERIFIED: "Extracted independently by two readers, differences settled.",
}


class TextSource(Protocol):
    """Anything that can return the text at an anchor (a stored document)."""

    def text_of(self, anchor: SpanAnchor | CellAnchor) -> str | None:
        """Return the text at the anchor, or None where the anchor points to nothing."""
        ...


def check_quote(quote: Quote, source: TextSource | None) -> list[Issue]:
    """Return an error unless the quoted words stand in the document exactly at the anchor.

    A quote whose document is not in the store cannot be checked and is refused as well: nothing is
    accepted on trust.
    """
    where = f"{quote.report}, block {quote.anchor.block}"
    if source is None:
        return [
            error(
                "quote-without-document",
                where,
                f"the document {quote.anchor.document[:12]} is not in the store.",
                "Add the document first, or cite the report without a quote.",
            )
        ]
    found = source.text_of(quote.anchor)
    if found is None:
        return [
            error(
                "anchor-points-nowhere", where, "the anchor is outside the document.", "Mark the words again."
            )
        ]
    if found != quote.text:
        return [
            error(
                "quote-not-in-source",
                where,
                "the quoted words do not stand in the document at this place.",
                "Mark the words again.",
            )
        ]
    return []
