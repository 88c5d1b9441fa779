"""The main list of the workspace: what it names, where it leads, who sees it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aneatlas.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Section:
    """One entry: its key (a page's `section`), the name of its route, its words, the permission it needs."""

    key: str
    route: str
    name: str | Promise
    needs: Permission | None


SECTIONS = (
    Section("home", "home", _("Overview"), Permission.LOOK),
    Section("screening", "screening", _("Screening"), Permission.LOOK),
    Section("extraction", "extraction", _("Extraction"), Permission.LOOK),
    Section("notes", "notes", _("Notes"), Permission.LOOK),
    Section("errors", "errors", _("Errors"), Permission.CORRECT),
    Section("accounts", "people", _("People"), Permission.ACCOUNTS),
)
