"""A candidate that was included becomes a report; taking that back is possible while nothing was entered."""

from __future__ import annotations

from collections.abc import Iterable

from aneatlas.core.body import dump
from aneatlas.core.candidates import REGISTERED, Candidate
from aneatlas.core.events import Draft, Json
from aneatlas.core.facts import Report, Withdrawal
from aneatlas.core.issues import FactsInvalid, errors
from aneatlas.core.replay import State
from aneatlas.core.review import Tie
from aneatlas.core.review_state import Review
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study
from aneatlas.literature.citations import citation
from aneatlas.literature.decisions import Kind
from aneatlas.store import Ledger
from aneatlas.workflows.review.entries import record_of

_TYPES = {
    Kind.CASE_REPORT: "case_report",
    Kind.CASE_SERIES: "case_series",
    Kind.COHORT: "cohort",
    Kind.GENETIC: "genetic_study",
    Kind.REVIEW_WITH_CASES: "review_with_new_cases",
    Kind.REVIEW: "review",
    Kind.GUIDELINE: "guideline",
    Kind.NEWS: "news",
}


def registration(ledger: Ledger, study: Study, review: Review, item: Candidate) -> list[Draft]:
    """Return the events that make a report of a candidate. Raises FactsInvalid where the gate refuses it."""
    rows = [review.tables["records"][record] for record in item.records]

    def first(name: str) -> str:
        return next((str(row[name]) for row in rows if row.get(name)), "")

    year = next((row["year"] for row in rows if row.get("year")), None)
    labels = [
        name for row in rows for name in row.get("names", ()) if name["kind"] not in ("reject", "person")
    ]
    ident = next_report(ledger, review)
    report = Report.model_validate(
        {
            "id": ident,
            "title": first("title") or first("vernacular_title") or item.id,
            "title_is_description": not (first("title") or first("vernacular_title")),
            "journal": first("journal"),
            "year": year if year is not None and 1900 <= year <= 2100 else None,
            "doi": first("doi"),
            "pmid": first("pmid"),
            "pmcid": first("pmcid"),
            "url": next((url for row in rows for url in row.get("urls", ()) if url.startswith("http")), ""),
            "type": _type(review, item),
            "read": "full_text",
            "label_used": labels[0]["words"] if labels else "",
            "labels": list(dict.fromkeys(name["id"] for name in labels)),
        }
    )
    draft = Draft("report.registered", ident, dump(report), "included on its full text")
    only_reports = State()
    only_reports.tables["reports"] = review.tables["reports"]
    if issues := errors(Gate(study, only_reports).check(draft)):
        raise FactsInvalid(f"{issues[0]} Nothing was written.", issues[1:])
    ties = [
        Tie(a=record, b=ident, kind="report", rule=REGISTERED, reason=f"registered as {ident}")
        for record in item.records
    ]
    return [draft, *(Draft("tie.noted", tie.key, dump(tie)) for tie in ties)]


def unregistration(ledger: Ledger, review: Review, item: Candidate, why: str) -> list[Draft]:
    """Return the events that take back a report that screening registered. Raises FactsInvalid where it has cases."""
    ties = [tie for tie in review.ties_of(item) if tie["kind"] == "report" and tie["b"] == item.report]
    if not any(tie["rule"] == REGISTERED for tie in ties):
        return _untied(ties, why)
    present = ledger.present()
    for table, words in (("cases", "cases"), ("cohorts", "cohorts")):
        if any(row.get("report") == item.report for _, row in present.rows(table)):
            raise FactsInvalid(
                f"{item.report} has {words} already; its inclusion cannot be undone. "
                f"Exclude it instead: aneatlas standing {item.report} excluded --reason ..."
            )
    # Records that were parted from this candidate since may still be tied to it.
    ties = [tie for tie in review.tables["ties"].values() if tie["b"] == item.report]
    return [*_untied(ties, why), Draft("report.removed", item.report, dump(Withdrawal(key=item.report)), why)]


def _untied(ties: Iterable[Json], why: str) -> list[Draft]:
    keys = [f"{tie['a']}~{tie['b']}" for tie in ties]
    return [Draft("tie.removed", key, dump(Withdrawal(key=key)), why) for key in keys]


def next_report(ledger: Ledger, review: Review) -> str:
    """Return the accession after the highest one; none that a removed report had."""
    number = max((int(key[1:]) for key in review.tables["reports"]), default=0) + 1
    while next(ledger.events(subject=f"R{number:04}"), None) is not None:
        number += 1
    return f"R{number:04}"


def _type(review: Review, item: Candidate) -> str:
    row = review.tables["records"][item.id]
    if citation(record_of(row)).kind == "meeting":
        return "conference_abstract"
    kind = str(row["rule"]["kind"])
    return next((name for known, name in _TYPES.items() if known.value == kind), "other")
