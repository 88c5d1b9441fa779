"""The editors' queue: letters that nobody has read, and reports of errors that are open."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aneatlas.core.feedback import Standing
from aneatlas.core.permissions import Permission
from aneatlas.web.accounts.models import Letter
from aneatlas.web.atlas import served
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page
from aneatlas.workflows import feedback


@needs(Permission.CORRECT)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the letters and the reports of errors."""
    reports = feedback.reports(served().ledger)
    return page(
        request,
        "feedback/queue.html",
        title=_("Reports of errors"),
        section="errors",
        letters=Letter.objects.order_by("pk"),
        open=[row for row in reports if row.get("standing", "open") == "open"],
        settled=[row for row in reports if row.get("standing", "open") != "open"][:100],
    )


@needs(Permission.CORRECT)
@require_POST
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Take a letter in, in the words of the editor, or throw it away."""
    found = Letter.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    if request.POST.get("what") == "take":
        feedback.take(
            served().ledger,
            request.POST.get("about", found.about),
            request.POST.get("said", found.said),
            request.POST.get("source", found.source),
            request.person.actor,
        )
        messages.success(request, _("Taken in. It is now part of the history."))
    else:
        messages.success(request, _("Thrown away; nothing of it is kept."))
    found.delete()
    return back(request, "errors")


@needs(Permission.CORRECT)
@require_POST
def settle(request: HttpRequest, key: str) -> HttpResponse:
    """Say what became of a report of an error."""
    asked, seen = request.POST.get("standing", ""), request.POST.get("event", "")
    if asked not in [standing.value for standing in Standing] or not seen.isdecimal():
        raise Http404
    feedback.settle(
        served().ledger, key, Standing(asked), request.POST.get("answer", ""), request.person.actor, int(seen)
    )
    messages.success(request, _("Kept."))
    return back(request, "errors")
