"""Count: answer one analysis from an atlas folder or from a published release, for all cases or some of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from aneatlas.core.issues import FactsInvalid, FileUnreadable
from aneatlas.core.kinds import Cell
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis, Where, analyse, near
from aneatlas.outputs.analyses.definition import OF_CASES
from aneatlas.outputs.analyses.export import Answer
from aneatlas.outputs.atlas import build
from aneatlas.outputs.charts import standalone
from aneatlas.outputs.site.figure_charts import of_result, of_stratum, together
from aneatlas.outputs.site.further_charts import further
from aneatlas.outputs.tables import tables
from aneatlas.workflows.place import Place
from aneatlas.workflows.publish import MARK, load_analyses

NEEDED = ("cases", "reports", "findings", "cohorts", "counts", "overlaps", "labels", "codebook")
Rows = Sequence[Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where counts come from: the tables by name, the analyses, and the values that a column may hold."""

    tables: Mapping[str, Rows]
    analyses: tuple[Analysis, ...]
    vocabulary: Mapping[str, frozenset[str]]

    def analysis(self, id: str) -> Analysis:
        """Return an analysis. Raises FactsInvalid that names the nearest one."""
        by_id = {analysis.id: analysis for analysis in self.analyses}
        if id not in by_id:
            raise FactsInvalid(
                f"there is no analysis '{id}'; the nearest is '{near(id, by_id)}'. List them: aneatlas count"
            )
        return by_id[id]


def open_home(place: Place, study: Study, folder: Path | None = None) -> Source:
    """Return the present state of an atlas folder. Raises LedgerMissing and what a ledger may raise."""
    made = tables(build(place.open().present(), study))
    vocabulary = {
        field.field.id: frozenset(study.dictionary.vocabulary_of(field.field).terms)
        for field in study.dictionary
        if field.field.values
    }
    return Source(
        {name: table.rows for name, table in made.items()}, tuple(load_analyses(study, folder)), vocabulary
    )


def open_release(out: Path) -> Source:
    """Return a published release, read from its downloads. Raises FileUnreadable."""
    if not (out / MARK).is_file():
        raise FileUnreadable(f"{out}: this is no release of ANE Atlas ({MARK} is missing).")
    try:
        data = read_tables(out)
        definitions = json.loads((out / "data" / "analyses.json").read_text(encoding="utf-8"))
        analyses = tuple(Analysis.model_validate(entry) for entry in definitions)
    except (OSError, ValueError, csv.Error) as problem:
        words = " ".join(str(problem).split())[:200]
        raise FileUnreadable(
            f"{out}: the downloads cannot be read: {words}. Check it: aneatlas verify {out}"
        ) from problem
    terms = {
        str(row["field"]): frozenset(str(row["values"]).split(";"))
        for row in data["codebook"]
        if row["values"]
    }
    return Source(data, analyses, terms)


def read_tables(out: Path) -> dict[str, Rows]:
    """Read the tables of a release as text. Raises OSError (also for one that is missing), ValueError, csv.Error."""
    folder = out / "data"
    found: dict[str, Rows] = {}
    for name in sorted({*NEEDED, *(path.stem for path in folder.glob("*.csv"))}):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            found[name] = list(csv.DictReader(lines))
    return found


def count(source: Source, id: str, where: Iterable[tuple[str, str]] = ()) -> Answer:
    """Answer an analysis. where: pairs of column and value; several values of one column: any of them.

    Raises FactsInvalid for an unknown analysis, column or value, naming the nearest.
    """
    analysis = source.analysis(id)
    conditions = _conditions(source, analysis, where)
    if conditions:
        analysis = analysis.model_copy(update={"where": (*analysis.where, *conditions)})
    return Answer(analyse(analysis, source.tables))


def _conditions(source: Source, analysis: Analysis, where: Iterable[tuple[str, str]]) -> tuple[Where, ...]:
    wanted: dict[str, list[str]] = {}
    for column, value in where:
        wanted.setdefault(column, []).append(value)
    if not wanted:
        return ()
    if analysis.kind not in (*OF_CASES, "tally"):
        raise FactsInvalid(
            f"'{analysis.id}' counts whole series and reports: it cannot be narrowed. Use an analysis of single cases."
        )
    rows = source.tables["reports" if analysis.kind == "tally" else "cases"]
    columns = set(rows[0]) if rows else set()
    for column, values in wanted.items():
        if column not in columns:
            raise FactsInvalid(
                f"there is no field '{column}' to choose by; the nearest is '{near(column, columns)}'."
            )
        held = {str(row[column]) for row in rows if row[column] not in (None, "")}
        known = held | source.vocabulary.get(column, frozenset())
        for value in values:
            if value and value not in known:
                raise FactsInvalid(
                    f"no case has '{value}' in the field '{column}'; the nearest value is '{near(value, known)}'."
                )
    return tuple(Where.model_validate({"column": c, "is": tuple(v)}) for c, v in wanted.items())


def charts(answer: Answer) -> list[str]:
    """Return the charts of an answer as SVG files of their own."""
    result = answer.result
    pictures = of_result(result, result.id, "")
    if not pictures:
        for place, stratum in enumerate(result.strata):
            pictures += of_stratum(result, stratum, f"{result.id}{place or ''}", "")
    named = together(result, result.id, "")
    drawn = [
        standalone(p.svg) if p.wide else _with_style(p.svg) for p in (*pictures, *([named] if named else ()))
    ]
    return drawn + [standalone(chart.svg) for chart in further(result, tables=False) if chart.svg]


def _with_style(svg: str) -> str:
    """Return a chart that takes its colours from the style sheet of the site as a file of its own."""
    css = (files("aneatlas") / "templates" / "static" / "site.css").read_text(encoding="utf-8")
    end = svg.index("</desc>") + len("</desc>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg[:end]}<style><![CDATA[{css}]]></style>{svg[end:]}\n'


def pairs(conditions: Iterable[str]) -> list[tuple[str, str]]:
    """Read FIELD=VALUE. Raises FactsInvalid for anything else."""
    found = []
    for condition in conditions:
        column, mark, value = condition.partition("=")
        if not mark or not column.strip():
            raise FactsInvalid(
                f"'{condition}' is no condition. Write FIELD=VALUE, for example age_class=child."
            )
        found.append((column.strip(), value.strip()))
    return found
