"""The command line: one verb per room. Heavy parts are imported only by the verb that needs them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aneatlas import __version__
from aneatlas.core.issues import Failure

if TYPE_CHECKING:
    from aneatlas.workflows.place import Place

app = typer.Typer(
    name="aneatlas",
    help="ANE Atlas: the living collation of published cases of acute necrotizing encephalopathy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ledger_app = typer.Typer(
    help="The ledger: check it, write it out, take it in, keep it safe.", no_args_is_help=True
)
app.add_typer(ledger_app, name="ledger")

Home = Annotated[
    Path | None,
    typer.Option(
        "--home", help="The atlas folder. Default: $ANEATLAS_HOME, else ./atlas.", show_default=False
    ),
]
StudyFolder = Annotated[
    Path | None,
    typer.Option(
        "--study", help="A study folder. Default: the one that the package ships.", show_default=False
    ),
]
SHOWN_ISSUES = 20


def say(text: str) -> None:
    """Print one line of result."""
    typer.echo(text)


@contextmanager
def progress() -> Iterator[object]:
    """Show progress on standard error: a bar on a terminal, a line at each tenth elsewhere."""
    shown = -1

    def report(what: str, done: int, of: int) -> None:
        nonlocal shown
        tenth = min(10, 10 * done // max(of, 1))
        if sys.stderr.isatty():
            bar = "█" * (2 * tenth) + "·" * (20 - 2 * tenth)
            sys.stderr.write(f"\r{bar} {what}: {done} of about {of}\033[K")
        elif tenth != shown:
            sys.stderr.write(f"{what}: {10 * tenth} %\n")
        shown = tenth

    yield report
    if sys.stderr.isatty() and shown >= 0:
        sys.stderr.write("\r\033[K")


def _place(home: Path | None) -> Place:
    from aneatlas.workflows.place import place

    return place(home)


@app.command()
def init(home: Home = None, study: StudyFolder = None) -> None:
    """Create an atlas from the starter collection of published cases. Safe to run again."""
    from aneatlas.workflows.init import create_atlas
    from aneatlas.workflows.study import load_study

    where = _place(home)
    taken = create_atlas(where, load_study(study))
    _say_taken(f"Atlas in {where.home}", taken)


@app.command()
def add(
    file: Annotated[
        Path, typer.Argument(help="A collection file (JSON Lines); its format: docs/reference/collection.md.")
    ],
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Take a file of facts into the ledger: the whole file, or nothing if it has a mistake."""
    from aneatlas.workflows.facts import read_file, take_collection
    from aneatlas.workflows.place import now, person
    from aneatlas.workflows.study import load_study

    taken = take_collection(
        _place(home).open(), load_study(study), file.name, read_file(file), now(), person()
    )  # fmt: skip
    _say_taken(str(file), taken)


Item = Annotated[
    str,
    typer.Option(
        help="Which treatment (1, 2, ...), lesion site or assessment, where the field repeats.",
        show_default=False,
    ),
]
Why = Annotated[str, typer.Option(help="The reason, for the history.", prompt="Why")]


@app.command()
def record(
    subject: Annotated[
        str, typer.Argument(help="Accession of a case, cohort or report, for example R0001-1.")
    ],
    field: Annotated[str, typer.Argument(help="Field of the codebook, for example csf_protein.")],
    entry: Annotated[str, typer.Argument(help="The value in words, for example '3 g/L' or 'not reported'.")],
    why: Why,
    item: Item = "",
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Record or correct one finding. What stood there before stays in the history."""
    from aneatlas.workflows.correct import record_finding
    from aneatlas.workflows.place import person
    from aneatlas.workflows.study import load_study

    warnings = record_finding(
        _place(home).open(), load_study(study), subject, field, entry, item=item, why=why, actor=person()
    )
    say(f"{subject} {field}: recorded.")
    for issue in warnings:
        typer.echo(f"warning: {issue}", err=True)


@app.command()
def withdraw(
    subject: Annotated[str, typer.Argument(help="Accession of a case, cohort or report.")],
    field: Annotated[str, typer.Argument(help="Field of the codebook.")],
    why: Why,
    item: Item = "",
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Withdraw one finding; it stays in the history."""
    from aneatlas.workflows.correct import withdraw_finding
    from aneatlas.workflows.place import person
    from aneatlas.workflows.study import load_study

    withdraw_finding(
        _place(home).open(), load_study(study), subject, field, item=item, why=why, actor=person()
    )
    say(f"{subject} {field}: withdrawn.")


def _say_taken(what: str, taken: object) -> None:
    from aneatlas.workflows.facts import Taken

    assert isinstance(taken, Taken)
    counts = (
        f"{taken.reports} reports, {taken.cases} cases, {taken.cohorts} cohorts, {taken.findings} findings"
    )
    say(
        f"{what}: {counts}"
        + (" (taken in before; nothing to do)" if taken.already else f"; {taken.events} events written")
    )
    for issue in taken.warnings[:SHOWN_ISSUES]:
        typer.echo(f"warning: {issue}", err=True)


@app.command()
def publish(
    out: Annotated[
        Path,
        typer.Argument(
            help="The folder of the site. An older release in it is replaced when the new one is whole."
        ),
    ],
    home: Home = None,
    study: StudyFolder = None,
    release: Annotated[
        str, typer.Option(help="Name this state as a release, for example 2026.1.", show_default=False)
    ] = "",
    note: Annotated[
        str, typer.Option(help="What changed, in a sentence, for the release.", show_default=False)
    ] = "",
) -> None:
    """Publish the atlas as a static site with open data. The same ledger gives the same bytes."""
    from aneatlas.workflows.place import person
    from aneatlas.workflows.publish import load_analyses, make_release
    from aneatlas.workflows.publish import publish as run
    from aneatlas.workflows.study import load_study

    ledger = _place(home).open()
    if release:
        make_release(ledger, release, note, person())
    loaded = load_study(study)
    with progress() as report:
        done = run(ledger, loaded, load_analyses(loaded, study), out, report)  # type: ignore[arg-type]
    if done.unchanged:
        say(f"{done.out}: version {done.version} is published here already; nothing has changed.")
    else:
        say(f"Published version {done.version}: {done.files} files in {done.out}")
    say(f"Open {done.out / 'index.html'} or run: aneatlas preview {out}")


@app.command()
def verify(out: Annotated[Path, typer.Argument(help="The folder of a published release.")]) -> None:
    """Check a release: checksums, links, and every number computed again from the downloads."""
    from aneatlas.workflows.verify import verify_release

    with progress() as report:
        found = verify_release(out, report)  # type: ignore[arg-type]
    say(
        f"{out}: version {found.version} is whole. {found.files} files, {found.links} links, "
        f"{found.numbers} numbers on pages agree with the downloads."
    )


@app.command()
def preview(
    out: Annotated[Path, typer.Argument(help="The folder of a published release.")],
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes any free one.")] = 8910,
) -> None:
    """Serve a published release on this computer only (127.0.0.1), until Ctrl+C."""
    from aneatlas.workflows.preview import serve

    server = serve(out, port)
    say(f"ANE Atlas is at http://127.0.0.1:{server.server_address[1]}/  (stop with Ctrl+C)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        server.server_close()


@app.command("check")
def check_study(study: StudyFolder = None) -> None:
    """Check the study's files: dictionary, vocabularies, names, analyses."""
    from aneatlas.workflows.publish import load_analyses
    from aneatlas.workflows.study import load_study

    found = load_study(study)
    say(
        f"{found.about.name}, version {found.about.version}: {len(found.dictionary)} fields in "
        f"{len(found.dictionary.groups)} groups, {len(found.dictionary.vocabularies)} vocabularies, {len(found.codes)} codes, "
        f"{len(found.labels)} labels, {len(found.near_misses)} near-misses, {len(load_analyses(found, study))} analyses. No mistakes."
    )


@ledger_app.command("verify")
def ledger_verify(home: Home = None) -> None:
    """Check the chain of events, and that a replay from nothing equals what is stored."""
    ledger = _place(home).open()
    count = ledger.verify()
    say(f"{ledger.where}: {count} events, chain and replay hold. Head {ledger.head().hash}")


@ledger_app.command("export")
def ledger_export(
    file: Annotated[Path, typer.Argument(help="The file to write: .jsonl, or .jsonl.gz.")], home: Home = None
) -> None:
    """Write the whole ledger to a file, lossless."""
    from aneatlas.store.archive import export_ledger

    say(f"{export_ledger(_place(home).open(), file)} events written to {file}")


@ledger_app.command("import")
def ledger_import(
    file: Annotated[Path, typer.Argument(help="An exported ledger.")], home: Home = None
) -> None:
    """Take over the events of an exported ledger that continue this one (or begin it, in an empty atlas)."""
    from aneatlas.store.archive import import_ledger

    say(f"{import_ledger(_place(home).open(create=True), file)} new events from {file}")


@ledger_app.command("backup")
def ledger_backup(home: Home = None) -> None:
    """Write a backup into the atlas folder. One is also written before each migration, release and restore."""
    from aneatlas.store.archive import backup

    path = backup(_place(home).open())
    say(f"Backup: {path}" if path else "The ledger is empty; there is nothing to back up.")


@ledger_app.command("restore")
def ledger_restore(
    file: Annotated[Path, typer.Argument(help="A backup or export.")], home: Home = None
) -> None:
    """Put the events of a backup in the place of the ledger's. The present state is backed up first."""
    from aneatlas.store.archive import restore

    say(f"{restore(_place(home).open(create=True), file)} events restored from {file}")


@ledger_app.command("rebuild")
def ledger_rebuild(home: Home = None) -> None:
    """Write the stored present anew from the events."""
    say(f"Rebuilt from {_place(home).open().rebuild()} events.")


@ledger_app.command("history")
def ledger_history(
    subject: Annotated[str, typer.Argument(help="An accession, for example R0001 or R0001-1.")],
    home: Home = None,
) -> None:
    """Show every event of a report, case or cohort: when, who, what, why."""
    from aneatlas.core.issues import FactsInvalid

    found = False
    for event in _place(home).open().events(subject=subject):
        found = True
        what = "/".join(str(event.body[key]) for key in ("field", "item", "status") if event.body.get(key))
        say(f"{event.seq:>7}  {event.at}  {event.actor}  {event.kind} {what} {event.why}".rstrip())
    if not found:
        raise FactsInvalid(
            f"{subject}: there is no event of that subject. Accessions look like R0001 or R0001-1."
        )


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    """Handle options that stand before the verb."""
    if show:
        say(f"aneatlas {__version__}")
        raise typer.Exit


def main() -> None:
    """Run a command; a failure becomes one clear line (and its issues) and an exit code of its own."""
    try:
        app()
    except Failure as failure:
        typer.echo(f"error: {failure.message}", err=True)
        for issue in failure.issues[:SHOWN_ISSUES]:
            typer.echo(f"  {issue}", err=True)
        if len(failure.issues) > SHOWN_ISSUES:
            typer.echo(f"  ... and {len(failure.issues) - SHOWN_ISSUES} more", err=True)
        sys.exit(failure.exit_code)
    except KeyboardInterrupt:
        typer.echo("stopped; nothing was left half-written.", err=True)
        sys.exit(130)
