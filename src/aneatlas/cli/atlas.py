"""Commands that create, correct, publish and check an atlas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aneatlas.cli.options import SHOWN_ISSUES, Home, Item, StudyFolder, Why, progress, say, where

if TYPE_CHECKING:
    from aneatlas.workflows.facts import Taken

app = typer.Typer()


@app.command()
def init(home: Home = None, study: StudyFolder = None) -> None:
    """Create an atlas from the starter collection of published cases. Safe to run again."""
    from aneatlas.workflows.init import create_atlas
    from aneatlas.workflows.study import load_study

    place = where(home)
    taken = create_atlas(place, load_study(study))
    _say_taken(f"Atlas in {place.home}", taken)


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
        where(home).open(), load_study(study), file.name, read_file(file), now(), person()
    )  # fmt: skip
    _say_taken(str(file), taken)


@app.command()
def record(
    subject: Annotated[
        str, typer.Argument(help="Accession of a case, cohort or report, for example R0001-1.")
    ],
    field: Annotated[str, typer.Argument(help="Field of the codebook, for example csf_protein.")],
    entry: Annotated[str, typer.Argument(help="The value in words, for example '3 g/L' or 'not reported'.")],
    why: Why,
    item: Item = "",
    article: Annotated[
        Path | None, typer.Option(help="The article as a file, with --words.", show_default=False)
    ] = None,
    words: Annotated[
        str, typer.Option(help="The words behind the value, copied from the article.", show_default=False)
    ] = "",
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Record or correct one finding. What stood there before stays in the history.

    With --article and --words the value carries its quote and rises to 'checked by one reader'.
    """
    from aneatlas.workflows.correct import record_finding
    from aneatlas.workflows.place import person
    from aneatlas.workflows.study import load_study

    warnings = record_finding(
        where(home).open(), load_study(study), subject, field, entry, item=item, why=why, actor=person(),
        article=article, words=words,
    )  # fmt: skip
    say(f"{subject} {field}: recorded.")
    for issue in warnings:
        typer.echo(f"warning: {issue}", err=True)


@app.command()
def standing(
    report: Annotated[str, typer.Argument(help="Accession of a report, for example R0001.")],
    to: Annotated[str, typer.Argument(help="included, excluded or retracted.")],
    why: Why,
    reason: Annotated[
        str,
        typer.Option(
            help="For an excluded report: a reason of study.toml; for a retracted one: where it was retracted."
        ),
    ] = "",
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Say that a report is included, excluded or retracted; its cases enter or leave the figures with it."""
    from aneatlas.workflows.correct import set_standing
    from aneatlas.workflows.place import person
    from aneatlas.workflows.study import load_study

    set_standing(where(home).open(), load_study(study), report, to, reason, why=why, actor=person())
    say(f"{report}: {to}.")


@app.command()
def overlap(
    one: Annotated[str, typer.Argument(help="Accession of a report or case.")],
    other: Annotated[str, typer.Argument(help="Accession of another report or case.")],
    state: Annotated[str, typer.Argument(help="suspected, confirmed or rejected.")],
    why: Why,
    kind: Annotated[
        str,
        typer.Option(
            help="same_patient, overlapping_series, contained or same_article; kept from before where left out.",
            show_default=False,
        ),
    ] = "",
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Note, confirm or reject that two reports or cases tell of the same patients."""
    from aneatlas.workflows.correct import decide_overlap
    from aneatlas.workflows.place import person
    from aneatlas.workflows.study import load_study

    decide_overlap(where(home).open(), load_study(study), one, other, state, kind, why=why, actor=person())
    say(f"{one} and {other}: {state}.")


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
        where(home).open(), load_study(study), subject, field, item=item, why=why, actor=person()
    )
    say(f"{subject} {field}: withdrawn.")


def _say_taken(what: str, taken: Taken) -> None:
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
    from aneatlas.core.issues import FactsInvalid
    from aneatlas.workflows.place import person
    from aneatlas.workflows.publish import check_ready, load_analyses, make_release
    from aneatlas.workflows.publish import publish as run
    from aneatlas.workflows.study import load_study

    ledger = where(home).open()
    loaded = load_study(study)
    analyses = load_analyses(loaded, study)
    check_ready(ledger, loaded, analyses, out, study)
    if release:
        make_release(ledger, release, note, person())
    elif note:
        raise FactsInvalid("--note belongs to a release. Give --release too, or leave the note out.")
    with progress() as report:
        done = run(ledger, loaded, analyses, out, report, folder=study)
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
        found = verify_release(out, report)
    say(
        f"{out}: version {found.version} is whole. {found.files} files, {found.links} links, "
        f"{found.numbers} numbers on pages agree with the downloads."
    )


@app.command()
def preview(
    out: Annotated[Path, typer.Argument(help="The folder of a published release.")],
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes any free one.")
    ] = 8910,
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
    """Check the study's files: dictionary, vocabularies, names, analyses, fact sheet."""
    from aneatlas.workflows.factsheet import load_sheet
    from aneatlas.workflows.publish import load_analyses
    from aneatlas.workflows.study import load_study

    found = load_study(study)
    analyses = load_analyses(found, study)
    sheet = load_sheet(analyses, study)
    told = f"a fact sheet of {len(sheet.statements)} statements" if sheet else "no fact sheet"
    say(
        f"{found.about.name}, version {found.about.version}: {len(found.dictionary)} fields in "
        f"{len(found.dictionary.groups)} groups, {len(found.dictionary.vocabularies)} vocabularies, {len(found.codes)} codes, "
        f"{len(found.labels)} labels, {len(found.near_misses)} near-misses, {len(analyses)} analyses, {told}. No mistakes."
    )
