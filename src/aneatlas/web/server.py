"""Start the application: the secret, the settings, the atlas, the accounts' tables, then the server."""

from __future__ import annotations

import gc
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aneatlas.core.issues import FileUnreadable, LedgerMissing, NotWritable, ServiceUnavailable
from aneatlas.core.study import Study
from aneatlas.web.settings import Serving, prepare
from aneatlas.workflows.place import Place
from aneatlas.workflows.publish import MARK
from aneatlas.workflows.study import load_study

SECRET_FILE = "secret-key"
SECRET_VARIABLE = "ANEATLAS_SECRET_KEY"
THREADS = 8
LARGEST_REQUEST = 64 * 1024 * 1024  # bytes of a request with its files
Application = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of the server: the interface and port it listens on, and its public address ('' for none).

    second_factor: whether everybody must set up a second factor before anything else. site: the folder of a
    release to show beside the workspace, None for none.
    """

    host: str = "127.0.0.1"
    port: int = 8920
    address: str = ""
    second_factor: bool = False
    site: Path | None = None


def secret_key(home: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the key that signs cookies: of the environment, else of a file in the home that only its owner reads.

    Raises FileUnreadable for a key that is too short, NotWritable where the file cannot be made.
    """
    given = environment.get(SECRET_VARIABLE, "")
    path = home / SECRET_FILE
    try:
        if not given and not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
        key = given or path.read_text(encoding="ascii").strip()
    except OSError as problem:
        raise NotWritable(f"{path}: {(problem.strerror or str(problem)).lower()}.") from problem
    if len(key) < 50:
        source = SECRET_VARIABLE if given else str(path)
        raise FileUnreadable(f"{source}: the secret key is shorter than 50 characters. Give a longer one.")
    return key


def check(plan: Plan) -> None:
    """Refuse what would put the workspace on a network without TLS, and a site that is no release.

    Raises FileUnreadable, LedgerMissing, ServiceUnavailable.
    """
    if plan.site is not None and not (plan.site / MARK).is_file():
        raise LedgerMissing(
            f"{plan.site}: there is no release here yet. Publish one: aneatlas publish {plan.site}"
        )
    if not 0 <= plan.port <= 65535:
        raise ServiceUnavailable(f"there is no port {plan.port}. Choose one from 1 to 65535, or 0 for any.")
    if plan.address:
        parts = urlsplit(plan.address)
        if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query:
            raise FileUnreadable(
                f"--address {plan.address}: write it as https://atlas.example.org. Others reach the workspace through TLS only."
            )
    elif not loopback(plan.host):
        raise FileUnreadable(
            f"--host {plan.host} is open to the network. Say under which address others reach it through TLS: "
            "--address https://atlas.example.org"
        )


def loopback(host: str) -> bool:
    """Tell whether an interface is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def application(place: Place, plan: Plan, study: Study | None = None) -> Application:
    """Return the WSGI application of an atlas. Raises what opening the ledger raises."""
    check(plan)
    place.open()  # there is an atlas, and it can be read: said before anything is made
    prepare(Serving(secret_key(place.home), plan.address.rstrip("/"), plan.second_factor))
    ledger = place.open()  # brings the accounts' tables along
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.wsgi import get_wsgi_application
    from whitenoise import WhiteNoise

    from aneatlas.web.answers import HEADERS
    from aneatlas.web.atlas import Atlas, keep_connections, serve_this
    from aneatlas.web.rendering import STATIC

    SessionStore.clear_expired()
    keep_connections()
    alone = loopback(plan.host) and not plan.address
    serve_this(Atlas(place, ledger, study or load_study(), alone, plan.site))

    def strict(headers: Any, path: str, url: str) -> None:
        for name, value in {**HEADERS, "X-Content-Type-Options": "nosniff"}.items():
            headers[name] = value

    served = WhiteNoise(
        get_wsgi_application(), max_age=365 * 24 * 3600, allow_all_origins=False, add_headers_function=strict
    )
    for prefix, folder in STATIC.items():
        served.add_files(str(folder), f"static/{prefix}")
    return served


def get_ready() -> None:
    """Read what the first pages need before anybody waits for them: the study's words, the review, its queue's order.

    Twenty people at once on a process that begins with this would all wait for it, several times as long.
    """
    from aneatlas.web.atlas import served
    from aneatlas.web.screening.line import learn_first
    from aneatlas.workflows.terms import prepare as read_terms
    from aneatlas.workflows.verification.proposals import prepare as read_words

    read_words(served().study)
    read_terms(served().study)
    learn_first()
    gc.collect()
    gc.freeze()  # all this stays: looking for garbage in it would hold up every request


def listening(plan: Plan, app: Application) -> Any:
    """Return the server, bound to its port; `run()` serves until it is stopped. Raises ServiceUnavailable."""
    from waitress import create_server

    from aneatlas.web.timing import Dispatcher

    threads = Dispatcher()
    threads.set_thread_count(THREADS)
    proxy = {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }
    try:
        return create_server(
            app,
            host=plan.host,
            port=plan.port,
            _dispatcher=threads,
            ident="",
            max_request_body_size=LARGEST_REQUEST,
            **(proxy if plan.address else {"clear_untrusted_proxy_headers": False}),
        )
    except (OSError, socket.gaierror) as problem:
        why = (problem.strerror or str(problem)).lower()
        raise ServiceUnavailable(
            f"{plan.host} port {plan.port} cannot be used: {why}. Take any free port: --port 0"
        ) from problem
