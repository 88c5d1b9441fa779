"""Judge records as they come, and keep their texts: what is left of each is the body of its event."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from aneatlas.core.events import Json
from aneatlas.core.issues import Issue
from aneatlas.core.study import Study
from aneatlas.literature.decisions import Choice, Decision, Kind, Reason, decide, decision
from aneatlas.literature.folding import letters, plain
from aneatlas.literature.names import Found, Names, names_of
from aneatlas.literature.pubmed_file import Withdrawal
from aneatlas.literature.records import Record, texts
from aneatlas.literature.stems import Plausible, clauses
from aneatlas.store import Ledger
from aneatlas.workflows.review.entries import body_of, entry_of
from aneatlas.workflows.review.texts import save_text, text_of


@dataclass(slots=True)
class Given:
    """What a stream of records held: the body of each record, PMIDs taken back, issues."""

    bodies: list[Json] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def judged(
    ledger: Ledger, study: Study, records: Iterable[Record | Withdrawal | Issue], source: str
) -> Given:
    """Judge each record and keep its text; a record itself is let go, so that many of them need little memory."""
    judge = _Judge(names_of(study))
    given = Given()
    for item in records:
        if isinstance(item, Issue):
            given.issues.append(item)
        elif isinstance(item, Withdrawal):
            given.withdrawn.append(item.pmid)
        else:
            text = save_text(ledger.home, text_of(item))
            given.bodies.append(body_of(entry_of(source, "", item, judge(item), text)))
    return given


class _Judge:
    """Decides on records; names are sought only in records that may hold one (the superset of the fast path)."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.plausible = Plausible(clauses(names))
        words = (max(re.findall(r"\w+", letters(plain(miss.text))), key=len) for miss in names.near_misses)
        self.stems = tuple(dict.fromkeys(word[:7] for word in words))

    def __call__(self, record: Record) -> Decision:
        """Return the decision of the rules on a record."""
        text = "\n".join(part for _, part in texts(record))
        low = letters(plain(text))
        if self.plausible(text) or any(stem in low for stem in self.stems):
            found = decide(record, self.names)
        else:
            found = decision(record, Found(), self.names)
        if record.title or found.choice is not Choice.EXCLUDE:
            return found
        reason = Reason("no title: the details of this record have not been fetched")
        return Decision(Choice.MAYBE, Kind.UNCLEAR, (reason, *found.reasons), found.found)
