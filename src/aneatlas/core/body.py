"""The base of the bodies of events: one-line texts, identifiers with one spelling each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, model_validator

from aneatlas.core.evidence import Frozen, Quote

# One spelling each: no further leading zeros, and the digits 0 to 9 only (\d would take those of every script).
REPORT_ID = r"^R([0-9]{4}|[1-9][0-9]{4,})$"
CASE_ID = r"^R([0-9]{4}|[1-9][0-9]{4,})-[1-9][0-9]*$"
COHORT_ID = r"^R([0-9]{4}|[1-9][0-9]{4,})-[A-Z]$"
VERSION = r"^[0-9]{4}\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?$"
LONGEST = 4000  # characters of one text
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")


def text_fault(text: str) -> str:
    """Return why a text cannot stand in the ledger (a control character, a line break, too long), or ''."""
    if len(text) > LONGEST:
        return f"the text has {len(text):,} characters; at most {LONGEST:,} are allowed"
    if found := _CONTROL.search(text):
        return (
            f"the text holds the control character U+{ord(found[0]):04X} (a line break or tab counts as one)"
        )
    return ""


class Body(Frozen):
    """Base of the bodies of events: every text in them is one line without control characters."""

    @model_validator(mode="after")
    def _one_line(self) -> Self:
        for name, text in _texts(self):
            if fault := text_fault(text):
                raise ValueError(f"{name}: {fault}")
        return self


def _texts(part: BaseModel) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every text, except the words of a quote: those must equal their document's."""
    for name, value in part.__dict__.items():
        if isinstance(value, str):
            if not (name == "text" and isinstance(part, Quote)):
                yield name, value
        elif isinstance(value, BaseModel):
            yield from _texts(value)
        elif isinstance(value, tuple):
            for entry in value:
                if isinstance(entry, BaseModel):
                    yield from _texts(entry)
                else:
                    yield name, str(entry)


def dump(body: Body) -> dict[str, object]:
    """Return the body as plain JSON values, without top-level entries that hold their default."""
    data: dict[str, object] = body.model_dump(mode="json")
    fields = type(body).model_fields
    return {
        name: value
        for name, value in data.items()
        if fields[name].is_required() or getattr(body, name) != fields[name].get_default()
    }
