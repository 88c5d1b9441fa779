"""The map of all addresses: each room has its own."""

from __future__ import annotations

from django.urls import include, path

from aneatlas.web import api, published, workspace

urlpatterns = [
    path("", workspace.home, name="home"),
    path("api/v1/", api.urls),
    path("atlas/", published.published, name="published"),
    path("atlas/<path:path>", published.published, name="published-page"),
    path("language", workspace.language, name="language"),
    path("account/", include("aneatlas.web.accounts.urls")),
    path("", include("aneatlas.web.feedback.urls")),
    path("notes/", include("aneatlas.web.notes.urls")),
    path("screening/", include("aneatlas.web.screening.urls")),
    path("extraction/", include("aneatlas.web.extraction.urls")),
]
handler400 = "aneatlas.web.answers.bad_request"
handler403 = "aneatlas.web.answers.forbidden"
handler404 = "aneatlas.web.answers.not_found"
handler500 = "aneatlas.web.answers.broken"
