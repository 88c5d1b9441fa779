"""A random walk through the verbs: what happens is in the table of transitions, what is not possible is refused by it."""

from __future__ import annotations

import random

import ver_desk as on
from ver_desk import ADA, AT, BEN, CLEO, EDI

from aneatlas.core.issues import FactsInvalid
from aneatlas.core.states import REFUSALS, targets
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows.verification.assign import assign, unassign
from aneatlas.workflows.verification.comparison import comparison
from aneatlas.workflows.verification.desk import Person, desk_of
from aneatlas.workflows.verification.drafting import open_draft, save
from aneatlas.workflows.verification.progress import Progress
from aneatlas.workflows.verification.reopening import reopen
from aneatlas.workflows.verification.settling import choices_of, settle
from aneatlas.workflows.verification.submitting import submit, take_back

VERBS = ("assign", "unassign", "save", "submit", "take back", "settle", "reopen")


def act(ledger: Ledger, study: Study, report: str, verb: str, reader: Person, chance: random.Random) -> None:
    match verb:
        case "assign":
            assign(ledger, report, reader.name, EDI, AT)
        case "unassign":
            unassign(ledger, report, reader.name, EDI, AT, "A reason.")
        case "save":
            version = open_draft(ledger, study, report, reader).version
            body = on.form({"1/gcs_lowest/": on.answer(str(chance.randint(3, 15)))})
            save(ledger, report, reader, body, version, AT)
        case "submit":
            submit(ledger, study, report, reader, open_draft(ledger, study, report, reader).version, AT)
        case "take back":
            take_back(ledger, report, reader, AT, "A slip.")
        case "settle":
            seen = comparison(ledger, study, report, CLEO).seen
            chosen = {"outcome": "left out", "reason": "Chance."}
            settle(
                ledger,
                study,
                report,
                CLEO,
                choices_of({"choices": {"1/gcs_lowest/": chosen}}, report),
                seen,
                AT,
            )
        case _:
            reopen(ledger, report, CLEO, AT, "Again.")


def test_every_step_of_a_walk_is_an_arrow_of_the_table(any_ledger: Ledger, study: Study) -> None:
    """In both databases."""
    ledger, progress = any_ledger, Progress()
    done: set[str] = set()
    for seed in range(4):
        extra = f"Article {seed} of the tests.\n".encode()
        report, _ = on.new_report(ledger, study, on.ARTICLE + extra)
        done |= walk(ledger, study, report, progress, random.Random(seed))
    assert done == set(VERBS) - {"save"}
    ledger.verify()


def walk(ledger: Ledger, study: Study, report: str, progress: Progress, chance: random.Random) -> set[str]:
    """Walk at random; return the verbs that wrote an event."""
    done: set[str] = set()
    for _step in range(120):
        verb, reader = chance.choice(VERBS), chance.choice((ADA, BEN))
        before, head = desk_of(ledger, report), ledger.head().seq
        codes: set[str] = set()
        try:
            act(ledger, study, report, verb, reader, chance)
        except FactsInvalid as refusal:
            codes = {issue.code for issue in refusal.issues}
        wrote = ledger.head().seq > head
        assert not (codes and wrote), "a refusal writes nothing"
        assert codes <= set(REFUSALS)
        if codes:
            continue
        after = desk_of(ledger, report)
        if wrote:
            done.add(verb)
            assert after.state in targets("report", before.state, verb), (before.state, verb, after.state)
        if wrote or verb == "save":
            one, two = before.extraction_state(reader.name), after.extraction_state(reader.name)
            expected = targets("extraction", one, verb)
            assert two in expected or (verb in ("settle", "reopen") and one == two), (one, verb, two)
        assert progress.catch_up(ledger).of(report).state == after.state
    return done
