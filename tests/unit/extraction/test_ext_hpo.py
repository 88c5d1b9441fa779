"""Coding to the Human Phenotype Ontology, on a small ontology and sentences written for these tests."""

from __future__ import annotations

from typing import Any

import pytest

from aneatlas.core.ontology import parse_obo
from aneatlas.extraction.hpo.find import find_terms
from aneatlas.extraction.hpo.labels import labels_of
from aneatlas.extraction.hpo.ontology import shipped

OBO = """format-version: 1.2
data-version: hp/releases/2000-01-01

[Term]
id: HP:0000118
name: Phenotypic abnormality

[Term]
id: HP:0000001
name: Age of onset

[Term]
id: HP:0000010
name: Abnormality of the kidney
synonym: "Renal anomaly" EXACT []
synonym: "AOK" EXACT abbreviation []
is_a: HP:0000118 ! Phenotypic abnormality
alt_id: HP:0000011

[Term]
id: HP:0000020
name: Abnormality of the ear
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0000030
name: Seizure
synonym: "A \\"fit\\"" RELATED []
is_a: HP:0000118

[Term]
id: HP:0000031
name: Febrile seizure
is_a: HP:0000030

[Term]
id: HP:0000040
name: obsolete Convulsion
is_obsolete: true
replaced_by: HP:0000030

[Term]
id: HP:0000050
name: Basal ganglia calcification
is_a: HP:0000118

[Term]
id: HP:0000060
name: Tumor of the eye
is_a: HP:0000118

[Typedef]
id: part_of
name: part of
"""
ONTOLOGY = parse_obo(OBO.splitlines())
LABELS = labels_of(ONTOLOGY)


def ids(text: str, **options: Any) -> list[str]:
    return [item.id for item in find_terms(text, LABELS, **options)]


def test_the_file_gives_terms_synonyms_former_ids_and_the_release() -> None:
    kidney = ONTOLOGY.terms["HP:0000010"]
    assert ONTOLOGY.version == "2000-01-01"
    assert kidney.synonyms == [("Renal anomaly", "EXACT"), ("AOK", "EXACT")]
    assert ONTOLOGY.terms["HP:0000030"].synonyms == [('A "fit"', "RELATED")]
    assert "part_of" not in ONTOLOGY.terms


def test_former_and_replaced_ids_lead_to_the_present_one() -> None:
    assert ONTOLOGY.resolve("HP:0000011") == "HP:0000010"
    assert ONTOLOGY.resolve("HP:0000040") == "HP:0000030"
    assert ONTOLOGY.resolve("HP:9999999") == ""


def test_only_findings_are_coded() -> None:
    assert ONTOLOGY.below() == set(ONTOLOGY.terms) - {"HP:0000118", "HP:0000001", "HP:0000040"}
    assert ids("The age of onset was unknown.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He had seizures.", ["HP:0000030"]),
        ("Febrile seizures began.", ["HP:0000031"]),
        ("an abnormal kidney was seen", ["HP:0000010"]),
        ("kidney malformations", ["HP:0000010"]),
        ("calcification of the basal ganglia", ["HP:0000050"]),
        ("calcifications in both basal ganglia", ["HP:0000050"]),
        ("an ocular tumour", ["HP:0000060"]),
        ("The basal ganglia were spared. Calcification was absent.", []),
        ("the kidney was abnormal", ["HP:0000010"]),
        ("AOK was written on the door", []),
        ("", []),
    ],
)
def test_words_in_any_order_and_spelling_find_the_term(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


def test_a_shared_head_serves_both_halves_of_a_coordination() -> None:
    assert set(ids("ear and renal anomalies")) == {"HP:0000020", "HP:0000010"}


def test_the_longest_term_wins_and_nested_ones_come_on_request() -> None:
    assert ids("a febrile seizure") == ["HP:0000031"]
    assert ids("a febrile seizure", nested="all") == ["HP:0000031", "HP:0000030"]


def test_of_the_nested_ones_those_that_the_longer_is_a_kind_of_can_be_had_alone() -> None:
    assert ids("a febrile seizure", nested="kinds") == ["HP:0000031", "HP:0000030"]
    assert ids("a tumor of the ear or the eye", nested="kinds") == ids("a tumor of the ear or the eye")


def test_an_abbreviation_counts_where_the_text_introduces_it() -> None:
    text = "Basal ganglia calcification (BGC) was seen; BGC is rare."
    assert ids(text) == ["HP:0000050"] * 3
    assert ids(text, abbreviations=False) == ["HP:0000050"]
    assert ids("BGC is rare.") == []


def test_the_place_is_that_of_the_words() -> None:
    text = "Today: febrile seizures."
    (found,) = find_terms(text, LABELS)
    assert text[found.start : found.end] == "febrile seizures"


def test_the_shipped_release_knows_the_disease() -> None:
    assert shipped().terms["HP:0006965"].label == "Acute necrotizing encephalopathy"
    assert [
        t.id for t in find_terms("Acute necrotising encephalopathy with status epilepticus and coma.")
    ] == [
        "HP:0006965",
        "HP:0002133",
        "HP:0001259",
    ]
