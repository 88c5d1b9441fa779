"""Matches many patterns at the beginnings of words, each pattern only where its first character fits.

One long alternation tries every pattern at every character; here a table from the first character to
the patterns that can begin with it leaves few of them to try.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_START = re.compile(r"(?<!\w)\w|[:=;(?,.–—-]")
_ALL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789:=;(?,.–—-")


def first_characters(pattern: str) -> frozenset[str]:
    """Return the lower-case characters with which a match of the pattern can begin."""
    found, _ = _first(_parser.parse(pattern, re.I))
    return frozenset(found)


def _first(parsed: Any) -> tuple[set[str], bool]:
    """Return (first characters, whether the sequence can be empty)."""
    chars: set[str] = set()
    for op, argument in parsed:
        name = str(op)
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            continue
        got, empty = _first_of(name, argument)
        chars |= got
        if not empty:
            return chars, False
    return chars, True


def _first_of(name: str, argument: Any) -> tuple[set[str], bool]:
    if name == "LITERAL":
        return {chr(argument).lower()}, False
    if name == "SUBPATTERN":
        return _first(argument[3])
    if name == "BRANCH":
        parts = [_first(branch) for branch in argument[1]]
        return {c for chars, _ in parts for c in chars}, any(empty for _, empty in parts)
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        chars, empty = _first(argument[2])
        return chars, empty or argument[0] == 0
    if name == "IN" and all(str(op) == "LITERAL" for op, _ in argument):
        return {chr(value).lower() for _, value in argument}, False
    return set(_ALL), False


class Dispatcher:
    """Finds the first of several patterns at each word's beginning, from left to right, without overlaps."""

    def __init__(self, patterns: Sequence[str]) -> None:
        starts: dict[str, list[int]] = {}
        for index, pattern in enumerate(patterns):
            for character in first_characters(pattern):
                starts.setdefault(character, []).append(index)
        self._table: dict[str, tuple[re.Pattern[str], list[int]]] = {}
        for character, indices in starts.items():
            joined = "|".join(f"({patterns[i]})" for i in indices)
            self._table[character] = (re.compile(joined, re.I), indices)
            self._table[character.upper()] = self._table[character]

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield (index of the pattern, match)."""
        end = 0
        for start in _START.finditer(text):
            place = start.start()
            entry = self._table.get(text[place])
            if place < end or entry is None:
                continue
            match = entry[0].match(text, place)
            if match and match.end() > place:
                yield entry[1][(match.lastindex or 1) - 1], match
                end = match.end()
