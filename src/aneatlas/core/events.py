"""Events: the ledger's lines, hash-chained so that a changed, removed or reordered line is found.

The hash of an event is SHA-256 over the canonical JSON of the event, which contains the hash of the event
before it. Canonical JSON: keys sorted, no spaces, UTF-8, no NaN or infinity.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from aneatlas.core.issues import LedgerDamaged

Json = dict[str, Any]
GENESIS = "0" * 64


def canonical(value: object) -> str:
    """Return the canonical JSON of a value. Raises ValueError for NaN and infinities."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that has not been written yet: what happened, to what, and why."""

    kind: str
    subject: str
    body: Json
    why: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of history.

    seq counts from 1 without gaps. at is UTC, ISO 8601 with seconds. actor is 'person:<name>' or
    'program:<name> <version>'. text is the canonical JSON that the hash covers.
    """

    seq: int
    at: str
    actor: str
    kind: str
    subject: str
    body: Json
    why: str
    prev: str
    hash: str
    text: str

    @property
    def line(self) -> str:
        """Return the event as one line of an exported ledger."""
        return f'{{"event":{self.text},"hash":"{self.hash}"}}'


def seal(draft: Draft, seq: int, at: str, actor: str, prev: str) -> Event:
    """Turn a draft into the event that follows the event whose hash is `prev`."""
    text = canonical(
        {
            "seq": seq, "at": at, "actor": actor, "kind": draft.kind, "subject": draft.subject, "body": draft.body,
            "why": draft.why, "prev": prev,
        }
    )  # fmt: skip
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Event(seq, at, actor, draft.kind, draft.subject, draft.body, draft.why, prev, digest, text)


def unseal(text: str, hash: str) -> Event:
    """Return the event of a stored canonical text. Raises ValueError or KeyError where it is no event."""
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return Event(
        data["seq"], data["at"], data["actor"], data["kind"], data["subject"], data["body"], data["why"], data["prev"],
        hash, text,
    )  # fmt: skip


def parse_line(line: str, number: int) -> Event:
    """Read one line of an exported ledger. Raises LedgerDamaged that names the line."""
    try:
        outer = json.loads(line)
        text = canonical(outer["event"])
        text.encode()  # a lone surrogate is no text
        return unseal(text, outer["hash"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise LedgerDamaged(
            f"line {number}: this is no event of a ledger (truncated or not JSON). Restore the file from a backup."
        ) from problem


def verify_chain(events: Iterable[Event], start: str = GENESIS, first: int = 1) -> Iterator[Event]:
    """Pass events through while checking numbers, links and hashes. Raises LedgerDamaged, naming the event."""
    prev, expected = start, first
    for event in events:
        where = f"event {expected}"
        if event.seq != expected:
            raise LedgerDamaged(
                f"{where}: event {event.seq} stands in its place; an event was removed or moved."
            )
        if event.prev != prev:
            raise LedgerDamaged(f"{where}: it does not follow the event before it; a line was exchanged.")
        if hashlib.sha256(event.text.encode()).hexdigest() != event.hash:
            raise LedgerDamaged(f"{where} ({event.kind} of {event.subject}): its content was changed.")
        yield event
        prev, expected = event.hash, expected + 1
