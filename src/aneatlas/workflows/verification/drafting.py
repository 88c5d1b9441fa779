"""Draft: what a reader has entered so far, saved at once, never blocked, checked beside it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Entry
from pydantic import StringConstraints, ValidationError

from aneatlas.core.events import Json
from aneatlas.core.evidence import Citation, Evidence, Frozen, Role
from aneatlas.core.extractions import Answer, ExtractedPatient, is_group
from aneatlas.core.issues import FactsInvalid, Issue, error, errors, form_fault
from aneatlas.core.states import refuse
from aneatlas.core.study import Study
from aneatlas.core.values import Status
from aneatlas.extraction.claims import COHORT
from aneatlas.store import Ledger
from aneatlas.store.drafts import StoredDraft, read_draft, save_draft
from aneatlas.store.parts import report_state_rows
from aneatlas.workflows.verification.articles import document_of
from aneatlas.workflows.verification.checking import Checked, Place, check, understand
from aneatlas.workflows.verification.desk import Desk, Person, desk_of, draft_key, refused
from aneatlas.workflows.verification.proposals import proposals

_LONGEST = 4000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLACE = r"^([1-9][0-9]{0,3}|[A-Z])?/[a-z][a-z0-9_]{0,79}/[^/]{0,79}$"


class DraftPatient(Frozen):
    """A patient of a draft."""

    id: str = Entry(max_length=4)
    label: str = Entry(default="", max_length=200)
    case: str = Entry(default="", max_length=20)


class DraftAnswer(Frozen):
    """One field of a draft as typed: status ('' undecided), value in words, and the words behind it."""

    status: str = Entry(default="", max_length=20)
    raw: str = Entry(default="", max_length=_LONGEST)
    evidence: tuple[Evidence, ...] = Entry(default=(), max_length=50)
    source: Literal["entered", "accepted", "corrected"] = "entered"


class DraftForm(Frozen):
    """A reader's draft. answers: 'patient/field/item' -> what was entered. refused: proposals turned down."""

    patients: tuple[DraftPatient, ...] = Entry(default=(), max_length=2000)
    answers: dict[Annotated[str, StringConstraints(pattern=_PLACE)], DraftAnswer] = Entry(
        default_factory=dict, max_length=20_000
    )
    refused: tuple[str, ...] = Entry(default=(), max_length=20_000)
    read: str = Entry(default="", max_length=100)
    minutes: int = Entry(default=0, ge=0, le=100_000)


def open_draft(ledger: Ledger, study: Study, report: str, person: Person) -> StoredDraft:
    """Return the reader's draft, or a new one (version 0) with the patients that are known. Raises FactsInvalid."""
    desk = desk_of(ledger, report)
    _reader(desk, person)
    found = read_draft(ledger, person.name, draft_key(report))
    if found is not None:
        return found
    known = report_state_rows(ledger, report)
    ordered = sorted(known.tables["cases"].values(), key=lambda row: int(row["id"].rpartition("-")[2]))
    patients = [
        DraftPatient(id=str(n), label=row["label"], case=row["id"]) for n, row in enumerate(ordered, start=1)
    ]
    groups = [
        DraftPatient(id=letter, label=row["label"], case=row["id"])
        for letter, row in zip(LETTERS, known.tables["cohorts"].values(), strict=False)
    ]
    offered = dict.fromkeys(p.case for p in proposals(ledger, study, report, person))
    if not patients:
        labels = [label for label in offered if label != COHORT]
        patients = [DraftPatient(id=str(n), label=label) for n, label in enumerate(labels, start=1)]
    if not groups and COHORT in offered:
        groups = [DraftPatient(id="A", label="All patients")]
    read = "full_text" if _is_full(ledger, desk, person.name) else str(desk.row["read"])
    patients = patients or ([] if groups else [DraftPatient(id="1", label="Patient 1")])
    form = DraftForm(patients=(*patients, *groups), read=read)
    return StoredDraft(person.name, draft_key(report), form.model_dump(mode="json"), 0, "")


def save(
    ledger: Ledger, report: str, person: Person, body: Json, version: int, at: str
) -> tuple[StoredDraft, bool]:
    """Save a draft made from `version`. Return the newest draft and whether it is this one.

    Mistakes in the values never block it. Raises FactsInvalid where the person may not write here, or where
    the body is no draft.
    """
    desk = desk_of(ledger, report)
    _reader(desk, person)
    desk.allow("save", person, "extraction")
    form = form_of(body, report)
    return save_draft(ledger, person.name, draft_key(report), form.model_dump(mode="json"), version, at)


def form_of(body: Json, report: str) -> DraftForm:
    """Return the body of a draft as a form. Raises FactsInvalid."""
    try:
        return DraftForm.model_validate(body)
    except ValidationError as problem:
        raise FactsInvalid(f"{report}: {form_fault(problem.errors(include_url=False)[0])}.") from problem


def answers_of(study: Study, report: str, form: DraftForm) -> tuple[list[Answer], dict[Place, list[Issue]]]:
    """Return the answers of a draft that can be understood, and the issues of those that cannot."""
    answers: list[Answer] = []
    issues: dict[Place, list[Issue]] = {}
    for key, entry in form.answers.items():
        patient, field, item = key.split("/")
        if not entry.status and not entry.raw.strip():
            continue
        status, value, found = understand(study, field, entry.status, entry.raw, patient)
        if errors(found):
            issues[patient, field, item] = found
            continue
        evidence = entry.evidence or (Citation(report=report, read=form.read or "abstract"),)
        if is_group(patient):
            evidence = tuple(one.model_copy(update={"role": Role.COHORT}) for one in evidence)
        answers.append(
            Answer(
                patient=patient, field=field, item=item, status=Status(status), value=value, evidence=evidence,
                source=entry.source,
            )
        )  # fmt: skip
    return answers, issues


def check_draft(ledger: Ledger, study: Study, report: str, person: Person, form: DraftForm) -> Checked:
    """Return what is to be looked at in a draft, field by field; nothing of it blocks the saving."""
    desk = desk_of(ledger, report)
    answers, unread = answers_in_order(study, report, form)
    patients, faults = patients_of(form)
    known = {patient.id for patient in patients} | {""}
    document = document_of(ledger, desk.document(person.name))
    state = report_state_rows(ledger, report)
    found = check(study, state, report, patients, [a for a in answers if a.patient in known], document)
    return Checked({**found.by_place, **unread}, [*faults, *found.general])


def patients_of(form: DraftForm) -> tuple[list[ExtractedPatient], list[Issue]]:
    """Return the patients of a draft, and an issue for each that has no label or a number twice.

    A group of which nothing is said is no part of the extraction: it may have been set up by a proposal.
    """
    good: list[ExtractedPatient] = []
    issues: list[Issue] = []
    said = {key.partition("/")[0] for key, entry in form.answers.items() if entry.status or entry.raw.strip()}
    for patient in form.patients:
        if is_group(patient.id) and patient.id not in said:
            continue
        if not patient.label.strip():
            issues.append(
                error("label-missing", f"patient {patient.id}", "the patient has no label.", "Name them.")
            )
            continue
        try:
            good.append(ExtractedPatient(id=patient.id, label=patient.label.strip(), case=patient.case))
        except ValidationError as problem:
            fault = form_fault(problem.errors(include_url=False)[0])
            issues.append(error("patient-form", f"patient {patient.id}", f"{fault}."))
    return good, issues


def answers_in_order(
    study: Study, report: str, form: DraftForm
) -> tuple[list[Answer], dict[Place, list[Issue]]]:
    """Return the answers in the order of the form, so that equal drafts give equal submissions."""
    answers, issues = answers_of(study, report, form)
    order = {place.field.id: n for n, place in enumerate(study.dictionary)}
    answers.sort(key=lambda a: (_number(a.patient), order.get(a.field, len(order)), a.item))
    return answers, issues


def _number(patient: str) -> int:
    return 10_000 + ord(patient) if is_group(patient) else int(patient or 0)


def _reader(desk: Desk, person: Person) -> None:
    if person.name not in desk.assigned:
        raise refused(refuse("not-assigned", f"{desk.report}, {person.name}"))


def _is_full(ledger: Ledger, desk: Desk, reader: str) -> bool:
    document = document_of(ledger, desk.document(reader))
    return document is not None and any(block.kind.value == "paragraph" for block in document.blocks)
