"""Whom an analysis is about: its rows, their answers, its strata; which of two that overlap is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aneatlas.core.kinds import Cell
from aneatlas.outputs.analyses.definition import Analysis, Where
from aneatlas.outputs.analyses.result import Omitted
from aneatlas.statistics.overlap import Candidate, choose_reports

Row = Mapping[str, Cell]
Rows = Sequence[Row]
Data = Mapping[str, Rows]

NOT_TOLD = "not_told"  # in `strata`: the group of those of whom no group is told
NOT_KNOWN = frozenset({"not_reported", "not_assessable", "unclear"})
STATES = {"confirmed": ("confirmed",), "merged": ("confirmed", "suspected"), "separate": ()}
RULE = (
    "Of reports that share patients the one with more patients whose answer is known is taken, then the newer "
    "one; of cases that are one patient the one of whom more is told, then the newer one."
)


def text(row: Row, column: str) -> str:
    """Return a cell as text; '' for an empty one, as it reads in a CSV file too."""
    cell = row.get(column)
    return "" if cell is None else str(cell)


def number(row: Row, column: str) -> float | None:
    """Return a cell as a number; None for an empty one."""
    said = text(row, column)
    return float(said) if said else None


def kept(rows: Rows, where: Iterable[Where]) -> list[Row]:
    """Return the rows that satisfy every condition."""
    conditions = [(w.column, frozenset(w.values)) for w in where]
    return [row for row in rows if all(text(row, column) in values for column, values in conditions)]


def strata(analysis: Analysis, rows: Rows) -> list[tuple[str, str, list[Row]]]:
    """Return (value, name, rows) of each stratum: in the order of the file, else by value. One without `by`.

    Rows without a value form the stratum `NOT_TOLD` where the file names it, and belong to none elsewhere.
    """
    if not analysis.by:
        return [("", "", list(rows))]
    groups: dict[str, list[Row]] = {value: [] for value in analysis.strata}
    for row in rows:
        value = text(row, analysis.by) or (NOT_TOLD if NOT_TOLD in analysis.strata else "")
        if value and (value in groups or not analysis.strata):
            groups.setdefault(value, []).append(row)
    order = list(analysis.strata) or sorted(groups)
    return [(value, analysis.strata.get(value, value), groups[value]) for value in order if groups[value]]


def answers(analysis: Analysis, rows: Rows) -> list[tuple[str, str]]:
    """Return (value, status) of the counted column for each row.

    The value is 'absent' where the text says 'none' and a group or count names it.
    """
    values = [text(row, analysis.column) for row in rows]
    status = f"{analysis.column}_status"
    statuses = [text(row, status) if status in row else v for row, v in zip(rows, values, strict=True)]
    named = {value for group in analysis.groups.values() for value in group}
    if "absent" in {*analysis.counts, *analysis.known, *named}:
        values = [said if said == "absent" else v for v, said in zip(values, statuses, strict=True)]
    return list(zip(values, statuses, strict=True))


def is_known(analysis: Analysis, value: str) -> bool:
    """Tell whether a value belongs to the denominator."""
    if analysis.known:
        return value in analysis.known
    return bool(value) and value not in NOT_KNOWN


def feature(row: Row, columns: Sequence[str]) -> str:
    """Join the statuses of a whole (named first) and its parts: a part that is absent says little of the whole."""
    said = [text(row, column) for column in columns]
    if "present" in said:
        return "present"
    if said[0] == "absent" or set(said) == {"absent"}:
        return "absent"
    return "not_reported" if any(said) else ""


@dataclass(frozen=True, slots=True)
class Once:
    """Rows with each patient once, as far as the overlaps say, and what was left out for which."""

    rows: list[Row]
    omitted: tuple[Omitted, ...]


def once(rows: Rows, overlaps: Rows, states: Sequence[str], known: Callable[[Row], bool]) -> Once:
    """Leave out cases so that no two of the rest are declared, in one of the states, to be the same patient.

    known: whether the row has the answer that the analysis counts.
    """
    pairs = [(text(o, "a"), text(o, "b")) for o in overlaps if text(o, "state") in states]
    if not pairs or not rows:
        return Once(list(rows), ())
    count: Counter[str] = Counter()
    year: dict[str, int] = {}
    for row in rows:
        report = text(row, "report_id")
        count[report] += known(row)
        year[report] = int(number(row, "year") or 0)
    reports = [Candidate(report, count[report], year[report]) for report in year]
    chosen = choose_reports(reports, [pair for pair in pairs if all("-" not in end for end in pair)])
    gone = {left.report: left.because_of for left in chosen.left_out}
    rest = [row for row in rows if text(row, "report_id") not in gone]
    cases, because = _cases(rest, pairs)
    omitted = [Omitted(report, stands) for report, stands in gone.items()]
    omitted += [Omitted(case, stands) for case, stands in because.items()]
    return Once(cases, tuple(sorted(omitted, key=lambda o: o.left_out)))


def _cases(rows: Rows, pairs: Iterable[tuple[str, str]]) -> tuple[list[Row], dict[str, str]]:
    """Take one case of each pair of cases, and leave out a case that a whole other report may hold."""
    by_id = {text(row, "case_id"): row for row in rows}
    reports = {text(row, "report_id") for row in rows}
    gone: dict[str, str] = {}
    same: list[tuple[str, str]] = []
    for a, b in pairs:
        if "-" in a and "-" in b:
            same += [(a, b)] if a in by_id and b in by_id else []
        elif "-" in a or "-" in b:
            case, report = (a, b) if "-" in a else (b, a)
            if case in by_id and report in reports and text(by_id[case], "report_id") != report:
                gone[case] = report
    told = {
        id: sum(cell not in (None, "", *NOT_KNOWN) for cell in by_id[id].values())
        for id in {end for pair in same for end in pair}
    }
    candidates = [
        Candidate(id, n, int(number(by_id[id], "year") or 0)) for id, n in told.items() if id not in gone
    ]
    gone |= {left.report: left.because_of for left in choose_reports(candidates, same).left_out}
    return [row for id, row in by_id.items() if id not in gone], gone
