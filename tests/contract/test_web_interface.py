"""The programming interface: tokens, the same rules as the pages, and nothing that makes it fail."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from conftest import ACTOR
from invented_records import fill
from serving import Client, Server, with_administrator, with_roles

from aneatlas.core.events import Draft
from aneatlas.core.study import Study
from aneatlas.store import open_ledger

SECRET = re.compile(r"aneatlas_[\w-]+")


def token_of(client: Client) -> str:
    found = SECRET.search(client.post("/account/token", label="test").text)
    assert found
    return found[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, study: Study) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server, and a token of a person of each kind."""
    home = tmp_path_factory.mktemp("interface") / "atlas"
    fill(home, study, 60)
    ledger = open_ledger(home)
    report = {"id": "R0001", "title": "An invented report", "type": "case_report"}
    ledger.append([Draft("report.registered", "R0001", report)], "2026-01-02T03:04:05Z", ACTOR)
    ledger.append([Draft("release.made", "2026.1", {"version": "2026.1"})], "2026-01-02T03:04:06Z", ACTOR)
    later = {**report, "id": "R0002", "title": "A later invented report"}
    ledger.append([Draft("report.registered", "R0002", later)], "2026-01-02T03:04:07Z", ACTOR)
    running = Server(home)
    administrator = with_administrator(running)
    tokens = {
        role: token_of(with_roles(running, administrator, f"{role}-1", role))
        for role in ("reader", "screener")
    }
    tokens["both"] = token_of(with_roles(running, administrator, "both-1", "screener", "adjudicator"))
    yield running, tokens
    running.stop()


def ask(server: Server, method: str, path: str, token: str = "", body: object = None) -> tuple[int, object]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    sent = None if body is None else json.dumps(body).encode()
    answer = server.client().send(
        method, f"/api/v1{path}", sent, {**headers, "Content-Type": "application/json"}
    )
    return answer.status, json.loads(answer.text)


def test_without_a_token_only_what_was_released_is_read(served: tuple[Server, dict[str, str]]) -> None:
    server, tokens = served
    status, released = ask(server, "GET", "/reports")
    assert (status, [row["id"] for row in released]) == (200, ["R0001"])  # type: ignore[attr-defined]
    assert ask(server, "GET", "/reports/R0002")[0] == 404
    assert ask(server, "GET", "/present/reports")[0] == 401
    status, present = ask(server, "GET", "/present/reports", tokens["reader"])
    assert (status, [row["id"] for row in present]) == (200, ["R0001", "R0002"])  # type: ignore[attr-defined]


def test_a_token_may_what_its_account_may(served: tuple[Server, dict[str, str]]) -> None:
    server, tokens = served
    status, said = ask(server, "GET", "/screening/title_abstract", tokens["reader"])
    assert (status, "screener" in str(said)) == (403, True)
    assert ask(server, "GET", "/screening/title_abstract", tokens["screener"])[0] == 200


def test_a_decision_and_its_undo_go_through_the_same_workflow(served: tuple[Server, dict[str, str]]) -> None:
    server, tokens = served
    token = tokens["screener"]
    _, line = ask(server, "GET", "/screening/title_abstract", token)
    record = line["waiting"][0]  # type: ignore[index]
    decision = {"record": record, "choice": "exclude", "expected": 0}
    status, said = ask(server, "POST", "/screening/title_abstract/decisions", token, decision)
    assert (status, "needs a reason" in str(said)) == (422, True)
    decision |= {"reason": "not_ane"}
    status, view = ask(server, "POST", "/screening/title_abstract/decisions", token, decision)
    assert (status, view["title_abstract"]["choice"]) == (200, "exclude")  # type: ignore[index]
    again = {**decision, "choice": "include", "reason": ""}
    assert (
        ask(server, "POST", "/screening/title_abstract/decisions", token, again)[0] == 422
    )  # it changed meanwhile
    undone = {"record": record, "why": "a test"}
    assert ask(server, "POST", "/screening/title_abstract/undo", token, undone)[0] == 200
    assert record in ask(server, "GET", "/screening/title_abstract", token)[1]["waiting"]  # type: ignore[index]


def test_a_token_of_a_resting_account_opens_nothing(served: tuple[Server, dict[str, str]]) -> None:
    server, _ = served
    administrator = with_administrator(server, "berta")
    guest = token_of(with_roles(server, administrator, "guest", "reader"))
    assert ask(server, "GET", "/present/reports", guest)[0] == 200
    administrator.post("/account/people/guest/standing", what="rest")
    assert ask(server, "GET", "/present/reports", guest)[0] == 401


def test_no_request_makes_the_programming_interface_fail(served: tuple[Server, dict[str, str]]) -> None:
    """Schemathesis makes requests from the OpenAPI document, good and bad ones."""
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis.errors import Unsatisfiable

    server, tokens = served
    schema = schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json")
    tried: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=12,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def no_mistake(case: object) -> None:
                answer = case.call(headers={"Authorization": f"Bearer {tokens['both']}"})  # type: ignore[attr-defined]
                assert answer.status_code < 500, (case, answer.text)

            with suppress(Unsatisfiable):  # a request without parameters has no bad form
                no_mistake()
        tried.append(operation.label)
    assert len(tried) >= 14
    assert "Traceback" not in server.log.read_text()


def test_every_acknowledged_decision_survives_the_kill_of_the_server(
    tmp_path_factory: pytest.TempPathFactory, study: Study
) -> None:
    home = tmp_path_factory.mktemp("kill") / "atlas"
    fill(home, study, 200)
    running = Server(home)
    administrator = with_administrator(running)
    tokens = [token_of(with_roles(running, administrator, f"s-{n}", "screener")) for n in range(2)]
    told: list[tuple[str, str]] = []
    waiting = [f"pubmed:{99_000_000 + number}" for number in range(200)]
    for turn in range(3):
        server = running

        def decide(token: str, mine: list[str], server: Server = server) -> None:
            for record in mine:
                body = {"record": record, "choice": "maybe", "expected": 0}
                try:
                    status, _ = ask(server, "POST", "/screening/title_abstract/decisions", token, body)
                except (OSError, ValueError):
                    return
                if status == 200:
                    told.append((token, record))

        part = waiting[60 * turn : 60 * (turn + 1)]
        before = len(told)
        threads = [
            threading.Thread(target=decide, args=(token, part[place::2]))
            for place, token in enumerate(tokens)
        ]
        for thread in threads:
            thread.start()
        while len(told) < before + 5 and any(thread.is_alive() for thread in threads):
            threads[0].join(0.02)
        server.kill()
        for thread in threads:
            thread.join()
        running = Server(home)
    running.stop()
    ledger = open_ledger(home)
    ledger.verify()
    kept = {row["record"] for _, row in ledger.present().rows("screenings")}
    assert len(told) >= 15
    assert {record for _, record in told} <= kept
