"""What waits for whom, the likeliest first, and how far the screening has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aneatlas.core.candidates import Candidate
from aneatlas.core.issues import EvidenceBroken, FactsInvalid
from aneatlas.core.review import STAGES
from aneatlas.core.review_state import Review
from aneatlas.core.screening import Step, decisions_of
from aneatlas.core.study import Study
from aneatlas.literature.ranking import Example, Order, by_rule, rank, rule_score
from aneatlas.literature.stopping import Label, Recall, recall
from aneatlas.store import Ledger
from aneatlas.store.parts import headlines
from aneatlas.workflows.review.holding import held
from aneatlas.workflows.review.texts import load_text

_WAITING = {"title_abstract": Step.WAITING, "full_text": Step.SOUGHT}
_CONFLICT = {"title_abstract": Step.CONFLICT, "full_text": Step.FULL_CONFLICT}
_ORDERS: dict[tuple[str, int, int], dict[str, float]] = {}
_MODELS: dict[tuple[str, int, int], str] = {}
_MOST_ORDERS = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """A candidate that waits: its id, title, year, the names found, why the rules left it, and its score."""

    id: str
    title: str
    year: int | None
    names: tuple[str, ...]
    why: str
    score: float


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one reader at one stage.

    items: the likeliest first. unsure: those on which this reader said 'maybe' and that wait for somebody
    else. conflicts: where readers differ and this reader may be the third. model: 'rules' or 'learned'.
    stopping: how far the queue of titles and abstracts has come; None at the full-text stage.
    """

    stage: str
    items: tuple[Waiting, ...]
    unsure: tuple[Waiting, ...]
    conflicts: tuple[Waiting, ...]
    model: str
    stopping: Recall | None


def queue(ledger: Ledger, study: Study, reader: str, stage: str = "title_abstract") -> Queue:
    """Return what waits for a reader. Raises FactsInvalid for an unknown stage."""
    if stage not in STAGES:
        raise FactsInvalid(f"'{stage}' is no stage. Use title_abstract or full_text.")
    scores, model = _order(ledger, study)
    with held(ledger, study) as review:
        open_: list[Waiting] = []
        unsure: list[Waiting] = []
        conflicts: list[Waiting] = []
        for item in review.at(_WAITING[stage], _CONFLICT[stage]):
            decided = decisions_of(review.decisions(item), stage)
            mine = any(decision.reader == reader for decision in decided)
            waiting = _waiting(review, item, scores.get(item.id))
            if review.standing(item).step is _CONFLICT[stage]:
                if not mine:
                    conflicts.append(waiting)
            else:
                (unsure if mine else open_).append(waiting)
        told = _recall(review) if stage == "title_abstract" else None
    return Queue(stage, _sorted(open_), _sorted(unsure), _sorted(conflicts), model, told)


def decided_since(ledger: Ledger, seq: int) -> Iterator[str]:
    """Yield the record of each decision, made or taken back, after an event."""
    for line in headlines(ledger, ("screening.decided", "screening.removed"), seq):
        yield line.subject


def scores_of(ledger: Ledger, study: Study) -> dict[str, float]:
    """Return the score of every candidate, for a caller that knows itself what waits for whom."""
    scores, _ = _order(ledger, study)
    with held(ledger, study) as review:
        rest = [(one, review.tables["records"][one]) for one in review.candidates.keys() - scores.keys()]
    return {one: rule_score(row.get("names", ()), row["rule"]["kind"]) for one, row in rest} | scores


def _sorted(found: list[Waiting]) -> tuple[Waiting, ...]:
    return tuple(sorted(found, key=lambda one: (-one.score, one.id)))


def waiting(ledger: Ledger, study: Study) -> dict[str, int]:
    """Return how many candidates stand at each step."""
    with held(ledger, study) as review:
        found = {str(step): sum(1 for _ in review.at(step)) for step in Step}
    return {step: n for step, n in found.items() if n}


def stopping_of(ledger: Ledger, study: Study, target: float = 0.95, confidence: float = 0.95) -> Recall:
    """Return how far the queue of titles and abstracts has come."""
    if not 0 < target < 1 or not 0 < confidence < 1:
        raise FactsInvalid("target and confidence lie between 0 and 1, for example 0.95.")
    with held(ledger, study) as review:
        return _recall(review, target, confidence)


def _recall(review: Review, target: float = 0.95, confidence: float = 0.95) -> Recall:
    labels = [Label(label, event, review.arrival(item)) for item, event, label in review.queue_labels()]
    arrivals = [review.arrival(item) for item in review.left_open()]
    return recall(labels, arrivals, target=target, confidence=confidence)


def _order(ledger: Ledger, study: Study) -> tuple[dict[str, float], str]:
    """Return the scores of all candidates that the rules left open, and which model gave them.

    The model learns anew after each tenth decision, later after each tenth part more, so that a reader
    rarely waits for it.
    """
    with held(ledger, study) as review:
        labels = review.queue_labels()
        learned = labels[: _learned_on(len(labels))]
        key = (f"{ledger.where} {ledger.home}", review.revision, len(learned))
        if key in _ORDERS:
            return _ORDERS[key], _MODELS[key]
        items = review.left_open()
        rows = {item.id: review.tables["records"][item.id] for item in review.candidates.values()}
        firm: dict[str, list[str]] = {"include": [], "exclude": []}
        for item in review.candidates.values():
            choice = review.rule(item)[0]
            if choice in firm and rows[item.id].get("names"):
                firm[choice].append(item.id)
    words = {item: _words(ledger.home, rows[item]) for item in (one.id for one in items)}
    examples = [Example(words[item.id], bool(label)) for item, _, label in learned]
    examples += by_rule(
        *(
            [_words(ledger.home, rows[one]) for one in sorted(firm[choice])]
            for choice in ("include", "exclude")
        )
    )
    priors = [rule_score(rows[item.id].get("names", ()), rows[item.id]["rule"]["kind"]) for item in items]
    order: Order = rank([words[item.id] for item in items], priors, examples)
    scores = {item.id: score for item, score in zip(items, order.scores, strict=True)}
    while len(_ORDERS) >= _MOST_ORDERS:
        oldest = next(iter(_ORDERS))
        _ORDERS.pop(oldest, None)
        _MODELS.pop(oldest, None)
    _MODELS[key] = order.model
    _ORDERS[key] = scores
    return scores, order.model


def _learned_on(decided: int) -> int:
    """Return on how many of the decisions the model has learned: 10, 20 ... 100, 110, 121 ..."""
    step = 0
    while (after := step + max(10, step // 10)) <= decided:
        step = after
    return step


def _words(home: Path, row: dict[str, object]) -> str:
    return _stored_words(home, str(row.get("text", ""))) or str(row.get("title", ""))


@lru_cache(maxsize=20_000)
def _stored_words(home: Path, digest: str) -> str:
    try:
        return load_text(home, digest).words
    except EvidenceBroken:
        return ""


def _waiting(review: Review, item: Candidate, score: float | None) -> Waiting:
    row = review.tables["records"][item.id]
    prior = rule_score(row.get("names", ()), row["rule"]["kind"])
    return Waiting(
        item.id,
        str(row.get("title") or row.get("vernacular_title") or item.id),
        row.get("year"),
        tuple(dict.fromkeys(str(name["words"]) for name in row.get("names", ()))),
        review.standing(item).reason,
        prior if score is None else score,
    )
