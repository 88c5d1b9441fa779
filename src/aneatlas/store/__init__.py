"""The store: the only writer. Open a ledger with `open_ledger`.

Importing this package gives Django its settings, because models cannot be imported before.
"""

from __future__ import annotations

from pathlib import Path

from aneatlas.core.issues import LedgerMissing, NotWritable
from aneatlas.store.settings import connect, postgresql, prepare, sqlite

prepare()

from aneatlas.store import archive, ledger  # noqa: E402
from aneatlas.store.failures import translated  # noqa: E402
from aneatlas.store.ledger import Ledger  # noqa: E402

DATABASE = "ledger.sqlite3"


def open_ledger(home: Path, url: str = "", *, create: bool = False, timeout: float = 30.0) -> Ledger:
    """Open the ledger of an atlas folder, or the PostgreSQL database of a URL.

    With `create` the folder and an empty ledger are made where there is none. Tables of an older version
    are migrated, after a backup. `timeout` is how long a writer waits for another one, in seconds.
    Raises LedgerMissing, LedgerTooNew, NotWritable, LedgerBusy or ServiceUnavailable.
    """
    path = home / DATABASE
    if not url and not create and not path.is_file():
        raise LedgerMissing(f"{home}: there is no atlas here yet. Create one: aneatlas init --home {home}")
    if create:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise NotWritable(f"{home}: {(problem.strerror or str(problem)).lower()}.") from problem
    connect(postgresql(url) if url else sqlite(path, timeout))
    where = "the database of DATABASE_URL" if url else str(path)
    opened = ledger.Ledger(home, where)
    with translated(where):
        present = ledger.exists()
        if not create:
            ledger.require(present, where)
        if ledger.pending():
            if present:
                archive.backup(opened)
            ledger.migrate()
    return opened


__all__ = ["DATABASE", "Ledger", "open_ledger"]
