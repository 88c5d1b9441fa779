"""Patterns that look at a sentence only where letters stand without which they cannot match.

The letters are read off the pattern itself (as RE2's prefilters are, github.com/google/re2), so that no list of them
can fall behind it: a sentence may be looked at in vain, and none is missed.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from aneatlas.extraction.keys import Keys, held

_parser: Any = importlib.import_module("re._parser")
#: Alternatives of letters, of which one must stand in the text.
_Any = frozenset[str]
_SHORTEST = 2
#: How many groups of alternatives a pattern asks for: the tellings ones first.
_MOST = 3
_WORD = re.compile(r"[a-z0-9]+")


class Sieve:
    """A compiled pattern that first asks for its letters. `pattern` is the whole compiled pattern."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        keys = [_keys("|".join(sorted(letters))) for letters in needed(pattern, flags)]
        self.bits = 0
        for one in keys:
            self.bits |= one.bit

    def may(self, text: str) -> bool:
        """Say whether the text holds the letters."""
        return held(text) & self.bits == self.bits

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text."""
        return self.pattern.search(text) if held(text) & self.bits == self.bits else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text."""
        return self.pattern.finditer(text) if held(text) & self.bits == self.bits else iter(())


@cache
def _keys(alternatives: str) -> Keys:
    return Keys(alternatives)  # patterns that ask for the same letters share their bit


def needed(pattern: str, flags: int = 0) -> list[_Any]:
    """Return groups of letters in lower case; a match holds one of each group, whatever else it holds."""
    groups = sorted(set(_of_sequence(_parser.parse(pattern, flags))), key=_worth, reverse=True)
    return groups[:_MOST]


def _worth(group: _Any) -> tuple[int, int, list[str]]:
    """Long letters tell most, then few of them; the last part makes the order certain."""
    return min(map(len, group)), -len(group), sorted(group)


def _of_sequence(parsed: Any) -> list[_Any]:
    """Return the groups that a sequence of parts needs."""
    found: list[_Any] = []
    run: list[str] = []
    for op, argument in parsed:
        name = str(op)
        if name == "LITERAL":
            run.append(chr(argument).lower())
            continue
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            if name == "AT" and "BOUNDARY" in str(argument):
                continue  # letters on both sides of a border are never one run of letters
            found += _of_run(run)
            run = []
            continue
        found += _of_run(run)
        run = []
        found += _of_part(name, argument)
    return found + _of_run(run)


def _of_run(run: Sequence[str]) -> list[_Any]:
    return [frozenset({word}) for word in _WORD.findall("".join(run)) if len(word) >= _SHORTEST]


def _of_part(name: str, argument: Any) -> list[_Any]:
    if name == "SUBPATTERN":
        return _of_sequence(argument[3])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_sequence(argument[2]) if argument[0] else []
    if name == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if name == "BRANCH":
        branches = [_of_sequence(branch) for branch in argument[1]]
        if not all(branches):
            return []
        return [frozenset().union(*(max(groups, key=_worth) for groups in branches))]
    return []
