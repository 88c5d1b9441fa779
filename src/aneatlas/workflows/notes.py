"""Discuss: notes on a record, a report, a case or a field; mentions; resolved or open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from aneatlas.core.body import REPORT_ID, dump, text_fault
from aneatlas.core.events import Draft, Json
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.notes import Note, mentioned
from aneatlas.core.visibility import hears
from aneatlas.store import Ledger
from aneatlas.store.parts import rows_of
from aneatlas.workflows.place import now
from aneatlas.workflows.verification.desk import Desk, desk_of

LONGEST = 2000


def write(
    ledger: Ledger, subject: str, words: str, actor: str, *, field: str = "", answers: str = ""
) -> Json:
    """Write a note and return it as the present keeps it. Raises FactsInvalid for an empty or overlong one."""
    said = " ".join(words.split())
    for name, text in (("the note", said), ("the field", field), ("what it is about", subject)):
        if fault := text_fault(text):
            raise FactsInvalid(f"{name}: {fault}.")
    if not said:
        raise FactsInvalid("the note is empty. Write what is to be discussed.")
    if len(said) > LONGEST:
        raise FactsInvalid(
            f"the note has {len(said):,} characters; at most {LONGEST:,} are kept. Shorten it."
        )
    with ledger.exclusive():
        if answers and (ledger.row("notes", answers) or {}).get("subject") != subject:
            raise FactsInvalid(f"there is no note {answers} on {subject} to answer.")
        note = Note(
            id=f"N{ledger.head().seq + 1}",
            subject=subject,
            field=field,
            words=said,
            answers=answers,
            mentions=mentioned(said),
            author=actor,
            at=now(),
        )
        _append(ledger, "note.written", note, actor)
    return ledger.row("notes", note.id) or {}


def settle(ledger: Ledger, key: str, resolved: bool, actor: str, expected: int | None = None) -> Json:
    """Mark a note as resolved or open again; the same twice writes nothing.

    expected: the event that the page showed. Raises FactsInvalid for no such note, or one that changed meanwhile.
    """
    with ledger.exclusive():
        note, event = note_of(ledger, key)
        if expected is not None and expected != event:
            raise FactsInvalid(
                f"the note {key} was changed meanwhile. Look at it again; nothing was written."
            )
        if note.resolved is not resolved:
            kind = "note.resolved" if resolved else "note.reopened"
            _append(ledger, kind, note.model_copy(update={"resolved": resolved}), actor)
    return ledger.row("notes", key) or {}


def remove(ledger: Ledger, key: str, why: str, actor: str) -> None:
    """Take one's own note back; the history keeps it. Raises FactsInvalid for another person's."""
    with ledger.exclusive():
        note, _ = note_of(ledger, key)
        if note.author != actor:
            raise FactsInvalid(f"the note {key} is of {note.author}: only its author takes it back.")
        ledger.append([Draft("note.removed", note.subject, {"key": key}, why)], now(), actor)


def note_of(ledger: Ledger, key: str) -> tuple[Note, int]:
    """Return a note and the number of its event. Raises FactsInvalid."""
    row = ledger.row("notes", key)
    if row is None:
        raise FactsInvalid(f"there is no note {key}.")
    event = row.pop("event")
    return Note.model_validate(row), int(str(event))


def notes(
    ledger: Ledger,
    subjects: Collection[str] = (),
    mentioning: str = "",
    open_only: bool = False,
    viewer: str = "",
) -> list[Json]:
    """Return notes in the order in which they were written: of some subjects, or that mention an account.

    viewer: for whom, as the ledger names them; what a fellow reader wrote is left out while they read blind ('' for
    a program, which sees all).
    """
    found = [
        row
        for row in _rows(ledger, subjects)
        if (not mentioning or mentioning in row.get("mentions", ()))
        and not (open_only and row.get("resolved"))
    ]
    desks: dict[str, Desk] = {}
    heard = [row for row in found if not viewer or _heard(ledger, row, viewer, desks)]
    return sorted(heard, key=lambda row: int(row["id"][1:]))


def _heard(ledger: Ledger, row: Json, viewer: str, desks: dict[str, Desk]) -> bool:
    report = str(row["subject"]).partition("-")[0]
    if not re.fullmatch(REPORT_ID, report):
        return True
    try:
        if report not in desks:
            desks[report] = desk_of(ledger, report)
    except FactsInvalid:  # the report is gone, and nobody reads it
        return True
    desk, author = desks[report], str(row["author"])
    return hears(desk.state, author in desk.assigned, viewer in desk.assigned, author == viewer)


def _rows(ledger: Ledger, subjects: Collection[str]) -> Iterable[Json]:
    if subjects:
        return rows_of(ledger, "notes", subjects).values()
    return (row for _, row in ledger.present().rows("notes"))


def _append(ledger: Ledger, kind: str, note: Note, actor: str) -> None:
    ledger.append([Draft(kind, note.subject, dump(note))], now(), actor)
