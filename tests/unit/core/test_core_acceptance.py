"""The body of an editor's decision on a sentence of the fact sheet."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from aneatlas.core.acceptance import Acceptance
from aneatlas.core.bodies import body_fault
from aneatlas.core.body import dump
from aneatlas.core.events import GENESIS, Draft, seal
from aneatlas.core.replay import replay

BODY: dict[str, Any] = {
    "statement": "died", "codes": ["word"], "digest": "a" * 64, "until": "2030-01-01", "reason": "Because.",
    "figures": [{"key": "died", "n": 1, "of": 3, "percent": 33.3, "low": 6.1, "high": 79.2}],
}  # fmt: skip


def test_a_decision_is_kept_by_statement_and_can_be_taken_back() -> None:
    body = dump(Acceptance.model_validate(BODY))
    assert body == {
        **BODY,
        "figures": [{"key": "died", "n": 1, "of": 3, "percent": 33.3, "low": 6.1, "high": 79.2}],
    }
    made = seal(Draft("acceptance.made", "died", body), 1, "2030-01-01T00:00:00Z", "person:x", GENESIS)
    back = Draft("acceptance.withdrawn", "died", {"key": "died"})
    assert [key for key, _ in replay([made]).rows("acceptances")] == ["died"]
    gone = seal(back, 2, "2030-01-01T00:00:00Z", "person:x", made.hash)
    assert list(replay([made, gone]).rows("acceptances")) == []
    assert body_fault("acceptance.made", body) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"codes": []}, {"codes": ["mood"]}, {"reason": ""}, {"reason": "a\nb"}, {"digest": "x"}, {"until": "soon"},
        {"statement": "Died!"}, {"figures": [{"key": "died", "n": -1, "of": 3}]},
        {"figures": [{"key": "died", "n": 1, "of": 3, "percent": 3.0}]}, {"more": 1},
    ],
)  # fmt: skip
def test_a_decision_that_says_too_little_or_something_else_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Acceptance.model_validate(BODY | wrong)
    assert body_fault("acceptance.made", BODY | wrong) != ""
