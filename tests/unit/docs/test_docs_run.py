"""The documented commands and examples do what the pages say: they are run."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from aneatlas.core.collection import Reader
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study

DOCS = Path(__file__).resolve().parents[3] / "docs"
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.M | re.S)


def _blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [body for found, body in BLOCK.findall(text) if found == language]


def _run(words: list[str], folder: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("ANEATLAS_HOME", "DATABASE_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "aneatlas", *words[1:]],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    # a failure speaks on standard error; there, progress and warnings are left out of the page
    return done.stdout if done.returncode == 0 else done.stderr


def _fits(expected: str, found: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, found.strip(), re.S) is not None


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str, str]]]:
    """Run the tutorial once; return its folder and (command, expected, found) for each step."""
    folder = tmp_path_factory.mktemp("tutorial")
    for name, body in zip(
        ("my-case.jsonl", "broken.jsonl"), _blocks("tutorial/first-atlas.md", "json"), strict=True
    ):
        (folder / name).write_text(body, encoding="utf-8")
    steps = []
    for block in _blocks("tutorial/first-atlas.md", "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            steps.append((command, expected.strip(), _run(shlex.split(command), folder)))
    return folder, steps


def test_the_tutorial_says_what_happens(tutorial: tuple[Path, list[tuple[str, str, str]]]) -> None:
    _, steps = tutorial
    assert len(steps) >= 9
    for command, expected, found in steps:
        assert _fits(expected, found), f"$ {command}\n{found}"


def test_the_tutorial_publishes_the_case(tutorial: tuple[Path, list[tuple[str, str, str]]]) -> None:
    page = (tutorial[0] / "site" / "cases" / "R9001-1.html").read_text(encoding="utf-8")
    assert "1.6 g/L" in page
    assert "Entered by a person, not verified" in page


def test_the_python_example_runs(tutorial: tuple[Path, list[tuple[str, str, str]]]) -> None:
    for program in _blocks("how-to/use-the-data.md", "python"):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tutorial[0] / "site", capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        seizures = re.search(r"Seizures: (\d+) of (\d+) known, (\d+) cases", done.stdout)
        assert seizures is not None
        n, known, cases = (int(figure) for figure in seizures.groups())
        assert 0 < n <= known < cases


def test_the_sql_examples_run(tutorial: tuple[Path, list[tuple[str, str, str]]]) -> None:
    database = sqlite3.connect(tutorial[0] / "site" / "data" / "aneatlas.sqlite")
    queries = [q for block in _blocks("how-to/use-the-data.md", "sql") for q in block.split(";") if q.strip()]
    assert len(queries) == 3
    for query in queries:
        assert database.execute(query).fetchall(), query


def test_the_tables_named_exist(tutorial: tuple[Path, list[tuple[str, str, str]]]) -> None:
    data = tutorial[0] / "site" / "data"
    named = {
        name
        for line in (DOCS / "how-to" / "use-the-data.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert named == {path.stem for path in data.glob("*.csv")}


@pytest.mark.parametrize("page", ["reference/collection.md", "how-to/add-a-case.md"])
def test_the_examples_of_the_format_are_taken(study: Study, page: str) -> None:
    blocks = [json.loads(block) for block in _blocks(page, "json")]
    header = next((b for b in blocks if "collection" in b), None) or json.loads(
        _blocks("reference/collection.md", "json")[0]
    )
    ids = {b["report"]["id"] for b in blocks if "report" in b}
    if "R9001" not in ids:  # the page speaks of a report that is there already
        blocks.insert(0, {"report": {"id": "R9001", "title": "x", "type": "case_report", "read": "abstract"}})
    lines = [json.dumps(b) for b in [header, *(b for b in blocks if "report" in b)]]
    reader = Reader(study, Gate(study, State()), page)
    assert reader.read(lines)
    assert [str(issue) for issue in reader.issues] == []


def test_the_corrections_are_taken(tutorial: tuple[Path, list[tuple[str, str, str]]]) -> None:
    folder = tutorial[0]
    series = [json.loads(block) for block in _blocks("how-to/add-a-case.md", "json")]
    header = {
        "collection": {"name": "how-to", "version": "1", "provenance": "entered", "proposer": "person:me"}
    }
    lines = [header, *series]
    (folder / "series.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert "2 reports" in _run(["aneatlas", "add", "series.jsonl"], folder)
    said = [
        _run(shlex.split(line), folder)
        for block in _blocks("how-to/correct-a-value.md", "sh")
        for line in block.splitlines()
    ]
    assert len(said) >= 8
    assert [text for text in said if text.startswith(("error", "Usage"))] == []
