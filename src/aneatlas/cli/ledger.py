"""Commands of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aneatlas.cli.options import Home, say, where

app = typer.Typer(help="The ledger: check it, write it out, take it in, keep it safe.", no_args_is_help=True)


@app.command("verify")
def ledger_verify(home: Home = None) -> None:
    """Check the chain of events, and that a replay from nothing equals what is stored."""
    ledger = where(home).open()
    count = ledger.verify()
    say(f"{ledger.where}: {count} events, chain and replay hold. Head {ledger.head().hash}")


@app.command("export")
def ledger_export(
    file: Annotated[Path, typer.Argument(help="The file to write: .jsonl, or .jsonl.gz.")], home: Home = None
) -> None:
    """Write the whole ledger to a file, lossless."""
    from aneatlas.store.archive import export_ledger

    say(f"{export_ledger(where(home).open(), file)} events written to {file}")


@app.command("import")
def ledger_import(
    file: Annotated[Path, typer.Argument(help="An exported ledger.")], home: Home = None
) -> None:
    """Take over the events of an exported ledger that continue this one (or begin it, in an empty atlas)."""
    from aneatlas.store.archive import import_ledger

    say(f"{import_ledger(where(home).open(create=True), file)} new events from {file}")


@app.command("backup")
def ledger_backup(home: Home = None) -> None:
    """Write a backup into the atlas folder. One is also written before each migration, release and restore."""
    from aneatlas.store.archive import backup

    path = backup(where(home).open())
    say(f"Backup: {path}" if path else "The ledger is empty; there is nothing to back up.")


@app.command("restore")
def ledger_restore(
    file: Annotated[Path, typer.Argument(help="A backup or export.")], home: Home = None
) -> None:
    """Put the events of a backup in the place of the ledger's. The present state is backed up first."""
    from aneatlas.store.archive import restore

    say(f"{restore(where(home).open(create=True), file)} events restored from {file}")


@app.command("rebuild")
def ledger_rebuild(home: Home = None) -> None:
    """Write the stored present anew from the events."""
    say(f"Rebuilt from {where(home).open().rebuild()} events.")


@app.command("history")
def ledger_history(
    subject: Annotated[str, typer.Argument(help="An accession, for example R0001 or R0001-1.")],
    home: Home = None,
) -> None:
    """Show every event of a report, case or cohort: when, who, what, why."""
    from aneatlas.core.issues import FactsInvalid
    from aneatlas.workflows.correct import history

    lines = list(history(where(home).open(), subject))
    for line in lines:
        say(str(line))
    if not lines:
        raise FactsInvalid(
            f"{subject}: there is no event of that subject. Accessions look like R0001 or R0001-1."
        )
