"""The atlas that this process serves: opened once, the same for every request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from aneatlas.core.study import Study
from aneatlas.workflows.place import Ledger, Place


@dataclass(frozen=True, slots=True)
class Atlas:
    """What the views work on.

    open_to_one: bound to the loopback address, so that one person needs no account. site: the folder of the release
    that is shown under /atlas/, None for none.
    """

    place: Place
    ledger: Ledger
    study: Study
    open_to_one: bool
    site: Path | None = None


_served: list[Atlas] = []


def serve_this(atlas: Atlas) -> None:
    """Name the atlas that the views work on."""
    _served[:] = [atlas]


def served() -> Atlas:
    """Return the atlas that this process serves."""
    return _served[0]


def keep_connections() -> None:
    """Let each thread keep its connection to the database: opening one costs more than most pages."""
    connections.settings["default"]["CONN_MAX_AGE"] = None
    connections.settings["default"]["CONN_HEALTH_CHECKS"] = True
    connections.close_all()
    if hasattr(connections._connections, "default"):
        del connections["default"]
