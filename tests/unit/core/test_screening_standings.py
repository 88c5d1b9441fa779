"""Where a candidate stands, over all combinations of what two readers and a third one can say."""

from __future__ import annotations

from itertools import product

import pytest

from aneatlas.core.candidates import BY_HAND, candidates
from aneatlas.core.events import Json
from aneatlas.core.screening import Decision, Step, decisions_of, may_decide, outcome, standing, visible

ANN, BEN, CEM = "person:ann", "person:ben", "person:cem"
CHOICES = ("", "include", "exclude", "maybe")


def said(reader: str, choice: str, third: bool = False, reason: str = "near_miss") -> Decision:
    return Decision(reader, choice, reason if choice == "exclude" else "", "", third)


def row(
    reader: str, choice: str, stage: str = "title_abstract", event: int = 1, reason: str = "near_miss"
) -> Json:
    return {
        "record": "pubmed:1",
        "stage": stage,
        "reader": reader,
        "choice": choice,
        "reason": reason,
        "event": event,
    }


@pytest.mark.parametrize(("one", "other", "readers"), [*product(CHOICES, CHOICES, (1, 2))])
def test_two_readers_settle_wait_or_differ(one: str, other: str, readers: int) -> None:
    decisions = [said(reader, choice) for reader, choice in ((ANN, one), (BEN, other)) if choice]
    definite = [choice for choice in (one, other) if choice in ("include", "exclude")]
    found = outcome(decisions, readers)
    if not decisions:
        assert found.state == "none"
    elif len(set(definite)) == 2:
        assert found.state == "conflict"
    elif len(definite) >= readers:
        assert (found.state, found.choice) == ("settled", definite[0])
    elif readers == 2 and len(decisions) == 2:
        assert found.state == "conflict"
    else:
        assert found.state == "waiting"


@pytest.mark.parametrize(
    ("one", "other", "last"), [*product(CHOICES[1:], CHOICES[1:], ("include", "exclude"))]
)
def test_the_third_reader_has_the_last_word(one: str, other: str, last: str) -> None:
    found = outcome([said(ANN, one), said(BEN, other), said(CEM, last, third=True)], 2)
    assert (found.state, found.choice) == ("settled", last)


@pytest.mark.parametrize(("one", "other"), [*product(CHOICES, CHOICES)])
def test_a_reader_is_blind_until_both_have_decided(one: str, other: str) -> None:
    decisions = [said(reader, choice) for reader, choice in ((ANN, one), (BEN, other)) if choice]
    seen = {decision.reader for decision in visible(decisions, ANN, outcome(decisions, 2))}
    if one and other:
        assert seen == {ANN, BEN}
    else:
        assert seen == ({ANN} if one else set())
    if not (one and other):
        assert not visible(decisions, CEM, outcome(decisions, 2))


def test_of_two_reasons_the_first_of_the_list_is_kept() -> None:
    decisions = [said(ANN, "exclude", reason="news_item"), said(BEN, "exclude", reason="near_miss")]
    assert outcome(decisions, 2, ("near_miss", "news_item")).reason == "near_miss"


def test_what_is_settled_is_changed_by_those_who_decided_only() -> None:
    decisions = [said(ANN, "include"), said(BEN, "include")]
    found = outcome(decisions, 2)
    assert may_decide(decisions, CEM, found)
    assert not may_decide(decisions, ANN, found)


@pytest.mark.parametrize(
    ("rule", "first", "second", "step"),
    [
        ("exclude", "", "", Step.LEFT_OUT),
        ("maybe", "", "", Step.WAITING),
        ("include", "", "", Step.SOUGHT),
        ("exclude", "include", "", Step.SOUGHT),
        ("include", "exclude", "", Step.EXCLUDED),
        ("maybe", "include", "include", Step.INCLUDED),
        ("maybe", "include", "exclude", Step.REFUSED),
        ("maybe", "include", "maybe", Step.SOUGHT),
        ("include", "", "exclude", Step.REFUSED),
    ],
)
def test_persons_come_before_rules(rule: str, first: str, second: str, step: Step) -> None:
    rows = [
        row(ANN, choice, stage)
        for choice, stage in ((first, "title_abstract"), (second, "full_text"))
        if choice
    ]
    assert standing(rule, rows, None, 1).step is step


def test_a_full_text_that_cannot_be_had_is_not_retrieved() -> None:
    rows = [row(ANN, "exclude", "full_text", reason="not_accessible")]
    assert standing("include", rows, None, 1).step is Step.NOT_RETRIEVED


@pytest.mark.parametrize(
    ("report", "step"),
    [
        ({"standing": "included"}, Step.INCLUDED),
        ({"standing": "retracted", "reason": "notice"}, Step.RETRACTED),
        ({"standing": "excluded", "reason": "near_miss"}, Step.REFUSED),
        ({"standing": "excluded", "reason": "not_accessible"}, Step.NOT_RETRIEVED),
    ],
)
def test_a_known_report_stands_as_the_atlas_says(report: Json, step: Step) -> None:
    for withdrawn in (False, True):
        assert standing("maybe", [], report, 1, withdrawn=withdrawn).step is step


def test_of_one_reader_the_newest_decision_counts() -> None:
    rows = [row(ANN, "include", event=2), row(BEN, "include", event=3), row(ANN, "exclude", event=5)]
    assert [(one.reader, one.choice) for one in decisions_of(rows, "title_abstract")] == [
        (BEN, "include"),
        (ANN, "exclude"),
    ]


def records(*names: str) -> dict[str, Json]:
    return {
        name: {"id": name, "source": name.partition(":")[0], "title": "T", "event": place}
        for place, name in enumerate(names)
    }


def tie(a: str, b: str, kind: str = "same", rule: str = "doi", event: int = 9) -> Json:
    return {"a": a, "b": b, "kind": kind, "rule": rule, "event": event}


def groups(rows: dict[str, Json], *ties: Json) -> set[frozenset[str]]:
    return {frozenset(item.records) for item in candidates(rows, ties).values()}


def test_merged_records_are_one_candidate_led_by_pubmed() -> None:
    rows = records("embase:1", "scopus:2", "PubMed:3")
    found = candidates(rows, [tie("embase:1", "scopus:2"), tie("PubMed:3", "scopus:2")])
    assert [item.records for item in found.values()] == [("PubMed:3", "embase:1", "scopus:2")]


def test_a_tie_that_is_gone_undoes_its_merge_alone() -> None:
    rows = records("a:1", "a:2", "a:3")
    one, other = tie("a:1", "a:2"), tie("a:2", "a:3")
    assert groups(rows, one, other) == {frozenset({"a:1", "a:2", "a:3"})}
    assert groups(rows, other) == {frozenset({"a:1"}), frozenset({"a:2", "a:3"})}


def test_records_kept_apart_are_not_brought_together_by_a_third() -> None:
    rows = records("a:1", "a:2", "a:3")
    ties = [
        tie("a:1", "a:2", event=1),
        tie("a:2", "a:3", event=2),
        tie("a:1", "a:3", "different", BY_HAND, 3),
    ]
    assert groups(rows, *ties) == {frozenset({"a:1", "a:2"}), frozenset({"a:3"})}


def test_a_merge_by_hand_comes_before_one_by_rule() -> None:
    rows = records("a:1", "a:2", "a:3")
    ties = [
        tie("a:1", "a:2", event=1),
        tie("a:2", "a:3", "same", BY_HAND, 2),
        tie("a:1", "a:3", "different", BY_HAND, 3),
    ]
    assert groups(rows, *ties) == {frozenset({"a:2", "a:3"}), frozenset({"a:1"})}


def test_versions_and_doubts_are_not_merged_and_records_of_one_report_are() -> None:
    rows = records("a:1", "a:2", "a:3")
    ties = [
        tie("a:1", "a:2", "version"),
        tie("a:1", "a:3", "doubtful"),
        tie("a:2", "R0001", "report"),
        tie("a:3", "R0001", "report"),
    ]
    found = candidates(rows, ties)
    assert {frozenset(item.records): item.report for item in found.values()} == {
        frozenset({"a:1"}): "",
        frozenset({"a:2", "a:3"}): "R0001",
    }


def test_of_records_kept_apart_the_first_one_tied_has_the_report() -> None:
    rows = records("a:1", "a:2")
    ties = [
        tie("a:2", "R0001", "report", event=5),
        tie("a:1", "R0001", "report", event=4),
        tie("a:1", "a:2", "different", BY_HAND, 6),
    ]
    assert {item.id: item.report for item in candidates(rows, ties).values()} == {"a:1": "R0001", "a:2": ""}
