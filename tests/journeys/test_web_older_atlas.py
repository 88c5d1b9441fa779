"""An atlas that an older version made is served by this one: migrated after a backup, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from invented_records import invented
from serving import Server

from aneatlas.core.events import Draft
from aneatlas.core.study import Study
from aneatlas.store import DATABASE, Ledger, open_ledger
from aneatlas.store.ledger import pending
from aneatlas.store.settings import connect, sqlite
from aneatlas.workflows.review.taking import take_records
from aneatlas.workflows.verification.assign import assign
from aneatlas.workflows.verification.desk import alone

AT, ACTOR = "2026-01-02T03:04:05Z", "person:edi"


def as_of(home: Path, migration: str) -> Ledger:
    """Make an atlas folder with the tables that the store had after one of its migrations."""
    home.mkdir()
    connect(sqlite(home / DATABASE))
    call_command("migrate", "store", migration, verbosity=0)
    return Ledger(home, str(home / DATABASE))


def facts() -> list[Draft]:
    """A made-up report with a case and a finding, in events that the first version had already."""
    report = {"id": "R0001", "title": "An older report", "type": "case_report", "read": "abstract"}
    case = {"id": "R0001-1", "report": "R0001", "label": "Patient 1"}
    cited = {"kind": "citation", "report": "R0001", "read": "abstract"}
    finding = {
        "subject": "R0001-1", "field": "fever", "status": "present", "evidence": [cited],
        "provenance": "citation", "proposer": "person:edi",
    }  # fmt: skip
    return [
        Draft("report.registered", "R0001", report),
        Draft("case.registered", "R0001-1", case),
        Draft("finding.recorded", "R0001-1", finding),
    ]


def tables() -> set[str]:
    return set(connection.introspection.table_names())


@pytest.mark.parametrize("migration", ["0001_initial", "0002_review", "0003_drafts"])
def test_an_atlas_of_an_older_version_is_migrated_and_served(tmp_path: Path, migration: str) -> None:
    home = tmp_path / "atlas"
    old = as_of(home, migration)
    old.append(facts(), AT, ACTOR)
    before = old.head()
    assert "accounts_account" not in tables()  # nobody had signed in there
    server = Server(home)
    try:
        client = server.client()
        assert client.get("/").status == 200
        assert "An older report" in client.get("/extraction/R0001/outcome")
        assert client.get("/extraction/R0001/history").status == 200
        assert client.get("/screening/").status == 200
    finally:
        server.stop()
    served = open_ledger(home)
    assert pending() == []
    assert served.head() == before
    assert served.verify() == before.seq
    assert list((home / "backups").iterdir()), "a backup is made before the tables change"


def test_an_older_atlas_takes_records_and_readers_once_it_is_served(tmp_path: Path, study: Study) -> None:
    home = tmp_path / "atlas"
    old = as_of(home, "0001_initial")
    old.append(facts(), AT, ACTOR)
    Server(home).stop()
    ledger = open_ledger(home)
    take_records(ledger, study, [invented(1), invented(2)], source="PubMed", search="S0001", actor=ACTOR)
    assert assign(ledger, "R0001", "person:ada", alone("person:edi"), AT)
    server = Server(home)
    try:
        page = server.client().get("/extraction/")
        assert (page.status, "R0001" in page) == (200, True)
    finally:
        server.stop()
    ledger.verify()
