"""Whole texts to claims. All texts, values and tables are invented."""

import json

import pytest

from aneatlas.core.evidence import Role, check_quote
from aneatlas.core.study import Study
from aneatlas.core.values import Status
from aneatlas.documents.model import Document
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.claims import COHORT, EXTRACTOR, EXTRACTOR_VERSION, Claim, check_claim
from aneatlas.extraction.extract import Extraction, extract
from aneatlas.extraction.lexicon import DONE, LEXICON, LOWERED, RAISED, RAISED_WORDS
from aneatlas.extraction.treatments import CLASSES

CASE = (
    "A previously healthy 17-month-old girl developed generalized seizures and coma 2 days after the onset of fever. "
    "Influenza A virus was detected by PCR in a nasopharyngeal swab. CSF analysis showed protein 210 mg/dL with no "
    "pleocytosis (3 cells/mm3). AST was 1,250 IU/L and ammonia was normal. MRI showed symmetric lesions in both thalami, "
    "the brainstem and cerebellum without haemorrhage. She was treated with methylprednisolone 30 mg/kg/day within 12 hours "
    "of the onset of seizures and with oseltamivir. IVIG was not given. An EEG was not performed. RANBP2 sequencing revealed "
    "a heterozygous c.1754C>T (p.Thr585Met) variant. Her older brother had seizures during influenza. She was mechanically "
    "ventilated for 5 days. At 6 months of follow-up she had mild hemiparesis (PCPC 2)."
)


def _read(text: str, name: str = "a.txt") -> Document:
    [reading] = read_bytes(text.encode(), name)
    assert reading.document is not None, reading.issues
    return reading.document


def _extract(text: str, study: Study, name: str = "a.txt") -> tuple[Document, Extraction]:
    document = _read(text, name)
    return document, extract(document, "R0001", study)


def _one(
    extraction: Extraction,
    field: str,
    case: str = "Patient 1",
    item: str = "",
    role: Role = Role.THIS_PATIENT,
) -> Claim:
    [claim] = [c for c in extraction.claims if (c.case, c.field, c.item, c.role) == (case, field, item, role)]
    return claim


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("fever", "present"), ("seizure", "present"), ("generalised_seizure", "present"), ("coma", "present"),
        ("altered_consciousness", "present"), ("csf_pleocytosis", "absent"), ("ammonia_raised", "absent"),
        ("imaging_haemorrhage", "absent"), ("lesions_symmetric", "present"), ("thalamic_lesions_bilateral", "present"),
        ("mri_done", "present"), ("eeg_done", "absent"), ("ranbp2_tested", "present"), ("ranbp2_pathogenic", "present"),
        ("invasive_ventilation", "present"), ("motor_impairment", "present"),
    ],
)  # fmt: skip
def test_statuses_of_a_case(field: str, status: str, study: Study) -> None:
    _, extraction = _extract(CASE, study)
    assert _one(extraction, field).status.value == status


@pytest.mark.parametrize(
    ("field", "item", "value"),
    [
        ("age_at_onset", "", "17 months"), ("sex", "", "female"), ("prior_health", "", "previously_healthy"),
        ("prodrome_days", "", "2 days"), ("trigger_agent", "", "influenza_a"), ("trigger_method", "", "pcr"),
        ("trigger_specimen", "", "respiratory"), ("csf_protein", "", "210 mg/dL"), ("csf_white_cells", "", "3 cells/mm3"),
        ("ast", "", "1,250 IU/L"), ("site_side", "thalamus", "bilateral"), ("treatment_agent", "1", "methylprednisolone"),
        ("treatment_start", "1", "<=12 hours"), ("treatment_onset_definition", "1", "first_seizure"),
        ("variant_cdna", "1", "c.1754C>T"), ("variant_zygosity", "1", "heterozygous"), ("ventilation_days", "", "5 days"),
        ("outcome_level", "1", "mild_impairment"), ("outcome_scale", "1", "pcpc"), ("outcome_time", "1", "6 months"),
    ],
)  # fmt: skip
def test_values_of_a_case(field: str, item: str, value: str, study: Study) -> None:
    _, extraction = _extract(CASE, study)
    assert _one(extraction, field, item=item).value == value


def test_treatments_given_and_withheld_and_sites(study: Study) -> None:
    _, extraction = _extract(CASE, study)
    agents = {c.item: c.value for c in extraction.claims if c.field == "treatment_agent"}
    given = {agents[c.item]: c.status.value for c in extraction.claims if c.field == "treatment_given"}
    assert given == {"methylprednisolone": "present", "oseltamivir": "present", "immunoglobulin": "absent"}
    sites = {c.item for c in extraction.claims if c.field == "site_involved" and c.status is Status.PRESENT}
    assert sites == {"thalamus", "brainstem", "cerebellum"}


def test_the_family_has_its_own_role(study: Study) -> None:
    _, extraction = _extract(CASE, study)
    assert "brother" in _one(extraction, "seizure", role=Role.FAMILY).quote.text
    assert "brother" not in _one(extraction, "seizure").quote.text


def test_no_raised_or_normal_is_borrowed_from_another_test(study: Study) -> None:
    _, extraction = _extract(CASE, study)
    [raised] = [c for c in extraction.claims if c.field == "transaminases_raised"]
    assert "1,250 IU/L" in raised.rule  # from its own number, not from the ammonia's 'normal'
    _, other = _extract(
        "A 3-year-old boy had coma. Liver enzymes were elevated, but ammonia was normal. CSF protein was raised.",
        study,
    )
    assert _one(other, "transaminases_raised").status is Status.PRESENT
    assert _one(other, "ammonia_raised").status is Status.ABSENT
    assert _one(other, "csf_protein_raised").status is Status.PRESENT


def test_a_denied_narrow_sign_does_not_deny_the_wide_one(study: Study) -> None:
    _, extraction = _extract(
        "A 3-year-old boy had fever without coma. There was no status epilepticus and no rash.", study
    )
    statuses = {c.field: c.status.value for c in extraction.claims}
    assert (statuses["coma"], statuses["status_epilepticus"], statuses["rash"]) == (
        "absent",
        "absent",
        "absent",
    )
    assert not {"altered_consciousness", "seizure"} & set(statuses)


def test_every_claim_re_verifies_and_explains_itself(study: Study) -> None:
    document, extraction = _extract(CASE, study)
    assert len(extraction.claims) > 50
    assert extraction.refused == 0
    for claim in extraction.claims:
        assert check_quote(claim.quote, document) == []
        assert check_claim(claim, document, study.dictionary) == []
        assert claim.rule
        assert (claim.extractor, claim.version) == (EXTRACTOR, EXTRACTOR_VERSION)


def test_a_claim_with_an_invented_quote_or_value_is_refused(study: Study) -> None:
    document, extraction = _extract(CASE, study)
    claim = _one(extraction, "fever")
    forged = claim.quote.model_copy(update={"text": claim.quote.text + " and more"})
    broken = Claim(claim.case, claim.field, claim.status, forged, "a test")
    assert [i.code for i in check_claim(broken, document, study.dictionary)] == ["quote-not-in-source"]
    wrong = Claim(claim.case, "csf_protein", claim.status, claim.quote, "a test", value="high")
    assert [i.code for i in check_claim(wrong, document, study.dictionary)] == ["value-not-understood"]


def test_same_input_same_claims_and_lines_of_json(study: Study) -> None:
    _, first = _extract(CASE, study)
    _, second = _extract(CASE, study)
    assert first.claims == second.claims
    row = json.loads(_one(first, "csf_protein").to_json())
    assert {
        "report",
        "case",
        "field",
        "status",
        "value",
        "role",
        "quote",
        "anchor",
        "extractor",
        "version",
        "rule",
    } <= set(row)
    assert (row["report"], row["case"], row["value"]) == ("R0001", "Patient 1", "210 mg/dL")


def test_two_siblings(study: Study) -> None:
    text = (
        "We report two siblings. The first patient, a 2-year-old girl, had fever and seizures. She died on day 5. "
        "The second patient was a 5-year-old boy with coma but no seizures. He recovered completely. Both patients had influenza A infection."
    )
    _, extraction = _extract(text, study)
    assert extraction.cases == ("Patient 1", "Patient 2")
    assert _one(extraction, "seizure").status is Status.PRESENT
    assert _one(extraction, "seizure", "Patient 2").status is Status.ABSENT
    assert _one(extraction, "outcome_level", item="1").value == "died"
    assert _one(extraction, "outcome_level", "Patient 2", "1").value == "recovered"
    assert {c.case for c in extraction.claims if c.field == "trigger_agent"} == {"Patient 1", "Patient 2"}
    assert not extraction.issues


def test_a_missing_patient_is_said(study: Study) -> None:
    _, extraction = _extract(
        "We report three children with coma. Patient 1 was a 2-year-old girl. Patient 2 was a 3-year-old boy.",
        study,
    )
    assert [issue.code for issue in extraction.issues] == ["patients-differ"]


def test_a_cohort_stays_counts(study: Study) -> None:
    text = (
        "We reviewed 12 children with encephalopathy. Eight of 12 (66.7%) were male. Seizures occurred in 10 of 12 patients. "
        "CSF pleocytosis was absent in 9 of 12 patients. Three of the 12 patients died. The median age was 3 years."
    )
    _, extraction = _extract(text, study)
    counts = {(c.field, c.item): c.value for c in extraction.claims if c.case == COHORT}
    assert counts == {
        ("sex", "male"): "8 of 12", ("seizure", "present"): "10 of 12",
        ("csf_pleocytosis", "absent"): "9 of 12", ("outcome_level", "died"): "3 of 12",
    }  # fmt: skip
    assert all(c.role is Role.COHORT for c in extraction.claims if c.case == COHORT)
    assert extraction.cases == ()


def test_percentages_of_a_stated_number_are_counts_and_others_are_not(study: Study) -> None:
    text = (
        "This is a review of charts. Of 36 patients, 17 were boys. Complaints were fever in 33 (91.7%) and seizures in 27 (75%). "
        "Coma was seen in 20 (80%)."
    )
    _, extraction = _extract(text, study)
    counts = {c.field: c.value for c in extraction.claims if c.case == COHORT}
    assert counts == {"fever": "33 of 36", "seizure": "27 of 36"}


def _page(table: str) -> str:
    filler = "The disease follows an infection of the airways and begins with fever. " * 6
    return (
        f"<html lang='en'><body><article><h1>Two patients</h1><p>{filler}</p>{table}</article></body></html>"
    )


COLUMNS = """<table><caption>Table 1. Findings</caption><tr><th>Variable</th><th>Patient 1</th><th>Patient 2</th></tr>
<tr><td>Age (months)</td><td>17</td><td>40</td></tr><tr><td>Sex</td><td>F</td><td>M</td></tr><tr><td>Seizures</td><td>+</td><td>-</td></tr>
<tr><td>CSF protein (mg/dL)</td><td>210<sup>a</sup></td><td>ND</td></tr><tr><td>Virus</td><td>Influenza A</td><td>HHV-6</td></tr>
<tr><td>Outcome</td><td>Died</td><td>Full recovery</td></tr></table>"""
ROWS = """<table><tr><th>Case</th><th>Age/Sex</th><th>Platelets (10<sup>9</sup>/L)</th><th>Coma</th><th>GCS</th></tr>
<tr><td>1</td><td>17 m/F</td><td>45</td><td>Yes</td><td>4</td></tr><tr><td>2</td><td>3 y/M</td><td>120</td><td>No</td><td>9</td></tr></table>"""


def test_patients_in_columns(study: Study) -> None:
    document, extraction = _extract(_page(COLUMNS), study, "a.html")
    assert extraction.cases == ("Patient 1", "Patient 2")
    values = {
        (c.case, c.field): (c.value or c.status.value)
        for c in extraction.claims
        if c.quote.anchor.kind == "cell"
    }
    assert values == {
        ("Patient 1", "age_at_onset"): "17 months", ("Patient 2", "age_at_onset"): "40 months",
        ("Patient 1", "sex"): "female", ("Patient 2", "sex"): "male",
        ("Patient 1", "seizure"): "present", ("Patient 2", "seizure"): "absent",
        ("Patient 1", "csf_protein"): "210 mg/dL",
        ("Patient 1", "trigger_agent"): "influenza_a", ("Patient 2", "trigger_agent"): "hhv6",
        ("Patient 1", "outcome_level"): "died", ("Patient 2", "outcome_level"): "recovered",
    }  # fmt: skip
    protein = _one(extraction, "csf_protein")
    assert protein.quote.text == "210^a"
    assert document.text_of(protein.quote.anchor) == "210^a"


def test_patients_in_rows(study: Study) -> None:
    _, extraction = _extract(_page(ROWS), study, "a.html")
    values = {
        (c.case, c.field): (c.value or c.status.value)
        for c in extraction.claims
        if c.quote.anchor.kind == "cell"
    }
    assert values == {
        ("Patient 1", "age_at_onset"): "17 months", ("Patient 2", "age_at_onset"): "3 years",
        ("Patient 1", "sex"): "female", ("Patient 2", "sex"): "male",
        ("Patient 1", "platelets"): "45 10^9/L", ("Patient 2", "platelets"): "120 10^9/L",
        ("Patient 1", "coma"): "present", ("Patient 2", "coma"): "absent",
        ("Patient 1", "altered_consciousness"): "present",  # a coma is one; its absence denies no drowsiness
        ("Patient 1", "gcs_lowest"): "4", ("Patient 2", "gcs_lowest"): "9",
    }  # fmt: skip


def test_a_table_of_anything_else_gives_nothing(study: Study) -> None:
    table = "<table><tr><th>Primer</th><th>Seizures</th><th>Length</th></tr><tr><td>A1F</td><td>+</td><td>20</td></tr><tr><td>B2R</td><td>-</td><td>21</td></tr></table>"
    _, extraction = _extract(_page(table), study, "a.html")
    assert [c for c in extraction.claims if c.quote.anchor.kind == "cell"] == []


def test_text_and_table_of_the_same_patient_are_joined(study: Study) -> None:
    text = "<p>Case 1: A 17-month-old girl had fever. Case 2: A 40-month-old boy had rash.</p>"
    _, extraction = _extract(_page(text + COLUMNS), study, "a.html")
    assert extraction.cases == ("Patient 1", "Patient 2")
    assert _one(extraction, "rash", "Patient 2").status is Status.PRESENT
    assert _one(extraction, "seizure", "Patient 2").quote.anchor.kind == "cell"


def test_a_language_without_rules_gives_no_claims(study: Study) -> None:
    spanish = (
        "Una niña previamente sana fue ingresada en el hospital con fiebre y una crisis. La resonancia del cerebro mostró "
        "lesiones en los dos tálamos. La paciente fue tratada con esteroides y se recuperó en tres semanas."
    )
    _, extraction = _extract(spanish, study)
    assert extraction.claims == ()


def test_every_field_of_the_word_lists_is_in_the_dictionary(study: Study) -> None:
    named = {*LEXICON, *RAISED, *LOWERED, *RAISED_WORDS, *DONE}
    assert [field for field in sorted(named) if field not in study.dictionary] == []
    drugs = study.dictionary.vocabularies["drug"].terms
    classes = study.dictionary.vocabularies["treatment_class"].terms
    assert [drug for drug in CLASSES if drug not in drugs] == []
    assert [value for value in CLASSES.values() if value not in classes] == []
