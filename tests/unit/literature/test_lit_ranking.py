"""The order of the queue: by rules first, then by what was decided; the same decisions give the same order."""

from __future__ import annotations

import pytest

from aneatlas.literature.ranking import Example, by_rule, rank, rule_score

TEXTS = [
    "thalamic lesions in a child with influenza",
    "fracture of the hip in sailors",
    "bilateral thalamic necrosis after fever",
    "surgery of the hip",
]


def test_without_enough_decisions_the_rules_order() -> None:
    order = rank(TEXTS, [0.1, 0.9, 0.5, 0.5], [Example("thalamic", True), Example("hip", False)])
    assert (order.model, order.places) == ("rules", (1, 2, 3, 0))


def test_decisions_move_what_is_like_the_included_ones_to_the_front() -> None:
    examples = [Example(f"thalamic necrosis number {n}", True) for n in range(3)]
    examples += [Example(f"hip surgery number {n}", False) for n in range(3)]
    order = rank(TEXTS, [0.0] * 4, examples)
    assert order.model == "learned"
    assert set(order.places[:2]) == {0, 2}
    assert all(0 <= score <= 1 for score in order.scores)
    assert rank(TEXTS, [0.0] * 4, examples) == order


def test_rules_alone_are_no_decisions_to_learn_from() -> None:
    examples = by_rule(["thalamic necrosis"] * 9, ["hip surgery"] * 9)
    assert rank(TEXTS, [0.0] * 4, examples).model == "rules"


def test_equal_scores_keep_the_order_of_the_rules_and_then_of_the_list() -> None:
    assert rank(["a", "b", "c"], [0.2, 0.7, 0.2], []).places == (1, 0, 2)
    assert rank([], [], []).places == ()


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"kind": "synonym", "place": "title"}, {"kind": "synonym", "place": "abstract"}),
        ({"kind": "synonym", "place": "title"}, {"kind": "umbrella", "place": "title"}),
        ({"kind": "umbrella", "place": "abstract"}, {"kind": "person", "place": "abstract"}),
        (
            {"kind": "abbreviation", "place": "title", "supported": True},
            {"kind": "abbreviation", "place": "title", "supported": False},
        ),
    ],
)
def test_a_clearer_name_scores_higher(better: dict[str, object], worse: dict[str, object]) -> None:
    assert rule_score([better], "cohort") > rule_score([worse], "cohort") > rule_score([], "cohort")
