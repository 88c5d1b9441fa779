"""What another version of the extractor proposes differently of the same documents.

Two claims are about the same where report, patient, field, item and role agree. A claim is changed where
its status or value differs; another quote or rule for the same answer is no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aneatlas.core.values import Status
from aneatlas.extraction.claims import EXTRACTOR, Claim

#: Report, patient, field, item, role.
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The parts of a claim that are compared; also what a line of `aneatlas extract --format jsonl` holds.

    extractor and version: who proposed it.
    """

    key: Key
    status: Status
    value: str
    extractor: str
    version: str

    @property
    def by_rules(self) -> bool:
        """Say whether the rules proposed it, and not a language model."""
        return self.extractor == EXTRACTOR


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `old` is None for an added claim, `new` for a removed one."""

    key: Key
    old: Proposal | None
    new: Proposal | None

    @property
    def kind(self) -> str:
        """Return 'added', 'removed' or 'changed'."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences, in the order of their keys, and the number of claims that stayed the same."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    changed: tuple[Change, ...]
    same: int


def proposal_of(claim: Claim) -> Proposal:
    """Return what is compared of a claim."""
    key = (claim.quote.report, claim.case, claim.field, claim.item, claim.role.value)
    return Proposal(key, claim.status, claim.value, claim.extractor, claim.version)


def proposal_of_row(row: Mapping[str, object]) -> Proposal:
    """Return what is compared of a claim's JSON. Raises KeyError for a missing part, ValueError for an unknown status."""
    report, case, field, item, role = (str(row[name]) for name in ("report", "case", "field", "item", "role"))
    status = Status(str(row["status"]))
    return Proposal(
        (report, case, field, item, role),
        status,
        str(row.get("value") or ""),
        str(row["extractor"]),
        str(row["version"]),
    )


def changes(old: Iterable[Claim], new: Iterable[Claim]) -> Changes:
    """Return how the new claims differ from the old ones. Neither is changed, and no decision is touched."""
    return compare((proposal_of(c) for c in old), (proposal_of(c) for c in new))


def compare(old: Iterable[Proposal], new: Iterable[Proposal]) -> Changes:
    """Return how new proposals differ from old ones."""
    before, after = {p.key: p for p in old}, {p.key: p for p in new}
    added, removed, changed, same = [], [], [], 0
    for key in sorted(before.keys() | after.keys()):
        first, second = before.get(key), after.get(key)
        if first is None:
            added.append(Change(key, None, second))
        elif second is None:
            removed.append(Change(key, first, None))
        elif (first.status, first.value) != (second.status, second.value):
            changed.append(Change(key, first, second))
        else:
            same += 1
    return Changes(tuple(added), tuple(removed), tuple(changed), same)
