"""Screening in a browser: two blind screeners and an adjudicator, one key each, undo, two windows, a second factor."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from invented_records import fill
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import PASSWORD, Client, Server, with_administrator, with_roles

from aneatlas.workflows.study import load_study

pytestmark = pytest.mark.browser
QUEUE = "/screening/title-abstract/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Client]]]:
    """A study in which two persons decide on each record, blind; its people."""
    folder = tmp_path_factory.mktemp("screening")
    shutil.copytree(Path(str(files("aneatlas") / "study")), folder / "study")
    toml = folder / "study" / "study.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[eligibility]", "[eligibility]\nreaders = 2", 1), "utf-8"
    )
    fill(folder / "atlas", load_study(folder / "study"), 12)
    running = Server(folder / "atlas", "--study", str(folder / "study"))
    anna = with_administrator(running)
    people = {
        "anna": anna,
        "sara": with_roles(running, anna, "sara", "screener"),
        "sven": with_roles(running, anna, "sven", "screener"),
        "jutta": with_roles(running, anna, "jutta", "adjudicator", "editor"),
    }
    yield running, people
    running.stop()


@pytest.fixture(scope="module")
def address(served: tuple[Server, dict[str, Client]]) -> str:
    """The workspace stands in the place of the published atlas: the browser starts after it."""
    return served[0].address


def window(browser: Browser, address: str, client: Client, **options: object) -> tuple[BrowserContext, Page]:
    """Open a window in which the client's person is signed in."""
    context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
    context.add_cookies([{"name": k, "value": v, "url": address} for k, v in client.cookies.items()])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.set_default_timeout(20_000)
    return context, page


def decide(page: Page, key: str) -> str:
    """Press the key of a decision; return the title that was decided on, once the next record is there."""
    title = page.locator("#record-title")
    before = title.inner_text()
    page.keyboard.press(key)
    expect(title).not_to_have_text(before)
    return before


def test_two_blind_screeners_differ_and_an_adjudicator_settles(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    _, people = served
    first_window, first = window(browser, address, people["sara"])
    first.goto(QUEUE)
    title = decide(first, "i")
    expect(first.locator("#said")).to_have_text(re.compile("^Included: "))

    second_window, second = window(browser, address, people["sven"])
    second.goto(QUEUE)
    expect(second.locator("#record-title")).to_have_text(title)
    expect(second.locator("body")).not_to_contain_text("sara")  # blind
    decide(second, "1")

    jutta_window, third = window(browser, address, people["jutta"])
    third.goto("/")
    third.get_by_role("link", name=re.compile("conflicts? of screeners to settle")).click()
    third.get_by_role("link", name=title).click()
    readers = third.locator(".decide .plain-list")
    expect(readers).to_contain_text("sara: include")
    expect(readers).to_contain_text("sven: exclude")
    third.get_by_role("button", name="Include").click()
    expect(third.get_by_role("heading", level=1)).to_contain_text("Conflicts")
    third.goto("/screening/")
    expect(third.get_by_role("row", name=re.compile("Full text waits for a reader"))).to_contain_text("1")
    for context in (first_window, second_window, jutta_window):
        context.close()


def test_a_decision_is_undone_by_one_key_and_the_record_comes_back(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    context, page = window(browser, address, served[1]["sara"])
    page.goto(QUEUE)
    title = decide(page, "m")
    page.keyboard.press("z")
    expect(page.locator("#record-title")).to_have_text(title)
    expect(page.locator("#said")).to_have_text(re.compile("^Taken back: "))
    context.close()


def test_two_windows_of_one_person_lose_nothing(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    context, page = window(browser, address, served[1]["sara"])
    page.goto(QUEUE)
    other = context.new_page()
    other.goto(page.url)
    title = decide(page, "1")
    other.get_by_label("Remark on the decision").fill("Written in the second window.")
    other.get_by_role("button", name="Include").click()
    told = other.get_by_role("alert")
    expect(told).to_contain_text("your decision changed meanwhile; it is now 'exclude'")
    expect(other.locator("#record-title")).to_have_text(title)
    expect(other.get_by_label("Remark on the decision")).to_have_value("Written in the second window.")
    context.close()


def test_without_scripts_screening_works_too(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    context, page = window(browser, address, served[1]["sven"], java_script_enabled=False)
    page.goto(QUEUE)
    title = page.locator("#record-title").inner_text()
    page.get_by_role("button", name=re.compile("Animals")).click()
    expect(page.get_by_role("status").filter(has_text="Excluded: ")).to_contain_text(title)
    page.get_by_role("button", name=re.compile("Undo the last decision")).click()
    expect(page.locator("#record-title")).to_have_text(title)
    context.close()


def test_an_unreachable_server_is_said_and_the_remark_stays(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    context, page = window(browser, address, served[1]["sven"])
    page.goto(QUEUE)
    title = page.locator("#record-title").inner_text()
    page.get_by_label("Remark on the decision").fill("A thought.")
    context.set_offline(True)
    page.get_by_role("button", name=re.compile("Unsure")).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    context.set_offline(False)
    expect(page.get_by_label("Remark on the decision")).to_have_value("A thought.")
    page.get_by_role("button", name=re.compile("Unsure")).click()
    expect(page.locator("#record-title")).not_to_have_text(title)
    context.close()


def test_keys_that_decide_can_be_turned_off(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    context, page = window(browser, address, served[1]["sven"])
    page.goto(QUEUE)
    title = page.locator("#record-title").inner_text()
    page.get_by_label("One key decides").uncheck()
    page.locator("#record-title").focus()
    page.keyboard.press("i")
    page.reload()
    expect(page.get_by_label("One key decides")).not_to_be_checked()
    expect(page.locator("#record-title")).to_have_text(title)
    context.close()


def test_a_note_mentions_somebody_who_finds_and_resolves_it(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    context, page = window(browser, address, served[1]["sara"])
    page.goto(QUEUE)
    page.get_by_label(re.compile("A note to the others")).fill("Is this the same town? @jutta")
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_text("Is this the same town?")).to_be_visible()
    context.close()
    context, page = window(browser, address, served[1]["jutta"])
    page.goto("/")
    page.get_by_role("link", name=re.compile("open notes that mention you")).click()
    page.get_by_role("button", name="Resolve the note of sara").click()
    expect(page.get_by_text("No notes.")).to_be_visible()
    context.close()


def test_a_second_factor_is_set_up_and_used(
    served: tuple[Server, dict[str, Client]], browser: Browser, address: str
) -> None:
    context, page = window(browser, address, served[1]["anna"])
    page.goto("/account/")
    page.get_by_role("link", name="Set up a second factor").click()
    expect(page.get_by_role("img", name="QR code of the key below").locator("svg")).to_be_visible()
    key = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(key).now())
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    recovery = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name", exact=True).fill("anna")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for whom")
    page.goto("/account/")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="End the second factor").click()
    expect(page.get_by_text("The second factor has ended.")).to_be_visible()
    served[1]["anna"].cookies["session"] = next(
        one["value"]
        for one in context.cookies()
        if one["name"] == "session"  # type: ignore[typeddict-item]
    )
    context.close()


PAGES = [
    ("sara", "/"), ("sara", "/screening/"), ("sara", QUEUE), ("sara", f"{QUEUE}mine"), ("jutta", f"{QUEUE}conflicts"),
    ("sara", "/notes/?all=1"), ("jutta", "/errors"), ("jutta", "/correct"), ("jutta", "/screening/import"), ("anna", "/account/people"),
    ("anna", "/account/people/sara"), ("anna", "/account/log"), ("sara", "/account/"), ("sara", "/account/password"),
    ("sara", "/account/new-factor"), ("sara", "/report-an-error"), ("sara", "/account/people"), ("", "/account/sign-in"),
]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize(("who", "path"), PAGES)
def test_every_page_is_accessible_and_fits(
    served: tuple[Server, dict[str, Client]],
    browser: Browser,
    address: str,
    who: str,
    path: str,
    width: int,
    scheme: str,
) -> None:
    client = served[1][who] if who else served[0].client()
    context, page = window(
        browser, address, client, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page.goto(path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page scrolls sideways by {wide} px at {width} px"
    context.close()
