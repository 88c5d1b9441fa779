"""From words to values: ages, quantities, dates, counts. Nothing is guessed; what is not understood fails.

The interval of an age in words ('toddler', 'in her fifties') is a project convention, declared in
`STAGES` and shown in the codebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from aneatlas.core.units import convert, find_unit
from aneatlas.core.values import Age, AgePrecision, Comparator, Count, PartialDate, Quantity

# Stage of life -> months [low, high). Project convention.
STAGES: Mapping[str, tuple[int, int]] = {
    "newborn": (0, 1), "neonate": (0, 1), "infant": (0, 12), "toddler": (12, 36), "preschool child": (36, 72),
    "school-age child": (72, 144), "child": (0, 216), "adolescent": (144, 216), "teenager": (156, 240),
    "young adult": (216, 480), "middle aged": (480, 720), "middle-aged": (480, 720), "adult": (216, 1440),
    "elderly": (780, 1440),
}  # fmt: skip
_TENS = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90,
}  # fmt: skip
_NUMBER = r"(\d+(?:\.\d+)?)"
_UNIT = r"(days?|d|weeks?|wks?|w|months?|mos?|m|years?|yrs?|y)"
_ONE = rf"{_NUMBER}[\s-]*{_UNIT}"
_PART = re.compile(_ONE, re.I)
_AGE = re.compile(rf"(?:aged?\s+)?{_ONE}(?:(?:\s*,\s*|\s+and\s+|\s*){_ONE})*(?:[\s-]*old|\s+of\s+age)?", re.I)
_AGE_RANGE = re.compile(rf"(\d+)\s*(?:-|–|to)\s*(\d+)\s*{_UNIT}(?:[\s-]*old)?", re.I)
_AGE_LIMIT = re.compile(rf"(<|under|younger than|>=|≥|at least|over)\s*(\d+)\s*{_UNIT}(?:[\s-]*old)?", re.I)
_DECADE = re.compile(
    r"(?:in\s+(?:her|his|their|the)\s+)?(?:(early|mid|late)[\s-]+)?(?:([2-9])0s|([a-z]+ties))", re.I
)
_QUANTITY = re.compile(
    r"^\s*(?P<sign><=|>=|<|>|≤|≥|~|about|approximately|over|under)?\s*"
    r"(?P<low>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(?P<high>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?))?\s*(?P<unit>\D.*|%)?$"
)
_SIGNS = {"≤": "<=", "≥": ">=", "about": "~", "approximately": "~", "over": ">", "under": "<", "": "="}


class NotUnderstood(ValueError):
    """The words do not have the form that the field's kind needs; the message says what would do."""


def number(value: Decimal) -> float:
    """Return the shortest float that keeps twelve significant digits (0.1 stays 0.1 after conversion)."""
    return float(f"{value:.12g}")


def parse_age(raw: str) -> Age:
    """Parse an age with its precision.

    Accepts '17 months', '3 years 2 months', '2y4m', '5 weeks', '10 days', '58-year-old', '2.5 years'
    (a decimal of a year is read as the nearest month), '3-5 years', 'under 2 years', a stage of life,
    'in her fifties', 'late 50s'. Anything else is refused, never guessed.
    Raises NotUnderstood.
    """
    text = " ".join(raw.strip().split())
    stage = text.lower()
    if stage in STAGES:
        youngest, oldest = STAGES[stage]
        return Age(raw=raw, precision=AgePrecision.STAGE, low=youngest, high=oldest)
    if _AGE.fullmatch(text):
        return _age_of_parts(raw, [(Decimal(n), u.lower()[0]) for n, u in _PART.findall(text)])
    if match := _AGE_RANGE.fullmatch(text):
        return _age_range(raw, Decimal(match[1]), Decimal(match[2]), match[3].lower()[0])
    if match := _AGE_LIMIT.fullmatch(text):
        limit = Decimal(match[2]) * _MONTHS[match[3].lower()[0]]
        below = match[1].lower() in ("<", "under", "younger than")
        low, high = (Decimal(0), limit) if below else (limit, Decimal(OLDEST))
        if low < high:
            return Age(raw=raw, precision=AgePrecision.STAGE, low=number(low), high=number(high))
    if match := _DECADE.fullmatch(text):
        start = int(match[2]) * 10 if match[2] else _TENS.get(match[3].lower())
        if start:
            first, last = {"early": (0, 4), "mid": (4, 7), "late": (7, 10)}.get(
                (match[1] or "").lower(), (0, 10)
            )
            from_, to = (start + first) * 12, (start + last) * 12
            return Age(raw=raw, precision=AgePrecision.DECADE, low=from_, high=to)
    raise NotUnderstood(
        f"'{raw}' is not an age; write for example '17 months', '3 years 2 months' or 'toddler'"
    )


OLDEST = 1440  # months: the open end of 'at least 5 years'
_MONTHS = {"d": 1 / Decimal("30.4375"), "w": 7 / Decimal("30.4375"), "m": Decimal(1), "y": Decimal(12)}
_PRECISIONS = {"d": AgePrecision.DAY, "w": AgePrecision.WEEK, "m": AgePrecision.MONTH, "y": AgePrecision.YEAR}


def _age_range(raw: str, first: Decimal, last: Decimal, unit: str) -> Age:
    if last < first:
        raise NotUnderstood(f"'{raw}': the range runs backwards")
    low, high = first * _MONTHS[unit], (last + 1) * _MONTHS[unit]
    return Age(raw=raw, precision=AgePrecision.STAGE, low=number(low), high=number(high))


def _age_of_parts(raw: str, parts: list[tuple[Decimal, str]]) -> Age:
    units = [unit for _, unit in parts]
    if len(set(units)) != len(units) or units != sorted(units, key="ymwd".index):
        raise NotUnderstood(f"'{raw}' is not one age; write for example '3 years 2 months'")
    total = sum((n * _MONTHS[unit] for n, unit in parts), Decimal(0))
    finest = units[-1]
    if finest == "y" and any(n != n.to_integral_value() for n, _ in parts):
        low = Decimal(round(total))
        return Age(raw=raw, precision=AgePrecision.MONTH, low=float(low), high=float(low + 1))
    return Age(
        raw=raw, precision=_PRECISIONS[finest], low=number(total), high=number(total + _MONTHS[finest])
    )


def parse_quantity(
    raw: str, unit: str, accepted: tuple[str, ...], molar: Mapping[str, Decimal] | None = None
) -> Quantity:
    """Parse a number with unit ('3 g/L', '<5 cells/uL', '18-32 h') into the canonical `unit`.

    The unit must be written, except where the canonical unit is '1' (an INR). Raises NotUnderstood.
    """
    match = _QUANTITY.match(raw)
    if not match:
        raise NotUnderstood(
            f"'{raw}' is not a number with a unit; write for example '3 {unit}' or '<5 {unit}'"
        )
    written = (match["unit"] or "").strip()
    found = find_unit(written or ("1" if unit == "1" else ""))
    if found is None or (found.name != unit and found.name not in accepted):
        allowed = ", ".join((unit, *accepted))
        said = f"the unit '{written}' is not known here" if written else "the unit is missing"
        raise NotUnderstood(f"'{raw}': {said}; use one of {allowed}")
    first = Decimal(match["low"].replace(",", ""))
    last = Decimal(match["high"].replace(",", "")) if match["high"] else first
    low, high = convert(first, found.name, unit, molar), convert(last, found.name, unit, molar)
    if low is None or high is None:
        raise NotUnderstood(f"'{raw}': {found.name} cannot be converted to {unit}")
    if high < low:
        raise NotUnderstood(f"'{raw}': the range runs backwards")
    sign = (match["sign"] or "").strip()
    if sign and match["high"]:
        raise NotUnderstood(f"'{raw}': a comparator and a range together have no clear meaning")
    comparator = cast(Comparator, _SIGNS.get(sign, sign))
    return Quantity(
        raw=raw,
        comparator=comparator,
        given_unit=found.name,
        low=None if comparator in ("<", "<=") else number(low),
        high=None if comparator in (">", ">=") else number(high),
        unit=unit,
    )


def parse_date(raw: str) -> PartialDate:
    """Parse YYYY, YYYY-MM or YYYY-MM-DD. Raises NotUnderstood."""
    text = raw.strip()
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if not match:
        raise NotUnderstood(f"'{raw}' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    if month is not None and not 1 <= month <= 12:
        raise NotUnderstood(f"'{raw}': there is no month {month}")
    if day is not None and not 1 <= day <= _days(cast(int, year), cast(int, month)):
        raise NotUnderstood(f"'{raw}': that month has no day {day}")
    return PartialDate(raw=raw, text=text, precision="day" if day else "month" if month else "year")


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def parse_count(raw: str) -> Count:
    """Parse 'n of N', 'n/N', 'n of N, derived' or 'P% of N' (n is then the only number that rounds to P).

    Raises NotUnderstood, also where no or several whole numbers would print as that percentage.
    """
    match = re.fullmatch(r"\s*(\d+)\s*(?:of|/)\s*(\d+)\s*(,\s*derived\s*)?", raw)
    if match:
        n, of = int(match[1]), int(match[2])
        if of == 0 or n > of:
            raise NotUnderstood(f"'{raw}': {n} of {of} is more than the whole")
        return Count(raw=raw, n=n, of=of, derived=bool(match[3]))
    match = re.fullmatch(r"\s*(\d+(?:\.(\d+))?)\s*%\s*of\s*(\d+)\s*", raw)
    if not match:
        raise NotUnderstood(f"'{raw}' is not a count; write '8 of 12' or '66.7% of 12'")
    printed, digits, of = Decimal(match[1]), len(match[2] or ""), int(match[3])
    half = Decimal(1).scaleb(-digits) / 2
    fits = [n for n in range(of + 1) if abs(Decimal(100 * n) / of - printed) <= half]
    if len(fits) != 1:
        raise NotUnderstood(f"'{raw}': {len(fits)} whole numbers of {of} would print as {printed}%")
    return Count(raw=raw, n=fits[0], of=of, derived=True)
