"""Extraction in a real browser: alone, two readers and an adjudicator, a correction, a reader removed, two windows."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from headless import chromium
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from ver_desk import ARTICLE

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # a busy machine starts a server slowly; nothing here measures speed
WORD = "a long word for these tests"
PEOPLE = {
    "ada": "extractor",
    "ben": "extractor",
    "dan": "extractor",
    "cleo": "adjudicator",
    "carl": "adjudicator",
    "edi": "editor",
}
# Written for these tests; no patient.
WITH_TABLE = """<!DOCTYPE html><html lang="en"><head><title>Two sisters</title></head><body><article>
<h1>Acute necrotizing encephalopathy in two sisters</h1><h2>Case report</h2>
<p>Two sisters fell ill after influenza A. Patient 1 was a 3-year-old girl. Patient 2 was a 5-year-old girl.</p>
<table><caption>Table 1</caption><thead><tr><th></th><th>Patient 1</th><th>Patient 2</th></tr></thead>
<tbody><tr><th>CSF protein</th><td>1.2 g/L</td><td>88 mg/dL</td></tr></tbody></table>
<p>Both survived.</p></article></body></html>"""
MAKE_PEOPLE = """
import sys, json
from pathlib import Path
from aneatlas.web.server import Plan, application
from aneatlas.workflows.place import Place
from aneatlas.workflows.study import load_study
application(Place(Path(sys.argv[1])), Plan(), load_study())
from aneatlas.core.permissions import Role
from aneatlas.web.accounts.invitations import accept, found, invite
for name, role in json.loads(sys.argv[2]).items():
    link = invite(name, frozenset({Role(role)}), "command line")
    accept(found(link.rpartition("/")[2]), sys.argv[3])
"""


class Workspace:
    """An atlas that is served by a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.run("init")
        self.process: subprocess.Popen[str] | None = None

    def run(self, *words: str) -> str:
        command = [sys.executable, "-m", "aneatlas", *words, "--home", str(self.home)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def people(self) -> None:
        command = [sys.executable, "-c", MAKE_PEOPLE, str(self.home), json.dumps(PEOPLE), WORD]
        subprocess.run(command, check=True, capture_output=True)

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "aneatlas",
            "serve",
            "--home",
            str(self.home),
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        assert "workspace is at" in self.process.stdout.readline()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The one-person mode: no account."""
    served = Workspace(tmp_path_factory.mktemp("alone") / "atlas")
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A team with an account for each."""
    served = Workspace(tmp_path_factory.mktemp("team") / "atlas")
    served.people()
    served.start()
    yield served
    served.stop()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Opens a browser of its own; a script error in any of them fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one() -> Page:
        contexts.append(browser.new_context(viewport={"width": 1400, "height": 950}))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda e: problems.append(str(e)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


def sign_in(page: Page, team: Workspace, name: str) -> Page:
    page.goto(f"{team.address}/account/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    return page


def take_in(page: Page, address: str, name: str, content: str | bytes) -> str:
    """Take in an article; return the report's id."""
    page.goto(f"{address}/extraction/new")
    data = content.encode() if isinstance(content, str) else content
    page.locator("#article").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url(re.compile(r"/extraction/R\d+"))
    return re.findall(r"R\d{4,}", page.url)[0]


def entry(page: Page, field: str, item: str = "") -> Locator:
    """Return a field of the form, its group opened."""
    scope = f'.item[data-item="{item}"] ' if item else ""
    found = page.locator(f'{scope}.entry[data-field="{field}"]')
    found.evaluate("e => { e.closest('.group').open = true; }")
    return found


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_class("saved")


def mark(page: Page, words: str) -> None:
    """Mark words in the article, as a mouse does."""
    page.evaluate(
        """words => { for (const block of document.querySelectorAll('.block')) {
             const at = block.textContent.indexOf(words); if (at < 0) continue;
             const range = document.createRange(); range.setStart(block.firstChild, at);
             range.setEnd(block.firstChild, at + words.length);
             getSelection().removeAllRanges(); getSelection().addRange(range); return; } }""",
        words,
    )


def submit(page: Page) -> None:
    saved(page)
    page.get_by_role("button", name="Submit this extraction").click()
    page.wait_for_url("**/extraction/")


def no_violations(page: Page) -> None:
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def in_each_size(page: Page) -> None:
    """Nothing hinders anybody: wide, 320 pixels, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1400, 320):
            page.set_viewport_size({"width": width, "height": 950})
            no_violations(page)
    page.set_viewport_size({"width": 1400, "height": 950})


def test_a_volunteer_alone_from_an_article_to_a_published_case(
    alone: Workspace, window: Callable[[], Page], tmp_path: Path
) -> None:
    page = window()
    report = take_in(page, alone.address, "article.txt", ARTICLE)
    entry(page, "fever").locator("[data-status=present]").focus()
    page.keyboard.press("y")  # the proposal is accepted by key
    expect(entry(page, "fever").locator("[data-status=present]")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Accept all proposals").click()
    entry(page, "csf_protein").locator(".quote").click()
    expect(page.locator("mark")).to_contain_text("a protein of 120 mg/dL")
    entry(page, "ataxia").locator(".statuses button").first.focus()
    page.keyboard.press("x")
    expect(entry(page, "ataxia").locator("[data-status=not_assessable]")).to_have_attribute(
        "aria-pressed", "true"
    )
    entry(page, "gcs_lowest").locator("input").first.fill("60")
    expect(entry(page, "gcs_lowest").locator(".issues")).to_contain_text("impossible")
    saved(page)  # a mistake is shown and blocks no saving
    page.get_by_role("button", name="Submit this extraction").click()
    expect(page.locator("#notice")).to_contain_text("impossible")
    entry(page, "gcs_lowest").locator("input").first.fill("6")
    expect(entry(page, "gcs_lowest").locator(".issues li")).to_have_count(0)
    in_each_size(page)
    submit(page)
    page.get_by_role("link", name=report, exact=True).first.click()
    in_each_size(page)
    page.get_by_role("button", name="Settle this report").click()
    page.wait_for_url("**/outcome")
    expect(page.locator("main")).to_contain_text("Checked by one reader")
    out = tmp_path / "site"
    alone.run("publish", str(out))
    case = next(out.rglob(f"{report}-1.html")).read_text(encoding="utf-8")
    assert "Checked by one reader" in case
    assert "120 mg/dL" in case


def test_patients_split_and_merge_and_a_table_cell_becomes_evidence(
    alone: Workspace, window: Callable[[], Page]
) -> None:
    page = window()
    take_in(page, alone.address, "sisters.html", WITH_TABLE)
    buttons = page.locator("#patients button")
    expect(buttons).to_have_count(2)
    protein = entry(page, "csf_protein")
    page.locator("td[data-row='1'][data-column='1'] button").click()
    protein.locator("input").first.fill("1.2 g/L")
    expect(protein.locator(".means")).to_contain_text("120 mg/dL")  # the conversion is shown
    if protein.locator(".evidence .quote").count() == 0:
        protein.get_by_role("button", name="Use the marked words").click()
    protein.locator(".evidence .quote").first.click()
    expect(page.locator("td.lit")).to_have_text("1.2 g/L")
    page.get_by_text("Change patients").click()
    page.get_by_role("button", name="Split in two").click()
    expect(buttons).to_have_count(3)
    expect(entry(page, "csf_protein").locator("input").first).to_have_value("1.2 g/L")
    page.get_by_role("button", name="Move earlier").click()
    expect(buttons.first).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(buttons).to_have_count(2)
    saved(page)
    page.reload()
    expect(buttons).to_have_count(2)
    finder = entry(page, "hospital_days")
    finder.get_by_role("button", name="Find words").click()
    finder.locator(".finder input").fill("Both survived.")
    page.keyboard.press("Enter")  # words are found and taken without a mouse
    expect(finder.locator(".evidence .quote")).to_have_text("Both survived.")
    no_violations(page)


def test_a_draft_outlives_the_server_the_network_and_the_browser_window(
    tmp_path: Path, window: Callable[[], Page]
) -> None:
    served = Workspace(tmp_path / "atlas")
    served.start()
    page = window()
    report = take_in(page, served.address, "article.txt", ARTICLE)
    entry(page, "sex").locator("select").select_option("male")
    saved(page)
    served.stop()
    entry(page, "icu_days").locator("input").first.fill("5 days")
    expect(page.locator("#notice")).to_contain_text("kept in this browser")
    served.start()
    saved(page)  # sent again by itself
    page.context.set_offline(True)
    entry(page, "hospital_days").locator("input").first.fill("9 days")
    expect(page.locator("#notice")).to_contain_text("kept in this browser")
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.goto(f"{served.address}/extraction/{report}")
    for field, value in (("icu_days", "5 days"), ("hospital_days", "9 days")):
        expect(entry(other, field).locator("input").first).to_have_value(value)
    saved(other)
    other.reload()
    expect(entry(other, "hospital_days").locator("input").first).to_have_value("9 days")
    served.stop()


def asked(team: Workspace, window: Callable[[], Page], *readers: str, article: bytes = ARTICLE) -> str:
    """An editor takes in an article and asks readers."""
    editor = sign_in(window(), team, "edi")
    report = take_in(editor, team.address, "article.txt", article)
    for reader in readers:
        editor.get_by_label("Ask a reader").fill(reader)
        editor.get_by_role("button", name="Ask", exact=True).click()
        expect(editor.get_by_role("status").first).to_contain_text(f"{reader} is asked")
    no_violations(editor)
    return report


def read_as(page: Page, team: Workspace, report: str, gcs: str) -> None:
    page.goto(f"{team.address}/extraction/{report}")
    mark(page, "Glasgow coma scale of 6")
    score = entry(page, "gcs_lowest")
    score.locator("input").first.fill(gcs)
    score.get_by_role("button", name="Use the marked words").click()
    expect(score.locator(".evidence .quote")).to_contain_text(["Glasgow coma scale of 6"])
    entry(page, "hepatomegaly").locator("[data-status=absent]").click()
    submit(page)


def test_two_readers_blind_and_an_adjudicator_with_a_conflict_then_a_correction_after_release(
    team: Workspace, window: Callable[[], Page], tmp_path: Path
) -> None:
    report = asked(team, window, "ada", "ben")
    ada, ben, cleo = (sign_in(window(), team, name) for name in ("ada", "ben", "cleo"))
    read_as(ada, team, report, "6")
    for person in (ben, cleo):  # blind: the comparison is refused, and the log holds no content
        answer = person.goto(f"{team.address}/extraction/{report}/compare")
        assert answer is not None
        assert answer.status in (403, 422)
        lines = person.request.get(f"{team.address}/extraction/log?report={report}").text().splitlines()
        assert all("body" not in json.loads(line) for line in lines if '"extraction.submitted"' in line)
    ben.goto(f"{team.address}/extraction/{report}")
    expect(entry(ben, "gcs_lowest").locator("input").first).to_have_value("")
    read_as(ben, team, report, "5")
    cleo.goto(f"{team.address}/extraction/")
    no_violations(cleo)
    cleo.get_by_role("link", name=report, exact=True).first.click()
    conflict = cleo.locator('.decide[data-key="1/gcs_lowest/"]')
    expect(conflict.locator("strong")).to_have_text(["6", "5"])
    conflict.locator(".one").first.locator(".quote").last.click()
    expect(cleo.locator("mark")).to_have_text("Glasgow coma scale of 6")
    in_each_size(cleo)
    cleo.get_by_role("button", name="Settle this report").click()
    expect(cleo.get_by_role("alert")).to_contain_text("not decided yet")
    conflict.get_by_role("radio").first.check()
    conflict.get_by_label("Reason").fill("Six is printed.")
    cleo.get_by_role("button", name="Settle this report").click()
    cleo.wait_for_url("**/outcome")
    expect(cleo.locator("main")).to_contain_text("Verified by two readers")
    ben.goto(f"{team.address}/extraction/{report}/outcome")
    expect(ben.locator("main")).to_contain_text("Six is printed.")
    no_violations(ben)
    first, second = tmp_path / "first", tmp_path / "second"
    team.run("publish", str(first))
    assert "Verified by two readers" in next(first.rglob(f"{report}-1.html")).read_text(encoding="utf-8")
    # A correction after the release: opened again with a reason, decided anew, published anew.
    cleo.get_by_text("Undo the decision").click()
    cleo.get_by_label("Why?").fill("An erratum gives a score of five.")
    cleo.get_by_role("button", name="Open it again").click()
    cleo.goto(f"{team.address}/extraction/{report}/compare")
    conflict.get_by_role("radio").nth(1).check()
    conflict.get_by_label("Reason").fill("The erratum says five.")
    cleo.get_by_role("button", name="Settle this report").click()
    cleo.wait_for_url("**/outcome")
    team.run("publish", str(second))
    scores = [next(out.rglob(f"{report}-1.html")).read_text(encoding="utf-8") for out in (first, second)]
    assert scores[0] != scores[1]
    tables = [
        (out / "data" / "findings.csv").read_text(encoding="utf-8").splitlines() for out in (first, second)
    ]
    lines = [
        next(line for line in rows if f"{report}-1," in line and "gcs_lowest" in line) for rows in tables
    ]
    assert [re.findall(r",([0-9]+),", line)[:1] for line in lines] == [["6"], ["5"]], lines
    cleo.goto(f"{team.address}/extraction/{report}/history")
    expect(cleo.locator("main")).to_contain_text("An erratum gives a score of five.")
    no_violations(cleo)
    cleo.goto(f"{team.address}/extraction/agreement")
    expect(cleo.locator("main")).to_contain_text("ada, ben")
    in_each_size(cleo)


def test_neither_answer_is_right_and_other_words_are_marked(
    team: Workspace, window: Callable[[], Page]
) -> None:
    report = asked(team, window, "ada", "ben")
    ada, ben, cleo = (sign_in(window(), team, name) for name in ("ada", "ben", "cleo"))
    read_as(ada, team, report, "7")
    read_as(ben, team, report, "5")
    cleo.goto(f"{team.address}/extraction/{report}/compare")
    conflict = cleo.locator('.decide[data-key="1/gcs_lowest/"]')
    conflict.get_by_label("Value").fill("6")
    conflict.get_by_role("button", name="Use the marked words").click()
    expect(conflict).to_contain_text("Mark words in the article first.")
    mark(cleo, "comatose with a Glasgow coma scale of 6")
    conflict.get_by_role("button", name="Use the marked words").click()
    expect(conflict.get_by_role("radio", name="Neither")).to_be_checked()
    expect(conflict.locator(".own-words .quote")).to_have_text("comatose with a Glasgow coma scale of 6")
    conflict.get_by_label("Reason").fill("Both misread it.")
    cleo.get_by_role("button", name="Keep my decisions for later").click()
    expect(conflict.locator(".own-words .quote")).to_have_text("comatose with a Glasgow coma scale of 6")
    no_violations(cleo)
    cleo.get_by_role("button", name="Settle this report").click()
    cleo.wait_for_url("**/outcome")
    entries = cleo.locator(".agreed")
    expect(entries).to_contain_text("6")
    expect(entries.locator("q", has_text="comatose with a Glasgow coma scale of 6")).to_have_count(1)


def test_an_audit_finds_the_values_that_were_shown_wrong_on_purpose(
    alone: Workspace, window: Callable[[], Page]
) -> None:
    page, beside = window(), window()
    report = take_in(page, alone.address, "audited.txt", ARTICLE)
    page.get_by_role("button", name="Accept all proposals").click()
    saved(page)
    submit(page)
    page.goto(f"{alone.address}/extraction/{report}/compare")
    page.get_by_role("button", name="Settle this report").click()
    page.wait_for_url("**/outcome")
    page.goto(f"{alone.address}/extraction/audit")
    page.get_by_label("Values to look at").fill("5")
    page.get_by_label("Of these, shown wrong on purpose").fill("2")
    page.get_by_role("button", name="Draw a sample").click()
    noticed = 0
    for turn in range(5):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{turn} of 5 looked at")
        case = page.locator("section.card h2 small").inner_text()
        field = page.locator("section.card h2").inner_text().removesuffix(case).strip()
        beside.goto(f"{alone.address}/extraction/{case.partition('-')[0]}/outcome")
        card = beside.locator("section.card", has=beside.locator("h2 small", has_text=case))
        stands = (
            card.locator("dt", has_text=re.compile(f"^{re.escape(field)}$"))
            .locator("+ dd strong")
            .inner_text()
        )
        if turn == 0:
            in_each_size(page)
        if page.locator(".lead strong").inner_text() == stands:
            page.get_by_role("button", name="Right").click()
        else:
            noticed += 1
            page.get_by_label("What is wrong?").fill(f"The article says: {stands}.")
            page.get_by_role("button", name="Wrong").click()
    assert noticed == 2
    page.get_by_role("link", name="Look again at the value before").click()
    expect(page.locator("main")).to_contain_text("Said so far")
    page.go_back()
    expect(page.locator("main")).to_contain_text("Hidden errors noticed: 2 of 2")
    expect(page.locator("main")).to_contain_text("Errors found: 0 of 3")
    no_violations(page)


def test_a_reader_removed_in_the_middle_strands_nothing(team: Workspace, window: Callable[[], Page]) -> None:
    report = asked(team, window, "ada", "ben", article=ARTICLE + b"Second article of the tests.\n")
    ben = sign_in(window(), team, "ben")
    ben.goto(f"{team.address}/extraction/{report}")
    entry(ben, "icu_days").locator("input").first.fill("4 days")
    saved(ben)
    editor = sign_in(window(), team, "edi")
    editor.goto(f"{team.address}/extraction/{report}/readers")
    row = editor.get_by_role("listitem").filter(has_text="ben")
    row.get_by_label("Why?").fill("On leave.")
    row.get_by_role("button", name="Take ben off").click()
    expect(editor.get_by_role("status").first).to_contain_text("the draft is kept")
    entry(ben, "icu_days").locator("input").first.fill("5 days")
    expect(ben.locator("#notice")).to_contain_text("not assigned")
    editor.get_by_label("Ask a reader").fill("dan")
    editor.get_by_role("button", name="Ask", exact=True).click()
    ada, dan = (sign_in(window(), team, name) for name in ("ada", "dan"))
    for page in (ada, dan):
        read_as(page, team, report, "6")
    cleo = sign_in(window(), team, "cleo")
    cleo.goto(f"{team.address}/extraction/{report}/compare")
    expect(cleo.locator("main")).to_contain_text("ada, dan")
    cleo.get_by_role("button", name="Settle this report").click()
    cleo.wait_for_url("**/outcome")
    editor.get_by_label("Ask a reader").fill("ben")  # back from leave: the work is still there
    editor.get_by_role("button", name="Ask", exact=True).click()
    ben.goto(f"{team.address}/extraction/{report}")
    expect(entry(ben, "icu_days").locator("input").first).to_have_value("5 days")


def test_two_windows_at_once_lose_nothing(team: Workspace, window: Callable[[], Page]) -> None:
    report = asked(team, window, "ada", article=ARTICLE + b"Third article of the tests.\n")
    one, two = (sign_in(window(), team, "ada") for _ in range(2))
    for page in (one, two):
        page.goto(f"{team.address}/extraction/{report}")
    entry(one, "icu_days").locator("input").first.fill("4 days")
    saved(one)
    entry(two, "hospital_days").locator("input").first.fill("9 days")
    saved(two)  # the server said no, the window took the other's entry over and sent both
    expect(two.locator("#notice")).to_contain_text("changed in another window")
    expect(entry(two, "icu_days").locator("input").first).to_have_value("4 days")
    entry(one, "hospital_days").locator("input").first.fill("8 days")
    expect(one.locator("#notice")).to_contain_text("9 days")  # told what the other window says
    saved(one)
    one.reload()
    expect(entry(one, "icu_days").locator("input").first).to_have_value("4 days")
    expect(entry(one, "hospital_days").locator("input").first).to_have_value("8 days")


def test_two_adjudicators_at_once_the_second_is_told(team: Workspace, window: Callable[[], Page]) -> None:
    report = asked(team, window, "ada", "ben", article=ARTICLE + b"Fourth article of the tests.\n")
    for reader, score in (("ada", "6"), ("ben", "5")):
        read_as(sign_in(window(), team, reader), team, report, score)
    one, two = (sign_in(window(), team, name) for name in ("cleo", "carl"))
    for place, page in enumerate((one, two)):
        page.goto(f"{team.address}/extraction/{report}/compare")
        conflict = page.locator('.decide[data-key="1/gcs_lowest/"]')
        conflict.get_by_role("radio").nth(place).check()
        conflict.get_by_label("Reason").fill(f"Reason {place}.")
    for page in (one, two):
        page.get_by_role("button", name="Settle this report").click()
    one.wait_for_url("**/outcome")
    told = two.get_by_role("alert")
    expect(told).to_contain_text("cleo settled this report meanwhile")
    expect(told).to_contain_text("Lowest Glasgow Coma Scale, as ada answered (Reason 0.)")
    mine = two.locator('.decide[data-key="1/gcs_lowest/"]')
    for _ in range(2):  # the second's own decision is still there, also when the page is opened anew
        expect(mine.get_by_role("radio").nth(1)).to_be_checked()
        expect(mine.get_by_label("Reason")).to_have_value("Reason 1.")
        two.goto(f"{team.address}/extraction/{report}/compare")
    closed = two.get_by_role("button", name="Settle this report")
    expect(closed).to_have_attribute("title", "This report is settled; reopen it first.")
    expect(closed).to_have_attribute("data-code", "settled")
    no_violations(two)
    lines = one.request.get(f"{team.address}/extraction/log?report={report}").text().splitlines()
    assert sum('"reconciliation.settled"' in line for line in lines) == 1


def test_a_finding_is_found_by_its_name_by_keyboard_alone(
    alone: Workspace, window: Callable[[], Page]
) -> None:
    page = window()
    report = take_in(page, alone.address, "palsy.txt", ARTICLE + b"Fifth article of the tests.\n")
    group = page.locator('[data-group="phenotypes"]')
    group.evaluate("e => { e.open = true; }")
    search = group.get_by_role("combobox")
    search.focus()
    page.keyboard.type("palsy faci")
    expect(group.get_by_role("status")).to_contain_text("Terms found: ")
    expect(search).to_have_attribute("aria-expanded", "true")
    no_violations(page)
    page.keyboard.press("ArrowDown")
    chosen = group.get_by_role("option", selected=True)
    expect(chosen).to_have_text("Facial palsy HP:0010628")
    expect(search).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    in_each_size(page)
    search.focus()
    page.keyboard.press("Escape")
    expect(search).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    palsy = entry(page, "phenotype", "HP:0010628")
    expect(palsy.locator("[data-status=present]")).to_be_focused()
    page.keyboard.press("p")
    expect(group.locator(".item legend")).to_contain_text(["Facial palsy (HP:0010628)"])
    search.fill("HP:0000057")  # an obsolete term leads to what took its place
    expect(group.get_by_role("option")).to_contain_text(["formerly HP:0000057"])
    search.fill("seizures")
    expect(group.get_by_role("option").first).to_contain_text(
        "the form has a field of its own for it: Seizure"
    )
    search.fill("low blood sodium levels")  # a synonym in full is taken as it is
    page.keyboard.press("Enter")
    entry(page, "phenotype", "HP:0002902").locator("[data-status=absent]").click()
    page.context.set_offline(True)
    search.fill("HP:0001945")
    expect(group.get_by_role("status")).to_contain_text("cannot be reached")
    page.keyboard.press("Enter")
    entry(page, "phenotype", "HP:0001945").locator("[data-status=present]").click()
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(group.locator(".item legend")).to_contain_text(
        ["Fever (HP:0001945)", "Hyponatremia (HP:0002902)", "Facial palsy (HP:0010628)"]
    )
    page.get_by_role("button", name="Submit this extraction").click()
    page.wait_for_url("**/extraction/")
    page.goto(f"{alone.address}/extraction/{report}/compare")
    page.get_by_role("button", name="Settle this report").click()
    page.wait_for_url("**/outcome")
    expect(page.locator("main")).to_contain_text("Finding · Hyponatremia")


def test_steps_are_undone_groups_refused_and_times_drawn(
    alone: Workspace, window: Callable[[], Page]
) -> None:
    page = window()
    take_in(page, alone.address, "again.txt", ARTICLE + b"Sixth article of the tests.\n")
    undo = page.get_by_role("button", name="Undo the last step")
    expect(undo).to_be_disabled()
    days = entry(page, "icu_days").locator("input").first
    days.press_sequentially("5 days")
    saved(page)
    undo.click()
    expect(days).to_have_value("")  # the answer, not its last letter
    page.get_by_role("button", name="Accept all proposals").click()
    fever = entry(page, "fever")
    expect(fever.locator(".evidence .quote")).to_have_count(1)
    fever.locator(".name").click()  # a click on a value lights the words behind it
    expect(page.locator("mark")).to_contain_text("fever")
    sex = entry(page, "sex")
    sex.locator("select").focus()
    expect(page.locator("mark")).to_contain_text("boy")
    undo.click()
    expect(fever.locator(".evidence .quote")).to_have_count(0)
    first = fever.locator("[data-status]").first
    first.focus()
    page.keyboard.press("Shift+R")
    expect(fever.locator(".offer")).to_have_count(0)
    first.focus()
    page.keyboard.press("z")
    expect(fever.locator(".offer")).to_have_count(1)
    expect(first).to_be_focused()
    page.get_by_role("button", name="Accept all proposals").click()
    agent = page.locator('.entry[data-field="treatment_start"]').first
    agent.evaluate("e => { e.closest('.group').open = true; }")
    agent.locator("input").first.fill("2 days")
    expect(page.locator("#timeline svg")).to_have_attribute("aria-label", re.compile("methylprednisolone 2"))
    saved(page)
    page.get_by_text("Change patients").click()
    page.get_by_role("button", name="Split in two").click()
    entry(page, "sex").locator("select").select_option("female")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("Sex: female")  # told what is not taken over
    expect(page.locator("#patients button")).to_have_count(1)
    expect(entry(page, "sex").locator("select")).to_have_value("male")
    undo.click()
    expect(page.locator("#patients button")).to_have_count(2)
    saved(page)


def test_a_note_on_a_field_is_answered_without_leaving_the_form(
    team: Workspace, window: Callable[[], Page]
) -> None:
    report = asked(team, window, "ada", "ben", article=ARTICLE + b"Seventh article of the tests.\n")
    ada, ben, editor = (sign_in(window(), team, name) for name in ("ada", "ben", "edi"))
    ada.goto(f"{team.address}/extraction/{report}")
    entry(ada, "gcs_lowest").get_by_role("button", name="Note on Lowest Glasgow Coma Scale").click()
    expect(ada.locator("#note-field")).to_have_value("gcs_lowest")
    expect(ada.locator("#note-words")).to_be_focused()
    ada.keyboard.type("Before or after sedation? @edi")
    ada.keyboard.press("Enter")
    notes = ada.locator("#discuss .notes")
    expect(notes).to_contain_text("Before or after sedation?")
    expect(notes).to_contain_text("Lowest Glasgow Coma Scale")
    expect(ada.locator("#note-words")).to_have_value("")
    no_violations(ada)
    ada.reload()
    expect(entry(ada, "gcs_lowest").locator(".note-field")).to_have_text("Note (1)")
    ben.goto(f"{team.address}/extraction/{report}")  # blind: a note could give a value away
    expect(ben.locator("#discuss")).to_contain_text("No notes.")
    editor.goto(f"{team.address}/")
    editor.get_by_role("link", name=re.compile("open notes that mention you")).click()
    editor.get_by_role("link", name=report).click()
    in_each_size(editor)
    editor.get_by_role("button", name="Resolve the note of ada").click()
    expect(editor.locator(".resolved")).to_contain_text("resolved")
    ada.reload()
    ada.get_by_role("button", name="Take back the note").click()
    expect(ada.locator("#discuss")).to_contain_text("No notes.")


# Written for these tests; no patients.
SERIES = b"""Acute necrotizing encephalopathy in twelve children: a case series

We report twelve children with acute necrotizing encephalopathy who were admitted between 2010 and 2015.

Seizures occurred in 8 of 12 children. Of the patients, 5 of 12 were girls. Fever was seen in all, and 3 of 12 \
patients died.
"""


def count(page: Page, field: str, item: str) -> Locator:
    """Return one count of the chosen group."""
    return page.locator(f'.item[data-count="{field}/{item}"]')


def test_counts_of_a_group_from_the_article_to_the_published_report(
    alone: Workspace, window: Callable[[], Page], tmp_path: Path
) -> None:
    page = window()
    report = take_in(page, alone.address, "series.txt", SERIES)
    expect(page.locator("#patients button")).to_have_text(["All patients"])
    entry(page, "cohort_whom").locator("select").select_option("ane")
    entry(page, "cohort_n").locator("input").first.fill("12")
    seizures = count(page, "seizure", "present")
    seizures.get_by_role("button", name="Accept").click()
    expect(seizures.locator(".evidence .quote")).to_contain_text(["8 of 12"])
    count(page, "outcome_level", "died").get_by_role("button", name="Refuse").click()
    expect(count(page, "outcome_level", "died")).to_have_count(0)
    page.locator(".count-field").select_option("fever")
    page.get_by_role("button", name="Add a count").click()
    fever = count(page, "fever", "present")
    expect(fever.locator(".entry-body input")).to_be_focused()
    page.keyboard.type("14 of 14")
    expect(fever.locator(".issues")).to_contain_text("has 12 patients only")
    fever.locator(".entry-body input").fill("12/12")
    mark(page, "Fever was seen in all")
    fever.get_by_role("button", name="Use the marked words").click()
    expect(fever.locator(".means")).to_contain_text("12 of 12, 100 %")
    expect(fever.locator(".issues li")).to_have_count(0)
    saved(page)
    page.reload()
    expect(count(page, "fever", "present").locator(".entry-body input")).to_have_value("12/12")
    in_each_size(page)
    count(page, "fever", "present").get_by_role("button", name="Remove: Fever: present").click()
    expect(count(page, "fever", "present")).to_have_count(0)
    page.get_by_text("Change patients").click()
    page.get_by_role("button", name="Add one").click()  # a patient beside the group: the form of a case
    expect(page.locator('[data-group="counts"]')).to_be_hidden()
    expect(entry(page, "fever").locator(".statuses")).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator("#patients button")).to_have_count(1)
    submit(page)
    page.goto(f"{alone.address}/extraction/{report}/compare")
    in_each_size(page)
    page.get_by_role("button", name="Settle this report").click()
    page.wait_for_url("**/outcome")
    expect(page.locator("main")).to_contain_text("Seizure · present")
    expect(page.locator("main")).to_contain_text("8 of 12")
    in_each_size(page)
    out = tmp_path / "site"
    alone.run("publish", str(out))
    published = next(out.rglob(f"{report}.html")).read_text(encoding="utf-8")
    assert "Seizure" in published
    assert "8 of 12" in published


def test_in_german_the_form_names_fields_values_and_mistakes_in_german(
    alone: Workspace, browser: Browser
) -> None:
    context = browser.new_context(locale="de-DE", viewport={"width": 1400, "height": 950})
    page = context.new_page()
    page.set_default_timeout(20_000)
    report = take_in_german(page, alone.address)
    expect(page.locator('.entry[data-field="gcs_lowest"] .name')).to_have_text(
        "Niedrigster Wert der Glasgow Coma Scale"
    )
    entry(page, "sex").locator("select").select_option(label="Weiblich")
    entry(page, "gcs_lowest").locator("input").first.fill("60")
    expect(entry(page, "gcs_lowest").locator(".issues")).to_contain_text("ist unmöglich")
    expect(page.locator(".issues li[lang=en]")).to_have_count(0)
    no_violations(page)
    page.goto(f"{alone.address}/extraction/{report}/compare")
    expect(page.locator("main")).to_contain_text("hat noch nicht abgegeben")
    context.close()


def take_in_german(page: Page, address: str) -> str:
    page.goto(f"{address}/extraction/new")
    article = ARTICLE.replace(b"in a boy", b"in a boy, told again")
    page.locator("#article").set_input_files(
        {"name": "article.txt", "mimeType": "text/plain", "buffer": article}
    )
    page.locator("form[enctype] button").click()
    page.wait_for_url(re.compile(r"/extraction/R\d+"))
    return re.findall(r"R\d{4,}", page.url)[0]
