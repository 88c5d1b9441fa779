"""Every file of the reference corpora is read: as many records as it holds, and no word of it lost."""

from __future__ import annotations

import dataclasses
import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from aneatlas.literature.cutting import parser, records
from aneatlas.literature.pubmed_file import parsed
from aneatlas.literature.reading import read_file
from aneatlas.literature.records import Origin, Record

CORPORA = Path(os.environ.get("ANEATLAS_CORPORA", "/nonexistent"))
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="set ANEATLAS_CORPORA to the folder of the test corpora"),
]
DEMO = "ref_formats/asreview/tests/demo_data/"
SYNTH = "ref_formats/synthesisr/tests/testthat/testdata/"
#: Files that are none of the formats: word vectors, PubMed answers without records, notes.
NOT_REFERENCES = {"generic.vec", "SOURCE.md"}
WORD = re.compile(r"[^\W_]{3,}")


def files(folder: str, *endings: str) -> list[Path]:
    return sorted(
        path for path in (CORPORA / folder).rglob("*") if path.is_file() and path.name.endswith(endings)
    )


def values(thing: Any) -> Iterator[str]:
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            if field.name != "origin" and not (field.name == "source" and isinstance(thing, Record)):
                yield from values(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield str(key)
            yield from values(value)
    elif isinstance(thing, (tuple, list)):
        for value in thing:
            yield from values(value)
    elif thing is not None:
        yield str(thing)


def words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(html.unescape(text))}


def lost(text: str, found: tuple[Record, ...]) -> set[str]:
    """Words of a source that stand nowhere in the records read from it."""
    kept = words("\n".join(values(list(found))))
    missing = words(text) - kept
    joined = re.sub(r"\W+", "", "\n".join(values(list(found)))).casefold()
    return {word for word in missing if word not in joined}


def test_pubmed_files_hold_the_stated_number_of_records() -> None:
    batches = [read_file(path) for path in files("pubmed_xml", ".xml")]
    found = [record for batch in batches for record in batch.records if record.source == "pubmed-xml"]
    assert sum(record.entry_type == "article" for record in found) == 174
    assert sum(record.entry_type == "book" for record in found) == 1
    assert sum(bool(record.mesh) for record in found) == 119
    assert sum(any(author.orcid for author in record.authors) for record in found) == 84
    assert sum(bool(record.vernacular_title) for record in found) == 2
    assert sum(any(author.group for author in record.authors) for record in found) == 5
    assert {record.pmid for record in found if "Case Reports" in record.publication_types} == {
        "219391", "25364329", "38762411", "38763967"
    }  # fmt: skip
    kinds = [link.kind for record in found for link in record.links]
    counts = {"ErratumIn": 2, "ErratumFor": 2, "UpdateOf": 2, "CommentIn": 6, "CommentOn": 5, "Cites": 141}
    assert {kind: kinds.count(kind) for kind in counts} == counts


@pytest.mark.parametrize("path", files("pubmed_xml", ".xml"), ids=lambda path: path.name)
def test_no_text_and_no_attribute_of_a_pubmed_record_is_lost(path: Path) -> None:
    for _, raw in records(path.read_bytes())[0]:
        (record,) = parsed(raw, Origin(path.name))
        assert isinstance(record, Record)
        kept = re.sub(r"\W+", "", html.unescape("".join(values(record)))).casefold().translate(RAISED)
        element = etree.fromstring(raw, parser())
        missing: list[str] = []
        for node in element.iter():
            pieces = [node.text or "", node.tail or ""]
            # Default values of the DTD, and formatting attributes of formulas, say nothing about the publication.
            # (an ORCID has a field of its own, which is what Source="ORCID" says).
            pieces += [
                v
                for v in node.attrib.values()
                if v not in ("Y", "N", "ORCID") and "MathML" not in str(node.tag)
            ]
            for piece in pieces:
                bare = re.sub(r"\W+", "", piece.translate(RAISED)).casefold()
                if bare.translate(RAISED) not in kept:
                    missing.append(f"{node.tag}: {piece}")
        assert missing == []


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉", "0123456789n0123456789")


@pytest.mark.parametrize("path", files("ref_formats", ".ris"), ids=lambda path: path.name)
def test_ris_holds_one_record_for_each_end_and_no_word_is_lost(path: Path) -> None:
    batch = read_file(path)
    text = path.read_text("utf-8-sig")
    ends = len(re.findall(r"^ER  -", text, re.MULTILINE))
    if path.name == "baseline_tag_and_field_definitions.ris":
        ends -= 1  # it documents the tag ER inside its only record
    assert (batch.format, len(batch.records), batch.issues) == ("ris", ends, ())
    assert lost(re.sub(r"^[A-Z][A-Z0-9][ \t]+-", "", text, flags=re.MULTILINE), batch.records) == set()


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        (DEMO + "pubmed_endnote.txt", "ris", 6),
        (DEMO + "ris_issue_992.txt", "ris", 19),
        (DEMO + "ris_issue_1099.txt", "ris", 7),
        (DEMO + "web_of_science.txt", "ris", 10),
        (SYNTH + "eviatlas.txt", "ris", 1),
        (SYNTH + "WoS_txt_example.txt", "wos", 4),
        (SYNTH + "WoS_ciw_example.ciw", "wos", 5),
        ("ref_formats/synthesisr/inst/extdata/zoorec.txt", "wos", 134),
        (SYNTH + "PubMed_example.txt", "medline", 3),
        (SYNTH + "res_synth_methods.txt", "medline", 2),
        ("pubmed_xml/biopython/Medline/pubmed_result1.txt", "medline", 1),
        ("pubmed_xml/biopython/Medline/pubmed_result2.txt", "medline", 4),
        ("pubmed_xml/biopython/Medline/pubmed_result3.txt", "medline", 1),
        (SYNTH + "Scopus_bib_example.bib", "bibtex", 3),
        (SYNTH + "litsearchr.txt", "bibtex", 1),
        (SYNTH + "eviatlas.csv", "table", 1),
        (SYNTH + "eviatlas.tsv", "table", 1),
        (DEMO + "embase.csv", "table", 6),
        (DEMO + "embase_newpage.csv", "table", 6),
        (DEMO + "duplicate_records.csv", "table", 14),
        (DEMO + "missing_values.csv", "table", 4),
        (DEMO + "record_id.csv", "table", 10),
        (DEMO + "generic_semicolon.csv", "table", 2),
        (DEMO + "generic_tab.tab", "table", 2),
        (DEMO + "generic_labels_no_title.csv", "table", 6),
        ("dedup_bibdedupe/respiratory/Respiratory.endnote.xml", "endnote-xml", 1988),
    ],
)
def test_a_file_is_recognised_by_its_content_and_read_whole(
    tmp_path: Path, name: str, kind: str, count: int
) -> None:
    path = CORPORA / name
    nameless = tmp_path / "download"
    nameless.write_bytes(path.read_bytes())
    batch = read_file(nameless)
    assert (batch.format, len(batch.records)) == (kind, count)
    text = path.read_text("utf-8-sig")
    if kind == "endnote-xml":
        text = re.sub(r"<[^>]*>", " ", text)
    elif kind == "table":
        text = text.partition("\n")[2]
    elif kind == "bibtex":
        text = re.sub(r"[{}]", "", re.sub(r"\\[^\s\w]\{?\w?\}?", "", text))
        text = re.sub(r"@\w+|^\s*\w+\s*=", "", text, flags=re.MULTILINE)
    else:
        text = re.sub(r"^(?:FN .*|VR .*|[A-Z][A-Z0-9]{1,3} *-?)", "", text, flags=re.MULTILINE)
    assert lost(text, batch.records) <= {"https"} if kind == "bibtex" else lost(text, batch.records) == set()


def test_every_other_file_of_the_corpora_is_refused_in_one_line() -> None:
    for path in files("pubmed_xml/biopython/Entrez", ".xml", ".html") + files("ref_formats", ".vec", ".md"):
        batch = read_file(path)
        if not batch.records:
            assert len(batch.issues) == 1, path.name
            assert path.name in str(batch.issues[0])


def test_the_front_matter_of_every_jats_article_is_read() -> None:
    found = [record for path in files("jats", ".nxml", ".xml") for record in read_file(path).records]
    assert len(found) >= 110
    assert sum(bool(record.title) for record in found) / len(found) > 0.9
    assert all(record.source == "jats" for record in found)
