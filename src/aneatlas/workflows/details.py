"""Fetch the details of records that came without any: lists of PMIDs are asked for at PubMed, DOIs at Europe PMC.

A record keeps its id, its source and the search that found it; its title, abstract and so on are filled in. A round is
noted in the ledger as a run of the search 'details' for each source that was asked.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aneatlas.core.body import dump
from aneatlas.core.events import Draft, Json
from aneatlas.core.search import SearchRun
from aneatlas.core.searches import SOURCE_NAMES, Source
from aneatlas.core.study import Study
from aneatlas.literature.records import Origin, Record
from aneatlas.literature.sources import europepmc, eutils
from aneatlas.literature.sources.asking import Ask
from aneatlas.literature.sources.europepmc_records import record_of
from aneatlas.store import Ledger
from aneatlas.workflows.fetched import Fetched
from aneatlas.workflows.find import TOOL, Step, client_of, lines
from aneatlas.workflows.place import PROGRAM
from aneatlas.workflows.review import held, take_records
from aneatlas.workflows.sources import Sources
from aneatlas.workflows.transport import Client, Clock, SystemClock, Unanswered, troubles

SEARCH = "details"
#: DOIs in one question to Europe PMC.
DOIS = 25


@dataclass(slots=True)
class Details:
    """What a round brought at one source: identifiers asked for, those that came, and what went wrong."""

    source: Source
    asked: list[str]
    came: dict[str, Record] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Return the identifiers that the source gave nothing for."""
        return [one for one in self.asked if one not in self.came]


def fetch_details(
    ledger: Ledger,
    study: Study,
    sources: Sources,
    *,
    clock: Clock | None = None,
    chance: Callable[[], float] = random.random,
    step: Step = lambda what, done, of: None,
) -> list[Details]:
    """Fetch the details of every record without a title; return what came, for each source that was asked.

    Raises NotWritable, LedgerBusy where another process is at it. A source that does not answer raises nothing: the
    round says so.
    """
    clock = clock or SystemClock()
    found: list[Details] = []
    with Fetched(ledger.home).alone():
        with held(ledger, study) as review:
            bare = {key: row for key, row in review.tables["records"].items() if _bare(row)}
        for source in ("pubmed", "europepmc"):
            ids = list(dict.fromkeys(own for row in bare.values() if (own := _own(row, source))))
            if ids:
                found.append(_round(ledger, Details(source, ids), sources, clock, chance, step))
                _fill(ledger, study, bare, found[-1])
    return found


def _bare(row: Json) -> bool:
    return not row.get("title") and not row.get("vernacular_title") and not row.get("withdrawn")


def _own(row: Json, source: Source) -> str:
    """Return the identifier by which a source is asked for a record, '' where it is not."""
    pmid = str(row.get("pmid", ""))
    return pmid if source == "pubmed" else "" if pmid else str(row.get("doi", "")).lower()


def _round(
    ledger: Ledger, details: Details, sources: Sources, clock: Clock, chance: Callable[[], float], step: Step
) -> Details:
    begun = _time(clock)
    client = client_of(details.source, sources, clock, chance)
    size = eutils.BATCH if details.source == "pubmed" else DOIS
    try:
        for start in range(0, len(details.asked), size):
            part = details.asked[start : start + size]
            try:
                details.came |= dict(_answers(client, details.source, part, sources))
            except Unanswered as problem:
                details.problems.append(problem.reason)
                if problem.away:
                    break
            step(f"details from {SOURCE_NAMES[details.source]}", start + len(part), len(details.asked))
    except KeyboardInterrupt:
        details.problems.append("stopped by the user")
        raise
    finally:
        client.close()
        if details.missing:
            shown = ", ".join(details.missing[:20]) + (" ..." if len(details.missing) > 20 else "")
            details.problems.append(f"no details of {len(details.missing)}: {shown}")
        details.problems = list(dict.fromkeys([*details.problems, *troubles(client.tally)]))
        _note(ledger, details, begun, clock, client)
    return details


def _answers(
    client: Client, source: Source, part: Sequence[str], sources: Sources
) -> Iterator[tuple[str, Record]]:
    """Yield (identifier as it was asked for, record) of what a source answers."""
    if source == "pubmed":
        who = eutils.identity(TOOL, sources.email, sources.ncbi_api_key)
        records, _ = client.ask(eutils.ids_ask(part, who), lambda body: eutils.parse_fetch(body, SEARCH))
        yield from ((record.pmid, record) for record in records if record.pmid in part and record.title)
        return
    query = " OR ".join('DOI:"{}"'.format(doi.replace('"', "")) for doi in part)
    ask: Ask = europepmc.search_ask(query, europepmc.START, sources.email)
    page = client.ask(ask, europepmc.parse_page)
    for number, result in enumerate(page.results, start=1):
        record = record_of(result, Origin(SEARCH, number))
        if record.doi.lower() in part and record.title:
            yield record.doi.lower(), record


def _fill(ledger: Ledger, study: Study, bare: Mapping[str, Json], details: Details) -> None:
    """Hand what came to the review, as a newer state of the records that were bare."""
    groups: dict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
    for key, row in bare.items():
        record = details.came.get(_own(row, details.source))
        if record is not None:
            groups[row["source"], row["found_by"][0]][key] = record
    for (source, search), records in groups.items():
        take_records(
            ledger, study, records.values(), source=source, search=search, actor=PROGRAM, ids=tuple(records)
        )


def _note(ledger: Ledger, details: Details, begun: str, clock: Clock, client: Client) -> None:
    at = _time(clock)
    taken = {key for key, _ in ledger.present().rows("searches") if key.startswith("S")}
    digest = hashlib.sha256("\n".join(details.asked).encode()).hexdigest()
    event = SearchRun(
        id=Fetched(ledger.home).free_id(taken), source=SOURCE_NAMES[details.source], search=SEARCH, version="1",
        query=f"details of {len(details.asked)} records (SHA-256 of their identifiers, one a line: {digest})",
        until=at[:10], begun=begun, stated=len(details.asked), read=len(details.came), new=0,
        complete=not details.missing, requests=client.tally.requests, repeated=client.tally.repeated,
        problems=lines(details.problems),
    )  # fmt: skip
    ledger.append([Draft("search.run", event.id, dump(event))], at, PROGRAM)


def _time(clock: Clock) -> str:
    return datetime.fromtimestamp(clock.wall(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
