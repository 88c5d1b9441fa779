"""All pages: complete, the same every time, linked, safe, built for everybody."""

from __future__ import annotations

import posixpath
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from aneatlas.core.replay import State
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import results
from aneatlas.outputs.atlas import Atlas, build
from aneatlas.outputs.numbers import numbers, show_number
from aneatlas.outputs.site import render
from aneatlas.outputs.site.context import Register, linked, show_size
from aneatlas.outputs.tables import tables
from aneatlas.workflows.publish import load_analyses

WORDS = {
    "index.html", "cases.html", "reports.html", "figures.html", "names.html", "codebook.html", "downloads.html",
    "about.html", "for-families.html", "review.html", "404.html",
}  # fmt: skip
OTHERS = {"data/cases.csv", "SHA256SUMS", "release.json", "CITATION.cff"}  # written by the caller


def figure_pages(study: Study) -> set[str]:
    """The page of each analysis."""
    return {f"figures/{analysis.id}.html" for analysis in load_analyses(study)}


def test_every_page_is_there(seen: dict[str, Any], study: Study) -> None:
    cases = {f"cases/{name}.html" for name in ("R0001-1", "R0001-2", "R0002-1")}
    reports = {f"reports/R000{n}.html" for n in (1, 2, 3)}
    assert set(seen) == WORDS | cases | reports | figure_pages(study)


def test_the_same_atlas_gives_the_same_bytes(atlas: Atlas, prepared: Any, pages: dict[str, bytes]) -> None:
    data, figures, register = prepared
    again = dict(render(atlas, data, figures, register, []))
    assert {path for path in pages if pages[path] != again[path]} == {
        "downloads.html"
    }  # none offered this time


def test_an_empty_atlas_can_be_shown(study: Study) -> None:
    empty = build(State(at="2026-01-02T03:04:05Z"), study)
    data, analyses = tables(empty), load_analyses(study)
    rows = {name: table.rows for name, table in data.items()}
    figures = results(analyses, rows)
    register = numbers(rows, figures)
    made = dict(render(empty, data, figures, register, []))
    assert {path for path in made if path.endswith(".html")} == WORDS | figure_pages(study)
    assert b'<data value="0" data-number="cases.total">0</data>' in made["index.html"]


def test_every_footer_names_state_licence_and_provenance(seen: dict[str, Any]) -> None:
    for path, page in seen.items():
        foot = page.text[page.text.index("not medical advice") :]
        for words in ("preview-42-abababababab", "2026-01-02", "CC-BY-4.0", "Citation only, not verified"):
            assert words in foot, path


def test_every_link_leads_somewhere(seen: dict[str, Any], pages: dict[str, bytes]) -> None:
    for path, page in seen.items():
        for link in page.every("href") + page.every("src"):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme == "https", link
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            target = target if parts.path else path
            assert target in pages or target in OTHERS, f"{path}: {link}"
            if parts.fragment:
                assert parts.fragment in seen[target].every("id"), f"{path}: {link}"


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(seen: dict[str, Any]) -> None:
    for path, page in seen.items():
        for tag, found in page.elements:
            loads = [found[name] for name in ("src", "srcset", "data", "poster") if name in found]
            loads += [found["href"]] if tag == "link" else []
            assert not any(urlsplit(address).scheme for address in loads), path
            assert not any(name == "style" or name.startswith("on") for name in found), (path, tag, found)
            assert tag != "style", path
            assert tag != "script" or "src" in found, path
        policies = [found["content"] for _, found in page.elements if "http-equiv" in found]
        assert policies == ["default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'"]


def test_ids_are_unique_and_references_to_them_hold(seen: dict[str, Any]) -> None:
    for path, page in seen.items():
        ids = page.every("id")
        assert len(ids) == len(set(ids)), path
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for value in page.every(name):
                assert set(value.split()) <= set(ids), f"{path}: {name} {value}"


def test_headings_go_down_one_level_at_a_time(seen: dict[str, Any]) -> None:
    for path, page in seen.items():
        levels = page.headings
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_table_has_a_caption_and_scopes(seen: dict[str, Any]) -> None:
    for path, page in seen.items():
        tags = [tag for tag, _ in page.elements]
        assert tags.count("table") == tags.count("caption"), path
        assert all("scope" in found for tag, found in page.elements if tag == "th"), path


def test_every_number_is_the_registers(seen: dict[str, Any], prepared: Any) -> None:
    register = prepared[2]
    shown = [(path, *entry) for path, page in seen.items() for entry in page.shown]
    assert len(shown) > 300
    for path, key, value, text in shown:
        assert (value, text) == (str(register[key]), show_number(register[key])), (path, key)


def test_a_number_that_nobody_computed_cannot_be_shown() -> None:
    register = Register({"cases.total": 1234, 'a."b".n': 2})
    assert register("cases.total") == '<data value="1234" data-number="cases.total">1,234</data>'
    assert register('a."b".n') == '<data value="2" data-number="a.&#34;b&#34;.n">2</data>'
    with pytest.raises(KeyError):
        register("cases.invented")


def test_words_of_a_source_are_text_never_markup(pages: dict[str, bytes], seen: dict[str, Any]) -> None:
    for path, content in pages.items():
        assert b"<script>alert" not in content, path
        assert b"<b>swollen" not in content, path
    assert "<script>alert('x')</script> & \"co\"" in seen["cases/R0001-1.html"].text
    assert "Both thalami were <b>swollen</b>" in seen["cases/R0001-1.html"].text


def test_the_home_page_is_light(pages: dict[str, bytes]) -> None:
    assert (
        sum(
            len(pages[path])
            for path in ("index.html", "static/site.css", "static/site.js", "static/icon.svg")
        )
        < 200_000
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see doi:10.1/a.", 'see <a href="https://doi.org/10.1/a" rel="external">doi:10.1/a</a>.'),
        ("(doi:10.1/a)", '(<a href="https://doi.org/10.1/a" rel="external">doi:10.1/a</a>)'),
        ("doi:10.1/a(2)b;", '<a href="https://doi.org/10.1/a(2)b" rel="external">doi:10.1/a(2)b</a>;'),
        ("<b> & no link", "&lt;b&gt; &amp; no link"),
    ],
)
def test_a_doi_in_a_sentence_becomes_a_link(text: str, shown: str) -> None:
    assert str(linked(text)) == shown


@pytest.mark.parametrize(("size", "words"), [(999, "999 bytes"), (1_000, "1.0 kB"), (2_450_000, "2.5 MB")])
def test_sizes_in_words(size: int, words: str) -> None:
    assert show_size(size) == words
