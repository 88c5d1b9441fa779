"""The generated pages are current, complete and deterministic."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from aneatlas.core.bodies import BODIES
from aneatlas.core.issues import Failure
from aneatlas.core.study import Study

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_is_current(generate: ModuleType) -> None:
    old = generate.stale()
    assert not old, f"not current: {', '.join(old)}. Mend it with: make docs"


def test_an_old_page_is_found(generate: ModuleType, tmp_path: Path) -> None:
    for name in generate.PAGES:
        (tmp_path / name).write_bytes((REFERENCE / name).read_bytes())
    (tmp_path / "units.md").write_text("old")
    (tmp_path / "cli.md").unlink()
    assert generate.stale(tmp_path) == ["cli.md", "units.md"]


def test_the_check_names_the_command(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "generate.py").write_bytes((ROOT / "docs" / "generate.py").read_bytes())
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "docs" / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "docs/reference/spec.md is not current. Run: make docs" in done.stdout


def test_no_generated_page_holds_a_path_or_a_date(generate: ModuleType) -> None:
    for name in generate.PAGES:
        text = (REFERENCE / name).read_text(encoding="utf-8")
        assert str(ROOT) not in text, name
        assert not re.search(r"\b20\d\d-\d\d-\d\dT", text), name


def test_every_command_stands_in_the_reference(generate: ModuleType) -> None:
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    commands = generate.commands()
    assert ("ledger", "verify") in commands
    for words in commands:
        assert f"## {' '.join(('aneatlas', *words))}\n" in text


def test_every_field_stands_in_the_codebook(study: Study) -> None:
    text = (REFERENCE / "codebook.md").read_text(encoding="utf-8")
    missing = [place.field.id for place in study.dictionary if f"### `{place.field.id}`" not in text]
    assert missing == []


def test_every_failure_has_a_line_and_a_code_of_its_own() -> None:
    text = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    kinds = Failure.__subclasses__()
    assert len({kind.exit_code for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert f"| {kind.exit_code} | `{kind.__name__}` |" in text


def test_every_kind_of_event_stands_in_the_reference() -> None:
    text = (REFERENCE / "events.md").read_text(encoding="utf-8")
    assert [kind for kind in BODIES if f"| `{kind}` |" not in text] == []


def test_every_spec_chapter_is_printed(generate: ModuleType) -> None:
    modules = {path.stem.removeprefix("spec_") for path in (ROOT / "tests" / "spec").glob("spec_*.py")}
    assert set(generate.CHAPTERS) == modules - {"table", "world"}
