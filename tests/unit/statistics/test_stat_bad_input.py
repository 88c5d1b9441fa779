"""Bad input: impossible numbers are refused in one line; possible data without an answer are withheld with
the reason; nothing ever comes back as NaN."""

import dataclasses
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from stat_walk import has_nan

from aneatlas.core.issues import FactsInvalid
from aneatlas.statistics import (
    agreement,
    capture_models,
    censored,
    comparisons,
    effects,
    exact,
    firth,
    glmm,
    guards,
    loglinear,
    medians,
    missingness,
    one_stage,
    ordinal,
    pooling,
    proportions,
    regression,
    sensitivity,
    small_study,
    stratified,
    survival,
    two_sources,
)
from aneatlas.statistics.effects import Effects, TwoByTwo
from aneatlas.statistics.results import NumbersInvalid, Withheld

NAN = math.nan


def made(estimates: list[float], variances: list[float]) -> Effects:
    k = len(estimates)
    return Effects("logit", tuple(map(str, range(k))), tuple(estimates), tuple(variances), (5,) * k)


REFUSED: list[tuple[str, Callable[[], Any]]] = [
    ("count-negative", lambda: proportions.wilson(-1, 5)),
    ("events-exceed-total", lambda: proportions.wilson(6, 5)),
    ("count-not-a-number", lambda: proportions.proportion(NAN, 5)),  # type: ignore[arg-type]
    ("count-not-whole", lambda: proportions.proportion(1.5, 5)),  # type: ignore[arg-type]
    ("no-patients", lambda: proportions.wilson(0, 0)),
    ("level-invalid", lambda: proportions.wilson(1, 5, 95)),
    ("method-unknown", lambda: proportions.proportion(1, 5, method="wald")),  # type: ignore[arg-type]
    ("events-exceed-total", lambda: comparisons.risk_difference(6, 5, 1, 5)),
    ("count-negative", lambda: exact.fisher_exact(1, 5, -1, 5)),
    ("events-exceed-total", lambda: effects.proportion_effects([3], [2])),
    ("lengths-differ", lambda: effects.proportion_effects([3], [4, 5])),
    ("time-not-positive", lambda: effects.rate_effects([effects.TwoRates(1, 0.0, 1, 5.0)])),
    ("means-unusable", lambda: effects.mean_effects([effects.TwoMeans(1, 2.0, 1.0, 5, 2.0, 1.0)])),
    ("not-finite", lambda: pooling.pool(made([0.1, NAN], [1, 1]))),
    ("variance-not-positive", lambda: pooling.pool(made([0.1, 0.2], [1, 0]))),
    ("method-unknown", lambda: pooling.pool(made([0.1, 0.2], [1, 1]), "MAGIC")),  # type: ignore[arg-type]
    ("events-exceed-total", lambda: glmm.pool_proportions([3, 1], [2, 4])),
    ("count-not-a-number", lambda: glmm.pool_proportions([NAN, 1], [2, 4])),  # type: ignore[list-item]
    ("moderators-invalid", lambda: regression.meta_regression(made([1, 2, 3], [1, 1, 1]), [[1, 2]], ["x"])),
    ("lengths-differ", lambda: regression.subgroups(made([1, 2], [1, 1]), ["a"])),
    ("not-finite", lambda: medians.median([1, NAN])),
    ("span-reversed", lambda: censored.censored_median([censored.Span(3, 2)])),
    ("precision-invalid", lambda: censored.years(3, -1)),
    ("time-negative", lambda: survival.kaplan_meier([-1.0], [True])),
    ("not-finite", lambda: survival.kaplan_meier([NAN], [True])),
    ("outcome-invalid", lambda: firth.firth_logistic([0, 2], [[1, 2]], ["x"])),
    ("not-finite", lambda: firth.firth_logistic([0, 1], [[1, NAN]], ["x"])),
    ("level-unknown", lambda: ordinal.proportional_odds(["?"], ["a", "b"], [[1.0]], ["x"])),
    ("lengths-differ", lambda: one_stage.one_stage_logistic([0, 1], [[1, 2]], ["x"], ["r"])),
    ("reported-exceed-total", lambda: missingness.missing_bounds(1, 6, 5)),
    ("overlap-exceeds-source", lambda: two_sources.chapman(5, 5, 6)),
    ("frequencies-exceed-seen", lambda: two_sources.chao_lower_bound(5, 4, 4)),
    ("history-invalid", lambda: capture_models.closed_models({(0, 0): 3, (1, 1): 2})),
    ("histories-differ", lambda: capture_models.closed_models({(1, 0): 3, (1, 1, 1): 2})),
    ("times-invalid", lambda: capture_models.frequency_models({5: 1}, 4)),
    ("category-unknown", lambda: agreement.fleiss_kappa([["x", "y"]], ["x", "z"])),
    ("categories-invalid", lambda: agreement.gwet_ac1([["x", "x"]], ["x"])),
    ("count-negative", lambda: guards.too_few_patients(-1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "call"), REFUSED, ids=[f"{i}-{code}" for i, (code, _) in enumerate(REFUSED)]
)
def test_impossible_numbers_are_refused(code: str, call: Callable[[], Any]) -> None:
    with pytest.raises(NumbersInvalid) as refusal:
        call()
    assert [issue.code for issue in refusal.value.issues] == [code]
    assert "\n" not in refusal.value.message
    assert isinstance(refusal.value, FactsInvalid)


SAME = made([0.3, 0.3, 0.3], [0.2, 0.1, 0.3])
WITHHELD: list[tuple[str, Callable[[], Any]]] = [
    ("no-patients", lambda: proportions.proportion(0, 0)),
    ("empty-group", lambda: comparisons.risk_difference(0, 0, 1, 5)),
    ("ratio-undetermined", lambda: comparisons.risk_ratio(0, 5, 0, 6)),
    ("ratio-undetermined", lambda: comparisons.odds_ratio(5, 5, 6, 6)),
    ("ratio-undetermined", lambda: exact.fisher_exact(0, 5, 0, 6)),
    ("too-many-patients", lambda: exact.exact_unconditional(1, 300, 1, 300)),
    ("no-reports", lambda: pooling.pool(effects.proportion_effects([], []))),
    ("one-report", lambda: pooling.pool(effects.proportion_effects([3, 0], [7, 0]))),
    ("identical-effects", lambda: pooling.pool(SAME, "REML", "hartung-knapp")),
    ("one-report", lambda: glmm.pool_proportions([3], [7])),
    ("no-reports", lambda: glmm.pool_proportions([], [])),
    ("all-same-outcome", lambda: glmm.pool_proportions([0, 0, 0], [7, 4, 1])),
    ("all-same-outcome", lambda: glmm.pool_proportions([7, 4, 1], [7, 4, 1])),
    ("single-patients-only", lambda: glmm.pool_proportions([0, 1, 1], [1, 1, 1])),
    ("tau2-unbounded", lambda: glmm.pool_proportions([0, 5, 0, 5], [5, 5, 5, 5])),
    ("too-few-reports", lambda: regression.meta_regression(made([1, 2], [1, 1]), [[1, 2]], ["x"])),
    ("moderators-collinear", lambda: regression.meta_regression(SAME, [[1, 1, 1]], ["x"])),
    ("too-few-reports", lambda: sensitivity.leave_one_out(made([1, 2], [1, 1]))),
    ("too-few-reports", lambda: small_study.rank_test(made([1, 2], [1, 1]))),
    ("no-variation", lambda: small_study.rank_test(made([1, 2, 3], [1, 1, 1]))),
    ("moderators-collinear", lambda: small_study.egger_mixed(made([1, 2, 3], [1, 1, 1]))),
    ("ratio-undetermined", lambda: stratified.mantel_haenszel([TwoByTwo(0, 5, 0, 5)])),
    ("ratio-undetermined", lambda: stratified.peto([TwoByTwo(5, 5, 5, 5)])),
    ("no-reports", lambda: stratified.peto([TwoByTwo(0, 0, 1, 5)])),
    ("no-variation", lambda: stratified.mantel_haenszel([TwoByTwo(0, 5, 0, 5)], "risk difference")),
    ("no-values", lambda: medians.median([])),
    ("no-values", lambda: censored.censored_median([])),
    ("no-patients", lambda: survival.kaplan_meier([], [])),
    ("no-patients", lambda: firth.firth_logistic([], [[]], ["x"])),
    ("all-same-outcome", lambda: firth.firth_logistic([1, 1, 1], [[1, 0, 1]], ["x"])),
    ("covariates-collinear", lambda: firth.firth_logistic([1, 0, 1], [[1, 1, 1]], ["x"])),
    ("separation", lambda: one_stage.one_stage_logistic([0, 0, 1, 1] * 5, [[0, 0, 1, 1] * 5], ["x"], list("aabb") * 5)),
    ("separation", lambda: one_stage.clustered_logistic([0, 0, 1, 1] * 2, [[0, 0, 1, 1] * 2], ["x"], list("aabbccdd"))),
    ("single-patients-only", lambda: one_stage.one_stage_logistic([0, 1, 1], [[0, 1, 0]], ["x"], list("abc"))),
    ("one-level", lambda: ordinal.proportional_odds(["a", "a"], ["a", "b"], [[0.0, 1.0]], ["x"])),
    ("no-convergence", lambda: ordinal.proportional_odds(["a"] * 5 + ["b"] * 5, ["a", "b"], [[0.0] * 5 + [1.0] * 5], ["x"])),
    ("no-patients", lambda: missingness.missing_bounds(0, 0, 0)),
    ("nothing-shared", lambda: two_sources.chapman(5, 5, 0)),
    ("nobody-seen", lambda: two_sources.chao_lower_bound(0, 0, 0)),
    ("nobody-seen-twice", lambda: capture_models.closed_models({(1, 0): 3, (0, 1): 2})),
    ("one-source", lambda: capture_models.closed_models({(1,): 3})),
    ("nobody-seen-twice", lambda: loglinear.population_size({(1, 0, 0): 3, (0, 1, 0): 2})),
    ("nobody-seen-twice", lambda: capture_models.frequency_models({1: 9}, 4)),
    ("no-overlap", lambda: agreement.cohen_kappa(["a", None], [None, "a"], ["a", "b"])),
    ("no-variation", lambda: agreement.cohen_kappa(["a", "a"], ["a", "a"], ["a", "b"])),
    ("no-variation", lambda: agreement.fleiss_kappa([["a", "a"], ["a", "a"]], ["a", "b"])),
    ("no-overlap", lambda: agreement.krippendorff_alpha([["a", None]], ["a", "b"])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "call"), WITHHELD, ids=[f"{i}-{code}" for i, (code, _) in enumerate(WITHHELD)]
)
def test_data_without_an_answer_are_withheld_with_the_reason(code: str, call: Callable[[], Any]) -> None:
    result = call()
    assert isinstance(result, Withheld)
    assert result.issues[0].code == code
    assert result.method
    assert result.reason


@pytest.mark.parametrize("method", ["ML", "REML", "PM"])
def test_a_variance_that_does_not_converge_withholds_the_pooled_result(
    monkeypatch: pytest.MonkeyPatch, method: Any
) -> None:
    true = pooling.estimate_tau2
    monkeypatch.setattr(pooling, "estimate_tau2", lambda *given: replace(true(*given), converged=False))
    result = pooling.pool(made([0.1, 0.9, 2.0], [0.1, 0.2, 0.3]), method)
    assert isinstance(result, Withheld)
    assert result.issues[0].code == "no-convergence"


def test_a_logistic_model_that_does_not_converge_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    true = glmm.maximise
    monkeypatch.setattr(glmm, "maximise", lambda *given: replace(true(*given), converged=False))
    result = glmm.pool_proportions([1, 3, 2, 0], [5, 6, 7, 4])
    assert isinstance(result, Withheld)
    assert result.issues[0].code == "no-convergence"


ANSWERED: list[tuple[str, Callable[[], Any]]] = [
    ("zero events", lambda: proportions.proportion(0, 5)),
    ("all events", lambda: proportions.proportion(5, 5)),
    ("identical effects", lambda: pooling.pool(SAME)),
    ("one zero group", lambda: comparisons.risk_ratio(0, 5, 2, 6)),
    ("infinite ratio", lambda: comparisons.odds_ratio(3, 5, 0, 6)),
    ("difference of nothing", lambda: comparisons.risk_difference(0, 5, 0, 6, method="miettinen-nurminen")),
    ("logit of zero events", lambda: pooling.pool(effects.proportion_effects([0, 0, 0], [3, 4, 5]))),
    ("arcsine of zero events", lambda: pooling.pool(effects.proportion_effects([0, 0, 0], [3, 4, 5], "arcsine"))),
    ("double arcsine", lambda: pooling.pool(effects.proportion_effects([0, 1, 9], [1, 1, 90], "double-arcsine"))),
    ("everybody dies", lambda: survival.kaplan_meier([1.0, 2.0], [True, True])),
    ("nobody dies", lambda: survival.kaplan_meier([1.0, 2.0], [False, False])),
    ("two reports", lambda: pooling.pool(made([0, 3], [1, 1]), "REML", "hartung-knapp", prediction="t(k-2)")),
    ("no variance between reports", lambda: glmm.pool_proportions([1, 1, 1, 1], [2, 2, 2, 2])),
    ("perfect agreement", lambda: agreement.gwet_ac1([["a", "a"], ["b", "b"], ["a", "a"]], ["a", "b"])),
    ("unanimous", lambda: agreement.gwet_ac1([["a", "a"], ["a", "a"]], ["a", "b"])),
    ("all seen in both", lambda: two_sources.chapman(5, 5, 5)),
    ("nobody seen once", lambda: two_sources.chao_lower_bound(5, 0, 5, 2)),
    ("nothing reported", lambda: missingness.missing_bounds(0, 0, 5)),
    ("separated", lambda: firth.firth_logistic([0, 0, 1, 1], [[0, 0, 1, 1]], ["x"])),
    ("no covariates", lambda: firth.firth_logistic([0, 0, 1, 1], [], [])),
    ("one zero cell", lambda: stratified.mantel_haenszel([TwoByTwo(0, 5, 2, 5), TwoByTwo(3, 5, 1, 5)])),
]  # fmt: skip


@pytest.mark.parametrize(("name", "call"), ANSWERED, ids=[name for name, _ in ANSWERED])
def test_hard_data_have_answers_without_nan(name: str, call: Callable[[], Any]) -> None:
    result = call()
    assert not isinstance(result, Withheld), result
    assert not has_nan(result)


def test_results_are_frozen_and_documented() -> None:
    found = 0
    for module in (agreement, capture_models, censored, comparisons, effects, firth, glmm, loglinear, medians,
                   missingness, one_stage, ordinal, pooling, proportions, regression, sensitivity, small_study,
                   stratified, survival, two_sources):  # fmt: skip
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and dataclasses.is_dataclass(value)
                and value.__module__ == module.__name__
            ):
                assert value.__dataclass_params__.frozen, value  # type: ignore[attr-defined]
                assert value.__doc__, value
                assert not value.__doc__.startswith(f"{value.__name__}("), value
                found += 1
    assert found >= 30
