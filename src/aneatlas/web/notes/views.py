"""List notes; resolve one, open it again, take one's own back."""

from __future__ import annotations

import re
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aneatlas.core.permissions import Permission
from aneatlas.web.atlas import served
from aneatlas.web.extraction.address import ReportId
from aneatlas.web.permissions import Person, needs
from aneatlas.web.rendering import page
from aneatlas.workflows import notes

SHOWN = 200


@needs(Permission.LOOK)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the open notes, or all, by what they are about."""
    every = request.GET.get("all") == "1"
    found = notes.notes(served().ledger, open_only=not every, viewer=request.person.actor)[-SHOWN:]
    found.sort(key=lambda note: (request.person.name not in note.get("mentions", ()), note["subject"]))
    groups = [
        (subject, _where(subject, request.person), list(group))
        for subject, group in groupby(found, key=lambda note: note["subject"])
    ]
    return page(request, "notes/page.html", title=_("Notes"), section="notes", groups=groups, all=every)


@needs(Permission.NOTE)
@require_POST
def settle_note(request: HttpRequest, key: str) -> HttpResponse:
    """Resolve a note, or open it again."""
    seen = request.POST.get("event", "")
    expected = int(seen) if seen.isdecimal() else None
    notes.settle(served().ledger, key, request.POST.get("what") == "resolve", request.person.actor, expected)
    messages.success(request, _("Kept."))
    return _back(request)


@needs(Permission.NOTE)
@require_POST
def take_back_note(request: HttpRequest, key: str) -> HttpResponse:
    """Take one's own note back; the history keeps it."""
    notes.remove(served().ledger, key, "taken back by its author", request.person.actor)
    messages.success(request, _("The note is taken back."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    where = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(where if safe else reverse("notes"))


def _where(subject: str, person: Person) -> str:
    if re.fullmatch(f"{ReportId.regex}(-.*)?", subject):
        return str(reverse("report-notes", args=[subject.partition("-")[0]]))
    if ":" not in subject:
        return ""
    if person.may(Permission.SCREEN):
        return str(reverse("record", args=["title_abstract", subject]))
    return str(reverse("settle", args=["title_abstract", subject])) if person.may(Permission.SETTLE) else ""
