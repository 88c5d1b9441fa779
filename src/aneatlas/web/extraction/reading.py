"""The extraction page: the article beside the form, the draft saved at once, the submission."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from aneatlas.core.issues import FactsInvalid, Issue
from aneatlas.core.permissions import Permission
from aneatlas.web.atlas import served
from aneatlas.web.extraction.discussing import discussion
from aneatlas.web.extraction.shaping import article, groups, item_names, meaning
from aneatlas.web.extraction.who import who
from aneatlas.web.extraction.words import words
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page
from aneatlas.web.saying import said, why_closed
from aneatlas.workflows.place import now
from aneatlas.workflows.verification.articles import document_of
from aneatlas.workflows.verification.desk import Person, desk_of
from aneatlas.workflows.verification.drafting import (
    DraftForm,
    answers_of,
    check_draft,
    form_of,
    open_draft,
    save,
)
from aneatlas.workflows.verification.proposals import proposals
from aneatlas.workflows.verification.submitting import submit, take_back


@needs(Permission.EXTRACT)
@require_safe
def extract(request: HttpRequest, report: str) -> HttpResponse:
    """Show the article of a report beside the form, with the reader's draft."""
    atlas, person = served(), who(request)
    desk = desk_of(atlas.ledger, report)
    draft = open_draft(atlas.ledger, atlas.study, report, person)
    document = document_of(atlas.ledger, desk.document(person.name))
    state = desk.extraction_state(person.name)
    offered = proposals(atlas.ledger, atlas.study, report, person)
    entered = ((field, item) for _p, field, item in (key.split("/") for key in draft.body.get("answers", {})))
    talk = discussion(request, report)
    data = {
        "report": report,
        "person": person.name,
        "version": draft.version,
        "body": draft.body,
        "locked": state not in ("assigned", "drafting"),
        "document": document.hash if document else "",
        "proposals": [_proposal(p) for p in offered],
        "item_names": item_names(atlas.study, (*entered, *((p.field, p.item) for p in offered))),
        "words": words(),
        "noted": Counter(
            note["field"] for note in talk["notes"] if note.get("field") and not note.get("resolved")
        ),
        **_checked(report, person, form_of(draft.body, report)),
    }
    refusal = desk.why_not("submit", person, "extraction") if state != "assigned" else None
    return page(
        request,
        "extraction/extract.html",
        title=_("Extract %(report)s") % {"report": report},
        section="extraction",
        desk=desk,
        state=state,
        refusal=why_closed(refusal),
        form=form_of_fields(atlas.study.fingerprint, get_language() or ""),
        blocks=article(document),
        extents=atlas.study.dictionary.vocabularies["read_extent"].terms.values(),
        data=data,
        **talk,
    )


@lru_cache(maxsize=8)
def form_of_fields(fingerprint: str, language: str) -> Markup:
    """Return the form of every field, made once for each language: it is the same for all readers and reports."""
    return Markup(loader.render_to_string("extraction/form.html", {"groups": groups(served().study)}))


@needs(Permission.EXTRACT)
@require_POST
def draft(request: HttpRequest, report: str) -> HttpResponse:
    """Save a draft; answer with its version and what is to be looked at, or with 409 and the newer draft."""
    person = who(request)
    sent = _json(request, report)
    version = sent.get("version")
    if not isinstance(version, int) or not isinstance(sent.get("body"), dict):
        raise FactsInvalid(f"{report}: a draft needs its version and its content.")
    stored, ours = save(served().ledger, report, person, sent["body"], version, now())
    if not ours:
        return JsonResponse({"version": stored.version, "body": stored.body, "at": stored.at}, status=409)
    checked = _checked(report, person, form_of(stored.body, report))
    return JsonResponse({"version": stored.version, "at": stored.at, **checked})


@needs(Permission.EXTRACT)
@require_POST
def hand_in(request: HttpRequest, report: str) -> HttpResponse:
    """Submit the newest draft."""
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() else -1
    submit(served().ledger, served().study, report, who(request), version, now())
    messages.success(request, _("Your extraction of %(report)s is submitted.") % {"report": report})
    return back(request, "extraction")


@needs(Permission.EXTRACT)
@require_POST
def withdraw(request: HttpRequest, report: str) -> HttpResponse:
    """Take one's submission back."""
    take_back(served().ledger, report, who(request), now(), request.POST.get("why", ""))
    messages.success(request, _("Your extraction is yours to change again."))
    return back(request, "extract", report)


def _json(request: HttpRequest, report: str) -> Mapping[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError as problem:
        raise FactsInvalid(f"{report}: what was sent is no JSON.") from problem
    if not isinstance(sent, dict):
        raise FactsInvalid(f"{report}: what was sent is no draft.")
    return sent


def _checked(report: str, person: Person, form: DraftForm) -> dict[str, Any]:
    study = served().study
    found = check_draft(served().ledger, study, report, person, form)
    answers, _unread = answers_of(study, report, form)
    return {
        "issues": {"/".join(place): _issues(issues) for place, issues in found.by_place.items()},
        "general": _issues(found.general),
        "means": {
            "/".join(a.place): shown
            for a in answers
            if (shown := meaning(study, a.field, a.value)) is not None
        },
    }


def _issues(issues: Sequence[Issue]) -> list[dict[str, str]]:
    shown = [(i.level.value, said(replace(i, where=""))) for i in issues]
    return [{"level": level, "message": words.words, "lang": words.lang} for level, words in shown]


def _proposal(proposal: Any) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "case": proposal.case,
        "key": f"{proposal.field}/{proposal.item}",
        "status": proposal.status,
        "raw": proposal.raw,
        "quote": proposal.quote.model_dump(mode="json"),
        "rule": proposal.rule,
    }
