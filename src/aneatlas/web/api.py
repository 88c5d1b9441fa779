"""The programming interface: what is public without a token, the rest with one; the same workflows behind it.

django-ninja reads requests, checks their form and writes the OpenAPI document at /api/v1/openapi.json. A token is
sent as 'Authorization: Bearer ...'; it may what its account may, and no cookie is looked at.
"""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import Field, ValidationError

from aneatlas import __version__
from aneatlas.core.issues import Failure, form_fault
from aneatlas.core.permissions import Permission, refusal
from aneatlas.web.accounts.invitations import digest
from aneatlas.web.accounts.models import Token
from aneatlas.web.answers import status_of
from aneatlas.web.atlas import served
from aneatlas.web.permissions import PUBLIC, Person
from aneatlas.web.screening.line import line_of
from aneatlas.workflows import notes, present
from aneatlas.workflows.review.deciding import decide, undo
from aneatlas.workflows.review.view import candidate_view

Stage = Literal["title_abstract", "full_text"]
MOST = 200
Row = dict[str, Any]  # a row of the present: the entries of its event's body, and the event's number
ANSWERS = {401: dict[str, Any], 403: dict[str, Any], 422: dict[str, Any], 503: dict[str, Any]}


class Bearer(HttpBearer):
    """Lets a token in that may do one thing."""

    def __init__(self, permission: Permission) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Return who the token is of, None for an unknown one. Raises HttpError 403 without the permission."""
        person = person_of(token)
        if person is not None and not person.may(self.permission):
            raise HttpError(403, refusal(self.permission))
        return person


def person_of(token: str) -> Person | None:
    """Return whose token it is, None where it is unknown, has ended, or its account rests."""
    try:
        kept = digest(token)
    except UnicodeEncodeError:
        return None
    found = Token.objects.select_related("account").filter(digest=kept, ends__gt=timezone.now()).first()
    if found is None or not found.account.is_active:
        return None
    return Person(found.account.name, found.account.role_set)


api = NinjaAPI(
    title="ANE Atlas",
    version=__version__,
    docs_url=None,
    urls_namespace="api",
    description="Reports and cases as last released, without a token; the present, screening and notes with one.",
)


@api.exception_handler(Failure)
def _failed(request: HttpRequest, problem: Failure) -> HttpResponse:
    issues = [str(issue) for issue in problem.issues[:20]]
    return api.create_response(
        request, {"detail": problem.message, "issues": issues}, status=status_of(problem)
    )


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    detail = form_fault(problem.errors(include_url=False)[0])
    return api.create_response(request, {"detail": detail, "issues": []}, status=422)


class About(Schema):
    """What is served."""

    study: str
    version: str
    release: str
    events: int


class Decision(Schema):
    """A decision on a record. expected: the event of one's own decision as last seen, 0 for none."""

    record: str = Field(max_length=100)
    choice: Literal["include", "exclude", "maybe"]
    reason: str = Field("", max_length=60)
    note: str = Field("", max_length=1000)
    expected: int = Field(ge=0, le=2**53)


class Undo(Schema):
    """A decision to take back, and why."""

    record: str = Field(max_length=100)
    why: str = Field(min_length=1, max_length=500)


class NewNote(Schema):
    """A note to write."""

    subject: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")
    words: str = Field(min_length=1, max_length=2000)
    field: str = Field("", max_length=200)
    answers: str = Field("", pattern=r"^(N[1-9][0-9]{0,18})?$")


class Page(Schema):
    """A page of a list: after which id, and how many."""

    after: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=MOST)


@api.get("/", response=About, tags=["public"], auth=None)
def about(request: HttpRequest) -> dict[str, Any]:
    """Tell which study is served, its newest release, and how many events there are."""
    atlas = served()
    version, _event = present.released(atlas.ledger)
    return {
        "study": atlas.study.about.id,
        "version": atlas.study.about.version,
        "release": version,
        "events": atlas.ledger.head().seq,
    }


@api.get("/fields", tags=["public"], auth=None, response=list[dict[str, Any]])
def fields(request: HttpRequest) -> list[dict[str, Any]]:
    """List the fields of the case form."""
    return [
        field.model_dump(mode="json", exclude_defaults=True)
        for group in served().study.dictionary.groups
        for field in group.fields
    ]


@api.get("/reports", tags=["public"], auth=None, response=list[Row])
def released_reports(request: HttpRequest, page: Query[Page]) -> Any:
    """List reports as last released."""
    ledger = served().ledger
    return present.reports(ledger, page.after, page.limit, present.released(ledger)[1])


@api.get("/reports/{key}", tags=["public"], auth=None, response={200: Row, 404: dict[str, Any]})
def released_report(request: HttpRequest, key: str) -> Any:
    """Return a report as last released."""
    ledger = served().ledger
    return _found(present.report(ledger, key, present.released(ledger)[1]))


@api.get("/cases/{key}", tags=["public"], auth=None, response={200: Row, 404: dict[str, Any]})
def released_case(request: HttpRequest, key: str) -> Any:
    """Return a case and its findings as last released."""
    ledger = served().ledger
    return _found(present.case(ledger, key, present.released(ledger)[1]))


LOOK = Bearer(Permission.LOOK)


@api.get("/present/reports", tags=["workspace"], auth=LOOK, response={200: list[Row], **ANSWERS})
def present_reports(request: HttpRequest, page: Query[Page]) -> Any:
    """List reports as they are now."""
    return present.reports(served().ledger, page.after, page.limit)


@api.get(
    "/present/reports/{key}",
    tags=["workspace"],
    auth=LOOK,
    response={200: Row, 404: dict[str, Any], **ANSWERS},
)
def present_report(request: HttpRequest, key: str) -> Any:
    """Return a report as it is now."""
    return _found(present.report(served().ledger, key))


@api.get(
    "/present/cases/{key}", tags=["workspace"], auth=LOOK, response={200: Row, 404: dict[str, Any], **ANSWERS}
)
def present_case(request: HttpRequest, key: str) -> Any:
    """Return a case and its findings as they are now."""
    return _found(present.case(served().ledger, key))


@api.get(
    "/screening/{stage}",
    tags=["workspace"],
    auth=Bearer(Permission.SCREEN),
    response={200: dict[str, list[str]], **ANSWERS},
)
def waiting(request: HttpRequest, stage: Stage) -> Any:
    """List the ids of the records that wait for the person, the likeliest first."""
    line = line_of(stage, request.auth.actor)
    return {"waiting": list(line.waiting), "conflicts": list(line.conflicts)}


@api.get(
    "/record", tags=["workspace"], auth=Bearer(Permission.SCREEN), response={200: dict[str, Any], **ANSWERS}
)
def record(request: HttpRequest, id: Query[str]) -> Any:
    """Return everything on a record but the publisher's words, as the person may see it."""
    return candidate_view(served().ledger, served().study, id, request.auth.actor).data()


@api.post(
    "/screening/{stage}/decisions",
    tags=["workspace"],
    auth=Bearer(Permission.SCREEN),
    response={200: dict[str, Any], **ANSWERS},
)
def decision(request: HttpRequest, stage: Stage, given: Decision) -> Any:
    """Decide on a record. Where readers differ, the role adjudicator is needed."""
    atlas, person = served(), request.auth
    view = candidate_view(atlas.ledger, atlas.study, given.record, person.actor)
    at = view.title_abstract if stage == "title_abstract" else view.full_text
    if at.third and not person.may(Permission.SETTLE):
        raise HttpError(403, refusal(Permission.SETTLE))
    return decide(
        atlas.ledger,
        atlas.study,
        view.id,
        stage,
        given.choice,
        reader=person.actor,
        reason=given.reason,
        note=given.note,
        expected=given.expected,
    ).data()


@api.post(
    "/screening/{stage}/undo",
    tags=["workspace"],
    auth=Bearer(Permission.SCREEN),
    response={200: dict[str, Any], **ANSWERS},
)
def take_back(request: HttpRequest, stage: Stage, given: Undo) -> Any:
    """Take one's own decision back."""
    atlas = served()
    return undo(
        atlas.ledger, atlas.study, given.record, stage, reader=request.auth.actor, why=given.why
    ).data()


@api.get("/notes", tags=["workspace"], auth=LOOK, response={200: list[Row], **ANSWERS})
def list_notes(request: HttpRequest, subject: Query[str] = "", open_only: Query[bool] = False) -> Any:
    """List notes, of a subject where one is given."""
    return notes.notes(
        served().ledger, [subject] if subject else (), open_only=open_only, viewer=request.auth.actor
    )


@api.post("/notes", tags=["workspace"], auth=Bearer(Permission.NOTE), response={200: Row, **ANSWERS})
def write_note(request: HttpRequest, given: NewNote) -> Any:
    """Write a note."""
    return notes.write(
        served().ledger,
        given.subject,
        given.words,
        request.auth.actor,
        field=given.field,
        answers=given.answers,
    )


def _found(row: Any) -> Any:
    if row is None:
        raise HttpError(404, "Nothing is kept under this id.")
    return row


def _declare(patterns: list[Any]) -> list[Any]:
    """Let the middleware pass the interface's addresses: its own tokens guard them."""
    for pattern in patterns:
        pattern.callback.needs = PUBLIC
    return patterns


_patterns, _app, _namespace = api.urls
urls = (_declare(_patterns), _app, _namespace)
