"""Every way of writing a name is found; what only looks like it is not."""

from __future__ import annotations

import pytest

from aneatlas.literature.names import Names

FOUND = [
    ("Acute necrotizing encephalopathy", "ane"),
    ("ACUTE NECROTISING ENCEPHALOPATHIES", "ane"),
    ("Acute\nnecrotizing\n  encephalopathy", "ane"),
    ("acute-necrotizing encephalopathy", "ane"),
    ("acute\u2010necrotizing\u00a0encephalopathy", "ane"),
    ("acute, necrotizing encephalopathy", "ane"),
    ("necrotizing acute encephalopathy", "ane"),
    ("Encephalopathy, acute necrotizing", "ane"),
    ("encephalopathy, acute necrotizing, of an unknown cause", "ane"),
    ("acute necrotic encephalopathy", "ane"),
    ("acute fulminant necrotizing encephalopathy", "ane"),
    ("acute necrotizing encephalopathy of the childhood", "anec"),
    ("acute haemorrhagic necrotising encephalopathy", "ahne"),
    ("acute necrotizing (hemorrhagic) encephalopathy", "ahne"),
    ("<i>acute</i> necroti<b>z</b>ing encephalopathy", "ane"),
    ("acute n&eacute;crotizing encephalopathy", "ane"),
    ("acute necroti&amp;#122;ing encephalopathy", "ane"),
    ("acute necrotizing encephalo\u00adpathy", "ane"),
    ("acute necrotizing encephalopathy\u00b9", "ane"),
    ("ａｃｕｔｅ ｎｅｃｒｏｔｉｚｉｎｇ ｅｎｃｅｐｈａｌｏｐａｔｈｙ", "ane"),
    ("Encephalopathy, acute, infection-induced, susceptibility to, 3", "iiae3"),
    ("急性壊死性脳症の1例", "ja"),
    ("急性 壊死性\n脳症", "ja"),
    ("儿童急性坏死性脑病", "zh"),
    ("소아급성괴사성뇌병증", "ko"),
    ("급성 괴사성 뇌병증의 1례", "ko"),
    ("Encefalopatías necrotizantes agudas", "es"),
    ("encefalopatia aguda necrotizante", "es"),
    ("encephalopathie aigue necrosante", "fr"),
    ("encéphalopathies nécrosantes aiguës", "fr"),
    ("bei akuter nekrotisierender Enzephalopathie", "de"),
    ("Encefalopatia necrosante aguda", "pt"),
    ("encefalopatie necrotizzanti acute", "it"),
    ("Akut nekrotizan ensefalopatisi", "tr"),
    ("AKUT NEKROTİZAN ENSEFALOPATİ", "tr"),
    ("острой некротизирующей энцефалопатии", "ru"),
]
NOT_FOUND = [
    "Subacute necrotizing encephalopathy",
    "sub-acute necrotizing encephalopathy",
    "sub acute necrotising encephalopathy",
    "necrotizing encephalopathy, subacute",
    "亜急性壊死性脳症",
    "亚急性坏死性脑病",
    "아급성 괴사성 뇌병증",
    "encefalopatía necrotizante subaguda",
    "subakute nekrotisierende Enzephalopathie",
    "подострая некротизирующая энцефалопатия",
    "necrotizing enterocolitis and acute encephalopathy",
    "encephalopathy, acute necrotizing pancreatitis, and sepsis",
    "acute encephalopathy, necrotizing enterocolitis",
    "The course was acute. Necrotizing encephalopathy was not seen",
    "ANE in the kidney",
    "acute necrotizing ulcerative gingivitis",
    "Ane and Dane are first names; thalamic lesions",
]


@pytest.mark.parametrize(("text", "label"), FOUND, ids=[text[:40] for text, _ in FOUND])
def test_a_name_is_found_however_it_is_written(names: Names, text: str, label: str) -> None:
    (match,) = [match for match in names.find([("title", text)]).labels if match.kind != "abbreviation"]
    assert (match.id, match.place) == (label, "title")


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_a_name_is_not_found(names: Names, text: str) -> None:
    assert names.find([("title", text)]).labels == ()


def test_the_words_are_quoted_as_they_stand(names: Names) -> None:
    text = "A case of Acute Necrotising\nEncephalopathy, after fever"
    (match,) = names.find([("abstract", text)]).labels
    assert match.quote == text[match.start : match.end] == "Acute Necrotising\nEncephalopathy"


@pytest.mark.parametrize("text", ["IIAE3", "IIAE-3", "IIAE 3", "I.I.A.E.3"])
def test_an_abbreviation_counts_only_beside_its_supports(names: Names, text: str) -> None:
    assert names.find([("title", f"{text} in a family")]).labels == ()
    found = names.find([("title", f"{text} in a family"), ("abstract", "Thalamic lesions were seen.")])
    assert [match.id for match in found.labels] == ["abbr_iiae3"]


def test_the_support_of_one_abbreviation_is_not_that_of_another(names: Names) -> None:
    assert names.find([("title", "ANE with thalamic lesions")]).labels == ()
    assert [match.id for match in names.find([("title", "IA-ANE with thalamic lesions")]).labels] == [
        "abbr_ia_ane"
    ]


def test_a_long_name_without_its_support_is_kept_and_marked(names: Names) -> None:
    (match,) = names.find([("title", "Acute necrotizing encephalitis")]).labels
    assert not match.supported
    found = names.find(
        [("title", "Acute necrotizing encephalitis"), ("abstract", "The thalamus was involved.")]
    )
    assert found.labels[0].supported


def test_the_study_itself_compiles_and_finds_each_of_its_own_names() -> None:
    from aneatlas.literature.names import names_of
    from aneatlas.workflows.study import load_study

    study = load_study()
    compiled = names_of(study)
    support = "acute necrotizing encephalopathy, thalamic lesions. "
    for label in study.labels:
        found = compiled.find([("title", label.text), ("abstract", support)])
        assert any(match.place == "title" for match in found.labels), label.id
    for miss in study.near_misses:
        assert compiled.find([("title", miss.text)]).near_misses, miss.id
        if miss.rule == "reject":
            assert compiled.find([("title", miss.text)]).labels == (), miss.id
