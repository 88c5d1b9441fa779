"""A value rises when the text is at hand: the words are found, kept, checked again at each publication."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from conftest import ACTOR, AT

from aneatlas.core.issues import EvidenceBroken, FactsInvalid, FileUnreadable
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.correct import record_finding
from aneatlas.workflows.evidence import FOLDER
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.publish import load_analyses, publish

# A text written for this test.
ARTICLE = (
    "A girl of 17 months had fever for two days and then a seizure.\n\n"
    "Both thalami were swollen, without haemorrhage. The fever fell on day four.\n"
)


@pytest.fixture
def filled(ledger: Ledger, study: Study, starter: bytes) -> Ledger:
    take_collection(ledger, study, "starter", starter, AT, ACTOR)
    return ledger


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def record(ledger: Ledger, study: Study, article: Path, words: str) -> None:
    record_finding(
        ledger, study, "R0001-2", "imaging_haemorrhage", "absent", why="read", actor="person:reader",
        article=article, words=words,
    )  # fmt: skip


def test_a_value_with_its_words_rises_to_read(filled: Ledger, study: Study, article: Path) -> None:
    record(filled, study, article, "swollen,  without\nhaemorrhage")
    row = filled.row("findings", "R0001-2/imaging_haemorrhage")
    assert row is not None
    assert (row["status"], row["provenance"]) == ("absent", "read")
    (quote,) = row["evidence"]  # type: ignore[misc]
    assert (quote["text"], quote["report"]) == ("swollen, without haemorrhage", "R0001")  # type: ignore[index]
    assert (filled.home / FOLDER / f"{quote['anchor']['document']}.json").is_file()  # type: ignore[index]
    assert filled.verify() == filled.head().seq


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("with haemorrhage", "do not stand there"),
        ("fever", "stand in 2 places; quote more of them"),
        ("", "Give --words too"),
        ("seizure. Both thalami", "do not stand there"),
    ],
)
def test_words_that_stand_nowhere_or_twice_are_refused(
    filled: Ledger, study: Study, article: Path, words: str, message: str
) -> None:
    before = filled.head()
    with pytest.raises(FactsInvalid, match=message):
        record(filled, study, article, words)
    assert filled.head() == before
    assert not (filled.home / FOLDER).exists()


def test_an_article_that_is_not_there(filled: Ledger, study: Study, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="nowhere"):
        record(filled, study, tmp_path / "nowhere.pdf", "words")


def test_a_field_of_the_record_takes_no_quote(filled: Ledger, study: Study, article: Path) -> None:
    with pytest.raises(FactsInvalid, match="takes no quote"):
        record_finding(
            filled, study, "R0001", "report_title", "New", why="x", actor="person:x", article=article, words="Both thalami"
        )  # fmt: skip


def test_the_quote_is_published_with_its_level(
    filled: Ledger, study: Study, article: Path, tmp_path: Path
) -> None:
    record(filled, study, article, "without haemorrhage")
    out = publish(filled, study, load_analyses(study), tmp_path / "site").out
    page = (out / "cases" / "R0001-2.html").read_text(encoding="utf-8")
    assert "without haemorrhage" in page
    assert "Checked by one reader" in page
    with (out / "data" / "findings.csv").open(encoding="utf-8", newline="") as lines:
        rows = {(row["subject"], row["field"]): row for row in csv.DictReader(lines)}
    found = rows["R0001-2", "imaging_haemorrhage"]
    assert (found["provenance"], found["proposer"]) == ("read", "a person")
    assert json.loads(found["evidence"])[0]["text"] == "without haemorrhage"


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_quote_is_checked_again_at_each_publication(
    filled: Ledger, study: Study, article: Path, tmp_path: Path, harm: str
) -> None:
    record(filled, study, article, "without haemorrhage")
    (stored,) = (filled.home / FOLDER).glob("*.json")
    if harm == "gone":
        stored.unlink()
        expected: type[Exception] = EvidenceBroken
    else:
        stored.write_text(stored.read_text(encoding="utf-8").replace("without", "with"), encoding="utf-8")
        expected = FileUnreadable
    with pytest.raises(expected):
        publish(filled, study, load_analyses(study), tmp_path / "site")
    assert not (tmp_path / "site").exists()
