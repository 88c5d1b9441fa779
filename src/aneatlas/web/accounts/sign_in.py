"""Signing in and out, and the one-time links."""

from __future__ import annotations

import time

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from aneatlas.web.accounts import invitations, throttle
from aneatlas.web.accounts.forms import Code, NewPassword, SignIn
from aneatlas.web.accounts.models import Account
from aneatlas.web.accounts.second_factor import passes
from aneatlas.web.accounts.sign_ins import browser_of
from aneatlas.web.answers import refused
from aneatlas.web.permissions import PUBLIC, needs
from aneatlas.web.rendering import back, page

HALF = 10 * 60  # seconds between the password and the second factor
BACKEND = "django.contrib.auth.backends.ModelBackend"


@needs(PUBLIC)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the name and the password; the refusal does not tell which of them is wrong."""
    form = SignIn(request.POST or None, initial={"name": request.GET.get("name", "")[:60]})
    if request.method == "POST" and form.is_valid():
        name, place = form.cleaned_data["name"].strip(), request.META["REMOTE_ADDR"]
        wait = throttle.waiting("sign-in", name) or throttle.waiting("sign-in-place", place)
        if wait:
            return _too_many(request, wait)
        account = authenticate(request, username=name, password=form.cleaned_data["password"])
        if account is None:
            throttle.count("sign-in", name)
            known = Account.objects.filter(name=name).exists()  # what else was typed may be a password
            invitations.note("", "sign-in.refused", name if known else "an unknown name")
            throttle.count("sign-in-place", place)
            form.add_error(None, _("The name or the password is not right."))
        elif account.totp_key:
            request.session.cycle_key()
            request.session["half"] = {"account": account.pk, "at": int(time.time()), "next": _next(request)}
            return back(request, "second-factor")
        else:
            throttle.forget("sign-in", name)
            return enter(request, account, _next(request))
    status = 422 if form.errors else 200
    return page(
        request, "accounts/sign_in.html", status=status, title=_("Sign in"), form=form, next=_next(request)
    )


@needs(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the authenticator, or a recovery code."""
    half = request.session.get("half")
    account = Account.objects.filter(pk=half["account"], is_active=True).first() if half else None
    if half is None or account is None or time.time() - half["at"] > HALF:
        return back(request, "sign-in")
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = throttle.waiting("second-factor", account.name)
        if wait:
            return _too_many(request, wait)
        if passes(account, form.cleaned_data["code"]):
            throttle.forget("second-factor", account.name)
            throttle.forget("sign-in", account.name)
            return enter(request, account, half["next"])
        throttle.count("second-factor", account.name)
        invitations.note("", "factor.refused", account.name)
        form.add_error("code", _("This code is not right, or it was used before. Wait for the next one."))
    status = 422 if form.errors else 200
    return page(request, "accounts/second_factor.html", status=status, title=_("Second factor"), form=form)


@needs(PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the sign-in: the session is removed on the server."""
    logout(request)
    answer = back(request, "sign-in")
    answer["Clear-Site-Data"] = '"cache"'  # drafts that the server has not got yet stay in the browser
    return answer


@needs(PUBLIC)
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Set the first or a new password through a link that works once."""
    place = request.META["REMOTE_ADDR"]
    if wait := throttle.waiting("link", place):
        return _too_many(request, wait)
    invited = invitations.found(secret)
    if invited is None:
        throttle.count("link", place)
        return refused(
            request, 404, _("This link was used before, has ended, or was never made. Ask for a new one.")
        )
    form = NewPassword(request.POST or None, account=invited.account or Account(name=invited.name))
    if request.method == "POST" and form.is_valid():
        account = invitations.accept(invited, form.cleaned_data["password"])
        messages.success(request, _("The password is set. Sign in with it."))
        logout(request)
        return HttpResponseRedirect(f"{reverse('sign-in')}?name={account.name}")
    status = 422 if form.errors else 200
    return page(
        request, "accounts/invitation.html", status=status, title=_("Welcome"), form=form, invited=invited
    )


def enter(request: HttpRequest, account: Account, where: str) -> HttpResponse:
    """Begin a signed-in session under a new key."""
    request.session.pop("half", None)
    login(request, account, backend=BACKEND)
    request.session["browser"] = browser_of(request.headers.get("User-Agent", ""))
    request.session["begun"] = request.session["seen"] = int(time.time())
    invitations.note(account.name, "signed-in", account.name)
    return HttpResponseRedirect(where or reverse("home"))


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else ""


def _too_many(request: HttpRequest, minutes: int) -> HttpResponse:
    answer = refused(
        request, 429, _("Too many attempts. Try again in %(minutes)d minutes.") % {"minutes": minutes}
    )
    answer["Retry-After"] = str(60 * minutes)
    return answer
