"""Fetch the open-access full texts of candidates from Europe PMC and store them as documents.

Asked for are the records of every run that the rules include or leave to a person, by their PMC id or, for
preprints, by Europe PMC's own id. The XML as it came stays in `fetched/full-text/`, the document in `documents/`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aneatlas.core.body import dump
from aneatlas.core.events import Draft
from aneatlas.core.issues import FileUnreadable, Level
from aneatlas.core.search import SearchRun
from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import LANGUAGES
from aneatlas.literature.decisions import Choice, decide
from aneatlas.literature.names import names_of
from aneatlas.literature.records import Record
from aneatlas.literature.sources import europepmc
from aneatlas.store import Ledger
from aneatlas.workflows import evidence
from aneatlas.workflows.fetched import FOLDER, Fetched, write_whole
from aneatlas.workflows.find import Step, client_of, lines, records_of
from aneatlas.workflows.place import PROGRAM
from aneatlas.workflows.reading import save_document, save_source
from aneatlas.workflows.sources import Sources
from aneatlas.workflows.transport import Clock, SystemClock, Unanswered, troubles
from aneatlas.workflows.unread import note

SEARCH = "full_text"
LIST = "texts.json"


@dataclass(slots=True)
class Texts:
    """What a round brought: ids asked for, documents by id, ids without an open full text, and what went wrong."""

    asked: list[str] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def stored_texts(home: Path) -> dict[str, str]:
    """Return the full texts that are there: PMC or preprint id -> hash of the document. Raises FileUnreadable."""
    path = home / FOLDER / "full-text" / LIST
    try:
        found = json.loads(path.read_bytes()) if path.exists() else {}
    except (OSError, ValueError):
        raise FileUnreadable(
            f"{path}: the list is damaged. Remove it; the texts are fetched again."
        ) from None
    return {str(key): str(value) for key, value in dict(found).items()}


def wanted_texts(study: Study, records: Iterable[Record]) -> list[str]:
    """Return the ids of the full texts to ask for: of candidates, unless Europe PMC says that they are not open."""
    names = names_of(study)
    wanted: dict[str, bool] = {}
    for record in records:
        preprint = record.other.get("id", ("",))[0] if record.entry_type == "preprint" else ""
        ident = record.pmcid or preprint
        if not ident or decide(record, names).choice is Choice.EXCLUDE:
            continue
        # Only Europe PMC's own record says whether the text is open; PubMed's leaves it to be tried.
        is_open = record.other.get("isOpenAccess", ("",))[0]
        wanted[ident] = is_open == "Y" if is_open else wanted.get(ident, True)
    return [ident for ident, is_open in wanted.items() if is_open]


def fetch_texts(
    ledger: Ledger,
    study: Study,
    sources: Sources,
    *,
    clock: Clock | None = None,
    chance: Callable[[], float] = random.random,
    step: Step = lambda what, done, of: None,
) -> Texts:
    """Fetch what is not stored yet; note the round in the ledger as a run of the search 'full_text'.

    Raises NotWritable, FileUnreadable for damaged states of earlier runs, LedgerBusy where another process is at it.
    """
    with Fetched(ledger.home).alone():
        return _fetched(ledger, study, sources, clock or SystemClock(), chance, step)


def _fetched(
    ledger: Ledger, study: Study, sources: Sources, clock: Clock, chance: Callable[[], float], step: Step
) -> Texts:
    store = Fetched(ledger.home)
    here = stored_texts(ledger.home)
    documents = ledger.home / evidence.FOLDER
    records = (record for run in store.runs() for record in records_of(store, run))
    asked = [
        ident
        for ident in wanted_texts(study, records)
        if ident not in here or not (documents / f"{here[ident]}.json").is_file()
    ]
    texts = Texts(asked=asked)
    if not asked:
        return texts
    begun = _time(clock)
    client = client_of("europepmc", sources, clock, chance)
    try:
        for number, ident in enumerate(asked, start=1):
            try:
                body = client.ask(europepmc.text_ask(ident), europepmc.check_text)
            except Unanswered as problem:
                if problem.status == 404:
                    texts.closed.append(ident)
                    continue
                texts.problems.append(problem.reason)
                if problem.away:
                    break
                continue
            _store(ledger.home, ident, body, here, texts, _time(clock))
            step(f"full texts, {ident}", number, len(asked))
    except KeyboardInterrupt:
        texts.problems.append("stopped by the user")
        raise
    finally:
        client.close()
        # 404 is an answer, not a trouble.
        happened = [line for line in troubles(client.tally) if "status 404" not in line]
        mine = [line for line in texts.problems if line not in client.tally.troubles]
        texts.problems = list(dict.fromkeys([*mine, *happened]))
        _note(ledger, store, texts, begun, clock, client.tally.requests, client.tally.repeated)
    return texts


def _store(home: Path, ident: str, body: bytes, here: dict[str, str], texts: Texts, at: str) -> None:
    folder = home / FOLDER / "full-text"
    write_whole(folder / f"{ident}.xml.gz", gzip.compress(body, mtime=0))
    readings = read_bytes(body, f"{ident}.xml", LANGUAGES)
    note(home, f"{ident}.xml", [issue for reading in readings for issue in reading.issues], at, ident)
    document = readings[0].document if readings else None
    if document is None:
        faults = [
            str(issue) for reading in readings for issue in reading.issues if issue.level is Level.ERROR
        ]
        texts.problems.append(f"{ident}: {faults[0] if faults else 'the text cannot be read'}")
        return
    path = save_document(document, home / evidence.FOLDER)
    save_source(body, document, home / evidence.FOLDER)
    here[ident] = texts.documents[ident] = path.stem
    write_whole(folder / LIST, json.dumps(here, indent=1, sort_keys=True).encode())


def _note(
    ledger: Ledger, store: Fetched, texts: Texts, begun: str, clock: Clock, requests: int, repeated: int
) -> None:
    at = _time(clock)
    taken = {key for key, _ in ledger.present().rows("searches") if key.startswith("S")}
    open_ones = len(texts.asked) - len(texts.closed)
    complete = len(texts.documents) >= open_ones
    if not complete and not texts.problems:
        texts.problems.append("the round was cut off")
    closed = [f"no open full text: {', '.join(texts.closed[at : at + 20])}" for at in range(0, len(texts.closed), 20)]  # fmt: skip
    asked = hashlib.sha256("\n".join(texts.asked).encode()).hexdigest()
    event = SearchRun(
        id=store.free_id(taken), source="Europe PMC", search=SEARCH, version="1",
        query=f"full texts of {len(texts.asked)} candidates (SHA-256 of their ids, one a line: {asked})",
        until=at[:10], begun=begun, stated=open_ones, read=len(texts.documents), new=len(texts.documents),
        complete=complete, requests=requests, repeated=repeated, notices=lines(closed), problems=lines(texts.problems),
    )  # fmt: skip
    ledger.append([Draft("search.run", event.id, dump(event))], at, PROGRAM)


def _time(clock: Clock) -> str:
    return datetime.fromtimestamp(clock.wall(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
