"""Patterns that look at a sentence only where letters stand without which they cannot match.

The letters are read off the pattern itself, so that no list of them can fall behind it: a sentence may be looked at
in vain, and none is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.extraction.keys import held, letters_bit
from aneatlas.extraction.needs import needed


class Sieve:
    """A compiled pattern that first asks for its letters. `pattern` is the whole compiled pattern."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        self.bits = 0
        for group in needed(pattern, flags):
            self.bits |= letters_bit(group)

    def may(self, text: str) -> bool:
        """Say whether the text holds the letters."""
        return held(text) & self.bits == self.bits

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text."""
        return self.pattern.search(text) if held(text) & self.bits == self.bits else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text."""
        return self.pattern.finditer(text) if held(text) & self.bits == self.bits else iter(())
