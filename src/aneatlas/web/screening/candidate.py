"""What the page of one candidate shows, from the review's view of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aneatlas.core.events import Json
from aneatlas.core.permissions import Permission
from aneatlas.web import terms
from aneatlas.web.atlas import served
from aneatlas.web.permissions import Person
from aneatlas.web.screening.article import blocks_of
from aneatlas.web.screening.marks import marked, pattern_of, words_of
from aneatlas.workflows.notes import notes
from aneatlas.workflows.review.view import CandidateView, StageView

KEYS = "1234567890qwrtyopasdfg"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of the study's list with the key that chooses it."""

    id: str
    text: str
    key: str


def reasons() -> list[Reason]:
    """Return the reasons for an exclusion with their keys."""
    listed = served().study.eligibility.reason
    return [Reason(one.id, terms.term(one.text), key) for one, key in zip(listed, KEYS, strict=False)]


def links(record: Json) -> list[tuple[str, str]]:
    """Return (name, address) of where a record can be looked at; addresses are made of identifiers only."""
    found = []
    if pmid := record.get("pmid"):
        found.append((f"PubMed {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if pmcid := record.get("pmcid"):
        found.append((str(pmcid), f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"))
    if doi := record.get("doi"):
        found.append((f"doi:{doi}", f"https://doi.org/{doi}"))
    return found


def shown(view: CandidateView, stage: str, person: Person) -> dict[str, Any]:
    """Return the values of the template of a candidate."""
    atlas = served()
    words = pattern_of(words_of(view.records, atlas.study))
    lead = view.records[0]
    at: StageView = view.title_abstract if stage == "title_abstract" else view.full_text
    own = next((one for one in at.decisions if one.reader == person.actor), None)
    others = [one for one in at.decisions if one.reader != person.actor]
    return {
        "view": view,
        "stage": stage,
        "at": at,
        "own": own,
        "others": others,
        "refused": at.refused or _not_open(view, at, stage),
        "may_decide": person.may(Permission.SETTLE if at.third else Permission.SCREEN),
        "heading": marked(view.title, words),
        "vernacular": marked(view.text.vernacular_title, words),
        "abstract": [(label, marked(text, words)) for label, text in view.text.abstract],
        "other": [(label, marked(text, words)) for label, text in view.text.other],
        "keywords": [marked(word, words) for word in (*view.text.keywords, *view.text.headings)],
        "citation": citation(lead),
        "links": links(lead),
        "found_by": [search_words(key, view.searches.get(key)) for key in lead["found_by"]],
        "reasons": reasons(),
        "reason_texts": {one.id: terms.term(one.text) for one in atlas.study.eligibility.reason},
        "article": blocks_of(view) if stage == "full_text" else [],
        "criteria": atlas.study.eligibility,
        "notes": notes(atlas.ledger, [record["id"] for record in view.records]),
    }


def _not_open(view: CandidateView, at: StageView, stage: str) -> str:
    """Return why nothing can be decided at this stage now, '' where it can."""
    if view.report:
        return _("This is the report %(report)s of the atlas already.") % {"report": view.report}
    if stage == "full_text" and view.step not in (
        "full text waiting",
        "full text in conflict",
        "full text not retrieved",
        "excluded on the full text",
    ):
        return _("Its title and abstract are to be decided on first.")
    return ""


def citation(record: Json) -> str:
    """Return authors, journal, year, volume and pages in one line."""
    authors = list(record.get("authors", ()))
    who = ", ".join(authors[:3]) + (" et al." if len(authors) > 3 else "")
    place = " ".join(str(record[part]) for part in ("journal", "year", "volume") if record.get(part))
    return ". ".join(part for part in (who, place, str(record.get("pages") or "")) if part)


def search_words(key: str, row: Json | None) -> str:
    """Return a search or file as people know it."""
    if row is None:
        return key
    files = row.get("files") or ()
    return f"{row.get('source', key)} ({', '.join(files)})" if files else f"{row.get('source', key)} ({key})"
