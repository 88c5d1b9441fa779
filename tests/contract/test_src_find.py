"""Searches against a local server that speaks the real interfaces; the ledger says what happened. All records are invented."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from source_server import Citation, Fault, SourceServer, StillClock, article, preprint, serving

from aneatlas.core.issues import FactsInvalid, FileUnreadable, LedgerBusy
from aneatlas.core.search import SearchRun
from aneatlas.core.searches import Search
from aneatlas.core.study import Study
from aneatlas.literature.records import Record
from aneatlas.store import Ledger
from aneatlas.workflows.correct import history
from aneatlas.workflows.fetched import Fetched
from aneatlas.workflows.find import Ran, find, take
from aneatlas.workflows.full_texts import fetch_texts, stored_texts
from aneatlas.workflows.review.taking import Taken
from aneatlas.workflows.sources import Addresses, Sources

KEY = "0123456789abcdef"


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as running:
        yield running


def search(source: str, version: str = "1", query: str = "invented[tiab]") -> Search:
    return Search(
        id=f"{source}_test", version=version, source=source, purpose="a test", interface="https://example.org", query=query,
    )  # fmt: skip


def replace_id(one: Search, id: str) -> Search:
    return one.model_copy(update={"id": id})


@dataclass
class World:
    """A ledger, a study with one search of each source, a clock that waiting moves, and what the review was handed."""

    server: SourceServer
    ledger: Ledger
    study: Study
    clock: StillClock
    handed: list[tuple[str, str, list[Record]]]
    sources: Sources

    def hand(
        self, ledger: Ledger, study: Study, records: Iterable[Record], source: str, search: str
    ) -> Taken:
        self.handed.append((source, search, list(records)))
        return Taken(search, read=len(self.handed[-1][2]))

    def find(self, *only: str, everything: bool = False) -> list[Ran]:
        return list(
            find(self.ledger, self.study, self.sources, self.hand, only=only, everything=everything, clock=self.clock,
                 chance=lambda: 0.5)
        )  # fmt: skip

    def one(self, only: str, **options: bool) -> SearchRun:
        (ran,) = self.find(only, **options)
        return ran.event

    def events(self) -> list[dict[str, object]]:
        return [event.body for event in self.ledger.events() if event.kind == "search.run"]

    def pmids(self) -> set[str]:
        return {record.pmid for _, _, records in self.handed for record in records}

    def later(self, **days: float) -> None:
        self.clock.at += 86_400 * days["days"]


@pytest.fixture
def world(server: SourceServer, ledger: Ledger, study: Study) -> World:
    addresses = Addresses(
        pubmed=f"{server.address}/eutils",
        europepmc=f"{server.address}/epmc",
        mirror=f"{server.address}/pubmed",
    )
    sources = Sources(email="reader@example.org", ncbi_api_key=KEY, addresses=addresses)
    two = replace(study, searches=(search("pubmed"), search("europepmc")))
    return World(server, ledger, two, StillClock(), [], sources)


def fill(server: SourceServer, number: int, first: int = 1) -> None:
    for pmid in range(first, first + number):
        server.citations[str(pmid)] = Citation(str(pmid))


class TestPubMed:
    def test_a_search_is_listed_kept_on_the_history_server_and_fetched_in_batches(self, world: World) -> None:
        fill(world.server, 450)
        run = world.one("pubmed")
        assert (run.stated, run.read, run.new, run.complete) == (450, 450, 450, True)
        assert (run.requests, run.repeated, run.problems) == (4, 0, ())
        asked = world.server.asked("esearch")[0].form
        assert (asked["usehistory"], asked["tool"], asked["email"], asked["api_key"]) == (
            "y", "aneatlas", "reader@example.org", KEY,
        )  # fmt: skip
        fetched = [request.form for request in world.server.asked("efetch")]
        assert [form["retstart"] for form in fetched] == ["0", "200", "400"]
        assert {form["query_key"] for form in fetched} == {"1"}
        assert all("id" not in form for form in fetched)
        assert world.pmids() == set(world.server.citations)

    def test_the_history_of_a_run_tells_its_query_its_version_and_its_counts(self, world: World) -> None:
        fill(world.server, 3)
        run = world.one("pubmed")
        (told,) = [str(line) for line in history(world.ledger, run.id)]
        for words in (
            "PubMed",
            "'pubmed_test' version 1",
            "3 stated, 3 read, 3 new",
            "query: invented[tiab]",
        ):
            assert words in told

    def test_the_program_names_itself_and_its_user(self, world: World) -> None:
        world.one("pubmed")
        agent = world.server.requests[0].headers["user-agent"]
        assert agent.startswith("aneatlas/")
        assert "mailto:reader@example.org" in agent

    def test_the_key_stands_nowhere_in_the_atlas(self, world: World) -> None:
        fill(world.server, 3)
        world.server.fault("efetch", *[Fault(status=500)] * 6)
        world.find()
        said = json.dumps({"error": "API key invalid", "api-key": KEY, "type": "client"}).encode()
        world.server.fault("esearch", Fault(status=400, body=said))
        (refused,) = world.one("pubmed", everything=True).problems
        assert "API key invalid" in refused
        files = [path.read_bytes() for path in world.ledger.home.rglob("*") if path.is_file()]
        whole = [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in files]
        assert whole
        assert not any(KEY.encode() in data for data in whole)
        assert KEY not in repr(world.sources)

    def test_requests_begin_no_faster_than_ncbi_allows(self, world: World) -> None:
        fill(world.server, 1000)
        begun = world.clock.at
        world.one("pubmed")
        assert world.clock.at - begun == pytest.approx(5 / 10)  # six requests, ten a second with a key
        world.sources = world.sources.model_copy(update={"ncbi_api_key": ""})
        begun = world.clock.at
        world.one("pubmed", everything=True)
        assert world.clock.at - begun == pytest.approx(5 / 3)

    def test_a_second_run_asks_only_for_what_was_made_or_changed_since(self, world: World) -> None:
        fill(world.server, 5)
        world.one("pubmed")
        world.later(days=30)
        world.server.citations["900"] = Citation("900", made="2026/01/20", changed="2026/01/20")
        world.server.citations["2"] = Citation("2", changed="2026/01/21")
        run = world.one("pubmed")
        assert (run.since, run.until) == ("2026-01-08", "2026-02-14")  # seven days before the first run
        term = world.server.asked("esearch")[-1].form["term"]
        assert '"2026/01/08"[crdt]' in term
        assert '"2026/01/08"[lr]' in term
        assert "edat" not in term
        assert (run.stated, run.read, run.new) == (2, 2, 1)

    def test_another_version_or_everything_begins_from_the_start(self, world: World) -> None:
        fill(world.server, 5)
        world.one("pubmed")
        assert world.one("pubmed", everything=True).since == ""
        world.study = replace(world.study, searches=(search("pubmed", version="2"),))
        assert world.one("pubmed").since == ""
        assert world.one("pubmed").since == "2026-01-08"

    def test_more_than_9999_records_are_listed_by_windows_of_dates(self, world: World) -> None:
        for pmid in range(1, 10_301):
            world.server.citations[str(pmid)] = Citation(
                str(pmid), title="T", made=f"{1980 + pmid % 40}/05/05"
            )
        run = world.one("pubmed")
        assert (run.stated, run.read, run.complete) == (10_300, 10_300, True)
        assert len(world.server.asked("esearch")) > 2

    def test_more_than_9999_records_of_one_day_are_said_to_be_missing(self, world: World) -> None:
        for pmid in range(1, 10_021):
            world.server.citations[str(pmid)] = Citation(str(pmid), title="T")
        run = world.one("pubmed")
        assert (run.stated, run.read, run.complete) == (10_020, 9_999, False)
        assert any("2020-01-01" in line for line in run.problems)
        assert any("narrow the query" in line for line in run.problems)

    @pytest.mark.parametrize("header", ["7", "seconds"])
    def test_429_is_waited_for_as_long_as_the_source_wants(self, world: World, header: str) -> None:
        fill(world.server, 3)
        if header == "seconds":
            header = datetime.fromtimestamp(world.clock.at + 7, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        world.server.fault("esearch", Fault(status=429, headers={"Retry-After": header}))
        run = world.one("pubmed")
        assert run.complete
        assert max(world.clock.slept) == pytest.approx(7)
        assert (run.repeated, run.problems) == (1, ("esearch: status 429",))

    def test_waits_double_and_vary(self, world: World) -> None:
        world.server.fault("esearch", *[Fault(status=503)] * 5)
        assert world.one("pubmed").problems == ("esearch: status 503 (5 times)",)
        assert [wait for wait in world.clock.slept if wait >= 0.5] == pytest.approx([0.75, 1.5, 3, 6, 12])

    def test_a_source_that_wants_a_long_pause_is_left_alone(self, world: World) -> None:
        fill(world.server, 3)
        world.server.fault("esearch", Fault(status=429, headers={"Retry-After": "3600"}))
        run = world.one("pubmed")
        assert (run.stated, run.complete, run.requests) == (None, False, 1)
        assert "60 minutes" in run.problems[0]

    def test_an_error_with_status_200_is_seen(self, world: World) -> None:
        fill(world.server, 3)
        world.server.fault(
            "esearch",
            Fault(body=b'{"header":{},"esearchresult":{"ERROR":"Search Backend failed:\n try again"}}'),
            Fault(body=b'{"error":"API rate limit exceeded","count":"11"}'),
            Fault(body=b"<html>maintenance</html>"),
        )
        run = world.one("pubmed")
        assert run.complete
        assert run.problems == (
            "esearch: esearch: Search Backend failed: try again",
            "esearch: esearch gave no result: API rate limit exceeded",
            "esearch: esearch gave no JSON",
        )

    def test_a_forgotten_history_is_made_good_by_pmid(self, world: World) -> None:
        fill(world.server, 450)
        whole = b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"
        world.server.fault("efetch", *[Fault(body=whole)] * 12)
        run = world.one("pubmed")
        assert run.complete
        assert world.pmids() == set(world.server.citations)
        assert any("Unable to obtain query #1" in line for line in run.problems)
        assert all("id" in request.form for request in world.server.asked("efetch")[12:])

    def test_malformed_xml_in_the_middle_is_asked_for_again(self, world: World) -> None:
        fill(world.server, 450)
        world.server.fault("efetch", Fault(change=lambda body: body[: len(body) // 2]))
        world.server.fault("efetch", Fault(change=lambda body: body.replace(b"<PMID", b"<<<PMID", 1)))
        run = world.one("pubmed")
        assert (run.read, run.complete) == (450, True)
        assert world.pmids() == set(world.server.citations)

    def test_a_connection_that_is_cut_is_asked_again(self, world: World) -> None:
        fill(world.server, 250)
        world.server.fault("efetch", Fault(cut=0.4), Fault(cut=0.9))
        run = world.one("pubmed")
        assert (run.read, run.complete, run.repeated) == (250, True, 2)
        assert "the connection broke" in run.problems[0]

    def test_a_record_that_is_broken_for_good_costs_itself_alone_and_is_named(self, world: World) -> None:
        fill(world.server, 230)
        world.server.citations["7"].broken = True
        run = world.one("pubmed")
        assert (run.stated, run.read, run.complete) == (230, 229, False)
        assert any(line.endswith("PMID 7") for line in run.problems)
        world.server.citations["7"].broken = False
        again = world.one("pubmed")
        assert (again.id, again.read, again.complete) == (run.id, 230, True)
        assert world.server.asked("efetch")[-1].form["id"] == "7"
        assert [event["complete"] for event in world.events()] == [False, True]

    def test_what_is_listed_and_does_not_come_is_named(self, world: World) -> None:
        fill(world.server, 5)
        world.server.unlisted.add("3")
        run = world.one("pubmed")
        assert not run.complete
        assert run.problems == ("1 records were listed and did not come: PMID 3",)

    def test_a_source_that_is_away_is_noted_and_the_next_source_is_asked(self, world: World) -> None:
        world.server.results = [preprint(1)]
        world.sources = world.sources.model_copy(
            update={
                "addresses": world.sources.addresses.model_copy(
                    update={"pubmed": "http://127.0.0.1:9/eutils"}
                )
            }
        )
        pubmed, epmc = world.find()
        assert (pubmed.event.complete, pubmed.event.stated, pubmed.taken) == (False, None, None)
        assert "no connection" in pubmed.event.problems[0]
        assert epmc.event.complete
        assert [event["source"] for event in world.events()] == ["PubMed", "Europe PMC"]

    def test_remarks_of_the_source_on_the_query_are_kept(self, world: World) -> None:
        def remark(body: bytes) -> bytes:
            data = json.loads(body)
            data["esearchresult"]["warninglist"]["quotedphrasesnotfound"] = ['"invented phrase"[tiab]']
            return json.dumps(data).encode()

        world.server.fault("esearch", Fault(change=remark))
        assert world.one("pubmed").notices == ('quotedphrasesnotfound: "invented phrase"[tiab]',)


class TestResuming:
    def test_a_run_that_was_cut_off_goes_on_under_its_id_and_fetches_nothing_twice(
        self, world: World
    ) -> None:
        fill(world.server, 650)
        world.server.fault("never", Fault())
        asked = 0
        answer = world.server.answer

        def breaking(request):  # type: ignore[no-untyped-def]
            nonlocal asked
            asked += "efetch" in request.path
            return (503, {}, b"") if asked > 2 else answer(request)

        world.server.answer = breaking  # type: ignore[method-assign]
        run = world.one("pubmed")
        assert (run.read, run.complete) == (400, False)
        world.server.answer = answer  # type: ignore[method-assign]
        world.server.requests.clear()
        world.later(days=0.5)
        again = world.one("pubmed")
        assert (again.id, again.read, again.complete) == (run.id, 650, True)
        assert not world.server.asked("esearch")
        fetched = {pmid for request in world.server.asked("efetch") for pmid in request.form["id"].split(",")}
        assert len(fetched) == 250
        assert world.ledger.row("searches", run.id)["read"] == 650  # type: ignore[index]

    def test_after_a_day_it_is_asked_anew_back_to_the_last_complete_run(self, world: World) -> None:
        fill(world.server, 3)
        first = world.one("pubmed")
        world.later(days=10)
        world.server.fault("esearch", *[Fault(status=500)] * 6)
        failed = world.one("pubmed")
        world.later(days=10)
        third = world.one("pubmed")
        assert (first.complete, failed.complete, third.complete) == (True, False, True)
        assert len({first.id, failed.id, third.id}) == 3
        assert third.since == failed.since == "2026-01-08"

    @pytest.mark.parametrize("source", ["pubmed", "europepmc"])
    def test_a_stored_answer_that_is_damaged_is_fetched_again(self, world: World, source: str) -> None:
        fill(world.server, 250)
        world.server.results = [preprint(n) for n in range(250)]
        run = world.one(source)
        world.later(days=3)
        world.one(source)
        path = next((world.ledger.home / "fetched" / run.id).glob("0002.*"))
        path.write_bytes(path.read_bytes()[:-9])
        again = world.one(source)
        assert (again.since, again.complete, again.read) == ("", True, 250)
        assert any("gone or damaged" in line for line in again.problems)

    def test_a_damaged_state_is_named_in_one_line(self, world: World) -> None:
        run = world.one("pubmed")
        path = world.ledger.home / "fetched" / run.id / "run.json"
        path.write_text("{", encoding="utf-8")
        with pytest.raises(FileUnreadable, match=r"damaged\. Move the folder"):
            world.find()

    def test_records_that_were_fetched_and_not_handed_over_are_handed_over_by_the_next_run(
        self, world: World
    ) -> None:
        fill(world.server, 3)

        class Killed(Exception):
            pass

        def killed(*_: object) -> Taken:
            raise Killed

        with pytest.raises(Killed):
            list(find(world.ledger, world.study, world.sources, killed, only=["pubmed"], clock=world.clock))
        world.later(days=3)
        world.find("pubmed")
        assert [(search, len(records)) for _, search, records in world.handed] == [("S0001", 3)]

    def test_ids_go_on_from_the_ledger_where_the_stored_answers_were_removed(self, world: World) -> None:
        first = world.one("pubmed")
        (world.ledger.home / "fetched").rename(world.ledger.home / "away")
        second = world.one("pubmed")
        assert (first.id, second.id, second.since) == ("S0001", "S0002", "")


class TestEuropePmc:
    def test_pages_are_followed_to_the_end(self, world: World) -> None:
        world.server.results = [preprint(n) for n in range(250)]
        run = world.one("europepmc")
        assert (run.stated, run.read, run.new, run.complete) == (250, 250, 250, True)
        marks = [request.form["cursorMark"] for request in world.server.asked("search")]
        assert marks == ["*", "AoE100", "AoE200", "AoE250"]
        (source, id, records) = world.handed[0]
        assert (source, id, len(records)) == ("Europe PMC", "S0001", 250)
        assert records[0].entry_type == "preprint"
        assert records[0].title == "Invented preprint on acute necrotizing encephalopathy"
        assert str(records[0].origin) == "fetched/S0001/0001.json.gz, record 1"

    def test_a_second_run_asks_by_the_day_of_indexing_and_of_change(self, world: World) -> None:
        world.server.results = [preprint(1), preprint(2, indexed="2026-02-01")]
        world.one("europepmc")
        world.later(days=30)
        run = world.one("europepmc")
        query = world.server.asked("search")[-1].form["query"]
        assert "FIRST_IDATE:[2026-01-08 TO 3000-12-31] OR UPDATE_DATE:[2026-01-08 TO 3000-12-31]" in query
        assert (run.stated, run.read, run.new) == (1, 1, 0)

    def test_it_goes_on_at_the_page_where_it_stopped(self, world: World) -> None:
        world.server.results = [preprint(n) for n in range(250)]
        world.server.fault("search", Fault(), *[Fault(change=lambda body: body[:-20])] * 6)
        run = world.one("europepmc")
        assert (run.read, run.complete) == (100, False)
        world.server.requests.clear()
        again = world.one("europepmc")
        assert (again.id, again.read, again.complete) == (run.id, 250, True)
        assert world.server.asked("search")[0].form["cursorMark"] == "AoE100"

    def test_fewer_records_than_stated_are_no_complete_run(self, world: World) -> None:
        world.server.results = [preprint(1)]
        world.server.overstated = 2
        run = world.one("europepmc")
        assert (run.stated, run.read, run.complete) == (3, 1, False)
        assert "states 3 records and gave 1" in run.problems[0]
        world.server.overstated = 0
        again = world.one("europepmc")
        assert (again.id, again.since, again.complete) == ("S0002", "", True)

    def test_an_error_inside_a_page_is_seen(self, world: World) -> None:
        world.server.fault("search", *[Fault(body=b'{"errCode":400,"errMsg":"Invalid query"}')] * 6)
        run = world.one("europepmc")
        assert not run.complete
        assert "Invalid query" in run.problems[0]


class TestFullTexts:
    def test_open_full_texts_of_candidates_are_stored_as_documents(self, world: World) -> None:
        world.server.citations = {
            "1": Citation("1", pmcid="PMC11"),
            "2": Citation("2", pmcid="PMC12"),
            "3": Citation("3", title="An invented paper on kidneys", pmcid="PMC13"),
        }
        world.server.results = [preprint(5), preprint(6) | {"isOpenAccess": "N"}]
        world.server.texts = {"PMC11": article("PMC11"), "PPR5": article("PPR5")}
        world.server.fault("PMC11", Fault(status=502))
        world.find()
        texts = fetch_texts(world.ledger, world.study, world.sources, clock=world.clock)
        assert sorted(texts.asked) == ["PMC11", "PMC12", "PPR5"]
        assert sorted(texts.documents) == ["PMC11", "PPR5"]
        assert texts.closed == ["PMC12"]
        for digest in texts.documents.values():
            assert (world.ledger.home / "documents" / f"{digest}.json").is_file()
        assert stored_texts(world.ledger.home) == texts.documents
        event = world.events()[-1]
        assert (event["search"], event["stated"], event["read"], event["complete"]) == (
            "full_text",
            2,
            2,
            True,
        )
        assert event["notices"] == ["no open full text: PMC12"]
        assert event["problems"] == ["full text of PMC11: status 502"]

    def test_a_second_round_fetches_only_what_is_not_there(self, world: World) -> None:
        world.server.citations = {"1": Citation("1", pmcid="PMC11"), "2": Citation("2", pmcid="PMC12")}
        world.server.texts = {"PMC11": article("PMC11"), "PMC12": article("PMC12")}
        world.server.fault("PMC12", *[Fault(change=lambda body: body[:-12])] * 6)
        world.find("pubmed")
        first = fetch_texts(world.ledger, world.study, world.sources, clock=world.clock)
        assert (list(first.documents), world.events()[-1]["complete"]) == (["PMC11"], False)
        second = fetch_texts(world.ledger, world.study, world.sources, clock=world.clock)
        assert (second.asked, list(second.documents)) == (["PMC12"], ["PMC12"])
        events = len(world.events())
        assert fetch_texts(world.ledger, world.study, world.sources, clock=world.clock).asked == []
        assert len(world.events()) == events


def test_the_review_has_every_record_with_the_search_that_found_it(world: World) -> None:
    fill(world.server, 4)
    world.server.results = [preprint(1)]
    done = list(find(world.ledger, world.study, world.sources, take, clock=world.clock))
    assert [ran.taken.new for ran in done if ran.taken] == [4, 1]
    rows = dict(world.ledger.present().rows("records"))
    assert {tuple(row["found_by"]) for row in rows.values()} == {("S0001",), ("S0002",)}
    assert world.ledger.verify() > 0


def test_searches_that_follow_one_another_keep_the_pace_of_their_source(world: World) -> None:
    second = replace_id(search("pubmed"), "pubmed_second")
    world.study = replace(world.study, searches=(search("pubmed"), second))
    world.find()
    assert len(world.server.asked("esearch")) == 2
    assert world.clock.slept == pytest.approx([0.1])  # ten a second with a key


@pytest.mark.parametrize("status", [500, 503, 520, 524, 598])
def test_every_passing_failure_of_a_server_is_asked_again(world: World, status: int) -> None:
    fill(world.server, 3)
    world.server.fault("esearch", Fault(status=status))
    run = world.one("pubmed")
    assert (run.complete, run.repeated, run.problems) == (True, 1, (f"esearch: status {status}",))


def test_an_unknown_search_is_named_with_those_that_are_known(world: World) -> None:
    with pytest.raises(FactsInvalid, match=r"'medline' is no search and no source.*pubmed_test"):
        world.find("medline")


def test_only_one_process_at_a_time_is_at_the_stored_answers(world: World) -> None:
    with Fetched(world.ledger.home).alone(), pytest.raises(LedgerBusy, match="another aneatlas find"):
        world.find()
    assert not world.events()
    assert [ran.event.complete for ran in world.find()] == [True, True]


def test_stored_answers_are_what_came(world: World) -> None:
    fill(world.server, 2)
    world.one("pubmed")
    store = Fetched(world.ledger.home)
    (run,) = store.runs()
    ((name, body),) = store.bodies(run)
    assert (name, body) == ("fetched/S0001/0001.xml.gz", world.server._fetch({"id": "1,2"}))
    assert not list(Path(store.folder).rglob("*.part"))
