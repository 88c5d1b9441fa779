"""Screen files of PubMed and import files of references. Nothing is written: the results are returned."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from aneatlas.core.issues import FileUnreadable, Issue, Level, warning
from aneatlas.core.study import Study
from aneatlas.literature.decisions import Choice, Decision, decide
from aneatlas.literature.merging import Merging, clusters, merge
from aneatlas.literature.names import names_of
from aneatlas.literature.reading import read_file
from aneatlas.literature.records import Record
from aneatlas.literature.screening import Hit, Screened, Screener
from aneatlas.workflows.study import load_study

_ENDINGS = (".xml", ".xml.gz")
Progress = Callable[[int, int, Screened], None]


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


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing files gave: records, their decisions, the merges among them, and what went wrong.

    `reports` are the clusters of records that are one publication, by their places in `records`.
    """

    records: tuple[Record, ...]
    decisions: tuple[Decision, ...]
    merging: Merging
    reports: tuple[tuple[int, ...], ...]
    deleted: tuple[str, ...]
    formats: tuple[tuple[str, str, int], ...]
    issues: tuple[Issue, ...]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files to screen: those named, and those of PubMed XML inside the folders named, sorted.

    Raises FileUnreadable for a path that does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                item for item in path.rglob("*") if item.is_file() and item.name.endswith(_ENDINGS)
            )
        elif path.exists():
            found.append(path)
        else:
            raise FileUnreadable(f"{path}: there is no such file or folder.")
    return found


def screen(
    paths: Sequence[Path], study: Study | None = None, *, workers: int = 1, progress: Progress | None = None
) -> Screening:
    """Screen files and folders of PubMed XML; files keep their order, whatever worker takes them.

    A file that is damaged, cut or no PubMed XML is named in the issues and in `retry`; the others go on.
    Raises FileUnreadable for a path that does not exist, StudyInvalid for a study with mistakes.
    """
    files = files_in(paths)
    result = Screening()
    for number, screened in enumerate(_screened(files, study or load_study(), workers), 1):
        result.files.append(screened)
        if any(issue.level is Level.ERROR for issue in screened.issues):
            result.retry.append(screened.file)
        if progress is not None:
            progress(number, len(files), screened)
    return result


def _screened(files: Sequence[Path], study: Study, workers: int) -> Iterator[Screened]:
    if workers <= 1 or len(files) < 2:
        screener = Screener(names_of(study))
        yield from (_one(screener, path) for path in files)
        return
    with ProcessPoolExecutor(
        min(workers, len(files), os.cpu_count() or 1), initializer=_prepare, initargs=(study,)
    ) as pool:
        yield from pool.map(_in_worker, files)


_STUDY: list[Study] = []


def _prepare(study: Study) -> None:
    _STUDY[:] = [study]


@cache
def _worker_screener() -> Screener:
    # One worker a core: decompression in a second thread would only take another worker's time.
    return Screener(names_of(_STUDY[0]), threaded=False)


def _in_worker(path: Path) -> Screened:
    return _one(_worker_screener(), path)


def _one(screener: Screener, path: Path) -> Screened:
    try:
        return screener.screen(path, str(path))
    except OSError as problem:
        result = Screened(str(path))
        why = problem.strerror or str(problem)
        result.issues.append(
            Issue(
                Level.ERROR,
                "file-unreadable",
                str(path),
                f"the file cannot be read: {why}.",
                "Look at its permissions.",
            )
        )
        return result


def import_files(paths: Sequence[Path], study: Study | None = None) -> Imported:
    """Read files of references of any known format, decide on each record, and merge what is one publication.

    Raises FileUnreadable where a file cannot be opened; what is wrong inside a file is an issue.
    """
    names = names_of(study or load_study())
    records: list[Record] = []
    deleted: list[str] = []
    formats: list[tuple[str, str, int]] = []
    issues: list[Issue] = []
    for path in paths:
        try:
            batch = read_file(path, str(path))
        except OSError as problem:
            raise FileUnreadable(f"{path}: {problem.strerror or problem}.") from None
        records += batch.records
        deleted += batch.deleted
        issues += batch.issues
        formats.append((str(path), batch.format, len(batch.records)))
    bare = [record for record in records if not record.title]
    if bare:
        message = (
            f"{len(bare)} records have no title; they cannot be screened until their details are fetched."
        )
        issues.append(warning("record-without-title", str(bare[0].origin), message))
    merging = merge(records)
    return Imported(
        records=tuple(records),
        decisions=tuple(decide(record, names) for record in records),
        merging=merging,
        reports=tuple(clusters(len(records), merging.merges)),
        deleted=tuple(deleted),
        formats=tuple(formats),
        issues=tuple(issues),
    )


def hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    """Yield one line for each hit: decision, class, identifier, title, and the first reason."""
    order = {Choice.INCLUDE: 0, Choice.MAYBE: 1, Choice.EXCLUDE: 2}
    for hit in sorted(hits, key=lambda item: (order[item.decision.choice], item.record.pmid)):
        decision = hit.decision
        yield (
            f"{decision.choice:8} {decision.kind:22} {hit.record.pmid or str(hit.record.origin):10} "
            f"{hit.record.title[:90]}  [{decision.reasons[0]}]"
        )
