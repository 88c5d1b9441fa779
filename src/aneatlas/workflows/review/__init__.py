"""The review: records into the ledger, merges, decisions, the queue, when to stop, the flow, what is missed.

Every function takes the open ledger and the study, and writes events or nothing. The words: a *record* is one
entry of one source (`core.review.RecordEntry`, id 'pubmed:15467414'); records of one publication make a
*candidate*, known by the id of any of its records; a decision on any of them is one on the candidate.

Taking in (`taking`)
    take_records(ledger, study, records, *, source, search, actor, deleted=(), files=None) -> Taken
        records: `literature.records.Record` of ONE source; source: its name as people read it ('PubMed',
        'Europe PMC'); search: the id of the run that gave them ('S0001'); deleted: PMIDs that the source took
        back (DeleteCitation). Nothing is taken in twice; a record that another search gave before is noted
        with both; changes, retractions and versions are followed. Any number, at any time, while people decide.
        The event of the search itself is written by its owner, before or after.

Reading (`view`, `queueing`)
    held(ledger, study)             a context: the `core.review_state.Review`, up to date, nobody else writes to it
    candidate_view(ledger, study, record, reader='') -> CandidateView
        everything on one candidate, with title and abstract; as dict: `.data()`. With a reader, only the
        decisions that this reader may see (blind until both decided).
    queue(ledger, study, reader, stage='title_abstract') -> Queue
        what waits for this reader, the likeliest first; `conflicts` for those whom the reader may settle;
        `stopping`: the recall reached so far with its confidence.
    waiting(ledger, study) -> dict[str, int]     how many candidates stand at each step

Deciding (`deciding`)
    decide(ledger, study, record, stage, choice, *, reader, reason='', note='', expected=None) -> CandidateView
        stage: 'title_abstract' | 'full_text'; choice: 'include' | 'exclude' (with a reason of study.toml) | 'maybe';
        reader: 'person:<name>'. expected: the event number of this reader's own decision as the page showed it
        (0 for none): where it changed meanwhile nothing is written and `Outdated` says what stands now.
        Where two differ, the next reader is the third. A settled full-text inclusion registers the report, or
        links the one that is known.
    undo(ledger, study, record, stage, *, reader, why) -> CandidateView

Keeping (`keeping`)
    keep(ledger, study, record, *, why, actor) -> str    a record stays though its source took it back

Merging by hand (`merging`)
    join(ledger, study, a, b, *, why, actor), part(...), link(...), unlink(...), doubtful(ledger, study)

Telling (`workflows.review.telling`, imported by that name: it loads charts and statistics)
    flow_of(ledger, study) -> core.flow.Flow           the counts of the PRISMA 2020 diagram
    sources_of(ledger, study) -> outputs.review.Sources  overlap between sources, estimate of what is missed
    stopping_of(ledger, study) -> literature.stopping.Recall

Failures: FactsInvalid (what is wrong, nothing written), Outdated (a FactsInvalid: somebody was faster).
"""

from __future__ import annotations

from aneatlas.workflows.review.deciding import decide, undo
from aneatlas.workflows.review.holding import Outdated, held
from aneatlas.workflows.review.keeping import keep
from aneatlas.workflows.review.merging import Doubt, doubtful, join, link, part, unlink
from aneatlas.workflows.review.queueing import Queue, Waiting, queue, stopping_of, waiting
from aneatlas.workflows.review.taking import Files, Taken, take_records
from aneatlas.workflows.review.view import CandidateView, StageView, candidate_view

__all__ = [
    "CandidateView", "Doubt", "Files", "Outdated", "Queue", "StageView", "Taken", "Waiting", "candidate_view", "decide",
    "doubtful", "held", "join", "keep", "link", "part", "queue", "stopping_of", "take_records", "undo",
    "unlink", "waiting",
]  # fmt: skip
