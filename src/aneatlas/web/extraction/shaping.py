"""What the extraction page is drawn from: the dictionary as groups of fields, the article as blocks."""

from __future__ import annotations

from typing import Any

from aneatlas.core.dictionary import Field, Group, Subject
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.kinds import KINDS, allowed
from aneatlas.core.study import Study
from aneatlas.core.values import Age, Quantity, Status, Value

Shape = dict[str, Any]


def groups(study: Study) -> list[Shape]:
    """Return the groups of the form: those of a patient, then those of the report that are no part of its record."""
    found = [_group(study, group) for group in study.dictionary.groups_of(Subject.CASE)]
    found += [_group(study, group) for group in study.dictionary.groups_of(Subject.REPORT)]
    return [group for group in found if group["fields"]]


def _group(study: Study, group: Group) -> Shape:
    items: list[tuple[str, str]] = []
    if group.keyed:
        items = [
            (term.value, term.name) for term in study.dictionary.vocabularies[group.repeats].terms.values()
        ]
    return {
        "id": group.id,
        "title": group.title,
        "intro": group.intro,
        "subject": group.subject.value,
        "repeats": "keyed" if group.keyed else group.repeats,
        "item": group.item,
        "items": items,
        "fields": [_field(study, f) for f in group.fields if f.id not in RECORD_FIELDS],
    }


def _field(study: Study, field: Field) -> Shape:
    options: list[tuple[str, str]] = []
    if field.kind in ("category", "categories"):
        options = [(term.value, term.name) for term in study.dictionary.vocabulary_of(field).terms.values()]
    return {
        "id": field.id,
        "name": field.name,
        "question": field.question,
        "help": field.help,
        "kind": field.kind,
        "unit": ", ".join(filter(None, (field.unit, *field.units))),
        "options": options,
        "statuses": [s.value for s in allowed(field) if s is not Status.PRESENT or field.kind == "sign"],
    }


def article(document: Any) -> list[Shape]:
    """Return the blocks of a stored document (or of None) for the page; a table as rows of its cells."""
    return [
        {
            "id": block.id,
            "kind": block.kind.value,
            "label": block.label,
            "text": block.text,
            "rows": _rows(block.table) if block.table else [],
        }
        for block in (document.blocks if document else ())
        if block.text or block.table
    ]


def _rows(table: Any) -> list[list[Any]]:
    rows: list[list[Any]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    return rows


def meaning(study: Study, field: str, value: Value | None) -> Shape | None:
    """Return what a value means in canonical form: its words, and its ends where it is a number."""
    if value is None:
        return None
    entry = study.dictionary[field].field
    shown = str(KINDS[entry.kind].show(value, entry, study.dictionary))
    if isinstance(value, Age):
        return {"words": f"{value.low:g} to {value.high:g} months", "low": value.low, "high": value.high}
    if isinstance(value, Quantity):
        return {"words": shown, "low": value.low, "high": value.high, "unit": value.unit}
    return {"words": shown}
