"""Signing in: invitation, password rules, throttling, the second factor, sessions."""

from __future__ import annotations

import re
import sqlite3
import stat
from pathlib import Path

import pyotp
import ver_desk
from django.core import signing
from serving import PASSWORD, Client, Server, with_administrator, with_roles

from aneatlas.core.study import Study
from aneatlas.store import open_ledger
from aneatlas.workflows.verification.desk import Person

Staffed = tuple[Server, dict[str, Client]]


def key_shown(page: str) -> str:
    found = re.search(r'<p class="secret">([A-Z2-7 ]+)</p>', page)
    assert found, page
    return found[1].replace(" ", "")


def link_for(administrator: Client, name: str) -> str:
    page = administrator.post("/account/people", name=name, roles=["reader"]).text
    found = re.search(r"(/account/invitation/[^<\s]+)", page)
    assert found, page
    return found[1]


def test_one_person_needs_no_account_until_there_is_one(server: Server) -> None:
    assert server.client().get("/").status == 200
    # through a proxy, or under another name of this machine, nobody is the one person
    assert server.client().get("/", **{"X-Forwarded-For": "192.0.2.7"}).status == 302
    assert server.client().get("/", Forwarded="for=192.0.2.7").status == 302
    assert server.client().get("/", Host="rebound.example").status == 400
    # the first account is an administrator's: without one nobody could invite others
    answer = server.client().post("/account/people", name="rita", roles=["reader"])
    assert (answer.status, "administrator" in answer) == (422, True)
    with_administrator(server)
    answer = server.client().get("/")
    assert (answer.status, answer.headers["location"]) == (302, "/account/sign-in?next=%2F")


def test_an_invitation_works_once(staffed: Staffed) -> None:
    server, people = staffed
    link = link_for(people["administrator"], "ida")
    client = server.client()
    assert client.post(link, password=PASSWORD, again=PASSWORD).status == 302
    assert client.post(link, password=PASSWORD, again=PASSWORD).status == 404


def test_weak_and_unequal_passwords_are_refused_with_the_reason(staffed: Staffed) -> None:
    server, people = staffed
    link = link_for(people["administrator"], "annamariaberg")
    client = server.client()
    for weak, reason in (
        ("short 7", "at least 12"),
        ("password1234", "too common"),
        ("annamariaberg7", "too similar"),
    ):
        answer = client.post(link, password=weak, again=weak)
        assert (answer.status, reason in answer) == (422, True), weak
    assert "differ" in client.post(link, password=PASSWORD, again=PASSWORD + "x")


def test_wrong_passwords_are_throttled_across_a_restart(server: Server) -> None:
    with_administrator(server)
    client = server.client()
    said = {
        client.sign_in("anna", f"wrong passphrase {turn}").text.count("is not right") for turn in range(6)
    }
    assert said == {1}
    assert client.sign_in("anna", PASSWORD).status == 429
    server.stop()
    again = Server(server.home)
    answer = again.client().sign_in("anna", PASSWORD)
    again.stop()
    assert (answer.status, int(answer.headers["retry-after"]) > 0) == (429, True)


def test_an_unknown_name_and_a_wrong_password_are_told_alike(staffed: Staffed) -> None:
    server, _ = staffed
    bodies = [
        re.sub(r'(content|value)="[^"]*"', "", server.client().sign_in(name, "wrong passphrase").text)
        for name in ("reader-1", "nobody-1")
    ]
    assert bodies[0] == bodies[1]


def test_a_changed_password_ends_every_other_sign_in(staffed: Staffed) -> None:
    server, people = staffed
    here = with_roles(server, people["administrator"], "petra", "screener")
    elsewhere = server.client()
    elsewhere.sign_in("petra", PASSWORD)
    fresh = "another long passphrase 8"
    assert here.post("/account/password", old="wrong", password=fresh, again=fresh).status == 422
    assert here.post("/account/password", old=PASSWORD, password=fresh, again=fresh).status == 302
    assert (here.get("/account/").status, elsewhere.get("/account/").status) == (200, 302)


def test_signing_in_changes_the_session_and_signing_out_removes_it(staffed: Staffed) -> None:
    server, people = staffed
    client = with_roles(server, people["administrator"], "quinn", "screener")
    kept = dict(client.cookies)
    client.post("/account/sign-out")
    client.cookies = kept
    assert client.get("/account/").status == 302


def test_a_sign_in_ends_after_half_an_hour_without_a_request(staffed: Staffed) -> None:
    server, people = staffed
    client = with_roles(server, people["administrator"], "rosa", "screener")
    assert client.get("/account/").status == 200
    _age_session(server.home, client, seconds=31 * 60, what="seen")
    assert client.get("/account/").status == 302


def test_a_sign_in_ends_after_twelve_hours_in_any_case(staffed: Staffed) -> None:
    server, people = staffed
    client = with_roles(server, people["administrator"], "sven", "screener")
    _age_session(server.home, client, seconds=12 * 3600 + 60, what="begun")
    assert client.get("/account/").status == 302


def _age_session(home: Path, client: Client, seconds: int, what: str) -> None:
    """Let a session in the database look older; Django signs it with the server's key."""
    secret, key = (home / "secret-key").read_text(), client.cookies["session"]
    signed = {
        "key": secret,
        "salt": "django.contrib.sessions.SessionStore",
        "serializer": signing.JSONSerializer,
    }
    with sqlite3.connect(home / "ledger.sqlite3") as database:
        (data,) = database.execute(
            "SELECT session_data FROM django_session WHERE session_key=?", (key,)
        ).fetchone()
        values = signing.loads(data, **signed)
        values[what] -= seconds
        fresh = signing.dumps(values, compress=True, **signed)
        database.execute("UPDATE django_session SET session_data=? WHERE session_key=?", (fresh, key))


def test_the_second_factor_is_asked_for_and_each_code_works_once(staffed: Staffed) -> None:
    server, people = staffed
    client = with_roles(server, people["administrator"], "tora", "screener")
    key = key_shown(client.get("/account/new-factor").text)
    code = pyotp.TOTP(key).now()
    shown = client.post("/account/new-factor", code=code, password=PASSWORD)
    recovery = re.findall(r"<li>([a-z0-9]{6}(?:-[a-z0-9]{6}){3})</li>", shown.text)
    assert len(set(recovery)) == 10
    other = server.client()
    assert other.sign_in("tora", PASSWORD).headers["location"] == "/account/second-factor"
    assert other.get("/account/").status == 302  # a password alone lets nobody in
    assert other.post("/account/second-factor", code=code).status == 422  # used when it was set up
    assert other.post("/account/second-factor", code="000000").status == 422
    assert other.post("/account/second-factor", code=recovery[0]).status == 302
    assert other.get("/account/").status == 200
    third = server.client()
    third.sign_in("tora", PASSWORD)
    assert third.post("/account/second-factor", code=recovery[0]).status == 422


def test_the_second_factor_is_throttled(staffed: Staffed) -> None:
    server, people = staffed
    client = with_roles(server, people["administrator"], "ulla", "screener")
    key = key_shown(client.get("/account/new-factor").text)
    client.post("/account/new-factor", code=pyotp.TOTP(key).now(), password=PASSWORD)
    other = server.client()
    other.sign_in("ulla", PASSWORD)
    answers = [other.post("/account/second-factor", code="000000").status for _ in range(7)]
    assert answers == [422] * 6 + [429]


def test_a_resting_account_is_out_at_once_and_its_name_is_never_given_again(staffed: Staffed) -> None:
    server, people = staffed
    administrator = people["administrator"]
    rita = with_roles(server, administrator, "rita", "screener")
    assert rita.get("/screening/").status == 200
    administrator.post("/account/people/rita/standing", what="rest")
    assert rita.get("/screening/").status == 302
    assert "not right" in server.client().sign_in("rita", PASSWORD)
    assert "taken" in administrator.post("/account/people", name="rita", roles=["reader"])


def test_whoever_lets_an_account_rest_is_told_which_reports_still_wait_for_it(
    server: Server, study: Study
) -> None:
    ledger = open_ledger(server.home)
    report, document = ver_desk.new_report(ledger, study)
    ver_desk.ask(ledger, report, document, Person("person:rita", frozenset()))
    administrator = with_administrator(server)
    with_roles(server, administrator, "rita", "extractor")
    administrator.post("/account/people/rita/standing", what="rest")
    assert f"1 report still waits for rita: {report}." in administrator.get("/account/people")
    assert "can no longer sign in" in administrator.get("/")


def test_the_last_administrator_stays(staffed: Staffed) -> None:
    administrator = staffed[1]["administrator"]
    administrator.post("/account/people/anna/standing", what="rest")
    assert administrator.post("/account/people/anna", roles=["reader"]).status == 422
    assert administrator.get("/account/people").status == 200


def test_the_log_of_accounts_holds_who_did_what_and_no_secret(staffed: Staffed) -> None:
    staffed[0].client().sign_in("a passphrase typed as a name", "x")
    staffed[1]["reader"].get("/account/people")
    page = staffed[1]["administrator"].get("/account/log")
    words = (
        "link.invitation",
        "password.set",
        "signed-in",
        "editor-1",
        "sign-in.refused",
        "GET /account/people",
    )
    assert [word for word in words if word not in page] == []
    assert "a passphrase typed as a name" not in page
    assert PASSWORD not in page


def test_secrets_are_kept_where_only_the_owner_reads_them_and_as_digests(staffed: Staffed) -> None:
    server, people = staffed
    link = link_for(people["administrator"], "wilma")
    assert stat.S_IMODE((server.home / "secret-key").stat().st_mode) == 0o600
    content = (server.home / "ledger.sqlite3").read_bytes() + b"".join(
        path.read_bytes() for path in server.home.glob("ledger.sqlite3-*")
    )
    assert link.rpartition("/")[2].encode() not in content


def test_where_it_is_asked_for_nobody_works_without_a_second_factor(tmp_path: Path) -> None:
    open_ledger(tmp_path / "atlas", create=True)
    strict = Server(tmp_path / "atlas", "--second-factor")
    client = with_administrator(strict)
    answers = {
        path: client.get(path).headers.get("location")
        for path in ("/", "/account/people", "/account/new-factor")
    }
    key = key_shown(client.get("/account/new-factor").text)
    client.post("/account/new-factor", code=pyotp.TOTP(key).now(), password=PASSWORD)
    after = client.get("/").status
    strict.stop()
    assert answers == {
        "/": "/account/new-factor",
        "/account/people": "/account/new-factor",
        "/account/new-factor": None,
    }
    assert after == 200


def test_ones_own_sign_ins_are_listed_and_the_others_can_be_ended(server: Server) -> None:
    here = with_administrator(server)
    there = server.client()
    there.sign_in("anna", PASSWORD)
    stranger = with_roles(server, here, "rita", "reader")
    page = here.get("/account/").text
    others = re.findall(r'name="end" value="([0-9a-f]{16})"', page)
    assert (page.count("(this one)"), len(others)) == (1, 1)
    assert there.cookies["session"] not in page  # a cookie is never shown
    assert stranger.post("/account/sign-ins/end", end=others[0]).status == 302
    assert there.get("/").status == 200  # nobody ends another's
    assert here.post("/account/sign-ins/end", end=others[0]).status == 302
    assert (there.get("/").status, here.get("/").status) == (302, 200)
    for _ in range(2):
        server.client().sign_in("anna", PASSWORD)
    assert here.get("/account/").text.count('name="end"') == 2
    here.post("/account/sign-ins/end")
    assert here.get("/account/").text.count('name="end"') == 0
    assert (here.get("/").status, stranger.get("/").status) == (200, 200)
