"""Residual error: against the formula of error seeding, and the coverage of its interval by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from aneatlas.statistics.proportions import clopper_pearson
from aneatlas.statistics.residual import Residual, residual_error
from aneatlas.statistics.results import NumbersInvalid, Withheld


def test_errors_found_are_divided_by_the_share_of_hidden_errors_noticed() -> None:
    # Mills' estimate: with 20 hidden errors of which 15 were noticed, 6 found stand for 6 * 20 / 15 = 8.
    found = residual_error(6, 400, 15, 20)
    assert isinstance(found, Residual)
    assert found.estimate == pytest.approx(8 / 400)
    assert found.interval.lower < found.estimate < found.interval.upper


def test_without_hidden_errors_it_is_the_plain_share() -> None:
    found = residual_error(3, 300)
    assert isinstance(found, Residual)
    assert not found.corrected
    assert found.interval == clopper_pearson(3, 300)


def test_without_a_look_or_a_noticed_error_there_is_no_number() -> None:
    assert isinstance(residual_error(0, 0), Withheld)
    assert isinstance(residual_error(0, 10, 0, 5), Withheld)
    with pytest.raises(NumbersInvalid):
        residual_error(5, 4)


def test_the_interval_covers_at_least_as_often_as_it_says() -> None:
    chance = np.random.default_rng(20260102)
    true_error, noticing, looked, hidden = 0.03, 0.8, 300, 40
    covered = total = 0
    for _ in range(1000):
        found = residual_error(
            int(chance.binomial(looked, true_error * noticing)),
            looked,
            int(chance.binomial(hidden, noticing)),
            hidden,
        )
        assert isinstance(found, Residual)
        total += 1
        covered += true_error in found.interval
    # 0.95 promised; 0.93 allows three standard errors of 1000 runs
    assert covered / total >= 0.93
