"""Do nominal 95 % intervals hold the truth in 95 % of generated cohorts, and do tests reject in 5 % of null ones?

    python benchmarks/recovery.py [--repetitions 2000] [--only WORD] [--extra]

Each cohort is generated with known parameters. A main model passes if it covers in 93 to 97 % of the cohorts;
the others are printed for comparison (--extra), among them those that are known to fail. A withheld result is not
counted, but told. One process, one thread: the Monte Carlo error at 2,000 repetitions is 0.5 points.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the matrices are small: threads only cost

import numpy as np

from aneatlas.statistics.comparisons import Comparison, odds_ratio, risk_difference
from aneatlas.statistics.effects import Effects
from aneatlas.statistics.exact import fisher_exact, mid_p
from aneatlas.statistics.firth import PenalisedRegression, firth_logistic
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.incidence import IncidenceCurve, cumulative_incidence
from aneatlas.statistics.loglinear import PopulationSize, population_size
from aneatlas.statistics.one_stage import OneStage, one_stage_logistic
from aneatlas.statistics.pooling import Adjustment, Pooled, pool
from aneatlas.statistics.proportions import clopper_pearson, wilson
from aneatlas.statistics.results import Interval
from aneatlas.statistics.survival import SurvivalCurve, kaplan_meier

Generator = np.random.Generator
Told = Mapping[str, bool | None]
LOWEST, HIGHEST = 0.93, 0.97


@dataclass(frozen=True, slots=True)
class Scenario:
    """A way to generate a cohort, and what its intervals or tests say: name -> held (or rejected), None: withheld.

    main: a main model, whose intervals have to hold their level. tests: the names are tests of a true null.
    most: most repetitions, of a model whose single fit takes seconds, so that the run ends; None: as many as asked.
    """

    name: str
    once: Callable[[Generator], Told]
    main: bool = True
    tests: bool = False
    most: int | None = None


def expit(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def average_of(mean: float, sd: float) -> float:
    """Return the mean of a share whose logit is normal."""
    z, weight = np.polynomial.hermite.hermgauss(100)
    return float(weight @ expit(mean + sd * math.sqrt(2) * z) / math.sqrt(math.pi))


def proportion(rng: Generator) -> Told:
    n, p = int(rng.integers(10, 100)), float(rng.uniform(0.05, 0.95))
    x = int(rng.binomial(n, p))
    return {"Wilson": p in wilson(x, n)}


def proportion_exact(rng: Generator) -> Told:
    n, p = int(rng.integers(10, 100)), float(rng.uniform(0.05, 0.95))
    return {"Clopper-Pearson": p in clopper_pearson(int(rng.binomial(n, p)), n)}


def reports(rng: Generator, sizes: list[int], sd: float, mean: float = -0.8) -> Told:
    """Pool reports of the given sizes, whose shares scatter around a mean on the logit scale."""
    totals = np.array(sizes)
    events = rng.binomial(totals, expit(mean + rng.normal(0, sd, len(totals))))
    found = pool_proportions(events.tolist(), totals.tolist())
    if not isinstance(found, LogisticPooled):
        return {"typical report": None, "average of patients": None}
    return {
        "typical report": mean in found.logit_interval,
        "average of patients": average_of(mean, sd) in found.average_interval,
    }


def random_effects(rng: Generator, k: int, adjustment: Adjustment) -> Told:
    v = rng.uniform(0.05, 0.4, k)
    y = 0.5 + rng.normal(0, 0.4, k) + rng.normal(0, np.sqrt(v))
    effects = Effects("mean difference", tuple(map(str, range(k))), tuple(y), tuple(v), (1,) * k)
    found = pool(effects, "REML", adjustment)
    return {"mean": 0.5 in found.interval if isinstance(found, Pooled) else None}


def penalised(rng: Generator, true: float, n: int = 15) -> PenalisedRegression | None:
    exposed = [0] * n + [1] * n
    outcome = rng.binomial(1, expit(-1.0 + true * np.array(exposed)))
    found = firth_logistic(outcome.tolist(), [exposed], ["exposed"])
    return found if isinstance(found, PenalisedRegression) else None


def firth(rng: Generator) -> Told:
    found = penalised(rng, 1.5)
    return {"log odds ratio": None if found is None else 1.5 in found.coefficients[1].interval}


def captured(rng: Generator, chances: list[float], dependent: bool = False, size: int = 400) -> Told:
    seen = rng.random((size, len(chances))) < np.array(chances)
    if dependent:  # the second source finds more easily what the first has found
        seen[:, 1] = rng.random(size) < np.where(seen[:, 0], chances[1] + 0.15, chances[1] - 0.1)
    cells: dict[tuple[int, ...], int] = {}
    for row in seen[seen.any(axis=1)]:
        key = tuple(int(one) for one in row)
        cells[key] = cells.get(key, 0) + 1
    found = population_size(cells)
    if not isinstance(found, PopulationSize):
        return {"selected model": None, "average of models": None}
    if len(chances) == 2:
        return {"profile": size in found.interval}
    return {"selected model": size in found.interval, "average of models": size in found.averaged_interval}


def difference(rng: Generator) -> Told:
    n1, n2 = int(rng.integers(10, 40)), int(rng.integers(10, 60))
    p1, p2 = rng.uniform(0.1, 0.9, 2)
    x1, x2 = int(rng.binomial(n1, p1)), int(rng.binomial(n2, p2))
    found = risk_difference(x1, n1, x2, n2, method="miettinen-nurminen")
    return {"difference": p1 - p2 in found.interval if isinstance(found, Comparison) else None}


def difference_newcombe(rng: Generator) -> Told:
    n1, n2 = int(rng.integers(10, 40)), int(rng.integers(10, 60))
    p1, p2 = rng.uniform(0.1, 0.9, 2)
    found = risk_difference(int(rng.binomial(n1, p1)), n1, int(rng.binomial(n2, p2)), n2)
    return {"difference": p1 - p2 in found.interval if isinstance(found, Comparison) else None}


def odds(rng: Generator) -> Told:
    p1, p2 = rng.uniform(0.1, 0.9, 2)
    found = odds_ratio(int(rng.binomial(25, p1)), 25, int(rng.binomial(35, p2)), 35)
    true = p1 / (1 - p1) / (p2 / (1 - p2))
    return {"odds ratio": true in found.interval if isinstance(found, Comparison) else None}


def clustered(rng: Generator, true: float) -> OneStage | None:
    report = np.repeat(np.arange(60), rng.choice([1, 1, 1, 2, 3, 8], 60))
    exposed = rng.integers(0, 2, len(report))
    outcome = rng.binomial(1, expit(-0.5 + true * exposed + rng.normal(0, 1, 60)[report]))
    found = one_stage_logistic(outcome.tolist(), [exposed.tolist()], ["exposed"], [str(r) for r in report])
    return found if isinstance(found, OneStage) else None


def one_stage(rng: Generator) -> Told:
    found = clustered(rng, 1.0)
    return {"log odds ratio": None if found is None else 1.0 in found.coefficients[1].interval}


def lifetimes(rng: Generator) -> Told:
    """Two exclusive events (rates 0.04 and 0.06 a day), follow-up ends between day 5 and 40; truth at day 10."""
    n, rates = 50, np.array([0.04, 0.06])
    ends, which = rng.exponential(1 / rates.sum(), n), rng.choice(2, n, p=rates / rates.sum())
    followed = rng.uniform(5, 40, n)
    times, happened = np.minimum(ends, followed).tolist(), ends <= followed
    curve = kaplan_meier(times, happened.tolist())
    causes = [str(one) if event else None for one, event in zip(which, happened, strict=True)]
    incidence = cumulative_incidence(times, causes, "0")
    assert isinstance(curve, SurvivalCurve)
    assert isinstance(incidence, IncidenceCurve)
    alive = math.exp(-10 * rates.sum())
    own = rates[0] / rates.sum() * (1 - alive)
    return {
        "Kaplan-Meier at day 10": _held(alive, [(s.time, s.interval) for s in curve.steps]),
        "Aalen-Johansen at day 10": _held(own, [(s.time, s.interval) for s in incidence.steps]),
    }


def _held(true: float, steps: list[tuple[float, Interval | None]]) -> bool | None:
    interval = next((interval for time, interval in reversed(steps) if time <= 10), None)
    return None if interval is None else true in interval


def null_groups(rng: Generator) -> Told:
    counts = int(rng.binomial(20, 0.3)), 20, int(rng.binomial(30, 0.3)), 30
    score = risk_difference(*counts, method="miettinen-nurminen")
    found: dict[str, bool | None] = {}
    for name, test in (("Fisher's exact test", fisher_exact), ("mid-p", mid_p)):
        one = test(*counts)
        found[name] = isinstance(one, Comparison) and one.p_value is not None and one.p_value < 0.05
    found["score interval without 0"] = isinstance(score, Comparison) and 0.0 not in score.interval
    return found


def null_firth(rng: Generator) -> Told:
    found = penalised(rng, 0.0)
    return {"Firth, likelihood ratio": None if found is None else found.coefficients[1].p_value < 0.05}


def null_one_stage(rng: Generator) -> Told:
    found = clustered(rng, 0.0)
    return {"one-stage model, Wald": None if found is None else found.coefficients[1].p_value < 0.05}


def null_pooled(rng: Generator) -> Told:
    v = rng.uniform(0.05, 0.4, 10)
    y = rng.normal(0, 0.4, 10) + rng.normal(0, np.sqrt(v))
    effects = Effects("mean difference", tuple(map(str, range(10))), tuple(y), tuple(v), (1,) * 10)
    found = pool(effects, "REML", "hartung-knapp")
    return {"REML, Hartung-Knapp": found.p_value < 0.05 if isinstance(found, Pooled) else None}


SLOW = 60  # repetitions of the one-stage model with a random intercept: a fit takes up to some seconds

# sizes of reports as in this study: seven in ten describe one patient, a few are series
STUDY = [1] * 105 + [2] * 15 + [3] * 9 + [4] * 6 + [6] * 6 + [10] * 5 + [20] * 3 + [45]

SCENARIOS = (
    Scenario("Wilson, 10 to 99 patients", proportion),
    Scenario("Clopper-Pearson, 10 to 99 patients", proportion_exact, main=False),
    Scenario("risk difference, score, 10 to 59 patients a group", difference),
    Scenario("risk difference, Newcombe, 10 to 59 patients a group", difference_newcombe, main=False),
    Scenario("odds ratio, score, 25 against 35 patients", odds),
    Scenario("REML with Hartung-Knapp, 6 reports", lambda rng: random_effects(rng, 6, "hartung-knapp")),
    Scenario("REML with Hartung-Knapp, 12 reports", lambda rng: random_effects(rng, 12, "hartung-knapp")),
    Scenario("REML without it, 12 reports", lambda rng: random_effects(rng, 12, "none"), main=False),
    Scenario("Firth profile, 15 against 15 patients", firth),
    Scenario("capture-recapture, 2 sources", lambda rng: captured(rng, [0.4, 0.5])),
    Scenario("capture-recapture, 3 sources", lambda rng: captured(rng, [0.4, 0.5, 0.3]), main=False),
    Scenario("capture-recapture, 3 sources, dependent", lambda rng: captured(rng, [0.4, 0.5, 0.3], True), main=False),
    Scenario("survival and incidence, 50 patients", lifetimes),
    Scenario("GLMM, 150 reports as in this study", lambda rng: reports(rng, STUDY, 1.0)),
    Scenario("GLMM, the same, little heterogeneity", lambda rng: reports(rng, STUDY, 0.3), main=False),
    Scenario("GLMM, 30 reports, 21 of one patient", lambda rng: reports(rng, STUDY[84:105] + STUDY[-9:], 1.0), main=False),
    Scenario("one-stage odds ratio, 60 reports", one_stage, main=False, most=SLOW),
    Scenario("20 against 30 patients, both 30 %", null_groups, tests=True),
    Scenario("15 against 15 patients, both 27 %", null_firth, tests=True),
    Scenario("10 reports, mean 0", null_pooled, tests=True),
    Scenario("60 reports, odds ratio 1", null_one_stage, tests=True, most=SLOW),
)  # fmt: skip


def run(scenario: Scenario, repetitions: int, seed: int = 2026) -> dict[str, tuple[int, int]]:
    """Return, for each name, how often the interval held (or the test rejected), and out of how many."""
    rng = np.random.default_rng(seed)
    found: dict[str, tuple[int, int]] = {}
    for _ in range(repetitions):
        for name, held in scenario.once(rng).items():
            yes, of = found.get(name, (0, 0))
            found[name] = (yes + bool(held), of + (held is not None))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=2000)
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--extra", action="store_true", help="also those that are not main models")
    arguments = parser.parse_args()
    print(f"{arguments.repetitions} generated cohorts each; nominal 95 % (intervals) and 5 % (tests)")
    for scenario in SCENARIOS:
        if arguments.only.lower() not in scenario.name.lower() or not (
            scenario.main or scenario.tests or arguments.extra
        ):
            continue
        start = time.perf_counter()
        repetitions = min(arguments.repetitions, scenario.most or arguments.repetitions)
        result = run(scenario, repetitions)
        seconds = time.perf_counter() - start
        for name, (yes, of) in result.items():
            share = yes / max(of, 1)
            error = 100 * math.sqrt(share * (1 - share) / max(of, 1))
            verdict = "rejects" if scenario.tests else "other  "
            if scenario.main and not scenario.tests:
                verdict = "ok     " if LOWEST <= share <= HIGHEST else "FAILS  "
            print(
                f"  {verdict} {scenario.name:52} {name:26} {100 * share:5.1f} % +- {error:.1f}"
                f"   withheld {repetitions - of:4} of {repetitions}   {seconds:5.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
