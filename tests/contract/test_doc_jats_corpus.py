"""What JATS promises, held against real full texts of four dialects (read in place, never copied)."""

import os
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from aneatlas.documents.jats import LEFT_OUT, read_jats
from aneatlas.documents.markup import UNREAD, string_value
from aneatlas.documents.model import Document, Kind, document_from_json, original_of
from aneatlas.documents.normalise import normalise
from aneatlas.documents.reading import Unreadable
from aneatlas.documents.xml import entity_text, local, parse_xml

CORPUS = Path(os.environ.get("ANEATLAS_CORPORA", "")) / "jats"
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(
        not os.environ.get("ANEATLAS_CORPORA") or not CORPUS.is_dir(),
        reason="set ANEATLAS_CORPORA to the folder of test corpora to run this test",
    ),
]
#: Two files of the corpus are no XML: a stray word of 13 bytes, and a fixture whose first tag is cut off.
NO_XML = {"document2_local.xml", "document5.xml"}


def _files() -> list[Path]:
    return sorted(path for path in CORPUS.rglob("*") if path.suffix in (".xml", ".nxml") and path.is_file())


@pytest.fixture(scope="module")
def documents() -> dict[Path, list[Document]]:
    read: dict[Path, list[Document]] = {}
    for path in _files():
        if path.name not in NO_XML:
            readings = read_jats(path.read_bytes(), path.name)
            read[path] = [reading.document for reading in readings if reading.document]
    return read


def test_every_file_is_read_or_refused_in_one_line(documents: dict[Path, list[Document]]) -> None:
    assert len(_files()) == 120
    assert len(documents) == 118
    assert all(found for found in documents.values())
    for path in (path for path in _files() if path.name in NO_XML):
        with pytest.raises(Unreadable) as caught:
            read_jats(path.read_bytes(), path.name)
        assert caught.value.issue.code == "damaged-xml"
        assert "\n" not in str(caught.value.issue)


def _expected(element: etree._Element, *, front: bool = False, cited: bool = False) -> Counter[str]:
    """Count the visible characters that must be in blocks: an own walk, by the declared exclusions only."""
    count: Counter[str] = Counter(element.text or "")
    for child in element:
        name = local(child)
        if isinstance(child, etree._Entity):
            count.update(entity_text(child))
        elif name and not _left_out(child, name, front=front, cited=cited):
            in_meta = front and name in ("article-meta", "front")
            doubled = name == "ref" and any(local(c) == "mixed-citation" for c in child)
            starts = name in ("front", "front-stub")
            count.update(_expected(child, front=in_meta or starts, cited=doubled))
        if child.tag is not etree.PI:
            count.update(child.tail or "")
    return Counter(
        {c: n for c, n in count.items() if not c.isspace() and c not in "\u00ad\u200b\u2060\ufeff"}
    )


def _left_out(child: etree._Element, name: str, *, front: bool, cited: bool) -> bool:
    return (
        name in UNREAD
        or (front and name in LEFT_OUT)
        or (cited and name == "element-citation")
        or (
            name in LEFT_OUT and local(child.getparent()) in ("sec", "body", "back", "author-notes", "app")  # type: ignore[arg-type]
        )
    )


def _held(document: Document) -> Counter[str]:
    count: Counter[str] = Counter()
    for block in document.blocks:
        count.update(block.original)
        for cell in block.table.cells if block.table else ():
            count.update(original_of(cell))
    return Counter(
        {c: n for c, n in count.items() if not c.isspace() and c not in "\u00ad\u200b\u2060\ufeff"}
    )


def test_no_character_is_lost_or_doubled(documents: dict[Path, list[Document]]) -> None:
    for path, found in documents.items():
        root = parse_xml(path.read_bytes(), path.name)
        articles = [root] if local(root) == "article" else [e for e in root.iter() if local(e) == "article"]
        for article, document in zip(articles, found, strict=True):
            expected, held = _expected(article), _held(document)
            assert expected == held, (path.name, (expected - held), (held - expected))


def test_every_table_is_a_rectangular_grid_of_cells_that_never_share_a_slot(
    documents: dict[Path, list[Document]],
) -> None:
    tables = 0
    for path, found in documents.items():
        root = parse_xml(path.read_bytes(), path.name)
        wanted = [element for element in root.iter() if local(element) == "table"]
        grids = [b.table for document in found for b in document.blocks if b.table]
        assert len(grids) == len(wanted), path.name
        for grid in grids:
            slots = Counter(
                (r, c)
                for cell in grid.cells
                for r in range(cell.row, cell.row + cell.rowspan)
                for c in range(cell.column, cell.column + cell.colspan)
            )
            assert set(slots) == {(r, c) for r in range(grid.rows) for c in range(grid.columns)}, path.name
            assert max(slots.values()) == 1, path.name
        for element, grid in zip(
            sorted(wanted, key=_first_text), sorted(grids, key=_first_cell), strict=True
        ):
            written = [local(e) for e in element.iter() if local(e) in ("td", "th")]
            assert sum(1 for cell in grid.cells if cell.text) <= len(written)
        tables += len(grids)
    # 290 table-wraps: 278 hold a table; 11 are the second-language caption of a group; 1 holds only a picture
    assert tables == 278


def _first_text(element: etree._Element) -> str:
    return normalise([(string_value(element), "")])[0].replace(" ", "")


def _first_cell(grid: object) -> str:
    return "".join(cell.text.replace(" ", "") for cell in grid.cells)  # type: ignore[attr-defined]


def test_same_bytes_same_addresses_and_a_lossless_round_trip(documents: dict[Path, list[Document]]) -> None:
    for path, found in list(documents.items())[::6]:
        again = read_jats(path.read_bytes(), path.name)
        for first, second in zip(found, again, strict=True):
            assert second.document is not None
            assert second.document.hash == first.hash
            stored = document_from_json(first.to_json())
            assert stored == first
            assert stored.hash == first.hash


def test_references_and_translations_are_found(documents: dict[Path, list[Document]]) -> None:
    references = sum(1 for found in documents.values() for d in found for _ in d.of_kind(Kind.REFERENCE))
    assert references == 3_481  # the `ref` elements of the 118 readable files, counted with grep
    translated = [
        d for found in documents.values() for d in found if any(p.type == "translation" for p in d.parts)
    ]
    assert len(translated) >= 30
    for document in translated:
        assert all(part.language for part in document.parts if part.type == "translation")
