"""A sheet ready for the pages: its sentences with figures found, sources numbered, decisions beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aneatlas.core.acceptance import Acceptance
from aneatlas.core.issues import StudyInvalid, error
from aneatlas.outputs.factsheet.check import pieces
from aneatlas.outputs.factsheet.drift import Drift, still_holds
from aneatlas.outputs.factsheet.model import Reference, Section, Sheet, Statement, Word
from aneatlas.outputs.factsheet.quantities import Quantities, Quantity
from aneatlas.outputs.factsheet.slots import Cited, Plain, Slot, Total


@dataclass(frozen=True, slots=True)
class Told:
    """A figure in a sentence: how it is told, and by which word ('' and None where the data have no such figure)."""

    slot: Slot
    quantity: Quantity | None
    word: Word | None


@dataclass(frozen=True, slots=True)
class Sources:
    """Sources in a sentence, as (number on the sheet, source)."""

    entries: tuple[tuple[int, Reference], ...]


Part = Plain | Total | Told | Sources


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement with the parts of its two texts, and the decision that lets it stand, if there is one."""

    statement: Statement
    text: tuple[Part, ...]
    exact: tuple[Part, ...]
    accepted: Acceptance | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with its sentences."""

    section: Section
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A word that a sentence uses for a figure."""

    section: Section
    statement: Statement
    word: Word
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """The whole sheet. `enough` is False where too few patients are described for a sheet at all."""

    sheet: Sheet
    chapters: tuple[Chapter, ...]
    accepted: tuple[Acceptance, ...]
    enough: bool

    @property
    def references(self) -> list[tuple[int, Reference]]:
        """Return the sources with their numbers."""
        return list(enumerate(in_order(self.sheet), start=1))

    @property
    def told(self) -> list[Told]:
        """Return each figure of the sheet once, in order."""
        found: dict[str, Told] = {}
        for chapter in self.chapters:
            for sentence in chapter.sentences:
                for part in (*sentence.text, *sentence.exact):
                    if isinstance(part, Told) and part.quantity is not None:
                        found.setdefault(part.quantity.key, part)
        return list(found.values())

    @property
    def uses(self) -> list[Use]:
        """Return every word that stands for a figure."""
        return [
            Use(chapter.section, sentence.statement, part.word, part.quantity)
            for chapter in self.chapters
            for sentence in chapter.sentences
            for part in (*sentence.text, *sentence.exact)
            if isinstance(part, Told) and part.word is not None and part.quantity is not None
        ]


def show(
    sheet: Sheet,
    figures: Quantities,
    register: Mapping[str, float | int | str],
    acceptances: Mapping[str, Acceptance],
) -> ShownSheet:
    """Put a sheet together. The day plays no part: the same ledger gives the same pages.

    Raises StudyInvalid where a sentence asks for a number that the register does not hold.
    """
    issues = [
        error("number-unknown", f"factsheet: {statement.id}", f"there is no number '{piece.key}'.")
        for statement in sheet.statements
        for _, found in pieces(statement)
        for piece in found
        if isinstance(piece, Total) and piece.key not in register
    ]
    if issues:
        raise StudyInvalid(f"the fact sheet has {len(issues)} mistakes", issues)
    held = {key: found for key, found in acceptances.items() if still_holds(sheet, found, figures)}
    chapters = tuple(
        Chapter(section, tuple(_sentence(sheet, s, figures, held.get(s.id)) for s in section.statement))
        for section in sheet.sections
    )
    accepted = tuple(held[key] for key in sorted(held))
    return ShownSheet(sheet, chapters, accepted, has_enough(sheet, register))


def in_order(sheet: Sheet) -> list[Reference]:
    """Return the sources in the order in which the sheet cites them first."""
    keys: list[str] = []
    for statement in sheet.statements:
        for _, text in pieces(statement):
            keys += [key for piece in text if isinstance(piece, Cited) for key in piece.keys]
        keys += [*statement.supports, *statement.contradicts]
    return [found for key in dict.fromkeys(keys) if (found := sheet.reference(key))]


def has_enough(sheet: Sheet, register: Mapping[str, float | int | str]) -> bool:
    """Tell whether enough patients are described for the sheet to be shown."""
    return float(register["cases.total"]) >= sheet.about.least_cases


def _sentence(
    sheet: Sheet, statement: Statement, figures: Quantities, accepted: Acceptance | None
) -> Sentence:
    numbers = {reference.id: place for place, reference in enumerate(in_order(sheet), start=1)}

    def part(piece: Plain | Cited | Total | Slot) -> Part:
        if isinstance(piece, Slot):
            found = figures.get(piece.analysis, piece.stratum, piece.label)
            return Told(piece, found, sheet.word(piece.form))
        if isinstance(piece, Cited):
            known = {key: reference for key in piece.keys if (reference := sheet.reference(key))}
            return Sources(tuple(sorted((numbers[key], known[key]) for key in known)))
        return piece

    texts = {name: tuple(map(part, found)) for name, found in pieces(statement)}
    return Sentence(statement, texts.get("text", ()), texts.get("exact", ()), accepted)


def good_until(sheet: Sheet, found: Sequence[Drift]) -> date:
    """Return the last day on which nothing new falls due: a review, or the end of a decision that is needed."""
    late = {drift.statement for drift in found if drift.code == "review"}
    days = [s.due for s in sheet.statements if s.id not in late]
    days += [sheet.about.due] if "sheet" not in late else []
    days += [drift.accepted.until for drift in found if drift.accepted is not None]
    return min(days, default=date.max)
