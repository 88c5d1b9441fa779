"""Work for the tests of `workflows.cluster`: it must be importable in the worker processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from aneatlas.workflows.cluster import Task


def prepare(context: str) -> str:
    return context.upper()


def work(tool: str, path: Path) -> tuple[str, str]:
    """Return the tool and the file's text. A worker that meets 'die once' kills itself, the next one goes on; 'stay' keeps it busy."""
    text = path.read_text()
    if text == "stay":
        path.write_text(str(os.getpid()))
        time.sleep(60)
    if text == "die always":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "die once":
        path.write_text("was there")
        os.kill(os.getpid(), signal.SIGKILL)
    return tool, path.read_text()


TASK = Task("tool", prepare, work)
