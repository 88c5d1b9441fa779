"""Load the study from its folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from aneatlas.core.issues import FileUnreadable
from aneatlas.core.study import Study, parse_study

_PARTS = (
    "study.toml",
    "names.toml",
    "consistency.toml",
    "codes.csv",
    "dictionary",
    "vocabularies",
    "hpo",
    "scores",
    "searches",
)


def study_files(folder: Traversable) -> dict[str, bytes]:
    """Return the files of a study folder that define it: path inside the folder -> bytes."""
    found: dict[str, bytes] = {}
    for part in _PARTS:
        entry = folder.joinpath(part)
        if entry.is_file():
            found[part] = entry.read_bytes()
        elif entry.is_dir():
            for child in sorted(entry.iterdir(), key=lambda item: item.name):
                if child.name.endswith((".toml", ".csv", ".obo.gz")):
                    found[f"{part}/{child.name}"] = child.read_bytes()
    return found


def load_study(folder: Path | None = None) -> Study:
    """Load a study folder, by default the one that the package ships.

    Raises StudyInvalid with every mistake, FileUnreadable where there is no such folder.
    """
    if folder is None:
        return _shipped()
    if not folder.is_dir():
        raise FileUnreadable(f"{folder}: there is no such study folder. Name a folder that holds study.toml.")
    return parse_study(study_files(folder))


@cache
def _shipped() -> Study:
    return parse_study(study_files(files("aneatlas") / "study"))
