"""Known parameters come back from generated data, and intervals hold their level.

Small numbers of repetitions with fixed seeds: `benchmarks/recovery.py` runs 2,000.
Bounds are three Monte Carlo standard errors around the nominal 95 % (or the known small-sample level).
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.stats import binom

from aneatlas.statistics.capture_models import CaptureModels, closed_models
from aneatlas.statistics.comparisons import Comparison, risk_difference
from aneatlas.statistics.effects import Effects
from aneatlas.statistics.exact import fisher_exact
from aneatlas.statistics.firth import PenalisedRegression, firth_logistic
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.mixed_likelihood import clustered_counts, marginal_log_likelihood
from aneatlas.statistics.one_stage import OneStage, one_stage_logistic
from aneatlas.statistics.ordinal import OrdinalRegression, proportional_odds
from aneatlas.statistics.pooling import Pooled, pool
from aneatlas.statistics.proportions import clopper_pearson, wilson


def within(covered: int, repetitions: int, level: float = 0.95) -> bool:
    """Whether a count of covering intervals lies within three standard errors of its level."""
    return abs(covered / repetitions - level) < 3 * (level * (1 - level) / repetitions) ** 0.5


def expit(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def test_wilson_covers_95_percent_on_average_and_clopper_pearson_always() -> None:
    """Exact, by enumeration: n = 30, true proportions from 0.05 to 0.95."""
    n, mean = 30, []
    for p in np.linspace(0.05, 0.95, 91):
        chances = binom.pmf(np.arange(n + 1), n, p)
        mean.append(sum(c for x, c in enumerate(chances) if p in wilson(x, n)))
        assert sum(c for x, c in enumerate(chances) if p in clopper_pearson(x, n)) >= 0.95
    assert 0.945 < float(np.mean(mean)) < 0.96


def test_score_difference_and_fisher_by_enumeration() -> None:
    n1, n2, p1, p2 = 12, 15, 0.5, 0.2
    score = fisher = 0.0
    for a in range(n1 + 1):
        for b in range(n2 + 1):
            chance = binom.pmf(a, n1, p1) * binom.pmf(b, n2, p2)
            difference = risk_difference(a, n1, b, n2, method="miettinen-nurminen")
            assert isinstance(difference, Comparison)
            score += chance * (p1 - p2 in difference.interval)
            exact = fisher_exact(a, n1, b, n2)
            fisher += chance * (not isinstance(exact, Comparison) or 4.0 in exact.interval)
    assert 0.93 < score < 0.98
    assert fisher >= 0.95


def test_type_one_error_of_fisher_is_below_its_level() -> None:
    n1, n2, rejected = 15, 15, 0.0
    for a in range(n1 + 1):
        for b in range(n2 + 1):
            found = fisher_exact(a, n1, b, n2)
            if isinstance(found, Comparison) and found.p_value is not None and found.p_value < 0.05:
                rejected += binom.pmf(a, n1, 0.3) * binom.pmf(b, n2, 0.3)
    assert rejected < 0.05


def test_hartung_knapp_with_reml() -> None:
    rng, covered, repetitions = np.random.default_rng(11), 0, 300
    for _ in range(repetitions):
        v = rng.uniform(0.05, 0.4, 10)
        y = 0.5 + rng.normal(0, 0.4, 10) + rng.normal(0, np.sqrt(v))
        effects = Effects("mean difference", tuple("abcdefghij"), tuple(y), tuple(v), (1,) * 10)
        found = pool(effects, "REML", "hartung-knapp")
        assert isinstance(found, Pooled)
        covered += 0.5 in found.interval
    assert within(covered, repetitions)


def test_logistic_model_recovers_mean_and_variance_between_reports() -> None:
    """120 reports, half of them with one patient; mean logit -0.8, standard deviation 1."""
    rng, covered, repetitions, logits, tau2 = np.random.default_rng(12), 0, 40, [], []
    for _ in range(repetitions):
        totals = rng.choice([1, 1, 1, 2, 5, 20], 120)
        events = rng.binomial(totals, expit(-0.8 + rng.normal(0, 1, 120)))
        found = pool_proportions(events.tolist(), totals.tolist())
        assert isinstance(found, LogisticPooled)
        covered += -0.8 in found.logit_interval
        logits.append(found.logit)
        tau2.append(found.tau2)
    assert within(covered, repetitions)
    assert np.mean(logits) == pytest.approx(-0.8, abs=0.05)
    assert np.mean(tau2) == pytest.approx(1.0, abs=0.15)


def brute_force(events: list[int], totals: list[int], mu: float, sigma: float) -> float:
    """Return the log-likelihood by a rule that needs no cleverness: 800,001 points from -40 to 40."""
    u, value = np.linspace(-40, 40, 800_001), 0.0
    eta = mu + sigma * u
    for x, n in zip(events, totals, strict=True):
        height = x * eta - n * np.logaddexp(0, eta) - u**2 / 2
        top = height.max()
        value += top + np.log(np.exp(height - top).sum() * (u[1] - u[0])) - 0.5 * np.log(2 * np.pi)
    return float(value)


@pytest.mark.parametrize(
    ("events", "totals"),
    [
        ([0, 0, 1, 0, 2, 13, 0, 5, 11, 40], [1, 1, 1, 3, 6, 30, 14, 13, 26, 60]),
        ([0, 0, 0, 1, 1, 0, 9], [2, 3, 400, 250, 30, 1, 10]),
        ([5, 0, 0, 156], [5, 3, 3, 200]),
        ([187, 0, 0, 5], [200, 20, 1, 5]),
    ],
)
def test_quadrature_equals_brute_force(events: list[int], totals: list[int]) -> None:
    """Also for a large variance, where reports with all or no patients affected have one-sided integrands
    and adaptive Gauss-Hermite rules are wrong in the second digit."""
    table = np.array(events, float), np.array(totals, float), np.ones((len(events), 1))
    data = clustered_counts(*table, list(map(str, range(len(events)))))
    for mu, sigma in ((-1.0, 0.05), (-1.0, 0.3), (-2.0, 1.0), (-3.0, 2.5), (-1.0, 5.0), (-3.0, 12.0)):
        ours = marginal_log_likelihood(data, np.array([mu]), sigma)
        assert ours == pytest.approx(brute_force(events, totals, mu, sigma), abs=1e-7)


def test_the_false_optimum_of_plain_quadrature_is_avoided() -> None:
    """Large reports make the integrand narrow. A plain 21-point rule then misses it and prefers a variance
    that the brute-force likelihood rejects; the adaptive rule finds the highest point of a wide grid."""
    rng = np.random.default_rng(3)
    totals = [1] * 10 + [50, 400, 800, 120, 60, 300, 90, 500]
    events = rng.binomial(totals, expit(-0.9 + rng.normal(0, 1.3, len(totals)))).tolist()
    found = pool_proportions(events, totals)
    assert isinstance(found, LogisticPooled)
    z, weight = np.polynomial.hermite.hermgauss(21)

    def plain(mu: float, sigma: float) -> float:
        eta = mu + sigma * np.sqrt(2) * z
        rows = np.array([x * eta - n * np.logaddexp(0, eta) for x, n in zip(events, totals, strict=True)])
        return float(np.sum(np.log(np.exp(rows - rows.max(1, keepdims=True)) @ weight) + rows.max(1)))

    grid = [(mu, sigma) for mu in np.linspace(-4, 3, 71) for sigma in np.linspace(0.05, 6, 80)]
    false = max(grid, key=lambda point: plain(*point))
    ours = brute_force(events, totals, found.logit, found.tau2**0.5)
    assert ours > brute_force(events, totals, *false) + 0.05
    table = np.array(events, float), np.array(totals, float), np.ones((len(events), 1))
    data = clustered_counts(*table, list(map(str, range(len(events)))))
    for mu, sigma in grid[::7]:
        assert ours >= marginal_log_likelihood(data, np.array([mu]), sigma) - 1e-6


def test_one_stage_model_recovers_an_odds_ratio() -> None:
    rng, covered, repetitions, found_log = np.random.default_rng(13), 0, 20, []
    for _ in range(repetitions):
        report = np.repeat(np.arange(60), rng.integers(1, 12, 60))
        exposed = rng.integers(0, 2, len(report))
        outcome = rng.binomial(1, expit(-0.5 + 1.0 * exposed + rng.normal(0, 1, 60)[report]))
        found = one_stage_logistic(
            outcome.tolist(), [exposed.tolist()], ["exposed"], [str(r) for r in report]
        )
        assert isinstance(found, OneStage)
        covered += 1.0 in found.coefficients[1].interval
        found_log.append(found.coefficients[1].estimate)
    assert within(covered, repetitions)
    assert np.mean(found_log) == pytest.approx(1.0, abs=0.1)


def test_firth_intervals_cover_in_small_samples() -> None:
    rng, covered, repetitions = np.random.default_rng(14), 0, 100
    for _ in range(repetitions):
        exposed = np.array([0] * 15 + [1] * 15)
        outcome = rng.binomial(1, expit(-1.5 + 2.0 * exposed))
        if outcome.sum() in (0, 30):
            covered += 1
            continue
        found = firth_logistic(outcome.tolist(), [exposed.tolist()], ["exposed"])
        assert isinstance(found, PenalisedRegression)
        covered += 2.0 in found.coefficients[1].interval
    assert within(covered, repetitions)


def test_proportional_odds_recovers_a_coefficient() -> None:
    rng = np.random.default_rng(15)
    x = rng.normal(size=3000)
    latent = 0.8 * x + rng.logistic(size=3000)
    levels = ["well", "mild", "severe", "died"]
    outcome = [levels[i] for i in np.digitize(latent, [-0.5, 0.7, 2.0])]
    found = proportional_odds(outcome, levels, [x.tolist()], ["x"])
    assert isinstance(found, OrdinalRegression)
    assert 0.8 in found.coefficients[0].interval
    assert [t.estimate for t in found.thresholds] == pytest.approx([-0.5, 0.7, 2.0], abs=0.15)


def test_capture_model_recovers_a_population() -> None:
    rng, covered, repetitions = np.random.default_rng(16), 0, 60
    for _ in range(repetitions):
        seen = rng.random((500, 3)) < np.array([0.3, 0.4, 0.25])
        histories: dict[tuple[int, ...], int] = {}
        for row in seen:
            if row.any():
                key = tuple(int(one) for one in row)
                histories[key] = histories.get(key, 0) + 1
        found = closed_models(histories, 0.95)
        assert isinstance(found, CaptureModels)
        interval = found.named("Mt").interval
        assert interval is not None
        covered += 500 in interval
    assert within(covered, repetitions)


def benchmark() -> ModuleType:
    """Return benchmarks/recovery.py, so that the same cohorts are generated here, fewer of them."""
    path = Path(__file__).parents[2] / "benchmarks" / "recovery.py"
    spec = spec_from_file_location("recovery", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["recovery"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


RECOVERY = benchmark()
# a repetition of the logistic model takes a tenth of a second, of the others a few milliseconds
REPETITIONS = {
    scenario.name: 30 if scenario.name.startswith("GLMM") else 200 for scenario in RECOVERY.SCENARIOS
}


def consistent(held: int, of: int, lowest: float, highest: float) -> bool:
    """Whether a count is within three Monte Carlo standard errors of a band."""
    error = 3 * (lowest * (1 - lowest) / of) ** 0.5, 3 * (highest * (1 - highest) / of) ** 0.5
    return lowest - error[0] <= held / of <= highest + error[1]


@pytest.mark.parametrize(
    "scenario", [s for s in RECOVERY.SCENARIOS if s.main and not s.tests], ids=lambda s: s.name
)
def test_main_models_cover_93_to_97_percent(scenario: object) -> None:
    for name, (held, of) in RECOVERY.run(scenario, REPETITIONS[scenario.name]).items():  # type: ignore[attr-defined]
        assert of > 0.9 * REPETITIONS[scenario.name], name  # type: ignore[attr-defined]
        assert consistent(held, of, RECOVERY.LOWEST, RECOVERY.HIGHEST), (name, held, of)


def test_comparisons_do_not_reject_a_true_null_too_often() -> None:
    """Fisher's exact test and mid-p stay below 5 %; the others near it, within three Monte Carlo errors."""
    for scenario in RECOVERY.SCENARIOS:
        if scenario.tests and "60 reports" not in scenario.name:
            for name, (rejected, of) in RECOVERY.run(scenario, 150).items():
                assert rejected / of <= 0.06 + 3 * (0.06 * 0.94 / of) ** 0.5, (name, rejected, of)


def test_random_effects_without_hartung_knapp_cover_too_little_and_are_not_a_main_model() -> None:
    scenario = next(s for s in RECOVERY.SCENARIOS if s.name.startswith("REML without"))
    held, of = RECOVERY.run(scenario, 600)["mean"]
    assert held / of < 0.93
    assert not scenario.main
