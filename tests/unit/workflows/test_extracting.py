"""Extraction from many files: the same claims whoever does it, and a run that was cut goes on. The articles are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import command
import pytest

from aneatlas.core.issues import FileUnreadable, ServiceUnavailable
from aneatlas.core.study import Study
from aneatlas.workflows import extracting
from aneatlas.workflows.extracting import FileClaims, extract_many


def articles(folder: Path, number: int = 6) -> list[Path]:
    made = []
    for n in range(1, number + 1):
        path = folder / f"{n:02}.txt"
        path.write_text(
            "Acute necrotizing encephalopathy: a case report\n\n"
            f"A {n}-year-old girl had fever and seizures. She had no rash. She was treated in hospital and survived.\n"
        )
        made.append(path)
    return made


def test_workers_give_the_same_claims_in_the_same_order(tmp_path: Path, study: Study) -> None:
    files = articles(tmp_path)
    alone = list(extract_many(files, study))
    assert [Path(found.file) for found in alone] == files
    assert all(found.lines for found in alone)
    assert list(extract_many([tmp_path], study, workers=2)) == alone


def test_a_dask_cluster_gives_the_same_claims(tmp_path: Path, study: Study) -> None:
    distributed: Any = pytest.importorskip("distributed")
    files = articles(tmp_path)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        found = list(extract_many(files, study, scheduler=cluster.scheduler_address))
    assert found == list(extract_many(files, study))


def test_a_run_that_was_cut_goes_on_and_reads_nothing_twice(
    tmp_path: Path, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = articles(tmp_path)
    whole = list(extract_many(files, study))
    state = tmp_path / "state" / "claims.jsonl"
    run = extract_many(files, study, state=state)
    begun = [next(run), next(run)]
    run.close()
    read: list[str] = []
    once = extracting._one

    def counted(tool: tuple[Study, str], path: Path) -> FileClaims:
        read.append(path.name)
        return once(tool, path)

    monkeypatch.setattr(extracting, "_one", counted)
    assert list(extract_many(files, study, state=state)) == whole
    assert begun == whole[:2]
    assert read == [path.name for path in files[2:]]
    files[0].write_text(files[0].read_text().replace("1-year-old", "9-year-old"))
    again = list(extract_many(files, study, state=state))
    assert again[1:] == whole[1:]
    assert again[0] != whole[0]


def test_a_state_of_another_report_is_not_used(tmp_path: Path, study: Study) -> None:
    [file] = articles(tmp_path, 1)
    state = tmp_path / "claims.jsonl"
    [first] = extract_many([file], study, "R0001", state=state)
    [second] = extract_many([file], study, "R0002", state=state)
    assert '"R0001"' in first.lines[0]
    assert '"R0002"' in second.lines[0]


def test_what_cannot_be_read_is_said_and_stops_nobody_else(tmp_path: Path, study: Study) -> None:
    good = articles(tmp_path, 1)
    (tmp_path / "00.txt").write_bytes(b"\x00\x01\x02")
    found = list(extract_many([tmp_path], study))
    assert found[0].issues
    assert not found[0].lines
    assert found[1] == next(extract_many(good, study))
    with pytest.raises(FileUnreadable, match="no such file"):
        list(extract_many([tmp_path / "absent"], study))


def test_a_scheduler_that_does_not_answer_is_one_line(
    tmp_path: Path, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("aneatlas.workflows.cluster._ANSWER", 1)
    with pytest.raises(ServiceUnavailable, match="does not answer"):
        list(extract_many(articles(tmp_path, 1), study, scheduler="tcp://127.0.0.1:9"))


def test_the_command_takes_folders_workers_and_a_state(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    articles(folder, 3)
    state = tmp_path / "claims.jsonl"
    arguments = ("extract", str(folder), "--format", "jsonl", "--workers", "2", "--state", str(state))
    first, second = command.run(tmp_path, *arguments), command.run(tmp_path, *arguments)
    assert first.code == 0, first.err
    assert first.out == second.out
    assert first.out.count('"age_at_onset"') == 3
    refused = command.run(
        tmp_path, *arguments, "--model", ANEATLAS_MODEL_URL="http://127.0.0.1:9", ANEATLAS_MODEL="x"
    )
    assert refused.code == 11
    assert "leave out --workers" in refused.err
