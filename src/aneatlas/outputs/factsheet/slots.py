"""The grammar of the sheet's sentences: figures in braces, sources in brackets, words in between."""

from __future__ import annotations

import re
from dataclasses import dataclass

# form -> what is put in; any other word after '|' names a word of the sheet
FORMS = {
    "short": "about 3 in 10 (41 of 132 patients)",
    "full": "about 3 in 10 (31.1 %; 95 % interval 23.8 to 39.4; 41 of 132 patients)",
    "count": "41 of 132 patients",
    "n": "41",
    "of": "132",
    "total": "190",
    "bounds": "between 21.6 % and 52.1 %",
}
_TOKEN = re.compile(r"\{([^{}|]*)(?:\|([^{}|]*))?\}|\[([a-z0-9_, ]+)\]")
_FIGURE = re.compile(r"([a-z][a-z0-9_]*)(?:\[([^\]]*)\])?(?:\.(.+))?")


@dataclass(frozen=True, slots=True)
class Plain:
    """Words as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """Sources by key."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A number of the register by key."""

    key: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A figure that a sentence names: analysis, stratum and label ('' where not given), and how to say it."""

    analysis: str
    stratum: str
    label: str
    form: str

    @property
    def name(self) -> str:
        """Return the figure as the sentence names it."""
        stratum = f"[{self.stratum}]" if self.stratum else ""
        return f"{self.analysis}{stratum}" + (f".{self.label}" if self.label else "")


Piece = Plain | Cited | Total | Slot


class NotRead(Exception):
    """A sentence does not follow the grammar; the message says where."""


def read(text: str, form: str) -> list[Piece]:
    """Split a sentence. `form` is used where a figure names none. Raises NotRead."""
    found: list[Piece] = []
    end = 0
    for match in _TOKEN.finditer(text):
        _plain(text[end : match.start()], found)
        end = match.end()
        if match[3] is not None:
            found.append(Cited(tuple(key.strip() for key in match[3].split(","))))
        elif match[1].startswith("="):
            found.append(Total(match[1][1:]))
        else:
            found.append(_slot(match[0], match[1], form if match[2] is None else match[2]))
    _plain(text[end:], found)
    return found


def _plain(text: str, found: list[Piece]) -> None:
    if stray := re.search(r"[{}\[\]]", text):
        raise NotRead(f"'{stray[0]}' stands alone in '{text.strip()[:60]}'")
    if text:
        found.append(Plain(" ".join(text.split("\n"))))


def _slot(whole: str, name: str, form: str) -> Slot:
    parts = _FIGURE.fullmatch(name)
    if parts is None:
        raise NotRead(f"'{whole}' names no figure; write it as in {{died|short}}")
    return Slot(parts[1], parts[2] or "", parts[3] or "", form)
