"""The review workspace: serve it, make its first administrator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aneatlas.cli.options import Home, StudyFolder, say, where

app = typer.Typer()


@app.command()
def serve(
    home: Home = None,
    study: StudyFolder = None,
    host: Annotated[str, typer.Option(help="The interface to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes any free one.")] = 8920,
    address: Annotated[
        str,
        typer.Option(
            help="https://... under which others reach the workspace, through a proxy that keeps the TLS certificate.",
            show_default=False,
        ),
    ] = "",
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Everybody sets up a second factor before anything else.")
    ] = False,
    site: Annotated[
        Path | None,
        typer.Option(
            help="A published release to show under /atlas/, with a line on each page that leads to the form for errors.",
            show_default=False,
        ),
    ] = None,
    new_administrator: Annotated[
        str,
        typer.Option(
            help="Invite an administrator of this name: print a link that works once, and serve nothing.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Serve the review workspace until Ctrl+C. Without accounts it is one person's, on this computer only."""
    from aneatlas.web.server import Plan, application, get_ready, listening

    plan = Plan(host, port, address, second_factor, site)
    from aneatlas.workflows.study import load_study

    made = application(where(home), plan, load_study(study))
    if new_administrator:
        from aneatlas.web.accounts.invitations import first_administrator

        link = first_administrator(new_administrator, address)
        say(f"Open this link within 7 days to set the password of '{new_administrator}':")
        say(link or "")
        return
    server = listening(plan, made)
    get_ready()
    say(f"The workspace is at {address or f'http://{host}:{server.effective_port}'}/ (Ctrl+C stops it)")
    server.run()
