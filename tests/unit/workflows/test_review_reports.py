"""A report and its candidate: one of each, whatever is parted, retracted or tied later. All records are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.screening import Step
from aneatlas.core.study import Study
from aneatlas.literature.records import AbstractPart, Author, Link, Origin, PartialDate, Record
from aneatlas.store import Ledger
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.review import (
    candidate_view,
    decide,
    join,
    part,
    stopping_of,
    take_records,
    undo,
    unlink,
)
from aneatlas.workflows.review.telling import flow_of, sources_of

ANN = "person:ann"
ANE = "Acute necrotizing encephalopathy in a made-up child at sea"
PUBMED, EMBASE = "pubmed:91000001", "embase:10.5555/made-up"


def record(title: str = ANE, **given: object) -> Record:
    base = Record(
        "pubmed-xml",
        Origin("made up"),
        title=title,
        pmid="91000001",
        abstract=(AbstractPart("Made-up text."),),
        journal="Journal of Invented Cases",
        volume="1",
        date=PartialDate(2020),
        authors=(Author("", "Doe", "Jane"),),
    )
    return replace(base, **given)  # type: ignore[arg-type]


def take(ledger: Ledger, study: Study, given: Record, source: str = "PubMed") -> None:
    take_records(ledger, study, [given], source=source, search="S0001", actor="program:test 1")


@pytest.fixture
def report(ledger: Ledger, study: Study) -> str:
    """A report that two sources gave and a reader included."""
    take(ledger, study, record(doi="10.5555/first"))
    take(ledger, study, record(pmid="", doi="10.5555/made-up"), "Embase")
    join(ledger, study, PUBMED, EMBASE, why="one article", actor=ANN)
    return decide(ledger, study, PUBMED, "full_text", "include", reader=ANN).report


def test_a_record_that_is_parted_leaves_the_report_to_the_other(
    ledger: Ledger, study: Study, report: str
) -> None:
    part(ledger, study, PUBMED, EMBASE, why="two articles", actor=ANN)
    flow = flow_of(ledger, study)
    assert (flow.included, flow.searches.waiting, flow.balanced) == (1, 1, True)
    other = decide(ledger, study, EMBASE, "full_text", "include", reader=ANN).report
    assert other not in ("", report)
    assert flow_of(ledger, study).included == 2


def test_an_inclusion_that_can_make_no_report_is_not_written(ledger: Ledger, study: Study) -> None:
    take(ledger, study, record())
    take(ledger, study, record(pmid="", doi="10.5555/made-up"), "Embase")
    join(ledger, study, PUBMED, EMBASE, why="one article", actor=ANN)
    decide(ledger, study, PUBMED, "full_text", "include", reader=ANN)
    part(ledger, study, PUBMED, EMBASE, why="two articles", actor=ANN)
    seq = ledger.head().seq
    # The report has the DOI of both records.
    with pytest.raises(FactsInvalid, match="belongs to R0001 already"):
        decide(ledger, study, EMBASE, "full_text", "include", reader=ANN)
    assert ledger.head().seq == seq
    assert candidate_view(ledger, study, EMBASE).step == Step.SOUGHT


def test_an_undone_inclusion_leaves_no_parted_record_tied_to_it(
    ledger: Ledger, study: Study, report: str
) -> None:
    part(ledger, study, PUBMED, EMBASE, why="two articles", actor=ANN)
    undo(ledger, study, PUBMED, "full_text", reader=ANN)
    assert not any(row["b"] == report for _, row in ledger.present().rows("ties"))
    assert candidate_view(ledger, study, EMBASE).step == Step.SOUGHT


def test_an_included_candidate_does_not_lose_its_report(ledger: Ledger, study: Study, report: str) -> None:
    with pytest.raises(FactsInvalid, match="Undo that decision"):
        unlink(ledger, study, PUBMED, report, why="made up", actor=ANN)
    assert flow_of(ledger, study).included == 1


def test_a_retracted_report_keeps_the_sources_that_found_it(
    ledger: Ledger, study: Study, report: str
) -> None:
    before = sources_of(ledger, study)
    links = (Link("RetractionIn", "J", "91000002"),)
    take(ledger, study, record(doi="10.5555/first", links=links))
    assert candidate_view(ledger, study, report).step == Step.RETRACTED
    assert sources_of(ledger, study).captures == before.captures


def test_a_half_decided_candidate_that_proves_to_be_a_known_report_waits_for_nobody(
    ledger: Ledger, study: Study, starter: bytes
) -> None:
    # The title of a report of the starter collection that names a wider disease only.
    title = "Influenza-associated Encephalitis/Encephalopathy Identified by the Australian Childhood Encephalitis Study 2013–2015"
    two = replace(study, eligibility=study.eligibility.model_copy(update={"readers": 2}))
    take(ledger, two, record(title))
    decide(ledger, two, PUBMED, "title_abstract", "include", reader=ANN)
    assert stopping_of(ledger, two).total == 1
    take_collection(ledger, two, "starter", starter, "2026-01-02T03:04:05Z", "program:test 1")
    known = next(row for _, row in ledger.present().rows("reports") if row["title"] == title)
    take(ledger, two, record(title, doi=str(known["doi"])))
    assert candidate_view(ledger, two, PUBMED).report == known["id"]
    assert stopping_of(ledger, two).total == 0
