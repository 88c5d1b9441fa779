"""Claims: what the extractor proposes, each with the words behind it.

A claim is emitted only if its quote stands in the document at its anchor (`core.evidence.check_quote`)
and its value is understood by the dictionary's field; what fails is counted, never repaired.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.evidence import Quote, Role, check_quote
from aneatlas.core.issues import Issue, error, errors
from aneatlas.core.kinds import allowed, read
from aneatlas.core.values import Status
from aneatlas.documents.model import Document
from aneatlas.extraction.confidence import confidence_of

EXTRACTOR = "aneatlas-rules"
#: Raised whenever the same document may give other claims.
EXTRACTOR_VERSION = "6"
#: The label of claims about a group of patients counted together.
COHORT = "cohort"


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposed finding.

    case: the patient's label ('Patient 1'), or COHORT. item: lesion site, number of the treatment, or
    the counted value of a cohort. value: raw text in the form that the field's kind reads, '' for
    signs. rule: which rule made it, in words a person understands.
    """

    case: str
    field: str
    status: Status
    quote: Quote
    rule: str
    value: str = ""
    item: str = ""
    extractor: str = EXTRACTOR
    version: str = EXTRACTOR_VERSION

    @property
    def role(self) -> Role:
        """Return whom the quoted words speak about."""
        return self.quote.role

    @property
    def key(self) -> tuple[str, str, str, Role]:
        """Return what the claim is about: patient, field, item, role."""
        return self.case, self.field, self.item, self.role

    def to_json(self, codes: Iterable[Mapping[str, str]] = ()) -> str:
        """Return the claim as one line of JSON. codes: what `extraction.codes` says of it."""
        row = {
            "report": self.quote.report, "case": self.case, "field": self.field, "item": self.item,
            "status": self.status.value, "value": self.value, "role": self.role.value, "quote": self.quote.text,
            "anchor": self.quote.anchor.model_dump(), "extractor": self.extractor, "version": self.version,
            "rule": self.rule, "codes": list(codes), "confidence": confidence_of(self) if self.extractor == EXTRACTOR else None,
        }  # fmt: skip
        return _line(row)


_line = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def check_claim(claim: Claim, document: Document, dictionary: Dictionary) -> list[Issue]:
    """Return what forbids a claim: a quote that does not stand there, an unknown field, a value not understood."""
    return [*check_quote(claim.quote, document), *check_value(claim, dictionary)]


def check_value(claim: Claim, dictionary: Dictionary) -> tuple[Issue, ...]:
    """Return what forbids the value of a claim, whatever its quote."""
    if claim.case == COHORT or claim.field not in dictionary:
        return ()
    return _of_value(dictionary, claim.field, claim.item, claim.value, claim.status)


@lru_cache(maxsize=16_384)  # most signs, sites and agents are those of other patients
def _of_value(dictionary: Dictionary, name: str, item: str, value: str, status: Status) -> tuple[Issue, ...]:
    field, group = dictionary[name].field, dictionary[name].group
    issues: list[Issue] = []
    if group.keyed and item not in dictionary.vocabularies[group.repeats].terms:
        issues.append(error("item", name, f"'{item}' is no {group.item}."))
    if value:
        issues += errors(read(value, field, dictionary, name)[2])
    elif status not in allowed(field):
        issues += read(status.words, field, dictionary, name)[2]
    return tuple(issues)
