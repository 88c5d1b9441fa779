"""Cut PubMed records out of a stream of bytes without parsing it.

A segment is everything up to and including the end tag of a record, so that no byte of the stream
belongs to no segment. What follows the last record (DeleteCitation, the closing tag) is a segment too.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterable, Iterator

from lxml import etree

END = b"</PubmedArticle>"
_BOOK = b"<PubmedBook"
#: A buffer, and where in it the bytes begin and end.
Piece = tuple[bytearray, int, int]
#: No record is larger; the largest of the test corpora has 190 kB.
MAX_BLOCK = 64 * 1024 * 1024
_RECORD = re.compile(rb"<Pubmed(Book)?Article(?=[\s>]).*?</Pubmed(?(1)Book)Article\s*>", re.DOTALL)
_START = re.compile(rb"<Pubmed(?:Book)?Article(?=[\s>])")
_DELETED = re.compile(rb"<DeleteCitation[\s>].*?</DeleteCitation\s*>", re.DOTALL)
_PMID = re.compile(rb"<PMID[^>]*>\s*(\d+)\s*</PMID>")
_MATHML = b"http://www.w3.org/1998/Math/MathML"
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def blocks(source: Iterable[Piece]) -> Iterator[tuple[int, Piece]]:
    """Yield (offset, piece) that end with the end of a record, the last one with the end of the stream.

    A piece is (buffer, start, stop) and holds until the next one is asked for; nothing is copied but the
    beginning of a record that its end has not reached yet. A stream without any end of a record is handed on
    in pieces of MAX_BLOCK bytes: memory stays bounded.
    """
    offset = 0
    held = b""
    for buffer, start, stop in source:
        fresh = start
        if len(held) <= start:
            start -= len(held)
            buffer[start:fresh] = held
        else:
            buffer = bytearray(held) + buffer[start:stop]
            start, fresh, stop = 0, len(held), len(buffer)
        end = buffer.rfind(END, max(start, fresh - len(END)), stop) + len(END)
        if end < len(END):
            end = start if stop - start < MAX_BLOCK else stop
        held = bytes(memoryview(buffer)[end:stop])
        if end > start:
            yield offset, (buffer, start, end)
            offset += end - start
    if held:
        yield offset, (bytearray(held), 0, len(held))


def pieces(stream: Iterable[bytes]) -> Iterator[Piece]:
    """Yield the pieces of a stream of bytes."""
    for chunk in stream:
        yield bytearray(chunk), 0, len(chunk)


def records(segment: bytes) -> tuple[list[tuple[int, bytes]], list[int]]:
    """Return (place, bytes) of each complete record in a segment, and the places of records that never end."""
    starts = [match.start() for match in _START.finditer(segment)]
    if len(starts) == 1 and segment.endswith(END) and not segment.startswith(_BOOK, starts[0]):
        return [(starts[0], segment[starts[0] :])], []
    found: list[tuple[int, bytes]] = []
    strays: list[int] = []
    after = 0
    for match in _RECORD.finditer(segment):
        # One that lost its end tag reaches into the next one.
        place = max(start.start() for start in _START.finditer(match.group()))
        found.append((match.start() + place, match.group()[place:]))
        if place:
            strays.append(match.start())
        after = match.end()
    return found, strays + [start for start in starts if start >= after]


def deleted(data: bytes) -> list[str]:
    """Return the PMIDs that the file withdraws."""
    return [
        pmid.group(1).decode() for match in _DELETED.finditer(data) for pmid in _PMID.finditer(match.group())
    ]


def declared_encoding(head: bytes) -> str:
    """Return the encoding that a byte order mark or the XML declaration names, 'utf-8' without one.

    A declaration that can be read byte by byte cannot be true where it names an encoding of wider characters, and
    an encoding that nobody knows says nothing: both are taken for UTF-8, and what is not is marked in its record.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    found = _ENCODING.search(head.removeprefix(b"\xef\xbb\xbf")[:1024])
    named = found.group(1).decode("ascii").lower() if found else "utf-8"
    return named if _is_of_bytes(named) else "utf-8"


def _is_of_bytes(encoding: str) -> bool:
    try:
        return b"<?xml".decode(encoding, "replace") == "<?xml"
    except (LookupError, ValueError):
        return False


def parse(record: bytes) -> etree._Element:
    """Return the element of one record. No entity is expanded, no file or network opened, depth is bounded.

    Raises lxml's XMLSyntaxError for a broken record. Named characters (`&eacute;`), which only a DTD
    defines, are read from the HTML list: a record that was cut out has no DTD.
    """
    if b"<mml:" in record:  # the prefix may be declared outside the record
        return etree.fromstring(b'<x xmlns:mml="%s">%s</x>' % (_MATHML, named_characters(record)), parser())[
            0
        ]
    return etree.fromstring(named_characters(record), parser())


def named_characters(data: bytes) -> bytes:
    """Return XML whose named characters beyond the five of XML itself are written out."""
    return _NAMED.sub(_character, data) if b"&" in data else data


def parser() -> etree.XMLParser:
    """Return the parser for records: nothing is expanded or fetched; comments and instructions go."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )


def _character(match: re.Match[bytes]) -> bytes:
    found = html.entities.html5.get(match.group(1).decode() + ";")
    return found.encode() if found else match.group()
