"""Export, import, backup and restore: the ledger as JSON Lines, lossless and engine-independent."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from aneatlas.core.bodies import body_fault
from aneatlas.core.events import Event, parse_line
from aneatlas.core.issues import FileUnreadable, LedgerDamaged, NotWritable
from aneatlas.store.ledger import Ledger


def read_events(path: Path) -> Iterator[Event]:
    """Yield the events of an exported ledger (.jsonl or .jsonl.gz).

    Raises FileUnreadable (missing, not UTF-8, truncated gzip) or LedgerDamaged (a line that is no event).
    """
    number = 0
    try:
        with _open_text(path) as lines:
            for number, line in enumerate(lines, start=1):
                if not line.endswith("\n"):
                    raise LedgerDamaged(
                        f"{path}, line {number}: the line is cut off. Use a complete export or backup."
                    )
                try:
                    event = parse_line(line, number)
                except LedgerDamaged as problem:
                    raise LedgerDamaged(f"{path}, {problem.message}") from problem
                if fault := body_fault(event.kind, event.body):
                    raise LedgerDamaged(f"{path}, line {number}: {fault}.")
                yield event
    except UnicodeDecodeError as problem:
        raise FileUnreadable(f"{path}, after line {number}: not UTF-8. Export the ledger again.") from problem
    except (EOFError, gzip.BadGzipFile) as problem:
        raise FileUnreadable(
            f"{path}, after line {number}: the file is cut off or no gzip file."
        ) from problem
    except OSError as problem:
        raise FileUnreadable(f"{path}: {(problem.strerror or 'cannot be read').lower()}.") from problem


def _open_text(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def write_events(events: Iterable[Event], path: Path) -> int:
    """Write events as JSON Lines (gzip where the name ends in .gz), whole or not at all. Return how many."""
    count = 0
    with atomic_file(path) as raw:
        packed = gzip.GzipFile("", "wb", 6, raw, mtime=0) if path.suffix == ".gz" else None
        out = io.TextIOWrapper(packed or raw, encoding="utf-8", newline="\n")
        for event in events:
            out.write(event.line + "\n")
            count += 1
        out.flush()
        out.detach()
        if packed:
            packed.close()
    return count


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears under its name only when it is whole and on disk."""
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except OSError as problem:
        raise NotWritable(
            f"{path}: {(problem.strerror or str(problem)).lower()}; nothing was written."
        ) from problem
    finally:
        partial.unlink(missing_ok=True)


def export_ledger(ledger: Ledger, path: Path) -> int:
    """Write the whole ledger to a file (.jsonl or .jsonl.gz). Return the number of events.

    Raises NotWritable for another ending: a file of another kind, the database above all, is never replaced.
    """
    if not path.name.endswith((".jsonl", ".jsonl.gz")):
        raise NotWritable(f"{path}: an export is named .jsonl or .jsonl.gz; nothing was written.")
    return write_events(ledger.events(), path)


def import_ledger(ledger: Ledger, path: Path) -> int:
    """Take over events of a file that continue this ledger. Return how many were new.

    Events that the ledger already has must be the same ones. Raises LedgerDamaged otherwise.
    """
    if next(read_events(path), None) is None:
        raise FileUnreadable(f"{path}: the file holds no event; nothing was taken over.")
    head = ledger.head()
    mine = ledger.events()

    def new() -> Iterator[Event]:
        seq = 0
        for event in read_events(path):
            seq += 1
            if seq > head.seq:
                yield event
            elif (own := next(mine)).hash != event.hash or own.text != event.text:
                raise LedgerDamaged(
                    f"{path}, line {seq}: the file tells another history than this ledger. "
                    "Import it into an empty atlas, or restore it: aneatlas ledger restore."
                )
        if seq < head.seq:
            raise LedgerDamaged(f"{path}: it ends at event {seq}, this ledger is at {head.seq} already.")

    return ledger.extend(new())


def backup(ledger: Ledger) -> Path | None:
    """Write a backup into the atlas folder, named by its newest event. None for an empty ledger.

    A backup of the same state is written once.
    """
    head = ledger.head()
    if head.seq == 0:
        return None
    path = ledger.home / "backups" / f"ledger-{head.seq:08d}-{head.hash[:12]}.jsonl.gz"
    if not path.exists():
        write_events(ledger.events(), path)
    return path


def restore(ledger: Ledger, path: Path) -> int:
    """Put the events of a file in the place of the ledger's, after a backup. Return the number of events.

    The file is checked while it is loaded; a damaged file leaves the ledger as it was.
    """
    if next(read_events(path), None) is None:
        raise FileUnreadable(f"{path}: the file holds no event; the ledger stays as it was.")
    backup(ledger)
    return ledger.replace(read_events(path))
