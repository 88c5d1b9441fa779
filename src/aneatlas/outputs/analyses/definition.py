"""The definition of an analysis: one file of study/analyses, read strictly."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field as Entry
from pydantic import ValidationError, model_validator

from aneatlas.core.evidence import Frozen
from aneatlas.core.issues import Issue, StudyInvalid, error, form_fault

Kind = Literal[
    "proportion", "distribution", "features", "reporting", "tally", "series", "undercount", "times"
]
OF_CASES = ("proportion", "distribution", "features", "reporting", "times")


class Where(Frozen):
    """Keep the rows whose column holds one of the values."""

    column: str
    values: tuple[str, ...] = Entry(alias="is", min_length=1)


class Guard(Frozen):
    """When a figure is withheld, and what it must say.

    patients, reports: fewest known patients, and fewest reports that they come from, for a percentage.
    dominance: share of the known patients above which one report is said to dominate. single: share of
    patients from reports of one patient above which the selection by publication is said. landmark: hours;
    of a comparison of treatments by their timing the patients who died earlier are counted out loud.
    cautions: sentences that always stand beside the figure, each with a short name.
    """

    patients: int = Entry(default=10, ge=1)
    reports: int = Entry(default=1, ge=1)
    dominance: float = Entry(default=0.5, gt=0, le=1)
    single: float = Entry(default=0.3, gt=0, le=1)
    landmark: float | None = None
    cautions: Mapping[str, str] = {}


class Analysis(Frozen):
    """One figure: what is counted among whom.

    kind: proportion - n of those known; distribution - all values of a column; features - what texts name
    and seldom deny: among those who say anything nearly all say yes, so that no percentage is given, only
    the bounds; reporting - how often a text tells something at all; tally - reports and their patients by a
    column of the reports; series - counts of cohorts, pooled over reports; undercount - how many reports no
    source has; times - days until an event.
    column: the column counted; a value that is empty because the text says 'none' counts as 'absent'.
    counts: the values that count (proportion). known: the values that belong to the denominator; without it
    every value that is not empty (and not 'absent', unless a group names it). groups: values counted
    together, by label, in the order shown. features: for the kinds of that name and 'reporting', columns by
    label; a label with several columns is present where one of them is. where: whom it is about. by: a
    column that splits the figure; strata: its values in order, with their names. compare: two of its values.
    field, item: of a series, the counted answer of the cohorts. section: where it stands on the page. label:
    what a proportion or a series counts, in a word or two; without it the title. chart: a further chart:
    'calendar', the cases by year and month of onset; 'swimmer', the treatments of each case (features whose
    columns are named given_<class>) over time against the outcome.
    """

    id: str = Entry(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    plain: str
    kind: Kind
    section: str = ""
    label: str = ""
    column: str = ""
    features: Mapping[str, tuple[str, ...]] = {}
    counts: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = {}
    by: str = ""
    strata: Mapping[str, str] = {}
    compare: tuple[str, str] | None = None
    field: str = ""
    item: str = ""
    where: tuple[Where, ...] = ()
    chart: Literal["", "calendar", "swimmer"] = ""
    guard: Guard = Guard()
    headline: int = 0
    method: str
    citation: str
    note: str = ""

    @property
    def counted(self) -> str:
        """Return what a proportion or a series counts, in words."""
        return self.label or self.title

    @property
    def minimum(self) -> int:
        """Return the fewest known patients for a percentage."""
        return self.guard.patients

    @model_validator(mode="after")
    def _counted(self) -> Analysis:
        if (self.kind in ("features", "reporting")) != bool(self.features):
            raise ValueError("the kinds 'features' and 'reporting', and only they, need features")
        if self.kind in ("proportion", "distribution", "tally") and not self.column:
            raise ValueError(f"the kind '{self.kind}' needs a column")
        if (self.kind == "series") != bool(self.field and self.item):
            raise ValueError("the kind 'series', and only it, needs a field and an item")
        if self.chart and (self.kind not in OF_CASES or self.by):
            raise ValueError(f"the chart '{self.chart}' needs a figure of cases that is not split")
        if self.chart == "swimmer" and not 1 <= len(self.features) <= 6:
            raise ValueError("the chart 'swimmer' needs one to six features, a treatment each")
        if self.compare and not self.by:
            raise ValueError("compare needs 'by', the column whose values it compares")
        return self


def parse_analyses(files: Mapping[str, bytes]) -> list[Analysis]:
    """Parse analysis files (name -> bytes). Raises StudyInvalid with every mistake."""
    found: list[Analysis] = []
    issues = []
    for name in sorted(files):
        try:
            found.append(Analysis.model_validate(tomllib.loads(files[name].decode("utf-8"))))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            issues.append(error("toml", f"analyses/{name}", f"{problem}."))
        except ValidationError as problem:
            issues += [
                error("analysis", f"analyses/{name}", f"{form_fault(detail)}.")
                for detail in problem.errors(include_url=False)
            ]
    seen: set[str] = set()
    for analysis in found:
        if analysis.id in seen:
            issues.append(error("analysis-twice", f"analyses/{analysis.id}", "the id is used twice."))
        seen.add(analysis.id)
    if issues:
        raise StudyInvalid(f"the analyses have {len(issues)} mistakes", issues)
    return found


def check_analyses(
    analyses: Iterable[Analysis],
    columns: Iterable[str],
    reports: Iterable[str] = (),
    fields: Iterable[str] = (),
) -> list[Issue]:
    """Return an error for each column or field that an analysis names and that does not exist.

    columns: of the flat table of cases; reports: of the table of reports; fields: of the codebook. The two
    last are not checked where they are left out.
    """
    of_cases, of_reports, of_codebook = set(columns), set(reports), set(fields)
    issues = []
    for analysis in analyses:
        if analysis.kind in OF_CASES:
            used = {analysis.column, analysis.by, *(w.column for w in analysis.where)} - {""}
            used |= {column for columns_ in analysis.features.values() for column in columns_}
            issues += _unknown(analysis.id, "column", used, of_cases)
        elif analysis.kind == "tally" and of_reports:
            used = {analysis.column, *(w.column for w in analysis.where)}
            issues += _unknown(analysis.id, "column of the reports", used, of_reports)
        elif analysis.kind == "series" and of_codebook:
            issues += _unknown(analysis.id, "field", {analysis.field}, of_codebook)
    return issues


def _unknown(id: str, what: str, used: set[str], known: set[str]) -> list[Issue]:
    return [
        error(
            "column", f"analyses/{id}", f"there is no {what} '{name}'; the nearest is '{near(name, known)}'."
        )
        for name in sorted(used - known)
    ]


def near(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like the given one; '' where nothing is known."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.0)), "")
