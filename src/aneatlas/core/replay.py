"""Replay: the present is computed from the events, and from nothing else.

`changes` turns one event into changes of rows. It looks at the event alone, so that a replay in memory and
the stored projections in the database apply exactly the same changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from aneatlas.core.bodies import THINGS
from aneatlas.core.events import Event, Json, canonical
from aneatlas.core.issues import LedgerDamaged

TABLES = tuple(thing.table for thing in THINGS.values())


@dataclass(frozen=True, slots=True)
class Change:
    """One row of one table set (row given) or removed (row None)."""

    table: str
    key: str
    row: Json | None


def changes(event: Event) -> list[Change]:
    """Return the changes that an event makes. Raises LedgerDamaged for an event that cannot be understood."""
    try:
        return _changes(event)
    except (KeyError, TypeError, AttributeError) as problem:
        raise LedgerDamaged(
            f"event {event.seq} ({event.kind}): its body lacks what such an event says."
        ) from problem


def _changes(event: Event) -> list[Change]:
    body, kind = event.body, event.kind
    if kind == "finding.recorded":
        item = body.get("item", "")
        key = f"{body['subject']}/{body['field']}/{item}" if item else f"{body['subject']}/{body['field']}"
        return [Change("findings", key, body | {"event": event.seq})]
    name, _, verb = kind.partition(".")
    thing = THINGS.get(name)
    if thing is None:
        raise LedgerDamaged(f"event {event.seq}: events of the kind '{kind}' are not known to this version.")
    if verb in ("removed", "withdrawn"):
        return [Change(thing.table, body["key"], None)]
    key = "~".join(str(body[part]) for part in thing.key) or f"{event.seq:010d}"
    return [Change(thing.table, key, body | {"event": event.seq})]


class Present(Protocol):
    """The present, wherever it is kept: in memory (`State`) or in the ledger's stored rows."""

    @property
    def seq(self) -> int:
        """Number of the newest event."""
        ...

    @property
    def hash(self) -> str:
        """Hash of the newest event."""
        ...

    @property
    def at(self) -> str:
        """Time of the newest event."""
        ...

    def rows(self, table: str) -> Iterator[tuple[str, Json]]:
        """Yield (key, row) of a table in the order of keys."""
        ...


@dataclass(slots=True)
class State:
    """The present: for each table, its rows by key."""

    tables: dict[str, dict[str, Json]] = field(default_factory=lambda: {name: {} for name in TABLES})
    seq: int = 0
    hash: str = ""
    at: str = ""

    def apply(self, event: Event) -> None:
        """Apply the changes of one event."""
        for change in changes(event):
            if change.row is None:
                self.tables[change.table].pop(change.key, None)
            else:
                self.tables[change.table][change.key] = change.row
        self.seq, self.hash, self.at = event.seq, event.hash, event.at

    def rows(self, table: str) -> Iterator[tuple[str, Json]]:
        """Yield (key, row) of a table in the order of keys."""
        for key in sorted(self.tables[table]):
            yield key, self.tables[table][key]

    def lines(self) -> Iterator[str]:
        """Return the canonical export: one line per row, in the order of tables and keys."""
        for name in TABLES:
            for key in sorted(self.tables[name]):
                yield canonical([name, key, self.tables[name][key]])


def replay(events: Iterable[Event]) -> State:
    """Return the present state after all events, from nothing."""
    state = State()
    for event in events:
        state.apply(event)
    return state
