"""Which words of a title or abstract are marked: names of the disease, near misses, words that names need beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aneatlas.core.events import Json
from aneatlas.core.study import Study

NAME, MISS, CRITERION = "name", "miss", "criterion"
_NEAR_MISS = ("reject", "person")
_GAP = r"[\s\u2010-\u2015-]+"
_LETTER = r"[^\W\d_]"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; kind is '' for unmarked words."""

    text: str
    kind: str = ""


def words_of(records: Sequence[Json], study: Study) -> list[tuple[str, str]]:
    """Return (kind, words) to mark in the texts of a candidate's records."""
    found = [
        (MISS if name["kind"] in _NEAR_MISS else NAME, str(name["words"]))
        for record in records
        for name in record.get("names", ())
    ]
    found += [(CRITERION, words) for support in study.supports for words in support.words]
    return list(dict.fromkeys(found))


def pattern_of(words: Iterable[tuple[str, str]]) -> re.Pattern[str] | None:
    """Return one pattern for all words, longer ones first; None for no words."""
    by_kind: dict[str, list[str]] = {}
    for kind, text in sorted(words, key=lambda entry: -len(entry[1])):
        if parts := text.split():
            by_kind.setdefault(kind, []).append(_GAP.join(re.escape(part) for part in parts))
    groups = [
        f"(?P<{kind}>{'|'.join(_edged(one) for one in by_kind[kind])})"
        for kind in (NAME, MISS, CRITERION)
        if kind in by_kind
    ]
    return re.compile("|".join(groups), re.IGNORECASE) if groups else None


def _edged(one: str) -> str:
    """Keep Latin words whole; scripts without spaces have no such edges."""
    plain = one[:1].isascii()
    return f"(?<!{_LETTER}){one}(?!{_LETTER})" if plain else one


def marked(text: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    """Cut a text into marked and unmarked pieces; together they are the text."""
    if pattern is None:
        return [Piece(text)] if text else []
    pieces: list[Piece] = []
    last = 0
    for found in pattern.finditer(text):
        if found.start() > last:
            pieces.append(Piece(text[last : found.start()]))
        pieces.append(Piece(found.group(), found.lastgroup or ""))
        last = found.end()
    if last < len(text):
        pieces.append(Piece(text[last:]))
    return pieces
