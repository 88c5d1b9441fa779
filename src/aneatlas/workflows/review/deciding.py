"""Decide on candidates, and undo: each decision is an event, and a settled inclusion makes a report."""

from __future__ import annotations

from pydantic import ValidationError

from aneatlas.core.body import dump, text_fault
from aneatlas.core.candidates import Candidate
from aneatlas.core.events import Draft, Json
from aneatlas.core.facts import Withdrawal
from aneatlas.core.issues import FactsInvalid, form_fault
from aneatlas.core.review import STAGES, Screening
from aneatlas.core.review_state import Review
from aneatlas.core.screening import Decision, Step, decisions_of, may_decide, outcome
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.place import now
from aneatlas.workflows.review.consequences import consequences
from aneatlas.workflows.review.holding import Outdated, alone, held
from aneatlas.workflows.review.registering import registration, unregistration
from aneatlas.workflows.review.view import CandidateView, found_candidate, view_of

_OPEN = {
    "title_abstract": (Step.LEFT_OUT, Step.WAITING, Step.CONFLICT, Step.EXCLUDED, Step.SOUGHT),
    # One that is included without a report lost it when records were parted: the decision, made again, registers it.
    "full_text": (Step.SOUGHT, Step.FULL_CONFLICT, Step.NOT_RETRIEVED, Step.REFUSED, Step.INCLUDED),
}


def decide(
    ledger: Ledger,
    study: Study,
    record: str,
    stage: str,
    choice: str,
    *,
    reader: str,
    reason: str = "",
    note: str = "",
    expected: int | None = None,
) -> CandidateView:
    """Write a reader's decision; return where the candidate stands now.

    The same decision twice is one event. Raises FactsInvalid (unknown record, stage, choice or reason; not at
    this stage), Outdated (see `expected` in the package's description); nothing is written then.
    """
    with alone(ledger, study) as review:
        item = found_candidate(review, record)
        before = _own(review, item, stage, reader)
        if expected is not None and expected != (before.event if before else 0):
            raise Outdated(
                f"{item.id}: your decision changed meanwhile; it is now '{before.choice if before else 'none'}'. "
                "Look at it and decide again."
            )
        third = _admitted(review, item, stage, reader)
        body = _body(study, item, stage, choice, reader, reason, note, third)
        if _includes(review, item, body):
            registration(ledger, study, review, item)  # refused before anything is written
        if before is None or not _same(before, body):
            ledger.append([_draft(before, body)], now(), reader)
        _follow(ledger, study, item.id, reader)
        with held(ledger, study) as after:
            return view_of(ledger, after, found_candidate(after, item.id), reader)


def undo(
    ledger: Ledger, study: Study, record: str, stage: str, *, reader: str, why: str = "undone"
) -> CandidateView:
    """Take a reader's decision back. A report that it had registered goes with it, as long as nothing was entered.

    Raises FactsInvalid where there is no decision of this reader, or where the report has cases already.
    """
    if fault := text_fault(why):
        raise FactsInvalid(f"the reason: {fault}. Nothing was written.")
    with alone(ledger, study) as review:
        item = found_candidate(review, record)
        before = _own(review, item, stage, reader)
        if before is None:
            raise FactsInvalid(f"{item.id}: {reader} has decided nothing at this stage. Nothing was undone.")
        drafts = [
            Draft(
                "screening.removed",
                before.record,
                dump(Withdrawal(key=f"{before.record}~{stage}~{reader}")),
                why,
            )
        ]
        if stage == "full_text" and before.choice == "include" and item.report:
            drafts += unregistration(ledger, review, item, why)
        ledger.append(drafts, now(), reader)
        with held(ledger, study) as after:
            return view_of(ledger, after, found_candidate(after, item.id), reader)


def _includes(review: Review, item: Candidate, body: Json) -> bool:
    """Say whether a decision settles that a candidate becomes a report."""
    if body["stage"] != "full_text" or item.report:
        return False
    others = [one for one in review.decisions(item) if one["reader"] != body["reader"]]
    newest = max((int(one["event"]) for one in others), default=0) + 1
    decided = decisions_of([*others, body | {"event": newest}], "full_text")
    found = outcome(decided, review.readers, review.reasons)
    return (found.state, found.choice) == ("settled", "include")


def _follow(ledger: Ledger, study: Study, record: str, reader: str) -> None:
    """Register the report of a candidate that was just included on its full text."""
    with held(ledger, study) as review:
        item = found_candidate(review, record)
        if review.standing(item).step is not Step.INCLUDED or item.report:
            return
        ledger.append(registration(ledger, study, review, item), now(), reader)
    with held(ledger, study) as review:
        more = consequences(review, item.records)  # a retraction may be known, or a version included
    if more:
        ledger.append(more, now(), reader)


def _own(review: Review, item: Candidate, stage: str, reader: str) -> Decision | None:
    if stage not in STAGES:
        raise FactsInvalid(f"'{stage}' is no stage. Use title_abstract or full_text.")
    decided = decisions_of(review.decisions(item), stage)
    return next((decision for decision in decided if decision.reader == reader), None)


def _admitted(review: Review, item: Candidate, stage: str, reader: str) -> bool:
    """Return whether the reader decides as the third one. Raises FactsInvalid where the stage is not open."""
    standing = review.standing(item)
    if item.report:
        raise FactsInvalid(
            f"{item.id} is the report {item.report} already. Change its standing: aneatlas standing {item.report} ..."
        )
    if standing.step not in _OPEN[stage]:
        raise FactsInvalid(
            f"{item.id} stands at '{standing.step}': nothing is decided on its {_words(stage)} now."
        )
    decided = decisions_of(review.decisions(item), stage)
    found = standing.title_abstract if stage == "title_abstract" else standing.full_text
    if stage == "title_abstract" and standing.full_text.state != "none":
        raise FactsInvalid(f"{item.id}: its full text was decided on already. Undo that first.")
    if refused := may_decide(decided, reader, found):
        raise FactsInvalid(f"{item.id}: {refused}")
    own = next((decision for decision in decided if decision.reader == reader), None)
    return own.third if own else found.state == "conflict"


def _body(
    study: Study,
    item: Candidate,
    stage: str,
    choice: str,
    reader: str,
    reason: str,
    note: str,
    third: bool,
) -> Json:
    reasons = [one.id for one in study.eligibility.reason]
    if reason and reason not in reasons:
        raise FactsInvalid(f"'{reason}' is no reason of study.toml. Use one of: {', '.join(reasons)}.")
    try:
        return dump(
            Screening.model_validate(
                {
                    "record": item.id,
                    "stage": stage,
                    "reader": reader,
                    "choice": choice,
                    "reason": reason if choice == "exclude" else "",
                    "note": note,
                    "third": third,
                }
            )
        )
    except ValidationError as problem:
        detail = form_fault(problem.errors(include_url=False)[0])
        hint = f" Use one of: {', '.join(reasons)}." if "needs a reason" in detail else ""
        raise FactsInvalid(f"{item.id}: {detail}.{hint} Nothing was written.") from problem


def _draft(before: Decision | None, body: Json) -> Draft:
    # A decision made on another record of the candidate stays the reader's one decision on it.
    record = before.record if before is not None else body["record"]
    return Draft(
        "screening.decided", record, body | {"record": record}, "decided anew" if before is not None else ""
    )


def _same(before: Decision, body: Json) -> bool:
    return (before.choice, before.reason, before.note) == (
        body["choice"],
        body.get("reason", ""),
        body.get("note", ""),
    )


def _words(stage: str) -> str:
    return stage.replace("title_abstract", "title and abstract").replace("_", " ")
