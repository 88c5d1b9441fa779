"""Classes and decisions with their reasons. The titles are made up for these tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aneatlas.literature.decisions import Kind, classify, decide
from aneatlas.literature.names import Names
from aneatlas.literature.records import Link, MeshHeading, Record

Make = Callable[..., Record]
ANE = "acute necrotizing encephalopathy"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        (f"A case of {ANE}", Kind.CASE_REPORT),
        (f"{ANE} in a 3-year-old girl", Kind.CASE_REPORT),
        (f"{ANE}: case report and review of the literature", Kind.REVIEW_WITH_CASES),
        (f"Two children with {ANE}", Kind.CASE_SERIES),
        (f"{ANE}: a case series", Kind.CASE_SERIES),
        (f"Outcome of {ANE}: a retrospective study", Kind.COHORT),
        (f"Novel mutations in families with {ANE}", Kind.GENETIC),
        (f"{ANE}: a systematic review", Kind.REVIEW),
        (f"Guidelines for {ANE}", Kind.GUIDELINE),
        ("A nuclear pore protein in mouse neurons", Kind.BIOLOGY),
        ("急性坏死性脑病1例", Kind.CASE_REPORT),
        ("Thalamus", Kind.UNCLEAR),
    ],
)
def test_the_title_tells_the_class(make: Make, title: str, kind: Kind) -> None:
    found, reason = classify(make(title))
    assert found is kind
    assert str(reason)


def test_the_type_and_the_abstract_tell_the_class_where_the_title_is_silent(make: Make) -> None:
    assert classify(make("Thalamus", publication_types=("Case Reports",)))[0] is Kind.CASE_REPORT
    assert classify(make("Thalamus", "A 4-year-old boy fell ill."))[0] is Kind.CASE_REPORT
    assert classify(make("A review", "We report our patients."))[0] is Kind.REVIEW_WITH_CASES


@pytest.mark.parametrize(
    ("title", "abstract", "choice"),
    [
        (f"A case of {ANE}", "", "include"),
        ("Coma after influenza in a boy", f"He had {ANE}.", "include"),
        ("Acute necrotizing encephalitis in a child", "", "maybe"),
        ("Acute necrotizing encephalitis in a child", "The thalamus was involved.", "include"),
        ("Acute necrotizing encephalitis due to herpes simplex", "The thalamus was spared.", "maybe"),
        ("Influenza-associated encephalopathy in Japan", "", "maybe"),
        (f"A lesion resembling {ANE}", "", "maybe"),
        (f"{ANE}: a systematic review", "", "maybe"),
        (f"Guidelines for {ANE}", "", "maybe"),
        (f"{ANE} in dogs", "", "maybe"),
        ("Subacute necrotizing encephalopathy", "", "exclude"),
        ("Acute hemorrhagic leukoencephalitis", "", "exclude"),
        ("Acute hemorrhagic leukoencephalitis", "Thalamic lesions were seen.", "maybe"),
        ("Something else", "", "exclude"),
    ],
)
def test_the_decision_rests_on_the_names(
    make: Make, names: Names, title: str, abstract: str, choice: str
) -> None:
    result = decide(make(title, abstract), names)
    assert str(result.choice) == choice
    assert result.reasons


def test_an_old_report_under_the_doubtful_name_goes_to_a_person(make: Make, names: Names) -> None:
    record = make("Acute necrotizing encephalitis", "The thalamus was involved.", year=1965)
    assert str(decide(record, names).choice) == "maybe"


def test_a_reason_names_the_rule_the_place_and_the_words(make: Make, names: Names) -> None:
    first = decide(make("Coma in a boy", f"He had {ANE}."), names).reasons[0]
    assert (first.place, first.quote) == ("abstract", ANE)
    assert "'ane'" in first.rule


def test_a_retracted_report_leaves(make: Make, names: Names) -> None:
    for fields in ({"publication_types": ("Retracted Publication",)}, {"links": (Link("RetractionIn"),)}):
        result = decide(make(f"A case of {ANE}", **fields), names)
        assert str(result.choice) == "exclude"
        assert "retracted" in str(result.reasons[0])


def test_animals_are_for_a_person_to_see(make: Make, names: Names) -> None:
    record = make(f"A case of {ANE}", mesh=(MeshHeading("Animals"),))
    assert decide(record, names).kind is Kind.NEAR_MISS
