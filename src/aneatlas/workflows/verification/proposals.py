"""Proposals: what the extractor program found in the article of a report, offered to a reader's draft."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from functools import lru_cache

from aneatlas.core.evidence import Quote, Role
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.issues import errors
from aneatlas.core.states import refuse
from aneatlas.core.study import Study
from aneatlas.documents.checks import check_document
from aneatlas.documents.model import Document
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.claims import COHORT, EXTRACTOR, EXTRACTOR_VERSION, Claim
from aneatlas.extraction.extract import LANGUAGES, extract
from aneatlas.store import Ledger
from aneatlas.workflows.verification.articles import document_of
from aneatlas.workflows.verification.checking import understand
from aneatlas.workflows.verification.desk import Person, desk_of, refused

_LOCK = threading.Lock()
# names nobody; written so that each part of the program has something to look at
_FIRST = b"A case report\n\nA 3-year-old boy had fever and a seizure. Seizures occurred in 2 of 3 patients. He recovered.\n"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed answer.

    case: the program's label for the patient, or that of its counts of a group; raw: the value in words; rule: why.
    """

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

    Counts of a group are offered for the group; statements about relatives and other papers are not offered.
    Raises FactsInvalid for somebody who does not read the report.
    """
    desk = desk_of(ledger, report)
    if person.name not in desk.assigned:
        raise refused(refuse("not-assigned", f"{report}, {person.name}"))
    document = document_of(ledger, desk.document(person.name))
    if document is None:
        return ()
    with _LOCK:  # what the rules read first takes seconds; two requests at once would each do it
        return _proposals(_Key(document, study), report)


def prepare(study: Study) -> None:
    """Let the program read what it needs before the first article: its words, and the terms of the ontologies."""
    with _LOCK:
        for vocabulary in study.dictionary.vocabularies.values():
            len(vocabulary.terms)
        for reading in read_bytes(_FIRST, "first.txt", LANGUAGES):
            if reading.document is not None:
                extract(reading.document, "R0001", study)


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


def _countable(claim: Claim, study: Study) -> bool:
    """Tell whether a claim about a group says what the gate takes: a count of a field of the case form."""
    if claim.case != COHORT:
        return True
    place = study.dictionary[claim.field]
    return (
        bool("." in claim.item) == place.group.keyed
        and understand(study, claim.field, claim.status, claim.value, "A")[1] is not None
    )


@lru_cache(maxsize=64)
def _proposals(key: _Key, report: str) -> tuple[Proposal, ...]:
    if errors(check_document(key.document, report, LANGUAGES)):
        return ()  # a notice, a text that breaks off or in a language without rules: nothing is guessed
    found = []
    for claim in extract(key.document, report, key.study).claims:
        wanted = Role.COHORT if claim.case == COHORT else Role.THIS_PATIENT
        if claim.role is not wanted or claim.field in RECORD_FIELDS or not _countable(claim, key.study):
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
