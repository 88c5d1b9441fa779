"""Articles from which nothing can be taken wait in the queue with their reason; all texts are written here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import ver_desk as on
from command import run
from pdf_writer import make_pdf
from typer.testing import CliRunner
from ver_desk import EDI, SOLO

from aneatlas.cli import app
from aneatlas.core.issues import FileUnreadable
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.unread import forget, note, unread
from aneatlas.workflows.verification.articles import keep_article, keep_text_of_record, register_article
from aneatlas.workflows.verification.assign import assign
from aneatlas.workflows.verification.proposals import proposals

AT = "2026-01-02T03:04:05Z"
WHOLE = (
    b"A case of acute necrotizing encephalopathy\n\nA 3-year-old girl had fever and a seizure. She recovered within two "
    b"months, and nothing remained of the weakness of her arms and legs that had been seen on the second day. The family had been well before, and nobody else fell ill in this way that winter.\n"
)
BAD = {
    "scan.pdf": (make_pdf([[]]), "scanned-pdf"),
    "locked.pdf": (make_pdf([[(72, 700, 10, 0, "words")]], encrypted=True), "password-protected"),
    "page.html": (
        b"<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1>"
        b"<p>The requested page does not exist.</p></body></html>",
        "error-page",
    ),
    "notice.txt": (
        b"Correction to: A case of acute necrotizing encephalopathy\n\nIn the original article the age of the girl was "
        b"given as three years. It should read four years. The authors regret the error.\n",
        "notice",
    ),
    "german.txt": (
        "Ein Fall von akuter nekrotisierender Enzephalopathie\n\nEin dreijähriges Mädchen wurde mit Fieber und einem "
        "Krampfanfall aufgenommen. Die Bildgebung zeigte symmetrische Veränderungen in beiden Thalami. Nach zwei Monaten "
        "war das Kind wieder gesund, und es blieben keine Folgen zurück.\n".encode(),
        "language-without-rules",
    ),
    "cut.txt": (WHOLE.strip()[:-40] + b"\n", "text-cut"),
    "nothing.txt": (b"  \n", "no-text"),
}  # fmt: skip


def aneatlas(*arguments: str) -> tuple[str, str]:
    """Run a command in this process; return what it printed, and what it printed as issues."""
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


@pytest.mark.parametrize("name", BAD)
def test_each_is_said_in_one_line_and_waits_with_its_reason(
    name: str, ledger: Ledger, tmp_path: Path
) -> None:
    data, code = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    out, told = aneatlas("extract", str(path), "--home", str(ledger.home), "--format", "jsonl")
    assert out == ""  # nothing guessed
    assert [line.partition(":")[0] for line in told.splitlines()] == ["error"]
    [entry] = unread(ledger.home)
    assert (entry.name, entry.code) == (name, code)
    assert entry.reason in told
    shown = aneatlas("unread", "--home", str(ledger.home))[0]
    assert shown.startswith(f"{name}: {entry.reason}")
    queue = aneatlas("queue", "--home", str(ledger.home))[0]
    assert f"Could not be read: {name}: {entry.reason}" in queue
    listed = json.loads(aneatlas("queue", "--home", str(ledger.home), "--format", "json")[0])
    assert [found["code"] for found in listed["unread"]] == [code]


def test_an_article_read_well_later_leaves_the_queue(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    for data, waiting in ((BAD["cut.txt"][0], 1), (WHOLE, 0)):
        path.write_bytes(data)
        aneatlas("read", str(path), "--home", str(ledger.home))
        assert len(unread(ledger.home)) == waiting


def test_without_an_atlas_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(BAD["scan.pdf"][0])
    aneatlas("read", str(path))
    assert list(tmp_path.iterdir()) == [path]


def test_one_is_taken_out_by_name(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(BAD["scan.pdf"][0])
    aneatlas("read", str(path), "--home", str(ledger.home))
    wrong = run(ledger.home, "unread", "--remove", "other.pdf")
    assert wrong.code == 11
    assert "there is no such article in the queue" in wrong.err
    assert aneatlas("unread", "--remove", "scan.pdf", "--home", str(ledger.home))[0] == ""
    assert unread(ledger.home) == []


def test_what_is_taken_in_by_the_workspace_waits_too_with_its_record(ledger: Ledger) -> None:
    with pytest.raises(FileUnreadable, match="it is a scan"):
        keep_text_of_record(ledger, "pubmed:1", "scan.pdf", BAD["scan.pdf"][0])
    keep_text_of_record(ledger, "pubmed:2", "german.txt", BAD["german.txt"][0])  # kept, to be read by hand
    assert {(entry.about, entry.code) for entry in unread(ledger.home)} == {
        ("pubmed:1", "scanned-pdf"),
        ("pubmed:2", "language-without-rules"),
    }


@pytest.mark.parametrize("name", ["notice.txt", "german.txt", "cut.txt"])
def test_a_reader_is_offered_nothing_from_a_text_that_cannot_be_used(
    name: str, ledger: Ledger, study: Study
) -> None:
    document = keep_article(ledger, name, BAD[name][0])
    report = register_article(
        ledger, study, document, EDI, on.AT, title="Made up", type="case_report", read="abstract"
    )
    assign(ledger, report, SOLO.name, SOLO, on.AT, document.hash)
    assert proposals(ledger, study, report, SOLO) == ()


def test_a_damaged_entry_is_passed_over(ledger: Ledger) -> None:
    from aneatlas.core.issues import error

    assert note(ledger.home, "a.pdf", [error("x", "a.pdf", "it is no article.")], AT)
    folder = ledger.home / "documents" / "unread"
    (folder / "other.json").write_text("{", encoding="utf-8")
    (folder / "list.json").write_text("[]", encoding="utf-8")
    assert [entry.name for entry in unread(ledger.home)] == ["a.pdf"]
    assert forget(ledger.home, "a.pdf") == 1
