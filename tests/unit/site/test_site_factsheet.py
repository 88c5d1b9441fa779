"""The pages of the fact sheet: numbers with their keys, plain words, sources, decisions, dates."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import ACTOR, AT

from aneatlas.core.acceptance import Acceptance
from aneatlas.core.replay import replay
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import results
from aneatlas.outputs.atlas import Atlas, build
from aneatlas.outputs.factsheet.drift import bases, digest, drifts
from aneatlas.outputs.factsheet.model import Sheet
from aneatlas.outputs.factsheet.quantities import Quantities, quantities
from aneatlas.outputs.factsheet.shown import show
from aneatlas.outputs.numbers import Numbers, numbers, show_number
from aneatlas.outputs.site import render
from aneatlas.outputs.tables import tables
from aneatlas.store import open_ledger
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.factsheet import load_sheet
from aneatlas.workflows.publish import load_analyses

PAGES = ("fact-sheet.html", "fact-sheet-clinicians.html", "fact-sheet-words.html")


class Made:
    """The starter collection with its figures, and the shipped sheet."""

    def __init__(self, atlas: Atlas, study: Study) -> None:
        analyses = load_analyses(study)
        self.atlas, self.data = atlas, tables(atlas)
        rows = {name: table.rows for name, table in self.data.items()}
        self.results = results(analyses, rows)
        self.register: Numbers = numbers(rows, self.results)
        self.figures: Quantities = quantities(self.results)
        found = load_sheet(analyses)
        assert found is not None
        self.sheet: Sheet = found

    def pages(self, made: dict[str, Acceptance] | None = None) -> dict[str, str]:
        shown = show(self.sheet, self.figures, self.register, made or {})
        found = render(self.atlas, self.data, self.results, self.register, [], shown)
        return {path: page.decode() for path, page in found if path in PAGES}


@pytest.fixture(scope="module")
def starting(tmp_path_factory: pytest.TempPathFactory, study: Study, starter: bytes) -> Made:
    folder: Path = tmp_path_factory.mktemp("factsheet")
    ledger = open_ledger(folder / "atlas", create=True)
    take_collection(ledger, study, "starter", starter, AT, ACTOR)
    return Made(build(replay(ledger.events()), study), study)


@pytest.fixture(scope="module")
def shown(starting: Made) -> dict[str, str]:
    return starting.pages()


def words(page: str) -> str:
    """Return the text of the sections of a page, without sources, markers of sources, and the rest."""
    main = page[page.index('<div class="columns">') : page.index('id="sources"')]
    main = re.sub(r"<sup.*?</sup>", "", main)
    main = re.sub(r"</(p|h2)>", "\n", main)
    return re.sub(r"<[^>]+>", "", main)


def test_nothing_has_drifted_from_the_starter_collection_on_the_day_of_the_sheet(starting: Made) -> None:
    assert drifts(starting.sheet, starting.figures, starting.sheet.about.updated, {}) == []


def test_a_figure_stands_with_its_counts_and_leads_to_its_cases(
    starting: Made, shown: dict[str, str]
) -> None:
    died = starting.figures.get("died", "", "Died")
    assert died is not None
    short = f"about {starting.register['died.Died.in_ten']} in 10 ({died.n} of {died.of} patients)"
    family = shown["fact-sheet.html"]
    assert short in words(family)
    assert '<a class="live" href="fact-sheet-clinicians.html#f-died-died">' in family
    clinicians = shown["fact-sheet-clinicians.html"]
    row = clinicians[clinicians.index('id="f-died-died"') :]
    row = row[: row.index("</tr>")]
    assert re.findall(r'href="cases/(R\d+-\d+)\.html"', row) == list(died.cases)
    assert len(died.cases) == died.n
    full = re.sub(r"<[^>]+>", "", clinicians)
    assert (
        f"({died.percent} %; 95 % interval {died.low} to {died.high}; {died.n} of {died.of} patients in"
        in full
    )


def test_every_number_of_the_sheet_is_the_registers(starting: Made, shown: dict[str, str]) -> None:
    pattern = r'<data value="([^"]*)" data-number="([^"]*)">([^<]*)</data>'
    for path in PAGES:
        found = re.findall(pattern, shown[path])
        assert len(found) >= (10 if path != "fact-sheet-words.html" else 4)
        for value, key, text in found:
            entry = starting.register[key.replace("&#39;", "'")]
            assert (value, text) == (str(entry), show_number(entry)), key


def test_no_number_of_the_families_text_is_typed(shown: dict[str, str]) -> None:
    """Numbers of the text are <data>; what is left are names of viruses, genes and the words 'in 10'."""
    page = shown["fact-sheet.html"]
    typed = re.sub(
        r"<data[^>]*>[^<]*</data>", "", page[page.index('<div class="columns">') : page.index('id="sources"')]
    )
    typed = unescape(re.sub(r"<sup.*?</sup>|<[^>]*>?", "", typed))
    rest = re.sub(r"COVID-19|HHV-6|RANBP2|about  in 100?\b", "", typed)
    assert re.findall(r"\d+", rest) == []


def syllables(word: str) -> int:
    """Count groups of vowels; a silent e at the end does not count. An approximation, as all such formulas use."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(groups, 1)


def grade(text: str) -> float:
    """Flesch-Kincaid grade: 0.39 words/sentences + 11.8 syllables/words - 15.59 (Kincaid 1975, ERIC ED108134)."""
    sentences = [s for s in re.split(r"[.!?](?:\s|$)|\n", text) if re.search("[A-Za-z]", s)]
    found = re.findall(r"[A-Za-z0-9'’-]+", text)
    return 0.39 * len(found) / len(sentences) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


def test_the_formula_grades_texts_as_expected() -> None:
    assert [syllables(word) for word in ("the", "brain", "illness", "table", "encephalopathy", "made")] == [
        1,
        1,
        2,
        2,
        6,
        1,
    ]
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_the_families_text_reads_at_grade_nine_or_below(shown: dict[str, str]) -> None:
    text = words(shown["fact-sheet.html"])
    assert len(text.split()) > 400
    assert grade(text) <= 9.0


def test_sections_and_their_order_are_those_that_families_know(shown: dict[str, str]) -> None:
    assert re.findall(r'<h2 id="[^"]*">([^<]*)</h2>', shown["fact-sheet.html"]) == [
        "What is it?", "How is it caused?", "What are the signs?", "How is it diagnosed?", "How is it treated?",
        "What are the outcomes?", "Can it be prevented?", "Where to find help", "Sources", "About this sheet",
    ]  # fmt: skip


def test_conflicting_evidence_is_told_as_conflicting_with_sources_on_both_sides(
    starting: Made, shown: dict[str, str]
) -> None:
    [statement] = [s for s in starting.sheet.statements if s.supports]
    assert statement.id == "conflict"
    assert "The evidence conflicts." in words(shown["fact-sheet.html"])
    assert '<span class="tag">conflicting evidence</span>' in shown["fact-sheet-clinicians.html"]
    for side in (statement.supports, statement.contradicts):
        assert side
        assert all(f"{key}" in statement.text for key in side)


def test_author_version_dates_citation_and_disclaimer_are_there(
    starting: Made, shown: dict[str, str]
) -> None:
    about = starting.sheet.about
    for path in PAGES:
        for text in (about.disclaimer, about.authors[0], str(about.created), str(about.updated), str(about.due), "How to cite", f"fact sheet, version {about.version}"):  # fmt: skip
            assert text in shown[path], (path, text)


def test_every_marker_of_a_source_leads_to_it(shown: dict[str, str]) -> None:
    for path in PAGES[:2]:
        used = set(re.findall(r'href="#(ref-\d+)"', shown[path]))
        assert used <= set(re.findall(r'id="(ref-\d+)"', shown[path]))
        assert len(used) > 10


def test_words_are_listed_with_their_bands_and_the_figures_that_bear_them(
    starting: Made, shown: dict[str, str]
) -> None:
    page = re.sub(r"<[^>]+>", " ", shown["fact-sheet-words.html"])
    for word in starting.sheet.words:
        assert word.text in page
    assert "the interval lies within 21 to 45 %" in page
    assert shown["fact-sheet-words.html"].count("#s-") >= 2


def test_a_decision_is_printed_with_its_reason_and_its_end(starting: Made) -> None:
    made = Acceptance.model_validate(
        {
            "statement": "died", "codes": ["word"], "digest": digest(starting.sheet, "died"), "until": "2027-01-01",
            "figures": [b.model_dump() for b in bases(starting.sheet, "died", starting.figures)],
            "reason": "Kept <for now> & here.",
        }
    )  # fmt: skip
    for page in starting.pages({"died": made}).values():
        assert "Kept &lt;for now&gt; &amp; here." in page
        assert "2027-01-01" in page
    stale = made.model_copy(update={"digest": "0" * 64})
    assert not any("Kept" in page for page in starting.pages({"died": stale}).values())


def test_a_small_atlas_says_why_it_has_no_sheet(atlas: Atlas, study: Study) -> None:
    made = Made(atlas, study)
    found = made.pages()
    assert list(found) == ["fact-sheet.html"]
    assert "There is no fact sheet yet." in found["fact-sheet.html"]
    assert "at least 50 patients" in found["fact-sheet.html"]


def test_without_a_sheet_the_menu_has_no_entry(pages: dict[str, bytes], shown: dict[str, str]) -> None:
    assert b"fact-sheet" not in pages["index.html"]
    assert 'href="fact-sheet.html" aria-current="page"' in shown["fact-sheet.html"]


def test_the_pages_load_nothing_from_elsewhere_and_hold_nothing_inline(shown: dict[str, str]) -> None:
    for page in shown.values():
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=", page)
        loads: list[Any] = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]*)"', page)
        assert loads
        assert not any("//" in address for address in loads)
