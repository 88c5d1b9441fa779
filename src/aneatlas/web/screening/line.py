"""What waits for a reader at a stage, in the order that the review's queue has learned.

Learning the order anew takes seconds in a large review; it is done in a thread beside the requests, so that a
decision never waits for it. Who waits for whom is read from the events at each request.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connections

from aneatlas.core.candidates import Candidate
from aneatlas.core.issues import Failure
from aneatlas.core.review_state import Review
from aneatlas.core.screening import Step, decisions_of
from aneatlas.web.atlas import Atlas, served
from aneatlas.workflows.review.holding import held
from aneatlas.workflows.review.queueing import decided_since, scores_of

WAITING = {"title_abstract": Step.WAITING, "full_text": Step.SOUGHT}
CONFLICTS = {"title_abstract": Step.CONFLICT, "full_text": Step.FULL_CONFLICT}
LEARN_AFTER = 10  # new events
REST = 50  # times as long as learning took: it takes at most a fiftieth of the machine


@dataclass(frozen=True, slots=True)
class Line:
    """Ids of candidates, the likeliest first: those that wait for the reader, and conflicts the reader may settle."""

    waiting: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """What is open at a stage: candidate -> (in conflict, who has decided); kept along with the events.

    ranked: the candidates in the order of `scores`; it may name some that are not open any more, and lacks none.
    """

    seq: int = -1
    revision: int = -1
    found: dict[str, tuple[bool, frozenset[str]]] = field(default_factory=dict)
    ranked: dict[str, None] = field(default_factory=dict)
    scores: Mapping[str, float] | None = None

    def line(self, scores: Mapping[str, float], reader: str) -> Line:
        """Return what waits for a reader, the likeliest first; sorted anew only for new scores."""
        if self.scores is not scores:
            self.ranked = dict.fromkeys(sorted(self.found, key=lambda one: (-scores.get(one, 0.0), one)))
            self.scores = scores
        get = self.found.get
        open_ = [(one, entry[0]) for one in self.ranked if (entry := get(one)) and reader not in entry[1]]
        return Line(
            tuple(one for one, conflict in open_ if not conflict),
            tuple(one for one, conflict in open_ if conflict),
        )


@dataclass(slots=True)
class _Order:
    """The newest known scores of one atlas and stage."""

    scores: dict[str, float] = field(default_factory=dict)
    seq: int = -LEARN_AFTER
    busy: bool = False
    rested: float = 0.0  # the moment from which the order may be learned anew


_OPEN: dict[tuple[str, str], _Open] = {}
_ORDERS: dict[tuple[str, str], _Order] = {}
_LOCK = threading.Lock()


def line_of(stage: str, reader: str) -> Line:
    """Return what waits for a reader."""
    atlas = served()
    with held(atlas.ledger, atlas.study) as review:
        open_ = _OPEN.setdefault((atlas.ledger.where, stage), _Open())
        _catch_up(atlas, review, stage, open_)
        scores = _scores(atlas, stage, review.seq)
        return open_.line(scores, reader)


def next_of(ids: tuple[str, ...], after: str) -> str:
    """Return the id that follows: the first in line that is not the one just left, '' for none."""
    return next((one for one in ids if one != after), "")


def _catch_up(atlas: Atlas, review: Review, stage: str, open_: _Open) -> None:
    """Bring what is open along: anew where records or ties changed, else only what was decided on since."""
    if open_.seq == review.seq:
        return
    if open_.revision != review.revision or not 0 <= open_.seq < review.seq:
        open_.found, open_.scores = {}, None
        for item in review.at(WAITING[stage], CONFLICTS[stage]):
            open_.found[item.id] = _entry(review, item, stage)
    else:
        for record in decided_since(atlas.ledger, open_.seq):
            touched = review.candidate(record)
            if touched is None:
                continue
            if review.standing(touched).step in (WAITING[stage], CONFLICTS[stage]):
                open_.found[touched.id] = _entry(review, touched, stage)
                if touched.id not in open_.ranked:
                    open_.scores = None
            else:
                open_.found.pop(touched.id, None)
    open_.seq, open_.revision = review.seq, review.revision


def _entry(review: Review, item: Candidate, stage: str) -> tuple[bool, frozenset[str]]:
    decided = frozenset(one.reader for one in decisions_of(review.decisions(item), stage))
    return review.standing(item).step is CONFLICTS[stage], decided


def _scores(atlas: Atlas, stage: str, seq: int) -> dict[str, float]:
    """Return the newest known scores, and have them learned anew after enough new events."""
    with _LOCK:
        order = _ORDERS.setdefault((atlas.ledger.where, stage), _Order())
        if not order.busy and seq - order.seq >= LEARN_AFTER and time.monotonic() >= order.rested:
            order.busy = True
            threading.Thread(target=_learn, args=(atlas, stage, order, seq), daemon=True).start()
        return order.scores


def learn_first() -> None:
    """Learn the order of titles and abstracts before anybody waits for it; later orders are learned beside requests."""
    atlas, stage = served(), "title_abstract"
    with held(atlas.ledger, atlas.study) as review:
        seq = review.seq
    _learn(atlas, stage, _ORDERS.setdefault((atlas.ledger.where, stage), _Order()), seq)


def _learn(atlas: Atlas, stage: str, order: _Order, seq: int) -> None:
    begun = time.monotonic()
    try:
        order.scores = scores_of(atlas.ledger, atlas.study)
        order.seq = seq
    except Failure:
        order.seq = seq  # the order stays as it was; the next events bring another trial
    finally:
        order.rested = time.monotonic() + REST * (time.monotonic() - begun)
        order.busy = False
        connections.close_all()
