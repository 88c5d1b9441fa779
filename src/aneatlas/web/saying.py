"""What the workflows refuse, in the reader's language: looked up by the code of a refusal, not by its sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from aneatlas.core.issues import Failure, Issue
from aneatlas.core.permissions import Permission, refusal
from aneatlas.core.states import REFUSALS
from aneatlas.web.sentences import NOTHING, translated


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and its language: '' for that of the page, 'en' where only English is known. code: of a refusal."""

    words: str
    lang: str = "en"
    code: str = ""

    def __str__(self) -> str:
        return self.words


def said(issue: Issue) -> Said:
    """Return an issue in the reader's language where its code is one of the refusals, else as it is."""
    if issue.code == "role":
        return Said(_in_front(issue, _(issue.message)), "")
    if issue.code not in REFUSALS:
        return in_words(issue.message, issue.where, issue.fix)
    return Said(_in_front(issue, _(REFUSALS[issue.code])), "")


def fault_of(failure: Failure) -> str:
    """Return a failure and its first issues in one paragraph, for the head of a form that was not kept."""
    return " ".join(map(str, (failure_said(failure), *issues_said(failure, 5))))


def why_closed(issue: Issue | None) -> Said | None:
    """Return why something cannot be done now, for the button that is closed and its tooltip; None where it can."""
    return replace(said(replace(issue, where="")), code=issue.code) if issue else None


def failure_said(failure: Failure) -> Said:
    """Return a failure's one line in the reader's language where its first issue is a refusal with a code."""
    first = failure.issues[0] if failure.issues else None
    if first is None or not failure.message.startswith(str(first)):
        return in_words(failure.message)
    line, rest = said(first), failure.message.removeprefix(str(first)).strip()
    if line.lang or rest not in ("", NOTHING):
        return in_words(failure.message)
    return Said(f"{line} {_(NOTHING)}" if rest else line.words, "")


def issues_said(failure: Failure, most: int) -> list[Said]:
    """Return the issues behind a failure's line, without the one that the line tells."""
    return [said(issue) for issue in failure.issues[:most] if not failure.message.startswith(str(issue))]


def in_words(message: str, where: str = "", fix: str = "") -> Said:
    """Return a sentence of the rules, with where it applies and what to do, in the reader's language if known there."""
    parts = [translated(part) for part in (message, fix) if part]
    if all(parts):
        return Said(" ".join((*([f"{where}:"] if where else ()), *parts)), "")
    return Said(" ".join(filter(None, (f"{where}:" if where else "", message, fix))))


def not_open(permission: Permission) -> Said:
    """Return why something is not for a person, and whom to ask."""
    return Said(_(refusal(permission)), "")


def _in_front(issue: Issue, words: str) -> str:
    return f"{issue.where}: {words}" if issue.where else words
