"""Take records into the ledger: new ones, changed ones, withdrawn ones, and the ties that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aneatlas.core.body import LONGEST, dump, text_fault
from aneatlas.core.events import Draft, Json
from aneatlas.core.issues import Issue
from aneatlas.core.review import FilesTaken
from aneatlas.core.review_state import Review
from aneatlas.core.study import Study
from aneatlas.literature.citations import citation
from aneatlas.literature.comparing import of_one_doi
from aneatlas.literature.pubmed_file import Withdrawal
from aneatlas.literature.records import Record
from aneatlas.store import Ledger
from aneatlas.workflows.notes import notes, write
from aneatlas.workflows.place import now
from aneatlas.workflows.review.consequences import consequences, notices
from aneatlas.workflows.review.entries import content_of, id_apart, record_of, slug
from aneatlas.workflows.review.holding import alone, held
from aneatlas.workflows.review.judging import judged
from aneatlas.workflows.review.proposals import known_reports, proposed

_MOST_PROBLEMS = 50  # that one event tells of


@dataclass(frozen=True, slots=True)
class Files:
    """The files that records come from: names without folders, checksums, formats, what went wrong.

    read: how many records were gone through, where more than those that are taken in.
    """

    names: tuple[str, ...]
    sha256: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    read: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in brought.

    search: the id under which it was noted. read: records given; new, changed, withdrawn: records; known: given
    records that the review held already. merged, linked, doubtful: ties. reports: records that are of a report
    the atlas holds. retracted: reports that left the figures. notices: notes that were written on reports which a
    person has to look at again (`consequences.notices`). ids: records written. stay_out: records that were given
    and stay out, as their source took them back before. issues: what was wrong in the stream.
    """

    search: str
    read: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    withdrawn: int = 0
    merged: int = 0
    linked: int = 0
    doubtful: int = 0
    reports: int = 0
    retracted: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    stay_out: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Plan:
    """The events that taking in comes to, and what they concern."""

    search: str
    records: dict[str, Draft] = field(default_factory=dict)
    ties: list[Draft] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    new: int = 0
    known: int = 0
    changed: int = 0
    withdrawn: int = 0
    unheld: list[str] = field(default_factory=list)
    ids: tuple[str, ...] = ()

    def drafts(self, first: Draft | None) -> Iterator[Draft]:
        """Yield the events once; the bodies of records are let go as they are written, the ids are kept."""
        if first is not None:
            yield first
        self.ids = tuple(self.records)
        for key in self.ids:
            yield self.records.pop(key)
        yield from self.ties


def take_records(
    ledger: Ledger,
    study: Study,
    records: Iterable[Record | Withdrawal | Issue],
    *,
    source: str,
    search: str = "",
    actor: str,
    deleted: Iterable[str] = (),
    files: Files | None = None,
    ids: Sequence[str] = (),
) -> Taken:
    """Take the records of one source into the review.

    search: the id of the run that found them ('S0001'); with `files` instead, the files are noted under an id
    of their own. records: what a reader yields, taken one by one: it may be a stream; records that were withdrawn
    and issues are noted. deleted: further PMIDs that the source took back. A record that is there already is changed only
    where the source has a newer state of it. ids: the ids under which the review holds these very records, in
    their order, where they are not to be made from the records. Raises NotWritable, LedgerBusy; nothing is written then.
    """
    given = judged(ledger, study, records, source)
    for body, own in zip(given.bodies, ids or [body["id"] for body in given.bodies], strict=True):
        body["id"] = own
    gone = (*given.withdrawn, *deleted)
    read = len(given.bodies)
    if files is not None:
        files = replace(files, problems=(*files.problems, *problem_lines(given.issues)))

    def plan(review: Review) -> _Plan:
        ident = search or _same_files(review, source, files) or _next_file(review)
        return _planned(review.tables, given.bodies, source, ident, gone, review.seq)

    # Comparing takes a while for many records: it is done while others may write, and again if they did.
    for last in (False, False, True):
        if not last:
            with held(ledger, study) as review:
                revision, made = review.revision, plan(review)
        with alone(ledger, study) as review:
            if last:
                made = plan(review)
            elif review.revision != revision:
                continue
            given.bodies.clear()
            taken = _written(ledger, study, review, made, source, read, files, actor)
            return replace(taken, issues=tuple(given.issues))
    raise AssertionError("the last round always returns")


def _next_file(review: Review) -> str:
    numbers = [int(key[1:]) for key in review.tables["searches"] if key.startswith("F")]
    return f"F{max(numbers, default=0) + 1:04}"


def _planned(
    tables: Mapping[str, Mapping[str, Json]],
    bodies: Iterable[Json],
    source: str,
    search: str,
    gone: Iterable[str],
    seq: int,
) -> _Plan:
    plan = _Plan(search)
    rows = dict(tables["records"])
    for given in bodies:
        ident = given["id"]
        if ident in rows and _another(rows[ident], given):
            ident = id_apart(given)
            given = given | {"id": ident}
        body = given | {"found_by": [search]} | ({"since": seq} if seq else {})
        before = rows.get(ident)
        if before is None:
            plan.new += 1
            plan.touched.add(ident)
            plan.records[ident] = Draft("record.added", ident, body)
            rows[ident] = body
            continue
        plan.known += 1
        after = _newer(before, body, search)
        if after is None:
            continue
        other = content_of(after) != content_of(before)
        kind = plan.records[ident].kind if ident in plan.records else "record.amended"
        why = f"a newer state at {source}" if other else f"found by {search} too"
        plan.records[ident] = Draft(kind, ident, after, why if kind == "record.amended" else "")
        if other:
            plan.changed += kind == "record.amended"
            plan.touched.add(ident)
        rows[ident] = after
    for pmid in gone:
        key = f"{slug(source)}:{pmid}"
        row = rows.get(key)
        if row is None:
            plan.unheld.append(pmid)
        elif not row.get("withdrawn") and not row.get("kept"):
            reason = f"{source} took it back (DeleteCitation)"
            body = {name: value for name, value in row.items() if name != "event"} | {"withdrawn": reason}
            kind = plan.records[key].kind if key in plan.records else "record.amended"
            plan.records[key] = Draft(kind, key, body, reason)
            plan.withdrawn += 1
            plan.touched.add(key)
            rows[key] = body
    ties = [*tables["ties"].values()]
    found = [*proposed(rows, plan.touched, tables["ties"]), *known_reports(rows, ties, tables["reports"])]
    plan.ties = [Draft("tie.noted", tie.key, dump(tie)) for tie in found]
    return plan


def _another(before: Json, body: Json) -> bool:
    """Say whether an entry is another publication than the one that has its id: they share a DOI and nothing else."""
    if body.get("pmid") or not body.get("doi") or body.get("doi") != before.get("doi"):
        return False
    return not of_one_doi(citation(record_of(before)), citation(record_of(body)))


def _newer(before: Json, body: Json, search: str) -> Json | None:
    """Return the state of a known record after it was found again, None where nothing changes."""
    held_state = {key: value for key, value in before.items() if key != "event"}
    by = list(held_state["found_by"])
    after = held_state
    if content_of(body) != content_of(held_state) and not _older(body, held_state):
        after = body
        if held_state.get("kept"):
            after = after | {"kept": held_state["kept"]}
        if body["rule"]["choice"] == held_state["rule"]["choice"] and "since" in held_state:
            after = after | {"since": held_state["since"]}
    after = after | {"found_by": by if search in by else [*by, search]}
    return None if after == held_state else after


#: What a record may tell: without a day of revision, one of the same title that tells less is no newer state.
_TOLD = (
    "title", "vernacular_title", "pmid", "pmcid", "doi", "authors", "journal", "year", "volume", "issue", "pages",
    "languages", "types", "links", "names",
)  # fmt: skip


def _older(body: Json, before: Json) -> bool:
    """Say whether a record is an older or poorer state of what the review holds."""
    if before.get("title") and not body.get("title"):
        return True
    undated = not before.get("revised") and not body.get("revised")
    if undated and body.get("title") == before.get("title") and body.get("text") != before.get("text"):
        held_fields, fields = ({name for name in _TOLD if row.get(name)} for row in (before, body))
        if fields < held_fields:
            return True
    if before.get("version") and not body.get("version") and body.get("revised") == before.get("revised"):
        return True  # the same state as MEDLINE text, which tells less than XML
    ours, theirs = str(before.get("version", "")), str(body.get("version", ""))
    if ours.isdecimal() and theirs.isdecimal() and ours != theirs:
        return int(theirs) < int(ours)
    return bool(before.get("revised")) and str(body.get("revised", "")) < str(before["revised"])


def _written(
    ledger: Ledger,
    study: Study,
    review: Review,
    plan: _Plan,
    source: str,
    read: int,
    files: Files | None,
    actor: str,
) -> Taken:
    note = None
    if files is not None and plan.search not in review.tables["searches"]:
        note = _noted(plan, source, read, files)
    if note is None and not plan.records and not plan.ties:
        return Taken(plan.search, read=read, known=plan.known)
    ledger.append(plan.drafts(note), now(), actor)
    kinds = [draft.body["kind"] for draft in plan.ties]
    touched = plan.touched | {draft.body["a"] for draft in plan.ties}
    with held(ledger, study) as after:
        more = consequences(after, touched)
    if more:
        ledger.append(more, now(), actor)
    with held(ledger, study) as after:
        told = notices(after, touched)
    held_notes = {(row["subject"], row["words"]) for row in notes(ledger, {report for report, _ in told})}
    told = [item for item in told if item not in held_notes]
    for report, words in told:
        write(ledger, report, words, actor)
    return Taken(
        plan.search,
        read=read,
        new=plan.new,
        changed=plan.changed,
        known=plan.known,
        withdrawn=plan.withdrawn,
        merged=kinds.count("same"),
        linked=kinds.count("version"),
        doubtful=kinds.count("doubtful"),
        reports=kinds.count("report"),
        retracted=tuple(draft.subject for draft in more if draft.kind == "report.amended"),
        notices=tuple(f"{report}: {words}" for report, words in told),
        ids=plan.ids,
    )


def _noted(plan: _Plan, source: str, read: int, files: Files) -> Draft:
    body = FilesTaken(
        id=plan.search,
        source=source,
        files=files.names,
        sha256=files.sha256,
        formats=files.formats,
        read=max(read, files.read),
        new=plan.new,
        known=plan.known,
        withdrawn=plan.withdrawn,
        taken_back=tuple(sorted(set(plan.unheld), key=lambda pmid: (len(pmid), pmid))),
        problems=files.problems,
    )
    return Draft("search.files", plan.search, dump(body))


def problem_lines(issues: Iterable[Issue]) -> tuple[str, ...]:
    """Return the first problems as texts that an event may hold."""
    lines = (" ".join(str(issue).split())[:LONGEST] for issue in issues)
    return tuple(line for line, _ in zip(lines, range(_MOST_PROBLEMS), strict=False) if not text_fault(line))


def _same_files(review: Review, source: str, files: Files | None) -> str:
    """Return the id under which these very files were taken in before, '' where they were not."""
    for key, row in review.tables["searches"].items():
        if files is not None and key.startswith("F") and row["source"] == source:
            same = (tuple(row["files"]), tuple(row.get("sha256", ()))) == (files.names, files.sha256)
            if same or (files.sha256 and tuple(row.get("sha256", ())) == files.sha256):
                return key
    return ""
