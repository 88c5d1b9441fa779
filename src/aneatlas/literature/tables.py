"""CSV and TSV exports (Embase, Scopus, Zotero, ASReview, spreadsheets), and lists of PMIDs or DOIs."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

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
#: What separates identifiers; not the semicolon inside '...3.0.CO;2-A'.
_BETWEEN = re.compile(r"(?i)(?:[\s,]|(?<!\dco)(?<!\.co);)+")
_LABEL = re.compile(r"(?i)^\s*(?:pmids?|dois?|id)\s*$")


def _key(column: str) -> str:
    return " ".join(re.sub(r"[\s_-]+", " ", column.strip().lstrip("\ufeff")).casefold().split())


def _dialect(text: str) -> str:
    """Return the separator of the table: the one that cuts the header into the most columns."""
    return max(",;\t|", key=lambda mark: len(_cells(_first_line(text), mark)))


def _first_line(text: str) -> str:
    """Return the first line of a text, whatever ends its lines ('\\n', '\\r\\n', or '\\r' alone)."""
    return re.split(r"[\r\n]", text, maxsplit=1)[0]


def _cells(line: str, mark: str) -> list[str]:
    """Return the cells of a line; none where it is no line of a table, as in a file of bytes."""
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def is_table(text: str) -> bool:
    """Say whether a text is a table whose header names a title, a DOI or a PMID."""
    head = _first_line(text.lstrip("\ufeff\r\n"))
    columns = {_key(column) for column in _cells(head, _dialect(head))}
    known = {name for field in ("title", "doi", "pmid", "abstract") for name in _COLUMNS[field]}
    return len(columns) > 1 and bool(columns & known)


def read_table(text: str, name: str) -> Iterator[Record | Issue]:
    """Yield a record for each row that holds anything.

    A row with more cells than columns is an issue, and so is one that a quotation mark without its partner
    lets run on to the end of the file.
    """
    text = text.lstrip("\ufeff")
    csv.field_size_limit(_LIMIT)
    mark = _dialect(text.lstrip("\r\n"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header = [column.strip() for column in next((row for row in reader if row), [])]
    number = line = 0
    while True:
        before, line = line, reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            if before and line - before > 1 and _open(text, before, mark):
                message = "a quotation mark is missing: the row runs on to the end of the file."
                yield error("row-without-end", f"{name}, line {before}", message, "Mend it and import again.")
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


def _open(text: str, line: int, mark: str) -> bool:
    """Say whether the last row of a table, which begins at a line, ends inside a quoted cell."""
    try:
        list(csv.reader(islice(io.StringIO(text, newline=""), line - 1, None), delimiter=mark, strict=True))
    except csv.Error as problem:
        return "unexpected end" in str(problem)
    return False


def _record(header: list[str], row: list[str], origin: Origin) -> Record:
    cells: dict[str, str] = {}
    more: dict[str, list[str]] = {}  # of columns that have the name of one before them
    for column, value in zip(header, map(str.strip, row), strict=False):
        if value and column in cells:
            more.setdefault(column, []).append(value)
        elif value:
            cells[column] = value
    by_key = {_key(column): column for column in cells}
    used: set[str] = set()

    def get(field: str) -> str:
        for wanted in _COLUMNS[field]:
            if wanted in by_key:
                used.add(by_key[wanted])
                return cells[by_key[wanted]]
        return ""

    abstract, issn = get("abstract"), get("issn")
    pmid, pmcid = identifiers.pmid(get("pmid")), identifiers.pmcid(get("pmcid"))
    for field, own in (("pmid", pmid), ("pmcid", pmcid)):
        if not own:  # what is no identifier is kept as it stands
            used -= {by_key[name] for name in _COLUMNS[field] if name in by_key}
    record = Record(
        source="table",
        origin=origin,
        title=get("title"),
        vernacular_title=get("vernacular"),
        pmid=pmid,
        pmcid=pmcid,
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
    kept = {column: [value] for column, value in cells.items() if column not in used}
    for column, values in more.items():
        kept.setdefault(column, []).extend(values)
    if len(row) > len(header):
        kept.setdefault("", []).extend(row[len(header) :])
    other = {column: tuple(values) for column, values in kept.items()}
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
    elif all(map(_is_short, short := value.rstrip(".").split(", "))):
        names = short  # PubMed's own table: 'Smith J, van der Berg AB.'
    else:
        names = _list(value)
    for name in names:
        family, comma, given = name.partition(",")
        if name.strip():
            yield Author(name.strip(), family.strip() if comma else "", given.strip())


def _is_short(name: str) -> bool:
    """Say whether a name ends with its initials: 'Smith J'."""
    family, _, initials = name.strip().rpartition(" ")
    return bool(family) and initials.isalpha() and initials.isupper() and len(initials) <= 4


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
        else:
            message = f"'{entry[:40]}' is no PMID and no DOI; it was left out."
            yield warning("broken-record", f"{name}, line {line}", message, "Mend it and import again.")


def _bare(entry: str) -> str:
    return re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", entry).lower()


def _entries(text: str) -> list[tuple[int, str]]:
    found = []
    for line, content in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not _LABEL.match(content):
            parts = re.sub(r"(?i)\b(pmid|doi):\s+", r"\1:", content)
            found += [(line, part) for part in _BETWEEN.split(parts) if part]
    return found
