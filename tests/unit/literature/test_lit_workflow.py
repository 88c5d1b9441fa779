"""Screening folders and importing files, as a user does. The records are made up for these tests."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from aneatlas.core.issues import FileUnreadable
from aneatlas.workflows.literature import import_files
from aneatlas.workflows.screened import hit_lines
from aneatlas.workflows.screening import files_in, screen


def article(pmid: int, title: str) -> str:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><ArticleTitle>{title}</ArticleTitle>'
        "</Article></MedlineCitation></PubmedArticle>"
    )


def write(folder: Path, name: str, *parts: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(f"<PubmedArticleSet>{''.join(parts)}</PubmedArticleSet>".encode()))
    return path


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    ane = "A case of acute necrotizing encephalopathy"
    write(tmp_path, "a.xml.gz", article(1, ane), article(2, "Other"), article(3, ane))
    write(tmp_path, "b.xml.gz", article(4, "Other"), article(1, ane + " (corrected)"))
    write(tmp_path, "c.xml.gz", article(5, ane), "<DeleteCitation><PMID>3</PMID></DeleteCitation>")
    (tmp_path / "d.xml.gz").write_bytes(b"<html><body>busy</body></html>")
    (tmp_path / "notes.txt").write_text("not to be screened")
    return tmp_path


@pytest.mark.parametrize("workers", [1, 2])
def test_a_folder_is_screened_in_order_and_what_is_wrong_is_named(mirror: Path, workers: int) -> None:
    seen: list[tuple[int, int]] = []
    result = screen([mirror], workers=workers, progress=lambda at: seen.append((at.done, at.of)))
    assert [Path(item.file).name for item in result.files] == ["a.xml.gz", "b.xml.gz", "c.xml.gz", "d.xml.gz"]
    assert [(hit.record.pmid, hit.record.title[-11:]) for hit in result.hits] == [
        ("1", "(corrected)"), ("5", "cephalopathy"[-11:])
    ]  # fmt: skip
    assert (result.records, result.counts()) == (6, {"include": 2})
    assert [issue.code for issue in result.issues] == ["not-pubmed"]
    assert [Path(name).name for name in result.retry] == ["d.xml.gz"]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(list(hit_lines(result.hits))) == 2


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="no such file"):
        files_in([tmp_path / "nowhere"])


def test_imported_records_are_decided_and_merged(tmp_path: Path) -> None:
    title = "Acute necrotizing encephalopathy in a made-up child after a journey"
    ris, bib, ids = tmp_path / "one", tmp_path / "two", tmp_path / "three"
    ris.write_text(
        f"TY  - JOUR\nTI  - {title}\nAU  - Muster, E.\nPY  - 2010\nJO  - J Ex\nVL  - 3\nSP  - 7\nER  - \n"
    )
    bib.write_text(
        f"@article{{k, title={{{title}}}, author={{Muster, Erika}}, year={{2010}}, journal={{J Ex}}, volume={{3}}}}"
    )
    ids.write_text("12345\n")
    result = import_files([ris, bib, ids])
    assert [name for _, name, _ in result.formats] == ["ris", "bibtex", "id-list"]
    assert result.reports == ((0, 1), (2,))
    assert [str(decision.choice) for decision in result.decisions] == ["include", "include", "exclude"]
    assert [issue.code for issue in result.issues] == ["record-without-title"]
