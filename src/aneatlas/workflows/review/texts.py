"""The private store of record texts: title, abstract and keywords by digest, in the folder `records` of an atlas.

They are the publishers' words: they are shown to those who screen, and never published.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aneatlas.core.events import canonical
from aneatlas.core.issues import EvidenceBroken
from aneatlas.literature.records import AbstractPart, Record
from aneatlas.store.failures import translated

FOLDER = "records"


@dataclass(frozen=True, slots=True)
class Text:
    """What a person reads when screening. abstract: (label, paragraph) in order; other: in other languages."""

    title: str = ""
    vernacular_title: str = ""
    abstract: tuple[tuple[str, str], ...] = ()
    other: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return everything as one text, for the ranking of the queue."""
        parts = [self.title, self.vernacular_title, *(text for _, text in (*self.abstract, *self.other))]
        return "\n".join(part for part in (*parts, *self.keywords, *self.headings) if part)


def text_of(record: Record) -> Text:
    """Return the text of a record."""
    return Text(
        record.title,
        record.vernacular_title,
        _parts(record.abstract),
        _parts(record.abstract_other),
        tuple(record.keywords),
        tuple(heading.name for heading in record.mesh),
    )


def _parts(parts: tuple[AbstractPart, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((part.label, part.text) for part in parts)


def save_text(home: Path, text: Text) -> str:
    """Keep a text; return its digest. The same text is kept once. Raises NotWritable."""
    data = canonical(asdict(text)).encode("utf-8", "replace")
    digest = hashlib.sha256(data).hexdigest()
    path = _path(home, digest)
    if not path.exists():
        with translated(str(home / FOLDER)):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(data)
            part.replace(path)
    return digest


def load_text(home: Path, digest: str) -> Text:
    """Return a kept text; an empty one for the digest ''. Raises EvidenceBroken where it is gone or changed."""
    if not digest:
        return Text()
    path = _path(home, digest)
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise EvidenceBroken(f"{path}: the text of a record is gone. Import its file again.") from problem
    if hashlib.sha256(data).hexdigest() != digest:
        raise EvidenceBroken(
            f"{path}: the text of a record was changed. Remove it and import its file again."
        )
    read: dict[str, Any] = json.loads(data)
    return Text(
        read["title"],
        read["vernacular_title"],
        tuple((label, text) for label, text in read["abstract"]),
        tuple((label, text) for label, text in read["other"]),
        tuple(read["keywords"]),
        tuple(read["headings"]),
    )


def _path(home: Path, digest: str) -> Path:
    return home / FOLDER / digest[:2] / f"{digest}.json"
