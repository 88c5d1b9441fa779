"""The bodies of events of the review: records, how they hang together, and who decided what on them.

A *record* is one entry of one source. Records that are one publication make a *candidate*
(`core.candidates`); a decision speaks of a record and holds for its candidate (`core.screening`).
No abstract stands in the ledger: `text` is the digest of the record's text in the private store.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field as Entry
from pydantic import model_validator

from aneatlas.core.body import REPORT_ID, Body

RECORD_ID = r"^[a-z][a-z0-9-]{0,30}:[^\s~]{1,60}$"

Choice = Literal["include", "exclude", "maybe"]
Stage = Literal["title_abstract", "full_text"]
STAGES: tuple[Stage, ...] = ("title_abstract", "full_text")
TieKind = Literal["same", "version", "doubtful", "different", "report"]


class Name(Body):
    """A name of the disease, or one that only looks like it, found in a record.

    id, kind: of the name in names.toml. place: title, abstract, mesh, keyword ... words: as they stand there.
    supported: whether the words that this name needs beside it stand in the record.
    """

    id: str
    kind: str
    place: str
    words: str
    supported: bool = True


class Rule(Body):
    """What the stated rules say of a record: its class, their choice, and their reasons in order."""

    choice: Choice
    kind: str
    reasons: tuple[str, ...] = ()


class Tying(Body):
    """What a source says of another publication: 'RetractionIn', 'ErratumFor', 'UpdateOf' ... in its words."""

    kind: str
    pmid: str = ""
    source: str = ""
    note: str = ""


class RecordEntry(Body):
    """One bibliographic entry as a source gave it.

    id: source and identifier ('pubmed:15467414'). source: the database ('PubMed'). found_by: the searches
    and files that gave it, oldest first. revised: the day of its last revision at the source, '' where it
    tells none. authors: 'Family, I' each. names, rule: what matching and the rules
    said. text: digest of its text in the private store. withdrawn: why the source took it back, '' otherwise.
    kept: why a person keeps it all the same.
    """

    id: str = Entry(pattern=RECORD_ID)
    source: str = Entry(min_length=1)
    found_by: tuple[str, ...]
    title: str = ""
    vernacular_title: str = ""
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    version: str = ""
    revised: str = Entry(default="", pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    entry_type: str = ""
    urls: tuple[str, ...] = ()
    links: tuple[Tying, ...] = ()
    names: tuple[Name, ...] = ()
    rule: Rule
    text: str = Entry(default="", pattern=r"^([0-9a-f]{64})?$")
    since: int = Entry(default=0, ge=0)
    withdrawn: str = ""
    kept: str = ""


class FilesTaken(Body):
    """Files of records that were taken in together: what they were, and what they brought.

    id: 'F0001'. read: records gone through. new: records that the review did not hold. known: those that it
    held already. withdrawn: records taken back by the files (DeleteCitation). taken_back: PMIDs that they take
    back and that the review did not hold: an older file, taken in later, may bring one of them.
    """

    id: str = Entry(pattern=r"^F[0-9]{4,}$")
    source: str
    files: tuple[str, ...]
    sha256: tuple[str, ...]
    formats: tuple[str, ...]
    read: int = Entry(ge=0)
    new: int = Entry(ge=0)
    known: int = Entry(ge=0)
    withdrawn: int = Entry(default=0, ge=0)
    taken_back: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Tie(Body):
    """How two records hang together, or which report a record is of.

    same: one publication (merged). version: preprint and article, erratum, reply, translation: linked, not
    merged. doubtful: a person looks. different: a person says that they are two, and they stay apart.
    report: `a` is a record of the report `b`. rule: the rule that spoke, or 'by hand'; reason: what it rests on.
    """

    a: str = Entry(pattern=RECORD_ID)
    b: str
    kind: TieKind
    rule: str = Entry(min_length=1)
    reason: str = Entry(min_length=1)

    @model_validator(mode="after")
    def _pair(self) -> Tie:
        wanted = REPORT_ID if self.kind == "report" else RECORD_ID
        if not re.search(wanted, self.b):
            raise ValueError(f"'{self.b}' is no {'report' if self.kind == 'report' else 'record'}")
        if self.kind != "report" and self.a >= self.b:
            raise ValueError("name the two records in order, and two different ones")
        return self

    @property
    def key(self) -> str:
        """Return the key of the pair."""
        return f"{self.a}~{self.b}"


class Screening(Body):
    """A reader's decision on a record.

    reader: 'person:<name>'. An exclusion names a reason of the study's list; note says more in free words.
    third: whether the reader decides where two others differ.
    """

    record: str = Entry(pattern=RECORD_ID)
    stage: Stage
    reader: str = Entry(pattern=r"^(person|program):\S.*$")
    choice: Choice
    reason: str = ""
    note: str = ""
    third: bool = False

    @model_validator(mode="after")
    def _reasoned(self) -> Screening:
        if self.choice == "exclude" and not self.reason:
            raise ValueError("an exclusion needs a reason")
        if self.third and self.choice == "maybe":
            raise ValueError("the third reader includes or excludes")
        return self

    @property
    def key(self) -> str:
        """Return the key of the decision."""
        return f"{self.record}~{self.stage}~{self.reader}"
