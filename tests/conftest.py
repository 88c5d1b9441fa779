"""Shared fixtures: an atlas folder, the shipped study, a PostgreSQL cluster where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aneatlas.core.study import Study
from aneatlas.store import Ledger, open_ledger
from aneatlas.workflows.init import starter_bytes
from aneatlas.workflows.study import load_study

AT = "2026-01-02T03:04:05Z"
ACTOR = "program:test 1"
os.environ.setdefault(
    "SOURCE_DATE_EPOCH", "1795305600"
)  # 22 November 2026, the day the fact sheet is judged on


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study()


@pytest.fixture(scope="session")
def starter() -> bytes:
    return starter_bytes()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty ledger in SQLite."""
    return open_ledger(tmp_path / "atlas", create=True)


def _postgres_bin() -> Path | None:
    found = [*Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), *filter(None, [shutil.which("pg_ctl")])]
    return Path(found[0]).resolve().parent if found else None


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """URL of a throw-away PostgreSQL cluster on a Unix socket; skips where PostgreSQL is not installed."""
    programs = _postgres_bin()
    if programs is None:
        if os.environ.get("ANEATLAS_NEED_POSTGRESQL"):
            pytest.fail("PostgreSQL is needed here and not installed")
        pytest.skip("PostgreSQL is not installed (pg_ctl not found)")
    folder = Path(subprocess.check_output(["mktemp", "-d", "-t", "aneatlas-pg-XXXXXX"], text=True).strip())
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, socket = folder / "data", folder

    def run(*command: str) -> None:
        done = subprocess.run([*as_user, *command], capture_output=True, text=True, check=False, cwd="/")
        assert done.returncode == 0, done.stderr + done.stdout

    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "tester", "--no-sync", "-E", "UTF8")
    options = f"-k {socket} -c listen_addresses='' -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://tester@{str(socket).replace('/', '%2F')}/postgres"
    finally:
        subprocess.run(
            [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
            capture_output=True,
            check=False,
            cwd="/",
        )
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    """An empty ledger in each kind of database."""
    if request.param == "sqlite":
        return open_ledger(tmp_path / "atlas", create=True)
    from django.db import connection

    opened = open_ledger(tmp_path / "atlas", request.getfixturevalue("postgres"), create=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return (
        open_ledger(tmp_path / "atlas", request.getfixturevalue("postgres"), create=True)
        if opened
        else opened
    )
