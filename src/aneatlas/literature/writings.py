"""All ways in which XML can write a run of letters, as patterns of bytes for Hyperscan.

A core is written cleanly, or it is disturbed: a letter is replaced (an accented or otherwise equal character, a
character reference), or something stands between two letters (an inline tag, an invisible character, a combining
accent). Before the first disturbance of a core all its letters are clean, so each pattern is: the first letters of
the core, the disturbance, and what may follow it: the next letter, or another disturbance. Forms that hardly any
text holds are found wherever they stand, and so are two disturbances that are neighbours.

Nearly all patterns are literals of several bytes, in their thousands: Hyperscan searches for those at some 3 GB/s,
and at half of it for a dozen expressions with classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from aneatlas.literature.anchors import Anchor
from aneatlas.literature.folding import letters, plain

TAGS = tuple(
    b"<%s%s>" % (slash, name) for slash in (b"", b"/") for name in (b"i", b"b", b"u", b"sup", b"sub")
)
#: Accented letters; `test_lit_fast_path` compares these ranges and `EXOTIC` with all of Unicode.
LATIN = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
#: Every other character that folds to Latin letters.
EXOTIC = (
    range(0xAA, 0xBB), range(0x2B0, 0x300), range(0x1D2C, 0x1DC0), range(0x2071, 0x20A9), range(0x2100, 0x218A),
    range(0x2460, 0x24EB), range(0x2C60, 0x2C80), range(0x3250, 0x32D0), range(0x3371, 0x3400), range(0xA7F1, 0xA7FA),
    range(0xAB5C, 0xAB6A), range(0xFB00, 0xFB07), range(0xFF10, 0xFF5B), range(0x10780, 0x107C0),
    range(0x1CCD6, 0x1CCFA), range(0x1D400, 0x1D800), range(0x1E030, 0x1E070), range(0x1F100, 0x1F200),
    range(0x1FBF0, 0x1FBFA),
)  # fmt: skip
INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0xFEFF)
_COMBINING = range(0x300, 0x370)
#: Named characters, all but the five of XML itself.
_NAMED = (
    *(f"&{letter}" for letter in "bcdefhijkmnoprstuvwxyz"),
    *(f"&a{letter}" for letter in "abcdefghijklnoqrstuvwxyz"),
    *(f"&{begin}{letter}" for begin, but in (("am", "p"), ("ap", "o"), ("l", "t"), ("g", "t"), ("q", "u"))
      for letter in "abcdefghijklmnopqrstuvwxyz" if letter != but),
)  # fmt: skip
_SPACED = (b" ", b"\t", b"\n", rb"\r", b"/")
_RARE = (
    rb"&amp;[a-z]{2,8};", b"&amp;#",  # escaped twice
    *(b"&lt;%s%s" % (slash, tag) for slash in (b"", b"/")
      for tag in (b"i", b"b", b"u", b"em", b"strong", b"sup", b"sub", b"sc", b"span")),
    *(tag[:-1] + end for tag in TAGS for end in _SPACED),  # tags with attributes
    *(b"<%s%s" % (slash, tag) for slash in (b"", b"/") for tag in (b"em", b"strong", b"sc")),  # tags of other formats
    # Korean letters one by one, doubled signs of Chinese and Japanese
    *(b"\xe1" + re.escape(bytes((code,))) for code in range(0x84, 0x88)), rb"&#x11[0-9a-f][0-9a-f];", rb"&#4[3-6][0-9][0-9];",
    *(b"\xef" + re.escape(bytes((code,))) for code in range(0xA4, 0xAC)),
    *(b"\xe2" + re.escape(bytes((code,))) for code in range(0xBC, 0xC0)),
    b"\xea\xa5", b"\xed\x9e", b"\xed\x9f", b"\xf0\xaf",
    b"&#0", b"&#x0",  # references with leading zeros
)  # fmt: skip
_MATHEMATICAL = (b"<mml:", b"</mml:")
#: The beginning of a disturbance that is not found anywhere by itself.
_LATIN = rb"(?:[\xc3-\xc9]|\xe1[\xb8-\xbb])[\x80-\xbf]"
_DISTURBED = rb"(?:[\xc3-\xc9]|\xe1[\xb8-\xbb]|&#|</?(?:i>|b>|u>|sup>|sub>|mml:))"
#: What ends or begins a letter that is not plain.
_ENDS = rb"[a-z\x80-\xbf;>]"
_BEGINS = rb"[a-z\xc2-\xf4&<]"


@cache
def forms() -> dict[str, str]:
    """Return each character that folds to one or more Latin letters or digits, with what it folds to."""
    found = {}
    for span in (*LATIN, *EXOTIC):
        for code in span:
            fold = letters(chr(code))
            if re.fullmatch("[a-z0-9]+", fold) and plain(chr(code)) != " ":
                found[chr(code)] = fold
    return found


def clean(anchor: Anchor) -> list[bytes]:
    """Return the plain writings of a core: its letters, or its sign in each case and as a reference."""
    if anchor.stem.isascii():
        return [re.escape(anchor.core.encode())]
    cases = sorted({anchor.stem, anchor.stem.upper(), anchor.stem.lower()})
    return [
        pattern
        for form in cases
        for pattern in (form.encode(), *(references(form) if len(form) == 1 else ()))
    ]


def references(character: str) -> tuple[bytes, bytes]:
    """Return the references of a character without leading zeros; upper and lower case are ignored."""
    return b"&#x%x;" % ord(character), b"&#%d;" % ord(character)


def disturbed(wanted: Iterable[Anchor]) -> list[bytes]:
    """Return patterns of which every disturbed writing of a Latin core shows one; the case of letters is ignored."""
    latin = [anchor for anchor in wanted if anchor.stem.isascii()]
    found = {pattern for anchor in latin for pattern in (*_between(anchor), *_replaced(anchor))}
    folds = {fold for fold in forms().values() if any(fold in anchor.stem for anchor in latin)}
    return [
        *sorted(found),
        *_neighbours(set("".join(anchor.stem for anchor in latin))),
        *_exotic(folds),
        *_ANYWHERE,
    ]


def exact_writings(word: str) -> tuple[list[bytes], list[bytes]]:
    """Return (clean, disturbed) writings of an abbreviation, whose case counts: with full stops, or with tags inside."""
    plain = [word[:1].encode()]
    for letter in word[1:]:
        plain = [begin + dot + letter.encode() for begin in plain for dot in (b"", rb"\.")]
    split = [
        word[gap - 1].encode() + dot + tag + b"[%s.<&\xc2-\xf4]" % word[gap].encode()
        for gap in range(1, len(word)) for dot in (b"", rb"\.") for tag in TAGS
    ]  # fmt: skip
    return plain, split


def _between(anchor: Anchor) -> Iterator[bytes]:
    """Yield the patterns of cores whose first disturbance is a tag between two letters."""
    for gap in range(anchor.start + 1, anchor.stop):
        before, after = anchor.stem[anchor.start : gap].encode(), anchor.stem[gap].encode()
        for tag in TAGS:
            yield before + tag + after
            yield before + tag + _DISTURBED
        yield from (before + tag for tag in _MATHEMATICAL)


def _replaced(anchor: Anchor) -> Iterator[bytes]:
    """Yield the patterns of cores whose first disturbance is a letter (or two, as in a ligature) that is replaced."""
    stem = anchor.stem
    for character, fold in forms().items():
        place = stem.find(fold) if _is_latin(character) else -1
        while place >= 0:
            end = place + len(fold)
            if place < anchor.stop and end > anchor.start:
                before = stem[anchor.start : place].encode() or _preceding(stem, place)
                after = stem[end : end + 1].encode()
                yield from (before + form + after for form in (character.encode(), *references(character)))
            place = stem.find(fold, place + 1)


def _preceding(stem: str, place: int) -> bytes:
    """Return what stands before a letter: the one before it, or the end of another disturbance."""
    return rb"[%s\x80-\xbf;>]" % stem[place - 1].encode() if place else b""


def _neighbours(alphabet: set[str]) -> Iterator[bytes]:
    """Yield the patterns of a replaced letter before another disturbance; `alphabet` are the letters of all stems."""
    for tag in TAGS:
        yield rb"(?:;|%s)%s(?:[%s]|%s)" % (_LATIN, tag, "".join(sorted(alphabet)).encode(), _DISTURBED)
    yield from (rb"(?:;|%s)%s" % (_LATIN, tag) for tag in _MATHEMATICAL)
    begins = (
        *(bytes((lead,)) for lead in range(0xC3, 0xCA)),
        *(bytes((0xE1, code)) for code in range(0xB8, 0xBC)),
    )
    yield from (re.escape(b";" + begin) for begin in begins)
    yield from (re.escape(bytes((end,))) + b"&#" for end in range(0x80, 0xC0))
    for character, fold in forms().items():
        if _is_latin(character) and set(fold) & alphabet:
            yield from (reference + b"&#" for reference in references(character))
            yield from (re.escape(character.encode() + begin) for begin in begins)


def _exotic(folds: set[str]) -> Iterator[bytes]:
    """Yield the writings of the rarer characters that fold to something in a stem, with letters around them."""
    exotic = [character for character, fold in forms().items() if fold in folds and not _is_latin(character)]
    for character in exotic:
        yield from references(character)
    for begin in sorted({character.encode()[:-1] for character in exotic}):
        last = sorted(character.encode()[-1] for character in exotic if character.encode()[:-1] == begin)
        yield _ENDS + re.escape(begin) + b"[" + b"".join(b"\\x%x" % byte for byte in last) + b"]" + _BEGINS


def _anywhere() -> Iterator[bytes]:
    """Yield the forms that are looked at wherever they stand."""
    for code in (*INVISIBLE, *_COMBINING):
        yield re.escape(chr(code).encode())
        yield from references(chr(code))
    yield from (name.encode() for name in _NAMED)
    yield from _RARE
    for code in range(0x30, 0x7B):
        if chr(code).isalnum():
            yield from references(chr(code))


_ANYWHERE = tuple(_anywhere())


def _is_latin(character: str) -> bool:
    return any(ord(character) in span for span in LATIN)
