"""One-time links: they make an account, or set a new password. Only a digest of a link is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.permissions import Role
from aneatlas.web.accounts.forms import name_fault
from aneatlas.web.accounts.models import Account, Invitation, LogLine

DAYS = 7


def digest(secret: str) -> str:
    """Return what is kept of a secret with much entropy."""
    return hashlib.sha256(secret.encode()).hexdigest()


def note(by: str, what: str, about: str) -> None:
    """Write a line into the log of accounts."""
    LogLine.objects.create(by=by, what=what, about=about)


def invite(name: str, roles: frozenset[Role], by: str, account: Account | None = None) -> str:
    """Return the path of a link that works once; earlier links for the same name end."""
    secret = secrets.token_urlsafe(32)
    Invitation.objects.filter(name=name, used=None).update(used=timezone.now())
    made = Invitation(
        digest=digest(secret), name=name, account=account, by=by, ends=timezone.now() + timedelta(days=DAYS)
    )
    made.roles = " ".join(role.value for role in Role if role in roles)
    made.save()
    note(by, "link.password" if account else "link.invitation", name)
    return str(reverse("invitation", args=[secret]))


def found(secret: str) -> Invitation | None:
    """Return the invitation of a link that still works."""
    return Invitation.objects.filter(digest=digest(secret), used=None, ends__gt=timezone.now()).first()


def accept(invitation: Invitation, password: str) -> Account:
    """Make the account, or set its new password; the link ends, and with it every older sign-in."""
    account = invitation.account or Account(name=invitation.name, roles=invitation.roles)
    account.set_password(password)
    account.save()
    invitation.used = timezone.now()
    invitation.save()
    note(account.name, "password.set", account.name)
    return account


def first_administrator(name: str, address: str) -> str:
    """Return a link for an administrator, made by who can run commands on this machine.

    Raises FactsInvalid for a name that cannot be used.
    """
    account = Account.objects.filter(name=name, is_active=True).first()
    if account is None and (fault := name_fault(name)):
        raise FactsInvalid(f"--new-administrator {name}: {fault}")
    path = invite(name, frozenset({Role.ADMINISTRATOR}), "command line", account)
    return f"{address.rstrip('/') or 'http://127.0.0.1:8920'}{path}"
