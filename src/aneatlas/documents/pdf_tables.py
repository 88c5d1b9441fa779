"""Ruled tables of a PDF page as grids of text; what cannot be read without guessing stays text, and is said.

A table is read as a grid only if lines part all its cells. Refused are grids whose lines leave cells open, whose
words run across a border, and whose rows are not parted by lines: there, the lines of neighbouring cells stand at
the same heights, and nobody can say which of them are one row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aneatlas.documents.grid import RawCell, Table, build_table
from aneatlas.documents.normalise import normalise
from aneatlas.documents.pdf_grids import Area, Grid, grids_of
from aneatlas.documents.pdf_rulings import Ruling
from aneatlas.documents.pdf_text import COLUMN, Character, joined, lines_of

_MARK = re.compile(r"\^([a-z*†‡§¶#]{1,3})$|(?<=[\w%)\]])\s?([*†‡§¶#]{1,3})$")
_SAME_HEIGHT = 2.0  # points
_LEAST_FILLED = 0.5  # share of the cells that hold text; drawings with lines hold less


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a page in the order of its content: text, or a table that was read as a grid."""

    characters: tuple[Character, ...] = ()
    table: Table | None = None


def parted(characters: Sequence[Character], rulings: Sequence[Ruling]) -> tuple[list[Stretch], int]:
    """Part a page into text and tables; also return how many drawn tables could not be read as grids."""
    tables: dict[int, Table] = {}
    inside: dict[int, int] = {}  # character -> its table
    refused = 0
    for grid in grids_of(rulings):
        held = [
            n for n, c in enumerate(characters)
            if n not in inside and not c.char.isspace() and grid.holds((c.left + c.right) / 2, _middle(c))
        ]  # fmt: skip
        table = _table(grid, [(n, characters[n]) for n in held], characters)
        if isinstance(table, Table):
            number = len(tables)
            tables[number] = table
            inside |= dict.fromkeys(held, number)
        else:
            refused += table
    return list(_stretches(characters, inside, tables)), refused


def _middle(character: Character) -> float:
    return character.bottom + 0.25 * character.height


def _stretches(
    characters: Sequence[Character], inside: dict[int, int], tables: dict[int, Table]
) -> Iterator[Stretch]:
    """Yield text and tables; a table stands where its first character stood."""
    text: list[Character] = []
    told: set[int] = set()
    for number, character in enumerate(characters):
        table = inside.get(number)
        if table is None:
            if text or not character.char.isspace():
                text.append(character)
        elif table not in told:
            told.add(table)
            yield Stretch(tuple(text))
            yield Stretch(table=tables[table])
            text = []
    yield Stretch(tuple(text))


def _table(grid: Grid, held: Sequence[tuple[int, Character]], all_of: Sequence[Character]) -> Table | int:
    """Return the table of a grid, else 1 for a table that cannot be read and 0 for a drawing that is none."""
    used = {grid.slot((c.left + c.right) / 2, _middle(c)) for _, c in held}
    slots = (len(grid.xs) - 1) * (len(grid.ys) - 1)
    if len({row for row, _ in used}) < 2 or len({column for _, column in used}) < 2:
        return 0
    if grid.areas is None:
        return int(len(used) >= _LEAST_FILLED * slots)
    area_of = {
        (r, c): area
        for area in grid.areas
        for r in range(area[0], area[0] + area[2])
        for c in range(area[1], area[1] + area[3])
    }
    texts: dict[Area, list[int]] = defaultdict(list)
    before: tuple[Character, Area] | None = None
    for number, character in held:
        area = area_of[grid.slot((character.left + character.right) / 2, _middle(character))]
        runs_on = before is not None and before[1] != area and _runs_on(before[0], character)
        if runs_on or _crosses(grid, area_of, character):
            return 1
        before = (character, area)
        texts[area].append(number)
    if len(texts) < _LEAST_FILLED * len(grid.areas):
        return 0
    lines = {area: lines_of(_spaced(numbers, all_of)) for area, numbers in texts.items()}
    return 1 if _unparted(lines) else _built(grid, lines)


def _crosses(grid: Grid, area_of: dict[tuple[int, int], Area], character: Character) -> bool:
    """Tell whether a character stands on the border of two cells."""
    third = (character.right - character.left) / 3
    places = [(x, _middle(character)) for x in (character.left + third, character.right - third)]
    cells = {area_of[grid.slot(x, y)] for x, y in places if grid.holds(x, y)}
    return len(cells) > 1


def _runs_on(before: Character, after: Character) -> bool:
    """Tell whether a character follows another on its line, no further than a word from the next."""
    level = abs(before.bottom - after.bottom) < 0.3 * max(before.height, after.height)
    return level and -0.5 < after.left - before.right <= 0.35 * max(before.height, after.height)


def _spaced(numbers: Sequence[int], all_of: Sequence[Character]) -> list[Character]:
    """Return the characters of a cell with the white space that stands between them, and breaks where they jump."""
    found: list[Character] = []
    for before, number in zip([None, *numbers], numbers, strict=False):
        character = all_of[number]
        if before is not None:
            last = all_of[before]
            written = any(c.char == " " for c in all_of[before + 1 : number])
            gap = (character.left - last.right) / max(last.height, character.height)
            if abs(last.bottom - character.bottom) > 0.6 * max(last.height, character.height):
                found.append(
                    Character("\n", character.left, character.left, character.bottom, character.height)
                )
            elif gap > (0.1 if written else 0.25):
                found.append(Character(" ", last.right, character.left, last.bottom, last.height))
        found.append(character)
    return found


def _unparted(lines: dict[Area, list[list[Character]]]) -> bool:
    """Tell whether the lines of neighbouring cells stand at the same heights: rows without a line between them.

    So it is where all cells of a row have several lines at the same heights, or half of them three and more.
    """
    rows: dict[int, list[list[float]]] = defaultdict(list)
    for (row, _, high, _), held in lines.items():
        if high == 1:
            rows[row].append([line[0].bottom for line in held])
    for cells in rows.values():
        for heights in cells:
            alike = sum(_level(heights, other) for other in cells)
            if (
                len(heights) > 1
                and alike > 1
                and (alike == len(cells) or (len(heights) > 2 and 2 * alike >= len(cells)))
            ):
                return True
    return False


def _level(heights: Sequence[float], others: Sequence[float]) -> bool:
    return len(heights) == len(others) and all(
        abs(one - other) <= _SAME_HEIGHT for one, other in zip(heights, others, strict=True)
    )


def _built(grid: Grid, lines: dict[Area, list[list[Character]]]) -> Table:
    rows: list[list[RawCell]] = [[] for _ in range(len(grid.ys) - 1)]
    for area in grid.areas or ():
        row, _, high, wide = area
        pieces = [piece for line in joined(lines.get(area, [])) for piece in line]
        text, edits = normalise((raw, "" if put == COLUMN else put) for raw, put in pieces)
        mark = _MARK.search(text)
        marks = (mark[1] or mark[2],) if mark else ()
        rows[row].append(RawCell(text, edits, high, wide, marks=marks))
    return build_table(rows, _head(grid.areas or ()))


def _head(areas: Sequence[Area]) -> int:
    """The first row, with the rows that its deepest cell covers; one more where it spans columns."""
    first = [area for area in areas if area[0] == 0]
    deepest = max(high for _, _, high, _ in first)
    spanned = any(wide > 1 for _, _, _, wide in first) and len(first) > 1
    return max(deepest, 2 if spanned else 1)
