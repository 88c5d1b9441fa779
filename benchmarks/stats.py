"""How the statistics agree with R, how fast they are, and (with --recovery N) whether intervals hold 95 %.

    ANEATLAS_CORPORA=... python benchmarks/stats.py [--recovery 2000]

Agreement: every fit of metafor 3.8-1 and Rcapture 1.4-4 in the corpora; deviations are relative, those of
estimates near zero are also given in standard errors. "same stop" iterates exactly as far as R does, "exact"
solves the equations. (Named stats.py: a script statistics.py would hide the standard library's module.)
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from aneatlas.statistics.capture_models import CaptureModels, closed_models, frequency_models
from aneatlas.statistics.comparisons import Comparison, risk_difference
from aneatlas.statistics.effects import (
    Effects,
    TwoMeans,
    TwoRates,
    mean_effects,
    proportion_effects,
    rate_effects,
)
from aneatlas.statistics.exact import exact_unconditional, fisher_exact, mid_p
from aneatlas.statistics.firth import PenalisedRegression, firth_logistic
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.loglinear import PopulationSize, population_size
from aneatlas.statistics.one_stage import OneStage, clustered_logistic, one_stage_logistic
from aneatlas.statistics.pooling import Pooled, pool, with_tau2_interval
from aneatlas.statistics.proportions import clopper_pearson, wilson, wilson_corrected
from aneatlas.statistics.rootfinding import METAFOR, PRECISE, RCAPTURE, Stopping
from aneatlas.statistics.survival import kaplan_meier

SCALES = {"PR": "raw", "PLO": "logit", "PAS": "arcsine", "PFT": "double-arcsine"}
FIELDS = {"estimate": "estimate", "se": "se", "statistic": "stat", "tau2": "tau2", "i2": "I2", "h2": "H2",
          "q": "QE", "tau2_se": "se_tau2"}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def deviation(ours: float, theirs: float) -> float:
    return abs(ours - theirs) if theirs == 0 else abs(ours / theirs - 1)


def effects_of(data: list[dict[str, str]], measure: str) -> Effects:
    if measure in SCALES:
        counts = [int(r["xi"]) for r in data], [int(r["ni"]) for r in data]
        return proportion_effects(*counts, SCALES[measure])  # type: ignore[arg-type]
    if measure in ("IRR", "IRD"):
        rates = [TwoRates(int(r["x1i"]), float(r["t1i"]), int(r["x2i"]), float(r["t2i"])) for r in data]
        return rate_effects(rates, "rate ratio" if measure == "IRR" else "rate difference")
    names = ("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
    means = [TwoMeans(*(int(r[n]) if n[0] == "n" else float(r[n]) for n in names)) for r in data]  # type: ignore[arg-type]
    return mean_effects(means, "mean difference" if measure == "MD" else "standardised mean difference")


def metafor(folder: Path) -> None:
    reference = json.loads((folder / "metafor_reference.json").read_text())
    worst: dict[tuple[str, str], list[float]] = {}
    fits = [fit for fit in reference["results"] if "GLMM" not in fit["id"]]
    for fit in fits:
        effects = effects_of(rows(folder / "data_csv" / f"{fit['dataset']}.csv"), fit["measure"])
        method = "common" if fit["method"] == "EE" else fit["method"]
        adjustment = "hartung-knapp" if fit["test"] == "knha" else "none"
        for label, stopping in (("same stop", METAFOR), ("exact", PRECISE)):
            result = pool(effects, method, adjustment, stopping=stopping)
            assert isinstance(result, Pooled)
            cell = worst.setdefault((method, label), [0, 0.0, 0.0, 0.0, 0.0])
            cell[0] += 1
            for ours, theirs in FIELDS.items():
                value = getattr(result, ours)
                if fit[theirs] == "NA" or value is None:
                    continue
                if ours != "estimate":
                    cell[1] = max(cell[1], deviation(value, fit[theirs]))
            cell[2] = max(cell[2], abs(result.estimate - fit["estimate"]) / fit["se"])
            cell[3] = max(cell[3], deviation(result.estimate, fit["estimate"]))
            limits = (result.interval.lower, result.interval.upper)
            for ours_, theirs_ in zip(limits, (fit["ci_lb"], fit["ci_ub"]), strict=True):
                cell[4] = max(cell[4], abs(ours_ - theirs_) / fit["se"])
    print(f"metafor 3.8-1: {len(fits)} normal-model fits (largest deviation per method)")
    print(
        "  method  stopping   fits  se,tau2,I2,H2,Q,z (rel)  estimate (rel)  estimate (in se)  limits (in se)"
    )
    for (method, label), (count, relative, in_se, own, limits_) in sorted(worst.items()):
        print(
            f"  {method:7} {label:10} {count:4.0f}  {relative:23.1e}  {own:14.1e}  {in_se:16.1e}  {limits_:14.1e}"
        )
    profile(folder, fits)
    logistic(folder, reference["results"])
    binomial(reference["misc"]["binomial_ci_base_R"])


def profile(folder: Path, fits: list[dict[str, Any]]) -> None:
    for label, stopping in (("same stop", METAFOR), ("exact", PRECISE)):
        largest, count = 0.0, 0
        for fit in fits:
            if "confint_QP" not in fit:
                continue
            effects = effects_of(rows(folder / "data_csv" / f"{fit['dataset']}.csv"), fit["measure"])
            result = pool(effects, fit["method"])
            assert isinstance(result, Pooled)
            interval = with_tau2_interval(result, effects, stopping=stopping).tau2_interval
            assert interval is not None
            _, lower, upper = fit["confint_QP"]["1"]
            largest = max(largest, abs(interval.lower - lower), abs(interval.upper - upper))
            count += 1
        print(
            f"  Q-profile intervals of tau2, {label}: {count} compared, largest absolute deviation {largest:.1e}"
        )


def logistic(folder: Path, fits: list[dict[str, Any]]) -> None:
    fit = next(fit for fit in fits if "GLMM" in fit["id"])
    data = rows(folder / "data_csv" / f"{fit['dataset']}.csv")
    events, totals = [int(r["xi"]) for r in data], [int(r["ni"]) for r in data]
    for nodes in (7, None):
        found = pool_proportions(events, totals, nodes=nodes)
        assert isinstance(found, LogisticPooled)
        pairs = [(found.logit_se, fit["se"]), (found.tau2, fit["tau2"]), (found.i2, fit["I2"]),
                 (found.typical, fit["backtransformed"]["pred"])]  # fmt: skip
        largest = max(deviation(*pair) for pair in pairs)
        in_se = abs(found.logit - fit["estimate"]) / fit["se"]
        print(
            f"  logistic GLMM, {nodes or 'exact'} (nodes): estimate {in_se:.1e} se away; se, tau2, I2, proportion {largest:.1e}"
        )


def binomial(cases: list[dict[str, Any]]) -> None:
    largest = 0.0
    for case in cases:
        for name, method in (
            ("clopper_pearson", clopper_pearson),
            ("wilson", wilson),
            ("wilson_cc", wilson_corrected),
        ):
            found = method(case["x"], case["n"])
            largest = max(largest, abs(found.lower - case[name][0]), abs(found.upper - case[name][1]))
    print(
        f"  Wilson and Clopper-Pearson of base R: {len(cases)} counts, largest absolute deviation {largest:.1e}"
    )


def histories(path: Path) -> dict[tuple[int, ...], int]:
    with path.open() as file:
        header, *lines = list(csv.reader(file))
    found: dict[tuple[int, ...], int] = {}
    for line in lines:
        values = tuple(map(int, line))
        history, cases = (values[:-1], values[-1]) if header[-1] == "freq" else (values[:5], 1)
        if any(history):
            found[history] = found.get(history, 0) + cases
    return found


def rcapture(folder: Path) -> None:
    reference = json.loads((folder / "rcapture_reference.json").read_text())["results"]
    print(
        "Rcapture 1.4-4: largest relative deviation (standard errors of Mbh apart: the reference omits a factor)"
    )
    for name, entry in reference.items():
        for label, stopping in (("same stop", RCAPTURE), ("exact", PRECISE)):
            found = capture(folder, name, stopping)
            figures, errors = 0.0, 0.0
            for row in entry["results"]:
                model = found.named(row["model"])
                pairs = [
                    (model.estimate, "abundance"),
                    (model.deviance, "deviance"),
                    (model.aic, "AIC"),
                    (model.bic, "BIC"),
                ]
                figures = max(figures, *(deviation(ours, row[theirs]) for ours, theirs in pairs))
                if row["model"] != "Mbh":
                    errors = max(errors, deviation(model.se, row["stderr"]))
            models = len(entry["results"])
            print(
                f"  {name:8} {label:10} {models:2} models  N, deviance, AIC, BIC {figures:.1e}  se {errors:.1e}"
            )


def capture(folder: Path, name: str, stopping: Stopping) -> CaptureModels:
    if name == "BBS2001":
        seen = {int(r["nbcap"]): int(r["freq"]) for r in rows(folder / "BBS2001.csv")}
        found = frequency_models(seen, 50, 20, stopping=stopping)
    else:
        found = closed_models(histories(folder / f"{name}.csv"), stopping=stopping)
    assert isinstance(found, CaptureModels)
    return found


def timed(name: str, compute: Callable[[], object]) -> None:
    start = time.perf_counter()
    compute()
    print(f"  {name:66} {1000 * (time.perf_counter() - start):8.1f} ms")


def speed() -> None:
    rng = np.random.default_rng(1)
    reports = 3000
    totals = rng.choice([1] * 16 + [2, 3, 5, 12], reports)
    effect = rng.normal(0, 1, reports)
    events = rng.binomial(totals, 1 / (1 + np.exp(0.8 - effect)))
    x, n = events.tolist(), totals.tolist()
    report = np.repeat(np.arange(reports), totals)
    exposed = rng.integers(0, 2, len(report))
    chance = 1 / (1 + np.exp(0.8 - effect[report] - 0.5 * exposed))
    outcome = rng.binomial(1, chance).tolist()
    columns, clusters = [exposed.tolist()], [str(r) for r in report]
    times, dead = (
        rng.exponential(100, len(report)).round().tolist(),
        rng.integers(0, 2, len(report)).astype(bool),
    )
    cells = {(1, 1, 1, 0): 9, (1, 0, 0, 0): 90, (0, 1, 0, 0): 80, (0, 0, 1, 0): 60, (0, 0, 0, 1): 70,
             (1, 1, 0, 0): 20, (1, 0, 1, 0): 14, (0, 1, 1, 0): 12, (0, 0, 1, 1): 9, (1, 0, 0, 1): 7}  # fmt: skip
    print(f"speed: {reports} reports, {len(report)} patients")
    timed("logistic model with random report effect", lambda: pool_proportions(x, n))
    timed("random effects (REML) on the logit scale", lambda: pool(proportion_effects(x, n)))
    timed(
        "one-stage logistic model, one covariate",
        lambda: one_stage_logistic(outcome, columns, ["x"], clusters),
    )
    timed("cluster-robust logistic regression", lambda: clustered_logistic(outcome, columns, ["x"], clusters))
    timed("Firth regression with profile intervals", lambda: firth_logistic(outcome, columns, ["x"]))
    timed("Kaplan-Meier", lambda: kaplan_meier(times, dead.tolist()))
    timed("log-linear capture-recapture, 4 sources, 113 models, profile", lambda: population_size(cells))
    timed("exact unconditional difference, 150 patients", lambda: exact_unconditional(56, 70, 48, 80))
    timed("1,000 Wilson intervals", lambda: [wilson(i % 50, 50) for i in range(1000)])


def covered(name: str, repetitions: int, once: Callable[[np.random.Generator], bool | None]) -> None:
    start, rng = time.perf_counter(), np.random.default_rng(2026)
    results = [once(rng) for _ in range(repetitions)]
    told = [result for result in results if result is not None]
    share, seconds = sum(told) / len(told), time.perf_counter() - start
    error = 100 * math.sqrt(share * (1 - share) / len(told))
    left = repetitions - len(told)
    print(
        f"  {name:58} {100 * share:5.1f} % (Monte Carlo error {error:.1f}; {left} withheld; {seconds:.0f} s)",
        flush=True,
    )


def expit(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def recovery(repetitions: int) -> None:
    def normal(rng: np.random.Generator, adjustment: str) -> bool:
        v = rng.uniform(0.05, 0.4, 12)
        y = 0.5 + rng.normal(0, 0.4, 12) + rng.normal(0, np.sqrt(v))
        effects = Effects("mean difference", tuple(map(str, range(12))), tuple(y), tuple(v), (1,) * 12)
        found = pool(effects, "REML", adjustment)  # type: ignore[arg-type]
        assert isinstance(found, Pooled)
        return 0.5 in found.interval

    def mixed(rng: np.random.Generator, what: str) -> bool | None:
        totals = rng.choice([1, 1, 1, 2, 5, 20], 120)
        events = rng.binomial(totals, expit(-0.8 + rng.normal(0, 1, 120)))
        found = pool_proportions(events.tolist(), totals.tolist())
        if not isinstance(found, LogisticPooled):
            return None
        # The average over a normal logit with mean -0.8 and standard deviation 1, by quadrature.
        return -0.8 in found.logit_interval if what == "mean" else 0.339857 in found.average_interval

    def one_stage(rng: np.random.Generator) -> bool | None:
        report = np.repeat(np.arange(60), rng.integers(1, 10, 60))
        exposed = rng.integers(0, 2, len(report))
        outcome = rng.binomial(1, expit(-0.5 + exposed + rng.normal(0, 1, 60)[report]))
        found = one_stage_logistic(outcome.tolist(), [exposed.tolist()], ["x"], [str(r) for r in report])
        return 1.0 in found.coefficients[1].interval if isinstance(found, OneStage) else None

    def firth(rng: np.random.Generator) -> bool | None:
        exposed = [0] * 15 + [1] * 15
        outcome = rng.binomial(1, expit(-1.5 + 2.0 * np.array(exposed)))
        found = firth_logistic(outcome.tolist(), [exposed], ["x"])
        return 2.0 in found.coefficients[1].interval if isinstance(found, PenalisedRegression) else None

    def capture_(rng: np.random.Generator) -> bool | None:
        seen = rng.random((400, 2)) < np.array([0.4, 0.5])
        cells: dict[tuple[int, ...], int] = {}
        for row in seen[seen.any(axis=1)]:
            key = tuple(int(one) for one in row)
            cells[key] = cells.get(key, 0) + 1
        found = population_size(cells)
        return 400 in found.interval if isinstance(found, PopulationSize) else None

    def difference(rng: np.random.Generator) -> bool:
        found = risk_difference(int(rng.binomial(20, 0.4)), 20, int(rng.binomial(30, 0.2)), 30)
        assert isinstance(found, Comparison)
        return 0.2 in found.interval

    def rejects(rng: np.random.Generator, test: Callable[..., Any]) -> bool:
        found = test(int(rng.binomial(20, 0.3)), 20, int(rng.binomial(30, 0.3)), 30)
        return isinstance(found, Comparison) and found.p_value is not None and found.p_value < 0.05

    print(f"recovery: share of {repetitions} generated cohorts whose nominal 95 % interval holds the truth")
    covered(
        "Wilson, 11 of 37 expected", repetitions, lambda rng: 0.3 in wilson(int(rng.binomial(37, 0.3)), 37)
    )
    covered("risk difference (Newcombe), 20 against 30 patients", repetitions, difference)
    covered("random effects (REML), 12 reports", repetitions, lambda rng: normal(rng, "none"))
    covered(
        "random effects (REML), Hartung-Knapp, 12 reports",
        repetitions,
        lambda rng: normal(rng, "hartung-knapp"),
    )
    covered("Firth profile interval, 30 patients", repetitions, firth)
    covered("two-source log-linear, profile interval, 400 cases", repetitions, capture_)
    covered("logistic model: typical report, 120 reports", repetitions, lambda rng: mixed(rng, "mean"))
    covered("logistic model: average over reports", repetitions, lambda rng: mixed(rng, "average"))
    covered("one-stage odds ratio, 60 reports", repetitions, one_stage)
    print("type-I error of comparisons at 5 % (20 against 30 patients, both 30 %)")
    covered("Fisher's exact test", repetitions, lambda rng: rejects(rng, fisher_exact))
    covered("mid-p", repetitions, lambda rng: rejects(rng, mid_p))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recovery", type=int, default=0, metavar="N", help="repetitions per model")
    arguments = parser.parse_args()
    root = os.environ.get("ANEATLAS_CORPORA")
    if root:
        metafor(Path(root) / "meta_reference")
        rcapture(Path(root) / "capture_recapture")
    else:
        print("ANEATLAS_CORPORA is not set: R's results are not compared")
    speed()
    if arguments.recovery:
        recovery(arguments.recovery)


if __name__ == "__main__":
    main()
