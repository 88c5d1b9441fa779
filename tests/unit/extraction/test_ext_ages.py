"""Ages in all their writings, checked through the dictionary's own parser. All phrases are invented."""

import pytest

from aneatlas.core.parsing import parse_age
from aneatlas.extraction.ages import find_ages, pronoun_sexes


@pytest.mark.parametrize(
    ("text", "low", "high", "sex"),
    [
        ("A previously healthy 17-month-old Japanese girl presented.", 17, 18, "female"),
        ("A girl aged 5 was admitted.", 60, 72, "female"),
        ("A 3 years 2 months old boy.", 38, 39, "male"),
        ("The patient was 3 years and 2 months old.", 38, 39, ""),
        ("A boy of 2y4m had fever.", 28, 29, "male"),
        ("A 2-year-6-month-old male.", 30, 31, "male"),
        ("A 58-year-old woman.", 696, 708, "female"),
        ("A 5 yo F with fever.", 60, 72, "female"),
        ("A 45 y/o man.", 540, 552, "male"),
        ("A toddler girl with fever.", 12, 36, "female"),
        ("A woman in her fifties.", 600, 720, "female"),
        ("A three-year-old boy.", 36, 48, "male"),
        ("A twenty-three-year-old student.", 276, 288, ""),
        ("A 2 1/2-year-old boy.", 30, 31, "male"),
        ("An 18-months-old child.", 18, 19, ""),
        ("A 10-day-old neonate.", 10 / 30.4375, 11 / 30.4375, ""),
        ("A 6 year old male child.", 72, 84, "male"),
    ],
)
def test_ages_of_one_person(text: str, low: float, high: float, sex: str) -> None:
    [age] = [a for a in find_ages(text) if not a.group]
    parsed = parse_age(age.raw)
    assert (parsed.low, parsed.high) == (pytest.approx(low), pytest.approx(high))
    assert age.sex == sex


@pytest.mark.parametrize(
    "text",
    [
        "The median age was 5 years.",
        "Children aged 2 to 14 years were studied.",
        "The mean age of 3.2 years was low.",
        "Children aged 5 years or older were included.",
        "Symptoms lasted for 3 days and 2 weeks later she walked.",
        "He was followed for 2 years.",
        "Treatment began after 12 hours.",
    ],
)
def test_no_age_of_one_person(text: str) -> None:
    assert [a.raw for a in find_ages(text) if not a.group] == []


def test_an_age_at_an_event_is_marked() -> None:
    [age] = find_ages("He walked at the age of 14 months.")
    assert age.event


def test_two_ages_keep_their_own_sex() -> None:
    ages = list(find_ages("a three-year-old boy and a 14-month-old girl"))
    assert [(a.raw, a.sex) for a in ages] == [("3 years", "male"), ("14 months", "female")]


def test_pronouns() -> None:
    assert pronoun_sexes("She had fever and her mother came.") == {"female"}
    assert pronoun_sexes("He told her.") == {"male", "female"}


def test_of_a_decimal_age_no_part_is_taken() -> None:
    assert find_ages("A boy aged 4.7½ was seen.") == ()
    assert [age.raw for age in find_ages("A boy aged 4.5 was seen.")] == ["4.5 years"]
    assert [age.raw for age in find_ages("A boy aged 4½ was seen.")] == ["4.5 years"]
