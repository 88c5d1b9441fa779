"""Correct a value of the atlas: an event with the reason and the person, the old value stays in the history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aneatlas.core.dictionary import Subject
from aneatlas.core.events import Json
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.permissions import Permission
from aneatlas.core.values import Status
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import page
from aneatlas.web.saying import fault_of, said
from aneatlas.workflows import present
from aneatlas.workflows.correct import history, record_finding
from aneatlas.workflows.terms import term_named
from aneatlas.workflows.verification.articles import document_of, stored_document

ASKED = ("subject", "field", "item", "entry", "words", "why", "source", "event")


@needs(Permission.CORRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """Show the values of a case; take a correction of one."""
    given = {name: " ".join((request.POST or request.GET).get(name, "").split())[:4000] for name in ASKED}
    subject, fault = given["subject"], ""
    given["item"] = term_named(served().study, given["field"], given["item"])
    case = _subject(subject) if subject else None
    if subject and case is None:
        fault = _("There is no case %(subject)s. Write its accession, for example R0001-1.") % {
            "subject": subject
        }
    elif request.method == "POST":
        try:
            return _corrected(request, given)
        except FactsInvalid as problem:
            fault = fault_of(problem)
            case = _subject(subject)
    rows = [_row(finding) for finding in (case or {}).get("findings", ())]
    if given["field"] and not (request.method == "POST" and not fault):
        now = next(
            (row for row in rows if (row["field"], row["item"]) == (given["field"], given["item"])), None
        )
        given["event"] = str(now["event"]) if now else "0"
    return page(
        request,
        "feedback/correct.html",
        status=422 if fault else 200,
        title=_("Correct a value"),
        section="errors",
        given=given,
        fault=fault,
        rows=rows,
        fields=_fields(),
        name=_name(given["field"], given["item"]),
        known=case is not None,
        text_kept=case is not None and _document(subject) is not None,
        standing={row["event"] for row in rows},
        lines=list(history(served().ledger, subject, given["field"])) if case else [],
    )


def _reason(given: dict[str, str]) -> str:
    """Return the reason with its source, as the event keeps them; '' without a reason."""
    if not given["why"] or not given["source"]:
        return given["why"]
    return f"{given['why'].rstrip('.')}. Source: {given['source']}"


def _document(subject: str) -> Any:
    """Return the text of the article of a case, where it is kept."""
    ledger = served().ledger
    return document_of(ledger, stored_document(ledger, subject.partition("-")[0]))


def _subject(key: str) -> Json | None:
    """Return a case, or a cohort with its counts."""
    return present.case(served().ledger, key) or present.cohort(served().ledger, key)


def _corrected(request: HttpRequest, given: dict[str, str]) -> HttpResponse:
    """Write the correction, unless somebody was faster. Raises FactsInvalid."""
    ledger, subject = served().ledger, given["subject"]
    key = "/".join(part for part in (subject, given["field"], given["item"]) if part)
    with ledger.exclusive():
        row = ledger.row("findings", key)
        if str(row["event"] if row else 0) != given["event"]:
            words = _row(row)["words"] if row else terms.status(Status.NOT_REPORTED)
            raise FactsInvalid(
                f"{key} was changed meanwhile: it is now '{words}'. Look at it and send again."
            )
        issues = record_finding(
            ledger,
            served().study,
            subject,
            given["field"],
            given["entry"],
            item=given["item"],
            why=_reason(given),
            document=_document(subject) if given["words"] else None,
            words=given["words"],
            actor=request.person.actor,
        )
    for issue in issues[:10]:
        messages.warning(request, str(said(issue)))
    messages.success(request, _("Corrected; the old value stays in the history."))
    return HttpResponseRedirect(f"{reverse('correct')}?subject={subject}")


def _row(finding: Json) -> dict[str, Any]:
    value = finding.get("value")
    return {
        "field": finding["field"],
        "item": finding.get("item", ""),
        "name": _name(finding["field"], finding.get("item", "")),
        "words": value["raw"] if value else terms.status(finding["status"]),
        "event": finding["event"],
    }


def _fields() -> list[tuple[str, str]]:
    """Return what a case may hold: (id, name) of each field that is no part of its record."""
    return [
        (field.id, terms.term(field.name))
        for group in served().study.dictionary.groups_of(Subject.CASE)
        for field in group.fields
        if field.id not in RECORD_FIELDS
    ]


def _name(field: str, item: str) -> str:
    name = terms.field(field)
    return f"{name} ({terms.item(field, item)})" if item else name
