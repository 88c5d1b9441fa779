"""The Wilson intervals of published series, and the contradictions that stand in some of them.

Deaths and sizes as printed in the abstracts; the limits were computed independently and are given in per cent
with one decimal, which is the tolerance.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from aneatlas.core.collection import Reader
from aneatlas.core.issues import FactsInvalid, Issue
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis, analyse

SERIES = [
    (14, 0, 0.0, 21.5), (6, 3, 18.8, 81.2), (30, 13, 27.4, 60.8), (13, 5, 17.7, 64.5), (26, 11, 25.5, 61.1),
    (12, 1, 1.5, 35.4), (26, 6, 11.0, 42.1), (26, 8, 16.5, 50.0), (41, 11, 15.7, 41.9), (37, 15, 26.3, 56.5),
    (30, 16, 36.1, 69.8), (62, 10, 9.0, 27.2),
]  # fmt: skip
DIED = Analysis(
    id="died", title="Died", plain="", kind="series", field="died", item="present", method="", citation=""
)


@pytest.mark.parametrize(("of", "n", "low", "high"), SERIES)
def test_the_interval_of_a_published_series(of: int, n: int, low: float, high: float) -> None:
    data = {
        "reports": [{"report_id": "R0001", "year": 2000}],
        "cohorts": [{"cohort_id": "R0001-A", "report_id": "R0001", "whom": "ane", "n": of}],
        "counts": [
            {
                "cohort_id": "R0001-A",
                "report_id": "R0001",
                "field": "died",
                "item": "present",
                "n": n,
                "of": of,
            }
        ],
        "cases": [],
    }
    (point,) = analyse(DIED, data).strata[0].points
    assert (round(100 * point.lower, 1), round(100 * point.upper, 1)) == (low, high)


def entered(study: Study, n: int, counts: dict[str, dict[str, str]]) -> list[Issue]:
    """Return the issues of entering a series."""
    report = {"id": "R0001", "title": "A series", "type": "cohort", "read": "abstract"}
    cohort: dict[str, Any] = {"id": "R0001-A", "label": "All", "whom": "ane", "n": n, "counts": counts}
    header = {"collection": {"name": "x", "version": "1", "provenance": "citation", "proposer": "x"}}
    reader = Reader(study, Gate(study, State()), "series")
    try:
        reader.read(json.dumps(line) for line in (header, {"report": report, "cohorts": [cohort]}))
    except FactsInvalid:
        return list(reader.issues)
    return list(reader.issues)


@pytest.mark.parametrize(
    ("n", "counts", "code", "words"),
    [
        # 26 children, 21 with and 8 without a lesion of the brainstem
        (26, {"site_involved": {"brainstem.present": "21 of 26", "brainstem.absent": "8 of 26"}}, "counts-beyond", "add up to 29, more than 26"),
        # 14 patients, none died, 9 with sequelae and 4 recovered
        (14, {"died": {"present": "0 of 14"}, "sequelae_any": {"present": "9 of 14", "absent": "4 of 14"}}, "counts-short", "add up to 13 of 14: 1 unaccounted for"),
        # status epilepticus 7, printed as 58 %: a percentage of the 12 with seizures, not of the 14
        (14, {"status_epilepticus": {"present": "58% of 14"}}, "count", "0 whole numbers of 14 would print as 58%"),
        # 8 of 26, printed as 30.7 %
        (26, {"died": {"present": "30.7% of 26"}}, "count", "0 whole numbers of 26 would print as 30.7%"),
    ],
)  # fmt: skip
def test_a_contradiction_inside_a_series_comes_out_when_it_is_entered(
    study: Study, n: int, counts: dict[str, dict[str, str]], code: str, words: str
) -> None:
    issues = entered(study, n, counts)
    assert [issue.code for issue in issues] == [code]
    assert words in issues[0].message


@pytest.mark.parametrize(
    ("n", "counts"),
    [
        (12, {"status_epilepticus": {"present": "58% of 12"}}),
        (26, {"died": {"present": "30.8% of 26"}}),
        (13, {"site_involved": {"brainstem.present": "9 of 13", "brainstem.absent": "4 of 13", "thalamus.present": "12 of 13"}}),
    ],
)  # fmt: skip
def test_the_same_series_without_the_contradiction_is_taken(
    study: Study, n: int, counts: dict[str, dict[str, str]]
) -> None:
    assert entered(study, n, counts) == []


# Contradictions that no check can find, because the numbers are no counts of one group, or are no data of the atlas.
# Those between numbers are entered with the report as `contradictions`, and come out as issues whenever it is read.
CANNOT = {
    "R0200": ("6 of 26 died in hospital, 14 were followed", "two groups, at two times: followed need not be discharged"),
    "R0210": ("192 reports are 109 and 82", "reports of other diseases too: no count of a group with the disease"),
    "Okumura 2009": ("two opposite statements of one group", "a statement in words, no count"),
    "Ibrahim 2020": ("a correlation of 0.12 called significant", "no field holds a correlation"),
    "OMIM 608033": ("2q12 or 2q13", "a register of genes, no report; the codes of the study hold one of them"),
    "Orphanet": ("a cross-reference to another gene", "a register, no report"),
    "MONDO:0003336": ("the name as a synonym of encephalitis", "a register, no report"),
    "a letter": ("a name misspelt; 59 cases of one type against 150 to 300 of all", "not published"),
    "Fong 2021": ("a small centre that reviews count again", "an overlap between reports: declared with `aneatlas overlap`"),
}  # fmt: skip


def test_numbers_that_are_no_counts_of_one_group_are_taken_without_a_word(study: Study) -> None:
    """Why two of the list cannot be found: entered as they are, nothing is wrong with either number."""
    assert entered(study, 26, {"died": {"present": "6 of 26"}}) == []
    assert entered(study, 14, {"died": {"present": "0 of 14"}}) == []


def test_what_no_check_can_find_comes_out_because_it_is_entered_with_the_report(study: Study, starter: bytes) -> None:  # fmt: skip
    reader = Reader(study, Gate(study, State()), "starter")
    reader.read(starter.decode().split("\n")[:-1])
    said = [issue for issue in reader.issues if issue.code == "source-contradiction"]
    assert all("the report contradicts itself" in issue.message for issue in said)
    for report in ("R0175", "R0200", "R0210", *(id for id in CANNOT if id.startswith("R0"))):
        assert any(f" {report}" in f" {issue.where}" for issue in said), report
