"""CSV and TSV exports (Embase, Scopus, Zotero, ASReview, spreadsheets), and lists of PMIDs or DOIs."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

from aneatlas.core.issues import Issue, error, warning
from aneatlas.literature import dates, identifiers
from aneatlas.literature.records import AbstractPart, Author, Origin, Record

#: What the columns of the field are called; compared in lower case with spaces, '_' and '-' alike.
_COLUMNS = {
    "title": ("title", "primary title", "article title", "ti", "t1"),
    "vernacular": ("original title", "vernacular title", "translated title"),
    "abstract": ("abstract", "abstract note", "notes abstract", "ab", "n2"),
    "authors": ("authors", "author", "author names", "first authors", "au"),
    "journal": ("journal", "source title", "publication title", "journal name", "container title", "jo", "secondary title",
                "journal/book", "booktitle"),
    "year": ("year", "publication year", "date", "py", "publication date", "create date"),
    "volume": ("volume", "vl"),
    "issue": ("issue", "number", "is"),
    "pages": ("pages", "page", "start page", "sp", "page start"),
    "doi": ("doi", "do", "digital object identifier"),
    "pmid": ("pmid", "pubmed id", "accession number pubmed"),
    "pmcid": ("pmcid", "pmc id"),
    "issn": ("issn", "isbn", "sn"),
    "keywords": ("keywords", "author keywords", "kw", "manual tags"),
    "language": ("language", "language of original document", "la"),
    "type": ("type of reference", "document type", "item type", "ty", "entrytype", "publication type"),
    "url": ("url", "link", "ur"),
}  # fmt: skip
_LIMIT = 10_000_000
_LABEL = re.compile(r"(?i)^\s*(?:pmids?|dois?|id)\s*$")


def _key(column: str) -> str:
    return " ".join(re.sub(r"[\s_-]+", " ", column.strip().lstrip("\ufeff")).casefold().split())


def _dialect(text: str) -> str:
    """Return the separator of the table: the one that cuts the header into the most columns."""
    head = text.split("\n", 1)[0]
    return max(",;\t|", key=lambda mark: len(next(csv.reader([head], delimiter=mark), [])))


def is_table(text: str) -> bool:
    """Say whether a text is a table whose header names a title, a DOI or a PMID."""
    head = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    columns = {_key(column) for column in next(csv.reader([head], delimiter=_dialect(head)), [])}
    known = {name for field in ("title", "doi", "pmid", "abstract") for name in _COLUMNS[field]}
    return len(columns) > 1 and bool(columns & known)


def read_table(text: str, name: str) -> Iterator[Record | Issue]:
    """Yield a record for each row that holds anything; a row with more cells than columns is an issue."""
    text = text.lstrip("\ufeff")
    csv.field_size_limit(_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_dialect(text))
    header = [column.strip() for column in next(reader, [])]
    number = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield error("broken-record", f"{name}, line {line}", f"one row cannot be read: {problem}.")
            continue
        if not any(cell.strip() for cell in row):
            continue
        number += 1
        if len(row) > len(header):
            message = (
                f"the row has {len(row)} cells for {len(header)} columns; the last ones were kept apart."
            )
            yield warning(
                "row-too-long", f"{name}, line {line}", message, "Look for a missing quotation mark."
            )
        yield _record(header, row, Origin(name, number, line=line))


def _record(header: list[str], row: list[str], origin: Origin) -> Record:
    cells = {column: value.strip() for column, value in zip(header, row, strict=False) if value.strip()}
    by_key = {_key(column): column for column in cells}
    used: set[str] = set()

    def get(field: str) -> str:
        for wanted in _COLUMNS[field]:
            if wanted in by_key:
                used.add(by_key[wanted])
                return cells[by_key[wanted]]
        return ""

    abstract, issn = get("abstract"), get("issn")
    record = Record(
        source="table",
        origin=origin,
        title=get("title"),
        vernacular_title=get("vernacular"),
        pmid=identifiers.pmid(get("pmid")),
        pmcid=identifiers.pmcid(get("pmcid")),
        doi=identifiers.doi(get("doi")) or get("doi"),
        abstract=(AbstractPart(abstract),) if abstract else (),
        journal=get("journal"),
        issn=(issn,) if issn else (),
        volume=get("volume"),
        issue=get("issue"),
        pages=get("pages"),
        date=dates.parse(get("year")),
        authors=tuple(_authors(get("authors"))),
        languages=tuple(filter(None, (get("language"),))),
        entry_type=get("type"),
        keywords=tuple(_list(get("keywords"))),
        urls=tuple(filter(None, (get("url"),))),
    )
    other: dict[str, tuple[str, ...]] = {
        column: (value,) for column, value in cells.items() if column not in used
    }
    if len(row) > len(header):
        other[""] = tuple(row[len(header) :])
    return replace(record, other=other)


def _list(value: str) -> list[str]:
    """Return the parts of a cell: a Python list as ASReview writes it, or parts between semicolons."""
    if value.startswith("[") and value.endswith("]"):
        try:
            parts = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            parts = [value]
        return [str(part) for part in parts] if isinstance(parts, list) else [value]
    return [part.strip() for part in re.split(r";|\|", value) if part.strip()]


def _authors(value: str) -> Iterator[Author]:
    if " and " in value and not value.startswith("["):
        names = value.split(" and ")
    elif ";" not in value and re.search(r"\.,\s", value) and not value.startswith("["):
        names = re.split(r"(?<=\.),\s*", value)  # 'Liu R., Adler D.G.'
    else:
        names = _list(value)
    for name in names:
        family, comma, given = name.partition(",")
        if name.strip():
            yield Author(name.strip(), family.strip() if comma else "", given.strip())


def is_id_list(text: str) -> bool:
    """Say whether every entry of a text is a PMID or a DOI."""
    entries = _entries(text)
    return bool(entries) and all(
        identifiers.pmid(entry) or identifiers.doi(entry) == _bare(entry) for _, entry in entries
    )


def read_id_list(text: str, name: str) -> Iterator[Record | Issue]:
    """Yield a record with nothing but its identifier for each PMID or DOI."""
    for number, (line, entry) in enumerate(_entries(text), 1):
        origin = Origin(name, number, line=line)
        if pmid := identifiers.pmid(entry):
            yield Record("id-list", origin, pmid=pmid)
        elif doi := identifiers.doi(entry):
            yield Record("id-list", origin, doi=doi)


def _bare(entry: str) -> str:
    return re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", entry).lower()


def _entries(text: str) -> list[tuple[int, str]]:
    found = []
    for line, content in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not _LABEL.match(content):
            parts = re.sub(r"(?i)\b(pmid|doi):\s+", r"\1:", content)
            found += [(line, part) for part in re.split(r"[\s,;]+", parts) if part]
    return found
