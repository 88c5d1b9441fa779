"""One PubMed element (PubmedArticle or PubmedBookArticle) to one record.

Names follow NLM's own DTD (https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd). Elements that
have no field in `Record` are kept in `other` under their path, as text or, where they have parts or
attributes, as their XML source.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from aneatlas.literature import dates, identifiers
from aneatlas.literature.markup_text import name, text_of
from aneatlas.literature.records import (
    AbstractPart,
    Author,
    Link,
    MeshHeading,
    Origin,
    PartialDate,
    Record,
    Reference,
)

RECORD_TAGS = ("PubmedArticle", "PubmedBookArticle")
#: Elements that a field of `Record` holds completely; every other one goes to `other`.
_CONSUMED = frozenset(
    str.split("""PMID ArticleTitle VernacularTitle Abstract OtherAbstract AuthorList Language PublicationTypeList
    PublicationType Volume Issue ISSN ISSNLinking Title ISOAbbreviation PubDate MeshHeadingList SupplMeshList
    KeywordList CommentsCorrectionsList ReferenceList InvestigatorList""")
)
#: Elements without meaning of their own: their children are looked at one by one.
_CONTAINERS = frozenset(
    str.split("""PubmedArticle PubmedBookArticle MedlineCitation PubmedData PubmedBookData BookDocument Article Journal
    JournalIssue MedlineJournalInfo Book""")
)
#: Elements whose attributes are part of a field.
_ATTRIBUTES_HELD = frozenset(
    str.split("""PMID Abstract OtherAbstract AbstractText Author Investigator Identifier DescriptorName QualifierName
    SupplMeshName CommentsCorrections ArticleId""")
)


def record_of(element: etree._Element, origin: Origin) -> Record:
    """Return the record of a PubmedArticle or PubmedBookArticle element."""
    book = name(element) == "PubmedBookArticle"
    citation = element.find("BookDocument" if book else "MedlineCitation")
    if citation is None:
        raise ValueError("the record has no citation")
    article = citation if book else citation.find("Article")
    if article is None:
        raise ValueError("the record has no article")
    ids = _identifiers(element, article)
    pmid = citation.find("PMID")
    return Record(
        source="pubmed-xml",
        origin=origin,
        title=text_of(article.find("ArticleTitle"))
        or (text_of(article.find("Book/BookTitle")) if book else ""),
        vernacular_title=text_of(article.find("VernacularTitle")),
        pmid=text_of(pmid),
        pmcid=ids.get("pmc", ""),
        doi=ids.get("doi", ""),
        version=pmid.get("Version", "") if pmid is not None else "",
        abstract=_abstract(article.find("Abstract")),
        abstract_other=tuple(part for node in citation.iterfind("OtherAbstract") for part in _abstract(node)),
        journal=text_of(article.find("Journal/Title"))
        or (text_of(article.find("Book/BookTitle")) if book else ""),
        journal_abbreviation=text_of(article.find("Journal/ISOAbbreviation")),
        issn=_values(element, ".//ISSN", ".//ISSNLinking"),
        volume=text_of(article.find("Journal/JournalIssue/Volume")) or text_of(article.find("Book/Volume")),
        issue=text_of(article.find("Journal/JournalIssue/Issue")),
        pages=text_of(article.find("Pagination/MedlinePgn")) or text_of(article.find("Pagination/StartPage")),
        date=_date(article.find("Book/PubDate" if book else "Journal/JournalIssue/PubDate"), article),
        authors=tuple(_authors(citation)),
        languages=_values(article, "Language"),
        publication_types=_values(article, "PublicationTypeList/PublicationType", "PublicationType"),
        entry_type="book" if book else "article",
        mesh=tuple(_mesh(citation)),
        keywords=_values(citation, "KeywordList/Keyword"),
        links=tuple(_links(citation)),
        references=tuple(_references(element)),
        other=_other(element),
    )


def element_texts(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield (place, text) as `records.texts` does for the record of this element, without building it."""
    book = name(element) == "PubmedBookArticle"
    citation = element.find("BookDocument" if book else "MedlineCitation")
    article = citation if book or citation is None else citation.find("Article")
    if citation is None or article is None:
        return
    yield (
        "title",
        text_of(article.find("ArticleTitle")) or (text_of(article.find("Book/BookTitle")) if book else ""),
    )
    yield "vernacular title", text_of(article.find("VernacularTitle"))
    for node in article.iterfind("Abstract/*"):
        yield "abstract", text_of(node)
    for node in citation.iterfind("OtherAbstract/*"):
        yield "other abstract", text_of(node)
    for path in ("MeshHeadingList/MeshHeading/DescriptorName", "SupplMeshList/SupplMeshName"):
        for node in citation.iterfind(path):
            yield "mesh", text_of(node)
    for keyword in _values(citation, "KeywordList/Keyword"):
        yield "keyword", keyword


def _values(element: etree._Element, *paths: str) -> tuple[str, ...]:
    found = (text_of(node) for path in paths for node in element.iterfind(path))
    return tuple(dict.fromkeys(value for value in found if value))


def _identifiers(element: etree._Element, article: etree._Element) -> dict[str, str]:
    """Return the record's own identifiers: never those of its references, which have the same tags."""
    ids: dict[str, str] = {}
    for path in ("PubmedData/ArticleIdList/ArticleId", "PubmedBookData/ArticleIdList/ArticleId"):
        for node in element.iterfind(path):
            ids.setdefault(node.get("IdType", ""), text_of(node))
    for node in article.iterfind("ELocationID"):
        if node.get("ValidYN", "Y") == "Y":
            ids.setdefault(node.get("EIdType", ""), text_of(node))
    if "doi" in ids:
        ids["doi"] = identifiers.doi(ids["doi"]) or ids["doi"]
    if "pmc" in ids:
        ids["pmc"] = identifiers.pmcid(ids["pmc"]) or ids["pmc"]
    return ids


def _abstract(node: etree._Element | None) -> tuple[AbstractPart, ...]:
    if node is None:
        return ()
    language, kind = node.get("Language", ""), node.get("Type", "")
    return tuple(
        AbstractPart(
            text_of(child),
            child.get("Label", ""),
            child.get("NlmCategory", ""),
            language,
            "copyright" if name(child) == "CopyrightInformation" else kind,
        )
        for child in node
        if name(child)
    )


def _date(node: etree._Element | None, article: etree._Element) -> PartialDate:
    if node is None:
        return PartialDate()
    parts = {name(child): text_of(child) for child in node}
    printed = " ".join(part for part in parts.values() if part)
    if "MedlineDate" in parts:
        return dates.parse(parts["MedlineDate"])
    date = dates.build(parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", ""), printed)
    if date.year is None and (electronic := article.find("ArticleDate")) is not None:
        year, month, day = (text_of(electronic.find(part)) for part in ("Year", "Month", "Day"))
        return dates.build(year, month, day, printed)
    return date


def _authors(citation: etree._Element) -> Iterator[Author]:
    for group in citation.iter("AuthorList", "InvestigatorList"):
        role = (
            "investigator"
            if group.tag == "InvestigatorList"
            else (group.get("Type") or "authors").rstrip("s")
        )
        for node in group:
            if name(node):
                yield _author(node, role)


def _author(node: etree._Element, role: str) -> Author:
    parts = {name(child): text_of(child) for child in node}
    collective = parts.get("CollectiveName", "")
    identifiers_of = {child.get("Source", ""): text_of(child) for child in node.iterfind("Identifier")}
    orcid = identifiers_of.pop("ORCID", "")
    other = {f"Identifier {source}": (value,) for source, value in identifiers_of.items()}
    other |= {f"@{key}": (value,) for key, value in node.attrib.items() if (key, value) != ("ValidYN", "Y")}
    places = node.iterfind("AffiliationInfo/Identifier")
    other |= {f"affiliation {place.get('Source', '')}": (text_of(place),) for place in places}
    family, given, initials = parts.get("LastName", ""), parts.get("ForeName", ""), parts.get("Initials", "")
    return Author(
        name=collective
        or " ".join(part for part in (given or initials, family, parts.get("Suffix", "")) if part),
        family=family,
        given=given,
        initials=initials,
        suffix=parts.get("Suffix", ""),
        group=bool(collective),
        role=role,
        orcid=orcid,
        affiliations=tuple(text_of(place) for place in node.iterfind("AffiliationInfo/Affiliation")),
        other=other,
    )


def _mesh(citation: etree._Element) -> Iterator[MeshHeading]:
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        descriptor = heading.find("DescriptorName")
        if descriptor is not None:
            qualifiers = tuple(
                (text_of(node), node.get("UI", ""), node.get("MajorTopicYN") == "Y")
                for node in heading.iterfind("QualifierName")
            )
            major = descriptor.get("MajorTopicYN") == "Y"
            kind = descriptor.get("Type", "")
            yield MeshHeading(text_of(descriptor), descriptor.get("UI", ""), major, qualifiers, kind)
    for node in citation.iterfind("SupplMeshList/SupplMeshName"):
        yield MeshHeading(text_of(node), node.get("UI", ""), kind=node.get("Type", ""))


def _links(citation: etree._Element) -> Iterator[Link]:
    for node in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        yield Link(
            node.get("RefType", ""),
            text_of(node.find("RefSource")),
            text_of(node.find("PMID")),
            text_of(node.find("Note")),
        )


def _references(element: etree._Element) -> Iterator[Reference]:
    for block in element.iter("ReferenceList"):
        section = text_of(block.find("Title"))
        for node in block.iterfind("Reference"):
            ids = tuple(
                (item.get("IdType", ""), text_of(item)) for item in node.iterfind("ArticleIdList/ArticleId")
            )
            yield Reference(text_of(node.find("Citation")), ids, section)


def _other(element: etree._Element) -> dict[str, tuple[str, ...]]:
    """Return what no field holds: name -> values, attributes of containers and lists as 'name@attribute'."""
    kept: dict[str, list[str]] = {}
    queue = [element]
    while queue:
        node = queue.pop(0)
        tag = name(node)
        if tag in _CONTAINERS:
            queue.extend(child for child in node if name(child))
        elif tag not in _CONSUMED:
            plain = len(node) == 0 and not node.attrib
            value = text_of(node) if plain else etree.tostring(node, encoding="unicode", with_tail=False)
            kept.setdefault(tag, []).append(value)
            continue
        for part in [node] if tag in _CONTAINERS else node.iter():
            if name(part) not in _ATTRIBUTES_HELD:
                for key, text in part.attrib.items():
                    kept.setdefault(f"{name(part)}@{key}", []).append(text)
    return {key: tuple(values) for key, values in kept.items()}
