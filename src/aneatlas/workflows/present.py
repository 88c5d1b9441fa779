"""Read the present: reports and cases one by one or page by page, as it is or as it was last released."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from aneatlas.core.events import Json
from aneatlas.store import Ledger
from aneatlas.store.parts import rows_after, rows_at, rows_of


def released(ledger: Ledger) -> tuple[str, int]:
    """Return the newest release and the number of its event; ('', 0) where there is none."""
    rows = [(int(row["event"]), key) for key, row in ledger.present().rows("releases")]
    event, version = max(rows, default=(0, ""))
    return version, event


def reports(ledger: Ledger, after: str, most: int, until: int | None = None) -> list[Json]:
    """Return up to `most` reports whose id follows `after`. until: only rows as old as this event."""
    if until == 0:  # nothing was released
        return []
    return list(islice(_shown(ledger, after, until, most), most))


def titles_of(ledger: Ledger, keys: Iterable[str]) -> dict[str, str]:
    """Return the titles of these reports: id -> title."""
    return {key: str(row["title"]) for key, row in rows_at(ledger, "reports", keys).items()}


def report(ledger: Ledger, key: str, until: int | None = None) -> Json | None:
    """Return a report with the ids of its cases, or None."""
    row = ledger.row("reports", key)
    if row is None or not _old_enough(row, until):
        return None
    cases = rows_of(ledger, "cases", [key])
    return {**row, "cases": [one for one, case in cases.items() if _old_enough(case, until)]}


def case(ledger: Ledger, key: str, until: int | None = None) -> Json | None:
    """Return a case with its findings, or None."""
    return _with_findings(ledger, "cases", key, until)


def cohort(ledger: Ledger, key: str, until: int | None = None) -> Json | None:
    """Return a cohort with its findings, which are counts, or None."""
    return _with_findings(ledger, "cohorts", key, until)


def _with_findings(ledger: Ledger, table: str, key: str, until: int | None) -> Json | None:
    row = ledger.row(table, key)
    if row is None or not _old_enough(row, until):
        return None
    findings = rows_of(ledger, "findings", [key])
    return {**row, "findings": [one for one in findings.values() if _old_enough(one, until)]}


def _shown(ledger: Ledger, after: str, until: int | None, most: int) -> Iterator[Json]:
    while found := rows_after(ledger, "reports", after, most + 1):
        yield from (row for _, row in found if _old_enough(row, until))
        after = found[-1][0]


def _old_enough(row: Json, until: int | None) -> bool:
    return until is None or int(str(row["event"])) <= until
