"""The database behind the ledger: SQLite by default, PostgreSQL when a URL says so.

Nothing here reads the environment: the shell passes the place in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.db import connections

from aneatlas.core.issues import FileUnreadable

APPS = ["aneatlas.store"]


def sqlite(path: Path, timeout: float = 30.0) -> dict[str, Any]:
    """Return the settings of a SQLite file.

    WAL and full synchronisation: a killed process loses at most the event being written. IMMEDIATE
    transactions: a second writer waits up to `timeout` seconds instead of failing half-way.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": timeout,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return the settings of a URL such as postgresql://user:secret@host:5432/name?sslmode=require.

    Raises FileUnreadable for a URL of another form; the message does not repeat it, it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise FileUnreadable(
            "DATABASE_URL cannot be read: its host or port is malformed. Write postgresql://user:secret@host:5432/name."
        ) from problem
    if parts.scheme not in ("postgres", "postgresql"):
        raise FileUnreadable(
            f"DATABASE_URL begins with '{parts.scheme}:'. Only postgresql://... is understood; unset it for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def prepare() -> None:
    """Give Django its settings, unless an application (the web app) has done so already."""
    if settings.configured:
        return
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.dummy"}},
        INSTALLED_APPS=APPS,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TIME_ZONE="UTC",
    )
    django.setup()


def connect(database: dict[str, Any]) -> None:
    """Point the process at a database, the first one or another one."""
    connections.close_all()
    connections.settings = connections.configure_settings({"default": database})
    if hasattr(connections._connections, "default"):
        del connections["default"]
