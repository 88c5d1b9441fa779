"""When to stop screening: the recall that has been reached, with its confidence.

The test of Callaghan and Müller-Hansen (2020, doi:10.1186/s13643-020-01521-4), as they use it on a ranked
queue: the decisions of the last 1, 2, 3 ... steps are taken as draws from an urn that holds them and
everything not yet decided. If so few of them were inclusions that an urn with enough inclusions to have
missed the recall would hardly give them (hypergeometric), that much recall has been reached. A queue whose
order is no better than chance makes the test exact for one urn; a better order makes it cautious. It looks at
many urns and is asked again and again, which would make it too bold; it is therefore asked at every tenth
decision only, and a simulation shows that the target then holds at its confidence where the rule says stop. A
recall below the target is stated at every look and not once: in random order one statement in ten was too high, so
it must pass the test at a third of the error (`STRICTER`), with which one in twenty-five was.

When new candidates come in, those that were there before remain an urn of their own; of the new ones nothing
is known until they are decided on, so each of them counts as one that may belong.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LOOK = 10  # decisions between two looks
STRICTER = 3  # the part of the error that a recall below the target may have
MOST_ROUNDS = 6  # arrivals of new candidates that are looked at, the newest ones
RECALLS = tuple(share / 100 for share in range(99, 4, -1))


@dataclass(frozen=True, slots=True)
class Label:
    """One decision: 1 for include, 0 for exclude; its event, and the event with which the candidate came in."""

    included: int
    event: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Recall:
    """How far the screening of a queue has come.

    total: candidates of the queue, decided or not; decided, included: of them. target, confidence: what is
    aimed at. reached: the highest recall that the test supports at this confidence (below the target: at a stricter
    one), 0 where it supports none, 1 where everything is decided. stop: whether the target is reached. missed: the most
    inclusions that may still wait, None where nothing is known. sentence: all of it in words. new: candidates that came
    in after the last decision and wait.
    """

    total: int
    decided: int
    included: int
    target: float
    confidence: float
    reached: float
    stop: bool
    missed: int | None
    sentence: str
    new: int = 0


def recall(
    labels: Sequence[Label], arrivals: Sequence[int], *, target: float = 0.95, confidence: float = 0.95
) -> Recall:
    """Return the recall that the decisions on a ranked queue have reached.

    labels: in the order of the decisions. arrivals: for each candidate of the queue, decided or not, the event
    with which it came in. Raises ValueError for impossible numbers.
    """
    total, included = len(arrivals), sum(label.included for label in labels)
    if len(labels) > total or not 0 < target < 1 or not 0 < confidence < 1:
        raise ValueError("labels, arrivals, target or confidence are impossible")
    if len(labels) == total:
        words = f"All {total} candidates were decided on, {included} of them included."
        return Recall(total, total, included, target, confidence, 1.0, True, 0, words)
    reached, missed = _reached(labels, arrivals, 1 - confidence)
    if reached < target:
        reached, missed = _reached(labels, arrivals, (1 - confidence) / STRICTER)
    words = _sentence(total, len(labels), included, reached, confidence, missed)
    last = max((label.event for label in labels), default=0)
    new = sum(arrived >= last for arrived in arrivals) if labels else 0
    if new:
        before = (
            "all that were there before were decided on" if len(labels) == total - new else "others wait too"
        )
        words += f" New since the last decision: {new}, to be decided on; {before}."
    return Recall(
        total, len(labels), included, target, confidence, reached, reached >= target, missed, words, new
    )


def _reached(labels: Sequence[Label], arrivals: Sequence[int], alpha: float) -> tuple[float, int | None]:
    """Return the highest recall that the test supports, in whole percents, and the most inclusions that wait then."""
    included = sum(label.included for label in labels)
    reached, missed = 0.0, None
    for newest in sorted(set(arrivals))[-MOST_ROUNDS:]:
        most = _most(labels, arrivals, newest, alpha)
        if most is not None and included and included / most > reached:
            reached, missed = included / most, most - included
    return math.floor(100 * reached + 1e-9) / 100, missed


def _most(labels: Sequence[Label], arrivals: Sequence[int], newest: int, alpha: float) -> int | None:
    """Return the most inclusions that the whole queue can hold, from a test on those in it at event `newest`.

    None where the test supports nothing.
    """
    old = [label for label in labels if label.arrived <= newest]
    population = sum(arrived <= newest for arrived in arrivals)
    later = len(arrivals) - population
    found = sum(label.included for label in old)
    of_later = sum(label.included for label in labels) - found
    undecided = later - (len(labels) - len(old))
    if len(old) == population:
        return found + of_later + undecided
    before = sum(label.event <= newest for label in old)
    drawn = (len(old) - before) // LOOK * LOOK
    looked = np.asarray([label.included for label in old[before : before + drawn]], dtype=np.int64)
    seen = found - sum(label.included for label in old[before + drawn :])
    place = bisect_left(
        RECALLS, True, key=lambda share: chance(looked, seen, population - before, share) < alpha
    )
    if place == len(RECALLS):
        return None
    most = max(found, math.floor(seen / RECALLS[place] + 1e-9))
    return most + of_later + undecided


def chance(drawn: np.ndarray, found: int, population: int, target: float) -> float:
    """Return the smallest probability, over all urns, of decisions like these if the recall were below the target.

    drawn: the labels in order; found: inclusions altogether; population: the drawn ones and those that wait.
    1.0 without a drawn label or an inclusion.
    """
    if len(drawn) == 0 or found == 0:
        return 1.0
    from scipy.stats import hypergeom  # a second to load: only those who have decided wait for it

    newest_first = drawn[::-1]
    # Of urns with the same inclusions the largest gives the smallest chance: only those are looked at.
    sizes = np.append(np.flatnonzero(newest_first[1:]), len(drawn) - 1) + 1
    inside = np.cumsum(newest_first)[sizes - 1]
    # The fewest inclusions in each urn with which the recall would be missed.
    wanted = np.floor(found / target + 1 - (found - inside) + 1e-9)
    urns = population - (len(drawn) - sizes)
    p = np.where(wanted > urns, 0.0, hypergeom.cdf(inside, urns, np.minimum(wanted, urns), sizes))
    return float(p.min())


def _sentence(
    total: int, decided: int, included: int, reached: float, confidence: float, missed: int | None
) -> str:
    told = f"{decided} of {total} candidates were decided on, {included} of them included."
    if reached == 0:
        return f"{told} Nothing can be said yet of how many are missed."
    return (
        f"{told} With {confidence:.0%} confidence at least {reached:.0%} of those that belong have been found; "
        f"at most {missed} may still wait."
    )
