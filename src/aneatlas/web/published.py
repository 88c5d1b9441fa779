"""The published atlas beside the workspace: each page leads to the form for errors, filled in with what it shows.

A release stays as it was written; the line is added to what is sent, and only here, because a folder of files has
no form behind it.
"""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from aneatlas.web.atlas import served
from aneatlas.web.permissions import PUBLIC, needs

WORDS = "Report an error on this page"  # the published pages are in English
SUBJECT = re.compile(r"(R\d{4,}(?:-\d+)?)\.html$")
PLACE = re.compile(r'<p class="errors">.*?</p>\n?')
END = "</div>\n</footer>"


@needs(PUBLIC)
@require_safe
def published(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Send a file of the release; a page with the line that leads to the form for errors."""
    found = file_of(served().site, path)
    if found is None:
        raise Http404
    if found.suffix != ".html":
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return FileResponse(found.open("rb"), content_type=kind)
    return HttpResponse(with_form(found.read_text(encoding="utf-8"), path or "index.html"))


def file_of(site: Path | None, path: str) -> Path | None:
    """Return the file of a release at a path, None where there is none or the path leads out of it."""
    if site is None or "\0" in path:
        return None
    root = site.resolve()  # a new release is a new folder under the same name
    found = (root / (path or "index.html")).resolve()
    return found if found.is_relative_to(root) and found.is_file() else None


def with_form(page: str, path: str) -> str:
    """Return a page with the line in the place of the one that says how to report an error.

    A release of an older version has no such line; there it stands before the end of the footer.
    """
    subject = SUBJECT.search(path)
    about = quote(subject[1] if subject else path, safe="")
    line = f'<p class="errors"><a href="{escape(reverse("report-error"))}?about={about}">{WORDS}</a></p>\n'
    if PLACE.search(page):
        return PLACE.sub(lambda _: line, page, count=1)
    head, end, rest = page.rpartition(END)
    return f"{head}{line}{end}{rest}" if end else page
