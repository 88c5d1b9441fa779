"""The words behind a value: find them in an article, keep the article's text, check every quote again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from aneatlas.core.evidence import CellAnchor, Quote, SpanAnchor, TextSource, check_quote
from aneatlas.core.facts import Finding
from aneatlas.core.issues import EvidenceBroken, FactsInvalid, FileUnreadable, Issue
from aneatlas.documents.model import Document
from aneatlas.store import Ledger
from aneatlas.workflows.reading import load_document, read_files

FOLDER = "documents"


class StoredDocuments(Mapping[str, TextSource]):
    """The documents of an atlas by their hash, read when they are asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self.folder = ledger.home / FOLDER
        self._read: dict[str, Document] = {}

    def __getitem__(self, digest: str) -> Document:
        if digest not in self._read:
            path = self.folder / f"{digest}.json"
            if not digest.isalnum() or not path.is_file():
                raise KeyError(digest)
            self._read[digest] = load_document(path)
        return self._read[digest]

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in sorted(self.folder.glob("*.json")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def find_quote(article: Path, words: str, report: str) -> tuple[Document, Quote]:
    """Find words in an article (a file of any format that `aneatlas read` knows); return it with the quote.

    The words must stand in exactly one place, as one stretch of a paragraph or as a whole table cell.
    Raises FactsInvalid where they stand nowhere or in several places, FileUnreadable for the article.
    """
    asked = " ".join(words.split())
    found: list[tuple[Document, SpanAnchor | CellAnchor]] = []
    problems: list[Issue] = []
    for item in read_files([article]):
        problems += item.issues
        if item.document is not None:
            found += [(item.document, anchor) for anchor in _places(item.document, asked)]
    if not found and problems:
        raise FileUnreadable(f"{article}: the words were not found, and the file is not whole: {problems[0]}")
    document, anchor = _only(found, str(article), words)
    return document, document.quote(anchor, report)


def quote_in(document: Document, words: str, report: str) -> Quote:
    """Return the quote of words that stand in exactly one place of a stored document. Raises FactsInvalid."""
    asked = " ".join(words.split())
    found = [(document, anchor) for anchor in _places(document, asked)]
    return document.quote(_only(found, f"the article of {report}", words)[1], report)


def _only(
    found: list[tuple[Document, SpanAnchor | CellAnchor]], where: str, words: str
) -> tuple[Document, SpanAnchor | CellAnchor]:
    if len(found) != 1:
        many = (
            f"stand in {len(found)} places; quote more of them"
            if found
            else "do not stand there; copy them exactly"
        )
        raise FactsInvalid(f"{where}: the words '{words}' {many}. Nothing was written.")
    return found[0]


def _places(document: Document, words: str) -> Iterator[SpanAnchor | CellAnchor]:
    for block in document.blocks:
        start = block.text.find(words)
        while words and start >= 0:
            yield document.span(block, start, start + len(words))
            start = block.text.find(words, start + 1)
        for cell in block.table.cells if block.table else ():
            if cell.text == words:
                yield document.cell(block, cell)


def check_evidence(ledger: Ledger, findings: Iterable[Finding]) -> int:
    """Check every quote against the stored documents once more. Return how many were checked.

    Raises EvidenceBroken with every quote that does not stand in its document, or whose document is gone.
    """
    documents = StoredDocuments(ledger)
    issues: list[Issue] = []
    count = 0
    for finding in findings:
        for evidence in finding.evidence:
            if isinstance(evidence, Quote):
                count += 1
                issues += check_quote(evidence, documents.get(evidence.anchor.document))
    if issues:
        raise EvidenceBroken(
            f"{documents.folder}: {len(issues)} of {count} quotes cannot be found in their documents. "
            "Put the documents back, or withdraw the findings; nothing was published.",
            issues,
        )
    return count
