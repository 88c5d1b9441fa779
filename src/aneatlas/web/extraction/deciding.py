"""The comparison: field by field with each reader's value and quotes, and the adjudicator's decision."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aneatlas.core.extractions import Decision
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.permissions import Permission
from aneatlas.core.values import Status
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.extraction.discussing import discussion
from aneatlas.web.extraction.shaping import article, meaning
from aneatlas.web.extraction.who import name_of, who
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import back, page
from aneatlas.web.saying import Said, failure_said, issues_said, why_closed
from aneatlas.workflows.place import now
from aneatlas.workflows.verification.articles import document_of
from aneatlas.workflows.verification.choices import keep_choices, kept_choices
from aneatlas.workflows.verification.comparison import Comparison, comparison
from aneatlas.workflows.verification.desk import Person, desk_of
from aneatlas.workflows.verification.otherwise import meanwhile
from aneatlas.workflows.verification.reopening import reopen
from aneatlas.workflows.verification.settling import Choices, choices_of, settle


@needs(Permission.ADJUDICATE)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, report: str) -> HttpResponse:
    """Show the readers' extractions side by side; keep the decisions so far, or settle."""
    atlas, person = served(), who(request)
    kept, version = kept_choices(atlas.ledger, report, person)
    wrong: list[Said] = []
    status = 200
    if request.method == "POST":
        kept = choices_of(_choices(request), report)
        if (
            request.POST.get("do") == "tie"
        ):  # other ties make other rows: decisions on the old ones would mislead
            kept = Choices(ties=kept.ties)
        given = request.POST.get("version", "0")
        version, ours = keep_choices(
            atlas.ledger, report, person, kept, int(given) if given.isdecimal() else 0, now()
        )
        if not ours:
            status = 409
            wrong = [
                Said(
                    _(
                        "These decisions were changed in another window. Yours are here; look at them and send again."
                    ),
                    "",
                )
            ]
        elif request.POST.get("do") == "settle":
            seen = tuple(int(n) for n in request.POST.get("seen", "").split() if n.isdecimal())
            try:
                done = settle(atlas.ledger, atlas.study, report, person, kept, seen, now())
            except FactsInvalid as problem:
                told = _meanwhile(report, person, kept, seen)
                status = 409 if told else 422
                wrong = told or [failure_said(problem), *issues_said(problem, 20)]
            else:
                messages.success(
                    request,
                    _("%(report)s is settled: %(n)d findings were written.")
                    % {"report": report, "n": done.findings},
                )
                return back(request, "outcome", report)
        else:
            messages.success(request, _("Your decisions so far are kept."))
            return back(request, "compare", report)
    cases = {place: case for place, case in kept.cases.items() if case != "none"}
    try:
        found = comparison(atlas.ledger, atlas.study, report, person, kept.ties, cases)
    except FactsInvalid:
        if not kept.ties:
            raise
        kept = kept.model_copy(update={"ties": ()})
        found = comparison(atlas.ledger, atlas.study, report, person)
    document = document_of(atlas.ledger, found.desk.document())
    return page(
        request,
        "extraction/compare.html",
        status=status,
        title=_("Compare %(report)s") % {"report": report},
        section="extraction",
        desk=found.desk,
        refusal=why_closed(found.desk.why_not("settle", person)),
        found=found,
        rows=[_row(found, row, kept) for row in found.rows],
        ties=_ties(found),
        silent=_silent(found),
        known={False: sorted(found.state.tables["cases"]), True: sorted(found.state.tables["cohorts"])},
        kept=kept,
        version=version,
        wrong=wrong,
        name_of=name_of,
        statuses=list(Status),
        blocks=article(document),
        data={"document": document.hash if document else "", "report": report},
        **discussion(request, report),
    )


def _meanwhile(report: str, person: Person, kept: Choices, seen: tuple[int, ...]) -> list[Said]:
    """Return what changed since the person opened the comparison: another's decision, or a reader's extraction."""
    atlas = served()
    if stands := meanwhile(atlas.ledger, atlas.study, report, person, kept):
        told = _("%(who)s settled this report meanwhile (%(at)s). Your decisions are kept.")
        lines = [told % {"who": name_of(stands.by), "at": f"{stands.at[:16].replace('T', ' ')} UTC"}]
        lines += [
            _("Decided otherwise than by you: %(field)s, %(decision)s (%(reason)s)")
            % {
                "field": terms.place(decision.field, decision.item),
                "decision": decided_words(decision),
                "reason": decision.reason or "–",
            }
            for decision in stands.differing
        ]
        if not stands.differing:
            lines.append(_("The decisions are the same as yours."))
        return [Said(line, "") for line in lines]
    desk = desk_of(atlas.ledger, report)
    told = _("%(who)s handed in another extraction meanwhile; it stands below. Your decisions are kept.")
    return [
        Said(told % {"who": name_of(reader)}, "")
        for reader in desk.readers
        if reader in desk.submitted and int(desk.submitted[reader]["event"]) not in seen
    ]


def decided_words(decision: Decision) -> str:
    """Return what was decided on a field in words."""
    if decision.outcome == "taken":
        return _("as %(reader)s answered") % {"reader": name_of(decision.reader)}
    return {"other": _("another value"), "left out": _("left out")}.get(
        decision.outcome, _("as the readers agree")
    )


@needs(Permission.ADJUDICATE)
@require_POST
def undo(request: HttpRequest, report: str) -> HttpResponse:
    """Undo the settlement of a report."""
    done = reopen(served().ledger, report, who(request), now(), request.POST.get("why", ""))
    text = _("%(report)s is open again; what stood before stands again.") % {"report": report}
    if done.kept:
        text += " " + _("Corrected since, and left as they are: %(keys)s.") % {"keys": ", ".join(done.kept)}
    messages.success(request, text)
    return back(request, "outcome", desk_of(served().ledger, report).report)


def _row(found: Comparison, row: Any, kept: Choices) -> dict[str, Any]:
    study = served().study
    answers = []
    for reader, answer in zip(found.readers, row.answers, strict=True):
        shown = meaning(study, row.field, answer.value) if answer else None
        words = (shown["words"] if shown else terms.status(answer.status)) if answer else ""
        answers.append({"reader": reader, "answer": answer, "words": words})
    return {
        "key": row.key,
        "field_id": row.field,
        "field": terms.field(row.field),
        "item": terms.item(row.field, row.item),
        "patient": row.patient,
        "likeness": row.likeness,
        "answers": answers,
        "choice": (choice := kept.choices.get(row.key)),
        "own_words": json.dumps([e.model_dump(mode="json") for e in choice.evidence] if choice else []),
    }


def _ties(found: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "labels": [
                next((p.label for p in s.patients if p.id == number), "")
                for s, number in zip(found.submissions, row.patients, strict=True)
            ],
        }
        for row in found.patients
    ]


def _silent(found: Comparison) -> list[dict[str, str]]:
    rows = []
    for key, row in found.silent().items():
        value = row.get("value")
        words = str(value["raw"]) if value else terms.status(row["status"])
        name = ", ".join(
            filter(None, (terms.field(row["field"]), terms.item(row["field"], row.get("item", ""))))
        )
        rows.append({"key": key, "words": words, "name": name, "subject": row["subject"]})
    return rows


def _words(sent: str) -> Any:
    """Return the marked words of a decision as sent; what is no JSON is left for the check of the form."""
    try:
        return json.loads(sent or "[]")
    except ValueError:
        return sent


def _choices(request: HttpRequest) -> dict[str, Any]:
    """Return what the form says: 'outcome:<key>', 'reason:<key>', 'raw:<key>', 'words:<key>', 'tie:<n>:<reader>' ..."""
    sent = request.POST
    choices: dict[str, dict[str, Any]] = {}
    ties: dict[int, dict[int, str]] = {}
    cases: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for name in sent:
        what, _sep, key = name.partition(":")
        value = str(sent[name]).strip()
        if what == "outcome" and value:
            outcome, _sep, reader = value.partition(" by ")
            choices[key] = {
                "outcome": outcome,
                "reader": reader,
                "reason": sent.get(f"reason:{key}", "").strip(),
                "status": sent.get(f"status:{key}", "") if outcome == "other" else "",
                "raw": sent.get(f"raw:{key}", "").strip() if outcome == "other" else "",
                "evidence": _words(str(sent.get(f"words:{key}", ""))) if outcome == "other" else [],
            }
        elif what == "tie" and key.replace(":", "").isdecimal():
            row, _sep, reader = key.partition(":")
            ties.setdefault(int(row), {})[int(reader or 0)] = value
        elif what == "case" and value:
            cases[key] = value
        elif what == "why" and value:
            reasons[key] = value
    return {
        "choices": choices,
        "ties": [tie for _, each in sorted(ties.items()) if any(tie := [each[n] for n in sorted(each)])],
        "cases": cases,
        "reasons": reasons,
        "withdraw": sent.getlist("withdraw"),
    }
