"""What follows for reports when records change: a retracted report leaves the figures, versions overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aneatlas.core.body import dump
from aneatlas.core.events import Draft
from aneatlas.core.facts import Overlap
from aneatlas.core.review_state import Review, retracted


def consequences(review: Review, touched: Iterable[str]) -> list[Draft]:
    """Return the events that follow from records that are new, changed, or newly tied to a report."""
    found: dict[str, Draft] = {}
    for record in sorted(touched):
        for draft in (*_retractions(review, record), *overlaps(review, record)):
            found.setdefault(f"{draft.kind} {draft.subject}", draft)
    return list(found.values())


def _retractions(review: Review, record: str) -> Iterator[Draft]:
    row, candidate = review.tables["records"][record], review.candidate(record)
    said: list[tuple[str, str]] = []
    if retracted(row) and candidate is not None and candidate.report:
        said.append((candidate.report, f"{row['source']} states that it was retracted ({record})"))
    for link in row.get("links", ()):
        if link["kind"] == "RetractionOf" and link.get("pmid"):
            for report in _reports_of(review, link["pmid"]):
                said.append((report, f"{record} is the notice of its retraction, says {row['source']}"))
    for report, reason in said:
        body = review.tables["reports"].get(report)
        if body is not None and body.get("standing", "included") == "included":
            kept = {key: value for key, value in body.items() if key != "event"}
            yield Draft(
                "report.amended",
                report,
                kept | {"standing": "retracted", "reason": reason},
                "a retracted report leaves the figures",
            )


def _reports_of(review: Review, pmid: str) -> set[str]:
    found = {key for key, row in review.tables["reports"].items() if row.get("pmid") == pmid}
    for key, row in review.tables["records"].items():
        if row.get("pmid") == pmid and (candidate := review.candidate(key)) is not None and candidate.report:
            found.add(candidate.report)
    return found


def overlaps(review: Review, record: str) -> Iterator[Draft]:
    """Yield the overlaps between the report of a record and the reports of the other versions of that work."""
    candidate = review.candidate(record)
    if candidate is None or not candidate.report:
        return
    for tie in review.ties_of(candidate):
        if tie["kind"] != "version":
            continue
        for end in (tie["a"], tie["b"]):
            other = review.candidate(end)
            if other is None or not other.report or other.report == candidate.report:
                continue
            a, b = sorted((candidate.report, other.report))
            if f"{a}~{b}" not in review.tables["overlaps"]:
                basis = f"their records are versions of one work: {tie['reason']}"
                body = Overlap(a=a, b=b, kind="same_article", basis=basis)
                yield Draft(
                    "overlap.noted", body.key, dump(body), "versions of one work tell of the same patients"
                )
