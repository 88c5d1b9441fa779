"""Check an extraction with the gate's rules: issues by field, for a draft as well as for a submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aneatlas.core.body import dump, text_fault
from aneatlas.core.dictionary import Subject
from aneatlas.core.events import Draft
from aneatlas.core.evidence import Evidence, Provenance
from aneatlas.core.extractions import Answer, ExtractedPatient, is_group
from aneatlas.core.facts import RECORD_FIELDS, Case, Cohort, Finding
from aneatlas.core.issues import Issue, error
from aneatlas.core.kinds import KINDS, read
from aneatlas.core.parsing import NotUnderstood, parse_count
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate, unknown_field
from aneatlas.core.states import refuse
from aneatlas.core.study import Study
from aneatlas.core.values import Category, Integer, Status, Value
from aneatlas.documents.model import Document
from aneatlas.workflows.verification.articles import sources

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """The issues of an extraction: by place (patient, field, item), and those about a patient as a whole."""

    by_place: Mapping[Place, Sequence[Issue]]
    general: Sequence[Issue]

    @property
    def all(self) -> list[Issue]:
        """Return every issue."""
        return [*(issue for issues in self.by_place.values() for issue in issues), *self.general]


def understand(
    study: Study, field: str, status: str, raw: str, patient: str = ""
) -> tuple[Status, Value | None, list[Issue]]:
    """Turn what was typed into a status and a value, with every issue.

    status: one of the five, or '' to let the words say it. raw: the value in words, '' for none. patient: of whom;
    for a group, a field of the case form takes a count ('8 of 12').
    """
    if field not in study.dictionary:
        return Status.UNCLEAR, None, [unknown_field(field, study.dictionary, "")]
    if fault := text_fault(raw):
        return Status.UNCLEAR, None, [error("text", field, f"{fault}.")]
    entry = study.dictionary[field].field
    if is_group(patient) and study.dictionary[field].group.subject is Subject.CASE:
        try:
            return Status.PRESENT, parse_count(raw), []
        except NotUnderstood as problem:
            return Status.UNCLEAR, None, [error("count", field, f"{problem}.")]
    wanted = Status(status) if status in set(Status) else None
    if (
        wanted in (None, Status.PRESENT, Status.UNCLEAR)
        and raw.strip()
        and KINDS[entry.kind].parse is not None
    ):
        found, value, issues = read(raw, entry, study.dictionary, field)
        return (wanted if wanted and value is not None else found), value, issues
    if wanted is Status.PRESENT and KINDS[entry.kind].parse is not None:
        return (
            Status.PRESENT,
            None,
            [error("value-missing", field, f"{entry.name} is present without a value.")],
        )
    words = wanted.words if wanted else raw
    return read(words, entry, study.dictionary, field)


def check(
    study: Study,
    state: State,
    report: str,
    patients: Sequence[ExtractedPatient],
    answers: Sequence[Answer],
    document: Document | None,
) -> Checked:
    """Return every issue of what one reader took from a report, as the gate sees it.

    state: the present of the report; only that it exists is used, so that a reader is told nothing of what others took.
    """
    alone = State()
    alone.tables["reports"] = state.tables["reports"]
    gate = Gate(study, alone, sources(document))
    subjects = {"": report} | {patient.id: f"{report}-{patient.id}" for patient in patients}
    names = {subject: patient for patient, subject in subjects.items()}
    general: list[Issue] = []
    found: dict[Place, list[Issue]] = defaultdict(list)
    for patient in patients:
        if is_group(patient.id):
            found[patient.id, "cohort_whom", ""] += _register_group(gate, patient, report, answers)
            continue
        body = dump(Case(id=subjects[patient.id], report=report, label=patient.label))
        general += gate.check(Draft("case.registered", subjects[patient.id], body), patient.label)
    for answer in answers:
        if is_group(answer.patient) and answer.field in RECORD_FIELDS:
            continue
        draft = Draft("finding.recorded", report, dump(finding_of(answer, subjects[answer.patient], report)))
        found[answer.place] += gate.check(draft, " ")
    for issue in gate.check_cases():
        subject, _, field = issue.where.partition(" ")
        patient_id = names.get(subject, "")
        places = [a.place for a in answers if a.patient == patient_id and a.field == field.split("/")[0]]
        if places:
            found[places[0]].append(issue)
        else:
            general.append(issue)
    return Checked({place: issues for place, issues in found.items() if issues}, general)


def _register_group(
    gate: Gate, patient: ExtractedPatient, report: str, answers: Sequence[Answer]
) -> list[Issue]:
    """Let the gate know a group as its reader describes it; return why it cannot stand."""
    id = f"{report}-{patient.id}"
    record = record_of([answer for answer in answers if answer.patient == patient.id])
    missing = [refuse("whom-missing", "")] if "whom" not in record else []
    body = dump(
        Cohort(id=id, report=report, label=patient.label, whom=record.get("whom", "mixed"), n=record.get("n"))
    )
    return [*missing, *gate.check(Draft("cohort.registered", id, body), patient.label)]


def record_of(answers: Iterable[Answer]) -> dict[str, Any]:
    """Return what answers about a group say of its record: 'whom' it counts, and how many they are ('n')."""
    found: dict[str, Any] = {}
    for answer in answers:
        name = RECORD_FIELDS.get(answer.field, "")
        if isinstance(answer.value, Category) and name == "whom":
            found[name] = answer.value.code
        elif isinstance(answer.value, Integer) and name == "n":
            found[name] = answer.value.number
    return found


def finding_of(
    answer: Answer,
    subject: str,
    proposer: str,
    level: Provenance | None = None,
    evidence: tuple[Evidence, ...] = (),
) -> Finding:
    """Return an answer as a finding; without a level, the one that one reader's work has."""
    evidence = evidence or answer.evidence
    return Finding(
        subject=subject,
        field=answer.field,
        item=answer.item,
        status=answer.status,
        value=answer.value,
        evidence=evidence,
        provenance=level or single_level(evidence),
        proposer=proposer,
    )


def single_level(evidence: Sequence[Evidence]) -> Provenance:
    """Return the level of what one person read: 'read' with a quote, 'entered' without."""
    quoted = any(entry.kind == "quote" for entry in evidence)
    return Provenance.READ if quoted else Provenance.ENTERED
