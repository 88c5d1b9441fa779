"""Analyses: published figures, each declared in study/analyses/*.toml and computed from the export tables alone.

Anybody can compute them again from the downloaded tables; `aneatlas verify` does. `analyse` gives a Result
(see `result` for what stands in it); a figure that its guards forbid is withheld with the reason.
"""

from aneatlas.outputs.analyses.definition import (
    Analysis,
    Guard,
    Where,
    check_analyses,
    near,
    parse_analyses,
)
from aneatlas.outputs.analyses.result import (
    Comparison,
    Estimate,
    Model,
    Overlapping,
    Point,
    Result,
    Stratum,
    Variant,
)
from aneatlas.outputs.analyses.run import analyse, results

__all__ = [
    "Analysis", "Comparison", "Estimate", "Guard", "Model", "Overlapping", "Point", "Result", "Stratum", "Variant", "Where",
    "analyse", "check_analyses", "near", "parse_analyses", "results",
]  # fmt: skip
