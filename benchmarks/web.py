"""The workspace under load: pages while 20 people decide every 2 seconds, and what a kill of the server leaves.

    python benchmarks/web.py                          a small atlas for half a minute (SQLite)
    python benchmarks/web.py --full                   10,000 reports and records, 5,000 cases, 500,000 findings, 5 minutes, 50 kills
    python benchmarks/web.py --full --seconds 60 --kills 5      the same atlas, a shorter load
    DATABASE_URL=postgresql://... python benchmarks/web.py

Two times for each page: the server's own, from the arrival of the request and with its waiting for a thread (the
header Server-Timing), and that of the client on the loopback address; server and client share the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import ver_desk
from invented_records import invented
from serving import FORM, Client, Server, with_administrator, with_roles

from aneatlas.core.dictionary import Subject
from aneatlas.core.events import Draft
from aneatlas.core.study import Study
from aneatlas.store import Ledger, open_ledger
from aneatlas.workflows.place import now
from aneatlas.workflows.review.taking import take_records
from aneatlas.workflows.study import load_study
from aneatlas.workflows.verification.desk import Person

STAGE = "/screening/title-abstract"
PAGES = (
    "/",
    "/screening/",
    f"{STAGE}/",
    f"{STAGE}/mine",
    f"{STAGE}/conflicts",
    "/notes/",
    "/extraction/",
    "/extraction/agreement",
    "/extraction/audit",
    "/extraction/{mine}",
    "/extraction/{ready}/compare",
    "/extraction/{any}/outcome",
    "/extraction/{any}/history",
    "/extraction/{any}/readers",
    "/extraction/{any}/notes",
    "/extraction/terms?group=phenotypes&q=palsy",
    "/correct?subject={any}-1",
    "/errors",
    "/report-an-error",
    "/account/",
    "/api/v1/reports",
)
COMPARED = 20  # reports that wait for an adjudicator
PAUSE = 2.0  # seconds between two decisions of one person


@dataclass(frozen=True)
class Size:
    """How large the atlas is, and how long the load lasts."""

    records: int
    reports: int
    cases: int
    findings: int
    people: int
    seconds: float
    kills: int


SMALL = Size(2_000, 1_000, 500, 20_000, 20, 30, 3)
FULL = Size(10_000, 10_000, 5_000, 500_000, 20, 300, 50)


@dataclass
class Told:
    """What the server told its clients: decisions it took, times in seconds, answers that were mistakes."""

    decisions: int = 0
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    served: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    mistakes: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, begun: float, status: int, stated: str = "") -> None:
        """Keep one answer. stated: what the server says of its own time."""
        with self.lock:
            self.times[what].append(time.perf_counter() - begun)
            if parts := re.findall(r"dur=([0-9.]+)", stated):
                self.served[what].append(sum(map(float, parts)) / 1000)
            if status >= 400:
                self.mistakes.append(f"{what}: {status}")


def build(ledger: Ledger, size: Size) -> None:
    """Fill an atlas with invented records, reports, cases and findings; a report for each to read, some to compare."""
    study = load_study()
    actor = "program:benchmark 1"
    ledger.append(_facts(size, study), now(), actor)
    for number in range(size.people):
        report, document = ver_desk.new_report(ledger, study, _article(number))
        ver_desk.ask(ledger, report, document, Person(f"person:p-{number}", frozenset()))
        _MINE[f"p-{number}"] = report
    for number in range(COMPARED):
        report, document = ver_desk.new_report(ledger, study, _article(1000 + number))
        ver_desk.ask(ledger, report, document, ver_desk.ADA, ver_desk.BEN)
        quote = ver_desk.quote(document, report, "Glasgow coma scale of 6")
        for reader, value in ((ver_desk.ADA, "6"), (ver_desk.BEN, "7")):
            body = ver_desk.form({"1/gcs_lowest/": ver_desk.answer(value, quote)})
            ver_desk.hand_in(ledger, study, report, reader, body)
        _READY.append(report)
    given = [invented(number) for number in range(size.records)]
    take_records(ledger, study, given, source="PubMed", search="S0001", actor=actor)


def _article(number: int) -> bytes:
    return ver_desk.ARTICLE.replace(b"a case report", f"case report {number}".encode())


def _facts(size: Size, study: Study) -> Iterator[Draft]:
    fields = [place.field.id for place in study.dictionary if place.group.subject is Subject.CASE]
    for number in range(1, size.reports + 1):
        report = {"id": f"R{number:04}", "title": f"Invented report {number}", "type": "case_report"}
        yield Draft("report.registered", report["id"], report)
    each = size.findings // size.cases
    for number in range(1, size.cases + 1):
        case = f"R{number:04}-1"
        yield Draft("case.registered", case, {"id": case, "report": f"R{number:04}", "label": ""})
        for item in range(each):
            field = fields[item % len(fields)]
            body = {
                "subject": case, "field": field, "item": str(item // len(fields) or ""), "status": "not_reported",
                "value": None, "evidence": [{"kind": "citation", "report": case[:-2], "read": "abstract", "role": "this_patient"}], "provenance": "entered", "proposer": "program:benchmark 1",
            }  # fmt: skip
            yield Draft("finding.recorded", case, body)


def person(server: Server, client: Client, told: Told, until: float, seed: int, place: int) -> None:
    """Decide every two seconds, and look at a page in between, until the time is over or the server is gone."""
    chance = random.Random(seed)
    try:
        token = client.token()
    except (OSError, HTTPException, AssertionError):  # the server was ended before the first request
        return
    time.sleep(chance.random() * PAUSE)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        try:
            _decide(client, token, told, chance)
            path = chance.choice(PAGES)
            asked = path.format(
                mine=_MINE[f"p-{place}"],
                ready=chance.choice(_READY),
                any=f"R{chance.randrange(1, _CASES[0]):04}",
            )
            started = time.perf_counter()
            answer = client.get(asked)
            told.note(path, started, answer.status, answer.headers.get("server-timing", ""))
        except (OSError, HTTPException, ValueError):
            if server.process.poll() is not None:
                return
            told.mistakes.append("no answer")
        time.sleep(max(0.0, PAUSE - (time.perf_counter() - begun)))


def _decide(client: Client, token: str, told: Told, chance: random.Random) -> None:
    record = f"pubmed:{99_000_000 + chance.randrange(_RECORDS[0])}"
    body = f"csrfmiddlewaretoken={token}&expected=0&decision=maybe".encode()
    begun = time.perf_counter()
    answer = client.send(
        "POST", f"{STAGE}/record/{record}", body, {"Content-Type": FORM, "Accept": "application/json"}
    )
    if answer.status == 409:  # the person has decided on it before
        return
    if answer.status == 200:
        json.loads(answer.text)
        with told.lock:
            told.decisions += 1
    told.note(
        "a decision, with the next record", begun, answer.status, answer.headers.get("server-timing", "")
    )


_RECORDS, _CASES = [0], [0]
_MINE: dict[str, str] = {}
_READY: list[str] = []


def load(server: Server, people: list[Client], seconds: float, seed: int) -> Told:
    """Let everybody work for a while; return what they were told."""
    told, until = Told(), time.perf_counter() + seconds
    threads = [
        threading.Thread(target=person, args=(server, client, told, until, seed * 1000 + place, place))
        for place, client in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def kept(ledger: Ledger) -> int:
    """Return how many decisions the ledger holds."""
    return sum(1 for event in ledger.events() if event.kind == "screening.decided")


def worst(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]


def spread(times: list[float]) -> str:
    """Return median and 95th percentile in words."""
    if not times:
        return "not stated"
    return f"median {1000 * statistics.median(times):4.0f} ms  95 % {1000 * worst(times):4.0f} ms"


def main() -> int:
    """Print the figures. Return 1 where an answer was a mistake or a decision was lost."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--full", action="store_true", help="the sizes that the design names")
    arguments.add_argument("--seconds", type=float, help="how long the load lasts")
    arguments.add_argument("--kills", type=int, help="how often the server is killed")
    given = arguments.parse_args()
    size = FULL if given.full else SMALL
    size = replace(size, seconds=given.seconds or size.seconds, kills=given.kills or size.kills)
    url = os.environ.get("DATABASE_URL", "")
    _RECORDS[0], _CASES[0] = size.records, size.cases
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "atlas"
        ledger = open_ledger(home, url, create=True)
        begun = time.perf_counter()
        build(ledger, size)
        print(
            f"{size.records} records, {size.reports} reports, {size.cases} cases, {size.findings} findings, "
            f"{'PostgreSQL' if url else 'SQLite'}, {os.cpu_count()} cores; made in {time.perf_counter() - begun:.0f} s"
        )
        server = Server(home, url=url)
        administrator = with_administrator(server)
        people = [
            with_roles(server, administrator, f"p-{n}", "screener", "extractor", "adjudicator", "editor")
            for n in range(size.people)
        ]
        for path in (
            "/",
            "/screening/",
            f"{STAGE}/",
            "/extraction/",
            f"/extraction/{_MINE['p-0']}",
        ):  # the first request of a process reads the review; nobody waits for that later
            people[0].get(path)
        told = load(server, people, size.seconds, 1)
        for what, times in sorted(told.times.items()):
            print(
                f"{what:36} {len(times):5} answers   server {spread(told.served[what])}   client {spread(times)}"
            )
        slowest = max(told.served, key=lambda what: worst(told.served[what]))
        print(
            f"highest 95th percentile on the server: {1000 * worst(told.served[slowest]):.0f} ms, {slowest} "
            f"(to reach: {300 if url else 500} ms)"
        )
        lost = told.decisions - kept(ledger)
        print(f"load average of the machine {os.getloadavg()[0]:.1f}")
        print(
            f"{size.people} people, {size.seconds:.0f} s: {told.decisions} decisions told, {lost} lost, {len(told.mistakes)} mistakes"
        )
        mistakes, acknowledged = list(told.mistakes), told.decisions
        for turn in range(size.kills):
            killer = threading.Timer(1.5 + turn % 7 / 5, server.kill)
            killer.start()
            again = load(server, people, 4, 2 + turn)
            killer.join()
            acknowledged += again.decisions
            server = Server(home, url=url)
            for client in people:
                client.port = server.port
        server.stop()
        found = kept(ledger)
        ledger.verify()
        print(
            f"{size.kills} kills in the middle: {acknowledged} decisions told, {found} kept, ledger verified"
        )
    for line in mistakes[:10]:
        print(line)
    return int(bool(mistakes) or found < acknowledged)


if __name__ == "__main__":
    sys.exit(main())
