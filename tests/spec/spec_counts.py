"""Specification: counts of a cohort."""

from __future__ import annotations

from spec_table import Chapter, Table
from spec_world import read_lines, report

from aneatlas.core.parsing import NotUnderstood, parse_count


def _count(words: str) -> tuple[str, str]:
    try:
        count = parse_count(words)
    except NotUnderstood as problem:
        return f"refused: {problem}", ""
    return f"{count.n} of {count.of}", "worked out here" if count.derived else "as printed"


def _cohort(field_id: str, value: str, words: str) -> tuple[str]:
    cohort = {
        "id": "R0001-A",
        "label": "All patients",
        "whom": "ane",
        "n": 12,
        "counts": {field_id: {value: words}},
    }
    _, issues = read_lines([{"report": report(1), "cohorts": [cohort]}])
    return (f"refused: {issues[0].message}" if issues else "taken",)  # fmt: skip


CHAPTER = Chapter(
    "Counts of a group",
    "Where a report counts its patients together, the atlas keeps 'n of N': how many have it, and of how many the "
    "report says anything. Such counts are never added up over reports, for the same patients are often counted twice.",
    (
        Table(
            "How a count is read",
            "A printed percentage is taken only if exactly one whole number of the group rounds to it.",
            ("the report says",), ("kept as", "source of n"), _count,
            (
                ("8 of 12", "8 of 12", "as printed"),
                ("8/12", "8 of 12", "as printed"),
                ("0 of 12", "0 of 12", "as printed"),
                ("66.7% of 12", "8 of 12", "worked out here"),
                ("8 of 12, derived", "8 of 12", "worked out here"),
                ("13 of 12", "refused: '13 of 12': 13 of 12 is more than the whole", ""),
                ("70% of 12", "refused: '70% of 12': 0 whole numbers of 12 would print as 70%", ""),
                ("50% of 300", "refused: '50% of 300': 3 whole numbers of 300 would print as 50%", ""),
                ("most", "refused: 'most' is not a count; write '8 of 12' or '66.7% of 12'", ""),
            ),
        ),
        Table(
            "What can be counted, in a cohort of 12", "Signs by their status, categories by their value.",
            ("field", "counted value", "count"), ("result",), _cohort,
            (
                ("seizure", "present", "8 of 12", "taken"),
                ("sex", "female", "7 of 12", "taken"),
                ("site_involved", "thalamus.present", "12 of 12", "taken"),
                ("seizure", "present", "8 of 11", "taken"),
                ("seizure", "present", "8 of 13", "refused: '8 of 13': the cohort has 12 patients only."),
                ("sex", "girls", "7 of 12", "refused: 'girls' is no value of Sex."),
                ("csf_protein", "raised", "7 of 12", "refused: patients cannot be counted by a quantity."),
                ("site_involved", "present", "7 of 12", "refused: name the counted value (and, for a lesion, the site before it)."),
            ),
        ),
    ),
)  # fmt: skip
