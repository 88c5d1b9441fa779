"""Specification: value sets and spellings."""

from __future__ import annotations

from spec_table import Chapter, Table
from spec_world import STUDY

from aneatlas.core.kinds import read
from aneatlas.core.values import Categories, Category


def _found(field_id: str, words: str) -> tuple[str]:
    _, value, issues = read(words, STUDY.dictionary[field_id].field, STUDY.dictionary, "")
    if issues:
        return (f"refused: {issues[0].message}",)
    if isinstance(value, Categories):
        return ("; ".join(value.codes),)
    assert isinstance(value, Category)
    return (value.code,)


CHAPTER = Chapter(
    "Spellings",
    "A category has a fixed set of values. A spelling is good (it is a value or its name), fixable (somebody has "
    "decided which value it stands for) or ignored (it carries no information). Any other spelling is refused, "
    "and the nearest value is named: a new spelling is a decision that a person makes. Capitals and extra spaces "
    "do not matter.",
    (
        Table(
            "How a spelling is read", "", ("field", "the report says"), ("value",), _found,
            (
                ("sex", "female", "female"),
                ("sex", "  Female ", "female"),
                ("sex", "girl", "female"),
                ("sex", "boy", "male"),
                ("sex", "unknown", "refused: 'unknown' carries no information; give the status 'not reported' instead."),
                ("sex", "femal", "refused: 'femal' is not a value of sex; the nearest is 'female'."),
                ("trigger_agent", "influenza_a", "influenza_a"),
                ("trigger_agent", "Influenza A", "influenza_a"),
                ("trigger_agent", "influenza  A virus", "influenza_a"),
                ("trigger_agent", "influensa a", "refused: 'influensa a' is not a value of agent; the nearest is 'influenza_a'."),
                ("coinfection", "influenza A; HHV-6", "influenza_a; hhv6"),
                ("outcome_level", "death", "died"),
                ("treatment_class", "steroids", "corticosteroid"),
            ),
        ),
    ),
)  # fmt: skip
