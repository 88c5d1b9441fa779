"""The administrator's pages: who is here, with which roles; invitations; the log."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aneatlas.core.permissions import MEANINGS, TABLE, Permission, Role
from aneatlas.web.accounts import invitations
from aneatlas.web.accounts.forms import ROLE_NAMES, Invite, Roles
from aneatlas.web.accounts.models import Account, LogLine
from aneatlas.web.extraction.who import progress
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page

SHOWN = 200


@needs(Permission.ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts; invite a person."""
    form = Invite(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, roles = form.cleaned_data["name"], form.cleaned_data["roles"]
        if Role.ADMINISTRATOR in roles or Account.objects.exists():
            return _show_link(request, name, invitations.invite(name, roles, request.person.name))
        form.add_error(
            "roles", _("The first account is an administrator's: without one nobody could invite others.")
        )
    rows = [
        (account, [ROLE_NAMES[role] for role in ROLE_NAMES if role in account.role_set])
        for account in Account.objects.order_by("-is_active", "name")
    ]
    return page(
        request,
        "accounts/people.html",
        status=422 if form.errors else 200,
        title=_("People"),
        section="accounts",
        form=form,
        rows=rows,
        role_names=ROLE_NAMES,
        table=TABLE,
        meanings=MEANINGS,
        first=not rows,
    )


@needs(Permission.ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, name: str) -> HttpResponse:
    """Change a person's roles."""
    account = _account(name)
    given = request.POST or {"roles": [role.value for role in account.role_set]}
    form = Roles(request.POST) if request.method == "POST" else Roles(initial=given)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            roles = form.cleaned_data["roles"]
            if Role.ADMINISTRATOR not in roles and _last(account):
                form.add_error("roles", _("This is the last administrator. Make another one first."))
            else:
                account.role_set = roles
                account.save()
                invitations.note(request.person.name, "roles.changed", f"{name}: {account.roles}")
                messages.success(request, _("The roles of %(name)s are changed.") % {"name": name})
                return back(request, "people")
    return page(
        request,
        "accounts/person.html",
        status=422 if form.errors else 200,
        title=name,
        section="accounts",
        form=form,
        account=account,
    )


@needs(Permission.ACCOUNTS)
@require_POST
def standing(request: HttpRequest, name: str) -> HttpResponse:
    """Let an account rest (every sign-in of it ends), let it back in, or make a link for a new password."""
    account = _account(name)
    what = request.POST.get("what", "")
    if what == "link":
        return _show_link(
            request, name, invitations.invite(name, account.role_set, request.person.name, account)
        )
    with transaction.atomic():
        if what == "rest" and _last(account):
            messages.error(request, _("This is the last administrator. Make another one first."))
        elif what == "factor":
            account.totp_key, account.totp_last = "", 0
            account.recovery_codes.all().delete()
            account.save()
            invitations.note(request.person.name, "factor.off", name)
            messages.success(request, _("The second factor of %(name)s has ended.") % {"name": name})
        elif what in ("rest", "return"):
            account.is_active = what == "return"
            account.save()
            if what == "rest":
                account.tokens.all().delete()
            invitations.note(request.person.name, f"account.{what}", name)
            messages.success(
                request,
                (
                    _("%(name)s may sign in again.")
                    if what == "return"
                    else _("%(name)s can no longer sign in. What they did stays.")
                )
                % {"name": name},
            )
            left = progress().waiting_for(f"person:{name}") if what == "rest" else []
            if left:
                text = ngettext(
                    "%(num)d report still waits for %(name)s: %(reports)s. An editor asks somebody else; the draft is kept.",
                    "%(num)d reports still wait for %(name)s: %(reports)s. An editor asks somebody else; the drafts are kept.",
                    len(left),
                )
                reports = ", ".join(one.report for one in left[:20])
                messages.warning(request, text % {"num": len(left), "name": name, "reports": reports})
    return back(request, "people")


@needs(Permission.ACCOUNTS)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the newest lines of the log of accounts."""
    lines = LogLine.objects.order_by("-pk")[:SHOWN]
    return page(request, "accounts/log.html", title=_("Log of accounts"), section="accounts", lines=lines)


def _account(name: str) -> Account:
    account: Account | None = get_user_model().objects.filter(name=name).first()
    if account is None:
        raise Http404
    return account


def _last(account: Account) -> bool:
    if not account.is_active or Role.ADMINISTRATOR not in account.role_set:
        return False
    others = Account.objects.select_for_update().filter(is_active=True).exclude(pk=account.pk)
    return not any(Role.ADMINISTRATOR in other.role_set for other in others)


def _show_link(request: HttpRequest, name: str, path: str) -> HttpResponse:
    return page(
        request,
        "accounts/link.html",
        title=_("A link for %(name)s") % {"name": name},
        section="accounts",
        name=name,
        link=request.build_absolute_uri(path),
        days=invitations.DAYS,
    )
