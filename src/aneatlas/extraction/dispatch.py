"""Matches many patterns at the beginnings of words, each pattern only where its first character fits.

One long alternation tries every pattern at every character; here a table from the first characters to the
patterns that can begin with them leaves few of them to try.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from aneatlas.extraction.keys import held
from aneatlas.extraction.sieve import bits_of

_parser: Any = importlib.import_module("re._parser")
_START = re.compile(r"(?<!\w)\w|[:=;(?,.–—-]")
_ANY = "*"
_LENGTH = 8  # of a beginning, in characters
_MOST = 50_000  # words that are remembered
_ALL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789:=;(?,.–—-")


def beginnings(pattern: str) -> frozenset[str]:
    """Return how a match of the pattern can begin: lower-case characters, eight or fewer where anything may follow.

    Patterns that can begin with anything have every character of the table as a beginning.
    """
    found = {prefix.partition(_ANY)[0] for prefix in _prefixes(_parser.parse(pattern, re.I), _LENGTH)}
    return frozenset(_ALL if "" in found else found)


def first_letters(pattern: str, length: int) -> frozenset[str]:
    """Return the letters with which a match's first word can begin: `length` of them, or fewer where it may end there."""
    return frozenset(
        re.match(r"[a-z]*", p).group()  # type: ignore[union-attr]
        for p in _prefixes(_parser.parse(pattern, re.I), length)
    )


def _prefixes(parsed: Any, length: int) -> set[str]:
    """Return the beginnings of a sequence, of at most `length` characters; shorter ones where it can end before."""
    prefixes = {""}
    for op, argument in parsed:
        if all(len(p) == length or p.endswith(_ANY) for p in prefixes):
            break
        name = str(op)
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            continue
        got = _prefixes_of(name, argument, length)
        prefixes = {
            p if len(p) == length or p.endswith(_ANY) else (p + more)[:length]
            for p in prefixes
            for more in got
        }
    return prefixes


def _prefixes_of(name: str, argument: Any, length: int) -> set[str]:
    if name == "LITERAL":
        return {chr(argument).lower()}
    if name == "SUBPATTERN":
        return _prefixes(argument[3], length)
    if name == "BRANCH":
        return {prefix for branch in argument[1] for prefix in _prefixes(branch, length)}
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        once = _prefixes(argument[2], length)
        if argument[1] > 1:  # what follows a short one may be itself again
            once = {p if len(p) == length else p + _ANY for p in once}
        return once | {""} if argument[0] == 0 else once
    if name == "IN" and all(str(op) == "LITERAL" for op, _ in argument):
        return {chr(value).lower() for _, value in argument}
    if name == "IN" and [str(value) for _, value in argument] == ["CATEGORY_DIGIT"]:
        return set("0123456789")
    return {_ANY}


#: The patterns joined, their indices, and the letters that each needs.
_Entry = tuple[re.Pattern[str], tuple[int, ...], tuple[int, ...]]


class Dispatcher:
    """Finds the first of several patterns at each word's beginning, from left to right, without overlaps."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns
        self._bits = [bits_of(pattern, re.I) for pattern in patterns]
        self._starts: dict[str, list[int]] = {}
        for index, pattern in enumerate(patterns):
            for beginning in beginnings(pattern):
                self._starts.setdefault(beginning, []).append(index)
        heads = {b[:length] for b in self._starts for length in range(1, len(b) + 1)}
        self._heads: dict[str, _Entry | None] = {}  # how a match can begin, up to the length of a beginning
        self._entries: dict[tuple[int, ...], _Entry] = {}
        self._chunks: dict[str, tuple[tuple[int, _Entry | None], ...]] = {}
        for head in heads:
            self._heads[head] = self._build(head)

    def _build(self, head: str) -> _Entry | None:
        """Return the patterns that can begin like this, in their order: the first that fits wins."""
        lengths = range(1, len(head) + 1)
        chosen = tuple(sorted({i for length in lengths for i in self._starts.get(head[:length], ())}))
        if not chosen:
            return None
        if chosen not in self._entries:
            joined = re.compile("|".join(f"({self._patterns[i]})" for i in chosen), re.I)
            self._entries[chosen] = joined, chosen, tuple({self._bits[i] for i in chosen})
        return self._entries[chosen]

    def _entry(self, beginning: str) -> _Entry | None:
        """Return the patterns that can begin like this: those of its longest part that is a head."""
        heads, found = self._heads, None
        for length in range(1, len(beginning) + 1):
            part = beginning[:length]
            if part not in heads:  # nor is a longer one
                break
            found = heads[part]
        return found

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield (index of the pattern, match)."""
        end = place = 0
        found = held(text)
        lower, known = text.lower(), self._chunks
        if len(lower) != len(text):  # a character of another length in lower case: places would shift
            lower = text
        for chunk in lower.split(" "):
            starts = known.get(chunk)
            if starts is None:
                starts = self._look(chunk)
            for offset, entry in starts:
                start = place + offset
                if start < end:
                    continue
                if entry is None:
                    entry = self._entry(lower[start : start + _LENGTH])
                    if entry is None:
                        continue
                for bits in entry[2]:
                    if found & bits == bits:
                        break
                else:  # none of them can match
                    continue
                match = entry[0].match(text, start)
                if match and match.end() > start:
                    yield entry[1][(match.lastindex or 1) - 1], match
                    end = match.end()
            place += len(chunk) + 1

    def _look(self, chunk: str) -> tuple[tuple[int, _Entry | None], ...]:
        """Return where in the letters between two spaces a pattern can begin, and remember it.

        The patterns stand beside the place, or None where they depend on the next word.
        """
        starts: list[tuple[int, _Entry | None]] = []
        places = (0,) if chunk.isalpha() else tuple(match.start() for match in _START.finditer(chunk))
        for place in places:
            beginning = chunk[place : place + _LENGTH]
            if beginning[0] not in self._heads:
                continue
            if len(beginning) < _LENGTH and beginning + " " in self._heads:
                starts.append((place, None))
            elif entry := self._entry(beginning):
                starts.append((place, entry))
        if len(self._chunks) < _MOST:
            self._chunks[chunk] = tuple(starts)
        return tuple(starts)
