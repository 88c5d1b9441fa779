"""Where an atlas lies, what time it is, who acts: what the pure parts are given by the shell."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aneatlas import __version__
from aneatlas.store import Ledger as Ledger
from aneatlas.store import open_ledger

PROGRAM = f"program:aneatlas {__version__}"


def now() -> str:
    """Return the time as UTC, ISO 8601 with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def person() -> str:
    """Return the acting person: the account's name."""
    try:
        return f"person:{getpass.getuser()}"
    except (KeyError, OSError):
        return "person:unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """The atlas folder and the database URL ('' for the SQLite file inside the folder)."""

    home: Path
    url: str = ""

    def open(self, *, create: bool = False) -> Ledger:
        """Open the ledger. Raises LedgerMissing, LedgerTooNew, LedgerBusy, NotWritable, ServiceUnavailable."""
        return open_ledger(self.home, self.url, create=create)


def place(home: Path | None, environment: Mapping[str, str] = os.environ) -> Place:
    """Return the place of an atlas: the folder given, else ANEATLAS_HOME, else ./atlas; DATABASE_URL, if set."""
    folder = home or Path(environment.get("ANEATLAS_HOME") or "atlas")
    return Place(folder, environment.get("DATABASE_URL", ""))
