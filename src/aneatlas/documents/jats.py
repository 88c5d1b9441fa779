"""Full text in JATS (NISO Z39.96, and the older NLM DTDs): PMC, Europe PMC, SciELO, OAI-PMH envelopes.

Every text node below `article` ends in exactly one block, except what `LEFT_OUT` names: metadata
that is no text of the article (journal, persons, dates, licences), and a second notation of what
is read already. Translations and replies (`sub-article`, `response`) and translated abstracts are
parts of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from aneatlas.core.issues import Issue, warning
from aneatlas.documents.build import BlockList
from aneatlas.documents.grid import TableTooLarge
from aneatlas.documents.markup import Inline, inline_pieces, string_value
from aneatlas.documents.markup_tables import read_table
from aneatlas.documents.model import Document, Kind, Part
from aneatlas.documents.normalise import Piece
from aneatlas.documents.reading import Reading, Unreadable, checksum
from aneatlas.documents.xml import language_of, local, parse_xml

_LEFT_OUT = """
    journal-meta article-id article-categories contrib-group contrib pub-date date pub-history history permissions
    volume volume-id volume-series issue issue-id issue-title issue-part issue-sponsor supplement fpage lpage page-range
    elocation-id self-uri related-article related-object counts custom-meta-group custom-meta-wrap funding-group
    product conference x processing-meta author-comment front-meta contract-num contract-sponsor isbn
    tex-math annotation annotation-xml alt-text long-desc object-id script style"""
#: Elements whose text is not read. Anything else under `article` is in a block.
LEFT_OUT = frozenset(_LEFT_OUT.split())
_FLOATS = frozenset(
    {"table-wrap", "table-wrap-group", "fig", "fig-group", "fn", "fn-group", "supplementary-material"}
)
_SPLITS = frozenset(
    {"list", "def-list", "disp-quote", "boxed-text", "verse-group", "speech", "statement", "array", "table"}
)
_LEAVES = frozenset(
    {"p", "attrib", "verse-line", "disp-formula", "preformat", "term", "address", "media", "graphic"}
)


def read_jats(data: bytes, name: str) -> list[Reading]:
    """Return one reading per article of the file (an OAI-PMH envelope may hold several).

    Raises Unreadable where the file is not JATS.
    """
    root = parse_xml(data, name)
    articles = list(_articles(root))
    if not articles:
        fix = "Give the article's JATS XML."
        raise Unreadable("not-jats", name, f"the root element is '{local(root)}', not an article.", fix)
    sha = checksum(data)
    return [_Reader(article, name, sha).read() for article in articles]


def _articles(root: etree._Element) -> Iterator[etree._Element]:
    if local(root) == "article":
        yield root
        return
    for child in root:
        yield from _articles(child)


class _Reader:
    def __init__(self, article: etree._Element, name: str, sha: str) -> None:
        self.article, self.name, self.sha = article, name, sha
        self.tree = article.getroottree()
        self.out = BlockList()
        self.parts: list[Part] = []
        self.issues: list[Issue] = []
        self.identifiers: dict[str, str] = {}
        self.part = "main"
        self.handlers: dict[str, Callable[[etree._Element, tuple[str, ...], Kind], None]] = {
            "sec": self._section, "app": self._section, "ack": self._section, "boxed-text": self._section,
            "notes": self._section, "bio": self._section, "glossary": self._section, "abstract": self._section,
            "ref-list": self._references, "table-wrap": self._table_wrap, "fig": self._figure,
            "supplementary-material": self._figure, "fn": self._note, "list-item": self._item, "def-item": self._item,
        }  # fmt: skip

    def read(self) -> Reading:
        self._article(self.article, Part("main", "article", language_of(self.article)))
        document = Document(
            "jats", self.sha, tuple(self.out.blocks), tuple(self.parts),
            article_type=(self.article.get("article-type") or "").lower(), identifiers=self.identifiers,
        )  # fmt: skip
        return Reading(document, tuple(self.issues))

    def _article(self, element: etree._Element, part: Part) -> None:
        self.parts.append(part)
        self.part = part.id
        nested: list[etree._Element] = []
        for child in element:
            name = local(child)
            if name in ("front", "front-stub"):
                self._front(child)
            elif name in ("sub-article", "response"):
                nested.append(child)
            else:
                self._flow(child, (), Kind.BACK if name == "back" else Kind.PARAGRAPH)
        for number, child in enumerate(nested, start=1):
            kind = (child.get("article-type") or child.get("response-type") or "response").lower()
            ident = child.get("id") or f"{part.id}-sub-{number}"
            self._article(child, Part(self._free(ident), kind, language_of(child)))

    def _free(self, ident: str) -> str:
        taken = {part.id for part in self.parts}
        return ident if ident not in taken else f"{ident}-{len(taken)}"

    # --- front matter

    def _front(self, front: etree._Element) -> None:
        for meta in (child for child in front if local(child) == "article-meta"):
            return self._front(meta)
        main = self.part
        for child in front:
            name = local(child)
            if name == "article-id" and main == "main":
                self.identifiers[child.get("pub-id-type") or "other"] = string_value(child).strip()
            if not name or name in LEFT_OUT:
                continue
            if name == "title-group":
                self._titles(child)
            elif name == "trans-abstract":
                self._in_part(child, "translated-abstract", self._section, Kind.ABSTRACT)
            elif name == "abstract":
                self._section(child, (), Kind.ABSTRACT)
            elif name == "kwd-group":
                self._emit(Kind.KEYWORDS, _listed(child), child)
            elif name == "aff":
                self._emit(Kind.AFFILIATION, inline_pieces(child), child)
            else:
                self._flow(child, (), Kind.BACK)

    def _titles(self, group: etree._Element) -> None:
        for child in group:
            name = local(child)
            if name == "trans-title-group":
                self._in_part(child, "translated-title", lambda e, s, k: self._titles(e), Kind.TITLE)
            elif name == "fn-group":
                self._flow(child, (), Kind.BACK)
            elif name:
                self._text(child, (), Kind.TITLE)

    def _in_part(self, element: etree._Element, type_: str, handle: Callable[..., None], kind: Kind) -> None:
        language = language_of(element)
        outer = self.part
        self.part = self._free(f"{outer}-{type_}-{language or 'x'}")
        self.parts.append(Part(self.part, type_, language))
        handle(element, (), kind)
        self.part = outer

    # --- body and back

    def _flow(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        """Read one element: by its own handler, as text, or child by child."""
        name = local(element)
        if not name or name in LEFT_OUT:
            return
        if name in self.handlers:
            self.handlers[name](element, section, kind)
        elif name in _LEAVES or not any(local(child) for child in element):
            self._text(element, section, kind)
        elif name == "table":
            self._tables([element], "", section)
        elif name in ("title", "label", "subtitle"):
            self._text(element, section, Kind.HEADING)
        else:
            self._children(element, section, kind)

    def _children(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        self._loose(element.text, element, section, kind)
        for child in element:
            self._flow(child, section, kind)
            self._loose(child.tail, element, section, kind)

    def _loose(self, text: str | None, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        if text and text.strip():
            self._emit(kind, [(text, "")], element, section)

    def _section(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        """A section: its title is a heading and part of the path of what follows."""
        name = local(element)
        if name in ("ack", "notes", "bio", "app", "glossary"):
            kind = Kind.BACK if kind is Kind.PARAGRAPH else kind
        heads = [child for child in element if local(child) in ("label", "title")]
        if heads:
            pieces = _joined(heads)
            block = self._emit(Kind.HEADING, pieces, heads[-1], section)
            section = (*section, block) if block else section
        self._loose(element.text, element, section, kind)
        for child in element:
            if child not in heads:
                self._flow(child, section, kind)
            self._loose(child.tail, element, section, kind)

    def _text(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        """A stretch of text; lists inside it split it, tables, figures and notes follow it."""
        deferred: list[etree._Element] = []
        inline = Inline(_FLOATS | _SPLITS)

        def on_skip(inner: etree._Element) -> None:
            if local(inner) in _FLOATS:
                deferred.append(inner)
                return
            self._emit(kind, _taken(inline), element, section)
            self._flow(inner, section, kind)

        inline._on_skip = on_skip
        inline.content(element)
        self._emit(kind, _taken(inline), element, section)
        for inner in deferred:
            self._flow(inner, section, kind)

    def _item(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        self._children(element, section, Kind.ITEM if kind is Kind.PARAGRAPH else kind)

    def _note(self, element: etree._Element, section: tuple[str, ...], kind: Kind, parent: str = "") -> None:
        label = next(
            (string_value(child).strip() for child in element.iter() if local(child) in ("label", "sup")), ""
        )
        inline = Inline(_FLOATS - {"fn"})
        deferred: list[etree._Element] = []
        inline._on_skip = deferred.append
        inline.content(element)
        kind = kind if kind is Kind.BACK else Kind.FOOTNOTE
        self._emit(kind, inline.finish(), element, section, label=label[:20], parent=parent)
        for inner in deferred:
            self._flow(inner, section, kind)

    def _references(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        for child in element:
            if local(child) == "ref":
                doubled = any(local(c) == "mixed-citation" for c in child)
                pieces = inline_pieces(child, {"element-citation"} if doubled else ())
                self._emit(Kind.REFERENCE, pieces, child, section)
            elif local(child) == "ref-list":
                self._references(child, section, kind)
            else:
                self._flow(child, section, Kind.BACK)

    # --- figures and tables

    def _figure(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        heads = [child for child in element if local(child) in ("label", "caption")]
        label = _label(element)
        if heads:
            self._emit(Kind.CAPTION, _joined(heads), element, section, label=label)
        self._loose(element.text, element, section, kind)
        for child in element:
            if child not in heads:
                self._flow(child, section, Kind.CAPTION)
            self._loose(child.tail, element, section, kind)

    def _table_wrap(self, element: etree._Element, section: tuple[str, ...], kind: Kind) -> None:
        heads = [child for child in element if local(child) in ("label", "caption")]
        tables = list(_tables_in(element))
        parent = self.out.next_id(Kind.TABLE) if tables else ""
        label = _label(element)
        if heads:
            self._emit(Kind.CAPTION, _joined(heads), element, section, label=label, parent=parent)
        self._tables(tables, label, section)
        if not tables and any(local(child) in ("graphic", "media") for child in element.iter()):
            fix = "Read the table from the article's PDF or page."
            self.issues.append(
                warning("table-as-image", self.name, f"{label or 'a table'} is only a picture.", fix)
            )
        for child in element:
            if child in heads or local(child) in ("table", "alternatives"):
                continue
            for note in child if local(child) == "table-wrap-foot" else [child]:
                for inner in note if local(note) == "fn-group" else [note]:
                    if local(inner) and local(inner) not in LEFT_OUT:
                        self._note(inner, section, Kind.FOOTNOTE, parent)

    def _tables(self, tables: list[etree._Element], label: str, section: tuple[str, ...]) -> None:
        for element in tables:
            try:
                table = read_table(element)
            except TableTooLarge as problem:
                fix = "Check the spans of the table in the source."
                self.issues.append(warning("table-too-large", f"{self.name}, {label}", f"{problem}.", fix))
                continue
            if table is None:
                self.issues.append(
                    warning("table-without-cells", self.name, f"{label or 'a table'} has no cells.", "")
                )
                continue
            path = self.tree.getpath(element)
            self.out.add_table(table, source=path, label=label, section=section, part=self.part)

    def _emit(
        self, kind: Kind, pieces: list[Piece], element: etree._Element, section: tuple[str, ...] = (),
        label: str = "", parent: str = "",
    ) -> str:  # fmt: skip
        """Add a block; return its text."""
        path = self.tree.getpath(element)
        block = self.out.add(
            kind, pieces, source=path, label=label, section=section, part=self.part, parent=parent
        )
        return block.text if block else ""


def _taken(inline: Inline) -> list[Piece]:
    pieces = inline.finish()
    inline.pieces = []
    return pieces


def _tables_in(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost `table` elements."""
    for child in element:
        if local(child) == "table":
            yield child
        elif local(child) in ("alternatives", "p", "sec", "boxed-text"):
            yield from _tables_in(child)


def _label(element: etree._Element) -> str:
    return next((" ".join(string_value(child).split()) for child in element if local(child) == "label"), "")


def _joined(elements: list[etree._Element]) -> list[Piece]:
    inline = Inline(())
    for element in elements:
        inline.insert(" ")
        inline.content(element)
    return inline.finish()


def _listed(group: etree._Element) -> list[Piece]:
    inline = Inline(())
    for number, child in enumerate(child for child in group if local(child)):
        inline.insert(" " if number < 1 or local(child) == "title" else "; ")
        inline.content(child)
    return inline.finish()
