"""The sign-ins of an account that still work: listed for its owner, ended one by one or all others at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from aneatlas.web.accounts.invitations import digest
from aneatlas.web.accounts.models import Account

IDLE = 30 * 60  # seconds without a request after which a sign-in ends (OWASP ASVS 5.0, 7.3.1)
ABSOLUTE = 12 * 3600  # seconds after which it ends in any case (7.3.2)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in. id: names it without telling its cookie; begun, seen, ends: UTC; here: the one that asks."""

    id: str
    browser: str
    begun: datetime
    seen: datetime
    ends: datetime
    here: bool


def browser_of(agent: str) -> str:
    """Return the browser's name alone ('' for an unknown one): no more of it is kept."""
    return next((name for word, name in BROWSERS if f"{word}/" in agent), "")


def sign_ins(account: Account, here: str) -> list[SignIn]:
    """Return the sign-ins of an account that still work, the newest first. here: the key of the present session."""
    found = [
        _shown(session.session_key, values, session.session_key == here)
        for session, values in _sessions(account)
    ]
    return sorted(
        (one for one in found if one.ends > timezone.now()), key=lambda one: one.begun, reverse=True
    )


def end(account: Account, here: str, asked: str = "") -> int:
    """End one sign-in by its id, or every one but the present; return how many ended."""
    keys = [
        session.session_key
        for session, _values in _sessions(account)
        if session.session_key != here and asked in ("", digest(session.session_key)[:16])
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _sessions(account: Account) -> list[tuple[Session, dict[str, object]]]:
    running = [(one, one.get_decoded()) for one in Session.objects.filter(expire_date__gt=timezone.now())]
    proof = account.get_session_auth_hash()
    return [
        (one, values)
        for one, values in running
        if values.get(SESSION_KEY) == str(account.pk)
        and constant_time_compare(str(values.get(HASH_SESSION_KEY, "")), proof)
    ]


def _shown(key: str, values: dict[str, object], here: bool) -> SignIn:
    begun, seen = (int(str(values.get(name, 0))) for name in ("begun", "seen"))
    ends = min(begun + ABSOLUTE, seen + IDLE)
    first, last, over = (datetime.fromtimestamp(moment, UTC) for moment in (begun, seen, ends))
    return SignIn(digest(key)[:16], str(values.get("browser", "")), first, last, over, here)
