"""Screen files of PubMed: every record that may report the disease, with its decision. Nothing is written."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aneatlas import __version__
from aneatlas.core.issues import FileUnreadable, Issue, Level, error
from aneatlas.core.study import Study
from aneatlas.literature.names import names_of
from aneatlas.literature.screening import Hit, Screened, Screener
from aneatlas.workflows.cluster import Task, files_of, ordered
from aneatlas.workflows.kept import Kept, digest, shown
from aneatlas.workflows.screened import Done, Screening, number_of
from aneatlas.workflows.study import load_study

#: In the atlas folder, the results of files that were screened to be taken into its review.
STATE = "screened.jsonl"
_ENDINGS = (".xml", ".xml.gz")
Progress = Callable[["Standing"], None]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files to screen: those named, and those of PubMed XML inside the folders named, sorted.

    Files with PubMed's own names are put in the order of their numbers, whatever folders they lie in: a later one
    says what became of the records of an earlier one. A file that was named twice, by whatever paths or links, is one
    file, with the first of its names. Raises FileUnreadable for a path that does not exist.
    """
    files: dict[Path, Path] = {}
    for path in files_of(paths, lambda name: name.endswith(_ENDINGS)):
        files.setdefault(path.resolve(), path)
    found = list(files.values())
    own = iter(
        sorted((path for path in found if number_of(path.name)), key=lambda path: number_of(path.name))
    )
    return [next(own) if number_of(path.name) else path for path in found]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is: files and packed bytes, done and in all; files taken from an earlier run; seconds so far."""

    done: int
    of: int
    bytes_done: int
    bytes_of: int
    earlier: int
    seconds: float

    @property
    def rate(self) -> float:
        """Return megabytes of packed files a second."""
        return self.bytes_done / 1e6 / max(self.seconds, 1e-9)

    @property
    def left(self) -> float:
        """Return the seconds that the rest will take at this rate."""
        return (self.bytes_of - self.bytes_done) / 1e6 / max(self.rate, 1e-9)


def duration(seconds: float) -> str:
    """Return a time in words that fit its length: '40 s', '12 min', '3.5 h'."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def screen(
    paths: Sequence[Path],
    study: Study | None = None,
    *,
    workers: int = 1,
    scheduler: str = "",
    state: Path | None = None,
    checksums: bool = False,
    progress: Progress | None = None,
) -> Screening:
    """Screen files and folders of PubMed XML; files keep their order, whatever worker takes them.

    workers: processes on this machine; scheduler: a Dask scheduler instead (`cluster`). state: a file in which each
    result is kept (`kept`): run again with it, and only files that are new, changed or were damaged are screened; a
    file is known by its bytes, wherever it was moved. checksums: also say the SHA-256 of each file.
    A file that is damaged, cut, no PubMed XML, changing, or not what its '.md5' file says, is screened once more after
    all others; what fails then is named in the issues and in `retry`. Raises FileUnreadable for a path that does not
    exist or holds no such file, StudyInvalid for a study with mistakes, ServiceUnavailable for a scheduler that does not answer, NotWritable
    for a state that cannot be kept.
    """
    if not (files := files_in(paths)):
        raise FileUnreadable(
            f"{paths[0]}: no file there ends in .xml or .xml.gz; there is nothing to screen."
        )
    study = study or load_study()
    run = _Run(study, workers, scheduler, checksums or state is not None)
    kept = Kept(state, Screened, _work(study), _moved) if state is not None else None
    try:
        return _screened(files, run, kept, progress)
    finally:
        if kept is not None:
            kept.close()


@dataclass(frozen=True, slots=True)
class _Run:
    """With what and where files are screened."""

    study: Study
    workers: int
    scheduler: str
    checksums: bool

    def over(self, files: Sequence[Path]) -> Iterator[Done]:
        several = self.workers > 1 or bool(self.scheduler)
        task = Task((self.study, several, self.checksums), _prepared, _one)
        return ordered(task, files, workers=self.workers, scheduler=self.scheduler)


def _screened(
    files: Sequence[Path], run: _Run, kept: Kept[Screened] | None, progress: Progress | None
) -> Screening:
    known = _known(files, kept)
    sizes = {path: _size(path) for path in files if path not in known}
    fresh = run.over(list(sizes))
    result = Screening()
    begun, done_bytes, of = time.monotonic(), 0, sum(sizes.values())
    damaged: dict[Path, int] = {}
    for number, path in enumerate(files, 1):
        done = known[path] if path in known else next(fresh)
        result.put(done)
        if _failed(done.screened):
            damaged[path] = number - 1
        elif kept is not None and path not in known:
            kept.put(path, done.screened, done.sha256)
        done_bytes += sizes.get(path, 0)
        if progress is not None:
            progress(Standing(number, len(files), done_bytes, of, len(known), time.monotonic() - begun))
    # A download may have replaced them meanwhile.
    for (path, place), done in zip(damaged.items(), run.over(list(damaged)) if damaged else (), strict=True):
        result.again.append(done.screened.file)
        result.put(done, place)
        if _failed(done.screened):
            result.retry.append(done.screened.file)
        elif kept is not None:
            kept.put(path, done.screened, done.sha256)
    return result


def _known(files: Sequence[Path], kept: Kept[Screened] | None) -> dict[Path, Done]:
    """Return what an earlier run kept of files whose bytes are the same today."""
    found: dict[Path, Done] = {}
    if kept is None:
        return found
    for path in files:
        sha256 = kept.checksum(path)
        held = kept.get(path, sha256) if sha256 else None
        if held is not None and _wrong_checksum(path) is None:
            found[path] = Done(held, sha256)
    return found


def _failed(screened: Screened) -> bool:
    return any(issue.level is Level.ERROR for issue in screened.issues)


def _moved(screened: Screened, path: Path) -> Screened:
    """Return the result of the same bytes for the name that they have now."""
    name = shown(path)
    hits = [
        Hit(replace(hit.record, origin=replace(hit.record.origin, file=name)), hit.decision)
        for hit in screened.hits
    ]
    issues = [replace(one, where=one.where.replace(screened.file, name, 1)) for one in screened.issues]
    return replace(screened, file=name, hits=hits, issues=issues)


def _work(study: Study) -> str:
    """Return the name of the work: the version of the program and the names looked for."""
    names = json.dumps(
        [[item.model_dump(mode="json") for item in group]
         for group in (study.labels, study.near_misses, study.variants, study.supports)]
    )  # fmt: skip
    return f"screen {__version__} {hashlib.sha256(names.encode()).hexdigest()[:16]}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _prepared(context: tuple[Study, bool, bool]) -> tuple[Screener, bool]:
    # With one worker a core, decompression in a second thread would only take another worker's time.
    study, several, checksums = context
    return Screener(names_of(study), threaded=not several), checksums


def _one(tool: tuple[Screener, bool], path: Path) -> Done:
    screener, checksums = tool
    name, engine = shown(path), screener.filter.engine
    try:
        if (wrong := _wrong_checksum(path)) is not None:
            return Done(Screened(name, issues=[wrong]), "", engine)
        before = path.stat()
        screened = screener.screen(path, name)
        sha256 = digest(path) if checksums else ""
        after = path.stat()
    except OSError as problem:
        why = f"the file cannot be read: {problem.strerror or problem}."
        issue = error("file-unreadable", name, why, "Look at its path and permissions.")
        return Done(Screened(name, issues=[issue]), "", engine)
    if (before.st_size, before.st_mtime_ns, before.st_ino) != (
        after.st_size,
        after.st_mtime_ns,
        after.st_ino,
    ):
        why = "the file changed while it was screened."
        screened.issues.append(error("file-changed", name, why, "Wait for its download and screen it again."))
    return Done(screened, sha256, engine)


def _wrong_checksum(path: Path) -> Issue | None:
    """Return an issue where a '.md5' file stands beside a file and says something else, as PubMed gives them."""
    beside = path.with_name(path.name + ".md5")
    if not beside.is_file():
        return None
    said = re.search(r"\b[0-9a-f]{32}\b", beside.read_text(errors="replace").casefold())
    if said is not None and said.group() == digest(path, "md5"):
        return None
    message = f"its MD5 checksum is not the one in {beside.name}; it was not screened."
    return error("wrong-checksum", shown(path), message, "Fetch the file again.")
