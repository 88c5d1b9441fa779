"""How long the server took is told to those who are signed in, and pages answer for one moment of the ledger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from invented_records import fill
from serving import Client, Server

from aneatlas.core.study import Study
from aneatlas.store import Ledger, open_ledger
from aneatlas.workflows.notes import write


@pytest.fixture(scope="module")
def people(staffed: tuple[Server, dict[str, Client]]) -> dict[str, Client]:
    return staffed[1]


def test_only_those_who_are_signed_in_are_told_how_long_an_answer_took(people: dict[str, Client]) -> None:
    for path in ("/", "/screening/", "/api/v1/reports"):
        told = people["screener"].get(path).headers["server-timing"]
        assert re.fullmatch(r"queue;dur=\d+\.\d, app;dur=\d+\.\d", told)
    for path in ("/report-an-error", "/account/sign-in", "/nowhere"):
        assert "server-timing" not in people["visitor"].get(path).headers


@pytest.fixture
def kept(tmp_path: Path, study: Study) -> Ledger:
    fill(tmp_path / "atlas", study)
    return open_ledger(tmp_path / "atlas")


def test_a_page_answers_for_one_moment_and_the_next_page_for_the_next(kept: Ledger) -> None:
    other = open_ledger(kept.home)
    with kept.one_moment():
        before = kept.head()
        write(other, "R0001", "A note of somebody else.", "person:ada")
    assert kept.head().seq == before.seq + 1


def test_who_writes_sees_the_newest_event_also_within_a_moment(kept: Ledger) -> None:
    with kept.one_moment():
        before = kept.head()
        write(kept, "R0001", "A note.", "person:ada")
        assert kept.head().seq == before.seq + 1
