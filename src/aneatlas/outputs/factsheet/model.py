"""The fact sheet as data: sections, sentences, sources, and the words that stand for shares."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field as Entry
from pydantic import model_validator

from aneatlas.core.evidence import Frozen

ID = r"^[a-z][a-z0-9_]*$"


class Word(Frozen):
    """A word or phrase that stands for a share, and when it fits.

    rule 'band': the 95 % interval (of the model too, where there is one) lies within `low` to `high` per cent,
    limits included. 'largest': the
    interval lies wholly above that of every other value of the same analysis. 'none': nobody was counted.
    """

    id: str = Entry(pattern=ID)
    text: str = Entry(min_length=1)
    rule: Literal["band", "largest", "none"] = "band"
    low: float = Entry(default=0, ge=0, le=100)
    high: float = Entry(default=100, ge=0, le=100)
    note: str = ""

    @model_validator(mode="after")
    def _band(self) -> Word:
        if self.low >= self.high:
            raise ValueError("low must be below high")
        return self


class Reference(Frozen):
    """A source of sentences: who, what, where, and how much of it was read."""

    id: str = Entry(pattern=ID)
    text: str = Entry(min_length=1)
    doi: str = Entry(default="", pattern=r"^(10\.[0-9]{4,9}/\S+)?$")
    url: str = Entry(default="", pattern=r"^(https://\S+)?$")
    read: Literal["full_text", "beginning_of_full_text", "abstract", "database_entry", "page"]

    @model_validator(mode="after")
    def _found(self) -> Reference:
        if not (self.doi or self.url):
            raise ValueError("a reference needs a doi or an address")
        return self

    @property
    def address(self) -> str:
        """Return where the source can be read."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url


class Statement(Frozen):
    """One or a few sentences that are reviewed together.

    text is for families, exact for clinicians (at least one of them). '{died|short}' puts in a figure, in one of
    the forms of `slots.FORMS` or with a word of the sheet; '{=cases.total}' a number of the register;
    '[key]' cites. kind 'fact' needs a figure or a source, 'advice' says what to do and claims nothing. supports
    and contradicts name the sources on either side where the evidence conflicts. due is the day by which an
    editor has to look at it again.
    """

    id: str = Entry(pattern=ID)
    text: str = ""
    exact: str = ""
    kind: Literal["fact", "advice"] = "fact"
    supports: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    due: date

    @model_validator(mode="after")
    def _said(self) -> Statement:
        if not (self.text or self.exact):
            raise ValueError("a statement needs a text")
        if bool(self.supports) != bool(self.contradicts):
            raise ValueError("conflicting evidence has sources on both sides")
        return self


class Section(Frozen):
    """A heading with its statements, in the order of the sheet."""

    id: str = Entry(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Entry(min_length=1)
    statement: tuple[Statement, ...] = ()

    @model_validator(mode="after")
    def _filled(self) -> Section:
        if not self.statement:
            raise ValueError("a section needs a statement")
        return self


class About(Frozen):
    """The sheet itself. Below `least_cases` described patients the sheet is not shown at all."""

    title: str
    version: str = Entry(pattern=r"^[0-9]{4}\.[0-9]+$")
    authors: tuple[str, ...] = Entry(min_length=1)
    created: date
    updated: date
    due: date
    least_cases: int = Entry(ge=1)
    disclaimer: str
    interests: str

    @model_validator(mode="after")
    def _in_order(self) -> About:
        if not self.created <= self.updated < self.due:
            raise ValueError("created, updated and due must be in this order")
        return self


class Sheet(Frozen):
    """A whole fact sheet. `fingerprint` is a SHA-256 over the bytes of its files."""

    about: About
    sections: tuple[Section, ...]
    words: tuple[Word, ...]
    references: tuple[Reference, ...]
    fingerprint: str

    @property
    def statements(self) -> list[Statement]:
        """Return all statements in order."""
        return [statement for section in self.sections for statement in section.statement]

    def word(self, id: str) -> Word | None:
        """Return a word by id, or None."""
        return next((word for word in self.words if word.id == id), None)

    def reference(self, id: str) -> Reference | None:
        """Return a source by key, or None."""
        return next((found for found in self.references if found.id == id), None)
