"""The sentences of a document, or parts of them, each with the patients of whom it speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from aneatlas.core.evidence import Role
from aneatlas.documents.model import Block
from aneatlas.extraction.ages import AgeMention
from aneatlas.extraction.claims import Claim
from aneatlas.extraction.patient_words import without_kin, without_siblings

_QUOTED = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence of a block with the patients it speaks about; `role` where it is not about them."""

    block: Block
    start: int
    end: int
    cases: tuple[str, ...]
    role: Role
    intros: tuple[tuple[str, AgeMention], ...] = ()
    #: What patients are to each other, where words of kinship name a patient, and no relative.
    kin: frozenset[str] | None = None
    text: str = field(init=False)  # one object: many rules remember what they saw in it

    def __post_init__(self) -> None:
        text = self.words
        if self.kin is not None:
            text = without_kin(text, self.kin) if len(self.cases) == 1 else without_siblings(text)
        object.__setattr__(self, "text", text)

    @property
    def words(self) -> str:
        """Return the sentence as it is printed; in `text`, patients are called by no word of kinship."""
        return self.block.text[self.start : self.end]

    def as_printed(self, claim: Claim) -> Claim:
        """Return a claim whose rule and value hold the words as they are printed."""
        if self.text == self.words:
            return claim
        rule = _QUOTED.sub(lambda match: f"'{self._printed(match[1])}'", claim.rule)
        return replace(claim, rule=rule, value=self._printed(claim.value))

    def _printed(self, words: str) -> str:
        place = self.text.find(words) if words else -1
        return self.words[place : place + len(words)] if place >= 0 else words


@dataclass(frozen=True, slots=True)
class Patients:
    """The sentences of a document by patient; `stated` is the number of patients that the text states."""

    stretches: tuple[Stretch, ...]
    labels: tuple[str, ...]
    stated: int | None
    cohort: bool
