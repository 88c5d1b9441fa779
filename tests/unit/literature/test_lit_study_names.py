"""The study's own names on titles as they are written in each language. The titles are made up for these tests."""

from __future__ import annotations

import pytest

from aneatlas.literature.decisions import decide
from aneatlas.literature.names import Names, names_of
from aneatlas.literature.records import Origin, PartialDate, Record
from aneatlas.workflows.study import load_study


@pytest.fixture(scope="module")
def study_names() -> Names:
    return names_of(load_study())


def choice(names: Names, title: str) -> str:
    record = Record("test", Origin("test"), title=title, date=PartialDate(2015))
    return str(decide(record, names).choice)


@pytest.mark.parametrize(
    "title",
    [
        "Encefalopatía hemorrágica necrotizante aguda en un lactante",
        "Encefalopatía necrótica aguda",
        "Encéphalopathie nécrosante hémorragique aiguë de l'enfant",
        "Encéphalopathie nécrotisante aiguë",
        "Akute hämorrhagisch-nekrotisierende Enzephalopathie",
        "Die akute nekrotisierende Encephalopathie im Kindesalter",
        "Encefalopatia hemorrágica necrosante aguda",
        "Encefalopatia necrotizzante emorragica acuta",
        "Encefalopatia necrosante acuta",
        "Akut nekrotizan hemorajik ensefalopati",
        "Akut Nekrotizan Çocukluk Çağı Ensefalopatisi",
        "Случай острой геморрагической некротизирующей энцефалопатии",
        "Острая некротическая энцефалопатия",
        "急性坏死性出血性脑病",
        "소아 급성 괴사성 뇌증 1예",
        "급성괴사뇌병증",
        "영아급성괴사성뇌병증",
        "Acute necrotizing type of encephalopathy",
        "Acute encephalopathy of necrotizing type",
    ],
)
def test_a_name_is_included_as_its_language_writes_it(study_names: Names, title: str) -> None:
    assert choice(study_names, title) == "include"


@pytest.mark.parametrize(
    "title",
    [
        "Acute-onset necrotizing encephalopathy after influenza",
        "Necrotising encephalopathy in a toddler",
        "Acute necrotizing and hemorrhagic encephalopathy in a child",
        "Acute encephalopathy with bilateral thalamic lesions",
        "Susceptibility to infection-triggered encephalopathy",
        "RANBP2 in a family with thalamic lesions",
        "Encefalitis necrotizante aguda",
        "Острый некротизирующий энцефалит",
        "インフルエンザ脳症の1例",
        "急性坏死性脑炎伴双侧丘脑受累",
        "流感相关性坏死性脑病",
    ],
)
def test_what_may_be_the_disease_is_for_a_person_to_see(study_names: Names, title: str) -> None:
    assert choice(study_names, title) == "maybe"


@pytest.mark.parametrize(
    "title",
    [
        "Subacute necrotizing encephalopathy",
        "Subacute necrotising encephalopathy in a kelpie",
        "RANBP2 at the nuclear pore",
        "Encefalopatia necrosante subaguda",
        "Encefalopatia necrotizzante subacuta",
        "Subakut nekrotizan ensefalopati",
        "Подострая некротизирующая энцефалопатия",
        "亜急性壊死性脳症",
        "亞急性壞死性腦病",
        "소아 아급성 괴사성 뇌증",
        "Acute necrotizing pancreatitis and encephalopathy",
        "Encephalopathy and acute necrotizing pancreatitis",
    ],
)
def test_what_only_looks_like_it_is_left_out(study_names: Names, title: str) -> None:
    assert choice(study_names, title) == "exclude"


@pytest.mark.parametrize(
    "title",
    [
        "Acute necrotizing<br/>encephalopathy",
        "<h4>Case</h4>Acute necrotizing encephalopathy",
        "<title>Case</title><p>Acute necrotizing encephalopathy</p>",
        "<jats:p>Acute <jats:italic>necrotizing</jats:italic> encephalopathy</jats:p>",
    ],
)
def test_tags_of_other_formats_neither_join_nor_part_words(study_names: Names, title: str) -> None:
    assert choice(study_names, title) == "include"
