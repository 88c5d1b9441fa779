"""A report on the desk: an article written for these tests, readers, and drafts in the words of the form."""

from __future__ import annotations

from typing import Any

from aneatlas.core.permissions import Role
from aneatlas.core.study import Study
from aneatlas.documents.model import Document
from aneatlas.store import Ledger
from aneatlas.workflows.verification.articles import keep_article, register_article
from aneatlas.workflows.verification.assign import assign
from aneatlas.workflows.verification.desk import Person, alone
from aneatlas.workflows.verification.drafting import open_draft, save
from aneatlas.workflows.verification.submitting import submit

AT = "2026-01-02T03:04:05Z"
ADA = Person("person:ada", frozenset({Role.EXTRACTOR}))
BEN = Person("person:ben", frozenset({Role.EXTRACTOR}))
CLEO = Person("person:cleo", frozenset({Role.ADJUDICATOR}))
EDI = Person("person:edi", frozenset({Role.EDITOR}))
SOLO = alone("person:solo")

# Written for these tests; no patient.
ARTICLE = b"""Acute necrotizing encephalopathy after influenza A in a boy: a case report

A 4-year-old boy was admitted with fever of 39.8 C for two days and a seizure. Influenza A was found by PCR of a \
nasal swab. He was comatose with a Glasgow coma scale of 6. The cerebrospinal fluid showed 2 white cells per \
microlitre and a protein of 120 mg/dL. Magnetic resonance imaging showed symmetric lesions of both thalami and of \
the brainstem. He received methylprednisolone 30 mg/kg/day for three days and oseltamivir. He had no \
hepatomegaly. He died on day 5.
"""


def new_report(ledger: Ledger, study: Study, article: bytes = ARTICLE) -> tuple[str, Document]:
    """Keep the article and register its report."""
    document = keep_article(ledger, "article.txt", article)
    report = register_article(
        ledger, study, document, EDI, AT, title=document.title, type="case_report", read="abstract"
    )
    return report, document


def ask(ledger: Ledger, report: str, document: Document, *people: Person) -> None:
    """Assign people to a report."""
    for person in people:
        assign(ledger, report, person.name, EDI, AT, document.hash)


def quote(document: Document, report: str, words: str) -> dict[str, Any]:
    """Return the quote of words that stand in the article once."""
    for block in document.blocks:
        start = block.text.find(words)
        if start >= 0:
            span = document.span(block, start, start + len(words))
            return document.quote(span, report).model_dump(mode="json")
    raise AssertionError(f"{words!r} do not stand in the article")


def answer(
    raw: str, *evidence: dict[str, Any], status: str = "present", source: str = "entered"
) -> dict[str, Any]:
    """Return one answer of a draft."""
    return {"status": status, "raw": raw, "evidence": list(evidence), "source": source}


def form(answers: dict[str, dict[str, Any]], *labels: str, read: str = "full_text") -> dict[str, Any]:
    """Return a draft's body with patients of these labels."""
    patients = [
        {"id": str(n), "label": label, "case": ""}
        for n, label in enumerate(labels or ("Patient 1",), start=1)
    ]
    return {"patients": patients, "answers": answers, "refused": [], "read": read, "minutes": 7}


def hand_in(ledger: Ledger, study: Study, report: str, person: Person, body: dict[str, Any]) -> None:
    """Save a draft and submit it."""
    version = open_draft(ledger, study, report, person).version
    stored, ours = save(ledger, report, person, body, version, AT)
    assert ours
    submit(ledger, study, report, person, stored.version, AT)
