"""Files that are damaged, replaced, moved, copied or cut off in the middle of a run: nothing lost, nothing twice.

The files are made up.
"""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import run

from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.literature import take_screened
from aneatlas.workflows.screened import Screening, end_lines, hit_lines
from aneatlas.workflows.screening import Standing, duration, files_in, screen

ANE = "Acute necrotizing encephalopathy in a made-up child"


def article(pmid: int, title: str = ANE, version: int = 1) -> str:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="{version}">{pmid}</PMID><Article><ArticleTitle>{title}'
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
    )


def packed(*parts: str) -> bytes:
    return gzip.compress(f"<PubmedArticleSet>{''.join(parts)}</PubmedArticleSet>".encode(), mtime=0)


def deleted(*pmids: int) -> str:
    return f"<DeleteCitation>{''.join(f'<PMID>{pmid}</PMID>' for pmid in pmids)}</DeleteCitation>"


def write(folder: Path, name: str, *parts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(packed(*parts))
    return path


def titles(found: Screening) -> dict[str, str]:
    return {hit.record.pmid: hit.record.title for hit in found.hits}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_damaged_file_is_tried_again_after_all_others(tmp_path: Path, workers: int) -> None:
    files = [write(tmp_path, f"{number}.xml.gz", article(number)) for number in range(4)]
    good = files[1].read_bytes()
    files[1].write_bytes(good[:-20])
    files[2].write_bytes(b"<html><body>busy</body></html>")

    def replaced(at: Standing) -> None:
        if at.done == 4:  # the download is through by now
            files[1].write_bytes(good)

    state = tmp_path / "state.jsonl"
    found = screen(files, workers=workers, state=state, progress=replaced)
    assert found.again == [str(files[1]), str(files[2])]
    assert found.retry == [str(files[2])]
    assert set(titles(found)) == {"0", "1", "3"}
    assert [file.records for file in found.files] == [1, 1, 0, 1]
    assert [issue.code for issue in found.issues] == ["not-pubmed"]
    lines = list(end_lines(found))
    assert lines[0].startswith("4 files, 3 records")
    assert lines[1].startswith("2 files tried a second time, 1 came whole then: 1.xml.gz, 2.xml.gz")
    assert len(state.read_text().splitlines()) == 3


def test_a_file_that_changes_while_it_is_screened_is_screened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aneatlas.literature.screening import Screened, Screener

    path = write(tmp_path, "a.xml.gz", article(1))
    plain = Screener.screen
    times: list[Path] = []

    def slow(self: Screener, path: Path, name: str = "") -> Screened:
        done = plain(self, path, name)
        times.append(path)
        if len(times) == 1:
            write(tmp_path, "a.xml.gz", article(1), article(2))
        return done

    monkeypatch.setattr(Screener, "screen", slow)
    found = screen([path], state=tmp_path / "state.jsonl")
    assert (found.again, found.retry, set(titles(found))) == ([str(path)], [], {"1", "2"})
    assert set(titles(screen([path], state=tmp_path / "state.jsonl"))) == {"1", "2"}
    assert len(times) == 2


def test_the_command_names_what_was_tried_twice_and_the_engine(tmp_path: Path) -> None:
    write(tmp_path / "pubmed", "a.xml.gz", article(1))
    (tmp_path / "pubmed" / "b.xml.gz").write_bytes(packed(article(2))[:-30])
    done = run(tmp_path / "atlas", "screen", str(tmp_path / "pubmed"))
    assert done.code == 12
    assert "1 file tried a second time, 0 came whole then: b.xml.gz" in done.out
    assert "Scanned with" in done.out
    assert "1 of 2 files could not be read whole, tried twice" in done.err
    assert "Traceback" not in done.err


def test_without_hyperscan_the_end_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.xml.gz", article(1))
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    found = screen([path])
    assert found.engines == {"bytes"}
    assert any("Scanned without Hyperscan" in line and "slower" in line for line in end_lines(found))


def test_a_folder_without_files_of_pubmed_is_said_to_be_empty(tmp_path: Path) -> None:
    done = run(tmp_path / "atlas", "screen", str(tmp_path))
    assert (done.code, done.out) == (12, "")
    assert "nothing to screen" in done.err


def test_files_of_pubmed_are_gone_through_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    late = write(tmp_path / "a-updates", "pubmed26n1336.xml.gz", article(1, ANE + ", corrected"), deleted(2))
    early = write(tmp_path / "baseline", "pubmed26n0001.xml.gz", article(1), article(2))
    new = write(tmp_path / "a-updates", "pubmed27n0001.xml.gz", article(3))
    assert files_in([tmp_path]) == files_in([late, new, early, late]) == [early, late, new]
    assert titles(screen([tmp_path])) == {"1": ANE + ", corrected", "3": ANE}


def test_a_file_named_by_two_paths_is_one_file(tmp_path: Path) -> None:
    files = [write(tmp_path / "pubmed", name, article(n)) for n, name in enumerate(("a.xml.gz", "b.xml.gz"))]
    (tmp_path / "pubmed" / "c.xml.gz").symlink_to(files[0])
    assert files_in([tmp_path / "pubmed", tmp_path / "pubmed" / ".." / "pubmed"]) == files


def test_an_older_version_in_a_later_file_does_not_come_before_a_newer_one(tmp_path: Path) -> None:
    write(tmp_path, "a.xml.gz", article(1, ANE + ", second version", version=2))
    write(tmp_path, "b.xml.gz", article(1, version=1))
    assert titles(screen([tmp_path])) == {"1": ANE + ", second version"}


def test_a_folder_that_was_moved_is_not_screened_again(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / "here", f"{number}.xml.gz", article(number))
    state = tmp_path / "state.jsonl"
    first = screen([tmp_path / "here"], state=state)
    (tmp_path / "here").rename(tmp_path / "there")
    (tmp_path / "there" / "2.xml.gz").rename(tmp_path / "there" / "renamed.xml.gz")
    seen: list[Standing] = []
    second = screen([tmp_path / "there"], state=state, progress=seen.append)
    assert {at.earlier for at in seen} == {3}
    assert titles(first) == titles(second)
    assert [Path(file.file).name for file in second.files] == ["0.xml.gz", "1.xml.gz", "renamed.xml.gz"]
    assert {hit.record.origin.file for hit in second.hits} == {file.file for file in second.files}
    assert len(state.read_text().splitlines()) == 3


def test_a_copy_of_a_file_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "a.xml.gz", article(1), article(2, "Other"))
    write(tmp_path, "b.xml.gz", article(1), article(2, "Other"))
    found = screen([tmp_path], checksums=True)
    assert (found.records, len(found.hits), found.copies) == (2, 1, [1])
    assert any("copies of others: b.xml.gz" in line for line in end_lines(found))


class TestTakenIn:
    """Into the review: a file is known by its bytes."""

    def take(self, ledger: Ledger, study: Study, *paths: Path) -> tuple[int, int, int, int]:
        taken = take_screened(ledger, study, screen(paths, study, checksums=True), actor="program:test 1")
        return taken.new, taken.known, taken.changed, taken.withdrawn

    def rows(self, ledger: Ledger) -> list[tuple[str, tuple[str, ...], int]]:
        return [(key, tuple(row["files"]), row["read"]) for key, row in ledger.present().rows("searches")]

    def by(self, ledger: Ledger, pmid: int) -> list[str]:
        row = ledger.row("records", f"pubmed:{pmid}")
        assert row is not None
        return list(row["found_by"])

    def test_the_same_files_in_another_folder_under_other_names_bring_nothing(
        self, ledger: Ledger, study: Study, tmp_path: Path
    ) -> None:
        write(tmp_path / "here", "a.xml.gz", article(1))
        assert self.take(ledger, study, tmp_path / "here") == (1, 0, 0, 0)
        seq = ledger.head().seq
        (tmp_path / "here").rename(tmp_path / "there")
        (tmp_path / "there" / "a.xml.gz").rename(tmp_path / "there" / "z.xml.gz")
        assert self.take(ledger, study, tmp_path / "there") == (0, 1, 0, 0)
        assert ledger.head().seq == seq

    def test_another_file_under_the_same_name_is_another_file(
        self, ledger: Ledger, study: Study, tmp_path: Path
    ) -> None:
        write(tmp_path, "a.xml.gz", article(1))
        self.take(ledger, study, tmp_path)
        write(tmp_path, "a.xml.gz", article(2), article(3, "Other"))
        assert self.take(ledger, study, tmp_path) == (1, 0, 0, 0)
        assert self.rows(ledger) == [("F0001", ("a.xml.gz",), 1), ("F0002", ("a.xml.gz",), 2)]
        assert (self.by(ledger, 1), self.by(ledger, 2)) == (["F0001"], ["F0002"])

    def test_a_folder_that_grew_notes_the_new_files_alone(
        self, ledger: Ledger, study: Study, tmp_path: Path
    ) -> None:
        write(tmp_path, "a.xml.gz", article(1), article(2))
        self.take(ledger, study, tmp_path)
        write(tmp_path, "b.xml.gz", article(2, ANE + ", corrected"), article(3), deleted(1))
        assert self.take(ledger, study, tmp_path) == (1, 1, 1, 1)
        assert self.rows(ledger) == [("F0001", ("a.xml.gz",), 2), ("F0002", ("b.xml.gz",), 2)]
        assert self.by(ledger, 1) == ["F0001"]
        assert self.by(ledger, 2) == ["F0001", "F0002"]
        seq = ledger.head().seq
        assert self.take(ledger, study, tmp_path) == (0, 2, 0, 0)
        assert ledger.head().seq == seq

    def test_a_copy_is_neither_noted_nor_taken_in_twice(
        self, ledger: Ledger, study: Study, tmp_path: Path
    ) -> None:
        write(tmp_path, "a.xml.gz", article(1))
        write(tmp_path, "b.xml.gz", article(1))
        assert self.take(ledger, study, tmp_path) == (1, 0, 0, 0)
        assert self.rows(ledger) == [("F0001", ("a.xml.gz",), 1)]
        assert self.by(ledger, 1) == ["F0001"]

    def test_what_a_later_file_took_back_stays_so_when_the_older_file_comes_after_it(
        self, ledger: Ledger, study: Study, tmp_path: Path
    ) -> None:
        late = write(tmp_path, "pubmed26n1336.xml.gz", article(1), deleted(2, 3))
        early = write(tmp_path, "pubmed26n0001.xml.gz", article(2), article(4))
        later = write(tmp_path, "pubmed26n1340.xml.gz", article(3))
        self.take(ledger, study, late)
        assert self.take(ledger, study, early) == (2, 0, 0, 1)
        self.take(ledger, study, later)
        withdrawn = {key: bool(row.get("withdrawn")) for key, row in ledger.present().rows("records")}
        assert withdrawn == {"pubmed:1": False, "pubmed:2": True, "pubmed:3": False, "pubmed:4": False}


def command(folder: Path, state: Path) -> list[str]:
    return [sys.executable, "-m", "aneatlas", "screen", str(folder), "--state", str(state)]


@pytest.mark.parametrize(("workers", "moments"), [("1", (1, 9, 20)), ("2", (6,))])
def test_a_run_that_was_killed_goes_on_where_it_stopped_with_the_same_result(
    tmp_path: Path, workers: str, moments: tuple[int, ...]
) -> None:
    folder = tmp_path / "pubmed"
    filler = "".join(article(pmid, f"Other work on a made-up matter {pmid}") for pmid in range(1000, 1400))
    for number in range(24):
        write(folder, f"pubmed26n{number:04}.xml.gz", article(number), filler, article(500 + number))
    whole = screen([folder])
    wanted = "\n".join(hit_lines(whole.hits))
    for least in moments:  # files that are done when it is killed
        state = tmp_path / f"{least}.jsonl"
        with subprocess.Popen(
            [*command(folder, state), "--workers", workers],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            while process.poll() is None and (not state.exists() or state.read_bytes().count(b"\n") < least):
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
        kept = state.read_bytes().count(b"\n")
        seen: list[Standing] = []
        again = screen([folder], state=state, progress=seen.append)
        assert {at.earlier for at in seen} == {kept}
        assert again.files == whole.files
        assert "\n".join(hit_lines(again.hits)) == wanted


def test_what_is_taken_in_resumes_by_itself(tmp_path: Path) -> None:
    home = tmp_path / "atlas"
    assert run(home, "init").code == 0
    write(tmp_path / "pubmed", "a.xml.gz", article(1))
    first = run(home, "screen", str(tmp_path / "pubmed"), "--take")
    assert (first.code, (home / "screened.jsonl").read_bytes().count(b"\n")) == (0, 1), first.err
    second = run(home, "screen", str(tmp_path / "pubmed"), "--take")
    assert "Scanned" in first.out
    assert "Scanned" not in second.out  # what was kept was used
    assert "0 new, 1 known" in second.out
    assert os.listdir(tmp_path / "pubmed") == ["a.xml.gz"]


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "0 s"), (80, "80 s"), (600, "10 min"), (9000, "2.5 h")])
def test_a_time_is_told_in_words_of_its_size(seconds: float, words: str) -> None:
    assert duration(seconds) == words
