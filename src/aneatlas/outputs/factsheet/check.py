"""Compare a sheet with the analyses: every figure, form, word and source that a sentence names must be there."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aneatlas.core.issues import Issue, error
from aneatlas.outputs.analyses import Analysis
from aneatlas.outputs.factsheet.model import Section, Sheet, Statement
from aneatlas.outputs.factsheet.slots import FORMS, Cited, NotRead, Piece, Plain, Slot, Total, read

_SHARES = {"short", "full", "bounds"}


def check_sheet(sheet: Sheet, analyses: Sequence[Analysis]) -> list[Issue]:
    """Return every mistake of a sheet that shows without data, each with its place and the nearest good name."""
    known = {analysis.id: analysis for analysis in analyses}
    issues = _twice(sheet)
    for section in sheet.sections:
        for statement in section.statement:
            issues += _statement(sheet, section, statement, known)
    issues += _unused(sheet)
    return issues


def _twice(sheet: Sheet) -> list[Issue]:
    groups: dict[str, Iterable[str]] = {
        "section": (section.id for section in sheet.sections),
        "statement": (statement.id for statement in sheet.statements),
        "word": (word.id for word in sheet.words),
        "reference": (reference.id for reference in sheet.references),
    }
    issues = [
        error("factsheet-twice", "factsheet", f"the {what} '{id}' is declared {n} times.", "Keep one.")
        for what, ids in groups.items()
        for id, n in Counter(ids).items()
        if n > 1
    ]
    return issues + [
        error("word-form", f"factsheet/words.toml: {word.id}", "a form of a figure has this name.", "Choose another.")
        for word in sheet.words
        if word.id in FORMS
    ]  # fmt: skip


def pieces(statement: Statement) -> Iterator[tuple[str, list[Piece]]]:
    """Yield (which text, its pieces) of the texts that a statement has. Raises NotRead."""
    for name, text, form in (("text", statement.text, "short"), ("exact", statement.exact, "full")):
        if text:
            yield name, read(text, form)


def _statement(
    sheet: Sheet, section: Section, statement: Statement, known: Mapping[str, Analysis]
) -> Iterator[Issue]:
    where = f"factsheet/sections: {section.id}.{statement.id}"
    try:
        texts = dict(pieces(statement))
    except NotRead as problem:
        yield error("factsheet-text", where, f"{problem}.")
        return
    for name, found in texts.items():
        for piece in found:
            if isinstance(piece, Slot):
                yield from _slot(sheet, piece, f"{where}.{name}", known)
            elif isinstance(piece, Cited):
                yield from _cited(sheet, piece.keys, f"{where}.{name}")
        yield from _sourced(sheet, statement, found, f"{where}.{name}")
    yield from _cited(sheet, (*statement.supports, *statement.contradicts), where)


def _slot(sheet: Sheet, slot: Slot, where: str, known: Mapping[str, Analysis]) -> Iterator[Issue]:
    analysis = known.get(slot.analysis)
    if analysis is None:
        yield error(
            "analysis-unknown", where, f"there is no analysis '{slot.analysis}'{_near(slot.analysis, known)}."
        )
        return  # fmt: skip
    labels = declared(analysis)
    if slot.label and labels and slot.label not in labels:
        yield error("estimate-unknown", where, f"the analysis '{analysis.id}' has no estimate '{slot.label}'{_near(slot.label, labels)}.")  # fmt: skip
    if not slot.label and len(labels) > 1:
        yield error("estimate-missing", where, f"the analysis '{analysis.id}' has several estimates.", "Name one, as in {trigger.Influenza A}.")  # fmt: skip
    if bool(slot.stratum) != bool(analysis.by):
        fix = "Name one, as in {died_by_age[child]}." if analysis.by else "Leave the brackets out."
        yield error("stratum", where, f"the analysis '{analysis.id}' is {'' if analysis.by else 'not '}split.", fix)  # fmt: skip
    words = [word.id for word in sheet.words]
    if slot.form not in FORMS and slot.form not in words:
        yield error("word-unknown", where, f"'{slot.form}' is neither a form nor a word of words.toml{_near(slot.form, [*FORMS, *words])}.")  # fmt: skip
    if analysis.kind == "features" and (slot.form in {"short", "full"} or slot.form in words):
        yield error("no-share", where, f"'{slot.name}' is a count without a share.", "Use |count, |n or |bounds.")  # fmt: skip


def declared(analysis: Analysis) -> list[str]:
    """Return the labels of an analysis that its definition names; none for values that only the data name."""
    if analysis.kind == "proportion":
        return [analysis.title]
    return list(analysis.features if analysis.kind == "features" else analysis.groups)


def _cited(sheet: Sheet, keys: Sequence[str], where: str) -> Iterator[Issue]:
    known = [reference.id for reference in sheet.references]
    for key in keys:
        if key not in known:
            yield error("reference-unknown", where, f"there is no reference '{key}'{_near(key, known)}.")


def _sourced(sheet: Sheet, statement: Statement, found: list[Piece], where: str) -> Iterator[Issue]:
    """Check that a text rests on something, and that no number or word of the table stands in it without any."""
    cited = any(isinstance(piece, Cited) for piece in found) or bool(statement.supports)
    live = any(isinstance(piece, (Slot, Total)) for piece in found)
    if statement.kind == "fact" and not (cited or live):
        yield error(
            "source-missing", where, "a fact needs a figure or a source.", "Cite, or mark it as advice."
        )
    plain = " ".join(_uncited(found))
    if digits := re.search(r"\d[\d.,]*", re.sub(r"\b[A-Z][A-Za-z]*-?\d+\b", "", plain)):
        yield error("number-typed", where, f"the number '{digits[0]}' is typed.", "Let it be computed: {analysis|form}.")  # fmt: skip
    for word in sheet.words:
        if re.search(rf"\b{re.escape(word.text)}\b", plain, re.IGNORECASE):
            yield error("word-unbound", where, f"'{word.text}' stands for a share and names no figure.", f"Bind it: {{analysis|{word.id}}}.")  # fmt: skip


def _uncited(found: list[Piece]) -> Iterator[str]:
    """Yield the words that no source covers. A source covers what stands before it, back to a figure or source."""
    covered = False
    for piece in reversed(found):
        if isinstance(piece, Plain):
            if not covered:
                yield piece.text
        else:
            covered = isinstance(piece, Cited)


def _unused(sheet: Sheet) -> list[Issue]:
    used: set[str] = set()
    for statement in sheet.statements:
        used |= {*statement.supports, *statement.contradicts}
        try:
            for _, found in pieces(statement):
                used |= {key for piece in found if isinstance(piece, Cited) for key in piece.keys}
        except NotRead:
            return []
    return [
        error("reference-unused", "factsheet/references.toml", f"nothing cites '{reference.id}'.", "Remove it.")
        for reference in sheet.references
        if reference.id not in used
    ]  # fmt: skip


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.0)
    return f"; the nearest is '{near[0]}'" if near else ""
