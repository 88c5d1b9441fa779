"""Find the records that may hold a name in raw bytes of XML: a superset, never too little.

Hyperscan searches for the anchors of the names in all their writings. A disturbed writing is looked at in a window
of the bytes, cleaned and folded; a record with an anchor is looked at as a whole, without its references. Comments and
CDATA sections send the whole record on, and so does an instruction beside an anchor.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from aneatlas.literature import cutting, writings
from aneatlas.literature.anchors import anchors
from aneatlas.literature.folding import letters, plain
from aneatlas.literature.scanning import PlainClauses, compiled
from aneatlas.literature.stems import Clause, Plausible

#: Comments and CDATA sections may hold anything: a record with some is parsed. So is one with an instruction and a core.
_OPAQUE = (b"<!--", rb"<!\[CDATA\[")
_INSTRUCTION = b"<?"
#: What follows is history and references; what a paper cites does not make it a report.
_CITATION_END = b"</MedlineCitation>"
#: Bytes looked at before and after a disturbance. What stands before the first one of a core is clean; a word of
#: eight letters, each a reference inside a tag, takes some 200 bytes.
_BEFORE, _AFTER = 60, 300
#: How long a name, an address or a reference may be; of a longer one the record is looked at.
_FAR = 4096
#: Hyperscan compares the last eight bytes first; those of the whole tag stand in every reference ("Citation").
_WITHDRAWN = b"<DeleteC"
_ARTICLE = b"<PubmedArticle"
#: A segment that is one record begins with its tag, after a line break or two.
_NEAR = 32
_TAG_OR_PART = re.compile(rb"<[^<>]*>|^[^<>]{0,100}>|<[^<>]*$")
_ANY_TAG = re.compile(rb"<[^<>]*>")
#: Bytes that change no letter: plain ones, those within a character, and the first ones of Greek letters and of the
#: signs and spaces that many abstracts hold. `_MATTERS` finds what does change one among these.
_IDLE = bytes((*range(0xC0), 0xC2, 0xCE, 0xCF, 0xE2))
_MATTERS = re.compile(rb"&(?!gt;|lt;[^/a-zA-Z])|\xc2\xad|\xe2(?:\x80[\x8b-\x8f]|[\x81-\x87\x90-\xbf])")
#: One of these stands wherever `_MATTERS` finds something; to look for them is faster.
_MAY_MATTER = (b"&", b"\xc2\xad", b"\xe2")
#: A tag, perhaps more tags, and no space or sign after them.
_GOES_ON = re.compile(rb"[^<>]*>(?:<[^<>]*>)*[^<>\s=+*/.,:()|-]")
#: How a word goes on, after any tags: a letter of a stem, a reference, a character that is no usual sign or space.
_ON = rb"(?:<[^<>!?][^<>]*>)*(?:[%s&]|<[!?]|\xc2\xad|[\xc3-\xcd\xd0-\xe1\xe3-\xf4]|\xe2(?:\x80[\x8b-\x8f]|[\x81-\xbf]))"
_ANCHOR, _LOOK, _NEXT, _PASS, _END, _DELETED, _BOOK = range(7)
#: Elements whose own text is never that of a title, an abstract or a heading.
_UNREAD = (b"<LastName>", b"<ForeName>", b"<Initials>", b"<Affiliation>", b"<CollectiveName>", b"<Citation>")
Bytes = bytes | bytearray
#: A segment from its first byte to behind its last, and (place in it, what it means) of what was found, in order.
Candidate = tuple[int, int, list[tuple[int, int]]]


class ByteFilter:
    """Finds the records of a block of PubMed XML that may hold a name."""

    def __init__(self, wanted: Iterable[Clause], *, hyperscan: bool = True) -> None:
        """Compile. `hyperscan=False` (or the library missing) looks at each record with plain byte searches."""
        self.clauses = tuple(wanted)
        self.plausible = Plausible(self.clauses)
        self._anchors, self._exact = anchors(self.clauses)
        self._latin = tuple(sorted({item.core.encode() for item in self._anchors if item.stem.isascii()}))
        stems = [item.stem.encode() for item in self._anchors if item.stem.isascii()]
        self._pairs = {stem[place : place + 2] for stem in stems for place in range(len(stem) - 1)}
        self._last = {stem[-1:] for stem in stems}
        alphabet = bytes(sorted(set(b"".join(stems))))
        self._on = re.compile(_ON % (alphabet or b"-"), re.IGNORECASE)
        self._signs = tuple(item.stem for item in self._anchors if not item.stem.isascii())
        leads = {stem.encode()[0] for clause in self.clauses for group in clause.groups for stem in group}
        self._idle = bytes(byte for byte in _IDLE if byte < 0xC0 or not leads & set(_IDLE[0xC0:]))
        found = self.patterns() if hyperscan else []
        self._meaning = [meaning for _, meaning, _ in found]
        self._first_end = self._meaning.index(_END) if hyperscan else -1
        self._database = compiled([(pattern, ignore) for pattern, _, ignore in found]) if hyperscan else None
        self._in_plain = PlainClauses(self.clauses) if self._database is not None else self.plausible.in_bytes

    @property
    def engine(self) -> str:
        """Return which engine scans: 'hyperscan' or 'bytes'."""
        return "hyperscan" if self._database is not None else "bytes"

    def patterns(self) -> list[tuple[bytes, int, bool]]:
        """Return (expression, what a match means, ignore case)."""
        found = [(pattern, _ANCHOR, True) for item in self._anchors for pattern in writings.clean(item)]
        found += [
            (pattern, _NEXT if pattern.endswith(writings.GOES_ON) else _LOOK, True)
            for pattern in writings.disturbed(self._anchors)
        ]
        for word in self._exact:
            plain, split = writings.exact_writings(word)
            found += [(pattern, _ANCHOR, False) for pattern in plain]
            found += [(pattern, _LOOK, False) for pattern in split]
        found += [(pattern, _PASS, False) for pattern in _OPAQUE]
        found += [(re.escape(cutting.END), _END, False), (_WITHDRAWN, _DELETED, False)]
        return [*dict.fromkeys(found), (b"</PubmedBookArticle>", _BOOK, False)]

    def scan(
        self, block: Bytes, start: int = 0, stop: int | None = None
    ) -> tuple[list[tuple[int, int]], int, bool]:
        """Return (spans of segments that may hold a name, number of records, whether records are withdrawn)."""
        found, count, withdrawn = self.candidates(block, start, len(block) if stop is None else stop)
        spans = [(begin, end) for begin, end, noted in found if self.goes_on(bytes(block[begin:end]), noted)]
        return spans, count, withdrawn

    def candidates(self, block: Bytes, start: int, stop: int) -> tuple[list[Candidate], int, bool]:
        """Return (segments in which something was found, number of records, whether records are withdrawn)."""
        if self._database is None:
            return self._scan_bytes(block, start, stop)
        first = self._first_end
        hits: list[tuple[int, int]] = []
        ends: list[int] = []
        ended = ends.append

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if number == first:
                ended(end)
            else:
                hits.append((end, number))

        with memoryview(block) as view, view[start:stop] as part:
            self._database.scan(part, match_event_handler=note)
        found: list[tuple[int, int]] = []
        books, withdrawn = 0, False
        for end, number in hits:
            means = self._meaning[number]
            if means < _END:
                if self._may_count(block, start + end, means):
                    found.append((end, means))
            elif means == _BOOK:
                books += 1
            else:
                withdrawn = True
        return list(_segments(sorted(found), ends, start, stop)), len(ends) + books, withdrawn

    def _may_count(self, block: Bytes, place: int, means: int) -> bool:
        """Say whether more than a glance at what stands around a match is needed."""
        if means == _PASS:
            return True
        if means == _NEXT and self._goes_elsewhere(block, place - 1):
            return False
        return not _unread(block, place) and (means == _ANCHOR or not _at_an_end(block, place))

    def goes_on(self, segment: bytes, noted: list[tuple[int, int]]) -> bool:
        """Say whether a candidate's segment goes on: an anchor stands in it, and its text meets a clause."""
        if any(means == _PASS for _, means in noted):
            return True
        looked = -1
        own: tuple[int, int, int] | None = None
        for place, means in noted:
            if means != _ANCHOR:
                # Windows overlap: one every half window sees every word whole.
                if place <= looked:
                    continue
                if not self._seen(segment[max(0, place - _BEFORE) : place + _AFTER]):
                    looked = place + _AFTER // 2
                    continue
            first, second, end = own = own or _own(segment)
            if place > end:
                break
            if not first < place <= second:
                raw = segment[:first] + segment[second:end]
                text = _ANY_TAG.sub(b"", raw)
                met = self.plausible(_read(text)) if self._folds(text) else self._in_plain(text)
                return met or _INSTRUCTION in raw
        return False

    def _goes_elsewhere(self, block: Bytes, place: int) -> bool:
        """Say whether no word goes on at a place: after all tags stands what no stem holds, or letters that none does."""
        found = self._on.match(block, place)
        if found is None:
            return True
        pair = bytes(block[found.end() - 1 : found.end() + 1]).lower()
        return pair.isalpha() and pair not in self._pairs and pair[:1] not in self._last

    def _seen(self, raw: Bytes) -> bool:
        """Say whether the core of an anchor stands in a window of the bytes, however it is written."""
        if _INSTRUCTION in raw:
            return True
        bare = _TAG_OR_PART.sub(b"", raw)
        if not self._exact and not self._folds(bare):
            bare = bare.lower()
            return any(latin in bare for latin in self._latin)
        text = plain(_read(bare))
        low = letters(text)
        raw_low = low.encode("ascii", "replace")
        for latin in self._latin:
            if latin in raw_low:
                return True
        if any(sign in low for sign in self._signs):
            return True
        exact = unicodedata.normalize("NFKC", text).replace(".", "") if self._exact else ""
        return any(word in exact for word in self._exact)

    def _folds(self, text: Bytes) -> bool:
        """Say whether more than plain letters may matter: accents, references, signs, what is invisible."""
        if text.translate(None, self._idle):
            return True
        return any(byte in text for byte in _MAY_MATTER) and _MATTERS.search(text) is not None

    def _scan_bytes(self, block: Bytes, start: int, stop: int) -> tuple[list[Candidate], int, bool]:
        """Do the same record by record, without Hyperscan: what may hold a name goes on."""
        found: list[Candidate] = []
        count, withdrawn = 0, block.find(_WITHDRAWN, start, stop) >= 0
        while start < stop:
            place = block.find(cutting.END, start, stop)
            end = place + len(cutting.END) if place >= 0 else stop
            count += (place >= 0) + block.count(b"</PubmedBookArticle>", start, end)
            segment = block[start:end]
            if b"<!" in segment or b"<?" in segment or self.plausible(_read(_ANY_TAG.sub(b"", segment))):
                found.append((start, end, [(end - start, _PASS)]))
            start = end
        return found, count, withdrawn


def _segments(found: list[tuple[int, int]], ends: list[int], offset: int, last: int) -> Iterator[Candidate]:
    """Yield the segments in which something was found. found, ends: in order, counted from `offset`."""
    place = 0
    while place < len(found):
        after = bisect_left(ends, found[place][0])
        start = ends[after - 1] if after else 0
        stop = ends[after] if after < len(ends) else last - offset
        begin, place = place, bisect_right(found, (stop, _END), place)
        yield offset + start, offset + stop, [(end - start, means) for end, means in found[begin:place]]


def _read(raw: Bytes) -> str:
    """Return bytes without tags as XML gives them: `folding.plain` takes off what is escaped beyond that."""
    text = raw.decode(errors="ignore")
    return html.unescape(text) if "&" in text else text


def _unread(block: Bytes, place: int) -> bool:
    """Say whether a place stands in the name or address of a person, or in what is cited."""
    tag = block.rfind(b"<", max(0, place - _FAR), place)
    return tag >= 0 and block.startswith(_UNREAD, tag)


def _at_an_end(block: Bytes, place: int) -> bool:
    """Say whether a place in the name of a formula's tag is followed by no letter: a word does not go on there."""
    return block[place - 1] == ord(":") and not _GOES_ON.match(block, place)


def _own(segment: bytes) -> tuple[int, int, int]:
    """Return (first, second, end): a segment's own text is [:first] and [second:end].

    Its authors, its history and its references hold no name. Of a segment that is not just one record nothing is
    left out.
    """
    whole = len(segment)
    record = segment.find(_ARTICLE, 0, _NEAR)
    if record < 0 or segment.find(_ARTICLE, record + 1) >= 0:
        return whole, whole, whole
    if (end := segment.find(_CITATION_END, record)) < 0:
        return whole, whole, whole
    first = segment.find(b"<AuthorList", record, end)
    second = segment.find(b"</AuthorList>", first, end) if first >= 0 else -1
    return (first, second, end) if second >= 0 else (end, end, end)
