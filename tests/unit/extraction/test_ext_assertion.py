"""Probe sentences for assertion: what is said of the words in [brackets]. All sentences are invented."""

import pytest

from aneatlas.core.values import Status
from aneatlas.extraction.assertion import Assertion, assess
from aneatlas.extraction.triggers import Cue


def _assess(marked: str) -> Assertion:
    start, end = marked.index("["), marked.index("]") - 1
    return assess(marked.replace("[", "").replace("]", ""), start, end)


@pytest.mark.parametrize(
    "sentence",
    [
        "The PCR of the CSF is negative for [herpes simplex virus].",
        "There was no evidence of [haemorrhage] or cavitation.",
        "There was no evidence of haemorrhage or [cavitation].",
        "Neither [pleocytosis] nor raised protein was found.",
        "Neither pleocytosis nor [raised protein] was found.",
        "[Hyperammonaemia] was absent.",
        "She had fever, no [rash], and seizures.",
        "He denied [headache], vomiting or neck stiffness.",
        "He denied headache, vomiting or [neck stiffness].",
        "The MRI failed to reveal [contrast enhancement].",
        "[Pleocytosis] was not detected.",
        "The child was without [seizures] during the stay.",
        "No [fever], cough, or rash was present.",
        "Influenza B: [influenza A] negative.",
        "Blood cultures and [CSF culture] were negative.",
        "[Blood cultures] and CSF culture were negative.",
        "Diffusion imaging did not show [restricted diffusion].",
        "There was absence of [corneal reflexes].",
        "Tests excluded [hyperammonaemia] and hypoglycaemia.",
        "She never had [seizures].",
        "The CSF showed no [pleocytosis] but an elevated protein.",
        "There was no [pleocytosis] with raised protein.",
        "The SARS-CoV-2 PCR returned negative, and [meningitis] was ruled out.",
        "[Brainstem lesions] could not be seen.",
        "The CSF was free of [red cells].",
    ],
)
def test_negated(sentence: str) -> None:
    assertion = _assess(sentence)
    assert assertion.negated, assertion.explanation
    assert assertion.status is Status.ABSENT


@pytest.mark.parametrize(
    "sentence",
    [
        "She had [fever], no rash, and seizures.",
        "She had fever, no rash, and [seizures].",
        "The CSF showed no pleocytosis but an [elevated protein].",
        "There was no rash; however, the child had [seizures].",
        "No pleocytosis was found, although the [protein] was raised.",
        "There was no pleocytosis with [raised protein].",
        "The patient, who had no fever, developed [coma].",
        "The CT was normal without haemorrhage, and the MRI showed [thalamic lesions].",
        "Gram-negative [sepsis] followed.",
        "There was no increase in [oedema].",
        "She was not only febrile but had [seizures].",
        "Patient No. 2 had [seizures].",
        "Blood culture was negative and he developed [shock].",
        "[Thalamic lesions] were seen, and haemorrhage was absent.",
        "Fever was denied but [vomiting] was present.",
        "She had non-specific symptoms and [thalamic lesions].",
        "The [influenza A] test was positive; RSV was negative.",
    ],
)
def test_affirmed(sentence: str) -> None:
    assertion = _assess(sentence)
    assert not assertion.negated, assertion.explanation
    assert assertion.status is Status.PRESENT, assertion.explanation


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("MRI was suggestive of [haemorrhage].", Cue.UNCERTAIN),
        ("[Meningitis] could not be excluded.", Cue.UNCERTAIN),
        ("A possible [seizure] was observed.", Cue.UNCERTAIN),
        ("She was treated for suspected [sepsis].", Cue.UNCERTAIN),
        ("He had a history of [febrile seizures].", Cue.HISTORICAL),
        ("[Febrile seizures] had occurred two years ago.", Cue.HISTORICAL),
        ("Family history of [encephalopathy] was noted.", Cue.FAMILY),
        ("His older sister had [coma] after influenza.", Cue.FAMILY),
        ("A similar [encephalopathy] had occurred in his cousin.", Cue.FAMILY),
        ("She should return if [seizures] occur.", Cue.HYPOTHETICAL),
        ("Anticonvulsants were given to prevent [seizures].", Cue.HYPOTHETICAL),
        ("She was vaccinated against [influenza].", Cue.HYPOTHETICAL),
        ("[Lumbar puncture] was not performed.", Cue.NOT_DONE),
        ("No [lumbar puncture] was performed.", Cue.NOT_DONE),
        ("[Ammonia] could not be measured.", Cue.NOT_DONE),
        ("An [EEG] was not available.", Cue.NOT_DONE),
        ("She did not receive [steroids].", Cue.NOT_DONE),
        ("In previously reported cases, [haemorrhage] was frequent.", Cue.LITERATURE),
        ("[Seizures] have been described in adults.", Cue.LITERATURE),
        ("Her [fever] resolved within two days.", Cue.RESOLVED),
    ],
)
def test_other_roles(sentence: str, cue: Cue) -> None:
    assertion = _assess(sentence)
    assert cue in assertion, assertion.explanation


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("This previously healthy girl had [seizures].", Cue.HISTORICAL),
        ("She was brought by her mother because of [seizures].", Cue.FAMILY),
        ("His mother reported that he had [seizures].", Cue.FAMILY),
        ("In May she developed [fever].", Cue.UNCERTAIN),
        ("Lumbar puncture was not performed because of [shock].", Cue.NOT_DONE),
        ("Although the EEG was not done, [seizures] were seen.", Cue.NOT_DONE),
    ],
)
def test_what_only_looks_like_a_role(sentence: str, cue: Cue) -> None:
    assertion = _assess(sentence)
    assert cue not in assertion, assertion.explanation


def test_statuses() -> None:
    assert _assess("A possible [seizure] was observed.").status is Status.UNCLEAR
    assert _assess("[EEG] was not performed.").status is None
    assert _assess("She was monitored for [seizures].").status is None
    assert _assess("There was no sign of [shock].").explanation == "negated by 'no sign of'"
    assert _assess("She had [shock].").explanation == "stated"
