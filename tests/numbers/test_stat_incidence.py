"""Cumulative incidence against what it has to equal: Kaplan-Meier, the binomial, a table worked by hand, the jackknife."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from aneatlas.statistics.incidence import IncidenceCurve, cumulative_incidence
from aneatlas.statistics.results import NumbersInvalid, Withheld
from aneatlas.statistics.survival import SurvivalCurve, kaplan_meier


def curve(times: list[float], causes: list[str | None], cause: str = "died") -> IncidenceCurve:
    found = cumulative_incidence(times, causes, cause)
    assert isinstance(found, IncidenceCurve)
    return found


def test_with_one_cause_it_is_one_minus_kaplan_meier_with_greenwoods_error() -> None:
    rng = np.random.default_rng(1)
    times = [float(t) for t in rng.integers(1, 15, 60)]
    died = [bool(x) for x in rng.random(60) < 0.6]
    own = curve(times, ["died" if x else None for x in died])
    other = kaplan_meier(times, died)
    assert isinstance(other, SurvivalCurve)
    assert [s.incidence for s in own.steps] == pytest.approx([1 - s.survival for s in other.steps], rel=1e-12)
    assert [s.se for s in own.steps[:-1]] == pytest.approx([s.se for s in other.steps[:-1]], rel=1e-9)
    assert [s.at_risk for s in own.steps] == [s.at_risk for s in other.steps]


def test_without_censoring_it_is_the_share_with_its_binomial_error() -> None:
    rng = np.random.default_rng(2)
    times = [float(t) for t in rng.integers(1, 12, 45)]
    causes: list[str | None] = [("died", "home")[int(x)] for x in rng.random(45) < 0.55]
    for step in curve(times, causes).steps:
        share = sum(t <= step.time and what == "died" for t, what in zip(times, causes, strict=True)) / 45
        assert step.incidence == pytest.approx(share, rel=1e-12)
        assert step.se == pytest.approx(math.sqrt(share * (1 - share) / 45), rel=1e-9)


def test_a_table_worked_by_hand() -> None:
    """Ten patients; survival before each death, times deaths over those at risk, in fractions."""
    times = [1.0, 2, 2, 3, 4, 5, 6, 7, 8, 9]
    causes = ["died", "home", None, "died", None, "home", "died", None, "home", "died"]
    first = Fraction(1, 10)
    before3 = Fraction(9, 10) * Fraction(8, 9)  # time 2: one of nine goes home, another is lost
    third = first + before3 * Fraction(1, 7)
    before6 = before3 * Fraction(6, 7) * Fraction(4, 5)
    sixth = third + before6 * Fraction(1, 4)
    before9 = before6 * Fraction(3, 4) * Fraction(1, 2)
    ninth = sixth + before9
    found = curve(times, causes)
    assert [s.incidence for s in found.steps] == pytest.approx(
        [float(f) for f in (first, third, sixth, ninth)]
    )
    assert [(s.time, s.at_risk, s.events) for s in found.steps] == [
        (1, 10, 1),
        (3, 7, 1),
        (6, 4, 1),
        (9, 1, 1),
    ]
    assert (found.n, found.events, found.other_events, found.longest) == (10, 4, 3, 9)


def test_all_causes_and_survival_make_one() -> None:
    rng = np.random.default_rng(3)
    times = [float(t) for t in rng.exponential(5, 80)]
    causes: list[str | None] = [("died", "home", None)[i] for i in rng.integers(0, 3, 80)]
    ends = [curve(times, causes, cause).steps[-1].incidence for cause in ("died", "home")]
    alive = kaplan_meier(times, [what is not None for what in causes])
    assert isinstance(alive, SurvivalCurve)
    assert sum(ends) + alive.steps[-1].survival == pytest.approx(1, rel=1e-12)


def test_the_error_is_near_that_of_the_jackknife() -> None:
    """Both are consistent; with 300 patients they agree to a few percent, the jackknife's own error."""
    rng = np.random.default_rng(4)
    n = 300
    times = [float(t) for t in rng.exponential(5, n)]
    causes: list[str | None] = [("died", "home", None)[i] for i in rng.integers(0, 3, n)]

    def at_five(skip: int) -> tuple[float, float]:
        kept = [i for i in range(n) if i != skip]
        steps = curve([times[i] for i in kept], [causes[i] for i in kept]).steps
        last = [s for s in steps if s.time <= 5][-1]
        return last.incidence, last.se

    whole = at_five(-1)[1]
    left_out = np.array([at_five(i)[0] for i in range(n)])
    jackknife = math.sqrt((n - 1) / n * float(np.sum((left_out - left_out.mean()) ** 2)))
    assert whole == pytest.approx(jackknife, rel=0.05)


def test_limits_stay_inside_and_open_where_everybody_had_it() -> None:
    found = curve([1, 2, 3], ["died", "died", "died"])
    assert found.steps[-1].interval is None
    assert found.steps[-1].incidence == 1
    first = found.steps[0].interval
    assert first is not None
    assert 0 < first.lower < 1 / 3 < first.upper < 1
    assert [issue.code for issue in found.issues] == ["few-at-risk"]


def test_bad_input_is_refused_and_nobody_is_withheld() -> None:
    assert isinstance(cumulative_incidence([], [], "died"), Withheld)
    assert [issue.code for issue in curve([1, 2], [None, "home"]).issues] == ["no-events"]
    for times, causes in (([-1.0], ["died"]), ([math.nan], ["died"]), ([1.0], [])):
        with pytest.raises(NumbersInvalid):
            cumulative_incidence(times, causes, "died")
