"""Who acts, how long a sign-in lasts, and who may see which view: held in one place for all routes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from aneatlas.core.permissions import Permission, Role
from aneatlas.web.accounts.invitations import note
from aneatlas.web.accounts.models import Account
from aneatlas.web.accounts.sign_ins import ABSOLUTE, IDLE
from aneatlas.web.answers import refused
from aneatlas.web.atlas import served
from aneatlas.web.permissions import PUBLIC, SIGNED_IN, Person
from aneatlas.web.saying import not_open
from aneatlas.workflows.place import person as person_here

TOUCH = 60  # seconds between two notes of the last request: not every request writes


class Access:
    """Middleware: sets `request.person`, and refuses what the person may not see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = acting(request)
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with served().ledger.one_moment():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Refuse a request to a view that its person may not use."""
        what = getattr(view, "needs", None)
        if what is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} does not say what it needs")
        person: Person | None = request.person
        if _lacks_factor(request) and isinstance(what, Permission):
            return HttpResponseRedirect(reverse("new-factor"))
        if what == PUBLIC or (person is not None and (what == SIGNED_IN or person.may(Permission(what)))):
            return None
        if person is None:
            return _to_sign_in(request)
        note(person.name, "refused", f"{request.method} {request.path}"[:200])
        return refused(request, 403, not_open(Permission(what)))


def acting(request: HttpRequest) -> Person | None:
    """Return who acts: the account that signed in, the one person of a laptop, or None."""
    if request.user.is_authenticated:
        if _expired(request):
            logout(request)
            return None
        return Person(request.user.name, request.user.role_set)
    if served().open_to_one and not _forwarded(request) and not Account.objects.exists():
        return Person(person_here().removeprefix("person:"), frozenset(Role), alone=True)
    return None


def _lacks_factor(request: HttpRequest) -> bool:
    """Tell whether the account that signed in must set up a second factor first."""
    if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
        return False
    return not request.user.totp_key


def _forwarded(request: HttpRequest) -> bool:
    """A request that came through a proxy is not the one person's, wherever this server is bound."""
    return any(
        name in request.META for name in ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST")
    )


def _expired(request: HttpRequest) -> bool:
    moment = int(time.time())
    session = request.session
    begun, seen = session.get("begun", 0), session.get("seen", 0)
    if moment - begun > ABSOLUTE or moment - seen > IDLE:
        return True
    if moment - seen > TOUCH:
        session["seen"] = moment
    return False


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "GET" or "application/json" in request.headers.get("Accept", ""):
        return refused(
            request,
            401,
            _(
                "You are not signed in, or the sign-in has ended. Sign in again in another tab; what you wrote is kept here."
            ),
        )
    return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
