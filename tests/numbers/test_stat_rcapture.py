"""Every result of Rcapture 1.4-4 in the corpus capture_recapture, reproduced to 1e-6.

One group differs by a fault of the reference: the standard error of Mbh (see the last test).
"""

import csv
import json
import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from stat_corpora import corpus

from aneatlas.statistics.capture_models import CaptureModels, closed_models, counts, frequency_models
from aneatlas.statistics.poisson import fit_poisson
from aneatlas.statistics.rootfinding import PRECISE, RCAPTURE, Stopping

pytestmark = pytest.mark.corpora


@cache
def reference() -> dict[str, Any]:
    return json.loads((corpus("capture_recapture") / "rcapture_reference.json").read_text())["results"]


def histories(name: str) -> dict[tuple[int, ...], int]:
    with (corpus("capture_recapture") / f"{name}.csv").open() as file:
        header, *lines = list(csv.reader(file))
    found: dict[tuple[int, ...], int] = {}
    for line in lines:
        values = tuple(map(int, line))
        # mvole is one row per animal over 30 occasions; the reference uses the first five.
        history, cases = (values[:-1], values[-1]) if header[-1] == "freq" else (values[:5], 1)
        if any(history):
            found[history] = found.get(history, 0) + cases
    return found


def models(name: str, stopping: Stopping) -> CaptureModels:
    if name == "BBS2001":
        with (corpus("capture_recapture") / "BBS2001.csv").open() as file:
            seen = {int(row["nbcap"]): int(row["freq"]) for row in csv.DictReader(file)}
        found = frequency_models(seen, 50, 20, stopping=stopping)
    else:
        found = closed_models(histories(name), stopping=stopping)
    assert isinstance(found, CaptureModels)
    return found


DATA = ["BBS2001", "HIV", "bunting", "lesbian", "mvole"]


@pytest.mark.parametrize("name", DATA)
def test_every_model(name: str) -> None:
    found = models(name, RCAPTURE)
    for row in reference()[name]["results"]:
        model = found.named(row["model"])
        pairs = [
            (model.estimate, row["abundance"]),
            (model.deviance, row["deviance"]),
            (model.df, row["df"]),
            (model.aic, row["AIC"]),
            (model.bic, row["BIC"]),
        ]
        if row["model"] != "Mbh":
            pairs.append((model.se, row["stderr"]))
        for ours, theirs in pairs:
            assert ours == pytest.approx(theirs, rel=1e-6), (name, row["model"])
        assert (row["infoFit"] == 1) == any(issue.code == "large-bias" for issue in model.issues)


@pytest.mark.parametrize("name", DATA)
def test_exact_solution(name: str) -> None:
    """R's glm stops at a relative change of 1e-8 of the deviance and takes the covariance from the weights
    before the last step: the estimate is within 1e-6, the standard error within 1e-3 of it."""
    found = models(name, PRECISE)
    for row in reference()[name]["results"]:
        model = found.named(row["model"])
        assert model.estimate == pytest.approx(row["abundance"], rel=1e-6), (name, row["model"])
        if row["model"] != "Mbh":
            assert model.se == pytest.approx(row["stderr"], rel=1e-3), (name, row["model"])


def test_profile_interval_of_mt() -> None:
    """HIV, Mt: 9,532 to 13,114 (printed by closedpCI.t; the corpus states it rounded)."""
    found = closed_models(histories("HIV"), level=0.95)
    assert isinstance(found, CaptureModels)
    interval = found.named("Mt").interval
    assert interval is not None
    assert round(interval.lower) == 9532
    assert round(interval.upper) == 13114


@pytest.mark.parametrize("name", ["HIV", "bunting", "lesbian", "mvole"])
def test_standard_error_of_mbh_differs_by_a_missing_factor_in_the_reference(name: str) -> None:
    """Rcapture's derivative of N by its last coefficient lacks the factor 1 + exp(b1 + b2) / (1 + exp(b3) -
    exp(b2)) on its first term. With that derivative its printed value appears; with the derivative that
    numerical differentiation confirms, ours."""
    made = counts(histories(name))
    assert isinstance(made, tuple)
    table, y = made
    t = table.shape[1]
    before = np.argmax(table, axis=1)
    x = np.column_stack([np.ones(len(y)), 1 - table[:, 0], before, table.sum(axis=1) - 1])
    fit = fit_poisson(y, x, np.zeros(len(y)), RCAPTURE)
    assert fit is not None
    b0, b1, b2, b3 = fit.beta

    def size(c0: float, c1: float, c2: float, c3: float) -> float:
        odds = 1 + math.exp(c3)
        return math.exp(c0) * odds ** (t - 1) * (1 + math.exp(c1 + c2) / (odds - math.exp(c2)))

    n, gap = size(b0, b1, b2, b3), 1 + math.exp(b3) - math.exp(b2)
    factor = 1 + math.exp(b1 + b2) / gap
    shared = (t - 1) * math.exp(b3) / (1 + math.exp(b3))
    tail = math.exp(b1 + b2 + b3) / gap**2
    first = [factor, factor - 1, factor - 1 + math.exp(b1 + 2 * b2) / gap**2]
    scale = n / factor
    theirs = scale * np.array([*first, shared - tail])
    ours = scale * np.array([*first, shared * factor - tail])
    h = 1e-6
    numeric = (size(b0, b1, b2, b3 + h) - size(b0, b1, b2, b3 - h)) / (2 * h)
    assert ours[3] == pytest.approx(numeric, rel=1e-6)
    printed = next(r["stderr"] for r in reference()[name]["results"] if r["model"] == "Mbh")
    assert math.sqrt(theirs @ fit.covariance @ theirs - n) == pytest.approx(printed, rel=1e-6)
    assert math.sqrt(ours @ fit.covariance @ ours - n) == pytest.approx(
        models(name, RCAPTURE).named("Mbh").se, rel=1e-6
    )
