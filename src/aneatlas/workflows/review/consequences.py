"""What follows for reports when records change: a retracted report leaves the figures, versions overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aneatlas.core.body import dump
from aneatlas.core.events import Draft, Json
from aneatlas.core.facts import Overlap
from aneatlas.core.review_state import Review, retracted
from aneatlas.workflows.review.entries import target


def consequences(review: Review, touched: Iterable[str]) -> list[Draft]:
    """Return the events that follow from records that are new, changed, or newly tied to a report."""
    found: dict[str, Draft] = {}
    notes = _notes_of_retraction(review)
    for record in sorted(touched):
        for draft in (*_retractions(review, record, notes), *overlaps(review, record)):
            found.setdefault(f"{draft.kind} {draft.subject}", draft)
    return list(found.values())


_Notes = dict[tuple[str, str], list[str]]


def _notes_of_retraction(review: Review) -> _Notes:
    """Return the records that retract a publication, by what names it: they may be there before it is."""
    found: _Notes = {}
    for key, row in review.tables["records"].items():
        for link in row.get("links", ()):
            if link["kind"] == "RetractionOf" and (named := target(link)) and not row.get("withdrawn"):
                found.setdefault(named, []).append(key)
    return found


def _retractions(review: Review, record: str, notes: _Notes) -> Iterator[Draft]:
    row, candidate = review.tables["records"][record], review.candidate(record)
    said: list[tuple[str, str]] = []
    if candidate is not None and candidate.report:
        if retracted(row):
            said.append((candidate.report, f"{row['source']} states that it was retracted ({record})."))
        named = (("pmid", str(row.get("pmid", ""))), ("doi", str(row.get("doi", "")).lower()))
        said += [(candidate.report, _noted(review, key)) for one in named for key in notes.get(one, ())]
    for link in row.get("links", ()):
        if link["kind"] == "RetractionOf":
            said += [(report, _noted(review, record)) for report in _reports_of(review, link)]
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


def _noted(review: Review, record: str) -> str:
    source = review.tables["records"][record]["source"]
    return f"{record} is the notice of its retraction, says {source}."


#: What a source says of an article (and, from the other side, of a notice), in words for a person.
_NOTICES = {
    "ErratumIn": "an erratum was published", "ExpressionOfConcernIn": "an expression of concern was published",
    "CorrectedandRepublishedIn": "it was corrected and published again", "UpdateIn": "an update was published",
    "RetractedandRepublishedIn": "it was retracted and published again",
    "PartialRetractionIn": "a part of it was retracted",
}  # fmt: skip
_NOTICED = {
    "ErratumFor": "ErratumIn", "ExpressionOfConcernFor": "ExpressionOfConcernIn", "UpdateOf": "UpdateIn",
    "CorrectedandRepublishedFrom": "CorrectedandRepublishedIn", "PartialRetractionOf": "PartialRetractionIn",
    "RetractedandRepublishedFrom": "RetractedandRepublishedIn",
}  # fmt: skip


def notices(review: Review, touched: Iterable[str]) -> list[tuple[str, str]]:
    """Return (report, words) of what sources say of included reports and a person has to look at.

    An erratum, an expression of concern, a record that was taken back: none of them changes a figure by itself.
    """
    found: list[tuple[str, str]] = []
    for record in sorted(touched):
        row, candidate = review.tables["records"][record], review.candidate(record)
        if candidate is not None and candidate.report and not review.live(candidate):
            said = f"{row['withdrawn']}, and no other source gives it: {record}. See whether it stays in the atlas."
            found.append((candidate.report, said))
        for link in row.get("links", ()):
            if candidate is not None and candidate.report and link["kind"] in _NOTICES:
                where = f"PMID {link['pmid']}" if link.get("pmid") else link.get("source", "")
                found.append((candidate.report, _said(link["kind"], where, row)))
            elif link["kind"] in _NOTICED:
                where = f"PMID {row['pmid']}" if row.get("pmid") else record
                found += [
                    (report, _said(_NOTICED[link["kind"]], where, row))
                    for report in _reports_of(review, link)
                ]
    reports = review.tables["reports"]
    included = {key for key, body in reports.items() if body.get("standing", "included") == "included"}
    return [(report, words) for report, words in dict.fromkeys(found) if report in included]


def _said(kind: str, where: str, row: Json) -> str:
    return f"{row['source']} says that {_NOTICES[kind]}: {where}. See whether the values of the report stand."


def _reports_of(review: Review, link: Json) -> set[str]:
    """Return the reports that a link leads to, by PMID, or by DOI where the source gives no PMID."""
    if (named := target(link)) is None:
        return set()
    name, value = named
    reports = review.tables["reports"].items()
    found = {key for key, row in reports if str(row.get(name, "")).lower() == value}
    for key, row in review.tables["records"].items():
        same = str(row.get(name, "")).lower() == value
        if same and (candidate := review.candidate(key)) is not None and candidate.report:
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
