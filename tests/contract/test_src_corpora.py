"""Real answers of NCBI: those of EFetch are taken whole, every other one is refused with its own words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from aneatlas.literature.sources.asking import Refused
from aneatlas.literature.sources.eutils import parse_fetch

CORPORA = Path(os.environ.get("ANEATLAS_CORPORA", "/nonexistent"))
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="set ANEATLAS_CORPORA to the folder of the test corpora"),
]


def answers(*, pubmed: bool) -> list[tuple[str, bytes]]:
    found = [(path.name, path.read_bytes()) for path in sorted((CORPORA / "pubmed_xml").rglob("*.xml"))]
    return [(name, data) for name, data in found if (b"<PubmedArticleSet" in data[:4096]) is pubmed]


def test_every_answer_of_efetch_gives_all_its_records() -> None:
    taken = answers(pubmed=True)
    assert len(taken) > 150
    for name, data in taken:
        records, issues = parse_fetch(data, name)
        assert len(records) == len(re.findall(rb"<Pubmed(?:Book)?Article[ >]", data)), name
        assert not issues, name
        assert all(record.pmid for record in records), name


def test_every_answer_of_efetch_that_is_cut_is_refused() -> None:
    for name, data in answers(pubmed=True):
        with pytest.raises(Refused):
            parse_fetch(data[: len(data) * 2 // 3], name)


def test_answers_of_other_utilities_are_no_records() -> None:
    others = answers(pubmed=False)
    assert len(others) > 30
    for name, data in others:
        with pytest.raises(Refused):
            parse_fetch(data, name)
    said = dict(others)["epost2.xml"]
    with pytest.raises(Refused, match="Invalid db name specified: nothing"):
        parse_fetch(said, "epost2.xml")
