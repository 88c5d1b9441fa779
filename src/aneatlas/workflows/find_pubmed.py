"""Fetch what a search of PubMed finds: list the PMIDs, fetch them in batches, then ask for each that is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from aneatlas.literature.records import Record
from aneatlas.literature.sources import eutils
from aneatlas.literature.sources.asking import Ask
from aneatlas.literature.sources.eutils import Found, Identity
from aneatlas.workflows.fetched import Fetched, Run
from aneatlas.workflows.transport import Client, Unanswered

#: After so many refusals in a row the history server has forgotten the search: records are asked for by PMID.
MOST_FORGOTTEN = 2
#: After so many refusals in a row the source is left alone until the next run. Halving a batch of 200 down to
#: its first record takes nine.
MOST_REFUSED = 12
Step = Callable[[int, int], None]


@dataclass(slots=True)
class _Patience:
    """Counts refusals in a row."""

    refused: int = 0

    def bear(self, problem: Unanswered, most: int) -> None:
        """Note a refusal; raise it where the source is away or has refused too often."""
        self.refused += 1
        if problem.away or self.refused >= most:
            raise problem


def fetch(run: Run, store: Fetched, client: Client, who: Identity, step: Step) -> None:
    """Bring a run as far as the source lets it come. What is missing then is named in the run's problems.

    Raises Unanswered where the search itself gets no answer, or nothing does any more.
    """
    fresh: list[Found] = []
    if run.wanted is None:
        fresh = _search(run, client, who)
        run.wanted = list(dict.fromkeys(pmid for found in fresh for pmid in found.ids))
        store.save(run)
    for found in fresh:
        _from_history(run, store, client, found, who, step)
    missing = _missing(run, run.wanted)
    patience = _Patience()
    for start in range(0, len(missing), eutils.BATCH):
        _by_pmid(run, store, client, missing[start : start + eutils.BATCH], who, patience)
        step(len(run.read), len(run.wanted))
    if still := _missing(run, run.wanted):
        shown = ", ".join(still[:20]) + (" ..." if len(still) > 20 else "")
        run.problems.append(f"{len(still)} records were listed and did not come: PMID {shown}")


def _missing(run: Run, ids: Sequence[str]) -> list[str]:
    read = run.read
    return [pmid for pmid in ids if pmid not in read]


def _search(run: Run, client: Client, who: Identity) -> list[Found]:
    term = eutils.since(run.query, date.fromisoformat(run.since)) if run.since else run.query
    whole = client.ask(eutils.search_ask(term, who), eutils.parse_search)
    run.stated = whole.count
    run.notices += whole.notices
    if whole.count <= eutils.MOST:
        return [whole]
    parts = list(_windows(run, client, term, who, eutils.FIRST_DAY, eutils.LAST_DAY))
    if (listed := sum(len(part.ids) for part in parts)) < whole.count:
        run.problems.append(
            f"PubMed states {whole.count} records and listed {listed} of them; narrow the query"
        )
    return parts


def _windows(run: Run, client: Client, term: str, who: Identity, first: date, last: date) -> Iterator[Found]:
    found = client.ask(eutils.search_ask(eutils.between(term, first, last), who), eutils.parse_search)
    if found.count <= eutils.MOST or first == last:
        if found.count > eutils.MOST:
            run.problems.append(
                f"PubMed made {found.count} of the records on {first}; it lists {eutils.MOST}"
            )
        if found.count:
            yield found
        return
    for part in eutils.halves(first, last):
        yield from _windows(run, client, term, who, *part)


def _keep(run: Run, store: Fetched, client: Client, ask: Ask, tries: int = 0) -> None:
    records: list[Record] = []

    def read(body: bytes) -> bytes:
        records[:] = eutils.parse_fetch(body, run.id)[0]
        return body

    body = client.ask(ask, read, tries=tries)
    if ids := [record.pmid for record in records if record.pmid]:
        store.keep(run, body, "xml", ids)


def _from_history(run: Run, store: Fetched, client: Client, found: Found, who: Identity, step: Step) -> None:
    """Fetch a result from the history server in batches; a batch that does not come is left to `_by_pmid`."""
    patience = _Patience()
    for start in range(0, len(found.ids), eutils.BATCH):
        try:
            _keep(run, store, client, eutils.fetch_ask(found, start, who))
            patience.refused = 0
        except Unanswered as problem:
            run.problems.append(problem.reason)
            patience.refused += 1
            if problem.away:
                raise
            if patience.refused == MOST_FORGOTTEN:
                return
        step(len(run.read), len(run.wanted or ()))


def _by_pmid(
    run: Run, store: Fetched, client: Client, ids: Sequence[str], who: Identity, patience: _Patience
) -> None:
    """Fetch records by PMID; what does not come as a whole is halved until the one that is broken stands alone."""
    try:
        _keep(run, store, client, eutils.ids_ask(ids, who), tries=2 if patience.refused else 0)
        patience.refused = 0
    except Unanswered as problem:
        run.problems.append(problem.reason)
        patience.bear(problem, MOST_REFUSED)
    missing = _missing(run, ids)
    if missing and len(ids) > 1:
        middle = (len(missing) + 1) // 2
        for part in (missing[:middle], missing[middle:]):
            if part:
                _by_pmid(run, store, client, part, who, patience)
