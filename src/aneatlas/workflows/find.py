"""Run the study's searches: fetch what is new, note every run in the ledger, hand the records to the review.

A run is one search put to one source. It is noted in the ledger whatever becomes of it. A run that did not
come to its end within a day of its beginning is taken up where it stopped, under the same id; a later run asks
again for everything since the last complete one, less a few days.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from aneatlas.core.body import dump
from aneatlas.core.events import Draft
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.search import MOST_LINES, SearchRun
from aneatlas.core.searches import SOURCE_NAMES, Search, Source
from aneatlas.core.study import Study
from aneatlas.literature.pubmed_file import read_stream
from aneatlas.literature.records import Origin, Record
from aneatlas.literature.sources import europepmc, eutils
from aneatlas.literature.sources.asking import plain
from aneatlas.literature.sources.europepmc_records import record_of
from aneatlas.store import Ledger
from aneatlas.workflows import find_europepmc, find_pubmed
from aneatlas.workflows.fetched import Fetched, Run
from aneatlas.workflows.place import PROGRAM
from aneatlas.workflows.review.taking import Taken, take_records
from aneatlas.workflows.sources import Sources
from aneatlas.workflows.transport import Client, Clock, Limiter, SystemClock, Unanswered, troubles

TOOL = "aneatlas"
#: Days asked for again: sources take in and index records with delay, and in other time zones.
OVERLAP = timedelta(days=7)
#: A run younger than this is taken up again; what an older one listed is asked for anew.
FRESH = timedelta(hours=24)
_LOST = "{} was gone or damaged; its records are asked for again"
Step = Callable[[str, int, int], None]
Take = Callable[[Ledger, Study, Iterable[Record], str, str], Taken]


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one search: the event's body, and what the review said of its records (None without any)."""

    event: SearchRun
    taken: Taken | None = None


def find(
    ledger: Ledger,
    study: Study,
    sources: Sources,
    take: Take,
    *,
    only: Sequence[str] = (),
    everything: bool = False,
    clock: Clock | None = None,
    chance: Callable[[], float] = random.random,
    step: Step = lambda what, done, of: None,
) -> Iterator[Ran]:
    """Run the searches one after the other, and yield what became of each.

    only: ids of searches or of sources; all without it. everything: ask for all records, not only for new
    ones. take: hands the records of a run to the review. Raises FactsInvalid for an unknown name,
    FileUnreadable for a damaged state of an earlier run, NotWritable, LedgerBusy where another process is at
    it. A source that does not answer raises nothing: its run says so.
    """
    clock = clock or SystemClock()
    store = Fetched(ledger.home)
    searches = chosen(study, only)
    with store.alone():
        for run in store.runs():
            if not run.noted:
                _note(ledger, store, run, clock)  # an earlier run was killed
            if run.answers and not run.taken and not store.damaged(run):
                _hand_over(ledger, study, store, run, take)  # an earlier run was stopped before it could
        limiters: dict[Source, Limiter] = {}
        for search in searches:
            limiter = limiters.setdefault(search.source, Limiter(rate_of(search.source, sources), clock))
            client = client_of(search.source, sources, clock, chance, limiter)
            try:
                run = _begun(ledger, store, search, clock, everything)
                event = _ran(ledger, store, run, client, sources, clock, step)
            finally:
                client.close()
            yield Ran(event, _hand_over(ledger, study, store, run, take) if run.answers else None)


def _hand_over(ledger: Ledger, study: Study, store: Fetched, run: Run, take: Take) -> Taken:
    taken = take(ledger, study, records_of(store, run), SOURCE_NAMES[run.source], run.id)
    run.taken = True
    store.save(run)
    return taken


def runs_of(ledger: Ledger) -> Iterator[SearchRun]:
    """Yield the runs that the ledger knows, oldest first, each as it stands now."""
    for key, row in ledger.present().rows("searches"):
        if key.startswith("S"):
            yield SearchRun.model_validate({name: value for name, value in row.items() if name != "event"})


def take(ledger: Ledger, study: Study, records: Iterable[Record], source: str, search: str) -> Taken:
    """Hand the records of a run to the review; nothing is taken in twice."""
    return take_records(ledger, study, records, source=source, search=search, actor=PROGRAM)


def chosen(study: Study, only: Sequence[str]) -> list[Search]:
    """Return the searches of the given ids or sources. Raises FactsInvalid for a name that is neither."""
    known = {name for search in study.searches for name in (search.id, search.source)}
    for name in only:
        if name not in known:
            raise FactsInvalid(f"'{name}' is no search and no source of the study. Known are: {', '.join(sorted(known))}.")  # fmt: skip
    found = [search for search in study.searches if not only or {search.id, search.source} & set(only)]
    if not found:
        raise FactsInvalid("the study has no searches. Add a file to its folder searches/.")
    return found


def rate_of(source: Source, sources: Sources) -> float:
    """Return how many requests a second a source allows."""
    if source == "pubmed":
        return eutils.RATE_WITH_KEY if sources.ncbi_api_key else eutils.RATE
    return europepmc.RATE


def client_of(
    source: Source,
    sources: Sources,
    clock: Clock,
    chance: Callable[[], float] = random.random,
    limiter: Limiter | None = None,
) -> Client:
    """Return a connection to a source. limiter: shared by connections that follow one another."""
    address = sources.addresses.pubmed if source == "pubmed" else sources.addresses.europepmc
    key = sources.ncbi_api_key if source == "pubmed" else ""
    rate = rate_of(source, sources)
    return Client(address, rate, email=sources.email, secret=key, clock=clock, chance=chance, limiter=limiter)


def _begun(ledger: Ledger, store: Fetched, search: Search, clock: Clock, everything: bool) -> Run:
    """Return the run to take up again, or a new one whose window reaches back to the last complete one.

    Where a stored answer was lost, everything is asked for again.
    """
    now = datetime.fromtimestamp(clock.wall(), UTC)
    same = [run for run in store.runs() if run.search == search.id]
    same = [run for run in same if (run.version, run.query) == (search.version, search.query)]
    lost = [name for run in same for name in store.check(run)]
    for run in same if lost else ():
        run.complete = False
        store.save(run)
    everything = everything or bool(lost)
    newest = same[-1] if same else None
    if newest and _goes_on(newest, now) and not (everything and newest.since):
        newest.problems += [_LOST.format(name) for name in lost]
        return newest
    last = max((run.until for run in same if run.complete), default="")
    since = (date.fromisoformat(last) - OVERLAP).isoformat() if last and not everything else ""
    taken = {key for key, _ in ledger.present().rows("searches")}
    run = Run(
        id=store.free_id({key for key in taken if key.startswith("S")}),
        source=search.source, search=search.id, version=search.version, query=search.query, since=since,
        until=now.date().isoformat(), begun=now.strftime("%Y-%m-%dT%H:%M:%SZ"), begun_at=now.timestamp(),
        problems=[_LOST.format(name) for name in lost],
    )  # fmt: skip
    store.save(run)
    return run


def _goes_on(run: Run, now: datetime) -> bool:
    return not run.complete and not run.ended and now.timestamp() - run.begun_at < FRESH.total_seconds()


def _ran(
    ledger: Ledger, store: Fetched, run: Run, client: Client, sources: Sources, clock: Clock, step: Step
) -> SearchRun:
    earlier = len(run.problems)

    def told(done: int, of: int) -> None:
        step(f"{run.id} {run.search}", done, of)

    try:
        if run.source == "pubmed":
            who = eutils.identity(TOOL, sources.email, sources.ncbi_api_key)
            find_pubmed.fetch(run, store, client, who, told)
        else:
            find_europepmc.fetch(run, store, client, sources.email, told)
    except Unanswered as problem:
        run.problems.append(problem.reason)
    except KeyboardInterrupt:
        run.problems.append("stopped by the user")
        raise
    finally:
        run.requests += client.tally.requests
        run.repeated += client.tally.repeated
        mine = [line for line in run.problems[earlier:] if line not in client.tally.troubles]
        run.problems = list(dict.fromkeys([*run.problems[:earlier], *mine, *troubles(client.tally)]))
        event = _note(ledger, store, run, clock)
    return event


def _note(ledger: Ledger, store: Fetched, run: Run, clock: Clock) -> SearchRun:
    """Note in the ledger how far a run has come."""
    run.complete = run.stated is not None and len(run.read) >= run.stated and not _missing(run)
    if not run.complete and not run.problems:
        run.problems.append("the run was cut off")
    store.save(run)
    event = _event(store, run)
    at = datetime.fromtimestamp(clock.wall(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    ledger.append([Draft("search.run", run.id, dump(event))], at, PROGRAM)
    run.noted = True
    store.save(run)
    return event


def _missing(run: Run) -> bool:
    if run.source == "europepmc":
        return not run.ended
    return run.wanted is None or not run.read.issuperset(run.wanted)


def _event(store: Fetched, run: Run) -> SearchRun:
    before = {
        id
        for other in store.runs()
        if other.source == run.source and (len(other.id), other.id) < (len(run.id), run.id)
        for id in other.read
    }
    return SearchRun(
        id=run.id,
        source=SOURCE_NAMES[run.source],
        search=run.search,
        version=run.version,
        query=run.query,
        since=run.since,
        until=run.until,
        begun=run.begun,
        stated=run.stated,
        read=len(run.read),
        new=len(run.read - before),
        complete=run.complete,
        requests=run.requests,
        repeated=run.repeated,
        notices=lines(run.notices),
        problems=lines(run.problems),
    )


def lines(found: Sequence[str]) -> tuple[str, ...]:
    """Return remarks as the ledger holds them: short lines, each once, the last one saying how many more there were."""
    lines = [plain(line) for line in dict.fromkeys(found)]
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[: MOST_LINES - 1], f"... and {len(lines) - MOST_LINES + 1} more")


def records_of(store: Fetched, run: Run) -> Iterator[Record]:
    """Yield the records of a run's stored answers, each once, in the order in which they came.

    Raises FileUnreadable where a stored answer is gone or damaged.
    """
    seen: set[str] = set()
    for name, body in store.bodies(run):
        if run.source == "pubmed":
            for item in read_stream([body], name):
                if isinstance(item, Record) and item.pmid not in seen:
                    seen.add(item.pmid)
                    yield item
            continue
        for number, result in enumerate(europepmc.parse_page(body).results, start=1):
            ident = europepmc.identifier(result)
            if ident not in seen:
                seen.add(ident)
                yield record_of(result, Origin(name, number))
