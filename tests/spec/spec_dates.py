"""Specification: dates."""

from __future__ import annotations

from spec_table import Chapter, Table

from aneatlas.core.parsing import NotUnderstood, parse_date


def _date(words: str) -> tuple[str, str]:
    try:
        found = parse_date(words)
    except NotUnderstood as problem:
        return "refused", str(problem)
    return found.text, f"known to the {found.precision}"


CHAPTER = Chapter(
    "Dates",
    "A date is kept as far as it is known, and no further. No part is ever filled in.",
    (
        Table(
            "How a date is read", "", ("written",), ("kept as", "remark"), _date,
            (
                ("2016", "2016", "known to the year"),
                ("2016-02", "2016-02", "known to the month"),
                ("2016-02-29", "2016-02-29", "known to the day"),
                ("2015-02-29", "refused", "'2015-02-29': that month has no day 29"),
                ("2016-13", "refused", "'2016-13': there is no month 13"),
                ("12/03/2016", "refused", "'12/03/2016' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
                ("2016-2", "refused", "'2016-2' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
                ("spring 2016", "refused", "'spring 2016' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
            ),
        ),
    ),
)  # fmt: skip
