"""Formats of one tag a line: MEDLINE/NBIB ('TI  - ...') and Web of Science ('TI ...', also .ciw)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.core.issues import Issue, error
from aneatlas.literature import dates, identifiers
from aneatlas.literature.records import AbstractPart, Author, Link, MeshHeading, Origin, Record

Fields = dict[str, list[str]]
#: PubMed's words for links in MEDLINE text and in XML.
_LINKS = {
    "CON": "CommentOn", "CIN": "CommentIn", "EIN": "ErratumIn", "EFR": "ErratumFor", "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom", "PRIN": "PartialRetractionIn", "PROF": "PartialRetractionOf",
    "RPI": "RepublishedIn", "RPF": "RepublishedFrom", "RIN": "RetractionIn", "ROF": "RetractionOf", "UIN": "UpdateIn",
    "UOF": "UpdateOf", "SPIN": "SummaryForPatientsIn", "ORI": "OriginalReportIn", "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor", "RRI": "RetractedandRepublishedIn", "RRF": "RetractedandRepublishedFrom",
}  # fmt: skip
_MEDLINE_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) *- ?(.*)")
_WOS_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?$")
_MEDLINE_USED = frozenset(
    str.split("PMID TI BTI TT PMC AB OAB JT TA IS VI IP PG DP LA PT MH OT FAU AU AUID AD CN FIR IR FED ED")
) | frozenset(_LINKS)
_WOS_USED = frozenset(
    str.split("PT TI AB SO JI J9 SN EI VL IS BP EP AR PY PD DT LA DE ID DI PM AU AF BE CA ED C1")
)


def read_medline(text: str, name: str) -> Iterator[Record | Issue]:
    """Yield the records of MEDLINE/NBIB text; a record begins with PMID (or with a first tag after an empty line)."""
    for line, fields in _records(text, _MEDLINE_LINE, begins="PMID", ends=""):
        yield _medline(fields, Origin(name, line=line))


def read_wos(text: str, name: str) -> Iterator[Record | Issue]:
    """Yield the records of a Web of Science export; a record begins with PT and ends with ER."""
    for line, fields in _records(text, _WOS_LINE, begins="PT", ends="ER"):
        if "ER" not in fields:
            yield error(
                "record-without-end", f"{name}, line {line}", "the record has no ER line; the file may be cut.",
                "Export the file again.",
            )  # fmt: skip
        fields.pop("ER", None)
        yield _wos(fields, Origin(name, line=line))


def _records(text: str, pattern: re.Pattern[str], begins: str, ends: str) -> Iterator[tuple[int, Fields]]:
    fields: Fields = {}
    began = 0
    last = ""
    for number, line in enumerate(text.splitlines(), 1):
        match = pattern.match(line) if line[:1] != " " else None
        if match and match.group(1) == begins:
            if fields:
                yield began, fields
            fields, began = {}, number
        if match and (fields or match.group(1) == begins):
            last = match.group(1)
            fields.setdefault(last, []).append((match.group(2) or "").strip())
            if last == ends:
                yield began, fields
                fields = {}
        elif not match and fields and line.strip():
            # Web of Science writes one author or address a line; elsewhere a line goes on with the value.
            if ends and last in ("AU", "AF", "BE", "ED", "CA", "C1", "CR"):
                fields[last].append(line.strip())
            else:
                fields[last][-1] = f"{fields[last][-1]} {line.strip()}".strip()
    if fields:
        yield began, fields


def _first(fields: Fields, *tags: str) -> str:
    return next((value for tag in tags for value in fields.get(tag, ()) if value), "")


def _medline(fields: Fields, origin: Origin) -> Record:
    doi = next(
        (v.removesuffix("[doi]") for tag in ("LID", "AID") for v in fields.get(tag, ()) if "[doi]" in v), ""
    )
    links = tuple(
        Link(_LINKS[tag], value.split(" PMID: ")[0], value.partition(" PMID: ")[2].strip())
        for tag in fields
        if tag in _LINKS
        for value in fields[tag]
    )
    return Record(
        source="medline",
        origin=origin,
        title=_first(fields, "TI", "BTI"),
        vernacular_title=_first(fields, "TT"),
        pmid=_first(fields, "PMID"),
        pmcid=identifiers.pmcid(_first(fields, "PMC")),
        doi=identifiers.doi(doi),
        abstract=tuple(AbstractPart(value) for value in fields.get("AB", ())),
        abstract_other=tuple(AbstractPart(value) for value in fields.get("OAB", ())),
        journal=_first(fields, "JT"),
        journal_abbreviation=_first(fields, "TA"),
        issn=tuple(fields.get("IS", ())),
        volume=_first(fields, "VI"),
        issue=_first(fields, "IP"),
        pages=_first(fields, "PG"),
        date=dates.parse(_first(fields, "DP")),
        authors=_medline_authors(fields),
        languages=tuple(fields.get("LA", ())),
        publication_types=tuple(fields.get("PT", ())),
        mesh=tuple(_medline_heading(value) for value in fields.get("MH", ())),
        keywords=tuple(fields.get("OT", ())),
        links=links,
        other=_kept(
            fields, _MEDLINE_USED, multiple=("TI", "TT", "JT", "TA", "VI", "IP", "PG", "DP", "PMC", "BTI")
        ),
    )


def _kept(fields: Fields, used: frozenset[str], multiple: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the tags without a field, and the values after the first of fields that hold only one."""
    kept = {tag: tuple(values) for tag, values in fields.items() if tag not in used}
    return kept | {tag: tuple(fields[tag][1:]) for tag in multiple if len(fields.get(tag, ())) > 1}


def _medline_authors(fields: Fields) -> tuple[Author, ...]:
    people = fields.get("FAU") or fields.get("AU", [])
    short = fields.get("AU", [])
    authors = []
    for place, value in enumerate(people):
        family, _, given = value.partition(", ")
        initials = short[place].rpartition(" ")[2] if place < len(short) else ""
        authors.append(Author(value, family, given, initials))
    # MEDLINE text lists affiliations and ORCIDs beside the authors without saying whose; they stay with the record.
    addresses = tuple(fields.get("AD", ()))
    if authors and (addresses or fields.get("AUID")):
        first = authors[0]
        other = {"AUID": tuple(fields.get("AUID", ()))} if fields.get("AUID") else {}
        authors[0] = Author(
            first.name, first.family, first.given, first.initials, affiliations=addresses, other=other
        )
    authors += [Author(value, group=True) for value in fields.get("CN", ())]
    authors += [Author(value, role="investigator") for value in fields.get("FIR") or fields.get("IR", [])]
    authors += [Author(value, role="editor") for value in fields.get("FED") or fields.get("ED", [])]
    return tuple(authors)


def _medline_heading(value: str) -> MeshHeading:
    name, *qualifiers = value.split("/")
    parts = tuple((item.lstrip("*"), "", item.startswith("*")) for item in qualifiers)
    return MeshHeading(name.lstrip("*"), "", name.startswith("*"), parts)


def _wos(fields: Fields, origin: Origin) -> Record:
    pages = "-".join(dict.fromkeys(part for part in (_first(fields, "BP"), _first(fields, "EP")) if part))
    full = fields.get("AF") or fields.get("AU", [])
    names = [(value, "author") for value in full] + [
        (value, "editor") for value in (fields.get("BE") or fields.get("ED", []))
    ]
    keywords = [
        part for tag in ("DE", "ID") for value in fields.get(tag, ()) for part in re.split(r";\s*", value)
    ]
    other = _kept(fields, _WOS_USED, ("TI", "SO", "VL", "IS", "PY", "PD", "DI", "PM"))
    if "AF" in fields:
        other["AU"] = tuple(fields.get("AU", ()))
    for tag in ("C1", "PT"):
        if tag in fields:
            other[tag] = tuple(fields[tag])
    return Record(
        source="wos",
        origin=origin,
        title=_first(fields, "TI"),
        pmid=_first(fields, "PM"),
        doi=identifiers.doi(_first(fields, "DI")),
        abstract=tuple(AbstractPart(value) for value in fields.get("AB", ())),
        journal=_first(fields, "SO"),
        journal_abbreviation=_first(fields, "JI", "J9"),
        issn=tuple(value for tag in ("SN", "EI") for value in fields.get(tag, ())),
        volume=_first(fields, "VL"),
        issue=_first(fields, "IS"),
        pages=pages or _first(fields, "AR"),
        date=dates.parse(" ".join(part for part in (_first(fields, "PY"), _first(fields, "PD")) if part)),
        authors=tuple(_wos_author(value, role) for value, role in names)
        + tuple(Author(value, group=True) for value in fields.get("CA", ())),
        languages=tuple(fields.get("LA", ())),
        publication_types=tuple(fields.get("DT", ())),
        entry_type=_first(fields, "PT"),
        keywords=tuple(part for part in keywords if part),
        other=other,
    )


def _wos_author(value: str, role: str) -> Author:
    family, _, given = value.partition(", ")
    return Author(value, family, given, role=role)
