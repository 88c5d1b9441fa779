"""Log-linear capture-recapture models with interactions between sources, and selection by AIC.

Fienberg 1972 (doi:10.1093/biomet/59.3.591): sources that find the same cases more (or less) often than
chance get an interaction. Models are hierarchical and named by their generators: [12,3] lets sources 1 and 2
depend on each other and source 3 be independent of both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.capture_models import CLOSED, History, counts
from aneatlas.statistics.capture_profile import Refit, profile_interval
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.poisson import PoissonFit, fit_poisson
from aneatlas.statistics.results import Interval, Withheld, check_level, normal_quantile, withheld

Terms = frozenset[frozenset[int]]
AVERAGED = "Akaike weights over all models"


@dataclass(frozen=True, slots=True)
class LogLinearModel:
    """One model: generators, population size with standard error, deviance, df, AIC and BIC."""

    name: str
    estimate: float
    se: float
    deviance: float
    df: int
    aic: float
    bic: float


@dataclass(frozen=True, slots=True)
class PopulationSize:
    """The selected model's population size.

    n: cases seen; sources: their names. estimate, se: of the selected model (Poisson); multinomial, interval:
    multinomial estimate and profile-likelihood interval of the selected model, which do not carry the
    uncertainty of the selection. averaged, averaged_interval: the mean over all models by Akaike weights, and
    its interval, which does; lowest, highest: over the models within 4 AIC units. models: all, best first.
    """

    method: str
    n: int
    sources: tuple[str, ...]
    selected: str
    estimate: float
    se: float
    multinomial: float
    interval: Interval
    averaged: float
    averaged_interval: Interval
    lowest: float
    highest: float
    models: tuple[LogLinearModel, ...]
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


def population_size(
    histories: Mapping[History, int], sources: tuple[str, ...] = (), level: float = 0.95
) -> PopulationSize | Withheld:
    """Return the population size from the log-linear model with the lowest AIC.

    Up to four sources: all hierarchical models without the interaction of all sources; five or more: forward
    selection of interactions of two sources. Two sources allow the independence model only.
    Models that fit zero to a cell that the unseen depend on (no finite estimate) are left out.
    The profile interval does not carry the choice of model: with three independent sources the nominal 95 % held
    the truth in 89.7 % of 2,000 generated populations, with two (no choice) in 95.6 % (benchmarks/recovery.py).
    From three sources on, a published figure takes averaged_interval (Buckland, Burnham and Augustin 1997,
    Biometrics 53:603-618; logarithmic, so that it does not fall below the number seen): it held the truth in 98.2 %,
    and in 96.9 % where two of the three sources depend on each other (the selected model's: 87.5 %).
    """
    name = "log-linear capture-recapture"
    check_level(level)
    made = counts(histories)
    if isinstance(made, Withheld):
        return made
    table, y = made
    t, n = table.shape[1], int(y.sum())
    tried: dict[Terms, LogLinearModel] = {}
    for terms in _candidates(t) if t <= 4 else _forward(table, y):
        if (found := _model(table, y, terms)) is not None:
            tried[terms] = found
    if not tried:
        return withheld(name, n, "no-model", "no model could be fitted.", "Report the number seen.")
    ordered = sorted(tried, key=lambda terms: tried[terms].aic)
    best = tried[ordered[0]]
    profile = profile_interval(y, float(n), _refit(table, ordered[0]), best.estimate, level)
    if profile is None:
        return withheld(name, n, "no-profile", "the profile could not be computed.", "Use another model.")
    averaged, averaged_interval = _average([tried[terms] for terms in ordered], n, level)
    near = [tried[terms].estimate for terms in ordered if tried[terms].aic <= best.aic + 4]
    issues = profile[2]
    if max(near) > 2 * min(near):
        message = f"models that fit about equally well give {min(near):.0f} to {max(near):.0f}."
        issues += (warning("models-disagree", name, message, "Show the range, not one number."),)
    if t == 2:
        message = "two sources cannot show whether they depend on each other."
        issues += (warning("dependence-untestable", name, message, "Add a third source."),)
    return PopulationSize(
        name, n, sources or tuple(f"source {i + 1}" for i in range(t)), best.name, best.estimate, best.se,
        profile[0], profile[1], averaged, averaged_interval, min(near), max(near),
        tuple(tried[terms] for terms in ordered), issues,
        (*CLOSED, "There is no interaction between all sources at once.",
         "Within a source, and given the interactions, every case is equally likely to be seen."),
    )  # fmt: skip


def _average(models: list[LogLinearModel], seen: int, level: float) -> tuple[float, Interval]:
    """Return the mean by Akaike weights; its variance holds those of the models and the scatter between them."""
    weights = np.array([math.exp(-(model.aic - models[0].aic) / 2) for model in models])
    weights /= weights.sum()
    sizes = np.array([model.estimate for model in models])
    mean = float(weights @ sizes)
    se = float(weights @ np.hypot([model.se for model in models], sizes - mean))
    unseen = mean - seen
    if unseen <= 0 or not math.isfinite(se):  # nobody is missing in any model, or a model has no error
        return mean, Interval(float(seen), math.inf if not math.isfinite(se) else mean, level, AVERAGED)
    factor = math.exp(normal_quantile(level) * math.sqrt(math.log1p((se / unseen) ** 2)))
    return mean, Interval(seen + unseen / factor, seen + unseen * factor, level, AVERAGED)


def _candidates(t: int) -> Iterator[Terms]:
    """Yield every hierarchical set of interactions of t sources, without that of all sources."""
    possible = [frozenset(c) for size in range(2, t) for c in combinations(range(t), size)]
    for size in range(len(possible) + 1):
        for chosen in combinations(possible, size):
            terms = frozenset(chosen)
            if all(frozenset(s) in terms for c in terms if len(c) > 2 for s in combinations(c, len(c) - 1)):
                yield terms


def _forward(table: Array, y: Array) -> Iterator[Terms]:
    """Yield the models of a forward selection of two-source interactions by AIC."""
    pairs = {frozenset(pair) for pair in combinations(range(table.shape[1]), 2)}
    current: Terms = frozenset()
    while True:
        yield current
        here = _model(table, y, current)
        steps = [(m.aic, sorted(map(sorted, current | {p})), p) for p in pairs - current
                 if (m := _model(table, y, current | {p})) is not None]  # fmt: skip
        if not steps or (here is not None and min(steps)[0] >= here.aic):
            return
        current = current | {min(steps)[2]}


def _design(table: Array, terms: Terms) -> Array:
    columns = [
        np.prod(table[:, sorted(term)], axis=1) for term in sorted(terms, key=lambda c: (len(c), sorted(c)))
    ]
    return np.column_stack([np.ones(len(table)), table, *columns])


def _refit(table: Array, terms: Terms) -> Refit:
    wide = _design(np.vstack([table, np.zeros(table.shape[1])]), terms)

    def refit(cells: Array) -> PoissonFit | None:
        return fit_poisson(cells, wide, np.zeros(len(cells)))

    return refit


def _model(table: Array, y: Array, terms: Terms) -> LogLinearModel | None:
    design = _design(table, terms)
    if design.shape[1] > len(y):
        return None
    fit = fit_poisson(y, design, np.zeros(len(y)))
    if fit is None or not fit.converged or np.max(np.abs(fit.beta)) > 25:
        return None
    unseen, n, p = math.exp(fit.beta[0]), float(y.sum()), design.shape[1]
    se = math.sqrt(unseen + unseen**2 * float(fit.covariance[0, 0]))
    aic, bic = -2 * fit.log_likelihood + 2 * p, -2 * fit.log_likelihood + math.log(n) * p
    return LogLinearModel(_name(table.shape[1], terms), n + unseen, se, fit.deviance, len(y) - p, aic, bic)


def _name(t: int, terms: Terms) -> str:
    top = [term for term in terms if not any(term < other for other in terms)]
    covered = set().union(*top) if top else set()
    parts = [*top, *[frozenset([i]) for i in range(t) if i not in covered]]
    texts = ["".join(str(i + 1) for i in sorted(part)) for part in parts]
    return "[" + ",".join(sorted(texts, key=lambda text: (-len(text), text))) + "]"
