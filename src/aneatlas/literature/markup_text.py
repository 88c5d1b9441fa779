"""The text of an XML element whose inline markup stands inside words and numbers.

Superscripts and subscripts keep their meaning: 10<sup>9</sup> is '10⁹', never '109'; letters that have
no raised form are written '^(word)'. Everything else is plain text in its place.
"""

from __future__ import annotations

import html.entities

from lxml import etree

_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def name(element: etree._Element) -> str:
    """Return an element's name without namespace; '' for comments, instructions and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element | None) -> str:
    """Return the text of an element with runs of white space as one space."""
    if element is None:
        return ""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    return " ".join(_inside(element).split())


def _inside(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        tag = name(child)
        if tag in ("sup", "sub"):
            parts.append(_shifted(_inside(child), tag))
        elif tag:
            parts.append(_inside(child))
        elif isinstance(child, etree._Entity):
            written = str(child.text)
            parts.append(html.entities.html5.get(written.lstrip("&"), written))
        parts.append(child.tail or "")
    return "".join(parts)


def _shifted(text: str, tag: str) -> str:
    if not text.strip():
        return text
    table, mark = (_RAISED, "^") if tag == "sup" else (_LOWERED, "_")
    if all(ord(character) in table for character in text):
        return text.translate(table)
    return text if tag == "sub" else f"{mark}({text})"
