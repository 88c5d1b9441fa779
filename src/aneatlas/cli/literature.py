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
        typer.Option(help="Keep the result of each file there; a run that was cut goes on where it stopped."),
    ] = None,
    take: Annotated[
        bool, typer.Option("--take", help="Take what is found into the review of the atlas.")
    ] = False,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Go through PubMed files and print every record that may report the disease, with the reason."""
    from aneatlas.core.issues import FileUnreadable
    from aneatlas.workflows.screening import Standing, hit_lines
    from aneatlas.workflows.screening import screen as run
    from aneatlas.workflows.study import load_study

    with progress() as report:

        def show(at: Standing) -> None:
            report(f"files at {at.rate:.0f} MB/s, {at.left / 60:.0f} min left", at.done, at.of)

        found = run(
            paths, load_study(study), workers=workers, scheduler=scheduler, state=state, progress=show
        )
    for line in hit_lines(found.hits):
        say(line)
    for issue in found.issues:
        typer.echo(f"{issue.level.value}: {issue}", err=True)
    counts = found.counts()
    say(
        f"{len(found.files)} files, {found.records} records: "
        + ", ".join(f"{counts.get(choice, 0)} {choice}" for choice in ("include", "maybe", "exclude"))
    )
    if take:
        from aneatlas.workflows.literature import take_screened, taken_lines
        from aneatlas.workflows.place import PROGRAM

        taken = take_screened(where(home).open(), load_study(study), found, actor=PROGRAM)
        for line in taken_lines(taken):
            say(line)
    if found.retry:
        raise FileUnreadable(
            f"{len(found.retry)} files could not be read whole; run again with: {' '.join(found.retry)}"
        )
