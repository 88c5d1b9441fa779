"""The bodies of events that verify: who reads what, what they took from it, what was decided, what an audit found."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Entry
from pydantic import StringConstraints, model_validator

from aneatlas.core.body import CASE_ID, COHORT_ID, REPORT_ID, Body
from aneatlas.core.evidence import Evidence, Frozen
from aneatlas.core.values import Status, Value

#: A reader as the ledger names them; '~' and '/' separate the parts of keys.
READER = r"^person:[^~/\s][^~/]{0,79}$"
#: A patient of an extraction has a number; a group that is counted together has a letter.
PATIENT = r"^([1-9][0-9]{0,3}|[A-Z])$"
_KNOWN = f"({CASE_ID})|({COHORT_ID})"
AUDIT_ID = r"^A[0-9]{4,}$"
DOCUMENT = r"^([0-9a-f]{64})?$"
MOST_ANSWERS = 20_000
ReaderName = Annotated[str, StringConstraints(pattern=READER)]


class Assignment(Body):
    """A report that a person is asked to read. document: hash of the stored text, '' where there is none."""

    report: str = Entry(pattern=REPORT_ID)
    reader: ReaderName
    document: str = Entry(default="", pattern=DOCUMENT)


def is_group(patient: str) -> bool:
    """Tell whether the name of a patient in an extraction is that of a group, a cohort, that is counted together."""
    return patient.isalpha()


class ExtractedPatient(Frozen):
    """A patient as one reader sees them, or a group that is counted together, whose id is a letter.

    case: the accession of the case or cohort, where the reader worked on a known one. Whom a group counts and how
    many they are stands in the answers (cohort_whom, cohort_n); so do its counts.
    """

    id: str = Entry(pattern=PATIENT)
    label: str = Entry(min_length=1)
    case: str = Entry(default="", pattern=f"{_KNOWN}|^$")

    @model_validator(mode="after")
    def _one_kind(self) -> ExtractedPatient:
        if self.case and is_group(self.case[-1]) != is_group(self.id):
            raise ValueError("a patient is tied to a case, a group to a cohort")
        return self


class Answer(Frozen):
    """One field as one reader answered it; patient '' is the report itself.

    For a group, a field of the case form holds a count, and item names what is counted ('present', 'female').

    source: entered by hand, or a proposal of a program that the reader accepted or corrected.
    """

    patient: str = Entry(default="", pattern=f"({PATIENT})|^$")
    field: str
    item: str = ""
    status: Status
    value: Value | None = None
    evidence: tuple[Evidence, ...]
    source: Literal["entered", "accepted", "corrected"] = "entered"

    @model_validator(mode="after")
    def _supported(self) -> Answer:
        if not self.evidence:
            raise ValueError("an answer needs evidence: a quote, or at least a citation")
        return self

    @property
    def place(self) -> tuple[str, str, str]:
        """Return patient, field and item."""
        return self.patient, self.field, self.item


class Submission(Body):
    """What one reader took from a report. read: which part of it was read; minutes: time spent, as measured."""

    report: str = Entry(pattern=REPORT_ID)
    reader: ReaderName
    document: str = Entry(default="", pattern=DOCUMENT)
    read: str = Entry(min_length=1)
    patients: tuple[ExtractedPatient, ...] = ()
    answers: tuple[Answer, ...] = Entry(default=(), max_length=MOST_ANSWERS)
    refused: int = Entry(default=0, ge=0)
    minutes: int = Entry(default=0, ge=0)

    @model_validator(mode="after")
    def _whole(self) -> Submission:
        known = {patient.id for patient in self.patients}
        if len(known) < len(self.patients):
            raise ValueError("a patient is named twice")
        if strays := {answer.patient for answer in self.answers} - known - {""}:
            raise ValueError(f"there is no patient {min(strays)}")
        if len({answer.place for answer in self.answers}) < len(self.answers):
            raise ValueError("a field is answered twice")
        return self


class PatientTie(Frozen):
    """One patient (or group) of the decision: the case (or cohort), and its name in each extraction ('' without)."""

    case: str = Entry(pattern=_KNOWN)
    label: str = Entry(min_length=1)
    patients: tuple[str, ...]


class Decision(Frozen):
    """What was decided on one field. answers: each reader's answer in canonical form, '' for none.

    outcome: 'agreed' (all readers answered alike), 'taken' from one `reader`, 'other' (the adjudicator's own
    answer) or 'left out'. Everything but 'agreed' has a reason.
    """

    subject: str
    field: str
    item: str = ""
    answers: tuple[str, ...]
    outcome: Literal["agreed", "taken", "other", "left out"]
    reader: str = ""
    reason: str = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Decision:
        if self.outcome != "agreed" and not self.reason.strip():
            raise ValueError("a decision on what the readers answered differently needs a reason")
        if (self.outcome == "taken") != bool(self.reader):
            raise ValueError("name the reader whose answer is taken, and only then")
        return self


class Reconciliation(Body):
    """The decision on a report: whose extractions were compared, how patients were tied, what was chosen.

    extractions: the number of the event of each reader's submission. With one reader the values become
    'read' or 'entered', with two or more 'verified'. following: how many events were written with this one.
    """

    report: str = Entry(pattern=REPORT_ID)
    readers: tuple[ReaderName, ...] = Entry(min_length=1)
    extractions: tuple[int, ...]
    patients: tuple[PatientTie, ...] = ()
    decisions: tuple[Decision, ...] = ()
    following: int = Entry(default=0, ge=0)

    @model_validator(mode="after")
    def _aligned(self) -> Reconciliation:
        width = len(self.readers)
        if len(self.extractions) != width or any(len(tie.patients) != width for tie in self.patients):
            raise ValueError("one extraction and one patient number for each reader")
        if any(len(decision.answers) != width for decision in self.decisions):
            raise ValueError("one answer for each reader")
        return self


class AuditItem(Frozen):
    """A value to be looked at again. altered: it is shown changed on purpose, to see whether that is noticed."""

    finding: str = Entry(min_length=1)
    status: Status
    value: Value | None = None
    altered: bool = False


class AuditDrawn(Body):
    """A random sample of decided values for a further look.

    seed: the seed of the draw; of: how many values it was drawn from.
    """

    id: str = Entry(pattern=AUDIT_ID)
    seed: int = Entry(ge=0)
    of: int = Entry(ge=0)
    items: tuple[AuditItem, ...]


class AuditLook(Body):
    """A further look at one value: is what is shown right? id: the audit's id, '~', the place in the sample."""

    id: str = Entry(pattern=r"^A[0-9]{4,}~[0-9]{5}$")
    reader: ReaderName
    right: bool
    reason: str = ""

    @model_validator(mode="after")
    def _reasoned(self) -> AuditLook:
        if not self.right and not self.reason.strip():
            raise ValueError("say what is wrong")
        return self
