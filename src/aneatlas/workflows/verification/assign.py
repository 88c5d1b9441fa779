"""Assign: ask a person to read a report, or take them off it; what they have done is kept."""

from __future__ import annotations

from aneatlas.core.body import dump
from aneatlas.core.events import Draft
from aneatlas.core.extractions import Assignment
from aneatlas.core.facts import Withdrawal
from aneatlas.core.states import refuse
from aneatlas.store import Ledger
from aneatlas.store.turns import turn
from aneatlas.workflows.verification.articles import stored_document
from aneatlas.workflows.verification.desk import Person, desk_of, plain, reasoned, refused


def assign(ledger: Ledger, report: str, reader: str, person: Person, at: str, document: str = "") -> bool:
    """Ask a reader to read a report. Return whether an event was written; the same request twice is one event.

    document: hash of the stored text; by default the one on which the report's quotes or its other readers
    rest. Raises FactsInvalid.
    """
    with turn(ledger):
        desk = desk_of(ledger, report)
        desk.allow("assign", person)
        body = Assignment(
            report=report,
            reader=reader,
            document=document or desk.document(reader) or stored_document(ledger, report),
        )
        if reader in desk.assigned and plain(desk.assigned[reader]) == dump(body):
            return False
        ledger.append([Draft("assignment.made", report, dump(body))], at, person.name)
    return True


def unassign(ledger: Ledger, report: str, reader: str, person: Person, at: str, why: str) -> None:
    """Take a reader off a report. Draft and submission stay, and count again when the reader is assigned again.

    Raises FactsInvalid where the reader is not assigned, or without a reason.
    """
    why = reasoned(why, report)
    with turn(ledger):
        desk = desk_of(ledger, report)
        desk.allow("unassign", person)
        if reader not in desk.assigned:
            raise refused(refuse("not-assigned", f"{report}, {reader}"))
        body = dump(Withdrawal(key=f"{report}~{reader}"))
        ledger.append([Draft("assignment.removed", report, body, why)], at, person.name)
