"""The copy of PubMed against a local server with NLM's folders; all files are invented."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command import run
from source_server import Fault, SourceServer, StillClock, pubmed_file, serving

from aneatlas.literature.reading import read_file
from aneatlas.workflows.mirror import VERIFIED, Mirrored, mirror
from aneatlas.workflows.sources import FILE, Addresses, Sources

NAMES = ("baseline/pubmed26n0001.xml.gz", "baseline/pubmed26n0002.xml.gz", "updatefiles/pubmed26n1335.xml.gz")


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as running:
        for number, name in enumerate(NAMES):
            running.files[name] = pubmed_file(100 * number + 1, 40)
        yield running


@dataclass
class Copy:
    """A folder, and a way to bring it up to date without waiting."""

    folder: Path
    server: SourceServer

    def update(self, check: bool = False) -> Mirrored:
        sources = Sources(addresses=Addresses(mirror=f"{self.server.address}/pubmed"))
        return mirror(self.folder, sources, check=check, clock=StillClock(), chance=lambda: 0.5)

    def is_whole(self, *names: str) -> bool:
        return all((self.folder / name).read_bytes() == self.server.files[name] for name in names or NAMES)

    def asked(self, name: str) -> list[dict[str, str]]:
        return [request.headers for request in self.server.asked(name) if not request.path.endswith(".md5")]


@pytest.fixture
def copy(server: SourceServer, tmp_path: Path) -> Copy:
    return Copy(tmp_path / "pubmed", server)


def test_every_file_is_fetched_checked_and_readable(copy: Copy) -> None:
    done = copy.update()
    assert (done.listed, done.present, done.fetched, done.failed) == (3, 0, 3, [])
    assert copy.is_whole()
    assert [len(read_file(copy.folder / name).records) for name in NAMES] == [40, 40, 40]
    assert not list(copy.folder.rglob("*.part*"))


def test_the_list_of_checked_files_is_that_of_md5sum(copy: Copy) -> None:
    copy.update()
    for line in (copy.folder / "baseline" / VERIFIED).read_text(encoding="ascii").splitlines():
        digest, name = line.split("  ")
        assert digest == hashlib.md5((copy.folder / "baseline" / name).read_bytes()).hexdigest()


def test_what_is_there_is_not_asked_for_again(copy: Copy) -> None:
    copy.update()
    copy.server.requests.clear()
    copy.server.files["updatefiles/pubmed26n1336.xml.gz"] = pubmed_file(900)
    done = copy.update()
    assert (done.listed, done.present, done.fetched) == (4, 3, 1)
    assert [request.path for request in copy.server.requests] == [
        "/pubmed/baseline/",
        "/pubmed/updatefiles/",
        "/pubmed/updatefiles/pubmed26n1336.xml.gz.md5",
        "/pubmed/updatefiles/pubmed26n1336.xml.gz",
    ]


def test_a_connection_cut_in_the_middle_goes_on_at_the_byte_where_it_broke(copy: Copy) -> None:
    copy.server.fault("n0002.xml.gz", Fault(), Fault(cut=0.5))
    done = copy.update()
    assert not done.failed
    assert copy.is_whole()
    first, second = copy.asked("n0002.xml.gz")
    assert "range" not in first
    half = int(len(copy.server.files[NAMES[1]]) * 0.5)
    assert second["range"] == f"bytes={half}-"
    assert second["if-range"].startswith('"')


def test_patience_ends_with_a_server_that_begins_anew_each_time_and_breaks_off(copy: Copy) -> None:
    copy.server.ranges = False
    copy.server.fault("n0002.xml.gz", Fault(), *[Fault(cut=0.2), Fault(cut=0.4)] * 20)
    done = copy.update()
    assert [name for name, _ in done.failed] == [NAMES[1]]
    assert len(copy.asked("n0002.xml.gz")) < 10
    assert copy.is_whole(NAMES[0], NAMES[2])


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(copy: Copy) -> None:
    name = NAMES[1]
    copy.server.fault("n0002.xml.gz", Fault(), *[Fault(cut=0.5)], *[Fault(status=503)] * 5)
    assert copy.update().failed
    assert (copy.folder / f"{name}.part").stat().st_size > 0
    copy.server.files[name] = pubmed_file(5000, 60)
    done = copy.update()
    assert not done.failed
    assert copy.is_whole(name)


def test_a_wrong_checksum_is_fetched_again_from_the_beginning(copy: Copy) -> None:
    copy.server.fault("n0001.xml.gz", Fault(), Fault(change=lambda body: body[:-1] + b"x"))
    done = copy.update()
    assert (done.fetched, done.failed) == (3, [])
    assert copy.is_whole()
    assert [("range" in headers) for headers in copy.asked("n0001.xml.gz")] == [False, False]


def test_a_checksum_that_stays_wrong_is_named_and_leaves_no_file(copy: Copy) -> None:
    copy.server.fault("n0001.xml.gz", Fault(), *[Fault(change=lambda body: body[::-1])] * 5)
    done = copy.update()
    ((name, reason),) = done.failed
    assert name == NAMES[0]
    assert "the checksum is" in reason
    assert done.fetched == 2
    assert not list((copy.folder / "baseline").glob("*n0001*"))


def test_a_partial_file_longer_than_the_whole_begins_anew(copy: Copy) -> None:
    copy.server.fault("n0001.xml.gz", Fault(), Fault(cut=0.5), *[Fault(status=503)] * 5)
    copy.update()
    partial = copy.folder / f"{NAMES[0]}.part"
    partial.write_bytes(partial.read_bytes() * 3)
    done = copy.update()
    assert not done.failed
    assert copy.is_whole()


def test_a_file_that_was_put_there_by_hand_is_checked_and_kept(copy: Copy) -> None:
    good, bad = copy.folder / NAMES[0], copy.folder / NAMES[1]
    good.parent.mkdir(parents=True)
    good.write_bytes(copy.server.files[NAMES[0]])
    bad.write_bytes(b"something else")
    done = copy.update()
    assert (done.present, done.fetched) == (1, 2)
    assert copy.is_whole()
    assert not copy.asked("n0001.xml.gz")


def test_a_list_cut_short_by_a_kill_costs_one_look_and_no_file(copy: Copy) -> None:
    copy.update()
    listed = copy.folder / "baseline" / VERIFIED
    listed.write_bytes(listed.read_bytes()[:-9])
    copy.server.requests.clear()
    copy.update()
    assert not copy.asked("n0002.xml.gz")
    copy.server.requests.clear()
    assert copy.update().present == 3


def test_files_that_fail_are_named_and_the_others_go_on(copy: Copy) -> None:
    copy.server.fault("n0001.xml.gz", *[Fault(status=500)] * 20)
    done = copy.update()
    assert done.failed == [(NAMES[0], "pubmed26n0001.xml.gz.md5: status 500")]
    assert done.fetched == 2
    assert copy.is_whole(*NAMES[1:])


def test_a_server_that_fails_again_and_again_is_left_alone(copy: Copy) -> None:
    for number in range(10, 40):
        copy.server.files[f"baseline/pubmed26n{number:04d}.xml.gz"] = b"x"
    copy.server.fault(".md5", *[Fault(status=503)] * 1000)
    done = copy.update()
    assert len(done.failed) == 4
    assert done.failed[-1] == (
        "30 further files from baseline/pubmed26n0011.xml.gz",
        "not tried after 3 failures in a row",
    )


def test_files_that_are_not_there_do_not_stop_the_others(copy: Copy) -> None:
    copy.server.fault("baseline/pubmed26n", *[Fault(status=404)] * 2)
    for number in (3, 4):
        copy.server.files[f"baseline/pubmed26n{number:04d}.xml.gz"] = pubmed_file(number)
    copy.server.fault(".md5", *[Fault(status=404)] * 2)
    done = copy.update()
    assert (len(done.failed), done.fetched) == (4, 1)


def test_a_folder_that_cannot_be_listed_is_named(copy: Copy) -> None:
    copy.server.fault("updatefiles/", *[Fault(status=404)])
    done = copy.update()
    assert done.failed == [("updatefiles/", "list of updatefiles: status 404")]
    assert done.fetched == 2


def test_files_of_an_earlier_baseline_are_named(copy: Copy) -> None:
    copy.update()
    copy.server.files = {name.replace("26n", "27n"): data for name, data in copy.server.files.items()}
    assert copy.update().older == list(NAMES)


def test_progress_tells_the_rate_and_the_time_left(copy: Copy) -> None:
    told: list[tuple[str, int, int]] = []

    class Slow(StillClock):
        def steady(self) -> float:
            self.at += 0.5
            return self.at

    sources = Sources(addresses=Addresses(mirror=f"{copy.server.address}/pubmed"))
    mirror(copy.folder, sources, clock=Slow(), step=lambda what, done, of: told.append((what, done, of)))
    assert told[-1][1:] == (3, 3)
    assert any("MB/s" in what and " s left" in what for what, _, _ in told)


class TestCommand:
    def configured(self, copy: Copy, tmp_path: Path) -> Path:
        home = tmp_path / "atlas"
        home.mkdir()
        (home / FILE).write_text(
            f'email = "reader@example.org"\n[addresses]\nmirror = "{copy.server.address}/pubmed"\n',
            encoding="utf-8",
        )
        return home

    def test_one_line_at_the_end_says_what_is_whole(self, copy: Copy, tmp_path: Path) -> None:
        home = self.configured(copy, tmp_path)
        done = run(home, "find", "--mirror", str(copy.folder))
        assert done.code == 0, done.err
        assert done.out.startswith("3 files listed, 3 whole (3 fetched now")
        assert "none failed" in done.out

    def test_one_line_at_the_end_names_every_file_that_failed(self, copy: Copy, tmp_path: Path) -> None:
        home = self.configured(copy, tmp_path)
        copy.server.fault("n0002.xml.gz", Fault(status=404))
        done = run(home, "find", "--mirror", str(copy.folder))
        assert done.code == 40
        (line,) = [line for line in done.err.splitlines() if line.startswith("error")]
        assert "2 whole" in line
        assert "baseline/pubmed26n0002.xml.gz (pubmed26n0002.xml.gz.md5: status 404)" in line

    def test_all_files_are_checked_again_and_a_damaged_one_is_named_and_fetched(
        self, copy: Copy, tmp_path: Path
    ) -> None:
        home = self.configured(copy, tmp_path)
        copy.update()
        (copy.folder / NAMES[0]).write_bytes(b"damaged")
        os.utime(copy.folder / NAMES[0], (0, 0))
        assert "0 fetched now" in run(home, "find", "--mirror", str(copy.folder)).out
        done = run(home, "find", "--mirror", str(copy.folder), "--all")
        assert done.code == 0, done.err
        assert f"1 files were not what they had been and were asked for again: {NAMES[0]}" in done.out
        assert "3 whole (1 fetched now" in done.out
        assert copy.is_whole()

    def test_stopped_in_the_middle_of_a_file_it_goes_on_there(self, copy: Copy, tmp_path: Path) -> None:
        home = self.configured(copy, tmp_path)
        copy.server.files[NAMES[1]] = os.urandom(400_000)
        hold = threading.Event()
        copy.server.fault("n0002.xml.gz", Fault(), Fault(hold=hold))
        process = subprocess.Popen(
            [sys.executable, "-m", "aneatlas", "find", "--mirror", str(copy.folder)],
            env={**os.environ, "ANEATLAS_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        partial = copy.folder / f"{NAMES[1]}.part"
        wait = threading.Event()
        for _ in range(600):
            if partial.is_file() and partial.stat().st_size > 0:
                break
            wait.wait(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        hold.set()
        assert process.returncode == 130
        assert "stopped; nothing was left half-written." in err
        assert "Traceback" not in err
        assert copy.is_whole(NAMES[0])
        assert partial.stat().st_size > 0
        assert not (copy.folder / NAMES[1]).exists()
        done = run(home, "find", "--mirror", str(copy.folder))
        assert done.code == 0, done.err
        assert copy.is_whole()
        assert "range" in copy.asked("n0002.xml.gz")[-1]


def test_a_file_that_was_damaged_after_its_download_is_fetched_again(copy: Copy) -> None:
    copy.update()
    place = copy.folder / NAMES[0]
    place.write_bytes(place.read_bytes()[:-9])
    later = (copy.folder / "baseline" / VERIFIED).stat().st_mtime_ns + 1_000_000_000
    os.utime(place, ns=(later, later))
    done = copy.update()
    assert (done.present, done.fetched, done.damaged, done.failed) == (2, 1, [NAMES[0]], [])
    assert copy.is_whole()
    lines = (copy.folder / "baseline" / VERIFIED).read_text(encoding="ascii").splitlines()
    assert sorted(line.split("  ")[1] for line in lines) == ["pubmed26n0001.xml.gz", "pubmed26n0002.xml.gz"]
    assert copy.update().fetched == 0


def test_damage_that_leaves_no_trace_is_found_when_all_files_are_checked(copy: Copy) -> None:
    copy.update()
    place = copy.folder / NAMES[1]
    before = place.stat()
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert copy.update().damaged == []
    done = copy.update(check=True)
    assert (done.damaged, done.fetched) == ([NAMES[1]], 1)
    assert copy.is_whole()


def test_files_that_were_only_copied_are_read_once_and_stay(copy: Copy) -> None:
    copy.update()
    later = (copy.folder / "baseline" / VERIFIED).stat().st_mtime_ns + 1_000_000
    for name in NAMES:
        os.utime(copy.folder / name, ns=(later, later))
    copy.server.requests.clear()
    done = copy.update()
    assert (done.present, done.fetched, done.damaged) == (3, 0, [])
    assert all(
        (copy.folder / name).stat().st_mtime_ns <= (copy.folder / name).with_name(VERIFIED).stat().st_mtime_ns
        for name in NAMES
    )
