"""A served atlas with invented records that wait for a reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_records import fill
from serving import Client, Server, with_administrator, with_roles

from aneatlas.core.permissions import Role
from aneatlas.core.study import Study


@pytest.fixture
def server(tmp_path: Path, study: Study) -> Iterator[Server]:
    """A server of an atlas without accounts."""
    fill(tmp_path / "atlas", study)
    running = Server(tmp_path / "atlas")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def staffed(
    tmp_path_factory: pytest.TempPathFactory, study: Study
) -> Iterator[tuple[Server, dict[str, Client]]]:
    """A server with one person of each role, and a visitor."""
    home = tmp_path_factory.mktemp("staffed") / "atlas"
    fill(home, study)
    running = Server(home)
    administrator = with_administrator(running)
    people = {
        role.value: with_roles(running, administrator, f"{role.value}-1", role.value)
        for role in Role
        if role is not Role.ADMINISTRATOR
    }
    yield running, {**people, "administrator": administrator, "visitor": running.client()}
    running.stop()
