"""The Chromium of this machine, without a window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser; skip where none is installed, fail where ANEATLAS_NEED_BROWSER asks for one."""
    program = os.environ.get("ANEATLAS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("ANEATLAS_NEED_BROWSER"):
            pytest.fail("a Chromium is needed here and not installed: make browser")
        pytest.skip("no Chromium is installed (make browser, or name one in ANEATLAS_CHROMIUM)")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=program, args=list(QUIET))
        yield found
        found.close()
