"""Who may do what: the one table of roles and permissions, which is also the table in the docs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Permission(StrEnum):
    """Something that a person may do in the review workspace."""

    LOOK = "look"
    NOTE = "note"
    SCREEN = "screen"
    SETTLE = "settle"
    IMPORT = "import"
    EXTRACT = "extract"
    ADJUDICATE = "adjudicate"
    ASSIGN = "assign"
    CORRECT = "correct"
    ACCOUNTS = "accounts"


class Role(StrEnum):
    """What a person is in a study. One person may have several roles."""

    READER = "reader"
    SCREENER = "screener"
    EXTRACTOR = "extractor"
    ADJUDICATOR = "adjudicator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


# permission -> what it allows, in words
MEANINGS: Mapping[Permission, str] = {
    Permission.LOOK: "See the workspace: progress, records, reports, cases, their history.",
    Permission.NOTE: "Write notes, answer them, resolve them.",
    Permission.SCREEN: "Decide on records and take the decision back.",
    Permission.SETTLE: "Decide where two screeners differ.",
    Permission.IMPORT: "Take files of records into the review.",
    Permission.EXTRACT: "Extract the reports that are assigned to oneself.",
    Permission.ADJUDICATE: "Reconcile two extractions, field by field, with a reason.",
    Permission.ASSIGN: "Assign reports to readers and take them away.",
    Permission.CORRECT: "Correct published values and work through readers' reports of errors.",
    Permission.ACCOUNTS: "Invite people, change their roles, remove them, read the log of accounts.",
}

_P = Permission
# role -> its permissions
TABLE: Mapping[Role, frozenset[Permission]] = {
    Role.READER: frozenset({_P.LOOK}),
    Role.SCREENER: frozenset({_P.LOOK, _P.NOTE, _P.SCREEN}),
    Role.EXTRACTOR: frozenset({_P.LOOK, _P.NOTE, _P.EXTRACT}),
    Role.ADJUDICATOR: frozenset({_P.LOOK, _P.NOTE, _P.SETTLE, _P.ADJUDICATE}),
    Role.EDITOR: frozenset({_P.LOOK, _P.NOTE, _P.IMPORT, _P.ASSIGN, _P.CORRECT}),
    Role.ADMINISTRATOR: frozenset({_P.LOOK, _P.ACCOUNTS}),
}


def allowed(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return everything that a person with these roles may do."""
    return frozenset(permission for role in roles for permission in TABLE[role])


def refusal(permission: Permission) -> str:
    """Return the sentence that tells a person why something is not for them, and whom to ask."""
    roles = [role.value for role in Role if permission in TABLE[role]]
    names = roles[0] if len(roles) == 1 else f"{', '.join(roles[:-1])} or {roles[-1]}"
    return f"This needs the role {names}. Ask an administrator for it."
