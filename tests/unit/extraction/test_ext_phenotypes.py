"""Further findings as claims, on sentences written for these tests and the release of HPO that the package ships."""

from __future__ import annotations

import pytest

from aneatlas.core.evidence import Role
from aneatlas.core.study import Study
from aneatlas.core.values import Status
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.extract import extract
from aneatlas.extraction.hpo.choice import SAID, chooser_of
from aneatlas.workflows.study import load_study

STUDY: Study = load_study()
HEAD = "A case of acute necrotizing encephalopathy\n\nA 3-year-old girl fell ill after influenza. "


def claims(sentence: str, head: str = HEAD) -> list[Claim]:
    reading = read_bytes(f"{head}{sentence}\n".encode(), "made.txt")[0]
    assert reading.document is not None
    return [c for c in extract(reading.document, "R0001", STUDY).claims if c.field.startswith("phenotype")]


def said(sentence: str) -> list[tuple[str, str, str, str]]:
    return [
        (c.item, c.field, c.status.value, c.role.value)
        for c in claims(sentence)
        if c.field != "phenotype_as_written"
    ]


LYMPHOPENIA, JAUNDICE = "HP:0001888", "HP:0000952"


@pytest.mark.parametrize(
    ("sentence", "field", "status", "role"),
    [
        ("She had lymphopenia.", "phenotype", "present", "this_patient"),
        ("Laboratory tests showed lymphopaenia.", "phenotype", "present", "this_patient"),
        ("There was no lymphopenia.", "phenotype", "absent", "this_patient"),
        ("She had a seizure without fever, rash or lymphopenia.", "phenotype", "absent", "this_patient"),
        ("No evidence of neutropenia or lymphopenia was found.", "phenotype", "absent", "this_patient"),
        ("Lymphopenia was suspected.", "phenotype", "unclear", "this_patient"),
        ("She had a history of lymphopenia.", "phenotype_before", "present", "this_patient"),
        ("She presented with a three-day history of lymphopenia.", "phenotype", "present", "this_patient"),
        ("Her sister had lymphopenia.", "phenotype", "present", "family"),
    ],
)
def test_what_is_said_of_a_finding_is_kept(sentence: str, field: str, status: str, role: str) -> None:
    assert (LYMPHOPENIA, field, status, role) in said(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "If lymphopenia occurs, the dose should be reduced.",
        "She was given prophylaxis against lymphopenia.",
        "The drug may cause lymphopenia.",
        "She was screened for lymphopenia.",
    ],
)
def test_what_is_only_feared_or_looked_out_for_is_no_finding(sentence: str) -> None:
    assert LYMPHOPENIA not in {item for item, *_ in said(sentence)}


def test_a_claim_carries_term_words_quote_and_anchor() -> None:
    found = claims("On the third day a facial palsy on the right appeared.")
    assert {(c.field, c.item, c.value) for c in found} == {
        ("phenotype", "HP:0010628", ""),
        ("phenotype_as_written", "HP:0010628", "facial palsy"),
    }
    sign = next(c for c in found if c.field == "phenotype")
    assert "facial palsy" in sign.quote.text
    assert sign.quote.role is Role.THIS_PATIENT
    assert sign.rule.startswith("HPO 'Facial palsy' for 'facial palsy'")


@pytest.mark.parametrize(
    "sentence",
    [
        "She had fever, vomiting, seizures, coma and ataxia.",  # fields with these codes
        "She was drowsy, agitated and delirious.",  # fields that say it without the code
        "There was an abnormality of the nervous system.",  # general
        "She had acute encephalopathy and encephalitis.",  # the disease and what it is mistaken for
        "Lesions of the cerebellum and the thalami were seen.",  # sites; no malformation of the cerebellum
        "Signs were acute, bilateral, severe and progressive.",  # modifiers
        "The onset was in childhood, and inheritance was autosomal dominant.",  # no findings
        "Cerebrospinal fluid showed leukocytosis.",  # a field of the fluid
        "MRI showed petechiae in both thalami.",  # not those of the skin
        "Tests for hepatitis B virus were done.",  # part of a name
        "She had a bacterial infection of the urinary tract.",  # nobody says that it came back
    ],
)
def test_noise_and_what_a_field_says_give_no_further_finding(sentence: str) -> None:
    assert said(sentence) == []


def test_another_pressure_is_no_arterial_hypertension() -> None:
    assert "HP:0000822" in {item for item, *_ in said("She had hypertension.")}
    assert "HP:0000822" not in {item for item, *_ in said("She had marked pulmonary hypertension.")}


def test_a_narrower_term_says_more_than_its_field_and_stays() -> None:
    found = claims("She had tremor and nystagmus.")
    assert {c.item for c in found if c.field == "phenotype"} == {"HP:0001337", "HP:0000639"}


def test_each_patient_has_their_own() -> None:
    text = (
        "Two cases of acute necrotizing encephalopathy\n\nCase 1: A 2-year-old boy had influenza and jaundice. "
        "Case 2: A 5-year-old girl had influenza and no jaundice.\n"
    )
    found = claims("", text)
    assert {(c.case, c.status) for c in found if (c.field, c.item) == ("phenotype", JAUNDICE)} == {
        ("Patient 1", Status.PRESENT),
        ("Patient 2", Status.ABSENT),
    }


def test_terms_said_by_a_field_exist_and_so_do_the_fields() -> None:
    terms = STUDY.dictionary.vocabularies["hpo"].terms
    assert set(SAID) <= set(terms)
    assert set(SAID.values()) <= {place.field.id for place in STUDY.dictionary}


def test_no_code_of_the_study_is_a_further_finding() -> None:
    chooser = chooser_of(STUDY)
    assert chooser is not None
    codes = {code for place in STUDY.dictionary for code in place.field.codes if code.startswith("HP:")}
    assert codes <= chooser.left_out
    assert chooser.ontology.above(codes) <= chooser.left_out
