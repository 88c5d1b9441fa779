"""The names that the tests of this folder use, and records made up from a title."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from aneatlas.core.study import Label, NearMiss, Support, Variant
from aneatlas.literature.names import Names
from aneatlas.literature.records import AbstractPart, Origin, PartialDate, Record


@pytest.fixture(scope="session")
def names() -> Names:
    data = tomllib.loads((Path(__file__).parent / "names_for_tests.toml").read_text())
    return Names(
        [Label(**item) for item in data["label"]],
        [NearMiss(**item) for item in data["near_miss"]],
        [Variant(**item) for item in data["variant"]],
        [Support(**item) for item in data["support"]],
    )


@pytest.fixture
def make() -> Callable[..., Record]:
    def build(title: str, abstract: str = "", year: int = 2015, **fields: object) -> Record:
        parts = (AbstractPart(abstract),) if abstract else ()
        return Record("test", Origin("test"), title=title, abstract=parts, date=PartialDate(year), **fields)  # type: ignore[arg-type]

    return build
