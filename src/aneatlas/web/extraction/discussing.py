"""What readers, adjudicators and editors say to each other about a report and its fields."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aneatlas.core.dictionary import Subject
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.permissions import Permission
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page
from aneatlas.workflows.notes import notes, write
from aneatlas.workflows.verification.desk import desk_of


@needs(Permission.LOOK)
@require_safe
def discuss(request: HttpRequest, report: str) -> HttpResponse:
    """Show the notes on a report and its fields, and a form for another."""
    return page(
        request,
        "extraction/notes.html",
        title=_("Notes on %(report)s") % {"report": report},
        section="extraction",
        desk=desk_of(served().ledger, report),
        chosen=request.GET.get("field", ""),
        **discussion(request, report),
    )


@needs(Permission.NOTE)
@require_POST
def write_note(request: HttpRequest, report: str) -> HttpResponse:
    """Write a note on a report, or on one of its fields."""
    field = request.POST.get("field", "")
    if field and field not in served().study.dictionary:
        raise FactsInvalid(_("There is no such field."))
    found = desk_of(served().ledger, report).report
    write(served().ledger, found, request.POST.get("words", ""), request.person.actor, field=field)
    messages.success(request, _("The note is kept."))
    return back(request, "report-notes", found)


def discussion(request: HttpRequest, report: str) -> dict[str, Any]:
    """Return what the part 'extraction/discuss.html' of a page shows: the notes that the person may see, the fields."""
    return {
        "notes": notes(served().ledger, [report], viewer=request.person.actor),
        "note_fields": _fields(served().study.fingerprint, get_language() or ""),
    }


@lru_cache(maxsize=8)
def _fields(fingerprint: str, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the fields that a note may be about, by their groups: the same for every report."""
    return [
        (terms.term(group.title), fields)
        for subject in (Subject.CASE, Subject.COHORT, Subject.REPORT)
        for group in served().study.dictionary.groups_of(subject)
        if (fields := [(f.id, terms.term(f.name)) for f in group.fields if f.id not in RECORD_FIELDS])
    ]
