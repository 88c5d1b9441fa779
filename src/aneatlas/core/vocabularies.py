"""Vocabularies: sets of allowed values, with every other spelling decided by somebody.

A spelling is *good* (it is a value), *fixable* (it stands for a value) or *ignored* (it carries no
information). The three sets are disjoint, and any other spelling is an error that names the nearest
good one, so that a new spelling is a decision that a person makes.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aneatlas.core.issues import Issue, error

if TYPE_CHECKING:
    from aneatlas.core.ontology import Release


@dataclass(frozen=True, slots=True)
class Term:
    """One good value: its id, the field's standard name, a plain name for families, its codes."""

    value: str
    name: str
    plain: str
    codes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A value set. `spellings` maps each folded good or fixable spelling to its value.

    release: the release of an ontology whose terms are the values, None for the study's own value sets.
    """

    id: str
    terms: Mapping[str, Term]
    spellings: Mapping[str, str]
    ignored: Mapping[str, str] = field(default_factory=dict)
    release: Release | None = None

    @property
    def listed(self) -> bool:
        """Tell whether forms and pages list the values; those of an ontology are too many and are looked up."""
        return self.release is None

    def find(self, text: str) -> Term | None:
        """Return the term that a spelling stands for, or None."""
        value = self.spellings.get(fold(text))
        return self.terms[value] if value is not None else None

    def is_ignored(self, text: str) -> bool:
        """Tell whether the spelling is known to carry no information ('unknown')."""
        return fold(text) in self.ignored

    def nearest(self, text: str) -> str:
        """Return the good value whose spelling is closest to the text; of an ontology '' where none begins alike."""
        if (term := self.find(text)) is not None:
            return term.value
        begins = "" if self.listed else fold(text)[:4]
        near = [spelling for spelling in self.spellings if spelling.startswith(begins)]
        close = difflib.get_close_matches(fold(text), near, n=1, cutoff=0.0)
        return self.spellings[close[0]] if close else ""


def fold(text: str) -> str:
    """Fold a spelling for comparison: case, and runs of white space."""
    return " ".join(text.split()).casefold()


def build(id: str, rows: list[tuple[int, dict[str, str]]], where: str) -> tuple[Vocabulary, list[Issue]]:
    """Build a vocabulary from the rows of its CSV file; return it with every mistake found.

    Each row comes with its line and has value, name, plain, codes, status (good, fixable or ignored), of, note.
    """
    issues: list[Issue] = []
    terms: dict[str, Term] = {}
    spellings: dict[str, str] = {}
    ignored: dict[str, str] = {}
    owner: dict[str, int] = {}

    def claim(text: str, line: int, value: str) -> bool:
        key = fold(text)
        if key in owner and spellings.get(key) != value:
            issues.append(
                error(
                    "spelling-twice",
                    f"{where}:{line}",
                    f"the spelling '{text}' already stands in line {owner[key]}.",
                    "Keep one of the two: good, fixable and ignored spellings must not overlap.",
                )
            )
            return False
        owner.setdefault(key, line)
        return True

    for line, row in rows:
        if row["status"] != "good":
            continue
        value = row["value"]
        if value in terms:
            issues.append(
                error("value-twice", f"{where}:{line}", f"'{value}' is listed twice.", "Keep one line.")
            )
            continue
        terms[value] = Term(value, row["name"], row["plain"], tuple(row["codes"].split()), row["note"])
        for text in (value, row["name"]):
            if claim(text, line, value):
                spellings[fold(text)] = value
        for lacking in ("name", "plain"):
            if not row[lacking]:
                issues.append(
                    error(
                        "value-without-name",
                        f"{where}:{line}",
                        f"'{value}' has no {lacking}.",
                        f"Fill in {lacking}.",
                    )
                )
    for line, row in rows:
        status, text = row["status"], row["value"]
        if status == "fixable":
            if row["of"] not in terms:
                issues.append(
                    error(
                        "fix-unknown",
                        f"{where}:{line}",
                        f"'{text}' is fixed to '{row['of']}', which is no good value.",
                    )
                )
            elif claim(text, line, row["of"]):
                spellings[fold(text)] = row["of"]
        elif status == "ignored":
            if not row["note"]:
                issues.append(
                    error("ignored-without-reason", f"{where}:{line}", f"'{text}' is ignored without a note.")
                )
            if claim(text, line, ""):
                ignored[fold(text)] = row["note"]
        elif status != "good":
            issues.append(
                error(
                    "status-unknown",
                    f"{where}:{line}",
                    f"the status '{status}' is not good, fixable or ignored.",
                )
            )
    return Vocabulary(id, terms, spellings, ignored), issues
