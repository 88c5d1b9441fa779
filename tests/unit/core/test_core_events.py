"""The chain of events: canonical JSON goes round, and no tampering passes."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aneatlas.core.events import GENESIS, Draft, Event, canonical, parse_line, seal, verify_chain
from aneatlas.core.issues import LedgerDamaged
from aneatlas.core.replay import replay
from aneatlas.store.archive import read_events

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    scalars | texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)  # fmt: skip


@given(values)
def test_canonical_json_goes_round(value: object) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(texts, scalars, min_size=2, max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_json_does_not_have_are_refused(value: float) -> None:
    with pytest.raises(ValueError):
        canonical(value)


@given(st.lists(st.tuples(texts, st.dictionaries(texts, values, max_size=3), texts), max_size=5))
def test_sealed_events_hold_and_go_round(stories: list[tuple[str, dict[str, object], str]]) -> None:
    prev, events = GENESIS, []
    for seq, (subject, body, why) in enumerate(stories, start=1):
        events.append(seal(Draft("note", subject, body, why), seq, "2026-01-01T00:00:00Z", "person:x", prev))
        prev = events[-1].hash
    assert list(verify_chain(parse_line(event.line, n) for n, event in enumerate(events, start=1))) == events


@cache
def _lines() -> tuple[str, ...]:
    report = {
        "id": "R0001",
        "title": "Invented: α-test “quoted” \\ \u00e9",
        "type": "case_report",
        "read": "abstract",
    }
    bodies = [
        Draft("report.registered", "R0001", report),
        Draft("case.registered", "R0001-1", {"id": "R0001-1", "report": "R0001", "label": "Patient"}),
        Draft("report.amended", "R0001", report | {"year": 2016}, "the year was missing"),
        Draft("case.removed", "R0001-1", {"key": "R0001-1"}, "entered twice"),
        Draft("report.removed", "R0001", {"key": "R0001"}, "not this disease"),
    ]
    prev, lines = GENESIS, []
    for seq, draft in enumerate(bodies, start=1):
        event = seal(draft, seq, f"2026-01-01T00:00:0{seq}Z", "person:x", prev)
        lines.append(event.line)
        prev = event.hash
    return tuple(lines)


def _check(lines: list[str]) -> list[Event]:
    return list(verify_chain(parse_line(line, number) for number, line in enumerate(lines, start=1)))


def test_untouched_lines_hold() -> None:
    assert len(_check(list(_lines()))) == 5
    assert replay(_check(list(_lines()))).tables["reports"] == {}


@given(st.data())
def test_any_changed_byte_is_found_and_its_line_named(data: st.DataObject) -> None:
    lines = list(_lines())
    place = data.draw(st.integers(0, len(lines) - 1))
    raw = bytearray(lines[place].encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        lines[place] = raw.decode()
    except UnicodeDecodeError:
        return  # the file reader refuses it: not UTF-8
    assume(not _same(lines[place], _lines()[place]))
    with pytest.raises(LedgerDamaged) as damage:
        _check(lines)
    # a changed hash shows at the next line at the latest; everything else at the line itself
    assert any(f"{what} {place + 1}" in damage.value.message for what in ("event", "line"))


def _same(one: str, other: str) -> bool:
    """Tell whether two lines say the same: JSON may write a character in two ways (\\u001f, \\u001F)."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


@pytest.mark.parametrize("place", range(4))
def test_a_removed_line_is_found(place: int) -> None:
    lines = list(_lines())
    del lines[place]
    with pytest.raises(LedgerDamaged, match=f"event {place + 1}: event {place + 2} stands in its place"):
        _check(lines)


@pytest.mark.parametrize(("one", "other"), [*pairwise(range(5)), (0, 4), (1, 3)])
def test_exchanged_lines_are_found(one: int, other: int) -> None:
    lines = list(_lines())
    lines[one], lines[other] = lines[other], lines[one]
    with pytest.raises(LedgerDamaged, match=f"event {one + 1}: event {other + 1} stands in its place"):
        _check(lines)


def test_a_line_told_twice_is_found() -> None:
    lines = list(_lines())
    with pytest.raises(LedgerDamaged, match="event 3: event 2 stands in its place"):
        _check([*lines[:2], lines[1], *lines[2:]])


def test_a_line_sealed_anew_is_found_at_the_next() -> None:
    lines = list(_lines())
    second = parse_line(lines[1], 2)
    body = second.body | {"label": "Another"}
    lines[1] = seal(Draft(second.kind, second.subject, body), 2, second.at, second.actor, second.prev).line
    with pytest.raises(LedgerDamaged, match="event 3: it does not follow the event before it"):
        _check(lines)


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "null", "17", '{"event":{}}', '{"event":[],"hash":""}', '{"event":null,"hash":""}', "[" * 100_000,
     '{"event":{"seq":NaN},"hash":"x"}'],
)  # fmt: skip
def test_what_is_no_event_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(LedgerDamaged, match="line 7: this is no event"):
        parse_line(line, 7)


def test_half_a_surrogate_pair_is_refused() -> None:
    line = _lines()[2].replace("the year was missing", "\\ud800")
    with pytest.raises(LedgerDamaged):
        _check([*_lines()[:2], line])


def test_an_unknown_kind_stops_the_replay() -> None:
    event = seal(Draft("weather.noted", "x", {}), 1, "2026-01-01T00:00:00Z", "person:x", GENESIS)
    with pytest.raises(LedgerDamaged, match=r"event 1.*weather\.noted"):
        replay([event])


@pytest.mark.parametrize("kind", ["report.registered", "case.removed", "finding.recorded", "overlap.noted"])
@pytest.mark.parametrize("body", [{}, [], None, {"surprise": 1}])
def test_a_sealed_line_with_a_body_of_no_kind_is_refused_by_its_line(
    kind: str, body: object, tmp_path: Path
) -> None:
    event = seal(Draft(kind, "x", body), 2, "2026-01-01T00:00:00Z", "person:x", GENESIS)  # type: ignore[arg-type]
    (tmp_path / "foreign.jsonl").write_text(f"{_lines()[0]}\n{event.line}\n", encoding="utf-8")
    with pytest.raises(LedgerDamaged, match=r"foreign\.jsonl, line 2"):
        list(read_events(tmp_path / "foreign.jsonl"))
