"""The public form. It asks for no name and no address; spam is held off without anybody else's help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from aneatlas.web.accounts import throttle
from aneatlas.web.accounts.forms import Form
from aneatlas.web.accounts.models import Letter
from aneatlas.web.answers import refused
from aneatlas.web.permissions import PUBLIC, needs
from aneatlas.web.rendering import page

SOONEST = 3  # seconds: nobody fills the form in faster
LATEST = 24 * 3600  # seconds: after that the form is asked for again
SALT = "report-an-error"
MOST_LINKS = 3


class Report(Form):
    about = forms.CharField(
        label=gettext_lazy("Which case, report or page"),
        help_text=gettext_lazy("For example R0001-1, as it stands at the head of the page."),
        max_length=200,
    )
    said = forms.CharField(
        label=gettext_lazy("What is wrong, and what would be right"),
        help_text=gettext_lazy(
            "Please write no names, no dates of birth and nothing else by which a person is known."
        ),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    source = forms.CharField(
        label=gettext_lazy("Where that stands (title, DOI, page), if you know"),
        max_length=1000,
        required=False,
    )
    website = forms.CharField(required=False)  # nobody sees it: only a program fills it in
    begun = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_said(self) -> str:
        words: str = self.cleaned_data["said"]
        if words.lower().count("http") > MOST_LINKS:
            raise forms.ValidationError(_("That are many links. Leave at most three."))
        return words

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        try:
            signing.loads(data.get("begun", ""), salt=SALT, max_age=LATEST)
        except signing.BadSignature:
            raise forms.ValidationError(_("The form was open for very long. Send it once more.")) from None
        return data


@needs(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a visitor's report of an error into the editors' letter box."""
    place = request.META["REMOTE_ADDR"]
    form = (
        Report(request.POST)
        if request.method == "POST"
        else Report(initial={"about": request.GET.get("about", "")[:200]})
    )
    if request.method == "POST":
        wait = throttle.waiting("report", place) or throttle.waiting("report-all", "")
        if wait:
            answer = refused(
                request,
                429,
                _("Too many reports from here. Try again in %(minutes)d minutes.") % {"minutes": wait},
            )
            answer["Retry-After"] = str(60 * wait)
            return answer
        if form.is_valid():
            if not _by_a_program(form.cleaned_data):
                throttle.count("report", place)
                throttle.count("report-all", "")
                data = form.cleaned_data
                Letter.objects.create(about=data["about"], said=data["said"], source=data["source"])
            return page(request, "feedback/thanks.html", title=_("Thank you"))
    fresh = signing.dumps(None, salt=SALT)
    return page(
        request,
        "feedback/report.html",
        status=422 if form.errors else 200,
        title=_("Report an error"),
        form=form,
        begun=fresh,
    )


def _by_a_program(data: dict[str, Any]) -> bool:
    """Tell whether the hidden field is filled in, or the form came back at once. The answer does not tell."""
    if data["website"]:
        return True
    try:
        signing.loads(data["begun"], salt=SALT, max_age=SOONEST)
    except signing.SignatureExpired:
        return False
    return True
