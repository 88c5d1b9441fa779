"""Commands of the review: take records in, see what waits, decide, merge, and tell how it stands."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aneatlas.cli.options import Home, StudyFolder, Why, say, where

if TYPE_CHECKING:
    from aneatlas.core.study import Study
    from aneatlas.store import Ledger
    from aneatlas.workflows.review import CandidateView

app = typer.Typer()


class Stage(StrEnum):
    """The stages of screening."""

    TITLE_ABSTRACT = "title_abstract"
    FULL_TEXT = "full_text"


class Form(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


Reader = Annotated[str, typer.Option(help="Who reads. Default: the account's name.", show_default=False)]
Record = Annotated[str, typer.Argument(help="A record, report, PMID or DOI.")]
At = Annotated[Stage, typer.Option("--stage", help="What the decision rests on.")]
Format = Annotated[Form, typer.Option("--format", help="How the result is printed.")]


@app.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="PubMed XML, NBIB, RIS, BibTeX, EndNote XML, CSV, JATS, or a list of PMIDs or DOIs."
        ),
    ],
    source: Annotated[
        str,
        typer.Option(help="The database that the files come from, such as 'Embase'.", show_default=False),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what is in the files; write nothing.")
    ] = False,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Take files of references into the review; their format is recognised by what they hold."""
    from aneatlas.core.issues import FileUnreadable, Level
    from aneatlas.workflows.literature import import_files as look
    from aneatlas.workflows.literature import take_files, taken_lines
    from aneatlas.workflows.place import person
    from aneatlas.workflows.study import load_study

    loaded = load_study(study)
    if not dry_run:
        done, issues = take_files(where(home).open(), loaded, files, actor=person(), source=source)
        for taken in done:
            for line in taken_lines(taken):
                say(line)
    else:
        found = look(files, loaded)
        issues = list(found.issues)
        for path, form, count in found.formats:
            say(f"{path}: {form}, {count} records")
        for number, report in enumerate(found.reports, start=1):
            first, choice = found.records[report[0]], found.decisions[report[0]].choice
            more = f"  (+{len(report) - 1} records of the same publication)" if len(report) > 1 else ""
            say(f"{number:>5}  {choice:<8} {first.title[:100] or '(no title)'}{more}")
        say(f"{len(found.records)} records, {len(found.reports)} publications. Nothing was written.")
    for issue in issues:
        typer.echo(f"{issue.level.value}: {issue}", err=True)
    if not any(issue.level is Level.ERROR for issue in issues):
        return
    if dry_run:
        raise FileUnreadable("not all of this can be taken in: mend what is named, or leave it out.")
    raise FileUnreadable(
        "not all of this could be read. What could be read is in the review; mend what is named and import it again."
    )


@app.command()
def queue(
    stage: At = Stage.TITLE_ABSTRACT,
    reader: Reader = "",
    limit: Annotated[int, typer.Option(min=1, help="How many are printed.")] = 20,
    form: Format = Form.TEXT,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Show what waits for a decision, the likeliest first, and how much may be missed when you stop."""
    from aneatlas.workflows.review import doubtful, waiting
    from aneatlas.workflows.review import queue as run
    from aneatlas.workflows.unread import unread

    ledger, loaded = _open(home, study)
    found = run(ledger, loaded, _reader(reader), stage.value)
    doubts, broken = doubtful(ledger, loaded), unread(ledger.home)
    if form is Form.JSON:
        said = {"doubtful": [asdict(d) for d in doubts], "unread": [asdict(entry) for entry in broken]}
        _print(asdict(found) | said)
        return
    for title, items in (
        ("", found.items),
        ("Readers differ:", found.conflicts),
        ("You were unsure:", found.unsure),
    ):
        if items and title:
            say(title)
        for item in items[:limit]:
            say(f"{item.id:<22} {item.score:.2f}  {item.year or '    '}  {item.title[:90]}")
        if len(items) > limit:
            say(f"... and {len(items) - limit} more (--limit)")
    for entry in broken[:limit]:
        say(f"Could not be read: {entry.name}: {entry.reason}")
    for doubt in doubts[:limit]:
        say(f"One publication or two? {doubt.a} and {doubt.b}: {doubt.reason}")
    say(
        ", ".join(f"{n} {step}" for step, n in waiting(ledger, loaded).items())
        or "No record has been taken in."
    )
    if found.stopping is not None and found.stopping.total:
        say(found.stopping.sentence)


@app.command()
def decide(
    record: Record,
    choice: Annotated[str, typer.Argument(help="include, exclude, maybe; or undo.")],
    reason: Annotated[
        str, typer.Option(help="Why it is excluded: a reason of study.toml.", show_default=False)
    ] = "",
    note: Annotated[str, typer.Option(help="More, in free words.", show_default=False)] = "",
    stage: At = Stage.TITLE_ABSTRACT,
    reader: Reader = "",
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Decide on a record, or take your decision back. A full text that is included becomes a report."""
    from aneatlas.workflows.review import decide as run
    from aneatlas.workflows.review import undo

    ledger, loaded = _open(home, study)
    if choice == "undo":
        view = undo(ledger, loaded, record, stage.value, reader=_reader(reader), why=note or "undone")
    else:
        view = run(
            ledger, loaded, record, stage.value, choice, reader=_reader(reader), reason=reason, note=note
        )
    say(_standing(view))


@app.command()
def candidate(record: Record, form: Format = Form.TEXT, home: Home = None, study: StudyFolder = None) -> None:
    """Show all of a record: which searches found it, which names stand where in it, who decided what and why."""
    from aneatlas.workflows.review import candidate_view
    from aneatlas.workflows.review.view import view_lines

    ledger, loaded = _open(home, study)
    view = candidate_view(ledger, loaded, record)
    if form is Form.JSON:
        _print(view.data())
        return
    for line in view_lines(view):
        say(line)


@app.command()
def merge(a: Record, b: Record, why: Why, home: Home = None, study: StudyFolder = None) -> None:
    """Say that two records are one publication."""
    from aneatlas.workflows.place import person
    from aneatlas.workflows.review import join

    join(*_open(home, study), a, b, why=why, actor=person())
    say(f"{a} and {b} are one publication.")


@app.command()
def part(
    a: Record,
    b: Record,
    why: Why,
    versions: Annotated[
        bool, typer.Option("--versions", help="They are versions of one work: link them.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Take the tie between them away and say nothing.")
    ] = False,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Say that two records are two publications; no rule merges them again."""
    from aneatlas.core.issues import FactsInvalid
    from aneatlas.workflows.place import person
    from aneatlas.workflows.review import link, unlink
    from aneatlas.workflows.review import part as run

    if versions and forget:
        raise FactsInvalid("--versions and --forget exclude each other. Give one of them.")
    act = link if versions else unlink if forget else run
    act(*_open(home, study), a, b, why=why, actor=person())
    told = "are linked as versions" if versions else "are not tied any more" if forget else "stay apart"
    say(f"{a} and {b} {told}.")


@app.command()
def keep(record: Record, why: Why, home: Home = None, study: StudyFolder = None) -> None:
    """Keep a record that its source took back (DeleteCitation); no file takes it back again."""
    from aneatlas.workflows.place import person
    from aneatlas.workflows.review import keep as run

    say(f"{run(*_open(home, study), record, why=why, actor=person())} is kept.")


@app.command()
def prisma(
    output: Annotated[
        Path | None, typer.Option(help="Write the diagram to this SVG file.", show_default=False)
    ] = None,
    form: Format = Form.TEXT,
    home: Home = None,
    study: StudyFolder = None,
) -> None:
    """Show the flow of the review, from records to reports (PRISMA 2020), computed from the events."""
    from aneatlas.core.issues import NotWritable
    from aneatlas.workflows.review.telling import flow_lines, flow_of, flow_svg

    ledger, loaded = _open(home, study)
    found = flow_of(ledger, loaded)
    if form is Form.JSON:
        _print(asdict(found))
    else:
        for line in flow_lines(found, loaded):
            say(line)
    if output is not None:
        try:
            output.write_text(flow_svg(found, loaded), encoding="utf-8")
        except OSError as problem:
            raise NotWritable(f"{output}: {(problem.strerror or str(problem)).lower()}.") from problem
        typer.echo(f"{output} written.", err=True)


@app.command()
def sources(form: Format = Form.TEXT, home: Home = None, study: StudyFolder = None) -> None:
    """Show which sources found the included reports, and estimate how many reports none of them found."""
    from aneatlas.workflows.review.telling import source_lines, sources_of

    found = sources_of(*_open(home, study))
    if form is Form.JSON:
        data = asdict(found)
        data["histories"] = [{"sources": list(seen), "n": n} for seen, n in found.histories.items()]
        _print(data)
        return
    for line in source_lines(found):
        say(line)


def _open(home: Path | None, study: Path | None) -> tuple[Ledger, Study]:
    from aneatlas.workflows.study import load_study

    return where(home).open(), load_study(study)


def _reader(name: str) -> str:
    from aneatlas.workflows.place import person

    return f"person:{name}" if name else person()


def _standing(view: CandidateView) -> str:
    report = f"; report {view.report}" if view.report else ""
    return f"{view.id}: {view.step}{report}"


def _print(data: Any) -> None:
    say(json.dumps(data, ensure_ascii=False, indent=2))
