"""Articles: keep the text of a report with the atlas, and register a report that is not there yet."""

from __future__ import annotations

import hashlib

from aneatlas.core.body import dump
from aneatlas.core.events import Draft
from aneatlas.core.evidence import TextSource
from aneatlas.core.facts import Report
from aneatlas.core.issues import FileUnreadable, errors
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study
from aneatlas.documents.model import Document
from aneatlas.documents.read import read_bytes
from aneatlas.documents.reading import MAX_BYTES
from aneatlas.extraction.extract import LANGUAGES
from aneatlas.store import Ledger
from aneatlas.store.failures import translated
from aneatlas.store.parts import records_behind, rows_from, rows_of
from aneatlas.store.turns import turn
from aneatlas.workflows.evidence import FOLDER, StoredDocuments
from aneatlas.workflows.place import now
from aneatlas.workflows.reading import save_document, save_source
from aneatlas.workflows.unread import note
from aneatlas.workflows.verification.desk import Person, refused


def keep_article(ledger: Ledger, name: str, data: bytes, about: str = "") -> Document:
    """Read an article of any format that `aneatlas read` knows, keep its text, and return it.

    An article from which nothing may be taken waits in the queue with its reason (`unread`); its text, where it has
    one, is kept all the same, to be read by hand. about: the record it belongs to. Raises FileUnreadable where
    nothing can be read, or the file holds several articles.
    """
    if len(data) > MAX_BYTES:
        raise FileUnreadable(
            f"{name}: the file has {len(data) // 2**20} MB; the limit is {MAX_BYTES // 2**20} MB."
        )
    readings = read_bytes(data, name, LANGUAGES)
    note(ledger.home, name, [issue for reading in readings for issue in reading.issues], now(), about)
    found = [reading.document for reading in readings if reading.document is not None]
    if not found:
        problem = next((str(issue) for reading in readings for issue in reading.issues), "nothing to read")
        raise FileUnreadable(f"{name}: {problem}")
    if len(found) > 1:
        raise FileUnreadable(f"{name}: {len(found)} articles in one file. Give one article.")
    with translated(str(ledger.home / FOLDER)):
        save_document(found[0], ledger.home / FOLDER)
        save_source(data, found[0], ledger.home / FOLDER)
    return found[0]


def register_article(
    ledger: Ledger,
    study: Study,
    document: Document,
    person: Person,
    at: str,
    *,
    title: str,
    type: str,
    read: str,
) -> str:
    """Register the report of a stored article, or find the one that has its identifiers. Return its id.

    Raises FactsInvalid.
    """
    identifiers = {name: document.identifiers.get(name, "") for name in ("doi", "pmid", "pmcid")}
    with turn(ledger):
        numbers = [0]
        state = State()
        for key, row in rows_from(ledger, "reports"):
            numbers.append(int(key[1:]))
            state.tables["reports"][key] = row
            if any(
                value and str(row.get(name, "")).lower() == value.lower()
                for name, value in identifiers.items()
            ):
                _remember(ledger, key, document)
                return key
        body = dump(
            Report(
                id=f"R{max(numbers) + 1:04d}", title=title or document.title or "Untitled", type=type, read=read,
                title_is_description=not document.title, **identifiers,
            )
        )  # fmt: skip
        draft = Draft("report.registered", str(body["id"]), body, "The article was taken in to be read.")
        if found := errors(Gate(study, state).check(draft)):
            raise refused(*found)
        ledger.append([draft], at, person.name)
    _remember(ledger, str(body["id"]), document)
    return str(body["id"])


def keep_text_of_record(ledger: Ledger, record: str, name: str, data: bytes) -> Document:
    """Keep the article behind a record that is screened on its full text, and return it.

    When the record becomes a report, its readers are given this text. Raises FileUnreadable.
    """
    document = keep_article(ledger, name, data, record)
    _remember(ledger, _slug(record), document)
    return document


def text_of_record(ledger: Ledger, record: str) -> str:
    """Return the hash of the newest text that was kept for a record, '' without one."""
    return _remembered(ledger, _slug(record))


def _slug(record: str) -> str:
    return "record-" + hashlib.sha256(record.encode()).hexdigest()[:32]  # an id may hold ':' and '/'


def _remembered(ledger: Ledger, name: str) -> str:
    path = ledger.home / FOLDER / f"{name}.text"
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""


def _remember(ledger: Ledger, name: str, document: Document) -> None:
    """Note beside the stored texts which of them is the newest of a report or record: private, like the texts."""
    path = ledger.home / FOLDER / f"{name}.text"
    with translated(str(path)):
        part = path.with_suffix(".part")
        part.write_text(document.hash, encoding="ascii")
        part.replace(path)


def stored_document(ledger: Ledger, report: str) -> str:
    """Return the hash of a report's stored text, '' without one.

    It is the newest taken in, else the one kept while its records were screened, else that of its quotes.
    """
    if found := _remembered(ledger, report):
        return found
    for record in records_behind(ledger, report):
        if found := text_of_record(ledger, record):
            return found
    cases = [report, *rows_of(ledger, "cases", [report])]
    for row in rows_of(ledger, "findings", cases).values():
        for evidence in row["evidence"]:
            if evidence["kind"] == "quote":
                return str(evidence["anchor"]["document"])
    return ""


def document_of(ledger: Ledger, digest: str) -> Document | None:
    """Return a stored document, or None. Raises FileUnreadable where it was damaged."""
    try:
        return StoredDocuments(ledger)[digest] if digest else None
    except KeyError:
        return None


def sources(document: Document | None) -> dict[str, TextSource]:
    """Return a document as the gate wants it."""
    return {document.hash: document} if document else {}
