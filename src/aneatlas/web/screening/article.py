"""The article of a record that is screened on its full text: kept here, read beside the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aneatlas.core.issues import FileUnreadable
from aneatlas.core.permissions import Permission
from aneatlas.web.answers import refused
from aneatlas.web.atlas import served
from aneatlas.web.extraction.shaping import article
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back
from aneatlas.web.saying import Said
from aneatlas.workflows.review.view import CandidateView, candidate_view
from aneatlas.workflows.verification.articles import document_of, keep_text_of_record, text_of_record


@needs(Permission.SCREEN)
@require_POST
def take_article(request: HttpRequest, record: str) -> HttpResponse:
    """Keep the file of an article with the record that it belongs to."""
    atlas = served()
    view = candidate_view(atlas.ledger, atlas.study, record, request.person.actor)
    given = request.FILES.get("article")
    if given is None:
        return refused(request, 422, _("Choose the file of the article."))
    try:
        keep_text_of_record(atlas.ledger, view.id, str(given.name), given.read())
    except FileUnreadable as problem:
        return refused(request, 422, Said(problem.message))
    messages.success(request, _("The article is kept. It is private and never published."))
    return back(request, "record", "full_text", view.id)


def blocks_of(view: CandidateView) -> list[dict[str, Any]]:
    """Return the blocks of the article that is kept for a record, none without one."""
    ledger = served().ledger
    ids = dict.fromkeys((view.id, *(str(record["id"]) for record in view.records)))
    digest = next(filter(None, (text_of_record(ledger, one) for one in ids)), "")
    return article(document_of(ledger, digest))
