"""One task for many files: in order, complete, nothing twice, whoever does it and whoever dies. The files are made up."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dying_worker import TASK

from aneatlas.core.issues import NotWritable, ServiceUnavailable
from aneatlas.workflows.cluster import ordered
from aneatlas.workflows.kept import Kept
from aneatlas.workflows.screened import Screening, hit_lines
from aneatlas.workflows.screening import Standing, screen


def numbered(folder: Path, texts: list[str]) -> list[Path]:
    files = [folder / f"{number:02}.txt" for number in range(len(texts))]
    for path, text in zip(files, texts, strict=True):
        path.write_text(text)
    return files


def mirror(folder: Path, files: int = 12) -> list[Path]:
    """Write files of PubMed XML, each with records of its own; every third record names the disease."""
    paths = []
    for number in range(files):
        records = "".join(
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{number * 100 + n}</PMID><Article><ArticleTitle>'
            f"{'Acute necrotizing encephalopathy in a child' if n % 3 == 0 else 'Other'}</ArticleTitle></Article>"
            "</MedlineCitation></PubmedArticle>\n"
            for n in range(10)
        )
        path = folder / f"pubmed{number:04}.xml.gz"
        path.write_bytes(gzip.compress(f"<PubmedArticleSet>{records}</PubmedArticleSet>".encode()))
        paths.append(path)
    return paths


def told(screening: Screening) -> list[Any]:
    return [
        [(file.file, file.records, file.size) for file in screening.files],
        list(hit_lines(screening.hits)),
    ]


def test_results_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = numbered(tmp_path, [f"text {number}" for number in range(20)])
    wanted = [("TOOL", f"text {number}") for number in range(20)]
    for workers in (1, 2):
        assert list(ordered(TASK, files, workers=workers)) == wanted


def test_the_files_of_a_process_that_was_killed_are_done_again_and_none_twice(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(12)]
    texts[5] = "die once"
    files = numbered(tmp_path, texts)
    wanted = [("TOOL", "was there" if text == "die once" else text) for text in texts]
    assert list(ordered(TASK, files, workers=2)) == wanted


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_workers_end_with_the_process_that_was_killed(tmp_path: Path) -> None:
    files = numbered(tmp_path, ["stay", "stay"])
    code = (
        "import sys; from pathlib import Path; from dying_worker import TASK; from aneatlas.workflows.cluster import ordered;"
        "print(list(ordered(TASK, [Path(name) for name in sys.argv[1:]], workers=2)))"
    )
    tests = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code, *map(str, files)], cwd=tests) as main:
        assert until(lambda: all(path.read_text().isdigit() for path in files))
        workers = [Path("/proc") / path.read_text() for path in files]
        assert all(worker.exists() for worker in workers)
        main.kill()
    assert until(lambda: not any(worker.exists() for worker in workers))


def until(true: Callable[[], bool]) -> bool:
    """Wait up to half a minute until something is true."""
    for _ in range(300):
        if true():
            return True
        time.sleep(0.1)
    return False


def test_workers_that_always_die_end_in_one_line(tmp_path: Path) -> None:
    files = numbered(tmp_path, ["a", "die always", "b"])
    with pytest.raises(ServiceUnavailable, match="fewer workers"):
        list(ordered(TASK, files, workers=2))


def test_a_run_that_was_cut_goes_on_where_it_stopped_with_the_same_result(tmp_path: Path) -> None:
    files = mirror(tmp_path)
    whole = screen(files)
    state = tmp_path / "state.jsonl"

    def stop(at: Standing) -> None:
        if at.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen(files, state=state, progress=stop)
    cut = state.read_text()
    assert len(cut.splitlines()) == 5
    state.write_text(cut[:-20])  # killed while writing the fifth line
    seen: list[Standing] = []
    again = screen(files, state=state, progress=seen.append)
    assert told(again) == told(whole)
    assert again.files == whole.files
    assert {at.earlier for at in seen} == {4}
    assert seen[-1].bytes_done == seen[-1].bytes_of == sum(path.stat().st_size for path in files[4:])


def test_a_file_that_changed_or_was_damaged_is_screened_again(tmp_path: Path) -> None:
    files = mirror(tmp_path, 3)
    state = tmp_path / "state.jsonl"
    good = files[1].read_bytes()
    files[1].write_bytes(good[: len(good) // 2])
    first = screen(files, state=state)
    assert first.retry == [str(files[1])]
    files[1].write_bytes(good)
    files[2].write_bytes(gzip.compress(b"<PubmedArticleSet></PubmedArticleSet>"))
    second = screen(files, state=state)
    assert (second.retry, [file.records for file in second.files]) == ([], [10, 10, 0])


def test_a_file_that_is_not_what_its_checksum_says_is_named_and_not_screened(tmp_path: Path) -> None:
    import hashlib

    files = mirror(tmp_path, 2)
    right = hashlib.md5(files[0].read_bytes()).hexdigest()
    Path(f"{files[0]}.md5").write_text(f"MD5({files[0].name})= {right}\n")
    Path(f"{files[1]}.md5").write_text(f"MD5({files[1].name})= {'0' * 32}\n")
    found = screen(files)
    assert [file.records for file in found.files] == [10, 0]
    assert [issue.code for issue in found.issues] == ["wrong-checksum"]
    assert found.retry == [str(files[1])]


def test_results_of_other_names_are_not_used_again(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    (tmp_path / "a").write_text("x")
    kept: Kept[int] = Kept(path, int, "one")
    kept.put(tmp_path / "a", 7)
    kept.close()
    for work, wanted in (("one", 7), ("other", None)):
        kept = Kept(path, int, work)
        assert kept.get(tmp_path / "a") == wanted
        kept.close()


def test_a_state_that_cannot_be_kept_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="results cannot be kept"):
        screen(mirror(tmp_path, 1), state=tmp_path)


def test_results_come_back_whatever_signs_they_hold_and_wherever_the_last_line_was_cut(
    tmp_path: Path,
) -> None:
    path, texts = tmp_path / "kept.jsonl", ["two\u2028lines", "three\x85of\x0bthem", "encéphalopathie"]
    files = numbered(tmp_path, ["x", "y", "z"])
    kept: Kept[str] = Kept(path, str, "one")
    for file, text in zip(files, texts, strict=True):
        kept.put(file, text)
    kept.close()
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"work": "one", "file": "\xc3')  # killed in the middle of a letter
    kept = Kept(path, str, "one")
    assert [kept.get(file) for file in files] == texts
    kept.close()


def test_what_is_no_file_of_results_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "article.xml.gz"
    path.write_bytes(gzip.compress(b"precious"))
    before = path.read_bytes()
    with pytest.raises(NotWritable, match="something else than results"):
        screen(mirror(tmp_path, 1), state=path)
    assert path.read_bytes() == before


def test_a_file_that_went_away_after_it_was_done_does_not_end_the_run(tmp_path: Path) -> None:
    kept: Kept[int] = Kept(tmp_path / "kept.jsonl", int, "one")
    kept.put(tmp_path / "gone.xml", 1, "0" * 64)
    assert kept.get(tmp_path / "gone.xml") is None
    kept.close()


def test_a_file_whose_name_is_no_utf_8_is_screened_and_kept(tmp_path: Path) -> None:
    (good,) = mirror(tmp_path, 1)
    odd = good.with_name(os.fsdecode(b"odd\xff.xml.gz"))
    try:
        good.rename(odd)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    first = screen([odd], state=tmp_path / "s.jsonl")
    assert first.files[0].file.endswith("odd\\xff.xml.gz")
    standings: list[Standing] = []
    assert told(screen([odd], state=tmp_path / "s.jsonl", progress=standings.append)) == told(first)
    assert standings[-1].earlier == 1


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=60
    ) as local:
        yield local


def test_a_dask_cluster_gives_the_same_though_one_worker_is_killed_in_the_middle(
    cluster: Any, tmp_path: Path
) -> None:
    files = mirror(tmp_path, 24)
    pids = [worker.pid for worker in cluster.workers.values()]
    killed: list[int] = []

    def kill_one(at: Standing) -> None:
        if at.done == 3:
            os.kill(pids[1], signal.SIGKILL)
            killed.append(pids[1])

    found = screen(files, scheduler=cluster.scheduler_address, progress=kill_one)
    assert killed
    assert found.files == screen(files).files
    assert len({hit.record.pmid for hit in found.hits}) == len(found.hits) == 24 * 4


def test_a_scheduler_that_does_not_answer_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    monkeypatch.setattr("aneatlas.workflows.cluster._ANSWER", 1)
    with pytest.raises(ServiceUnavailable, match=r"tcp://127\.0\.0\.1:1 does not answer"):
        screen(mirror(tmp_path, 2), scheduler="tcp://127.0.0.1:1")


def test_an_address_that_is_none_is_said_at_once(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    with pytest.raises(ServiceUnavailable, match="head: this is no address of a Dask scheduler"):
        screen(mirror(tmp_path, 2), scheduler="head")


@pytest.mark.parametrize("workers", [0, 1])
def test_a_cluster_that_is_lost_or_has_no_workers_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    monkeypatch.setattr("aneatlas.workflows.cluster._ANSWER", 5)
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=60
    ) as local:

        def lose(at: Standing) -> None:
            if at.done == 3:
                local.close()

        wanted = "was lost" if workers else "has no workers"
        with pytest.raises(ServiceUnavailable, match=wanted):
            screen(mirror(tmp_path, 100), scheduler=local.scheduler_address, progress=lose)
