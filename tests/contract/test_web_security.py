"""What the workspace promises against hostile input: each line of docs/explanation/security.md that says 'test'."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ACTOR
from serving import FORM, Client, Server

from aneatlas.core.study import Study
from aneatlas.literature.records import AbstractPart, Origin, Record
from aneatlas.store import open_ledger
from aneatlas.workflows.review.taking import take_records

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, study: Study) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("security") / "atlas"
    ledger = open_ledger(home, create=True)
    record = Record(
        "pubmed-xml",
        Origin("invented.xml", 1),
        title=f"Influenza encephalopathy {HOSTILE}",
        pmid="99100001",
        abstract=(AbstractPart(f"Both thalami. {HOSTILE}", f"Aim{HOSTILE}"),),
        keywords=(HOSTILE,),
        journal=HOSTILE,
    )
    take_records(ledger, study, [record], source="PubMed", search="S0001", actor=ACTOR)
    running = Server(home)
    yield running
    running.stop()


@pytest.fixture
def client(server: Server) -> Client:
    return server.client()


PAGES = [
    "/",
    "/screening/",
    "/screening/title-abstract/",
    "/notes/",
    "/report-an-error",
    "/account/people",
    "/nowhere",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_strict_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == (
        "'none'",
        "'none'",
        "'self'",
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_an_inline_script_or_style(client: Client, path: str) -> None:
    page = client.get(path).text
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == []
    assert re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", page) == []


def test_a_script_in_an_abstract_is_text(client: Client) -> None:
    page = client.get("/screening/title-abstract/record/pubmed:99100001").text
    assert "<script>alert" not in page
    assert "onerror=alert" in page  # shown ...
    assert "<img src=x" not in page  # ... as text
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_a_script_in_the_answer_for_scripts_is_text_too(client: Client) -> None:
    path = "/screening/title-abstract/record/pubmed:99100001"
    form = f"csrfmiddlewaretoken={client.token()}&expected=7&decision=include"
    answer = client.send("POST", path, form.encode(), {"Content-Type": FORM, "Accept": "application/json"})
    assert (answer.status, answer.headers["content-type"]) == (409, "application/json")
    assert "<script>alert" not in json.loads(answer.text)["html"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_form_without_its_token_is_refused(client: Client) -> None:
    client.token()
    for path in ("/screening/title-abstract/record/pubmed:99100001", "/language", "/report-an-error"):
        assert client.send("POST", path, b"decision=include", {"Content-Type": FORM}).status == 403


def test_a_form_from_another_site_is_refused(client: Client) -> None:
    body = f"csrfmiddlewaretoken={client.token()}&language=de".encode()
    sent = {"Content-Type": FORM, "Origin": "https://elsewhere.example"}
    assert client.send("POST", "/language", body, sent).status == 403


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.post("/language", language="de")
    client.post("/account/sign-in", name="x", password="y")
    assert client.set_cookies
    for line in client.set_cookies:
        assert "httponly" in line.lower(), line
        assert "samesite=lax" in line.lower(), line


def test_through_tls_cookies_are_secure_and_bound_to_the_host_and_hsts_is_sent(tmp_path: Path) -> None:
    open_ledger(tmp_path / "atlas", create=True)
    probe = """
import sys
from pathlib import Path
from aneatlas.web.server import Plan, application
from aneatlas.workflows.place import Place
from aneatlas.workflows.study import load_study
app = application(Place(Path(sys.argv[1])), Plan(address="https://atlas.example.org"), load_study())
def start(status, headers, exc=None):
    print(status, headers)
env = {"REQUEST_METHOD": "GET", "PATH_INFO": "/account/sign-in", "SERVER_NAME": "x", "SERVER_PORT": "80",
       "HTTP_HOST": "atlas.example.org", "wsgi.url_scheme": "https", "wsgi.input": sys.stdin, "wsgi.errors": sys.stderr,
       "REMOTE_ADDR": "192.0.2.1"}
list(app(env, start))
list(app({**env, "PATH_INFO": "/"}, start))
"""
    done = subprocess.run(
        [sys.executable, "-c", probe, str(tmp_path / "atlas")], capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    assert "__Host-csrf" in first
    assert "Secure" in first
    assert "max-age=31536000" in first
    assert second.startswith("302")
    assert "/account/sign-in" in second


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--address", "http://atlas.example.org")])
def test_without_tls_nothing_is_served_to_the_network(tmp_path: Path, options: tuple[str, str]) -> None:
    open_ledger(tmp_path / "atlas", create=True)
    running = Server(tmp_path / "atlas", *options)
    assert running.process.wait(20) == 12
    log = running.log.read_text()
    assert "Traceback" not in log
    assert "https://" in log


def test_a_redirect_leads_to_this_site_only(client: Client) -> None:
    for bad in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
    ):
        assert client.post("/language", language="en", next=bad).headers["location"] == "/"


def test_an_oversized_form_and_a_bad_one_are_refused_without_a_mistake(
    client: Client, server: Server
) -> None:
    client.token()
    big = b"csrfmiddlewaretoken=x&said=" + b"a" * 3_000_000
    assert client.send("POST", "/report-an-error", big, {"Content-Type": FORM}).status in (400, 413)
    many = "&".join(f"a{number}=1" for number in range(3000)).encode()
    assert client.send("POST", "/report-an-error", many, {"Content-Type": FORM}).status == 400
    odd = client.get("/screening/title-abstract/record/%00%ff")
    assert odd.status in (400, 404)
    assert client.post("/report-an-error", about="\x00", said="\x00").status == 422
    assert "Internal Server Error" not in server.log.read_text()


def test_what_a_file_is_called_does_not_matter_but_what_it_holds(client: Client) -> None:
    def upload(name: str, content: bytes) -> int:
        edge = "edge7"
        body = b"".join(
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{client.token()}\r\n'.encode(),
                f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'.encode(),
                b"Content-Type: application/octet-stream\r\n\r\n" + content + f"\r\n--{edge}--\r\n".encode(),
            )
        )
        sent = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return client.send("POST", "/screening/import", body, sent).status

    assert upload("records.ris", b"\x7fELF\x02\x01\x01 no records at all") == 422
    record = (
        b"TY  - JOUR\r\nTI  - An invented title about influenza encephalopathy\r\nPY  - 2001\r\nER  - \r\n"
    )
    assert upload("../../holiday.exe", record) == 302


def test_no_view_fetches_an_address_that_somebody_gives() -> None:
    source = Path(__file__).parents[2] / "src" / "aneatlas" / "web"
    found = [
        path
        for path in source.rglob("*.py")
        if re.search(
            r"^\s*(from|import) (urllib\.request|http\.client|requests|httpx|socket\.|aneatlas\.workflows\.(fetched|find|transport))",
            path.read_text("utf-8"),
            re.MULTILINE,
        )
    ]
    assert found == []


def test_the_error_report_form_holds_off_programs_and_floods(client: Client) -> None:
    def send(wait: float = 0, **more: str) -> int:
        begun = re.search(r'name="begun" value="([^"]+)"', client.get("/report-an-error").text)
        assert begun
        time.sleep(wait)  # the form tells programs by their haste
        return client.post(
            "/report-an-error", about="R0001-1", said="Invented.", begun=begun[1], **more
        ).status

    def letters() -> int:
        return client.get("/errors").text.count('class="card form letter"')

    assert (send(), letters()) == (200, 0)  # at once: taken for a program, and not told so
    assert (send(4.2, website="https://spam.example"), letters()) == (200, 0)
    assert client.post("/report-an-error", about="R0001-1", said="Invented.", begun="forged").status == 422
    begun = re.search(r'name="begun" value="([^"]+)"', client.get("/report-an-error").text)
    assert begun
    time.sleep(4.2)
    answers = [
        client.post("/report-an-error", about="R0001-1", said=f"Invented {n}.", begun=begun[1]).status
        for n in range(6)
    ]
    assert (answers, letters()) == ([200] * 5 + [429], 5)


def test_unknown_and_ended_tokens_open_nothing(client: Client) -> None:
    for header in ("Bearer nothing", "Bearer ", "Basic eDp5", "Bearer \xff"):
        answer = client.get("/api/v1/present/reports", Authorization=header)
        assert answer.status == 401, header
