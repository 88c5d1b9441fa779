"""The world of the examples: the shipped study, and a present state made from a few reports."""

from __future__ import annotations

import json
from typing import Any

from aneatlas.core.collection import Reader
from aneatlas.core.events import GENESIS, Draft, Event, seal
from aneatlas.core.issues import FactsInvalid, Issue
from aneatlas.core.replay import State, replay
from aneatlas.core.rules import Gate
from aneatlas.workflows.study import load_study

STUDY = load_study()
AT = "2026-01-01T00:00:00Z"
HEADER = {"collection": {"name": "example", "version": "1", "provenance": "citation", "proposer": "example"}}


def report(number: int, **entries: Any) -> dict[str, Any]:
    """Return the record of an invented report."""
    return {
        "id": f"R{number:04d}", "title": f"Invented report {number}", "type": "case_report", "read": "abstract",
    } | entries  # fmt: skip


def sealed(drafts: list[Draft]) -> list[Event]:
    """Return drafts as a chain of events."""
    events: list[Event] = []
    prev = GENESIS
    for seq, draft in enumerate(drafts, start=1):
        events.append(seal(draft, seq, AT, "person:example", prev))
        prev = events[-1].hash
    return events


def read_lines(lines: list[dict[str, Any]]) -> tuple[list[Draft], list[Issue]]:
    """Read reports as a collection file; return the drafts and every issue (no drafts where it is refused)."""
    reader = Reader(STUDY, Gate(STUDY, State()), "example")
    try:
        drafts = reader.read(json.dumps(line) for line in [HEADER, *lines])
    except FactsInvalid:
        return [], reader.issues
    return drafts, reader.issues


def present(lines: list[dict[str, Any]]) -> State:
    """Return the state after a collection of reports."""
    drafts, issues = read_lines(lines)
    assert drafts, issues
    return replay(sealed(drafts))
