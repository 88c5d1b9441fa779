"""One result of Europe PMC (resultType core, JSON) to one record."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from aneatlas.literature import dates, identifiers
from aneatlas.literature.markup_text import text_of
from aneatlas.literature.records import (
    AbstractPart,
    Author,
    Link,
    MeshHeading,
    Origin,
    PartialDate,
    Record,
)

_HELD = frozenset(
    str.split("""pmid pmcid doi title authorString authorList investigatorList journalInfo pubYear pageInfo abstractText
    language pubTypeList keywordList meshHeadingList commentCorrectionList versionNumber authorIdList""")
)
#: Europe PMC's words for ties, in PubMed's.
_LINKS = {
    "retraction in": "RetractionIn", "retraction of": "RetractionOf", "erratum in": "ErratumIn",
    "erratum for": "ErratumFor", "comment in": "CommentIn", "comment on": "CommentOn", "update in": "UpdateIn",
    "update of": "UpdateOf", "expression of concern in": "ExpressionOfConcernIn",
    "expression of concern for": "ExpressionOfConcernFor", "republished in": "RepublishedIn",
    "republished from": "RepublishedFrom", "preprint in": "UpdateOf", "preprint of": "UpdateIn",
    "corrected and republished in": "CorrectedandRepublishedIn",
    "corrected and republished from": "CorrectedandRepublishedFrom",
    "partial retraction in": "PartialRetractionIn", "partial retraction of": "PartialRetractionOf",
    "retracted and republished in": "RetractedandRepublishedIn",
    "retracted and republished from": "RetractedandRepublishedFrom",
}  # fmt: skip
_HEADING = re.compile(r"<h4>(.*?)</h4>", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")

Json = Mapping[str, Any]


def record_of(result: Json, origin: Origin) -> Record:
    """Return the record of a result. What has no field of its own is kept in `other`, as text or JSON."""
    journal_info = _part(result, "journalInfo")
    journal = _part(journal_info, "journal")
    return Record(
        source="europepmc",
        origin=origin,
        title=_text(result.get("title")),
        pmid=identifiers.pmid(str(result.get("pmid", ""))),
        pmcid=identifiers.pmcid(str(result.get("pmcid", ""))),
        doi=identifiers.doi(str(result.get("doi", ""))),
        version=str(result.get("versionNumber", "")),
        abstract=tuple(_abstract(str(result.get("abstractText") or ""))),
        journal=_text(journal.get("title")) or _server(result),
        journal_abbreviation=_text(journal.get("medlineAbbreviation")),
        issn=tuple(dict.fromkeys(str(journal[key]) for key in ("issn", "essn") if journal.get(key))),
        volume=str(journal_info.get("volume") or ""),
        issue=str(journal_info.get("issue") or ""),
        pages=str(result.get("pageInfo") or ""),
        date=_date(result, journal_info),
        authors=tuple(_authors(result)),
        languages=tuple(str(result["language"]).split()) if result.get("language") else (),
        publication_types=tuple(_text(kind) for kind in _list(result, "pubTypeList", "pubType")),
        entry_type="preprint" if result.get("source") == "PPR" else "article",
        mesh=tuple(_mesh(result)),
        keywords=tuple(dict.fromkeys(_text(word) for word in _list(result, "keywordList", "keyword"))),
        links=tuple(_links(result)),
        other={key: (_kept(value),) for key, value in result.items() if key not in _HELD},
    )


def _part(of: Json, name: str) -> Json:
    value = of.get(name)
    return value if isinstance(value, dict) else {}


def _list(of: Json, name: str, inner: str) -> list[Any]:
    value = _part(of, name).get(inner)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _kept(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _text(value: object) -> str:
    """Return the text of a value that may hold inline markup ('<i>', '&lt;'); a bare '<' stays as it is."""
    written = str(value or "")
    if not _MARKUP.search(written):
        return " ".join(html.unescape(written).split())
    # A '<' that begins no tag is a sign of the text ('p<0.05').
    safe = re.sub(r"<(?!/?[a-zA-Z][^<>]*>)", "&lt;", written)
    try:
        element = lxml_html.fragment_fromstring(safe, create_parent="div")
    except (etree.ParserError, ValueError):
        return " ".join(html.unescape(_MARKUP.sub("", written)).split())
    return text_of(element)


def _abstract(written: str) -> Iterator[AbstractPart]:
    pieces = _HEADING.split(written)
    if _text(pieces[0]):
        yield AbstractPart(_text(pieces[0]))
    for label, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if _text(text):
            yield AbstractPart(_text(text), label=_text(label))


def _server(result: Json) -> str:
    """Return the preprint server, which stands where a journal would."""
    return _text(_part(result, "bookOrReportDetails").get("publisher"))


def _date(result: Json, journal_info: Json) -> PartialDate:
    printed = str(journal_info.get("dateOfPublication") or "")
    year = str(journal_info.get("yearOfPublication") or "")
    month = str(journal_info.get("monthOfPublication") or "")
    if year and year != "0":
        return dates.build(year, "" if month == "0" else month, text=printed)
    if printed:
        return dates.parse(printed)
    first = str(result.get("firstPublicationDate") or "")
    return dates.parse(first) if first else dates.build(str(result.get("pubYear") or ""))


def _authors(result: Json) -> Iterator[Author]:
    found = False
    for key, inner, role in (
        ("authorList", "author", "author"),
        ("investigatorList", "investigator", "investigator"),
    ):
        for node in _list(result, key, inner):
            if isinstance(node, dict):
                found = found or role == "author"
                yield _author(node, role)
    if not found and result.get("authorString"):
        for name in str(result["authorString"]).rstrip(". ").split(", "):
            yield Author(name=name)


def _author(node: Json, role: str) -> Author:
    collective = _text(node.get("collectiveName"))
    family, given, initials = (_text(node.get(key)) for key in ("lastName", "firstName", "initials"))
    ids = _part(node, "authorId")
    places = _list(node, "authorAffiliationDetailsList", "authorAffiliation")
    name = " ".join(part for part in (given or initials, family) if part)
    return Author(
        name=collective or name or _text(node.get("fullName")),
        family=family,
        given=given,
        initials=initials,
        suffix=_text(node.get("suffix")),
        group=bool(collective),
        role=role,
        orcid=str(ids.get("value", "")) if ids.get("type") == "ORCID" else "",
        affiliations=tuple(_text(place.get("affiliation")) for place in places if isinstance(place, dict)),
    )


def _mesh(result: Json) -> Iterator[MeshHeading]:
    for heading in _list(result, "meshHeadingList", "meshHeading"):
        if isinstance(heading, dict) and heading.get("descriptorName"):
            qualifiers = tuple(
                (_text(node.get("qualifierName")), "", node.get("majorTopic_YN") == "Y")
                for node in _list(heading, "meshQualifierList", "meshQualifier")
                if isinstance(node, dict)
            )
            yield MeshHeading(
                _text(heading["descriptorName"]),
                major=heading.get("majorTopic_YN") == "Y",
                qualifiers=qualifiers,
            )


def _links(result: Json) -> Iterator[Link]:
    for node in _list(result, "commentCorrectionList", "commentCorrection"):
        if isinstance(node, dict):
            kind, ident = str(node.get("type", "")), str(node.get("id", ""))
            medline = node.get("source") == "MED"
            where = _text(node.get("reference")) or ("" if medline else ident)
            yield Link(
                _LINKS.get(kind.casefold(), kind), where, ident if medline else "", _text(node.get("note"))
            )
