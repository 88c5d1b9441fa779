"""The command line: one verb per room. Heavy parts are imported only by the verb that needs them."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_command

from aneatlas import __version__
from aneatlas.cli import atlas, count, factsheet, find, ledger, literature, review, serve, texts
from aneatlas.cli.options import SHOWN_ISSUES, say
from aneatlas.core.issues import FactsInvalid, Failure, FileUnreadable, NotWritable

if TYPE_CHECKING:
    from pydantic import ValidationError

STOPPED = 130  # the exit code of a command that was interrupted
# The exception of click for wrong usage, wherever this version of typer keeps it (its own copy, or click's).
_USAGE: Any = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="aneatlas",
    help="ANE Atlas: the living collation of published cases of acute necrotizing encephalopathy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(atlas.app)
app.add_typer(count.app)
app.add_typer(find.app)
app.add_typer(literature.app)
app.add_typer(review.app)
app.add_typer(texts.app)
app.add_typer(ledger.app, name="ledger")
app.add_typer(factsheet.app, name="factsheet")
app.add_typer(serve.app)


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
    owner = os.getpid()

    def stop(*_: object) -> None:
        if os.getpid() != owner:  # a worker process: it ends, and the command itself tells of it
            os._exit(STOPPED)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    code = _run()
    try:
        sys.stdout.flush()
    except OSError as problem:
        code = code or _unwritten(problem)
    sys.exit(code)


def _run() -> int:
    try:
        _check_arguments()
        code = int(_command()(standalone_mode=False) or 0)
        return _stopped() if code == STOPPED else code
    except Failure as failure:
        return _failed(failure)
    except _USAGE as problem:
        problem.show()
        return int(problem.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except OSError as problem:
        if problem.filename is None:
            return _unwritten(problem)
        return _failed(FileUnreadable(f"{problem.filename}: {(problem.strerror or str(problem)).lower()}."))
    except ValueError as problem:
        from pydantic import ValidationError

        if not isinstance(problem, ValidationError):
            raise
        return _failed(_refused(problem))
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # typer ends the program itself for a closed pipe
            return _unwritten(ended.__context__)
        raise


def _command() -> Any:
    """Return the commands. Without a terminal nobody can be asked: what would be asked for is required instead."""
    command: Any = get_command(app)
    if not (sys.stdin and sys.stdin.isatty()):
        for verb in command.commands.values():
            for parameter in verb.params:
                if getattr(parameter, "prompt", None):
                    parameter.prompt, parameter.required = None, True
    return command


def _check_arguments() -> None:
    for argument in sys.argv[1:]:
        try:
            argument.encode()
        except UnicodeEncodeError as problem:
            shown = os.fsencode(argument).decode("utf-8", "backslashreplace")
            raise FileUnreadable(f"the argument '{shown}' is not UTF-8. Write it in UTF-8.") from problem


def _refused(problem: ValidationError) -> FactsInvalid:
    """Say which fact has a form that no event may have."""
    first = problem.errors(include_url=False)[0]
    given = first["input"] if isinstance(first["input"], dict) else {}
    steps = (given.get("subject"), given.get("field"), *first["loc"])
    where = " ".join(str(step) for step in steps if step)
    message = first["msg"].removeprefix("Value error, ")
    return FactsInvalid(
        f"{where}: {message}. Nothing was written." if where else f"{message}. Nothing was written."
    )


def _failed(failure: Failure) -> int:
    _complain(f"error: {failure.message}")
    for issue in failure.issues[:SHOWN_ISSUES]:
        _complain(f"  {issue}")
    if len(failure.issues) > SHOWN_ISSUES:
        _complain(f"  ... and {len(failure.issues) - SHOWN_ISSUES} more")
    return failure.exit_code


def _stopped() -> int:
    _complain("stopped; nothing was left half-written.")
    return STOPPED


def _unwritten(problem: OSError) -> int:
    """Say that the result could not be printed. What remains of it goes nowhere, or Python complains at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]
    why = (problem.strerror or str(problem)).lower()
    return _failed(NotWritable(f"the result cannot be printed: {why}. What the command itself did stands."))


def _complain(line: str) -> None:
    with suppress(OSError):
        typer.echo(line, err=True)
