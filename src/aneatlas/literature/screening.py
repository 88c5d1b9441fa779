"""Screen files of PubMed: the fast path, and the slow obvious one that it must agree with.

Fast: decompress in one thread, filter bytes in another, parse only records that may hold a name, match on
their text. Slow: parse the whole file with lxml, match on the text of every record.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from aneatlas.core.issues import Issue, error
from aneatlas.literature import cutting
from aneatlas.literature.bytefilter import ByteFilter
from aneatlas.literature.decisions import Choice, Decision, decision
from aneatlas.literature.names import Found, Names
from aneatlas.literature.pubmed import RECORD_TAGS, element_texts, record_of
from aneatlas.literature.pubmed_file import (
    EDGE,
    UTF_8,
    broken,
    cut_off,
    is_cut,
    is_pubmed,
    parsed_element,
    reported,
    utf8,
)
from aneatlas.literature.records import Origin, Record
from aneatlas.literature.stems import Plausible, clauses
from aneatlas.literature.streams import chunks, filled

_CITATION_END = b"</MedlineCitation>"
#: Candidates wait until they are these many bytes: code that runs at length finds itself in the caches of the core.
_TOGETHER = 1 << 22
_FIX = "Give a file of PubMed's baseline or update files, or an export as PubMed XML."
#: A candidate: its place in the file, its bytes, what was found in them.
_Waiting = tuple[int, bytes, list[tuple[int, int]]]
#: The texts of a record with the names of their elements; these and what names were found in them.
_Texts = list[tuple[str, str]]
_Read = tuple[_Texts, Found]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record in which a name stands, and what was decided."""

    record: Record
    decision: Decision


@dataclass(slots=True)
class Screened:
    """What screening a file gave. `parsed` counts the records that the fast path had to parse."""

    file: str
    hits: list[Hit] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    records: int = 0
    parsed: int = 0
    size: int = 0


class Screener:
    """The compiled names and their byte filter: made once, used for many files."""

    def __init__(self, names: Names, *, hyperscan: bool = True, threaded: bool = True) -> None:
        self.names = names
        wanted = clauses(names)
        self.plausible = Plausible(wanted)
        self.filter = ByteFilter(wanted, hyperscan=hyperscan)
        self.threaded = threaded

    def screen(self, path: Path, name: str = "") -> Screened:
        """Screen one file of PubMed XML, plain or gzip. Problems of its content are issues.

        Raises OSError where the file cannot be opened.
        """
        with contextlib.closing(filled(path, threaded=self.threaded)) as source:
            return self._screen(source, path, name or path.name)

    def screen_stream(self, stream: Iterable[bytes], name: str) -> Screened:
        """Screen a stream of PubMed XML that is cut into chunks of any size."""
        return self._screen(cutting.pieces(utf8(stream)), None, name)

    def _screen(self, source: Iterator[cutting.Piece], path: Path | None, name: str) -> Screened:
        result = Screened(name)
        problems: list[Issue] = []
        waiting: list[_Waiting] = []
        first = True
        begins = ends = b""
        for offset, (block, start, stop) in cutting.blocks(reported(source, name, problems)):
            if first and not problems:
                head = bytes(block[start : min(stop, start + EDGE)])
                if path is not None and cutting.declared_encoding(head) not in UTF_8:
                    return self.screen_stream(chunks(path), name)
                if not is_pubmed(head) and not is_pubmed(bytes(block[start:stop])):
                    result.issues.append(
                        error("not-pubmed", name, "this is no PubMed XML; it was not screened.", _FIX)
                    )
                    return result
                begins = head
            first = False
            result.size = offset + stop - start
            ends = bytes(block[max(start, stop - EDGE) : stop])
            found, count, withdrawn = self.filter.candidates(block, start, stop)
            result.records += count
            if withdrawn:
                result.deleted += cutting.deleted(bytes(block[start:stop]))
            waiting += [
                (offset + begin - start, bytes(block[begin:end]), noted) for begin, end, noted in found
            ]
            if sum(len(segment) for _, segment, _ in waiting) > _TOGETHER:
                self._judge(waiting, result)
                waiting.clear()
        self._judge(waiting, result)
        if first and not problems:
            result.issues.append(
                error("not-pubmed", name, "the file is empty; there was nothing to screen.", _FIX)
            )
        result.issues += problems
        if not problems and is_cut(begins, ends):
            result.issues.append(cut_off(name, result.size))
        return result

    def _judge(self, waiting: list[_Waiting], result: Screened) -> None:
        going_on = [item for item in waiting if self.filter.goes_on(item[1], item[2])]
        for offset, segment, _ in going_on:
            self._segment(segment, offset, result)

    def _segment(self, segment: bytes, offset: int, result: Screened) -> None:
        found, strays = cutting.records(segment)
        for place in strays:
            result.issues.append(broken(result.file, offset + place, "the record has no end"))
        for place, raw in found:
            result.parsed += 1
            origin = Origin(result.file, offset=offset + place)
            hit, issues = self._record(raw, origin)
            result.issues += issues
            if hit is not None:
                result.hits.append(hit)

    def _record(self, raw: bytes, origin: Origin) -> tuple[Hit | None, list[Issue]]:
        short = _without_references(raw)
        known: _Read | None = None
        if short is not None:
            element, issue = parsed_element(short, origin)
            if element is not None and issue is None:
                known = self._read(list(element_texts(element)))
                if known is None:
                    return None, []
        element, issue = parsed_element(raw, origin)
        hit = self._hit(element, list(element_texts(element)), origin, known) if element is not None else None
        return hit, [issue] if issue is not None else []

    def _read(self, texts: _Texts) -> _Read | None:
        if not self.plausible("\n".join(text for _, text in texts)):
            return None
        found = self.names.find(texts)
        return (texts, found) if _counts(found) else None

    def _hit(
        self, element: etree._Element, texts: _Texts, origin: Origin, known: _Read | None = None
    ) -> Hit | None:
        """Decide on a record. known: what was found in texts; it is not looked for in the same ones again."""
        found = known[1] if known is not None and known[0] == texts else self.names.find(texts)
        if not _counts(found):
            return None
        record = record_of(element, origin)
        decided = decision(record, found, self.names)
        return Hit(record, decided) if found.labels or decided.choice is not Choice.EXCLUDE else None

    def screen_slowly(self, stream: Iterable[bytes], name: str) -> Screened:
        """Do the same by parsing everything; the reference of the fast path. Raises XMLSyntaxError on broken XML."""
        result = Screened(name)
        data = b"".join(utf8(stream))
        data = cutting.named_characters(data)
        tags = (*RECORD_TAGS, "DeleteCitation")
        reader = etree.iterparse(
            io.BytesIO(data), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        for _, element in reader:
            if element.tag == "DeleteCitation":
                result.deleted += [str(node.text) for node in element.iterfind("PMID")]
            else:
                result.records += 1
                hit = self._hit(element, list(element_texts(element)), Origin(name, result.records))
                if hit is not None:
                    result.hits.append(hit)
            element.clear()
        return result


def _counts(found: Found) -> bool:
    return bool(found.labels) or any(match.kind == "person" for match in found.near_misses)


def _without_references(raw: bytes) -> bytes | None:
    """Return a record without what follows its citation (history, identifiers, references), None where it has none.

    Most candidates hold a name only in their references; those are the larger part of a record.
    """
    end = raw.find(_CITATION_END)
    return raw[: end + len(_CITATION_END)] + cutting.END if end >= 0 else None
