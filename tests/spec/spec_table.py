"""The form of the specification: small tables that a clinician can read and that run as tests.

A module named spec_*.py holds one `Chapter`. Each row of its tables is an example: the first cells say what
is given, the rest what comes of it. `answer` computes the rest from the first with the real code, so a row
that is not true fails. docs/generate.py writes the same rows as docs/reference/spec.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Examples of one rule. `given` and `gives` are column titles; `answer` maps given cells to the others."""

    title: str
    prose: str
    given: tuple[str, ...]
    gives: tuple[str, ...]
    answer: Callable[..., tuple[str, ...]]
    rows: tuple[tuple[str, ...], ...]

    def split(self, row: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what is given and what should come of it."""
        return row[: len(self.given)], row[len(self.given) :]


@dataclass(frozen=True)
class Chapter:
    """Tables about one idea."""

    title: str
    prose: str
    tables: tuple[Table, ...]
