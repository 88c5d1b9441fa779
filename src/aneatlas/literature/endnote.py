"""EndNote XML (an export of EndNote, Zotero or Mendeley)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from aneatlas.core.issues import Issue, error
from aneatlas.literature import dates, identifiers
from aneatlas.literature.markup_text import name as tag_of
from aneatlas.literature.markup_text import text_of
from aneatlas.literature.records import AbstractPart, Author, Origin, Record

_USED = frozenset(
    str.split("""contributors/authors contributors/secondary-authors contributors/tertiary-authors titles/title
    titles/secondary-title titles/alt-title pages volume number dates/year dates/pub-dates/date keywords/keyword isbn
    abstract language electronic-resource-num accession-num urls/related-urls/url urls/web-urls/url urls/pdf-urls/url
    custom2""")
)
_ROLES = {"authors": "author", "secondary-authors": "secondary", "tertiary-authors": "tertiary"}


def read_endnote(data: bytes, name: str) -> Iterator[Record | Issue]:
    """Yield the records of an EndNote XML file; damaged XML gives the records before the damage, then an issue."""
    feed = etree.XMLPullParser(
        events=("end",),
        tag="record",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    number = 0
    try:
        for start in range(0, len(data), 1 << 16):
            feed.feed(data[start : start + (1 << 16)])
            for _, element in feed.read_events():
                number += 1
                yield _record(element, Origin(name, number))
                element.clear()
        feed.close()
    except etree.XMLSyntaxError as problem:
        for _, element in feed.read_events():
            number += 1
            yield _record(element, Origin(name, number))
        reason = str(problem).split(", line ")[0]
        where = f"{name}, line {problem.lineno}" if problem.lineno else name
        yield error(
            "broken-record", where, f"the XML is damaged: {reason}.", "Export the file again from EndNote."
        )


def is_endnote(head: bytes) -> bool:
    """Say whether the beginning of a file is that of an EndNote export."""
    return b"<records>" in head and b"<record>" in head


def _record(element: etree._Element, origin: Origin) -> Record:
    def get(*paths: str) -> str:
        return next((value for path in paths if (value := text_of(element.find(path)))), "")

    def every(*paths: str) -> tuple[str, ...]:
        return tuple(value for path in paths for node in element.iterfind(path) if (value := text_of(node)))

    year, printed = get("dates/year"), get("dates/pub-dates/date")
    kind = element.find("ref-type")
    number, accession = get("electronic-resource-num"), get("accession-num")
    other = _other(element)
    if number and not identifiers.doi(number):
        other["electronic-resource-num"] = (number,)
    if accession:
        other["accession-num"] = (accession,)
    return Record(
        source="endnote-xml",
        origin=origin,
        title=get("titles/title"),
        pmid=identifiers.pmid(accession)
        if "pubmed" in get("remote-database-name", "database").casefold()
        else "",
        pmcid=identifiers.pmcid(get("custom2")) if get("custom2").upper().startswith("PMC") else "",
        doi=identifiers.doi(number),
        abstract=tuple(AbstractPart(value) for value in every("abstract")),
        journal=get("titles/secondary-title", "periodical/full-title"),
        journal_abbreviation=get("titles/alt-title", "periodical/abbr-1"),
        issn=every("isbn"),
        volume=get("volume"),
        issue=get("number"),
        pages=get("pages"),
        date=dates.parse(f"{year} {printed}".strip() if printed and year not in printed else printed or year),
        authors=tuple(_authors(element)),
        languages=every("language"),
        entry_type=kind.get("name", "") if kind is not None else "",
        keywords=every("keywords/keyword"),
        urls=every("urls/related-urls/url", "urls/web-urls/url", "urls/pdf-urls/url"),
        other=other | {"custom2": every("custom2")} if every("custom2") else other,
    )


def _authors(element: etree._Element) -> Iterator[Author]:
    for group in element.iterfind("contributors/*"):
        role = _ROLES.get(tag_of(group), tag_of(group))
        for node in group:
            value = text_of(node)
            family, comma, given = value.partition(",")
            if value:
                yield Author(value, family.strip() if comma else "", given.strip(), role=role)


def _other(element: etree._Element) -> dict[str, tuple[str, ...]]:
    """Return every leaf that has no field, by its path, with its attributes as 'path@attribute'."""
    kept: dict[str, list[str]] = {}
    queue = [(tag_of(child), child) for child in element if tag_of(child)]
    while queue:
        path, node = queue.pop(0)
        children = [child for child in node if tag_of(child) and tag_of(child) != "style"]
        queue.extend((f"{path}/{tag_of(child)}", child) for child in children)
        if path.rpartition("/")[0] in _USED or path in _USED:
            continue
        if not children and (value := text_of(node)):
            kept.setdefault(path, []).append(value)
        for key, value in node.attrib.items():
            kept.setdefault(f"{path}@{key}", []).append(str(value))
    return {path: tuple(values) for path, values in kept.items()}
