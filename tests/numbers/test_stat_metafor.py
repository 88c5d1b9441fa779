"""Every fit of metafor 3.8-1 (R 4.2.2) in the corpus meta_reference, reproduced.

Two comparisons are made. With metafor's own stopping rule (`METAFOR`) everything must agree to 1e-9: that
proves the formulas. With the default, which solves the equations exactly, the pooled estimate must agree to
1e-6 of a standard error for REML and ML, and tau2 to what metafor's early stop leaves open: its Fisher
scoring stops at a step of 1e-5, its root finder (PM and the Q-profile interval) at 1.2e-4.
"""

import csv
import json
from functools import cache
from typing import Any

import pytest
from stat_corpora import corpus

from aneatlas.statistics.effects import (
    Effects,
    TwoMeans,
    TwoRates,
    mean_effects,
    proportion_effects,
    rate_effects,
)
from aneatlas.statistics.glmm import pool_proportions
from aneatlas.statistics.mixed_likelihood import clustered_counts, marginal_log_likelihood
from aneatlas.statistics.pooling import Pooled, pool, with_tau2_interval
from aneatlas.statistics.proportions import clopper_pearson, wilson, wilson_corrected
from aneatlas.statistics.rootfinding import METAFOR

pytestmark = pytest.mark.corpora

SCALES = {"PR": "raw", "PLO": "logit", "PAS": "arcsine", "PFT": "double-arcsine"}
FIELDS = {
    "estimate": "estimate",
    "se": "se",
    "statistic": "stat",
    "p_value": "pval",
    "tau2": "tau2",
    "i2": "I2",
    "h2": "H2",
    "q": "QE",
    "q_df": "QE_df",
    "q_p": "QEp",
}


@cache
def reference() -> dict[str, Any]:
    return json.loads((corpus("meta_reference") / "metafor_reference.json").read_text())


def rows(name: str) -> list[dict[str, str]]:
    with (corpus("meta_reference") / name).open() as file:
        return list(csv.DictReader(file))


@cache
def effects_of(dataset: str, measure: str) -> Effects:
    data = rows(f"data_csv/{dataset}.csv")
    if measure in SCALES:
        events, totals = [int(r["xi"]) for r in data], [int(r["ni"]) for r in data]
        return proportion_effects(events, totals, SCALES[measure])  # type: ignore[arg-type]
    if measure in ("IRR", "IRD"):
        rates = [TwoRates(int(r["x1i"]), float(r["t1i"]), int(r["x2i"]), float(r["t2i"])) for r in data]
        return rate_effects(rates, "rate ratio" if measure == "IRR" else "rate difference")
    means = [
        TwoMeans(
            int(r["n1i"]), float(r["m1i"]), float(r["sd1i"]), int(r["n2i"]), float(r["m2i"]), float(r["sd2i"])
        )
        for r in data
    ]
    return mean_effects(means, "mean difference" if measure == "MD" else "standardised mean difference")


def fits() -> list[dict[str, Any]]:
    return [fit for fit in reference()["results"] if "GLMM" not in fit["id"]]


def fitted(fit: dict[str, Any], **options: Any) -> Pooled:
    method = "common" if fit["method"] == "EE" else fit["method"]
    adjustment = "hartung-knapp" if fit["test"] == "knha" else "none"
    result = pool(effects_of(fit["dataset"], fit["measure"]), method, adjustment, **options)
    assert isinstance(result, Pooled)
    return result


def test_the_corpus_holds_the_73_fits() -> None:
    assert len(reference()["results"]) == 73


@pytest.mark.parametrize("measure", SCALES)
def test_effects_equal_escalc(measure: str) -> None:
    expected = rows(f"escalc_dat.hannum2020_{measure}.csv")
    found = effects_of("dat.hannum2020", measure)
    assert found.estimates == pytest.approx([float(r["yi"]) for r in expected], rel=1e-12, abs=1e-14)
    assert found.variances == pytest.approx([float(r["vi"]) for r in expected], rel=1e-12)


def test_every_fit_with_metafors_stopping_rule() -> None:
    for fit in fits():
        result = fitted(fit, stopping=METAFOR)
        for ours, theirs in FIELDS.items():
            # p values of 1e-60 carry the rounding of a large z: 1e-9 of their own size is 1e-69.
            assert getattr(result, ours) == pytest.approx(fit[theirs], rel=1e-9, abs=1e-300), (
                fit["id"],
                ours,
            )
        assert result.interval.lower == pytest.approx(fit["ci_lb"], rel=1e-9), fit["id"]
        assert result.interval.upper == pytest.approx(fit["ci_ub"], rel=1e-9), fit["id"]
        if fit["se_tau2"] != "NA":
            assert result.tau2_se == pytest.approx(fit["se_tau2"], rel=1e-9), fit["id"]


def test_back_transformations_and_prediction_intervals() -> None:
    compared = 0
    for fit in fits():
        back = fit.get("backtransformed") or fit.get("backtransformed_hm")
        if back is None:
            continue
        result = fitted(fit, stopping=METAFOR)
        shown = result.natural
        assert shown.estimate == pytest.approx(back["pred"], rel=1e-9), fit["id"]
        limits = [shown.interval.lower, shown.interval.upper]
        assert limits == pytest.approx(back["pred_ci"], rel=1e-9), fit["id"]
        if back["prediction_interval"] and fit["method"] != "EE":
            assert shown.prediction is not None
            # The raw scale can leave 0 to 1: the natural result is cut there (with an issue), so compare the
            # model scale, which is the same scale.
            found = result.prediction if fit["measure"] == "PR" else shown.prediction
            assert found is not None
            assert [found.lower, found.upper] == pytest.approx(back["prediction_interval"], rel=1e-9), fit[
                "id"
            ]
        compared += 1
    assert compared == 60


def test_q_profile_intervals() -> None:
    compared = 0
    for fit in fits():
        if "confint_QP" not in fit:
            continue
        effects = effects_of(fit["dataset"], fit["measure"])
        theirs = fit["confint_QP"]["1"][1:]
        same = with_tau2_interval(fitted(fit), effects, stopping=METAFOR).tau2_interval
        exact = with_tau2_interval(fitted(fit), effects).tau2_interval
        assert same is not None
        assert exact is not None
        assert [same.lower, same.upper] == pytest.approx(theirs, rel=1e-9), fit["id"]
        # metafor's root finder stops at an absolute 1.2e-4.
        assert [exact.lower, exact.upper] == pytest.approx(theirs, abs=1.3e-4), fit["id"]
        compared += 1
    assert compared == 8


def test_the_exact_solution_differs_only_by_metafors_early_stop() -> None:
    """tau2: at most the step (1e-5) or root tolerance (1.2e-4) at which metafor stops, in absolute terms."""
    for fit in fits():
        result = fitted(fit)
        open_ = 1.3e-4 if fit["method"] == "PM" else 1e-5
        assert result.tau2 == pytest.approx(fit["tau2"], abs=open_), fit["id"]
        # 2e-4 of a standard error for PM; 1e-6 for the likelihood methods. The one exception, IRD/REML, has
        # tau2 of 1e-7, below metafor's step, so that R's value is 13 % from the maximum.
        near = 2e-4 if fit["method"] == "PM" else 1e-6
        if fit["id"] == "dat.nielweise2008/IRD/REML":
            near = 0.02
        assert abs(result.estimate - fit["estimate"]) <= near * fit["se"], fit["id"]


def test_glmm() -> None:
    """lme4's optimiser stops early, and its seven nodes are not the exact integral.

    The estimate is close to zero, so its difference is held to 1e-4 of its standard error; se, tau2, I2, H2
    and the back-transformed figures to a relative 1e-4.
    """
    fit = next(fit for fit in reference()["results"] if "GLMM" in fit["id"])
    data = rows("data_csv/dat.hannum2020.csv")
    events, totals = [int(r["xi"]) for r in data], [int(r["ni"]) for r in data]
    for nodes in (7, None):
        ours = pool_proportions(events, totals, nodes=nodes)
        assert not hasattr(ours, "reason")
        assert abs(ours.logit - fit["estimate"]) < 1e-4 * fit["se"]
        assert ours.logit_se == pytest.approx(fit["se"], rel=1e-4)
        assert ours.tau2 == pytest.approx(fit["tau2"], rel=1e-4)
        assert ours.i2 == pytest.approx(fit["I2"], rel=1e-4)
        assert ours.h2 == pytest.approx(fit["H2"], rel=1e-4)
        back = fit["backtransformed"]
        assert ours.typical == pytest.approx(back["pred"], rel=1e-4)
        limits = [ours.typical_interval.lower, ours.typical_interval.upper]
        assert limits == pytest.approx(back["pred_ci"], rel=1e-4)
        predicted = [ours.prediction.lower, ours.prediction.upper]
        assert predicted == pytest.approx(back["prediction_interval"], rel=1e-4)


def test_our_glmm_maximum_is_at_least_as_high_as_rs() -> None:
    import numpy as np

    fit = next(fit for fit in reference()["results"] if "GLMM" in fit["id"])
    data = rows("data_csv/dat.hannum2020.csv")
    events, totals = np.array([float(r["xi"]) for r in data]), np.array([float(r["ni"]) for r in data])
    counts = clustered_counts(events, totals, np.ones((len(events), 1)), [str(i) for i in range(len(events))])
    ours = pool_proportions([int(x) for x in events], [int(n) for n in totals])
    assert not hasattr(ours, "reason")
    here = marginal_log_likelihood(counts, np.array([ours.logit]), ours.tau2**0.5)
    there = marginal_log_likelihood(counts, np.array([fit["estimate"]]), fit["tau2"] ** 0.5)
    assert here >= there


def test_binomial_intervals_of_base_r() -> None:
    for row in reference()["misc"]["binomial_ci_base_R"]:
        for name, method in (
            ("clopper_pearson", clopper_pearson),
            ("wilson", wilson),
            ("wilson_cc", wilson_corrected),
        ):
            found = method(row["x"], row["n"])
            assert found.lower == pytest.approx(row[name][0], abs=1e-12)
            assert found.upper == pytest.approx(row[name][1], abs=1e-12)
