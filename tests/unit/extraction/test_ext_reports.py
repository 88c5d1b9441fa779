"""Patients without an age, titles, families of brothers, and further rules for abstracts. All texts are made up."""

from __future__ import annotations

import pytest

from aneatlas.core.evidence import Role
from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import Extraction, extract
from aneatlas.extraction.shares import marks_of
from aneatlas.extraction.turns import turns_of


def _extract(text: str, study: Study) -> Extraction:
    [reading] = read_bytes(text.encode(), "a.txt")
    assert reading.document is not None
    return extract(reading.document, "R0001", study)


def _said(text: str, study: Study, case: str = "Patient 1") -> dict[str, str]:
    return {
        c.field: c.value or c.status.value
        for c in _extract(text, study).claims
        if c.case == case and c.role is Role.THIS_PATIENT
    }


@pytest.mark.parametrize(
    "text",
    [
        "A fatal case of ANE in an adult is reported. Seizures began on day 2.",
        "An unusual case of encephalopathy with coma is described here.",
        "We report the autopsy of a patient with influenza.",
        "After a urinary infection the patient became drowsy.",
    ],
)
def test_a_report_of_one_patient_without_an_age_has_one_patient(text: str, study: Study) -> None:
    assert _extract(text, study).cases == ("Patient 1",)


def test_background_alone_has_no_patient(study: Study) -> None:
    text = "Acute necrotizing encephalopathy is rare. Patients with coma have a poor prognosis. Many cases were reported."
    assert _extract(text, study).cases == ()


def test_an_adult_without_an_age_has_the_stage_of_life_as_age(study: Study) -> None:
    assert _said("We report a case of ANE in a previously healthy adult.", study)["age_at_onset"] == "adult"
    assert "age_at_onset" not in _said("We report a case of ANE. Few adult cases are known.", study)


def test_the_number_in_the_title_tells_the_patients_apart(study: Study) -> None:
    text = (
        "Diffusion imaging in two infants\n\nWe describe the imaging of two infants with symmetric thalamic lesions on MRI. "
        "In the first patient, haemorrhage of the pons was seen on MRI."
    )
    found = _extract(text, study)
    assert found.cases == ("Patient 1", "Patient 2")
    assert _said(text, study)["imaging_haemorrhage"] == "present"
    assert "imaging_haemorrhage" not in _said(text, study, "Patient 2")
    assert _said(text, study, "Patient 2")["site_involved"] == "present"


def test_what_all_brothers_had_belongs_to_each_of_them(study: Study) -> None:
    text = "ANE in 3 brothers\n\nThe three brothers presented with fever and seizures. One brother received steroids."
    for number in (1, 2, 3):
        said = _said(text, study, f"Patient {number}")
        assert (said["sex"], said["fever"], said["seizure"], said["familial"]) == (
            "male",
            "present",
            "present",
            "present",
        )
        assert "treatment_given" not in said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Case 1 had fever, and Case 2 seizures.", ["Case 1 had fever", "Case 2 seizures."]),
        ("Influenza A was found in Case 1, influenza B in Case 2.", ["Influenza A was found in Case 1", "influenza B in Case 2."]),
        ("Fever was seen in patients 1 and 2.", ["Fever was seen in patients 1 and 2."]),
        ("She had fever.", ["She had fever."]),
    ],
)  # fmt: skip
def test_a_sentence_about_labelled_patients_in_turn_is_cut_between_them(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in turns_of(text, marks_of(text))] == parts


def test_each_labelled_patient_gets_the_own_clause(study: Study) -> None:
    text = "We report two patients. Influenza A was positive in Case 1, influenza B was positive in Case 2."
    assert _said(text, study)["trigger_agent"] == "influenza_a"
    assert _said(text, study, "Patient 2")["trigger_agent"] == "influenza_b"


def test_a_label_in_brackets_says_whose_sign_it_is(study: Study) -> None:
    text = "We report two patients. Patient 1 and 2 had thrombocytopenia (patient 1) and coma."
    assert _said(text, study)["platelets_low"] == "present"
    assert "platelets_low" not in _said(text, study, "Patient 2")
    assert _said(text, study, "Patient 2")["coma"] == "present"


@pytest.mark.parametrize(
    ("title", "field", "expected"),
    [
        ("Fatal encephalopathy in a girl with human herpesvirus-6", "trigger_agent", "hhv6"),
        ("Fatal acute necrotizing encephalopathy in a girl", "outcome_level", "died"),
        ("Autopsy of a girl with encephalopathy", "outcome_level", "died"),
        ("A fatal complication of influenza A", "outcome_level", None),
        ("Recurrent acute necrotizing encephalopathy in a girl", "recurrent", "present"),
        ("Encephalopathy treated with tocilizumab", "treatment_agent", "tocilizumab"),
        ("Tocilizumab and encephalopathy", "treatment_agent", None),
    ],
)
def test_a_title_speaks_for_its_one_patient(
    title: str, field: str, expected: str | None, study: Study
) -> None:
    said = _said(f"{title}\n\nA 3-year-old girl presented with coma. MRI showed lesions.", study)
    assert said.get(field) == expected


def test_the_text_goes_before_the_title(study: Study) -> None:
    text = "Fatal encephalopathy with influenza A\n\nA 3-year-old girl with influenza B presented with coma. She recovered completely."
    assert (_said(text, study)["trigger_agent"], _said(text, study)["outcome_level"]) == (
        "influenza_b",
        "recovered",
    )


def test_the_kind_of_an_agent_goes_before_its_wider_name(study: Study) -> None:
    text = "A 3-year-old girl with influenza was admitted. Influenza A was detected. Influenza A (H3N2) was confirmed."
    assert _said(text, study)["trigger_agent"] == "influenza_a_h3n2"


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("A 3-year-old girl was drowsy. The CSF analysis was normal.", "csf_pleocytosis", "absent"),
        ("A 3-year-old girl was drowsy. The CSF analysis was normal.", "csf_protein_raised", "absent"),
        ("A 3-year-old girl was drowsy. The CSF analysis was not normal.", "csf_pleocytosis", None),
        ("A 3-year-old girl was drowsy. Normal CSF glucose was found.", "csf_pleocytosis", None),
        ("A 3-year-old girl was admitted. She was kept in a barbiturate coma.", "coma", None),
        ("A 3-year-old girl was admitted. She fell into a deep coma.", "coma", "present"),
        ("A 3-year-old girl was admitted. Immunoglobulin G was positive.", "treatment_given", None),
        ("A 3-year-old girl was admitted. Intravenous immunoglobulin G was given.", "treatment_class", "ivig"),
        ("A 3-year-old girl was admitted. She got supportive care.", "treatment_class", "supportive"),
        ("A 3-year-old girl died within 24 h. Autopsy showed necrosis of the pons.", "imaging_necrosis", "present"),
        ("A 3-year-old girl was ill. Autopsy showed neurons without infiltrate in the pons.", "site_involved", None),
        ("A 3-year-old girl was ill. MRI showed no lesions in the pons.", "site_involved", "absent"),
        ("A 3-year-old girl was ill. Her consciousness declined rapidly into a coma.", "coma", "present"),
        ("A healthy 3-year-old girl became drowsy.", "prior_health", "previously_healthy"),
        ("A 3-year-old girl with asthma became drowsy.", "prior_health", "comorbidity"),
        ("A 3-year-old girl became drowsy. Her mother had asthma.", "prior_health", None),
        ("A 3-year-old girl presented with 3 days of fever and seizures.", "prodrome_days", "3 days"),
        ("A 3-year-old girl was ill. A RANBP2 mutation was found.", "ranbp2_variant_found", "present"),
        ("A 3-year-old girl was ill. A RANBP2 mutation was found.", "ranbp2_pathogenic", None),
        ("A 3-year-old girl was ill. A pathogenic RANBP2 mutation was found.", "ranbp2_pathogenic", "present"),
        ("A 3-year-old girl was ill. No mutation was found in the RANBP2 gene.", "ranbp2_variant_found", "absent"),
        ("A 3-year-old girl was ill. There was no family history of encephalopathy.", "familial", "absent"),
        ("A 3-year-old girl was ill. She progressed to brain death.", "outcome_level", "died"),
        ("A 3-year-old girl was ill. At discharge the motor deficits were profound.", "outcome_level", "severe_impairment"),
        ("A 3-year-old girl was ill. The child recovered dramatically.", "outcome_level", "recovered"),
        ("A 3-year-old girl was ill. She recovered from sepsis.", "outcome_level", None),
    ],
)  # fmt: skip
def test_the_words_give_the_finding_and_no_more(
    text: str, field: str, expected: str | None, study: Study
) -> None:
    assert _said(text, study).get(field) == expected
