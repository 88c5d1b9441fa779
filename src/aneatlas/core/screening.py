"""Where a candidate stands, as pure functions of the decisions on it: who decided, what waits, what is settled.

Rules first: what they include goes to its full text, what they exclude is left out, what is left ('maybe')
waits for a person. A person's settled decision comes before the rules'. With two readers both decide
without seeing the other's decision (`visible`); where they differ, or one is unsure, a third one decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from aneatlas.core.events import Json

#: The reason of study.toml that stands for 'the full text could not be had'.
NOT_ACCESSIBLE = "not_accessible"


class Step(StrEnum):
    """Where a candidate stands in the flow of the review."""

    WITHDRAWN = "withdrawn"  # the source took all its records back
    LEFT_OUT = "left out by rule"
    WAITING = "waiting"  # for a reader of the title and abstract
    CONFLICT = "conflict"  # readers of the title and abstract differ
    EXCLUDED = "excluded"  # on the title and abstract, by persons
    SOUGHT = "full text waiting"
    FULL_CONFLICT = "full text in conflict"
    NOT_RETRIEVED = "full text not retrieved"
    REFUSED = "excluded on the full text"
    INCLUDED = "included"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Decision:
    """One reader's decision on one stage. event: the number of the event that holds it."""

    reader: str
    choice: str
    reason: str = ""
    note: str = ""
    third: bool = False
    event: int = 0
    record: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the decisions of one stage come to.

    state: 'none' (nobody decided), 'waiting' (for another reader), 'conflict' (for the third), 'settled'.
    choice, reason: of the settled decision. readers: who decided, in order of time.
    """

    state: str
    choice: str = ""
    reason: str = ""
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a candidate stands, with what settled it: a rule, a report that was known, or readers."""

    step: Step
    by: str
    reason: str = ""
    title_abstract: Outcome = field(default_factory=lambda: Outcome("none"))
    full_text: Outcome = field(default_factory=lambda: Outcome("none"))


def decisions_of(rows: Iterable[Json], stage: str) -> tuple[Decision, ...]:
    """Return the decisions of a stage in order of time; of one reader, on several records, the newest."""
    newest: dict[str, Decision] = {}
    for row in sorted((row for row in rows if row["stage"] == stage), key=lambda row: int(row["event"])):
        reader = str(row["reader"])
        newest.pop(reader, None)
        newest[reader] = Decision(
            reader,
            str(row["choice"]),
            str(row.get("reason", "")),
            str(row.get("note", "")),
            bool(row.get("third")),
            int(row["event"]),
            str(row["record"]),
        )
    return tuple(newest.values())


def outcome(decisions: Sequence[Decision], readers: int, reasons: Sequence[str] = ()) -> Outcome:
    """Return what decisions come to where `readers` (1 or 2) must agree.

    The third reader's word is last. 'maybe' settles nothing: with one reader it waits for another one, with
    two it is a conflict. Of two reasons of one exclusion the one that stands first in `reasons` is kept.
    """
    who = tuple(decision.reader for decision in decisions)
    last = [decision for decision in decisions if decision.third]
    if last:
        return Outcome("settled", last[-1].choice, last[-1].reason, who)
    if not decisions:
        return Outcome("none")
    definite = [decision for decision in decisions if decision.choice != "maybe"]
    if len({decision.choice for decision in definite}) > 1:
        return Outcome("conflict", readers=who)
    if len(definite) >= readers:
        order = {reason: place for place, reason in enumerate(reasons)}
        first = min(definite, key=lambda decision: order.get(decision.reason, len(order)))
        return Outcome("settled", first.choice, first.reason, who)
    return Outcome("conflict" if len(decisions) >= readers > 1 else "waiting", readers=who)


def visible(decisions: Sequence[Decision], reader: str, found: Outcome) -> tuple[Decision, ...]:
    """Return the decisions that a reader may see: the own one; the others' only when nobody has to be blind any more."""
    if found.state in ("settled", "conflict"):
        return tuple(decisions)
    return tuple(decision for decision in decisions if decision.reader == reader)


def may_decide(decisions: Sequence[Decision], reader: str, found: Outcome) -> str:
    """Return '' where this reader's decision is awaited or may be changed, else why not.

    A reader may change an own decision; where two differ, anyone else is the third.
    """
    mine = [decision for decision in decisions if decision.reader == reader]
    if mine or found.state in ("none", "waiting", "conflict"):
        return ""
    return "it is settled; who decided may change or undo the decision."


def standing(
    rule: str,
    decisions: Sequence[Json],
    report: Json | None,
    readers: int,
    reasons: Sequence[str] = (),
    *,
    withdrawn: bool = False,
    why: str = "",
) -> Standing:
    """Return where a candidate stands.

    rule: what the rules chose; why: their first reason. decisions: the rows of all readers. report: the row
    of the report that the candidate is, None without one. reasons: the study's list, in its order.
    """
    first = outcome(decisions_of(decisions, "title_abstract"), readers, reasons)
    second = outcome(decisions_of(decisions, "full_text"), readers, reasons)
    if report is not None:
        return Standing(_step_of(report), "report", str(report.get("reason", "")), first, second)
    if withdrawn:
        return Standing(Step.WITHDRAWN, "source", "", first, second)
    settled = first.choice if first.state == "settled" else ""
    if first.state == "conflict":
        return Standing(Step.CONFLICT, "readers", "", first, second)
    if settled == "exclude":
        return Standing(Step.EXCLUDED, "readers", first.reason, first, second)
    by = "readers" if settled else "rule"
    if not settled and rule == "exclude":
        return Standing(Step.LEFT_OUT, "rule", why, first, second)
    if not settled and rule == "maybe":
        return Standing(Step.WAITING, "rule", why, first, second)
    if second.state == "conflict":
        return Standing(Step.FULL_CONFLICT, "readers", "", first, second)
    if second.state == "settled" and second.choice == "exclude":
        step = Step.NOT_RETRIEVED if second.reason == NOT_ACCESSIBLE else Step.REFUSED
        return Standing(step, "readers", second.reason, first, second)
    if second.state == "settled":
        return Standing(Step.INCLUDED, "readers", "", first, second)
    return Standing(Step.SOUGHT, by, why if by == "rule" else "", first, second)


def _step_of(report: Mapping[str, object]) -> Step:
    match report.get("standing", "included"):
        case "retracted":
            return Step.RETRACTED
        case "excluded":
            return Step.NOT_RETRIEVED if report.get("reason") == NOT_ACCESSIBLE else Step.REFUSED
        case _:
            return Step.INCLUDED
