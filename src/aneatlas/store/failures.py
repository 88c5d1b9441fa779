"""Turn the database's complaints into one clear line with an exit code of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError
from django.db.utils import InterfaceError

from aneatlas.core.issues import Failure, LedgerBusy, LedgerDamaged, NotWritable, ServiceUnavailable

_MEANINGS: list[tuple[tuple[str, ...], type[Failure], str]] = [
    (("disk is full", "disk i/o error", "no space left"), NotWritable,
     "the disk is full; nothing was written. Free some space and run the command again."),
    (("readonly database", "read-only", "unable to open database file", "permission denied"), NotWritable,
     "the ledger's folder cannot be written. Check its permissions, or name another folder."),
    (("database is locked", "lock timeout", "lock not available"), LedgerBusy,
     "another process is writing to the ledger; nothing was written. Wait for it and run the command again."),
    (("malformed", "not a database", "file is encrypted"), LedgerDamaged,
     "the database file is damaged. Restore it: aneatlas ledger restore BACKUP."),
    (("connection", "could not translate host", "server closed", "password authentication", "does not exist"),
     ServiceUnavailable, "the database server of DATABASE_URL cannot be used. Check that it runs and lets you in."),
]  # fmt: skip


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Raise the Failure that fits whatever the database raises inside the block."""
    try:
        yield
    except (DatabaseError, InterfaceError) as problem:
        said = str(problem).lower()
        for words, failure, meaning in _MEANINGS:
            if any(word in said for word in words):
                raise failure(f"{where}: {meaning}") from problem
        if isinstance(problem, OperationalError | InterfaceError):
            raise ServiceUnavailable(f"{where}: the database answered: {str(problem).strip()}") from problem
        raise
    except ImproperlyConfigured as problem:
        said = " ".join(str(problem).split())
        if "psycopg" in said:
            said = "PostgreSQL needs the package psycopg, which cannot be loaded: pip install 'aneatlas[postgres]'"
        raise ServiceUnavailable(f"{where}: {said}") from problem
    except OSError as problem:
        raise NotWritable(f"{where}: {(problem.strerror or str(problem)).lower()}.") from problem
