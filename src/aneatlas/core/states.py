"""States and transitions of what is verified: a report, a reader's extraction, a case.

The table is the only place where they are written: workflows ask `refusal` before they act, pages show its
sentence beside a disabled button, and the diagram in the documentation is drawn from `TRANSITIONS`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from aneatlas.core.evidence import Provenance
from aneatlas.core.issues import Issue, error
from aneatlas.core.permissions import Permission, Role, allowed
from aneatlas.core.permissions import refusal as role_refusal

#: thing -> state -> what the state means
STATES: Mapping[str, Mapping[str, str]] = {
    "report": {
        "open": "Nobody has been asked to read it.",
        "reading": "At least one of its readers has not submitted yet.",
        "read": "All its readers have submitted; the comparison waits for a decision.",
        "settled": "What the readers took is decided and stands in the atlas.",
    },
    "extraction": {
        "assigned": "The reader has been asked and has not begun.",
        "drafting": "The reader has a draft, which only the reader sees.",
        "submitted": "The reader has handed it in.",
        "settled": "It has been compared and decided.",
        "set aside": "The reader was taken off the report; draft and submission are kept.",
    },
    "case": {
        "proposed": "Only a reader's extraction knows the patient.",
        "cited": "The case is in the atlas; no reader has checked it against quoted words.",
        "read": "One reader has checked at least one of its values.",
        "verified": "At least one of its values was extracted by two readers.",
        "removed": "The case no longer stands; its history does.",
    },
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow: in state `source` of `thing`, `verb` leads to `target` and writes `event` ('' for a draft)."""

    thing: str
    source: str
    verb: str
    target: str
    event: str


TRANSITIONS: tuple[Transition, ...] = tuple(
    Transition(*row)
    for row in (
        ("report", "open", "assign", "reading", "assignment.made"),
        ("report", "reading", "assign", "reading", "assignment.made"),
        ("report", "read", "assign", "reading", "assignment.made"),
        ("report", "settled", "assign", "reading", "assignment.made"),
        ("report", "open", "assign", "read", "assignment.made"),
        ("report", "read", "assign", "read", "assignment.made"),
        ("report", "settled", "assign", "read", "assignment.made"),
        ("report", "settled", "assign", "settled", "assignment.made"),
        ("report", "reading", "unassign", "open", "assignment.removed"),
        ("report", "reading", "unassign", "reading", "assignment.removed"),
        ("report", "reading", "unassign", "read", "assignment.removed"),
        ("report", "read", "unassign", "read", "assignment.removed"),
        ("report", "read", "unassign", "open", "assignment.removed"),
        ("report", "reading", "unassign", "settled", "assignment.removed"),
        ("report", "read", "unassign", "settled", "assignment.removed"),
        ("report", "settled", "unassign", "settled", "assignment.removed"),
        ("report", "reading", "submit", "reading", "extraction.submitted"),
        ("report", "reading", "submit", "read", "extraction.submitted"),
        ("report", "reading", "take back", "reading", "extraction.withdrawn"),
        ("report", "read", "take back", "reading", "extraction.withdrawn"),
        ("report", "read", "settle", "settled", "reconciliation.settled"),
        ("report", "settled", "reopen", "read", "reconciliation.withdrawn"),
        ("extraction", "assigned", "save", "drafting", ""),
        ("extraction", "drafting", "save", "drafting", ""),
        ("extraction", "drafting", "submit", "submitted", "extraction.submitted"),
        ("extraction", "submitted", "take back", "drafting", "extraction.withdrawn"),
        ("extraction", "submitted", "settle", "settled", "reconciliation.settled"),
        ("extraction", "settled", "reopen", "submitted", "reconciliation.withdrawn"),
        ("extraction", "assigned", "unassign", "set aside", "assignment.removed"),
        ("extraction", "drafting", "unassign", "set aside", "assignment.removed"),
        ("extraction", "submitted", "unassign", "set aside", "assignment.removed"),
        ("extraction", "settled", "unassign", "set aside", "assignment.removed"),
        ("extraction", "set aside", "assign", "assigned", "assignment.made"),
        ("extraction", "set aside", "assign", "drafting", "assignment.made"),
        ("extraction", "set aside", "assign", "submitted", "assignment.made"),
        ("extraction", "set aside", "assign", "settled", "assignment.made"),
        ("case", "proposed", "settle", "cited", "case.registered"),
        ("case", "proposed", "settle", "read", "case.registered"),
        ("case", "proposed", "settle", "verified", "case.registered"),
        ("case", "cited", "settle", "read", "finding.recorded"),
        ("case", "cited", "settle", "verified", "finding.recorded"),
        ("case", "read", "settle", "verified", "finding.recorded"),
        ("case", "verified", "settle", "verified", "finding.recorded"),
        ("case", "verified", "reopen", "cited", "finding.recorded"),
        ("case", "verified", "reopen", "read", "finding.recorded"),
        ("case", "read", "reopen", "cited", "finding.recorded"),
        ("case", "cited", "remove", "removed", "case.removed"),
        ("case", "read", "remove", "removed", "case.removed"),
        ("case", "verified", "remove", "removed", "case.removed"),
    )
)

#: verb -> the permission that it needs
MAY: Mapping[str, Permission] = {
    "assign": Permission.ASSIGN,
    "unassign": Permission.ASSIGN,
    "save": Permission.EXTRACT,
    "submit": Permission.EXTRACT,
    "take back": Permission.EXTRACT,
    "settle": Permission.ADJUDICATE,
    "reopen": Permission.ADJUDICATE,
    "audit": Permission.ADJUDICATE,
    "remove": Permission.CORRECT,
}

#: code of a refusal -> the sentence that a person reads, also as the tooltip of a disabled button
REFUSALS: Mapping[str, str] = {
    "not-assigned": "The report is not assigned to this reader.",
    "assigned-twice": "This reader is assigned to the report already.",
    "no-draft": "Nothing has been entered yet, so there is nothing to submit.",
    "submitted-twice": "This extraction is submitted; take it back to change it.",
    "not-submitted": "This extraction has not been submitted.",
    "not-all-submitted": "A reader of this report has not submitted yet; until then nobody compares.",
    "nobody-assigned": "Nobody is assigned to this report.",
    "settled": "This report is settled; reopen it first.",
    "not-settled": "This report is not settled.",
    "reason-missing": "This needs a reason.",
    "undecided": "Some fields on which the readers differ are not decided yet.",
    "whom-missing": "Say whom the group counts: patients with ANE alone, a wider group, or published ones.",
    "changed-meanwhile": "Somebody changed this in the meantime; look at the change, your own work is kept.",
    "report-unknown": "There is no such report.",
    "not-possible": "This cannot be done in the present state.",
}

# (thing, verb, state) -> the code that says best why it cannot be done
_WHY: Mapping[tuple[str, str, str], str] = {
    ("report", "settle", "open"): "nobody-assigned",
    ("report", "settle", "reading"): "not-all-submitted",
    ("report", "settle", "settled"): "settled",
    ("report", "reopen", "open"): "not-settled",
    ("report", "reopen", "reading"): "not-settled",
    ("report", "reopen", "read"): "not-settled",
    ("report", "submit", "settled"): "settled",
    ("report", "take back", "settled"): "settled",
    ("report", "unassign", "open"): "not-assigned",
    ("report", "submit", "open"): "not-assigned",
    ("report", "take back", "open"): "not-assigned",
    ("extraction", "save", "submitted"): "submitted-twice",
    ("extraction", "save", "settled"): "settled",
    ("extraction", "save", "set aside"): "not-assigned",
    ("extraction", "submit", "assigned"): "no-draft",
    ("extraction", "submit", "submitted"): "submitted-twice",
    ("extraction", "submit", "settled"): "settled",
    ("extraction", "submit", "set aside"): "not-assigned",
    ("extraction", "take back", "assigned"): "not-submitted",
    ("extraction", "take back", "drafting"): "not-submitted",
    ("extraction", "take back", "settled"): "settled",
    ("extraction", "take back", "set aside"): "not-assigned",
    ("extraction", "assign", "assigned"): "assigned-twice",
    ("extraction", "assign", "drafting"): "assigned-twice",
    ("extraction", "assign", "submitted"): "assigned-twice",
    ("extraction", "assign", "settled"): "assigned-twice",
    ("extraction", "unassign", "set aside"): "not-assigned",
}


def targets(thing: str, state: str, verb: str) -> frozenset[str]:
    """Return the states to which a verb may lead from a state; none where it is not possible."""
    return frozenset(t.target for t in TRANSITIONS if (t.thing, t.source, t.verb) == (thing, state, verb))


def refuse(code: str, where: str = "") -> Issue:
    """Return the refusal of a code as an issue. Raises KeyError for an unknown code."""
    return error(code, where, REFUSALS[code])


def refusal(thing: str, state: str, verb: str, roles: Collection[Role], where: str = "") -> Issue | None:
    """Return why somebody with these roles may not do this now, or None where they may."""
    if MAY[verb] not in allowed(roles):
        return error("role", where, role_refusal(MAY[verb]))
    if not targets(thing, state, verb):
        return refuse(_WHY.get((thing, verb, state), "not-possible"), where)
    return None


def report_state(
    assigned: Collection[str], submitted: Collection[str], settled: Collection[str] | None
) -> str:
    """Return the state of a report from the names of its readers.

    assigned: who is asked to read; submitted: who has an extraction; settled: whose extractions the
    standing decision compared, None without one.
    """
    if settled is not None and set(assigned) <= set(settled):
        return "settled"
    if not assigned:
        return "open"
    return "read" if set(assigned) <= set(submitted) else "reading"


def extraction_state(*, assigned: bool, draft: bool, submitted: bool, settled: bool) -> str:
    """Return the state of one reader's extraction."""
    if not assigned:
        return "set aside"
    if submitted:
        return "settled" if settled else "submitted"
    return "drafting" if draft else "assigned"


def case_state(registered: bool, levels: Collection[Provenance]) -> str:
    """Return the state of a case from the levels of its findings."""
    if not registered:
        return "proposed"
    highest = max((level.rank for level in levels), default=0)
    if highest >= Provenance.VERIFIED.rank:
        return "verified"
    return "read" if highest >= Provenance.READ.rank else "cited"


def diagram(thing: str) -> str:
    """Return the states of a thing as a Mermaid state diagram."""
    names = {state: state.replace(" ", "_") for state in STATES[thing]}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state}" as {name}' for state, name in names.items() if state != name]
    lines += [
        f"    {names[t.source]} --> {names[t.target]}: {t.verb}" for t in TRANSITIONS if t.thing == thing
    ]
    return "\n".join(lines)
