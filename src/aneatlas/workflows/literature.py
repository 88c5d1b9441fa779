"""Files of references: read, judged and merged to be looked at (`import_files`), or taken into the review."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aneatlas.core.body import LONGEST, text_fault
from aneatlas.core.issues import FactsInvalid, FileUnreadable, Issue, warning
from aneatlas.core.study import Study
from aneatlas.literature.decisions import Decision, decide
from aneatlas.literature.merging import Merging, clusters, merge
from aneatlas.literature.names import names_of
from aneatlas.literature.reading import read_file
from aneatlas.literature.records import Batch, Record
from aneatlas.store import Ledger
from aneatlas.workflows.review import Files, Taken, take_records
from aneatlas.workflows.screening import Screening
from aneatlas.workflows.study import load_study

#: The database that a format comes from; files of other formats say nothing of it.
_SOURCES = {"pubmed-xml": "PubMed", "medline": "PubMed", "wos": "Web of Science"}
UNNAMED = "Imported files"
_MOST_PROBLEMS = 50  # that one event tells of


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
        batch = _read(path, str(path))
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


def take_files(
    ledger: Ledger, study: Study, paths: Sequence[Path], *, actor: str, source: str = ""
) -> tuple[list[Taken], list[Issue]]:
    """Take files of references into the review: all that can be read of them; return what they brought, by source.

    source: the database that they come from; without it the format tells, where it can. Raises FileUnreadable
    where a file cannot be opened or holds no records that can be read; nothing is written then.
    """
    if fault := text_fault(source):
        raise FactsInvalid(f"the source: {fault}.")
    groups: dict[str, list[tuple[Path, Batch]]] = {}
    issues: list[Issue] = []
    for path in paths:
        batch = _read(path, path.name)
        issues += batch.issues
        if not batch.records and not batch.deleted:
            why = str(batch.issues[0]) if batch.issues else f"{path.name}: it holds no record."
            raise FileUnreadable(f"{why} Nothing was written.")
        groups.setdefault(source or _SOURCES.get(batch.format, UNNAMED), []).append((path, batch))
    taken = []
    for name, group in groups.items():
        batches = [batch for _, batch in group]
        noted = Files(
            names=tuple(path.name for path, _ in group),
            sha256=tuple(_digest(path) for path, _ in group),
            formats=tuple(batch.format for batch in batches),
            problems=_told(issue for batch in batches for issue in batch.issues),
        )
        records = [record for batch in batches for record in batch.records]
        gone = [pmid for batch in batches for pmid in batch.deleted]
        taken.append(
            take_records(ledger, study, records, source=name, actor=actor, deleted=gone, files=noted)
        )
    return taken, issues


def take_screened(ledger: Ledger, study: Study, found: Screening, *, actor: str) -> Taken:
    """Take what screening PubMed's files gave into the review: records in which a name stands, and withdrawals."""
    noted = Files(
        names=tuple(Path(result.file).name for result in found.files),
        formats=("pubmed-xml",),
        problems=_told(found.issues),
        read=found.records,
    )
    gone = [pmid for result in found.files for pmid in result.deleted]
    records = [hit.record for hit in found.hits]
    standing = {record.pmid for record in records}
    return take_records(
        ledger, study, records, source="PubMed", actor=actor, deleted=set(gone) - standing, files=noted
    )


def taken_lines(taken: Taken, source: str = "") -> Iterator[str]:
    """Yield what taking in brought, in words."""
    told = f"{taken.read} records read: {taken.new} new, {taken.known} known"
    told += f" ({taken.changed} of them in a newer state), {taken.withdrawn} taken back by their source."
    yield f"{taken.search}: {told}"
    yield (
        f"{taken.merged} merges, {taken.linked} links between versions, {taken.doubtful} pairs for a person, "
        f"{taken.reports} records of reports that the atlas holds."
    )
    for report in taken.retracted:
        yield f"{report} was retracted and leaves the figures."


def _read(path: Path, name: str) -> Batch:
    try:
        return read_file(path, name)
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror or problem}.") from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _told(issues: Iterable[Issue]) -> tuple[str, ...]:
    """Return the first problems as texts that an event may hold."""
    lines = (" ".join(str(issue).split()) for issue in issues)
    return tuple(
        line[:LONGEST]
        for line, _ in zip(lines, range(_MOST_PROBLEMS), strict=False)
        if not text_fault(line[:LONGEST])
    )
