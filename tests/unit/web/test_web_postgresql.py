"""The workspace on PostgreSQL: started by the same command, its accounts beside the ledger."""

from __future__ import annotations

from pathlib import Path

from serving import PASSWORD, Server

from aneatlas.core.study import Study
from aneatlas.store import open_ledger


def test_the_workspace_runs_on_postgresql_and_commands_without_it_still_read_the_ledger(
    postgres: str, tmp_path: Path, study: Study
) -> None:
    from django.db import connection

    open_ledger(tmp_path / "atlas", postgres, create=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    open_ledger(tmp_path / "atlas", postgres, create=True)
    server = Server(tmp_path / "atlas", url=postgres)
    try:
        client = server.client()
        assert client.get("/").status == 200
        page = client.post("/account/people", name="anna", roles=["administrator", "screener"]).text
        link = page[page.index("/account/invitation/") :].split("<")[0].strip()
        assert client.post(link, password=PASSWORD, again=PASSWORD).status == 302
        assert client.get("/").status == 302
        assert client.sign_in("anna", PASSWORD).status == 302
        assert client.get("/screening/").status == 200
        assert client.post("/notes/N1", what="resolve").status in (403, 422)
    finally:
        server.stop()
    ledger = open_ledger(tmp_path / "atlas", postgres)  # accounts' tables are none of its business
    assert ledger.verify() == 0
