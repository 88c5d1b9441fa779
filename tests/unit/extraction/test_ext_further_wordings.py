"""Ways of saying what a patient had and had not: whose words they are, when they end, which list they close.

All sentences are invented.
"""

from __future__ import annotations

import pytest
from stated_facts import stated_facts

from aneatlas.core.study import Study

# facts of the sentence; NONE: nothing is claimed
WORDINGS = [
    # consciousness
    ("altered_consciousness=present", "On the way to us the level of consciousness went down."),
    ("altered_consciousness=present", "An altered level of conscience was noted by the family."),
    ("altered_consciousness=present", "His mental status was found to be altered on waking."),
    ("altered_consciousness=present", "She lost clear consciousness within hours."),
    ("altered_consciousness=present", "He had been febrile and altered in his mental status for a day."),
    ("altered_consciousness=present", "Consciousness gradually sank."),
    ("coma=present altered_consciousness=present", "He was comatous on arrival."),
    ("coma=present", "By evening the Glasgow coma scale (GCS) had fallen to 6."),
    ("coma=present", "She arrived critically ill (E1V1M4)."),
    ("coma=NONE altered_consciousness=present", "On arrival E3 V4 M5 was recorded."),
    ("altered_consciousness=NONE", "After two doses of tocilizumab his consciousness was clear."),
    ("seizure=present", "Under phenytoin the convulsions did not return."),
    ("seizure=NONE", "It should be recalled in a fitting clinical context."),
    ("status_epilepticus=present seizure=present", "A myoclonic seizure was followed by epileptic status."),
    ("status_epilepticus=present", "The convulsions soon evolved into status."),
    ("fever=absent", "Fever had not been noticed at any time."),
    # fluid and blood
    ("csf_done=NONE", "External drainage of CSF became necessary."),
    ("csf_done=NONE", "The circulation of the cerebrospinal fluid was blocked by the swelling."),
    ("csf_pleocytosis=NONE csf_protein_raised=NONE", "Leukocytosis and a raised C-reactive protein were found; the cerebrospinal fluid was examined later."),
    ("csf_pleocytosis=NONE", "The CSF showed normal sugar and few red cells."),
    ("csf_pleocytosis=absent csf_protein_raised=absent", "Blood counts were normal, as was the CSF."),
    ("csf_pleocytosis=absent csf_protein_raised=absent", "The cerebrospinal fluid stayed normal throughout."),
    ("csf_pleocytosis=absent csf_protein_raised=absent", "Cerebrospinal fluid (CSF), electrolytes and urine were all normal."),
    ("csf_protein_raised=present csf_pleocytosis=absent", "In the CSF there was an albumin-cytological dissociation."),
    ("ammonia_raised=absent transaminases_raised=absent inflammatory_markers_raised=absent", "Normal results were obtained for ammonia, lactate, aminotransferases and C-reactive protein."),
    ("ammonia_raised=absent transaminases_raised=absent", "Results within normal range: glucose, ammonia, lactate, aminotransferases."),
    ("inflammatory_markers_raised=present", "High values were found for the sedimentation rate and C-reactive protein, normal ones for lactate."),
    ("transaminases_raised=present inflammatory_markers_raised=present", "SGPT (150), LDH (800) and ferritin (500) were all raised."),
    # genes
    ("genetic_test_done=NONE", "Whole-genome sequencing of the virus showed one silent mutation."),
    ("genetic_test_done=NONE", "Metagenomic gene sequencing (mNGS) found herpesvirus 6 in the fluid."),
    ("genetic_test_done=present", "Whole-exome sequencing gave no finding."),
    # prodrome
    ("prodrome_days=2_days", "He was admitted for fever for 3 days and convulsions for 1 day."),
    ("prodrome_days=2_days", "On the third day of the fever he had a seizure."),
    ("prodrome_days=4_days", "After 4 days of fever with cough, then a seizure, he was brought in."),
    # agents
    ("trigger_agent=influenza_a", "Rapid tests: influenza A positive, influenza B negative."),
    ("trigger_agent=sars_cov_2", "The test for SARS-CoV-2 was positive."),
    # treatment
    ("treatment/corticosteroid=present", "Steroids were administered, but to no effect."),
    ("treatment/corticosteroid=present", "Hormone and gamma globulin were given against inflammation."),
    ("treatment/corticosteroid=present", "Treatment: pulse therapy, oseltamivir."),
    ("treatment/antiseizure=present", "Management consisted of control of seizures and cooling."),
    ("treatment/neuroprotection_icp=present", "Lowering of intracranial pressure was begun at once."),
    ("treatment/antibiotic=present", "To cover a possible meningitis, ceftriaxone was given."),
    ("treatment/supportive=present", "She needed ventilation for three days."),
    ("treatment=NONE", "The therapies mostly resorted to are oseltamivir and immunomodulators."),
    # outcome
    ("outcome_level=recovered", "He finally recovered from a severe neurocognitive impairment."),
    ("outcome_level=mild_impairment", "At discharge the sequelae were only minor."),
    ("outcome_level=NONE", "Status epilepticus came later, with confusion, tetraparesis and fever."),
    # health
    ("prior_health=previously_healthy", "The boy, healthy in the past, fell ill at home."),
    ("prior_health=previously_healthy", "Past history: without peculiarity."),
    ("prior_health=previously_healthy", "The boy, previous healthy, was brought in."),
    ("prior_health=previously_healthy", "His birth and development were normal."),
    ("prior_health=previously_healthy", "Her development up to then had been normal."),
    ("prior_health=previously_healthy", "Previous development had been normal."),
    ("prior_health=previously_healthy", "She had developed normally until then."),
    ("prior_health=previously_healthy", "Until the present illness his growth and development had been normal."),
    ("prior_health=previously_healthy", "Perinatal history and psychomotor development were unremarkable."),
    ("prior_health=previously_healthy", "Pregnancy, birth and early development had been uneventful."),
    ("prior_health=previously_healthy", "He was born at term after an uneventful pregnancy, and his development was normal."),
    ("prior_health=previously_healthy", "Her prior development was normal."),
    ("prior_health=previously_healthy", "He had a normal developmental history."),
    ("prior_health=previously_healthy", "Developmental milestones had been normal before the illness."),
    ("prior_health=previously_healthy", "Developmentally normal before, this girl of 2 years was admitted."),
    ("prior_health=previously_healthy", "A previously developmentally normal boy presented with fever."),
    ("prior_health=previously_healthy", "A neurologically normal child became febrile."),
    ("prior_health=previously_healthy", "Anamnesis was unremarkable."),
    ("prior_health=previously_healthy", "He was an only child with normal birth and developmental history."),
    ("prior_health=previously_healthy", "Her birth history and developmental milestones were normal."),
    ("prior_health=previously_healthy", "The child had been born at term by normal delivery; development had been normal."),
    ("prior_health=previously_healthy", "Her developmental milestones had been normal."),
    ("prior_health=previously_healthy", "A developmentally normal 3-year-old girl was brought to us."),
    ("prior_health=previously_healthy", "She had an unremarkable birth history and normal developmental milestones."),
    ("prior_health=previously_healthy", "Personal and family history were unremarkable."),
    ("prior_health=NONE", "No previously healthy adult has been reported."),
    ("prior_health=previously_healthy", "The girl, whose birth and growth had been normal and whose milestones had been normal, was admitted."),
    ("prior_health=NONE", "Pregnancy was uneventful, but development was delayed."),
    ("prior_health=NONE", "Three years later, growth and development had been normal throughout."),
    ("prior_health=comorbidity", "She was known to have epilepsy; her development had been normal."),
    ("prior_health=NONE", "Normal psychomotor history of the brother was reported."),
    ("prior_health=NONE", "Six months after the event growth and development were normal until now."),
    ("csf_pleocytosis=absent", "In the CSF, only the protein was raised."),
    ("csf_pleocytosis=absent", "Nothing abnormal was found in the cerebrospinal fluid."),
    ("csf_pleocytosis=absent", "The CSF was unremarkable except for raised protein."),
    ("csf_pleocytosis=present", "CSF lymphocytes were increased."),
    ("csf_pleocytosis=present", "Lymphocytes and protein in the CSF were increased."),
    ("csf_pleocytosis=present", "The cells in the CSF numbered 40/µL."),
    ("csf_protein_raised=present", "CSF glucose was appropriate to the serum value, and the protein was increased."),
    ("csf_protein_raised=present", "CSF sugar was 60% of the blood value, protein was elevated."),
    ("inflammatory_markers_raised=absent", "C-reactive protein lay below 5 mg/L."),
    ("inflammatory_markers_raised=present", "Creatine kinase was raised, as was the C-reactive protein."),
    ("platelets_low=present", "A decline in platelets accompanied the fever."),
    ("platelets_low=present", "A fall in the platelet count was noted."),
    ("platelets_low=present", "The platelet count was below normal."),
    ("platelets_low=present", "The platelets were falling."),
    ("platelets_low=present", "There was a fall in platelets."),
    ("platelets_low=present", "Thrombocytes numbered 54,000/µL."),
    ("transaminases_raised=absent", "No abnormality of liver enzymes was found."),
    ("transaminases_raised=present", "Elevated were AST, ALT and creatine kinase."),
    ("transaminases_raised=present", "Transaminases peaked at 2400 IU/L."),
    ("platelets_low=absent", "Platelets were not decreased."),
    ("csf_protein_raised=NONE", "The CSF was clear; serum protein was raised."),
    ("platelets_low=NONE", "Platelets were given, and the fall in blood pressure stopped."),
    ("ammonia_raised=NONE", "Ammonia was measured, and an increase in lactate was noted."),
    ("csf_protein_raised=present", "Protein in the spinal fluid reached 3 g/L."),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_a_wording_is_understood(wanted: str, text: str, study: Study) -> None:
    found = stated_facts(text, study)
    for fact in wanted.split():
        name, _, value = fact.partition("=")
        assert found.get(name, set()) == (set() if value == "NONE" else {value.replace("_days", " days")})
