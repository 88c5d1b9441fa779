"""States and transitions as a table: every refusal has a sentence, every state is reached and described."""

from __future__ import annotations

import pytest

from aneatlas.core.bodies import BODIES
from aneatlas.core.evidence import Provenance
from aneatlas.core.permissions import Role
from aneatlas.core.states import (
    MAY,
    REFUSALS,
    STATES,
    TRANSITIONS,
    case_state,
    diagram,
    extraction_state,
    refusal,
    report_state,
    targets,
)

EVERYBODY = frozenset(Role)
VERBS = sorted({t.verb for t in TRANSITIONS})


def test_transitions_join_described_states_by_known_verbs_and_events() -> None:
    for t in TRANSITIONS:
        assert t.source in STATES[t.thing]
        assert t.target in STATES[t.thing]
        assert t.verb in MAY
        assert not t.event or t.event in BODIES


@pytest.mark.parametrize("thing", sorted(STATES))
def test_every_state_takes_part_and_stands_in_the_diagram(thing: str) -> None:
    ends = {end for t in TRANSITIONS if t.thing == thing for end in (t.source, t.target)}
    assert ends == set(STATES[thing])
    text = diagram(thing)
    assert all(state.replace(" ", "_") in text for state in STATES[thing])
    assert text.count("-->") == sum(t.thing == thing for t in TRANSITIONS)


@pytest.mark.parametrize("thing", sorted(STATES))
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_refused_with_a_sentence_exactly_where_the_table_has_no_arrow(
    thing: str, verb: str
) -> None:
    for state in STATES[thing]:
        issue = refusal(thing, state, verb, EVERYBODY)
        assert (issue is None) == bool(targets(thing, state, verb))
        if issue is not None:
            assert issue.message == REFUSALS[issue.code]
            assert issue.message.endswith(".")


def test_a_verb_is_refused_to_who_lacks_the_permission() -> None:
    issue = refusal("report", "read", "settle", {Role.EXTRACTOR})
    assert issue is not None
    assert issue.code == "role"
    assert "adjudicator" in issue.message


def test_every_refusal_of_the_table_of_reasons_is_used_or_raised_by_name() -> None:
    used = {
        issue.code
        for thing in STATES
        for state in STATES[thing]
        for verb in VERBS
        if (issue := refusal(thing, state, verb, EVERYBODY))
    }
    by_name = {"reason-missing", "undecided", "changed-meanwhile", "report-unknown", "whom-missing"}
    assert used | by_name == set(REFUSALS)


@pytest.mark.parametrize(
    ("assigned", "submitted", "settled", "state"),
    [
        ("", "", None, "open"),
        ("ab", "", None, "reading"),
        ("ab", "a", None, "reading"),
        ("ab", "ab", None, "read"),
        ("a", "ab", None, "read"),
        ("ab", "ab", "ab", "settled"),
        ("abc", "ab", "ab", "reading"),
        ("abc", "abc", "ab", "read"),
        ("a", "ab", "ab", "settled"),
        ("", "a", "a", "settled"),
        ("", "a", None, "open"),
    ],
)
def test_state_of_a_report_from_its_readers(
    assigned: str, submitted: str, settled: str | None, state: str
) -> None:
    assert report_state(assigned, submitted, settled) == state


def test_state_of_an_extraction() -> None:
    def of(*true: str) -> str:
        return extraction_state(
            **{name: name in true for name in ("assigned", "draft", "submitted", "settled")}
        )

    assert of() == of("draft") == of("submitted") == "set aside"
    assert of("assigned") == "assigned"
    assert of("assigned", "draft") == "drafting"
    assert of("assigned", "draft", "submitted") == "submitted"
    assert of("assigned", "submitted", "settled") == "settled"


def test_state_of_a_case_from_its_highest_level() -> None:
    assert case_state(False, []) == "proposed"
    assert case_state(True, []) == case_state(True, [Provenance.ENTERED]) == "cited"
    assert case_state(True, [Provenance.CITATION, Provenance.READ]) == "read"
    assert case_state(True, [Provenance.READ, Provenance.VERIFIED]) == "verified"
