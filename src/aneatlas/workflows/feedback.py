"""Readers' reports of errors: an editor takes one in, and later says what became of it."""

from __future__ import annotations

from aneatlas.core.body import dump, text_fault
from aneatlas.core.events import Draft, Json
from aneatlas.core.feedback import Feedback, Standing
from aneatlas.core.issues import FactsInvalid
from aneatlas.store import Ledger
from aneatlas.workflows.place import now

LONGEST = 3000


def take(ledger: Ledger, about: str, said: str, source: str, actor: str) -> Json:
    """Take in a report of an error, in the words that may stand for good. Raises FactsInvalid."""
    words = " ".join(said.split())
    if not words:
        raise FactsInvalid("the report is empty. Say what is wrong.")
    if len(words) > LONGEST:
        raise FactsInvalid(
            f"the report has {len(words):,} characters; at most {LONGEST:,} are kept. Shorten it."
        )
    _check(about, words, source)
    with ledger.exclusive():
        body = Feedback(
            id=f"E{ledger.head().seq + 1}",
            about=" ".join(about.split())[:200],
            said=words,
            source=" ".join(source.split())[:LONGEST],
        )
        ledger.append([Draft("feedback.taken", body.about or body.id, dump(body))], now(), actor)
    return ledger.row("feedback", body.id) or {}


def settle(ledger: Ledger, key: str, standing: Standing, answer: str, actor: str, expected: int) -> Json:
    """Say what became of a report of an error.

    expected: the event that the page showed. Raises FactsInvalid: no such report, no answer, or changed meanwhile.
    """
    said = " ".join(answer.split())
    _check(said)
    if standing is not Standing.OPEN and not said:
        raise FactsInvalid(f"{key}: say what was done, or why nothing was changed.")
    with ledger.exclusive():
        row = ledger.row("feedback", key)
        if row is None:
            raise FactsInvalid(f"there is no report of an error {key}.")
        if row.pop("event") != expected:
            raise FactsInvalid(
                f"{key}: another editor was faster; it is now '{row.get('standing', Standing.OPEN)}' "
                f"with the answer '{row.get('answer', '')}'. Nothing was written."
            )
        body = Feedback.model_validate({**row, "standing": standing, "answer": said})
        ledger.append([Draft("feedback.settled", body.about or key, dump(body), said)], now(), actor)
    return ledger.row("feedback", key) or {}


def reports(ledger: Ledger, open_only: bool = False) -> list[Json]:
    """Return the reports of errors, the newest first."""
    found = [row for _, row in ledger.present().rows("feedback")]
    kept = [row for row in found if not open_only or row.get("standing", Standing.OPEN) == Standing.OPEN]
    return sorted(kept, key=lambda row: -int(row["id"][1:]))


def _check(*texts: str) -> None:
    for text in texts:
        if fault := text_fault(" ".join(text.split())):
            raise FactsInvalid(f"{fault}. Nothing was written.")
