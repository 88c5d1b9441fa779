"""Every row of the specification is true of the code."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from spec_table import Chapter, Table

NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("spec_*.py")
    if path.stem not in ("spec_table", "spec_world")
)
CHAPTERS: dict[str, Chapter] = {name: importlib.import_module(name).CHAPTER for name in NAMES}
ROWS = [
    pytest.param(table, row, id=f"{name}: {table.title}: {' | '.join(row)[:60]}")
    for name, chapter in CHAPTERS.items()
    for table in chapter.tables
    for row in table.rows
]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_row(table: Table, row: tuple[str, ...]) -> None:
    given, expected = table.split(row)
    assert table.answer(*given) == expected


def test_every_chapter_has_rows() -> None:
    assert len(CHAPTERS) >= 12
    for name, chapter in CHAPTERS.items():
        for table in chapter.tables:
            assert table.rows, f"{name}: {table.title}"
            widths = {len(row) for row in table.rows}
            assert widths == {len(table.given) + len(table.gives)}, f"{name}: {table.title}"


def test_a_false_row_fails() -> None:
    ages = CHAPTERS["spec_ages"].tables[0]
    given, expected = ages.split(ages.rows[0])
    assert ages.answer("99 years") != expected
    assert ages.answer(*given) == expected
