"""Properties that hold for every input."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stat_walk import has_nan

from aneatlas.statistics.agreement import Agreement, cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha
from aneatlas.statistics.censored import CensoredMedian, Span, censored_median
from aneatlas.statistics.comparisons import Comparison, odds_ratio, risk_difference, risk_ratio
from aneatlas.statistics.effects import Effects, TwoByTwo, proportion_effects
from aneatlas.statistics.exact import fisher_exact, mid_p
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.medians import Median, median
from aneatlas.statistics.missingness import MissingBounds, missing_bounds
from aneatlas.statistics.overlap import Candidate, choose_reports
from aneatlas.statistics.pooling import Pooled, pool
from aneatlas.statistics.proportions import Proportion, clopper_pearson, jeffreys, proportion, wilson
from aneatlas.statistics.results import Withheld
from aneatlas.statistics.rootfinding import zeroin
from aneatlas.statistics.stratified import mantel_haenszel, peto
from aneatlas.statistics.survival import SurvivalCurve, kaplan_meier

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SMALL = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
REPORTS = st.lists(SMALL, min_size=2, max_size=12)
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@given(COUNTS, LEVELS)
def test_intervals_hold_their_estimate_and_mirror(counts: tuple[int, int], level: float) -> None:
    x, n = counts
    for method in (wilson, clopper_pearson, jeffreys):
        found, mirror = method(x, n, level), method(n - x, n, level)
        assert 0 <= found.lower <= found.upper <= 1
        assert x / n in found
        assert found.lower == pytest.approx(1 - mirror.upper, abs=1e-9)
    assert clopper_pearson(x, n, level).width >= jeffreys(x, n, level).width - 1e-12


@given(COUNTS)
def test_more_patients_narrow_the_interval(counts: tuple[int, int]) -> None:
    x, n = counts
    assert wilson(2 * x, 2 * n).width < wilson(x, n).width
    assert wilson(x, n, 0.99).width > wilson(x, n, 0.9).width


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_proportion_is_a_number_or_withheld(x: int, extra: int) -> None:
    found = proportion(x, x + extra)
    assert isinstance(found, Withheld if x + extra == 0 else Proportion)
    assert not has_nan(found)


@given(SMALL, SMALL, LEVELS)
def test_comparisons_hold_their_estimate_and_mirror(
    first: tuple[int, int], second: tuple[int, int], level: float
) -> None:
    for compute in (risk_ratio, odds_ratio, fisher_exact, mid_p):
        found, mirror = compute(*first, *second, level), compute(*second, *first, level)
        assert isinstance(found, Withheld) == isinstance(mirror, Withheld)
        if isinstance(found, Comparison) and isinstance(mirror, Comparison):
            assert not has_nan(found)
            inside = found.interval.lower * (1 - 1e-9) <= found.estimate
            assert inside
            assert found.estimate <= found.interval.upper * (1 + 1e-9)
            turned = math.inf if mirror.interval.lower == 0 else 1 / mirror.interval.lower
            assert found.interval.upper == pytest.approx(turned, rel=1e-6)
    for method in ("newcombe", "miettinen-nurminen"):
        one = risk_difference(*first, *second, level, method)  # type: ignore[arg-type]
        two = risk_difference(*second, *first, level, method)  # type: ignore[arg-type]
        assert isinstance(one, Comparison)
        assert isinstance(two, Comparison)
        assert one.interval.lower == pytest.approx(-two.interval.upper, abs=1e-7)
        assert one.interval.lower - 1e-9 <= one.estimate <= one.interval.upper + 1e-9
        assert one.interval.lower >= -1 - 1e-9
        assert one.interval.upper <= 1 + 1e-9


@settings(deadline=None)
@given(REPORTS, st.sampled_from(["raw", "logit", "arcsine", "double-arcsine"]),
       st.sampled_from(["common", "DL", "HE", "HS", "SJ", "ML", "REML", "PM", "EB"]))  # fmt: skip
def test_pooling_gives_numbers_within_the_reports(
    reports: list[tuple[int, int]], scale: str, method: str
) -> None:
    effects = proportion_effects([x for x, _ in reports], [n for _, n in reports], scale)  # type: ignore[arg-type]
    found = pool(effects, method)  # type: ignore[arg-type]
    assert isinstance(found, Pooled)
    assert not has_nan(found)
    assert min(effects.estimates) - 1e-9 <= found.estimate <= max(effects.estimates) + 1e-9
    assert found.tau2 >= 0
    assert 0 <= found.i2 <= 100
    assert 0 <= found.natural.interval.lower <= found.natural.interval.upper <= 1
    assert sum(found.weights) == pytest.approx(100)
    if found.prediction is not None:
        assert found.prediction.width >= found.interval.width - 1e-12


@given(REPORTS, st.floats(-3, 3))
def test_pooling_does_not_depend_on_order_and_shifts_with_the_data(
    reports: list[tuple[int, int]], shift: float
) -> None:
    effects = proportion_effects([x for x, _ in reports], [n for _, n in reports])
    moved = Effects(
        "mean difference",
        effects.labels[::-1],
        tuple(y + shift for y in effects.estimates[::-1]),
        effects.variances[::-1],
        effects.sizes[::-1],
    )
    one, two = pool(effects), pool(moved)
    assert isinstance(one, Pooled)
    assert isinstance(two, Pooled)
    assert two.estimate == pytest.approx(one.estimate + shift, abs=1e-6)
    assert two.tau2 == pytest.approx(one.tau2, abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(SMALL, st.tuples(st.integers(0, 1), st.just(1))), min_size=2, max_size=12))
def test_the_logistic_model_gives_numbers_or_a_reason(reports: list[tuple[int, int]]) -> None:
    found = pool_proportions([x for x, _ in reports], [n for _, n in reports])
    assert not has_nan(found)
    if isinstance(found, LogisticPooled):
        assert 0 < found.typical_interval.lower <= found.typical <= found.typical_interval.upper < 1
        assert found.average in found.average_interval
        assert found.events == sum(x for x, _ in reports)
        mirror = pool_proportions([n - x for x, n in reports], [n for _, n in reports])
        assert isinstance(mirror, LogisticPooled)
        assert mirror.average == pytest.approx(1 - found.average, abs=2e-4)
    else:
        assert found.reason


@given(st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=8))
def test_stratified_comparisons_mirror(tables: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    there = [TwoByTwo(*first, *second) for first, second in tables]
    back = [TwoByTwo(*second, *first) for first, second in tables]
    for compute in (mantel_haenszel, peto):
        one, two = compute(there), compute(back)
        assert not has_nan(one)
        assert isinstance(one, Withheld) == isinstance(two, Withheld)
        if not isinstance(one, Withheld) and not isinstance(two, Withheld):
            assert one.estimate == pytest.approx(-two.estimate, abs=1e-9)
            assert one.se == pytest.approx(two.se)


VALUES = st.lists(st.floats(0, 90), min_size=1, max_size=60)


@given(VALUES, LEVELS)
def test_medians_lie_in_their_interval(values: list[float], level: float) -> None:
    found = median(values, level)
    assert isinstance(found, Median)
    assert found.minimum <= found.estimate <= found.maximum
    if found.interval is not None and found.attained is not None:
        assert found.estimate in found.interval
        assert found.attained >= level


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 8)), min_size=1, max_size=25))
def test_censored_median_lies_between_its_bounds(pairs: list[tuple[int, int]]) -> None:
    found = censored_median([Span(low, low + width) for low, width in pairs])
    assert not has_nan(found)
    if isinstance(found, CensoredMedian):
        assert sum(mass.probability for mass in found.masses) == pytest.approx(1, abs=1e-6)
        assert found.lower <= found.upper
        assert found.earliest <= found.latest
        if found.interval is not None:
            assert found.interval.lower <= found.earliest
            assert found.latest <= found.interval.upper


@given(st.lists(st.integers(0, 30).map(float), min_size=6, max_size=40))
def test_exact_values_give_the_ordinary_median_interval(values: list[float]) -> None:
    one, two = censored_median([Span(v, v) for v in values]), median(values)
    assert isinstance(one, CensoredMedian)
    assert isinstance(two, Median)
    assert one.interval is not None
    assert two.interval is not None
    assert (one.interval.lower, one.interval.upper) == (two.interval.lower, two.interval.upper)
    assert one.lower <= two.estimate <= one.upper


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40))
def test_survival_falls_from_one_to_zero_at_most(patients: list[tuple[int, bool]]) -> None:
    found = kaplan_meier([float(t) for t, _ in patients], [e for _, e in patients])
    assert isinstance(found, SurvivalCurve)
    assert not has_nan(found)
    curve = [1.0, *[step.survival for step in found.steps]]
    assert all(a > b for a, b in pairwise(curve))
    assert curve[-1] >= 0
    assert all(step.survival in step.interval for step in found.steps if step.interval is not None)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40))
def test_survival_without_censoring_is_the_proportion(times: list[int]) -> None:
    found = kaplan_meier([float(t) for t in times], [True] * len(times))
    assert isinstance(found, SurvivalCurve)
    for step in found.steps:
        assert step.survival == pytest.approx(sum(t > step.time for t in times) / len(times), abs=1e-12)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_missing_bounds_hold_every_completion(events: int, others: int, silent: int) -> None:
    assume(events + others + silent > 0)
    found = missing_bounds(events, events + others, events + others + silent)
    assert isinstance(found, MissingBounds)
    for had in range(silent + 1):
        share = (events + had) / found.n
        assert found.lowest <= share <= found.highest
        assert share in found.interval


RATING = st.sampled_from(["a", "b", "c", None])


@given(st.lists(st.tuples(RATING, RATING, RATING), min_size=1, max_size=30))
def test_agreement_is_at_most_one_and_never_nan(ratings: list[tuple[str | None, ...]]) -> None:
    categories = ["a", "b", "c"]
    results = [fleiss_kappa(ratings, categories), gwet_ac1(ratings, categories),
               krippendorff_alpha(ratings, categories), krippendorff_alpha(ratings, categories, "ordinal"),
               cohen_kappa([r[0] for r in ratings], [r[1] for r in ratings], categories, "linear")]  # fmt: skip
    for found in results:
        assert not has_nan(found)
        if isinstance(found, Agreement):
            assert found.estimate <= 1 + 1e-12
            assert found.interval.lower <= found.interval.upper


@given(st.lists(st.integers(0, 9), min_size=1, max_size=10),
       st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))  # fmt: skip
def test_chosen_reports_share_no_patients(sizes: list[int], pairs: list[tuple[int, int]]) -> None:
    candidates = [Candidate(f"r{i}", size) for i, size in enumerate(sizes)]
    overlaps = [(f"r{a}", f"r{b}") for a, b in pairs if a != b]
    found = choose_reports(candidates, overlaps)
    assert not any(a in found.taken and b in found.taken for a, b in overlaps)
    left = {item.report: item.because_of for item in found.left_out}
    assert set(found.taken) | set(left) == {candidate.report for candidate in candidates}
    assert all(rival in found.taken and ((one, rival) in overlaps or (rival, one) in overlaps)
               for one, rival in left.items())  # fmt: skip
    assert choose_reports(candidates[::-1], overlaps) == found


@given(st.floats(-50, 50), st.floats(0.01, 5))
def test_zeroin_finds_the_root(root: float, steepness: float) -> None:
    found = zeroin(lambda t: math.atan(steepness * (t - root)), -100, 100)
    assert found == pytest.approx(root, abs=1e-9)
