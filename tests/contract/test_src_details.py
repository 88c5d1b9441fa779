"""Records that came as bare PMIDs and DOIs are filled in by the sources. All records are invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from source_server import Citation, Fault, SourceServer, StillClock, preprint, serving

from aneatlas.core.screening import Step
from aneatlas.core.study import Study
from aneatlas.literature.records import Origin, Record
from aneatlas.store import Ledger, open_ledger
from aneatlas.workflows.details import Details, fetch_details
from aneatlas.workflows.review import Files, candidate_view, held, take_records
from aneatlas.workflows.sources import Addresses, Sources
from aneatlas.workflows.study import load_study

BY = "person:example"


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(tmp_path / "atlas", create=True)


def bare(ledger: Ledger, study: Study, *records: Record, source: str = "PubMed") -> None:
    take_records(ledger, study, records, source=source, actor=BY, files=Files(("list.txt",)))


def fetched(ledger: Ledger, study: Study, server: SourceServer) -> list[Details]:
    sources = Sources(
        email="invented@example.org",
        addresses=Addresses(pubmed=f"{server.address}/eutils", europepmc=f"{server.address}/epmc"),
    )
    return fetch_details(ledger, study, sources, clock=StillClock(), chance=lambda: 0.5)


def numbered(pmid: str = "", doi: str = "") -> Record:
    return Record("identifiers", Origin("list.txt", 1), pmid=pmid, doi=doi)


def test_a_bare_pmid_keeps_its_id_and_gets_its_title(
    ledger: Ledger, study: Study, server: SourceServer
) -> None:
    bare(ledger, study, numbered("81000001"), numbered("81000002"))
    server.citations = {pmid: Citation(pmid) for pmid in ("81000001", "81000002")}
    (done,) = fetched(ledger, study, server)
    assert done.missing == []
    view = candidate_view(ledger, study, "pubmed:81000001")
    assert "acute necrotizing encephalopathy" in view.records[0]["title"]
    assert view.step == Step.SOUGHT
    with held(ledger, study) as review:
        assert review.tables["records"]["pubmed:81000001"]["found_by"] == ["F0001"]
        assert review.tables["searches"]["S0001"]["search"] == "details"
    assert fetched(ledger, study, server) == []


def test_a_bare_doi_keeps_its_id_and_gets_its_title(
    ledger: Ledger, study: Study, server: SourceServer
) -> None:
    bare(ledger, study, numbered(doi="10.5555/invented.7"), source="Embase")
    server.results = [preprint(7), preprint(8)]
    (done,) = fetched(ledger, study, server)
    assert list(done.came) == ["10.5555/invented.7"]
    with held(ledger, study) as review:
        rows = review.tables["records"]
        assert list(rows) == ["embase:10.5555/invented.7"]
        assert "necrotizing" in rows["embase:10.5555/invented.7"]["title"]
        assert rows["embase:10.5555/invented.7"]["source"] == "Embase"


def test_what_a_source_does_not_know_is_named_and_asked_for_again(
    ledger: Ledger, study: Study, server: SourceServer
) -> None:
    bare(ledger, study, numbered("81000001"), numbered("81000009"))
    server.citations = {"81000001": Citation("81000001")}
    (first,) = fetched(ledger, study, server)
    assert first.missing == ["81000009"]
    with held(ledger, study) as review:
        run = review.tables["searches"]["S0001"]
    assert not run["complete"]
    assert "81000009" in run["problems"][0]
    server.citations["81000009"] = Citation("81000009")
    (second,) = fetched(ledger, study, server)
    assert second.asked == ["81000009"]
    assert second.missing == []


def test_a_busy_source_is_asked_again(ledger: Ledger, study: Study, server: SourceServer) -> None:
    bare(ledger, study, numbered("81000001"))
    server.citations = {"81000001": Citation("81000001")}
    server.fault("efetch", Fault(429, {"Retry-After": "3"}), Fault(503), Fault(cut=0.5))
    (done,) = fetched(ledger, study, server)
    assert done.missing == []
    with held(ledger, study) as review:
        assert review.tables["searches"]["S0001"]["repeated"] == 3
