"""RIS, read with rispy (https://github.com/MrTango/rispy); every tag is kept, repeated ones too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import rispy
from rispy.config import TAG_KEY_MAPPING

from aneatlas.core.issues import Issue, warning
from aneatlas.literature import dates, identifiers
from aneatlas.literature.records import AbstractPart, Author, Origin, Record

_TAG = re.compile(r"^([A-Z][A-Z0-9])[ \t]{1,2}-(?: |$)?(.*)$")
_AUTHORS = {
    "AU": "author",
    "A1": "author",
    "A2": "secondary",
    "A3": "tertiary",
    "A4": "subsidiary",
    "ED": "editor",
}
_USED = frozenset(str.split("TY DO UR L2 KW LA SN VL IS M3 SP EP")) | frozenset(_AUTHORS)
_NUMBER = re.compile(r"\d+\.")
_PMID_NOTE = re.compile(r"\bPMID:?\s*(\d{4,9})\b")


class _AllTags(rispy.RisParser):  # type: ignore[misc]
    """Keeps each tag under its own name, all values in a list, unknown tags included."""

    UNKNOWN_TAG = "?"
    DEFAULT_MAPPING = {tag: tag for tag in (*TAG_KEY_MAPPING, "?")}
    DEFAULT_LIST_TAGS = list(TAG_KEY_MAPPING)
    DEFAULT_DELIMITER_MAPPING: dict[str, str] = {}


def read_ris(text: str, name: str) -> Iterator[Record | Issue]:
    """Yield the records of a RIS file. A record without ER ends where the next one begins, with an issue.

    (rispy alone would take two such records for one, or lose the last.)
    """
    for cut in _cut(text):
        if not cut.ended:
            where = f"{name}, line {cut.line}"
            yield warning(
                "record-without-end", where, "the record has no ER line; it was ended where it stops."
            )
        for entry in rispy.loads("\n".join([*cut.lines, "ER  - "]), implementation=_AllTags):
            fields = _fields(entry)
            if cut.after:
                fields["after ER"] = [" ".join(cut.after)]
            yield _record(fields, Origin(name, line=cut.line))


@dataclass(slots=True)
class _Cut:
    """The lines of one record, where it began, whether ER ended it, and what stands after ER (Ovid's links)."""

    line: int
    lines: list[str]
    ended: bool = False
    after: list[str] = field(default_factory=list)


def _cut(text: str) -> Iterator[_Cut]:
    """Yield the records of a text; tabs in tags become spaces.

    A line without a tag goes on with the value before it; in a list of keywords it is one more keyword.
    """
    cut: _Cut | None = None
    for number, line in enumerate(text.splitlines(), 1):
        match = _TAG.match(line)
        tag = match.group(1) if match else ""
        value = match.group(2) if match else line.strip()
        if tag == "TY":
            if cut:
                yield cut
            cut = _Cut(number, [f"TY  - {value}"])
        elif cut is None or not (match or value):
            continue
        elif cut.ended:
            if not _NUMBER.fullmatch(value):
                cut.after.append(line.strip())
        elif tag == "ER" and not value.strip():
            cut.ended = True
        elif match:
            cut.lines.append(f"{tag if tag != 'ER' else 'N1'}  - {value}")
        elif cut.lines[-1][:2] in ("KW", *_AUTHORS):
            cut.lines.append(f"{cut.lines[-1][:2]}  - {value}")
        else:
            cut.lines[-1] = f"{cut.lines[-1].rstrip()} {value}"
    if cut:
        yield cut


def _fields(entry: dict[str, Any]) -> dict[str, list[str]]:
    """Return tag -> values; the first tag of a rispy entry is text, unknown ones are a dictionary."""
    fields = {
        tag: [value] if isinstance(value, str) else list(value) for tag, value in entry.items() if tag != "?"
    }
    return fields | {tag: list(values) for tag, values in entry.get("?", {}).items()}


def _record(fields: dict[str, list[str]], origin: Origin) -> Record:
    taken: dict[str, str] = {}

    def first(*tags: str) -> str:
        for tag in tags:
            for value in fields.get(tag, ()):
                if value:
                    taken.setdefault(tag, value)
                    return value
        return ""

    title = first("TI", "T1", "CT", "BT") or first("ST")
    journal = first("JF", "T2", "JO") or first("JA", "J2")
    short = first("J2", "JA", "JO")
    day = next((value for value in fields.get("DA", ()) if dates.parse(value).year), "")
    date = dates.parse(first("DA") if day else first("PY", "Y1"))
    abstract = first("AB", "N2")
    start, end = first("SP"), first("EP")
    notes = " ".join(fields.get("N1", []))
    pmid = _PMID_NOTE.search(notes)
    accession = (
        identifiers.pmid(" ".join(fields.get("AN", [])))
        if "pubmed" in " ".join(fields.get("DB", [])).lower()
        else ""
    )
    other = {tag: tuple(values) for tag, values in fields.items() if tag not in _USED}
    for tag, value in taken.items():
        if tag in other:
            rest = list(other[tag])
            rest.remove(value)
            if rest:
                other[tag] = tuple(rest)
            else:
                del other[tag]
    return Record(
        source="ris",
        origin=origin,
        title=title,
        pmid=pmid.group(1) if pmid else accession,
        pmcid=identifiers.pmcid(" ".join(fields.get("C2", []))),
        doi=identifiers.doi(" ".join(fields.get("DO", [])))
        or identifiers.doi(" ".join(fields.get("UR", []))),
        abstract=(AbstractPart(abstract),) if abstract else (),
        journal=journal,
        journal_abbreviation=short,
        issn=tuple(fields.get("SN", ())),
        volume=" ".join(fields.get("VL", ())),
        issue=" ".join(fields.get("IS", ())),
        pages=f"{start}-{end}" if start and end and start != end else start or end,
        date=date,
        authors=tuple(
            _author(value, role) for tag, role in _AUTHORS.items() for value in fields.get(tag, ()) if value
        ),
        languages=tuple(fields.get("LA", ())),
        publication_types=tuple(fields.get("M3", ())),
        entry_type=" ".join(fields.get("TY", ())),
        keywords=tuple(value for value in fields.get("KW", ()) if value),
        urls=tuple(value for tag in ("UR", "L2") for value in fields.get(tag, ())),
        other=other | ({"DO": tuple(fields["DO"])} if fields.get("DO") else {}),
    )


def _author(value: str, role: str) -> Author:
    family, comma, given = value.partition(",")
    return Author(value, family.strip() if comma else "", given.strip(), role=role)
