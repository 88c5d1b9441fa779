"""Numbers, variants, treatments and outcomes of single sentences. All sentences are invented."""

import pytest

from aneatlas.core.study import Study
from aneatlas.extraction.durations import find_durations
from aneatlas.extraction.extract import outcome_maps
from aneatlas.extraction.measures import find_measures, find_scales
from aneatlas.extraction.outcomes import find_death_day, find_outcomes
from aneatlas.extraction.treatments import find_treatments
from aneatlas.extraction.variants import find_variants


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CSF analysis showed a protein level of 210 mg/dL.", {("csf_protein", "210 mg/dL")}),
        (
            "The CSF held 3 cells/mm^3 and protein was 2.1 g/L.",
            {("csf_white_cells", "3 cells/mm3"), ("csf_protein", "2.1 g/L")},
        ),
        (
            "Lumbar puncture: WBC <5/µL, glucose 3.5 mmol/L; serum CRP was 12 mg/L.",
            {("csf_white_cells", "<5 cells/uL"), ("csf_glucose", "3.5 mmol/L"), ("crp", "12 mg/L")},
        ),
        ("AST 1,250 IU/L and ALT of 800 U/L.", {("ast", "1,250 IU/L"), ("alt", "800 U/L")}),
        ("Platelets were 45 × 10^9/L.", {("platelets", "45 10^9/L")}),
        ("The platelet count was 56,000/µL.", {("platelets", "56,000 /µL")}),
        (
            "Serum ammonia was 86 µmol/L and ferritin more than 2000 ng/mL.",
            {("ammonia", "86 µmol/L"), ("ferritin", ">2000 ng/mL")},
        ),
        (
            "ALT and AST were elevated up to 2,000 U/L and 7,000 U/L, respectively.",
            {("alt", "2,000 U/L"), ("ast", "7,000 U/L")},
        ),
        ("AST and ALT were 210 and 180 U/L, respectively.", {("ast", "210 U/L"), ("alt", "180 U/L")}),
        ("AST, ALT and LDH were 210 and 180 U/L, respectively.", set()),
        ("Platelets of 45 were found on day 3.", set()),
        ("The protein was 3 weeks old.", set()),
    ],
)
def test_laboratory_values(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(m.field, m.raw) for m in find_measures(text)} == expected


def test_ten_to_the_ninth_is_never_109() -> None:
    assert [m.raw for m in find_measures("Platelets were 45 × 10^9/L.")] == ["45 10^9/L"]
    assert list(find_measures("Platelets were 45 × 109/L.")) == []


@pytest.mark.parametrize(
    ("text", "field", "raw"),
    [
        ("The GCS on admission was 7/15.", "gcs_admission", "7"),
        ("The Glasgow Coma Scale (GCS) score dropped to 5.", "gcs_lowest", "5"),
        ("The Japan Coma Scale was 300.", "jcs_worst", "300"),
        ("He had a temperature of 39.8 °C.", "temperature_max", "39.8 °C"),
        ("Seizures began 2 days after the onset of fever.", "prodrome_days", "2 days"),
        ("She had a 3-day history of fever.", "prodrome_days", "3 day"),
        ("He was ventilated for five days.", "ventilation_days", "5 days"),
        ("At the 6-month follow-up she walked.", "follow_up", "6 month"),
    ],
)
def test_scales_and_durations(text: str, field: str, raw: str) -> None:
    assert (field, raw) in {(m.field, m.raw) for m in (*find_scales(text), *find_durations(text))}


@pytest.mark.parametrize(
    "text",
    [
        "A RANBP2 c.1754C>T (p.Thr585Met) variant was found.",
        "RANBP2: c. 1754 C > T; p.(Thr585Met).",
        "The 1754C→T change of RANBP2 (Thr585Met) was found.",
        "RANBP2 c.1754C>T, T585M.",
    ],
)
def test_spellings_of_a_variant(text: str) -> None:
    found = {(v.field, v.value) for v in find_variants(text)}
    assert {
        ("variant_cdna", "c.1754C>T"),
        ("variant_protein", "p.Thr585Met"),
        ("variant_gene", "RANBP2"),
    } <= found


def test_other_variants_and_what_is_none() -> None:
    found = {
        (v.field, v.value)
        for v in find_variants("A de novo homozygous CPT2 c.1055_1056del p.Phe352Cys change.")
    }
    assert ("variant_cdna", "c.1055_1056del") in found
    assert ("variant_zygosity", "homozygous") in found
    assert ("variant_inheritance", "de_novo") in found
    assert list(find_variants("The T2 and H1N1 results, and room A204B.")) == []


def test_a_treatment_with_dose_route_and_start(study: Study) -> None:
    text = "Intravenous methylprednisolone 30 mg/kg/day for 3 days was started 12 hours after the onset of seizures."
    [treatment] = find_treatments(text, study.dictionary)
    assert treatment.drug == "methylprednisolone"
    assert treatment.details == {
        "treatment_agent": "methylprednisolone",
        "treatment_class": "corticosteroid",
        "treatment_as_written": "Intravenous methylprednisolone",
        "treatment_dose": "30 mg/kg/day",
        "treatment_duration": "3 days",
        "treatment_route": "intravenous",
        "treatment_start": "12 hours",
        "treatment_onset_definition": "first_seizure",
        "treatment_within_24h": "present",
    }


def test_hours_from_admission_say_nothing_of_neurological_onset(study: Study) -> None:
    [treatment] = find_treatments("IVIG was given within 6 hours of admission.", study.dictionary)
    assert treatment.details["treatment_start"] == "<=6 hours"
    assert treatment.details["treatment_onset_definition"] == "hospital_admission"
    assert "treatment_within_24h" not in treatment.details


def test_each_drug_keeps_its_own_dose(study: Study) -> None:
    found = list(
        find_treatments(
            "She received IVIG 2 g/kg, oseltamivir 60 mg twice daily and acyclovir.", study.dictionary
        )
    )
    assert [(t.drug, t.details.get("treatment_dose")) for t in found] == [
        ("immunoglobulin", "2 g/kg"), ("oseltamivir", "60 mg twice daily"), ("aciclovir", None),
    ]  # fmt: skip


def test_a_dose_of_something_else_is_not_taken(study: Study) -> None:
    for text in (
        "She received antibiotics, and 2 g/kg intravenous immunoglobulin.",
        "Steroid-induced diabetes was treated with glimepiride 3 mg daily.",
    ):
        first = next(find_treatments(text, study.dictionary))
        assert "treatment_dose" not in first.details


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("She died on day 5.", "died"),
        ("He recovered completely.", "recovered"),
        ("She was discharged without neurological sequelae.", "recovered"),
        ("He was left with severe disability.", "severe_impairment"),
        ("At follow-up she had mild hemiparesis.", "mild_impairment"),
        ("At discharge there was moderate impairment.", "moderate_impairment"),
        ("The mRS at 6 months was 3.", "moderate_impairment"),
        ("Her PCPC was 2 at discharge.", "mild_impairment"),
        ("The KOSCHI score was 5B.", "recovered"),
    ],
)
def test_outcomes(text: str, level: str, study: Study) -> None:
    [outcome] = find_outcomes(text, outcome_maps(study))
    assert outcome.details["outcome_level"] == level


@pytest.mark.parametrize(
    "text", ["He improved.", "She survived.", "On admission he had mild weakness.", "The MRI was repeated."]
)
def test_words_that_are_no_level(text: str, study: Study) -> None:
    assert list(find_outcomes(text, outcome_maps(study))) == []


def test_the_time_of_an_outcome(study: Study) -> None:
    [outcome] = find_outcomes("Three months later he had recovered fully.", outcome_maps(study))
    assert (outcome.details["outcome_time"], outcome.details["outcome_point"]) == ("3 months", "follow_up")
    [outcome] = find_outcomes("At discharge she had mild ataxia.", outcome_maps(study))
    assert outcome.details["outcome_point"] == "discharge"


def test_the_day_of_death() -> None:
    assert find_death_day("She died on day 5.") == ("5 days", 4, 17)
    assert find_death_day("He lived for 5 days.") is None
