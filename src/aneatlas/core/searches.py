"""The study's searches: which question is put to which source, in the source's own language.

One file of `study/searches/` may hold several. A changed query needs a new version: a run under another
version or text begins from the start instead of going on from the last one.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Entry
from pydantic import field_validator

from aneatlas.core.body import LONGEST
from aneatlas.core.evidence import Frozen

Source = Literal["pubmed", "europepmc"]
SOURCE_NAMES: dict[Source, Literal["PubMed", "Europe PMC"]] = {"pubmed": "PubMed", "europepmc": "Europe PMC"}


class Search(Frozen):
    """A question to a source.

    query: in the language of the source's interface, as one line. purpose: what it is to find, in words.
    interface: where the source documents the interface and the language of the query.
    """

    id: str = Entry(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")
    version: str = Entry(pattern=r"^[1-9][0-9]*$")
    source: Source
    purpose: str = Entry(min_length=1)
    interface: str = Entry(pattern=r"https://\S+")
    query: str = Entry(min_length=1, max_length=LONGEST)

    @field_validator("query", mode="before")
    @classmethod
    def _one_line(cls, value: object) -> object:
        return " ".join(value.split()) if isinstance(value, str) else value


class SearchFile(Frozen):
    """A file of searches."""

    search: tuple[Search, ...] = Entry(min_length=1)
