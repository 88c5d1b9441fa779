"""Tables with one patient per row or per column: each cell becomes a claim, quoted by its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.units import find_unit
from aneatlas.core.values import Status
from aneatlas.documents.grid import Cell, Table, unit_in_label
from aneatlas.extraction.ages import find_ages
from aneatlas.extraction.lexicon import find_mentions
from aneatlas.extraction.measures import TESTS, clean_unit
from aneatlas.extraction.numbers import to_number
from aneatlas.extraction.outcomes import find_outcomes
from aneatlas.extraction.signs import is_general
from aneatlas.extraction.terms import finder_of
from aneatlas.extraction.triggers_found import _SKIP

_PATIENT = re.compile(
    r"^(?:(?:Case|Patient|Pt\.?|P|No\.?|#|Sibling|Twin)\s*(?:No\.?\s*)?)?(?P<n>\d{1,2}|[IVX]{1,4}|[A-H])\W*$",
    re.I,
)
_LABELLED = re.compile(
    r"^(?:Case|Patient|Pt\.?|P|No\.?|#|Sibling|Twin)\W*(?:No\.?\s*)?(?:\d{1,2}|[IVX]{1,4}|[A-H])\b", re.I
)
_WHO = re.compile(r"\b(?:case|patient|pt|no|number|#|subject|id)s?\b|^$", re.I)
_YES = re.compile(r"^(?:\+{1,3}|yes|y|present|positive|pos|√|✓|✔|done|●)$", re.I)
_NO = re.compile(r"^(?:-|−|–|no|n|absent|negative|neg|none|normal|nil|✗|×)$", re.I)
_UP = re.compile(r"^(?:↑+|elevated|raised|increased|high|abnormal)$", re.I)
_MISSING = re.compile(
    r"^(?:n\.?/?[ad]\.?|nd|nr|ns|\?|unknown|not (?:done|available|reported|tested|performed|known|stated|applicable)|\.\.+|…|—|NT)?$",
    re.I,
)
_SEX = re.compile(r"^(?:(?P<male>m|male|boy|man|♂)|(?P<female>f|female|girl|woman|♀))$", re.I)
_SEX_IN = re.compile(
    r"(?:^|[\s/,;(])(?:(?P<male>m|male|boy|man|♂)|(?P<female>f|female|girl|woman|♀))(?=$|[\s/,;)])", re.I
)
_NUMBER = re.compile(
    r"^(?P<sign>[<>≤≥~]|<=|>=)?\s*(?P<n>\d[\d,]*(?:\.\d+)?)(?:\s?[-–]\s?(?P<m>\d[\d,]*(?:\.\d+)?))?\s*(?P<unit>[^\d\s][^;,]*)?$"
)
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern, re.I))
    for field, pattern in (
        ("age+sex", r"\b(?:age\W+(?:and\W+)?(?:sex|gender)|(?:sex|gender)\W+(?:and\W+)?age)\b"),
        ("age_at_onset", r"^age\b|\bage at (?:onset|presentation|admission)|^age,"),
        ("sex", r"^(?:sex|gender)\b|^m/f$"),
        ("trigger_agent", r"\b(?:virus|pathogen|etiolog\w+|aetiolog\w+|trigger|infecti\w+ agent|preceding infection|organism|infection)\b"),
        ("outcome_level", r"\b(?:outcome|prognosis|sequelae)\b"),
        ("gcs_lowest", r"\bGCS\b|Glasgow coma"),
        ("prodrome_days", r"(?:interval|days?|duration)[^/]*(?:fever|prodrom|onset)|prodrome"),
    )
)  # fmt: skip
_TEST_NAMES = {
    field: re.compile(rf"(?<![\w-])(?:{names})(?!\w)", re.I) for field, (names, _) in TESTS.items()
}
_IN_CSF = re.compile(r"\bCSF\b|cerebrospinal|spinal fluid", re.I)


@dataclass(frozen=True, slots=True)
class CellClaim:
    """What a cell says of a patient: field, item, status, raw value, rule."""

    case: str
    cell: Cell
    field: str
    status: Status
    value: str
    rule: str


def find_in_table(table: Table, caption: str, dictionary: Dictionary) -> Iterator[CellClaim]:
    """Yield what a table of patients says; nothing for a table of anything else."""
    layout = patient_layout(table)
    if layout is None:
        return
    by_row, numbers = layout
    for place, number in numbers.items():
        case = f"Patient {number}"
        others = range(table.label_columns, table.columns) if by_row else range(table.header_rows, table.rows)
        for other in others:
            row, column = (place, other) if by_row else (other, place)
            cell = table.at(row, column)
            label = table.column_label(column) if by_row else table.row_label(row)
            if cell is None or not cell.value or not label or cell.rowspan * cell.colspan > 1:
                continue
            yield from _read(case, cell, label, caption, dictionary)


def patient_layout(table: Table) -> tuple[bool, dict[int, int]] | None:
    """Return (patients in rows?, row or column -> number of the patient); None for other tables."""
    columns = {
        c: n
        for c in range(table.label_columns, table.columns)
        if (n := _number(table.column_label(c).split(" / ")[-1]))
    }
    if len(columns) >= 2 and len(columns) >= 0.6 * (table.columns - table.label_columns):
        return False, columns
    rows = {}
    for r in range(table.header_rows, table.rows):
        first = table.at(r, 0)
        if first is not None and not table.is_group(r) and (n := _number(first.value)):
            rows[r] = n
    head = table.column_label(0)
    labelled = any(_LABELLED.match(cell.value) for r in rows if (cell := table.at(r, 0)))
    if (
        len(rows) >= 2
        and len(set(rows.values())) == len(rows)
        and (labelled or (_WHO.search(head) and len(rows) >= 0.6 * (table.rows - table.header_rows)))
    ):
        return True, rows
    return None


def _number(label: str) -> int | None:
    match = _PATIENT.match(label.strip())
    if not match:
        return None
    return to_number(match["n"]) or (
        ord(match["n"].upper()) - 64 if len(match["n"]) == 1 and match["n"].isalpha() else None
    )


def _read(case: str, cell: Cell, label: str, caption: str, dictionary: Dictionary) -> Iterator[CellClaim]:
    text = cell.value.strip()
    if _MISSING.match(text):
        return
    rule = f"table cell under '{label}'"
    for field, pattern in _LABELS:
        if pattern.search(label.split(" / ")[-1]) or pattern.search(label):
            yield from _special(field, case, cell, text, label, dictionary, rule)
            return
    fluid = bool(_IN_CSF.search(label))
    for field, (_, needs_csf) in TESTS.items():
        if _TEST_NAMES[field].search(label) and (needs_csf is None or needs_csf == fluid):
            raw = _quantity(text, label)
            if raw:
                yield CellClaim(case, cell, field, Status.PRESENT, raw, rule)
                return
    mentions = list(find_mentions(label, f"{label} {caption} MRI EEG CSF"))
    for mention in mentions:
        status = _status(text, mention.mode)
        if status is Status.PRESENT or (status is Status.ABSENT and not is_general(mention, mentions)):
            yield CellClaim(case, cell, mention.field, status, "", f"{rule}: '{text}'")


def _special(
    field: str, case: str, cell: Cell, text: str, label: str, dictionary: Dictionary, rule: str
) -> Iterator[CellClaim]:
    if field in ("age_at_onset", "age+sex") and (raw := _age(text, label)):
        yield CellClaim(case, cell, "age_at_onset", Status.PRESENT, raw, rule)
    if field in ("sex", "age+sex"):
        match = _SEX.match(text) or (
            _SEX_IN.search(re.sub(r"\d+\s?(?:y|m|d|w)[a-z]*", "", text)) if field == "age+sex" else None
        )
        if match:
            yield CellClaim(case, cell, "sex", Status.PRESENT, str(match.lastgroup), rule)
    if field == "trigger_agent":
        found = list(finder_of(dictionary.vocabularies["agent"], _SKIP).find(text))
        if len(found) == 1:
            yield CellClaim(case, cell, field, Status.PRESENT, found[0].value, rule)
    if field == "outcome_level":
        for outcome in find_outcomes(f"Outcome: {text}.", {}):
            if "outcome_level" in outcome.details:
                yield CellClaim(case, cell, field, Status.PRESENT, outcome.details["outcome_level"], rule)
        if term := dictionary.vocabularies["outcome_level"].find(text):
            yield CellClaim(case, cell, field, Status.PRESENT, term.value, rule)
    if field == "gcs_lowest" and re.fullmatch(r"1[0-5]|[3-9]", text):
        yield CellClaim(case, cell, field, Status.PRESENT, text, rule)
    if (
        field == "prodrome_days"
        and (match := re.fullmatch(r"(\d+)(?:\s*(?:d|days?))?", text))
        and re.search(r"day|\bd\b", label + text, re.I)
    ):
        yield CellClaim(case, cell, field, Status.PRESENT, f"{match[1]} days", rule)


def _age(text: str, label: str) -> str | None:
    short = re.search(
        r"(?:(\d{1,2})\s?y(?:rs?|ears?)?)?\s*(?:(\d{1,2})\s?m(?:o|os|onths?)?)?(?![a-z])", text, re.I
    )
    if short and (short[1] or short[2]) and re.search(r"\d\s?[ym]", text, re.I):
        return " ".join(
            p
            for p in (f"{short[1]} years" if short[1] else "", f"{short[2]} months" if short[2] else "")
            if p
        )
    for age in find_ages(f"aged {text}"):
        if re.search(r"[a-z]", text, re.I) and re.search(r"\d\s*(?:y|m|d|w)", text, re.I):
            return age.raw
    number = re.match(r"\d+(?:\.\d+)?", text)
    unit = re.search(r"\b(years?|yrs?|y|months?|mos?|m|days?|weeks?)\b", unit_in_label(label) or "", re.I)
    if number and unit:
        return f"{number.group()} {({'y': 'years', 'm': 'months', 'd': 'days', 'w': 'weeks'})[unit.group(1)[0].lower()]}"
    return None


def _quantity(text: str, label: str) -> str | None:
    match = _NUMBER.match(text)
    if not match:
        return None
    unit = clean_unit(match["unit"] or unit_in_label(label.split(" / ")[-1]) or unit_in_label(label) or "")
    if find_unit(unit) is None:
        return None
    sign = (match["sign"] or "").replace("≤", "<=").replace("≥", ">=")
    return f"{sign}{match['n']}{'-' + match['m'] if match['m'] else ''} {unit}"


def _status(text: str, mode: str) -> Status | None:
    if mode in ("raised", "lowered"):
        if (
            _UP.match(text)
            or _YES.match(text)
            or (mode == "lowered" and re.fullmatch(r"↓+|low|decreased|reduced", text, re.I))
        ):
            return Status.PRESENT
        return Status.ABSENT if re.fullmatch(r"normal|no|-|−|–|absent", text, re.I) else None
    if _YES.match(text):
        return Status.PRESENT
    return Status.ABSENT if _NO.match(text) and text.lower() != "normal" else None
