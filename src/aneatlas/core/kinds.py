"""The table of kinds: everything that differs between kinds of field, in one place.

To add a kind, add one entry to `KINDS` and its value to `core.values`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aneatlas.core.dictionary import Dictionary, Field
from aneatlas.core.issues import Issue, error, warning
from aneatlas.core.parsing import NotUnderstood, parse_age, parse_date, parse_quantity
from aneatlas.core.values import Age, Categories, Category, Integer, Quantity, Status, Text, Value

Cell = str | int | float | None
ColumnType = str  # "string", "integer" or "number", as in Frictionless Table Schema


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of field can do.

    parse: words -> value; raises NotUnderstood. None for signs, which carry no value.
    columns: suffix of the export column -> its type. The column '' is the value itself.
    cells: value -> the content of those columns.
    show: value -> words for a page.
    """

    name: str
    describe: str
    parse: Callable[[str, Field, Dictionary], Value] | None
    columns: Mapping[str, ColumnType]
    cells: Callable[[Any], dict[str, Cell]]
    show: Callable[[Any, Field, Dictionary], str]


def _category(raw: str, field: Field, dictionary: Dictionary) -> Value:
    vocabulary = dictionary.vocabulary_of(field)
    term = vocabulary.find(raw)
    if term is None:
        if vocabulary.is_ignored(raw):
            raise NotUnderstood(f"'{raw}' carries no information; give the status 'not reported' instead")
        raise NotUnderstood(
            f"'{raw}' is not a value of {vocabulary.id}; the nearest is '{vocabulary.nearest(raw)}'"
        )  # fmt: skip
    return Category(raw=raw, code=term.value)


def _categories(raw: str, field: Field, dictionary: Dictionary) -> Value:
    parts = [part.strip() for part in raw.split(";") if part.strip()]
    values = [_category(part, field, dictionary) for part in parts]
    codes = tuple(dict.fromkeys(value.code for value in values if isinstance(value, Category)))
    if not codes:
        raise NotUnderstood(f"'{raw}' names no value")
    return Categories(raw=raw, codes=codes)


def _quantity(raw: str, field: Field, dictionary: Dictionary) -> Value:
    return parse_quantity(raw, field.unit, field.units, field.conversion)


def _integer(raw: str, field: Field, dictionary: Dictionary) -> Value:
    if not re.fullmatch(r"\s*-?\d+\s*", raw):
        raise NotUnderstood(f"'{raw}' is not a whole number")
    return Integer(raw=raw, number=int(raw))


def _age(raw: str, field: Field, dictionary: Dictionary) -> Value:
    return parse_age(raw)


def _date(raw: str, field: Field, dictionary: Dictionary) -> Value:
    return parse_date(raw)


def _text(raw: str, field: Field, dictionary: Dictionary) -> Value:
    if not raw.strip():
        raise NotUnderstood("the text is empty")
    return Text(raw=raw)


def _identifier(raw: str, field: Field, dictionary: Dictionary) -> Value:
    if not re.fullmatch(field.pattern, raw):
        raise NotUnderstood(f"'{raw}' does not have the form of this identifier ({field.pattern})")
    return Text(raw=raw)


def _interval(value: Quantity | Age) -> dict[str, Cell]:
    return {"_min": value.low, "_max": value.high, "_as_given": value.raw}


def _show_quantity(value: Quantity, field: Field, dictionary: Dictionary) -> str:
    given = value.raw.strip()
    if value.given_unit == value.unit:
        return given
    ends = [f"{end:g}" for end in (value.low, value.high) if end is not None]
    sign = "" if value.comparator == "=" else f"{value.comparator} "
    return f"{given} ({sign}{' to '.join(dict.fromkeys(ends))} {value.unit})"


_raw: Callable[[Any, Field, Dictionary], str] = lambda value, field, dictionary: str(value.raw)  # noqa: E731

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("sign", "present or absent; the status is the whole answer", None, {}, lambda v: {}, _raw),
        Kind(
            "category", "one value of a vocabulary", _category, {"": "string"},
            lambda v: {"": v.code}, lambda v, f, d: d.term_name(f, v.code),
        ),
        Kind(
            "categories", "several values of a vocabulary, separated by ';'", _categories, {"": "string"},
            lambda v: {"": ";".join(v.codes)}, lambda v, f, d: ", ".join(d.term_name(f, code) for code in v.codes),
        ),
        Kind(
            "quantity", "a number with a unit, a range or a comparator; kept as given and converted", _quantity,
            {"_min": "number", "_max": "number", "_as_given": "string"}, _interval, _show_quantity,
        ),
        Kind("integer", "a whole number", _integer, {"": "integer"}, lambda v: {"": v.number}, _raw),
        Kind(
            "age", "an age with its precision, kept as an interval of months", _age,
            {"_min": "number", "_max": "number", "_as_given": "string"}, _interval, _raw,
        ),
        Kind("date", "a date as far as known", _date, {"": "string"}, lambda v: {"": v.text}, _raw),
        Kind("text", "words", _text, {"": "string"}, lambda v: {"": v.raw}, _raw),
        Kind("identifier", "an identifier of a given form", _identifier, {"": "string"}, lambda v: {"": v.raw}, _raw),
        Kind("variant", "a genetic variant as written", _text, {"": "string"}, lambda v: {"": v.raw}, _raw),
    )
}  # fmt: skip

STATUS_WORDS: Mapping[str, Status] = {status.words: status for status in Status} | {
    "yes": Status.PRESENT,
    "no": Status.ABSENT,
}


def allowed(field: Field) -> list[Status]:
    """Return the statuses that a field may hold; 'absent' only where it has a meaning."""
    return [s for s in Status if s is not Status.ABSENT or field.kind == "sign" or field.absent]


def read(
    raw: str, field: Field, dictionary: Dictionary, where: str
) -> tuple[Status, Value | None, list[Issue]]:
    """Turn one written entry into a status and a value, with every issue found.

    An entry is a status in words ('not reported') or a value ('17 months', which is status present).
    """
    status = STATUS_WORDS.get(raw.strip().lower())
    if field.kind in ("text",) and status in (Status.PRESENT, Status.ABSENT) and not field.absent:
        status = None
    kind = KINDS[field.kind]
    if status is None and kind.parse is not None:
        try:
            value = kind.parse(raw, field, dictionary)
        except NotUnderstood as problem:
            return Status.UNCLEAR, None, [error("value-not-understood", where, f"{problem}.")]
        return Status.PRESENT, value, range_issues(value, field, where)
    if (
        status is None
        or status not in allowed(field)
        or (status is Status.PRESENT and kind.parse is not None)
    ):
        words = ", ".join(s.words for s in allowed(field) if s is not Status.PRESENT or kind.parse is None)
        hint = f"Write a value, or one of: {words}." if kind.parse else f"Write one of: {words}."
        return Status.UNCLEAR, None, [error("status-not-allowed", where, f"'{raw}' is no answer here.", hint)]
    return status, None, []


def range_issues(value: Value, field: Field, where: str) -> list[Issue]:
    """Return an error for an impossible number and a warning for an implausible one."""
    ends = _ends(value)
    if not ends:
        return []
    unit = "months" if isinstance(value, Age) else field.unit
    for bounds, make, word in (
        (field.possible, error, "impossible"),
        (field.plausible, warning, "implausible"),
    ):
        if bounds and (min(ends) < bounds[0] or max(ends) > bounds[1]):
            text = f"'{value.raw}' is {word}: {field.name} lies between {bounds[0]} and {bounds[1]} {unit}".rstrip()
            return [make(f"value-{word}", where, f"{text}.", "Look at the source again.")]
    return []


def _ends(value: Value) -> list[float]:
    if isinstance(value, Integer):
        return [value.number]
    if isinstance(value, Quantity):
        return [end for end in (value.low, value.high) if end is not None]
    if isinstance(value, Age):
        return [value.low]  # the upper end is open, and wide for a stage of life
    return []
