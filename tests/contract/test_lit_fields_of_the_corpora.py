"""Where each field of each format goes: every tag, column and element that the reference corpora hold.

`FIELDS` names the fields of a record that hold what a format's own tag says. A tag that is not named there is kept
under its own name in `other`; so is a further value of a field that holds one. `NOT_KEPT` gives the reasons for the rest.
"""

from __future__ import annotations

import csv
import dataclasses
import html
import io
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from aneatlas.literature.cutting import parser, records
from aneatlas.literature.markup_text import name as tag_of
from aneatlas.literature.pubmed_file import parsed
from aneatlas.literature.reading import read_file
from aneatlas.literature.records import Origin, Record

CORPORA = Path(os.environ.get("ANEATLAS_CORPORA", "/nonexistent"))
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="set ANEATLAS_CORPORA to the folder of the test corpora"),
]


def table(text: str) -> dict[str, frozenset[str]]:
    """Read 'field: TAG TAG' lines as tag -> fields."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in text.strip().splitlines():
        field, _, tags = line.partition(":")
        for tag in tags.split():
            found[tag].add(field.strip())
    return {tag: frozenset(fields) for tag, fields in found.items()}


FIELDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "ris": table(
        """
        entry_type: TY
        title: TI T1
        authors: AU A1 A2 A3 A4
        abstract: AB N2
        journal: JF T2 JO
        journal_abbreviation: J2 JA JO
        date: DA PY Y1
        volume: VL
        issue: IS
        pages: SP EP
        issn: SN
        keywords: KW
        languages: LA
        publication_types: M3
        urls: UR L2
        """
    ),
    "medline": table(
        """
        pmid: PMID
        title: TI
        abstract: AB
        authors: FAU AU AD AUID
        journal: JT
        journal_abbreviation: TA
        issn: IS
        volume: VI
        issue: IP
        pages: PG
        date: DP
        languages: LA
        publication_types: PT
        keywords: OT
        mesh: MH
        pmcid: PMC
        """
    ),
    "wos": table(
        """
        entry_type: PT
        title: TI
        abstract: AB
        authors: AU
        journal: SO
        journal_abbreviation: JI J9
        volume: VL
        issue: IS
        pages: BP EP AR
        date: PY PD
        publication_types: DT
        languages: LA
        issn: SN EI
        keywords: DE ID
        pmid: PM
        doi: DI
        """
    ),
    "bibtex": table(
        """
        title: title
        authors: author
        journal: journal
        volume: volume
        issue: number
        pages: pages
        date: year
        doi: doi
        issn: issn
        languages: language
        abstract: abstract
        keywords: keywords
        urls: url
        """
    ),
    "table": table(
        """
        title: title ti primary_title
        vernacular_title: original_title
        abstract: abstract
        authors: author_names first_authors authors au
        journal: jo journal_name secondary_title
        doi: doi do
        date: year publication_year
        volume: volume vl
        issue: number is
        pages: start_page sp
        issn: issn sn
        keywords: keywords
        entry_type: type_of_reference ty
        urls: url ur
        """
    ),
}
#: What says nothing of a publication.
NOT_KEPT = {
    "ris": {"ER": "ends a record"},
    "medline": {},
    "wos": {"FN": "heads the file", "VR": "heads the file", "ER": "ends a record", "EF": "ends the file"},
    "bibtex": {},
    "table": {},
}
LINES = {
    "ris": re.compile(r"([A-Z][A-Z0-9])[ \t]{1,2}-(?: |$)?(.*)"),
    "medline": re.compile(r"([A-Z][A-Z0-9]{1,3}) *- ?(.*)"),
    "wos": re.compile(r"([A-Z][A-Z0-9])(?: (.*))?$"),
}
BEGINS = {"ris": "TY", "medline": "PMID", "wos": "PT"}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉", "0123456789n0123456789")


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", html.unescape(text).translate(RAISED)).casefold()


def strings(thing: Any) -> Iterator[str]:
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            yield from strings(getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield str(key)
            yield from strings(value)
    elif isinstance(thing, (tuple, list)):
        for value in thing:
            yield from strings(value)
    elif thing is not None:
        yield str(thing)


def places(record: Record) -> dict[str, str]:
    """Return field -> its letters and digits; what is in `other` as 'other NAME'."""
    found = {
        field.name: bare("".join(strings(getattr(record, field.name))))
        for field in dataclasses.fields(Record)
        if field.name not in ("origin", "source", "other")
    }
    return found | {f"other {name}": bare("".join(values)) for name, values in record.other.items()}


def read(folder: str, kind: str) -> Iterator[tuple[Path, tuple[Record, ...]]]:
    for path in sorted((CORPORA / folder).rglob("*")):
        if path.is_file() and path.name != "SOURCE.md":
            batch = read_file(path)
            if batch.format == kind and batch.records:
                yield path, batch.records


def cut(text: str, kind: str) -> list[list[tuple[str, str]]]:
    """Return the records of a file as (tag, value) pairs, lines without a tag with the value before them.

    What stands between two records of RIS ('after ER') is Ovid's links, and the number of the next record.
    """
    found: list[list[tuple[str, str]]] = []
    ended = False
    for line in text.lstrip("\ufeff").splitlines():
        match = LINES[kind].match(line) if line[:1] != " " else None
        tag, value = (match.group(1), (match.group(2) or "").strip()) if match else ("", line.strip())
        if tag == BEGINS[kind]:
            found.append([])
            ended = False
        if not found or not (tag or value):
            continue
        if kind == "ris" and ended:
            if not re.fullmatch(r"\d+\.", value):
                found[-1].append(("after ER", line.strip()))
        elif tag == "ER" and not value:
            ended = True
        elif tag:
            found[-1].append((tag if (kind, tag) != ("ris", "ER") else "N1", value))
        else:
            before, said = found[-1][-1]
            found[-1][-1] = (before, f"{said} {value}")
    return found


#: Fields that hold the parts of a value: names in their parts, lists.
PARTED = {"authors", "keywords", "issn", "date", "mesh"}


def holds(field: str, text: str, value: str) -> bool:
    if bare(value) in text:
        return True
    parts = (part for part in re.split(r"[\s,.;/|*()'\[\]-]+", value) if part != "and")
    return field in PARTED and all(bare(part) in text for part in parts)


def misplaced(kind: str, pairs: Iterator[tuple[str, str]], record: Record, seen: Counter[str]) -> list[str]:
    """Return the values that stand neither in the fields of their tag nor under its name in `other`."""
    where = places(record)
    wrong = []
    for tag, value in pairs:
        if tag in NOT_KEPT[kind]:
            continue
        seen[tag] += 1
        known = tag if kind != "table" else re.sub(r"[ -]+", "_", tag.strip()).casefold()
        wanted = [*FIELDS[kind].get(known, ()), f"other {tag}", f"other {tag.casefold()}"]
        if not any(holds(field, where.get(field, "-"), value) for field in wanted) and bare(value):
            wrong.append(
                f"{tag}: {value[:80]} (stands in {[f for f, text in where.items() if bare(value) in text]})"
            )
    return wrong


@pytest.mark.parametrize(
    ("kind", "tags", "values"), [("ris", 81, 15_000), ("medline", 41, 400), ("wos", 45, 3_000)]
)
def test_every_tag_goes_where_the_table_says(kind: str, tags: int, values: int) -> None:
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for folder in ("ref_formats", "pubmed_xml"):
        for path, found in read(folder, kind):
            written = cut(path.read_text("utf-8-sig"), kind)
            assert len(written) == len(found), path.name
            for pairs, record in zip(written, found, strict=True):
                wrong += [f"{path.name}: {line}" for line in misplaced(kind, iter(pairs), record, seen)]
    assert wrong == []
    assert len(seen) >= tags
    assert sum(seen.values()) >= values


def test_every_column_goes_where_the_table_says() -> None:
    from aneatlas.literature.tables import _dialect

    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for path, found in read("ref_formats", "table"):
        text = path.read_text("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=_dialect(text))
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        for row, record in zip(rows, found, strict=True):
            pairs = zip((column.strip() for column in header), row, strict=False)
            wrong += [f"{path.name}: {line}" for line in misplaced("table", pairs, record, seen)]
    assert wrong == []
    assert len(seen) >= 50


def test_every_entry_of_bibtex_goes_where_the_table_says() -> None:
    from bibtexparser.entrypoint import parse_string

    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for path, found in read("ref_formats", "bibtex"):
        blocks = parse_string(path.read_text("utf-8-sig")).blocks
        entries = [
            getattr(block, "ignore_error_block", block)
            for block in blocks
            if hasattr(block, "fields") or hasattr(block, "duplicate_keys")
        ]
        for entry, record in zip(entries, found, strict=True):
            accents = re.compile(r"\\[^\w\s]?\{?\w?\}?")
            pairs = (
                (field.key.casefold(), str(field.value))
                for field in entry.fields
                if not accents.search(str(field.value))
            )
            wrong += [f"{path.name}: {line}" for line in misplaced("bibtex", pairs, record, seen)]
    assert wrong == []
    assert len(seen) >= 20


#: Elements of PubMed's records -> the field that holds their text; all others stand in `other` under their name or that
#: of the element that holds them.
ELEMENTS = table(
    """
    pmid: PMID
    title: ArticleTitle BookTitle
    vernacular_title: VernacularTitle
    abstract: AbstractText CopyrightInformation
    authors: LastName ForeName Initials Suffix CollectiveName Affiliation Identifier
    journal: Title BookTitle
    journal_abbreviation: ISOAbbreviation
    issn: ISSN ISSNLinking
    volume: Volume
    issue: Issue
    pages: MedlinePgn
    date: Year Month Day Season MedlineDate
    languages: Language
    publication_types: PublicationType
    mesh: DescriptorName QualifierName SupplMeshName
    keywords: Keyword
    links: RefSource PMID Note
    references: Citation ArticleId Title
    """
)


def test_every_element_of_pubmed_goes_where_the_table_says() -> None:
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    number = 0
    for path in sorted((CORPORA / "pubmed_xml").rglob("*.xml")):
        for _, raw in records(path.read_bytes())[0]:
            (record,) = parsed(raw, Origin(path.name))
            assert isinstance(record, Record)
            number += 1
            where = places(record)
            for node in etree.fromstring(raw, parser()).iter():
                tag, value = tag_of(node), bare(node.text or "")
                if not tag or not value:
                    continue
                seen[tag] += 1
                holders = [tag, *(tag_of(holder) for holder in node.iterancestors())]
                fields = {field for holder in holders for field in ELEMENTS.get(holder, ())}
                wanted = [*fields, *(f"other {holder}" for holder in holders)]
                if not any(value in where.get(field, "-") for field in wanted):
                    wrong.append(f"{path.name}: {tag}: {value[:80]}")
    assert wrong == []
    assert number == 175  # 174 articles and a book, as the corpus states
    assert len(seen) >= 50


def test_every_element_of_endnote_stands_in_its_record() -> None:
    path = CORPORA / "dedup_bibdedupe" / "respiratory" / "Respiratory.endnote.xml"
    found = read_file(path).records
    elements = etree.parse(path, parser()).getroot().iter("record")
    paths: Counter[str] = Counter()
    wrong: list[str] = []
    for element, record in zip(elements, found, strict=True):
        kept = "\n".join(places(record).values())
        for node in element.iter():
            if tag_of(node) and (value := bare(node.text or "")):
                paths[tag_of(node)] += 1
                if value not in kept:
                    wrong.append(f"{tag_of(node)}: {value[:80]}")
    assert wrong == []
    assert len(found) == 1988


def test_every_text_of_the_front_matter_of_jats_stands_in_its_record() -> None:
    wrong: list[str] = []
    number = 0
    for path in sorted((CORPORA / "jats").rglob("*")):
        found = read_file(path).records if path.suffix in (".xml", ".nxml") else ()
        if len(found) != 1:
            continue
        articles = [node for node in etree.parse(path, parser()).iter() if tag_of(node) == "article"]
        front = next((node for node in articles[0] if tag_of(node) == "front"), None)
        kept = bare("\n".join(strings(found[0])))
        number += front is not None
        for node in front.iter() if front is not None else ():
            holder = node.getparent()
            # the numbers by which an author's affiliations are found
            marks = [one for one in (node, holder) if one is not None and one.get("ref-type") == "aff"]
            for text in (node.text or "", node.tail or "") if tag_of(node) and not marks else ():
                if bare(text) not in kept:
                    wrong.append(f"{path.name}: {tag_of(node)}: {text[:80]}")
    assert wrong == []
    assert number >= 110
