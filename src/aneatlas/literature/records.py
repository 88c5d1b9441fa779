"""A record: one bibliographic entry as a source gave it.

Nothing is judged or repaired here. What has no field of its own is kept in `other`, under the name
that the source uses, so that reading a file loses nothing that its format carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aneatlas.core.issues import Issue


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stands: the file, its place in it (from 1), and the byte offset or line where known.

    Offsets of compressed files count uncompressed bytes.
    """

    file: str
    number: int = 0
    offset: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        if self.offset is not None:
            return f"{self.file}, byte {self.offset}"
        return (
            f"{self.file}, line {self.line}"
            if self.line is not None
            else f"{self.file}, record {self.number}"
        )


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as the source gives it; `text` is what it printed ('2019 Nov-Dec')."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AbstractPart:
    """One paragraph of an abstract, with its label ('METHODS') and language where given."""

    text: str
    label: str = ""
    category: str = ""
    language: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """An author, an editor or a group. `name` is what the source printed where it gives one string."""

    name: str
    family: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    group: bool = False
    role: str = "author"
    orcid: str = ""
    affiliations: tuple[str, ...] = ()
    other: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH descriptor with its qualifiers; `major` marks the main topic."""

    name: str
    ui: str = ""
    major: bool = False
    qualifiers: tuple[tuple[str, str, bool], ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to another publication: RetractionIn, ErratumFor, UpdateOf, CommentOn ... in PubMed's words."""

    kind: str
    source: str = ""
    pmid: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a record's list of references, with the identifiers that the source gives."""

    citation: str
    ids: tuple[tuple[str, str], ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One bibliographic entry as one source gave it.

    source: the format it was read from ('pubmed-xml', 'ris', ...). version: PubMed's version of the
    record. abstract_other: abstracts in other languages or for other readers. entry_type: the source's
    word for the kind of publication ('JOUR', 'article'). other: every further field, by the source's name.
    """

    source: str
    origin: Origin
    title: str = ""
    vernacular_title: str = ""
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    version: str = ""
    abstract: tuple[AbstractPart, ...] = ()
    abstract_other: tuple[AbstractPart, ...] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    issn: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    date: PartialDate = field(default_factory=PartialDate)
    authors: tuple[Author, ...] = ()
    languages: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    entry_type: str = ""
    mesh: tuple[MeshHeading, ...] = ()
    keywords: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    references: tuple[Reference, ...] = ()
    urls: tuple[str, ...] = ()
    other: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def year(self) -> int | None:
        """Return the year of publication, None where the source gives none."""
        return self.date.year

    @property
    def abstract_text(self) -> str:
        """Return the abstract as one text, labels included, one paragraph a line."""
        return "\n".join(f"{part.label}: {part.text}" if part.label else part.text for part in self.abstract)

    @property
    def retracted(self) -> bool:
        """Say whether the source states that this publication was retracted."""
        return "Retracted Publication" in self.publication_types or any(
            link.kind == "RetractionIn" for link in self.links
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """What reading a file gives: its records, withdrawn PMIDs (DeleteCitation), and what went wrong."""

    format: str
    records: tuple[Record, ...] = ()
    deleted: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def texts(record: Record) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for each part of a record in which a disease may be named.

    References and affiliations are left out: a paper that cites a report is not a report.
    """
    yield "title", record.title
    yield "vernacular title", record.vernacular_title
    for part in record.abstract:
        yield "abstract", part.text
    for part in record.abstract_other:
        yield "other abstract", part.text
    for heading in record.mesh:
        yield "mesh", heading.name
    for keyword in record.keywords:
        yield "keyword", keyword
