"""How the statistics agree with R, and how fast they are (whether intervals hold their level: recovery.py).

    ANEATLAS_CORPORA=... python benchmarks/stats.py

Agreement: every fit of metafor 3.8-1 and Rcapture 1.4-4 in the corpora; deviations are relative, those of
estimates near zero are also given in standard errors. "same stop" iterates exactly as far as R does, "exact"
solves the equations. (Named stats.py: a script statistics.py would hide the standard library's module.)
"""

from __future__ import annotations

import csv
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from aneatlas.statistics.capture_models import CaptureModels, closed_models, frequency_models
from aneatlas.statistics.effects import (
    Effects,
    TwoMeans,
    TwoRates,
    mean_effects,
    proportion_effects,
    rate_effects,
)
from aneatlas.statistics.exact import exact_unconditional
from aneatlas.statistics.firth import firth_logistic
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.loglinear import population_size
from aneatlas.statistics.one_stage import clustered_logistic, one_stage_logistic
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


def main() -> None:
    root = os.environ.get("ANEATLAS_CORPORA")
    if root:
        metafor(Path(root) / "meta_reference")
        rcapture(Path(root) / "capture_recapture")
    else:
        print("ANEATLAS_CORPORA is not set: R's results are not compared")
    speed()


if __name__ == "__main__":
    main()
