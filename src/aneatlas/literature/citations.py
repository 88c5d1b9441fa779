"""What of a record tells one publication from another, in comparable form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aneatlas.literature.folding import letters, plain
from aneatlas.literature.records import Author, Record

_ABBREVIATED = re.compile(r"[^a-z0-9]+")
_SMALL = frozenset(
    [
        "the",
        "of",
        "and",
        "in",
        "for",
        "a",
        "an",
        "on",
        "to",
        "de",
        "la",
        "le",
        "les",
        "des",
        "der",
        "die",
        "das",
        "und",
        "et",
        "y",
        "di",
        "da",
        "del",
    ]
)
_BRACKETED = re.compile(r"^\s*\[(.*)\]\s*\.?\s*$")
_NOTE = re.compile(
    r"\s*[\[(](?:in \w+|abstract|article in .*|review|\w+ article|\w+ \w+ article|[a-z]{3})[\])]\s*\.?\s*$",
    re.IGNORECASE,
)
_ERRATUM_NOTE = re.compile(
    r"[.\s]*\[(?:erratum|corrected|comment|retraction) [^\]]*\]|\s*\(multiple letters\)(?:\s*\[\d\])?"
)
_ERRATUM = re.compile(
    r"^(?:\[?(?:erratum|corrigendum|correction|retraction|addendum|withdrawn|expression of concern))\b"
)
#: Web of Science names the corrected article in brackets: '(vol 142, pg 310, 2003)'.
_CORRECTED = re.compile(r"\s*\(vol\.? \d+[^()]{0,40}\)\s*\.?\s*$")
_ERRATUM_WORD = re.compile(r"^\W*(?:erratum|corrigendum|correction|addendum)\b(?: (?:to|for))?\W+")
#: Publishers put it before the title of the article itself.
_RETRACTED = re.compile(r"^\W*retracted(?: article)?\b\s*[:.\])]*\s*")
_REPLY = re.compile(
    r"^\W*(?:re|reply|response|comments?|commentary|authors?'? (?:reply|response)|in reply|letters?|editorial)\b\W*(?:to|on|by|:|$)"
)
_PREPRINT = re.compile(
    r"\b(?:preprint|medrxiv|biorxiv|arxiv|research ?square|res sq|ssrn|authorea|preprints)\b"
)
_MEETING = re.compile(r"\b(?:conference|proceedings|meeting|congress|symposium|workshop)\b")
_PREPRINT_DOI = ("10.1101/", "10.21203/", "10.2139/", "10.22541/", "10.20944/", "10.48550/")


@dataclass(frozen=True, slots=True)
class Citation:
    """A record in comparable form; '' and () where the source gives nothing."""

    title: str
    compact: str
    words: frozenset[str]
    authors: tuple[tuple[str, str], ...]
    year: int | None
    journal: tuple[str, ...]
    volume: str
    issue: str
    first_page: str
    last_page: str
    pmid: str
    pmcid: str
    doi: str
    abstract: str
    kind: str
    version: str


def citation(record: Record) -> Citation:
    """Return the comparable form of a record."""
    title = _RETRACTED.sub("", _ERRATUM_NOTE.sub("", letters(plain(record.title))))
    title = _ERRATUM_WORD.sub("", _CORRECTED.sub("", _NOTE.sub("", title)))
    bracketed = _BRACKETED.match(title)
    title = " ".join(re.findall(r"[^\W_]+", bracketed.group(1) if bracketed else title))
    first, last = pages(record.pages)
    journal = letters(plain(record.journal or record.journal_abbreviation))
    return Citation(
        title=title,
        compact=title.replace(" ", ""),
        words=frozenset(word for word in title.split() if word not in _SMALL),
        authors=tuple(
            person for author in record.authors if author.role == "author" and (person := _person(author))[0]
        ),
        year=record.year,
        journal=tuple(word for word in _ABBREVIATED.split(journal) if word and word not in _SMALL),
        volume=_number(record.volume),
        issue=_number(record.issue),
        first_page=first,
        last_page=last,
        pmid=record.pmid,
        pmcid=record.pmcid,
        doi=record.doi,
        abstract=" ".join(letters(plain(record.abstract_text)).split())[:1500],
        kind=_kind(record, letters(plain(record.title)), journal),
        version=record.version,
    )


def _kind(record: Record, title: str, journal: str) -> str:
    """Return the version of a work that a record is: '' for the article itself."""
    kinds = {link.kind for link in record.links}
    if _ERRATUM.match(title) or _CORRECTED.search(title) or "ErratumFor" in kinds or "RetractionOf" in kinds:
        return "erratum"
    if _REPLY.match(title) or "CommentOn" in kinds:
        return "reply"
    if (
        _PREPRINT.search(journal)
        or record.doi.startswith(_PREPRINT_DOI)
        or "Preprint" in record.publication_types
    ):
        return "preprint"
    entry = record.entry_type.casefold()
    if entry in ("inproceedings", "conf", "cpaper", "proceedings") or _MEETING.search(journal):
        return "meeting"
    return ""


def _number(text: str) -> str:
    """Return the first number of a volume or issue without leading zeros ('31 Suppl 1' -> '31')."""
    found = re.search(r"\d+", text)
    return found.group().lstrip("0") if found else letters(text).strip() if text != "UNKNOWN" else ""


def pages(text: str) -> tuple[str, str]:
    """Return first and last page in full: '91-5' is 91 and 95, 'S12-8' is s12 and s18."""
    found = re.findall(r"[a-z]*\d+[a-z]?\d*", letters(text).replace("–", "-"))
    if not found:
        return "", ""
    first = found[0].lstrip("0")
    last = found[1].lstrip("0") if len(found) > 1 else first
    digits = re.sub(r"\D", "", first)
    tail = re.sub(r"\D", "", last)
    if len(tail) < len(digits):
        last = first[: len(first) - len(tail)] + tail
    return first, last


def _person(author: Author) -> tuple[str, str]:
    """Return (family name, first initial) in comparable form; 'Smith JA', 'Smith, J. A.' and 'J. A. Smith' alike."""
    family, given = author.family, author.given or author.initials
    if not family:
        words = author.name.replace(".", " ").split()
        short = [word for word in words if len(word) <= 3 and word.isupper()]
        if len(words) > 1 and words[-1] in short:
            given = words[-1]
            family = " ".join(word for word in words if word not in short)
        elif len(words) > 1:
            family, given = words[-1], words[0]
        else:
            family = author.name
    name = re.sub(r"[^\w]", "", letters(family))
    return name, letters(given)[:1]
