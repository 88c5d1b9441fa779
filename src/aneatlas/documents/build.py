"""Collects blocks in reading order and gives each its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from aneatlas.documents.grid import Table
from aneatlas.documents.model import Block, Kind
from aneatlas.documents.normalise import Piece, normalise


class BlockList:
    """A growing list of blocks; the id of each is its kind and its ordinal among that kind."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._count: Counter[Kind] = Counter()

    def next_id(self, kind: Kind) -> str:
        """Return the id that the next block of this kind will get."""
        return f"{kind.value}-{self._count[kind] + 1}"

    def add(
        self,
        kind: Kind,
        pieces: Iterable[Piece],
        *,
        source: str,
        label: str = "",
        section: tuple[str, ...] = (),
        part: str = "main",
        parent: str = "",
    ) -> Block | None:
        """Add a block of text; nothing is added where no visible character is left."""
        text, edits = normalise(pieces)
        if not text:
            return None
        block = Block(self.next_id(kind), kind, text, edits, label, section, part, parent, source)
        return self._append(block)

    def add_table(
        self, table: Table, *, source: str, label: str = "", section: tuple[str, ...] = (), part: str = "main"
    ) -> Block:
        """Add a table."""
        block = Block(
            self.next_id(Kind.TABLE), Kind.TABLE, "", (), label, section, part, source=source, table=table
        )
        return self._append(block)

    def _append(self, block: Block) -> Block:
        self._count[block.kind] += 1
        self.blocks.append(block)
        return block
