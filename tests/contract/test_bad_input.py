"""Bad input: each one clear line, an exit code of its own, nothing lost or half-written, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from command import run

HEADER = {"collection": {"name": "test", "version": "1", "provenance": "entered", "proposer": "test fixture"}}
REPORT = {
    "report": {
        "id": "R9001",
        "title": "A fixture, written for this test",
        "type": "case_report",
        "read": "abstract",
    }
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made") / "atlas"
    assert run(home, "init").code == 0
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "atlas")
    return tmp_path / "atlas"


def head(home: Path) -> str:
    return run(home, "ledger", "verify").out.split()[-1]


def collection(path: Path, *lines: object, header: object = HEADER) -> Path:
    path.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (header, *lines)), encoding="utf-8"
    )
    return path


def with_case(findings: dict[str, str], **groups: object) -> dict[str, object]:
    case = {"id": "R9001-1", "label": "Patient 1", "findings": findings, "groups": groups}
    return {**REPORT, "cases": [case]}


FACTS: dict[str, tuple[list[object], str]] = {
    "unknown field": ([with_case({"feever": "present"})], "'feever' is no field of the dictionary. The nearest is 'fever'"),
    "unknown unit": ([with_case({"csf_protein": "3 cups"})], "the unit 'cups' is not known here; use one of mg/dL"),
    "missing unit": ([with_case({"csf_protein": "3"})], "the unit is missing; use one of mg/dL"),
    "impossible age": ([with_case({"age_at_onset": "400 years"})], "'400 years' is impossible"),
    "not an age": ([with_case({"age_at_onset": "young"})], "'young' is not an age; write for example '17 months'"),
    "died and recovered": (
        [with_case({}, outcome=[{"outcome_level": "died"}, {"outcome_level": "recovered"}])],
        "assessment 1 says that the patient died, assessment 2 says 'recovered'",
    ),
    "unknown value": ([with_case({"sex": "femail"})], "'femail' is not a value of sex; the nearest is 'female'"),
    "status for a value": ([with_case({"sex": "present"})], "'present'"),
    "same id twice": ([REPORT, REPORT], "test.jsonl:3 R9001: R9001 exists already"),
    "identifier of another report": (
        [{"report": {**REPORT["report"], "doi": "10.3389/fped.2021.752816"}}],
        "DOI 10.3389/fped.2021.752816 belongs to R0011 already",
    ),
    "contradiction": (
        [with_case({"status_epilepticus": "present", "seizure": "absent"})],
        "status epilepticus is present, yet seizures are said to be absent",
    ),
    "count beyond the cohort": (
        [{**REPORT, "cohorts": [{"id": "R9001-A", "label": "All", "whom": "ane", "n": 5, "counts": {"fever": {"present": "6 of 8"}}}]}],
        "the cohort has 5 patients only",
    ),
    "more than the whole": (
        [{**REPORT, "cohorts": [{"id": "R9001-A", "label": "All", "whom": "ane", "n": 5, "counts": {"fever": {"present": "6 of 5"}}}]}],
        "6 of 5 is more than the whole",
    ),
    "field of another group": (
        [with_case({}, treatments=[{"outcome_level": "died"}])],
        "this field does not belong here, but in groups.outcome",
    ),
    "unknown entry": ([{**REPORT, "patients": []}], "patients"),
}  # fmt: skip


@pytest.mark.parametrize("what", FACTS)
def test_facts_are_refused_whole(what: str, home: Path, tmp_path: Path) -> None:
    lines, message = FACTS[what]
    before = head(home)
    ran = run(home, "add", str(collection(tmp_path / "test.jsonl", *lines)))
    assert ran.code == 11, ran
    assert message in ran.err, ran.err
    assert "nothing was written" in ran.err
    assert head(home) == before


def test_every_mistake_is_reported_at_once(home: Path, tmp_path: Path) -> None:
    line = with_case({"feever": "present", "sex": "femail", "csf_protein": "3 cups"})
    ran = run(home, "add", str(collection(tmp_path / "test.jsonl", line)))
    assert "3 mistakes" in ran.err
    assert ran.err.count("test.jsonl:2") == 3


BYTES: dict[str, tuple[Callable[[bytes], bytes], int, str]] = {
    "truncated JSON Lines": (lambda b: b[:-30], 12, "the last line is cut off"),
    "truncated inside": (lambda b: b[:-30] + b"\n", 11, "test.jsonl:2: the line is cut off or not JSON"),
    "wrong encoding": (lambda b: b.replace(b"fixture", "f\u00efxture".encode("latin-1")), 12, "is not UTF-8"),
    "UTF-16": (lambda b: b.decode().encode("utf-16"), 12, "is not UTF-8"),
    "empty file": (lambda b: b"", 11, "the file is empty"),
    "no header": (lambda b: b.split(b"\n", 1)[1], 11, "the first line is no header"),
    "a key twice": (lambda b: b.replace(b'"title"', b'"id": "R9002", "title"'), 11, "'id' stands twice"),
}  # fmt: skip


@pytest.mark.parametrize("what", BYTES)
def test_broken_files_are_refused_whole(what: str, home: Path, tmp_path: Path) -> None:
    change, code, message = BYTES[what]
    path = collection(tmp_path / "test.jsonl", REPORT)
    path.write_bytes(change(path.read_bytes()))
    before = head(home)
    ran = run(home, "add", str(path))
    assert ran.code == code, ran
    assert message in ran.err, ran.err
    assert head(home) == before


def test_a_missing_file(home: Path) -> None:
    ran = run(home, "add", "nowhere.jsonl")
    assert (ran.code, ran.err) == (12, "error: nowhere.jsonl: no such file or directory.\n")


def test_no_atlas_yet(tmp_path: Path) -> None:
    ran = run(tmp_path / "none", "ledger", "verify")
    assert ran.code == 23
    assert "Create one: aneatlas init" in ran.err


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    target = tmp_path / "study"
    shutil.copytree(str(files("aneatlas") / "study"), target)
    return target


STUDY: dict[str, tuple[str, Callable[[str], str], str]] = {
    "broken TOML": ("study.toml", lambda s: s.replace("[study]", "[study", 1), "study.toml: not valid TOML"),
    "unknown entry": ("names.toml", lambda s: s.replace("language =", "langage =", 1), "names.toml: label.[ane].langage"),
    "missing file": ("codes.csv", lambda s: "", "codes.csv:1: the header is None"),
    "unknown unit": ("dictionary/60-csf.toml", lambda s: s.replace('"mg/dL"', '"mg/cup"'), "the unit 'mg/cup' is not in the table"),
}  # fmt: skip


@pytest.mark.parametrize("what", STUDY)
def test_a_broken_study_is_refused(what: str, study_folder: Path, tmp_path: Path) -> None:
    name, change, message = STUDY[what]
    path = study_folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    ran = run(tmp_path / "atlas", "check", "--study", str(study_folder))
    assert ran.code == 10, ran
    assert message in ran.err, ran.err
    ran = run(tmp_path / "atlas", "init", "--study", str(study_folder))
    assert ran.code == 10
    assert not (tmp_path / "atlas").exists()


def test_a_database_of_a_newer_version(home: Path) -> None:
    import sqlite3

    with sqlite3.connect(home / "ledger.sqlite3") as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_future', '2030-01-01')"
        )
    connection.close()
    for command in (("ledger", "verify"), ("publish", str(home / "site")), ("init",)):
        ran = run(home, *command)
        assert ran.code == 22, ran
        assert "newer version" in ran.err


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").write_bytes(b"this is no database, and long enough to be looked at" * 40)
    ran = run(tmp_path, "ledger", "verify")
    assert ran.code == 20
    assert "Restore it" in ran.err


def test_a_database_server_that_is_not_there(tmp_path: Path) -> None:
    ran = run(tmp_path, "init", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert ran.code == 40
    assert "DATABASE_URL" in ran.err


def test_a_database_url_of_another_kind(tmp_path: Path) -> None:
    ran = run(tmp_path, "init", DATABASE_URL="mysql://nobody@127.0.0.1/none")
    assert ran.code == 12
    assert "Only postgresql://" in ran.err


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A file system of three megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=777", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small tmpfs cannot be mounted here (needs root)")
    yield disk  # type: ignore[misc]
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_while_the_ledger_is_written(small_disk: Path) -> None:
    ran = run(small_disk / "atlas", "init")
    assert ran.code == 24, ran
    assert "the disk is full; nothing was written" in ran.err


def test_a_full_disk_while_publishing_keeps_the_old_site(home: Path, small_disk: Path) -> None:
    site = small_disk / "site"
    site.mkdir()
    (site / "release.json").write_text('{"version": "old"}')
    ran = run(home, "publish", str(site))
    assert ran.code == 24, ran
    assert "the old site is untouched" in ran.err
    assert [path.name for path in site.iterdir()] == ["release.json"]
    assert sorted(path.name for path in small_disk.iterdir() if not path.name.endswith(".lock")) == ["site"]


def test_a_full_disk_while_backing_up(home: Path, small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * 2_990_000)
    ran = run(home, "ledger", "export", str(small_disk / "ledger.jsonl"))
    assert ran.code == 24, ran
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


@pytest.fixture
def read_only_disk(tmp_path: Path, home: Path) -> Path:
    """The atlas folder on a file system that is mounted read-only (root may write anywhere else)."""
    disk = tmp_path / "fixed"
    disk.mkdir()
    made = subprocess.run(["mount", "--bind", str(home), str(disk)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("a read-only mount cannot be made here (needs root)")
    subprocess.run(["mount", "-o", "remount,ro,bind", str(disk)], check=True)
    yield disk  # type: ignore[misc]
    subprocess.run(["umount", str(disk)], check=True)


def test_a_read_only_disk(read_only_disk: Path) -> None:
    for command in (
        ("record", "R0001-1", "fever", "present", "--why", "test"),
        ("publish", str(read_only_disk / "site")),
        ("ledger", "backup"),
    ):
        ran = run(read_only_disk, *command)
        assert ran.code == 24, (command, ran)
        assert len(ran.err.splitlines()) == 1


def test_a_folder_with_other_files_is_not_replaced(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("do not lose me")
    ran = run(home, "publish", str(tmp_path / "mine"))
    assert ran.code == 24
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "do not lose me"


def test_two_writers_at_once_lose_nothing(home: Path) -> None:
    before = int(run(home, "ledger", "verify").out.split()[1])
    fields = ["fever", "cough", "vomiting", "seizure", "coma", "shock"]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "aneatlas", "record", "R0001-1", field, "present", "--why", "test"],
            env={**os.environ, "ANEATLAS_HOME": str(home), "DATABASE_URL": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for field in fields
    ]
    assert [process.wait() for process in processes] == [0] * len(fields)
    for process in processes:
        assert process.stderr is not None
        process.stderr.close()
    assert int(run(home, "ledger", "verify").out.split()[1]) == before + len(fields)


def test_a_writer_that_waits_in_vain_says_so(home: Path) -> None:
    import sqlite3

    from aneatlas.core.events import Draft
    from aneatlas.core.issues import LedgerBusy
    from aneatlas.store import open_ledger

    ledger = open_ledger(home, timeout=0.2)
    with sqlite3.connect(home / "ledger.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerBusy, match="another process is writing"):
            ledger.append(
                [Draft("finding.withdrawn", "R0001-1", {"key": "R0001-1/sex"}, "test")],
                "2026-01-01T00:00:00Z",
                "t",
            )
        other.execute("ROLLBACK")
    other.close()
    assert ledger.verify() > 0


WRITER = """
import sys
from pathlib import Path
from aneatlas.core.events import Draft
from aneatlas.store import open_ledger
ledger = open_ledger(Path(sys.argv[1]))
number = ledger.head().seq
while True:
    drafts = []
    for size in range(1 + number % 40):  # single events and batches
        number += 1
        id = f"R{10000 + number}"
        body = {"id": id, "title": "A fixture", "type": "case_report", "read": "abstract"}
        drafts.append(Draft("report.registered", id, body))
    ledger.append(drafts, "2026-01-01T00:00:00Z", "program:test")
    print(number, flush=True)
"""
KILLS = 40


def test_killing_the_writer_at_any_point_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """A writer that tells of every commit is killed again and again, at a random moment of its writing."""
    import random

    from aneatlas.store import open_ledger

    home = tmp_path / "atlas"
    ledger = open_ledger(home, create=True)
    chance = random.Random(7)
    acknowledged = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(home)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()  # it writes now
        assert first, process.stderr.read()
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        told = [int(line) for line in [first, *process.stdout.read().splitlines()] if line.strip()]
        process.wait()
        process.stdout.close()
        process.stderr.close()
        acknowledged = told[-1]
        assert ledger.verify() >= acknowledged, "an acknowledged event is gone"
    assert acknowledged > 10 * KILLS
    assert ledger.head().seq - acknowledged <= 40, "at most the batch being written is beyond what was told"


def test_a_killed_import_leaves_the_ledger_whole(made: Path, tmp_path: Path) -> None:
    whole = run(made, "ledger", "verify").out.split()[1]
    home = tmp_path / "atlas"
    for delay in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        process = subprocess.Popen(
            [sys.executable, "-m", "aneatlas", "init"],
            env={**os.environ, "ANEATLAS_HOME": str(home), "DATABASE_URL": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (home / "ledger.sqlite3").is_file():
            ran = run(home, "ledger", "verify")
            assert ran.code in (0, 23), ran  # 23: killed before the tables were made
            if ran.code == 0:
                assert ran.out.split()[1] in ("0", whole), "the whole import or nothing of it"
    assert run(home, "init").code == 0
    assert "chain and replay hold" in run(home, "ledger", "verify").out


def test_tables_that_were_made_but_not_noted_as_made_are_taken(made: Path, tmp_path: Path) -> None:
    whole = run(made, "ledger", "verify").out.split()[1]
    home = tmp_path / "atlas"
    home.mkdir()
    code = (
        "import sys; from pathlib import Path; from aneatlas.store.settings import connect, prepare, sqlite;"
        "prepare(); connect(sqlite(Path(sys.argv[1])));"
        "from django.core.management import call_command; from django.db import connection;"
        "call_command('migrate', 'store', '0001', verbosity=0);"
        "connection.cursor().execute('DELETE FROM django_migrations')"
    )
    subprocess.run([sys.executable, "-c", code, str(home / "ledger.sqlite3")], check=True)
    assert run(home, "init").code == 0
    assert run(home, "ledger", "verify").out.split()[1] == whole


def test_a_refused_publication_names_no_release(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    before = head(home)
    ran = run(home, "publish", str(tmp_path / "file"), "--release", "2026.1")
    assert (ran.code, "this is a file" in ran.err) == (24, True)
    ran = run(home, "publish", str(tmp_path / "site"), "--study", "/nowhere", "--release", "2026.1")
    assert ran.code == 12
    ran = run(home, "publish", str(tmp_path / "site"), "--note", "lost")
    assert ran.code == 11
    assert head(home) == before


def test_versions_only_rise(home: Path, tmp_path: Path) -> None:
    assert run(home, "publish", str(tmp_path / "site"), "--release", "2026.2").code == 0
    ran = run(home, "publish", str(tmp_path / "site"), "--release", "2026.1")
    assert (ran.code, "is not above 2026.2" in ran.err) == (11, True)


def test_an_export_never_replaces_the_database(home: Path) -> None:
    ran = run(home, "ledger", "export", str(home / "ledger.sqlite3"))
    assert ran.code == 24, ran
    assert run(home, "ledger", "verify").code == 0


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.jsonl.gz"])
def test_an_empty_backup_is_not_restored(home: Path, tmp_path: Path, name: str) -> None:
    import gzip

    (tmp_path / name).write_bytes(gzip.compress(b"") if name.endswith(".gz") else b"")
    before = head(home)
    for verb in ("restore", "import"):
        ran = run(home, "ledger", verb, str(tmp_path / name))
        assert (ran.code, "holds no event" in ran.err) == (12, True), ran
    assert head(home) == before


def test_an_empty_ledger_is_not_published(home: Path, tmp_path: Path) -> None:
    from aneatlas.store import open_ledger

    open_ledger(tmp_path / "none", create=True)
    ran = run(tmp_path / "none", "publish", str(tmp_path / "site"))
    assert (ran.code, "nothing to publish" in ran.err) == (11, True)


def test_words_without_an_article_are_refused(home: Path) -> None:
    ran = run(home, "record", "R0001-1", "fever", "present", "--why", "x", "--words", "fever")
    assert (ran.code, "Give --article too" in ran.err) == (11, True)
