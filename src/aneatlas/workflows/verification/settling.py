"""Settle: decide what the readers answered differently; the result becomes the findings of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

from pydantic import Field as Entry
from pydantic import ValidationError

from aneatlas.core.body import dump
from aneatlas.core.comparing import FieldRow, PatientRow, meaning_of
from aneatlas.core.events import Draft, Json
from aneatlas.core.evidence import Evidence, Frozen, Provenance, Role
from aneatlas.core.extractions import Answer, Decision, PatientTie, Reconciliation, is_group
from aneatlas.core.facts import RECORD_FIELDS, Case, Cohort, Withdrawal
from aneatlas.core.issues import FactsInvalid, Issue, errors, form_fault
from aneatlas.core.rules import Gate
from aneatlas.core.states import refuse
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.store.parts import events_of
from aneatlas.store.turns import turn
from aneatlas.workflows.verification.articles import document_of, sources
from aneatlas.workflows.verification.checking import finding_of, record_of, single_level, understand
from aneatlas.workflows.verification.comparison import Comparison, comparison
from aneatlas.workflows.verification.desk import Person, desk_of, plain, refused
from aneatlas.workflows.verification.drafting import LETTERS
from aneatlas.workflows.verification.otherwise import meanwhile

_EXTENT = ("abstract", "beginning_of_full_text", "full_text")


class Choice(Frozen):
    """A decision as entered. outcome 'taken' names the reader; 'other' has a status and a value in words.

    evidence: of the outcome 'other'; by default the words on which the readers' answers rest.
    """

    outcome: Literal["agreed", "taken", "other", "left out"]
    reader: str = ""
    reason: str = Entry(default="", max_length=2000)
    status: str = ""
    raw: str = Entry(default="", max_length=4000)
    evidence: tuple[Evidence, ...] = ()


class Choices(Frozen):
    """All decisions on a report as entered: the draft of an adjudicator.

    ties: the patients, each as the readers' numbers for them. cases: index of a tie -> a known case, or
    'none' for a patient who is left out. choices: key of a row -> decision. withdraw: findings of the atlas that
    no reader found and that are not to stand. reasons: for a patient left out, or a finding withdrawn.
    """

    ties: tuple[tuple[str, ...], ...] = ()
    cases: dict[str, str] = Entry(default_factory=dict)
    choices: dict[str, Choice] = Entry(default_factory=dict)
    withdraw: tuple[str, ...] = ()
    reasons: dict[str, str] = Entry(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement wrote: findings, new cases; and warnings. written is False where it stood already."""

    written: bool
    findings: int
    cases: tuple[str, ...]
    issues: tuple[Issue, ...]


def choices_of(body: Json, report: str) -> Choices:
    """Return decisions as entered. Raises FactsInvalid."""
    try:
        return Choices.model_validate(body)
    except ValidationError as problem:
        raise FactsInvalid(f"{report}: {form_fault(problem.errors(include_url=False)[0])}.") from problem


def settle(
    ledger: Ledger,
    study: Study,
    report: str,
    person: Person,
    choices: Choices,
    seen: tuple[int, ...],
    at: str,
) -> Settled:
    """Decide on a report, all or nothing: the decision, new cases and findings are written together.

    seen: the numbers of the submissions that the person compared; where one has changed since, nothing is
    written. The same decision of the same person twice is one event; where somebody else was faster, this is
    refused (`meanwhile` tells what stands). Raises FactsInvalid with every mistake.
    """
    with turn(ledger):
        desk = desk_of(ledger, report)
        if desk.state == "settled" and desk.decision and tuple(desk.decision.extractions) == seen:
            stands = meanwhile(ledger, study, report, person, choices)
            if stands and stands.by == person.name and not stands.differing:
                return Settled(False, 0, (), ())
        desk.allow("settle", person)
        cases = {place: case for place, case in choices.cases.items() if case != "none"}
        found = comparison(ledger, study, report, person, choices.ties, cases)
        if found.seen != seen:
            raise refused(refuse("changed-meanwhile", report))
        drafts, new = _drafts(ledger, study, found, choices, person)
        issues = _check(study, found, drafts, document_of(ledger, desk.document()))
        ledger.append(drafts, at, person.name)
    written = sum(draft.kind == "finding.recorded" for draft in drafts)
    return Settled(True, written, new, tuple(issues))


def _drafts(
    ledger: Ledger, study: Study, found: Comparison, choices: Choices, person: Person
) -> tuple[list[Draft], tuple[str, ...]]:
    report = found.desk.report
    subjects, new = _subjects(ledger, found, choices)
    decisions: list[Decision] = []
    findings: list[Draft] = []
    records: dict[int, list[Answer]] = {}
    undecided: list[Issue] = []
    for row in found.rows:
        subject = report if row.patient is None else subjects[row.patient]
        choice = _choice(row, choices, subject)
        if choice is None or (choice.outcome != "agreed" and not choice.reason.strip()):
            undecided.append(
                refuse("undecided" if choice is None else "reason-missing", f"{report} {row.key}")
            )
            continue
        decisions.append(
            Decision(
                subject=subject or report, field=row.field, item=row.item,
                answers=tuple(meaning_of(answer) for answer in row.answers), outcome=choice.outcome,
                reader=choice.reader, reason=" ".join(choice.reason.split()),
            )
        )  # fmt: skip
        answer = _answer(study, found, row, choice)
        if answer is not None and row.patient is not None and _of_record(found, row):
            records.setdefault(row.patient, []).append(answer)
        elif answer is not None and subject:
            level = Provenance.VERIFIED if len(found.readers) > 1 else single_level(answer.evidence)
            proposer = person.name if choice.outcome == "other" else choice.reader or ", ".join(found.readers)
            body = dump(finding_of(answer, subject, proposer, level))
            if _stands(found, body):
                continue
            why = " ".join(choice.reason.split()) or (
                "Readers agree." if len(found.readers) > 1 else "Read by one reader."
            )
            findings.append(Draft("finding.recorded", subject, body, why))
    if undecided:
        raise FactsInvalid(f"{undecided[0].where}: {undecided[0].message} Nothing was written.", undecided)
    ties = tuple(
        PatientTie(case=subjects[n], label=patient.label, patients=patient.patients)
        for n, patient in enumerate(found.patients)
        if subjects[n]
    )
    registered = [
        Draft("case.registered", tie.case, dump(Case(id=tie.case, report=report, label=tie.label)))
        for tie in ties
        if tie.case in new and not is_group(tie.case[-1])
    ]
    groups = [
        draft
        for n, patient in enumerate(found.patients)
        if patient.group and subjects[n]
        for draft in _group(found, patient, subjects[n], records.get(n, ()))
    ]
    rest = [*registered, *groups, *_read(found), *findings, *_withdrawn(found, choices)]
    decision = Reconciliation(
        report=report, readers=found.readers, extractions=found.seen, patients=ties, decisions=tuple(decisions),
        following=len(rest),
    )  # fmt: skip
    return [Draft("reconciliation.settled", report, dump(decision)), *rest], new


def _of_record(found: Comparison, row: FieldRow) -> bool:
    """Tell whether a row speaks of whom a group counts or how many they are, which its record keeps."""
    return row.patient is not None and found.patients[row.patient].group and row.field in RECORD_FIELDS


def _group(found: Comparison, patient: PatientRow, cohort: str, decided: Iterable[Answer]) -> list[Draft]:
    """Return the event that registers or amends a group, none where it stands so already. Raises FactsInvalid."""
    before = found.state.tables["cohorts"].get(cohort)
    record = record_of(decided)
    if before is None and "whom" not in record:
        raise refused(refuse("whom-missing", f"{found.desk.report}, {patient.label}"))
    facts = plain(before) if before else {"id": cohort, "report": found.desk.report, "label": patient.label}
    body = dump(Cohort.model_validate({**facts, **record}))
    if before is None:
        return [Draft("cohort.registered", cohort, body)]
    amended = "Whom it counts was decided by its readers."
    return [] if body == plain(before) else [Draft("cohort.amended", cohort, body, amended)]


def _subjects(ledger: Ledger, found: Comparison, choices: Choices) -> tuple[list[str], tuple[str, ...]]:
    """Return the case of each patient ('' for one left out), and the cases that are new."""
    report = found.desk.report
    known = set(found.state.tables["cases"]) | set(found.state.tables["cohorts"])
    accessions = {"cases": _unused(ledger, found, "case"), "cohorts": _unused(ledger, found, "cohort")}
    subjects: list[str] = []
    new: list[str] = []
    former = _former(ledger, report)
    for place, patient in enumerate(found.patients):
        if choices.cases.get(str(place)) == "none":
            if not choices.reasons.get(str(place), "").strip():
                raise refused(refuse("reason-missing", f"{report}, {patient.label}"))
            subjects.append("")
            continue
        if patient.case in known:
            subjects.append(patient.case)
            continue
        before = {former.get(pair, "") for pair in zip(found.readers, patient.patients, strict=True)} - {""}
        if len(before) == 1 and not before & {*known, *new}:
            new.append(before.pop())  # the same patient of an earlier decision that was undone
            subjects.append(new[-1])
            continue
        new.append(next(accessions["cohorts" if patient.group else "cases"]))
        subjects.append(new[-1])
    twice = {case for case in subjects if case and subjects.count(case) > 1}
    if twice:
        raise FactsInvalid(f"{report}: two patients are tied to the case {min(twice)}. Tie each to its own.")
    return subjects, tuple(new)


def _unused(ledger: Ledger, found: Comparison, thing: str) -> Iterator[str]:
    """Yield accessions that were never used: numbers for cases, letters for cohorts. Raises FactsInvalid."""
    report, known = found.desk.report, found.state.tables[f"{thing}s"]
    numbers = (int(case.rpartition("-")[2]) for case in known) if thing == "case" else ()
    for mark in LETTERS if thing == "cohort" else map(str, count(max(numbers, default=0) + 1)):
        if f"{report}-{mark}" not in known and not events_of(
            ledger, f"{report}-{mark}", (f"{thing}.registered",)
        ):
            yield f"{report}-{mark}"
    raise FactsInvalid(f"{report}: its {len(LETTERS)} letters for groups are used up.")


def _former(ledger: Ledger, report: str) -> dict[tuple[str, str], str]:
    """Return the case to which each reader's patient was tied by earlier decisions: (reader, number) -> case."""
    found: dict[tuple[str, str], str] = {}
    for event in events_of(ledger, report, ("reconciliation.settled",)):
        for tie in event.body.get("patients", ()):
            found |= {
                pair: tie["case"]
                for pair in zip(event.body["readers"], tie["patients"], strict=True)
                if pair[1]
            }
    return found


def _choice(row: FieldRow, choices: Choices, subject: str) -> Choice | None:
    if not subject:
        return Choice(outcome="left out", reason=choices.reasons[str(row.patient)])
    choice = choices.choices.get(row.key)
    if choice is None or (choice.outcome == "agreed" and row.likeness == "agreed"):
        return Choice(outcome="agreed") if row.likeness == "agreed" else None
    return choice if choice.outcome != "agreed" else None


def _answer(study: Study, found: Comparison, row: FieldRow, choice: Choice) -> Answer | None:
    """Return the answer that will stand, None where the row is left out. Raises FactsInvalid."""
    where = f"{found.desk.report} {row.key}"
    if choice.outcome == "left out":
        return None
    if choice.outcome == "other":
        group = row.patient is not None and found.patients[row.patient].group
        status, value, issues = understand(study, row.field, choice.status, choice.raw, "A" if group else "")
        if bad := errors(issues):
            raise FactsInvalid(f"{where}: {bad[0].message}", bad)
        evidence = choice.evidence or _joined(row)
        if group:
            evidence = tuple(one.model_copy(update={"role": Role.COHORT}) for one in evidence)
        return Answer(field=row.field, item=row.item, status=status, value=value, evidence=evidence)
    if choice.outcome == "taken":
        taken = dict(zip(found.readers, row.answers, strict=True)).get(choice.reader)
        if taken is None:
            raise FactsInvalid(f"{where}: {choice.reader} gave no answer to take.")
        return taken.model_copy(update={"patient": "", "item": row.item})
    first = next(answer for answer in row.answers if answer is not None)
    return first.model_copy(update={"patient": "", "item": row.item, "evidence": _joined(row)})


def _joined(row: FieldRow) -> tuple[Evidence, ...]:
    """Return the evidence of all readers, each once; citations only where nobody quotes."""
    given = dict.fromkeys(e for answer in row.answers if answer for e in answer.evidence)
    quotes = tuple(entry for entry in given if entry.kind == "quote")
    return quotes or tuple(given)


def _stands(found: Comparison, body: Mapping[str, object]) -> bool:
    item = f"/{body['item']}" if body.get("item") else ""
    row = found.state.tables["findings"].get(f"{body['subject']}/{body['field']}{item}")
    return row is not None and plain(row) == body


def _read(found: Comparison) -> list[Draft]:
    """Return the amendment of the report where its readers read more of it than was known."""
    row = plain(found.desk.row)
    furthest = max(
        (s.read for s in found.submissions if s.read in _EXTENT), key=_EXTENT.index, default=row["read"]
    )
    if row["read"] in _EXTENT and _EXTENT.index(furthest) <= _EXTENT.index(row["read"]):
        return []
    if furthest == row["read"]:
        return []
    return [
        Draft("report.amended", found.desk.report, row | {"read": furthest}, "Its readers read more of it.")
    ]


def _withdrawn(found: Comparison, choices: Choices) -> list[Draft]:
    drafts = []
    silent = found.silent()
    for key in dict.fromkeys(choices.withdraw):
        reason = " ".join(choices.reasons.get(key, "").split())
        if key not in silent:
            raise FactsInvalid(f"{key}: a reader answered this, or it does not stand. Decide it in its row.")
        if not reason:
            raise refused(refuse("reason-missing", key))
        drafts.append(Draft("finding.withdrawn", silent[key]["subject"], dump(Withdrawal(key=key)), reason))
    return drafts


def _check(study: Study, found: Comparison, drafts: list[Draft], document: object) -> list[Issue]:
    gate = Gate(study, found.state, sources(document))  # type: ignore[arg-type]
    issues: list[Issue] = []
    for draft in drafts:
        issues += gate.check(draft)
    issues += gate.check_cases()
    if bad := errors(issues):
        raise FactsInvalid(f"{bad[0]} Nothing was written.", bad)
    return issues
