"""Who may see what of a reader's work, in which phase: the blinding of double extraction, as a pure filter.

Until all readers of a report have submitted, an extraction is seen by its reader alone; others who
work with extractions see only that it goes on. What is settled is open to everybody who has signed in.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from aneatlas.core.permissions import TABLE, Permission, Role

#: The phases of a report, as `core.states.report_state` returns them.
PHASES = ("open", "reading", "read", "settled")
_WORK = frozenset({Permission.EXTRACT, Permission.ADJUDICATE, Permission.ASSIGN, Permission.ACCOUNTS})


class Sight(StrEnum):
    """How much of an extraction somebody sees, least first."""

    NOTHING = "nothing"
    PROGRESS = "progress"
    CONTENT = "content"


def sight(role: Role, phase: str, own: bool) -> Sight:
    """Return what a role sees of an extraction while its report is in a phase.

    own: whether it is the viewer's own. 'progress' is who reads, and whether they have submitted; 'content'
    is every value and quote. Raises ValueError for an unknown phase.
    """
    if phase not in PHASES:
        raise ValueError(f"'{phase}' is no phase")
    if own or phase == "settled":
        return Sight.CONTENT
    if phase == "read" and Permission.ADJUDICATE in TABLE[role]:
        return Sight.CONTENT
    return Sight.PROGRESS if TABLE[role] & _WORK else Sight.NOTHING


def hears(phase: str, author_reads: bool, viewer_reads: bool, own: bool) -> bool:
    """Tell whether somebody sees a note on a report.

    While readers are blind to each other, none sees what another writes beside a field: a note may give a value away.
    author_reads, viewer_reads: whether they are readers of the report; own: whether it is the viewer's own note.
    """
    if phase not in PHASES:
        raise ValueError(f"'{phase}' is no phase")
    return own or phase != "reading" or not (author_reads and viewer_reads)


def sees_content(roles: Collection[Role], phase: str, own: bool) -> bool:
    """Tell whether any of the roles sees the content of an extraction."""
    return any(sight(role, phase, own) is Sight.CONTENT for role in roles)
