"""The command line: one verb per room. Heavy parts are imported only by the verb that needs them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from aneatlas import __version__
from aneatlas.cli import atlas, ledger, literature, texts
from aneatlas.cli.options import SHOWN_ISSUES, say
from aneatlas.core.issues import Failure

app = typer.Typer(
    name="aneatlas",
    help="ANE Atlas: the living collation of published cases of acute necrotizing encephalopathy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(atlas.app)
app.add_typer(literature.app)
app.add_typer(texts.app)
app.add_typer(ledger.app, name="ledger")


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
