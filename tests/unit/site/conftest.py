"""A small atlas built by hand: two reports with cases, one excluded. All patients are made up."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from aneatlas.core.replay import State
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Result, results
from aneatlas.outputs.atlas import Atlas, build
from aneatlas.outputs.downloads import Download
from aneatlas.outputs.numbers import Numbers, numbers
from aneatlas.outputs.site import render
from aneatlas.outputs.tables import Table, tables
from aneatlas.workflows.publish import load_analyses

HOSTILE = "<script>alert('x')</script> & \"co\""
SAID = "Both thalami were <b>swollen</b>"  # made up
Pages = dict[str, bytes]


def _finding(
    subject: str, field: str, status: str = "present", item: str = "", **more: Any
) -> dict[str, Any]:
    report = subject.partition("-")[0]
    row = {
        "subject": subject, "field": field, "item": item, "status": status, "provenance": "citation",
        "proposer": "test", "evidence": [{"kind": "citation", "report": report, "read": "abstract"}],
    }  # fmt: skip
    return {**row, **more}


def _quantity(
    raw: str, low: float | None, high: float | None, unit: str, comparator: str = "="
) -> dict[str, Any]:
    return {
        "kind": "quantity", "raw": raw, "comparator": comparator, "given_unit": unit, "low": low, "high": high,
        "unit": unit,
    }  # fmt: skip


def _category(code: str) -> dict[str, Any]:
    return {"kind": "category", "raw": code, "code": code}


QUOTE = {
    "kind": "quote", "report": "R0001", "text": SAID,
    "anchor": {"kind": "span", "document": "d1", "block": "p1", "start": 0, "end": len(SAID)},
}  # fmt: skip
AGE = {"kind": "age", "raw": "17 months", "precision": "month", "low": 17, "high": 18}
FINDINGS = [
    _finding("R0001-1", "age_at_onset", value=AGE),
    _finding("R0001-1", "sex", value=_category("female")),
    _finding("R0001-1", "trigger_agent", value=_category("influenza_b")),
    _finding("R0001-1", "prodrome_days", value=_quantity("2-3 d", 2, 3, "d")),
    _finding("R0001-1", "fever"),
    _finding("R0001-1", "seizure", "absent"),
    _finding("R0001-1", "ataxia", "not_assessable"),
    _finding("R0001-1", "coma", "unclear"),
    _finding("R0001-1", "vomiting", "not_reported"),
    _finding("R0001-1", "site_involved", item="thalamus", provenance="quoted", evidence=[QUOTE]),
    _finding("R0001-1", "site_involved", "not_reported", item="cerebellum"),
    _finding("R0001-1", "treatment_as_written", item="1", value={"kind": "text", "raw": "late drug"}),
    _finding("R0001-1", "treatment_start", item="1", value=_quantity("30 h", 30, 30, "h")),
    _finding("R0001-1", "treatment_as_written", item="2", value={"kind": "text", "raw": "early drug"}),
    _finding("R0001-1", "treatment_start", item="2", value=_quantity("< 6 h", None, 6, "h", "<")),
    _finding("R0001-1", "treatment_as_written", item="3", value={"kind": "text", "raw": "untimed drug"}),
    _finding("R0001-1", "outcome_level", item="1", value=_category("mild_impairment")),
    _finding("R0001-1", "outcome_time", item="1", value=_quantity("1 mo", 1, 1, "mo")),
    _finding("R0001-1", "died", "absent"),
    _finding("R0001-2", "died"),
    _finding("R0001-2", "age_at_onset", "not_reported"),
    _finding("R0002-1", "died", "absent"),
    _finding("R0001-A", "sex", item="female", value={"kind": "count", "raw": "7 of 12", "n": 7, "of": 12}),
    _finding(
        "R0001-A", "site_involved", item="thalamus.present",
        value={"kind": "count", "raw": "92%", "n": 11, "of": 12, "derived": True},
    ),
]  # fmt: skip


def state() -> State:
    """Return the present state of the made-up atlas."""
    made = State(seq=42, hash="ab" * 32, at="2026-01-02T03:04:05Z")
    put = made.tables
    report = {"type": "case_series", "read": "abstract", "label_used": "ANEC", "labels": ["ane", "anec"]}
    put["reports"] = {
        "R0001": {**report, "id": "R0001", "title": HOSTILE, "year": 2003, "country": "japan", "doi": "10.1000/a(1)b", "pmid": "123", "note": HOSTILE},
        "R0002": {**report, "id": "R0002", "title": "Ours", "title_is_description": True, "year": 2006, "url": "https://example.org/x", "labels": []},
        "R0003": {**report, "id": "R0003", "title": "Leigh", "standing": "excluded", "reason": "near_miss", "labels": []},
    }  # fmt: skip
    put["cases"] = {
        "R0001-1": {"id": "R0001-1", "report": "R0001", "label": HOSTILE},
        "R0001-2": {"id": "R0001-2", "report": "R0001", "label": "Patient 2"},
        "R0002-1": {
            "id": "R0002-1",
            "report": "R0002",
            "label": "The girl",
            "note": "Age contradicts itself.",
        },
    }
    put["cohorts"] = {"R0001-A": {"id": "R0001-A", "report": "R0001", "label": "All", "whom": "ane", "n": 12}}
    put["overlaps"] = {
        "R0001-1~R0002-1": {"a": "R0001-1", "b": "R0002-1", "kind": "same_patient", "basis": "Same hospital"}
    }
    for row in FINDINGS:
        key = "/".join(filter(None, (row["subject"], row["field"], row["item"])))
        put["findings"][key] = row
    return made


@pytest.fixture(scope="session")
def atlas(study: Study) -> Atlas:
    return build(state(), study)


Prepared = tuple[dict[str, Table], list[Result], Numbers]


@pytest.fixture(scope="session")
def prepared(atlas: Atlas, study: Study) -> Prepared:
    data = tables(atlas)
    analyses = load_analyses(study)
    rows = {name: table.rows for name, table in data.items()}
    figures = results(analyses, rows)
    return data, figures, numbers(rows, figures)


OFFERED = [Download("data/cases.csv", "Cases", "CSV", "text/csv", 12345, "f" * 64)]


@pytest.fixture(scope="session")
def pages(atlas: Atlas, prepared: Prepared) -> Pages:
    data, figures, register = prepared
    return dict(render(atlas, data, figures, register, OFFERED))


class Seen(HTMLParser):
    """What a page holds: elements with attributes, ids, headings, links, shown numbers, and its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.shown: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag == "data":
            self.shown.append((found["data-number"], found["value"], ""))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.elements and self.elements[-1][0] == "data" and self.shown and not self.shown[-1][2]:
            self.shown[-1] = (*self.shown[-1][:2], data)

    @property
    def text(self) -> str:
        """The text of the page with single spaces."""
        return " ".join("".join(self.words).split())

    def every(self, attribute: str) -> list[str]:
        """All values of an attribute, in order."""
        return [found[attribute] for _, found in self.elements if attribute in found]

    @property
    def headings(self) -> list[int]:
        """The levels of the headings, in order."""
        return [
            int(tag[1]) for tag, _ in self.elements if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
        ]


@pytest.fixture(scope="session")
def seen(pages: Pages) -> dict[str, Seen]:
    """All HTML pages, read."""
    return {path: Seen(content) for path, content in pages.items() if path.endswith(".html")}
