"""The cases and cohorts of a report with their findings as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from aneatlas.core.events import Json
from aneatlas.core.facts import Finding
from aneatlas.store import Ledger
from aneatlas.store.parts import rows_of
from aneatlas.workflows.verification.desk import plain


def settled_cases(ledger: Ledger, report: str) -> Iterator[tuple[Json, list[Finding]]]:
    """Yield each case of a report, in order, then each cohort, with its findings: of a cohort, its counts."""
    cases = rows_of(ledger, "cases", [report]).values()
    cohorts = rows_of(ledger, "cohorts", [report]).values()
    for case in [*sorted(cases, key=lambda row: int(row["id"].rpartition("-")[2])), *cohorts]:
        rows = rows_of(ledger, "findings", [case["id"]])
        yield case, [Finding.model_validate(plain(row)) for row in rows.values()]
