"""The way to a source: only where it should lead, no longer than it should, and never more than it should carry."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from source_server import Citation, Fault, SourceServer, StillClock, article, preprint, serving

from aneatlas.core.issues import FileUnreadable
from aneatlas.literature.sources.asking import Ask
from aneatlas.workflows import transport
from aneatlas.workflows.sources import FILE, sources_of
from aneatlas.workflows.transport import Client, Unanswered

SEARCHES = """
[[search]]
id = "{source}_test"
version = "1"
source = "{source}"
purpose = "a test"
interface = "https://example.org"
query = "invented"
"""


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as running:
        yield running


def client(server: SourceServer, **options: object) -> Client:
    return Client(server.address, 3.0, clock=StillClock(), chance=lambda: 0.5, **options)  # type: ignore[arg-type]


ASK = Ask("a file", "/pubmed/baseline/")


def test_an_address_that_has_moved_is_not_followed(server: SourceServer) -> None:
    server.fault("baseline", Fault(status=302, headers={"Location": "https://example.org/"}))
    with pytest.raises(Unanswered, match="status 302: the address has moved"):
        client(server).ask(ASK, bytes)
    assert len(server.requests) == 1


def test_an_answer_that_is_too_large_is_refused(
    server: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MOST_BYTES", 50)
    with pytest.raises(Unanswered, match="more than"):
        client(server).ask(ASK, bytes)
    assert len(server.requests) == 1


def test_patience_ends(server: SourceServer) -> None:
    server.fault("baseline", *[Fault(status=503)] * 9)
    with pytest.raises(Unanswered, match="status 503"):
        client(server, tries=4).ask(ASK, bytes)
    assert len(server.requests) == 4


class TestConfiguration:
    def test_the_environment_goes_before_the_file(self, tmp_path: Path) -> None:
        (tmp_path / FILE).write_text(
            'email = "file@example.org"\nncbi_api_key = "filekey"\n', encoding="utf-8"
        )
        assert sources_of(tmp_path, {}).email == "file@example.org"
        given = sources_of(tmp_path, {"ANEATLAS_EMAIL": "me@example.org", "NCBI_API_KEY": "envkey"})
        assert (given.email, given.ncbi_api_key) == ("me@example.org", "envkey")

    def test_without_anything_the_sources_own_addresses_are_used(self, tmp_path: Path) -> None:
        addresses = sources_of(tmp_path, {}).addresses
        assert addresses.pubmed == "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
        assert addresses.europepmc == "https://www.ebi.ac.uk/europepmc/webservices/rest"
        assert addresses.mirror == "https://ftp.ncbi.nlm.nih.gov/pubmed"

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ('[addresses]\npubmed = "http://example.org"', "is not encrypted"),
            ('[addresses]\npubmed = "http://localhost.example.org"', "is not encrypted"),
            ('[addresses]\npubmed = "file:///etc/passwd"', "is no address"),
            ('[addresses]\npubmed = "https://name:secretword@example.org"', "no name, password"),
            ('email = "nobody"', "email"),
            ('ncbi_api_key = "secret word"', "ncbi_api_key"),
            ('e-mail = "a@example.org"', "e-mail"),
            ("email = ", "cannot be read"),
        ],
    )
    def test_a_mistake_is_one_line_without_the_secret(self, tmp_path: Path, text: str, fault: str) -> None:
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        with pytest.raises(FileUnreadable, match=fault) as failure:
            sources_of(tmp_path, {})
        assert "secret" not in failure.value.message
        assert "\n" not in failure.value.message


class TestCommand:
    @pytest.fixture
    def home(self, server: SourceServer, tmp_path: Path) -> Path:
        home = tmp_path / "atlas"
        assert run(home, "init").code == 0
        (home / FILE).write_text(
            f'email = "reader@example.org"\n[addresses]\npubmed = "{server.address}/eutils"\n'
            f'europepmc = "{server.address}/epmc"\n',
            encoding="utf-8",
        )
        return home

    @pytest.fixture
    def study(self, tmp_path: Path) -> Path:
        import shutil
        from importlib.resources import files

        folder = tmp_path / "study"
        shutil.copytree(str(files("aneatlas") / "study"), folder)
        for path in (folder / "searches").iterdir():
            path.unlink()
        for source in ("pubmed", "europepmc"):
            text = SEARCHES.format(source=source)
            (folder / "searches" / f"{source}.toml").write_text(text, encoding="utf-8")
        return folder

    def test_find_says_what_each_search_brought(self, server: SourceServer, home: Path, study: Path) -> None:
        server.citations = {str(n): Citation(str(n)) for n in range(1, 5)}
        server.results = [preprint(1)]
        done = run(home, "find", "--study", str(study))
        assert done.code == 0, done.err
        assert "S0001 europepmc_test (Europe PMC): 1 stated, 1 read, 1 new, complete" in done.out
        assert "S0002 pubmed_test (PubMed): 4 stated, 4 read, 4 new, complete" in done.out
        assert "4 new" in done.out.split("S0002")[1]
        assert run(home, "ledger", "verify").code == 0

    def test_key_and_address_of_the_user_stand_in_no_output_no_event_and_no_file(
        self, server: SourceServer, home: Path, study: Path
    ) -> None:
        key, email = "fedcba9876543210", "secret.reader@example.org"
        server.citations = {str(n): Citation(str(n)) for n in range(1, 5)}
        server.results = [preprint(1)]
        said = {"error": f"API key invalid for {email}", "api-key": key, "type": "client"}
        server.fault("esearch", Fault(status=400, body=json.dumps(said).encode()))
        given = {"NCBI_API_KEY": key, "ANEATLAS_EMAIL": email}
        done = [
            run(home, *words, "--study", str(study), **given)
            for words in (("find",), ("find",), ("find", "--all"))
        ]
        done += [
            run(home, "find", "--runs", **given),
            run(home, "ledger", "export", str(home / "whole.jsonl"), **given),
        ]
        assert "API key invalid for (e-mail)" in done[0].err
        assert any(request.form.get("api_key") == key for request in server.requests)
        shown = "".join(one.out + one.err for one in done)
        files = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
        whole = [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in files]
        for secret in (key, email):
            assert secret not in shown
            assert not any(secret.encode() in data for data in whole)

    def test_full_texts_that_do_not_come_are_an_error_of_the_source(
        self, server: SourceServer, home: Path, study: Path
    ) -> None:
        server.results = [preprint(1), preprint(2)]
        server.texts = {"PPR1": article("PPR1")}
        server.fault("PPR2", Fault(status=403))
        done = run(home, "find", "europepmc", "--full-text", "--study", str(study))
        assert done.code == 40
        assert "full texts: 2 asked for, 1 fetched, 0 not open, 1 problems" in done.out
        assert "full text of PPR2: status 403" in done.err
        assert run(home, "find", "--runs").out.count("NOT complete") == 1

    def test_a_search_that_is_not_complete_has_an_exit_code_of_its_own(
        self, server: SourceServer, home: Path, study: Path
    ) -> None:
        server.fault("esearch", Fault(status=403))
        done = run(home, "find", "pubmed", "--study", str(study))
        assert done.code == 40
        assert "S0001: esearch: status 403" in done.err
        assert "not complete: S0001" in done.err
        shown = run(home, "find", "--runs").out
        assert "S0001 pubmed_test (PubMed): unknown stated, 0 read, 0 new, NOT complete" in shown
        assert "    esearch: status 403" in shown

    def test_no_atlas_is_one_line(self, tmp_path: Path) -> None:
        done = run(tmp_path / "nothing", "find")
        assert done.code == 23
        assert "aneatlas init" in done.err

    def test_stopped_in_the_middle_it_is_noted_and_goes_on(
        self, server: SourceServer, home: Path, study: Path
    ) -> None:
        server.citations = {str(n): Citation(str(n)) for n in range(1, 651)}
        hold = threading.Event()
        server.fault("efetch", Fault(), Fault(hold=hold))
        process = subprocess.Popen(
            [sys.executable, "-m", "aneatlas", "find", "pubmed", "--study", str(study)],
            env={**os.environ, "ANEATLAS_HOME": str(home), "DATABASE_URL": ""},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        wait = threading.Event()
        for _ in range(600):
            if len(server.asked("efetch")) == 2:
                break
            wait.wait(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        hold.set()
        assert process.returncode == 130, err
        assert "Traceback" not in err
        server.requests.clear()
        done = run(home, "find", "pubmed", "--study", str(study))
        assert done.code == 0, done.err
        assert "S0001 pubmed_test (PubMed): 650 stated, 650 read, 650 new, complete" in done.out
        assert "stopped by the user" in done.err
        assert not server.asked("esearch")
        assert sum(len(request.form["id"].split(",")) for request in server.asked("efetch")) == 450

    def test_killed_it_goes_on_and_the_ledger_says_so(
        self, server: SourceServer, home: Path, study: Path
    ) -> None:
        server.citations = {str(n): Citation(str(n)) for n in range(1, 251)}
        hold = threading.Event()
        server.fault("efetch", Fault(), Fault(hold=hold))
        process = subprocess.Popen(
            [sys.executable, "-m", "aneatlas", "find", "pubmed", "--study", str(study)],
            env={**os.environ, "ANEATLAS_HOME": str(home), "DATABASE_URL": ""},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait = threading.Event()
        for _ in range(600):
            if len(server.asked("efetch")) == 2:
                break
            wait.wait(0.05)
        process.kill()
        process.wait()
        hold.set()
        done = run(home, "find", "pubmed", "--study", str(study))
        assert done.code == 0, done.err
        assert "250 read, 250 new, complete" in done.out
        assert "the run was cut off" in done.err
