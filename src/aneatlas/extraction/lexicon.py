"""The words by which reports state the signs of the dictionary.

One line per field: patterns separated by ' | '. A pattern begins with at least two plain letters (by
which it is looked up), may use the syntax of regular expressions after them, and must end at a word's
end. `LEXICON` speaks of the words as such; `RAISED` of words that need 'raised' or 'low' beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LEXICON: dict[str, str] = {
    # prodrome
    "fever": "fever(?:ish)? | febrile(?! seizure| convulsion| infection-related) | pyrexia | hyperthermia | high temperature",
    "hyperpyrexia": "hyperpyrexia",
    "cough": "cough(?:ing)?",
    "rhinorrhoea": "rhinorrh(?:o)?ea | runny nose | nasal discharge | coryza | rhinitis",
    "sore_throat": "sore throat | pharyngitis | tonsillitis",
    "respiratory_symptoms": "upper respiratory (?:tract )?(?:infection|symptoms?|illness) | respiratory symptoms | URTI | URI",
    "pneumonia": "pneumonia | pneumonitis | bronchopneumonia",
    "vomiting": "vomit(?:ing|ed|s)? | emesis",
    "diarrhoea": "diarrh(?:o)?ea | loose stools? | watery stools?",
    "gastrointestinal_symptoms": "gastroenteritis | gastrointestinal symptoms",
    "rash": "rash(?:es)? | exanthem(?:a)?",
    "headache": "headaches?",
    "myalgia": "myalgias? | muscle pain",
    "fatigue": "fatigue | malaise | asthenia",
    # neurology
    "altered_consciousness": "altered (?:mental status|consciousness|sensorium|level of consciousness|mentation|state of consciousness) | (?:impaired|disturbed|decreased|reduced|depressed|clouded|deteriorat(?:ed|ing)) (?:level of )?(?:consciousness|sensorium) | loss of consciousness | disturbance of consciousness | impairment of consciousness | consciousness disturbance | disorders? of consciousness | unconscious(?:ness)? | unresponsive(?:ness)? | consciousness (?:deteriorated|declined|worsened|decreased|was (?:impaired|disturbed|altered)) | (?:disturbed|deteriorating|impaired) consciousness | (?:decline|deterioration|change) (?:in|of) (?:his |her |the )?(?:mental status|mentation|consciousness|sensorium) | mental status (?:declined|deteriorated|worsened) | sleepiness | (?:reduced|decreased|diminished) vigilance | apath(?:y|etic) | obnubilat(?:ion|ed) | comatose mentality | mental change | obtunded | obtundation | stupor(?:ous)? | deterioration (?:of|in) consciousness | mental status change | coma(?:tose)? | lethargy | lethargic | drowsy | drowsiness | somnolen(?:t|ce) | confusion | confused | delirium | delirious",
    "coma": "coma(?:tose)?(?! scale)",
    "lethargy": "letharg(?:y|ic) | drows(?:y|iness) | somnolen(?:t|ce)",
    "confusion": "confus(?:ion|ed) | deliri(?:um|ous) | disorient(?:ed|ation)",
    "hallucinations": "hallucinations?",
    "irritability": "irritab(?:le|ility) | behaviou?ral changes? | agitation | agitated",
    "seizure": "seizures? | convulsions? | convulsed | convulsing | status epilepticus | seized",
    "focal_seizure": "focal (?:onset |motor |clonic )*(?:seizures?|convulsions?) | partial seizures? | hemiconvulsions?",
    "generalised_seizure": "generali[sz]ed (?:tonic[- ]clonic |tonic |clonic |motor )*(?:seizures?|convulsions?) | tonic[- ]clonic (?:seizures?|convulsions?) | grand mal",
    "status_epilepticus": "status epilepticus | convulsive status",
    "refractory_status_epilepticus": "refractory status epilepticus | super-?refractory status",
    "posturing": "decerebrat(?:e|ion) | decorticat(?:e|ion) | opisthotonos | extensor posturing | abnormal posturing | posturing",
    "hypotonia": "hypotoni(?:a|c) | flaccid(?:ity)?",
    "hypertonia": "hypertoni(?:a|c) | spastic(?:ity)? | rigidity | increased (?:muscle )?tone",
    "focal_deficit": "hemipare(?:sis|tic) | hemiplegi(?:a|c) | focal (?:neurological |neurologic )?deficits? | facial (?:palsy|paralysis|nerve palsy) | tetrapare(?:sis|tic) | quadripare(?:sis|tic) | tetraplegi(?:a|c) | quadriplegi(?:a|c)",
    "dystonia": "dystoni(?:a|c)",
    "other_movement_disorder": "chore(?:a|oathetosis|iform) | tremors? | myoclon(?:us|ic) | athetosis | dyskinesias?",
    "pyramidal_signs": "pyramidal signs | Babinski | extensor plantar(?: responses?)? | hyperreflexia | ankle clonus",
    "ataxia": "ataxi(?:a|c)",
    "gait_disturbance_acute": "gait (?:disturbance|instability|disorder|abnormality) | unsteady gait",
    "dysarthria": "dysarthri(?:a|c) | slurred speech | speech disturbance | aphasi(?:a|c)",
    "eye_movement_abnormal": "gaze (?:deviation|palsy|preference) | nystagmus | ophthalmoplegia | eye deviation | strabismus | deviation of the eyes | sixth nerve palsy | abducens",
    "diplopia": "diplopia | double vision",
    "pupils_abnormal": "anisocori(?:a|c) | dilated pupils? | fixed (?:and dilated )?pupils? | pinpoint pupils | mydriasis | miosis",
    "raised_icp": "raised intracranial pressure | increased intracranial pressure | intracranial hypertension | papill(?:o)?edema | elevated intracranial pressure",
    # systemic
    "shock": "shock(?! wave) | circulatory (?:failure|collapse)",
    "hypotension": "hypotensi(?:on|ve)",
    "respiratory_failure": "respiratory (?:failure|insufficiency|arrest) | apn(?:o)?ea | acute respiratory distress syndrome | ARDS",
    "abnormal_breathing": "Cheyne[- ]Stokes | irregular (?:breathing|respiration)s? | hyperventilation | Kussmaul",
    "hepatomegaly": "hepatomegaly | hepatosplenomegaly | enlarged liver",
    "hepatic_failure": "liver failure | hepatic failure | fulminant hepatitis",
    "kidney_injury": "acute kidney injury | renal failure | acute renal (?:failure|injury) | AKI",
    "dic": "disseminated intravascular coagulation | disseminated intravascular coagulopathy | DIC",
    "coagulopathy": "coagulopathy | coagulation disorder",
    "gi_bleeding": "gastrointestinal (?:bleeding|h(?:a)?emorrhage) | hematemesis | haematemesis | mel(?:a)?ena",
    "rhabdomyolysis": "rhabdomyolysis",
    "diabetes_insipidus": "diabetes insipidus",
    "multi_organ_failure": "multi(?:ple)?[- ]?organ (?:system )?(?:failure|dysfunction)(?: syndrome)? | MODS",
    "cytokine_storm": "cytokine storm | hypercytokin(?:a)?emia | cytokine release syndrome",
    "haemophagocytosis": "h(?:a)?emophagocyt(?:ic|osis) | macrophage activation",
    # imaging
    "thalamic_lesions_bilateral": "bilateral(?:ly)?(?: and)?(?:,? symmetric(?:al)?(?:ly)?)?(?: \\w+){0,6} thalam(?:i|ic|us) | both thalami | thalami bilaterally | bithalamic | bilateral (?:\\w+ ){0,2}thalam(?:i|ic|us) | symmetric(?:al)? (?:\\w+ ){0,4}thalam(?:i|ic) | thalam(?:i|ic) (?:\\w+ ){0,4}bilateral(?:ly)?",
    "lesions_symmetric": "symmetric(?:al)?(?:ly)?",
    "lesions_multifocal": "multifocal | multiple(?: \\w+){0,3} lesions",
    "restricted_diffusion": "restricted diffusion | diffusion restriction | restriction of diffusion | reduced diffusion | low ADC | decreased ADC",
    "trilaminar_pattern": "trilaminar | concentric | target[- ]?like | tricolou?r pattern",
    "imaging_enhancement": "contrast enhancement | rim enhancement | ring enhancement | gadolinium enhancement | enhancing lesions? | enhancement",
    "herniation": "herniation | herniated",
    "hydrocephalus": "hydrocephalus",
    "imaging_oedema": "brain (?:o)?edema | cerebral (?:o)?edema | brain swelling | cerebral swelling | diffuse (?:o)?edema | thalamic (?:o)?edema | swelling of",
    # csf, blood and eeg without numbers
    "csf_pleocytosis": "pleocytosis | leu[kc]ocytosis",
    "eeg_slowing": "slow(?:ing|[- ]wave activity|[- ]waves?| background) | diffuse slow",
    "eeg_epileptiform": "epileptiform | spikes? | spike[- ]and[- ]wave",
    "eeg_periodic": "periodic (?:lateralized |lateralised )?(?:epileptiform )?discharges | PLEDs",
    "eeg_burst_suppression": "burst[- ]suppression",
    # genetics and family
    "familial": "familial(?! mediterranean) | family history of (?:ANE|acute necroti[sz]ing|encephalopathy)",
    "consanguinity": "consanguin(?:eous|ity)",
    "recurrent": "recurrent (?:ANE|acute necroti[sz]ing|encephalopathy|episodes? of encephalopathy) | recurrence of (?:ANE|encephalopathy|acute necroti[sz]ing) | (?:two|three|four|second|third|repeated|several|previous) episodes? of (?:ANE|acute necroti[sz]ing|encephalopathy)",
    # course
    "icu": "intensive care(?: unit)? | PICU | ICU | critical care unit",
    "invasive_ventilation": "mechanical(?:ly)? ventilat(?:ion|ed)(?: support)? | intubat(?:ed|ion) | endotracheal intubation | invasive ventilation | ventilator",
    "vasoactives": "inotrop(?:es|ic)(?: support)? | vasopressors? | vasoactive(?: drugs| support)? | noradrenaline | norepinephrine | dopamine | epinephrine",
    "renal_replacement": "h(?:a)?emodialysis | continuous (?:veno[- ]?venous )?h(?:a)?emo(?:dia)?filtration | renal replacement | CRRT | CVVH(?:D|DF)?",
    "ecmo": "ECMO | extracorporeal membrane oxygenation",
    "tracheostomy": "tracheostom(?:y|ized) | tracheotomy",
    "rehabilitation": "rehabilitation | physiotherapy",
    "brain_death": "brain[- ]dea(?:d|th)",
    "autopsy_done": "autopsy | post-?mortem examination | necropsy",
    # sequelae
    "epilepsy_after": "epilepsy | anti-?epileptic treatment at follow-up",
    "vegetative_state": "vegetative state | persistent vegetative",
    "cognitive_impairment": "cognitive (?:impairment|deficits?|decline|dysfunction)",
    "intellectual_disability": "intellectual disability | mental retardation",
    "developmental_delay": "developmental (?:delay|regression) | psychomotor (?:delay|retardation|regression)",
    "behaviour_change": "personality change | behaviou?ral (?:problems|disorder)",
    "visual_impairment": "visual impairment | cortical blindness | blindness",
    "hearing_impairment": "hearing (?:loss|impairment) | deafness",
    "feeding_tube_late": "gastrostomy",
}  # fmt: skip

#: Fields that mean 'X was raised' (or low): the words for X.
RAISED: dict[str, str] = {
    "transaminases_raised": "liver enzymes? | transaminases? | SGOT | SGPT | GOT | GPT | aminotransferases? | liver function tests? | hepatic enzymes? | AST | ALT | liver transaminases",
    "ammonia_raised": "ammonia(?: levels?)?",
    "csf_protein_raised": "CSF protein(?: levels?| concentration)? | protein(?: levels?| content| concentrations?)?",
    "inflammatory_markers_raised": "inflammatory markers | CRP | reactive protein | procalcitonin | ferritin | interleukin-?6 | IL-?6",
    "prothrombin_prolonged": "prothrombin time | INR",
}  # fmt: skip
LOWERED: dict[str, str] = {"platelets_low": "platelets?(?: counts?)?"}
#: Words that alone say it.
RAISED_WORDS: dict[str, str] = {
    "transaminases_raised": "hypertransaminas(?:a)?emia | liver dysfunction | hepatic dysfunction | transaminitis | deranged liver function",
    "ammonia_raised": "hyperammon(?:a)?emia",
    "csf_protein_raised": "hyperproteinorrachia | albuminocytologic(?:al)? dissociation | proteinorachia",
    "platelets_low": "thrombocytop(?:a)?eni(?:a|c)",
    "imaging_haemorrhage": "h(?:a)?emorr?h?ag(?:e|es|ic)(?! shock| necroti[sz]ing| encephal| fever) | microh(?:a)?emorrhages? | petechial",
    "imaging_necrosis": "necrosis | necrotic | cavitat(?:ion|ing|ed|y) | cavit(?:y|ies) | cystic (?:change|degeneration|lesion)s?",
}  # fmt: skip
#: Tests: done, or said not to be done. The value is what the words of the sentence do with them.
DONE: dict[str, str] = {
    "mri_done": "MRI | magnetic resonance(?: \\(MR\\)| imaging)? | brain MR imaging | MR imaging",
    "ct_done": "CT(?: scan)?(?!-) | computed tomography | computerized tomography",
    "csf_done": "lumbar puncture | cerebrospinal fluid | CSF | spinal tap",
    "eeg_done": "EEG | electroencephalogra(?:m|phy)",
    "genetic_test_done": "genetic (?:testing|test|analysis|study|sequencing) | exome sequencing | RANBP2 (?:gene )?(?:sequencing|testing|analysis|mutation|variant|gene)s?",
    "ranbp2_tested": "RANBP2 (?:gene )?(?:sequencing|testing|analysis|mutation|variant|gene)s?",
}  # fmt: skip
#: Fields that count only in a sentence that speaks of such a test.
CONTEXT: dict[str, str] = {
    **dict.fromkeys(
        ("imaging_haemorrhage", "imaging_necrosis", "lesions_symmetric", "lesions_multifocal", "thalamic_lesions_bilateral",
         "trilaminar_pattern", "imaging_enhancement", "imaging_oedema"),
        r"\bMRI?\b|magnetic resonance|\bCT\b|tomograph|imaging|lesions?\b|neuroradiolog|scan\b|hyperintens|hypodens|signal|sequences?\b|gradient|\bSWI\b|susceptib|FLAIR|\bDWI\b|autopsy|post-?mortem|necropsy|histolog|gross examination",
    ),
    **dict.fromkeys(("eeg_slowing", "eeg_epileptiform", "eeg_periodic", "eeg_burst_suppression"), r"\bEEG\b|electroencephalogra"),
    "csf_pleocytosis": r"\bCSF\b|cerebrospinal|spinal fluid|lumbar puncture|pleocytosis",
    "csf_protein_raised": r"\bCSF\b|cerebrospinal|spinal fluid|lumbar puncture|albumino",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a field in a sentence. `mode`: 'words', 'raised', 'lowered' or 'done'."""

    field: str
    start: int
    end: int
    mode: str


def _index() -> dict[str, list[tuple[str, str, re.Pattern[str]]]]:
    table: dict[str, list[tuple[str, str, re.Pattern[str]]]] = {}
    groups = (
        ("words", LEXICON),
        ("words", RAISED_WORDS),
        ("raised", RAISED),
        ("lowered", LOWERED),
        ("done", DONE),
    )
    for mode, entries in groups:
        for field, line in entries.items():
            for pattern in line.split(" | "):
                for first in _first_words(pattern.strip()):
                    compiled = re.compile(
                        pattern.strip() + r"(?!\w)", 0 if first.isupper() and len(first) <= 5 else re.I
                    )
                    table.setdefault(first.lower()[:4], []).append((mode, field, compiled))
    return table


def _first_words(pattern: str) -> list[str]:
    """Return the plain letters a pattern begins with; for '(?:a|b) c' those of a and of b."""
    if pattern.startswith("(?:"):
        inner = pattern[3 : pattern.index(")")]
        return [re.match(r"[A-Za-z]+", part).group() for part in inner.split("|")]  # type: ignore[union-attr]
    found = re.match(r"[A-Za-z]+", pattern)
    letters = found.group() if found else ""
    return [letters[:-1] if re.match(r"[?*]", pattern[len(letters) :]) else letters]


_BY_START = _index()
_KEY_LENGTHS = sorted({len(key) for key in _BY_START}, reverse=True)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z]+")
_CONTEXT = {pattern: re.compile(pattern, re.I) for pattern in CONTEXT.values()}


def find_mentions(text: str, context: str = "") -> Iterator[Mention]:
    """Yield the mentions of signs and tests in a sentence, in order; `context` is text before it that still counts."""
    for token in _TOKEN.finditer(text):
        for mode, field, pattern in _beginning(token.group().lower()):
            match = pattern.match(text, token.start())
            if match and _in_context(field, text, context):
                yield Mention(field, match.start(), match.end(), mode)


@lru_cache(maxsize=20_000)
def _beginning(word: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return the entries that may begin with a word."""
    return tuple(
        entry for length in _KEY_LENGTHS if len(word) >= length for entry in _BY_START.get(word[:length], ())
    )


def _in_context(field: str, text: str, context: str) -> bool:
    needed = CONTEXT.get(field)
    return needed is None or _speaks_of(needed, text) or _speaks_of(needed, context)


@lru_cache(maxsize=512)
def _speaks_of(pattern: str, text: str) -> bool:
    return _CONTEXT[pattern].search(text) is not None
