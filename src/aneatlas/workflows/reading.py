"""Read and extract: files in, documents and claims out. A bad file gives its reason and stops nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aneatlas.core.issues import FileUnreadable, Issue, ServiceUnavailable, error
from aneatlas.core.study import Study
from aneatlas.documents.model import Document, document_from_json
from aneatlas.documents.read import read_bytes
from aneatlas.documents.reading import MAX_BYTES, Reading
from aneatlas.extraction.changes import Change, changes
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.codes import codes_of
from aneatlas.extraction.extract import LANGUAGES, Extraction, extract
from aneatlas.extraction.model.answers import Proposed
from aneatlas.workflows.study import load_study

if TYPE_CHECKING:
    from aneatlas.workflows.language_model import Model


@dataclass(frozen=True, slots=True)
class Read:
    """One article or record of a file, as read. `document` is None where it could not be read."""

    name: str
    document: Document | None
    issues: tuple[Issue, ...]
    usable: bool


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was extracted from one article or record; `extraction` is None where nothing may be taken from it.

    proposed: what a language model proposed and the gate let pass; None where none was asked or none answered.
    """

    name: str
    document: Document | None
    extraction: Extraction | None
    issues: tuple[Issue, ...]
    proposed: Proposed | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Return the claims of the rules, then those of the model; none where nothing could be extracted."""
        rules = self.extraction.claims if self.extraction else ()
        return (*rules, *(self.proposed.claims if self.proposed else ()))

    @property
    def disagreements(self) -> tuple[Change, ...]:
        """Return where the rules (old) and the model (new) differ; none where no model was asked."""
        if self.extraction is None or self.proposed is None:
            return ()
        found = changes(self.extraction.claims, self.proposed.claims)
        return (*found.changed, *found.removed, *found.added)


def read_files(paths: Iterable[Path]) -> Iterator[Read]:
    """Read each file into its documents, one after the other; memory holds one file at a time."""
    for path in paths:
        for name, reading in _readings(path):
            yield Read(name, reading.document, reading.issues, reading.usable)


def extract_files(
    paths: Iterable[Path], study: Study | None = None, report: str = "", model: Model | None = None
) -> Iterator[Extracted]:
    """Read and extract each file.

    report: the id that the quotes carry; by default the PubMed id, DOI or, without either, the name of
    the file. A document that is a notice, cut, or in a language without rules gives no claims, and its
    issue says why. model: a language model that is asked as well, None (the default) for none.
    """
    study = study or load_study()
    for item in read_files(paths):
        if item.document is None or not item.usable:
            yield Extracted(item.name, item.document, None, item.issues)
            continue
        name = report or _report_of(item.document, item.name)
        result = extract(item.document, name, study)
        proposed, silent = _ask_model(item.document, name, study, model)
        issues = (*item.issues, *result.issues, *silent)
        yield Extracted(item.name, item.document, result, issues, proposed)


def _ask_model(
    document: Document, report: str, study: Study, model: Model | None
) -> tuple[Proposed | None, list[Issue]]:
    if model is None:
        return None, []
    from aneatlas.workflows.language_model import propose

    try:
        return propose(document, report, study, model), []
    except ServiceUnavailable as problem:
        return None, [error("model-silent", report, problem.message, "Run it again when the model answers.")]


def claim_lines(results: Iterable[Extracted], study: Study | None = None) -> Iterator[str]:
    """Return the claims as JSON lines, one line per claim, with the codes of other systems that the study gives them."""
    study = study or load_study()
    for result in results:
        for claim in result.claims:
            yield claim.to_json(codes_of(claim, study))


def save_document(document: Document, folder: Path) -> Path:
    """Write a document under its hash; the same document is written once. Returns the file."""
    path = folder / f"{document.hash}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(document.to_json())
        part.replace(path)
    return path


def save_source(data: bytes, document: Document, folder: Path) -> Path:
    """Write the file that a document was read from beside it, under the document's hash; return where.

    From these bytes the whole original comes back, markup included; read again, they give the same document with
    the same addresses.
    """
    path = folder / "sources" / document.hash
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    return path


def load_document(path: Path) -> Document:
    """Read a stored document. Raises FileUnreadable where it is missing, damaged or changed."""
    try:
        return document_from_json(path.read_bytes())
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror or problem}.") from None


def _readings(path: Path) -> Iterator[tuple[str, Reading]]:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as problem:
        fix = "Check the path and its permissions."
        yield (
            str(path),
            Reading(None, (error("file-unreadable", str(path), f"{problem.strerror or problem}.", fix),)),
        )
        return
    if size > MAX_BYTES:
        message = f"the file has {size // 2**20} MB; the limit is {MAX_BYTES // 2**20} MB."
        yield str(path), Reading(None, (error("too-large", str(path), message, "Give the article alone."),))
        return
    readings = read_bytes(data, str(path), LANGUAGES)
    for number, reading in enumerate(readings, start=1):
        yield (str(path) if len(readings) == 1 else f"{path}, record {number}"), reading


def _report_of(document: Document, name: str) -> str:
    for key in ("pmid", "doi", "pmcid"):
        if document.identifiers.get(key):
            return f"{key}:{document.identifiers[key]}"
    return Path(name).name
