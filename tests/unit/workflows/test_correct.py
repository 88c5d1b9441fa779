"""Corrections by command: each is an event with a reason, what stood there before stays in the history."""

from __future__ import annotations

import pytest
from conftest import ACTOR, AT
from django.test.utils import CaptureQueriesContext

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.study import Study
from aneatlas.outputs.atlas import build
from aneatlas.outputs.downloads import version_of
from aneatlas.store import Ledger
from aneatlas.workflows.correct import decide_overlap, history, record_finding, set_standing, withdraw_finding
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.publish import make_release

WHO = "person:tester"


@pytest.fixture
def filled(ledger: Ledger, study: Study, starter: bytes) -> Ledger:
    take_collection(ledger, study, "starter", starter, AT, ACTOR)
    return ledger


def test_a_correction_keeps_what_stood_there(filled: Ledger, study: Study) -> None:
    for entry in ("1.4 g/L", "1.6 g/L"):
        record_finding(filled, study, "R0001-1", "csf_protein", entry, why="read again", actor=WHO)
    said = [str(line) for line in history(filled, "R0001-1") if "csf_protein" in line.what]
    assert [line.split("csf_protein = ")[1] for line in said[-2:]] == [
        "1.4 g/L  (read again)",
        "1.6 g/L  (read again)",
    ]
    row = filled.row("findings", "R0001-1/csf_protein")
    assert row is not None
    assert row["value"]["low"] == 160  # type: ignore[index]


def test_a_record_is_amended(filled: Ledger, study: Study) -> None:
    record_finding(filled, study, "R0001", "report_year", "2012", why="seen in print", actor=WHO)
    row = filled.row("reports", "R0001")
    assert row is not None
    assert row["year"] == 2012
    assert any("year: 2012" in line.what for line in history(filled, "R0001"))


def test_a_count_of_a_cohort_is_corrected(filled: Ledger, study: Study) -> None:
    record_finding(filled, study, "R0007-A", "diplopia", "2 of 10", item="present", why="table", actor=WHO)
    with pytest.raises(FactsInvalid, match="the cohort has 10 patients only"):
        record_finding(
            filled, study, "R0007-A", "diplopia", "2 of 11", item="present", why="table", actor=WHO
        )


def test_a_retracted_report_leaves_the_figures(filled: Ledger, study: Study) -> None:
    before = build(filled.present(), study)
    set_standing(filled, study, "R0001", "retracted", "retraction notice", why="retracted", actor=WHO)
    after = build(filled.present(), study)
    assert len(after.included) == len(before.included) - 1
    assert {view.id for view in before.cases} - {view.id for view in after.cases} == {"R0001-1", "R0001-2"}
    assert after.reports["R0001"].report.standing == "retracted"


@pytest.mark.parametrize(
    ("standing", "reason"), [("excluded", ""), ("excluded", "boring"), ("forgotten", "x")]
)
def test_a_standing_needs_a_known_reason(filled: Ledger, study: Study, standing: str, reason: str) -> None:
    with pytest.raises(FactsInvalid):
        set_standing(filled, study, "R0001", standing, reason, why="x", actor=WHO)


def test_an_overlap_is_noted_confirmed_and_rejected(filled: Ledger, study: Study) -> None:
    decide_overlap(filled, study, "R0002", "R0001", "suspected", "contained", why="same place", actor=WHO)
    with pytest.raises(FactsInvalid, match="noted already"):
        decide_overlap(filled, study, "R0001", "R0002", "suspected", "contained", why="again", actor=WHO)
    decide_overlap(filled, study, "R0001", "R0002", "rejected", "", why="authors deny it", actor=WHO)
    row = filled.row("overlaps", "R0001~R0002")
    assert row is not None
    assert (row["state"], row["kind"], row["basis"]) == ("rejected", "contained", "authors deny it")


def test_a_change_needs_a_reason(filled: Ledger, study: Study) -> None:
    with pytest.raises(FactsInvalid, match="needs a reason"):
        withdraw_finding(filled, study, "R0001-1", "sex", why=" ", actor=WHO)


def test_a_state_after_a_release_has_a_version_of_its_own(filled: Ledger, study: Study) -> None:
    assert version_of(build(filled.present(), study)).startswith("preview-")
    make_release(filled, "2026.1", "", WHO)
    assert version_of(build(filled.present(), study)) == "2026.1"
    withdraw_finding(filled, study, "R0001-1", "sex", why="test", actor=WHO)
    assert version_of(build(filled.present(), study)) == "2026.1+1"


def test_the_history_of_a_field_tells_of_that_field_alone(filled: Ledger, study: Study) -> None:
    record_finding(filled, study, "R0001-1", "csf_protein", "1.4 g/L", why="read again", actor=WHO)
    withdraw_finding(filled, study, "R0001-1", "csf_protein", why="of another patient", actor=WHO)
    told = list(history(filled, "R0001-1", "csf_protein"))
    assert {line.kind for line in told} == {"finding.recorded", "finding.withdrawn"}
    assert [line.why for line in told][-2:] == ["read again", "of another patient"]
    assert all("csf_protein" in line.what for line in told)


def test_a_correction_reads_its_own_report_only(
    filled: Ledger, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whole(self: Ledger) -> None:
        raise AssertionError("the whole present was read")

    monkeypatch.setattr(Ledger, "state", whole)
    record_finding(filled, study, "R0001-1", "csf_protein", "1.4 g/L", why="read again", actor=WHO)
    record_finding(filled, study, "R0001", "report_year", "2012", why="seen in print", actor=WHO)
    decide_overlap(filled, study, "R0001-1", "R0002-1", "suspected", "same_patient", why="ages", actor=WHO)
    set_standing(filled, study, "R0001", "included", "", why="looked at again", actor=WHO)
    withdraw_finding(filled, study, "R0001-1", "csf_protein", why="of another patient", actor=WHO)
    assert filled.row("findings", "R0001-1/csf_protein") is None


def test_the_doi_of_another_report_is_refused_still(filled: Ledger, study: Study) -> None:
    rows = dict(filled.present().rows("reports"))
    other = next(row["doi"] for key, row in rows.items() if key != "R0001" and row.get("doi"))
    with pytest.raises(FactsInvalid, match="belongs to"):
        record_finding(filled, study, "R0001", "report_doi", str(other), why="seen in print", actor=WHO)


@pytest.mark.parametrize("asked", ["R0001-1", "R0001"])
def test_the_history_is_found_by_index(filled: Ledger, asked: str) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the plan is read in SQLite's words")
    with CaptureQueriesContext(connection) as seen:
        list(filled.events(subject=asked))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + seen.captured_queries[0]["sql"].replace("%", "%%"))
        plan = [row[3] for row in cursor.fetchall()]
    assert not [step for step in plan if step.startswith("SCAN")], plan
    assert any("events_of_a_kind" in step for step in plan), plan
