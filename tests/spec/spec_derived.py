"""Specification: columns that the atlas works out."""

from __future__ import annotations

from typing import Any

from spec_table import Chapter, Table
from spec_world import STUDY, present, report

from aneatlas.outputs.atlas import build
from aneatlas.outputs.columns import Row, case_table
from aneatlas.outputs.derived import AGE_BANDS


def _row(findings: dict[str, str], groups: dict[str, Any] | None = None) -> Row:
    case = {"id": "R0001-1", "label": "Patient", "findings": findings, "groups": groups or {}}
    return next(case_table(build(present([{"report": report(1), "cases": [case]}]), STUDY)))


def _age(words: str) -> tuple[str, str]:
    row = _row({"age_at_onset": words} if words else {})
    return str(row["age_group"] or "empty"), str(row["age_class"] or "empty")


def _outcome(levels: str, died: str) -> tuple[str, str]:
    assessments = []
    for part in levels.split("; ") if levels else []:
        level, _, time = part.partition(" at ")
        assessments.append({"outcome_level": level} | ({"outcome_time": time} if time else {}))
    row = _row({"died": died} if died else {}, {"outcome": assessments} if assessments else {})
    return str(row["outcome_final"] or "empty"), str(row["died"] or "empty")


def _trigger(entry: str) -> tuple[str]:
    return (str(_row({"trigger_agent": entry} if entry else {})["trigger_known"] or "empty"),)


def _sites(named: str) -> tuple[str, str]:
    lesions = {}
    for part in named.split("; ") if named else []:
        site, _, status = part.partition(": ")
        lesions[site] = {"site_involved": status}
    row = _row({}, {"lesions": lesions})
    return str(row["sites_named"] or "empty"), str(row["lesion_thalamus"] or "empty")


CHAPTER = Chapter(
    "Columns that the atlas works out",
    "A few columns of the table of cases stand in no report; they are worked out from its findings by these rules.",
    (
        Table(
            "Age group and age class",
            f"The bands, in years: {', '.join(AGE_BANDS)}. A band is given only where it holds the whole age: a "
            "'child' may be 2 or 15 years old and belongs to no band, but surely to the children.",
            ("age at onset",), ("age_group", "age_class"), _age,
            (
                ("17 months", "0-4", "child"),
                ("4 years", "0-4", "child"),
                ("5 years", "5-11", "child"),
                ("toddler", "0-4", "child"),
                ("child", "empty", "child"),
                ("adolescent", "12-17", "child"),
                ("teenager", "empty", "empty"),
                ("17 years", "12-17", "child"),
                ("18 years", "18-39", "adult"),
                ("in her fifties", "40-64", "adult"),
                ("adult", "empty", "adult"),
                ("not reported", "empty", "empty"),
                ("", "empty", "empty"),
            ),
        ),
        Table(
            "Final outcome",
            "'Died' where any assessment says so, else the level of the last assessment. The column *died* is the "
            "answer to its own question and is not derived.",
            ("assessments, in order", "died"), ("outcome_final", "died"), _outcome,
            (
                ("recovered", "absent", "recovered", "absent"),
                ("severe_impairment at 1 mo; mild_impairment at 1 year", "", "mild_impairment", "empty"),
                ("severe_impairment at 1 mo; died at 6 mo", "present", "died", "present"),
                ("died", "present", "died", "present"),
                ("not reported", "absent", "empty", "absent"),
                ("", "absent", "empty", "absent"),
                ("", "", "empty", "empty"),
            ),
        ),
        Table(
            "Trigger known", "", ("trigger",), ("trigger_known",), _trigger,
            (("influenza A", "yes"), ("absent", "none"), ("not reported", "empty"), ("", "empty")),
        ),
        Table(
            "Lesion sites named",
            "'Yes' where the text names at least one site as affected. Only then do figures of sites count the case.",
            ("sites",), ("sites_named", "lesion_thalamus"), _sites,
            (
                ("thalamus: present", "yes", "present"),
                ("thalamus: absent; pons: present", "yes", "absent"),
                ("thalamus: not reported", "empty", "not_reported"),
                ("", "empty", "empty"),
            ),
        ),
    ),
)  # fmt: skip
