"""The study's searches: whole, in their sources' languages, and wide enough for the names of the disease."""

from __future__ import annotations

import re
import unicodedata

import pytest

from aneatlas.core.issues import StudyInvalid
from aneatlas.core.searches import Search
from aneatlas.core.study import Study, parse_study
from aneatlas.workflows.study import load_study


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    from importlib.resources import files

    from aneatlas.workflows.study import study_files

    return study_files(files("aneatlas") / "study")


def fold(text: str) -> str:
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", text.casefold()) if not "\u0300" <= sign <= "\u036f"
    )
    return unicodedata.normalize("NFC", bare).replace("haem", "hem").replace("necrotis", "necrotiz")


def searches(source: str) -> list[Search]:
    return [search for search in load_study().searches if search.source == source]


@pytest.mark.parametrize("source", ["pubmed", "europepmc"])
def test_each_source_has_searches(source: str) -> None:
    assert len(searches(source)) == 2


@pytest.mark.parametrize("search", load_study().searches, ids=lambda search: search.id)
def test_a_query_is_one_line_with_matching_brackets_and_quotes_and_excludes_nothing(search: Search) -> None:
    assert "\n" not in search.query
    depth = 0
    for sign in re.sub(r'"[^"]*"', "", search.query):
        depth += (sign == "(") - (sign == ")")
        assert depth >= 0
    assert depth == 0
    assert search.query.count('"') % 2 == 0
    assert not re.search(r"\bNOT\b", search.query)


@pytest.mark.parametrize("search", searches("pubmed"), ids=lambda search: search.id)
def test_every_term_of_a_pubmed_query_names_its_field(search: Search) -> None:
    # A term without a field tag would be mapped by PubMed in its own, changing way.
    words = re.sub(r'("[^"]*"|[^\s()\[\]"]+)\[\w+\]', "", search.query)
    assert set(re.findall(r"[^\s()]+", words)) <= {"AND", "OR"}


@pytest.mark.parametrize("search", searches("europepmc"), ids=lambda search: search.id)
def test_every_term_of_a_europe_pmc_query_stands_in_a_field(search: Search) -> None:
    without = re.sub(r'(TITLE_ABS|KW|SRC):("[^"]*"|\([^()]*\)|[^\s()]+)', "", search.query)
    assert set(re.findall(r"[^\s()]+", without)) <= {"AND", "OR"}


def test_every_name_of_the_disease_is_asked_of_pubmed(study: Study) -> None:
    query = " ".join(search.query for search in searches("pubmed"))
    phrases = [fold(phrase) for phrase in re.findall(r'"([^"]*)"', query)]
    words = {fold(word) for word in re.findall(r"(\w+)\[tiab\]", query)}
    for label in study.labels:
        folded = fold(label.text)
        if label.kind in ("umbrella", "historical") or not folded.isascii():
            continue  # PubMed has no Japanese, Chinese, Korean or Russian words; umbrella names alone are too wide
        by_words = {"acute", "necrotizing"} <= set(folded.split()) and "encephalopath" in folded
        named = any(phrase in folded for phrase in phrases)
        assert by_words or named or folded in words or folded.replace("-", " ") in "ia ane", label.id


def test_every_verified_name_of_the_disease_is_asked_of_europe_pmc(study: Study) -> None:
    query = " ".join(search.query for search in searches("europepmc"))
    phrases = [fold(phrase) for phrase in re.findall(r'"([^"]*)"', query)]
    words = {fold(word) for word in re.findall(r"[A-Z]+\d?", query)}
    for label in study.labels:
        if label.kind in ("umbrella", "historical"):
            continue
        folded = fold(label.text)
        assert any(phrase in folded for phrase in phrases) or set(re.findall(r"\w+", folded)) & words, (
            label.id
        )


def test_a_search_that_is_declared_twice_is_named(files: dict[str, bytes]) -> None:
    twice = files | {"searches/again.toml": files["searches/pubmed.toml"]}
    with pytest.raises(StudyInvalid) as failure:
        parse_study(twice)
    assert any("pubmed_names" in issue.message for issue in failure.value.issues)


def test_a_mistake_in_a_search_is_named_with_its_entry(files: dict[str, bytes]) -> None:
    wrong = files["searches/pubmed.toml"].replace(b'source = "pubmed"', b'source = "medline"', 1)
    with pytest.raises(StudyInvalid) as failure:
        parse_study(files | {"searches/pubmed.toml": wrong})
    assert any("[pubmed_names].source" in issue.where for issue in failure.value.issues)


def test_a_study_may_have_no_searches(files: dict[str, bytes]) -> None:
    bare = {name: data for name, data in files.items() if not name.startswith("searches/")}
    assert parse_study(bare).searches == ()


def test_a_changed_search_is_another_study(files: dict[str, bytes]) -> None:
    changed = files["searches/pubmed.toml"].replace(b'version = "1"', b'version = "2"', 1)
    assert (
        parse_study(files | {"searches/pubmed.toml": changed}).fingerprint != parse_study(files).fingerprint
    )
