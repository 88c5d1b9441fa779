"""Every route with every role: the table of permissions holds, wherever a route is added."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from serving import Client, Server

from aneatlas.core.permissions import TABLE, Permission, Role, allowed, refusal

# Prints [address pattern, name, need] of every route, as JSON: the map needs the web application's settings.
MAP = """
import json
from aneatlas.web.settings import Serving, prepare
prepare(Serving("x" * 60))
from django.urls import get_resolver
def walk(patterns, prefix=""):
    for one in patterns:
        here = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from walk(one.url_patterns, here)
        else:
            yield here, one.name or "", str(getattr(one.callback, "needs", None))
print(json.dumps(list(walk(get_resolver().url_patterns))))
"""
EXAMPLES = {
    "secret": "none", "name": "reader-1", "stage": "title-abstract", "record": "pubmed:99000001", "key": "N1",
    "number": "1", "report": "R0001", "audit": "U1", "path": "index.html",
}  # fmt: skip


def routes() -> list[tuple[str, str, str]]:
    done = subprocess.run([sys.executable, "-c", MAP], capture_output=True, text=True, check=True)
    return [tuple(row) for row in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def url_map() -> list[tuple[str, str, str]]:
    return routes()


def address(pattern: str) -> str:
    def example(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        return EXAMPLES.get(name, "x1")

    return "/" + re.sub(r"<([^>]+)>", example, pattern)


def test_every_route_says_what_it_needs(url_map: list[tuple[str, str, str]]) -> None:
    known = {"public", "signed in", *(permission.value for permission in Permission)}
    assert len(url_map) > 40
    assert [row for row in url_map if row[2] not in known] == []


def test_only_these_routes_are_public(url_map: list[tuple[str, str, str]]) -> None:
    public = {
        name for pattern, name, needs in url_map if needs == "public" and not pattern.startswith("api/")
    }
    signing_in = {"language", "sign-in", "second-factor", "sign-out", "invitation"}
    assert public == signing_in | {"report-error", "published", "published-page"}


@pytest.mark.parametrize("who", ["visitor", *(role.value for role in Role)])
def test_every_route_keeps_to_the_table_for(
    who: str, staffed: tuple[Server, dict[str, Client]], url_map: list[tuple[str, str, str]]
) -> None:
    server, people = staffed
    client = people[who]
    may = allowed([Role(who)]) if who != "visitor" else frozenset()
    wrong = []
    for pattern, name, needs in url_map:
        if needs == "public":
            continue
        page, form = client.get(address(pattern)), None
        if who == "visitor":
            right = page.status == 302 and page.headers["location"].startswith("/account/sign-in?next=")
            form = client.post(address(pattern))
            right = right and form.status == 401
        elif needs == "signed in" or Permission(needs) in may:
            right = page.status not in (401, 403) and page.status < 500
        else:
            form = client.post(address(pattern))
            sentence = refusal(Permission(needs))
            right = (page.status, form.status) == (403, 403) and sentence in page and sentence in form
        if not right:
            wrong.append((pattern, name, needs, page.status, form and form.status))
    assert wrong == []
    log = server.log.read_text()
    assert "Traceback" not in log, log[-3000:]


def test_a_reader_only_looks_and_an_administrator_decides_on_no_record() -> None:
    assert allowed([Role.READER]) == {Permission.LOOK}
    assert allowed([Role.ADMINISTRATOR]) == {Permission.LOOK, Permission.ACCOUNTS}


def test_every_permission_belongs_to_some_role() -> None:
    assert frozenset().union(*TABLE.values()) == frozenset(Permission)
