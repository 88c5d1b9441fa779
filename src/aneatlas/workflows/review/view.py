"""Everything on one candidate: its records, the names found in them, who found it, who decided what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from aneatlas.core.candidates import Candidate
from aneatlas.core.events import Json
from aneatlas.core.issues import EvidenceBroken, FactsInvalid
from aneatlas.core.review_state import Review
from aneatlas.core.screening import Decision, Standing, decisions_of, may_decide, visible
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.review.holding import held
from aneatlas.workflows.review.texts import Text, load_text


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage as a reader may see it.

    state: none | waiting | conflict | settled. decisions: those that may be seen. mine: the event number of
    the reader's own decision, 0 for none. refused: why this reader cannot decide now, '' where they can.
    """

    state: str
    choice: str
    reason: str
    decisions: tuple[Decision, ...]
    mine: int
    third: bool
    refused: str


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One candidate for a person or a program.

    records: the rows of its records, the leading one first. searches: the rows of the searches and files that
    found them, by id. ties: to other records and to reports. text: of the leading record that has an abstract;
    text_problem: why it cannot be shown. step, why: where it stands and what settled that.
    """

    id: str
    step: str
    by: str
    why: str
    report: str
    records: tuple[Json, ...]
    searches: dict[str, Json]
    ties: tuple[Json, ...]
    title_abstract: StageView
    full_text: StageView
    text: Text
    text_problem: str

    @property
    def title(self) -> str:
        """Return the title, the identifier where there is none."""
        return str(self.records[0].get("title") or self.records[0].get("vernacular_title") or self.id)

    def data(self) -> dict[str, Any]:
        """Return everything but the publisher's words as plain JSON values."""
        found = asdict(self)
        del found["text"]
        return found


def candidate_view(ledger: Ledger, study: Study, record: str, reader: str = "") -> CandidateView:
    """Return everything on the candidate of a record; with a reader, only what this reader may see of others.

    `record` may be the id of a record or of a report, a PMID or a DOI. Raises FactsInvalid where it is none.
    """
    with held(ledger, study) as review:
        return view_of(ledger, review, found_candidate(review, record), reader)


def found_candidate(review: Review, name: str) -> Candidate:
    """Return the candidate that a person means. Raises FactsInvalid."""
    if (found := review.candidate(name)) is not None:
        return found
    wanted = name.strip().casefold()
    for item in review.candidates.values():
        if item.report and item.report.casefold() == wanted:
            return item
        for record in item.records:
            row = review.tables["records"][record]
            if wanted and wanted in (row.get("pmid"), row.get("doi"), str(row.get("pmcid", "")).casefold()):
                return item
    raise FactsInvalid(
        f"'{name}' is no record, report, PMID or DOI of this review. List what waits: aneatlas queue"
    )


def view_of(ledger: Ledger, review: Review, item: Candidate, reader: str = "") -> CandidateView:
    """Return the view of a candidate."""
    rows = tuple(review.tables["records"][record] for record in item.records)
    standing = review.standing(item)
    searches = {
        search: review.tables["searches"][search]
        for row in rows
        for search in row["found_by"]
        if search in review.tables["searches"]
    }
    text, problem = _text(ledger, rows)
    decided = review.decisions(item)
    return CandidateView(
        id=item.id,
        step=str(standing.step),
        by=standing.by,
        why=standing.reason,
        report=item.report,
        records=rows,
        searches=searches,
        ties=tuple(review.ties_of(item)),
        title_abstract=_stage(review, standing, decided, "title_abstract", reader),
        full_text=_stage(review, standing, decided, "full_text", reader),
        text=text,
        text_problem=problem,
    )


def _stage(review: Review, standing: Standing, decided: list[Json], stage: str, reader: str) -> StageView:
    decisions = decisions_of(decided, stage)
    found = standing.title_abstract if stage == "title_abstract" else standing.full_text
    mine = [decision for decision in decisions if decision.reader == reader]
    return StageView(
        state=found.state,
        choice=found.choice,
        reason=found.reason,
        decisions=visible(decisions, reader, found) if reader else decisions,
        mine=mine[0].event if mine else 0,
        third=found.state == "conflict" and not mine,
        refused=may_decide(decisions, reader, found) if reader else "",
    )


def _text(ledger: Ledger, rows: tuple[Json, ...]) -> tuple[Text, str]:
    best, problem = Text(), ""
    for row in rows:
        try:
            text = load_text(ledger.home, str(row.get("text", "")))
        except EvidenceBroken as gone:
            problem = problem or gone.message
            continue
        if text.abstract:
            return text, ""
        best = best if best.title else text
    return best, problem


def view_lines(view: CandidateView) -> Iterator[str]:
    """Yield everything on a candidate in words, one fact a line."""
    settled = f" (by {view.by}{': ' + view.why if view.why else ''})"
    yield f"{view.title}"
    yield f"Stands at: {view.step}{settled}" + (f"; report {view.report}" if view.report else "")
    for row in view.records:
        place = ", ".join(str(row[name]) for name in ("journal", "year", "volume", "pages") if row.get(name))
        version = f" (version {row['version']})" if row.get("version") not in (None, "", "1") else ""
        yield f"Record {row['id']}{version}" + (f": {place}" if place else "")
        if row.get("withdrawn"):
            yield f"  {row['withdrawn']}"
        if row.get("kept"):
            yield f"  kept though its source took it back: {row['kept']}"
        for search in row["found_by"]:
            yield f"  found by {search}{_told_of(view.searches.get(search))}"
        for name in row.get("names", ()):
            support = "" if name.get("supported", True) else ", without the words that it needs"
            yield f"  name {name['id']} ({name['kind']}{support}) in {name['place']}: {name['words']}"
        rule = row["rule"]
        yield f"  rules: {rule['choice']}, {rule['kind']}" + "".join(
            f"; {reason}" for reason in rule.get("reasons", ())
        )
        for link in row.get("links", ()):
            yield f"  {link['kind']} {link.get('source', '')} PMID {link.get('pmid') or 'not given'}"
    for tie in view.ties:
        yield f"{tie['a']} and {tie['b']}: {tie['kind']} ({tie['rule']}: {tie['reason']})"
    for words, stage in (("Title and abstract", view.title_abstract), ("Full text", view.full_text)):
        for decision in stage.decisions:
            more = " ".join(part for part in (decision.reason, decision.note) if part)
            third = " as the third reader" if decision.third else ""
            yield f"{words}: {decision.choice} by {decision.reader}{third}{': ' + more if more else ''}"


def _told_of(search: Json | None) -> str:
    if search is None:
        return ""
    if "files" in search:
        return f" ({search['source']}, {', '.join(search['files'][:3])}{' ...' if len(search['files']) > 3 else ''})"
    return f" ({search['source']}, search {search.get('search', '')}: {search.get('query', '')})"
