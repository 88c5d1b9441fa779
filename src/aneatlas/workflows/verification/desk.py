"""The desk: everything about the verification of one report, read by key, and the refusals of its verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aneatlas.core.body import text_fault
from aneatlas.core.events import Json
from aneatlas.core.extractions import Reconciliation, Submission
from aneatlas.core.issues import FactsInvalid, Issue, error
from aneatlas.core.permissions import Role
from aneatlas.core.states import extraction_state, refusal, refuse, report_state
from aneatlas.core.visibility import sees_content
from aneatlas.store import Ledger
from aneatlas.store.drafts import drafts_of
from aneatlas.store.parts import rows_of


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: 'person:<name>' as the ledger names them, and their roles."""

    name: str
    roles: frozenset[Role]


def alone(name: str) -> Person:
    """Return a person with every role, for an atlas that one person keeps."""
    return Person(name, frozenset(Role))


@dataclass(frozen=True, slots=True)
class Desk:
    """The verification of one report as the ledger has it now.

    assigned: reader -> assignment. submitted: reader -> extraction, also of readers who were taken off.
    """

    report: str
    row: Json
    assigned: Mapping[str, Json]
    submitted: Mapping[str, Json]
    settled: Json | None
    drafts: Mapping[str, tuple[int, str]]

    @property
    def readers(self) -> tuple[str, ...]:
        """Return who is to be compared: the assigned readers, in order of their names."""
        return tuple(sorted(self.assigned))

    @property
    def state(self) -> str:
        """Return the state of the report."""
        return report_state(self.assigned, self.submitted, self._standing())

    def _standing(self) -> list[str] | None:
        """Return whose extractions the standing decision compared, None where one has changed since."""
        if self.settled is None:
            return None
        compared = dict(zip(self.settled["readers"], self.settled["extractions"], strict=True))
        changed = any(
            reader in compared and row["event"] != compared[reader]
            for reader, row in self.submitted.items()
            if reader in self.assigned
        )
        return None if changed else list(compared)

    def extraction_state(self, reader: str) -> str:
        """Return the state of one reader's extraction."""
        return extraction_state(
            assigned=reader in self.assigned,
            draft=reader in self.drafts,
            submitted=reader in self.submitted,
            settled=self.state == "settled",
        )

    def submission(self, reader: str) -> Submission:
        """Return what a reader submitted. Raises KeyError without one."""
        return Submission.model_validate(plain(self.submitted[reader]))

    @property
    def decision(self) -> Reconciliation | None:
        """Return the standing decision, or None."""
        return Reconciliation.model_validate(plain(self.settled)) if self.settled else None

    def document(self, reader: str = "") -> str:
        """Return the hash of the stored text that a reader (or anybody) works on, '' without."""
        mine = self.assigned.get(reader, {}).get("document", "")
        others = (row.get("document", "") for row in self.assigned.values())
        return str(mine or next(filter(None, others), ""))

    def sees(self, person: Person, reader: str) -> bool:
        """Tell whether a person sees what a reader took from the report."""
        return sees_content(person.roles, self.state, person.name == reader)

    def why_not(self, verb: str, person: Person, thing: str = "report", reader: str = "") -> Issue | None:
        """Return why a person may not do this now, or None. reader: whose extraction, for the thing 'extraction'."""
        state = self.state if thing == "report" else self.extraction_state(reader or person.name)
        return refusal(thing, state, verb, person.roles, self.report)

    def allow(self, verb: str, person: Person, thing: str = "report", reader: str = "") -> None:
        """Raise FactsInvalid, whose first issue says why, where a person may not do this now."""
        if issue := self.why_not(verb, person, thing, reader):
            raise refused(issue)


def desk_of(ledger: Ledger, report: str) -> Desk:
    """Return the desk of a report. Raises FactsInvalid for an unknown report."""
    row = ledger.row("reports", report)
    if row is None:
        raise refused(refuse("report-unknown", report))
    return Desk(
        report,
        row,
        {str(entry["reader"]): entry for entry in rows_of(ledger, "assignments", [report]).values()},
        {str(entry["reader"]): entry for entry in rows_of(ledger, "extractions", [report]).values()},
        ledger.row("reconciliations", report),
        {owner: (version, at) for owner, version, at in drafts_of(ledger, draft_key(report))},
    )


def draft_key(report: str) -> str:
    """Return the key of a reader's draft of a report."""
    return f"extraction/{report}"


def plain(row: Json) -> Json:
    """Return a stored row as the body of its event."""
    return {key: value for key, value in row.items() if key != "event"}


def refused(issue: Issue, *more: Issue) -> FactsInvalid:
    """Return (for the caller to raise) a refusal: one line, and the issues with their codes."""
    return FactsInvalid(str(issue), [issue, *more])


def reasoned(why: str, where: str) -> str:
    """Return a reason without outer blanks. Raises FactsInvalid for an empty one."""
    if not why.strip():
        raise refused(refuse("reason-missing", where))
    if fault := text_fault(" ".join(why.split())):
        raise refused(error("text", where, f"{fault}."))
    return " ".join(why.split())
