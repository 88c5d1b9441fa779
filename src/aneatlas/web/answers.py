"""Every answer's headers, and answers that say no: one clear line, as a page or as JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from pydantic import ValidationError

from aneatlas.core.issues import Failure, LedgerBusy, NotWritable, ServiceUnavailable, form_fault
from aneatlas.web.rendering import page
from aneatlas.web.saying import Said, failure_said, issues_said

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Headers:
    """Middleware: the strict headers of every answer; nothing of the workspace stays in a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "no-store")
        return response


class Failures:
    """Middleware: a workflow that stops becomes an answer with its one clear line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Return the answer to a failure, or None for what is a mistake of the program."""
        if isinstance(problem, Failure):
            return refused(request, status_of(problem), failure_said(problem), issues_said(problem, 20))
        if isinstance(
            problem, ValidationError
        ):  # a text that no event may hold, from a form without a check of its own
            return refused(request, 422, Said(form_fault(problem.errors(include_url=False)[0])))
        return None


def status_of(failure: Failure) -> int:
    """Return the HTTP status of a failure: 503 to try again, 507 for a full disk, 422 for what was asked."""
    if isinstance(failure, LedgerBusy | ServiceUnavailable):
        return 503
    return 507 if isinstance(failure, NotWritable) else 422


def refused(
    request: HttpRequest, status: int, message: str | Said, issues: list[Said] | None = None
) -> HttpResponse:
    """Return a refusal: JSON where the request accepts it, else a page."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": str(message), "issues": [str(i) for i in issues or []]}, status=status)
    titles = {401: _("Please sign in"), 403: _("This is not open to you"), 404: _("There is no such page")}
    return page(
        request,
        "refused.html",
        status=status,
        title=titles.get(status, _("That did not work")),
        message=message if isinstance(message, Said) else Said(message, ""),
        issues=issues or [],
    )


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from this workspace, or whose cookie has ended."""
    return refused(
        request, 403, _("The form could not be checked. Go back, load the page again, and send it once more.")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what no browser of this workspace would send."""
    return HttpResponse(_("This request cannot be understood."), status=400, content_type="text/plain")


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """Answer a refusal that a view raised."""
    return refused(request, 403, str(exception) or _("You may not do this."))


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Answer an address that does not exist."""
    return refused(request, 404, _("Nothing is kept at this address."))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a mistake of the program: nothing about its inside is shown."""
    return HttpResponse(
        _("Something went wrong here. Nothing was half-written. Please try again."),
        status=500,
        content_type="text/plain; charset=utf-8",
    )
