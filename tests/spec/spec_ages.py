"""Specification: ages."""

from __future__ import annotations

from spec_table import Chapter, Table

from aneatlas.core.parsing import STAGES, NotUnderstood, parse_age


def _age(words: str) -> tuple[str, str]:
    age = parse_age(words)
    return f"{age.low:g} to {age.high:g}", age.precision.value


def _refused(words: str) -> tuple[str]:
    try:
        parse_age(words)
    except NotUnderstood:
        return ("refused",)
    return ("understood",)


def _stage(words: str) -> tuple[str, str]:
    low, high = STAGES[words]
    age = parse_age(words)
    assert (age.low, age.high) == (low, high)
    return f"{low} to {high}", age.precision.value


CHAPTER = Chapter(
    "Ages",
    "An age keeps the precision of its words. It is the stretch of time, in completed months, that the words "
    "allow: the lower end belongs to it, the upper end does not. A child of '3 years' may be 36 months old or "
    "one day short of 48. The words themselves are kept as well.",
    (
        Table(
            "Ages in numbers", "A decimal of a year is read as the nearest month.",
            ("the report says",), ("months", "precision"), _age,
            (
                ("3 years", "36 to 48", "year"),
                ("17 months", "17 to 18", "month"),
                ("3 years 2 months", "38 to 39", "month"),
                ("2y4m", "28 to 29", "month"),
                ("2.5 years", "30 to 31", "month"),
                ("58-year-old", "696 to 708", "year"),
                ("0 years", "0 to 12", "year"),
                ("5 weeks", "1.1499 to 1.37988", "week"),
                ("10 days", "0.328542 to 0.361396", "day"),
                ("in her fifties", "600 to 720", "decade"),
                ("early 50s", "600 to 648", "decade"),
                ("late thirties", "444 to 480", "decade"),
                ("3-5 years", "36 to 72", "stage"),
                ("under 2 years", "0 to 24", "stage"),
                ("at least 65 years", "780 to 1440", "stage"),
            ),
        ),
        Table(
            "Stages of life", "Which months a stage of life covers is a convention of this project.",
            ("the report says",), ("months", "precision"), _stage,
            (
                ("newborn", "0 to 1", "stage"),
                ("infant", "0 to 12", "stage"),
                ("toddler", "12 to 36", "stage"),
                ("preschool child", "36 to 72", "stage"),
                ("school-age child", "72 to 144", "stage"),
                ("child", "0 to 216", "stage"),
                ("adolescent", "144 to 216", "stage"),
                ("young adult", "216 to 480", "stage"),
                ("adult", "216 to 1440", "stage"),
                ("elderly", "780 to 1440", "stage"),
            ),
        ),
        Table(
            "Words that are no age", "Nothing is guessed: what is not understood is refused, and a person decides.",
            ("the report says",), ("result",), _refused,
            (
                ("3", "refused"),
                ("three", "refused"),
                ("two years", "refused"),
                ("3 moons", "refused"),
                ("2 months 3 years", "refused"),
                ("young", "refused"),
                ("2 years or 3 months", "refused"),
                ("5-3 years", "refused"),
                ("1980s", "refused"),
            ),
        ),
    ),
)  # fmt: skip
