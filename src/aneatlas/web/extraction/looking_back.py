"""Looking back: what became of a report, its history, agreement between readers, the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aneatlas.core.extractions import is_group
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.permissions import Permission
from aneatlas.core.states import case_state
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.extraction.deciding import decided_words
from aneatlas.web.extraction.discussing import discussion
from aneatlas.web.extraction.who import name_of, who
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import page
from aneatlas.web.saying import why_closed
from aneatlas.workflows.correct import history
from aneatlas.workflows.verification.agreement import agreement
from aneatlas.workflows.verification.audit import residual
from aneatlas.workflows.verification.changes import changes_for
from aneatlas.workflows.verification.desk import desk_of
from aneatlas.workflows.verification.log import log_lines
from aneatlas.workflows.verification.settled_cases import settled_cases


@needs(Permission.LOOK)
@require_safe
def outcome(request: HttpRequest, report: str) -> HttpResponse:
    """Show what stands in the atlas of a report, and to each reader what was decided otherwise, and why."""
    atlas, person = served(), who(request)
    desk = desk_of(atlas.ledger, report)
    undo = desk.why_not("reopen", person)
    changed: list[Any] = []
    if desk.decision and person.name in desk.decision.readers and desk.state == "settled":
        changed = list(changes_for(atlas.ledger, report, person, person.name))
    settled = list(settled_cases(atlas.ledger, report))
    now = {(case["id"], f.field, f.item): terms.finding(f) for case, findings in settled for f in findings}
    return page(
        request,
        "extraction/outcome.html",
        title=_("What became of %(report)s") % {"report": report},
        section="extraction",
        desk=desk,
        cases=[
            (
                case,
                findings,
                "" if is_group(case["id"][-1]) else case_state(True, [f.provenance for f in findings]),
            )
            for case, findings in settled
        ],
        changed=changed,
        stands={
            c.decision: now.get((c.decision.subject, c.decision.field, c.decision.item)) for c in changed
        },
        decided=decided_words,
        undo=why_closed(undo),
        name_of=name_of,
        **discussion(request, report),
    )


@needs(Permission.LOOK)
@require_safe
def history_page(request: HttpRequest, report: str) -> HttpResponse:
    """Show every event of a report and its cases."""
    ledger = served().ledger
    desk = desk_of(ledger, report)
    subjects = [report, *(case["id"] for case, _findings in settled_cases(ledger, report))]
    return page(
        request,
        "extraction/history.html",
        title=_("History of %(report)s") % {"report": report},
        section="extraction",
        desk=desk,
        histories=[(subject, list(history(ledger, subject))) for subject in subjects],
    )


@needs(Permission.LOOK)
@require_safe
def agreement_page(request: HttpRequest) -> HttpResponse:
    """Show how far the readers agreed before they were compared."""
    return page(
        request,
        "extraction/agreement.html",
        title=_("Agreement"),
        section="extraction",
        found=agreement(served().ledger),
        left=residual(served().ledger),
        name_of=name_of,
    )


@needs(Permission.LOOK)
@require_safe
def log_file(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Hand out the log as JSON lines, of one report or of all."""
    report = request.GET.get("report", "")
    if report and served().ledger.row("reports", report) is None:
        raise FactsInvalid(_("There is no such report."))
    lines = (line + "\n" for line in log_lines(served().ledger, who(request), report))
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="log{"-" + report if report else ""}.jsonl"'
    return answer
