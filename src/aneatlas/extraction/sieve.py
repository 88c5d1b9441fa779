"""Patterns that look at a sentence only where letters stand without which they cannot match.

The letters are read off the pattern itself, so that no list of them can fall behind it: a sentence may be looked at
in vain, and none is missed. Of a pattern of several alternatives only those are tried whose letters stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from aneatlas.extraction.keys import held, letters_bit
from aneatlas.extraction.needs import alternatives, needed

#: Fewer alternatives are tried together.
_FEW = 3


@dataclass(slots=True)
class _Part:
    """One alternative, compiled when it is first looked for."""

    bits: int
    source: str
    flags: int
    pattern: re.Pattern[str] | None = None

    def search(self, text: str, place: int) -> re.Match[str] | None:
        if self.pattern is None:
            self.pattern = re.compile(self.source, self.flags)
        return self.pattern.search(text, place)


class Sieve:
    """A compiled pattern that first asks for its letters. `pattern` is the whole compiled pattern."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        bits = [letters_bit(group) for group in needed(pattern, flags)]
        self.bits = reduce(or_, bits, 0)
        self.lead = bits[0] if bits else 0  # the most telling of them
        parts = alternatives(pattern, flags)
        self._parts = [_Part(bits_of(p, flags), p, flags) for p in parts] if len(parts) >= _FEW else []

    def may(self, text: str) -> bool:
        """Say whether the text holds the letters."""
        return held(text) & self.bits == self.bits

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text."""
        found = held(text)
        if found & self.bits != self.bits:
            return None
        return self._next(text, 0, found) if self._parts else self.pattern.search(text)

    def within(self, text: str) -> bool:
        """Tell whether the pattern matches somewhere in a text; where is not asked."""
        found = held(text)
        if found & self.bits != self.bits:
            return False
        if not self._parts:
            return self.pattern.search(text) is not None
        return any(found & part.bits == part.bits and part.search(text, 0) for part in self._parts)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text."""
        found = held(text)
        if found & self.bits != self.bits:
            return iter(())
        return self._all(text, found) if self._parts else self.pattern.finditer(text)

    def _all(self, text: str, found: int) -> Iterator[re.Match[str]]:
        place = 0
        while match := self._next(text, place, found):
            yield match
            place = max(match.end(), match.start() + 1)

    def _next(self, text: str, place: int, found: int) -> re.Match[str] | None:
        """Return the first match from a place on: where the first alternative begins, the whole pattern matches."""
        starts = [
            match.start()
            for part in self._parts
            if found & part.bits == part.bits and (match := part.search(text, place))
        ]
        return self.pattern.match(text, min(starts)) if starts else None


def bits_of(pattern: str, flags: int) -> int:
    """Return the bits of `held` that every match of a pattern needs."""
    return reduce(or_, map(letters_bit, needed(pattern, flags)), 0)
