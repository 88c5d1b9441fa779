"""Extract from many files: in this process, in several, or on a Dask cluster; a run that was cut goes on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aneatlas import __version__
from aneatlas.core.issues import Issue
from aneatlas.core.study import Study
from aneatlas.extraction.claims import EXTRACTOR_VERSION
from aneatlas.workflows.cluster import Task, files_of, ordered
from aneatlas.workflows.kept import Kept
from aneatlas.workflows.reading import claim_lines, extract_files

#: (files done, files in all, files taken from an earlier run, seconds)
Progress = Callable[[int, int, int, float], None]


@dataclass(frozen=True, slots=True)
class FileClaims:
    """What one file gave: how many articles or records it holds, the claims as JSON lines, and the issues."""

    file: str
    articles: int
    lines: tuple[str, ...]
    issues: tuple[Issue, ...]


def article_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and those inside the folders named, sorted. Raises FileUnreadable for one that is not there."""
    return files_of(paths, lambda name: not name.startswith("."))


def extract_many(
    paths: Sequence[Path],
    study: Study,
    report: str = "",
    *,
    workers: int = 1,
    scheduler: str = "",
    state: Path | None = None,
    progress: Progress | None = None,
) -> Iterator[FileClaims]:
    """Yield what the rules find in each file, in the order of the files; memory holds a few files at a time.

    report: the id that the quotes carry, '' for each article's own. workers, scheduler: see `cluster.ordered`. state:
    a file in which each result is kept (`kept`); it holds the quoted words, so keep it private. Raises FileUnreadable
    for a path that does not exist, ServiceUnavailable for a scheduler that does not answer, NotWritable for a state
    that cannot be kept.
    """
    files = article_files(paths)
    if state is None:
        yield from _all(files, study, report, workers, scheduler, None, progress)
        return
    kept = Kept(state, FileClaims, _work(study, report))
    try:
        yield from _all(files, study, report, workers, scheduler, kept, progress)
    finally:
        kept.close()


def _all(
    files: Sequence[Path],
    study: Study,
    report: str,
    workers: int,
    scheduler: str,
    kept: Kept[FileClaims] | None,
    progress: Progress | None,
) -> Iterator[FileClaims]:
    begun = time.monotonic()
    known = {path for path in files if kept is not None and kept.get(path) is not None}
    rest = [path for path in files if path not in known]
    fresh = ordered(Task((study, report), _prepared, _one), rest, workers=workers, scheduler=scheduler)
    for number, path in enumerate(files, start=1):
        found = kept.get(path) if kept is not None and path in known else None
        if found is None:
            found = next(fresh)
            if kept is not None and path.exists():
                kept.put(path, found)
        if progress is not None:
            progress(number, len(files), len(known), time.monotonic() - begun)
        yield found


def _prepared(context: tuple[Study, str]) -> tuple[Study, str]:
    return context


def _one(tool: tuple[Study, str], path: Path) -> FileClaims:
    study, report = tool
    results = list(extract_files([path], study, report))
    issues = tuple(issue for result in results for issue in result.issues)
    return FileClaims(str(path), len(results), tuple(claim_lines(results, study)), issues)


def _work(study: Study, report: str) -> str:
    """Name the work, so that results of other rules, another study or another report are not used again."""
    name = f"{__version__} {EXTRACTOR_VERSION} {study.fingerprint} {report}"
    return f"extract {hashlib.sha256(name.encode()).hexdigest()[:16]}"
