"""Hyperscan, where it is installed: many patterns in one pass over the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from aneatlas.literature.stems import Clause

Bytes = bytes | bytearray | memoryview


def compiled(patterns: Sequence[tuple[bytes, bool]], *, once: bool = False) -> Any:
    """Return a database in block mode of (expression, ignore case), None where the library is not installed.

    once: a pattern that was found is not reported again.
    """
    try:
        import hyperscan
    except ImportError:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_SINGLEMATCH if once else 0)
    database.compile(
        expressions=[expression for expression, _ in patterns],
        # Each pattern has a number of its own: Hyperscan would merge those of one number, which takes it long.
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[flags | (hyperscan.HS_FLAG_CASELESS if ignore else 0) for _, ignore in patterns],
    )
    return database


class PlainClauses:
    """Says whether bytes meet a clause, where only the letters of ASCII matter: `stems.Plausible`, in one pass."""

    def __init__(self, wanted: Iterable[Clause]) -> None:
        clauses = tuple(wanted)
        groups = {group: 1 << place for place, group in enumerate({g for c in clauses for g in c.groups})}
        stems: dict[str, int] = {}
        for group, bit in groups.items():
            for stem in group:
                stems[stem] = stems.get(stem, 0) | bit
        plain = [stem for stem in stems if stem.isascii()]
        self._bits = [stems[stem] for stem in plain]
        self._rules = [
            (sum(groups[group] for group in clause.groups), tuple(word.encode() for word in clause.exact))
            for clause in clauses
        ]
        self._database = compiled([(stem.encode(), True) for stem in plain], once=True) if plain else None
        self._known: dict[int, list[tuple[bytes, ...]]] = {}

    def __call__(self, text: bytes) -> bool:
        """Say whether a text without tags holds all letters of some clause."""
        met, bits = 0, self._bits

        def note(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            nonlocal met
            met |= bits[number]

        if self._database is not None:
            self._database.scan(text, match_event_handler=note)
        if (asked := self._known.get(met)) is None:
            asked = [words for needed, words in self._rules if needed & met == needed]
            self._known[met] = asked
        return any(not words or any(word in text.replace(b".", b"") for word in words) for words in asked)
