"""The house holds: import directions, purity, sizes, no circles; and planted violations are caught."""

from __future__ import annotations

from pathlib import Path

import pytest
import rules


def test_no_violation() -> None:
    assert rules.violations() == []


def test_no_import_circles() -> None:
    assert rules.circles() == []


def test_longer_modules_exist_and_are_long() -> None:
    for name in rules.LONGER:
        assert (rules.SOURCE / name).read_text().count("\n") > rules.MOST_LINES, (
            f"{name} needs no reason any more"
        )


PLANTED = {
    "core imports the store": (
        "core/bad.py",
        "from aneatlas.store import archive\n",
        "core imports aneatlas.store",
    ),
    "outputs imports a workflow inside a function": (
        "outputs/bad.py",
        "def f():\n    import aneatlas.workflows.publish\n",
        "outputs imports aneatlas.workflows.publish",
    ),
    "statistics reads a clock": (
        "statistics/bad.py",
        "from datetime import datetime\nx = datetime.now()\n",
        "uses datetime.now",
    ),
    "core reads the environment": ("core/bad.py", "import os\nx = os.environ['A']\n", "uses os.environ"),
    "core opens a file": ("core/bad.py", "x = open('a')\n", "uses open"),
    "outputs uses the network": ("outputs/bad.py", "import urllib.request\n", "imports urllib.request"),
    "core uses a database": ("core/bad.py", "from django.db import models\n", "imports django"),
    "core takes a package": ("core/bad.py", "import numpy\n", "imports the package numpy"),
    "a module is too long": ("core/bad.py", "x = 1\n" * 401, "401 lines"),
    "a folder has no meaning": ("core/utils/bad.py", "x = 1\n", "a folder named 'utils'"),
    "a new room": ("attic/bad.py", "x = 1\n", "the room 'attic'"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_planted_violation_is_caught(what: str, tmp_path: Path) -> None:
    name, text, expected = PLANTED[what]
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text)
    assert any(expected in line for line in rules.violations(tmp_path)), rules.violations(tmp_path)


def test_planted_circle_is_caught(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "a.py").write_text("def f():\n    from aneatlas.core import b\n")
    (tmp_path / "core" / "b.py").write_text("from aneatlas.core.a import f\n")
    assert rules.circles(tmp_path) == ["aneatlas.core.a -> aneatlas.core.b -> aneatlas.core.a"]


ROOT = Path(__file__).parents[2]


def test_nothing_carries_a_path_of_a_machine() -> None:
    import re
    import subprocess

    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    pattern = re.compile("/" + "work/|/" + r"root/|/" + r"home/[a-z]+/")
    found = []
    for name in names:
        if (
            name.endswith((".py", ".toml", ".md", ".csv", ".jsonl", ".html", ".css", ".js", ".json"))
            or "/" not in name
        ):
            text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
            found += [f"{name}: {m.group()}" for m in pattern.finditer(text)]
    assert found == []
