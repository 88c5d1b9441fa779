"""Compare: what the readers of a report took, side by side, once all of them have submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aneatlas.core.comparing import FieldRow, PatientRow, compare, row_of, tie_patients
from aneatlas.core.events import Json
from aneatlas.core.extractions import Answer, Submission
from aneatlas.core.facts import Finding
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.replay import State
from aneatlas.core.states import refuse
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.store.parts import report_state_rows
from aneatlas.workflows.verification.desk import Desk, Person, desk_of, plain, refused


@dataclass(frozen=True, slots=True)
class Comparison:
    """The extractions of a report beside each other.

    seen: the number of each reader's submission, which a decision names. state: the present of the report.
    silent: findings of the atlas, by key, that no reader answered.
    """

    desk: Desk
    readers: tuple[str, ...]
    seen: tuple[int, ...]
    submissions: tuple[Submission, ...]
    patients: tuple[PatientRow, ...]
    rows: tuple[FieldRow, ...]
    state: State

    @property
    def open(self) -> list[FieldRow]:
        """Return the rows that a person must decide."""
        return [row for row in self.rows if row.likeness != "agreed"]

    def silent(self) -> dict[str, Json]:
        """Return the findings of the known cases that no reader answered: key -> row."""
        said = {(self.patients[r.patient].case, r.field, r.item) for r in self.rows if r.patient is not None}
        cases = {patient.case for patient in self.patients} - {""}
        return {
            key: row
            for key, row in self.state.tables["findings"].items()
            if row["subject"] in cases and (row["subject"], row["field"], row.get("item", "")) not in said
        }


def comparison(
    ledger: Ledger,
    study: Study,
    report: str,
    person: Person,
    ties: Sequence[Sequence[str]] = (),
    cases: Mapping[str, str] | None = None,
) -> Comparison:
    """Return the comparison of a report's extractions.

    ties: how a person ties the patients, a list of each reader's number ('' for none); by default by what
    they have in common. cases: index of a tie -> the known case it is. Raises FactsInvalid where the person
    may not see it yet, or where the ties do not name each patient once.
    """
    desk = desk_of(ledger, report)
    if not desk.readers:
        raise refused(refuse("nobody-assigned", report))
    readers = tuple(desk.decision.readers) if desk.state == "settled" and desk.decision else desk.readers
    if any(reader not in desk.submitted for reader in readers) or not all(
        desk.sees(person, reader) for reader in readers
    ):
        raise refused(refuse("not-all-submitted", report))
    submissions = tuple(desk.submission(reader) for reader in readers)
    if not ties and desk.state == "settled" and desk.decision:
        ties = [tie.patients for tie in desk.decision.patients] or ties
    patients = _patients(report, submissions, ties, cases or {}, whole=desk.state != "settled")
    state = report_state_rows(ledger, report)
    rows = compare(submissions, patients, study.dictionary, _present(state, patients))
    seen = tuple(int(desk.submitted[reader]["event"]) for reader in readers)
    return Comparison(desk, readers, seen, submissions, tuple(patients), tuple(rows), state)


def _patients(
    report: str,
    submissions: Sequence[Submission],
    ties: Sequence[Sequence[str]],
    cases: Mapping[str, str],
    whole: bool,
) -> list[PatientRow]:
    if not ties:
        found = tie_patients(submissions)
    else:
        wrong = FactsInvalid(f"{report}: each patient of each reader must be tied exactly once.")
        for reader, submission in enumerate(submissions):
            named = sorted(tie[reader] for tie in ties if len(tie) == len(submissions) and tie[reader])
            if whole and named != sorted(patient.id for patient in submission.patients):
                raise wrong
        try:
            found = [row_of(submissions, tuple(tie)) for tie in ties]
        except (KeyError, IndexError, ValueError):
            raise wrong from None
    return [PatientRow(row.patients, row.label, cases.get(str(n), row.case)) for n, row in enumerate(found)]


def _present(state: State, patients: Sequence[PatientRow]) -> dict[str, list[Answer]]:
    """Return what the atlas says of the cases to which patients are tied."""
    cases = {patient.case for patient in patients} - {""}
    found: dict[str, list[Answer]] = {case: [] for case in cases}
    for row in state.tables["findings"].values():
        if row["subject"] in cases:
            finding = Finding.model_validate(plain(row))
            found[finding.subject].append(
                Answer(
                    field=finding.field, item=finding.item, status=finding.status, value=finding.value,
                    evidence=finding.evidence,
                )
            )  # fmt: skip
    return found
