"""What somebody else decided meanwhile: told to the second of two adjudicators, whose own decisions are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aneatlas.core.extractions import Decision
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.store.parts import event_at
from aneatlas.workflows.verification.comparison import Comparison, comparison
from aneatlas.workflows.verification.desk import Person, desk_of

if TYPE_CHECKING:
    from aneatlas.workflows.verification.settling import Choice, Choices


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """The standing decision: by whom, when (UTC), and what it decides otherwise than a person has chosen."""

    by: str
    at: str
    differing: tuple[Decision, ...]


def meanwhile(
    ledger: Ledger, study: Study, report: str, person: Person, choices: Choices
) -> Meanwhile | None:
    """Return the standing decision on a report beside what a person has chosen, None where it is not settled.

    Fields on which the person has not decided differ from nothing. Raises FactsInvalid where the person may not
    compare.
    """
    desk = desk_of(ledger, report)
    if desk.state != "settled" or desk.settled is None or desk.decision is None:
        return None
    event = event_at(ledger, int(desk.settled["event"]))
    standing = {(d.subject, d.field, d.item): d for d in desk.decision.decisions}
    cases = [tie.case for tie in desk.decision.patients]
    found = comparison(ledger, study, report, person)
    differing = []
    for row in found.rows:
        subject = report if row.patient is None else cases[row.patient]
        decision, mine = standing.get((subject, row.field, row.item)), choices.choices.get(row.key)
        if decision and mine and not _alike(decision, mine, found):
            differing.append(decision)
    return Meanwhile(event.actor, event.at, tuple(differing))


def _alike(decision: Decision, mine: Choice, found: Comparison) -> bool:
    if (decision.outcome, decision.reader) != (mine.outcome, mine.reader):
        return False
    if decision.outcome != "other":
        return True
    key = "/".join(part for part in (decision.subject, decision.field, decision.item) if part)
    row = found.state.tables["findings"].get(key, {})
    value = row.get("value")
    stands = str(value["raw"]) if isinstance(value, dict) else ""
    return stands == mine.raw.strip() and mine.status in ("", row.get("status"))
