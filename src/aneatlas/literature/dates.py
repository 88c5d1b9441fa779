"""Partial dates as sources print them: '2019 Nov-Dec', '2014//', '1999 Spring', '2020/03/11/'."""

from __future__ import annotations

import re

from aneatlas.literature.records import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


def month(text: str) -> int | None:
    """Return the month of '03', 'Mar' or 'March'; None for a season or nothing."""
    value = text.strip().casefold()
    if value.isdigit():
        return int(value) if 1 <= int(value) <= 12 else None
    return _MONTHS.index(value[:3]) + 1 if value[:3] in _MONTHS else None


def build(year: str, month_text: str = "", day: str = "", text: str = "") -> PartialDate:
    """Return the date of separate parts; a part that is not a number in its range is left open."""
    found = _YEAR.search(year)
    number = month(month_text) if month_text else None
    in_range = day.strip().isdigit() and 1 <= int(day) <= 31 and number is not None
    printed = text or " ".join(part for part in (year, month_text, day) if part)
    return PartialDate(int(found.group()) if found else None, number, int(day) if in_range else None, printed)


def parse(text: str) -> PartialDate:
    """Return the date in a printed one; what it does not say stays open, what it prints is kept."""
    found = _YEAR.search(text)
    if not found:
        return PartialDate(text=text)
    rest = [part for part in re.split(r"[\s/,.-]+", text[found.end() :]) if part]
    if not rest or month(rest[0]) is None:
        return PartialDate(int(found.group()), text=text)
    return build(found.group(), rest[0], rest[1] if len(rest) > 1 else "", text)
