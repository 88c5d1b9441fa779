"""Merge and part records by hand; every tie is an event with its reason and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aneatlas.core.body import dump, text_fault
from aneatlas.core.candidates import BY_HAND, REGISTERED
from aneatlas.core.events import Draft, Json
from aneatlas.core.facts import Withdrawal
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.review import Tie
from aneatlas.core.review_state import Review
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.place import now
from aneatlas.workflows.review.consequences import consequences
from aneatlas.workflows.review.holding import alone, held
from aneatlas.workflows.review.view import found_candidate


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that may be one publication, and what speaks for it."""

    a: str
    b: str
    a_title: str
    b_title: str
    rule: str
    reason: str


def join(ledger: Ledger, study: Study, a: str, b: str, *, why: str, actor: str) -> None:
    """Say that two records are one publication. Raises FactsInvalid; nothing is written then."""
    _tie(ledger, study, a, b, "same", why, actor)


def part(ledger: Ledger, study: Study, a: str, b: str, *, why: str, actor: str) -> None:
    """Say that two records are two publications: no rule merges them again. Raises FactsInvalid."""
    _tie(ledger, study, a, b, "different", why, actor)


def link(ledger: Ledger, study: Study, a: str, b: str, *, why: str, actor: str) -> None:
    """Say that two records are versions of one work: linked, not merged. Raises FactsInvalid."""
    _tie(ledger, study, a, b, "version", why, actor)


def unlink(ledger: Ledger, study: Study, a: str, b: str, *, why: str, actor: str) -> None:
    """Take the tie between two records, or a record and its report, away. Raises FactsInvalid where there is none."""
    _reasoned(why)
    with alone(ledger, study) as review:
        first, second = sorted((a, b))
        key = next(
            (key for key in (f"{first}~{second}", f"{a}~{b}", f"{b}~{a}") if key in review.tables["ties"]), ""
        )
        if not key:
            raise FactsInvalid(f"{a} and {b}: there is no tie between them. Nothing was written.")
        _not_registered(review, review.tables["ties"][key])
        ledger.append([Draft("tie.removed", key, dump(Withdrawal(key=key)), why)], now(), actor)


def doubtful(ledger: Ledger, study: Study) -> list[Doubt]:
    """Return the pairs that the rules leave to a person, as long as nothing else has brought them together."""
    with held(ledger, study) as review:
        found = []
        for tie in review.tables["ties"].values():
            if tie["kind"] != "doubtful":
                continue
            left, right = review.candidate(tie["a"]), review.candidate(tie["b"])
            if left is None or right is None or left.id == right.id:
                continue
            one, other = (str(review.tables["records"][tie[end]].get("title", "")) for end in ("a", "b"))
            found.append(Doubt(tie["a"], tie["b"], one, other, tie["rule"], tie["reason"]))
        return sorted(found, key=lambda doubt: (doubt.a, doubt.b))


def _tie(
    ledger: Ledger,
    study: Study,
    a: str,
    b: str,
    kind: Literal["same", "different", "version"],
    why: str,
    actor: str,
) -> None:
    _reasoned(why)
    with alone(ledger, study) as review:
        for one in (a, b):
            if one not in review.tables["records"]:
                raise FactsInvalid(f"there is no record '{one}'. {_meant(review, one)}Nothing was written.")
        if a == b:
            raise FactsInvalid(f"{a}: name two different records. Nothing was written.")
        first, second = sorted((a, b))
        tie = Tie(a=first, b=second, kind=kind, rule=BY_HAND, reason=why)
        before = review.tables["ties"].get(tie.key)
        if before is not None and (before["kind"], before["rule"], before["reason"]) == (kind, BY_HAND, why):
            return
        if kind == "same":
            _one_report(review, a, b)
        ledger.append([Draft("tie.noted", tie.key, dump(tie), why)], now(), actor)
        with held(ledger, study) as after:
            more = consequences(after, (a, b))
        if more:
            ledger.append(more, now(), actor)


def _not_registered(review: Review, tie: Json) -> None:
    """Raise FactsInvalid where a candidate would stay included and lose the report that was made of it."""
    item = review.candidate(tie["a"])
    if tie["rule"] == REGISTERED and item is not None and item.report == tie["b"]:
        raise FactsInvalid(
            f"{item.report} was made of {item.id} when its full text was included. Undo that decision, or part its "
            f"records, or exclude the report: aneatlas standing {item.report} excluded --reason ... Nothing was written."
        )


def _one_report(review: Review, a: str, b: str) -> None:
    left, right = review.candidate(a), review.candidate(b)
    if left and right and left.report and right.report and left.report != right.report:
        raise FactsInvalid(
            f"{a} is of the report {left.report}, {b} of {right.report}: two reports cannot be one publication. "
            f"Note that they overlap: aneatlas overlap {left.report} {right.report} ..."
        )


def _reasoned(why: str) -> None:
    if not why.strip():
        raise FactsInvalid("a change needs a reason. Say why: --why '...'.")
    if fault := text_fault(why):
        raise FactsInvalid(f"the reason: {fault}. Nothing was written.")


def _meant(review: Review, name: str) -> str:
    try:
        found = found_candidate(review, name)
    except FactsInvalid:
        return "See one with: aneatlas candidate PMID. "
    return f"Do you mean {found.id}? "
