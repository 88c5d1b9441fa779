"""The workspace as people reach it: a server process of its own on the loopback address, and a client with cookies."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

START = re.compile(r"http://127\.0\.0\.1:(\d+)/")
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    text: str

    def __contains__(self, words: str) -> bool:
        return words in self.text


@dataclass
class Client:
    """A browser without scripts: keeps cookies, sends the form's token."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send one request; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection.request(method, path, body, {**sent, **(headers or {})})
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.set_cookies.append(line)
            name, _, value = line.strip().partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, text)

    def get(self, path: str, **headers: str) -> Answer:
        """Get a page."""
        return self.send("GET", path, headers=headers)

    def token(self) -> str:
        """Return the token that a form of this workspace carries."""
        page = self.get("/report-an-error").text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found, page
        return found[1]

    def post(self, path: str, **values: str | list[str]) -> Answer:
        """Send a form."""
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token(), **values}, doseq=True)
        return self.send("POST", path, form.encode(), {"Content-Type": FORM})

    def sign_in(self, name: str, password: str) -> Answer:
        """Sign in with a password."""
        return self.post("/account/sign-in", name=name, password=password)


class Server:
    """A server process; `stop` ends it as Ctrl+C does, `kill` as a power cut."""

    def __init__(self, home: Path, *options: str, url: str = "") -> None:
        self.home, self.url = home, url
        command = [sys.executable, "-m", "aneatlas", "serve", "--home", str(home), "--port", "0", *options]
        environment = {**os.environ, "DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
        self.log = home / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        found = START.search(line)
        assert found or options, line + self.log.read_text()
        self.port = int(found[1]) if found else 0

    @property
    def address(self) -> str:
        """Return the address of the workspace."""
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> Client:
        """Return a new browser."""
        return Client(self.port)

    def stop(self) -> None:
        """End the server in an orderly way."""
        self.process.terminate()
        self.process.wait(20)

    def kill(self) -> None:
        """End the server at once."""
        self.process.kill()
        self.process.wait(20)


def invited(home: Path, name: str, url: str = "") -> str:
    """Return the path of the link that the command line makes for an administrator."""
    done = subprocess.run(
        [sys.executable, "-m", "aneatlas", "serve", "--home", str(home), "--new-administrator", name],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DATABASE_URL": url},
    )
    found = re.search(r"(/account/invitation/\S+)", done.stdout)
    assert found, done.stdout
    return found[1]


PASSWORD = "a long enough passphrase 7"


def with_administrator(server: Server, name: str = "anna") -> Client:
    """Return a browser in which a new administrator has signed in."""
    client = server.client()
    link = invited(server.home, name, server.url)
    assert client.post(link, password=PASSWORD, again=PASSWORD).status == 302
    assert client.sign_in(name, PASSWORD).status == 302
    return client


def with_roles(server: Server, administrator: Client, name: str, *roles: str) -> Client:
    """Return a browser in which an invited person of some roles has signed in."""
    made = administrator.post("/account/people", name=name, roles=list(roles))
    link = re.search(r"(/account/invitation/[^<\s]+)", made.text)
    assert link, made.text
    client = server.client()
    assert client.post(link[1], password=PASSWORD, again=PASSWORD).status == 302
    assert client.sign_in(name, PASSWORD).status == 302
    return client
