"""The data of funnel, calendar and swimmer plot: what they hold, and why they are withheld. All rows are made up."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from aneatlas.outputs.analyses import Analysis, Result, analyse
from aneatlas.outputs.analyses.asymmetry import FEWEST, funnel_of
from aneatlas.outputs.analyses.courses import MOST, dates_of
from aneatlas.outputs.analyses.result import Point, Spell
from aneatlas.outputs.numbers import of_result

Row = dict[str, Any]
GIVEN = {"Corticosteroid": ("given_corticosteroid",), "Tocilizumab": ("given_tocilizumab",)}


def point(number: int, n: int, of: int) -> Point:
    return Point(f"R{number:04d}", 2000, n, of, 0.0, 1.0)


def treatments(*rows: tuple[str, str, str, str]) -> list[Row]:
    names = ("case_id", "treatment_class", "treatment_start_min", "treatment_duration_min")
    return [dict(zip(names, row, strict=True)) for row in rows]


def swum(cases: list[Row], given: list[Row]) -> Result:
    analysis = Analysis(
        id="t", title="T", plain="", kind="features", features=GIVEN, chart="swimmer", method="", citation=""
    )
    return analyse(analysis, {"cases": cases, "treatments": given, "overlaps": []})


def test_a_funnel_needs_ten_reports_of_five_patients_and_says_so() -> None:
    few = [point(i, 2, 6) for i in range(FEWEST - 1)] + [point(100 + i, 1, 1) for i in range(50)]
    found = funnel_of(few)
    assert found.reason == "No funnel plot: 9 reports tell of at least 5 patients, and 10 are needed."
    assert (found.points, found.egger, found.rank) == ((), None, None)


def test_a_funnel_holds_the_log_odds_and_their_standard_errors() -> None:
    points = [point(i, 2 + i % 3, 8 + i) for i in range(FEWEST)]
    found = funnel_of(points)
    label, effect, se = found.points[3]
    assert (label, found.reason) == ("R0003", "")
    assert effect == pytest.approx(math.log(2 / 9), abs=1e-12)  # 2 of 11
    assert se == pytest.approx(math.sqrt(1 / 2 + 1 / 9), abs=1e-12)
    assert found.egger is not None
    assert found.rank is not None
    assert 0 < found.egger[1] < 1
    assert -1 <= found.rank[0] <= 1


def test_reports_that_are_all_alike_have_a_funnel_and_a_reason_for_no_test() -> None:
    found = funnel_of([point(i, 2, 8) for i in range(FEWEST)])
    assert len(found.points) == FEWEST
    assert (found.egger, found.rank) == (None, None)
    assert found.test_reason


def test_a_calendar_counts_months_years_and_those_without_either() -> None:
    dates = dates_of([
        {"onset_year": 2009, "onset_month": 12}, {"onset_year": "2009", "onset_month": "12"}, {"onset_year": 2010, "onset_month": None},
        {"onset_year": "", "onset_month": 3}, {},
    ])  # fmt: skip
    assert dates.counts == (("2009-12", 2), ("2010", 1))
    assert (dates.undated, dates.reason) == (2, "")
    assert (
        dates_of([{"onset_month": 3}]).reason
        == "No calendar: none of the 1 cases has the year of its onset told."
    )


def test_lanes_hold_days_and_leave_the_untold_untold(case: Callable[..., Row]) -> None:
    cases = [
        case("R0001-1", died="present", death_day_min=4, death_day_max=6),
        case("R0002-1", died="present", death_day_min=4, death_day_counted_from="hospital_admission"),
        case("R0003-1", died="absent"),
        case("R0004-1", died="absent"),
    ]
    given = treatments(
        ("R0001-1", "tocilizumab", "36", "2"), ("R0001-1", "corticosteroid", "12", ""), ("R0001-1", "antiviral", "1", ""),
        ("R0002-1", "corticosteroid", "24", ""), ("R0002-1", "tocilizumab", "", ""), ("R0003-1", "corticosteroid", "48", ""),
        ("R0004-1", "corticosteroid", "", ""),
    )  # fmt: skip
    result = swum(cases, given)
    lanes = result.strata[0].lanes
    assert lanes is not None
    assert [lane.case for lane in lanes.lanes] == ["R0001-1", "R0002-1", "R0003-1"]
    assert lanes.lanes[0].spells == (Spell("Corticosteroid", 0.5, None), Spell("Tocilizumab", 1.5, 3.5))
    assert [lane.at for lane in lanes.lanes] == [5.0, None, None]
    assert of_result(result)["t.lane.R0001-1"] == (
        "Corticosteroid from day 0.5; Tocilizumab from day 1.5 to day 3.5; died on day 5.0"
    )
    assert (
        of_result(result)["t.lane.R0002-1"] == "Corticosteroid from day 1.0; Tocilizumab, time not told; died"
    )


def test_two_lanes_are_too_few_and_many_are_cut_out_loud(case: Callable[..., Row]) -> None:
    ids = [f"R{i:04d}-1" for i in range(MOST + 5)]
    given = treatments(*((id, "corticosteroid", "6", "") for id in ids))
    few = swum([case(id) for id in ids[:2]], given).strata[0].lanes
    many = swum([case(id) for id in ids], given).strata[0].lanes
    assert few is not None
    assert many is not None
    assert "is told of 2 patients, and 3 are needed" in few.reason
    assert (few.lanes, few.told) == ((), 2)
    assert (len(many.lanes), many.told, many.reason) == (MOST, MOST + 5, "")


def test_a_treatment_that_was_not_given_has_no_lane(case: Callable[..., Row]) -> None:
    ids = [f"R{i:04d}-1" for i in range(4)]
    given = [
        row | {"treatment_given": "absent"}
        for row in treatments(*((id, "corticosteroid", "6", "") for id in ids))
    ]
    lanes = swum([case(id) for id in ids], given).strata[0].lanes
    assert lanes is not None
    assert lanes.told == 0


def test_who_has_no_group_told_is_counted_where_the_file_asks_for_it(died: Callable[..., Analysis], case: Callable[..., Row]) -> None:  # fmt: skip
    rows = [case("R0001-1", sex="male"), case("R0002-1", sex=""), case("R0003-1", sex=None)]
    data = {"cases": rows, "overlaps": []}
    asked = analyse(died(by="sex", strata={"male": "Male", "not_told": "Sex not told"}), data)
    assert [(s.value, s.total) for s in asked.strata] == [("male", 1), ("not_told", 2)]
    assert asked.unsplit == 0
    plain = analyse(died(by="sex", strata={"male": "Male"}), data)
    assert ([s.value for s in plain.strata], plain.unsplit) == (["male"], 2)


@pytest.mark.parametrize("more", [{"chart": "calendar", "by": "sex"}, {"chart": "swimmer"}, {"chart": "pie"}])
def test_a_chart_that_cannot_be_drawn_is_refused(died: Callable[..., Analysis], more: Row) -> None:
    with pytest.raises(ValidationError):
        died(**more)
