"""Further ways of saying it, as awkward as clinicians write them: statuses, outcome, consciousness, blood, family.

All sentences are invented.
"""

from __future__ import annotations

import pytest

from aneatlas.core.evidence import Role
from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import Extraction, extract

BEFORE = "We report the case of a child who was seen by us in the emergency department of the hospital. "

_BILATERAL = frozenset({"thalamic_lesions_bilateral", "lesions_symmetric", "site_symmetric"})


def _read(text: str, study: Study) -> Extraction:
    [reading] = read_bytes(text.encode(), "a.txt")
    assert reading.document is not None
    return extract(reading.document, "R0001", study)


# field = value or status; NONE: nothing is claimed. A sentence after '@' is the whole text.
WORDINGS = [
    # a finding is not denied by what is denied beside it
    ("fever=present", "She had had fever (not measured) for three days before the seizures."),
    ("fever=present", "Fever (temperature not recorded) and vomiting preceded the coma."),
    ("fever=present", "He had been feverish, though it was not documented, for two days."),
    ("fever=present", "The fever, which was not quantified, lasted for two days."),
    ("fever=present", "The fever did not respond to paracetamol."),
    ("fever=present", "The fever could not be brought under control with ibuprofen."),
    ("fever=present", "Fever not responding to antipyretics was reported by the mother."),
    ("fever=present", "Fever with no obvious source was noted."),
    ("fever=present", "Not only fever but also a rash was present."),
    ("fever=present", "No sooner had the fever begun than she became drowsy."),
    ("fever=absent", "He had no fever."),
    ("fever=absent", "Fever was not documented."),
    ("seizure=present", "He had seizures (EEG not performed) and lost consciousness."),
    ("seizure=present", "Not until the third day did seizures appear."),
    ("seizure=present", "The seizures could not be stopped with diazepam."),
    ("seizure=present", "There were seizures, not controlled by lorazepam, for an hour."),
    ("seizure=present", "Seizures without preceding fever occurred."),
    ("seizure=present", "With no response to midazolam the status epilepticus went on."),
    ("seizure=absent", "Seizures (including subtle ones) were not observed."),
    ("coma=present", "She was comatose without focal signs."),
    ("restricted_diffusion=present", "The foci were not enhancing, restricted diffusion, and were dark on T1-weighted MRI."),
    ("restricted_diffusion=absent", "MRI lesions were not haemorrhagic and showed no restricted diffusion."),
    ("imaging_haemorrhage=absent", "On MRI the lesions were not enhancing, haemorrhagic or necrotic."),
    ("imaging_haemorrhage=present", "MRI showed haemorrhages in the thalami that had not been present on the first scan."),
    ("imaging_haemorrhage=present", "A second MRI revealed thalamic haemorrhage, not seen before."),
    ("imaging_haemorrhage=present", "MRI showed thalamic haemorrhage (contrast enhancement absent)."),
    # what is weighed is not what the patient has
    ("trigger_agent=NONE", "Japanese encephalitis belongs to the differential diagnosis here."),
    ("trigger_agent=NONE", "Japanese encephalitis was considered in the differential diagnosis."),
    ("trigger_agent=NONE", "Japanese encephalitis and Leigh disease are the main differential diagnoses."),
    ("trigger_agent=NONE", "Japanese encephalitis and ADEM were among the differentials."),
    ("trigger_agent=NONE", "Japanese encephalitis has to be distinguished from it by serology."),
    ("trigger_agent=NONE", "The differential diagnosis includes Japanese encephalitis and dengue."),
    ("trigger_agent=NONE", "The images resembled those of Japanese encephalitis."),
    ("trigger_agent=NONE", "Japanese encephalitis must be excluded in a child with such images."),
    ("trigger_agent=NONE", "Alternative diagnoses were Japanese encephalitis and venous thrombosis."),
    ("trigger_agent=NONE", "Japanese encephalitis may look alike on imaging."),
    ("trigger_agent=dengue", "Dengue was confirmed by a positive NS1 antigen test."),
    # consciousness
    ("altered_consciousness=present", "His mother could not wake him at noon."),
    ("altered_consciousness=present", "He failed to wake up when sedation was ended."),
    ("altered_consciousness=present", "She no longer recognised her mother."),
    ("altered_consciousness=present", "The baby was cut off from its surroundings."),
    ("altered_consciousness=present", "He was brought with hazy consciousness."),
    ("altered_consciousness=present", "She did not respond to calls."),
    ("altered_consciousness=present", "He reacted only to painful stimuli."),
    ("altered_consciousness=present", "On day 2 her sensorium became clouded."),
    ("altered_consciousness=present", "He never regained consciousness."),
    ("altered_consciousness=present", "She was no longer alert on arrival."),
    ("altered_consciousness=present", "The girl was listless and hardly rousable."),
    ("altered_consciousness=present", "His awareness deteriorated within hours."),
    ("altered_consciousness=present", "She was soporous on arrival."),
    ("altered_consciousness=present", "He passed out at school."),
    ("altered_consciousness=absent", "She was awake and well oriented when she came."),
    ("altered_consciousness=absent", "He remained lucid throughout."),
    ("altered_consciousness=absent", "Consciousness was never impaired."),
    ("altered_consciousness=NONE", "The fever was unresponsive to antipyretics."),
    # seizures
    ("seizure=present", "At school he had a generalised fit."),
    ("seizure=present", "He had a fit in the ambulance."),
    ("seizure=present", "Twitching of the left arm was noticed by the father."),
    ("seizure=present", "She went into convulsions on the way."),
    ("seizure=NONE", "He had been a fit young man."),
    # fever
    ("fever=present", "His temperature reached 40.2 degrees."),
    ("fever=present", "She felt hot to the touch."),
    ("fever=present", "The boy ran a high temperature."),
    # haemorrhage
    ("imaging_haemorrhage=present", "Innumerable microbleeds lay in the white matter and the corpus callosum."),
    ("imaging_haemorrhage=present", "Gradient-echo images showed blooming in the thalami."),
    ("imaging_haemorrhage=present", "SWI displayed susceptibility artefacts in the pons."),
    ("imaging_haemorrhage=present", "CT disclosed thalamic blood."),
    ("imaging_haemorrhage=absent", "The SWI sequence was free of blooming."),
    ("imaging_haemorrhage=absent", "No blooming was seen on SWI."),
    ("imaging_haemorrhage=NONE", "He had prolonged bleeding time and no MRI was possible."),
    # blood
    ("platelets_low=absent", "Electrolytes, glucose and blood counts were normal."),
    ("platelets_low=absent", "The complete blood count was normal."),
    ("platelets_low=absent", "WBC 7.0×10^9/L, PLT 305×10^9/L."),
    ("platelets_low=present", "The platelet count had declined to 77 x 10^9/L."),
    ("platelets_low=present", "PLT 93×10^9/L."),
    ("platelets_low=NONE", "The white blood count was normal."),
    ("inflammatory_markers_raised=present", "CRP 63 mg/L and D-dimer 2400 were reported."),
    ("inflammatory_markers_raised=present", "C-reactive protein was 8.1 mg/dL."),
    ("inflammatory_markers_raised=present", "Ferritin 2210 ng/mL."),
    ("inflammatory_markers_raised=present", "Interleukin-6 was 812 pg/mL."),
    ("inflammatory_markers_raised=absent", "hs-CRP was 1.4 mg/L."),
    ("inflammatory_markers_raised=absent", "Inflammatory indices were normal."),
    ("inflammatory_markers_raised=NONE", "CRP was 7 mg/L."),
    ("transaminases_raised=present", "ASAT 310 U/L, ALAT 190 U/L."),
    ("transaminases_raised=absent", "ALT 21 IU/L, AST 34 IU/L."),
    ("transaminases_raised=absent", "Liver values were normal."),
    ("transaminases_raised=NONE", "AST 60 U/L."),
    ("transaminases_raised=present", "ALT soared to 2,010 U/L."),
    ("transaminases_raised=present", "ALT and AST climbed to 940 U/L and 1,310 U/L."),
    ("transaminases_raised=present", "AST/ALT peaked at 640/380 U/L."),
    ("transaminases_raised=present", "AST and ALT of 212 and 150 U/L were found."),
    ("ammonia_raised=absent", "Ammonia was not elevated."),
    ("ammonia_raised=present", "Ammonia was 180 µmol/L."),
    # earlier health
    ("prior_health=previously_healthy", "There was no relevant PMH."),
    ("prior_health=previously_healthy", "She had never been ill before."),
    ("prior_health=previously_healthy", "He was in perfect health until that day."),
    ("prior_health=previously_healthy", "The child took no regular medication."),
    ("prior_health=previously_healthy", "He had no chronic ailments."),
    ("prior_health=previously_healthy", "PMH: nil."),
    ("prior_health=previously_healthy", "She had been healthy beforehand."),
    ("prior_health=previously_healthy", "He had no predisposing illness."),
    # family
    ("familial=absent", "Neither family knew of a similar illness."),
    ("familial=absent", "None of the siblings had been similarly affected."),
    ("familial=absent", "Parents and siblings were healthy and no relative had had a similar illness."),
    ("familial=absent", "The family history was negative."),
    ("familial=absent", "The family history did not contribute."),
    ("familial=absent", "Nothing similar had ever happened in the family."),
    ("familial=absent", "Family and past histories were unremarkable."),
    ("familial=absent", "No one in the family had been affected."),
    # again
    ("recurrent=present", "He had already overcome a bout of ANE four years earlier."),
    ("recurrent=present", "It was the second attack of ANE for the boy."),
    ("recurrent=present", "He had suffered a first episode of acute necrotizing encephalopathy at the age of two."),
    ("recurrent=absent", "There was no recurrence of ANE."),
    # outcome
    ("outcome_level=died", "The swelling went on to brain death."),
    ("outcome_level=died", "The course ended in death on day 3."),
    ("outcome_level=died", "The illness ended fatally."),
    ("outcome_level=died", "The disease proved fatal within a day."),
    ("outcome_level=died", "Brain death was diagnosed on day 4."),
    ("outcome_level=died", "The illness took the life of the boy."),
    ("outcome_level=died", "Despite all efforts the girl was lost."),
    ("outcome_level=died", "Resuscitation was unsuccessful."),
    ("outcome_level=died", "It culminated in his death."),
    ("outcome_level=died", "She could not be rescued."),
    ("outcome_level=recovered", "He has returned to his job."),
    ("outcome_level=recovered", "He made a complete recovery."),
    ("outcome_level=recovered", "Restitutio ad integrum was achieved."),
    ("outcome_level=recovered", "The child was completely cured."),
    ("outcome_level=recovered", "Unlike most published patients, of whom half died, he recovered completely."),
    ("outcome_level=recovered", "He survived without any lasting damage."),
    ("outcome_level=recovered", "Neurological recovery has been complete."),
    ("outcome_level=mild_impairment", "One year later a mild language delay is noticed."),
    ("outcome_level=mild_impairment", "At discharge only slight memory problems remained."),
    ("outcome_level=mild_impairment", "Minor coordination difficulties remained at six months."),
    ("outcome_level=mild_impairment", "He was left with subtle unsteadiness."),
    # age and sex
    ("age_at_onset=47 years", "@We describe an adult with this encephalopathy, a woman aged 47. She was comatose when she arrived."),
    ("age_at_onset=14 months", "@We describe an infant with seizures, a girl of 14 months, who was admitted."),
    ("age_at_onset=1.75 years", "@We saw a girl of 1¾ years who was admitted to the hospital with fever and convulsions. She had been well before and recovered within two weeks of the admission."),
    ("age_at_onset=38 years", "@An asthmatic woman, 38, was admitted with fever and coma."),
    ("age_at_onset=5 years", "@The patient (boy, 5) was admitted with fever and coma."),
    # care
    ("treatment/supportive", "She needed circulatory support."),
    ("treatment/supportive", "Management was largely supportive."),
    ("treatment/supportive", "He was treated symptomatically."),
    ("treatment/supportive", "With supportive intensive care he improved."),
    # everything once more, otherwise
    ("seizure=present", "The first sign was a convulsion lasting ten minutes."),
    ("seizure=present", "He suffered an epileptic insult."),
    ("seizure=present", "Repeated tonic spasms of the limbs were seen."),
    ("seizure=present", "Electrographic seizures were recorded."),
    ("seizure=present", "She started to shake all over and foamed at the mouth in a convulsion."),
    ("seizure=absent", "At no time did she convulse."),
    ("seizure=absent", "He was free of seizures."),
    ("seizure=absent", "No ictal events were witnessed."),
    ("seizure=absent", "Seizures were absent."),
    ("seizure=absent", "In contrast to most adults, seizures were absent."),
    ("fever=present", "Antecedent fever of 39 °C had lasted a day."),
    ("fever=present", "The body temperature was 39.8 °C."),
    ("fever=present", "He presented with temp 40.1℃."),
    ("fever=present", "She had been burning with fever."),
    ("fever=absent", "She was without fever."),
    ("fever=absent", "There had been no rise of temperature."),
    ("trigger_agent=influenza_a", "The rapid test for influenza A was positive."),
    ("trigger_agent=influenza_a", "Flu A was confirmed."),
    ("trigger_agent=influenza_b", "Influenza B virus RNA was found by PCR."),
    ("trigger_agent=influenza_b", "Her nasal swab grew influenza B."),
    ("trigger_agent=sars_cov_2", "He tested positive for COVID-19."),
    ("trigger_agent=sars_cov_2", "She had contracted COVID-19 a week before."),
    ("trigger_agent=sars_cov_2", "PCR for SARS-CoV-2 returned positive."),
    ("trigger_agent=influenza_a_h1n1", "H1N1 was detected in respiratory secretions."),
    ("trigger_agent=influenza_a_h1n1", "Influenza A, subtype H1N1, was identified."),
    ("trigger_agent=hhv6", "HHV-6 PCR came back positive."),
    ("trigger_agent=influenza_a", "The swab was positive for influenza A, but not for influenza B."),
    ("trigger_agent=influenza_b", "The PCR panel was negative for influenza A and positive for influenza B."),
    ("trigger_agent=unnamed_virus", "A viral infection of the airways had preceded."),
    ("site_involved/thalamus=present", "MRI: thalami bright and enlarged."),
    ("site_involved/brainstem=present", "The tegmentum of the pons was also affected on MRI."),
    ("site_involved/cerebellum=present", "Foci of the cerebellar hemispheres were seen on MRI."),
    ("site_involved/basal_ganglia=present", "CT disclosed low density of the lentiform nuclei."),
    ("site_involved/thalamus=present", "T2-bright thalamic foci were displayed on MR."),
    ("bilateral=present", "On each side the thalamus was swollen on CT."),
    ("bilateral=present", "MRI revealed high signal of the left and right thalamus."),
    ("bilateral=present", "The lesions lay symmetrically about the midline on MRI."),
    ("bilateral=present", "The thalamus was affected on both sides on MRI."),
    ("bilateral=present", "Mirror-image lesions of the thalami were found on MRI."),
    ("restricted_diffusion=present", "The ADC map showed a dark ring in the thalami."),
    ("restricted_diffusion=present", "On DWI the lesions were bright with low ADC."),
    ("restricted_diffusion=present", "DWI showed restriction in the thalami."),
    ("restricted_diffusion=present", "Diffusion was partly restricted."),
    ("restricted_diffusion=absent", "No diffusion restriction was present."),
    ("csf_pleocytosis=absent", "CSF: 1 cell/µL."),
    ("csf_pleocytosis=absent", "The CSF held no white cells."),
    ("csf_pleocytosis=present", "The CSF had 40 leukocytes/µL."),
    ("csf_pleocytosis=absent", "CSF: leukocytes normal, protein 3.0 g/L."),
    ("csf_protein_raised=present", "CSF: leukocytes normal, protein 3.0 g/L."),
    ("csf_protein_raised=absent", "The CSF showed many cells without elevation of proteins."),
    ("csf_protein_raised=present", "The protein of the CSF was increased."),
    ("csf_protein_raised=absent", "CSF protein was 30 mg/dL."),
    ("csf_done=absent", "The lumbar puncture was postponed because of shock."),
    ("csf_done=absent", "A lumbar puncture was judged too dangerous and not done."),
    ("treatment/corticosteroid", "She got methylprednisolone boluses."),
    ("treatment/corticosteroid", "Decadron was given."),
    ("treatment/corticosteroid", "High-dose steroid therapy was begun."),
    ("treatment/ivig", "IVIg 2 g/kg was infused."),
    ("treatment/ivig", "Gamma globulin was added."),
    ("treatment/plasma_exchange", "He underwent plasmapheresis."),
    ("treatment/plasma_exchange", "Therapeutic plasma exchange (TPE) was done five times."),
    ("treatment/antiviral", "Tamiflu was prescribed."),
    ("treatment/antiviral", "Intravenous acyclovir was begun empirically."),
    ("treatment/antiseizure", "Levetiracetam was loaded."),
    ("treatment/antiseizure", "Sodium valproate stopped the attack."),
    ("treatment/antibiotic", "Empirical antibiotics were begun."),
    ("treatment/neuroprotection_icp", "Mannitol lowered the pressure."),
    ("treatment/tocilizumab", "One dose of tocilizumab was given."),
    ("prior_health=previously_healthy", "Nothing remarkable was in his medical history, and no similar disease in the family."),
    ("prior_health=previously_healthy", "He was hitherto well."),
    ("prior_health=previously_healthy", "She was a healthy girl before."),
    ("prior_health=previously_healthy", "He had no known comorbidities."),
    ("prior_health=previously_healthy", "Past history was non-contributory."),
    ("prior_health=comorbidity", "PMH: asthma."),
    ("prior_health=comorbidity", "He was a 40-year-old man with hypertension."),
    ("prior_health=comorbidity", "She was known to have epilepsy."),
    ("prior_health=comorbidity", "His antecedents included febrile seizures."),
    ("outcome_level=died", "She died on day 3."),
    ("outcome_level=died", "He succumbed to multiorgan failure."),
    ("outcome_level=died", "Death occurred within 40 hours."),
    ("outcome_level=died", "The outcome was lethal."),
    ("outcome_level=died", "Life-sustaining treatment was stopped."),
    ("outcome_level=severe_impairment", "He survived in a vegetative state."),
    ("outcome_level=severe_impairment", "She was discharged with severe neurological sequelae."),
    ("outcome_level=severe_impairment", "At one year he was wheelchair-bound."),
    ("outcome_level=moderate_impairment", "She was left with moderate disability."),
    ("outcome_level=mild_impairment", "She went home with a slight hemiparesis."),
    ("outcome_level=mild_impairment", "He left for home with minor clumsiness of his right leg."),
    ("outcome_level=recovered", "At follow-up the neurological examination was normal."),
    ("outcome_level=recovered", "He was discharged without deficits."),
    ("outcome_level=recovered", "She was neurologically intact at discharge."),
    ("outcome_level=recovered", "He regained his former abilities completely."),
    ("altered_consciousness=present", "He was found unresponsive in bed."),
    ("altered_consciousness=present", "GCS was 8 on arrival."),
    ("altered_consciousness=present", "GCS 11 (E3V3M5)."),
    ("altered_consciousness=present", "He lost consciousness."),
    ("altered_consciousness=present", "Her mental state worsened."),
    ("altered_consciousness=present", "She became increasingly sleepy."),
    ("altered_consciousness=present", "He was in a stupor."),
    ("altered_consciousness=present", "The level of consciousness dropped."),
    ("platelets_low=present", "Platelets sank to 52 x 10^9/L."),
    ("platelets_low=present", "The thrombocyte count was low."),
    ("platelets_low=absent", "Platelets were normal."),
    ("platelets_low=absent", "There was no thrombocytopenia."),
    ("ranbp2_tested=absent", "RANBP2 was not tested."),
    ("genetic_test_done=present", "Exome sequencing was performed."),
    ("familial=absent", "There was no family history of neurological disease."),
    ("familial=absent", "No relatives had had similar episodes."),
    # what is denied is not what is told
    ("fever=present", "The fever had not settled when the seizures began."),
    ("fever=present", "He was still febrile and could not be roused."),
    ("fever=present", "Fever (38.9 °C, cultures negative) was noted on arrival."),
    ("fever=present", "There was no rash but fever."),
    ("fever=present", "Besides fever there was no other symptom."),
    ("fever=present", "Apart from fever she had no symptoms."),
    ("fever=present", "Neither rash nor vomiting accompanied the fever."),
    ("fever=present", "No symptom other than fever was present."),
    ("fever=present", "Without any warning but for a fever of 39 °C, he convulsed."),
    ("seizure=present", "Seizures occurred although no fever was present."),
    ("seizure=present", "No fewer than five seizures were counted."),
    ("seizure=present", "Seizures, none of them prolonged, were seen."),
    ("seizure=present", "Seizures never before seen in the child set in."),
    ("seizure=present", "Despite absent fever a seizure occurred."),
    ("seizure=present", "The EEG was not available when she had her second seizure."),
    ("coma=present", "Coma without localizing signs supervened."),
    ("coma=present", "She did not awaken from coma for two weeks."),
    ("coma=present", "The coma was not explained by the drugs."),
    ("imaging_haemorrhage=present", "MRI showed lesions with haemorrhage but no enhancement."),
    ("imaging_haemorrhage=present", "Haemorrhage, though not large, was visible on CT."),
    ("imaging_haemorrhage=present", "The haemorrhage was not visible on CT, only on SWI."),
    ("restricted_diffusion=present", "Restricted diffusion was seen in the thalami, not in the pons."),
    ("restricted_diffusion=present", "The lesions restricted diffusion but did not enhance on MRI."),
    ("site_involved/thalamus=present", "MRI: the thalami, but not the pons, were affected."),
    ("site_involved/brainstem=absent", "MRI: the thalami, but not the brainstem, were affected."),
    ("csf_pleocytosis=present", "CSF pleocytosis without organisms was found."),
    ("transaminases_raised=present", "Transaminases were raised without hepatomegaly."),
    ("platelets_low=present", "Thrombocytopenia without bleeding was noted."),
    ("altered_consciousness=present", "He was drowsy, not comatose."),
    ("altered_consciousness=present", "She was unresponsive but had no seizures."),
    ("treatment/corticosteroid", "Steroids were given without effect."),
    ("treatment/corticosteroid", "Methylprednisolone brought no improvement."),
    ("treatment/ivig", "IVIG did not help."),
    ("treatment/antiviral", "Oseltamivir, begun on day 2, had no effect."),
    ("outcome_level=died", "He died without having regained consciousness."),
    ("outcome_level=died", "She did not recover and died."),
    ("outcome_level=died", "There was no improvement and he died the same night."),
    ("outcome_level=recovered", "He recovered without sequelae, not needing any rehabilitation."),
    ("trigger_agent=influenza_a", "Influenza A was positive and influenza B negative."),
    ("trigger_agent=influenza_a", "Only influenza A, not B, was detected."),
    ("fever=present", "A fever of undetermined height was reported."),
    ("fever=present", "Fever that had not been treated persisted for two days."),
    ("fever=present", "Though not toxic, he was febrile."),
    ("seizure=present", "Not a single day passed without seizures."),
    ("seizure=present", "She had not yet recovered from the cold when seizures started."),
    ("seizure=present", "Nothing but a seizure heralded the illness."),
    ("altered_consciousness=present", "Not fully conscious on arrival, she was intubated."),
    ("altered_consciousness=present", "He did not obey orders and was somnolent."),
    # and again, otherwise
    ("altered_consciousness=present", "He went into a coma on the second day."),
    ("altered_consciousness=present", "She responded to pain only."),
    ("altered_consciousness=present", "His vigilance was reduced."),
    ("altered_consciousness=present", "He appeared dazed and did not answer."),
    ("altered_consciousness=present", "Her state of consciousness had worsened."),
    ("altered_consciousness=present", "She was in a state of somnolence."),
    ("altered_consciousness=present", "He could only be roused by strong stimuli."),
    ("altered_consciousness=present", "Arousal was impaired."),
    ("altered_consciousness=present", "The girl was mentally clouded."),
    ("altered_consciousness=present", "He was barely responsive."),
    ("altered_consciousness=present", "There was a sudden change of consciousness."),
    ("altered_consciousness=present", "She was unaware of her surroundings."),
    ("altered_consciousness=present", "He did not react to being spoken to."),
    ("altered_consciousness=present", "Her eyes opened to pain only."),
    ("altered_consciousness=absent", "He was alert on arrival."),
    ("altered_consciousness=absent", "She was conscious and answered all questions."),
    ("altered_consciousness=absent", "There was no disturbance of consciousness."),
    ("outcome_level=died", "She was declared dead on day 4."),
    ("outcome_level=died", "He deteriorated and died two days later."),
    ("outcome_level=died", "The boy's death followed on day 6."),
    ("outcome_level=died", "Autopsy was refused after her death."),
    ("outcome_level=died", "The child could not be saved."),
    ("outcome_level=died", "He was taken off the ventilator and died."),
    ("outcome_level=died", "Care was withdrawn on day 9."),
    ("outcome_level=died", "Cardiac arrest ended his life."),
    ("outcome_level=recovered", "She is now symptom-free."),
    ("outcome_level=recovered", "He recovered fully."),
    ("outcome_level=recovered", "At three months she was her old self."),
    ("outcome_level=recovered", "He was back at school after two months."),
    ("outcome_level=recovered", "Complete neurological recovery was achieved."),
    ("outcome_level=mild_impairment", "At one year a mild tremor persisted."),
    ("outcome_level=mild_impairment", "He was left with mild ataxia."),
    ("outcome_level=mild_impairment", "On discharge there was slight weakness of the left arm."),
    ("outcome_level=mild_impairment", "She has mild learning problems at follow-up."),
    ("outcome_level=moderate_impairment", "At follow-up a moderate hemiparesis remained."),
    ("outcome_level=severe_impairment", "He is bedridden and fed by a tube."),
    ("outcome_level=severe_impairment", "She is unable to walk or speak and wholly dependent."),
    ("outcome_level=severe_impairment", "He was discharged in a minimally conscious state."),
    ("outcome_level=severe_impairment", "Spastic tetraplegia and blindness remained."),
    ("imaging_haemorrhage=present", "Small haemorrhages were displayed on the SWI sequence."),
    ("imaging_haemorrhage=present", "MRI showed lesions with haemorrhagic components."),
    ("imaging_haemorrhage=present", "CT: hyperdense blood in the thalamus."),
    ("imaging_haemorrhage=present", "The lesions had bled."),
    ("imaging_haemorrhage=absent", "MRI showed no signs of bleeding."),
    ("imaging_haemorrhage=absent", "There was no hemorrhage on SWI."),
    ("imaging_haemorrhage=absent", "CT ruled out a haemorrhage."),
    ("familial=absent", "Family history: unremarkable."),
    ("familial=absent", "There was no history of similar illness in the family."),
    ("familial=present", "Her brother had died of ANE."),
    ("prior_health=previously_healthy", "Until then he had been a healthy child."),
    ("prior_health=previously_healthy", "Previously fit and well, he fell ill in March."),
    ("prior_health=previously_healthy", "She had no past medical history."),
    ("prior_health=previously_healthy", "The medical history was unremarkable."),
    ("prior_health=comorbidity", "He had type 2 diabetes."),
    ("prior_health=comorbidity", "She had undergone kidney transplantation."),
    ("prior_health=comorbidity", "The man was on dialysis for chronic renal failure."),
    ("platelets_low=present", "Platelets 88,000/mm3."),
    ("platelets_low=present", "There was mild thrombopenia."),
    ("platelets_low=absent", "The platelet count was 250,000/µL."),
    ("transaminases_raised=present", "GOT and GPT were ten times above normal."),
    ("transaminases_raised=present", "Liver function was disturbed."),
    ("transaminases_raised=absent", "Liver function tests were within normal limits."),
    ("inflammatory_markers_raised=present", "CRP was 58 mg/l."),
    ("inflammatory_markers_raised=present", "Acute-phase proteins were high."),
    ("inflammatory_markers_raised=absent", "CRP was normal."),
    ("inflammatory_markers_raised=absent", "CRP and procalcitonin were not raised."),
    # words that only look like it
    ("trigger_agent=NONE", "Vaccination against influenza was recommended."),
    ("trigger_agent=NONE", "He had been in a region where Japanese encephalitis is endemic."),
    ("altered_consciousness=NONE", "Her speech was not impaired."),
    ("altered_consciousness=NONE", "The rash was unresponsive to steroids."),
    ("altered_consciousness=NONE", "Consciousness was monitored."),
    ("seizure=NONE", "Febrile convulsions of the brother were mentioned."),
    ("seizure=NONE", "She was fit for discharge."),
    ("fever=NONE", "His brother had had a fever."),
    ("outcome_level=NONE", "She went back to her room."),
    ("outcome_level=NONE", "The father is back at work."),
    ("outcome_level=NONE", "Death was feared."),
    ("outcome_level=NONE", "He was discharged from the intensive care unit."),
    ("outcome_level=NONE", "About 30% of the patients ended in death."),
    ("outcome_level=NONE", "Her grandmother had died of stroke."),
    ("outcome_level=NONE", "Minor difficulties with the breathing were noted on admission."),
    ("outcome_level=NONE", "The seizures completely stopped."),
    ("outcome_level=NONE", "At home he had slight problems with walking."),
    ("outcome_level=NONE", "A mild delay in growth had been known before."),
    ("recurrent=NONE", "She had an episode of vomiting in the past."),
    ("prior_health=NONE", "He took no drugs of abuse."),
    ("prior_health=NONE", "She had never been ill-treated."),
    ("prior_health=NONE", "The mother was in good health."),
    ("prior_health=NONE", "No risk factors for stroke were found in the mother."),
    ("imaging_haemorrhage=NONE", "Petechial rash was seen and CT was planned."),
    ("imaging_haemorrhage=NONE", "Nasal bleeding was stopped."),
    ("platelets_low=NONE", "Complete blood count showed low haemoglobin."),
    ("inflammatory_markers_raised=NONE", "CRP was measured."),
    ("familial=NONE", "The family lived nearby."),
    ("treatment_class=NONE", "The family was given psychological support."),
    ("restricted_diffusion=NONE", "Diffusion imaging was planned, fluids were restricted."),
    ("restricted_diffusion=absent", "DWI showed no restriction."),
    ("lesions_symmetric=NONE", "The face was symmetrical."),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_an_awkward_wording_is_understood(wanted: str, text: str, study: Study) -> None:
    found = _read(text[1:] if text.startswith("@") else BEFORE + text, study)
    claims = [c for c in found.claims if c.role is Role.THIS_PATIENT]
    assert len(found.cases) == 1
    named, _, value = wanted.partition("=")
    asked, _, item = named.partition("/")
    if asked == "treatment":
        given = {c.item for c in claims if c.field == "treatment_given" and c.status.value == "present"}
        assert item in {c.value for c in claims if c.field == "treatment_class" and c.item in given}
        return
    if asked == "bilateral":
        sides = {c.value for c in claims if c.field == "site_side"}
        assert "bilateral" in sides or not _BILATERAL.isdisjoint(c.field for c in claims)
        return
    values = {c.value or c.status.value for c in claims if c.field == asked and item in ("", c.item)}
    assert values == (set() if value == "NONE" else {value})


NUMBERS = [
    (1, "Methods: The liver tests of a single child with influenza were repeated daily. Results: She was comatose."),
    (1, "Background: ANE is triggered by viruses, and so it was in our patient. Serology was performed."),
    (1, "We saw an adult with fever and ANE, a man aged 40. He was comatose when he came."),
    (0, "Background: ANE is triggered by viruses. Methods: The literature was searched. Results: Most patients were children."),
    (2, "We present two girls. The older, nine years of age, convulsed; the younger, six years, did not. Both had fever."),
]  # fmt: skip


@pytest.mark.parametrize(("number", "text"), NUMBERS)
def test_the_patients_are_counted(number: int, text: str, study: Study) -> None:
    assert len(_read(text, study).cases) == number


def test_the_elder_and_the_younger_keep_their_own_findings(study: Study) -> None:
    text = (
        "We describe two boys. The older, nine years of age, had suffered a first attack of ANE three years earlier; "
        "the younger, six years, was a healthy boy before. The nine-year-old was admitted with seizures. "
        "The six-year-old was feverish."
    )
    claims = _read(text, study).claims
    ages = {c.case: c.value for c in claims if c.field == "age_at_onset"}
    assert sorted(ages.values()) == ["6 years", "9 years"]
    elder = next(case for case, age in ages.items() if age == "9 years")
    assert {c.case for c in claims if c.field == "seizure"} == {elder}
    assert {c.case for c in claims if c.field == "recurrent"} == {elder}
    assert elder not in {c.case for c in claims if c.field == "fever"}


def test_the_sex_of_several_is_told_by_their_noun(study: Study) -> None:
    text = "We present two girls. Case 1, 4 years old, had seizures and died. Case 2, 6 years old, had fever and recovered."
    claims = _read(text, study).claims
    assert {(c.case, c.value) for c in claims if c.field == "sex"} == {
        ("Patient 1", "female"),
        ("Patient 2", "female"),
    }


def test_neither_family_is_that_of_each_patient(study: Study) -> None:
    text = (
        "We report two children. Case 1: A 2-year-old girl had seizures and died. Case 2: A 5-year-old boy was "
        "comatose on arrival. In neither family was a similar illness known."
    )
    found = {c.case: c.status.value for c in _read(text, study).claims if c.field == "familial"}
    assert found == {"Patient 1": "absent", "Patient 2": "absent"}
