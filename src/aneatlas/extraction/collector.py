"""Keeps the claims of one document: the one that says most for each patient, field, item and role."""

from __future__ import annotations

from dataclasses import dataclass, field

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.evidence import Quote, Role, check_quote
from aneatlas.core.values import Status
from aneatlas.documents.model import Document
from aneatlas.extraction.ages import is_closer
from aneatlas.extraction.claims import Claim, check_value
from aneatlas.extraction.patients import Stretch

_RANK = {Status.PRESENT: 0, Status.UNCLEAR: 1, Status.ABSENT: 2}

#: Kinds of infection of which no agent is known.
_UNNAMED = ("unnamed_", "sepsis_no_pathogen", "other_")


def _narrower(claim: Claim, held: Claim) -> bool:
    """Say whether a claim names a kind of the agent held: 'influenza A' after 'influenza'."""
    if claim.field == "mri_sequences":  # each sentence may name further ones
        return set(held.value.split("; ")) < set(claim.value.split("; "))
    if claim.field == "age_at_onset":  # 'a teenager', then '15 years'
        return is_closer(claim.value, held.value)
    if claim.field == "trigger_agent" and held.value.startswith(
        _UNNAMED
    ):  # 'a flu-like illness', then 'influenza A'
        return claim.status is Status.PRESENT and not claim.value.startswith(_UNNAMED)
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
    _checked: dict[int, tuple[Quote, bool]] = field(default_factory=dict)
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
        if not self._stands(claim.quote) or check_value(claim, self.dictionary):
            self.refused += 1
            return
        self.best[claim.key] = claim

    def _stands(self, quote: Quote) -> bool:
        """Tell whether the words of a quote stand in the document; each quote is looked up once."""
        known = self._checked.get(id(quote))
        if known is None or known[0] is not quote:
            known = self._checked[id(quote)] = (quote, not check_quote(quote, self.document))
        return known[1]
