"""The index of the figures: of each the sentence and one small chart or table; those withheld in a list at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from aneatlas.outputs.analyses import Analysis, Estimate, Result
from aneatlas.outputs.analyses.sentences import Key, Sentence, sentence
from aneatlas.outputs.site.context import Site
from aneatlas.outputs.site.figure_charts import Picture, of_result, of_stratum

ROWS = 6  # of a small table; the figure's own page has all


@dataclass(frozen=True, slots=True)
class Small:
    """A small table. rows: the label, and its cells: words, and keys of the register. more: rows that it leaves out."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Sentence, ...]], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure in the index. reason: why it is withheld, or ''; then it has neither chart nor table.

    cautions: what must be said beside it.
    """

    analysis: Analysis
    sentence: Sentence
    charts: tuple[Picture, ...] = ()
    small: Small | None = None
    reason: str = ""
    cautions: tuple[str, ...] = ()


Sections = list[tuple[str, list[Entry]]]


def sections(site: Site) -> tuple[Sections, list[Entry]]:
    """Return the figures by section, and those that are withheld."""
    entries = [_entry(site, result) for result in site.figures]
    shown = [entry for entry in entries if not entry.reason]
    grouped = [(name, list(group)) for name, group in groupby(shown, key=lambda e: e.analysis.section)]
    return grouped, [entry for entry in entries if entry.reason]


def withheld(result: Result) -> str:
    """Return why no number of a figure is given, or '' where any is."""
    estimates = list(result.estimates)
    if not estimates:
        return "Nobody in the collection belongs to this figure yet."
    if result.analysis.kind in ("features", "tally"):
        return "" if any(e.n for e in estimates) else "No text names any of it."
    if any(e.status == "shown" for e in estimates):
        return ""
    if len(result.strata) > 1:
        least = result.analysis.minimum
        return f"Too few patients in every group: {least} with a known answer are needed for a percentage."
    return " ".join(dict.fromkeys(e.reason for e in estimates if e.reason))


def _entry(site: Site, result: Result) -> Entry:
    if reason := withheld(result):
        return Entry(result.analysis, (), reason=reason)
    charts = _charts(site, result)
    said = sentence(result)
    return Entry(result.analysis, said, charts, None if charts else _small(site, result),
        cautions=tuple(result.analysis.guard.cautions.values()),
    )  # fmt: skip


def _charts(site: Site, result: Result) -> tuple[Picture, ...]:
    """Return the chart of a figure that is one chart in itself and small enough."""
    kind, ident, said = result.analysis.kind, f"i-{result.id}", f"i-said-{result.id}"
    if kind == "times" or (kind == "tally" and result.analysis.column == "year"):
        return tuple(of_result(result, ident, said))
    if kind in ("features", "distribution", "proportion") and not result.analysis.by:
        if kind == "distribution" and len(result.strata[0].estimates) > ROWS + 1:
            return ()
        return tuple(of_stratum(result, result.strata[0], ident, said))
    return ()


def _small(site: Site, result: Result) -> Small | None:
    kind, first = result.analysis.kind, result.strata[0]
    if kind == "undercount":
        return None
    if kind == "tally":
        rows = [(e.label, (_count(e, whole=False), (Key(f"{e.key}.patients"),))) for e in first.estimates]  # fmt: skip
        return _cut(("Reports", "Patients"), rows)
    if kind in ("proportion", "series"):
        told = [(s.name or "All", e) for s in result.strata for e in s.estimates]
        return _cut(
            ("n of known", "Share, 95 % interval"), [(name, (_count(e), _share(e))) for name, e in told]
        )
    named = kind == "features"
    by_label: dict[str, list[Sentence]] = {e.label: [] for e in result.estimates}
    for label, cells in by_label.items():
        for stratum in result.strata:
            found = next((e for e in stratum.estimates if e.label == label), None)
            cells.append(
                ("0",) if found is None else _count(found, of=f"{stratum.key}.total" if named else "")
            )
    order = sorted(by_label, key=lambda label: -sum(e.n for e in result.estimates if e.label == label))
    kept = order if len(order) <= ROWS else sorted(order[:ROWS], key=list(by_label).index)
    heads = tuple(s.name or ("Named" if named else "Cases") for s in result.strata)
    return Small(heads, tuple((label, tuple(by_label[label])) for label in kept), len(order) - len(kept))


def _cut(heads: tuple[str, ...], rows: Sequence[tuple[str, tuple[Sentence, ...]]]) -> Small:
    return Small(heads, tuple(rows[:ROWS]), max(0, len(rows) - ROWS))


def _count(e: Estimate, *, whole: bool = True, of: str = "") -> Sentence:
    return (Key(f"{e.key}.n"), " of ", Key(of or f"{e.key}.of")) if whole else (Key(f"{e.key}.n"),)


def _share(e: Estimate) -> Sentence:
    if e.status != "shown":
        return ("withheld",)
    return (Key(f"{e.key}.percent"), " % (", Key(f"{e.key}.low"), " to ", Key(f"{e.key}.high"), ")")
