"""Pages: Jinja templates with everything escaped, the words of the reader's language, and no inline script."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext
from jinja2 import Environment, StrictUndefined

from aneatlas.core.permissions import Permission
from aneatlas.web import terms
from aneatlas.web.sections import SECTIONS
from aneatlas.web.settings import LANGUAGES, TEMPLATES

STATIC = {"": TEMPLATES / "web" / "static", "site/": TEMPLATES / "static"}


def environment(**options: Any) -> Environment:
    """Return the templates' environment: escaped, strict about missing names, translated."""
    made = Environment(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        url=_url, static=static, Permission=Permission, languages=LANGUAGES, sections=SECTIONS, terms=terms
    )
    return made


def _url(name: str, *args: object) -> str:
    return str(reverse(name, args=args))


def static(name: str) -> str:
    """Return the address of a style sheet or script, with a digest of its content: a new one is loaded at once."""
    return f"/static/{name}?{_digest(name)}"


@cache
def _digest(name: str) -> str:
    prefix = "site/" if name.startswith("site/") else ""
    return hashlib.sha256((STATIC[prefix] / name.removeprefix(prefix)).read_bytes()).hexdigest()[:12]


def text_of(request: HttpRequest, template: str, **values: Any) -> str:
    """Return a template's text for a request."""
    person = getattr(request, "person", None)
    context = {
        "person": person,
        "here": request.path,
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "section": "",
        **values,
    }
    return str(render_to_string(template, context, request))


def page(
    request: HttpRequest, template: str, *, status: int = 200, title: str, **values: Any
) -> HttpResponse:
    """Return a page. title: what stands in the window's bar; section: which entry of the main list is marked."""
    messages = list(get_messages(request)) if hasattr(request, "_messages") else []
    return HttpResponse(text_of(request, template, title=title, messages=messages, **values), status=status)


def back(request: HttpRequest, name: str, *args: object) -> HttpResponse:
    """Send the browser to a page after a form was taken."""
    return HttpResponseRedirect(reverse(name, args=args))
