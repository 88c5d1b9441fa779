"""Specification: the present is what the events make of it."""

from __future__ import annotations

from spec_table import Chapter, Table
from spec_world import STUDY, report, sealed

from aneatlas.core.events import GENESIS, Draft, Event, verify_chain
from aneatlas.core.issues import LedgerDamaged
from aneatlas.core.kinds import read
from aneatlas.core.replay import State, replay
from aneatlas.core.rules import Gate


def _drafts(story: str) -> list[Draft]:
    drafts = []
    for part in story.split("; "):
        verb, _, rest = part.partition(" ")
        subject, _, said = rest.partition(" ")
        if verb == "report":
            drafts.append(Draft("report.registered", subject, report(int(subject[1:]))))
        elif verb == "case":
            case = {"id": subject, "report": subject[:5], "label": "Patient"}
            drafts.append(Draft("case.registered", subject, case))
        elif verb == "record":
            drafts.append(Draft("finding.recorded", subject, _finding(subject, *said.split(": "))))
        elif verb == "withdraw":
            drafts.append(Draft("finding.withdrawn", subject, {"key": f"{subject}/{said}"}))
        elif verb == "remove":
            kind = "case" if "-" in subject else "report"
            drafts.append(Draft(f"{kind}.removed", subject, {"key": subject}))
    return drafts


def _finding(subject: str, field: str, words: str) -> dict[str, object]:
    status, value, _ = read(words, STUDY.dictionary[field].field, STUDY.dictionary, "")
    body: dict[str, object] = {"subject": subject, "field": field, "status": status.value}
    if value is not None:
        body["value"] = value.model_dump(mode="json")
    cited = {"kind": "citation", "report": subject[:5], "read": "abstract"}
    return body | {"evidence": [cited], "provenance": "citation", "proposer": "example"}


def _present(story: str) -> tuple[str]:
    state = replay(sealed(_drafts(story)))
    said = []
    for name in ("reports", "cases"):
        said += list(state.tables[name])
    for key, row in state.tables["findings"].items():
        said.append(f"{key} = {row['value']['raw'] if 'value' in row else row['status'].replace('_', ' ')}")
    return ("; ".join(said) or "nothing",)


def _gate(story: str) -> tuple[str]:
    gate = Gate(STUDY, State())
    for draft in _drafts(story):
        issues = gate.check(draft)
        if issues:
            return (f"{draft.kind}: {issues[0].message}",)
    return ("all taken",)


def _tampered(deed: str) -> tuple[str]:
    events: list[Event] = sealed(_drafts("report R0001; case R0001-1; record R0001-1 seizure: present"))
    if deed == "the second event is removed":
        del events[1]
    elif deed == "the last two events change places":
        events[1], events[2] = events[2], events[1]
    elif deed == "'present' becomes 'absent' in the third event":
        third = events[2]
        text = third.text.replace('"status":"present"', '"status":"absent"')
        events[2] = Event(
            third.seq, third.at, third.actor, third.kind, third.subject, third.body, third.why, third.prev,
            third.hash, text,
        )  # fmt: skip
    elif deed == "an event from another ledger is put in":
        events[1] = sealed(_drafts("report R0002; report R0003"))[1]
    try:
        return (f"{len(list(verify_chain(events, GENESIS)))} events hold",)
    except LedgerDamaged as damage:
        return (damage.message,)


CHAPTER = Chapter(
    "The ledger",
    "Nothing is overwritten. Each event adds a line to the history, and the present is what all lines together say.",
    (
        Table(
            "Events and the present they give", "", ("events, in order",), ("the present",), _present,
            (
                ("report R0001", "R0001"),
                ("report R0001; case R0001-1; record R0001-1 seizure: present", "R0001; R0001-1; R0001-1/seizure = present"),
                ("report R0001; case R0001-1; record R0001-1 seizure: present; record R0001-1 seizure: not reported", "R0001; R0001-1; R0001-1/seizure = not reported"),
                ("report R0001; case R0001-1; record R0001-1 age_at_onset: toddler; record R0001-1 age_at_onset: 17 months", "R0001; R0001-1; R0001-1/age_at_onset = 17 months"),
                ("report R0001; case R0001-1; record R0001-1 seizure: present; withdraw R0001-1 seizure", "R0001; R0001-1"),
                ("report R0001; case R0001-1; remove R0001-1; remove R0001", "nothing"),
            ),
        ),
        Table(
            "What the gate says before an event is written", "", ("events, in order",), ("result",), _gate,
            (
                ("report R0001; case R0001-1; record R0001-1 seizure: present", "all taken"),
                ("report R0001; report R0001", "report.registered: R0001 exists already."),
                ("case R0001-1", "case.registered: there is no R0001."),
                ("report R0001; record R0001-1 seizure: present", "finding.recorded: there is no R0001-1."),
                ("report R0001; withdraw R0001-1 seizure", "finding.withdrawn: there is no R0001-1/seizure."),
                ("report R0001; case R0001-1; remove R0001", "report.removed: R0001-1 belongs to it."),
            ),
        ),
        Table(
            "Tampering is found",
            "Each event carries the SHA-256 of the event before it. Given are three events: a report, its case, and "
            "'seizure: present'.",
            ("what somebody does to the file",), ("what the check says",), _tampered,
            (
                ("nothing", "3 events hold"),
                ("the second event is removed", "event 2: event 3 stands in its place; an event was removed or moved."),
                ("the last two events change places", "event 2: event 3 stands in its place; an event was removed or moved."),
                ("'present' becomes 'absent' in the third event", "event 3 (finding.recorded of R0001-1): its content was changed."),
                ("an event from another ledger is put in", "event 2: it does not follow the event before it; a line was exchanged."),
            ),
        ),
    ),
)  # fmt: skip
