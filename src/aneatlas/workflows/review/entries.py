"""From a record as a reader gives it to its entry in the ledger, and back to what merging compares."""

from __future__ import annotations

import hashlib
import re

from aneatlas.core.body import LONGEST, dump
from aneatlas.core.events import Json, canonical
from aneatlas.core.review import Name, RecordEntry, Rule, Tying
from aneatlas.literature.decisions import Decision
from aneatlas.literature.identifiers import doi
from aneatlas.literature.names import Match
from aneatlas.literature.records import Author, Link, Origin, PartialDate, Record

_UNFIT = re.compile("[\\s\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]+")
_DATE = re.compile(r"<Year>(\d{4})</Year>\s*<Month>(\d{2})</Month>\s*<Day>(\d{2})</Day>")
_DAY = re.compile(r"\b(\d{4})(\d{2})(\d{2})\b")
_LONGEST_IDENTIFIER = 60


def slug(source: str) -> str:
    """Return the name of a source as the first part of ids: 'Europe PMC' is 'europe-pmc'."""
    found = re.sub(r"[^a-z0-9]+", "-", source.casefold()).strip("-")[:30].strip("-")
    return found if found[:1].isalpha() else f"source-{found}".strip("-")[:30]


def record_id(source: str, record: Record) -> str:
    """Return the id of a record: its source, then PMID, DOI or PMCID, else a digest of what it says of itself."""
    own = record.pmid or record.doi or record.pmcid
    if not own or len(own) > _LONGEST_IDENTIFIER or re.search(r"[\s~]", own):
        first = record.authors[0].name or record.authors[0].family if record.authors else ""
        said: list[object] = [
            own,
            record.title,
            first,
            record.journal,
            record.year,
            record.volume,
            record.pages,
        ]
        if not any(said):
            said = [record.abstract_text, list(record.urls), str(record.origin)]
        own = _digest(said)
    return f"{slug(source)}:{own}"


def id_apart(row: Json) -> str:
    """Return the id of an entry whose DOI another publication of the same source has too: a digest of what it says."""
    names = ("doi", "title", "authors", "journal", "year", "volume", "pages")
    return f"{slug(row['source'])}:{_digest([row.get(name, '') for name in names])}"


def _digest(said: list[object]) -> str:
    lines = [_one_line(str(part)).casefold() for part in said]
    return hashlib.sha256(canonical(lines).encode()).hexdigest()[:16]


def entry_of(source: str, search: str, record: Record, decision: Decision, text: str) -> RecordEntry:
    """Return the entry of a record. text: the digest of its stored text."""
    return RecordEntry(
        id=record_id(source, record),
        source=source,
        found_by=(search,),
        title=_one_line(record.title),
        vernacular_title=_one_line(record.vernacular_title),
        pmid=_one_line(record.pmid),
        pmcid=_one_line(record.pmcid),
        doi=_one_line(record.doi),
        version=_one_line(record.version),
        revised=_revised(record),
        authors=tuple(name for author in record.authors if author.role == "author" and (name := _name(author))),
        journal=_one_line(record.journal or record.journal_abbreviation),
        year=record.year,
        volume=_one_line(record.volume),
        issue=_one_line(record.issue),
        pages=_one_line(record.pages),
        languages=tuple(_one_line(one) for one in record.languages),
        types=tuple(_one_line(one) for one in record.publication_types),
        entry_type=_one_line(record.entry_type),
        urls=tuple(_one_line(one) for one in record.urls[:3]),
        links=tuple(
            Tying(kind=_one_line(link.kind), pmid=_one_line(link.pmid), source=_one_line(link.source), note=_one_line(link.note))
            for link in record.links
            if link.kind != "Cites"
        ),
        names=tuple(_named(match) for match in (*decision.found.labels, *decision.found.near_misses)),
        rule=Rule(
            choice=str(decision.choice),
            kind=str(decision.kind),
            reasons=tuple(_one_line(str(reason)) for reason in decision.reasons),
        ),
        text=text,
    )  # fmt: skip


def body_of(entry: RecordEntry) -> Json:
    """Return the body of the event of an entry, without what says nothing."""
    return dump(entry)


def content_of(row: Json) -> Json:
    """Return what a record says, without who found it and when: equal contents are one state of a record."""
    return {
        key: value
        for key, value in row.items()
        if key not in ("event", "found_by", "withdrawn", "kept", "since")
    }


def record_of(row: Json) -> Record:
    """Return the record of an entry, as far as the ledger holds it: enough to compare citations."""
    return Record(
        source="ledger",
        origin=Origin(row["id"]),
        title=row.get("title", ""),
        vernacular_title=row.get("vernacular_title", ""),
        pmid=row.get("pmid", ""),
        pmcid=row.get("pmcid", ""),
        doi=row.get("doi", ""),
        version=row.get("version", ""),
        journal=row.get("journal", ""),
        volume=row.get("volume", ""),
        issue=row.get("issue", ""),
        pages=row.get("pages", ""),
        date=PartialDate(row.get("year")),
        authors=tuple(_author(name) for name in row.get("authors", ())),
        languages=tuple(row.get("languages", ())),
        publication_types=tuple(row.get("types", ())),
        entry_type=row.get("entry_type", ""),
        links=tuple(Link(link["kind"], link.get("source", ""), link.get("pmid", "")) for link in row.get("links", ())),
    )  # fmt: skip


def _one_line(text: str) -> str:
    line = _UNFIT.sub(" ", text).strip()
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _name(author: Author) -> str:
    if not author.family:
        return _one_line(author.name)
    given = author.initials or author.given
    return _one_line(f"{author.family}, {given}" if given else author.family)


def _author(name: str) -> Author:
    family, comma, given = name.partition(", ")
    return Author(name, family, given) if comma else Author(name)


def _revised(record: Record) -> str:
    """Return the day of the last revision: DateRevised of PubMed XML, LR of its MEDLINE text ('20260131')."""
    tag, form = ("LR", _DAY) if record.source == "medline" else ("DateRevised", _DATE)
    found = form.search(" ".join(record.other.get(tag, ())))
    return "-".join(found.groups()) if found else ""


def target(link: Json) -> tuple[str, str] | None:
    """Return what names the publication that a link leads to, ('pmid', ...) or ('doi', ...); None where nothing does."""
    if link.get("pmid"):
        return "pmid", str(link["pmid"])
    found = doi(link.get("source", ""))
    return ("doi", found) if found else None


def _named(match: Match) -> Name:
    return Name(
        id=match.id,
        kind=match.kind,
        place=match.place,
        words=_one_line(match.quote),
        supported=match.supported,
    )
