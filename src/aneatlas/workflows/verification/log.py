"""The log: what happened in the verification, as lines that export; nobody's unopened work is in it."""

from __future__ import annotations

from collections.abc import Iterator

from aneatlas.core.events import Event, Json, canonical
from aneatlas.store import Ledger
from aneatlas.store.parts import event_at, events_of, headlines
from aneatlas.workflows.verification.desk import Desk, Person, desk_of

KINDS = (
    "assignment.made", "assignment.removed", "extraction.submitted", "extraction.withdrawn",
    "reconciliation.settled", "reconciliation.withdrawn", "audit.drawn", "audit.looked",
)  # fmt: skip


def log(ledger: Ledger, person: Person, report: str = "", after: int = 0) -> Iterator[Json]:
    """Yield the log's entries after an event, of one report or all: number, time, actor, what, subject, reason.

    The content of an extraction is added where the person may see it (`core.visibility`); until then the
    entry says only that it was submitted. Of an audit that is going on, what was altered is left out.
    """
    desks: dict[str, Desk] = {}
    wanted = events_of(ledger, report, KINDS, after) if report else None
    events = _all(ledger, after) if wanted is None else iter(wanted)
    for event in events:
        entry: Json = {
            "seq": event.seq, "at": event.at, "actor": event.actor, "kind": event.kind, "subject": event.subject,
            "why": event.why,
        }  # fmt: skip
        if event.kind == "extraction.submitted":
            if event.subject not in desks:
                desks[event.subject] = desk_of(ledger, event.subject)
            if desks[event.subject].sees(person, event.actor):
                entry["body"] = event.body
        elif event.kind != "audit.drawn":
            entry["body"] = event.body
        yield entry


def log_lines(ledger: Ledger, person: Person, report: str = "") -> Iterator[str]:
    """Yield the log as JSON lines."""
    for entry in log(ledger, person, report):
        yield canonical(entry)


def _all(ledger: Ledger, after: int) -> Iterator[Event]:
    for line in headlines(ledger, KINDS, after):
        yield event_at(ledger, line.seq)
