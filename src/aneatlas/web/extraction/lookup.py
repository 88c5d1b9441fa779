"""Terms looked up by name: as JSON for the search in the form, as a page for everybody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aneatlas.core.permissions import Permission
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import page
from aneatlas.workflows.terms import LONGEST, Found, find_terms


@needs(Permission.LOOK)
@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Show the terms of a group of the form that the words of a question may mean."""
    dictionary = served().study.dictionary
    coded = [g for g in dictionary.groups if g.keyed and not dictionary.vocabularies[g.repeats].listed]
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    group = request.GET.get("group", "") or (coded[0].id if coded else "")
    found = find_terms(served().study, group, asked)
    shown = [
        {"id": hit.id, "name": hit.label, "by": hit.by, "about": _about(found, hit.id, hit.by, hit.former)}
        for hit in found.hits
    ]
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"terms": shown, "named": found.named})
    return page(
        request,
        "extraction/lookup.html",
        title=_("Find a term"),
        section="extraction",
        group=group,
        groups=[(g.id, terms.term(g.title)) for g in coded],
        asked=asked,
        found=shown,
    )


def _about(found: Found, id: str, by: str, former: bool) -> str:
    """Return what stands beside a term: the name by which it was found, and the field that asks for it anyway."""
    said = (
        [_("formerly %(name)s") % {"name": by} if former else _("also %(name)s") % {"name": by}] if by else []
    )
    if id in found.fields:
        said.append(
            _("the form has a field of its own for it: %(field)s") % {"field": terms.field(found.fields[id])}
        )
    return "; ".join(said)
