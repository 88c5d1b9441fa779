"""Which words of a record are marked. The texts are invented."""

from __future__ import annotations

import pytest

from aneatlas.core.study import Study
from aneatlas.web.screening.marks import CRITERION, MISS, NAME, Piece, marked, pattern_of, words_of

RECORD = {
    "id": "pubmed:1",
    "names": [
        {"id": "ane", "kind": "preferred", "words": "acute necrotizing encephalopathy"},
        {"id": "leigh", "kind": "reject", "words": "Leigh (syndrome)"},
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acute  necrotizing-encephalopathy.", [("Acute  necrotizing-encephalopathy", NAME), (".", "")]),
        ("No Leigh (syndrome)", [("No ", ""), ("Leigh (syndrome)", MISS)]),
        ("Both thalami", [("Both ", ""), ("thalami", CRITERION)]),
        ("Hypothalamic", [("Hypothalamic", "")]),
        ("両側視床病変", [("両側", ""), ("視床", CRITERION), ("病変", "")]),
    ],
)
def test_words_are_taken_literally(study: Study, text: str, expected: list[tuple[str, str]]) -> None:
    pieces = marked(text, pattern_of(words_of([RECORD], study)))
    assert pieces == [Piece(*one) for one in expected]
    assert "".join(piece.text for piece in pieces) == text


def test_without_words_nothing_is_marked() -> None:
    assert pattern_of([]) is None
    assert marked("Both thalami", None) == [Piece("Both thalami")]
