"""Long lists of alternatives, each asked for its own letters: a sentence meets only those that can match in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from aneatlas.extraction.keys import held
from aneatlas.extraction.sieve import Sieve

_WRAPPED = re.compile(r"(\\b)?\((\?P<\w+>|\?:)", re.S)


class Alternatives:
    """A pattern whose outermost alternatives are tried apart. `finditer` yields the matches of all, in no order."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._parts = [Sieve(part, flags) for part in split(pattern)]
        self._always = [place for place, part in enumerate(self._parts) if not part.bits]
        self._by_lead: dict[int, list[int]] = {}  # parts by the most telling of their letters
        self._leads = 0
        for place, part in enumerate(self._parts):
            if part.bits:
                self._by_lead.setdefault(part.lead, []).append(place)
                self._leads |= part.lead

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches of every alternative."""
        found = held(text)
        leads = found & self._leads
        if not leads and not self._always:  # most sentences
            return
        chosen = list(self._always)
        while leads:
            lead = leads & -leads
            leads ^= lead
            chosen += self._by_lead[lead]
        for place in sorted(chosen):
            part = self._parts[place]
            if found & part.bits == part.bits:
                yield from part.pattern.finditer(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Return a match of some alternative."""
        return next(self.finditer(text), None)


def split(pattern: str) -> list[str]:
    r"""Return the alternatives of a pattern; '\b(?:a|b)\b' has two, each with its borders."""
    found: list[str] = []
    for part in _outermost(pattern):
        wrapped = _WRAPPED.match(part.strip())
        body = part.strip()
        if wrapped and (end := _closing(body, wrapped.end())) is not None and body[end + 1 :] in ("", r"\b"):
            inner = _outermost(body[wrapped.end() : end])
            found += [body[: wrapped.end()] + one + body[end:] for one in inner]
        else:
            found.append(body)
    return found


def _closing(pattern: str, start: int) -> int | None:
    """Return the place of the bracket that closes the group in which `start` lies."""
    return next((place for place, depth, sign in _walk(pattern, start) if depth < 0 and sign == ")"), None)


def _outermost(pattern: str) -> list[str]:
    bars = [place for place, depth, sign in _walk(pattern, 0) if sign == "|" and depth == 0]
    edges = [-1, *bars, len(pattern)]
    return [pattern[a + 1 : b] for a, b in pairwise(edges)]


def _walk(pattern: str, start: int) -> Iterator[tuple[int, int, str]]:
    """Yield (place, depth, sign) of the brackets and bars that stand outside of classes."""
    depth, place, inside = 0, start, False
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            place += 2
            continue
        if inside:
            inside = sign != "]"
        elif sign == "[":
            inside = True
            place += pattern.startswith("^", place + 1)
        elif sign in "()|":
            depth += {"(": 1, ")": -1, "|": 0}[sign]
            yield place, depth, sign
        place += 1
