"""A person's task from end to end, in a real browser."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def choose(page: Page, label: str, words: str) -> None:
    """Choose the option of a filter whose text begins with the words."""
    box = page.get_by_label(label, exact=True)
    option = box.locator("option", has_text=re.compile(rf"^{words}"))
    box.select_option(value=option.first.get_attribute("value") or words)


def test_a_doctor_finds_patients_like_hers(page: Page, address: str) -> None:
    """From the home page to a filtered list, to a case, to its report, and back with the filter kept."""
    outside: list[str] = []
    problems: list[str] = []
    page.on("request", lambda r: None if r.url.startswith(address) else outside.append(r.url))
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(address)
    page.get_by_role("navigation").get_by_role("link", name="Cases").first.click()
    expect(page.get_by_role("status")).to_contain_text("95")
    choose(page, "Outcome", "Died")
    choose(page, "Sex", "Male")
    expect(page).to_have_url(re.compile(r"outcome=Died.*sex=Male|sex=Male.*outcome=Died"))
    rows = page.locator("table tbody tr")
    few = rows.count()
    assert 0 < few < 23
    kept = page.url
    page.reload()
    assert rows.count() == few, "the address keeps the filter"
    rows.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Case R")
    expect(page.locator("main")).to_contain_text("not yet verified by a reader")
    expect(page.locator("main")).to_contain_text("Not reported in what was read")
    page.locator("main").get_by_role("link", name="Report R").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    page.go_back()
    assert page.url == kept
    assert rows.count() == few
    assert outside == []
    assert problems == []


def test_the_text_search_finds_words_of_a_report(page: Page, address: str) -> None:
    page.goto(address + "cases.html")
    page.get_by_role("searchbox").fill("dengue")
    rows = page.locator("table tbody tr")
    expect(rows).not_to_have_count(95)
    assert rows.count() > 0
    page.get_by_role("searchbox").fill("no such words anywhere")
    expect(rows).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("No case fits")
    page.locator("#filters button[type=reset]").click()
    expect(page.get_by_role("status")).to_contain_text("95")


def test_sorting_by_the_keyboard(page: Page, address: str) -> None:
    page.goto(address + "cases.html")
    header = page.locator("thead").get_by_role("button").first
    header.focus()
    page.keyboard.press("Enter")
    first = page.locator("thead th[aria-sort]").first.get_attribute("aria-sort")
    page.keyboard.press("Enter")
    assert first in ("ascending", "descending")
    assert page.locator("thead th[aria-sort]").first.get_attribute("aria-sort") != first


def test_the_skip_link_is_the_first_stop(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    assert "kip to" in focused
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_without_javascript_the_table_is_complete(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "cases.html")
    assert page.locator("table tbody tr").count() == 95
    assert not page.locator("#filters").is_visible()
    context.close()


def test_a_number_leads_to_the_cases_behind_it(page: Page, address: str) -> None:
    page.goto(address + "figures.html")
    page.get_by_role("link", name="Died", exact=True).click()
    page.locator("summary").first.click()
    expect(page.locator("details[open] table").first).to_be_visible()


PAGES = (
    "index.html", "cases.html", "cases/R0212-1.html", "cases/R0018-1.html", "cases/R0108-1.html", "reports.html",
    "reports/R0209.html", "reports/R0003.html", "figures.html", "names.html", "codebook.html", "downloads.html",
    "about.html", "for-families.html", "404.html",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_an_accessibility_violation(
    browser: Browser, address: str, name: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    answer = page.goto(address + name)
    assert answer is not None
    assert answer.status == 200
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page scrolls sideways by {wide} px at {width} px"
    context.close()
