"""What the workflows refuse, in the reader's language: looked up by the code of a refusal, not by its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from aneatlas.core.issues import Failure, Issue
from aneatlas.core.permissions import Permission, refusal
from aneatlas.core.states import REFUSALS

NOTHING = "Nothing was written."


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and its language: '' for that of the page, 'en' where only English is known (dictionary, gate)."""

    words: str
    lang: str = "en"

    def __str__(self) -> str:
        return self.words


def said(issue: Issue) -> Said:
    """Return an issue in the reader's language where its code is one of the refusals, else as it is."""
    if issue.code == "role":
        return Said(_in_front(issue, _(issue.message)), "")
    if issue.code not in REFUSALS:
        return Said(str(issue))
    return Said(_in_front(issue, _(REFUSALS[issue.code])), "")


def failure_said(failure: Failure) -> Said:
    """Return a failure's one line in the reader's language where its first issue is a refusal with a code."""
    first = failure.issues[0] if failure.issues else None
    if first is None or not failure.message.startswith(str(first)):
        return Said(failure.message)
    line, rest = said(first), failure.message.removeprefix(str(first)).strip()
    if line.lang or rest not in ("", NOTHING):
        return Said(failure.message)
    return Said(f"{line} {_(NOTHING)}" if rest else line.words, "")


def issues_said(failure: Failure, most: int) -> list[Said]:
    """Return the issues behind a failure's line, without the one that the line tells."""
    return [said(issue) for issue in failure.issues[:most] if not failure.message.startswith(str(issue))]


def not_open(permission: Permission) -> Said:
    """Return why something is not for a person, and whom to ask."""
    return Said(_(refusal(permission)), "")


def _in_front(issue: Issue, words: str) -> str:
    return f"{issue.where}: {words}" if issue.where else words
