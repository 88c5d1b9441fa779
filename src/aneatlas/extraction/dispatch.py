"""Matches many patterns at the beginnings of words, each pattern only where its first character fits.

One long alternation tries every pattern at every character; here a table from the first two characters
to the patterns that can begin with them leaves few of them to try.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_START = re.compile(r"(?<!\w)\w|[:=;(?,.–—-]")
_ANY = "*"
_ALL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789:=;(?,.–—-")


def beginnings(pattern: str) -> frozenset[str]:
    """Return how a match of the pattern can begin: two lower-case characters, or one and '*' for any second.

    Patterns that can begin with anything have every character of the table as a beginning.
    """
    found: set[str] = set()
    for prefix in _prefixes(_parser.parse(pattern, re.I), 2):
        if prefix[:1] in ("", _ANY):
            found |= {character + _ANY for character in _ALL}
        else:
            found.add((prefix + _ANY)[:2])
    return frozenset(found)


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
    return {_ANY}


class Dispatcher:
    """Finds the first of several patterns at each word's beginning, from left to right, without overlaps."""

    def __init__(self, patterns: Sequence[str]) -> None:
        starts: dict[str, list[int]] = {}
        for index, pattern in enumerate(patterns):
            for beginning in beginnings(pattern):
                starts.setdefault(beginning, []).append(index)
        self._table: dict[str, tuple[re.Pattern[str], list[int]]] = {}
        for beginning, indices in starts.items():
            chosen = sorted({*indices, *starts.get(beginning[0] + _ANY, ())})  # the first that fits wins
            joined = "|".join(f"({patterns[i]})" for i in chosen)
            self._table[beginning] = (re.compile(joined, re.I), chosen)

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield (index of the pattern, match)."""
        end = 0
        lower, table = text.lower(), self._table
        if len(lower) != len(text):  # a character of another length in lower case: places would shift
            lower = text
        for start in _START.finditer(text):
            place = start.start()
            if place < end:
                continue
            entry = table.get(lower[place : place + 2]) or table.get(lower[place] + _ANY)
            if entry is None:
                continue
            match = entry[0].match(text, place)
            if match and match.end() > place:
                yield entry[1][(match.lastindex or 1) - 1], match
                end = match.end()
