"""Drafts: unfinished work of one person. No events: a draft is nobody's knowledge yet, and only its owner reads it.

Each saving raises the version; a saving that does not know the newest version changes nothing and gets the
newest one back, so that two windows of one person never overwrite each other unseen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.events import Json, canonical
from aneatlas.store.failures import translated
from aneatlas.store.ledger import Ledger
from aneatlas.store.models import DraftRow
from aneatlas.store.turns import turn


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as stored. version counts from 1; at is when it was saved, UTC."""

    owner: str
    key: str
    body: Json
    version: int
    at: str


def read_draft(ledger: Ledger, owner: str, key: str) -> StoredDraft | None:
    """Return the draft of a person, or None."""
    with translated(ledger.where):
        row = DraftRow.objects.filter(owner=owner, key=key).first()
    return _stored(row) if row else None


def drafts_of(ledger: Ledger, key: str) -> Iterator[tuple[str, int, str]]:
    """Yield (owner, version, time) of the drafts under a key: that they exist, not what they say."""
    with translated(ledger.where):
        yield from DraftRow.objects.filter(key=key).order_by("owner").values_list("owner", "version", "at")


def save_draft(
    ledger: Ledger, owner: str, key: str, body: Json, version: int, at: str
) -> tuple[StoredDraft, bool]:
    """Save a draft that was made from `version` (0: from nothing). Return the newest draft, and whether it is ours.

    Where somebody saved in the meantime nothing is written, and the newest one comes back with False;
    the same content sent twice is saved once, and both callers hear True.
    """
    text = canonical(body)
    with turn(ledger):
        row = DraftRow.objects.filter(owner=owner, key=key).first()
        if row is not None and row.version != version:
            return _stored(row), row.body == text
        if row is None:
            row = DraftRow(owner=owner, key=key, version=0)
        if row.version == 0 or row.body != text:
            row.body, row.version, row.at = text, row.version + 1, at
            row.save()
        return _stored(row), True


def drop_draft(ledger: Ledger, owner: str, key: str) -> None:
    """Forget a draft."""
    with translated(ledger.where):
        DraftRow.objects.filter(owner=owner, key=key).delete()


def _stored(row: DraftRow) -> StoredDraft:
    return StoredDraft(row.owner, row.key, json.loads(row.body), row.version, row.at)
