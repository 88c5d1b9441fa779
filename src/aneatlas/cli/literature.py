"""Commands that look through the literature. Nothing is written to the ledger; no network is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aneatlas.cli.options import StudyFolder, progress, say

app = typer.Typer()


@app.command()
def screen(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of PubMed XML (.xml, .xml.gz).")],
    workers: Annotated[int, typer.Option(min=1, help="Files screened at once.")] = 1,
    study: StudyFolder = None,
) -> None:
    """Go through PubMed files and print every record that may report the disease, with the reason."""
    from aneatlas.core.issues import FileUnreadable
    from aneatlas.workflows.literature import hit_lines
    from aneatlas.workflows.literature import screen as run
    from aneatlas.workflows.study import load_study

    with progress() as report:
        found = run(
            paths, load_study(study), workers=workers, progress=lambda done, of, _: report("files", done, of)
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
    if found.retry:
        raise FileUnreadable(
            f"{len(found.retry)} files could not be read whole; run again with: {' '.join(found.retry)}"
        )


@app.command()
def records(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="PubMed XML, NBIB, RIS, BibTeX, EndNote XML, CSV, JATS, or a list of PMIDs or DOIs."
        ),
    ],
    study: StudyFolder = None,
) -> None:
    """Read reference files of any known format: which records are one publication, and which to include."""
    from aneatlas.workflows.literature import import_files
    from aneatlas.workflows.study import load_study

    found = import_files(files, load_study(study))
    for path, format, count in found.formats:
        say(f"{path}: {format}, {count} records")
    for number, report in enumerate(found.reports, start=1):
        first = found.records[report[0]]
        choice = found.decisions[report[0]].choice
        more = f"  (+{len(report) - 1} records of the same publication)" if len(report) > 1 else ""
        say(f"{number:>5}  {choice:<8} {first.title[:100] or '(no title)'}{more}")
    for issue in found.issues:
        typer.echo(f"{issue.level.value}: {issue}", err=True)
    say(f"{len(found.records)} records, {len(found.reports)} publications.")
