"""Reopen: undo a settlement. What stood before it stands again; later corrections are left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aneatlas.core.body import dump
from aneatlas.core.events import Draft, Event
from aneatlas.core.facts import Withdrawal
from aneatlas.core.replay import changes
from aneatlas.core.states import refuse
from aneatlas.store import Ledger
from aneatlas.store.parts import events_between, events_of, keys_of, rows_of
from aneatlas.store.turns import turn
from aneatlas.workflows.verification.desk import Person, desk_of, plain, reasoned, refused


@dataclass(frozen=True, slots=True)
class Reopened:
    """What was put back, and the keys that somebody changed after the settlement: those stay as they are."""

    restored: int
    kept: tuple[str, ...]


def reopen(ledger: Ledger, report: str, person: Person, at: str, why: str) -> Reopened:
    """Undo the standing settlement of a report. Raises FactsInvalid where there is none, or without a reason."""
    why = reasoned(why, report)
    with turn(ledger):
        desk = desk_of(ledger, report)
        desk.allow("reopen", person)
        if desk.settled is None or desk.decision is None:
            raise refused(refuse("not-settled", report))
        first = int(desk.settled["event"])
        written = events_between(ledger, first + 1, first + desk.decision.following)
        drafts = [
            Draft("reconciliation.withdrawn", report, dump(Withdrawal(key=report)), why),
            *_reversals(ledger, written, first, why),
        ]
        kept = _changed_since(ledger, written)
        ledger.append(drafts, at, person.name)
    return Reopened(len(drafts) - 1, tuple(sorted(kept)))


def _reversals(ledger: Ledger, written: list[Event], first: int, why: str) -> list[Draft]:
    kept = _changed_since(ledger, written)
    before = {event.subject: _rows_before(ledger, event.subject, first) for event in written}
    drafts: list[Draft] = []
    registered: list[Event] = []
    for event in reversed(written):
        change = changes(event)[0]
        if change.key in kept:
            continue
        earlier = before[event.subject].get((change.table, change.key))
        if event.kind in ("case.registered", "cohort.registered"):
            registered.append(event)
        elif event.kind in ("report.amended", "cohort.amended") and earlier is not None:
            drafts.append(Draft(event.kind, event.subject, plain(dict(earlier)), why))
        elif event.kind.startswith("finding."):
            if earlier is not None:
                drafts.append(Draft("finding.recorded", event.subject, plain(dict(earlier)), why))
            elif event.kind == "finding.recorded":
                drafts.append(
                    Draft("finding.withdrawn", event.subject, dump(Withdrawal(key=change.key)), why)
                )
    gone = {draft.body["key"] for draft in drafts if draft.kind == "finding.withdrawn"}
    tied = {end for key in keys_of(ledger, "overlaps") for end in key.split("~")} if registered else set()
    for event in registered:
        if event.subject not in tied and not set(rows_of(ledger, "findings", [event.subject])) - gone:
            thing = event.kind.partition(".")[0]
            drafts.append(Draft(f"{thing}.removed", event.subject, dump(Withdrawal(key=event.subject)), why))
    return drafts


def _rows_before(ledger: Ledger, subject: str, first: int) -> dict[tuple[str, str], Mapping[str, object]]:
    rows: dict[tuple[str, str], Mapping[str, object]] = {}
    for event in events_of(ledger, subject):
        if event.seq >= first:
            break
        for change in changes(event):
            if change.row is None:
                rows.pop((change.table, change.key), None)
            else:
                rows[change.table, change.key] = change.row
    return rows


def _changed_since(ledger: Ledger, written: list[Event]) -> set[str]:
    """Return the keys that events after the settlement have changed."""
    mine = {changes(event)[0].key: event.seq for event in written}
    last = max((event.seq for event in written), default=0)
    found: set[str] = set()
    for subject in {event.subject for event in written}:
        for event in events_of(ledger, subject, after=last):
            found |= {change.key for change in changes(event) if change.key in mine}
    return found
