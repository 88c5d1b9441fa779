"""Circumstances and imaging details: stated, denied, of other people, and only thought of. All sentences are made up."""

from __future__ import annotations

import pytest

from aneatlas.core.study import Study
from aneatlas.core.values import Status
from aneatlas.extraction.circumstances import find_circumstances
from aneatlas.extraction.imaging import find_first_ct, find_sequences, site_findings
from aneatlas.extraction.sites import find_sites


def _found(text: str, study: Study) -> dict[str, str]:
    return {c.field: c.value or c.status.value for c in find_circumstances(text, study.dictionary)}


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("She had been vaccinated against influenza in October.", "influenza_vaccinated", "present"),
        ("The boy was not vaccinated against influenza.", "influenza_vaccinated", "absent"),
        ("He had never been immunized against influenza.", "influenza_vaccinated", "absent"),
        ("She was unvaccinated for COVID-19.", "covid_vaccinated", "absent"),
        ("He had received two doses of a COVID-19 vaccine.", "covid_vaccinated", "present"),
        ("His mother had been vaccinated against influenza.", "influenza_vaccinated", None),
        ("Children should be vaccinated against influenza.", "influenza_vaccinated", None),
        ("Whether she was vaccinated against influenza is unknown.", "influenza_vaccinated", None),
        ("She was admitted to the Northfield Children's Hospital.", "hospital", "Northfield Children's Hospital"),
        ("His brother had been admitted to the Northfield General Hospital.", "hospital", None),
        ("The girl was admitted to a hospital in Portugal.", "country_of_case", "portugal"),
        ("The infant had moved from Thailand before he was admitted.", "country_of_case", None),
        ("Cases from Japan have been reported in the literature.", "country_of_case", None),
        ("A boy presented in March 2016 with fever.", "onset_month", "3"),
        ("A boy presented in March 2016 with fever.", "onset_year", "2016"),
        ("In the winter, she fell ill with cough.", "onset_season", "winter"),
        ("His sister presented in March 2016 with fever.", "onset_month", None),
        ("The pandemic was declared in June 2009.", "onset_month", None),
        ("Two years later he attends a mainstream school.", "school_placement", "mainstream"),
        ("Two years later he attends a regular school with daily support.", "school_placement", "mainstream_with_support"),
        ("At follow-up she was in a special school.", "school_placement", "special_education"),
        ("One year later he could not attend school.", "school_placement", None),
        ("Two years later his sister attends school.", "school_placement", None),
        ("The differential diagnosis included ADEM and Leigh syndrome.", "differentials_named", "ADEM; Leigh syndrome"),
        ("Herpes simplex, Leigh syndrome and ADEM were excluded.", "differentials_excluded", "present"),
        ("ADEM could not be excluded.", "differentials_excluded", None),
        ("Mizuguchi's diagnostic criteria were fulfilled.", "criteria_cited", "mizuguchi_1997"),
        ("If the Mizuguchi criteria are met, steroids are advised.", "criteria_cited", None),
        ("Her ANE severity score was 5.", "ane_severity_score_reported", "5"),
        ("His acute necrotizing encephalopathy severity score (ANE-SS) was 7/9.", "ane_severity_score_reported", "7"),
        ("The ANE severity score ranges from 0 to 9.", "ane_severity_score_reported", None),
        ("His mother and brother were unaffected carriers.", "carriers_positive", "2"),
        ("His mother and brother were unaffected carriers.", "carriers_unaffected", "2"),
        ("Her father was a carrier.", "carriers_positive", "1"),
        ("Her parents were not carriers.", "carriers_positive", None),
        ("The boy had two episodes of ANE.", "episodes", "2"),
        ("His sister had two episodes of ANE.", "episodes", None),
        ("She had a previous episode of encephalopathy.", "prior_encephalopathy", "present"),
        ("There was no history of encephalitis.", "prior_encephalopathy", "absent"),
        ("There was no family history of encephalitis.", "prior_encephalopathy", None),
        ("His older sister had died of encephalitis with fever.", "family_history_neurological", "present"),
        ("His sister never had encephalitis.", "family_history_neurological", None),
    ],
)  # fmt: skip
def test_a_circumstance_is_found_where_it_is_said_of_the_patient(
    text: str, field: str, expected: str | None, study: Study
) -> None:
    assert _found(text, study).get(field) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The initial CT was normal.", Status.PRESENT),
        ("Computed tomography (CT) of the brain showed no abnormalities.", Status.PRESENT),
        ("A normal CT was obtained on day 1.", Status.PRESENT),
        ("The first CT showed bilateral thalamic hypodensities.", Status.ABSENT),
        ("Initial CT was not normal.", Status.ABSENT),
        ("A repeated CT was normal.", None),
        ("Chest CT was normal.", None),
        ("CT is frequently normal in the first hours.", None),
        ("His sister's CT was normal.", None),
        ("If the CT was normal, MRI was planned.", None),
    ],
)
def test_a_first_ct_is_normal_only_where_the_words_say_so(text: str, expected: Status | None) -> None:
    found = find_first_ct(text)
    assert (found[0] if found else None) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T2-weighted and FLAIR images showed lesions; DWI and ADC maps were made.", "adc; dwi; flair; t2"),
        ("Susceptibility-weighted images and MR spectroscopy were obtained.", "mrs; swi_or_t2star"),
        ("MR spectroscopy was not performed.", None),
        ("The MRI was normal.", None),
    ],
)
def test_sequences_are_those_named(text: str, expected: str | None) -> None:
    found = find_sequences(text)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "MRI showed haemorrhage in both thalami and the pons.",
            {("site_haemorrhage", "thalamus", "present"), ("site_haemorrhage", "pons", "present")},
        ),
        (
            "MRI showed restricted diffusion in the thalami and no haemorrhage in the pons.",
            {("site_restricted_diffusion", "thalamus", "present"), ("site_haemorrhage", "pons", "absent")},
        ),
        ("MRI showed small cavities in both thalami.", {("site_cavitation", "thalamus", "present")}),
        ("MRI showed lesions of the thalami. ", set()),
        ("In his sister, MRI had shown haemorrhage in the thalami.", set()),
        ("If haemorrhage in the thalami is seen on MRI, the outcome is poor.", set()),
    ],
)
def test_what_is_said_of_a_site_belongs_to_that_site(
    text: str, expected: set[tuple[str, str, str]], study: Study
) -> None:
    sites = list(find_sites(text, study.dictionary))
    assert {(f, s.site, status.value) for f, s, status in site_findings(text, sites)} == expected
