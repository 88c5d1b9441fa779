"""What was decided by hand: words, single articles, and the vocabularies of the study."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STUDY = HERE.parent / "src" / "aneatlas" / "study"
COLLECTION = STUDY / "starter" / "collection.jsonl"

Record = dict[str, Any]


def _toml(path: Path) -> Record:
    return tomllib.loads(path.read_text(encoding="utf-8"))


WORDS = _toml(HERE / "words.toml")
OVERRIDES = _toml(HERE / "overrides.toml")
_LABELS = sorted(_toml(STUDY / "names.toml")["label"], key=lambda label: -len(label["text"]))


class UnknownWordError(Exception):
    """A word of an article that neither a vocabulary nor words.toml knows."""


def _vocabulary(name: str) -> dict[str, str]:
    known: dict[str, str] = {}
    with (STUDY / "vocabularies" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["status"] == "good":
                known[row["value"].lower()] = known[row["name"].lower()] = row["value"]
            elif row["status"] == "fixable":
                known[row["value"].lower()] = row["of"]
    return known


_KNOWN = {name: _vocabulary(name) for name in ("agent", "drug", "country", "report_type")}


def value_of(vocabulary: str, word: str) -> str:
    """Return the vocabulary's value for a word. Raises UnknownWordError."""
    try:
        return _KNOWN[vocabulary][word.lower()]
    except KeyError:
        raise UnknownWordError(
            f"'{word}' is not in the vocabulary '{vocabulary}': add a line to starter/words.toml."
        ) from None


def labels(text: str) -> list[str]:
    """Return the labels of the disease that a text uses, in its order; the longer name wins over its parts."""
    if "not labelled" in text.lower() or text.startswith("none"):
        return []
    taken: list[tuple[int, int]] = []
    first: dict[str, int] = {}
    for label in _LABELS:
        flags = 0 if label["kind"] == "abbreviation" else re.IGNORECASE
        for match in re.finditer(rf"(?<![A-Za-z]){re.escape(label['text'])}(?![A-Za-z])", text, flags):
            start, end = match.span()
            if any(a <= start and end <= b for a, b in taken):
                continue
            taken.append((start, end))
            first[label["id"]] = start
    return sorted(first, key=lambda label: (first[label], label))
