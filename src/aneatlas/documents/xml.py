"""XML as data: no entity is expanded, nothing is fetched, depth and size are bounded."""

from __future__ import annotations

import html.entities

from lxml import etree

from aneatlas.documents.decoding import decode
from aneatlas.documents.reading import Unreadable

MAX_DEPTH = 200
_FIX = "Give the article's own file, as its publisher or PubMed Central serves it."


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Return the root element of an XML file.

    Raises Unreadable where the file declares entities of its own, is damaged, or is nested deeper
    than any article. Entities of the document types used by publishers (`&nbsp;`) stay as nodes
    that `entity_text` resolves from the HTML list; no file is opened for them.
    """
    text = decode(data, name, markup="xml")
    if "<!ENTITY" in text:
        raise Unreadable(
            "entity-declarations", name, "the file declares entities of its own, which is refused.", _FIX
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.lstrip("\ufeff").strip().encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None)
        reason = str(problem).split(", line ")[0]
        where = f"{name}, line {line}" if line else name
        raise Unreadable("damaged-xml", where, f"the XML is damaged: {reason}.", _FIX) from None
    if too_deep(root):
        raise Unreadable("too-deep", name, f"elements are nested deeper than {MAX_DEPTH} levels.", _FIX)
    return root


_DEEPER = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")


def too_deep(root: etree._Element) -> bool:
    """Say whether the tree is nested deeper than MAX_DEPTH (checked without recursion)."""
    return bool(_DEEPER(root.getroottree()))


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; '' for comments and entities."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2]


def entity_text(node: etree._Element) -> str:
    """Return the characters of an entity reference; an unknown one stays as it is written."""
    written = str(node.text)  # '&nbsp;'
    return html.entities.html5.get(written.lstrip("&"), written)


def language_of(element: etree._Element) -> str:
    """Return the element's `xml:lang` (or `lang`), in lower case, '' where absent."""
    return (element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("lang") or "").lower()
