"""Articles at the full-text stage, and the published atlas beside the workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_records import fill
from serving import Client, Server
from ver_desk import ARTICLE

from aneatlas.core.study import Study
from aneatlas.store import open_ledger
from aneatlas.workflows.publish import MARK
from aneatlas.workflows.verification.articles import stored_document

RECORD = "pubmed:99000003"
# Written for these tests, in the form of a published page.
PAGE = '<!DOCTYPE html><html lang="en"><title>A case</title><footer class="foot"><div class="wrap">\n</div>\n</footer></html>'


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, study: Study) -> Iterator[tuple[Server, Client, Path]]:
    folder = tmp_path_factory.mktemp("articles")
    fill(folder / "atlas", study)
    site = folder / "site"
    (site / "cases").mkdir(parents=True)
    (site / MARK).write_text("{}")
    (site / "index.html").write_text(PAGE)
    (site / "cases" / "R0001-1.html").write_text(PAGE)
    (folder / "secret.txt").write_text("outside of the release")
    server = Server(folder / "atlas", "--site", str(site))
    yield server, server.client(), site
    server.stop()


def upload(client: Client, path: str, name: str, data: bytes) -> tuple[int, str]:
    head = 'Content-Disposition: form-data; name="%s"'
    parts = [
        (head % "csrfmiddlewaretoken").encode() + b"\r\n\r\n" + client.token().encode(),
        (head % "article" + f'; filename="{name}"').encode() + b"\r\n\r\n" + data,
    ]
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    answer = client.send("POST", path, body, {"Content-Type": "multipart/form-data; boundary=edge"})
    return answer.status, answer.text


def test_an_article_is_kept_at_the_full_text_stage_and_given_to_the_readers(
    shown: tuple[Server, Client, Path],
) -> None:
    server, client, _site = shown
    page = f"/screening/full-text/record/{RECORD}"
    assert "/screening/article/" not in client.get(page)  # its title and abstract come first
    client.post(f"/screening/title-abstract/record/{RECORD}", decision="include", expected="0")
    assert f"/screening/article/{RECORD}" in client.get(page)
    assert upload(client, f"/screening/article/{RECORD}", "a.txt", b"\x00\x01")[0] == 422
    assert upload(client, f"/screening/article/{RECORD}", "a.txt", ARTICLE)[0] == 302
    assert "He died on day 5." in client.get(page)
    client.post(page, decision="include", expected="0")
    found = re.search(r"report (R\d+)", client.get(page).text)
    assert found
    ledger = open_ledger(server.home)
    assert len(stored_document(ledger, found[1])) == 64
    assert not any("He died on day 5." in str(event.body) for event in ledger.events())


def test_the_published_pages_lead_to_the_form_only_where_there_is_one(
    shown: tuple[Server, Client, Path],
) -> None:
    _server, client, site = shown
    page = client.get("/atlas/cases/R0001-1.html")
    assert page.text.count('href="/report-an-error?about=R0001-1"') == 1
    assert 'value="R0001-1"' in client.get("/report-an-error?about=R0001-1")
    assert "/report-an-error?about=index.html" in client.get("/atlas/")
    assert (site / "cases" / "R0001-1.html").read_text() == PAGE  # a static copy has no form behind it


@pytest.mark.parametrize("path", ["../secret.txt", "%2e%2e/secret.txt", "cases", "none.html", "%00"])
def test_nothing_but_the_release_is_sent(shown: tuple[Server, Client, Path], path: str) -> None:
    answer = shown[1].get(f"/atlas/{path}")
    assert (answer.status, "outside of the release" in answer) == (404, False)


def test_a_workspace_without_a_release_has_no_such_pages(server: Server) -> None:
    assert server.client().get("/atlas/").status == 404
