"""All kinds of events: what each may say, and where the present keeps it.

`BODIES` holds one model per kind of event; an event of another kind is refused. `THINGS` says for each
thing that events speak of which table of the present holds it, and which parts of its body make its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from aneatlas.core.acceptance import Acceptance
from aneatlas.core.body import Body
from aneatlas.core.extractions import Assignment, AuditDrawn, AuditLook, Reconciliation, Submission
from aneatlas.core.facts import (
    Adoption,
    Case,
    Cohort,
    Finding,
    Import,
    Overlap,
    Release,
    Report,
    Withdrawal,
)
from aneatlas.core.feedback import Feedback
from aneatlas.core.issues import form_fault
from aneatlas.core.notes import Note
from aneatlas.core.review import FilesTaken, RecordEntry, Screening, Tie
from aneatlas.core.search import SearchRun

# kind of event -> the model of its body
BODIES: Mapping[str, type[Body]] = {
    "study.adopted": Adoption,
    "collection.imported": Import,
    "report.registered": Report,
    "report.amended": Report,
    "report.removed": Withdrawal,
    "case.registered": Case,
    "case.amended": Case,
    "case.removed": Withdrawal,
    "cohort.registered": Cohort,
    "cohort.amended": Cohort,
    "cohort.removed": Withdrawal,
    "finding.recorded": Finding,
    "finding.withdrawn": Withdrawal,
    "overlap.noted": Overlap,
    "overlap.removed": Withdrawal,
    "release.made": Release,
    "acceptance.made": Acceptance,
    "acceptance.withdrawn": Withdrawal,
    "assignment.made": Assignment,
    "assignment.removed": Withdrawal,
    "extraction.submitted": Submission,
    "extraction.withdrawn": Withdrawal,
    "reconciliation.settled": Reconciliation,
    "reconciliation.withdrawn": Withdrawal,
    "audit.drawn": AuditDrawn,
    "audit.looked": AuditLook,
    "search.run": SearchRun,
    "search.files": FilesTaken,
    "record.added": RecordEntry,
    "record.amended": RecordEntry,
    "tie.noted": Tie,
    "tie.removed": Withdrawal,
    "screening.decided": Screening,
    "screening.removed": Withdrawal,
    "note.written": Note,
    "note.resolved": Note,
    "note.reopened": Note,
    "note.removed": Withdrawal,
    "feedback.taken": Feedback,
    "feedback.settled": Feedback,
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that events speak of: its table, and the parts of its body that make its key, joined by '~'.

    Without parts every event is a row of its own, under its number.
    """

    table: str
    key: tuple[str, ...] = ()


# the first word of a kind of event -> the thing
THINGS: Mapping[str, Thing] = {
    "study": Thing("studies"),
    "collection": Thing("imports"),
    "report": Thing("reports", ("id",)),
    "case": Thing("cases", ("id",)),
    "cohort": Thing("cohorts", ("id",)),
    "finding": Thing("findings"),
    "overlap": Thing("overlaps", ("a", "b")),
    "release": Thing("releases", ("version",)),
    "search": Thing("searches", ("id",)),
    "record": Thing("records", ("id",)),
    "tie": Thing("ties", ("a", "b")),
    "screening": Thing("screenings", ("record", "stage", "reader")),
    "assignment": Thing("assignments", ("report", "reader")),
    "extraction": Thing("extractions", ("report", "reader")),
    "reconciliation": Thing("reconciliations", ("report",)),
    "audit": Thing("audits", ("id",)),
    "note": Thing("notes", ("id",)),
    "feedback": Thing("feedback", ("id",)),
    "acceptance": Thing("acceptances", ("statement",)),
}


def body_fault(kind: str, body: object) -> str:
    """Return what is wrong with the body of an event, or ''."""
    model = BODIES.get(kind)
    if model is None:
        return f"'{kind}' is no kind of event of this version"
    try:
        model.model_validate(body)
    except ValidationError as problem:
        return form_fault(problem.errors(include_url=False)[0])
    return ""
