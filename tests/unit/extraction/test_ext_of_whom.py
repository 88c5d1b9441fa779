"""Of whom a sentence speaks, in a report of one patient and of several: of all, of some (of nobody, then), of one. All texts are invented."""

from __future__ import annotations

import pytest

from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import extract
from aneatlas.extraction.patients import split_patients

# how a report begins, and the sentences that may follow, each with the patients of whom it speaks
REPORTS = [
    ("A 4-year-old boy presented with fever.", (
        ("Most children recover fully.", ""),
        ("In adults, seizures are less common.", ""),
        ("Influenza A is the most common trigger.", ""),
        ("Mortality is 30%.", ""),
        ("Cases have been reported from all over the world.", ""),
        ("The first description dates from 1995.", ""),
        ("It was first described in Japan in 1995.", ""),
        ("This disease was first described in Japan.", ""),
        ("Neither fever nor seizures recurred.", "1"),
        ("All viral cultures were negative.", "1"),
        ("Both pupils were fixed.", "1"),
        ("Both thalami were swollen.", "1"),
        ("Two days later he died.", "1"),
        ("One month later he walked.", "1"),
        ("Each seizure lasted a minute.", "1"),
        ("The second MRI showed haemorrhage.", "1"),
        ("All symptoms resolved.", "1"),
        ("None of the tests was positive.", "1"),
        ("Two seizures occurred on day 3.", "1"),
        ("The other laboratory tests were normal.", "1"),
        ("Some improvement was seen.", "1"),
        ("Half of the dose was given.", "1"),
        ("The remaining examination was normal.", "1"),
        ("Most laboratory values were normal.", "1"),
        ("Several seizures occurred.", "1"),
        ("Another seizure occurred.", "1"),
        ("The patient's sister was healthy.", "1"),
        ("Several drugs are under study.", ""),
        ("Thalamic lesions are the hallmark.", ""),
        ("Prompt steroids may improve outcome.", ""),
        ("In contrast to most reports, he had no fever.", "1"),
        ("As in other cases, liver enzymes were raised.", "1"),
        ("Like previous patients, he had thalamic lesions.", "1"),
        ("Unlike other children with ANE, our patient had no seizures.", "1"),
        ("ANE was diagnosed.", "1"),
        ("The diagnosis of ANE was made.", "1"),
        ("Pathogenesis remains unclear.", ""),
        ("The mechanism is thought to be a cytokine storm with coma.", ""),
        ("Vessels become leaky and oedema follows.", "1"),
        ("His sister, in contrast, had mild illness.", ""),
        ("His mother noticed that he was drowsy.", "1"),
        ("A cousin remained well.", ""),
        ("In a series of 20 children, thalamic lesions were found in all.", ""),
        ("Previous reports described seizures in most patients.", ""),
        ("ANE is a rare disease.", ""),
        ("Seizures are common.", ""),
        ("MRI should be done early.", ""),
        ("There are no guidelines for treatment; many drugs were tried.", ""),
        ("MRI showed thalamic lesions.", "1"),
        ("Steroids were given.", "1"),
        ("The usual findings are thalamic lesions.", ""),
        ("Cytokines damage vessels and induce oedema.", "1"),
        ("The virus provokes a cytokine storm.", ""),
        ("Fever is usually present.", ""),
        ("Our patient recovered.", "1"),
        ("He recovered.", "1"),
    )),
    ("We report two children. The first was a 3-year-old girl with fever.", (
        ("She had seizures.", "1"),
        ("She died.", "1"),
        ("The second was a 6-year-old boy with coma.", "2"),
        ("Both had been healthy.", "1,2"),
        ("Each had raised transaminases.", "1,2"),
        ("Neither had pleocytosis.", "1,2"),
        ("Pleocytosis was found in neither.", "1,2"),
        ("One had diarrhoea.", ""),
        ("Diarrhoea was noted in one case.", ""),
        ("In one patient MRI showed haemorrhage.", ""),
        ("In both cases steroids were given.", "1,2"),
        ("Steroids were given to both.", "1,2"),
        ("One of the two died.", ""),
        ("The two children were treated with steroids.", "1,2"),
        ("These patients had thalamic lesions.", "1,2"),
        ("Both children's parents were healthy.", ""),
        ("All patients in the literature had fever.", ""),
    )),
    ("We report three brothers with ANE. Case 1, aged 2 years, died. Case 2, aged 4 years, had ataxia. Case 3, aged 6 years, recovered.", (
        ("Cases 1 and 2 had seizures.", "1,2"),
        ("Case 3 had no seizures.", "3"),
        ("Seizures were seen in cases 1 and 3.", "1,3"),
        ("All three had fever.", "1,2,3"),
        ("Only case 2 was given IVIG.", "2"),
        ("In the youngest, MRI showed haemorrhage.", "1"),
        ("The oldest was tested first.", "3"),
        ("Two of them received steroids.", ""),
    )),
    ("We report two patients.", (
        ("Fever was present in both.", "1,2"),
        ("Seizures occurred in one.", ""),
        ("The other had none.", ""),
        ("One died.", ""),
        ("Both received steroids.", "1,2"),
        ("Neither recovered.", "1,2"),
        ("Lactate was higher in patient 1 than in patient 2.", ""),
    )),
    ("Two siblings developed ANE.", (
        ("The older sibling made a full recovery.", "1"),
        ("The elder recovered.", "1"),
    )),
    ("We report two patients. Patient 1 was a boy of 3 years. Patient 2 was a girl of 5 years.", (
        ("The boy died.", "1"),
        ("The girl recovered.", "2"),
        ("Both were febrile.", "1,2"),
        ("The former was comatose.", "1"),
        ("The latter had seizures.", "2"),
        ("He received IVIG.", "1"),
        ("She received steroids.", "2"),
        ("CSF was normal in both patients.", "1,2"),
        ("In the first patient MRI was normal.", "1"),
        ("In the second, the pons was involved.", "2"),
        ("One had seizures.", ""),
        ("One of them died.", ""),
        ("Only one survived.", ""),
        ("The five-year-old was ventilated.", "2"),
        ("The older child was ventilated.", "2"),
        ("The younger child died.", "1"),
    )),
    ("We report two patients. Patient 1, a boy of 3 years, had fever.", (
        ("He was comatose.", "1"),
        ("MRI showed thalamic lesions.", "1"),
        ("The other patient, a girl of 5 years, recovered.", "2"),
    )),
    ("We describe three children with ANE.", (
        ("All had fever.", "1,2,3"),
        ("Two had seizures and one was comatose.", ""),
        ("None died.", "1,2,3"),
        ("None of them recovered.", "1,2,3"),
        ("All three received steroids.", "1,2,3"),
        ("Each received IVIG.", "1,2,3"),
        ("Two of the three died.", ""),
        ("One child died.", ""),
        ("The remaining child recovered.", ""),
        ("The majority recovered.", ""),
        ("Two thirds were febrile.", ""),
        ("Every child was ventilated.", "1,2,3"),
        ("MRI was abnormal in all.", "1,2,3"),
        ("MRI was abnormal in two.", ""),
        ("MRI was abnormal in all three.", "1,2,3"),
        ("MRI was abnormal in 2/3.", ""),
        ("MRI was abnormal in all but one.", ""),
        ("Most recovered.", ""),
        ("No patient died.", "1,2,3"),
        ("Nobody had seizures.", "1,2,3"),
        ("The outcome was fatal in two and one survived with sequelae.", ""),
    )),
    ("A 2-year-old boy suffered two episodes.", (
        ("From the first he recovered.", "1"),
        ("The second was fulminant.", "1"),
        ("The first, with influenza A, was mild.", "1"),
        ("In the second episode he died.", "1"),
        ("The third attack followed.", "1"),
    )),
    ("A 2-year-old girl with influenza A and a 4-year-old boy with influenza B became comatose.", (
        ("Both had fever.", "1,2"),
    )),
    ("We present a girl of 7 years and her father.", (
        ("In the index patient tocilizumab was given.", "1"),
        ("The father recovered.", "2"),
    )),
    ("Case 1: A girl of 3 years had coma. Case 2: A boy of 5 years had seizures.", (
        ("Both parents were healthy.", ""),
        ("The parents of both children were carriers.", ""),
        ("Two had fever.", "1,2"),
        ("Three other cases have been published.", ""),
    )),
    ("Four siblings had ANE. The oldest, a boy of 9 years, died. The second, a girl of 7 years, had seizures. The third, a boy of 4 years, was comatose. The youngest, a girl of 1 year, recovered.", (
        ("All had fever.", "1,2,3,4"),
        ("Three had thalamic lesions.", ""),
    )),
]  # fmt: skip


@pytest.mark.parametrize(
    ("begin", "sentence", "wanted"), [(begin, *row) for begin, rows in REPORTS for row in rows]
)
def test_of_whom_a_sentence_speaks(begin: str, sentence: str, wanted: str) -> None:
    [reading] = read_bytes(f"{begin} {sentence}".encode(), "a.txt")
    assert reading.document is not None
    stretches = split_patients(reading.document, ["main"]).stretches
    last = [s for s in stretches if s.start > len(begin) - 1]
    assert last
    spoken = {",".join(case.split()[-1] for case in s.cases) for s in last}
    assert spoken == {wanted}


# several patients in one sentence: the parts, and of whom each speaks
TURNS = [
    ("We report two patients.", "Influenza A was found in patient 1, dengue in patient 2.", ["1", "2"]),
    ("We report two patients.", "Patient 1 died, and patient 2 survived.", ["1", "2"]),
    ("We report two patients.", "CSF protein was 120 mg/dL in case 1 and 80 mg/dL in case 2.", ["1", "2"]),
    ("We report two patients.", "Fever was present in both, and seizures in one.", ["1,2", ""]),
    ("We report two patients.", "One child died; the other survived.", ["", ""]),
    ("We report two patients.", "Platelets were low in patient 1; CSF was normal in both.", ["1", "1,2"]),
    ("We report two patients.", "CSF protein was 80 and 120 mg/dL, respectively.", [""]),
    ("We report three patients.", "All survived, one with ataxia.", ["1,2,3", ""]),
    ("We report three patients.", "None died, but ataxia remained in two.", ["1,2,3", ""]),
    ("Two siblings had ANE. The older sibling recovered.", "The younger one died.", ["2"]),
    ("We present a girl of 7 years and her father.", "Both had ANE, the daughter after influenza, the father after gastroenteritis.", ["1,2", "1", "2"]),
    ("A 2-year-old girl and a 4-year-old boy became comatose.", "The girl died; the boy recovered.", ["1", "2"]),
    ("A 4-year-old boy had fever.", "The course recalled ANE, an entity known from Japan with coma.", ["1", ""]),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "sentence", "wanted"), TURNS)
def test_a_sentence_is_cut_between_its_patients(begin: str, sentence: str, wanted: list[str]) -> None:
    [reading] = read_bytes(f"{begin} {sentence}".encode(), "a.txt")
    assert reading.document is not None
    stretches = split_patients(reading.document, ["main"]).stretches
    parts = [s for s in stretches if s.start > len(begin) - 1]
    assert [",".join(case.split()[-1] for case in s.cases) for s in parts] == wanted


BOY = "A 4-year-old boy was admitted with acute necrotizing encephalopathy after influenza."
# what a sentence says of further episodes, in the patient and in the family
EPISODES = [
    ("recurrent", "present", "He had already had ANE when he was 5 months old."),
    ("recurrent", "present", "He was now admitted with a second episode."),
    ("recurrent", "present", "He suffered two episodes of encephalopathy."),
    ("recurrent", "present", "One year later ANE recurred."),
    ("recurrent", "present", "A second episode of ANE occurred at 6 years of age."),
    ("recurrent", "present", "ANE relapsed 8 months later during influenza B."),
    ("recurrent", "present", "He had a relapse of ANE one year later."),
    ("recurrent", "present", "Three attacks of encephalopathy followed febrile illnesses."),
    ("recurrent", "present", "He experienced a recurrence at the age of 5 years."),
    ("recurrent", "present", "This was his second attack of ANE."),
    ("recurrent", "present", "At 10 months of age he had had a similar episode of encephalopathy."),
    ("recurrent", "present", "Two years later he had another episode of acute necrotizing encephalopathy."),
    ("recurrent", "present", "He had recurrent ANE."),
    ("recurrent", "present", "The encephalopathy recurred twice."),
    ("recurrent", "present", "MRI revealed reactivation of ANE."),
    ("recurrent", "present", "He had survived a first episode of ANE at 2 years."),
    ("recurrent", "present", "The second attack was fatal."),
    ("recurrent", "present", "The second episode, three years later, left him with ataxia."),
    ("recurrent", "present", "He had had two previous episodes of encephalopathy with fever."),
    ("recurrent", "present", "Recurrent episodes of encephalopathy were triggered by fever."),
    ("recurrent", "present", "Six months after the first episode, a new episode developed."),
    ("recurrent", "absent", "ANE did not recur."),
    ("recurrent", "absent", "No recurrence of ANE was seen in 2 years."),
    ("recurrent", "absent", "There has been no relapse."),
    ("recurrent", "absent", "He had no further episodes of encephalopathy."),
    ("recurrent", "absent", "He remained free of recurrence."),
    ("recurrent", "absent", "No second episode occurred."),
    ("recurrent", "absent", "There was no recurrence during follow-up."),
    ("recurrent", "absent", "He has had no relapse since then."),
    ("recurrent", "NONE", "Seizures recurred on day 3."),
    ("recurrent", "NONE", "Fever recurred after two days."),
    ("recurrent", "NONE", "He had recurrent seizures."),
    ("recurrent", "NONE", "He had two episodes of vomiting."),
    ("recurrent", "NONE", "He had two episodes of seizures."),
    ("recurrent", "NONE", "A second seizure occurred."),
    ("recurrent", "NONE", "Recurrent ANE is associated with RANBP2 mutations."),
    ("recurrent", "NONE", "Patients with RANBP2 variants may have recurrent episodes."),
    ("recurrent", "NONE", "He had recurrent otitis."),
    ("recurrent", "NONE", "His sister had two episodes of ANE."),
    ("recurrent", "NONE", "To prevent recurrence, vaccination was advised."),
    ("recurrent", "NONE", "A second MRI showed lesions."),
    ("recurrent", "NONE", "Recurrence has been reported in familial cases."),
    ("recurrent", "NONE", "In recurrent cases genetic testing is mandatory."),
    ("recurrent", "NONE", "The parents were told of the risk of recurrence."),
    ("familial", "present", "His sister had died of ANE."),
    ("familial", "present", "A maternal cousin had had ANE at 2 years."),
    ("familial", "present", "ANE had occurred in two siblings."),
    ("familial", "present", "The family history was positive for ANE."),
    ("familial", "present", "His brother had died of a similar illness."),
    ("familial", "present", "Two of his siblings were also affected."),
    ("familial", "present", "His mother had survived ANE in childhood."),
    ("familial", "present", "Familial ANE was diagnosed."),
    ("familial", "present", "Several family members had had ANE."),
    ("familial", "present", "An older brother had died at 3 years of acute necrotizing encephalopathy."),
    ("familial", "absent", "There was no family history of ANE."),
    ("familial", "absent", "No family member had had a similar illness."),
    ("familial", "absent", "The family history was negative for encephalopathy."),
    ("familial", "absent", "Nobody else in the family was affected."),
    ("familial", "absent", "No relative had had encephalopathy."),
    ("familial", "NONE", "His sister had influenza at the same time."),
    ("familial", "NONE", "Familial cases are caused by RANBP2 mutations."),
    ("familial", "NONE", "His mother was healthy."),
    ("familial", "NONE", "The family lives in a village."),
    ("familial", "NONE", "All family members had had influenza."),
    ("familial", "NONE", "Familial ANE was considered."),
    ("familial", "NONE", "There was no family history of epilepsy."),
    ("familial", "NONE", "His sibling, in contrast, was only mildly ill."),
]  # fmt: skip


@pytest.mark.parametrize(("field", "wanted", "sentence"), EPISODES)
def test_further_episodes(field: str, wanted: str, sentence: str, study: Study) -> None:
    [reading] = read_bytes(f"{BOY} {sentence}".encode(), "a.txt")
    assert reading.document is not None
    claims = extract(reading.document, "R0001", study).claims
    found = {c.status.value for c in claims if c.field == field and c.role.value == "this_patient"}
    assert found & {"present", "absent"} == ({wanted} if wanted != "NONE" else set())


def test_nobody_died_is_no_death(study: Study) -> None:
    text = "We report three children with ANE. All had fever. None died. Two had seizures. None was comatose."
    [reading] = read_bytes(text.encode(), "a.txt")
    assert reading.document is not None
    found = extract(reading.document, "R0001", study)
    said = {(c.case, c.field): c.status.value for c in found.claims}
    for case in found.cases:
        assert said[case, "fever"] == "present"
        assert said[case, "coma"] == "absent"
        assert (case, "outcome_level") not in said
        assert (case, "seizure") not in said
