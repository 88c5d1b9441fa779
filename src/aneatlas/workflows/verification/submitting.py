"""Submit: hand an extraction in, checked by the gate's rules; or take it back."""

from __future__ import annotations

from aneatlas.core.body import dump
from aneatlas.core.events import Draft
from aneatlas.core.extractions import Submission
from aneatlas.core.facts import Withdrawal
from aneatlas.core.issues import FactsInvalid, Issue, errors
from aneatlas.core.states import refuse
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.store.drafts import read_draft
from aneatlas.store.parts import report_state_rows
from aneatlas.store.turns import turn
from aneatlas.workflows.verification.articles import document_of
from aneatlas.workflows.verification.checking import check
from aneatlas.workflows.verification.desk import Person, desk_of, draft_key, plain, reasoned, refused
from aneatlas.workflows.verification.drafting import answers_in_order, form_of, patients_of


def submit(
    ledger: Ledger, study: Study, report: str, person: Person, version: int, at: str
) -> tuple[bool, list[Issue]]:
    """Hand in the newest draft. Return whether an event was written, and warnings.

    version: of the draft that the reader sees; another one is refused as changed meanwhile. The same submit
    twice is one event. Raises FactsInvalid with every mistake; the draft is kept in any case.
    """
    with turn(ledger):
        desk = desk_of(ledger, report)
        draft = read_draft(ledger, person.name, draft_key(report))
        if draft is None:
            desk.allow("submit", person, "extraction")
            raise refused(refuse("no-draft", report))
        if draft.version != version:
            raise refused(refuse("changed-meanwhile", report))
        body, issues = _submission(ledger, study, report, person, draft.body, desk.document(person.name))
        if person.name in desk.submitted and plain(desk.submitted[person.name]) == body:
            return False, issues
        desk.allow("submit", person, "extraction")
        desk.allow("submit", person)
        if found := errors(issues):
            raise FactsInvalid(f"{report}: {len(found)} entries cannot stand; {found[0]}", found)
        ledger.append([Draft("extraction.submitted", report, body)], at, person.name)
    return True, issues


def take_back(ledger: Ledger, report: str, person: Person, at: str, why: str) -> None:
    """Take one's own submission back to change it. Raises FactsInvalid."""
    why = reasoned(why, report)
    with turn(ledger):
        desk = desk_of(ledger, report)
        desk.allow("take back", person, "extraction")
        desk.allow("take back", person)
        body = dump(Withdrawal(key=f"{report}~{person.name}"))
        ledger.append([Draft("extraction.withdrawn", report, body, why)], at, person.name)


def _submission(
    ledger: Ledger, study: Study, report: str, person: Person, body: dict[str, object], digest: str
) -> tuple[dict[str, object], list[Issue]]:
    form = form_of(body, report)
    answers, unread = answers_in_order(study, report, form)
    patients, faults = patients_of(form)
    known = {patient.id for patient in patients} | {""}
    answers = [answer for answer in answers if answer.patient in known]
    document = document_of(ledger, digest)
    found = check(study, report_state_rows(ledger, report), report, patients, answers, document)
    issues = [*faults, *(issue for each in unread.values() for issue in each), *found.all]
    submission = Submission(
        report=report,
        reader=person.name,
        document=digest,
        read=form.read or "abstract",
        patients=tuple(patients),
        answers=tuple(answers),
        refused=len(set(form.refused)),
        minutes=form.minutes,
    )
    return dump(submission), issues
