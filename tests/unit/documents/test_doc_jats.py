"""JATS to blocks. All article texts here are invented for the tests."""

import pytest

from aneatlas.core.evidence import CellAnchor, Quote, SpanAnchor, check_quote
from aneatlas.core.issues import FileUnreadable
from aneatlas.documents.jats import read_jats
from aneatlas.documents.model import Document, Kind, document_from_json, original_of

ARTICLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.1 20151215//EN" "JATS.dtd">
<article article-type="case-report" xml:lang="en">
 <front><journal-meta><journal-title>J Invented</journal-title></journal-meta><article-meta>
  <article-id pub-id-type="doi">10.5555/x</article-id>
  <title-group><article-title>Two <italic>invented</italic> cases<xref ref-type="fn" rid="f">1</xref></article-title></title-group>
  <aff id="a1">A Hospital, Utopia</aff>
  <abstract><sec><title>Background</title><p>Text one.</p></sec><sec><title>Cases</title><p>Text two.</p></sec></abstract>
  <trans-abstract xml:lang="es"><p>Texto inventado.</p></trans-abstract>
 </article-meta></front>
 <body>
  <sec><title>Case 1</title>
   <p>Platelets were 45&nbsp;&#215;&#160;10<sup>9</sup>/L<xref ref-type="bibr" rid="r1">3</xref>; PaCO<sub>2</sub>
      normal.<fig id="f1"><label>Figure 1</label><caption><p>MRI shows it.</p></caption></fig> Then:
      <list><list-item><p>first</p></list-item><list-item><p>second</p></list-item></list> and after.</p>
   <p>Lines<break/>break.<fn id="f"><label>1</label><p>A note.</p></fn></p>
  </sec>
 </body>
 <back><ack><p>Thanks.</p></ack><ref-list><ref id="r1"><label>3</label><element-citation><name><surname>Doe</surname>
  <given-names>A</given-names></name><year>2001</year><volume>7</volume></element-citation></ref></ref-list></back>
 <floats-group><table-wrap id="t1"><label>Table 1</label><caption><p>Findings<sup>a</sup></p></caption>
  <table><thead><tr><th rowspan="2">Item</th><th colspan="2">Patient</th></tr><tr><th>1</th><th>2</th></tr></thead>
  <tbody><tr><td>WBC (10<sup>9</sup>/L)</td><td>12<sup>b</sup></td><td>9</td></tr></tbody></table>
  <table-wrap-foot><fn><label>b</label><p>On admission.</p></fn></table-wrap-foot></table-wrap></floats-group>
 <sub-article article-type="translation" xml:lang="es" id="s1"><front-stub><title-group>
  <article-title>Dos casos</article-title></title-group></front-stub><body><p>Cuerpo.</p></body></sub-article>
</article>"""


@pytest.fixture
def document() -> Document:
    [reading] = read_jats(ARTICLE, "a.xml")
    assert reading.document is not None
    assert reading.issues == ()
    return reading.document


def _texts(document: Document, kind: Kind) -> list[str]:
    return [block.text for block in document.of_kind(kind)]


def test_front_matter(document: Document) -> None:
    assert document.article_type == "case-report"
    assert document.identifiers == {"doi": "10.5555/x"}
    assert _texts(document, Kind.TITLE) == ["Two invented cases^1", "Dos casos"]
    assert _texts(document, Kind.AFFILIATION) == ["A Hospital, Utopia"]
    first, second, translated = document.of_kind(Kind.ABSTRACT)
    assert (first.text, first.section) == ("Text one.", ("Background",))
    assert second.section == ("Cases",)
    assert translated.part == "main-translated-abstract-es"


def test_superscripts_never_fuse_and_lists_split_a_paragraph(document: Document) -> None:
    assert _texts(document, Kind.PARAGRAPH) == [
        "Platelets were 45 × 10^9/L^3; PaCO2 normal. Then:",
        "and after.",
        "Lines break.",
        "Cuerpo.",
    ]
    assert _texts(document, Kind.ITEM) == ["first", "second"]
    assert [b.section for b in document.of_kind(Kind.ITEM)] == [("Case 1",)] * 2


def test_floats_notes_back_and_parts(document: Document) -> None:
    assert _texts(document, Kind.CAPTION) == ["Figure 1 MRI shows it.", "Table 1 Findings^a"]
    assert _texts(document, Kind.FOOTNOTE) == ["1 A note.", "b On admission."]
    assert _texts(document, Kind.BACK) == ["Thanks."]
    assert _texts(document, Kind.REFERENCE) == ["3 Doe A 2001 7"]
    types = {part.id: (part.type, part.language) for part in document.parts}
    assert types["main"] == ("article", "en")
    assert types["s1"] == ("translation", "es")


def test_the_table_is_a_grid_with_its_caption_and_note(document: Document) -> None:
    [block] = document.of_kind(Kind.TABLE)
    table = block.table
    assert table is not None
    assert block.label == "Table 1"
    assert (table.rows, table.columns, table.header_rows) == (3, 3, 2)
    [cell] = table.find("WBC (10^9/L)", "Patient / 1")
    assert (cell.text, cell.value, cell.marks, original_of(cell)) == ("12^b", "12", ("b",), "12b")
    assert {b.parent for b in document.blocks if b.parent} == {block.id}


def test_the_original_is_recovered(document: Document) -> None:
    block = document.block("paragraph-1")
    assert block is not None
    start = block.text.index("10^9")
    first, last = block.original_span(start, start + 4)
    assert block.original[first:last] == "109"
    assert "45\u00a0×\u00a0109/L3; PaCO2\n" in block.original


def test_an_anchor_re_verifies_or_is_refused(document: Document) -> None:
    block = document.block("paragraph-1")
    assert block is not None
    anchor = document.span(block, 0, 9)
    quote = document.quote(anchor, "report-1")
    assert quote.text == "Platelets"
    assert check_quote(quote, document) == []
    moved = quote.model_copy(
        update={"anchor": SpanAnchor(document=document.hash, block=block.id, start=1, end=10)}
    )
    assert [issue.code for issue in check_quote(moved, document)] == ["quote-not-in-source"]
    for wrong in (
        SpanAnchor(document="0" * 64, block=block.id, start=0, end=9),
        SpanAnchor(document=document.hash, block="paragraph-99", start=0, end=9),
        SpanAnchor(document=document.hash, block=block.id, start=0, end=10_000),
        SpanAnchor(document=document.hash, block=block.id, start=9, end=9),
        CellAnchor(document=document.hash, block=block.id, row=0, column=0),
        CellAnchor(document=document.hash, block="table-1", row=9, column=0),
    ):
        assert document.text_of(wrong) is None
        refused = Quote(report="r", anchor=wrong, text="Platelets")
        assert [issue.code for issue in check_quote(refused, document)] == ["anchor-points-nowhere"]


def test_a_cell_anchor_reaches_every_slot_of_a_span(document: Document) -> None:
    for column in (1, 2):
        anchor = CellAnchor(document=document.hash, block="table-1", row=0, column=column)
        assert document.text_of(anchor) == "Patient"


def test_json_round_trip_and_refusal_of_changed_content(document: Document) -> None:
    stored = document.to_json()
    again = document_from_json(stored)
    assert again == document
    assert again.to_json() == stored
    with pytest.raises(FileUnreadable, match="was changed"):
        document_from_json(stored.replace(b"PaCO2", b"PaO2 "))
    with pytest.raises(FileUnreadable, match="not a stored document"):
        document_from_json(b'{"blocks": 3}')


def test_one_changed_byte_of_text_changes_the_hash(document: Document) -> None:
    [other] = read_jats(ARTICLE.replace(b"Text one.", b"Text 0ne."), "a.xml")
    assert other.document is not None
    assert other.document.hash != document.hash


def test_a_picture_of_a_table_is_said_so() -> None:
    body = b'<table-wrap><label>Table 2</label><graphic xlink="x"/></table-wrap>'
    [reading] = read_jats(b"<article><body><p>Text.</p>" + body + b"</body></article>", "b.xml")
    assert [(i.code, "Table 2" in i.message) for i in reading.issues] == [("table-as-image", True)]
