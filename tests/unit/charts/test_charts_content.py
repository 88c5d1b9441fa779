"""What each chart draws is what it was given: counts, gaps, open ends, and what is not known."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from aneatlas.outputs.charts import (
    Assessment,
    Band,
    Calendar,
    Curve,
    Curves,
    Estimate,
    Forest,
    ForestRow,
    Frame,
    Funnel,
    FunnelReport,
    Item,
    Lane,
    Matrix,
    MatrixRow,
    Moment,
    Prisma,
    Pyramid,
    Series,
    Spell,
    Swimmer,
    UpSet,
    calendar,
    combined,
    curves,
    forest,
    funnel,
    gathered,
    imbalances,
    incidence_curve,
    matrix,
    prisma,
    pyramid,
    series,
    share_row,
    survival_curve,
    swimmer,
    upset,
)
from aneatlas.outputs.charts.canvas import number, ticks, width_of, wrap
from aneatlas.statistics.proportions import wilson
from aneatlas.statistics.results import Withheld

FRAME = Frame("c", "t", "d", "table")


def words(svg: str) -> list[str]:
    """Return the words of a drawing, in order."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_lines_fit_their_width_and_keep_no_break_spaces() -> None:
    long = "Encephalopathy, acute necrotizing, of childhood (n\u00a0=\u00a01,200) Supercalifragilisticexpialidocious"
    lines = wrap(long, 120)
    assert all(width_of(line) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == long.replace(" ", "")
    assert any("(n\u00a0=\u00a01,200)" in line for line in lines)
    assert wrap("", 100) == [""]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-0.3, 0.3, [-0.2, 0, 0.2]), (0, 30, [0, 10, 20, 30]), (2, 2, [2])],
)
def test_ticks_are_round_and_inside(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.5, "0.5"), (123.4, "123"), (0.01234, "0.0123"), (-2.0, "−2"), (math.inf, "∞"), (-math.inf, "−∞")]
)  # fmt: skip
def test_numbers_are_short_and_without_exponent(value: float, text: str) -> None:
    assert number(value) == text


def test_a_row_of_a_forest_plot_has_the_wilson_interval() -> None:
    row = share_row("A", 3, 12)
    assert row.estimate is not None
    assert (row.estimate.value, row.estimate.lower) == (0.25, wilson(3, 12).lower)


def test_single_patients_are_gathered_and_no_patient_is_lost() -> None:
    rows = [share_row("A", 3, 12), *(share_row(f"s{i}", i % 2, 1) for i in range(9))]
    found = gathered(rows)
    assert [row.label for row in found] == ["A", "9 reports with one patient each"]
    assert (sum(row.n for row in found), sum(row.of for row in found)) == (7, 21)
    assert gathered(rows[:2]) == tuple(rows[:2])


def test_forest_shows_counts_pooled_and_prediction() -> None:
    pooled = Estimate(0.31, 0.24, 0.39)
    found = forest(
        Forest((share_row("A", 3, 12), share_row("B", 4, 9)), pooled, "Model", (0.07, 0.72)), FRAME
    )
    assert {"3 / 12", "4 / 9", "7 / 21", "31 (24 to 39)", "7 to 72"} <= set(words(found.svg))
    assert found.svg.count('class="square"') == 2
    assert found.svg.count('class="diamond"') == 1
    assert found.rows[-2:] == (
        ("Model", "", "31", "24 to 39"),
        ("Prediction for a new report", "", "", "7 to 72"),
    )


def test_forest_of_groups_is_not_pooled_and_says_what_its_rows_are() -> None:
    found = forest(
        Forest((share_row("Adults", 3, 12), share_row("Children", 4, 9)), None, what="Age group"), FRAME
    )
    assert found.columns[0] == "Age group"
    assert [row[0] for row in found.rows] == ["Adults", "Children"]
    assert "Not pooled" not in found.svg


def test_forest_of_ratios_says_where_there_is_no_estimate_and_where_a_limit_is_open() -> None:
    rows = (ForestRow("A", 3, 3, Estimate(9, 0.5, math.inf), (1, 9)), ForestRow("B", 0, 4, None, (0, 9)))
    found = forest(Forest(rows, None, measure="ratio", groups=("x", "y"), withheld="too few."), FRAME)
    assert "no estimate" in words(found.svg)
    assert "9 (0.5 to ∞)" in words(found.svg)
    assert "Not pooled: too few." in words(found.svg)
    assert 'class="diamond"' not in found.svg
    assert (
        len(re.findall(r'class="whisker" d="M[\d.]+ [\d.]+L[\d.]+ [\d.]+l-5 4', found.svg)) == 1
    )  # the arrow


def test_survival_curve_marks_ends_of_follow_up_and_counts_those_at_risk() -> None:
    curve = survival_curve("A", [1, 2, 3, 4, 10], [True, False, True, False, False])
    assert isinstance(curve, Curve)
    assert curve.censored == (2, 4, 10)
    assert [curve.at_risk(time) for time in (0, 1, 2, 3.5, 10, 11)] == [5, 5, 4, 2, 1, 0]
    found = curves(Curves((curve,), "alive", "days"), FRAME)
    assert found.svg.count('class="whisker"') == 3 + 1  # and the one in the key
    assert ("A, 3", "3", "53", "7 to 86", "1") in found.rows


def test_curves_of_nobody_are_withheld_and_five_curves_refused() -> None:
    assert isinstance(survival_curve("A", [], []), Withheld)
    assert isinstance(incidence_curve("A", [], [], "died"), Withheld)
    one = survival_curve("A", [1.0], [True])
    assert isinstance(one, Curve)
    with pytest.raises(ValueError, match="one to four"):
        curves(Curves((one,) * 5, "alive", "days"), FRAME)


def test_incidence_starts_at_nothing_and_stays_below_one_minus_survival() -> None:
    times, causes = [1, 2, 3, 4], ["died", "home", "died", None]
    found = incidence_curve("A", times, causes, "died")
    alone = survival_curve("A", times, [what == "died" for what in causes])
    assert isinstance(found, Curve)
    assert isinstance(alone, Curve)
    assert [step.value for step in found.steps] == pytest.approx([0.25, 0.5])
    assert found.steps[-1].value < 1 - alone.steps[-1].value
    assert found.censored == (4,)


def test_swimmer_keeps_untimed_treatments_off_the_axis_and_open_ends_open() -> None:
    lane = Lane("R1-1", (Spell("S", 1, 3), Spell("I", 2), Spell("P", None)), "Died", "died", 4)
    found = swimmer(Swimmer((lane,), {"S": "Steroids", "I": "Immunoglobulin", "P": "Plasma exchange"}), FRAME)
    assert "Time not" in words(found.svg)
    assert found.svg.count("whisker dashed") == 2  # one in the key
    assert found.rows == (
        ("R1-1", "Steroids: 1 to 3; Immunoglobulin: from 2, end not given; Plasma exchange: time not given", "Died", "4"),
    )  # fmt: skip
    timed = replace(lane, spells=lane.spells[:1])
    assert "Time not" not in words(swimmer(Swimmer((timed,), {"S": "Steroids"}), FRAME).svg)


def test_swimmer_refuses_a_treatment_without_a_name() -> None:
    with pytest.raises(ValueError, match="not named: X"):
        swimmer(Swimmer((Lane("a", (Spell("X", 1),), "Died"),), {"S": "Steroids"}), FRAME)


def test_upset_counts_every_case_once_and_tells_what_it_does_not_draw() -> None:
    cases = [frozenset("a")] * 3 + [frozenset("ab")] * 2 + [frozenset()]
    found = upset(UpSet(("a", "b"), combined(cases), most=2), FRAME)
    assert found.rows == (
        ("a", "3"), ("a, b", "2"), ("none of them", "1"), ("a, in any combination", "5"), ("b, in any combination", "2"),
    )  # fmt: skip
    assert "1 further combinations: 1 cases (see the table)" in words(found.svg)
    with pytest.raises(ValueError, match="not among the sets: c"):
        upset(UpSet(("a",), combined([frozenset("c")])), FRAME)


def test_matrix_shows_the_five_statuses_apart() -> None:
    statuses = ("present", "absent", "not_reported", "not_assessable", "unclear")
    found = matrix(Matrix(tuple("abcde"), (MatrixRow("R1-1", statuses),)), FRAME)
    assert found.rows == (("R1-1", "named as damaged", "said to be spared", "not reported", "not assessable", "unclear"),)  # fmt: skip
    with pytest.raises(ValueError, match="unknown status"):
        matrix(Matrix(("a",), (MatrixRow("R1-1", ("maybe",)),)), FRAME)
    with pytest.raises(ValueError, match="1 statuses for 2 sites"):
        matrix(Matrix(("a", "b"), (MatrixRow("R1-1", ("absent",)),)), FRAME)


def test_funnel_tells_reports_from_those_filled_in() -> None:
    points = (FunnelReport("A", -1.1, 0.4), FunnelReport("B", 0.2, 0.6, filled=True))
    found = funnel(Funnel(points, -0.8, "logit"), FRAME)
    assert found.svg.count('class="c4"') == 1
    assert found.rows == (("A", "−1.1", "0.4"), ("B (filled in)", "0.2", "0.6"), ("Pooled", "−0.8", ""))
    with pytest.raises(ValueError, match="needs a report"):
        funnel(Funnel((), 0, "logit"), FRAME)


def test_pyramid_shows_the_unreported_and_loses_nobody() -> None:
    value = Pyramid((Band("1 to 4", 4, 3, 2), Band("5 to 11", 1, 0, 0)), Band("age not reported", 0, 1, 5))
    found = pyramid(value, FRAME)
    assert "Sex not reported" in words(found.svg)
    assert sum(int(row[-1]) for row in found.rows) == 16
    silent = pyramid(Pyramid((Band("1 to 4", 4, 3),)), FRAME)
    assert "Sex not reported" not in words(silent.svg)


def test_calendar_keeps_the_years_between_and_the_months_not_given() -> None:
    found = calendar(Calendar({(2018, 1): 4, (2020, None): 6, (2020, 12): 1}, undated=17), FRAME)
    assert [row[0] for row in found.rows] == ["2020", "2019", "2018", "All years", "Year not given"]
    assert found.rows[0][-2:] == ("6", "7")
    assert found.rows[1][1:] == ("0",) * 14
    assert found.svg.count('class="q0"') == 3 * 12 - 2
    with pytest.raises(ValueError, match="no month 13"):
        calendar(Calendar({(2018, 13): 4}), FRAME)


def test_calendar_of_nothing_is_drawn() -> None:
    assert calendar(Calendar({}, undated=2), FRAME).rows[-1] == ("Year not given", *[""] * 13, "2")


def test_series_breaks_where_nothing_is_known() -> None:
    value = Series(
        (Moment(2018, 0.2, 0.1, 0.4, 2, 10), Moment(2019, 0.3), Moment(2021, 0.5)), "percent", share=True
    )
    found = series(value, FRAME)
    assert found.rows == (
        ("2018", "20", "2 of 10", "10 to 40"), ("2019", "30", "", ""), ("2020", "nothing known", "", ""), ("2021", "50", "", ""),
    )  # fmt: skip
    lines = re.findall(r'class="c6"', found.svg)
    assert len(lines) == 2  # one before the gap, one after it
    with pytest.raises(ValueError, match="each year once"):
        series(Series((Moment(2018, 1), Moment(2018, 2)), "n"), FRAME)


FLOW = Prisma(
    (Item("PubMed", 80), Item("Embase", 30)), (Item("ClinicalTrials.gov", 2),), 12, 0, 0, 100, 60,
    Assessment(40, 3, 37, (Item("Not the disease", 20), Item("No patient", 7)), 0, 0), 14, 15,
    other_sources=(Item("Citation searching", 6),), other_reports=Assessment(6, 1, 5),
)  # fmt: skip


def test_flow_diagram_that_adds_up_has_no_issue() -> None:
    assert imbalances(FLOW) == ()


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (replace(FLOW, duplicates=11), "records identified"),
        (replace(FLOW, excluded=59), "records screened"),
        (replace(FLOW, reports=replace(FLOW.reports, not_retrieved=4)), "reports sought = not retrieved"),
        (replace(FLOW, other_reports=Assessment(6, 0, 5)), "(other methods)"),
        (replace(FLOW, included=16), "reports included"),
    ],
)
def test_flow_diagram_that_does_not_add_up_says_where(changed: Prisma, where: str) -> None:
    assert [where in issue.where for issue in imbalances(changed)] == [True]


def test_flow_diagram_prints_what_is_not_recorded_and_what_waits() -> None:
    value = replace(FLOW, ineligible=None, undecided=9, other_sources=(), other_reports=None)
    found = prisma(value, FRAME)
    shown = " ".join(words(found.svg)).replace("\u00a0", " ")
    assert "Records marked as ineligible by automation tools (n = not recorded)" in shown
    assert "still to be screened (n = 9)" in shown
    assert "other methods" not in shown
    assert ("Screening", "Reports excluded: Not the disease", "20") in found.rows
    assert (
        "Identification",
        "Records marked as ineligible by automation tools",
        "not recorded",
    ) in found.rows


def test_flow_diagram_has_both_arms_and_the_boxes_of_the_statement() -> None:
    svg = prisma(FLOW, FRAME).svg
    assert svg.count('class="flow"') == 9 + 5
    assert svg.count('class="head"') == 8 + 5
    with pytest.raises(ValueError, match="negative"):
        prisma(replace(FLOW, studies=-1), FRAME)


def test_many_long_reasons_stay_inside_the_picture() -> None:
    reasons = tuple(Item(f"Reason {i} that takes many words to explain to the reader", i) for i in range(40))
    svg = prisma(replace(FLOW, reports=replace(FLOW.reports, excluded=reasons)), FRAME).svg
    height = float(re.search(r'height="([\d.]+)"', svg).group(1))  # type: ignore[union-attr]
    assert all(float(y) < height for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', svg))
