"""The person of a request as the workflows of verification know them, and the progress that all requests share."""

from __future__ import annotations

from threading import Lock

from django.http import HttpRequest

from aneatlas.web.atlas import served
from aneatlas.workflows.verification.desk import Person
from aneatlas.workflows.verification.progress import Progress

_lock = Lock()
_progress: dict[str, Progress] = {}


def who(request: HttpRequest) -> Person:
    """Return who acts."""
    return Person(request.person.actor, request.person.roles)


def progress() -> Progress:
    """Return where all reports stand, brought up to date."""
    with _lock:
        ledger = served().ledger
        found = _progress.setdefault(ledger.where + str(ledger.home), Progress())
        return found.catch_up(ledger)


def name_of(reader: str) -> str:
    """Return a reader's name without the word that says what they are."""
    return reader.removeprefix("person:")
