"""What the commands share: options, printing, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from aneatlas.workflows.place import Place

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
Item = Annotated[
    str,
    typer.Option(
        help="Which treatment (1, 2, ...), lesion site or assessment, where the field repeats.",
        show_default=False,
    ),
]
Why = Annotated[str, typer.Option(help="The reason, for the history.", prompt="Why")]
SHOWN_ISSUES = 20


def say(text: str) -> None:
    """Print one line of result."""
    typer.echo(text)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
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


def where(home: Path | None) -> Place:
    from aneatlas.workflows.place import place

    return place(home)
