"""Made-up rows of the flat table: nobody in them exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aneatlas.outputs.analyses import Analysis

Row = dict[str, Any]


@pytest.fixture
def died() -> Callable[..., Analysis]:
    """An analysis of deaths, with whatever else is asked."""

    def make(**more: Any) -> Analysis:
        given = {
            "id": "died",
            "title": "Died",
            "plain": "",
            "kind": "proportion",
            "column": "died",
            "counts": ("present",),
            "method": "",
            "citation": "",
        }
        return Analysis.model_validate(given | more)

    return make  # fmt: skip


@pytest.fixture
def case() -> Callable[..., Row]:
    """A row: case('R0001-1', died='present', ...)."""

    def make(id: str, **cells: Any) -> Row:
        return {"case_id": id, "report_id": id.partition("-")[0], "year": None, **cells}

    return make
