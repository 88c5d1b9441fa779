"""Read a PubMed XML file record by record, so that one broken record costs one record."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

from lxml import etree

from aneatlas.core.issues import Issue, error, warning
from aneatlas.literature import cutting
from aneatlas.literature.pubmed import record_of
from aneatlas.literature.records import Origin, Record
from aneatlas.literature.streams import StreamBroken, chunks

_SET = re.compile(rb"<(?:PubmedArticleSet|PubmedBookArticleSet|PubmedArticle|PubmedBookArticle)[\s/>]")
#: Names of encodings that need no translation.
UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")
_SET_BEGINS = re.compile(rb"<Pubmed(?:Book)?ArticleSet(?:\s[^<>]*)?(?<!/)>")
_SET_ENDS = re.compile(rb"</Pubmed(?:Book)?ArticleSet\s*>")
#: So many bytes at the beginning and the end of a file are looked through for the tags of its set.
EDGE = 4096
_AGAIN = "Fetch the file again."
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record that PubMed deleted (DeleteCitation): whoever holds it must let it go."""

    pmid: str
    file: str


def is_pubmed(head: bytes) -> bool:
    """Say whether the beginning of a file is that of a set of PubMed records."""
    return _SET.search(head) is not None


def utf8(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a stream as UTF-8, whatever encoding its byte order mark or XML declaration names."""
    iterator = iter(stream)
    head = next(iterator, b"")
    encoding = cutting.declared_encoding(head)
    if encoding in UTF_8:
        yield head
        yield from iterator
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chain((head,), iterator):
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def read_pubmed(path: Path, name: str = "") -> Iterator[Record | Withdrawal | Issue]:
    """Yield the records, withdrawals and problems of a PubMed XML file (.xml or .xml.gz), in file order.

    A truncated or damaged file gives what stands before the damage, then an issue with the byte offset.
    """
    yield from read_stream(chunks(path), name or path.name)


def read_stream(stream: Iterable[bytes], name: str) -> Iterator[Record | Withdrawal | Issue]:
    """Yield the records, withdrawals and problems of a stream of PubMed XML."""
    problems: list[Issue] = []
    number = end = 0
    head = tail = b""
    for offset, (buffer, start, stop) in cutting.blocks(
        cutting.pieces(utf8(reported(stream, name, problems)))
    ):
        block = bytes(buffer[start:stop])
        head, tail, end = head or block[:EDGE], block[-EDGE:], offset + stop - start
        found, strays = cutting.records(block)
        for place in strays:
            yield broken(name, offset + place, "the record has no end")
        for place, raw in found:
            number += 1
            yield from parsed(raw, Origin(name, number, offset + place))
        for pmid in cutting.deleted(block):
            yield Withdrawal(pmid, name)
    yield from problems
    if not problems and is_cut(head, tail):
        yield cut_off(name, end)


def is_cut(head: bytes, tail: bytes) -> bool:
    """Say whether a set of records begins in the first bytes of a file and does not end in its last ones."""
    return _SET_BEGINS.search(head) is not None and _SET_ENDS.search(tail) is None


def cut_off(name: str, end: int) -> Issue:
    """Return the issue of a file that ends before its set of records does."""
    message = "the file ends before its last tag; what stands before was read."
    return error("file-truncated", f"{name}, byte {end}", message, _AGAIN)


def reported(stream: Iterable[Part], name: str, problems: list[Issue]) -> Iterator[Part]:
    """Pass a stream on; where it breaks off, note an issue and end."""
    try:
        yield from stream
    except StreamBroken as broken_off:
        where = f"{name}, byte {broken_off.offset}"
        problems.append(
            error("file-truncated", where, f"{broken_off.reason}; what stands before was read.", _AGAIN)
        )


def parsed(raw: bytes, origin: Origin) -> Iterator[Record | Issue]:
    """Yield the record of its bytes, or the issue that says why there is none."""
    element, issue = parsed_element(raw, origin)
    if issue is not None:
        yield issue
    if element is not None:
        try:
            yield record_of(element, origin)
        except ValueError as problem:
            yield broken(origin.file, origin.offset, str(problem))


def parsed_element(raw: bytes, origin: Origin) -> tuple[etree._Element | None, Issue | None]:
    """Return the element of a record's bytes; bytes that are no UTF-8 are marked as such and named in an issue."""
    issue = None
    try:
        raw.decode()
    except UnicodeDecodeError as problem:
        where = f"{origin.file}, byte {(origin.offset or 0) + problem.start}"
        message = "a character is not UTF-8; it was replaced by \ufffd."
        issue = warning("wrong-encoding", where, message, "Look at the record in its source.")
        raw = raw.decode(errors="replace").encode()
    try:
        return cutting.parse(raw), issue
    except etree.XMLSyntaxError as problem:
        reason = " ".join(str(problem).split(", line ")[0].split())
        return None, broken(origin.file, origin.offset, reason[0].lower() + reason[1:])


def broken(name: str, offset: int | None, reason: str) -> Issue:
    """Return the issue of one record that cannot be read."""
    where = f"{name}, byte {offset}" if offset is not None else name
    fix = "The other records were read; fetch this one again from PubMed."
    return error("broken-record", where, f"one record is broken: {reason}.", fix)
