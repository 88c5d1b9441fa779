"""An adjudicator's decisions before they are settled: kept as a draft of their own."""

from __future__ import annotations

from aneatlas.store import Ledger
from aneatlas.store.drafts import read_draft, save_draft
from aneatlas.workflows.verification.desk import Person, desk_of, refused
from aneatlas.workflows.verification.settling import Choices, choices_of


def kept_choices(ledger: Ledger, report: str, person: Person) -> tuple[Choices, int]:
    """Return the decisions that a person has kept, and the version of that draft (0 without one)."""
    draft = read_draft(ledger, person.name, _key(report))
    return (choices_of(draft.body, report), draft.version) if draft else (Choices(), 0)


def keep_choices(
    ledger: Ledger, report: str, person: Person, choices: Choices, version: int, at: str
) -> tuple[int, bool]:
    """Keep decisions made from `version`. Return the newest version, and whether these are the newest decisions.

    They are kept also where the report cannot be settled now: another may have been faster. Raises FactsInvalid where
    the person may not decide at all.
    """
    closed = desk_of(ledger, report).why_not("settle", person)
    if closed and closed.code == "role":
        raise refused(closed)
    stored, ours = save_draft(ledger, person.name, _key(report), choices.model_dump(mode="json"), version, at)
    return stored.version, ours


def _key(report: str) -> str:
    return f"settle/{report}"
