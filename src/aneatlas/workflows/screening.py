"""Screen files of PubMed: every record that may report the disease, with its decision. Nothing is written."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aneatlas import __version__
from aneatlas.core.issues import Issue, Level, error
from aneatlas.core.study import Study
from aneatlas.literature.decisions import Choice
from aneatlas.literature.names import names_of
from aneatlas.literature.screening import Hit, Screened, Screener
from aneatlas.workflows.cluster import Task, files_of, ordered
from aneatlas.workflows.kept import Kept, digest
from aneatlas.workflows.study import load_study

_ENDINGS = (".xml", ".xml.gz")
Progress = Callable[["Standing"], None]


@dataclass(slots=True)
class Screening:
    """What screening gave, in the order of the files: one result a file, and the files to try again."""

    files: list[Screened] = field(default_factory=list)
    retry: list[str] = field(default_factory=list)

    @property
    def hits(self) -> list[Hit]:
        """Return the hits that still stand: of several versions the last one, none that was withdrawn later."""
        latest: dict[str, Hit] = {}
        for result in self.files:
            for hit in result.hits:
                latest[hit.record.pmid or str(hit.record.origin)] = hit
            for pmid in result.deleted:
                latest.pop(pmid, None)
        return list(latest.values())

    @property
    def issues(self) -> list[Issue]:
        """Return the issues of all files."""
        return [issue for result in self.files for issue in result.issues]

    @property
    def records(self) -> int:
        """Return how many records were gone through."""
        return sum(result.records for result in self.files)

    def counts(self) -> dict[str, int]:
        """Return how many hits have each decision."""
        return dict(Counter(str(hit.decision.choice) for hit in self.hits))


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files to screen: those named, and those of PubMed XML inside the folders named, sorted.

    Raises FileUnreadable for a path that does not exist.
    """
    return files_of(paths, lambda name: name.endswith(_ENDINGS))


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


def screen(
    paths: Sequence[Path],
    study: Study | None = None,
    *,
    workers: int = 1,
    scheduler: str = "",
    state: Path | None = None,
    progress: Progress | None = None,
) -> Screening:
    """Screen files and folders of PubMed XML; files keep their order, whatever worker takes them.

    workers: processes on this machine; scheduler: a Dask scheduler instead (`cluster`). state: a file in which each
    result is kept (`kept`): run again with it, and only files that are new, changed or were damaged are screened.
    A file that is damaged, cut, no PubMed XML, or not what its '.md5' file says, is named in the issues and in
    `retry`; the others go on. Raises FileUnreadable for a path that does not exist, StudyInvalid for a study with
    mistakes, ServiceUnavailable for a scheduler that does not answer, NotWritable for a state that cannot be kept.
    """
    files = files_in(paths)
    study = study or load_study()
    kept = Kept(state, Screened, _work(study)) if state is not None else None
    try:
        return _screened(files, study, workers, scheduler, kept, progress)
    finally:
        if kept is not None:
            kept.close()


def _screened(
    files: Sequence[Path],
    study: Study,
    workers: int,
    scheduler: str,
    kept: Kept[Screened] | None,
    progress: Progress | None,
) -> Screening:
    known = {path: found for path in files if kept is not None and (found := kept.get(path)) is not None}
    sizes = {path: _size(path) for path in files}
    rest = [path for path in files if path not in known]
    fresh = ordered(
        Task((study, workers > 1 or bool(scheduler)), _prepared, _one),
        rest,
        workers=workers,
        scheduler=scheduler,
    )
    result = Screening()
    begun, done_bytes = time.monotonic(), 0
    for number, path in enumerate(files, 1):
        screened = known[path] if path in known else next(fresh)
        result.files.append(screened)
        if any(issue.level is Level.ERROR for issue in screened.issues):
            result.retry.append(screened.file)
        elif kept is not None and path not in known:
            kept.put(path, screened)
        if path not in known:
            done_bytes += sizes[path]
        if progress is not None:
            of = sum(sizes[path] for path in rest)
            progress(Standing(number, len(files), done_bytes, of, len(known), time.monotonic() - begun))
    return result


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


def _prepared(context: tuple[Study, bool]) -> Screener:
    # With one worker a core, decompression in a second thread would only take another worker's time.
    study, several = context
    return Screener(names_of(study), threaded=not several)


def _one(screener: Screener, path: Path) -> Screened:
    name = str(path)
    try:
        if (wrong := _wrong_checksum(path)) is not None:
            return Screened(name, issues=[wrong])
        return screener.screen(path, name)
    except OSError as problem:
        why = f"the file cannot be read: {problem.strerror or problem}."
        return Screened(
            name, issues=[error("file-unreadable", name, why, "Look at its path and permissions.")]
        )


def _wrong_checksum(path: Path) -> Issue | None:
    """Return an issue where a '.md5' file stands beside a file and says something else, as PubMed gives them."""
    beside = path.with_name(path.name + ".md5")
    if not beside.is_file():
        return None
    said = re.search(r"\b[0-9a-f]{32}\b", beside.read_text(errors="replace").casefold())
    if said is not None and said.group() == digest(path, "md5"):
        return None
    message = f"its MD5 checksum is not the one in {beside.name}; it was not screened."
    return error("wrong-checksum", str(path), message, "Fetch the file again.")


def hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """Yield one line for each hit: decision, class, identifier, title, and the first reason."""
    order = {Choice.INCLUDE: 0, Choice.MAYBE: 1, Choice.EXCLUDE: 2}
    for hit in sorted(hits, key=lambda item: (order[item.decision.choice], item.record.pmid)):
        decision = hit.decision
        yield (
            f"{decision.choice:8} {decision.kind:22} {hit.record.pmid or str(hit.record.origin):10} "
            f"{hit.record.title[:90]}  [{decision.reasons[0]}]"
        )
