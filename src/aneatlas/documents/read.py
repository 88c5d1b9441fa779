"""One door for every format: bytes in, readings out; a file that cannot be read gives one issue."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from aneatlas.core.issues import FileUnreadable, Issue
from aneatlas.documents.checks import check_document
from aneatlas.documents.html import read_html
from aneatlas.documents.jats import read_jats
from aneatlas.documents.pdf import read_pdf
from aneatlas.documents.plain import read_plain
from aneatlas.documents.pubmed import read_medline, read_pubmed_xml
from aneatlas.documents.reading import Reading, Unreadable

_READERS: dict[str, Callable[[bytes, str], list[Reading]]] = {
    "pdf": read_pdf,
    "pubmed": read_pubmed_xml,
    "jats": read_jats,
    "html": read_html,
    "medline": read_medline,
    "text": read_plain,
}
_ARCHIVES = {b"PK\x03\x04": "ZIP or Office", b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"\xfd7zXZ": "xz",
             b"BZh": "bzip2", b"\xd0\xcf\x11\xe0": "old Office"}  # fmt: skip


def read_bytes(data: bytes, name: str, languages: Collection[str] = ("en",)) -> list[Reading]:
    """Read a file of any format: one reading per article or record in it, never an exception for bad input.

    name: how the issues call the file. languages: those that the extraction has rules for.
    """
    try:
        readings = _READERS[sniff(data, name)](data, name)
    except Unreadable as refused:
        return [Reading(None, (refused.issue,))]
    except FileUnreadable as refused:
        return [Reading(None, tuple(refused.issues))]
    return [_checked(reading, name if len(readings) == 1 else f"{name}, record {number}", languages)
            for number, reading in enumerate(readings, start=1)]  # fmt: skip


def _checked(reading: Reading, name: str, languages: Collection[str]) -> Reading:
    if reading.document is None:
        return reading
    issues: list[Issue] = [*reading.issues, *check_document(reading.document, name, languages)]
    return Reading(reading.document, tuple(issues))


def sniff(data: bytes, name: str) -> str:
    """Return the format of a file from its first bytes. Raises Unreadable for archives and empty files."""
    for magic, kind in _ARCHIVES.items():
        if data.startswith(magic):
            fix = "Unpack it and give the article's own file."
            raise Unreadable("archive", name, f"this is a {kind} file; archives are not unpacked here.", fix)
    if not data.strip():
        raise Unreadable("no-text", name, "the file is empty.", "Give the article's text.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = _ascii_head(data)
    if re.search(r"<!doctype html|<html[\s>]", head, re.I):
        return "html"
    if head.lstrip().startswith("<"):
        if re.search(r"<(PubmedArticle|PubmedArticleSet|PubmedBookArticle)[\s>]", head):
            return "pubmed"
        named = name.lower().endswith((".xml", ".nxml"))
        if named or re.search(r"^\s*<\?xml|<!DOCTYPE article|<(\w+:)?(OAI-PMH|pmc-articleset)[\s>]", head):
            return "jats"
        return "jats" if re.search(r"<article\s[^>]*(article-type|dtd-version|xmlns)", head) else "html"
    if "PMID-" in head and re.search(r"^PMID- ?\d+", head, re.M):
        return "medline"
    return "text"


def _ascii_head(data: bytes) -> str:
    """Return the first characters for sniffing only; UTF-16 is read as well as single bytes."""
    head = data[:8192].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", errors="ignore")
    return head.decode("latin-1")
