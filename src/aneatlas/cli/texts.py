"""Commands that read articles: from a file to documents with addresses, and to claims with their quotes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aneatlas.cli.options import Home, StudyFolder, progress, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aneatlas.core.issues import Issue
    from aneatlas.workflows.reading import Extracted

app = typer.Typer()
Files = Annotated[
    list[Path],
    typer.Argument(help="PubMed XML or MEDLINE text, JATS, saved HTML pages, PDF, plain text."),
]


Waiting = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Keep articles that cannot be used in the queue of this atlas, with the reason (`aneatlas unread`).",
        show_default=False,
    ),
]


class Format(StrEnum):
    """How claims are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


@app.command()
def read(
    files: Files,
    out: Annotated[
        Path | None, typer.Option(help="Write each document there, under its hash.", show_default=False)
    ] = None,
    home: Waiting = None,
) -> None:
    """Read articles into documents with stable addresses; say what cannot be read, and why."""
    from aneatlas.workflows.reading import read_files, save_document

    for item in read_files(files):
        _wait(home, item.name, item.issues)
        for issue in item.issues:
            typer.echo(f"{issue.level.value}: {issue}", err=True)
        if item.document is None:
            continue
        blocks = sum(1 for _ in item.document.blocks)
        line = f"{item.name}: {blocks} blocks, {item.document.hash[:12]}"
        say(f"{line} -> {save_document(item.document, out)}" if out else line)


@app.command()
def extract(
    files: Files,
    format: Annotated[Format, typer.Option(help="How the claims are printed.")] = Format.TABLE,
    report: Annotated[
        str,
        typer.Option(
            help="Accession that the quotes carry. Default: PubMed id, DOI or file name.", show_default=False
        ),
    ] = "",
    model: Annotated[
        bool,
        typer.Option(
            "--model",
            help="Also ask the language model that ANEATLAS_MODEL_URL and ANEATLAS_MODEL name. The text of the "
            "articles is sent there.",
        ),
    ] = False,
    compare: Annotated[
        Path | None,
        typer.Option(
            help="Claims of an earlier run (--format jsonl): print only what is proposed differently, by the rules "
            "and, with --model, by the model.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Files read at once.")] = 1,
    scheduler: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Extract on a Dask cluster: its scheduler, as tcp://host:8786."),
    ] = "",
    state: Annotated[
        Path | None,
        typer.Option(
            help="Keep the claims of each file there, quotes included; a run that was cut goes on where it stopped.",
            show_default=False,
        ),
    ] = None,
    home: Waiting = None,
    study: StudyFolder = None,
) -> None:
    """Extract claims, each with the words behind it. Nothing is written to the ledger.

    Folders are gone through. No network is used unless --model or --scheduler is given.
    """
    from aneatlas.core.issues import FactsInvalid, ServiceUnavailable
    from aneatlas.workflows.extracting import article_files, extract_many
    from aneatlas.workflows.language_model import model_of
    from aneatlas.workflows.reading import claim_lines, extract_files
    from aneatlas.workflows.study import load_study

    if compare is not None:
        asked = model_of() if model else None
        _compare(compare, extract_files(article_files(files), load_study(study), report, asked))
        return
    lines = _Lines(format)
    silent = 0
    if model:
        if workers > 1 or scheduler or state:
            raise FactsInvalid(
                "--model asks one article after the other: leave out --workers, --scheduler and --state."
            )
        used = load_study(study)
        for result in extract_files(article_files(files), used, report, model_of()):
            silent += any(issue.code == "model-silent" for issue in result.issues)
            _say_model(result)
            _wait(home, result.name, result.issues)
            lines.say(claim_lines([result], used), result.issues)
    else:
        with progress() as show:

            def told(done: int, of: int, earlier: int, seconds: float) -> None:
                rate = (done - earlier) / max(seconds, 1e-9)
                left = (of - done) / max(rate, 1e-9) / 60
                if of > 1:
                    show(f"files at {rate:.0f} a second, {left:.0f} min left", done, of)

            for found in extract_many(
                files,
                load_study(study),
                report,
                workers=workers,
                scheduler=scheduler,
                state=state,
                progress=told,
            ):
                _wait(home, found.file, found.issues)
                lines.say(found.lines, found.issues)
    lines.end()
    if silent:
        raise ServiceUnavailable(
            f"the language model gave no answer for {silent} articles; the rules' claims stand."
        )


@app.command()
def unread(
    remove: Annotated[
        str, typer.Option(metavar="NAME", help="Take this one out of the queue.", show_default=False)
    ] = "",
    home: Home = None,
) -> None:
    """Show the articles from which nothing could be taken, each with the reason; they wait until they are read well."""
    from aneatlas.core.issues import FactsInvalid
    from aneatlas.workflows.place import place
    from aneatlas.workflows.unread import forget
    from aneatlas.workflows.unread import unread as waiting

    folder = place(home).open().home
    if remove and not forget(folder, remove):
        raise FactsInvalid(f"{remove}: there is no such article in the queue. `aneatlas unread` shows them.")
    for entry in waiting(folder):
        say(f"{entry.name}{f' ({entry.about})' if entry.about else ''}: {entry.reason} [{entry.at[:10]}]")


def _wait(home: Path | None, name: str, issues: Iterable[Issue]) -> None:
    """Keep what cannot be used in the queue of an atlas, where one is named."""
    if home is not None:
        from aneatlas.workflows.place import now, place
        from aneatlas.workflows.unread import note

        note(place(home).open().home, Path(name).name, issues, now())


class _Lines:
    """Says claims in the wanted format, as they come."""

    def __init__(self, format: Format) -> None:
        self.format = format
        self.first = True

    def say(self, lines: Iterable[str], issues: Iterable[Issue]) -> None:
        for issue in issues:
            typer.echo(f"{issue.level.value}: {issue}", err=True)
        for line in lines:
            if self.format is Format.JSON:
                say(("[\n" if self.first else ",\n") + line)
            elif self.format is Format.JSONL:
                say(line)
            else:
                _say_row(line, self.first)
            self.first = False

    def end(self) -> None:
        if self.format is Format.JSON:
            say("[]" if self.first else "]")


def _compare(earlier: Path, results: Iterable[Extracted]) -> None:
    """Print the claims that were added (+), removed (-) and changed (~) since an earlier run, then their numbers."""
    from aneatlas.workflows.extraction_changes import changes_since, load_proposals

    found = changes_since(load_proposals(earlier), _with_issues(results))
    for change in (*found.added, *found.removed, *found.changed):
        report, case, field, item, role = change.key
        what = " ".join(part for part in (report, case, field, item) if part)
        first, second = (f"{p.status.words} {p.value}".strip() if p else "" for p in (change.old, change.new))
        words = f"{first} -> {second}" if change.kind == "changed" else first or second
        who = change.new or change.old
        by = "" if who is None or who.by_rules else " [model]"
        mark = {"added": "+", "removed": "-", "changed": "~"}[change.kind]
        say(f"{mark} {what}{'' if role == 'this_patient' else f' ({role})'}{by}: {words}")
    say(
        f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed, {found.same} the same."
    )


def _with_issues(results: Iterable[Extracted]) -> Iterator[Extracted]:
    """Say the issues of each result on its way."""
    for result in results:
        for issue in result.issues:
            typer.echo(f"{issue.level.value}: {issue}", err=True)
        yield result


def _say_model(result: Extracted) -> None:
    """Say how many proposals of the model passed, how many were refused and why, and where it differs from the rules."""
    if result.proposed is None:
        return
    refused = ", ".join(f"{n} {code}" for code, n in sorted(result.proposed.refused().items())) or "none"
    typer.echo(f"{result.name}: model: {len(result.proposed.claims)} claims; refused: {refused}", err=True)
    for item in result.disagreements:
        rules, other = (
            "says nothing" if c is None else f"{c.status.words} {c.value}".strip()
            for c in (item.old, item.new)
        )
        what = " ".join(part for part in item.key[1:4] if part)
        typer.echo(f"{result.name}: differs: {what}: rules: {rules}; model: {other}", err=True)


def _say_row(line: str, first: bool) -> None:
    import json

    claim = json.loads(line)
    if first:
        say(f"{'report':<16} {'case':<14} {'field':<28} {'item':<14} {'status':<14} {'value':<28} quote")
    value = claim.get("value") or ""
    quote = " ".join(str(claim["quote"]).split())
    say(
        f"{claim['report'][:16]:<16} {claim['case'][:14]:<14} {claim['field']:<28} {claim.get('item', '')[:14]:<14} "
        f"{claim['status']:<14} {str(value)[:28]:<28} {quote[:90]}"
    )
