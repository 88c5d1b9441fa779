"""Plain text: paragraphs between blank lines, addressed by their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.documents.build import BlockList
from aneatlas.documents.decoding import decode
from aneatlas.documents.model import Document, Kind
from aneatlas.documents.reading import Reading, Unreadable, checksum

# A short line without final punctuation, alone between blank lines, after the first: a heading.
_HEADING = re.compile(r"^(?:\d+(?:\.\d+)*\.?\s+)?[A-Z][^.!?;:]{1,80}:?$")


def read_plain(data: bytes, name: str) -> list[Reading]:
    """Return the document of a text file; its first paragraph is the title when it is one short line.

    Raises Unreadable where the file holds no text.
    """
    text = decode(data, name)
    out = BlockList()
    section: tuple[str, ...] = ()
    paragraphs = list(_paragraphs(text))
    for first, last, paragraph in paragraphs:
        alone = first == last and len(paragraph) <= 300
        source = f"lines {first}-{last}"
        if len(paragraphs) > 1 and not out.blocks and alone and not paragraph.rstrip().endswith((".", ";")):
            out.add(Kind.TITLE, [(paragraph, "")], source=source)
        elif alone and _HEADING.match(paragraph.strip()):
            out.add(Kind.HEADING, [(paragraph, "")], source=source)
            section = (paragraph.strip().rstrip(":"),)
        else:
            out.add(Kind.PARAGRAPH, [(paragraph, "")], source=source, section=section)
    if not out.blocks:
        raise Unreadable("no-text", name, "the file is empty.", "Give the article's text.")
    return [Reading(Document("text", checksum(data), tuple(out.blocks)))]


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (first line, last line, text) of each stretch without a blank line."""
    held: list[str] = []
    number = 0
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if line.strip():
            held.append(line)
        elif held:
            yield number - len(held), number - 1, "\n".join(held)
            held = []
    if held:
        yield number - len(held) + 1, number, "\n".join(held)
