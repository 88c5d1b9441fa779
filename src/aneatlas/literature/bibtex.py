"""BibTeX, read with bibtexparser 2: a broken entry becomes an issue, the others survive."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from aneatlas.core.issues import Issue, error, warning
from aneatlas.literature import dates, identifiers
from aneatlas.literature.records import AbstractPart, Author, Origin, Record

_USED = frozenset(
    str.split(
        "title abstract journal journaltitle booktitle author editor year month date volume number pages issn doi pmid "
        "pmcid keywords language url"
    )
)

_NOT_LATEX = frozenset(("url", "doi", "file", "eprint"))


def read_bibtex(text: str, name: str) -> Iterator[Record | Issue]:
    """Yield the entries of a BibTeX file; LaTeX accents become characters, braces around words go."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # each problem is an issue below
    library = parse_string(text)
    for number, block in enumerate(library.blocks, 1):
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock) and isinstance(block.ignore_error_block, Entry):
            # A key names an entry for a writer; two publications may have one.
            block = block.ignore_error_block
        if isinstance(block, Entry):
            fields = {field.key.casefold(): _plain(field.key, str(field.value)) for field in block.fields}
            yield _record(fields, block.entry_type, block.key, Origin(name, number, line=line))
        elif isinstance(block, DuplicateFieldKeyBlock) and isinstance(block.ignore_error_block, Entry):
            doubled = {key.casefold() for key in block.duplicate_keys}
            fields = {}
            for field in block.ignore_error_block.fields:
                key, value = field.key.casefold(), _plain(field.key, _unenclosed(str(field.value)))
                fields[key] = f"{fields[key]}; {value}" if key in fields and fields[key] != value else value
            message = f"the entry gives {', '.join(sorted(doubled))} twice; both were kept."
            yield warning("field-twice", f"{name}, line {line}", message)
            entry = block.ignore_error_block
            yield _record(fields, entry.entry_type, entry.key, Origin(name, number, line=line))
        elif isinstance(block, ParsingFailedBlock):
            said = str(block.error).strip() or "a brace or quotation mark is missing"
            reason = said.splitlines()[0].rstrip(".")
            fix = "Correct the entry and import the file again; the other entries were read."
            yield error("broken-record", f"{name}, line {line}", f"one entry cannot be read: {reason}.", fix)


def _unenclosed(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and (value[0], value[-1]) in (("{", "}"), ('"', '"')) else value


def _plain(key: str, value: str) -> str:
    """Return a field's text. LaTeX is read where there is any; in LaTeX a bare % would hide the rest of the line."""
    if "\\" in value and key.casefold() not in _NOT_LATEX:
        from pylatexenc.latex2text import LatexNodes2Text

        value = LatexNodes2Text().latex_to_text(re.sub(r"(?<!\\)%", r"\\%", value))
    elif key.casefold() in _NOT_LATEX:
        return value.strip()
    return " ".join(value.replace("{", "").replace("}", "").split())


def _record(fields: dict[str, str], entry_type: str, key: str, origin: Origin) -> Record:
    def get(*names: str) -> str:
        return next((fields[item] for item in names if fields.get(item)), "")

    date = get("date") or " ".join(part for part in (get("year"), get("month")) if part)
    keywords = tuple(part.strip() for part in re.split(r"[;,]", get("keywords")) if part.strip())
    people = [(person, role) for role in ("author", "editor") for person in _split(get(role))]
    other = {name: (value,) for name, value in fields.items() if name not in _USED and value}
    pmid, pmcid, doi = (
        identifiers.pmid(get("pmid")),
        identifiers.pmcid(get("pmcid")),
        identifiers.doi(get("doi")),
    )
    for name, own in (("pmid", pmid), ("pmcid", pmcid), ("doi", doi)):
        if get(name) and not own:  # what is no identifier is kept as it stands
            other[name] = (get(name),)
    if get("journal") and get("booktitle"):
        other["booktitle"] = (get("booktitle"),)
    return Record(
        source="bibtex",
        origin=origin,
        title=get("title"),
        pmid=pmid,
        pmcid=pmcid,
        doi=doi,
        abstract=(AbstractPart(get("abstract")),) if get("abstract") else (),
        journal=get("journal", "journaltitle", "booktitle"),
        issn=tuple(filter(None, (get("issn"),))),
        volume=get("volume"),
        issue=get("number"),
        pages=get("pages"),
        date=dates.parse(date),
        authors=tuple(_author(person, role) for person, role in people),
        languages=tuple(filter(None, (get("language"),))),
        entry_type=entry_type,
        keywords=keywords,
        urls=tuple(filter(None, (get("url"),))),
        other=other | {"key": (key,)},
    )


def _split(people: str) -> list[str]:
    return [person.strip() for person in re.split(r"\s+and\s+", people) if person.strip()]


def _author(value: str, role: str) -> Author:
    family, comma, given = value.partition(",")
    if not comma and " " in value:
        given, _, family = value.rpartition(" ")
    return Author(value, family.strip(), given.strip(), role=role)
