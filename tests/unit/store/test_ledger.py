"""The ledger, in SQLite and in PostgreSQL: append, replay, export, import, backup, restore, damage."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from conftest import ACTOR, AT

from aneatlas.core.events import GENESIS, Draft
from aneatlas.core.issues import FileUnreadable, LedgerDamaged, LedgerMissing, LedgerTooNew
from aneatlas.core.replay import replay
from aneatlas.core.study import Study
from aneatlas.store import Ledger, archive, open_ledger
from aneatlas.store.models import EventRow, FindingRow
from aneatlas.workflows.facts import take_collection


def report(number: int, title: str = "A report") -> Draft:
    id = f"R{number:04d}"
    return Draft(
        "report.registered", id, {"id": id, "title": title, "type": "case_report", "read": "abstract"}
    )


def filled(ledger: Ledger, study: Study, starter: bytes) -> Ledger:
    take_collection(ledger, study, "starter", starter, AT, ACTOR)
    return ledger


def test_an_empty_ledger_has_the_genesis_head(any_ledger: Ledger) -> None:
    assert (any_ledger.head().seq, any_ledger.head().hash) == (0, GENESIS)
    assert any_ledger.verify() == 0


def test_events_are_numbered_and_chained(any_ledger: Ledger) -> None:
    any_ledger.append([report(1), report(2)], AT, ACTOR)
    any_ledger.append([report(3)], AT, ACTOR)
    events = list(any_ledger.events())
    assert [event.seq for event in events] == [1, 2, 3]
    assert [event.prev for event in events] == [GENESIS, events[0].hash, events[1].hash]
    assert any_ledger.verify() == 3
    assert [event.seq for event in any_ledger.events(subject="R0002")] == [2]


def test_replay_from_nothing_equals_the_stored_present(
    any_ledger: Ledger, study: Study, starter: bytes
) -> None:
    filled(any_ledger, study, starter)
    any_ledger.append(
        [
            Draft("finding.withdrawn", "R0001-1", {"key": "R0001-1/sex"}, "planted"),
            Draft(
                "report.amended",
                "R0001",
                {"id": "R0001", "title": "New", "type": "cohort", "read": "abstract"},
            ),
        ],
        AT,
        ACTOR,
    )
    stored = "\n".join(any_ledger.state().lines())
    assert stored == "\n".join(replay(any_ledger.events()).lines())
    assert "R0001-1/sex" not in stored
    assert any_ledger.verify() == any_ledger.head().seq


def test_both_databases_give_the_same_bytes(
    tmp_path: Path, study: Study, starter: bytes, postgres: str
) -> None:
    texts = []
    for number, url in enumerate(("", postgres)):
        ledger = open_ledger(tmp_path / str(number), url, create=True)
        ledger.replace([])
        filled(ledger, study, starter)
        texts.append("\n".join(ledger.state().lines()) + ledger.head().hash)
    assert texts[0] == texts[1]


def test_nothing_is_written_when_one_draft_fails(any_ledger: Ledger) -> None:
    def drafts() -> list[Draft]:
        yield report(1)  # type: ignore[misc]
        raise RuntimeError("planted")

    with pytest.raises(RuntimeError):
        any_ledger.append(drafts(), AT, ACTOR)
    assert any_ledger.head().seq == 0


def test_export_and_import_are_lossless(
    any_ledger: Ledger, study: Study, starter: bytes, tmp_path: Path
) -> None:
    filled(any_ledger, study, starter)
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    count = archive.export_ledger(any_ledger, first)
    other = open_ledger(tmp_path / "other", create=True)
    assert archive.import_ledger(other, first) == count
    archive.export_ledger(other, second)
    assert gzip.decompress(second.read_bytes()) == first.read_bytes()
    assert other.verify() == count


def test_import_continues_a_ledger(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([report(1)], AT, ACTOR)
    archive.export_ledger(ledger, tmp_path / "one.jsonl")
    ledger.append([report(2)], AT, ACTOR)
    archive.export_ledger(ledger, tmp_path / "two.jsonl")
    other = open_ledger(tmp_path / "other", create=True)
    assert archive.import_ledger(other, tmp_path / "one.jsonl") == 1
    assert archive.import_ledger(other, tmp_path / "two.jsonl") == 1
    assert archive.import_ledger(other, tmp_path / "two.jsonl") == 0


def test_import_refuses_another_history(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([report(1), report(2)], AT, ACTOR)
    archive.export_ledger(ledger, tmp_path / "one.jsonl")
    other = open_ledger(tmp_path / "other", create=True)
    other.append([report(1, "Another title")], AT, ACTOR)
    with pytest.raises(LedgerDamaged, match="line 1: the file tells another history"):
        archive.import_ledger(other, tmp_path / "one.jsonl")
    assert other.head().seq == 1


def test_import_refuses_an_older_file(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([report(1)], AT, ACTOR)
    archive.export_ledger(ledger, tmp_path / "one.jsonl")
    ledger.append([report(2)], AT, ACTOR)
    with pytest.raises(LedgerDamaged, match="ends at event 1, this ledger is at 2"):
        archive.import_ledger(ledger, tmp_path / "one.jsonl")


def test_a_tampered_line_is_found_and_named(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([report(n) for n in range(1, 8)], AT, ACTOR)
    path = tmp_path / "l.jsonl"
    archive.export_ledger(ledger, path)
    lines = path.read_text().splitlines(keepends=True)
    lines[4] = lines[4].replace("A report", "A rep0rt")
    path.write_text("".join(lines))
    with pytest.raises(LedgerDamaged, match=r"event 5 .report.registered of R0005.: its content was changed"):
        archive.import_ledger(open_ledger(tmp_path / "other", create=True), path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: [*lines[:3], *lines[4:]], "event 4: event 5 stands in its place"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "event 4: event 5 stands in its place"),
        (lambda lines: [*lines[:3], lines[3][:40] + "\n", *lines[4:]], "line 4: this is no event"),
        (lambda lines: [*lines[:3], lines[3][:40]], "line 4: the line is cut off"),
    ],
)
def test_removed_moved_and_truncated_lines_are_named(
    ledger: Ledger, tmp_path: Path, change: object, message: str
) -> None:
    ledger.append([report(n) for n in range(1, 8)], AT, ACTOR)
    path = tmp_path / "l.jsonl"
    archive.export_ledger(ledger, path)
    path.write_text("".join(change(path.read_text().splitlines(keepends=True))))  # type: ignore[operator]
    other = open_ledger(tmp_path / "other", create=True)
    with pytest.raises(LedgerDamaged, match=message):
        archive.import_ledger(other, path)
    assert other.head().seq == 0


def test_a_row_changed_in_the_database_is_found(any_ledger: Ledger) -> None:
    any_ledger.append([report(1), report(2), report(3)], AT, ACTOR)
    row = EventRow.objects.get(seq=2)
    EventRow.objects.filter(seq=2).update(text=row.text.replace("A report", "A lie"))
    with pytest.raises(LedgerDamaged, match="event 2"):
        any_ledger.verify()


def test_a_projection_that_differs_is_found_and_rebuilt(
    any_ledger: Ledger, study: Study, starter: bytes
) -> None:
    filled(any_ledger, study, starter)
    FindingRow.objects.filter(key="R0001-1/sex").delete()
    with pytest.raises(LedgerDamaged, match="R0001-1/sex: the stored row is missing"):
        any_ledger.verify()
    any_ledger.rebuild()
    assert any_ledger.verify() > 0


def test_backup_and_restore(any_ledger: Ledger, study: Study, starter: bytes) -> None:
    filled(any_ledger, study, starter)
    before = list(any_ledger.state().lines())
    path = archive.backup(any_ledger)
    assert path is not None
    assert archive.backup(any_ledger) == path
    any_ledger.append([Draft("finding.withdrawn", "R0001-1", {"key": "R0001-1/sex"}, "planted")], AT, ACTOR)
    archive.restore(any_ledger, path)
    assert list(any_ledger.state().lines()) == before
    assert any_ledger.verify() > 0
    assert len(list(path.parent.iterdir())) == 2, "the state before the restore is kept too"


def test_restore_of_a_damaged_backup_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([report(1), report(2)], AT, ACTOR)
    path = archive.backup(ledger)
    assert path is not None
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileUnreadable, match="cut off"):
        archive.restore(ledger, broken)
    assert ledger.head().seq == 2
    assert ledger.verify() == 2


def test_a_missing_ledger_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing, match="aneatlas init"):
        open_ledger(tmp_path / "nothing")


def test_a_newer_database_is_refused(ledger: Ledger) -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_applied("store", "9999_of_the_future")
    with pytest.raises(LedgerTooNew, match="newer version"):
        open_ledger(ledger.home)


def test_a_backup_is_taken_before_a_migration(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.append([report(1)], AT, ACTOR)
    steps: list[str] = []
    from aneatlas.store import ledger as rooms

    monkeypatch.setattr(rooms, "pending", lambda: ["store.0002_next"])
    monkeypatch.setattr(
        rooms,
        "migrate",
        lambda: steps.append(f"migrated with {len(list((ledger.home / 'backups').iterdir()))} backup"),
    )
    open_ledger(ledger.home)
    assert steps == ["migrated with 1 backup"]
