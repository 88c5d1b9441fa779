"""Cases over time: by month of onset, and the treatments of each over its days."""

from __future__ import annotations

from collections import Counter, defaultdict

from aneatlas.outputs.analyses.definition import Analysis
from aneatlas.outputs.analyses.population import Row, Rows, number, text
from aneatlas.outputs.analyses.result import Dates, Lane, Lanes, Spell

FEWEST = 3  # lanes; fewer are told better by the pages of the cases
MOST = 30  # lanes that a page can show
NEUROLOGICAL = ("", "neurological_onset")


def dates_of(rows: Rows) -> Dates:
    """Count the cases by year and month of onset; the year alone where no month is told."""
    counts: Counter[str] = Counter()
    undated = 0
    for row in rows:
        year, month = number(row, "onset_year"), number(row, "onset_month")
        if year is None:
            undated += 1
        else:
            counts[f"{int(year)}-{int(month):02d}" if month is not None else f"{int(year)}"] += 1
    reason = "" if counts else f"No calendar: none of the {len(rows)} cases has the year of its onset told."
    return Dates(tuple(sorted(counts.items())), undated, reason)


def lanes_of(analysis: Analysis, rows: Rows, treatments: Rows) -> Lanes:
    """Return the lanes of the cases for whom the start of one of the treatments is told.

    Times that count from another moment than the neurological onset count as not told.
    """
    labels = {column.removeprefix("given_"): label for label, columns in analysis.features.items() for column in columns}  # fmt: skip
    spells: dict[str, list[Spell]] = defaultdict(list)
    for treatment in treatments:
        label = labels.get(text(treatment, "treatment_class"))
        if label is not None and text(treatment, "treatment_given") != "absent":
            spells[text(treatment, "case_id")].append(_spell(label, treatment))
    timed = {id for id, given in spells.items() if any(spell.start is not None for spell in given)}
    told = [_lane(row, spells[id]) for row in rows if (id := text(row, "case_id")) in timed]
    if len(told) < FEWEST:
        return Lanes(
            told=len(told),
            reason=f"No chart of treatments over time: the start of a treatment is told of {len(told)} patients, and {FEWEST} are needed.",
        )
    order = sorted(told, key=lambda lane: (lane.ending == "unknown", -len(lane.spells), lane.case))[:MOST]
    return Lanes(tuple(sorted(order, key=lambda lane: (_first(lane), lane.case))), len(told))


def _spell(label: str, row: Row) -> Spell:
    start = _middle(row, "treatment_start")
    if start is None or text(row, "treatment_onset_definition") not in NEUROLOGICAL:
        return Spell(label, None, None)
    days = _middle(row, "treatment_duration")
    return Spell(label, start / 24, None if days is None else start / 24 + days)


def _lane(row: Row, spells: list[Spell]) -> Lane:
    given = tuple(sorted(spells, key=lambda s: (s.start is None, s.start or 0.0, s.treatment)))
    if text(row, "died") == "present":
        counted = text(row, "death_day_counted_from") in NEUROLOGICAL
        return Lane(text(row, "case_id"), given, "died", _middle(row, "death_day") if counted else None)
    return Lane(text(row, "case_id"), given, "alive" if text(row, "died") == "absent" else "unknown", None)


def _first(lane: Lane) -> float:
    return min(spell.start for spell in lane.spells if spell.start is not None)


def _middle(row: Row, field: str) -> float | None:
    ends = [end for end in (number(row, f"{field}_min"), number(row, f"{field}_max")) if end is not None]
    return sum(ends) / len(ends) if ends else None
