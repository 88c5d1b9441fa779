"""Saved pages to blocks. The pages are invented."""

import pytest

from aneatlas.documents.model import Document, Kind
from aneatlas.documents.read import read_bytes

FILLER = "The child was well before and had no illness of note. " * 6
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>An invented case - J Invented</title>
<meta name="citation_doi" content="10.5555/h"><meta charset="utf-8"><style>p {{}}</style></head><body>
<header><p>Journal menu</p></header><nav><ul><li>Home</li></ul></nav>
<article><h1>An invented case</h1><h2>Abstract</h2><p>Short text.</p>
<h2>Case</h2><h3>Patient 1</h3><p>{FILLER}</p><p>Platelets 45 &times; 10<sup>9</sup>/L<a href="#r1">3</a>.</p>
<p style="display: none">Hidden text</p><script>alert("x")</script>
<ul><li>one</li><li>two</li></ul>
<figure><img src="http://example.org/x.png"><figcaption>Figure 1. MRI.</figcaption></figure>
<table><caption>Table 1. Values</caption><tr><th>Item</th><th>P1</th><th>P2</th></tr>
<tr><td>CSF protein</td><td>2.1<sup>a</sup></td><td>0.4</td></tr></table>
<div class="footnotes"><p>a At onset</p></div>
<h2>References</h2><ol><li>Doe 2001</li></ol></article>
<footer><p>Copyright</p></footer></body></html>"""


def _document(page: str) -> Document:
    [reading] = read_bytes(page.encode(), "a.html")
    assert reading.document is not None, reading.issues
    return reading.document


def test_the_article_and_nothing_else_is_read() -> None:
    document = _document(PAGE)
    everything = " ".join(block.text for block in document.blocks)
    for left_out in ("menu", "Home", "Hidden", "alert", "Copyright"):
        assert left_out not in everything
    assert document.title == "An invented case"
    assert document.identifiers == {"doi": "10.5555/h"}
    assert document.language == "en"


def test_kinds_and_sections() -> None:
    document = _document(PAGE)
    assert [b.text for b in document.of_kind(Kind.ABSTRACT)] == ["Short text."]
    paragraphs = list(document.of_kind(Kind.PARAGRAPH))
    assert paragraphs[0].section == ("Case", "Patient 1")
    assert paragraphs[1].text == "Platelets 45 × 10^9/L^3."
    assert [b.text for b in document.of_kind(Kind.ITEM)] == ["one", "two"]
    assert [b.text for b in document.of_kind(Kind.CAPTION)] == ["Figure 1. MRI.", "Table 1. Values"]
    assert [b.text for b in document.of_kind(Kind.FOOTNOTE)] == ["a At onset"]
    assert [b.text for b in document.of_kind(Kind.REFERENCE)] == ["Doe 2001"]


def test_the_table_is_a_grid() -> None:
    [block] = _document(PAGE).of_kind(Kind.TABLE)
    assert block.table is not None
    [cell] = block.table.find("CSF protein", "P1")
    assert (cell.text, cell.value) == ("2.1^a", "2.1")


def test_text_between_blocks_is_not_lost() -> None:
    document = _document(f"<html><body><div>Before <b>bold</b> words<p>{FILLER}</p>after</div></body></html>")
    texts = [b.text for b in document.blocks]
    assert texts[0] == "Before bold words"
    assert texts[-1] == "after"


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>No such URL.</p></body></html>",
        "<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>",
        "<html><head><title>Access Denied</title></head><body><p>You have no permission.</p></body></html>",
        "<html><head><title>Journal</title></head><body><h1>503 Service Unavailable</h1><p>Later.</p></body></html>",
        "<html><head><title>Log in</title></head><body><p>Please sign in to continue.</p></body></html>",
    ],
)
def test_an_error_page_is_refused(page: str) -> None:
    [reading] = read_bytes(page.encode(), "a.html")
    assert reading.document is None
    assert [issue.code for issue in reading.issues] == ["error-page"]


def test_an_article_about_denied_access_is_no_error_page() -> None:
    page = PAGE.replace("An invented case", "Access denied to care: a survey").replace(FILLER, FILLER * 6)
    assert _document(page).title == "Access denied to care: a survey"
