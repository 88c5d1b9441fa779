"""The front matter of a JATS article (PMC, Europe PMC, SciELO) as a record. Its body belongs to `documents`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from aneatlas.core.issues import Issue, error
from aneatlas.literature import dates, identifiers
from aneatlas.literature.cutting import parser
from aneatlas.literature.markup_text import name as tag_of
from aneatlas.literature.markup_text import text_of
from aneatlas.literature.records import AbstractPart, Author, Link, Origin, PartialDate, Record

_ARTICLE = re.compile(rb"<article[\s>].*?</article\s*>", re.DOTALL)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HREF = "{http://www.w3.org/1999/xlink}href"
#: Children of the metadata that fields hold completely; every other one goes to `other`.
_HELD = frozenset(
    str.split("""article-id title-group contrib-group abstract trans-abstract kwd-group volume issue fpage lpage
    elocation-id article-categories journal-title-group journal-title abbrev-journal-title issn""")
)
#: Parts of a contributor that the fields of an author hold.
_OF_AN_AUTHOR = frozenset(str.split("name collab string-name contrib-id xref"))
_LINKS = {
    "retracted-article": "RetractionOf", "corrected-article": "ErratumFor", "commentary-article": "CommentOn",
    "preprint": "UpdateOf", "retraction-forward": "RetractionIn", "correction-forward": "ErratumIn",
}  # fmt: skip


def is_jats(head: bytes) -> bool:
    """Say whether the beginning of a file is that of a JATS article, alone or in a set."""
    return (
        re.search(rb"<(?:[a-z]+:)?article[\s>]", head) is not None
        and re.search(rb"<front[\s>]|article-type=", head) is not None
    )


def read_jats(data: bytes, name: str) -> Iterator[Record | Issue]:
    """Yield the record of each article in a file; a damaged article is an issue, the others are read."""
    try:
        root = etree.fromstring(data, parser())
    except etree.XMLSyntaxError as problem:
        whole = _ARTICLE.findall(data)
        if len(whole) < 2:
            yield _damaged(name, problem)
            return
        for number, raw in enumerate(whole, 1):
            try:
                yield _record(etree.fromstring(raw, parser()), Origin(name, number))
            except etree.XMLSyntaxError as inner:
                yield _damaged(f"{name}, article {number}", inner)
        return
    articles = (
        [root] if tag_of(root) == "article" else [node for node in root.iter() if tag_of(node) == "article"]
    )
    for number, article in enumerate(articles, 1):
        yield _record(_without_namespace(article), Origin(name, number))


def _damaged(where: str, problem: etree.XMLSyntaxError) -> Issue:
    reason = str(problem).split(", line ")[0]
    return error("broken-record", where, f"the article is damaged: {reason}.", "Fetch the article again.")


def _without_namespace(article: etree._Element) -> etree._Element:
    for node in article.iter():
        if isinstance(node.tag, str) and node.tag.startswith("{"):
            node.tag = tag_of(node)
    return article


def _record(article: etree._Element, origin: Origin) -> Record:
    front = article.find("front")
    meta = front.find("article-meta") if front is not None else None
    journal = front.find("journal-meta") if front is not None else None
    if meta is None:
        return Record("jats", origin, entry_type=article.get("article-type", ""))
    ids: dict[str, str] = {}
    for node in meta.iterfind("article-id"):
        ids.setdefault(node.get("pub-id-type", ""), text_of(node))
    translated = meta.find("title-group/trans-title-group/trans-title")
    first, last = text_of(meta.find("fpage")), text_of(meta.find("lpage"))
    pmcid = ids.get("pmc", "") or ids.get("pmcid", "") or ids.get("pmcaid", "")
    return Record(
        source="jats",
        origin=origin,
        title=text_of(meta.find("title-group/article-title")),
        vernacular_title=text_of(translated),
        pmid=ids.get("pmid", ""),
        pmcid=identifiers.pmcid(pmcid),
        doi=identifiers.doi(ids.get("doi", "")),
        abstract=tuple(part for node in meta.iterfind("abstract") for part in _abstract(node)),
        abstract_other=tuple(part for node in meta.iterfind("trans-abstract") for part in _abstract(node)),
        journal=_first(journal, "journal-title-group/journal-title", "journal-title"),
        journal_abbreviation=_first(
            journal, "journal-title-group/abbrev-journal-title", "abbrev-journal-title"
        ),
        issn=tuple(text_of(node) for node in journal.iterfind("issn")) if journal is not None else (),
        volume=text_of(meta.find("volume")),
        issue=text_of(meta.find("issue")),
        pages=f"{first}-{last}"
        if first and last and first != last
        else first or text_of(meta.find("elocation-id")),
        date=_date(meta),
        authors=tuple(_authors(meta)),
        languages=tuple(filter(None, (article.get(_LANG, ""),))),
        publication_types=tuple(text_of(node) for node in meta.iterfind("article-categories//subject")),
        entry_type=article.get("article-type", ""),
        keywords=tuple(text_of(node) for node in meta.iterfind("kwd-group/kwd")),
        links=tuple(_links(meta)),
        other=_other(meta, journal),
    )


def _first(node: etree._Element | None, *paths: str) -> str:
    return next((text for path in paths if node is not None and (text := text_of(node.find(path)))), "")


def _abstract(node: etree._Element) -> Iterator[AbstractPart]:
    language, kind = node.get(_LANG, ""), node.get("abstract-type", "")
    sections = node.findall("sec")
    for section in sections:
        text = " ".join(text_of(child) for child in section if tag_of(child) not in ("", "title"))
        yield AbstractPart(text, text_of(section.find("title")), "", language, kind)
    rest = " ".join(
        text_of(child) for child in node if tag_of(child) not in ("", "title", "sec", "object-id")
    )
    if rest.strip():
        yield AbstractPart(rest, "", "", language, kind)


def _date(meta: etree._Element) -> PartialDate:
    found = list(meta.iterfind("pub-date"))
    if not found:
        return PartialDate()
    rank = {"ppub": 0, "collection": 1, "pub": 2, "epub": 3}
    node = min(found, key=lambda item: rank.get(item.get("pub-type") or item.get("date-type") or "", 9))
    year, month, day = (text_of(node.find(part)) for part in ("year", "month", "day"))
    return dates.build(year, month or text_of(node.find("season")), day)


def _authors(meta: etree._Element) -> Iterator[Author]:
    places = {node.get("id", ""): text_of(node) for node in meta.iter("aff")}
    for node in meta.iterfind("contrib-group/contrib"):
        family, given = text_of(node.find(".//surname")), text_of(node.find(".//given-names"))
        collective = text_of(node.find("collab"))
        orcid = next(
            (text_of(i) for i in node.iterfind("contrib-id") if i.get("contrib-id-type") == "orcid"), ""
        )
        marks = [ref.get("rid", "") for ref in node.iterfind("xref") if ref.get("ref-type") == "aff"]
        wanted = [mark for marked in marks for mark in marked.split()]
        yield Author(
            name=collective or f"{given} {family}".strip() or text_of(node.find("string-name")),
            family=family,
            given=given,
            group=bool(collective),
            role=node.get("contrib-type") or "author",
            orcid=orcid.rpartition("/")[2],
            suffix=text_of(node.find("name/suffix")),
            affiliations=tuple(places[mark] for mark in wanted if mark in places),
            other=_of_the_contributor(node),
        )


def _of_the_contributor(node: etree._Element) -> dict[str, tuple[str, ...]]:
    kept: dict[str, list[str]] = {}
    for part in node:
        marks = tag_of(part) == "xref" and part.get("ref-type") != "aff"
        if tag_of(part) and (marks or tag_of(part) not in _OF_AN_AUTHOR) and (text := text_of(part)):
            kept.setdefault(tag_of(part), []).append(text)
    return {tag: tuple(values) for tag, values in kept.items()}


def _links(meta: etree._Element) -> Iterator[Link]:
    for node in meta.iterfind("related-article"):
        kind = node.get("related-article-type", "")
        target = node.get(_HREF, "")
        pmid = target if node.get("ext-link-type") == "pubmed" else ""
        yield Link(_LINKS.get(kind, kind), target or text_of(node), pmid)


def _other(meta: etree._Element, journal: etree._Element | None) -> dict[str, tuple[str, ...]]:
    """Return what no field holds, by the name of its element: text, or XML where there are parts or attributes."""
    kept: dict[str, list[str]] = {}
    for node in meta.iterfind("article-id"):
        if (kind := node.get("pub-id-type", "")) not in ("doi", "pmid"):
            kept.setdefault(f"article-id {kind}", []).append(text_of(node))
    for node in (*meta, *(journal if journal is not None else ())):
        if tag_of(node) and tag_of(node) not in _HELD:
            plain = len(node) == 0 and not node.attrib
            value = text_of(node) if plain else etree.tostring(node, encoding="unicode", with_tail=False)
            kept.setdefault(tag_of(node), []).append(value)
    for path in ("abstract", "trans-abstract", "kwd-group"):
        if titles := [text for node in meta.iterfind(f"{path}/title") if (text := text_of(node))]:
            kept[f"{path}/title"] = titles
    for node in meta.iterfind("title-group/*"):
        if tag_of(node) not in ("", "article-title"):
            kept.setdefault(tag_of(node), []).append(text_of(node))
    return {name: tuple(values) for name, values in kept.items()}
