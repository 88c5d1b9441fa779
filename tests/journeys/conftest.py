"""A published atlas of the starter collection, served on the loopback address, and a headless Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ACTOR, AT
from headless import chromium
from playwright.sync_api import Browser, Page

from aneatlas.core.study import Study
from aneatlas.store import open_ledger
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.preview import serve
from aneatlas.workflows.publish import load_analyses, publish


# The driver runs an event loop in this thread, where Django refuses to work: the site is published before, and
# the browser closes with its module.
@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, study: Study, starter: bytes) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("journeys")
    ledger = open_ledger(folder / "atlas", create=True)
    take_collection(ledger, study, "starter", starter, AT, ACTOR)
    site: Path = publish(ledger, study, load_analyses(study), folder / "site").out
    server = serve(site, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()
