"""Run analyses on the export tables: everything a figure says is computed here from them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from aneatlas.core.issues import Issue, warning
from aneatlas.outputs.analyses.comparing import compare
from aneatlas.outputs.analyses.courses import dates_of, lanes_of
from aneatlas.outputs.analyses.definition import OF_CASES, Analysis
from aneatlas.outputs.analyses.guards import Sizes, cautions, sizes
from aneatlas.outputs.analyses.population import (
    RULE,
    STATES,
    Data,
    Row,
    Rows,
    answers,
    feature,
    is_known,
    kept,
    once,
    strata,
)
from aneatlas.outputs.analyses.result import Comparison, Estimate, Overlapping, Result, Stratum, Variant
from aneatlas.outputs.analyses.series import of_series
from aneatlas.outputs.analyses.shares import stem, stratum
from aneatlas.outputs.analyses.tallies import of_reports
from aneatlas.outputs.analyses.times import of_times
from aneatlas.outputs.analyses.undercount import of_records


def results(analyses: Iterable[Analysis], data: Data) -> list[Result]:
    """Compute all analyses. data: table names to rows, as exported (or read back from the CSV files)."""
    return [analyse(analysis, data) for analysis in analyses]


def analyse(analysis: Analysis, data: Data) -> Result:
    """Compute one analysis. Raises KeyError for a table that it needs and `data` does not hold."""
    if analysis.kind in OF_CASES:
        return _of_cases(analysis, data)
    return {"tally": of_reports, "series": of_series, "undercount": of_records}[analysis.kind](analysis, data)


def _of_cases(analysis: Analysis, data: Data) -> Result:
    rows, overlaps, described = (
        kept(data["cases"], analysis.where),
        data.get("overlaps", ()),
        sizes(data["cases"]),
    )
    known = _knower(analysis)
    main = once(rows, overlaps, STATES["confirmed"], known)
    found = [(_charted(analysis, s, part, data), part) for s, part in _strata(analysis, main.rows, described)]
    merged, separate = once(rows, overlaps, STATES["merged"], known), once(rows, (), (), known)
    more = tuple(o for o in merged.omitted if o not in main.omitted)
    others = {
        "merged": _variants(analysis, merged.rows, described) if more else _as_variants(found),
        "separate": _variants(analysis, separate.rows, described) if main.omitted else _as_variants(found),
    }
    told = _as_variants(found)
    overlapping = Overlapping(
        RULE, main.omitted, more, others["merged"], others["separate"],
        differs=others["merged"] != told or others["separate"] != told,
    )  # fmt: skip
    comparisons, missing = _comparisons(analysis, found)
    return Result(
        analysis, tuple(s for s, _ in found), tuple(comparisons), overlapping,
        len(main.rows) - sum(s.total for s, _ in found), (*cautions(analysis), *missing),
    )  # fmt: skip


def _charted(analysis: Analysis, stratum: Stratum, rows: Rows, data: Data) -> Stratum:
    if analysis.chart == "calendar":
        return replace(stratum, dates=dates_of(rows))
    if analysis.chart == "swimmer":
        return replace(stratum, lanes=lanes_of(analysis, rows, data.get("treatments", ())))
    return stratum


Counted = list[tuple[Stratum, Rows]]


def _strata(analysis: Analysis, rows: Rows, described: Sizes, *, model: bool = True) -> Counted:
    return [
        (
            of_times(analysis, value, name, part, described)
            if analysis.kind == "times"
            else stratum(analysis, value, name, part, described, model=model),
            part,
        )
        for value, name, part in strata(analysis, rows)
    ]


def _variants(analysis: Analysis, rows: Rows, described: Sizes) -> tuple[Variant, ...]:
    return _as_variants(_strata(analysis, rows, described, model=False))


def _as_variants(found: Counted) -> tuple[Variant, ...]:
    return tuple(_variant(s, e) for s, _ in found for e in s.estimates)


def _variant(stratum: Stratum, e: Estimate) -> Variant:
    label = f"{stratum.name}: {e.label}" if stratum.name else e.label
    return Variant(e.key, label, e.n, e.of, e.estimate, e.lower, e.upper)


def _comparisons(analysis: Analysis, found: Counted) -> tuple[list[Comparison], tuple[Issue, ...]]:
    if analysis.compare is None:
        return [], ()
    by_key = {s.key: (s, rows) for s, rows in found}
    sides = [by_key.get(stem(analysis, value)) for value in analysis.compare]
    missing = [v for v, side in zip(analysis.compare, sides, strict=True) if side is None]
    if missing:
        names = " and ".join(analysis.strata.get(value, value) for value in missing)
        words = f"there is no comparison: no patient belongs to the group '{names}'."
        return [], (warning("no-comparison", analysis.title, words),)
    (one, first), (other, second) = (side for side in sides if side is not None)
    return compare(analysis, one.estimates, other.estimates, (first, second)), ()


def _knower(analysis: Analysis) -> Callable[[Row], bool]:
    if analysis.features:
        groups: Sequence[tuple[str, ...]] = tuple(analysis.features.values())
        return lambda row: any(feature(row, columns) in ("present", "absent") for columns in groups)
    return lambda row: is_known(analysis, answers(analysis, [row])[0][0])
