"""What reading gives: a document, or the reason why there is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from aneatlas.core.issues import Issue, Level, error
from aneatlas.documents.model import Document

#: The most bytes of one source; a full text with its tables is below 2 MB, a scanned book is not an article.
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and what is to be said about it; `document` is None where it could not be read."""

    document: Document | None
    issues: tuple[Issue, ...] = ()

    @property
    def usable(self) -> bool:
        """Say whether values may be taken from the document: it was read and nothing forbids it."""
        return self.document is not None and not any(issue.level is Level.ERROR for issue in self.issues)


class Unreadable(Exception):
    """Inside the readers only: stops one file and carries its issue."""

    def __init__(self, code: str, where: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.issue = error(code, where, message, fix)


def checksum(data: bytes) -> str:
    """Return the SHA-256 of a source's bytes."""
    return hashlib.sha256(data).hexdigest()
