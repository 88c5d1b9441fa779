"""The stopping rule: its test against a count by hand, and its promise against simulated screenings.

Simulated queues: the order is a score, the relevant ones are higher by `lead` standard deviations on average
(0: the order is chance, the hardest case for the rule). A screening stops when the rule says so for the first time.
"""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from aneatlas.literature.stopping import LOOK, Label, chance, recall

REPETITIONS = 100


def labels(order: np.ndarray, arrived: int = 0, start: int = 1) -> list[Label]:
    return [Label(int(one), start + place, arrived) for place, one in enumerate(order)]


def test_the_chance_equals_a_count_of_all_draws() -> None:
    # 20 candidates; 8 decided: 1 1 1 0 0 0 0 0. For a recall below 0.75 there must be at least 5 relevant ones
    # (3 / 0.75 + 1). The urn of the last k decisions holds k + 12 candidates and 2 relevant ones or more.
    drawn = np.array([1, 1, 1, 0, 0, 0, 0, 0])
    by_hand = []
    for k in range(1, 9):
        inside = max(0, k - 5)
        wanted, urn = 5 - (3 - inside), k + 12
        ways = sum(comb(wanted, x) * comb(urn - wanted, k - x) for x in range(inside + 1))
        by_hand.append(ways / comb(urn, k))
    assert chance(drawn, 3, 20, 0.75) == pytest.approx(min(by_hand), rel=1e-12)


@pytest.mark.parametrize("lead", [0.0, 1.0, 2.5])
@pytest.mark.parametrize(("total", "relevant"), [(150, 40), (200, 20)])
def test_the_stated_recall_holds_at_its_confidence(lead: float, total: int, relevant: int) -> None:
    random = np.random.default_rng(20200124)
    missed_target = wrong_statement = 0
    for _ in range(REPETITIONS):
        truth = np.zeros(total)
        truth[:relevant] = 1
        order = truth[np.argsort(-(truth * lead + random.normal(size=total)))]
        for seen in range(LOOK, total, LOOK):
            found = recall(labels(order[:seen]), [0] * total)
            if found.stop:
                true = order[:seen].sum() / relevant
                missed_target += true < 0.95
                wrong_statement += true < found.reached
                break
    # At 95 % confidence at most 5 % may fail; 100 repetitions of a true 5 % give more than 10 in 1 of 100 runs.
    assert missed_target <= 10
    assert wrong_statement <= 10


def test_what_is_stated_on_the_way_holds_at_its_confidence_too() -> None:
    random = np.random.default_rng(11)
    truth = np.zeros(200)
    truth[:40] = 1
    stated = wrong = 0
    for _ in range(40):
        order = random.permutation(truth)
        for seen in range(LOOK, 200, LOOK):
            found = recall(labels(order[:seen]), [0] * 200)
            stated += 1
            wrong += order[:seen].sum() / 40 < found.reached
    assert wrong / stated <= 0.05


def test_a_good_order_saves_work_and_a_poor_one_does_not_stop_early() -> None:
    random = np.random.default_rng(7)
    truth = np.zeros(1000)
    truth[:50] = 1
    stops = {}
    for lead in (0.0, 4.0):
        order = truth[np.argsort(-(truth * lead + random.normal(size=1000)))]
        stops[lead] = next(
            (n for n in range(LOOK, 1000, LOOK) if recall(labels(order[:n]), [0] * 1000).stop), 1000
        )
    assert stops[4.0] < 800
    assert stops[0.0] > 900


def test_everything_decided_is_a_recall_of_one() -> None:
    found = recall(labels(np.array([0, 1, 0])), [0, 0, 0])
    assert (found.reached, found.stop, found.missed) == (1.0, True, 0)
    assert recall([], []).reached == 1.0


def test_without_an_inclusion_nothing_is_stated() -> None:
    found = recall(labels(np.zeros(90)), [0] * 100)
    assert (found.reached, found.stop, found.missed) == (0.0, False, None)


def test_new_candidates_open_the_queue_again() -> None:
    order = np.array([1] * 40 + [0] * 140)
    before = recall(labels(order), [0] * 200)
    assert before.stop
    arrived = 1000
    after = recall(labels(order), [0] * 200 + [arrived] * 30)
    assert not after.stop
    assert after.missed is not None
    assert before.missed is not None
    assert after.missed == before.missed + 30
    decided = [*labels(order), *labels(np.zeros(30), arrived, 2000)]
    assert recall(decided, [0] * 200 + [arrived] * 30).stop


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="impossible"):
        recall(labels(np.array([1, 0])), [0])
    with pytest.raises(ValueError, match="impossible"):
        recall([], [0], target=1.0)
