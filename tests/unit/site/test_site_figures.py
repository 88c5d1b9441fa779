"""Figures: what they count is complete, what they draw is what is counted, and they say what is withheld."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis, check_analyses
from aneatlas.outputs.charts import Frame, Part, Region, Span, bars, brain, span, stacks, years
from aneatlas.outputs.charts.brain import LETTERS, PARTS
from aneatlas.outputs.columns import case_columns
from aneatlas.outputs.derived import AGE_BANDS
from aneatlas.workflows.publish import load_analyses

FRAME = Frame("c-1", "A < B", "What & why", "t-1")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def analyses(study: Study) -> dict[str, Analysis]:
    return {analysis.id: analysis for analysis in load_analyses(study)}


def test_every_column_of_an_analysis_exists(study: Study, analyses: dict[str, Analysis]) -> None:
    assert check_analyses(analyses.values(), (column.name for column in case_columns(study))) == []


@pytest.mark.parametrize(
    ("id", "vocabulary", "besides"),
    [("trigger", "agent", {"absent"}), ("trigger_by_age", "agent", {"absent"}), ("outcome", "outcome_level", set()), ("sex", "sex", set())],
)  # fmt: skip
def test_every_value_of_the_vocabulary_falls_into_one_group(
    study: Study, analyses: dict[str, Analysis], id: str, vocabulary: str, besides: set[str]
) -> None:
    grouped = [value for values in analyses[id].groups.values() for value in values]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(study.dictionary.vocabularies[vocabulary].terms) | besides


def test_every_age_band_falls_into_one_group(analyses: dict[str, Analysis]) -> None:
    assert [value for values in analyses["age_group"].groups.values() for value in values] == list(AGE_BANDS)


def test_the_home_page_has_an_order_and_every_figure_names_its_method(analyses: dict[str, Analysis]) -> None:
    order = [analysis.headline for analysis in analyses.values() if analysis.headline]
    assert sorted(order) == list(range(1, len(order) + 1))
    assert all("doi:10." in analysis.citation and analysis.note for analysis in analyses.values())


def test_what_is_split_by_age_counts_the_same_as_the_whole(analyses: dict[str, Analysis]) -> None:
    for whole, split in (
        ("died", "died_by_age"),
        ("trigger", "trigger_by_age"),
        ("lesion_sites", "lesion_sites_by_age"),
    ):
        kept = {"column", "counts", "known", "groups", "features", "where", "minimum", "kind"}
        assert analyses[whole].model_dump(include=kept) == analyses[split].model_dump(include=kept)


@pytest.mark.parametrize(
    ("n", "of", "level"), [(0, 28, 0), (1, 28, 1), (1, 5, 1), (6, 28, 2), (2, 5, 2), (11, 13, 5), (5, 5, 5)]
)
def test_a_shade_is_the_fifth_that_the_share_lies_in(n: int, of: int, level: int) -> None:
    assert Region("Thalamus", n, of).level == level


def test_every_region_of_the_analysis_is_drawn(analyses: dict[str, Analysis]) -> None:
    assert set(analyses["lesion_sites_by_age"].features) == set(PARTS) == set(LETTERS)
    regions = {label: Region(label, 1, 20) for label in PARTS}
    drawn = "".join(brain(view, regions, FRAME) for view in ("coronal", "sagittal"))
    assert drawn.count('class="q1"') == sum(len(parts) for parts in PARTS.values())
    assert set(re.findall(r"<text[^>]*>(\w)</text>", drawn)) == set(LETTERS.values())


def test_too_few_cases_are_hatched_not_shaded() -> None:
    drawn = brain("coronal", {"Thalamus": Region("Thalamus", 2, 3, withheld=True)}, FRAME)
    assert '<path class="too-few" fill="url(#c-1-hatch)"' in drawn
    assert '<pattern id="c-1-hatch"' in drawn
    assert not re.search(r'class="q\d"', drawn)


CHARTS = {
    "bars": lambda: bars([Part("Influenza A & B", 32), Part("None", 0)], FRAME),
    "stacks": lambda: stacks([Part("Fever", 45, 1, 49)], FRAME),
    "years": lambda: years([(1999, 1), (2000, 0), (2001, 3)], FRAME),
    "span": lambda: span(Span(24.2, 64.2, 40.4, 28.6, 53.3), FRAME),
    "brain": lambda: brain("sagittal", {"Brainstem": Region("Brainstem", 3, 20)}, FRAME),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_one_image_with_title_description_and_table(name: str) -> None:
    root = ET.fromstring(CHARTS[name]())
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "c-1-title")
    assert root.get("aria-describedby") == "c-1-desc t-1"
    assert [(child.tag, child.get("id"), child.text) for child in root[:2]] == [
        (f"{SVG}title", "c-1-title", "A < B"),
        (f"{SVG}desc", "c-1-desc", "What & why"),
    ]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_no_colour_font_or_style_of_its_own(name: str) -> None:
    drawn = CHARTS[name]()
    assert not re.search(r'#[0-9a-fA-F]{3,8}"|rgb\(|style=|font-family|<style|<image|href', drawn)
    assert drawn == CHARTS[name]()


def test_bars_are_as_long_as_their_counts() -> None:
    drawn = bars([Part("a", 20), Part("b", 5), Part("c", 0)], FRAME)
    lengths = [
        float(length)
        for length in re.findall(r'<path d="M0,[\d.]+h([\d.]+)v[\d.]+h-[\d.]+Z" class="c1"', drawn)
    ]
    assert lengths[1] == pytest.approx(lengths[0] / 4, abs=0.1)
    assert len(re.findall('class="c1"', drawn)) == 3


def test_stacks_lie_end_to_end() -> None:
    drawn = stacks([Part("a", 10, 5, 25)], FRAME)
    found = re.findall(r'<path d="M([\d.]+),[\d.]+h([\d.]+)[^"]*" class="(c\d)"', drawn)
    (x1, w1, c1), (x2, w2, c2), (x3, w3, c3) = [(float(x), float(w), css) for x, w, css in found]
    assert [c1, c2, c3] == ["c1", "c2", "c3"]
    assert (x1 + w1, x2 + w2) == (pytest.approx(x2, abs=0.1), pytest.approx(x3, abs=0.1))
    assert (w1 / w2, w3 / w2) == (pytest.approx(2, rel=0.01), pytest.approx(5, rel=0.01))


def test_a_span_puts_percentages_where_they_belong() -> None:
    drawn = span(Span(0, 100, 50, 25, 75), FRAME)
    assert '<rect class="bounds" x="10.0" y="8" width="400.0"' in drawn
    assert '<rect class="interval" x="110.0" y="14" width="200.0"' in drawn
    assert '<circle class="dot" cx="210.0"' in drawn
    assert "dot" not in span(Span(0, 100), FRAME)


def test_years_without_a_report_keep_their_place_and_read_none(
    seen: dict[str, Any], pages: dict[str, bytes]
) -> None:
    text = pages["figures/reports_by_year.html"].decode()
    rows = re.findall(r'<th scope="row">(\d{4})</th><td><data value="(\d+)"', text)
    assert rows == [("2003", "1"), ("2004", "0"), ("2005", "0"), ("2006", "1")]


def test_a_withheld_percentage_says_why_and_none_is_shown(pages: dict[str, bytes]) -> None:
    died = re.search(r'<section class="figure.*?</section>', pages["figures/died.html"].decode(), re.DOTALL)
    assert died is not None
    assert "No percentage.</strong> With" in died[0]
    assert "<td>withheld</td><td>withheld</td>" in died[0]
    assert 'data-number="died.Died.percent"' not in died[0]
    assert 'data-number="died.Died.least"' in died[0]


def test_the_brain_of_too_few_is_not_shaded_on_the_page(pages: dict[str, bytes]) -> None:
    page = pages["figures/lesion_sites_by_age.html"].decode()
    assert "Not shaded." in page
    assert 'data-number="lesion_sites_by_age[child].Thalamus.n">1</data> of' in page


def test_home_shows_the_figures_in_order_with_their_denominators(seen: dict[str, Any]) -> None:
    text = seen["index.html"].text
    assert text.index("What the cases say so far Th") < text.index("Died Of the patients")
    assert "1 of 3 known" in text
    assert "never added up" in text


def test_the_index_links_every_figure_once_and_says_why_each_withheld_one_is(
    pages: dict[str, bytes], analyses: dict[str, Analysis]
) -> None:
    text = pages["figures.html"].decode()
    shown, withheld = text.split('id="withheld"')
    linked = [
        re.findall(r'(?:<h3[^>]*>|<li[^>]*>)<a href="figures/(\w+)\.html"', part)
        for part in (shown, withheld)
    ]
    assert sorted(linked[0] + linked[1]) == sorted(analyses)
    assert "died" in linked[1]
    assert "reports_by_year" in linked[0]
    assert "Too few patients for a percentage: 2 known, 10 needed." in withheld


def test_the_index_shows_no_number_that_its_figures_do_not(pages: dict[str, bytes]) -> None:
    keys = re.compile(r'data-number="([^"]+)"')
    own = {
        key
        for path, page in pages.items()
        if path.startswith("figures/")
        for key in keys.findall(page.decode())
    }
    assert set(keys.findall(pages["figures.html"].decode())) - own == set()


def test_what_must_be_said_beside_a_figure_is_said_in_the_index_too(
    pages: dict[str, bytes], analyses: dict[str, Analysis]
) -> None:
    text = pages["figures.html"].decode()
    shown = [
        a
        for a in analyses.values()
        if f'<article class="entry-figure" id="{a.id}"' in text and a.guard.cautions
    ]
    assert shown
    for analysis in shown:
        entry = text.partition(f'<article class="entry-figure" id="{analysis.id}"')[2].partition(
            "</article>"
        )[0]
        assert entry.count("Read with care.") == 1
