"""PubMed records: E-utilities XML (PubmedArticle, PubmedBookArticle) and the MEDLINE text format.

Each record becomes a document of its own, made from the bytes of that record alone: the same
record gives the same addresses in whatever file it arrives. The MEDLINE format is NLM's 'tag -
value' layout (https://www.nlm.nih.gov/bsd/mms/medlineelements.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from aneatlas.documents.build import BlockList
from aneatlas.documents.decoding import decode
from aneatlas.documents.markup import inline_pieces, string_value
from aneatlas.documents.model import Document, Kind, Part
from aneatlas.documents.reading import Reading, Unreadable, checksum
from aneatlas.documents.xml import local, parse_xml

_RECORD = re.compile(r"<(PubmedArticle|PubmedBookArticle)(?:\s[^>]*)?>.*?</\1\s*>", re.S)
_FIX = "Give a PubMed record as XML or in MEDLINE format."
#: MEDLINE's three-letter languages of the records that have rules or translations, to BCP 47.
_LANGUAGES = {
    "eng": "en", "spa": "es", "por": "pt", "fre": "fr", "ger": "de", "ita": "it", "jpn": "ja", "chi": "zh",
    "kor": "ko", "rus": "ru", "tur": "tr", "pol": "pl", "dut": "nl",
}  # fmt: skip


def read_pubmed_xml(data: bytes, name: str) -> list[Reading]:
    """Return one reading per record of a PubMed XML file. Raises Unreadable where there is none."""
    text = decode(data, name, markup="xml")
    root = parse_xml(data, name)  # the whole file must be sound before its records are cut out
    records = [match.group(0).encode() for match in _RECORD.finditer(text)]
    stated = sum(1 for element in root.iter("PubmedArticle", "PubmedBookArticle"))
    if not records or stated != len(records):
        raise Unreadable(
            "not-pubmed", name, f"the file holds no PubMed record (root element '{local(root)}').", _FIX
        )
    return [Reading(_document(record, f"{name}, record {n}")) for n, record in enumerate(records, start=1)]


def _document(record: bytes, where: str) -> Document:
    root = parse_xml(record, where)
    tree = root.getroottree()
    out = BlockList()
    parts = [Part("main", "article", _stated_language(root))]
    for path in (".//Article/ArticleTitle", "./BookDocument/ArticleTitle", ".//BookTitle"):
        if (element := root.find(path)) is not None:
            out.add(Kind.TITLE, inline_pieces(element), source=tree.getpath(element))
            break
    for element in root.iter("VernacularTitle"):
        parts.append(Part("vernacular-title", "original-title"))
        out.add(Kind.TITLE, inline_pieces(element), source=tree.getpath(element), part="vernacular-title")
    for abstract in root.iter("Abstract", "OtherAbstract"):
        _abstract(abstract, tree, out, parts)
    for keywords in root.iter("KeywordList"):
        words = [string_value(word).strip() for word in keywords if local(word) == "Keyword"]
        out.add(Kind.KEYWORDS, [("; ".join(words), "")], source=tree.getpath(keywords))
    for element in root.iter("Affiliation"):
        out.add(Kind.AFFILIATION, inline_pieces(element), source=tree.getpath(element))
    types = [string_value(t).strip().lower() for t in root.iter("PublicationType")]
    return Document(
        "pubmed", checksum(record), tuple(out.blocks), tuple(parts), "; ".join(types), _identifiers(root)
    )


def _abstract(abstract: etree._Element, tree: etree._ElementTree, out: BlockList, parts: list[Part]) -> None:
    part = "main"
    if local(abstract) == "OtherAbstract":
        language = _LANGUAGES.get((abstract.get("Language") or "").lower(), "")
        part = f"other-abstract-{len(parts)}"
        parts.append(Part(part, "translated-abstract" if language else "other-abstract", language))
    for element in abstract:
        if local(element) == "AbstractText":
            label = " ".join((element.get("Label") or "").split())
            section = (label,) if label else ()
            out.add(
                Kind.ABSTRACT, inline_pieces(element), source=tree.getpath(element), label=label, section=section,
                part=part,
            )  # fmt: skip


def _stated_language(root: etree._Element) -> str:
    """The abstract of a MEDLINE record is English whatever the article's language; '' without abstract."""
    if next(root.iter("Abstract"), None) is not None:
        return "en"
    language = next((string_value(e).strip().lower() for e in root.iter("Language")), "")
    return _LANGUAGES.get(language, language)


def _identifiers(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("PMID"):
        found.setdefault("pmid", string_value(element).strip())
    for element in root.iterfind("PubmedData/ArticleIdList/ArticleId"):
        kind = (element.get("IdType") or "other").replace("pubmed", "pmid").replace("pmc", "pmcid")
        found.setdefault(kind, string_value(element).strip())
    return found


# --- MEDLINE text

_FIELD = re.compile(r"^([A-Z]{2,4})\s{0,2}- ?(.*)$")


def read_medline(data: bytes, name: str) -> list[Reading]:
    """Return one reading per record of a MEDLINE text file. Raises Unreadable where there is none."""
    text = decode(data, name)
    readings = [Reading(_medline_document(record)) for record in _medline_records(text)]
    if not readings:
        raise Unreadable("not-pubmed", name, "the file holds no MEDLINE record.", _FIX)
    return readings


def _medline_records(text: str) -> Iterator[str]:
    for chunk in re.split(r"\r?\n\s*\r?\n(?=[A-Z]{2,4}\s{0,2}- )", text):
        if re.search(r"^PMID\s?- ?\d+", chunk, re.M):
            yield chunk.strip("\r\n")


def _medline_document(record: str) -> Document:
    out = BlockList()
    types: list[str] = []
    identifiers: dict[str, str] = {}
    kinds = {"TI": Kind.TITLE, "AB": Kind.ABSTRACT, "AD": Kind.AFFILIATION}
    language = ""
    for first, last, tag, value in _fields(record):
        if tag in kinds:
            out.add(kinds[tag], [(value, "")], source=f"lines {first}-{last}")
        elif tag == "PT":
            types.append(value.lower())
        elif tag == "LA" and not language:
            language = _LANGUAGES.get(value.strip().lower(), value.strip().lower())
        elif tag == "PMID":
            identifiers["pmid"] = value.strip()
        elif tag in ("LID", "AID") and value.endswith("[doi]"):
            identifiers.setdefault("doi", value.removesuffix("[doi]").strip())
    if any(block.kind is Kind.ABSTRACT for block in out.blocks):
        language = "en"
    parts = (Part("main", "article", language),)
    return Document(
        "medline", checksum(record.encode()), tuple(out.blocks), parts, "; ".join(types), identifiers
    )


def _fields(record: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (first line, last line, tag, value); continuation lines keep their line breaks."""
    open_field: tuple[int, str, list[str]] | None = None
    lines = record.splitlines()
    for number, line in enumerate(lines, start=1):
        if match := _FIELD.match(line):
            if open_field:
                yield open_field[0], number - 1, open_field[1], "\n".join(open_field[2])
            open_field = (number, match.group(1), [match.group(2)])
        elif open_field:
            open_field[2].append(line)
    if open_field:
        yield open_field[0], len(lines), open_field[1], "\n".join(open_field[2])
