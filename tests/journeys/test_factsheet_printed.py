"""The fact sheet on paper and on small screens."""

from __future__ import annotations

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_fact_sheet_prints_on_two_pages(page: Page, address: str, paper: str) -> None:
    page.goto(f"{address}fact-sheet.html")
    document = pypdfium2.PdfDocument(page.pdf(format=paper))
    assert len(document) == 2
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
    for words in ("What is it?", "Where to find help", "not medical advice", "How to cite"):
        assert words in text


@pytest.mark.parametrize("name", ["fact-sheet", "fact-sheet-clinicians", "fact-sheet-words"])
def test_the_fact_sheet_fits_a_narrow_screen(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{address}{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["fact-sheet", "fact-sheet-clinicians", "fact-sheet-words"])
def test_no_page_of_the_sheet_has_an_accessibility_violation(
    browser: Browser, address: str, name: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}{name}.html")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_a_reader_gets_from_a_number_to_its_cases(page: Page, address: str) -> None:
    page.goto(f"{address}fact-sheet.html")
    page.locator("#s-age a.live").first.click()
    row = page.locator("tr:target")
    row.locator("summary").click()
    row.locator(".accessions a").first.click()
    assert "/cases/R" in page.url
