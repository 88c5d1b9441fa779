"""The stated rules: overlaps, duplicates, guards, missingness, ages with precision."""

import subprocess
import sys

import pytest

from aneatlas.core.issues import Level
from aneatlas.statistics.censored import CensoredMedian, Span, censored_median, turnbull, years
from aneatlas.statistics.effects import TwoByTwo, proportion_effects
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.guards import (
    TreatedPatient,
    alive_at_landmark,
    guarded,
    immortal_time,
    one_report_dominates,
    published_selection,
    separation,
    too_few_patients,
)
from aneatlas.statistics.loglinear import PopulationSize, population_size
from aneatlas.statistics.missingness import (
    DifferenceBounds,
    MissingBounds,
    Reported,
    difference_bounds,
    missing_bounds,
    reporting_table,
)
from aneatlas.statistics.overlap import Candidate, choose_reports, with_and_without_merging
from aneatlas.statistics.pooling import Pooled, pool
from aneatlas.statistics.proportions import Proportion, proportion, wilson
from aneatlas.statistics.regression import subgroups
from aneatlas.statistics.results import Withheld
from aneatlas.statistics.sensitivity import (
    LeaveOneOut,
    ProportionsLeaveOneOut,
    leave_one_out,
    leave_one_out_proportions,
)
from aneatlas.statistics.small_study import AsymmetryTest, egger_mixed, funnel


def test_of_overlapping_reports_the_larger_is_taken_then_the_later() -> None:
    candidates = [Candidate("survey", 30, 2010), Candidate("series", 12, 2012), Candidate("letter", 12, 2015)]
    found = choose_reports(candidates, [("series", "letter"), ("survey", "other")])
    assert found.taken == ("letter", "survey")
    assert [(item.report, item.because_of) for item in found.left_out] == [("series", "letter")]


def test_a_chain_of_overlaps_keeps_the_two_ends_that_do_not_overlap() -> None:
    candidates = [Candidate("a", 9), Candidate("b", 8), Candidate("c", 7)]
    assert choose_reports(candidates, [("a", "b"), ("b", "c")]).taken == ("a", "c")


def test_results_that_depend_on_duplicates_are_both_kept() -> None:
    def analyse(counts: tuple[int, int]) -> Proportion | Withheld:
        return proportion(*counts)

    found = with_and_without_merging(analyse, (30, 100), (36, 110), lambda r: r.estimate)
    assert found.differs
    assert found.difference == pytest.approx(0.3 - 36 / 110)
    assert [issue.code for issue in found.issues] == ["duplicates-matter"]
    same = with_and_without_merging(analyse, (30, 100), (30, 100), lambda r: r.estimate)
    assert not same.differs
    assert same.issues == ()
    lost = with_and_without_merging(analyse, (0, 0), (30, 100), lambda r: r.estimate)
    assert lost.differs
    assert lost.difference is None


def test_too_few_patients_withhold_a_figure() -> None:
    assert too_few_patients(4)[0].level is Level.ERROR
    assert too_few_patients(9)[0].level is Level.WARNING
    assert too_few_patients(10) == ()
    found = guarded("deaths", 4, too_few_patients(4), lambda: proportion(1, 4))
    assert isinstance(found, Withheld)
    assert found.issues[0].code == "too-few-patients"
    assert isinstance(guarded("deaths", 9, too_few_patients(9), lambda: proportion(1, 9)), Proportion)


def test_a_dominating_report_is_named() -> None:
    issues = one_report_dominates({"survey": 60, "a": 20, "b": 30})
    assert issues[0].code == "one-report-dominates"
    assert "survey has 60 of 110" in issues[0].message
    assert one_report_dominates({"a": 20, "b": 30, "c": 20}) == ()


def test_separation_and_publication() -> None:
    assert separation(TwoByTwo(0, 5, 3, 9))[0].code == "separation"
    assert separation(TwoByTwo(1, 5, 3, 9)) == ()
    assert published_selection(40, 100)[0].code == "selected-by-publication"
    assert published_selection(20, 100) == ()


def test_immortal_time_counts_early_deaths_among_the_untreated() -> None:
    """Two of four in the comparison group died before 24 h: they could not have been treated later."""
    patients = [
        TreatedPatient(12, None),
        TreatedPatient(None, 10),
        TreatedPatient(None, 20),
        TreatedPatient(48, None),
        TreatedPatient(None, 90),
    ]
    issue = immortal_time(patients, 24)[0]
    assert (issue.code, issue.level) == ("immortal-time", Level.ERROR)
    assert "2 of 4" in issue.message
    assert len(alive_at_landmark(patients, 24)) == 3
    assert immortal_time(alive_at_landmark(patients, 24), 24) == ()


def test_missing_bounds_by_hand() -> None:
    """10 of 30 reported patients died; 10 of 40 are silent: 10/40 to 20/40."""
    found = missing_bounds(10, 30, 40)
    assert isinstance(found, MissingBounds)
    assert (found.lowest, found.highest, found.complete) == (0.25, 0.5, pytest.approx(1 / 3))
    assert found.interval.lower == wilson(10, 40).lower
    assert found.interval.upper == wilson(20, 40).upper
    difference = difference_bounds((10, 30, 40), (1, 10, 10))
    assert isinstance(difference, DifferenceBounds)
    assert (difference.lowest, difference.highest) == (pytest.approx(0.15), pytest.approx(0.4))
    assert difference.decided


def test_reporting_table_counts_by_stratum() -> None:
    patients = [
        Reported(("2000s", "child"), {"csf": True, "ranbp2": False}),
        Reported(("2000s", "child"), {"csf": True}),
        Reported(("2010s", "adult"), {"csf": False, "ranbp2": True}),
    ]
    cells = {(c.stratum, c.field): (c.reported, c.n) for c in reporting_table(patients)}
    assert cells == {
        (("2000s", "child"), "csf"): (2, 2),
        (("2000s", "child"), "ranbp2"): (0, 2),
        (("2010s", "adult"), "csf"): (0, 1),
        (("2010s", "adult"), "ranbp2"): (1, 1),
    }


def test_ages_given_with_precision() -> None:
    """'3 years' is 3 to below 4, a toddler 1 to below 3, 'in the forties' 40 to below 50."""
    spans = [years(3, 1), Span(1, 3), years(40, 10), years(5, 0), years(7, 1), years(2, 1), years(6, 1)]
    found = censored_median(spans)
    assert isinstance(found, CensoredMedian)
    assert (found.n, found.exact) == (7, 1)
    assert (found.lower, found.upper) == (5, 5)
    assert (found.earliest, found.latest) == (5, 5)
    assert found.interval is not None
    assert (found.interval.lower, found.interval.upper) == (1, 50)


def test_turnbull_by_hand() -> None:
    """Two overlapping spans share their intersection; a third apart keeps its own third."""
    masses = turnbull([Span(0, 4), Span(2, 6), Span(10, 12)])
    assert masses is not None
    assert [(m.lower, m.upper) for m in masses] == [(2, 4), (10, 12)]
    assert [m.probability for m in masses] == pytest.approx([2 / 3, 1 / 3])


def test_a_value_at_the_end_of_a_span_lies_outside_it() -> None:
    """'3 years' does not contain the fourth birthday."""
    masses = turnbull([Span(3, 4), Span(4, 4)])
    assert masses is not None
    assert [(m.lower, m.upper, round(m.probability, 6)) for m in masses] == [(3, 4, 0.5), (4, 4, 0.5)]


def test_the_same_report_entered_twice_is_one_report() -> None:
    one = pool_proportions([3, 2, 4, 6], [9, 8, 9, 30], ["a", "a", "b", "c"])
    two = pool_proportions([5, 4, 6], [17, 9, 30], ["a", "b", "c"])
    assert isinstance(one, LogisticPooled)
    assert isinstance(two, LogisticPooled)
    assert one.n == 3
    assert one.logit == pytest.approx(two.logit, abs=1e-9)


def test_reports_without_patients_are_named() -> None:
    effects = proportion_effects([1, 0, 2], [9, 0, 8], labels=["a", "empty", "b"])
    assert effects.left_out == ("empty",)
    found = pool(effects)
    assert isinstance(found, Pooled)
    assert "empty" in found.issues[0].message


def test_few_reports_with_several_patients_are_a_warning() -> None:
    found = pool_proportions([0, 3, 1, 0, 0], [1, 4, 1, 1, 1])
    assert isinstance(found, LogisticPooled)
    assert [issue.code for issue in found.issues] == ["tau2-weakly-determined"]


def test_one_report_that_decides_is_named() -> None:
    effects = proportion_effects([1, 2, 1, 90], [10, 20, 12, 100], "raw", ["a", "b", "c", "odd"])
    found = leave_one_out(effects, "common")
    assert isinstance(found, LeaveOneOut)
    named = [issue.message for issue in found.issues if issue.code == "one-report-decides"]
    assert any("odd" in message for message in named)


def test_logistic_leave_one_out_names_the_report_that_decides() -> None:
    events, totals = [*[6] * 12, 98, 0], [*[40] * 12, 100, 1]
    labels = [*"abcdefghijkl", "odd", "single"]
    found = leave_one_out_proportions(events, totals, labels)
    assert isinstance(found, ProportionsLeaveOneOut)
    assert found.left_out == tuple(labels[:-1])
    assert [issue.message.split()[1] for issue in found.issues] == ["odd"]
    without = pool_proportions(
        events[:12] + events[13:], totals[:12] + totals[13:], labels[:12] + labels[13:]
    )
    assert found.results[-1] == without


def test_funnels_of_proportions_carry_a_caution() -> None:
    effects = proportion_effects([1, 2, 1, 9], [10, 20, 12, 30])
    found = egger_mixed(effects)
    assert isinstance(found, AsymmetryTest)
    assert {issue.code for issue in found.issues} == {"few-reports", "funnel-of-proportions"}
    pooled = pool(effects)
    assert isinstance(pooled, Pooled)
    points = funnel(effects, pooled)
    assert [point.effect for point in points] == list(effects.estimates)
    assert all(pooled.estimate in point.expected for point in points)


def test_a_subgroup_of_one_report_is_withheld_and_the_rest_compared() -> None:
    effects = proportion_effects([1, 2, 8, 9, 3], [10, 20, 12, 30, 5])
    found = subgroups(effects, ["x", "x", "y", "y", "z"])
    assert [isinstance(group.pooled, Withheld) for group in found.groups] == [False, False, True]
    assert found.df == 1


def test_five_sources_use_forward_selection() -> None:
    """Sources 1 and 2 copy each other; the others are independent."""
    histories: dict[tuple[int, ...], int] = {}
    for number in range(4000):
        digits = [(number * prime // 7) % 10 for prime in (13, 29, 31, 53)]
        first = int(digits[0] < 4)
        second = first if digits[1] < 7 else 1 - first
        row = (first, second, int(digits[2] < 3), int(digits[3] < 4), int((number // 3) % 5 < 2))
        if any(row):
            histories[row] = histories.get(row, 0) + 1
    found = population_size(histories)
    assert isinstance(found, PopulationSize)
    assert "12" in found.selected
    assert found.models[0].aic <= min(model.aic for model in found.models)


def test_the_package_is_light_to_import() -> None:
    """The command line imports it at start-up: numpy and scipy come only when a statistic needs them."""
    code = (
        "import sys, aneatlas.statistics, aneatlas.statistics.proportions, aneatlas.statistics.missingness;"
        "print([m for m in ('numpy', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
