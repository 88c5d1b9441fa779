"""What became of one's work: each answer that was decided otherwise, with the decision and its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.extractions import Decision
from aneatlas.core.states import refuse
from aneatlas.store import Ledger
from aneatlas.store.parts import event_at
from aneatlas.workflows.verification.desk import Person, desk_of, refused


@dataclass(frozen=True, slots=True)
class Changed:
    """One answer that does not stand as its reader gave it. mine: in canonical form, '' where nothing was recorded."""

    decision: Decision
    mine: str
    by: str
    at: str


def changes_for(ledger: Ledger, report: str, person: Person, reader: str) -> Iterator[Changed]:
    """Yield what was decided otherwise than a reader had answered, and why. Raises FactsInvalid before it is settled."""
    desk = desk_of(ledger, report)
    decision = desk.decision
    if desk.settled is None or decision is None or not desk.sees(person, reader):
        raise refused(refuse("not-settled", report))
    if reader not in decision.readers:
        return
    place = decision.readers.index(reader)
    event = event_at(ledger, int(desk.settled["event"]))
    for each in decision.decisions:
        if each.outcome != "agreed" and each.reader != reader:
            yield Changed(each, each.answers[place], event.actor, event.at)
