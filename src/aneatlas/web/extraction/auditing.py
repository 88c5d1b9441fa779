"""The audit's pages: draw a sample, look at each value again, read the share of errors."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aneatlas.core.permissions import Permission
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.extraction.who import who
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page
from aneatlas.workflows.place import now
from aneatlas.workflows.verification.audit import audit_of, audits, draw, look


@needs(Permission.ADJUDICATE)
@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Show all audits."""
    return page(
        request,
        "extraction/audits.html",
        title=_("Audits"),
        section="extraction",
        audits=list(audits(served().ledger)),
    )


@needs(Permission.ADJUDICATE)
@require_POST
def draw_one(request: HttpRequest) -> HttpResponse:
    """Draw a sample."""
    size, altered = (_number(request.POST.get(name, "")) for name in ("size", "altered"))
    atlas = served()
    drawn = draw(
        atlas.ledger,
        atlas.study,
        who(request),
        now(),
        size=size,
        altered=altered,
        seed=secrets.randbelow(2**31),
    )
    messages.success(request, _("Audit %(id)s is drawn.") % {"id": drawn.id})
    return back(request, "audit", drawn.id)


@needs(Permission.ADJUDICATE)
@require_http_methods(["GET", "HEAD", "POST"])
def audit_page(request: HttpRequest, audit: str) -> HttpResponse:
    """Show the next value of an audit; take the look at one."""
    atlas = served()
    if request.method == "POST":
        place = _number(request.POST.get("place", ""))
        right = request.POST.get("verdict") == "right"
        look(
            atlas.ledger,
            who(request),
            now(),
            audit,
            place,
            right=right,
            reason=request.POST.get("reason", ""),
        )
        return back(request, "audit", audit)
    found = audit_of(atlas.ledger, audit)
    again = _number(request.GET.get("place", "")) if request.GET.get("place") else None
    following = again if again in found.looks else next(iter(found.open), None)
    shown = _shown(found.drawn.items[following]) if following is not None else {}
    return page(
        request,
        "extraction/audit.html",
        title=_("Audit %(id)s") % {"id": audit},
        section="extraction",
        audit=found,
        place=following,
        said=found.looks.get(following) if following is not None else None,
        last=max((n for n in found.looks if following is None or n < following), default=None),
        shown=shown,
        result=found.result() if following is None else None,
    )


def _shown(item: Any) -> dict[str, Any]:
    """Return the value as shown, with the words behind the finding: not whether it was altered."""
    atlas = served()
    row: dict[str, Any] = atlas.ledger.row("findings", item.finding) or {}
    subject, _sep, rest = item.finding.partition("/")
    field = rest.partition("/")[0]
    return {
        "subject": subject,
        "report": subject.partition("-")[0],
        "field": field,
        "item": rest.partition("/")[2],
        "words": terms.answer(field, item.status, item.value),
        "quotes": [entry["text"] for entry in row.get("evidence", []) if entry["kind"] == "quote"],
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
