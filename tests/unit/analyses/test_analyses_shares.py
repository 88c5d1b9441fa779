"""Shares: denominators, guards, overlaps and comparisons, each computed again by hand beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from aneatlas.core.issues import Level
from aneatlas.outputs.analyses import Analysis, Result, analyse
from aneatlas.outputs.analyses.export import Answer
from aneatlas.outputs.numbers import of_result
from aneatlas.statistics.proportions import wilson

Row = dict[str, Any]
Make = Callable[..., Any]


def rows(case: Make, statuses: str, *, per_report: int = 1, start: int = 1, **cells: Any) -> list[Row]:
    """One case per letter: p present, a absent, n not reported, '-' not looked for."""
    words = {"p": "present", "a": "absent", "n": "not_reported", "-": ""}
    return [
        case(f"R{start + i // per_report:04d}-{i % per_report + 1}", died=words[letter], **cells)
        for i, letter in enumerate(statuses)
    ]


def test_a_share_has_its_denominator_interval_and_bounds(died: Make, case: Make) -> None:
    found = analyse(died(), {"cases": rows(case, "p" * 6 + "a" * 9 + "nnnn-", per_report=3)})
    stratum, share = found.strata[0], found.strata[0].estimates[0]
    assert (stratum.total, stratum.known, stratum.unreported, stratum.unread, stratum.reports) == (
        20,
        15,
        4,
        1,
        5,
    )
    assert (share.key, share.n, share.of, share.patients, share.status) == ("died.Died", 6, 15, 15, "shown")
    interval = wilson(6, 15)
    assert (share.estimate, share.lower, share.upper) == (6 / 15, interval.lower, interval.upper)
    assert (share.least, share.most) == (6 / 20, 11 / 20)
    assert share.cases == ("R0001-1", "R0001-2", "R0001-3", "R0002-1", "R0002-2", "R0002-3")
    assert found[share.key] is share


@pytest.mark.parametrize("statuses", ["", "n" * 12, "p" * 9, "-" * 30])
def test_too_few_are_withheld_with_the_reason(died: Make, case: Make, statuses: str) -> None:
    found = analyse(died(), {"cases": rows(case, statuses)})
    share = found.strata[0].estimates[0]
    assert (share.status, share.estimate, share.lower, share.upper, share.model) == (
        "withheld",
        None,
        None,
        None,
        None,
    )
    assert share.reason == f"Too few patients for a percentage: {share.of} known, 10 needed."
    assert not any(key.endswith(".percent") for key in of_result(found))


@pytest.mark.parametrize("statuses", ["p" * 12, "a" * 12, "pa" * 6, "p" + "a" * 11])
def test_nothing_published_is_ever_nan(died: Make, case: Make, statuses: str) -> None:
    found = analyse(died(), {"cases": rows(case, statuses)})
    assert "NaN" not in json.dumps(of_result(found), allow_nan=False)
    assert "NaN" not in Answer(found).to_json()
    share = found.strata[0].estimates[0]
    assert share.model is not None or share.model_reason


def test_a_guard_of_reports_withholds(died: Make, case: Make) -> None:
    found = analyse(died(guard={"reports": 3}), {"cases": rows(case, "pa" * 10, per_report=10)})
    assert found.strata[0].estimates[0].reason == "Too few reports for a percentage: 2, 3 needed."


def test_a_report_that_dominates_and_selection_are_said(died: Make, case: Make) -> None:
    one = rows(case, "pa" * 8, per_report=16)
    found = analyse(died(), {"cases": [*one, *rows(case, "papa", start=50)]})
    assert [issue.code for issue in found.strata[0].warnings] == ["one-report-dominates"]
    assert found.strata[0].warnings[0].message == "R0001 has 16 of 20 patients."
    single = analyse(died(), {"cases": rows(case, "pa" * 8)})
    assert [issue.code for issue in single.strata[0].warnings] == ["selected-by-publication"]
    assert of_result(single)["died.warning.selected-by-publication"].startswith("16 of 16 patients")


def test_a_case_of_a_large_report_is_no_single_case(died: Make, case: Make) -> None:
    """Of each report one case has an answer; the reports describe three: none is a report of one patient."""
    found = analyse(died(), {"cases": rows(case, "pnn" * 12, per_report=3)})
    assert found.strata[0].known == 12
    assert found.strata[0].warnings == ()


def overlap(a: str, b: str, state: str) -> Row:
    return {"a": a, "b": b, "kind": "same_patient", "state": state, "basis": "made up"}


def test_confirmed_overlaps_count_once_and_both_other_ways_are_printed(died: Make, case: Make) -> None:
    cases = rows(case, "pa" * 7)
    data = {
        "cases": cases,
        "overlaps": [overlap("R0001-1", "R0003-1", "confirmed"), overlap("R0002", "R0004", "suspected"), overlap("R0005", "R0006", "rejected")],
    }  # fmt: skip
    found = analyse(died(), data)
    overlapping = found.overlapping
    assert overlapping is not None
    assert found.strata[0].total == 13
    assert [(o.left_out, o.stands) for o in overlapping.omitted] == [("R0003-1", "R0001-1")]
    assert [(o.left_out, o.stands) for o in overlapping.merged_omitted] == [("R0004", "R0002")]
    assert [(v.n, v.of) for v in (*overlapping.merged, *overlapping.separate)] == [(6, 12), (7, 14)]
    assert overlapping.differs
    numbers = of_result(found)
    assert (numbers["died.Died.n"], numbers["died.Died.merged.n"], numbers["died.Died.separate.n"]) == (
        6,
        6,
        7,
    )


def test_of_reports_that_overlap_the_one_with_more_known_answers_is_taken(died: Make, case: Make) -> None:
    cases = [
        *rows(case, "pap", per_report=3, start=1), *rows(case, "pann", per_report=4, start=2), *rows(case, "pa" * 5, start=10),
    ]  # fmt: skip
    found = analyse(died(), {"cases": cases, "overlaps": [overlap("R0001", "R0002", "confirmed")]})
    assert found.overlapping is not None
    assert [(o.left_out, o.stands) for o in found.overlapping.omitted] == [("R0002", "R0001")]


def compared(died: Make, case: Make, first: str, second: str, **more: Any) -> Result:
    cases = rows(case, first, age_class="adult") + rows(case, second, start=500, age_class="child")
    analysis: Analysis = died(by="age_class", compare=("adult", "child"), **more)
    return analyse(analysis, {"cases": cases})


def test_a_comparison_is_the_difference_of_two_shares(died: Make, case: Make) -> None:
    found = compared(died, case, "p" * 9 + "a" * 11 + "nn", "p" * 6 + "a" * 24)
    (c,) = found.comparisons
    assert (c.n1, c.of1, c.n2, c.of2, c.status) == (9, 20, 6, 30, "shown")
    assert c.difference == pytest.approx(9 / 20 - 6 / 30)
    one, two = wilson(9, 20), wilson(6, 30)  # Newcombe 1998, method 10, written out
    below = ((9 / 20 - one.lower) ** 2 + (two.upper - 6 / 30) ** 2) ** 0.5
    above = ((one.upper - 9 / 20) ** 2 + (6 / 30 - two.lower) ** 2) ** 0.5
    assert (c.lower, c.upper) == (pytest.approx(0.25 - below), pytest.approx(0.25 + above))
    assert c.odds_ratio == pytest.approx((9 / 11) / (6 / 24))
    assert (c.lowest, c.highest) == (pytest.approx(9 / 22 - 6 / 30), pytest.approx(11 / 22 - 6 / 30))
    assert c.decided
    assert of_result(found)["died[adult/child].Died.difference"] == 25.0


def test_an_empty_cell_gets_the_penalised_odds_ratio_and_says_so(died: Make, case: Make) -> None:
    (c,) = compared(died, case, "a" * 12, "p" * 6 + "a" * 6).comparisons
    assert c.odds_method == "Firth's penalised logistic regression"
    assert c.odds_ratio == pytest.approx(
        (0.5 / 12.5) / (6.5 / 6.5), rel=1e-4
    )  # Firth adds half to each cell of a 2x2 table
    assert [issue.code for issue in c.warnings] == ["separation"]


def test_a_small_group_is_not_compared(died: Make, case: Make) -> None:
    (c,) = compared(died, case, "p" * 9, "pa" * 10).comparisons
    assert (c.status, c.difference, c.odds_ratio) == ("withheld", None, None)
    assert c.reason == "Too few patients for a comparison: 9 and 20 known, 10 needed in each group."


def test_a_group_without_patients_is_named(died: Make, case: Make) -> None:
    found = compared(died, case, "pa" * 10, "")
    assert found.comparisons == ()
    assert "no patient belongs to the group 'child'" in found.warnings[-1].message


def test_early_deaths_forbid_the_comparison_of_a_treatment(died: Make, case: Make) -> None:
    """Three of ten who were not treated died on the first day: they could not be treated in time."""
    treated = rows(case, "pa" * 6, given="present", death_day_max="")
    others = rows(case, "p" * 5 + "a" * 5, start=300, given="absent", death_day_max="")
    for row, day in zip(others, (1, 1, 1, 9, ""), strict=False):
        row["death_day_max"] = day
    analysis = died(by="given", compare=("present", "absent"), guard={"landmark": 24.0})
    (c,) = analyse(analysis, {"cases": treated + others}).comparisons
    assert c.status == "withheld"
    assert c.reason.startswith("3 of 10 patients in the comparison group died within 24 h")
    assert [(i.code, i.level) for i in c.warnings] == [
        ("immortal-time", Level.ERROR), ("immortal-time-unknown", Level.WARNING),
    ]  # fmt: skip


def test_features_have_counts_and_bounds_but_no_percentage(case: Make) -> None:
    analysis = Analysis(
        id="sites", title="Sites", plain="", kind="features", method="", citation="",
        features={"Thalamus": ("lesion_thalamus",), "Brainstem": ("lesion_brainstem", "lesion_pons")},
    )  # fmt: skip
    cases = [
        case("R0001-1", lesion_thalamus="present", lesion_brainstem="", lesion_pons="present"),
        case("R0002-1", lesion_thalamus="present", lesion_brainstem="absent", lesion_pons=""),
        case("R0003-1", lesion_thalamus="not_reported", lesion_brainstem="", lesion_pons="absent"),
    ]
    stratum = analyse(analysis, {"cases": cases}).strata[0]
    thalamus, brainstem = stratum.estimates
    assert (thalamus.n, thalamus.of, brainstem.n, brainstem.of) == (2, 2, 1, 2)
    assert (thalamus.estimate, thalamus.status) == (None, "withheld")
    assert stratum.together == ((("Thalamus",), 1), (("Thalamus", "Brainstem"), 1))


def test_reporting_counts_every_text_that_tells_either_way(case: Make) -> None:
    analysis = Analysis(
        id="told", title="Told", plain="", kind="reporting", method="", citation="", features={"Died": ("died",)},
        guard={"patients": 4},
    )  # fmt: skip
    share = analyse(analysis, {"cases": rows(case, "pann-")}).strata[0].estimates[0]
    assert (share.n, share.of, share.estimate) == (2, 5, 2 / 5)
