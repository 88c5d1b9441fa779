"""One's own account: password, second factor, tokens of the programming interface."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from aneatlas.web.accounts import second_factor as factor
from aneatlas.web.accounts import throttle
from aneatlas.web.accounts.forms import ROLE_NAMES, ChangePassword, NewFactor, NewToken
from aneatlas.web.accounts.invitations import digest, note
from aneatlas.web.accounts.models import Account, Token
from aneatlas.web.accounts.sign_ins import end, sign_ins
from aneatlas.web.answers import refused
from aneatlas.web.permissions import SIGNED_IN, needs
from aneatlas.web.rendering import back, page

TOKEN_DAYS = 365


def mine(request: HttpRequest) -> Account | None:
    """Return the account that signed in; None for the one person without an account."""
    return None if request.person.alone else request.user


@needs(SIGNED_IN)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the account, its roles, what protects it."""
    if (own := mine(request)) is None:
        return _without(request)
    roles = [ROLE_NAMES[role] for role in ROLE_NAMES if role in own.role_set]
    return page(
        request,
        "accounts/account.html",
        title=_("Your account"),
        section="account",
        own=own,
        roles=roles,
        left=own.recovery_codes.count(),
        sign_ins=sign_ins(own, str(request.session.session_key)),
        tokens=own.tokens.filter(ends__gt=timezone.now()).order_by("created"),
        form=NewToken(),
    )


@needs(SIGNED_IN)
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other sign-in of the account ends."""
    if (own := mine(request)) is None:
        return _without(request)
    if wait := throttle.waiting("password", own.name):
        return refused(
            request, 429, _("Too many attempts. Try again in %(minutes)d minutes.") % {"minutes": wait}
        )
    form = ChangePassword(request.POST or None, account=own)
    if request.method == "POST" and form.is_valid():
        own.set_password(form.cleaned_data["password"])
        own.save()
        update_session_auth_hash(request, own)
        note(own.name, "password.changed", own.name)
        messages.success(
            request, _("The password is changed. Every other sign-in of this account has ended.")
        )
        return back(request, "account")
    if "old" in form.errors:
        throttle.count("password", own.name)
    return page(
        request,
        "accounts/password.html",
        status=422 if form.errors else 200,
        title=_("Change the password"),
        section="account",
        form=form,
    )


@needs(SIGNED_IN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_factor(request: HttpRequest) -> HttpResponse:
    """Set up the authenticator: it counts once a first code was right."""
    if (own := mine(request)) is None:
        return _without(request)
    if own.totp_key:
        return back(request, "account")
    key = request.session.get("new_key") or factor.new_key()
    request.session["new_key"] = key
    form = NewFactor(request.POST or None)
    if wait := throttle.waiting("password", own.name):
        return refused(
            request, 429, _("Too many attempts. Try again in %(minutes)d minutes.") % {"minutes": wait}
        )
    if request.method == "POST" and form.is_valid() and not own.check_password(form.cleaned_data["password"]):
        throttle.count("password", own.name)
        form.add_error("password", _("This is not your present password."))
    elif request.method == "POST" and form.is_valid():
        step = factor.step_of(key, form.cleaned_data["code"], 0)
        if step:
            own.totp_key, own.totp_last = key, step
            own.save()
            del request.session["new_key"]
            note(own.name, "factor.on", own.name)
            return _show_codes(request, own)
        form.add_error("code", _("This code is not right. Look whether the clock of the telephone is right."))
    return page(
        request,
        "accounts/new_factor.html",
        status=422 if form.errors else 200,
        title=_("Set up a second factor"),
        section="account",
        form=form,
        key=" ".join(key[i : i + 4] for i in range(0, len(key), 4)),
        picture=Markup(factor.picture(key, own.name)),  # drawn by segno from our own address
    )


@needs(SIGNED_IN)
@require_POST
def change_factor(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, or end the second factor; the password is asked again."""
    if (own := mine(request)) is None:
        return _without(request)
    if wait := throttle.waiting("password", own.name):
        return refused(
            request, 429, _("Too many attempts. Try again in %(minutes)d minutes.") % {"minutes": wait}
        )
    if not own.check_password(request.POST.get("password", "")):
        throttle.count("password", own.name)
        messages.error(request, _("This is not your present password; nothing was changed."))
        return back(request, "account")
    if request.POST.get("what") == "end":
        own.totp_key, own.totp_last = "", 0
        own.save()
        own.recovery_codes.all().delete()
        note(own.name, "factor.off", own.name)
        messages.success(request, _("The second factor has ended."))
        return back(request, "account")
    if not own.totp_key:
        return back(request, "account")
    note(own.name, "codes.new", own.name)
    return _show_codes(request, own)


@needs(SIGNED_IN)
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Make a token, shown once, or end one."""
    if (own := mine(request)) is None:
        return _without(request)
    if ended := request.POST.get("end", ""):
        gone, _by_model = Token.objects.filter(
            account=own, pk=int(ended) if ended.isdecimal() else 0
        ).delete()
        if gone:
            note(own.name, "token.ended", own.name)
            messages.success(request, _("The token has ended."))
        return back(request, "account")
    form = NewToken(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what the token is for."))
        return back(request, "account")
    secret = f"aneatlas_{secrets.token_urlsafe(32)}"
    label = form.cleaned_data["label"]
    Token.objects.create(
        account=own, digest=digest(secret), label=label, ends=timezone.now() + timedelta(days=TOKEN_DAYS)
    )
    note(own.name, "token.made", own.name)
    return page(
        request, "accounts/token.html", title=_("A new token"), section="account", secret=secret, label=label
    )


@needs(SIGNED_IN)
@require_POST
def end_sign_ins(request: HttpRequest) -> HttpResponse:
    """End one other sign-in of the account, or all others."""
    if (own := mine(request)) is None:
        return _without(request)
    ended = end(own, str(request.session.session_key), request.POST.get("end", ""))
    if ended:
        note(own.name, "sign-in.ended", own.name)
    messages.success(
        request,
        ngettext("%(num)d sign-in has ended.", "%(num)d sign-ins have ended.", ended) % {"num": ended},
    )
    return back(request, "account")


def _show_codes(request: HttpRequest, own: Account) -> HttpResponse:
    request.session["seen"] = int(time.time())
    return page(
        request,
        "accounts/codes.html",
        title=_("Recovery codes"),
        section="account",
        codes=factor.new_recovery_codes(own),
    )


def _without(request: HttpRequest) -> HttpResponse:
    return refused(
        request,
        404,
        _(
            "You work alone on this computer, without an account. Accounts begin with: aneatlas serve --new-administrator NAME"
        ),
    )
