"""A term is found by its label, a synonym, a former name or an id, from the beginnings of words in any order."""

from __future__ import annotations

import pytest

from aneatlas.core.ontology import parse_obo
from aneatlas.core.ontology_search import Finder
from aneatlas.core.study import Study

# Written for these tests.
OBO = """
[Term]
id: HP:0000118
name: Phenotypic abnormality
[Term]
id: HP:0000001
name: Facial palsy
alt_id: HP:0000091
synonym: "Bell's palsy" EXACT []
synonym: "Weak face" RELATED []
is_a: HP:0000118
[Term]
id: HP:0000002
name: Bilateral facial palsy
is_a: HP:0000001
[Term]
id: HP:0000003
name: Edema
synonym: "Swelling" BROAD []
is_a: HP:0000118
[Term]
id: HP:0000004
name: obsolete Crooked face
is_obsolete: true
replaced_by: HP:0000001
[Term]
id: HP:0000005
name: obsolete Gone for good
is_obsolete: true
[Term]
id: HP:0000006
name: Facial
is_a: HP:0000001
"""


@pytest.fixture(scope="module")
def finder() -> Finder:
    ontology = parse_obo(OBO.splitlines())
    return Finder(ontology, ontology.below())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("facial palsy", ["HP:0000001", "HP:0000002"]),  # the whole name before a longer one
        ("palsy fac", ["HP:0000001", "HP:0000002"]),  # in any order, cut short
        ("bells palsy", ["HP:0000001"]),
        ("bell", ["HP:0000001"]),
        ("weak", ["HP:0000001"]),
        ("oedema", ["HP:0000003"]),
        ("edemas", ["HP:0000003"]),
        ("facail palsy", ["HP:0000001", "HP:0000002"]),
        ("crooked", ["HP:0000001"]),
        ("gone", []),
        ("HP:0000002", ["HP:0000002"]),
        (" hp:0000091 ", ["HP:0000001"]),
        ("HP:0000004", ["HP:0000001"]),
        ("HP:0000118", []),
        ("", []),
        ("?!", []),
        ("palsy x", []),
    ],
)
def test_what_a_question_finds(finder: Finder, asked: str, found: list[str]) -> None:
    assert [hit.id for hit in finder.find(asked)] == found


@pytest.mark.parametrize(
    ("asked", "by", "former"),
    [
        ("facial palsy", "", False),
        ("bell", "Bell's palsy", False),
        ("crooked", "Crooked face", True),
        ("HP:0000004", "HP:0000004", True),
        ("HP:0000001", "", False),
    ],
)
def test_by_which_name_it_was_found_is_said(finder: Finder, asked: str, by: str, former: bool) -> None:
    hit = finder.find(asked)[0]
    assert (hit.label, hit.by, hit.former) == ("Facial palsy", by, former)


def test_no_more_than_asked_for_and_each_once(finder: Finder) -> None:
    assert [hit.id for hit in finder.find("fac", most=1)] == ["HP:0000006"]
    assert len(finder.find("f")) == 3


def test_every_finding_of_the_shipped_release_is_found_first_by_its_name(study: Study) -> None:
    vocabulary = study.dictionary.vocabularies["hpo"]
    assert vocabulary.release is not None
    ids = sorted(vocabulary.terms)[::97]
    lost = [id for id in ids if vocabulary.release.finder.find(vocabulary.terms[id].name)[0].id != id]
    assert lost == []
