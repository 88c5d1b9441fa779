"""A published atlas of the starter collection, served on the loopback address, and a headless Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ACTOR, AT
from playwright.sync_api import Browser, Page, sync_playwright

from aneatlas.core.study import Study
from aneatlas.store import open_ledger
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.preview import serve
from aneatlas.workflows.publish import load_analyses, publish


# The driver runs an event loop in this thread, where Django refuses to work: the site is published before, and
# the browser closes with its module.
@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = os.environ.get("ANEATLAS_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        if os.environ.get("ANEATLAS_NEED_BROWSER"):
            pytest.fail("a Chromium is needed here and not installed: make browser")
        pytest.skip("no Chromium is installed (make browser, or name one in ANEATLAS_CHROMIUM)")
    with sync_playwright() as driver:
        found = driver.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        yield found
        found.close()


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
