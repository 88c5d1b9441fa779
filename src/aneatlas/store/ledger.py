"""The ledger: the only place where events are written, and where the present is kept beside them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.db.models.functions import Collate

from aneatlas.core.events import GENESIS, Draft, Event, Json, canonical, seal, unseal, verify_chain
from aneatlas.core.issues import LedgerDamaged, LedgerMissing, LedgerTooNew
from aneatlas.core.replay import Change, State, changes, replay
from aneatlas.store.failures import translated
from aneatlas.store.models import PROJECTIONS, EventRow, Projection

CHUNK = 2000
_MOMENT = threading.local()  # the head of the page that this thread is making
# their subject names two things: 'R0001~R0002'
PAIRED = ("overlap.noted", "overlap.removed", "tie.noted", "tie.removed")
_LOCK = 0x414E45  # one advisory lock per PostgreSQL database: writers queue instead of colliding


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event: its number, hash and time; 0 and the genesis hash for an empty ledger."""

    seq: int
    hash: str
    at: str


@dataclass(frozen=True, slots=True)
class StoredPresent:
    """The present in the stored rows; see `core.replay.Present`."""

    where: str
    seq: int
    hash: str
    at: str

    def rows(self, table: str) -> Iterator[tuple[str, Json]]:
        """Yield (key, row) of a table in the order of keys, by code point in every database."""
        order = Collate("key", "C" if connection.vendor == "postgresql" else "BINARY")
        with translated(self.where):
            for key, body in _rows(table).order_by(order).values_list("key", "body").iterator(CHUNK):
                yield key, json.loads(body)


class Ledger:
    """An open ledger. Create it with `aneatlas.store.open_ledger`.

    home is the atlas folder (backups, documents); where names the database in messages.
    """

    def __init__(self, home: Path, where: str) -> None:
        self.home = home
        self.where = where

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Within the block, this thread takes the head that it reads first as the newest: for a page that only shows.

        A page asks many things of the ledger, and all of them answer for one moment. Writing asks anew.
        """
        before = getattr(_MOMENT, "head", None)
        _MOMENT.head = {}
        try:
            yield
        finally:
            _MOMENT.head = before

    def head(self) -> Head:
        """Return the newest event; within `one_moment`, that of the moment."""
        kept: dict[str, Head] | None = getattr(_MOMENT, "head", None)
        if kept is None:
            return self.newest()
        name = f"{self.where} {self.home}"
        if name not in kept:
            kept[name] = self.newest()
        return kept[name]

    def newest(self) -> Head:
        """Return the newest event as it is now, also within `one_moment`."""
        with translated(self.where):
            row = EventRow.objects.order_by("-seq").values_list("seq", "hash", "at").first()
        return Head(*row) if row else Head(0, GENESIS, "")

    def events(self, after: int = 0, subject: str | None = None) -> Iterator[Event]:
        """Yield the events after a number, in order, unchecked; of one subject, and of its overlaps, where given."""
        with translated(self.where):
            query = EventRow.objects.filter(seq__gt=after).order_by("seq")
            if subject is not None:
                pairs = Q(subject__startswith=f"{subject}~") | Q(subject__endswith=f"~{subject}")
                # the kinds come first: only the events on pairs are looked through, by their index
                query = query.filter(Q(subject=subject) | (Q(kind__in=PAIRED) & pairs))
            for seq, text, digest in query.values_list("seq", "text", "hash").iterator(CHUNK):
                try:
                    yield unseal(text, digest)
                except (ValueError, KeyError, TypeError) as problem:
                    raise LedgerDamaged(f"event {seq}: its content was changed.") from problem

    def append(self, drafts: Iterable[Draft], at: str, actor: str) -> int:
        """Write drafts as events, all or none, and bring the projections along. Return how many.

        at is UTC, ISO 8601. Raises LedgerBusy, NotWritable or ServiceUnavailable; nothing is written then.
        """
        with self._writing() as head:
            count = 0
            seq, prev = head.seq, head.hash
            source = iter(drafts)
            while batch := list(islice(source, CHUNK)):
                events = []
                for draft in batch:
                    event = seal(draft, seq + 1, at, actor, prev)
                    seq, prev = event.seq, event.hash
                    events.append(event)
                self._write(events)
                count += len(events)
            return count

    def extend(self, events: Iterable[Event]) -> int:
        """Write events that were sealed elsewhere, after checking that they follow the head."""
        with self._writing() as head:
            count = 0
            chain = verify_chain(events, head.hash, head.seq + 1)
            while batch := list(islice(chain, CHUNK)):
                self._write(batch)
                count += len(batch)
            return count

    def replace(self, events: Iterable[Event]) -> int:
        """Put other events in the place of all events, in one transaction (used by restore)."""
        with self._writing():
            EventRow.objects.all().delete()
            for model in PROJECTIONS.values():
                model.objects.all().delete()
            count = 0
            chain = verify_chain(events)
            while batch := list(islice(chain, CHUNK)):
                self._write(batch)
                count += len(batch)
            return count

    def row(self, table: str, key: str) -> dict[str, object] | None:
        """Return one row of the present, or None."""
        with translated(self.where):
            found = _rows(table).filter(key=key).values_list("body", flat=True).first()
        return json.loads(found) if found else None

    def state(self) -> State:
        """Return the present from the stored projections."""
        head = self.head()
        state = State(seq=head.seq, hash=head.hash, at=head.at)
        with translated(self.where):
            for name in PROJECTIONS:
                rows = _rows(name).values_list("key", "body").iterator(CHUNK)
                state.tables[name] = {key: json.loads(body) for key, body in rows}
        return state

    def present(self) -> StoredPresent:
        """Return the present as the stored rows, read as they are needed: for large atlases."""
        head = self.head()
        return StoredPresent(self.where, head.seq, head.hash, head.at)

    def verify(self) -> int:
        """Check the chain, and that a replay from nothing equals the stored projections byte for byte.

        Return the number of events. Raises LedgerDamaged that names the event or the row.
        """
        present = replay(verify_chain(self.events()))
        for name in PROJECTIONS:
            expected = {key: canonical(row) for key, row in present.tables[name].items()}
            with translated(self.where):
                for key, body in _rows(name).values_list("key", "body").iterator(CHUNK):
                    if expected.pop(key, None) != body:
                        raise LedgerDamaged(
                            f"{name} {key}: the stored row differs from the replay. Rebuild it: aneatlas ledger rebuild."
                        )
            for key in expected:
                raise LedgerDamaged(
                    f"{name} {key}: the stored row is missing. Rebuild it: aneatlas ledger rebuild."
                )
        return present.seq

    def rebuild(self) -> int:
        """Write the projections anew from the events. Return the number of events replayed."""
        with self._writing():
            present = replay(verify_chain(self.events()))
            for name, model in PROJECTIONS.items():
                model.objects.all().delete()
                _store(name, [Change(name, key, row) for key, row in present.tables[name].items()])
            return present.seq

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep other writers out: what is read inside stays true until what is appended inside is written."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Head]:
        _MOMENT.head = None
        with translated(self.where), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '30s'")
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            yield self.newest()

    def _write(self, events: Sequence[Event]) -> None:
        EventRow.objects.bulk_create(
            EventRow(
                seq=e.seq, at=e.at, actor=e.actor, kind=e.kind, subject=e.subject, hash=e.hash, text=e.text
            )
            for e in events
        )
        last: dict[str, dict[str, Change]] = {}
        for event in events:
            for change in changes(event):
                last.setdefault(change.table, {})[change.key] = change
        for table, found in last.items():
            _store(table, list(found.values()))


def _rows(table: str):  # type: ignore[no-untyped-def]
    return PROJECTIONS[table].objects


def _store(table: str, found: Sequence[Change]) -> None:
    gone = [change.key for change in found if change.row is None]
    for start in range(0, len(gone), 500):
        _rows(table).filter(key__in=gone[start : start + 500]).delete()
    model: type[Projection] = PROJECTIONS[table]
    _rows(table).bulk_create(
        [
            model(key=change.key, part_of=_part_of(change), body=canonical(change.row))
            for change in found
            if change.row is not None
        ],
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["part_of", "body"],
    )


def _part_of(change: Change) -> str:
    row = change.row or {}
    return str(row.get("subject") or row.get("report") or row.get("a") or "")


def pending() -> list[str]:
    """Return the names of migrations that the database lacks. Raises LedgerTooNew for a newer database."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    unknown = [
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app == "store"
        and (app, name) not in known  # other tables there are the web application's accounts
    ]
    if unknown:
        raise LedgerTooNew(
            f"the ledger was written by a newer version of ANE Atlas (it has {unknown[0]}). Update ANE Atlas."
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    """Bring the database's tables up to this version.

    Tables are made and then noted as made: where that was killed in between, those that stand are taken as they are.
    """
    call_command("migrate", verbosity=0, interactive=False, fake_initial=True)


def exists() -> bool:
    """Tell whether the database holds a ledger."""
    return EventRow._meta.db_table in connection.introspection.table_names()


def require(found: bool, where: str) -> None:
    """Raise LedgerMissing where there is no ledger."""
    if not found:
        raise LedgerMissing(f"{where}: there is no ledger here yet. Create one: aneatlas init.")
