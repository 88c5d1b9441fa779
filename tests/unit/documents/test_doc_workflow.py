"""Reading and extracting files: the plain functions behind the commands. All texts are invented."""

import json
from pathlib import Path

import pytest

from aneatlas.core.issues import FileUnreadable
from aneatlas.workflows.reading import claim_lines, extract_files, load_document, read_files, save_document

CASE = "A previously healthy girl of 17 months was admitted with fever and seizures. The MRI of the brain showed lesions in both thalami. She died on day 5."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(CASE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes("fièvre".encode("latin-1"))
    (tmp_path / "c.txt").write_text(CASE[:-1] + " and then the", encoding="utf-8")
    return tmp_path


def test_a_bad_file_gives_its_reason_and_stops_nobody(folder: Path) -> None:
    paths = [folder / name for name in ("a.txt", "b.txt", "missing.txt", "c.txt")]
    results = list(read_files(paths))
    assert [(Path(r.name).name, r.usable) for r in results] == [
        ("a.txt", True), ("b.txt", False), ("missing.txt", False), ("c.txt", True),
    ]  # fmt: skip
    assert [issue.code for r in results for issue in r.issues] == ["wrong-encoding", "file-unreadable"]


def test_claims_as_lines(folder: Path) -> None:
    rows = [json.loads(line) for line in claim_lines(extract_files([folder / "a.txt", folder / "b.txt"]))]
    assert {(row["field"], row["status"]) for row in rows} >= {
        ("fever", "present"),
        ("seizure", "present"),
        ("outcome_level", "present"),
    }
    assert {row["report"] for row in rows} == {"a.txt"}


def test_nothing_is_taken_from_a_text_that_breaks_off(folder: Path) -> None:
    (folder / "d.txt").write_text(CASE * 2 + " The CSF showed a", encoding="utf-8")
    [result] = list(extract_files([folder / "d.txt"]))
    assert result.extraction is None
    assert result.claims == ()
    assert [issue.code for issue in result.issues] == ["text-cut"]


def test_a_document_is_stored_under_its_hash_and_comes_back(folder: Path) -> None:
    [item] = list(read_files([folder / "a.txt"]))
    assert item.document is not None
    path = save_document(item.document, folder / "documents")
    assert path.stem == item.document.hash
    assert save_document(item.document, folder / "documents") == path
    assert load_document(path) == item.document


def test_a_missing_or_changed_document_is_refused(folder: Path) -> None:
    [item] = list(read_files([folder / "a.txt"]))
    assert item.document is not None
    path = save_document(item.document, folder)
    path.write_bytes(path.read_bytes().replace(b"seizures", b"headache"))
    with pytest.raises(FileUnreadable, match="was changed"):
        load_document(path)
    with pytest.raises(FileUnreadable, match="No such file"):
        load_document(folder / "none.json")
