"""How reports word illness in the family, attacks before, and tests of genes.

All sentences are invented.
"""

from __future__ import annotations

import pytest

from aneatlas.core.evidence import Role
from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import extract
from aneatlas.workflows.study import load_study

BEFORE = "We report the case of a child who was seen by us in the emergency department of the hospital. "


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study()


# field = value or status; NONE: nothing is claimed. A sentence after '@' is the whole text.
WORDINGS = [
    ("familial=present", "His sister had died of ANE."),
    ("familial=present", "Her elder brother had had the same illness."),
    ("familial=present", "A sibling had been affected by acute necrotizing encephalopathy."),
    ("familial=present", "His cousin had died of a similar encephalopathy."),
    ("familial=present", "There was a family history of ANE."),
    ("familial=present", "The family history was positive for acute necrotizing encephalopathy."),
    ("familial=present", "Two of her siblings had had the same disease."),
    ("familial=present", "Familial ANE was diagnosed."),
    ("familial=present", "His mother had suffered an episode of ANE in childhood."),
    ("familial=present", "His father carries the same mutation and had encephalopathy as a child."),
    ("familial=present", "Several family members were affected."),
    ("familial=present", "Other members of the family had been affected."),
    ("familial=present", "A younger brother died of the same disease a year later."),
    ("familial=present", "The older sister had also had ANE two years earlier."),
    ("familial=absent", "The family history was unremarkable."),
    ("familial=absent", "There was no family history of ANE."),
    ("familial=absent", "Family history was negative."),
    ("familial=absent", "Family history: negative."),
    ("familial=absent", "No family member had a similar illness."),
    ("familial=absent", "No other member of the family was affected."),
    ("familial=absent", "Family history was noncontributory."),
    ("familial=absent", "Family history was non-contributory."),
    ("familial=absent", "There was no similar illness in the family."),
    ("familial=absent", "There was no familial disease."),
    ("familial=absent", "The family history did not reveal any neurological disease."),
    ("familial=absent", "Nobody in the family had had such an illness."),
    ("familial=NONE", "His brother had a cold."),
    ("familial=NONE", "Familial ANE is caused by RANBP2 mutations."),
    ("familial=NONE", "The family was informed."),
    ("familial=NONE", "Familial cases have been described."),
    ("familial=NONE", "His sister had influenza the week before."),
    ("familial=NONE", "Familial forms are associated with RANBP2."),
    ("familial=NONE", "A family history of epilepsy was reported."),
    ("recurrent=present", "She had a second attack two years later."),
    ("recurrent=present", "He had had a first attack of ANE three years earlier."),
    ("recurrent=present", "The disease recurred at the age of 5."),
    ("recurrent=present", "This was her second episode of ANE."),
    ("recurrent=present", "ANE recurred one year later."),
    ("recurrent=present", "She had recurrent ANE."),
    ("recurrent=present", "A recurrence of the encephalopathy took place a year later."),
    ("recurrent=present", "He suffered a relapse of ANE after influenza."),
    ("recurrent=present", "Three episodes of encephalopathy occurred within 4 years."),
    ("recurrent=present", "He had suffered a similar episode at the age of two."),
    ("recurrent=present", "A similar episode had occurred two years before."),
    ("recurrent=present", "A year later a second episode of encephalopathy followed."),
    ("recurrent=present", "At the age of 4 years a second attack killed her."),
    ("recurrent=present", "He had survived acute necrotizing encephalopathy as an infant."),
    ("recurrent=present", "She had ANE for the second time."),
    ("recurrent=present", "The second episode was fulminant."),
    ("recurrent=present", "Earlier she had come through acute necrotizing encephalopathy."),
    ("recurrent=absent", "There was no recurrence."),
    ("recurrent=absent", "No relapse occurred."),
    ("recurrent=absent", "No recurrence of ANE was seen in four years."),
    ("recurrent=absent", "The encephalopathy did not recur."),
    ("recurrent=absent", "He has had no further episode of encephalopathy."),
    ("recurrent=absent", "No further attacks occurred."),
    ("recurrent=absent", "She remained free of relapse."),
    ("recurrent=NONE", "Recurrent ANE is associated with RANBP2 mutations."),
    ("recurrent=NONE", "Seizures recurred on day 4."),
    ("recurrent=NONE", "Fever recurred."),
    ("recurrent=NONE", "He had recurrent vomiting."),
    ("recurrent=NONE", "She had had recurrent otitis."),
    ("recurrent=NONE", "A second seizure followed."),
    ("recurrent=NONE", "Vaccination was advised to prevent recurrence."),
    ("recurrent=NONE", "The risk of recurrence was discussed."),
    ("recurrent=NONE", "A second episode of seizures followed two hours later."),
    ("genetic_test_done=present", "Genetic testing was performed."),
    ("genetic_test_done=present", "Whole exome sequencing was performed."),
    ("genetic_test_done=present", "Sequencing of RANBP2 showed no mutation."),
    ("genetic_test_done=present", "WES found no pathogenic variant."),
    ("genetic_test_done=present", "A heterozygous RANBP2 mutation was found."),
    ("genetic_test_done=present", "He carried the RANBP2 mutation c.1754C>T."),
    ("genetic_test_done=present", "Genetic analysis revealed a missense mutation in RANBP2."),
    ("genetic_test_done=present", "A mutation of the RANBP2 gene was detected."),
    ("genetic_test_done=present", "Gene panel testing was negative."),
    ("genetic_test_done=present", "She carried the CPT2 variant F352C."),
    ("genetic_test_done=absent", "Genetic testing was not performed."),
    ("genetic_test_done=absent", "No genetic testing was done."),
    ("genetic_test_done=absent", "Genetic testing was refused by the family."),
    ("genetic_test_done=absent", "Genetic testing was not available."),
    ("genetic_test_done=absent", "RANBP2 was not sequenced."),
    ("genetic_test_done=NONE", "Whole-genome sequencing of the virus showed a mutation."),
    ("genetic_test_done=NONE", "Whole-genome sequencing of the influenza strain was done."),
    ("genetic_test_done=NONE", "Genetic testing should be offered."),
    ("genetic_test_done=NONE", "Genetic testing is recommended in familial cases."),
    ("genetic_test_done=NONE", "The strain had a single silent mutation."),
    ("genetic_test_done=NONE", "Mutations of RANBP2 predispose to ANE."),
    ("ranbp2_variant_found=present", "A heterozygous RANBP2 mutation was found."),
    ("ranbp2_variant_found=present", "He carried the RANBP2 mutation c.1754C>T."),
    ("ranbp2_variant_found=present", "The patient was heterozygous for the RANBP2 p.Thr585Met variant."),
    ("ranbp2_variant_found=present", "Sequencing detected the common RANBP2 variant."),
    ("ranbp2_variant_found=present", "The RANBP2 mutation was confirmed in the boy."),
    ("ranbp2_variant_found=present", "Genetic testing identified RANBP2 c.1754C>T."),
    ("ranbp2_variant_found=absent", "No RANBP2 mutation was found."),
    ("ranbp2_variant_found=absent", "RANBP2 testing was negative."),
    ("ranbp2_variant_found=absent", "RANBP2 sequencing was normal."),
    ("ranbp2_variant_found=absent", "Testing for RANBP2 mutations was negative."),
    ("ranbp2_variant_found=absent", "RANBP2 was wild type."),
    ("ranbp2_variant_found=absent", "Sequencing excluded a RANBP2 mutation."),
    ("ranbp2_variant_found=NONE", "RANBP2 mutations are known in familial ANE."),
    ("ranbp2_variant_found=NONE", "His mother carried a RANBP2 mutation."),
    ("ranbp2_variant_found=NONE", "RANBP2 testing was not done."),
    ("ranbp2_tested=present", "RANBP2 testing was negative."),
    ("ranbp2_tested=present", "The RANBP2 gene was sequenced."),
    ("ranbp2_tested=present", "The coding exons of RANBP2 were normal."),
    ("ranbp2_tested=present", "Analysis of the RANBP2 gene found no mutation."),
    ("ranbp2_tested=present", "Ran-binding protein 2 mutation was excluded."),
    ("ranbp2_tested=NONE", "RANBP2 testing should be offered."),
    ("familial=present", "Two of her brothers had died of encephalopathy after febrile illnesses."),
    ("familial=present", "His older brother had died of acute necrotizing encephalopathy at the age of 3."),
    ("familial=present", "Both siblings had acute necrotizing encephalopathy."),
    ("familial=absent", "The family history was non-contributory."),
    ("familial=absent", "No family history of encephalopathy was elicited."),
    ("familial=absent", "Nobody else in the family was affected."),
    ("familial=NONE", "His brother had fever and cough, too."),
    ("familial=NONE", "The whole family had a flu-like illness."),
    ("familial=NONE", "A family history of febrile seizures was noted."),
    ("recurrent=present", "He was now admitted with a second episode."),
    ("recurrent=present", "A boy who had already had ANE when 5 months old."),
    ("recurrent=present", "She suffered two episodes in which she lost consciousness; the second was fatal."),
    ("recurrent=present", "One year later a relapse occurred."),
    ("recurrent=present", "She was readmitted 18 months later with a recurrence of ANE."),
    ("recurrent=present", "There had been a previous episode of acute encephalopathy at 2 years."),
    ("recurrent=NONE", "The second attack of seizures lasted an hour."),
    ("recurrent=NONE", "He had two episodes of vomiting."),
    ("recurrent=NONE", "Recurrent seizures occurred."),
    ("recurrent=NONE", "She had had two episodes of febrile seizures."),
    ("recurrent=absent", "There has been no recurrence during two years of follow-up."),
    ("recurrent=absent", "ANE has not recurred."),
    ("genetic_test_done=present", "RANBP2 sequencing revealed c.1754C>T."),
    ("genetic_test_done=present", "No mutation of RANBP2 was found."),
    ("genetic_test_done=present", "Trio exome sequencing was unrevealing."),
    ("genetic_test_done=present", "Testing for RANBP2 mutation: negative."),
    ("genetic_test_done=present", "A de novo mutation in SCN1A was found on whole exome sequencing."),
    ("genetic_test_done=NONE", "Genetic testing was recommended."),
    ("genetic_test_done=NONE", "Genetic predisposition may play a role."),
    ("genetic_test_done=absent", "Genetic analysis could not be performed."),
    ("ranbp2_variant_found=present", "The proband had the RANBP2 c.1754C>T (p.Thr585Met) mutation."),
    ("ranbp2_variant_found=absent", "Genetic testing for RANBP2 was negative."),
    ("ranbp2_variant_found=absent", "No variants were found in RANBP2."),
    ("ranbp2_variant_found=absent", "The common RANBP2 mutations were absent."),
    ("ranbp2_variant_found=NONE", "A mutation in RANBP2 has been associated with ANE1."),
    ("familial=NONE", "Most cases are sporadic, but familial forms exist."),
    ("recurrent=NONE", "Recurrent disease points to a RANBP2 mutation."),
    ("genetic_test_done=NONE", "In recurrent or familial cases RANBP2 testing is advised."),
    ("ranbp2_tested=NONE", "In recurrent or familial cases RANBP2 testing is advised."),
    ("ranbp2_variant_found=NONE", "RANBP2 mutations confer susceptibility to ANE."),
    ("familial=absent", "His family history was unremarkable for neurological disease."),
    ("familial=present", "An elder sister had died of the same disease at the age of four."),
    ("recurrent=present", "He had been admitted two years earlier with acute necrotizing encephalopathy."),
    ("recurrent=present", "At 3 years of age she suffered a second episode of acute encephalopathy."),
    ("recurrent=absent", "No recurrence has occurred since."),
    ("genetic_test_done=present", "The RANBP2 gene was normal."),
    ("genetic_test_done=absent", "RANBP2 could not be tested."),
    ("genetic_test_done=NONE", "The parents were offered genetic counselling."),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_a_wording_of_family_and_genes_is_understood(wanted: str, text: str, study: Study) -> None:
    whole = text[1:] if text.startswith("@") else BEFORE + text
    [reading] = read_bytes(whole.encode(), "a.txt")
    assert reading.document is not None
    claims = [c for c in extract(reading.document, "R0001", study).claims if c.role is Role.THIS_PATIENT]
    for part in wanted.split(" & "):
        asked, _, value = part.partition("=")
        values = {c.value or c.status.value for c in claims if c.field == asked}
        assert values == (set() if value == "NONE" else {value}), part
