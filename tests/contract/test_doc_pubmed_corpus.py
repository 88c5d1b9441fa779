"""What PubMed's formats promise, held against real responses (read in place, never copied)."""

import os
from pathlib import Path

import pytest

from aneatlas.documents.model import Kind
from aneatlas.documents.read import read_bytes

CORPORA = Path(os.environ.get("ANEATLAS_CORPORA", ""))
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(
        not os.environ.get("ANEATLAS_CORPORA") or not (CORPORA / "pubmed_xml").is_dir(),
        reason="set ANEATLAS_CORPORA to the folder of test corpora to run this test",
    ),
]


def test_every_record_of_the_efetch_responses_is_read() -> None:
    documents = []
    for path in sorted((CORPORA / "pubmed_xml").rglob("*.xml")):
        documents += [r.document for r in read_bytes(path.read_bytes(), path.name) if r.document]
    records = [d for d in documents if d.format == "pubmed"]
    assert len(records) == 175  # 174 PubmedArticle and 1 PubmedBookArticle, as the corpus counts them
    structured = [d for d in records if sum(1 for b in d.of_kind(Kind.ABSTRACT) if b.label) > 1]
    assert (
        len(structured) == 31
    )  # the corpus counts 30 among the PubmedArticle; the book's abstract has parts too
    assert sum(1 for d in structured if any("Book" in b.source for b in d.blocks)) == 1
    assert all(d.title and d.identifiers["pmid"] for d in records)


def test_every_medline_text_and_case_report_is_read_without_an_error() -> None:
    counts = {}
    for path in sorted((CORPORA / "pubmed_xml" / "biopython" / "Medline").glob("*.txt")):
        counts[path.name] = len([r for r in read_bytes(path.read_bytes(), path.name) if r.document])
        assert counts[path.name] == path.read_text(encoding="utf-8").count("PMID- ")
    reports = sorted((CORPORA / "maccrobat2020").glob("*.txt"))
    assert len(reports) == 100
    for path in reports:
        [reading] = read_bytes(path.read_bytes(), path.name)
        assert reading.usable, (path.name, reading.issues)
