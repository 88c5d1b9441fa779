"""The review in the ledger: taking in, merging, deciding, following changes, counting. All records are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from command import run
from django.db import connections

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.screening import Step
from aneatlas.core.study import Study
from aneatlas.literature.records import AbstractPart, Author, Link, Origin, PartialDate, Record
from aneatlas.store import Ledger
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.publish import load_analyses, publish
from aneatlas.workflows.review import (
    Files,
    Outdated,
    Taken,
    candidate_view,
    decide,
    doubtful,
    held,
    join,
    part,
    queue,
    stopping_of,
    take_records,
    undo,
    unlink,
)
from aneatlas.workflows.review.telling import flow_of, sources_of
from aneatlas.workflows.verify import verify_release

ANN, BEN, CEM = "person:ann", "person:ben", "person:cem"
ANE = "Acute necrotizing encephalopathy in a made-up child after a long journey"
UMBRELLA = "Influenza-associated encephalopathy: a made-up survey of one region"
OTHER = "Hip fractures in a made-up cohort of old sailors"


def record(number: int, title: str = ANE, **given: object) -> Record:
    base = Record(
        "pubmed-xml",
        Origin("made up", number),
        title=title,
        pmid=str(90_000_000 + number),
        abstract=(AbstractPart(f"Made-up text {number}."),),
        journal="Journal of Invented Cases",
        volume=str(number),
        pages=f"{number}-{number + 3}",
        date=PartialDate(2020),
        authors=(Author("", f"Doe{number}", "Jane"), Author("", f"Roe{number}", "Kim")),
    )
    return replace(base, **given)  # type: ignore[arg-type]


def take(
    ledger: Ledger,
    study: Study,
    *records: Record,
    source: str = "PubMed",
    search: str = "S0001",
    **more: object,
) -> Taken:
    return take_records(ledger, study, records, source=source, search=search, actor="program:test 1", **more)  # type: ignore[arg-type]


def pubmed(number: int) -> str:
    return f"pubmed:{90_000_000 + number}"


def step(ledger: Ledger, study: Study, name: str) -> str:
    return candidate_view(ledger, study, name).step


@pytest.fixture
def two(study: Study) -> Study:
    return replace(study, eligibility=study.eligibility.model_copy(update={"readers": 2}))


def test_nothing_is_taken_in_twice_and_every_search_is_noted(ledger: Ledger, study: Study) -> None:
    first = take(ledger, study, record(1), record(2, OTHER))
    again = take(ledger, study, record(1), record(2, OTHER))
    assert (first.new, again.new, again.changed) == (2, 0, 0)
    seq = ledger.head().seq
    assert take(ledger, study, record(1), record(2, OTHER)).known == 2
    assert ledger.head().seq == seq
    take(ledger, study, record(1), search="S0002")
    row = ledger.row("records", pubmed(1))
    assert row is not None
    assert row["found_by"] == ["S0001", "S0002"]
    ledger.verify()


def test_no_abstract_stands_in_the_ledger_and_the_reader_sees_it(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1, abstract=(AbstractPart("A sentence of the publisher.", "RESULTS"),)))
    assert not any("sentence of the publisher" in event.text for event in ledger.events())
    view = candidate_view(ledger, study, pubmed(1))
    assert view.text.abstract == (("RESULTS", "A sentence of the publisher."),)
    assert "A sentence" not in str(view.data())
    assert [name["words"] for name in view.records[0]["names"]] == ["Acute necrotizing encephalopathy"]


def test_a_text_that_is_gone_is_told_and_does_not_stop_the_queue(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1, UMBRELLA))
    for path in (ledger.home / "records").rglob("*.json"):
        path.unlink()
    assert "is gone" in candidate_view(ledger, study, pubmed(1)).text_problem
    assert len(queue(ledger, study, ANN).items) == 1


def test_a_newer_state_replaces_an_older_one_and_never_the_reverse(ledger: Ledger, study: Study) -> None:
    def revised(day: int) -> dict[str, tuple[str, ...]]:
        return {
            "DateRevised": (
                f"<DateRevised><Year>2024</Year><Month>06</Month><Day>{day:02}</Day></DateRevised>",
            )
        }

    take(ledger, study, record(1, other=revised(6)))
    newer = take(ledger, study, record(1, ANE + ", corrected", other=revised(9)))
    older = take(ledger, study, record(1, other=revised(6)))
    assert (newer.changed, older.changed) == (1, 0)
    assert candidate_view(ledger, study, pubmed(1)).title.endswith("corrected")


def test_a_record_that_its_source_takes_back_leaves_the_queue(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1, UMBRELLA))
    assert step(ledger, study, pubmed(1)) == Step.WAITING
    assert take(ledger, study, search="S0002", deleted=["90000001", "123"]).withdrawn == 1
    assert step(ledger, study, pubmed(1)) == Step.WITHDRAWN
    assert not queue(ledger, study, ANN).items
    take(ledger, study, record(1, UMBRELLA), search="S0003")
    assert step(ledger, study, pubmed(1)) == Step.WITHDRAWN


def test_one_publication_from_two_sources_is_one_candidate(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1, doi="10.1234/one"))
    taken = take(ledger, study, record(1, pmid="", doi="10.1234/one"), source="Embase", search="S0002")
    assert taken.merged == 1
    view = candidate_view(ledger, study, "10.1234/one")
    assert [row["id"] for row in view.records] == [pubmed(1), "embase:10.1234/one"]
    flow = flow_of(ledger, study)
    assert (flow.records, flow.duplicates, flow.searches.sought) == (2, 1, 1)


def test_a_merge_can_be_undone_and_stays_undone(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1, doi="10.1234/one"))
    take(ledger, study, record(1, pmid="", doi="10.1234/one"), source="Embase", search="S0002")
    pair = (pubmed(1), "embase:10.1234/one")
    part(ledger, study, *pair, why="two abstracts of one meeting", actor=ANN)
    assert len(candidate_view(ledger, study, pubmed(1)).records) == 1
    take(ledger, study, record(1, pmid="", doi="10.1234/one"), source="Scopus", search="S0003")
    with held(ledger, study) as review:
        assert not any(set(pair) <= set(item.records) for item in review.candidates.values())
    join(ledger, study, *pair, why="looked again", actor=ANN)
    assert set(pair) <= {row["id"] for row in candidate_view(ledger, study, pubmed(1)).records}
    unlink(ledger, study, *pair, why="undone", actor=ANN)
    with pytest.raises(FactsInvalid, match="no tie"):
        unlink(ledger, study, *pair, why="undone", actor=ANN)
    ledger.verify()


def test_a_known_report_is_linked_and_shown_as_such(ledger: Ledger, study: Study, starter: bytes) -> None:
    take_collection(ledger, study, "starter", starter, "2026-01-02T03:04:05Z", "program:test 1")
    report = next(
        row for _, row in ledger.present().rows("reports") if row.get("doi") and not row.get("pmid")
    )
    taken = take(ledger, study, record(1, str(report["title"]), doi=str(report["doi"])))
    assert taken.reports == 1
    view = candidate_view(ledger, study, str(report["id"]))
    assert view.report == report["id"]
    assert view.by == "report"
    with pytest.raises(FactsInvalid, match="already"):
        decide(ledger, study, view.id, "full_text", "include", reader=ANN)


def test_a_retracted_report_leaves_the_figures_by_an_event_with_its_reason(
    ledger: Ledger, study: Study
) -> None:
    take(ledger, study, record(1))
    report = decide(ledger, study, pubmed(1), "full_text", "include", reader=ANN).report
    again = record(
        1, publication_types=("Retracted Publication",), links=(Link("RetractionIn", "J", "90000002"),)
    )
    assert take(ledger, study, again, search="S0002").retracted == (report,)
    row = ledger.row("reports", report)
    assert row is not None
    assert row["standing"] == "retracted"
    assert "states that it was retracted" in str(row["reason"])
    assert step(ledger, study, pubmed(1)) == Step.RETRACTED
    # An editor who includes it again is not overruled by the same statement.
    seq = ledger.head().seq
    take(ledger, study, again, search="S0002")
    assert ledger.head().seq == seq


def test_the_notice_of_a_retraction_speaks_of_the_report(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1))
    report = decide(ledger, study, pubmed(1), "full_text", "include", reader=ANN).report
    notice = record(7, f"Retraction: {ANE}", publication_types=("Retraction of Publication",),
                    links=(Link("RetractionOf", "J", "90000001"),))  # fmt: skip
    assert take(ledger, study, notice, search="S0002").retracted == (report,)
    assert len(candidate_view(ledger, study, pubmed(1)).records) == 1


def test_versions_of_one_work_are_linked_and_their_reports_overlap(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1), record(2, ANE + ": preprint", links=(Link("UpdateIn", "J", "90000001"),)))
    one = decide(ledger, study, pubmed(1), "full_text", "include", reader=ANN).report
    two_ = decide(ledger, study, pubmed(2), "full_text", "include", reader=ANN).report
    assert one != two_
    overlap = ledger.row("overlaps", f"{one}~{two_}")
    assert overlap is not None
    assert overlap["kind"] == "same_article"
    flow = flow_of(ledger, study)
    assert (flow.included, flow.studies) == (2, 2)


def test_an_exclusion_needs_a_reason_of_the_list(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1, UMBRELLA))
    for reason in ("", "too long"):
        seq = ledger.head().seq
        with pytest.raises(FactsInvalid, match="Use one of: not_ane"):
            decide(ledger, study, pubmed(1), "title_abstract", "exclude", reader=ANN, reason=reason)
        assert ledger.head().seq == seq
    assert decide(
        ledger, study, pubmed(1), "title_abstract", "exclude", reader=ANN, reason="near_miss"
    ).step == Step.EXCLUDED  # fmt: skip


def test_the_same_decision_twice_is_one_event_and_a_change_is_told(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1, UMBRELLA))
    view = decide(ledger, study, pubmed(1), "title_abstract", "include", reader=ANN, expected=0)
    seq = ledger.head().seq
    decide(
        ledger, study, pubmed(1), "title_abstract", "include", reader=ANN, expected=view.title_abstract.mine
    )
    assert ledger.head().seq == seq
    with pytest.raises(Outdated, match="now 'include'"):
        decide(ledger, study, pubmed(1), "title_abstract", "maybe", reader=ANN, expected=0)
    assert undo(ledger, study, pubmed(1), "title_abstract", reader=ANN).step == Step.WAITING
    with pytest.raises(FactsInvalid, match="decided nothing"):
        undo(ledger, study, pubmed(1), "title_abstract", reader=ANN)


def test_two_readers_differ_and_a_third_decides(ledger: Ledger, two: Study) -> None:
    take(ledger, two, record(1, UMBRELLA))
    decide(ledger, two, pubmed(1), "title_abstract", "include", reader=ANN)
    assert [item.id for item in queue(ledger, two, BEN).items] == [pubmed(1)]
    assert not queue(ledger, two, ANN).items
    assert not candidate_view(ledger, two, pubmed(1), BEN).title_abstract.decisions
    view = decide(ledger, two, pubmed(1), "title_abstract", "exclude", reader=BEN, reason="near_miss")
    assert view.step == Step.CONFLICT
    assert [item.id for item in queue(ledger, two, CEM).conflicts] == [pubmed(1)]
    assert not queue(ledger, two, ANN).conflicts
    last = decide(ledger, two, pubmed(1), "title_abstract", "include", reader=CEM)
    assert last.step == Step.SOUGHT
    assert [one.third for one in last.title_abstract.decisions] == [False, False, True]


def test_a_full_text_that_two_include_becomes_a_report(ledger: Ledger, two: Study) -> None:
    take(ledger, two, record(1))
    assert not decide(ledger, two, pubmed(1), "full_text", "include", reader=ANN).report
    view = decide(ledger, two, pubmed(1), "full_text", "include", reader=BEN)
    row = ledger.row("reports", view.report)
    assert row is not None
    assert (row["title"], row["pmid"], row["labels"]) == (ANE, "90000001", ["ane"])
    flow = flow_of(ledger, two)
    assert (flow.included, flow.searches.included, flow.balanced) == (1, 1, True)


def test_an_inclusion_is_undone_as_long_as_the_report_is_empty(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1), record(2, ANE + ", again"))
    first = decide(ledger, study, pubmed(1), "full_text", "include", reader=ANN).report
    assert undo(ledger, study, pubmed(1), "full_text", reader=ANN, why="wrong key").step == Step.SOUGHT
    assert ledger.row("reports", first) is None
    second = decide(ledger, study, pubmed(2), "full_text", "include", reader=ANN).report
    assert second > first  # an accession is never given twice


def test_a_record_without_details_waits_and_says_nothing_beside_a_full_one(
    ledger: Ledger, study: Study
) -> None:
    bare = Record("id-list", Origin("list", 1), pmid="90000001")
    take(ledger, study, bare, record(2, OTHER), replace(bare, pmid="90000002"), source="List")
    assert step(ledger, study, "list:90000001") == Step.WAITING
    take(ledger, study, record(2, OTHER), search="S0002")
    view = candidate_view(ledger, study, pubmed(2))
    assert view.step == Step.LEFT_OUT


def test_the_queue_learns_from_decisions_and_new_records_open_it_again(ledger: Ledger, study: Study) -> None:
    made = [
        record(n, f"Influenza encephalopathy {n}",
               abstract=(AbstractPart(("thalamic necrosis" if n % 3 == 0 else "febrile delirium") + f" in patient {n}"),))
        for n in range(1, 61)
    ]  # fmt: skip
    take(ledger, study, *made)
    start = queue(ledger, study, ANN)
    assert (start.model, len(start.items)) == ("rules", 60)
    for _ in range(45):
        item = queue(ledger, study, ANN).items[0]
        like = int(item.id[-2:]) % 3 == 0
        choice, reason = ("include", "") if like else ("exclude", "other_encephalopathy")
        decide(ledger, study, item.id, "title_abstract", choice, reader=ANN, reason=reason)
    after = queue(ledger, study, ANN)
    assert after.model == "learned"
    assert after.stopping is not None
    assert after.stopping.included == 20  # all of them before the forty-fifth decision
    before = stopping_of(ledger, study)
    take(ledger, study, *(record(n, f"Influenza encephalopathy {n}") for n in range(61, 71)), search="S0002")
    assert len(queue(ledger, study, ANN).items) == 25
    assert stopping_of(ledger, study).reached < before.reached


def test_the_same_decisions_give_the_same_queue(ledger: Ledger, study: Study, tmp_path: Path) -> None:
    from aneatlas.store import open_ledger

    orders: list[Sequence[str]] = []
    for name in ("one", "two"):
        other = open_ledger(tmp_path / name, create=True)
        take(other, study, *(record(n, f"Influenza encephalopathy {n}") for n in range(1, 21)))
        for n in range(1, 11):
            choice, reason = ("include", "") if n % 2 else ("exclude", "not_ane")
            decide(other, study, pubmed(n), "title_abstract", choice, reader=ANN, reason=reason)
        orders.append([item.id for item in queue(other, study, ANN).items])
    assert orders[0] == orders[1]


def test_the_flow_adds_up_at_every_step(ledger: Ledger, study: Study) -> None:
    take(ledger, study, *(record(n, (ANE, UMBRELLA, OTHER)[n % 3] + f" number {n}") for n in range(1, 31)))
    take(
        ledger,
        study,
        *(record(n, UMBRELLA + f" number {n}") for n in range(1, 9) if n % 3 == 1),
        source="Embase",
    )
    take(ledger, study, search="S0002", deleted=["90000002"])
    assert flow_of(ledger, study).balanced
    waiting = [item.id for item in queue(ledger, study, ANN).items]
    for place, item in enumerate(waiting):
        choice, reason = ("include", "") if place % 2 else ("exclude", "not_ane")
        decide(ledger, study, item, "title_abstract", choice, reader=ANN, reason=reason)
        assert flow_of(ledger, study).balanced
    for place, item in enumerate([one.id for one in queue(ledger, study, ANN, "full_text").items]):
        reason = ("", "not_accessible", "news_item")[place % 3]
        decide(
            ledger, study, item, "full_text", "exclude" if reason else "include", reader=ANN, reason=reason
        )
        assert flow_of(ledger, study).balanced
    flow = flow_of(ledger, study)
    assert flow.undecided == flow.searches.waiting == 0
    assert flow.searches.included == flow.included > 0
    assert dict(flow.searches.excluded) == {"news_item": flow.searches.assessed - flow.included}


def test_what_no_source_found_is_estimated_from_two_and_withheld_from_one(
    ledger: Ledger, study: Study
) -> None:
    take(ledger, study, *(record(n, f"{ANE} {n}") for n in range(1, 13)))
    for n in range(1, 13):
        decide(ledger, study, pubmed(n), "full_text", "include", reader=ANN)
    one = sources_of(ledger, study)
    assert one.estimates[0].issues[0].code == "too-few-sources"
    take(ledger, study, *(record(n, f"{ANE} {n}") for n in range(7, 13)), source="Embase", search="S0002")
    assert sources_of(ledger, study).estimates[0].issues[0].code == "too-few-shared"
    take(ledger, study, *(record(n, f"{ANE} {n}") for n in range(5, 7)), source="Embase", search="S0002")
    two_ = sources_of(ledger, study)
    assert [(pair.first, pair.second, pair.both) for pair in two_.pairs] == [("Embase", "PubMed", 8)]
    assert two_.only == (0, 4)
    assert two_.estimates[0].estimate == pytest.approx((8 + 1) * (12 + 1) / (8 + 1) - 1)  # type: ignore[union-attr]


def test_the_published_page_counts_and_verify_counts_again(
    ledger: Ledger, study: Study, tmp_path: Path
) -> None:
    take(ledger, study, *(record(n, f"{ANE} {n}") for n in range(1, 11)))
    for n in range(1, 11):
        decide(ledger, study, pubmed(n), "full_text", "include", reader=ANN)
    take(ledger, study, *(record(n, f"{ANE} {n}") for n in range(3, 11)), source="Embase", search="S0002")
    publish(ledger, study, load_analyses(study), tmp_path / "out")
    page = (tmp_path / "out" / "review.html").read_text()
    assert 'data-number="review.missed.1.estimate"' in page
    assert 'data-number="review.duplicates">8<' in page
    assert not any(f"Doe{n}" in page for n in range(1, 11))
    assert verify_release(tmp_path / "out").numbers > 0


def test_pairs_in_doubt_wait_for_a_person(ledger: Ledger, study: Study) -> None:
    people = (Author("", "Doe", "Jane"), Author("", "Roe", "Kim"))
    take(ledger, study, record(1, pmid="", doi="", authors=people), source="Embase")
    taken = take(ledger, study, record(2, pmid="", doi="", authors=people), source="Scopus", search="S0002")
    assert taken.doubtful == 1
    pair = doubtful(ledger, study)[0]
    part(ledger, study, pair.a, pair.b, why="other patients", actor=ANN)
    assert not doubtful(ledger, study)


def test_files_taken_in_again_are_known(ledger: Ledger, study: Study) -> None:
    files = Files(("a.ris",), ("0" * 64,), ("ris",))
    first = take(ledger, study, record(1), search="", files=files)
    seq = ledger.head().seq
    again = take(ledger, study, record(1), search="", files=files)
    assert (first.search, again.search, ledger.head().seq) == ("F0001", "F0001", seq)


RIS = """TY  - JOUR
TI  - Influenza-associated encephalopathy in a made-up child
AU  - Doe, Jane
PY  - 2020
DO  - 10.1234/made.up
ER  -
"""


def test_the_review_by_command(tmp_path: Path) -> None:
    home, file = tmp_path / "atlas", tmp_path / "a.ris"
    file.write_text(RIS)
    assert run(home, "init").code == 0
    assert (
        "1 records, 1 publications. Nothing was written." in run(home, "import", str(file), "--dry-run").out
    )
    assert "1 records read: 1 new" in run(home, "import", str(file), "--source", "Embase").out
    assert "1 records read: 0 new" in run(home, "import", str(file), "--source", "Embase").out
    assert "embase:10.1234/made.up" in run(home, "queue").out
    refused = run(home, "decide", "10.1234/made.up", "exclude")
    assert refused.code == 11
    assert "needs a reason" in refused.err
    assert "full text waiting" in run(home, "decide", "10.1234/made.up", "include").out
    done = run(home, "decide", "10.1234/made.up", "include", "--stage", "full_text")
    assert "included; report R0217" in done.out
    shown = run(home, "candidate", "R0217").out
    assert "found by F0001 (Embase, a.ris)" in shown
    assert "Full text: include" in shown
    diagram = tmp_path / "flow.svg"
    assert "Records from Embase" in run(home, "prisma", "--output", str(diagram)).out
    assert diagram.read_text().startswith("<?xml")
    assert "in no other source" in run(home, "sources").out
    unreadable = run(home, "import", str(tmp_path / "none.ris"))
    assert (unreadable.code, unreadable.out) == (12, "")
    assert run(home, "decide", "nothing", "include").code == 11


def test_an_atlas_without_searches_says_so(tmp_path: Path) -> None:
    home = tmp_path / "atlas"
    run(home, "init")
    assert "No search and no file of records has been taken in" in run(home, "prisma").out


def test_a_page_of_an_earlier_moment_does_not_have_the_review_read_anew(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record(1))
    with held(ledger, study) as review:
        first = review

    def another_page() -> None:
        take(ledger, study, record(2))
        with held(ledger, study):
            pass
        connections.close_all()

    with ledger.one_moment():
        seq = ledger.head().seq
        other = Thread(target=another_page)
        other.start()
        other.join()
        with held(ledger, study) as review:
            assert ledger.head().seq == seq < review.seq
            assert review is first
