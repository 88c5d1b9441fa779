"""Each view says what it needs; the middleware holds it. A view that says nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aneatlas.core.permissions import Permission, Role, allowed

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED_IN = "signed in"
Needs = Permission | str


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts in a request.

    name: the account's name; alone: the person of the one-person mode, who has every role.
    """

    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    alone: bool = False

    @property
    def actor(self) -> str:
        """Return the person as the ledger's events name them."""
        return f"person:{self.name}"

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the person's roles allows it."""
        return permission in allowed(self.roles)


def needs(what: Needs) -> Callable[[View], View]:
    """Declare what a view needs: a Permission, SIGNED_IN (any account) or PUBLIC (nobody need sign in)."""

    def declare(view: View) -> View:
        view.needs = what  # type: ignore[attr-defined]
        return view

    return declare
