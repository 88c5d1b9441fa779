"""The desk: what waits for me, what waits for a decision, who reads what; taking in an article."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aneatlas.core.issues import FactsInvalid, FileUnreadable
from aneatlas.core.permissions import Permission, allowed
from aneatlas.web import terms
from aneatlas.web.accounts.models import Account
from aneatlas.web.atlas import served
from aneatlas.web.extraction.address import ReportId
from aneatlas.web.extraction.who import name_of, progress, who
from aneatlas.web.permissions import needs
from aneatlas.web.progress import unasked
from aneatlas.web.rendering import back, page
from aneatlas.web.saying import fault_of
from aneatlas.workflows.correct import set_standing
from aneatlas.workflows.place import now
from aneatlas.workflows.present import titles_of
from aneatlas.workflows.unread import unread
from aneatlas.workflows.verification.articles import keep_article, register_article
from aneatlas.workflows.verification.assign import assign, unassign
from aneatlas.workflows.verification.desk import desk_of

MOST = 200  # rows of one list on the page
UNASKED = 50  # of the reports that nobody reads yet
SENT = ("standing", "reason", "where", "why", "event")  # by the form of a report's standing


@needs(Permission.LOOK)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for whom."""
    asked = request.GET.get("report", "").strip().upper()
    if asked:
        if not re.fullmatch(ReportId.regex, asked):
            raise FactsInvalid(_("%(text)s is no id of a report. Write it as R0001.") % {"text": asked[:40]})
        found = desk_of(served().ledger, asked).report
        return back(request, "readers" if request.person.may(Permission.ASSIGN) else "report-history", found)
    standing = progress()
    me = request.person.actor
    mine = [s for s in standing.all() if me in s.assigned]
    lists = {
        "waiting": standing.waiting_for(me)[:MOST],
        "mine": [s for s in mine if me in s.submitted][:MOST],
        "to_settle": standing.to_settle()[:MOST],
        "reading": [s for s in standing.all() if s.state == "reading"][:MOST],
    }
    open_ones = (
        sorted(unasked(), key=lambda key: (len(key), key)) if request.person.may(Permission.ASSIGN) else []
    )
    return page(
        request,
        "extraction/desk.html",
        title=_("Extraction"),
        section="extraction",
        lists=lists,
        unread=unread(served().ledger.home)[:MOST] if request.person.may(Permission.IMPORT) else [],
        unasked=open_ones[:UNASKED],
        unasked_more=max(0, len(open_ones) - UNASKED),
        titles=titles_of(
            served().ledger, {s.report for each in lists.values() for s in each} | set(open_ones[:UNASKED])
        ),
        counts=standing.counts(),
        name_of=name_of,
    )


@needs(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_article(request: HttpRequest) -> HttpResponse:
    """Take in the text of an article, and register its report where it is new."""
    types = served().study.dictionary.vocabularies["report_type"].terms.values()
    wrong = ""
    if request.method == "POST":
        given = request.FILES.get("article")
        if given is None:
            wrong = _("Choose the file of the article.")
        else:
            try:
                return _take(request, str(given.name), given.read())
            except (FileUnreadable, FactsInvalid) as problem:
                wrong = problem.message
    return page(
        request,
        "extraction/new.html",
        status=422 if wrong else 200,
        title=_("Take in an article"),
        section="extraction",
        types=types,
        wrong=wrong,
    )


def _take(request: HttpRequest, name: str, data: bytes) -> HttpResponse:
    atlas, person = served(), who(request)
    document = keep_article(atlas.ledger, name, data)
    report = register_article(
        atlas.ledger,
        atlas.study,
        document,
        person,
        now(),
        title=" ".join(request.POST.get("title", "").split()),
        type=request.POST.get("type", "") or "case_report",
        read="abstract",
    )
    if request.person.may(Permission.EXTRACT) and request.person.may(Permission.ASSIGN):
        assign(atlas.ledger, report, person.name, person, now(), document.hash)
        messages.success(
            request,
            _("The article is kept, and its report %(report)s is yours to read.") % {"report": report},
        )
        return back(request, "extract", report)
    messages.success(request, _("The article is kept as report %(report)s.") % {"report": report})
    return back(request, "readers", report)


@needs(Permission.ASSIGN)
@require_safe
def readers(request: HttpRequest, report: str) -> HttpResponse:
    """Show who reads a report, and how it stands in the collection."""
    return _readers(request, report)


def _readers(
    request: HttpRequest, report: str, given: dict[str, str] | None = None, fault: str = ""
) -> HttpResponse:
    """Return the page; given: what was sent of its standing and not kept."""
    found = desk_of(served().ledger, report)
    return page(
        request,
        "extraction/readers.html",
        status=422 if fault else 200,
        title=_("Readers of %(report)s") % {"report": report},
        section="extraction",
        desk=found,
        names=[name for name in _extractors() if f"person:{name}" not in found.assigned],
        name_of=name_of,
        standings={name: terms.standing(name) for name in terms.STANDINGS},
        stands=found.row.get("standing") or "included",
        because=found.row.get("reason", ""),
        reasons=served().study.eligibility.reason,
        given=given or dict.fromkeys(SENT, ""),
        fault=fault,
    )


@needs(Permission.CORRECT)
@require_POST
def change_standing(request: HttpRequest, report: str) -> HttpResponse:
    """Say that a report is included, excluded or retracted, unless somebody was faster."""
    given = {name: " ".join(request.POST.get(name, "").split())[:4000] for name in SENT}
    to = given["standing"]
    reason = {"excluded": given["reason"], "retracted": given["where"]}.get(to, "")
    ledger = served().ledger
    try:
        with ledger.exclusive():
            row = desk_of(ledger, report).row
            if str(row["event"]) != given["event"]:
                stands = terms.standing(row.get("standing") or "included")
                raise FactsInvalid(
                    f"{report} was changed meanwhile: it is now '{stands}'. Look at it and send again."
                )
            set_standing(
                ledger,
                served().study,
                report,
                to,
                reason,
                why=given["why"],
                actor=request.person.actor,
            )
    except FactsInvalid as problem:
        return _readers(request, report, given, fault_of(problem))
    messages.success(
        request,
        _("%(report)s: %(standing)s. The history keeps what was before.")
        % {"report": report, "standing": terms.standing(to)},
    )
    return back(request, "readers", report)


@needs(Permission.ASSIGN)
@require_POST
def change_readers(request: HttpRequest, report: str) -> HttpResponse:
    """Ask somebody to read a report, or take them off it."""
    reader = " ".join(request.POST.get("reader", "").split())
    person = who(request)
    if request.POST.get("do") == "remove":
        unassign(served().ledger, report, f"person:{reader}", person, now(), request.POST.get("why", ""))
        messages.success(
            request,
            _("%(reader)s no longer reads %(report)s; the draft is kept.")
            % {"reader": reader, "report": report},
        )
    else:
        _named(reader)
        assign(served().ledger, report, f"person:{reader}", person, now())
        messages.success(
            request, _("%(reader)s is asked to read %(report)s.") % {"reader": reader, "report": report}
        )
    return back(request, "readers", report)


def _named(reader: str) -> None:
    """Refuse the name of somebody who could never read: no account, or none that extracts."""
    names = _extractors()
    if (names and reader not in names) or not reader or "~" in reader or "/" in reader or len(reader) > 80:
        raise FactsInvalid(_("Give the name of a reader, as it stands in the list of people."))


def _extractors() -> list[str]:
    """Return the names of the accounts that may extract; none in the one-person mode."""
    accounts = Account.objects.filter(is_active=True).order_by("name")
    return [account.name for account in accounts if Permission.EXTRACT in allowed(account.role_set)]
