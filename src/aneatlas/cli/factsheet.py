"""Commands of the living fact sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from aneatlas.cli.options import Home, StudyFolder, Why, say, where

app = typer.Typer(
    help="The living fact sheet: what has drifted, and what an editor decides.", no_args_is_help=True
)
Statement = Annotated[
    str, typer.Argument(help="Id of a statement, as the check names it; 'sheet' for the sheet's own review.")
]


@app.command("check")
def factsheet_check(home: Home = None, study: StudyFolder = None) -> None:
    """List sentences whose words left their interval, whose figure is withheld, or whose review is due."""
    from aneatlas.workflows.factsheet import check_sheet_of, refuse_drift, today
    from aneatlas.workflows.publish import load_analyses
    from aneatlas.workflows.study import load_study

    loaded = load_study(study)
    looked = check_sheet_of(where(home).open(), loaded, load_analyses(loaded, study), study, today())
    if not looked.enough:
        least = looked.sheet.about.least_cases
        say(f"No fact sheet is shown: it needs at least {least} patients described one by one.")
        return
    for drift in looked.drifts:
        if drift.accepted is not None:
            say(f"accepted until {drift.accepted.until}: {drift.statement}: {drift.message} ({drift.accepted.reason})")  # fmt: skip
    refuse_drift(looked)
    say(f"{len(looked.sheet.statements)} statements hold. Nothing falls due before {looked.good_until}.")


@app.command("accept")
def factsheet_accept(
    statement: Statement,
    why: Why,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Last day of the decision. Default: in half a year.",
            show_default=False,
        ),
    ] = None,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Let a sentence stand as it is: for the figures of today, and until a day."""
    from aneatlas.workflows.factsheet import accept, today
    from aneatlas.workflows.place import person
    from aneatlas.workflows.publish import load_analyses
    from aneatlas.workflows.study import load_study

    loaded = load_study(study)
    made = accept(
        where(home).open(), loaded, load_analyses(loaded, study), statement, why=why, actor=person(), day=today(),
        until=until.date() if until else None, folder=study,
    )  # fmt: skip
    say(f"{statement}: stands as it is until {made.until}, while its figures stay as they are.")


@app.command("withdraw")
def factsheet_withdraw(statement: Statement, why: Why, home: Home = None) -> None:
    """Take back a decision: the sentence is judged by its figures again."""
    from aneatlas.workflows.factsheet import withdraw
    from aneatlas.workflows.place import person

    withdraw(where(home).open(), statement, why=why, actor=person())
    say(f"{statement}: the decision is taken back.")
