"""Odd input: damaged releases, odd addresses, odd bytes, interruptions. One clear line each, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import run

from aneatlas.core.bodies import body_fault
from aneatlas.core.body import LONGEST, text_fault
from aneatlas.core.facts import Release
from aneatlas.core.issues import ServiceUnavailable
from aneatlas.workflows.preview import serve
from aneatlas.workflows.verify import verify_release


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("odd") / "atlas"
    assert run(made, "init").code == 0
    return made


@pytest.fixture(scope="module")
def published(home: Path) -> Path:
    site = home.parent / "site"
    assert run(home, "publish", str(site)).code == 0
    return site


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "site")
    return tmp_path / "site"


def _append(name: str, content: bytes) -> Callable[[Path], None]:
    def change(site: Path) -> None:
        with (site / name).open("ab") as file:
            file.write(content)

    return change


def _write(name: str, content: str) -> Callable[[Path], None]:
    return lambda site: (site / name).write_text(content, encoding="utf-8") and None


def _unreadable(site: Path) -> None:
    """A symbolic link to a file that the kernel refuses to read at offset 0, for root too."""
    (site / "data" / "cases.csv").unlink()
    (site / "data" / "cases.csv").symlink_to("/proc/self/mem")


# what -> (change, a line of the answer, most faults it may cause)
DAMAGE: dict[str, tuple[Callable[[Path], None], str, int]] = {
    "sums not UTF-8": (_append("SHA256SUMS", b"\xff\xfe\n"), "SHA256SUMS: the file cannot be read: it is not UTF-8.", 1),
    "sums not sums": (_append("SHA256SUMS", b"nonsense\n"), "the line is no checksum and name.", 1),
    "page not UTF-8": (_append("index.html", b"\xff"), "index.html: the file cannot be read: it is not UTF-8.", 2),
    "numbers a list": (_write("data/numbers.json", "[]"), "data/numbers.json: it is no table of keys and numbers.", 2),
    "numbers too deep": (_write("data/numbers.json", "[" * 100_000), "data/numbers.json: the file cannot be read", 2),
    "analyses a number": (_write("data/analyses.json", "1"), "data: the numbers cannot be computed again", 2),
    "cases without columns": (_write("data/cases.csv", "a\n1\n"), "data: the numbers cannot be computed again", 2),
    "release empty": (_write("release.json", "{}"), "release.json: it names no version.", 2),
    "release a list": (_write("release.json", "[1]"), "release.json: it names no version.", 2),
    "release no JSON": (_write("release.json", "{"), "release.json: the file cannot be read", 2),
    "bad address": (_append("index.html", b'<a href="http://[bad">x</a>'), "index.html: http://[bad is no address.", 2),
    "address with NUL": (_append("index.html", b'<a href="a%00b">x</a>'), "points to a file that does not exist", 2),
    "endless address": (_append("index.html", b'<a href="' + b"a" * 5000 + b'">x</a>'), "does not exist", 2),
    "odd markup": (_append("index.html", b"<![foo[ <!x <?"), "index.html: the file was changed", 2),
    "unreadable file": (_unreadable, "data/cases.csv: the file cannot be read: input/output error", 2),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_release_is_told_in_full(what: str, site: Path) -> None:
    change, line, most = DAMAGE[what]
    change(site)
    ran = run(site.parent, "verify", str(site))
    assert ran.code == 30, ran
    assert line in ran.err, ran.err
    faults = ran.err.split("error: ")[1].splitlines()
    assert 1 < len(faults) <= most + 1, ran.err


def test_a_release_without_its_data(site: Path) -> None:
    shutil.rmtree(site / "data")
    ran = run(site.parent, "verify", str(site))
    assert ran.code == 30
    assert "data/cases.csv: the file is missing." in ran.err
    assert "is not in the register" not in ran.err


def test_a_whole_release_still_verifies(site: Path) -> None:
    assert verify_release(site).numbers > 100
    shown = next(path for path in sorted(site.glob("*.html")) if "data-number" in path.read_text("utf-8"))
    shown.write_text(shown.read_text("utf-8").replace('data-number="', 'data-number="no.', 1), "utf-8")
    ran = run(site.parent, "verify", str(site))
    assert ran.code == 30
    assert "is not in the register" in ran.err


def test_postgresql_without_its_driver(tmp_path: Path) -> None:
    for name in ("psycopg", "psycopg2"):
        (tmp_path / f"{name}.py").write_text(f"raise ImportError('{name} is hidden by this test')\n")
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    ran = run(tmp_path / "atlas", "init", DATABASE_URL="postgresql://localhost/none", PYTHONPATH=path)
    assert ran.code == 40, ran
    assert len(ran.err.splitlines()) == 1
    assert "pip install 'aneatlas[postgres]'" in ran.err


@pytest.mark.parametrize(
    "rest", ["u:secret@localhost:abc/x", "u:secret@[bad/x", "u:secret@localhost:99999/x"]
)
def test_an_odd_database_url(rest: str, tmp_path: Path) -> None:
    ran = run(tmp_path / "atlas", "init", DATABASE_URL=f"postgresql://{rest}")
    assert ran.code == 12, ran
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("error: DATABASE_URL cannot be read")
    assert "u:secret" not in ran.err.replace("user:secret", "")


@pytest.mark.parametrize("port", [99999, -1])
def test_a_port_that_does_not_exist(port: int, published: Path) -> None:
    ran = run(published.parent, "preview", str(published), "--port", str(port))
    assert ran.code == 2  # the command line knows the range
    assert "Invalid value for '--port'" in ran.err.splitlines()[-1]
    with pytest.raises(ServiceUnavailable, match=f"there is no port {port}"):
        serve(published, port)


def test_a_port_that_is_taken(published: Path) -> None:
    with serve(published, 0) as first:
        port = str(first.server_address[1])
        ran = run(published.parent, "preview", str(published), "--port", port)
    assert (ran.code, ran.err) == (40, f"error: port {port} is taken. Take any free one: --port 0\n")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_publication(sent: signal.Signals, home: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "aneatlas", "publish", str(tmp_path / "out" / "site")],
        env={**os.environ, "ANEATLAS_HOME": str(home), "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    begun = process.stderr.readline()  # the first line of progress: it is writing
    assert begun.startswith(("downloads", "pages"))
    process.send_signal(sent)
    out, err = process.communicate()
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "stopped; nothing was left half-written."
    assert out == ""
    assert [path.name for path in (tmp_path / "out").iterdir() if not path.name.endswith(".lock")] == []


def test_a_reason_is_required_where_nobody_can_be_asked(home: Path) -> None:
    ran = run(home, "record", "R0001-1", "fever", "present")
    assert ran.code == 2
    assert ran.err.splitlines()[-1] == "Error: Missing option '--why'."


def test_usage_errors_and_help_are_as_ever(tmp_path: Path) -> None:
    ran = run(tmp_path, "publsh")
    assert ran.code == 2
    assert "Usage: " in ran.err
    assert "No such command 'publsh'" in ran.err
    ran = run(tmp_path, "publish", "--nothing")
    assert ran.code == 2
    assert "--nothing" in ran.err
    for arguments in (("--help",), ("publish", "--help"), ("--version",)):
        ran = run(tmp_path, *arguments)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out


def _printed_to(home: Path, target: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "aneatlas", "ledger", "history", "R0001"],
        stdout=target,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "ANEATLAS_HOME": str(home), "DATABASE_URL": ""},
    )
    return done.returncode, done.stderr


def test_an_output_that_nobody_reads(home: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    code, err = _printed_to(home, write)
    os.close(write)
    assert (code, len(err.splitlines())) == (24, 1), err
    assert "the result cannot be printed: broken pipe" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_output_on_a_full_disk(home: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    code, err = _printed_to(home, full)
    os.close(full)
    assert (code, len(err.splitlines())) == (24, 1), err
    assert "the result cannot be printed: no space left on device" in err


def test_arguments_that_are_not_utf8(home: Path) -> None:
    ran = run(home, "ledger", "history", b"R\xff")
    assert ran.code == 12, ran
    assert ran.err == "error: the argument 'R\\xff' is not UTF-8. Write it in UTF-8.\n"


HEADER = {"collection": {"name": "test", "version": "1", "provenance": "entered", "proposer": "test fixture"}}
REPORT = {
    "id": "R9001",
    "title": "A fixture, written for this test",
    "type": "case_report",
    "read": "abstract",
}
CASE = {"id": "R9001-1", "label": "Patient 1", "findings": {}}
TEXTS: dict[str, tuple[dict[str, object], str]] = {
    "title": ({"report": {**REPORT, "title": "A\x1b[2Jfixture"}}, "title: the text holds the control character U+001B"),
    "note": ({"report": {**REPORT, "note": "a\nb"}}, "note: the text holds the control character U+000A"),
    "label": ({"report": REPORT, "cases": [{**CASE, "label": "P\u0085"}]}, "label: the text holds the control character U+0085"),
    "long": ({"report": {**REPORT, "note": "x" * 4001}}, "note: the text has 4,001 characters; at most 4,000"),
    "value": ({"report": REPORT, "cases": [{**CASE, "findings": {"age_at_onset": "3\tyears"}}]}, "R9001-1 age_at_onset: the text holds the control character U+0009"),
}  # fmt: skip


@pytest.mark.parametrize("what", TEXTS)
def test_odd_texts_are_refused(what: str, home: Path, tmp_path: Path) -> None:
    line, message = TEXTS[what]
    path = tmp_path / "test.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in (HEADER, line)), encoding="utf-8")
    ran = run(home, "add", str(path))
    assert ran.code == 11, ran
    assert message in ran.err
    assert "othing was written" in ran.err
    assert "R9001" not in run(home, "ledger", "history", "R9001").out


def test_odd_words_of_a_value_are_refused(home: Path) -> None:
    ran = run(home, "record", "R0001-1", "age_at_onset", "3\tyears", "--why", "test")
    assert ran.code == 11, ran
    assert "U+0009" in ran.err


def test_the_limits_of_texts() -> None:
    assert text_fault("é" * LONGEST) == ""
    assert text_fault("Müller–Ōta 脳症 \u00a0 ok") == ""
    assert "4,001" in text_fault("é" * (LONGEST + 1))
    assert "U+007F" in text_fault("a\x7f")
    basis = {"a": "R0001", "b": "R0002", "kind": "same_patient", "basis": "a\rb"}
    assert "basis: the text holds the control character U+000D" in body_fault("overlap.noted", basis)


@pytest.mark.parametrize("version", ["2026.01", "2026.1.02", "٢٠٢٦.1", "2026.١", "2026", "2026.1\n", "26.1", "2026.1.0.1"])  # fmt: skip
def test_versions_have_one_spelling(version: str) -> None:
    assert body_fault("release.made", {"version": version})


@pytest.mark.parametrize("version", ["2026.0", "2026.1", "2026.10.0"])
def test_versions(version: str) -> None:
    assert Release(version=version).version == version


def test_accessions_have_ascii_digits() -> None:
    assert body_fault("report.registered", {**REPORT, "id": "R٠٠٠١"})
    assert body_fault("report.registered", REPORT) == ""
