"""The file behind a stored text is kept: the original comes back, and the same bytes give the same addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_writer import make_pdf
from ver_desk import ARTICLE, AT, EDI

from aneatlas.core.evidence import Role, check_quote
from aneatlas.core.study import Study
from aneatlas.documents.model import Kind
from aneatlas.documents.read import read_bytes
from aneatlas.store import Ledger
from aneatlas.workflows.correct import record_finding
from aneatlas.workflows.reading import load_document
from aneatlas.workflows.verification.articles import keep_article, register_article

# Written for this test.
SENTENCE = "A girl of seventeen months had fever and then a seizure, and her brother had had the same two years before."
FILES = {
    "a.txt": ARTICLE,
    "a.pdf": make_pdf([[(72, 780, 16, 0, "An invented case"), (72, 740, 10, 0, SENTENCE), (72, 700, 10, 0, SENTENCE)]]),
    "a.html": f"<!doctype html><html><body><article><h1>A case</h1><p>{SENTENCE * 3}</p></article></body></html>".encode(),
    "a.xml": (
        "<article article-type='case-report' xml:lang='en'><front><article-meta><title-group><article-title>A case"
        f"</article-title></title-group></article-meta></front><body><p>{SENTENCE * 3}</p></body></article>"
    ).encode(),
    "a.medline": f"PMID- 1\nTI  - A case\nAB  - {SENTENCE} {SENTENCE}\nLA  - eng\n".encode(),
    "b.xml": (
        "<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A case"
        f"</ArticleTitle><Abstract><AbstractText>{SENTENCE} {SENTENCE}</AbstractText></Abstract><Language>eng</Language>"
        "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_kept_byte_for_byte_and_gives_the_same_addresses(name: str, ledger: Ledger) -> None:
    document = keep_article(ledger, name, FILES[name])
    folder = ledger.home / "documents"
    kept = (folder / "sources" / document.hash).read_bytes()
    assert kept == FILES[name]
    [again] = read_bytes(kept, name)
    assert again.document == load_document(folder / f"{document.hash}.json") == document


@pytest.mark.parametrize("name", FILES)
def test_an_anchor_holds_on_the_same_bytes_and_on_no_others(name: str, ledger: Ledger) -> None:
    document = keep_article(ledger, name, FILES[name])
    block = next(b for b in document.blocks if b.kind in (Kind.PARAGRAPH, Kind.ABSTRACT))
    quote = document.quote(document.span(block, 2, 14), "R0001", Role.THIS_PATIENT)
    [again] = read_bytes(FILES[name], name)
    assert again.document is not None
    assert list(check_quote(quote, again.document)) == []
    changed = FILES[name].replace(b"fever", b"chill")  # the same place, other words elsewhere
    [other] = read_bytes(changed, name)
    assert other.document is not None
    assert [issue.code for issue in check_quote(quote, other.document)] != []
    forged = quote.model_copy(update={"text": quote.text[::-1]})
    assert [issue.code for issue in check_quote(forged, document)] != []


def test_the_article_of_a_recorded_value_is_kept_too(ledger: Ledger, study: Study, tmp_path: Path) -> None:
    document = keep_article(ledger, "first.txt", ARTICLE)
    report = register_article(
        ledger, study, document, EDI, AT, title="Made up", type="case_report", read="abstract"
    )
    path = tmp_path / "article.txt"
    path.write_bytes(ARTICLE + b"\nThe language of the report was English.\n")
    record_finding(
        ledger, study, report, "report_language", "English", why="as printed", actor="person:x", article=path,
        words="The language of the report was English.",
    )  # fmt: skip
    sources = {source.read_bytes() for source in (ledger.home / "documents" / "sources").iterdir()}
    assert sources == {ARTICLE, path.read_bytes()}
