"""Files of references: read, judged and merged to be looked at (`import_files`), or taken into the review."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path

from aneatlas.core.body import text_fault
from aneatlas.core.issues import FactsInvalid, FileUnreadable, Issue, warning
from aneatlas.core.study import Study
from aneatlas.literature.decisions import Decision, decide
from aneatlas.literature.merging import Merging, clusters, merge
from aneatlas.literature.names import names_of
from aneatlas.literature.pubmed_file import Withdrawal
from aneatlas.literature.reading import read_file, read_items
from aneatlas.literature.records import Batch, Record
from aneatlas.store import Ledger
from aneatlas.workflows.fetched import write_whole
from aneatlas.workflows.review import Files, Taken, take_records
from aneatlas.workflows.review.entries import slug
from aneatlas.workflows.review.keeping import Lost
from aneatlas.workflows.review.taking import problem_lines
from aneatlas.workflows.screened import Screening, number_of
from aneatlas.workflows.study import load_study

#: The database that a format comes from; files of other formats say nothing of it.
_SOURCES = {"pubmed-xml": "PubMed", "medline": "PubMed", "wos": "Web of Science"}
UNNAMED = "Imported files"
#: Where imported files stay as they came, by their SHA-256: what a record does not keep can be looked up there.
FOLDER = "imported"


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

    source: the database that they come from; without it the format tells, where it can. Each file is kept as it came
    in the folder `imported`, private as all publishers' words are. Raises FileUnreadable where a file cannot be
    opened or holds no records that can be read; nothing is written then.
    """
    if fault := text_fault(source):
        raise FactsInvalid(f"the source: {fault}.")
    groups: dict[str, list[tuple[Path, str]]] = {}
    for path in paths:
        form, items = _opened(path)
        issues = []
        for item in items:
            if not isinstance(item, Issue):
                break
            issues.append(item)
        else:
            why = str(issues[0]) if issues else f"{path.name}: it holds no record."
            raise FileUnreadable(f"{why} Nothing was written.")
        groups.setdefault(source or _SOURCES.get(form, UNNAMED), []).append((path, form))
    taken = []
    for name, group in groups.items():
        noted = Files(
            names=tuple(path.name for path, _ in group),
            sha256=tuple(_stored(ledger.home, path) for path, _ in group),
            formats=tuple(form for _, form in group),
        )
        lost = Lost.of(ledger, name)
        stream = lost.watched(chain.from_iterable(_opened(path)[1] for path, _ in group))
        # The list fills while the stream is read.
        done = take_records(ledger, study, stream, source=name, actor=actor, deleted=lost.again, files=noted)
        taken.append(replace(done, stay_out=_out(ledger, name, lost.again)))
    return taken, [issue for one in taken for issue in one.issues]


def take_screened(ledger: Ledger, study: Study, found: Screening, *, actor: str) -> Taken:
    """Take what screening PubMed's files gave into the review: records in which a name stands, and withdrawals.

    found: screened with checksums. A file is known by its bytes: one that was taken in before is not noted again,
    wherever it lies now; one that changed under its name is another file. A record that a later file took back
    stays taken back when an older file, taken in afterwards, brings it. Raises NotWritable, LedgerBusy.
    """
    before = {
        key: row
        for key, row in ledger.present().rows("searches")
        if row["source"] == "PubMed" and "files" in row
    }
    noted = {sha256: key for key, row in before.items() for sha256 in row.get("sha256", ()) if sha256}
    homes = [noted.get(sha256, "") for sha256 in found.sha256]
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    gone = {pmid for result in found.files for pmid in result.deleted}
    standing, lost = found.standing, Lost.of(ledger, "PubMed")
    gone -= {hit.record.pmid for _, hit in standing}
    for place, hit in standing:
        groups[homes[place]].append(hit.record)
        if number_of(found.files[place].file) and lost.stays_out(hit.record.pmid, found.files[place].file):
            gone.add(hit.record.pmid)
    copies = set(found.copies)
    fresh = [place for place, home in enumerate(homes) if not home and place not in copies]
    files = Files(
        names=tuple(Path(found.files[place].file).name for place in fresh),
        sha256=tuple(found.sha256[place] for place in fresh),
        formats=("pubmed-xml",),
        problems=problem_lines(issue for place in fresh for issue in found.files[place].issues),
        read=sum(found.files[place].records for place in fresh),
    )
    done = []
    for key in sorted(
        set(homes) - {""}
    ):  # names that were added to the study find more in files that are known
        last = () if fresh else gone
        done.append(
            take_records(ledger, study, groups[key], source="PubMed", search=key, actor=actor, deleted=last)
        )
    if fresh:
        done.append(
            take_records(ledger, study, groups[""], source="PubMed", actor=actor, deleted=gone, files=files)
        )
    return _sum(done)


def _out(ledger: Ledger, source: str, pmids: Iterable[str]) -> tuple[str, ...]:
    """Return a line for each record that was given and stays out, with the reason and the way to keep it."""
    lines = []
    for pmid in dict.fromkeys(pmids):
        key = f"{slug(source)}:{pmid}"
        if why := (ledger.row("records", key) or {}).get("withdrawn"):
            lines.append(f"{key} stays out: {why}. To keep it: aneatlas keep {key} --why '...'")
    return tuple(lines)


def _sum(done: Sequence[Taken]) -> Taken:
    """Return what several takings brought together, under the id of the last one."""
    whole, *rest = done
    for more in rest:
        counts = {
            item.name: getattr(whole, item.name) + getattr(more, item.name) for item in fields(Taken)[1:]
        }
        whole = replace(more, **counts)
    return whole


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
    yield from taken.notices
    yield from taken.stay_out


def _read(path: Path, name: str) -> Batch:
    try:
        return read_file(path, name)
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror or problem}.") from None


def _opened(path: Path) -> tuple[str, Iterator[Record | Withdrawal | Issue]]:
    try:
        return read_items(path, path.name)
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror or problem}.") from None


def _stored(home: Path, path: Path) -> str:
    """Keep a file as it is; return its SHA-256."""
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if not (kept := home / FOLDER / sha256).is_file():
        write_whole(kept, data)
    return sha256
