"""Proportions and comparisons against printed tables; no corpus is needed."""

import itertools

import numpy as np
import pytest
from scipy.stats import beta, binom
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio

from aneatlas.statistics.comparisons import Comparison, odds_ratio, risk_difference, risk_ratio
from aneatlas.statistics.exact import exact_unconditional, fisher_exact, mid_p
from aneatlas.statistics.proportions import clopper_pearson, jeffreys, wilson, wilson_corrected
from aneatlas.statistics.results import Withheld
from aneatlas.statistics.score import score_z


def limits(result: Comparison | Withheld) -> tuple[float, float]:
    assert isinstance(result, Comparison)
    return result.interval.lower, result.interval.upper


# Series of acute necrotizing encephalopathy with a death count: deaths, patients, Wilson limits in percent.
SERIES = [
    (0, 14, 0.0, 21.5), (3, 6, 18.8, 81.2), (13, 30, 27.4, 60.8), (5, 13, 17.7, 64.5), (11, 26, 25.5, 61.1),
    (1, 12, 1.5, 35.4), (6, 26, 11.0, 42.1), (8, 26, 16.5, 50.0), (11, 41, 15.7, 41.9), (15, 37, 26.3, 56.5),
    (16, 30, 36.1, 69.8), (10, 62, 9.0, 27.2),
]  # fmt: skip


@pytest.mark.parametrize(("deaths", "patients", "lower", "upper"), SERIES)
def test_wilson_of_published_series(deaths: int, patients: int, lower: float, upper: float) -> None:
    found = wilson(deaths, patients)
    assert (round(100 * found.lower, 1), round(100 * found.upper, 1)) == (lower, upper)


# Newcombe 1998 (doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I:
# methods 3 (score), 4 (score with continuity correction), 5 (Clopper-Pearson).
NEWCOMBE_SINGLE = [
    (81, 263, (0.2553, 0.3662), (0.2535, 0.3682), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0598, 0.1644), (0.0578, 0.1617)),
    (0, 20, (0.0, 0.1611), (0.0, 0.2005), (0.0, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0018, 0.1963), (0.0009, 0.1776)),
]


@pytest.mark.parametrize(("x", "n", "score", "corrected", "exact"), NEWCOMBE_SINGLE)
def test_newcombe_1998_single_proportion(
    x: int,
    n: int,
    score: tuple[float, float],
    corrected: tuple[float, float],
    exact: tuple[float, float],
) -> None:
    for method, printed in ((wilson, score), (wilson_corrected, corrected), (clopper_pearson, exact)):
        found = method(x, n)
        assert (round(found.lower, 4), round(found.upper, 4)) == printed


# Newcombe 1998 (doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I), table II:
# Miettinen-Nurminen and method 10 (hybrid score).
NEWCOMBE_DIFFERENCE = [
    ((56, 70, 48, 80), (0.0528, 0.3382), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1700, 0.8406), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0342, 0.8534), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0326, 0.1933), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1658, 0.2844), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2879, 0.2879), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.7156, 1.0), (0.6791, 1.0)),
]


@pytest.mark.parametrize(("table", "nurminen", "hybrid"), NEWCOMBE_DIFFERENCE)
def test_newcombe_1998_difference(
    table: tuple[int, int, int, int], nurminen: tuple[float, float], hybrid: tuple[float, float]
) -> None:
    assert limits(risk_difference(*table, method="miettinen-nurminen")) == pytest.approx(nurminen, abs=6e-5)
    assert limits(risk_difference(*table)) == pytest.approx(hybrid, abs=6e-5)


def test_intervals_within_1e12_of_their_definition() -> None:
    """Wilson solves (x/n - p)^2 = z^2 p (1 - p) / n; Clopper-Pearson's tails hold exactly alpha / 2."""
    for x, n in ((1, 10), (15, 37), (37, 109), (999, 1000), (3, 100_000)):
        z2 = 3.8414588206941236
        for limit in (wilson(x, n).lower, wilson(x, n).upper):
            assert (x / n - limit) ** 2 == pytest.approx(z2 * limit * (1 - limit) / n, rel=1e-9)
        exact = clopper_pearson(x, n)
        assert binom.sf(x - 1, n, exact.lower) == pytest.approx(0.025, rel=1e-9)
        assert binom.cdf(x, n, exact.upper) == pytest.approx(0.025, rel=1e-9)
        posterior = jeffreys(x, n)
        assert beta.cdf(posterior.lower, x + 0.5, n - x + 0.5) == pytest.approx(0.025, rel=1e-9)
        assert beta.sf(posterior.upper, x + 0.5, n - x + 0.5) == pytest.approx(0.025, rel=1e-9)


# R 4.2 fisher.test: the tea-tasting and the convictions examples of its help page. R's limits come from a
# root finder with tolerance 1.2e-4, so they are compared to 0.5 %, and ours to their equation below.
FISHER = [((3, 4, 1, 4), 0.4857, 6.408309), ((2, 12, 15, 18), 0.0005367, 0.04693661)]


@pytest.mark.parametrize(("table", "p_value", "estimate"), FISHER)
def test_fisher_of_r(table: tuple[int, int, int, int], p_value: float, estimate: float) -> None:
    found = fisher_exact(*table)
    assert isinstance(found, Comparison)
    assert found.p_value == pytest.approx(p_value, rel=1e-3)
    assert found.estimate == pytest.approx(estimate, rel=1e-5)


def test_fisher_intervals_equal_scipys() -> None:
    for table in ((3, 4, 1, 4), (2, 12, 15, 18), (8, 15, 4, 25), (0, 10, 5, 20), (5, 10, 0, 20)):
        x1, n1, x2, n2 = table
        theirs = scipy_odds_ratio([[x1, n1 - x1], [x2, n2 - x2]], kind="conditional")
        low, high = theirs.confidence_interval(0.95)
        found = limits(fisher_exact(*table))
        assert found == pytest.approx((low, high), rel=1e-6)


def test_mid_p_by_hand() -> None:
    """Tea tasting: the tables have probabilities 1, 16, 36, 16, 1 of 70; P(4) + P(3)/2 = 9/70, doubled."""
    found = mid_p(3, 4, 1, 4)
    assert isinstance(found, Comparison)
    assert found.p_value == pytest.approx(18 / 70)


@pytest.mark.parametrize("measure", ["risk ratio", "odds ratio"])
def test_score_limits_solve_their_equation(measure: str) -> None:
    compute = risk_ratio if measure == "risk ratio" else odds_ratio
    for x1, n1, x2, n2 in ((8, 15, 4, 25), (3, 4, 1, 4), (2, 12, 15, 18), (56, 70, 48, 80)):
        for limit, z in zip(
            limits(compute(x1, n1, x2, n2)), (1.959963984540054, -1.959963984540054), strict=True
        ):
            found = score_z(np.array([float(x1)]), n1, np.array([float(x2)]), n2, limit, measure, True)  # type: ignore[arg-type]
            assert float(found[0]) == pytest.approx(z, abs=1e-8)


def test_restricted_estimates_maximise_the_likelihood() -> None:
    """The closed forms of Miettinen and Nurminen against a fine grid of the likelihood."""
    from aneatlas.statistics.score import _restricted_difference, _restricted_odds, _restricted_ratio

    p2 = np.linspace(1e-6, 1 - 1e-6, 400_001)
    for x1, n1, x2, n2 in ((8, 15, 4, 25), (0, 10, 5, 20), (6, 7, 2, 7)):
        for value, restrict, first in (
            (0.2, _restricted_difference, lambda p: p + 0.2),
            (1.7, _restricted_ratio, lambda p: p * 1.7),
            (2.5, _restricted_odds, lambda p: 2.5 * p / (1 + 1.5 * p)),
        ):
            p1 = first(p2)
            inside = (p1 > 0) & (p1 < 1)
            grid, other = p2[inside], p1[inside]
            height = x1 * np.log(other) + (n1 - x1) * np.log1p(-other)
            height += x2 * np.log(grid) + (n2 - x2) * np.log1p(-grid)
            made = restrict(np.array([float(x1)]), n1, np.array([float(x2)]), n2, value)
            found = float((made[1] if isinstance(made, tuple) else made)[0])
            assert found == pytest.approx(grid[np.argmax(height)], abs=1e-5)


def test_exact_unconditional_interval_covers() -> None:
    """Exhaustively over all tables of 6 against 5 patients and a grid of true proportions."""
    n1, n2 = 6, 5
    intervals = {
        (a, b): limits(exact_unconditional(a, n1, b, n2))
        for a, b in itertools.product(range(n1 + 1), range(n2 + 1))
    }
    for p1, p2 in itertools.product((0.05, 0.2, 0.45, 0.7, 0.95), repeat=2):
        covered = sum(
            binom.pmf(a, n1, p1) * binom.pmf(b, n2, p2)
            for (a, b), (low, high) in intervals.items()
            if low - 1e-9 <= p1 - p2 <= high + 1e-9
        )
        assert covered >= 0.95 - 1e-9


def test_exact_ratio_interval_holds_its_level() -> None:
    n1, n2 = 5, 5
    pairs = [(a, b) for a, b in itertools.product(range(n1 + 1), range(n2 + 1)) if a + b > 0]
    intervals = {(a, b): limits(exact_unconditional(a, n1, b, n2, measure="risk ratio")) for a, b in pairs}
    for p1, p2 in itertools.product((0.2, 0.5, 0.8), repeat=2):
        covered = sum(
            binom.pmf(a, n1, p1) * binom.pmf(b, n2, p2)
            for (a, b), (low, high) in intervals.items()
            if low - 1e-9 <= p1 / p2 <= high + 1e-9
        )
        # The table without events has no ratio and is withheld: it counts as covered.
        assert covered + binom.pmf(0, n1, p1) * binom.pmf(0, n2, p2) >= 0.95 - 1e-9
