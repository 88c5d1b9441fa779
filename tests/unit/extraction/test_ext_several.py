"""Several patients in one text: who has what. All texts are invented."""

from __future__ import annotations

import re

import pytest

from aneatlas.core.evidence import Role
from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import Extraction, extract


def _extract(text: str, study: Study, name: str = "a.txt") -> Extraction:
    [reading] = read_bytes(text.encode(), name)
    assert reading.document is not None
    return extract(reading.document, "R0001", study)


def _said(extraction: Extraction) -> set[str]:
    """Return 'number field', and the same with item and with value, of each patient's own claims."""
    own = [c for c in extraction.claims if c.role is Role.THIS_PATIENT and c.status.value == "present"]
    found = {f"{c.case.split()[-1]} {c.field} {c.item}".strip() for c in own}
    return found | {f"{c.case.split()[-1]} {c.field} {c.value}".strip() for c in own}


@pytest.mark.parametrize(
    ("text", "number", "said", "not_said"),
    [
        (
            'We report two children with acute necrotizing encephalopathy. Both presented with fever and seizures. MRI showed symmetric lesions of the thalami and brainstem in both. One child died; the other survived with severe sequelae.',
            2, {'2 seizure', '1 fever', '2 site_involved brainstem', '1 site_involved thalamus'}, set(),
        ),
        (
            'We describe a 3-year-old boy and a 6-year-old girl with ANE after influenza A. The boy became comatose and died. The girl had seizures and was treated with steroids. Thalamic lesions were seen on MRI in both children.',
            2, {'2 seizure', '1 coma', '1 site_involved thalamus', '2 site_involved thalamus', '1 outcome_level died'}, set(),
        ),
        (
            'Two patients with ANE are reported: a 2-year-old girl and a 7-year-old boy. In both patients MRI showed thalamic lesions, while the pons was involved to a varying extent.',
            2, {'1 age_at_onset 2 years', '2 age_at_onset 7 years'}, {'1 site_involved pons', '2 site_involved pons'},
        ),
        (
            'Two patients with ANE are reported: a 2-year-old girl who died within 2 days, and a 7-year-old boy who recovered completely. In both, MRI revealed bilateral thalamic lesions.',
            2, {'2 sex male', '2 age_at_onset 7 years', '2 outcome_level recovered', '1 site_involved thalamus', '1 outcome_level died', '1 age_at_onset 2 years'}, {'1 outcome_level recovered', '2 outcome_level died'},
        ),
        (
            'Twin girls of 14 months fell ill with influenza on the same day. Twin A developed seizures and coma. Twin B had only fever and recovered fully. MRI of twin A showed thalamic lesions.',
            2, {'1 coma', '1 site_involved thalamus', '2 outcome_level recovered'}, set(),
        ),
        (
            'Three children (2 boys and 1 girl; aged 1, 3 and 5 years) with ANE were treated. All had fever. Two died and one survived with mild hemiparesis.',
            3, {'3 fever', '1 fever'}, set(),
        ),
        (
            'We report two cases of ANE, in a 4-year-old boy and in a 9-month-old girl. The former had seizures; the latter was comatose. CSF protein was raised in both patients without pleocytosis.',
            2, {'1 seizure', '2 coma', '1 csf_protein_raised'}, {'2 seizure', '1 coma'},
        ),
        (
            'We report a father and his son with acute necrotizing encephalopathy. The son, 6 years old, had influenza B and died. His father had fallen ill after gastroenteritis and convulsed.',
            2, {'1 sex male', '2 age_at_onset 6 years', '2 trigger_agent influenza_b', '2 outcome_level died', '1 seizure', '1 familial', '2 familial'}, {'2 seizure', '1 trigger_agent influenza_b', '1 outcome_level died', '1 age_at_onset 6 years'},
        ),
        (
            'We present a mother and her daughter, both with ANE. In the index patient, the daughter, then 9 years old, it was set off by influenza A. The mother became comatose. The index patient had seizures and died.',
            2, {'1 sex female', '2 age_at_onset 9 years', '2 trigger_agent influenza_a', '1 coma', '2 seizure', '2 outcome_level died'}, {'2 coma', '1 seizure', '1 outcome_level died'},
        ),
        (
            'A brother and sister are described who both had ANE. The brother was 3 years old and became comatose. His sister, aged 5, had seizures only.',
            2, {'1 sex male', '2 sex female', '1 age_at_onset 3 years', '2 age_at_onset 5 years', '1 coma', '2 seizure'}, {'2 coma', '1 seizure'},
        ),
        (
            'A son and his mother are reported, both with ANE; the son, the index patient, was 7 years old. The index patient died. The mother had seizures.',
            2, {'1 age_at_onset 7 years', '1 outcome_level died', '2 seizure'}, {'1 seizure', '2 outcome_level died'},
        ),
        (
            'Two infants with ANE are reported. Both had fever. The first had seizures; the second lapsed into coma and succumbed.',
            2, {'1 fever', '2 fever', '1 seizure', '2 coma'}, {'1 coma', '2 seizure'},
        ),
        (
            'We describe two siblings with ANE. Both had fever. The elder sibling left the hospital after two weeks and recovered completely. In the younger one, coma developed and death ensued.',
            2, {'1 outcome_level recovered', '2 coma', '2 outcome_level died'}, {'1 coma', '1 outcome_level died', '2 outcome_level recovered'},
        ),
        (
            'Case reports: Two siblings, born to healthy parents, were treated for ANE. In both it ended in death. Sibling I was seven months old, sibling II only nine weeks old.',
            2, {'1 age_at_onset 7 months', '2 age_at_onset 9 weeks', '1 outcome_level died', '2 outcome_level died'}, set(),
        ),
        (
            'We saw two children with ANE, one aged three and the other five years, who had fever and seizures. In both, ammonia was normal.',
            2, {'1 age_at_onset 3 years', '2 age_at_onset 5 years', '1 fever', '2 seizure'}, set(),
        ),
        (
            'Two girls, both aged 3 years, with ANE were studied. Fever was present in both.',
            2, {'1 age_at_onset 3 years', '2 age_at_onset 3 years', '2 fever'}, set(),
        ),
        (
            'We describe a sibship of four children. Two of the siblings developed ANE; each was 8 months old at the time. Seizures occurred in both.',
            2, {'1 age_at_onset 8 months', '2 age_at_onset 8 months', '1 seizure', '2 seizure'}, set(),
        ),
        (
            'Three siblings were admitted with ANE. All had fever. The eldest lapsed into coma. The youngest vomited.',
            3, {'1 fever', '3 fever'}, {'1 coma', '2 coma', '3 coma', '1 vomiting', '2 vomiting', '3 vomiting'},
        ),
        (
            'A sibling pair is reported. The first child, a girl of 2 years, was comatose and died. The second, a boy, had only fever.',
            2, {'1 sex female', '2 sex male', '1 coma', '2 fever'}, {'1 fever', '2 coma'},
        ),
        (
            'Three patients are described. The first (boy, 2 years) died. The second (girl, 4 years) had severe sequelae. The third (boy, 11 months) recovered completely.',
            3, {'1 age_at_onset 2 years', '1 outcome_level died', '2 outcome_level severe_impairment', '3 outcome_level recovered', '3 age_at_onset 11 months'}, {'2 outcome_level died', '3 outcome_level died', '1 outcome_level recovered'},
        ),
        (
            'An 18-month-old male toddler and a 5-year-old girl were admitted with influenza A. The toddler died, the girl had seizures.',
            2, {'1 age_at_onset 18 months', '2 seizure'}, {'2 outcome_level died', '1 seizure'},
        ),
        (
            'Our first patient was a 7-year-old boy who had influenza A; our second, a girl of 4, had influenza B.',
            2, {'1 trigger_agent influenza_a', '2 trigger_agent influenza_b', '2 age_at_onset 4 years'}, {'1 trigger_agent influenza_b', '2 trigger_agent influenza_a'},
        ),
        (
            'Patient A, a boy aged 3, had seizures; patient B, his sister, aged 5, was in coma.',
            2, {'1 seizure', '2 coma', '2 sex female', '2 age_at_onset 5 years'}, {'2 seizure', '1 coma'},
        ),
        (
            'We saw twins with ANE aged 10 months. Twin A had fever. Both had seizures.',
            2, {'1 age_at_onset 10 months', '2 age_at_onset 10 months', '1 fever', '2 seizure'}, {'2 fever'},
        ),
        (
            'We report three patients with ANE, aged 2, 4 and 7 years. The 2-year-old died. The 4-year-old recovered with mild sequelae and the oldest had no sequelae.',
            3, {'1 outcome_level died', '2 outcome_level mild_impairment', '3 outcome_level recovered'}, {'3 outcome_level mild_impairment', '2 outcome_level died'},
        ),
        (
            'Two children, a boy aged 3 years and a girl aged 18 months, had ANE. The boy was in coma, whereas the girl was only drowsy. He died on day 4; she had seizures.',
            2, {'1 coma', '1 outcome_level died', '2 seizure'}, {'2 outcome_level died', '2 coma', '1 seizure'},
        ),
        (
            'A boy aged 3 years and a girl aged 18 months had ANE. Later he had seizures while she did not.',
            2, {'1 seizure'}, {'2 seizure'},
        ),
        (
            'Patient 1 (3 years, female) presented with convulsions, patient 2 (5 years, male) with coma. Patient 2 died.',
            2, {'1 age_at_onset 3 years', '1 sex female', '2 age_at_onset 5 years', '2 sex male', '2 coma', '1 seizure'}, {'1 coma', '2 seizure'},
        ),
        (
            'An 11-year-old boy (case 1) and his 8-year-old cousin (case 2) fell ill. Case 1 had seizures. In case 2, only confusion was seen.',
            2, {'1 seizure', '2 altered_consciousness'}, {'2 seizure', '2 sex male'},
        ),
        (
            'The index case was a 3-year-old girl with coma. Her sister, 14 months old, fell ill two weeks later and died. The girl survived.',
            1, {'1 coma'}, {'1 outcome_level died'},
        ),
        (
            'The older brother had died of encephalopathy before our patient, a boy of 14 months, fell ill with influenza A and became comatose.',
            1, {'1 age_at_onset 14 months', '1 trigger_agent influenza_a', '1 coma'}, {'1 outcome_level died'},
        ),
        (
            'A 6-year-old girl had coma. Previously, a 2-year-old girl with seizures was reported from Japan; she recovered completely.',
            1, {'1 coma'}, {'1 seizure', '1 outcome_level recovered'},
        ),
        (
            'We read with interest the report on a 7-year-old boy with ANE who died. We recently cared for a similar patient, a 4-year-old girl, who had coma.',
            1, {'1 coma', '1 age_at_onset 4 years', '1 sex female'}, {'1 outcome_level died', '1 sex male'},
        ),
        (
            'Two healthy siblings, a 5-year-old boy and his 2-year-old sister, developed ANE. Both had coma. He received IVIG and she received methylprednisolone. The boy died.',
            2, {'1 age_at_onset 5 years', '2 age_at_onset 2 years', '2 sex female', '1 coma', '2 coma', '1 treatment_class ivig', '2 treatment_class corticosteroid', '1 outcome_level died'}, {'2 outcome_level died', '2 treatment_class ivig'},
        ),
        (
            'We encountered four infants with ANE. Infant 1 had seizures, and in infants 3 and 4 there was coma. Infant 3 died.',
            4, {'1 seizure', '3 coma', '4 coma', '3 outcome_level died'}, {'1 coma', '4 outcome_level died', '2 coma'},
        ),
        (
            'A pair of dizygotic twins, a boy and a girl, fell ill with influenza A. Twin 1 developed coma and died.',
            2, {'1 coma', '1 outcome_level died'}, {'2 coma', '2 outcome_level died', '1 sex female'},
        ),
        (
            'Two siblings developed fever and coma after influenza A. The two brothers had seizures. Two older siblings vomited but stayed well.',
            2, {'1 fever', '2 coma', '1 trigger_agent influenza_a', '2 seizure', '1 familial'}, {'1 vomiting', '2 vomiting'},
        ),
        (
            'Methods: Tocilizumab was used in three of our patients with ANE. Results: In all three, fever was followed by seizures. Patient 3 died.',
            3, {'1 seizure', '3 seizure', '3 outcome_level died'}, {'1 outcome_level died'},
        ),
        (
            'Here we report a family with four siblings. Two of these children fell ill with ANE, each at 8 months of age. Both were comatose.',
            2, {'1 age_at_onset 8 months', '2 age_at_onset 8 months', '1 coma', '2 coma'}, set(),
        ),
        (
            'Patients: A man aged 33 years and his sister, 29 years old, both of Turkish descent, had ANE. Two patients were thus seen. Seizures were present in both siblings.',
            2, {'1 age_at_onset 33 years', '2 age_at_onset 29 years', '2 sex female', '1 seizure', '2 seizure'}, set(),
        ),
        (
            'Two boys are reported. The first boy fell ill at the age of 3 years and the second at 5 years. In each, coma developed.',
            2, {'1 age_at_onset 3 years', '2 age_at_onset 5 years', '1 coma', '2 coma'}, set(),
        ),
        (
            'Three children with ANE, 5, 8 and 10 years old, were treated early. Patients 1 and 2 recovered completely. Patient 3 died.',
            3, {'1 outcome_level recovered', '3 outcome_level died'}, {'1 age_at_onset 5 years', '3 age_at_onset 10 years'},
        ),
        (
            'ANE is met in winter, with most patients between 6 and 18 months old. Two children with ANE were treated, one of whom is presented. This 7-month-old boy had coma.',
            1, {'1 age_at_onset 7 months', '1 coma', '1 sex male'}, {'1 age_at_onset 6 months', '1 age_at_onset 18 months'},
        ),
        (
            'Our patient had aphasia. CSF contained 30 cells/µL, a finding not mentioned in earlier case reports. Seizures followed, and methylprednisolone was given.',
            1, {'1 seizure', '1 treatment_class corticosteroid'}, set(),
        ),
        (
            'Case 1: A 3-year-old girl with influenza A became comatose. MRI showed thalamic lesions. She died. Case 2: A 5-year-old boy with seizures. MRI showed lesions of the pons. He recovered completely.',
            2, {'2 site_involved pons', '1 coma', '1 outcome_level died', '2 outcome_level recovered'}, {'1 outcome_level recovered', '2 outcome_level died'},
        ),
        (
            'Patient I was a 3-year-old girl with fever. She had seizures. Patient II was an infant boy of 8 months with coma. He died.',
            2, {'1 seizure', '2 coma', '2 outcome_level died'}, set(),
        ),
        (
            'A previously healthy 5-year-old girl was admitted with coma after influenza. Her older brother had died of a similar illness at the age of 2 years. She recovered completely.',
            1, {'1 outcome_level recovered', '1 coma'}, {'1 age_at_onset 2 years', '1 outcome_level died'},
        ),
        (
            'A 3-year-old boy was admitted with fever and coma. He died. A second patient, a 10-month-old girl, presented with status epilepticus. She survived with severe neurological sequelae.',
            2, {'2 status_epilepticus', '1 coma', '1 outcome_level died', '2 outcome_level severe_impairment'}, {'2 outcome_level died'},
        ),
        (
            'A 2-year-old boy developed ANE after HHV-6 infection. Another child, a girl aged 4 years, developed ANE after influenza B.',
            2, {'2 sex female', '2 trigger_agent influenza_b', '1 trigger_agent hhv6'}, set(),
        ),
        (
            'We reviewed 12 children with ANE. Eight of 12 (66.7%) had seizures. Four died. Thalamic lesions were found in all.',
            0, set(), set(),
        ),
        (
            'A girl suffered two episodes of ANE, at the ages of 2 and 5 years. In the first episode she had seizures; in the second she became comatose. She carried a RANBP2 mutation.',
            1, {'1 seizure', '1 recurrent', '1 coma'}, set(),
        ),
        (
            'We report a 7-year-old boy with ANE who recovered fully. A review of the literature found 20 patients, of whom 8 died; seizures were seen in 15.',
            1, {'1 outcome_level recovered'}, {'1 seizure', '1 outcome_level died'},
        ),
        (
            'Two girls, 3 and 5 years old, were admitted with fever and coma. Both had symmetric thalamic lesions on CT. The younger died. The older recovered with mild ataxia.',
            2, {'1 coma', '2 age_at_onset 5 years', '1 age_at_onset 3 years', '1 outcome_level died', '2 outcome_level mild_impairment'}, {'2 outcome_level died'},
        ),
        (
            'A mother and her son both had ANE. The 30-year-old mother recovered; the 4-year-old son died.',
            2, {'1 age_at_onset 30 years', '2 age_at_onset 4 years'}, set(),
        ),
        (
            'We present two patients, aged 4 and 7 years, with ANE due to H1N1. MRI showed thalamic lesions in both patients. They were treated with oseltamivir and steroids and both recovered.',
            2, {'1 age_at_onset 4 years', '1 trigger_agent influenza_a_h1n1', '2 treatment_given 1', '2 age_at_onset 7 years'}, set(),
        ),
        (
            'A child with ANE is presented. Fever and vomiting were followed by seizures. MR imaging revealed lesions of the thalami, brain stem tegmentum and cerebellar white matter. The child died on day 3.',
            1, {'1 seizure', '1 outcome_level died', '1 site_involved thalamus'}, set(),
        ),
        (
            'We treated a 5-year-old boy and a 3-year-old girl. They had fever and vomiting, followed by coma. MRI of the brain showed symmetric thalamic lesions. Both died.',
            2, {'1 coma', '2 coma', '2 site_involved thalamus', '1 outcome_level died', '2 outcome_level died'}, set(),
        ),
        (
            "A 2-year-old girl and a 5-year-old boy presented with fever and seizures after influenza A. MRI showed symmetric lesions of the thalami. Steroids were given. The girl died and the boy survived with severe sequelae.",
            2, {"1 fever", "2 seizure", "1 site_involved thalamus", "2 trigger_agent influenza_a", "1 outcome_level died", "2 outcome_level severe_impairment"}, {"2 outcome_level died"},
        ),
    ],
)  # fmt: skip
def test_each_patient_has_what_is_said_of_them(
    text: str, number: int, said: set[str], not_said: set[str], study: Study
) -> None:
    extraction = _extract(text, study)
    assert len(extraction.cases) == number
    found = _said(extraction)
    assert said <= found
    assert not (not_said & found)


@pytest.mark.parametrize("patients_in", ["rows", "columns"])
def test_a_table_and_the_text_of_the_same_patient_are_one_patient(patients_in: str, study: Study) -> None:
    rows = [
        ["", "Patient 1", "Patient 2"],
        ["Age", "3 years", "7 years"],
        ["Sex", "F", "M"],
        ["Seizures", "yes", "no"],
    ]
    cells = rows if patients_in == "columns" else [list(column) for column in zip(*rows, strict=True)]
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[1:])
    head = "<tr>" + "".join(f"<th>{cell}</th>" for cell in cells[0]) + "</tr>"
    text = (
        "<html><head><title>Two children with encephalopathy</title></head><body><article><h1>Two children</h1>"
        "<h2>Case reports</h2><p>Patient 1 was admitted with fever and became comatose after influenza. "
        "Patient 2 had fever and recovered completely within four weeks of the illness.</p>"
        f"<table><caption>Table 1. Findings</caption><thead>{head}</thead><tbody>{table}</tbody></table></article></body></html>"
    )
    found = _said(_extract(text, study, "a.html"))
    assert {"1 coma", "1 age_at_onset 3 years", "1 sex female", "1 seizure"} <= found
    assert {"2 outcome_level recovered", "2 age_at_onset 7 years", "2 sex male"} <= found
    assert "2 seizure" not in found


def test_what_a_text_teaches_after_the_case_is_not_the_patients(study: Study) -> None:
    text = (
        "We report a 4-year-old girl with ANE after influenza A who recovered completely.\n\nDiscussion\n\n"
        "Acute necrotizing encephalopathy is often fatal. There are reports of haemorrhage of the thalami on MRI. "
        "Typical lesions are found in the brainstem. Patients are treated with steroids. Our patient had no seizures."
    )
    found = _said(_extract(text, study))
    assert "1 outcome_level recovered" in found
    assert (
        not {
            "1 outcome_level died",
            "1 imaging_haemorrhage",
            "1 site_involved brainstem",
            "1 treatment_given 1",
        }
        & found
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The 14-month-old son of healthy, unrelated parents had coma.", {"1 coma", "1 age_at_onset 14 months"}),
        ("We report a girl of 28 months in whose family several members had had acute necrotizing encephalopathy.", {"1 familial"}),
        ("A girl of 3 years fell ill. In her family, ANE1 segregates with a mutation of RANBP2.", {"1 familial"}),
        ("Case: an infant of 8 months, male, previously well. Examination: comatose, pupils 3 mm. Laboratory: platelets 84 x10^9/L, ALT 340 U/L. Course: death on day 3.", {"1 coma", "1 age_at_onset 8 months"}),
        ("A teenager with ANE is described. This 15-year-old girl was found in coma.", {"1 coma", "1 age_at_onset 15 years"}),
        ("An infant is described. He was born at a gestational age of 39 weeks and presented with coma at the age of 7 months.", {"1 coma", "1 age_at_onset 7 months"}),
        ("In a boy with asthma, 11 years of age, fever was followed by coma.", {"1 age_at_onset 11 years", "1 coma"}),
        ("A girl of 4 years had fever. ANE belongs in the differential diagnosis of every patient who presents with coma.", {"1 fever"}),
        ("A girl of 4 years had fever. Imaging helps by revealing symmetrical lesions of the thalami and coma is frequent.", {"1 fever"}),
        ("Background. ANE is rare. Case. A boy of 5 years had fever. Discussion. Coma was seen in the children of other reports.", {"1 fever"}),
    ],
)  # fmt: skip
def test_what_is_said_of_everybody_is_no_finding(text: str, said: set[str], study: Study) -> None:
    found = _said(_extract(text, study))
    assert said <= found
    assert not found & {"1 site_involved thalamus", "1 recurrent"}
    assert ("1 coma" in found) is ("1 coma" in said)


def test_rules_hold_the_words_as_they_are_printed(study: Study) -> None:
    text = "We report two siblings with ANE. The two brothers had fever. The elder brother died of acute encephalitis."
    for claim in _extract(text, study).claims:
        for words in re.findall(r"'([^']+)'", claim.rule):
            assert words in text, claim.rule
        assert "somebody" not in claim.value


def test_the_mother_of_a_newborn_is_no_patient(study: Study) -> None:
    text = "A male infant of three months, born at term to a 24-year-old woman, was admitted with fever and seizures."
    assert _extract(text, study).cases == ("Patient 1",)
