"""Series, tallies, undercount and times: from made-up tables, with the sums beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aneatlas.outputs.analyses import Analysis, analyse
from aneatlas.statistics.glmm import LogisticPooled, pool_proportions
from aneatlas.statistics.proportions import wilson
from aneatlas.statistics.two_sources import Undercount, chapman

Row = dict[str, Any]
SERIES = Analysis(
    id="died_in_series", title="Died", plain="", kind="series", field="died", item="present", column="died",
    counts=("present",), method="", citation="", guard={"reports": 2},
)  # fmt: skip


def report(id: str, year: int | None = None, **cells: Any) -> Row:
    return {
        "report_id": id,
        "year": year,
        "standing": "included",
        "cases_n": 0,
        "country": "",
        "labels": "",
        **cells,
    }


def cohort(id: str, n: int, whom: str = "ane") -> Row:
    return {"cohort_id": id, "report_id": id.partition("-")[0], "whom": whom, "n": n}


def counted(id: str, n: int, of: int) -> Row:
    return {
        "cohort_id": id,
        "report_id": id.partition("-")[0],
        "field": "died",
        "item": "present",
        "n": n,
        "of": of,
    }


def series(**more: Any) -> dict[str, list[Row]]:
    return {
        "reports": [report("R0001", 2001), report("R0002", 2002), report("R0003", 2003)], "cases": [],
        "cohorts": [cohort("R0001-A", 30), cohort("R0002-A", 20), cohort("R0003-A", 10)],
        "counts": [counted("R0001-A", 9, 30), counted("R0002-A", 8, 20), counted("R0003-A", 1, 10)], "overlaps": [],
    } | more  # fmt: skip


def test_series_are_pooled_by_the_main_model_beside_the_plain_share() -> None:
    stratum = analyse(SERIES, series()).strata[0]
    share = stratum.estimates[0]
    pooled = pool_proportions([9, 8, 1], [30, 20, 10])
    assert isinstance(pooled, LogisticPooled)
    assert (share.n, share.of, share.reports, share.estimate) == (18, 60, 3, 18 / 60)
    assert share.model is not None
    assert share.model.estimate == pytest.approx(pooled.average, rel=1e-6)
    assert [(p.report, p.n, p.of) for p in stratum.points] == [
        ("R0001", 9, 30),
        ("R0002", 8, 20),
        ("R0003", 1, 10),
    ]
    assert stratum.points[2].upper == wilson(1, 10).upper


def test_one_report_of_each_declared_overlap_is_pooled_and_the_other_is_named() -> None:
    suspected = [{"a": "R0002", "b": "R0001", "state": "suspected"}]
    found = analyse(SERIES, series(overlaps=suspected))
    assert found.overlapping is not None
    assert [(o.left_out, o.stands) for o in found.overlapping.omitted] == [("R0002", "R0001")]
    assert (found.strata[0].estimates[0].n, found.strata[0].estimates[0].of) == (10, 40)
    assert [(v.n, v.of) for v in found.overlapping.separate] == [(18, 60)]


def test_cases_stand_for_a_report_that_gives_no_count() -> None:
    cases = [
        {"case_id": f"R0004-{i}", "report_id": "R0004", "died": s}
        for i, s in enumerate(("present", "absent", "not_reported"), 1)
    ]
    found = analyse(SERIES, series(cases=cases, reports=[*series()["reports"], report("R0004", cases_n=3)]))
    assert ("R0004", 1, 2) in [(p.report, p.n, p.of) for p in found.strata[0].points]


def test_groups_of_others_and_reviews_are_not_pooled() -> None:
    mixed = [cohort("R0001-A", 30, "mixed"), cohort("R0002-A", 20, "review"), cohort("R0003-A", 10)]
    found = analyse(SERIES, series(cohorts=mixed))
    assert [p.report for p in found.strata[0].points] == ["R0003"]
    assert found.strata[0].estimates[0].reason == "Too few reports for a percentage: 1, 2 needed."


@pytest.mark.parametrize(("n", "of"), [(11, 10), (-1, 10), (0, 0)])
def test_an_impossible_count_is_left_out_and_said(n: int, of: int) -> None:
    damaged = [*series()["counts"][:2], counted("R0003-A", n, of)]
    stratum = analyse(SERIES, series(counts=damaged)).strata[0]
    assert [p.report for p in stratum.points] == ["R0001", "R0002"]
    assert stratum.warnings[0].message == f"{n} of {of} cannot be; the count is left out."


def test_years_without_a_report_keep_their_place_in_a_tally() -> None:
    analysis = Analysis(
        id="years", title="Years", plain="", kind="tally", column="year", method="", citation=""
    )
    data = series(
        reports=[
            report("R0001", 2001, cases_n=2),
            report("R0002", 2003),
            report("R0003"),
            report("R0009", 2002, standing="excluded"),
        ]
    )
    found = analyse(analysis, data).strata[0]
    assert [(e.label, e.n, e.patients) for e in found.estimates] == [
        ("2001", 1, 30),
        ("2002", 0, 0),
        ("2003", 1, 20),
    ]
    assert (found.total, found.known) == (3, 2)


UNDERCOUNT = Analysis(id="published", title="Published", plain="", kind="undercount", method="", citation="")


def captures(**found: str) -> list[Row]:
    return [{"report_id": id, "source": source} for id, sources in found.items() for source in sources]


def test_without_two_sources_the_missing_are_not_estimated() -> None:
    for held, words in (
        ((), "no searches of several sources"),
        (captures(R0001="a", R0002="a"), "one source (a)"),
    ):
        estimate = analyse(UNDERCOUNT, series(captures=list(held))).strata[0].estimates[-1]
        assert (estimate.status, estimate.estimate) == ("withheld", None)
        assert words in estimate.reason


def test_two_sources_give_chapmans_estimate() -> None:
    reports = [report(f"R{i:04d}", 2000) for i in range(1, 41)]
    sources = {f"R{i:04d}": "ab" if i <= 20 else "a" if i <= 32 else "b" for i in range(1, 41)}
    estimate = (
        analyse(UNDERCOUNT, series(reports=reports, captures=captures(**sources))).strata[0].estimates[-1]
    )
    expected = chapman(32, 28, 20)
    assert isinstance(expected, Undercount)
    assert expected.estimate == pytest.approx(33 * 29 / 21 - 1)
    assert (estimate.n, estimate.estimate, estimate.lower) == (40, expected.estimate, expected.interval.lower)


def test_three_sources_take_the_log_linear_models() -> None:
    reports = [report(f"R{i:04d}", 2000) for i in range(1, 61)]
    kinds = ("a", "b", "c", "ab", "bc", "ac", "abc")
    sources = {f"R{i:04d}": kinds[i % 7] for i in range(1, 61)}
    estimate = (
        analyse(UNDERCOUNT, series(reports=reports, captures=captures(**sources))).strata[0].estimates[-1]
    )
    assert estimate.status == "shown"
    assert estimate.estimate is not None
    assert estimate.estimate >= 60
    assert "Log-linear" in estimate.method


def test_patients_joined_by_overlaps_count_once() -> None:
    found = analyse(UNDERCOUNT, series(overlaps=[{"a": "R0001", "b": "R0002", "state": "suspected"}]))
    by_label = {e.label: e.n for e in found.strata[0].estimates}
    assert by_label["Patients described or counted, at least"] == 30 + 10
    assert by_label["Patients described or counted, at most"] == 30 + 20 + 10


def test_times_make_a_curve_and_who_has_none_is_counted_beside_it(case: Callable[..., Row]) -> None:
    analysis = Analysis(
        id="time", title="Time", plain="", kind="times", column="died", method="", citation=""
    )
    dead = [case(f"R{i:04d}-1", died="present", death_day_min=i, death_day_max=i) for i in range(1, 7)]
    alive = [
        case(f"R{i:04d}-1", died="absent", hospital_days_min=40, hospital_days_max=40) for i in range(11, 17)
    ]
    silent = [case("R0030-1", died="present"), case("R0031-1", died="not_reported"), case("R0032-1", died="")]
    stratum = analyse(analysis, {"cases": dead + alive + silent}).strata[0]
    assert (stratum.total, stratum.known, stratum.unreported, stratum.unread) == (15, 12, 2, 1)
    seven, month, quarter = stratum.estimates
    assert (seven.n, seven.estimate) == (
        6,
        pytest.approx(6 / 12),
    )  # nobody is censored before day 7: plain shares
    assert month.estimate == pytest.approx(6 / 12)
    assert (quarter.status, quarter.reason) == ("withheld", "Nobody was followed for 90 days.")
    assert [step.happened for step in stratum.curve][:6] == pytest.approx([i / 12 for i in range(1, 7)])
