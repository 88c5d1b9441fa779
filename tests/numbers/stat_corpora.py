"""Where the reference results of R lie: the folder that ANEATLAS_CORPORA names; tests skip without it."""

import os
from pathlib import Path

import pytest


def corpus(name: str) -> Path:
    """Return a corpus's folder, or skip the test and say why."""
    root = os.environ.get("ANEATLAS_CORPORA")
    if not root:
        pytest.skip("ANEATLAS_CORPORA is not set: R's reference results are not compared")
    folder = Path(root) / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not in ANEATLAS_CORPORA")
    return folder
