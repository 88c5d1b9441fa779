"""Deciding on a record: the page, the decision, the next one in the same answer, undo, notes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.permissions import Permission
from aneatlas.web.answers import refused
from aneatlas.web.atlas import served
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page, text_of
from aneatlas.web.saying import failure_said, not_open
from aneatlas.web.screening.candidate import shown
from aneatlas.web.screening.line import Line, line_of, next_of
from aneatlas.workflows.notes import write
from aneatlas.workflows.review.deciding import decide, undo
from aneatlas.workflows.review.view import CandidateView, candidate_view

CHOICES = ("include", "exclude", "maybe")
LONGEST_NOTE = 1000


@needs(Permission.SCREEN)
@require_safe
def next_record(request: HttpRequest, stage: str) -> HttpResponse:
    """Show the record that is next in line."""
    line = line_of(stage, request.person.actor)
    after = request.GET.get("after", "")
    following = next_of(line.waiting, after)
    if not following:
        return page(
            request,
            "screening/done.html",
            title=_("Nothing waits"),
            section="screening",
            stage=stage,
            line=line,
            after=after,
        )
    return _whole(request, _view(request, following), stage, line, after=after)


@needs(Permission.SCREEN)
@require_http_methods(["GET", "HEAD", "POST"])
def record_page(request: HttpRequest, stage: str, record: str) -> HttpResponse:
    """Show a record; take the decision on it."""
    return _record(request, stage, record, settling=False)


@needs(Permission.SETTLE)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, stage: str, record: str) -> HttpResponse:
    """Show a record on which readers differ; take the third decision."""
    return _record(request, stage, record, settling=True)


def _record(request: HttpRequest, stage: str, record: str, *, settling: bool) -> HttpResponse:
    view = _view(request, record)
    at = view.title_abstract if stage == "title_abstract" else view.full_text
    if request.method != "POST":
        line = line_of(stage, request.person.actor)
        return _whole(request, view, stage, line, after=request.GET.get("after", ""), settling=settling)
    if at.third and not settling:
        return refused(request, 403, not_open(Permission.SETTLE))
    choice, _sep, reason = request.POST.get("decision", "").partition(":")
    seen = request.POST.get("expected", "0")
    if choice not in CHOICES or not seen.isdecimal():
        raise Http404
    note = " ".join(request.POST.get("note", "").split())[:LONGEST_NOTE]
    try:
        decide(
            served().ledger,
            served().study,
            view.id,
            stage,
            choice,
            reader=request.person.actor,
            reason=reason,
            note=note,
            expected=int(seen),
        )
    except FactsInvalid as problem:
        now = _view(request, record)
        line = line_of(stage, request.person.actor)
        return _answer(
            request,
            now,
            stage,
            line,
            settling=settling,
            fault=str(failure_said(problem)),
            note=note,
            status=409,
        )
    return _onward(request, stage, view, choice, settling)


def _onward(
    request: HttpRequest, stage: str, left: CandidateView, choice: str, settling: bool
) -> HttpResponse:
    """Answer with the next record, or send a browser without scripts there."""
    said = {"include": _("Included: %s"), "exclude": _("Excluded: %s"), "maybe": _("Left open: %s")}[
        choice
    ] % left.title
    line = line_of(stage, request.person.actor)
    following = next_of(line.conflicts if settling else line.waiting, left.id)
    if not _wants_json(request):
        messages.success(request, said)
        return HttpResponseRedirect(_address(stage, following, left.id, settling))
    if not following:
        messages.success(request, said)
        return JsonResponse({"leave": _address(stage, "", left.id, settling)})
    return _answer(
        request, _view(request, following), stage, line, after=left.id, settling=settling, said=said
    )


@needs(Permission.SCREEN)
@require_POST
def undo_decision(request: HttpRequest, stage: str) -> HttpResponse:
    """Take one's decision back; the record is shown again."""
    record = request.POST.get("record", "")
    try:
        view = undo(
            served().ledger,
            served().study,
            record,
            stage,
            reader=request.person.actor,
            why="undone by the reader",
        )
    except FactsInvalid as problem:
        return refused(request, 409, failure_said(problem))
    said = _("Taken back: %s") % view.title
    line = line_of(stage, request.person.actor)
    if _wants_json(request):
        return _answer(request, view, stage, line, said=said)
    messages.success(request, said)
    return back(request, "record", stage, view.id)


@needs(Permission.NOTE)
@require_POST
def add_note(request: HttpRequest, stage: str, record: str) -> HttpResponse:
    """Write a note on a record."""
    view = _view(request, record)
    write(served().ledger, view.id, request.POST.get("words", ""), request.person.actor)
    messages.success(request, _("The note is kept."))
    where = "settle" if request.POST.get("where") == "settle" else "record"
    return back(request, where, stage, view.id)


def _view(request: HttpRequest, record: str) -> CandidateView:
    try:
        return candidate_view(served().ledger, served().study, record, request.person.actor)
    except FactsInvalid as problem:
        raise Http404 from problem


def _address(stage: str, record: str, after: str, settling: bool) -> str:
    if not record:
        return (
            reverse("conflicts", args=[stage])
            if settling
            else f"{reverse('next-record', args=[stage])}?after={after}"
        )
    return f"{reverse('settle' if settling else 'record', args=[stage, record])}?after={after}"


def _values(
    request: HttpRequest,
    view: CandidateView,
    stage: str,
    line: Line,
    *,
    after: str = "",
    settling: bool = False,
    fault: str = "",
    note: str = "",
) -> dict[str, object]:
    values = shown(view, stage, request.person)
    kept = note or (values["own"].note if values["own"] else "")
    return {
        **values,
        "line": line,
        "after": after,
        "settling": settling,
        "fault": fault,
        "kept_note": kept,
        "address": reverse("settle" if settling else "record", args=[stage, view.id]),
    }


def _whole(
    request: HttpRequest,
    view: CandidateView,
    stage: str,
    line: Line,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    values = _values(request, view, stage, line, **more)  # type: ignore[arg-type]
    return page(
        request, "screening/record.html", status=status, title=view.title[:80], section="screening", **values
    )


def _answer(
    request: HttpRequest,
    view: CandidateView,
    stage: str,
    line: Line,
    *,
    status: int = 200,
    said: str = "",
    **more: object,
) -> HttpResponse:
    """Answer with a record: as JSON that a script puts in the place of the last one, else as a page."""
    if not _wants_json(request):
        return _whole(request, view, stage, line, status=status, **more)
    values = _values(request, view, stage, line, **more)  # type: ignore[arg-type]
    html = text_of(request, "screening/candidate.html", **values)
    return JsonResponse(
        {
            "html": html,
            "title": view.title[:80],
            "address": f"{values['address']}?after={values['after']}"
            if values["after"]
            else values["address"],
            "said": said,
        },
        status=status,
    )


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
