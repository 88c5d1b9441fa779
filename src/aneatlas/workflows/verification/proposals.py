"""Proposals: what the extractor program found in the article of a report, offered to a reader's draft."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from aneatlas.core.evidence import Quote, Role
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.states import refuse
from aneatlas.core.study import Study
from aneatlas.documents.model import Document
from aneatlas.extraction.claims import COHORT, EXTRACTOR, EXTRACTOR_VERSION
from aneatlas.extraction.extract import extract
from aneatlas.store import Ledger
from aneatlas.workflows.verification.articles import document_of
from aneatlas.workflows.verification.desk import Person, desk_of, refused


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed answer. case: the program's label for the patient; raw: the value in words; rule: why."""

    id: str
    case: str
    field: str
    item: str
    status: str
    raw: str
    quote: Quote
    rule: str
    proposer: str = f"program:{EXTRACTOR} {EXTRACTOR_VERSION}"


def proposals(ledger: Ledger, study: Study, report: str, person: Person) -> tuple[Proposal, ...]:
    """Return the proposals for a reader of a report, in the order of the article; none without its text.

    Statements about groups, relatives and other papers are not offered. Raises FactsInvalid for somebody who
    does not read the report.
    """
    desk = desk_of(ledger, report)
    if person.name not in desk.assigned:
        raise refused(refuse("not-assigned", f"{report}, {person.name}"))
    document = document_of(ledger, desk.document(person.name))
    return _proposals(_Key(document, study), report) if document else ()


@dataclass(frozen=True)
class _Key:
    """A document under a study, equal where both are the same: the extractor is deterministic."""

    document: Document
    study: Study

    def __hash__(self) -> int:
        return hash((self.document.hash, self.study.fingerprint))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.document.hash, self.study.fingerprint) == (
            other.document.hash,
            other.study.fingerprint,
        )


@lru_cache(maxsize=64)
def _proposals(key: _Key, report: str) -> tuple[Proposal, ...]:
    found = []
    for claim in extract(key.document, report, key.study).claims:
        if claim.case == COHORT or claim.role is not Role.THIS_PATIENT or claim.field in RECORD_FIELDS:
            continue
        anchor = claim.quote.anchor.model_dump_json()
        digest = hashlib.sha256(f"{claim.case}/{claim.field}/{claim.item}/{claim.value}/{anchor}".encode())
        found.append(
            Proposal(
                digest.hexdigest()[:12], claim.case, claim.field, claim.item, claim.status.value, claim.value,
                claim.quote, claim.rule,
            )
        )  # fmt: skip
    return tuple(found)
