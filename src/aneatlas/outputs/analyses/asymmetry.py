"""Small reports against large ones: the data of a funnel plot, with Egger's regression and the rank test.

On the logit scale, of reports with at least `SIZE` patients: the share of a report of one patient is 0 or 1,
and its place in a funnel says nothing. With fewer than `FEWEST` such reports there is no plot (Sterne and
others 2011, doi:10.1136/bmj.d4002).
"""

from __future__ import annotations

from collections.abc import Sequence

from aneatlas.outputs.analyses.models import capital
from aneatlas.outputs.analyses.result import Funnel, Point
from aneatlas.statistics.effects import proportion_effects
from aneatlas.statistics.pooling import pool
from aneatlas.statistics.results import NumbersInvalid, Withheld
from aneatlas.statistics.small_study import egger_mixed, rank_test

SIZE, FEWEST = 5, 10


def funnel_of(points: Sequence[Point]) -> Funnel:
    """Return the funnel of the reports, or why there is none."""
    large = [p for p in points if p.of >= SIZE]
    if len(large) < FEWEST:
        return Funnel(
            reason=f"No funnel plot: {len(large)} reports tell of at least {SIZE} patients, and {FEWEST} are needed."
        )
    try:
        effects = proportion_effects(
            [p.n for p in large], [p.of for p in large], "logit", [p.report for p in large]
        )
        pooled = pool(effects, "REML")
        if isinstance(pooled, Withheld):
            return Funnel(reason=f"No funnel plot: {pooled.issues[0].message}")
        egger, rank = egger_mixed(effects), rank_test(effects)
    except NumbersInvalid as problem:
        return Funnel(reason=f"No funnel plot: {problem}")
    reasons = [capital(found.issues[0].message) for found in (egger, rank) if isinstance(found, Withheld)]
    return Funnel(
        tuple((label, y, v**0.5) for label, y, v in zip(effects.labels, effects.estimates, effects.variances, strict=True)),
        pooled.estimate,
        None if isinstance(egger, Withheld) else (egger.statistic, egger.p_value),
        None if isinstance(rank, Withheld) else (rank.statistic, rank.p_value),
        " ".join(dict.fromkeys(reasons)),
    )  # fmt: skip
