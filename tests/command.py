"""The command line as a person runs it: a process of its own, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What a command gave: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def run(home: Path, *arguments: str | bytes, **environment: str) -> Ran:
    """Run a command on an atlas folder, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "aneatlas", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ANEATLAS_HOME": str(home), "DATABASE_URL": "", **environment},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)
