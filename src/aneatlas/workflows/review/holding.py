"""The review of an open ledger, held in memory between calls and brought up to date by the newest events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.review_state import Review, of_present
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.store.ledger import CHUNK, Head
from aneatlas.store.parts import events_between

_LOCK = RLock()
_HELD: dict[tuple[str, int, tuple[str, ...]], tuple[Review, str]] = {}
_MOST_HELD = 4


class Outdated(FactsInvalid):
    """Somebody was faster: what the decision rests on has changed. Nothing was written."""


@contextmanager
def held(ledger: Ledger, study: Study) -> Iterator[Review]:
    """Give the review as the ledger says it is now. Nobody else in this process uses it inside the block."""
    with _LOCK:
        yield _current(ledger, study)


@contextmanager
def alone(ledger: Ledger, study: Study) -> Iterator[Review]:
    """Give the review while no other writer can write: what it says stays true until the block ends."""
    with _LOCK, ledger.exclusive():
        try:
            yield _current(ledger, study)
        except BaseException:
            _HELD.clear()  # what was written inside is rolled back
            raise


def _current(ledger: Ledger, study: Study) -> Review:
    reasons = tuple(reason.id for reason in study.eligibility.reason)
    key = (f"{ledger.where} {ledger.home}", study.eligibility.readers, reasons)
    head = ledger.head()
    review, seen = _HELD.get(key, (None, ""))
    followed = ""
    if review is not None and review.seq > 0:
        if review.seq > head.seq:  # another page has read on since the moment of this one
            head = ledger.newest()
        if review.seq <= head.seq:
            followed = _followed(ledger, review, seen, head)
    if review is None or not followed:
        review = of_present(ledger.present(), study.eligibility.readers, reasons)
        followed = head.hash
    while len(_HELD) >= _MOST_HELD and key not in _HELD:
        _HELD.pop(next(iter(_HELD)))
    _HELD[key] = (review, followed)
    return review


def _followed(ledger: Ledger, review: Review, seen: str, head: Head) -> str:
    """Apply the events that are new; return the hash of the last one, '' where the history is another one now."""
    if review.seq == head.seq:
        return seen if head.hash == seen else ""
    few = head.seq - review.seq < CHUNK
    events = iter(
        events_between(ledger, review.seq, head.seq) if few else ledger.events(after=review.seq - 1)
    )
    newest = next(events, None)
    if newest is None or newest.hash != seen:
        return ""
    for event in events:
        review.apply(event)
        newest = event
    return newest.hash
