"""The document model: blocks of normalised text, each with an address that stays.

The *original is recoverable* in this exact sense: `Block.original` (and `original_of(cell)`) gives
the source's characters in their order, code point by code point, and `Block.source` says where
they stand in the source's bytes (an element path in XML and HTML, a page in a PDF, a line range in
plain text). Markup that is not text (tags, attributes) is recovered from the bytes themselves,
which an atlas keeps beside the document, in `documents/sources`. Elements that a reader leaves out on
purpose are listed in that reader.

A document's `hash` covers its whole content, its source's checksum and its reader's version: an
anchor is therefore bound to exactly the text it was made on, and is refused on any other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from aneatlas.core.evidence import CellAnchor, Quote, Role, SpanAnchor
from aneatlas.core.issues import FileUnreadable
from aneatlas.documents.grid import Cell, Table
from aneatlas.documents.normalise import Edit, original, original_span

#: Raised by one whenever the same bytes may give other blocks, texts or addresses.
READER_VERSION = 2


class Kind(StrEnum):
    """What a block is."""

    TITLE = "title"
    ABSTRACT = "abstract"
    KEYWORDS = "keywords"
    AFFILIATION = "affiliation"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CAPTION = "caption"
    TABLE = "table"
    FOOTNOTE = "footnote"
    BACK = "back"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Block:
    """One addressed piece of a document.

    id: kind and ordinal, such as 'paragraph-12'. label: as printed ('Table 2', 'RESULTS').
    section: the headings above it, outermost first. part: id of the part it belongs to.
    parent: for captions and notes, the id of their table where there is one.
    table: the grid, for blocks of kind table (whose `text` is empty).
    """

    id: str
    kind: Kind
    text: str
    edits: tuple[Edit, ...] = ()
    label: str = ""
    section: tuple[str, ...] = ()
    part: str = "main"
    parent: str = ""
    source: str = ""
    table: Table | None = None

    @property
    def original(self) -> str:
        """Return the source's characters of this block."""
        return original(self.text, self.edits)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the text stands in `original`."""
        return original_span(self.edits, start, end)


def original_of(cell: Cell) -> str:
    """Return the source's characters of a table cell."""
    return original(cell.text, cell.edits)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: the article itself ('main'), a translation, a reply.

    type: 'article', 'translation', 'reply', 'reviewer-report' ...; language: BCP 47 code, or ''
    where the source does not say.
    """

    id: str
    type: str
    language: str = ""


@dataclass(frozen=True)
class Document:
    """The text of one report. `identifiers` holds what the source states (pmid, pmcid, doi)."""

    format: str
    source_sha256: str
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...] = (Part("main", "article"),)
    article_type: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    reader_version: int = READER_VERSION

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of the document's content (64 hexadecimal digits)."""
        return hashlib.sha256(_canonical(self._content())).hexdigest()

    @cached_property
    def _by_id(self) -> dict[str, Block]:
        return {block.id: block for block in self.blocks}

    @property
    def language(self) -> str:
        """Return the language of the main part, '' where it is not stated."""
        return self.parts[0].language

    @property
    def title(self) -> str:
        """Return the first title, or ''."""
        return next((block.text for block in self.blocks if block.kind is Kind.TITLE), "")

    def block(self, block_id: str) -> Block | None:
        """Return a block by its id, or None."""
        return self._by_id.get(block_id)

    def of_kind(self, *kinds: Kind, part: str | None = None) -> Iterator[Block]:
        """Yield the blocks of some kinds, in reading order, optionally of one part only."""
        for block in self.blocks:
            if block.kind in kinds and (part is None or block.part == part):
                yield block

    def text_of(self, anchor: SpanAnchor | CellAnchor) -> str | None:
        """Return the text at an anchor, or None: another document, no such block, span or cell."""
        block = self._by_id.get(anchor.block)
        if anchor.document != self.hash or block is None:
            return None
        if isinstance(anchor, CellAnchor):
            cell = block.table.at(anchor.row, anchor.column) if block.table else None
            return cell.text or None if cell else None
        if not 0 <= anchor.start < anchor.end <= len(block.text):
            return None
        return block.text[anchor.start : anchor.end]

    def span(self, block: Block, start: int, end: int) -> SpanAnchor:
        """Return the anchor of a stretch of a block."""
        return SpanAnchor(document=self.hash, block=block.id, start=start, end=end)

    def cell(self, block: Block, cell: Cell) -> CellAnchor:
        """Return the anchor of a table cell (its upper left slot)."""
        return CellAnchor(document=self.hash, block=block.id, row=cell.row, column=cell.column)

    def quote(self, anchor: SpanAnchor | CellAnchor, report: str, role: Role = Role.THIS_PATIENT) -> Quote:
        """Return the words at an anchor as a quote. Raises ValueError where the anchor points to nothing."""
        text = self.text_of(anchor)
        if text is None:
            raise ValueError(f"no text at {anchor}")
        return Quote(report=report, anchor=anchor, text=text, role=role)

    def to_json(self) -> bytes:
        """Return the document as canonical JSON (UTF-8, sorted keys), with its hash."""
        return _canonical(self._content() | {"hash": self.hash})

    def _content(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "source_sha256": self.source_sha256,
            "reader_version": self.reader_version,
            "article_type": self.article_type,
            "identifiers": dict(self.identifiers),
            "parts": [[part.id, part.type, part.language] for part in self.parts],
            "blocks": [_block_to_json(block) for block in self.blocks],
        }


def document_from_json(data: bytes) -> Document:
    """Read a document written by `to_json`.

    Raises FileUnreadable where the JSON is not a document, or its content does not fit its hash.
    """
    try:
        content = json.loads(data)
        stated = content["hash"]
        document = Document(
            format=content["format"],
            source_sha256=content["source_sha256"],
            blocks=tuple(_block_from_json(block) for block in content["blocks"]),
            parts=tuple(Part(*part) for part in content["parts"]),
            article_type=content["article_type"],
            identifiers=content["identifiers"],
            reader_version=content["reader_version"],
        )
    except (ValueError, KeyError, TypeError, IndexError) as problem:
        raise FileUnreadable(f"This is not a stored document: {problem}.") from None
    if document.hash != stated:
        raise FileUnreadable(
            f"The stored document {str(stated)[:12]} was changed: its content does not fit its hash."
        )
    return document


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _block_to_json(block: Block) -> dict[str, Any]:
    """Leave out what is empty, so that the file stays small."""
    entries: dict[str, Any] = {
        "id": block.id, "kind": block.kind.value, "text": block.text, "edits": block.edits, "label": block.label,
        "section": block.section, "part": block.part, "parent": block.parent, "source": block.source,
    }  # fmt: skip
    if block.table:
        table = block.table
        entries["table"] = {
            "shape": [table.rows, table.columns, table.header_rows, table.label_columns],
            "cells": [
                [c.row, c.column, c.text, c.rowspan, c.colspan, c.header, c.marks, c.edits]
                for c in table.cells
            ],
        }
    return {key: value for key, value in entries.items() if value or key in ("id", "kind")}


def _block_from_json(entry: Mapping[str, Any]) -> Block:
    table = None
    if "table" in entry:
        cells = (
            Cell(r, c, text, down, across, header, tuple(marks), _edits(edits))
            for r, c, text, down, across, header, marks, edits in entry["table"]["cells"]
        )
        rows, columns, header_rows, label_columns = entry["table"]["shape"]
        table = Table(rows, columns, header_rows, label_columns, tuple(cells))
    return Block(
        id=entry["id"],
        kind=Kind(entry["kind"]),
        text=entry.get("text", ""),
        edits=_edits(entry.get("edits", ())),
        label=entry.get("label", ""),
        section=tuple(entry.get("section", ())),
        part=entry.get("part", ""),
        parent=entry.get("parent", ""),
        source=entry.get("source", ""),
        table=table,
    )


def _edits(rows: Any) -> tuple[Edit, ...]:
    return tuple((start, length, raw) for start, length, raw in rows)
