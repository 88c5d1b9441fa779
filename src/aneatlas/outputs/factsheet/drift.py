"""Sentences that no longer hold: a word that left its interval, a figure withheld, a review that is due.

A drift stops a publication unless an editor has accepted it, for these figures and until a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from aneatlas.core.acceptance import Acceptance, Basis, DriftCode
from aneatlas.outputs.factsheet.check import pieces
from aneatlas.outputs.factsheet.model import Sheet, Statement
from aneatlas.outputs.factsheet.quantities import Quantities, Quantity
from aneatlas.outputs.factsheet.slots import Slot
from aneatlas.outputs.factsheet.words import fitting, misfit

SHARES = ("short", "full")  # forms that tell a share


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is wrong with a statement. `accepted` is the decision that lets it stand, if any."""

    statement: str
    code: DriftCode
    message: str
    accepted: Acceptance | None = None


def drifts(
    sheet: Sheet, figures: Quantities, today: date, acceptances: Mapping[str, Acceptance]
) -> list[Drift]:
    """Return all drifts of a sheet on a day, in its order; those of the sheet itself under the id 'sheet'."""
    found = []
    if sheet.about.due < today:
        found.append(Drift("sheet", "review", f"the sheet was due for review on {sheet.about.due}."))
    for statement in sheet.statements:
        if statement.due < today:
            found.append(Drift(statement.id, "review", f"it was due for review on {statement.due}."))
        found += _figures(sheet, statement, figures)
    return [_judged(sheet, drift, figures, today, acceptances) for drift in found]


def _figures(sheet: Sheet, statement: Statement, figures: Quantities) -> Iterator[Drift]:
    for slot in dict.fromkeys(slots(statement)):
        quantity = figures.get(slot.analysis, slot.stratum, slot.label)
        word = sheet.word(slot.form)
        if quantity is None:
            yield Drift(statement.id, "missing", f"the data have no figure '{slot.name}'.")
        elif (word is not None or slot.form in SHARES) and quantity.reason:
            yield Drift(statement.id, "withheld", f"'{slot.name}' is withheld. {quantity.reason}")
        elif word is not None:
            others = figures.beside(quantity)
            if fault := misfit(word, quantity, others):
                better = ", ".join(f"'{w.text}'" for w in fitting(sheet.words, quantity, others))
                hint = f"Words that fit: {better}." if better else "No word of words.toml fits."
                yield Drift(statement.id, "word", f"{slot.name}: {fault}. {hint}")


def slots(statement: Statement) -> list[Slot]:
    """Return the figures that a statement names, in order."""
    return [piece for _, found in pieces(statement) for piece in found if isinstance(piece, Slot)]


def _judged(
    sheet: Sheet, drift: Drift, figures: Quantities, today: date, acceptances: Mapping[str, Acceptance]
) -> Drift:
    decision = acceptances.get(drift.statement)
    if decision is None or drift.code not in decision.codes or decision.until < today:
        return drift
    if not still_holds(sheet, decision, figures):
        return drift
    return Drift(drift.statement, drift.code, drift.message, decision)


def still_holds(sheet: Sheet, decision: Acceptance, figures: Quantities) -> bool:
    """Tell whether a decision was made on this wording and on figures that have not moved beyond it."""
    if decision.digest != digest(sheet, decision.statement):
        return False
    now = {basis.key: basis for basis in bases(sheet, decision.statement, figures)}
    return all(basis.holds(now.get(basis.key)) for basis in decision.figures)


def digest(sheet: Sheet, statement: str) -> str:
    """Return the SHA-256 of the wording of a statement; of the sheet's dates for the id 'sheet'."""
    about = sheet.about
    texts = [f"{about.version} {about.due}"]
    if statement != "sheet":
        texts = [f"{s.text}\0{s.exact}\0{s.due}" for s in sheet.statements if s.id == statement]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def bases(sheet: Sheet, statement: str, figures: Quantities) -> list[Basis]:
    """Return the figures of a statement as they stand, for a decision; a figure that is missing counts nobody."""
    found: dict[str, Basis] = {}
    for slot in (slot for s in sheet.statements if s.id == statement for slot in slots(s)):
        quantity = figures.get(slot.analysis, slot.stratum, slot.label)
        basis = Basis(key=slot.name, n=0, of=0) if quantity is None else _basis(slot.name, quantity)
        found[basis.key] = basis
    return list(found.values())


def _basis(key: str, quantity: Quantity) -> Basis:
    return Basis(
        key=key, n=quantity.n, of=quantity.of, percent=quantity.percent, low=quantity.low, high=quantity.high
    )
