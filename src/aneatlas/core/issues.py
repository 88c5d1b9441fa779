"""Issues and failures: how anything in ANE Atlas says what is wrong, where, and what to do.

A check *returns* issues; only a `Failure` *stops* the program. Each failure has an exit code of its
own, so that a script can tell a damaged ledger from a misspelt field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How much an issue matters: an error stops, a warning is shown, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem found by a check.

    code: short, stable, kebab-case name of the kind of problem.
    where: file and line, or subject and field.
    message: what is wrong, one sentence that a person understands.
    fix: what to do about it.
    """

    level: Level
    code: str
    where: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        line = f"{self.where}: {self.message}" if self.where else self.message
        return f"{line} {self.fix}" if self.fix else line


def error(code: str, where: str, message: str, fix: str = "") -> Issue:
    """Return an issue of level error."""
    return Issue(Level.ERROR, code, where, message, fix)


def warning(code: str, where: str, message: str, fix: str = "") -> Issue:
    """Return an issue of level warning."""
    return Issue(Level.WARNING, code, where, message, fix)


def form_fault(detail: Mapping[str, Any]) -> str:
    """Return one of pydantic's error details as words: the entry, then what is wrong with it."""
    message = str(detail["msg"]).removeprefix("Value error, ")
    words = f"{message[:1].lower()}{message[1:]}"
    place = ".".join(str(step) for step in detail["loc"])
    return f"{place}: {words}" if place else words


def errors(issues: Iterable[Issue]) -> list[Issue]:
    """Return only the issues that stop."""
    return [issue for issue in issues if issue.level is Level.ERROR]


class Failure(Exception):
    """Something that stops a command: one clear line, and an exit code of its own.

    Subclasses set `exit_code`; the table of all of them is in docs/reference/exit-codes.md.
    """

    exit_code = 1

    def __init__(self, message: str, issues: Iterable[Issue] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.issues = tuple(issues)


class StudyInvalid(Failure):
    """The study's files (dictionary, vocabularies, names) contain mistakes."""

    exit_code = 10


class FactsInvalid(Failure):
    """Facts offered to the ledger are not acceptable: unknown field, impossible value, duplicate id."""

    exit_code = 11


class FileUnreadable(Failure):
    """A file cannot be read: it is missing, truncated, or not in the expected encoding."""

    exit_code = 12


class LedgerDamaged(Failure):
    """The chain of events does not hold: a line was changed, removed or reordered."""

    exit_code = 20


class LedgerBusy(Failure):
    """Another process holds the ledger; nothing was written."""

    exit_code = 21


class LedgerTooNew(Failure):
    """The database was written by a newer version of ANE Atlas."""

    exit_code = 22


class LedgerMissing(Failure):
    """There is no ledger where one is expected, or one exists where none may be."""

    exit_code = 23


class NotWritable(Failure):
    """The disk is full, read-only, or the place is not ours to write."""

    exit_code = 24


class EvidenceBroken(Failure):
    """A quote does not stand in the stored document any more, or the document is gone."""

    exit_code = 25


class ReleaseBroken(Failure):
    """A published release does not verify: checksum, link or number."""

    exit_code = 30


class SheetDrifted(Failure):
    """Sentences of the fact sheet no longer fit their figures or are due for review; an editor has to decide."""

    exit_code = 31


class ServiceUnavailable(Failure):
    """A source or a database server could not be reached."""

    exit_code = 40
