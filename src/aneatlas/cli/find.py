"""The command that asks the sources; the only one that uses the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aneatlas.cli.options import Home, StudyFolder, progress, say, where
from aneatlas.core.issues import FactsInvalid, NotWritable, ServiceUnavailable

if TYPE_CHECKING:
    from aneatlas.store import Ledger
    from aneatlas.workflows.sources import Sources

app = typer.Typer()


@app.command()
def find(
    only: Annotated[
        list[str] | None,
        typer.Argument(
            help="Searches or sources, such as pubmed or europepmc_names. Default: all of the study.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Ask for all records, not only for those since the last run; with --mirror, check every file again.",
        ),
    ] = False,
    full_text: Annotated[
        bool, typer.Option("--full-text", help="Also fetch the open-access full texts of the candidates.")
    ] = False,
    details: Annotated[
        bool,
        typer.Option(
            "--details", help="Instead: fetch the details of records that came as a bare PMID or DOI."
        ),
    ] = False,
    mirror: Annotated[
        Path | None,
        typer.Option(
            help="Instead: bring a copy of all of PubMed in this folder up to date.", show_default=False
        ),
    ] = None,
    runs: Annotated[
        bool,
        typer.Option("--runs", help="Instead: show the runs that the ledger knows, and what went wrong."),
    ] = False,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Run the study's searches on PubMed and Europe PMC; take what is new into the review."""
    from aneatlas.workflows.sources import sources_of

    place = where(home)
    if runs:
        _show_runs(place.open())
        return
    sources = sources_of(place.home)
    if not sources.email:
        typer.echo(
            "warning: the sources ask for an e-mail address; set ANEATLAS_EMAIL, or email in sources.toml.",
            err=True,
        )
    if mirror is not None:
        if only or full_text or details:
            raise FactsInvalid("--mirror goes alone, or with --all: it copies PubMed and runs no search.")
        _mirror(mirror, sources, everything)
        return
    if details:
        if only or everything or full_text:
            raise FactsInvalid("--details goes alone: it asks for records that are there and runs no search.")
        _details(place.open(), study, sources)
        return
    _search(place.open(), study, sources, only or [], everything, full_text)


def _details(ledger: Ledger, folder: Path | None, sources: Sources) -> None:
    from aneatlas.core.searches import SOURCE_NAMES
    from aneatlas.workflows.details import fetch_details
    from aneatlas.workflows.study import load_study

    with progress() as report:
        rounds = fetch_details(ledger, load_study(folder), sources, step=report)
    if not rounds:
        say("every record has its details; nothing was asked")
    for one in rounds:
        say(f"details from {SOURCE_NAMES[one.source]}: {len(one.asked)} asked for, {len(one.came)} came")
        for line in one.problems:
            typer.echo(f"{'error' if one.missing else 'warning'}: {line}", err=True)
    if any(one.missing for one in rounds):
        raise ServiceUnavailable("some records are still without details. What came is kept; run it again.")


def _show_runs(ledger: Ledger) -> None:
    from aneatlas.workflows.find import runs_of

    for run in runs_of(ledger):
        say(f"{run.begun}  {run}  ({run.requests} requests, {run.repeated} repeated)")
        for line in (*run.notices, *run.problems):
            say(f"    {line}")


def _search(
    ledger: Ledger, folder: Path | None, sources: Sources, only: list[str], everything: bool, full_text: bool
) -> None:
    from aneatlas.workflows.find import find as run
    from aneatlas.workflows.find import take
    from aneatlas.workflows.full_texts import fetch_texts
    from aneatlas.workflows.study import load_study

    study = load_study(folder)
    problems: list[str] = []
    with progress() as report:
        for ran in run(ledger, study, sources, take, only=only, everything=everything, step=report):
            say(str(ran.event))
            if ran.taken is not None:
                taken = ran.taken
                say(
                    f"  into the review: {taken.new} new, {taken.changed} changed, {taken.known} known records; "
                    f"{taken.merged} merged, {taken.linked} linked, {taken.doubtful} in doubt"
                )
                for line in (
                    *(f"{report} was retracted and leaves the figures." for report in taken.retracted),
                    *taken.notices,
                ):
                    say(f"  {line}")
            for line in ran.event.notices:
                typer.echo(f"note: {ran.event.id}: the source says: {line}", err=True)
            for line in ran.event.problems:
                typer.echo(
                    f"{'warning' if ran.event.complete else 'error'}: {ran.event.id}: {line}", err=True
                )
            if not ran.event.complete:
                problems.append(ran.event.id)
        if full_text:
            texts = fetch_texts(ledger, study, sources, step=report)
            say(
                f"full texts: {len(texts.asked)} asked for, {len(texts.documents)} fetched, "
                f"{len(texts.closed)} not open, {len(texts.problems)} problems"
            )
            for line in texts.problems:
                typer.echo(f"warning: {line}", err=True)
            if len(texts.documents) + len(texts.closed) < len(texts.asked):
                problems.append("full texts")
    if problems:
        raise ServiceUnavailable(
            f"not complete: {', '.join(problems)}. What came is kept; run aneatlas find again."
        )


def _mirror(folder: Path, sources: Sources, check: bool) -> None:
    from aneatlas.workflows.mirror import mirror as run

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise NotWritable(f"{folder}: {(problem.strerror or str(problem)).lower()}.") from None
    with progress() as report:
        done = run(folder, sources, check=check, step=report)
    if done.damaged:
        say(
            f"{len(done.damaged)} files were not what they had been and were asked for again: {', '.join(done.damaged)}"
        )
    if done.older:
        say(
            f"{len(done.older)} files of an earlier year's baseline may go: {done.older[0]} to {done.older[-1]}"
        )
    whole = done.present + done.fetched
    failed = "; ".join(f"{name} ({reason})" for name, reason in done.failed)
    line = f"{done.listed:,} files listed, {whole:,} whole ({done.fetched:,} fetched now, {done.bytes / 1e6:,.1f} MB)"
    if failed:
        raise ServiceUnavailable(f"{line}, {len(done.failed)} failed: {failed}. Run it again.")
    say(f"{line}, none failed")
