"""Keeps the claims of one document: the one that says most for each patient, field, item and role."""

from __future__ import annotations

from dataclasses import dataclass, field

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.evidence import Quote, Role
from aneatlas.core.values import Status
from aneatlas.documents.model import Document
from aneatlas.extraction.claims import Claim, check_claim
from aneatlas.extraction.patients import Stretch

_RANK = {Status.PRESENT: 0, Status.UNCLEAR: 1, Status.ABSENT: 2}


def _narrower(claim: Claim, held: Claim) -> bool:
    """Say whether a claim names a kind of the agent held: 'influenza A' after 'influenza'."""
    if claim.field == "mri_sequences":  # each sentence may name further ones
        return set(held.value.split("; ")) < set(claim.value.split("; "))
    wide = "influenza" if held.value == "influenza_untyped" else held.value
    return claim.field == "trigger_agent" and claim.value != held.value and claim.value.startswith(f"{wide}_")


@dataclass(slots=True)
class Collector:
    """Collects and checks claims; `refused` counts those whose quote or value did not hold."""

    document: Document
    report: str
    dictionary: Dictionary
    best: dict[tuple[str, str, str, Role], Claim] = field(default_factory=dict)
    refused: int = 0
    _quotes: dict[tuple[str, int, int, Role], Quote] = field(default_factory=dict)

    def span(self, stretch: Stretch, role: Role) -> Quote:
        """Return the sentence as a quote with a role."""
        key = (stretch.block.id, stretch.start, stretch.end, role)
        if key not in self._quotes:
            self._quotes[key] = self.document.quote(
                self.document.span(stretch.block, stretch.start, stretch.end), self.report, role
            )
        return self._quotes[key]

    def add(self, claim: Claim) -> None:
        """Keep the claim that says most: of a sign, present before unclear before absent; of the rest, the first."""
        held = self.best.get(claim.key)
        if (
            held is not None
            and not _narrower(claim, held)
            and _RANK.get(held.status, 3) <= _RANK.get(claim.status, 3)
        ):
            return
        if check_claim(claim, self.document, self.dictionary):
            self.refused += 1
            return
        self.best[claim.key] = claim
