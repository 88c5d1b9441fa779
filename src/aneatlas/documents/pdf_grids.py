"""Grids that lines draw: where the cells of a ruled table lie on a page.

Lines that cross or touch belong together. Their places give columns and rows; two slots without a border between
them are one cell. A border that is drawn for a part of its length only, or a cell that is no rectangle, leaves it
open which words belong together: then there is no grid, and nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aneatlas.documents.pdf_rulings import Ruling

_NEAR = 2.0  # points: lines closer than that are one, and ends as close touch
_JOIN = 3.0
_DRAWN, _BARE = 0.85, 0.15  # shares of a border that are drawn: at least, or at most
MOST_SLOTS = 10_000

#: (first row, first column, rows, columns)
Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. xs: borders of the columns from left to right; ys: of the rows from top to bottom.

    areas: the cells, None where the lines leave them open.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...] | None

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside the outer border."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]

    def slot(self, x: float, y: float) -> tuple[int, int]:
        """Return row and column of a point inside."""
        row = bisect_right([-place for place in self.ys], -y) - 1
        column = bisect_right(self.xs, x) - 1
        return min(row, len(self.ys) - 2), min(column, len(self.xs) - 2)


def grids_of(rulings: Sequence[Ruling]) -> list[Grid]:
    """Return the grids of a page, each with two rows and two columns at least, from top to bottom."""
    merged = [*_merged(r for r in rulings if r.vertical), *_merged(r for r in rulings if not r.vertical)]
    found = [grid for part in _connected(merged) if (grid := _grid(part)) is not None]
    return sorted(found, key=lambda grid: (-grid.ys[0], grid.xs[0]))


def _merged(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Join lines of one direction that lie on each other or follow each other."""
    held: Ruling | None = None
    for line in _levelled(sorted(rulings, key=lambda r: (r.at, r.start))):
        if held is not None and line.at == held.at and line.start <= held.end + _JOIN:
            held = Ruling(held.vertical, held.at, held.start, max(held.end, line.end))
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _levelled(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Give lines that lie as good as at one place the same place."""
    levels = _clusters([r.at for r in rulings])
    return sorted(
        (Ruling(r.vertical, _nearest(levels, r.at), r.start, r.end) for r in rulings),
        key=lambda r: (r.at, r.start),
    )


def _clusters(places: Iterable[float]) -> list[float]:
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] <= _NEAR:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


def _nearest(levels: Sequence[float], place: float) -> float:
    return min(levels, key=lambda level: abs(level - place))


def _connected(rulings: Sequence[Ruling]) -> Iterator[list[Ruling]]:
    """Yield sets of lines that hang together."""
    across = [r for r in rulings if not r.vertical]
    upright = [r for r in rulings if r.vertical]
    touching: dict[Ruling, list[Ruling]] = defaultdict(list)
    for v in upright:
        for h in across:
            if h.start - _NEAR <= v.at <= h.end + _NEAR and v.start - _NEAR <= h.at <= v.end + _NEAR:
                touching[v].append(h)
                touching[h].append(v)
    seen: set[Ruling] = set()
    for first in upright:
        if first in seen:
            continue
        part, waiting = [], [first]
        seen.add(first)
        while waiting:
            line = waiting.pop()
            part.append(line)
            for other in touching[line]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        yield part


def _grid(rulings: Sequence[Ruling]) -> Grid | None:
    across = [r for r in rulings if not r.vertical]
    upright = [r for r in rulings if r.vertical]
    if len(across) < 2:
        return None
    xs = _with_ends([r.at for r in upright], [p for r in across for p in (r.start, r.end)])
    ys = _with_ends([r.at for r in across], [p for r in upright for p in (r.start, r.end)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 2 or columns < 2 or rows * columns > MOST_SLOTS:
        return None
    ys = ys[::-1]
    return Grid(tuple(xs), tuple(ys), _areas(xs, ys, across, upright))


def _with_ends(borders: Iterable[float], ends: Sequence[float]) -> list[float]:
    """Return the borders; where the lines across them run on, their ends are the outer border."""
    places = _clusters(borders)
    if min(ends) < places[0] - 2 * _JOIN:
        places.insert(0, min(ends))
    if max(ends) > places[-1] + 2 * _JOIN:
        places.append(max(ends))
    return places


def _areas(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Ruling], upright: Sequence[Ruling]
) -> tuple[Area, ...] | None:
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def top(slot: tuple[int, int]) -> tuple[int, int]:
        while owner[slot] != slot:
            slot = owner[slot]
        return slot

    for (r, c), first in [(slot, slot) for slot in owner]:
        for other, lines, at, start, end in (
            ((r, c + 1), upright, xs[c + 1], ys[r + 1], ys[r]),
            ((r + 1, c), across, ys[r + 1], xs[c], xs[c + 1]),
        ):
            if other not in owner:
                continue
            share = _share(lines, at, start, end)
            if _BARE < share < _DRAWN:
                return None
            if share <= _BARE:
                owner[max(top(first), top(other))] = min(top(first), top(other))
    members: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for slot in owner:
        members[top(slot)].append(slot)
    return _rectangles(members.values())


def _share(lines: Iterable[Ruling], at: float, start: float, end: float) -> float:
    """Return which share of a border is drawn."""
    drawn = sum(
        max(0.0, min(line.end, end) - max(line.start, start)) for line in lines if abs(line.at - at) <= _NEAR
    )
    return drawn / max(end - start, 0.1)


def _rectangles(cells: Iterable[Sequence[tuple[int, int]]]) -> tuple[Area, ...] | None:
    areas = []
    for slots in cells:
        rows, columns = [r for r, _ in slots], [c for _, c in slots]
        high, wide = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        if high * wide != len(slots):
            return None
        areas.append((min(rows), min(columns), high, wide))
    return tuple(sorted(areas))
