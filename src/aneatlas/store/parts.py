"""Rows of the present that belong to one report or case: read by their key, never the whole table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Collate

from aneatlas.core.events import Event, Json, unseal
from aneatlas.core.issues import LedgerDamaged
from aneatlas.core.replay import State
from aneatlas.store.failures import translated
from aneatlas.store.ledger import CHUNK, Ledger
from aneatlas.store.models import PROJECTIONS, EventRow


def rows_of(ledger: Ledger, table: str, part_of: Iterable[str]) -> dict[str, Json]:
    """Return the rows that belong to the given subjects or reports: key -> row, in the order of keys."""
    with translated(ledger.where):
        found = PROJECTIONS[table].objects.filter(part_of__in=list(part_of)).order_by("key")
        return {key: json.loads(body) for key, body in found.values_list("key", "body")}


def rows_from(ledger: Ledger, table: str, prefix: str = "") -> Iterator[tuple[str, Json]]:
    """Yield (key, row) of a table, of the keys that begin with a prefix, in the order of keys."""
    with translated(ledger.where):
        found = PROJECTIONS[table].objects.filter(key__startswith=prefix).order_by("key")
        for key, body in found.values_list("key", "body").iterator(CHUNK):
            yield key, json.loads(body)


def rows_after(ledger: Ledger, table: str, after: str, most: int) -> list[tuple[str, Json]]:
    """Return up to `most` (key, row) of a table whose keys follow `after`, in the order of keys by code point."""
    order = Collate("key", "C" if connection.vendor == "postgresql" else "BINARY")
    with translated(ledger.where):
        found = PROJECTIONS[table].objects.alias(place=order).filter(place__gt=after).order_by("place")
        return [(key, json.loads(body)) for key, body in found.values_list("key", "body")[:most]]


def rows_at(ledger: Ledger, table: str, keys: Iterable[str]) -> dict[str, Json]:
    """Return the rows of these keys, as far as there are any: key -> row."""
    with translated(ledger.where):
        found = PROJECTIONS[table].objects.filter(key__in=list(keys))
        return {key: json.loads(body) for key, body in found.values_list("key", "body")}


def records_behind(ledger: Ledger, report: str) -> list[str]:
    """Return the ids of the bibliographic records that are tied to a report, in order."""
    with translated(ledger.where):
        found = PROJECTIONS["ties"].objects.filter(key__endswith=f"~{report}").order_by("key")
        ties = [json.loads(body) for body in found.values_list("body", flat=True)]
    return [str(tie["a"]) for tie in ties if tie["b"] == report]


def keys_of(ledger: Ledger, table: str) -> set[str]:
    """Return the keys of a table, without its rows."""
    with translated(ledger.where):
        return set(PROJECTIONS[table].objects.values_list("key", flat=True))


def report_state_rows(ledger: Ledger, report: str) -> State:
    """Return the present of one report alone: its row, its cases, cohorts and findings, for `core.rules.Gate`."""
    head = ledger.head()
    state = State(seq=head.seq, hash=head.hash, at=head.at)
    if row := ledger.row("reports", report):
        state.tables["reports"] = {report: row}
    for table in ("cases", "cohorts"):
        state.tables[table] = rows_of(ledger, table, [report])
    subjects = [report, *state.tables["cases"], *state.tables["cohorts"]]
    state.tables["findings"] = rows_of(ledger, "findings", subjects)
    return state


def subjects_rows(ledger: Ledger, *subjects: str) -> State:
    """Return the present of the reports to which the given reports, cases or cohorts belong, for `core.rules.Gate`.

    The rows of all reports are there too, without their parts: an identifier belongs to one report only.
    """
    state = State()
    for report in dict.fromkeys(subject.partition("-")[0] for subject in subjects):
        found = report_state_rows(ledger, report)
        state.seq, state.hash, state.at = found.seq, found.hash, found.at
        for table in ("cases", "cohorts", "findings"):
            state.tables[table] |= found.tables[table]
    state.tables["reports"] = dict(rows_from(ledger, "reports"))
    return state


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above an event's content: its number, time, actor, kind and subject."""

    seq: int
    at: str
    actor: str
    kind: str
    subject: str


def headlines(ledger: Ledger, kinds: Iterable[str], after: int = 0) -> Iterator[Headline]:
    """Yield the headlines of the events of some kinds after a number, in order; contents are not read."""
    head = ledger.head().seq
    if head == after:
        return
    with translated(ledger.where):
        found = EventRow.objects.filter(seq__gt=after, kind__in=list(kinds)).order_by("seq")
        rows = found.values_list("seq", "at", "actor", "kind", "subject")
        # a cursor of the server costs three more questions: only for many rows
        for row in rows if 0 < head - after < CHUNK else rows.iterator(CHUNK):
            yield Headline(*row)


def event_at(ledger: Ledger, seq: int) -> Event:
    """Return one event by its number. Raises LedgerDamaged where there is none."""
    found = events_between(ledger, seq, seq)
    if not found:
        raise LedgerDamaged(f"event {seq}: there is no such event.")
    return found[0]


def events_between(ledger: Ledger, first: int, last: int) -> list[Event]:
    """Return the events of these numbers, both included, in order."""
    return _events(ledger, EventRow.objects.filter(seq__gte=first, seq__lte=last))


def events_of(ledger: Ledger, subject: str, kinds: Iterable[str] = (), after: int = 0) -> list[Event]:
    """Return the events of exactly one subject after a number, of some kinds or all, in order."""
    found = EventRow.objects.filter(subject=subject, seq__gt=after)
    wanted = list(kinds)
    return _events(ledger, found.filter(kind__in=wanted) if wanted else found)


def _events(ledger: Ledger, found: QuerySet[EventRow]) -> list[Event]:
    with translated(ledger.where):
        rows = list(found.order_by("seq").values_list("seq", "text", "hash"))
    try:
        return [unseal(text, digest) for _, text, digest in rows]
    except (ValueError, KeyError, TypeError) as problem:
        raise LedgerDamaged(
            "an event's content was changed. Look which: aneatlas ledger verify."
        ) from problem
