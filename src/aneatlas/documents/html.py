"""Saved HTML pages of articles. The page is data: no script runs, nothing is fetched.

Read is the element that holds the article (`article`, `main`, `role=main`, else `body`). Left out
is what is not the article: navigation, forms, scripts, and what the page itself hides.
"""

from __future__ import annotations

import re

from lxml import etree

from aneatlas.core.issues import Issue, warning
from aneatlas.documents.build import BlockList
from aneatlas.documents.decoding import decode
from aneatlas.documents.grid import TableTooLarge
from aneatlas.documents.markup import Inline, inline_pieces, string_value
from aneatlas.documents.markup_tables import read_table
from aneatlas.documents.model import Document, Kind, Part
from aneatlas.documents.normalise import Piece, normalise
from aneatlas.documents.reading import Reading, Unreadable, checksum
from aneatlas.documents.xml import language_of, local, too_deep

_LEFT_OUT = (
    "script style noscript template nav footer aside form button select option textarea iframe object svg "
    "canvas audio video input dialog menu"
)
LEFT_OUT = frozenset(_LEFT_OUT.split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCK_NAMES = (
    "p div section article main ul ol li dl dt dd blockquote figure figcaption table caption pre address center "
    "h1 h2 h3 h4 h5 h6 details summary hgroup body thead tbody tr td th"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
#: Titles of pages that a server sends in place of an article.
_ERROR_PAGE = re.compile(
    r"\b(40[0-9]|50[0-9])\b.{0,30}(error|not found|forbidden|denied|unavailable|gateway)|page (cannot be|could not be|was)?"
    r" ?not found|access denied|just a moment|attention required|are you (a )?(human|robot)|captcha|"
    r"(sign|log) ?in( to|$)|service unavailable|internal server error|forbidden|enable (java|cookies)|session expired|"
    r"checking your browser|error \d{3}",
    re.I,
)


def read_html(data: bytes, name: str) -> list[Reading]:
    """Return the document of a saved page. Raises Unreadable for an error page or a page without text."""
    text = decode(data, name, markup="html")
    # the encoding is known by now: a declaration inside the page must not be followed a second time
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Unreadable(
            "damaged-html", name, f"the page is damaged: {problem}.", "Save the page again."
        ) from None
    if root is None:
        raise Unreadable("no-text", name, "the page is empty.", "Save the page again.")
    if too_deep(root):
        raise Unreadable(
            "too-deep", name, "elements are nested deeper than in any article.", "Save the page again."
        )
    heads = list(root.iter("title"))[:1]
    title = next((" ".join(string_value(e).split()) for e in heads), "")
    reader = _Reader(root, name)
    article = _article_element(root)
    if heads and not any(True for _ in article.iter("h1")):
        reader._emit(Kind.TITLE, inline_pieces(heads[0]), heads[0])
    reader.flow(article, ())
    _refuse_error_page(title, reader.out, name)
    parts = (Part("main", "article", language_of(root)),)
    document = Document("html", checksum(data), tuple(reader.out.blocks), parts, "", _identifiers(root))
    return [Reading(document, tuple(reader.issues))]


def _refuse_error_page(title: str, out: BlockList, name: str) -> None:
    prose = sum(len(b.text) for b in out.blocks if b.kind in (Kind.PARAGRAPH, Kind.ABSTRACT, Kind.ITEM))
    opening = f"{title} {' '.join(b.text for b in out.blocks[:3])}"[:400]
    fix = "Open the article in a browser, log in where needed, and save the page again."
    if prose < 1_500 and _ERROR_PAGE.search(opening):
        raise Unreadable("error-page", name, f"this is an error page ('{title[:60]}'), not an article.", fix)
    if not prose:
        raise Unreadable("no-text", name, "the page holds no article text.", fix)


def _article_element(root: etree._Element) -> etree._Element:
    for path in ("//article", "//main", "//*[@role='main']", "//body"):
        found = [e for e in root.xpath(path) if len(string_value(e)) > 200]
        if found:
            longest: etree._Element = max(found, key=lambda e: len(string_value(e)))
            return longest
    return root


def _identifiers(root: etree._Element) -> dict[str, str]:
    names = {"citation_doi": "doi", "dc.identifier": "doi", "citation_pmid": "pmid"}
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = names.get((meta.get("name") or "").lower())
        if key and meta.get("content"):
            found.setdefault(key, (meta.get("content") or "").removeprefix("doi:").strip())
    return found


class _Reader:
    def __init__(self, root: etree._Element, name: str) -> None:
        self.tree, self.name = root.getroottree(), name
        self.out = BlockList()
        self.issues: list[Issue] = []
        self.headings: list[tuple[int, str]] = []

    def flow(self, element: etree._Element, inherited: tuple[str, ...]) -> None:
        """Read an element: as text where it holds only inline markup, else child by child."""
        name = local(element)
        if not name or name in LEFT_OUT or _hidden(element) or _page_header(element):
            return
        if name in _HEADINGS:
            self._heading(element, _HEADINGS[name])
        elif name == "table":
            self._table(element)
        elif name == "figcaption":
            self._emit(Kind.CAPTION, inline_pieces(element, LEFT_OUT), element)
        elif not any(local(inner) in _BLOCKS for inner in element.iterdescendants()):
            self._emit(self._kind(element), inline_pieces(element, LEFT_OUT), element)
        else:
            self._mixed(element, inherited)

    def _mixed(self, element: etree._Element, inherited: tuple[str, ...]) -> None:
        """Block children become blocks; stretches of text and inline markup between them as well."""
        inline = Inline(LEFT_OUT)
        inline.text(element.text)
        for child in element:
            if local(child) in _BLOCKS or any(local(e) in _BLOCKS for e in child.iterdescendants()):
                self._emit(self._kind(element), inline.finish(), element)
                inline = Inline(LEFT_OUT)
                self.flow(child, inherited)
            elif not _hidden(child):
                inline.child(child)
            inline.text(child.tail)
        self._emit(self._kind(element), inline.finish(), element)

    def _heading(self, element: etree._Element, level: int) -> None:
        first = not any(block.kind is Kind.TITLE for block in self.out.blocks)
        if level == 1 and first:
            self._emit(Kind.TITLE, inline_pieces(element), element)
            return
        pieces = inline_pieces(element)
        text = normalise(pieces)[0]
        self.headings = [(old, words) for old, words in self.headings if old < level]
        self._emit(Kind.HEADING, pieces, element)
        if text:
            self.headings.append((level, text))

    def _kind(self, element: etree._Element) -> Kind:
        names = [words.lower() for _, words in self.headings]
        for ancestor in (element, *element.iterancestors()):
            marks = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}".lower()
            if "footnote" in marks or "table-foot" in marks or "tblfn" in marks or local(ancestor) == "tfoot":
                return Kind.FOOTNOTE
            if "reference" in marks or "ref-list" in marks:
                return Kind.REFERENCE
        if any(words.startswith(("reference", "bibliography", "literature cited")) for words in names):
            return Kind.REFERENCE
        if any(
            words.startswith(("acknowledg", "funding", "author contribution", "conflict")) for words in names
        ):
            return Kind.BACK
        if names and names[0].startswith("abstract"):
            return Kind.ABSTRACT
        return Kind.ITEM if local(element) in ("li", "dt", "dd") else Kind.PARAGRAPH

    def _table(self, element: etree._Element) -> None:
        """A table is a grid; one used for layout (one column or nested tables) is read as text."""
        if any(local(inner) == "table" for inner in element.iterdescendants()):
            return self._mixed(element, ())
        captions = [child for child in element if local(child) == "caption"]
        try:
            table = read_table(element)
        except TableTooLarge as problem:
            self.issues.append(
                warning("table-too-large", self.name, f"{problem}.", "Check the table in the source.")
            )
            return
        if table is None:
            return
        parent = self.out.next_id(Kind.TABLE)
        label = ""
        for caption in captions:
            pieces = inline_pieces(caption)
            found = re.match(r"Table\s+\w+", normalise(pieces)[0])
            label = found.group(0) if found else label
            self._emit(Kind.CAPTION, pieces, caption, parent=parent, label=label)
        section = tuple(words for _, words in self.headings)
        self.out.add_table(table, source=self.tree.getpath(element), section=section, label=label)

    def _emit(
        self, kind: Kind, pieces: list[Piece], element: etree._Element, parent: str = "", label: str = ""
    ) -> None:
        section = tuple(words for _, words in self.headings)
        path = self.tree.getpath(element)
        self.out.add(kind, pieces, source=path, section=section, parent=parent, label=label)


def _page_header(element: etree._Element) -> bool:
    parent = element.getparent()
    return local(element) == "header" and parent is not None and local(parent) == "body"


def _hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style
    )
