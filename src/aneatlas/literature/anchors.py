"""Choose the few runs of letters that are looked for in every byte.

Each clause needs all of its groups, so one group of each is enough to find it. A stem is found by a *core*:
five or six of its letters, written cleanly or disturbed (`writings`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aneatlas.literature.stems import Clause
from aneatlas.literature.writings import variants

#: Letters of a core; fewer where a stem has not many more. Longer ones are rarer in the text.
SIZES = (6, 5, 4)


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
    stems = {stem for group in groups for stem in group}
    signs = [Anchor(stem, 0, len(stem)) for stem in sorted(stems) if not stem.isascii()]
    return (*_cores({stem for stem in stems if stem.isascii()}), *signs), tuple(sorted(exact))


def _new(group: frozenset[str], groups: list[frozenset[str]]) -> tuple[int, int]:
    """Return how many stems of a group share no beginning with those chosen before, and the patterns that they need."""
    held = {stem[:7] for chosen in groups for stem in chosen}
    cheapest = (min(map(_cost, _parts(stem))) for stem in group if stem.isascii())
    return len({stem[:7] for stem in group} - held), sum(cheapest)


def _cores(stems: set[str]) -> list[Anchor]:
    """Return an anchor for each stem, with as few patterns in all as choosing the best one again and again gives."""
    found: list[Anchor] = []
    open_ = {stem: _parts(stem) for stem in stems}
    while open_:
        serves: dict[str, int] = {}
        for parts in open_.values():
            for part in parts:
                serves[part] = serves.get(part, 0) + 1
        core = min(serves, key=lambda part: (_cost(part) / serves[part], -len(part), part))
        met = sorted(stem for stem, parts in open_.items() if core in parts)
        found += [Anchor(stem, stem.index(core), stem.index(core) + len(core)) for stem in met]
        for stem in met:
            del open_[stem]
    return found


def _parts(stem: str) -> set[str]:
    sizes = [size for size in SIZES if size < len(stem) <= size + 6 and (size > 4 or len(stem) < 7)] or [
        len(stem)
    ]
    return {stem[start : start + size] for size in sizes for start in range(len(stem) - size + 1)}


def _cost(core: str) -> int:
    """Return about how many patterns a core needs: its first letter needs many, as nothing clean stands before it."""
    return 18 * (1 + variants(core[0])) + variants(core[1])
