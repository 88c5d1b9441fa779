"""Correcting a value of the atlas, and letters that become reports of errors."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
import ver_desk
from conftest import ACTOR, AT
from serving import Client, Server

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.study import Study
from aneatlas.store import Ledger, open_ledger
from aneatlas.workflows.correct import record_finding
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.verification.comparison import comparison
from aneatlas.workflows.verification.settling import Choices, settle

PAGE = "/correct?subject=R0001-1"


@pytest.fixture(scope="module")
def atlas(
    tmp_path_factory: pytest.TempPathFactory, study: Study, starter: bytes
) -> Iterator[tuple[Server, Client]]:
    home = tmp_path_factory.mktemp("correct") / "atlas"
    take_collection(open_ledger(home, create=True), study, "starter", starter, AT, ACTOR)
    running = Server(home)
    yield running, running.client()
    running.stop()


def seen(client: Client, field: str) -> str:
    found = re.search(r'name="event" value="(\d+)"', client.get(f"{PAGE}&field={field}").text)
    assert found
    return found[1]


def test_a_correction_is_an_event_with_its_reason_and_the_second_editor_is_told(
    atlas: tuple[Server, Client],
) -> None:
    server, client = atlas
    event = seen(client, "sex")
    sent = {"subject": "R0001-1", "field": "sex", "entry": "female", "event": event}
    assert "needs a reason" in client.post("/correct", **sent, why="")
    assert client.post("/correct", **sent, why="The table says so.").status == 302
    page = client.get(PAGE).text
    assert "The table says so." in page
    late = client.post("/correct", **{**sent, "entry": "male"}, why="A second window.")
    assert (late.status, "it is now &#39;female&#39;" in late) == (422, True)
    assert 'value="A second window."' in late  # the draft is kept
    ledger = open_ledger(server.home)
    newest = [event for event in ledger.events(subject="R0001-1") if event.kind == "finding.recorded"][-1]
    assert (newest.body["field"], newest.why, newest.actor.split(":")[0]) == (
        "sex",
        "The table says so.",
        "person",
    )


def test_a_correction_names_its_source_and_finds_a_term_by_its_name(atlas: tuple[Server, Client]) -> None:
    server, client = atlas
    sent = {
        "subject": "R0001-1",
        "field": "phenotype",
        "item": "facial palsy",
        "entry": "present",
        "event": "0",
    }
    assert client.post("/correct", **sent, why="The erratum adds it.", source="doi:10.1/x").status == 302
    row = open_ledger(server.home).row("findings", "R0001-1/phenotype/HP:0010628")
    assert row is not None
    newest = next(e for e in open_ledger(server.home).events(subject="R0001-1") if e.seq == row["event"])
    assert newest.why == "The erratum adds it. Source: doi:10.1/x"
    page = client.get("/extraction/terms?q=hyponatraemia")
    assert "HP:0002902" in page
    assert "No term has these words" in client.get("/extraction/terms?q=qqqqq")
    assert client.get("/extraction/terms?group=demography&q=x").status == 422


def test_a_correction_brings_its_words_where_the_text_is_kept(ledger: Ledger, study: Study) -> None:
    report, document = ver_desk.new_report(ledger, study)
    ver_desk.ask(ledger, report, document, ver_desk.SOLO)
    ver_desk.hand_in(
        ledger, study, report, ver_desk.SOLO, ver_desk.form({"1/sex/": ver_desk.answer("female")})
    )
    seen = comparison(ledger, study, report, ver_desk.SOLO).seen
    settle(ledger, study, report, ver_desk.SOLO, Choices(), seen, AT)
    wanted = {"why": "Misread.", "actor": "person:x", "document": document}
    with pytest.raises(FactsInvalid, match="do not stand there"):
        record_finding(ledger, study, f"{report}-1", "sex", "male", words="a 9-year-old boy", **wanted)
    record_finding(ledger, study, f"{report}-1", "sex", "male", words="A 4-year-old boy", **wanted)
    row = ledger.row("findings", f"{report}-1/sex")
    assert row is not None
    assert (row["evidence"][0]["text"], row["provenance"]) == ("A 4-year-old boy", "read")  # type: ignore[index]


def test_what_the_dictionary_does_not_allow_is_refused(atlas: tuple[Server, Client]) -> None:
    _, client = atlas
    answer = client.post(
        "/correct",
        subject="R0001-1",
        field="died",
        entry="perhaps a little",
        event=seen(client, "died"),
        why="A try.",
    )
    assert (answer.status, "Traceback" in answer) == (422, False)
    assert client.get("/correct?subject=R9999-9").status == 422


def test_a_letter_becomes_an_event_only_when_an_editor_takes_it_in(atlas: tuple[Server, Client]) -> None:
    server, client = atlas
    begun = re.search(r'name="begun" value="([^"]+)"', client.get("/report-an-error").text)
    assert begun
    time.sleep(4.2)  # the form tells programs by their haste
    said = "The invented child Jane Doe was a girl."
    assert client.post("/report-an-error", about="R0001-1", said=said, begun=begun[1]).status == 200
    before = open_ledger(server.home).head().seq
    number = re.search(r'action="/errors/letter/(\d+)"', client.get("/errors").text)
    assert number
    mended = "The child was a girl."
    assert client.post(f"/errors/letter/{number[1]}", what="take", about="R0001-1", said=mended).status == 302
    ledger = open_ledger(server.home)
    assert [event.kind for event in ledger.events(after=before)] == ["feedback.taken"]
    key = f"E{before + 1}"
    event = str((ledger.row("feedback", key) or {})["event"])
    assert client.post(f"/errors/{key}", standing="corrected", answer="", event=event).status == 422
    assert (
        client.post(f"/errors/{key}", standing="corrected", answer="Sex is female.", event=event).status
        == 302
    )
    assert client.post(f"/errors/{key}", standing="declined", answer="Late.", event=event).status == 422
    event = str((ledger.row("feedback", key) or {})["event"])
    assert "Open again" in client.get("/errors")
    assert client.post(f"/errors/{key}", standing="open", event=event).status == 302
    assert "What was done, or why nothing was changed" in client.get("/errors")
    lines = "".join(event.text for event in ledger.events())
    assert mended in lines
    assert "Jane Doe" not in lines


def test_a_count_of_a_cohort_is_corrected_like_a_value_of_a_case(atlas: tuple[Server, Client]) -> None:
    server, client = atlas
    ledger = open_ledger(server.home)
    key, row = next(
        (key, row)
        for key, row in ledger.present().rows("findings")
        if (row.get("value") or {}).get("kind") == "count" and row["value"]["n"] > 0
    )
    page = client.get(f"/correct?subject={row['subject']}")
    assert (page.status, row["value"]["raw"] in page) == (200, True)
    sent = {"subject": row["subject"], "field": row["field"], "item": row["item"], "event": str(row["event"])}
    n, of = row["value"]["n"], row["value"]["of"]
    wrong = client.post("/correct", **sent, entry=f"{of + 1} of {of}", why="A slip.")
    assert (wrong.status, "more than the whole" in wrong) == (422, True)
    right = client.post("/correct", **sent, entry=f"{n - 1} of {of}", why="The table says so.")
    assert right.status == 302
    now = open_ledger(server.home).row("findings", key)
    assert now is not None
    assert now["value"]["n"] == n - 1  # type: ignore[index]


def test_an_earlier_value_is_put_back_from_the_history(atlas: tuple[Server, Client]) -> None:
    _, client = atlas
    subject = "R0002-1"
    page = client.get(f"/correct?subject={subject}").text
    first = re.search(r"field=(\w+)&amp;item=#entry", page)
    assert first
    field = first[1]
    shown = f"/correct?subject={subject}&field={field}"

    def form_of(address: str) -> tuple[str, str]:
        text = client.get(address).text
        event, entry = (re.search(rf'name="{name}" value="([^"]*)"', text) for name in ("event", "entry"))
        assert event
        assert entry
        return event[1], entry[1]

    assert "Put back" not in client.get(shown)  # nothing was changed yet
    sent = {"subject": subject, "field": field, "why": "A trial."}
    assert client.post("/correct", **sent, entry="not reported", event=form_of(shown)[0]).status == 302
    link = re.search(r'href="(/correct\?[^"]*entry=[^"]+)#entry"[^>]*>Put back', client.get(shown).text)
    assert link
    event, entry = form_of(link[1].replace("&amp;", "&"))
    assert entry not in ("", "not reported")
    assert client.post("/correct", **sent, entry=entry, event=event).status == 302
    history = client.get(shown).text
    assert history.count("A trial.") == 2  # both changes stay in the history


def test_a_report_leaves_the_collection_and_comes_back_in_the_browser(
    atlas: tuple[Server, Client], study: Study
) -> None:
    """A report that was registered by mistake is excluded with a reason; so is it taken in again."""
    server, client = atlas
    address = "/extraction/R0002"

    def event() -> str:
        found = re.search(r'name="event" value="(\d+)"', client.get(f"{address}/readers").text)
        assert found
        return found[1]

    first, reason = event(), study.eligibility.reason[0]
    sent = {"standing": "excluded", "reason": reason.id, "event": first, "why": "Taken in by mistake."}
    bare = client.post(f"{address}/standing", **{**sent, "reason": ""})
    assert (bare.status, 'value="Taken in by mistake."' in bare) == (422, True)
    assert client.post(f"{address}/standing", **{**sent, "standing": "gone"}).status == 422
    assert client.post(f"{address}/standing", **{**sent, "why": ""}).status == 422
    assert client.post(f"{address}/standing", **sent).status == 302
    page = client.get(f"{address}/readers").text
    assert f'<strong>excluded</strong> <span class="quiet">({reason.text})' in page
    late = client.post(f"{address}/standing", **{**sent, "why": "A second window."})
    assert (late.status, "it is now &#39;excluded&#39;" in late) == (422, True)
    back = {"standing": "included", "event": event(), "why": "It belongs here after all."}
    assert client.post(f"{address}/standing", **back).status == 302
    ledger = open_ledger(server.home)
    rows = [e for e in ledger.events(subject="R0002") if e.kind == "report.amended"]
    assert [(e.body["standing"], e.body["reason"], e.why) for e in rows] == [
        ("excluded", reason.id, "Taken in by mistake."),
        ("included", "", "It belongs here after all."),
    ]
    ledger.verify()
