"""The built wheel works in an empty environment, without the tools of development."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_publishes_an_atlas(tmp_path: Path) -> None:
    def run(*command: str | Path) -> str:
        environment = {
            k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "DATABASE_URL", "ANEATLAS_HOME")
        }
        done = subprocess.run(
            [str(part) for part in command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "src", "pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", "NOTICE"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in names:
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_bytes((ROOT / name).read_bytes())
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        tmp_path,
        tmp_path / "source",
    )
    wheel = next(tmp_path.glob("aneatlas-*.whl"))
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    program = tmp_path / "empty" / "bin" / "aneatlas"
    assert "216 reports" in run(program, "init")
    assert "Published version" in run(program, "publish", tmp_path / "site")
    assert "is whole" in run(program, "verify", tmp_path / "site")
    missing = run(python, "-m", "pip", "check")
    assert "No broken requirements" in missing
