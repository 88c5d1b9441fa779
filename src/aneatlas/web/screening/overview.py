"""Where the screening stands: what waits at each step, conflicts, one's own decisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from aneatlas.core.permissions import Permission
from aneatlas.core.screening import Step
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.permissions import needs
from aneatlas.web.rendering import page
from aneatlas.web.screening.line import line_of
from aneatlas.workflows.review.holding import held

SHOWN = 200
STEPS = {
    Step.WAITING: gettext_noop("Title and abstract wait for a reader"),
    Step.CONFLICT: gettext_noop("Readers of title and abstract differ"),
    Step.SOUGHT: gettext_noop("Full text waits for a reader"),
    Step.FULL_CONFLICT: gettext_noop("Readers of the full text differ"),
    Step.INCLUDED: gettext_noop("Included"),
    Step.EXCLUDED: gettext_noop("Excluded on title and abstract"),
    Step.REFUSED: gettext_noop("Excluded on the full text"),
    Step.NOT_RETRIEVED: gettext_noop("Full text could not be had"),
    Step.LEFT_OUT: gettext_noop("Left out by the stated rules"),
    Step.RETRACTED: gettext_noop("Retracted"),
    Step.WITHDRAWN: gettext_noop("Taken back by the source"),
}


def steps() -> list[tuple[str, int]]:
    """Return (words, number of candidates) of each step, in the order of the work."""
    atlas = served()
    with held(atlas.ledger, atlas.study) as review:
        counts = review.counts()
    return [(_(words), counts[step]) for step, words in STEPS.items()]


@needs(Permission.LOOK)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show where the screening stands, and where to begin."""
    lines = {stage: line_of(stage, request.person.actor) for stage in ("title_abstract", "full_text")}
    counted = steps()
    return page(
        request,
        "screening/overview.html",
        title=_("Screening"),
        section="screening",
        steps=counted,
        total=sum(count for _words, count in counted),
        lines=lines,
        readers=served().study.eligibility.readers,
    )


@needs(Permission.SETTLE)
@require_safe
def conflicts(request: HttpRequest, stage: str) -> HttpResponse:
    """List the records on which readers differ."""
    atlas = served()
    ids = line_of(stage, request.person.actor).conflicts[:SHOWN]
    with held(atlas.ledger, atlas.study) as review:
        rows = [(one, review.tables["records"][one].get("title") or one) for one in ids]
    return page(
        request, "screening/conflicts.html", title=_("Conflicts"), section="screening", stage=stage, rows=rows
    )


@needs(Permission.SCREEN)
@require_safe
def mine(request: HttpRequest, stage: str) -> HttpResponse:
    """List one's own decisions, the newest first, each with undo."""
    atlas = served()
    with held(atlas.ledger, atlas.study) as review:
        decided = [
            row
            for row in review.tables["screenings"].values()
            if row["reader"] == request.person.actor and row["stage"] == stage
        ]
        decided.sort(key=lambda row: -int(row["event"]))
        rows = [
            (row, review.tables["records"][row["record"]].get("title") or row["record"])
            for row in decided[:SHOWN]
        ]
    texts = {one.id: terms.term(one.text) for one in atlas.study.eligibility.reason}
    return page(
        request,
        "screening/mine.html",
        title=_("My decisions"),
        section="screening",
        stage=stage,
        rows=rows,
        total=len(decided),
        reason_texts=texts,
    )
