"""What the ledger may say about a search that was run."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from aneatlas.core.bodies import body_fault
from aneatlas.core.body import dump
from aneatlas.core.search import SearchRun

RUN = {
    "id": "S0001", "source": "PubMed", "search": "pubmed_names", "version": "1", "query": "q", "until": "2026-01-15",
    "begun": "2026-01-15T00:00:00Z", "stated": 3, "read": 3, "new": 1, "complete": True,
}  # fmt: skip


def test_a_run_keeps_its_form() -> None:
    run = SearchRun.model_validate(RUN)
    assert dump(run) == RUN
    assert body_fault("search.run", RUN) == ""


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "1"}, "id"),
        ({"source": "Medline"}, "source"),
        ({"since": "yesterday"}, "since"),
        ({"new": 4}, "more records are said to be new"),
        ({"read": 2, "new": 1}, "has read every record"),
        ({"stated": None}, "has read every record"),
        ({"complete": False}, "says why"),
        ({"problems": ["x"] * 51}, "problems"),
        ({"problems": ["two\nlines"]}, "control character"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        SearchRun.model_validate(RUN | change)
