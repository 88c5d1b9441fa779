"""The page of a case, the browser and the page of a report."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aneatlas.core.values import Quantity
from aneatlas.outputs.atlas import Atlas
from aneatlas.outputs.site.timeline import in_words, timeline

PAGE = "cases/R0001-1.html"


def _line(pages: dict[str, bytes], anchor: str) -> str:
    found = re.search(rf'<li id="{anchor}">.*?</li>', pages[PAGE].decode(), re.DOTALL)
    assert found is not None, anchor
    return found[0]


@pytest.mark.parametrize(
    ("anchor", "status", "value"),
    [
        ("f-age_at_onset", "present", "17 months"),
        ("f-sex", "present", "Female"),
        ("f-seizure", "absent", ""),
        ("f-ataxia", "not assessable", ""),
        ("f-coma", "unclear", ""),
        ("f-site_involved-thalamus", "present", ""),
    ],
)
def test_each_finding_shows_status_value_evidence_and_provenance(
    pages: dict[str, bytes], anchor: str, status: str, value: str
) -> None:
    line = _line(pages, anchor)
    assert f'class="status {status.replace(" ", "_")}">{status}<' in line
    assert (f"<b>{value}</b>" in line) if value else "<b>" not in line
    assert "not verified</a>" in line


def test_a_quote_stands_under_its_finding_and_a_citation_leads_to_the_report(pages: dict[str, bytes]) -> None:
    assert "<blockquote>Both thalami were &lt;b&gt;swollen&lt;/b&gt;</blockquote>" in _line(
        pages, "f-site_involved-thalamus"
    )
    assert '<a href="../reports/R0001.html">R0001</a>, abstract' in _line(pages, "f-fever")


def test_not_reported_is_folded_away_and_not_looked_for_is_named_apart(pages: dict[str, bytes]) -> None:
    text = pages[PAGE].decode()
    silent = "".join(re.findall(r'<details class="silent".*?</details>', text, re.DOTALL))
    unread = re.search(r'<details class="unread">.*?</details>', text, re.DOTALL)
    assert unread is not None
    assert 'id="f-vomiting"' in silent
    assert "Cerebellum: " in silent
    assert "Fever" not in silent
    assert "Vomiting" not in unread[0]
    assert "Cough" in unread[0]
    assert "Cough" not in silent


def test_the_course_runs_from_infection_to_outcome(atlas: Atlas) -> None:
    steps = timeline(atlas.cases[0], atlas)
    assert [(step.kind, step.when, [detail.text for detail in step.details]) for step in steps] == [
        ("infection", "2 to 3 days before", ["Influenza B virus", "Fever"]),
        ("imaging", "time not reported", ["Thalamus"]),
        ("treatment", "less than 6 hours after", ["early drug"]),
        ("treatment", "30 hours after", ["late drug"]),
        ("treatment", "time not reported", ["untimed drug"]),
        ("outcome", "1 month after", ["Mild impairment"]),
        ("alive", "at the end", ["Alive"]),
    ]


def test_a_death_ends_the_course(atlas: Atlas) -> None:
    assert [(step.kind, step.when) for step in timeline(atlas.cases[1], atlas)] == [
        ("death", "time not reported")
    ]


@pytest.mark.parametrize(
    ("low", "high", "comparator", "unit", "words"),
    [
        (1, 1, "=", "d", "1 day"),
        (12, 24, "~", "h", "about 12 to 24 hours"),
        (None, 6, "<", "h", "less than 6 hours"),
        (2, None, ">=", "wk", "at least 2 weeks"),
        (1.5, 1.5, "=", "mo", "1.5 months"),
    ],
)
def test_times_in_words(
    low: float | None, high: float | None, comparator: Any, unit: str, words: str
) -> None:
    value = Quantity(raw="x", comparator=comparator, given_unit=unit, low=low, high=high, unit=unit)
    assert in_words(value) == words


def test_overlaps_and_neighbours_are_linked(pages: dict[str, bytes], seen: dict[str, Any]) -> None:
    assert (
        "Suspected overlap: R0001-1 and R0002-1: may tell of the same patient. Same hospital."
        in seen[PAGE].text
    )
    middle = pages["cases/R0001-2.html"].decode()
    assert 'rel="prev" href="R0001-1.html"' in middle
    assert 'rel="next" href="R0002-1.html"' in middle
    assert 'rel="prev"' not in pages[PAGE].decode()


def test_the_browser_holds_every_case_in_words(pages: dict[str, bytes]) -> None:
    rows = re.findall(r"<tr data-g.*?</tr>", pages["cases.html"].decode(), re.DOTALL)
    cells = [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]
    assert len(rows) == 3
    assert cells[0][1:] == [
        "17 months",
        "Female",
        "Influenza B virus",
        "Mild impairment",
        "Japan",
        "2003",
        "not reported",
        "ANEC",
    ]
    assert cells[1][1:5] == ["not reported", "not looked for", "not looked for", "Died"]
    assert cells[2][4] == "Alive, level not stated"
    assert (
        'data-g="0-4 years" data-l="acute necrotizing encephalopathy|acute necrotizing encephalopathy of childhood"'
        in rows[0]
    )
    assert 'data-v="17"' in rows[0]


def test_a_report_shows_identifiers_cases_and_counts(pages: dict[str, bytes], seen: dict[str, Any]) -> None:
    text = pages["reports/R0001.html"].decode()
    assert 'href="https://doi.org/10.1000/a(1)b"' in text
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/123"' in text
    words = seen["reports/R0001.html"].text
    assert "12 patients with ANE." in words
    assert "Sex: Female 7 of 12" in words or "Sex: Female7 of 12" in words
    assert "11 of 12 worked out here from a printed percentage" in words
    assert "Thalamus: " in words
    assert "Age: 17 months" in words


def test_a_title_of_ours_and_an_excluded_report_say_so(seen: dict[str, Any]) -> None:
    assert "This title is our description" in seen["reports/R0002.html"].text
    assert "[Ours]" in seen["reports.html"].text
    assert "Not part of the collection." in seen["reports/R0003.html"].text
    assert "Not part of the collection." not in seen["reports/R0001.html"].text
