"""Inline markup to pieces of text, shared by the XML and HTML readers.

Superscripts keep their place: `10<sup>9</sup>` is written `10^9`, a citation mark `^3`. Subscripts
after a letter are written on the line (CO2), after a digit with `_`. Two texts that markup keeps
apart never fuse: a cross-reference that touches a letter or digit gets a `^`, a line break a space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from lxml import etree

from aneatlas.documents.normalise import Piece
from aneatlas.documents.xml import entity_text, local

#: Text-bearing elements that no reader quotes: the same formula or picture in another notation, or code.
UNREAD = frozenset(
    {"tex-math", "annotation", "annotation-xml", "alt-text", "long-desc", "object-id", "script", "style"}
)
_BREAKS = frozenset(
    {
        "break",
        "br",
        "hr",
        "list-item",
        "li",
        "p",
        "div",
        "title",
        "tr",
        "td",
        "th",
        "fn",
        "term",
        "def",
        "disp-formula",
    }
)
_SPACED = frozenset(
    {"element-citation", "citation", "nlm-citation", "name", "string-name", "person-group", "date", "mtd"}
)
_SIMPLE = re.compile(r"[\w+\-−–*†‡§¶#]+")


class Inline:
    """Collects the pieces of one stretch of text.

    skip: names of elements to leave out (they become blocks of their own). on_skip: called with
    each of them, in order.
    """

    def __init__(
        self, skip: Collection[str] = (), on_skip: Callable[[etree._Element], None] | None = None
    ) -> None:
        self.pieces: list[Piece] = []
        self.marks: list[str] = []
        self._skip = skip
        self._on_skip = on_skip
        self._pending = ""  # inserted characters that wait for the next text
        self._last = ""

    def text(self, raw: str | None) -> None:
        """Add source characters."""
        if raw:
            self.pieces.append((raw, self._pending))
            self._pending = ""
            self._last = raw[-1]

    def insert(self, characters: str) -> None:
        """Add characters that the source does not hold."""
        self._pending += characters

    def content(self, element: etree._Element) -> None:
        """Add an element's text and all its children, not its tail."""
        spaced = local(element) in _SPACED
        self.text(element.text)
        for child in element:
            if spaced and not self._pending.endswith(" "):
                self.insert(" ")
            self.child(child)
            self.text(child.tail)

    def child(self, element: etree._Element) -> None:
        """Add one inline element by the rule for its name."""
        name = local(element)
        if isinstance(element, etree._Entity):
            self.text(entity_text(element))
        elif not name or name in UNREAD:
            return
        elif name in self._skip:
            self.insert(" ")
            if self._on_skip:
                self._on_skip(element)
        elif name in ("sup", "sub", "xref", "a"):
            self._raised(element, name)
        elif name in _MATH:
            self._math(element, _MATH[name])
        elif name in _BREAKS:
            self.insert(" ")
            self.content(element)
            self.insert(" ")
        else:
            self.content(element)

    def _raised(self, element: etree._Element, name: str) -> None:
        """Superscripts, subscripts and cross-references: mark them where they would fuse."""
        inner = string_value(element).strip()
        if name == "sup" and inner.strip("()[],;–- ") and not inner.isdigit():
            self.marks.extend(mark for mark in re.split(r"[,\s]+", inner) if mark)
        elif name == "xref" and element.get("ref-type") in ("table-fn", "fn", "table-wrap-foot"):
            self.marks.append(inner)
        sign = self._sign(name, inner)
        wrap = bool(sign) and (not _SIMPLE.fullmatch(inner) or _touches(element))
        self.insert(sign + ("(" if wrap else ""))
        self.content(element)
        if wrap:
            self.insert(")")

    def _sign(self, name: str, inner: str) -> str:
        before = self._pending[-1:] or self._last
        if not inner or before == "^":
            return ""
        if name == "sup":
            return "^"
        touching = before.isalnum() and inner[0].isalnum()
        if name == "sub":
            return "_" if touching and before.isdigit() else ""
        return "^" if touching else ""

    def _math(self, element: etree._Element, signs: tuple[str, ...]) -> None:
        self.text(element.text)
        for index, child in enumerate(element):
            if index and local(child):
                self.insert(signs[min(index, len(signs)) - 1])
            self.child(child)
            self.text(child.tail)

    def finish(self) -> list[Piece]:
        """Return the pieces, with what was inserted last."""
        if self._pending:
            self.pieces.append(("", self._pending))
            self._pending = ""
        return self.pieces


# Presentation MathML: the sign that stands between the first and second, second and third child.
_MATH = {
    "msup": ("^",),
    "msub": ("_",),
    "msubsup": ("_", "^"),
    "mfrac": ("/",),
    "mover": (" ",),
    "munder": (" ",),
}


def _touches(element: etree._Element) -> bool:
    tail = element.tail or ""
    return tail[:1].isalnum()


def string_value(element: etree._Element) -> str:
    """Return all text below an element, entities resolved, comments left out."""
    parts = [element.text or ""] if isinstance(element.tag, str) else []
    for child in element:
        if isinstance(child, etree._Entity):
            parts.append(entity_text(child))
        elif isinstance(child.tag, str):
            parts.append(string_value(child))
        parts.append(child.tail or "")
    return "".join(parts)


def inline_pieces(element: etree._Element, skip: Collection[str] = ()) -> list[Piece]:
    """Return the pieces of an element's whole content."""
    inline = Inline(skip)
    inline.content(element)
    return inline.finish()
