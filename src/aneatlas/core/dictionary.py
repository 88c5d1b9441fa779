"""The dictionary: every field of the case form, declared once.

The review form, validation, extraction targets, export columns, the JSON Schema and the codebook are
projections of these objects. What differs between kinds of field lives in `core.kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field as Entry

from aneatlas.core.evidence import Frozen
from aneatlas.core.vocabularies import Vocabulary

KindName = Literal[
    "sign", "category", "categories", "quantity", "integer", "age", "date", "text", "identifier", "variant"
]


class Subject(StrEnum):
    """What a group of fields describes."""

    REPORT = "report"
    CASE = "case"
    COHORT = "cohort"


class Field(Frozen):
    """One field of the case form; see docs/reference/codebook.md for all of them.

    `possible` and `plausible` are inclusive ranges in the canonical unit (months for ages): outside the
    first is an error, outside the second a warning. `absent` says what 'absent' means for a field that is
    not a sign; without it that status is not allowed. `conversion` maps a unit of another dimension to
    its worth in `unit` (molar conversions).
    """

    id: str = Entry(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Entry(min_length=1)
    question: str = Entry(min_length=8)
    help: str = Entry(min_length=8)
    plain: str = Entry(min_length=1)
    kind: KindName
    unit: str = ""
    units: tuple[str, ...] = ()
    conversion: Mapping[str, Decimal] = {}
    values: str = ""
    possible: tuple[Decimal, Decimal] | None = None
    plausible: tuple[Decimal, Decimal] | None = None
    absent: str = ""
    codes: tuple[str, ...] = ()
    pattern: str = ""
    export: bool = True


class Group(Frozen):
    """A group of fields about one subject; with `repeats` it holds several items.

    repeats: '' (once), 'numbered' (item 1, 2, ...) or the id of a vocabulary (one item per value).
    """

    id: str = Entry(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Entry(min_length=1)
    plain: str = Entry(min_length=1)
    subject: Subject
    intro: str = Entry(min_length=1)
    repeats: str = ""
    item: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def keyed(self) -> bool:
        """Tell whether items are named by values of a vocabulary."""
        return self.repeats not in ("", "numbered")


@dataclass(frozen=True, slots=True)
class Place:
    """A field together with the group it stands in."""

    field: Field
    group: Group


class Dictionary:
    """All groups and fields, with the vocabularies they use. Look-ups by id."""

    def __init__(self, groups: tuple[Group, ...], vocabularies: Mapping[str, Vocabulary]) -> None:
        self.groups = groups
        self.vocabularies = vocabularies
        self._places = {field.id: Place(field, group) for group in groups for field in group.fields}
        self._groups = {group.id: group for group in groups}

    def __contains__(self, field_id: object) -> bool:
        return field_id in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def __getitem__(self, field_id: str) -> Place:
        return self._places[field_id]

    def group(self, group_id: str) -> Group | None:
        """Return a group by its id, or None."""
        return self._groups.get(group_id)

    def groups_of(self, subject: Subject) -> list[Group]:
        """Return the groups about a subject, in the order of the form."""
        return [group for group in self.groups if group.subject is subject]

    def vocabulary_of(self, field: Field) -> Vocabulary:
        """Return the value set of a category field. Raises KeyError for other kinds."""
        return self.vocabularies[field.values]

    def term_name(self, field: Field, code: str) -> str:
        """Return the name of a value of a category field."""
        return self.vocabulary_of(field).terms[code].name
