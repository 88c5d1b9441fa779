"""Files of records taken into the running review: bounded in size, known by their content."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aneatlas.core.issues import Failure
from aneatlas.core.permissions import Permission
from aneatlas.web.atlas import served
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page
from aneatlas.workflows.literature import take_files

MOST_FILES = 10
LARGEST = 60 * 1024 * 1024  # bytes of one file


@needs(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Take files into the review while others decide."""
    fault = ""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        fault = _fault(files)
        if not fault:
            try:
                return _taken(request, files)
            except Failure as problem:
                fault = problem.message
    return page(
        request,
        "screening/import.html",
        status=422 if fault else 200,
        title=_("Take in files"),
        section="screening",
        fault=fault,
        megabytes=LARGEST // 1024 // 1024,
    )


def _fault(files: list[UploadedFile]) -> str:
    if not files:
        return _("Choose at least one file.")
    if len(files) > MOST_FILES:
        return _("Choose at most %(most)d files at once.") % {"most": MOST_FILES}
    for file in files:
        if (file.size or 0) > LARGEST:
            return _("%(name)s is larger than %(most)d MB.") % {
                "name": file.name,
                "most": LARGEST // 1024 // 1024,
            }
    return ""


def _taken(request: HttpRequest, files: list[UploadedFile]) -> HttpResponse:
    """Write the files where only this process reads them, take them in, and remove them."""
    atlas = served()
    with tempfile.TemporaryDirectory(prefix="aneatlas-") as folder:
        paths = []
        for number, file in enumerate(files):
            name = PurePosixPath(str(file.name).replace("\\", "/")).name[:80] or "file"
            place = Path(folder) / str(number)
            place.mkdir()
            path = place / name
            with path.open("wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
            paths.append(path)
        taken, issues = take_files(
            atlas.ledger,
            atlas.study,
            paths,
            actor=request.person.actor,
            source=" ".join(request.POST.get("source", "").split())[:60],
        )
    for one in taken:
        told = _(
            "%(search)s: %(read)d records read, %(new)d new, %(known)d known already, %(merged)d merged."
        )
        messages.success(
            request,
            told
            % {
                "search": one.search,
                "read": one.read,
                "new": one.new,
                "known": one.known,
                "merged": one.merged,
            },
        )
    for issue in issues[:10]:
        messages.warning(request, str(issue))
    return back(request, "screening")
