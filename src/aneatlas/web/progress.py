"""What the home page shows: what waits for the person, what waits for the others, what is stuck, how far all is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aneatlas.core.permissions import Permission
from aneatlas.web.accounts.models import Account, Letter
from aneatlas.web.atlas import served
from aneatlas.web.extraction.who import progress
from aneatlas.web.screening.line import line_of
from aneatlas.workflows import feedback, notes
from aneatlas.workflows.pace import Pace
from aneatlas.workflows.review.holding import held
from aneatlas.workflows.verification.progress import Standing

STUCK = 14  # days without a step
_PACE: dict[str, Pace] = {}


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for the person: how many, of what, and where to begin."""

    count: int
    words: str
    address: str


def tasks(request: HttpRequest, open_reports: int) -> list[Task]:
    """Return what waits for the person, by what they may do. open_reports: how many nobody was asked to read."""
    person, found = request.person, []
    ledger = served().ledger
    for stage, words in (
        ("title_abstract", _("records to screen by title and abstract")),
        ("full_text", _("records to screen by their full text")),
    ):
        line = line_of(stage, person.actor)
        if person.may(Permission.SCREEN):
            found.append(Task(len(line.waiting), words, reverse("next-record", args=[stage])))
        if person.may(Permission.SETTLE):
            found.append(
                Task(
                    len(line.conflicts),
                    _("conflicts of screeners to settle"),
                    reverse("conflicts", args=[stage]),
                )
            )
    if person.may(Permission.EXTRACT):
        mine = progress().waiting_for(person.actor)
        found.append(Task(len(mine), _("reports to extract"), reverse("extraction")))
    if person.may(Permission.ADJUDICATE):
        found.append(Task(len(progress().to_settle()), _("reports to reconcile"), reverse("extraction")))
    if person.may(Permission.ASSIGN):
        words = _("reports that nobody has been asked to read")
        found.append(Task(open_reports, words, reverse("extraction") + "#unasked"))
    if person.may(Permission.NOTE):
        asked = notes.notes(ledger, mentioning=person.name, open_only=True, viewer=person.actor)
        found.append(Task(len(asked), _("open notes that mention you"), reverse("notes")))
    if person.may(Permission.CORRECT):
        count = Letter.objects.count() + len(feedback.reports(ledger, open_only=True))
        found.append(Task(count, _("reports of errors"), reverse("errors")))
    return [task for task in found if task.count]


@dataclass(frozen=True, slots=True)
class Wait:
    """What waits for somebody: who, how many reports, since when the longest; gone: they can no longer sign in."""

    name: str
    reports: int
    since: str
    gone: bool


def unasked() -> list[str]:
    """Return the ids of the reports of the collection that nobody has been asked to read, in no order."""
    asked = {standing.report for standing in progress().all() if standing.state != "open"}
    with held(served().ledger, served().study) as review:
        return [
            key
            for key, row in review.tables["reports"].items()
            if key not in asked and row.get("standing") in (None, "included")
        ]


def coverage(open_reports: int) -> list[tuple[str, int]]:
    """Return (state, number of reports) of the collection, in the order of the work."""
    counted = progress().counts()
    return [("open", open_reports), *((state, counted[state]) for state in ("reading", "read", "settled"))]


def waits() -> list[Wait]:
    """Return for whom reports wait, the longest wait first."""
    by: dict[str, list[Standing]] = {}
    for standing in list(progress().all()):
        for reader in set(standing.assigned) - set(standing.submitted):
            by.setdefault(reader, []).append(standing)
    gone = {
        f"person:{name}" for name in Account.objects.filter(is_active=False).values_list("name", flat=True)
    }
    found = [
        Wait(reader.removeprefix("person:"), len(rows), min(row.since for row in rows)[:10], reader in gone)
        for reader, rows in by.items()
    ]
    return sorted(found, key=lambda wait: wait.since)


def stuck() -> list[tuple[str, str, str, str]]:
    """Return (report, state, whom it waits for, since) of what nobody has moved for two weeks."""
    before = (datetime.now(UTC) - timedelta(days=STUCK)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = []
    for row in list(progress().all()):
        waiting = sorted(set(row.assigned) - set(row.submitted))
        if row.since and row.since < before and row.state != "settled":
            who = ", ".join(reader.removeprefix("person:") for reader in waiting)
            found.append((row.report, row.state, who or _("an adjudicator"), row.since[:10]))
    return sorted(found, key=lambda row: row[3])


def pace() -> Pace:
    """Return how fast the review goes."""
    ledger = served().ledger
    found = _PACE.setdefault(f"{ledger.where} {ledger.home}", Pace())
    found.catch_up(ledger)
    return found


def duration(seconds: float | None) -> str:
    """Return a time as people say it."""
    if seconds is None:
        return "–"
    if seconds < 90:
        return ngettext("%(n)d second", "%(n)d seconds", round(seconds)) % {"n": round(seconds)}
    return ngettext("%(n)d minute", "%(n)d minutes", round(seconds / 60)) % {"n": round(seconds / 60)}
