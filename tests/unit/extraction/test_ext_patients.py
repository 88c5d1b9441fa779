"""Who is who: splitting the patients of an article. All texts are invented."""

from aneatlas.core.evidence import Role
from aneatlas.documents.model import Document
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.patients import Patients, split_patients


def _document(text: str) -> Document:
    [reading] = read_bytes(text.encode(), "a.txt")
    assert reading.document is not None
    return reading.document


def _split(text: str) -> Patients:
    return split_patients(_document(text), ["main"])


def _of(patients: Patients, words: str) -> tuple[str, ...]:
    [stretch] = [s for s in patients.stretches if words in s.text]
    return stretch.cases


def test_one_patient_from_the_introduction_on() -> None:
    patients = _split(
        "ANE is a rare disease. A 17-month-old girl had fever. She had seizures. The MRI was abnormal."
    )
    assert patients.labels == ("Patient 1",)
    assert _of(patients, "rare") == ()
    assert _of(patients, "seizures") == ("Patient 1",)
    assert _of(patients, "MRI") == ("Patient 1",)


def test_labelled_cases() -> None:
    text = "Case 1: A 14-month-old boy had fever. He died. Case 2: A 3-year-old girl had coma. She recovered. Patients 1 and 2 had rash."
    patients = _split(text)
    assert patients.labels == ("Patient 1", "Patient 2")
    assert _of(patients, "died") == ("Patient 1",)
    assert _of(patients, "recovered") == ("Patient 2",)
    assert _of(patients, "rash") == ("Patient 1", "Patient 2")


def test_ordinals_twins_and_both() -> None:
    text = (
        "We report twins with encephalopathy. The first twin had fever at 10 months. The second twin had coma. "
        "Both patients had seizures. The first patient died."
    )
    patients = _split(text)
    assert patients.stated is None or patients.stated == 2
    text = text.replace("We report twins", "We report two siblings").replace("twin ", "sibling ")
    patients = _split(text)
    assert patients.stated == 2
    assert _of(patients, "coma") == ("Patient 2",)
    assert _of(patients, "seizures") == ("Patient 1", "Patient 2")
    assert _of(patients, "died") == ("Patient 1",)


def test_two_introductions_in_one_sentence_share_nothing_else() -> None:
    patients = _split(
        "We describe a 2-year-old girl and a 5-year-old boy with coma. The girl died. The boy recovered. It was winter."
    )
    assert patients.labels == ("Patient 1", "Patient 2")
    assert _of(patients, "coma") == ()
    assert _of(patients, "died") == ("Patient 1",)
    assert _of(patients, "recovered") == ("Patient 2",)


def test_a_relative_or_a_description_is_no_further_patient() -> None:
    text = (
        "A 3-year-old boy had fever. His 5-year-old sister had coma last year. He was a 3-year-old boy of good health. "
        "At the age of 4 years he walked. When he turned 5 years old he spoke."
    )
    assert _split(text).labels == ("Patient 1",)


def test_a_case_heading_names_the_patient() -> None:
    text = "Two patients\n\nCase 1\n\nA girl of 3 years had fever.\n\nShe died.\n\nCase 2\n\nA boy had rash.\n\nHe lived."
    patients = _split(text)
    assert _of(patients, "died") == ("Patient 1",)
    assert _of(patients, "rash") == ("Patient 2",)
    assert _of(patients, "lived") == ("Patient 2",)


def test_the_introduction_and_discussion_are_literature() -> None:
    text = (
        "A title of the text\n\nIntroduction\n\nSeizures are frequent in children of 2 years.\n\nCase report\n\nA 3-year-old girl had fever. "
        "She died.\n\nDiscussion\n\nHaemorrhage is common. Our patient had no haemorrhage at all."
    )
    patients = _split(text)
    [frequent] = [s for s in patients.stretches if "frequent" in s.text]
    assert frequent.role is Role.LITERATURE
    assert _of(patients, "common") == ()
    assert _of(patients, "Our patient") == ("Patient 1",)


def test_a_cohort_has_no_individual_patients() -> None:
    patients = _split(
        "We reviewed 12 children with ANE. Seizures occurred in 10 of 12 patients. Their median age was 3 years."
    )
    assert patients.cohort
    assert patients.stated == 12
    assert patients.labels == ()


def test_one_of_them_is_nobody() -> None:
    text = "We report two children. Patient 1 was a 2-year-old girl. Patient 2 was a 3-year-old girl. One of the patients had shock."
    assert _of(_split(text), "shock") == ()


def test_other_patients_are_not_this_one_until_the_text_comes_back() -> None:
    text = (
        "A 10-year-old girl had seizures. In 158 patients of ten articles steroids were compared. There was no benefit of "
        "immunoglobulin. She recovered."
    )
    patients = _split(text)
    assert _of(patients, "158") == ()
    assert _of(patients, "benefit") == ()
    assert _of(patients, "recovered") == ("Patient 1",)
