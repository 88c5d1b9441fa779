"""Read any bibliographic file: the format is recognised by what the file holds, not by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

from aneatlas.core.issues import Issue, error, warning
from aneatlas.literature.bibtex import read_bibtex
from aneatlas.literature.endnote import is_endnote, read_endnote
from aneatlas.literature.jats import is_jats, read_jats
from aneatlas.literature.pubmed_file import Withdrawal, is_pubmed, read_pubmed
from aneatlas.literature.records import Batch, Record
from aneatlas.literature.ris import read_ris
from aneatlas.literature.streams import StreamBroken, chunks
from aneatlas.literature.tables import is_id_list, is_table, read_id_list, read_table
from aneatlas.literature.tagged import read_medline, read_wos

#: Files other than PubMed XML are read whole; a library of 100 000 references is below this.
MAX_BYTES = 512 * 1024 * 1024
_HEAD = 1 << 16
#: What western European text of one byte a letter never holds: a letter of UTF-8, or three letters beyond ASCII in
#: a row.
_NOT_WESTERN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\x80-\xff]{3}|\x00")
_FORMATS = (
    "PubMed XML, MEDLINE/NBIB, RIS, BibTeX, EndNote XML, Web of Science, CSV, JATS, a list of PMIDs or DOIs"
)
_TEXT: dict[str, Callable[[str, str], Iterator[Record | Issue]]] = {
    "medline": read_medline,
    "wos": read_wos,
    "ris": read_ris,
    "bibtex": read_bibtex,
    "table": read_table,
    "id-list": read_id_list,
}
_XML: dict[str, Callable[[bytes, str], Iterator[Record | Issue]]] = {
    "endnote-xml": read_endnote,
    "jats": read_jats,
}
_SIGNS = (
    ("ris", re.compile(r"^TY[ \t]{1,2}-", re.MULTILINE)),
    ("medline", re.compile(r"^PMID ?- ?\d", re.MULTILINE)),
    ("wos", re.compile(r"^(?:FN .*|VR 1\.0|PT [JBSPC])\s*$", re.MULTILINE)),
    ("bibtex", re.compile(r"^\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)),
)


def recognise(head: bytes) -> str:
    """Return the format of a file from its first bytes; 'html' or 'xml' for what is neither, '' for nothing known."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="replace").encode()
    if is_pubmed(start):
        return "pubmed-xml"
    if re.match(rb"(?i)<!doctype html|<html[\s>]", start):
        return "html"
    if start.startswith(b"<"):
        if is_endnote(start):
            return "endnote-xml"
        if is_jats(start):
            return "jats"
        return "html" if re.search(rb"(?i)<html[\s>]|<body[\s>]", start[:4096]) else "xml"
    text = start.decode(errors="replace")
    for kind, sign in _SIGNS:
        if sign.search(text):
            return kind
    whole_lines = text.rpartition("\n")[0] if len(head) >= _HEAD else text
    if is_id_list(whole_lines):
        return "id-list"
    return "table" if is_table(text) else ""


def read_file(path: Path, name: str = "") -> Batch:
    """Return everything that a file holds. Problems of the file are issues; nothing is raised for its content.

    Raises OSError where the file cannot be opened at all.
    """
    kind, found = read_items(path, name)
    records: list[Record] = []
    deleted: list[str] = []
    issues: list[Issue] = []
    for item in found:
        if isinstance(item, Record):
            records.append(item)
        elif isinstance(item, Withdrawal):
            deleted.append(item.pmid)
        else:
            issues.append(item)
    return Batch(kind, tuple(records), tuple(deleted), tuple(issues))


def read_items(path: Path, name: str = "") -> tuple[str, Iterator[Record | Withdrawal | Issue]]:
    """Return the format of a file, and what it holds one after the other, as `read_file` does.

    PubMed XML is read as a stream, so that a large file needs little memory. Raises OSError as `read_file` does.
    """
    name = name or path.name
    try:
        head = b"".join(islice(chunks(path, size=_HEAD), 1))
    except StreamBroken as broken:
        where = f"{name}, byte {broken.offset}"
        return "", iter([error("file-truncated", where, f"{broken.reason}.", "Fetch the file again.")])
    kind = recognise(head)
    if kind == "pubmed-xml":
        return kind, read_pubmed(path, name)
    if kind in ("", "html", "xml"):
        return kind, iter([_unknown(kind, head, name)])
    data, problems = _whole(path, name)
    if kind in _XML:
        return kind, chain(problems, _XML[kind](data, name))
    text, issue = _decoded(data, name)
    return kind, chain(problems, issue, _TEXT[kind](text, name))


def _unknown(kind: str, head: bytes, name: str) -> Issue:
    if not head:
        return error("file-empty", name, "the file is empty.", "Export or fetch it again.")
    if kind == "html":
        message = "this is a web page, often an error page that was saved in place of the file."
        return error(
            "not-a-reference-file",
            name,
            message,
            "Open it in a browser to see why, then fetch the file again.",
        )
    what = "this XML holds no bibliographic records" if kind == "xml" else "the format is not known"
    return error("not-a-reference-file", name, f"{what}.", f"Known are {_FORMATS}.")


def _whole(path: Path, name: str) -> tuple[bytes, list[Issue]]:
    data = bytearray()
    try:
        for chunk in chunks(path):
            data += chunk
            if len(data) > MAX_BYTES:
                limit = f"the file has more than {MAX_BYTES >> 20} MB; the rest was not read."
                return bytes(data), [error("file-too-large", name, limit, "Cut it into several files.")]
    except StreamBroken as broken:
        where = f"{name}, byte {broken.offset}"
        message = f"{broken.reason}; what stands before was read."
        return bytes(data), [error("file-truncated", where, message, "Fetch the file again.")]
    return bytes(data), []


def _decoded(data: bytes, name: str) -> tuple[str, list[Issue]]:
    """Return the text of a file. One that is not UTF-8 and looks like western European text is read as Windows-1252."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as problem:
        where = f"{name}, byte {problem.start}"
        if encoding != "utf-16" and not _NOT_WESTERN.search(data):
            message = "the file is not UTF-8; it was read as Windows-1252 (Latin-1)."
            fix = "Where its accented letters are wrong, save the file as UTF-8 and import it again."
            return data.decode("cp1252", errors="replace"), [warning("wrong-encoding", where, message, fix)]
        said = "UTF-16" if encoding == "utf-16" else "UTF-8"
        message = f"the file is not {said} here; each such character was replaced by \ufffd."
        issue = warning("wrong-encoding", where, message, "Save the file as UTF-8 and import it again.")
        return data.decode(encoding, errors="replace"), [issue]
