"""Analyses: published counts and proportions, each declared in study/analyses/*.toml.

An analysis is computed from the flat table of cases alone, so that anybody can compute it again from the
downloaded table; `aneatlas verify` does.
"""

from __future__ import annotations

import difflib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field as Entry
from pydantic import ValidationError, model_validator

from aneatlas.core.evidence import Frozen
from aneatlas.core.issues import Issue, StudyInvalid, error
from aneatlas.core.kinds import Cell
from aneatlas.statistics.proportions import wilson

Rows = Sequence[Mapping[str, Cell]]


class Where(Frozen):
    """Keep the rows whose column holds one of the values."""

    column: str
    values: tuple[str, ...] = Entry(alias="is")


class Analysis(Frozen):
    """One figure: what is counted among whom.

    column: the column counted; a value that is empty because the text says 'none' counts as 'absent'.
    counts: the values that count (proportion). known: the values that belong to the denominator; without it
    every value that is not empty (and not 'absent', unless a group names it). groups: values counted
    together, by label, in the order shown. features: for the kind of that name, status columns by label; a
    label with several columns is present where one of them is. where: whom it is about. by: a column that
    splits the figure. minimum: below this denominator no percentage is given.

    The kind 'features' is for what texts name when it is there and seldom deny: among those who say
    anything nearly all say yes, so that a percentage of them would mislead. It gives none, only the bounds.
    """

    id: str = Entry(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    plain: str
    kind: Literal["proportion", "distribution", "features"]
    column: str = ""
    features: Mapping[str, tuple[str, ...]] = {}
    counts: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = {}
    by: str = ""
    where: tuple[Where, ...] = ()
    minimum: int = 10
    headline: int = 0
    method: str
    citation: str
    note: str = ""

    @model_validator(mode="after")
    def _counted(self) -> Analysis:
        if (self.kind == "features") != bool(self.features) or (self.kind == "features") == bool(self.column):
            raise ValueError("the kind 'features' needs features, any other kind a column")
        return self


@dataclass(frozen=True, slots=True)
class Share:
    """n of N known, among `total`, with the 95 % interval of n/N (fractions; None where it is withheld)."""

    label: str
    n: int
    of: int
    low: float | None
    high: float | None
    total: int

    @property
    def percent(self) -> float | None:
        """Return the percentage, or None where it is withheld."""
        return None if self.low is None else 100 * self.n / self.of

    @property
    def least(self) -> float | None:
        """Return the percentage of `total` if nobody whose answer is not known had it (Manski's lower bound)."""
        return 100 * self.n / self.total if self.total else None

    @property
    def most(self) -> float | None:
        """Return the percentage of `total` if everybody whose answer is not known had it."""
        return 100 * (self.n + self.total - self.of) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Figure:
    """The result of an analysis. `unreported` were looked for and not reported (or not assessable, unclear);
    `unread` have not been looked for; with `shares` they add up to `total`.

    For a split analysis (`by`) there is one figure per stratum, named in `stratum`.
    """

    analysis: Analysis
    stratum: str
    total: int
    known: int
    unreported: int
    unread: int
    shares: tuple[Share, ...]

    @property
    def withheld(self) -> str:
        """Return why no percentage is given, or ''."""
        if self.known >= self.analysis.minimum:
            return ""
        return f"Too few patients for a percentage: {self.known} known, {self.analysis.minimum} needed."


def parse_analyses(files: Mapping[str, bytes]) -> list[Analysis]:
    """Parse analysis files (name -> bytes). Raises StudyInvalid with every mistake."""
    found, issues = [], []
    for name in sorted(files):
        try:
            found.append(Analysis.model_validate(tomllib.loads(files[name].decode("utf-8"))))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            issues.append(error("toml", f"analyses/{name}", f"{problem}."))
        except ValidationError as problem:
            for detail in problem.errors(include_url=False):
                loc = ".".join(str(step) for step in detail["loc"])
                issues.append(error("analysis", f"analyses/{name}: {loc}", f"{detail['msg']}."))
    if issues:
        raise StudyInvalid(f"the analyses have {len(issues)} mistakes", issues)
    return found


def check_analyses(analyses: Iterable[Analysis], columns: Iterable[str]) -> list[Issue]:
    """Return an error for each column that an analysis names and the flat table of cases does not have."""
    known = set(columns)
    issues = []
    for analysis in analyses:
        used = {analysis.column, analysis.by, *(w.column for w in analysis.where)} - {""}
        used |= {column for columns_ in analysis.features.values() for column in columns_}
        for column in sorted(used - known):
            near = difflib.get_close_matches(column, known, n=1, cutoff=0.0)[0]
            issues.append(
                error(
                    "column",
                    f"analyses/{analysis.id}",
                    f"there is no column '{column}'; the nearest is '{near}'.",
                )
            )
    return issues


def compute(analysis: Analysis, rows: Rows) -> list[Figure]:
    """Compute an analysis from the flat table; one figure, or one per stratum in the order of first sight."""
    kept = [row for row in rows if all(str(row.get(w.column) or "") in w.values for w in analysis.where)]
    if not analysis.by:
        return [_figure(analysis, "", kept)]
    strata = sorted({str(row.get(analysis.by) or "") for row in kept} - {""}, key=_stratum_order)
    return [
        _figure(analysis, s, [row for row in kept if str(row.get(analysis.by) or "") == s]) for s in strata
    ]


def _stratum_order(stratum: str) -> tuple[bool, str]:
    return stratum != "child", stratum  # children first: the disease is theirs above all


_NOT_KNOWN = {"not_reported", "not_assessable", "unclear"}


def _features(analysis: Analysis, stratum: str, rows: Rows) -> Figure:
    answers = {label: [_answer(row, columns) for row in rows] for label, columns in analysis.features.items()}
    shares = []
    for label, given in answers.items():
        n = given.count("present")
        shares.append(Share(label, n, n + given.count("absent"), None, None, len(rows)))
    of_row = [set(given) for given in zip(*answers.values(), strict=True)]
    known = sum(bool(given & {"present", "absent"}) for given in of_row)
    unread = sum(given == {""} for given in of_row)
    return Figure(analysis, stratum, len(rows), known, len(rows) - known - unread, unread, tuple(shares))


def _answer(row: Mapping[str, Cell], columns: Sequence[str]) -> str:
    """Join the statuses of a whole (named first) and its parts: a part that is absent says little of the whole."""
    said = [str(row.get(column) or "") for column in columns]
    if "present" in said:
        return "present"
    if said[0] == "absent" or set(said) == {"absent"}:
        return "absent"
    return "not_reported" if any(said) else ""


def _figure(analysis: Analysis, stratum: str, rows: Rows) -> Figure:
    if analysis.kind == "features":
        return _features(analysis, stratum, rows)
    values = [str(row.get(analysis.column) if row.get(analysis.column) is not None else "") for row in rows]
    status = f"{analysis.column}_status"
    statuses = [
        str(row.get(status) or "") if status in row else value
        for row, value in zip(rows, values, strict=True)
    ]
    named = {value for group in analysis.groups.values() for value in group}
    if "absent" in {*analysis.counts, *analysis.known, *named}:
        values = [said if said == "absent" else v for v, said in zip(values, statuses, strict=True)]
    known = [v for v in values if (v in analysis.known if analysis.known else v and v not in _NOT_KNOWN)]
    unread = sum(1 for value, said in zip(values, statuses, strict=True) if not value and not said)
    counter = Counter(known)
    if analysis.kind == "proportion":
        wanted = [(analysis.title, sum(counter[v] for v in analysis.counts))]
    else:
        wanted = [(label, sum(counter[v] for v in group)) for label, group in analysis.groups.items()]
        rest = [(v, n) for v, n in counter.items() if v not in named]
        wanted += sorted(rest, key=lambda pair: (-pair[1], pair[0]))
    shares = tuple(_share(label, n, len(known), len(rows), analysis.minimum) for label, n in wanted)
    return Figure(analysis, stratum, len(rows), len(known), len(rows) - len(known) - unread, unread, shares)


def _share(label: str, n: int, of: int, total: int, minimum: int) -> Share:
    if of < max(minimum, 1):
        return Share(label, n, of, None, None, total)
    interval = wilson(n, of)
    return Share(label, n, of, interval.lower, interval.upper, total)
