"""Fetch what a search of Europe PMC finds, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from aneatlas.literature.sources import europepmc
from aneatlas.workflows.fetched import Fetched, Run
from aneatlas.workflows.transport import Client

Step = Callable[[int, int], None]


def fetch(run: Run, store: Fetched, client: Client, email: str, step: Step) -> None:
    """Bring a run as far as the source lets it come; each page is stored with the mark of the next one.

    Raises Unanswered where a page gets no answer; the next run goes on at that page.
    """
    query = europepmc.since(run.query, date.fromisoformat(run.since)) if run.since else run.query
    cursor = run.cursor or europepmc.START
    while cursor:
        bodies: list[bytes] = []

        def read(body: bytes, cursor: str = cursor, bodies: list[bytes] = bodies) -> europepmc.Page:
            page = europepmc.parse_page(body, cursor)
            bodies[:] = [body]
            return page

        page = client.ask(europepmc.search_ask(query, cursor, email), read)
        run.stated, run.cursor = page.count, page.next or cursor
        if page.results:
            store.keep(run, bodies[0], "json", [europepmc.identifier(result) for result in page.results])
        step(len(run.read), page.count)
        cursor = page.next
    run.ended = True
    if run.stated is not None and len(run.read) < run.stated:
        run.problems.append(
            f"Europe PMC states {run.stated} records and gave {len(run.read)}; the next run asks for all of them again"
        )
