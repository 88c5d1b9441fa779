"""The page on security names tests: each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_page_on_security_names_exists() -> None:
    page = (ROOT / "docs" / "explanation" / "security.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 25
    assert sorted(name for name in named if f"def {name}(" not in code) == []


def test_every_requirement_that_applies_names_a_test() -> None:
    page = (ROOT / "docs" / "explanation" / "security.md").read_text("utf-8")
    table = page.partition("| section | kept by | shown by |")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    assert len(rows) > 25
    assert [row[0] for row in rows if not re.search(r"`test_\w+`", row[-1])] == []
