"""Choose the few runs of letters that are looked for in every byte.

Each clause needs all of its groups, so one group of each is enough to find it. A stem is found by a *core*:
some six letters out of its middle, written cleanly or disturbed (`writings`), with the letters on both sides known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from aneatlas.literature.stems import Clause

#: Letters of a core. Longer ones are rarer in the text, shorter ones have fewer disturbed writings.
CORE = 6


@dataclass(frozen=True, slots=True)
class Anchor:
    """A stem and the place of its core: `stem[start:stop]`. A sign that is not Latin is its own core."""

    stem: str
    start: int
    stop: int

    @property
    def core(self) -> str:
        """Return the letters that are looked for."""
        return self.stem[self.start : self.stop]


def anchors(wanted: Iterable[Clause]) -> tuple[tuple[Anchor, ...], tuple[str, ...]]:
    """Return (anchors, exact words) of which one stands in every text that meets a clause."""
    groups: list[frozenset[str]] = []
    exact: set[str] = set()
    # Clauses with one choice first: their groups often serve the others.
    for clause in sorted(wanted, key=lambda item: (len(item.rare), sorted(map(sorted, item.rare)))):
        if not clause.groups:
            exact |= clause.exact
        elif not any(group <= chosen for group in clause.groups for chosen in groups):
            groups.append(min(clause.rare, key=lambda group: _new(group, groups)))
    stems = sorted({stem for group in groups for stem in group})
    shared = Counter(core for stem in stems for core in {stem[a:b] for a, b in _places(stem)})
    return tuple(_anchor(stem, shared) for stem in stems), tuple(sorted(exact))


def _new(group: frozenset[str], groups: list[frozenset[str]]) -> int:
    """Return how many stems of a group share no beginning with those chosen before."""
    held = {stem[:7] for chosen in groups for stem in chosen}
    return len({stem[:7] for stem in group} - held)


def _places(stem: str) -> list[tuple[int, int]]:
    if not stem.isascii():
        return [(0, len(stem))]
    size = min(CORE, len(stem) - 2)
    return [(start, start + size) for start in range(1, len(stem) - size)]


def _anchor(stem: str, shared: Counter[str]) -> Anchor:
    start, stop = max(_places(stem), key=lambda place: (shared[stem[place[0] : place[1]]], place))
    return Anchor(stem, start, stop)
