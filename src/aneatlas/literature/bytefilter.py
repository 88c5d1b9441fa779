"""Find the stems in raw bytes of XML, however they are written there: a superset, never too little.

Plain letters are found by Hyperscan as literals. A word may be *disturbed*: a letter with an accent, a
character reference, an inline tag between two letters. Every disturbed word of eight letters shows at least
one of these, and each is a pattern that Hyperscan finds at the speed of literals:

* three clean letters at its beginning, then a disturbance;
* a disturbance, then its clean rest of four letters or more;
* two clean letters or more between two disturbances;
* three disturbances with at most one letter between them.

What such a pattern finds is looked at in a window of the bytes, cleaned and folded. Comments, CDATA
sections and processing instructions send the whole record on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from aneatlas.literature import cutting
from aneatlas.literature.folding import letters, plain
from aneatlas.literature.stems import Clause, Plausible

#: PubMed's inline tags; any other form of inline tag is among the rare ones below.
_INLINE = rb"</?(?:i|b|u|sup|sub)>"
#: The first and the last bytes of an accented letter, a reference or a tag, and the whole of it.
_BEGIN = rb"(?:[\xc3-\xc9\xe1]|&#|</?(?:i|b|u|sup|sub)>)"
_END = rb"[\x80-\xbf;>]"
_REPLACED = rb"(?:[\xc3-\xc9].|\xe1[\xb8-\xbb].|&#x?[0-9a-f]{2,7};)"
_WHOLE = rb"(?:[\xc3-\xc9].|\xe1[\xb8-\xbb].|&#x?[0-9a-f]{2,7};|</?(?:i|b|u|sup|sub)>)"
#: Ways of writing letters that are rare in XML of publications: each is looked at wherever it stands.
_RARE = (
    rb"\xef\xbc[\x90-\xba]",  # full width
    rb"\xef\xbd[\x81-\x9a]",
    rb"\xef\xac[\x80-\x86]",  # ligatures
    rb"\xf0\x9d[\x90-\x9f]",  # mathematical letters
    rb"\xf0\x9f[\x84-\x86]",  # enclosed letters
    rb"\xe2\x84[\x80-\x9f]|\xe2\x84[\xa3-\xbf]|\xe2\x85|\xe2\x92[\x9c-\xbf]|\xe2\x93",  # letter-like, Roman, enclosed
    rb"\xe1\xb4[\xac-\xbf]|\xe1\xb5[\x80-\xaa]|\xe2\x81\xb1|\xe2\x82[\x90-\x9c]|\xca[\xb0-\xb8]|\xcb[\xa0-\xa4]",  # small raised
    rb"[a-z](?:\xcc|\xcd[\x80-\xaf])",  # combining accents
    rb"[a-z](?:\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|\xef\xb8[\x80-\x8f]|\xcd\x8f)",  # invisible
    rb"&#(?:x0*(?:3[0-9]|[46][1-9a-f]|[57][0-9a])|0*(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|90|9[7-9]|1[01][0-9]|12[0-2]));",
    rb"&#(?:x0*(?:ff[0-9a-f]{2}|1d[4-7][0-9a-f]{2}|fb0[0-6])|0*(?:65[2-5][0-9]{2}|11[89][0-9]{3}|120[0-9]{3}|6425[6-9]|6426[0-2]));",
    rb"&(?:[b-fh-km-pr-z]|a[^mp]|am[^p]|ap[^o]|l[^t]|g[^t]|q[^u])",  # named characters
    rb"&amp;(?:#|[a-z]{2,8};)|&lt;/?(?:i|b|u|em|strong|sup|sub|sc|span|italic|bold)",  # escaped twice
    rb"\xe1(?:\x84|\x85|\x86|\x87)|\xef[\xa4-\xab]|\xe2[\xbc-\xbf]",  # Korean letters one by one, doubled CJK signs
    rb"&#(?:x0*11[0-9a-f]{2}|0*4[3-6][0-9]{2});",
    rb"[a-z]</?(?:(?:i|b|u|sup|sub)[\s/]|em|strong|sc|mml:)",  # inline tags of other formats, or with attributes
    rb"&#x?0{4}",  # references with many zeros
)
_OPAQUE = (rb"<!--", rb"<!\[CDATA\[", rb"<\?")
#: References stand at the end of a record; what a paper cites does not make it a report.
_REFERENCES = b"<ReferenceList>"
#: A word of eight letters, each a reference inside a tag, takes some 200 bytes.
_WINDOW = 300
_ANY_TAG = re.compile(r"<[^<>]*>")
_CUT_TAG = re.compile(r"^[^<>]{0,100}>|<[^<>]*$")
Seen = Callable[[bytes], list[tuple[int, int]]]


class ByteFilter:
    """Finds the records of a block of PubMed XML that may hold a name."""

    def __init__(self, wanted: Iterable[Clause], *, hyperscan: bool = True) -> None:
        """Compile. `hyperscan=False` (or the library missing) looks at each record with plain byte searches."""
        self.clauses = tuple(wanted)
        self.plausible = Plausible(self.clauses)
        stems = sorted({(stem, c.exact) for c in self.clauses for group in c.rare for stem in group})
        self._numbers = {stem: number for number, (stem, _) in enumerate(stems)}
        self._stems = stems
        self._rules = [
            [frozenset(self._numbers[stem] for stem in group) for group in clause.rare]
            for clause in self.clauses
        ]
        self._database = _compiled(self._patterns()) if hyperscan else None

    @property
    def engine(self) -> str:
        """Return which engine scans: 'hyperscan' or 'bytes'."""
        return "hyperscan" if self._database is not None else "bytes"

    def _patterns(self) -> list[tuple[bytes, int, bool]]:
        """Return (expression, number, ignore case); numbers beyond the stems: LOOK, OPAQUE, END, DELETED."""
        look = len(self._stems)
        found: list[tuple[bytes, int, bool]] = []
        for number, (stem, exact) in enumerate(self._stems):
            if exact:
                raw = stem.encode()
                found += [(raw, number, False), (rb"\.".join(bytes((c,)) for c in raw), number, False)]
                found += [(raw[:k] + _INLINE + rb"[%c<.]" % raw[k], look, False) for k in range(1, len(raw))]
            elif stem.isascii():
                found.append((stem.encode(), number, True))
                found += [(pattern, look, True) for pattern in disturbed(stem.encode())]
            else:
                found += [(pattern, number, True) for pattern in _sign(stem)]
        found.append((_END + rb"[a-z]?" + _WHOLE + rb"[a-z]?[\xc3-\xc9\xe1&<]", look, True))
        found += [(pattern, look, True) for pattern in _RARE]
        found += [(pattern, look + 1, True) for pattern in _OPAQUE]
        found += [(re.escape(cutting.END), look + 2, False), (b"<DeleteCitation[ >]", look + 3, False)]
        return [*found, (b"</PubmedBookArticle>", look + 4, False)]

    def scan(self, block: bytes) -> tuple[list[tuple[int, int]], int, bool]:
        """Return (spans of segments that may hold a name, number of records, whether records are withdrawn)."""
        if self._database is None:
            return self._scan_bytes(block)
        hits: list[tuple[int, int]] = []

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.append((end, number))

        self._database.scan(block, match_event_handler=note)
        hits.sort()
        return self._segments(block, hits)

    def _segments(self, block: bytes, hits: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], int, bool]:
        look = len(self._stems)
        spans: list[tuple[int, int]] = []
        seen: set[int] = set()
        looked = -1
        start = count = 0
        withdrawn = False
        for end, number in hits:
            if number < look:
                seen.add(number)
            elif number == look:
                # Windows overlap: one every half window sees every word whole.
                if end > looked and not _cited(block, start, end):
                    seen |= self._window(block[max(start, end - _WINDOW) : end + _WINDOW])
                    looked = end + _WINDOW // 2
            elif number == look + 1:
                seen.add(-1)
            elif number == look + 2:
                count += 1
                if seen and self._met(seen, block, start, end):
                    spans.append((start, end))
                seen = set()
                start, looked = end, -1
            elif number == look + 3:
                withdrawn = True
            else:
                count += 1
        if seen and self._met(seen, block, start, len(block)):
            spans.append((start, len(block)))
        return spans, count, withdrawn

    def _met(self, seen: set[int], block: bytes, start: int, end: int) -> bool:
        """Say whether a segment goes on: its rare stems meet a clause, and all its text does too."""
        if -1 in seen:
            return True
        if not any(all(group & seen for group in rule) for rule in self._rules):
            return False
        segment = block[start:end]
        own = segment.find(_REFERENCES)
        if own >= 0 and segment.find(b"<Pubmed", own) < 0:
            segment = segment[:own]
        return self.plausible(_ANY_TAG.sub("", segment.decode(errors="ignore")))

    def _window(self, raw: bytes) -> set[int]:
        text = _CUT_TAG.sub("", raw.decode(errors="ignore"))
        bare = plain(_ANY_TAG.sub("", text))
        low = letters(bare)
        exact = unicodedata.normalize("NFKC", bare).replace(".", "")
        return {n for n, (stem, case) in enumerate(self._stems) if stem in (exact if case else low)}

    def _scan_bytes(self, block: bytes) -> tuple[list[tuple[int, int]], int, bool]:
        """Do the same record by record, without Hyperscan."""
        spans: list[tuple[int, int]] = []
        start = count = 0
        while start < len(block):
            place = block.find(cutting.END, start)
            end = place + len(cutting.END) if place >= 0 else len(block)
            count += (place >= 0) + block.count(b"</PubmedBookArticle>", start, end)
            segment = block[start:end]
            if (
                b"<!" in segment
                or b"<?" in segment
                or self.plausible(_ANY_TAG.sub("", segment.decode(errors="ignore")))
            ):
                spans.append((start, end))
            start = end
        return spans, count, b"<DeleteCitation" in block


def _cited(block: bytes, start: int, end: int) -> bool:
    """Say whether a place stands in the references of a record, where no name counts."""
    references = block.rfind(_REFERENCES, start, end)
    return references >= 0 and block.find(b"<Pubmed", references, end) < 0


def disturbed(stem: bytes) -> list[bytes]:
    """Return the patterns of which every disturbed writing of a stem of eight letters or more shows one.

    (Or three disturbances with at most a letter between them, which is one pattern for all stems.)
    """
    size = len(stem)
    found = [stem[:k] + _BEGIN for k in range(3, size)]
    found += [_END + stem[k:] for k in range(1, size - 3)]
    found += [_END + stem[a:b] + _BEGIN for a in range(1, size - 2) for b in range(a + 2, size)]
    if size == 8:  # two clean letters, a replaced one, a clean one, a replaced one, three clean ones
        found.append(stem[:2] + _REPLACED + stem[3:4] + _BEGIN)
    return found


def _sign(sign: str) -> list[bytes]:
    """Return the writings of one character that is not Latin: upper and lower case, and as a reference."""
    forms = {sign, sign.upper(), sign.lower()}
    return [re.escape(form.encode()) for form in forms] + [
        rb"&#(?:x0*%x|0*%d);" % (ord(form), ord(form)) for form in forms if len(form) == 1
    ]


def _compiled(patterns: list[tuple[bytes, int, bool]]) -> Any:
    """Return a Hyperscan database in block mode, None where the library is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    both = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_CASELESS
    database.compile(
        expressions=[expression for expression, _, _ in patterns],
        ids=[number for _, number, _ in patterns],
        elements=len(patterns),
        flags=[both if ignore else hyperscan.HS_FLAG_DOTALL for _, _, ignore in patterns],
    )
    return database
