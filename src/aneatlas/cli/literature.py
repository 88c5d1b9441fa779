"""Going through files of PubMed. No network is used; what is found enters the review where that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aneatlas.cli.options import Home, StudyFolder, progress, say, where

app = typer.Typer()


@app.command()
def screen(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of PubMed XML (.xml, .xml.gz).")],
    workers: Annotated[int, typer.Option(min=1, help="Files screened at once.")] = 1,
    scheduler: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Screen on a Dask cluster: its scheduler, as tcp://host:8786."),
    ] = "",
    state: Annotated[
        Path | None,
        typer.Option(
            help="Keep the result of each file there; a run that was cut goes on where it stopped. "
            "With --take it is screened.jsonl in the atlas folder.",
            show_default=False,
        ),
    ] = None,
    take: Annotated[
        bool, typer.Option("--take", help="Take what is found into the review of the atlas.")
    ] = False,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Go through PubMed files and print every record that may report the disease, with the reason."""
    from aneatlas.core.issues import FileUnreadable
    from aneatlas.workflows.screened import end_lines, hit_lines, named
    from aneatlas.workflows.screening import STATE, Standing, duration
    from aneatlas.workflows.screening import screen as run
    from aneatlas.workflows.study import load_study

    ledger = where(home).open() if take else None
    if ledger is not None and state is None:
        state = ledger.home / STATE
    with progress() as report:

        def show(at: Standing) -> None:
            report(f"files at {at.rate:.0f} MB/s, {duration(at.left)} left", at.done, at.of)

        found = run(
            paths,
            load_study(study),
            workers=workers,
            scheduler=scheduler,
            state=state,
            checksums=take,
            progress=show,
        )
    for line in hit_lines(found.hits):
        say(line)
    for issue in found.issues:
        typer.echo(f"{issue.level.value}: {issue}", err=True)
    for line in end_lines(found):
        say(line)
    if ledger is not None:
        from aneatlas.workflows.literature import take_screened, taken_lines
        from aneatlas.workflows.place import PROGRAM

        taken = take_screened(ledger, load_study(study), found, actor=PROGRAM)
        for line in taken_lines(taken):
            say(line)
    if found.retry:
        raise FileUnreadable(
            f"{len(found.retry)} of {len(found.files)} files could not be read whole, tried twice: "
            f"{named(found.retry)}. Fetch them again (aneatlas find --mirror DIR --all, for a copy of PubMed), "
            "then give the same command."
        )
