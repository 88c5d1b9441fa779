"""What the extraction page is drawn from: the dictionary as groups of fields, the article as blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from aneatlas.core.dictionary import Field, Group, Subject
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.kinds import KINDS, allowed
from aneatlas.core.study import Study
from aneatlas.core.values import Age, Categories, Category, Count, Quantity, Status, Value
from aneatlas.web import terms

Shape = dict[str, Any]
# entries of a cohort's record that its readers are asked; its label is the name of the group
ASKED = ("cohort_whom", "cohort_n")
MOST_OPTIONS = 400


def groups(study: Study) -> list[Shape]:
    """Return the groups of the form: of a patient, of a group that is counted together, and of the report.

    What a report's own record holds is left out.
    """
    found = [
        _group(study, group)
        for subject in (Subject.CASE, Subject.COHORT, Subject.REPORT)
        for group in study.dictionary.groups_of(subject)
    ]
    return [group for group in found if group["fields"]]


def _group(study: Study, group: Group) -> Shape:
    items: list[tuple[str, str]] = []
    vocabulary = study.dictionary.vocabularies[group.repeats] if group.keyed else None
    if vocabulary is not None and vocabulary.listed:
        items = [(term.value, term.name) for term in vocabulary.terms.values()]
    return {
        "id": group.id,
        "title": terms.term(group.title),
        "intro": terms.term(group.intro),
        "subject": group.subject.value,
        "repeats": ""
        if not group.repeats
        else "keyed"
        if items
        else "numbered"
        if vocabulary is None
        else "coded",
        "item": terms.term(group.item),
        "items": items,
        "fields": [_field(study, f) for f in group.fields if f.id not in RECORD_FIELDS or f.id in ASKED],
    }


def _field(study: Study, field: Field) -> Shape:
    options: list[tuple[str, str]] = []
    if field.kind in ("category", "categories"):
        found = study.dictionary.vocabulary_of(field).terms
        if len(found) <= MOST_OPTIONS:  # thousands of terms are typed, not chosen from a list
            options = [(term.value, terms.term(term.name)) for term in found.values()]
    return {
        "id": field.id,
        "name": terms.term(field.name),
        "question": terms.term(field.question),
        "help": field.help,
        "kind": field.kind,
        "unit": ", ".join(filter(None, (field.unit, *field.units))),
        "options": options,
        "statuses": [s.value for s in allowed(field) if s is not Status.PRESENT or field.kind == "sign"],
    }


def item_names(study: Study, places: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the names of items that the form does not list, such as HPO terms: item -> name, for (field, item)s."""
    dictionary, found = study.dictionary, {}
    for field, item in places:
        group = dictionary[field].group if field in dictionary else None
        vocabulary = dictionary.vocabularies[group.repeats] if group is not None and group.keyed else None
        if vocabulary is not None and not vocabulary.listed and (term := vocabulary.find(item)):
            found[item] = f"{term.name} ({item})"
    return found


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
    if isinstance(value, Count):
        share = _("%(n)s of %(of)s, %(percent)s %%")
        return {"words": share % {"n": value.n, "of": value.of, "percent": round(100 * value.n / value.of)}}
    entry = study.dictionary[field].field
    if isinstance(value, Category | Categories):
        return {"words": terms.answer(field, Status.PRESENT, value)}
    shown = str(KINDS[entry.kind].show(value, entry, study.dictionary))
    if isinstance(value, Age):
        return {
            "words": _("%(low)s to %(high)s months") % {"low": f"{value.low:g}", "high": f"{value.high:g}"},
            "low": value.low,
            "high": value.high,
        }
    if isinstance(value, Quantity):
        return {"words": shown, "low": value.low, "high": value.high, "unit": value.unit}
    return {"words": shown}
