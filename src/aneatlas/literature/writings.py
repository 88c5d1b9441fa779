"""All ways in which XML can write a run of letters, as patterns of bytes for Hyperscan.

A core is written cleanly, or it is disturbed: a letter is replaced (an accented or otherwise equal character, a
character reference), or something stands between two letters (an inline tag, an invisible character, a combining
accent). Before the first disturbance of a core all its letters are clean, so a pattern is these letters and how the
disturbance begins. After three letters its first bytes are enough; after fewer it is written out. Only where the
first letter itself is replaced does nothing clean stand before it; there it is what follows that makes the pattern.

Hyperscan compares literals by their last bytes, two bytes at a time where there are fewer than 5,000 of them and none
is shorter than three bytes: it then goes through 4.5 GB/s, otherwise through half of that.
"""

from __future__ import annotations

import html.entities
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Protocol

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
#: Where the characters stand that fold to signs which are not Latin.
SIGNS = (
    range(0x370, 0x530), range(0x1100, 0x1200), range(0x1C80, 0x1C90), range(0x1F00, 0x2000), range(0x2E80, 0x2FE0),
    range(0x3000, 0x3400), range(0xA640, 0xA6A0), range(0xA960, 0xA980), range(0xF900, 0xFB00), range(0xFF60, 0xFFE0),
    range(0x1E030, 0x1E090), range(0x1F200, 0x1F270), range(0x2F800, 0x2FA20),
)  # fmt: skip
INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0xFEFF)
COMBINING = range(0x300, 0x370)
#: Looked at wherever they stand: what is escaped twice, tags as characters (`folding.plain`), leading zeros.
_RARE = (b"&amp;[#a-z][a-z0-9]{1,30}[^a-z0-9]", b"&lt;[/a-z]", b"&#0", b"&#x0")
#: What may stand in a tag after its name: with attributes, or without content.
_SPACED = (b" ", b"\t", b"\n", rb"\r", b"/")
#: Tags of other formats.
_OTHER_TAGS = tuple(
    b"<%s%s" % (slash, name) for slash in (b"", b"/") for name in (b"em", b"strong", b"sc", b"mml:")
)
#: Any disturbance begins with one of these bytes.
_BEGIN = rb"\xc2-\xf4&<"
#: The end of patterns whose last byte is the next letter of a stem, or the first of another disturbance.
GOES_ON = _BEGIN + b"]"
#: With these many begin that are no disturbance.
_FREQUENT = (b"\xc2\xad", b"\xe2\x80")
#: Clean letters after which the first bytes of a disturbance are enough.
_ENOUGH = 3


class Core(Protocol):
    """A stem and where in it the letters stand that are looked for."""

    @property
    def stem(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


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


@cache
def variants(letter: str) -> int:
    """Return how many accented characters of two bytes stand for a letter."""
    return sum(fold == letter and len(character.encode()) == 2 for character, fold in forms().items())


def references(character: str) -> tuple[bytes, bytes]:
    """Return the references of a character without leading zeros; upper and lower case are ignored."""
    return b"&#x%x;" % ord(character), b"&#%d;" % ord(character)


def clean(core: Core) -> list[bytes]:
    """Return the plain writings of a core: its letters, or its sign in each case and as a reference."""
    if core.stem.isascii():
        return [re.escape(core.stem[core.start : core.stop].encode())]
    cases = sorted({core.stem, core.stem.upper(), core.stem.lower()})
    return [
        pattern
        for form in cases
        for pattern in (*_signs(form), *(references(form) if len(form) == 1 else ()))
    ]


def _signs(form: str) -> Iterator[bytes]:
    """Yield a sign; one of two bytes with what may stand before it in a word: a sign, or the end of a disturbance."""
    raw = re.escape(form.encode())
    if len(form.encode()) > 2:
        yield raw
        return
    yield from (re.escape(bytes((byte,))) + raw for byte in (*range(0x80, 0xC0), *b";>"))


def equal_signs(sign: str) -> list[str]:
    """Return the other characters that fold to a sign, or to one with which it begins, as Korean letters do."""
    first = unicodedata.normalize("NFD", sign)[0]
    codes = (chr(code) for span in SIGNS for code in span)
    return [
        code
        for code in codes
        if code.lower() != sign and first in unicodedata.normalize("NFD", letters(code))
    ]


def disturbed(wanted: Iterable[Core]) -> list[bytes]:
    """Return patterns of which every disturbed writing of a core shows one; the case of letters is ignored."""
    found: set[bytes] = set()
    for core in wanted:
        if core.stem.isascii():
            found.update(_first(core))
            for place in range(core.start + 1, core.stop):
                found.update(_later(core, place))
        else:
            equal = equal_signs(core.stem)
            found.update(_names((core.stem, core.stem.upper(), *equal)))
            for sign in equal:
                found.update((*_signs(sign), *references(sign)))
    return [*sorted(found), *_RARE]


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


def _first(core: Core) -> Iterator[bytes]:
    """Yield the patterns of cores whose first letter is replaced."""
    stem, start = core.stem, core.start
    equal = list(_replaced(stem, start))
    for character, end in equal:
        raw = character.encode()
        if len(raw) > 2:
            yield re.escape(raw)
        else:
            yield re.escape(raw + stem[end : end + 1].encode())
            yield from (re.escape(raw + begin) for begin in _begins(stem, end))
        yield from references(character) if _is_latin(character) else _shortened(character)
    for character in (stem[start], stem[start].upper(), "&"):
        yield from references(character)
    yield from _names(character for character, _ in equal)


def _later(core: Core, place: int) -> Iterator[bytes]:
    """Yield the patterns of cores that are clean up to a place and disturbed there."""
    stem, count = core.stem, place - core.start
    before = stem[core.start : place].encode()
    equal = list(_replaced(stem, place))
    between = [chr(code) for code in (*INVISIBLE, *COMBINING)]
    others = [character for character, _ in equal] + between
    if count >= _ENOUGH:
        yield from (before + begin for begin in (b"&", b"<"))
        yield from (before + re.escape(character.encode()[:-1]) for character in others)
        return
    for tag in TAGS:
        yield before + tag + _goes_on(stem, place)
        yield from (before + tag[:-1] + end for end in _SPACED)
    yield from (before + tag for tag in (*_OTHER_TAGS, rb"<\?"))
    for character, end in (*equal, *((item, place) for item in between)):
        raw = character.encode()
        # What many texts hold after a letter (apostrophes, dashes, spaces) begins with the bytes of some of these.
        if len(raw) + count < 5 or raw[:2] in _FREQUENT:
            yield before + re.escape(raw) + _goes_on(stem, end)
        else:
            yield before + re.escape(raw[:-1])
    if count > 1:
        yield before + b"&#"
    else:
        for character in (*others, stem[place], stem[place].upper(), "&", "<"):
            yield from (before + reference for reference in _shortened(character))
    yield from _names(others)


def _goes_on(stem: str, place: int) -> bytes:
    """Return how a word goes on: with its letter at a place, or with another disturbance."""
    return b"[%s%s" % (stem[place].encode(), GOES_ON) if place < len(stem) else b""


def _shortened(character: str) -> Iterator[bytes]:
    """Yield references without their last digits, one pattern for many; whole ones where they look like frequent ones.

    Those are the accented letters of Western Europe, and spaces and signs.
    """
    code = ord(character)
    by = 0 if code < 0x100 or 0x2000 <= code < 0x2200 else 1 if code < 0x1000 else 2
    yield from (reference[: -1 - by] for reference in references(character))


def _replaced(stem: str, place: int) -> Iterator[tuple[str, int]]:
    """Yield the characters that may stand for the letter at a place, and where in the stem they end.

    One that stands for several letters may begin before it, or end after the stem.
    """
    for character, fold in forms().items():
        for begin in range(max(0, place - len(fold) + 1), place + 1):
            rest = stem[begin:]
            if rest.startswith(fold) or fold.startswith(rest):
                yield character, begin + len(fold)


@cache
def _begins(stem: str, place: int) -> tuple[bytes, ...]:
    """Return the bytes with which a disturbance begins at a place of a stem: one between letters, or another letter."""
    equal = (character for character, _ in _replaced(stem, place))
    characters = (*equal, *map(chr, INVISIBLE), *map(chr, COMBINING))
    return tuple(sorted({character.encode()[:1] for character in characters} | {b"&", b"<"}))


@cache
def _html() -> dict[str, list[bytes]]:
    """Return the names in HTML of each character, in small letters."""
    found: dict[str, list[bytes]] = {}
    for name, value in html.entities.html5.items():
        if name.endswith(";"):
            found.setdefault(value, []).append(b"&" + name.lower().encode())
    return found


def _names(characters: Iterable[str]) -> list[bytes]:
    return sorted({name for character in characters for name in _html().get(character, ())})


def _is_latin(character: str) -> bool:
    return any(ord(character) in span for span in LATIN)
