"""The command that answers a question: count."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aneatlas.cli.options import Home, StudyFolder, say, where
from aneatlas.core.issues import FactsInvalid, NotWritable

app = typer.Typer()


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    SVG = "svg"


@app.command()
def count(
    analysis: Annotated[
        str, typer.Argument(help="An analysis, for example died; without one, all are listed.")
    ] = "",
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="FIELD=VALUE",
            help="Count only these cases; several fields: all of them; one field twice: any of its values.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="table, csv, json or svg.")] = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option(help="Write into this file instead.", show_default=False)
    ] = None,
    release: Annotated[
        Path | None,
        typer.Option(help="Count in a published release instead of an atlas folder.", show_default=False),
    ] = None,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Answer a question of the study, with denominators, intervals, bounds and what must be said beside it."""
    from aneatlas.workflows.count import charts, count, open_home, open_release, pairs
    from aneatlas.workflows.study import load_study

    source = open_release(release) if release else open_home(where(home), load_study(study), study)
    if not analysis:
        if condition:
            raise FactsInvalid("name an analysis to narrow. List them: aneatlas count")
        width = max((len(a.id) for a in source.analyses), default=0)
        _give("".join(f"{a.id:<{width}}  {a.title}\n" for a in source.analyses), output)
        return
    answer = count(source, analysis, pairs(condition or ()))
    if format is Format.SVG:
        _give_charts(charts(answer), output, analysis)
        return
    made = {Format.TABLE: answer.__str__, Format.CSV: answer.to_csv, Format.JSON: answer.to_json}
    _give(made[format](), output)


def _give(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise NotWritable(f"{output}: {why}. Name a file in a folder that exists.") from problem
    say(f"{output}: written.")


def _give_charts(drawn: list[str], output: Path | None, analysis: str) -> None:
    if not drawn:
        raise FactsInvalid(f"'{analysis}' has no chart for these cases. Take another format: --format table")
    if output is None and len(drawn) > 1:
        raise FactsInvalid(
            f"'{analysis}' has {len(drawn)} charts. Name a file for them: --output {analysis}.svg"
        )
    for place, chart in enumerate(drawn, start=1):
        number = f"-{place}" if place > 1 else ""
        _give(chart, output and output.with_name(f"{output.stem}{number}{output.suffix}"))
