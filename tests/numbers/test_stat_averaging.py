"""The population size averaged over log-linear models: by hand, and where there is nothing to average."""

from __future__ import annotations

import math

import pytest

from aneatlas.statistics.loglinear import PopulationSize, population_size

Z = 1.959963984540054
THREE = {
    (1, 1, 1): 12,
    (1, 1, 0): 30,
    (1, 0, 1): 20,
    (0, 1, 1): 14,
    (1, 0, 0): 61,
    (0, 1, 0): 75,
    (0, 0, 1): 48,
}


def size_of(histories: dict[tuple[int, ...], int]) -> PopulationSize:
    found = population_size(histories)
    assert isinstance(found, PopulationSize)
    return found


def test_with_two_sources_there_is_one_model_and_nothing_to_average() -> None:
    found = size_of({(1, 1): 40, (1, 0): 60, (0, 1): 30})
    unseen = found.estimate - 130
    factor = math.exp(Z * math.sqrt(math.log(1 + (found.se / unseen) ** 2)))
    assert unseen == pytest.approx(60 * 30 / 40)
    assert found.averaged == pytest.approx(found.estimate, rel=1e-12)
    limits = found.averaged_interval
    assert (limits.lower, limits.upper) == pytest.approx(
        (130 + unseen / factor, 130 + unseen * factor), rel=1e-9
    )


def test_with_three_sources_the_scatter_between_models_is_in_the_interval() -> None:
    found = size_of(THREE)
    raw = [math.exp(-(model.aic - found.models[0].aic) / 2) for model in found.models]
    weights = [one / sum(raw) for one in raw]
    mean = sum(w * model.estimate for w, model in zip(weights, found.models, strict=True))
    parts = [math.hypot(model.se, model.estimate - mean) for model in found.models]
    se = sum(w * part for w, part in zip(weights, parts, strict=True))
    unseen = mean - found.n
    factor = math.exp(Z * math.sqrt(math.log(1 + (se / unseen) ** 2)))
    assert len(found.models) == 8
    assert found.averaged == pytest.approx(mean, rel=1e-12)
    assert found.averaged_interval.lower == pytest.approx(found.n + unseen / factor, rel=1e-9)
    assert found.averaged_interval.upper == pytest.approx(found.n + unseen * factor, rel=1e-9)


def test_the_interval_never_falls_below_the_number_seen() -> None:
    found = size_of(
        {(1, 1, 1): 30, (1, 1, 0): 2, (1, 0, 1): 1, (0, 1, 1): 2, (1, 0, 0): 1, (0, 1, 0): 1, (0, 0, 1): 1}
    )
    assert found.n <= found.averaged_interval.lower <= found.averaged <= found.averaged_interval.upper
