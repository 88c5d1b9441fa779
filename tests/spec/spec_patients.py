"""Specification: overlaps, and how many different patients there are."""

from __future__ import annotations

from typing import Any

from spec_table import Chapter, Table
from spec_world import STUDY, present, read_lines, report

from aneatlas.core.events import Draft
from aneatlas.core.facts import Overlap
from aneatlas.core.rules import Gate
from aneatlas.outputs.atlas import build
from aneatlas.outputs.numbers import numbers
from aneatlas.outputs.tables import tables


def _reports(collection: str, pairs: str, kind: str = "overlapping_series") -> list[dict[str, Any]]:
    lines = []
    for number, said in enumerate(collection.split(" | "), start=1):
        line: dict[str, Any] = {"report": report(number), "cases": [], "cohorts": [], "overlaps": []}
        for part in said.split(", "):
            word = part.split()
            if word[-1].startswith("case"):
                for n in range(1, int(word[0]) + 1):
                    line["cases"].append({"id": f"R{number:04d}-{n}", "label": f"Patient {n}"})
            elif word[-1] != "nobody":
                whom = "review" if word[0] == "review" else "mixed" if word[0] == "mixed" else "ane"
                size = int(word[-1])
                letter = "ABC"[len(line["cohorts"])]
                line["cohorts"].append(
                    {"id": f"R{number:04d}-{letter}", "label": "All", "whom": whom, "n": size}
                )
        lines.append(line)
    for pair in pairs.split(", ") if pairs else []:
        a, b = pair.split(" with ")
        owner = lines[int(a[1:].partition("-")[0]) - 1]
        entry = {"with": _id(b), "kind": kind, "basis": "same hospital and years"}
        owner["overlaps"].append(entry | ({"of": _id(a)} if "-" in a else {}))
    return lines


def _id(short: str) -> str:
    number, _, case = short[1:].partition("-")
    return f"R{int(number):04d}" + (f"-{case}" if case else "")


def _bounds(collection: str, pairs: str) -> tuple[str, str]:
    data = tables(build(present(_reports(collection, pairs)), STUDY))
    register = numbers({name: table.rows for name, table in data.items()}, [])
    return str(register["patients.at_least"]), str(register["patients.at_most"])


def _pair(a: str, b: str, kind: str) -> tuple[str]:
    _, issues = read_lines(_reports("2 cases | 2 cases", f"{a} with {b}", kind))
    return ("refused" if issues else "noted as suspected",)


def _state(state: str) -> tuple[str, str, str]:
    lines = _reports("2 cases | 3 cases", "")
    now = present(lines)
    body = {"a": "R0001", "b": "R0002", "kind": "overlapping_series", "state": state, "basis": "compared"}
    assert not Gate(STUDY, now).check(Draft("overlap.noted", "R0001~R0002", body))
    now.tables["overlaps"][Overlap.model_validate(body).key] = body
    data = tables(build(now, STUDY))
    register = numbers({name: table.rows for name, table in data.items()}, [])
    overlap = str(data["cases"].rows[0]["overlap"] or "none")
    return overlap, str(register["patients.at_least"]), str(register["patients.at_most"])


CHAPTER = Chapter(
    "The same patient in several reports",
    "A case is one patient as one report tells of them; the same patient may stand in several reports. Until that "
    "is settled the atlas gives bounds. *At least* counts patients described one by one; reports joined by an overlap, "
    "suspected or confirmed, count once, with the one that describes most. *At most* counts members of groups too and "
    "takes out confirmed overlaps only.",
    (
        Table(
            "How many different patients", "Reports are named R1, R2, ... in the order given. Overlaps are suspected ones.",
            ("reports", "overlaps"), ("at least", "at most"), _bounds,
            (
                ("2 cases", "", "2", "2"),
                ("2 cases | 3 cases", "", "5", "5"),
                ("2 cases | 3 cases", "R1 with R2", "3", "5"),
                ("2 cases | 3 cases | 4 cases", "R1 with R2, R2 with R3", "4", "9"),
                ("1 case | cohort of 12", "", "1", "13"),
                ("1 case | cohort of 12", "R1 with R2", "1", "13"),
                ("2 cases, cohort of 12", "", "2", "12"),
                ("cohort of 12, cohort of 5", "", "0", "12"),
                ("1 case | mixed group of 40", "", "1", "1"),
                ("1 case | review of 100", "", "1", "1"),
                ("1 case | 1 case", "R1-1 with R2-1", "1", "2"),
            ),
        ),
        Table(
            "What an overlap may join", "", ("one", "the other", "kind"), ("result",), _pair,
            (
                ("R1", "R2", "overlapping_series", "noted as suspected"),
                ("R1-1", "R2-2", "same_patient", "noted as suspected"),
                ("R1-1", "R2", "contained", "noted as suspected"),
                ("R1", "R7", "same_patient", "refused"),
                ("R1", "R1", "same_patient", "refused"),
                ("R1", "R2", "similar", "refused"),
            ),
        ),
        Table(
            "The state of an overlap", "Two reports, of two and of three patients.",
            ("state",), ("overlap of the first case", "patients at least", "patients at most"), _state,
            (
                ("suspected", "R0002", "3", "5"),
                ("confirmed", "R0002", "3", "3"),
                ("rejected", "none", "5", "5"),
            ),
        ),
    ),
)  # fmt: skip
