"""Right-to-left: the workspace in an invented language, every text in brackets, mirrored, nothing out of place."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.mofile import read_mo, write_mo
from headless import chromium
from invented_records import fill
from playwright.sync_api import Page
from serving import START
from ver_desk import ARTICLE

from aneatlas.core.study import Study

pytestmark = pytest.mark.browser
LOCALE = Path(__file__).parents[2] / "src/aneatlas/templates/web/locale"
# Hebrew's code stands for the invented language: Django knows that it is written from the right.
SERVE = """
import sys
from aneatlas.web import settings
settings.LANGUAGES.append(("he", "[pseudo]"))
given, folder = settings.values, sys.argv.pop()
settings.values = lambda serving: {**given(serving), "LOCALE_PATHS": [folder]}
from aneatlas.cli import main
main()
"""
PAGES = (
    "/",
    "/screening/",
    "/screening/title-abstract/",
    "/extraction/",
    "/extraction/terms?q=palsy",
    "/extraction/R0001",
    "/extraction/R0001/notes",
    "/extraction/R0001/readers",
    "/notes/",
    "/correct",
    "/report-an-error",
)


def pseudo(folder: Path) -> Path:
    """Make the translation: each text of the interface in brackets."""
    with (LOCALE / "de/LC_MESSAGES/django.mo").open("rb") as file:
        catalog = read_mo(file)
    for message in catalog:
        if message.id:
            plural = not isinstance(message.id, str)
            said = tuple(f"[{text}]" for text in (message.id if plural else (message.id,)))
            message.string = said if plural else said[0]
    made = folder / "he" / "LC_MESSAGES"
    made.mkdir(parents=True)
    with (made / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, study: Study) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pseudo")
    fill(folder / "atlas", study)
    command = [sys.executable, "-c", SERVE, "serve", "--home", str(folder / "atlas"), "--port", "0"]
    command.append(str(pseudo(folder / "locale")))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = START.search(process.stdout.readline())
    assert found
    yield f"http://127.0.0.1:{found[1]}"
    process.kill()
    process.wait()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(20_000)
        page.context.add_cookies([{"name": "language", "value": "he", "url": address}])
        yield page


def test_every_page_is_mirrored_and_no_text_escapes_translation(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(address + "/extraction/new")
    page.locator("#article").set_input_files(
        {"name": "article.txt", "mimeType": "text/plain", "buffer": ARTICLE}
    )
    page.locator("form[enctype] button").click()
    page.wait_for_url("**/extraction/R0001")
    for path in PAGES:
        page.goto(address + path)
        html = page.locator("html")
        assert (html.get_attribute("dir"), html.get_attribute("lang")) == ("rtl", "he"), path
        assert page.locator(".brand").bounding_box()["x"] > 640, path  # the mark stands at the right
        shown = page.locator("nav a, h1, h2, button.button, .foot p, .count").all_inner_texts()
        told = re.compile(
            r"thalamic|necrotizing|palsy|^[\W\d]*$"
        )  # titles, terms and numbers are as they are
        plain = [text for text in shown if "[" not in text and not told.search(text)]
        assert plain == [], (path, plain)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.set_viewport_size({"width": 1280, "height": 900})
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    picture = Path(os.environ.get("ANEATLAS_SCREENSHOTS", tmp_path)) / "right-to-left.png"
    page.goto(address + "/screening/title-abstract/")
    page.screenshot(path=picture)
    assert picture.stat().st_size > 10_000
