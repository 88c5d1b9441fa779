"""The home page of the workspace, and the choice of language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from aneatlas.core.permissions import Permission
from aneatlas.web.atlas import served
from aneatlas.web.permissions import PUBLIC, needs
from aneatlas.web.progress import STUCK, coverage, duration, pace, stuck, tasks, unasked, waits
from aneatlas.web.rendering import page
from aneatlas.web.screening.overview import steps
from aneatlas.web.settings import LANGUAGES


@needs(Permission.LOOK)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for whom, what is stuck, and how far the review is."""
    atlas = served()
    counted = steps()
    speed = pace()
    open_reports = len(unasked())
    return page(
        request,
        "home.html",
        title="",
        section="home",
        tasks=tasks(request, open_reports),
        waits=waits(),
        stuck=stuck(),
        days=STUCK,
        steps=[(words, count) for words, count in counted if count],
        records=sum(count for _words, count in counted),
        reports=coverage(open_reports),
        speeds=[
            (one, duration(one.each), duration(None if one.article is None else 60 * one.article))
            for one in speed.speeds()[:20]
        ],
        article_days=speed.days_per_article(),
        head=atlas.ledger.head(),
    )


@needs(PUBLIC)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of language for a year."""
    asked, where = request.POST.get("language", ""), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(where if safe else reverse("home"))
    if asked in dict(LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer
