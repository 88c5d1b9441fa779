"""Specification: evidence, levels of provenance, and what the gate refuses."""

from __future__ import annotations

import json

from spec_table import Chapter, Table
from spec_world import STUDY, report

from aneatlas.core.events import Draft
from aneatlas.core.evidence import CellAnchor, Provenance, SpanAnchor
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate

SENTENCE = "He had a generalised seizure on day two."  # invented


class _Document:
    """A stored document of one block and one table cell."""

    def text_of(self, anchor: SpanAnchor | CellAnchor) -> str | None:
        if isinstance(anchor, CellAnchor):
            return "145 mg/dL" if (anchor.row, anchor.column) == (1, 2) else None
        return SENTENCE[anchor.start : anchor.end] if anchor.end <= len(SENTENCE) else None


def _gate(level: str, evidence: str) -> tuple[str]:
    gate = Gate(STUDY, State(), {"d1": _Document()})
    assert not gate.check(Draft("report.registered", "R0001", report(1)))
    case = {"id": "R0001-1", "report": "R0001", "label": "Patient"}
    assert not gate.check(Draft("case.registered", "R0001-1", case))
    given = [_evidence(part) for part in evidence.split(" and ") if part != "none"]
    finding = {
        "subject": "R0001-1",
        "field": "seizure",
        "status": "present",
        "evidence": given,
        "provenance": level,
    }
    issues = gate.check(Draft("finding.recorded", "R0001-1", finding | {"proposer": "example"}))
    return (f"refused: {issues[0].message}" if issues else "taken",)  # fmt: skip


def _evidence(words: str) -> dict[str, object]:
    if words.startswith("citation"):
        return {
            "kind": "citation",
            "report": words.split()[-1] if " of " in words else "R0001",
            "read": "abstract",
        }
    found = json.loads(words.removeprefix("quote "))
    text, document, start = found[0], found[1], found[2]
    anchor = {"kind": "span", "document": document, "block": "p1", "start": start, "end": start + len(text)}
    if len(found) == 4:
        anchor = {"kind": "cell", "document": document, "block": "t1", "row": start, "column": found[3]}
    return {"kind": "quote", "report": "R0001", "anchor": anchor, "text": text}


def _level(level: str) -> tuple[str, str]:
    return str(Provenance(level).rank), Provenance(level).statement


CHAPTER = Chapter(
    "Evidence and its levels",
    "No value without evidence. The level says how far a value has been checked; it stands wherever the value "
    "stands. A quotation is compared with the stored document at the moment it is written.",
    (
        Table(
            "The levels, lowest first", "", ("level",), ("rank", "what it says"), _level,
            tuple((p.value, str(n), p.statement) for n, p in enumerate(Provenance)),
        ),
        Table(
            "What the gate takes",
            f"The stored document d1 holds the (invented) sentence '{SENTENCE}' and a table whose cell in row 1, "
            "column 2 reads '145 mg/dL'. A quote is written here as [words, document, first character] or "
            "[words, document, row, column].",
            ("level", "evidence"), ("result",), _gate,
            (
                ("citation", "citation", "taken"),
                ("citation", "none", "refused: a finding needs evidence: a quote, or at least a citation."),
                ("entered", "citation", "taken"),
                ("quoted", "citation", "refused: the level 'quoted' needs a quote."),
                ("quoted", 'quote ["generalised seizure", "d1", 9]', "taken"),
                ("quoted", 'quote ["145 mg/dL", "d1", 1, 2]', "taken"),
                ("quoted", 'quote ["generalised seizure", "d1", 9] and citation', "taken"),
                ("quoted", 'quote ["generalised seizures", "d1", 9]', "refused: the quoted words do not stand in the document at this place."),
                ("quoted", 'quote ["generalised seizure", "d1", 10]', "refused: the quoted words do not stand in the document at this place."),
                ("quoted", 'quote ["generalised seizure", "d1", 900]', "refused: the anchor is outside the document."),
                ("quoted", 'quote ["145 mg/dL", "d1", 7, 7]', "refused: the anchor is outside the document."),
                ("quoted", 'quote ["generalised seizure", "d2", 9]', "refused: the document d2 is not in the store."),
                ("citation", "citation of R0009", "refused: there is no R0009."),
            ),
        ),
    ),
)  # fmt: skip
