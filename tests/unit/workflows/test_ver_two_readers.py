"""Two readers, blind, and an adjudicator: from an article to verified findings, and back."""

from __future__ import annotations

import json

import pytest
import ver_desk as on
from ver_desk import ADA, AT, BEN, CLEO, EDI

from aneatlas.core.events import Json
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.study import Study
from aneatlas.store import Ledger
from aneatlas.workflows import notes
from aneatlas.workflows.verification.agreement import agreement
from aneatlas.workflows.verification.assign import assign, unassign
from aneatlas.workflows.verification.changes import changes_for
from aneatlas.workflows.verification.choices import keep_choices, kept_choices
from aneatlas.workflows.verification.comparison import comparison
from aneatlas.workflows.verification.desk import Person, desk_of
from aneatlas.workflows.verification.drafting import open_draft, save
from aneatlas.workflows.verification.log import log
from aneatlas.workflows.verification.otherwise import meanwhile
from aneatlas.workflows.verification.progress import Progress
from aneatlas.workflows.verification.reopening import reopen
from aneatlas.workflows.verification.settling import choices_of, settle
from aneatlas.workflows.verification.submitting import submit, take_back


@pytest.fixture
def desk(ledger: Ledger, study: Study) -> tuple[Ledger, Study, str, on.Document]:
    report, document = on.new_report(ledger, study)
    on.ask(ledger, report, document, ADA, BEN)
    return ledger, study, report, document


def of_ada(report: str, document: on.Document) -> Json:
    words = on.quote(document, report, "A 4-year-old boy was admitted with fever of 39.8 C")
    drugs = on.quote(document, report, "methylprednisolone 30 mg/kg/day for three days and oseltamivir")
    return on.form(
        {
            "1/age_at_onset/": on.answer("4 years", words),
            "1/fever/": on.answer("", words),
            "1/gcs_lowest/": on.answer("6", on.quote(document, report, "Glasgow coma scale of 6")),
            "1/hepatomegaly/": on.answer("", status="absent"),
            "1/treatment_agent/1": on.answer("methylprednisolone", drugs),
            "1/treatment_dose/1": on.answer("30 mg/kg/day", drugs),
            "1/treatment_agent/2": on.answer("oseltamivir", drugs),
        }
    )


def of_ben(report: str, document: on.Document) -> Json:
    words = on.quote(document, report, "4-year-old boy")
    drugs = on.quote(document, report, "oseltamivir")
    return on.form(
        {
            "1/age_at_onset/": on.answer("4-year-old", words),
            "1/gcs_lowest/": on.answer("5", on.quote(document, report, "Glasgow coma scale of 6")),
            "1/hepatomegaly/": on.answer("", status="absent"),
            "1/treatment_agent/1": on.answer("oseltamivir", drugs),
            "1/treatment_agent/2": on.answer("methylprednisolone", drugs),
        },
        "The boy",
    )


def both_in(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, study, report, document = desk
    on.hand_in(ledger, study, report, ADA, of_ada(report, document))
    on.hand_in(ledger, study, report, BEN, of_ben(report, document))


DECIDED = {
    "1/fever/": {"outcome": "taken", "reader": "person:ada", "reason": "The text says so."},
    "1/gcs_lowest/": {"outcome": "taken", "reader": "person:ada", "reason": "Six is printed."},
    "1/treatment_dose/1": {"outcome": "left out", "reason": "The dose is kept in the words."},
}


def decide(desk: tuple[Ledger, Study, str, on.Document], choices: Json | None = None) -> on.Any:
    ledger, study, report, _ = desk
    seen = comparison(ledger, study, report, CLEO).seen
    body = {"choices": DECIDED} if choices is None else choices
    return settle(ledger, study, report, CLEO, choices_of(body, report), seen, AT)


def test_until_both_have_submitted_nobody_compares(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, study, report, document = desk
    on.hand_in(ledger, study, report, ADA, of_ada(report, document))
    assert desk_of(ledger, report).state == "reading"
    for person in (BEN, CLEO, EDI):
        with pytest.raises(FactsInvalid, match="until then nobody compares"):
            comparison(ledger, study, report, person)
        assert all("body" not in e for e in log(ledger, person) if e["kind"] == "extraction.submitted")
    assert any("body" in e for e in log(ledger, ADA) if e["kind"] == "extraction.submitted")


def test_readers_are_compared_by_meaning_and_items_are_tied_by_content(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    ledger, study, report, _ = desk
    found = comparison(ledger, study, report, CLEO)
    likeness = {row.key: row.likeness for row in found.rows}
    assert likeness == {
        "1/age_at_onset/": "agreed",  # '4 years' and '4-year-old' are one age
        "1/fever/": "some",
        "1/gcs_lowest/": "differ",
        "1/hepatomegaly/": "agreed",
        "1/treatment_agent/1": "agreed",  # the readers listed the drugs in another order
        "1/treatment_agent/2": "agreed",
        "1/treatment_dose/1": "some",
    }
    with pytest.raises(FactsInvalid):  # the extractors still do not see each other
        comparison(ledger, study, report, BEN)


def test_the_decision_becomes_verified_findings(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    both_in(desk)
    ledger, _, report, _ = desk
    done = decide(desk)
    assert done.written
    assert done.cases == (f"{report}-1",)
    age = ledger.row("findings", f"{report}-1/age_at_onset")
    assert age is not None
    assert age["provenance"] == "verified"
    assert len(age["evidence"]) == 2  # type: ignore[arg-type]
    gcs = ledger.row("findings", f"{report}-1/gcs_lowest")
    assert gcs is not None
    assert gcs["value"]["number"] == 6  # type: ignore[index]
    assert gcs["proposer"] == "person:ada"
    assert ledger.row("findings", f"{report}-1/treatment_dose/1") is None
    row = ledger.row("reports", report)
    assert row is not None
    assert row["read"] == "full_text"
    assert desk_of(ledger, report).state == "settled"
    ledger.verify()


def test_the_same_decision_twice_is_one_event(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    both_in(desk)
    ledger, study, report, _ = desk
    seen = comparison(ledger, study, report, CLEO).seen
    body = choices_of({"choices": DECIDED}, report)
    assert settle(ledger, study, report, CLEO, body, seen, AT).written
    head = ledger.head().seq
    assert not settle(ledger, study, report, CLEO, body, seen, AT).written
    assert ledger.head().seq == head


def test_the_second_of_two_adjudicators_is_told_what_stands_and_loses_nothing(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    ledger, study, report, _ = desk
    second = Person("person:carl", CLEO.roles)
    seen = comparison(ledger, study, report, second).seen
    assert meanwhile(ledger, study, report, second, choices_of({}, report)) is None
    decide(desk)
    head = ledger.head().seq
    other = {
        **DECIDED,
        "1/gcs_lowest/": {"outcome": "other", "raw": "4", "status": "present", "reason": "Misread."},
    }
    mine = choices_of({"choices": other}, report)
    with pytest.raises(FactsInvalid) as told:
        settle(ledger, study, report, second, mine, seen, AT)
    assert [issue.code for issue in told.value.issues] == ["settled"]
    assert keep_choices(ledger, report, second, mine, 0, AT) == (1, True)
    assert kept_choices(ledger, report, second) == (mine, 1)
    stands = meanwhile(ledger, study, report, second, mine)
    assert stands is not None
    assert (stands.by, [d.field for d in stands.differing]) == (CLEO.name, ["gcs_lowest"])
    like = choices_of({"choices": DECIDED}, report)
    same = meanwhile(ledger, study, report, second, like)
    assert same is not None
    assert same.differing == ()
    with pytest.raises(FactsInvalid):  # whoever decided alike is told too: the decision is not theirs
        settle(ledger, study, report, second, like, seen, AT)
    assert ledger.head().seq == head
    with pytest.raises(FactsInvalid):
        keep_choices(ledger, report, ADA, mine, 0, AT)


def test_what_an_adjudicator_entered_twice_is_the_same_decision(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    own = {"outcome": "other", "raw": "4", "status": "present", "reason": "Misread."}
    assert decide(desk, {"choices": {**DECIDED, "1/gcs_lowest/": own}}).written
    assert not decide(desk, {"choices": {**DECIDED, "1/gcs_lowest/": own}}).written


def test_fellow_readers_do_not_see_each_others_notes_while_they_read_blind(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, _, report, _ = desk
    note = notes.write(ledger, report, "Is it 6 before sedation? @ben", ADA.name, field="gcs_lowest")
    of_the_editor = notes.write(ledger, report, "Table 2 is a second page.", EDI.name)

    def seen(person: Person, **asked: on.Any) -> list[str]:
        return [row["id"] for row in notes.notes(ledger, viewer=person.name, **asked)]

    both = [note["id"], of_the_editor["id"]]
    assert seen(ADA) == seen(CLEO) == seen(EDI) == both
    assert seen(BEN) == seen(BEN, subjects=[report]) == [of_the_editor["id"]]
    assert seen(BEN, mentioning="ben") == []
    both_in(desk)
    assert seen(BEN) == both
    notes.remove(ledger, note["id"], "taken back by its author", ADA.name)
    assert seen(CLEO) == [of_the_editor["id"]]


def test_an_undecided_difference_stops_the_decision(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    both_in(desk)
    head = desk[0].head().seq
    with pytest.raises(FactsInvalid, match="not decided yet") as refusal:
        decide(desk, {"choices": {}})
    assert {issue.where.split()[1] for issue in refusal.value.issues} == set(DECIDED)
    without = {**DECIDED, "1/fever/": {"outcome": "taken", "reader": "person:ada", "reason": " "}}
    with pytest.raises(FactsInvalid, match="needs a reason"):
        decide(desk, {"choices": without})
    assert desk[0].head().seq == head


def test_the_adjudicators_own_answer_is_checked_by_the_dictionary(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    other = {"outcome": "other", "reason": "Neither.", "status": "present", "raw": "99"}
    with pytest.raises(FactsInvalid, match="impossible"):
        decide(desk, {"choices": DECIDED | {"1/gcs_lowest/": other}})
    decide(desk, {"choices": DECIDED | {"1/gcs_lowest/": other | {"raw": "7"}}})
    row = desk[0].row("findings", f"{desk[2]}-1/gcs_lowest")
    assert row is not None
    assert row["value"]["number"] == 7  # type: ignore[index]
    assert row["proposer"] == "person:cleo"


def test_a_reader_sees_afterwards_what_was_changed_and_why(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    ledger, _, report, _ = desk
    with pytest.raises(FactsInvalid, match="not settled"):
        list(changes_for(ledger, report, BEN, BEN.name))
    decide(desk)
    changed = {
        c.decision.field: (c.mine, c.decision.reason, c.by)
        for c in changes_for(ledger, report, BEN, BEN.name)
    }
    assert changed["gcs_lowest"] == ("present: 5", "Six is printed.", "person:cleo")
    assert changed["fever"][0] == ""
    assert [c.decision.field for c in changes_for(ledger, report, ADA, ADA.name)] == ["treatment_dose"]


def test_reopening_puts_back_what_stood_before_and_spares_later_corrections(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    from aneatlas.workflows.correct import record_finding

    both_in(desk)
    ledger, study, report, _ = desk
    decide(desk)
    record_finding(ledger, study, f"{report}-1", "gcs_lowest", "3", why="Erratum.", actor="person:edi")
    done = reopen(ledger, report, CLEO, AT, "The wrong article was read.")
    assert done.kept == (f"{report}-1/gcs_lowest",)
    assert ledger.row("findings", f"{report}-1/age_at_onset") is None
    corrected = ledger.row("findings", f"{report}-1/gcs_lowest")
    assert corrected is not None
    assert corrected["value"]["number"] == 3  # type: ignore[index]
    assert ledger.row("cases", f"{report}-1") is not None  # it still holds the correction
    row = ledger.row("reports", report)
    assert row is not None
    assert row["read"] == "abstract"
    assert desk_of(ledger, report).state == "read"
    ledger.verify()


def test_reopening_removes_a_case_that_the_decision_made(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    ledger, _, report, _ = desk
    decide(desk)
    reopen(ledger, report, CLEO, AT, "Read again.")
    assert ledger.row("cases", f"{report}-1") is None
    assert decide(desk).cases == (f"{report}-1",)  # the same patient keeps the accession


def test_an_accession_is_never_given_to_another_patient(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    ledger, study, report, document = desk
    decide(desk)
    reopen(ledger, report, CLEO, AT, "The wrong patient was read.")
    for person, made in ((ADA, of_ada), (BEN, of_ben)):
        take_back(ledger, report, person, AT, "The other patient.")
        body = made(report, document)
        body["patients"][0]["id"] = "2"
        body["answers"] = {f"2{key[1:]}": entry for key, entry in body["answers"].items()}
        on.hand_in(ledger, study, report, person, body)
    assert decide(desk).cases == (f"{report}-2",)


def test_removing_a_reader_strands_nothing(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, study, report, document = desk
    on.hand_in(ledger, study, report, ADA, of_ada(report, document))
    stored, _ = save(ledger, report, BEN, of_ben(report, document), 0, AT)
    unassign(ledger, report, BEN.name, EDI, AT, "On leave.")
    assert desk_of(ledger, report).state == "read"  # one reader is left, and has submitted
    with pytest.raises(FactsInvalid, match="not assigned"):
        save(ledger, report, BEN, of_ben(report, document), stored.version, AT)
    dan = Person("person:dan", BEN.roles)
    on.ask(ledger, report, document, dan)
    assert desk_of(ledger, report).state == "reading"
    unassign(ledger, report, dan.name, EDI, AT, "Changed plans.")
    on.ask(ledger, report, document, BEN)
    assert open_draft(ledger, study, report, BEN).body == stored.body  # the draft was kept
    submit(ledger, study, report, BEN, stored.version, AT)
    assert desk_of(ledger, report).readers == ("person:ada", "person:ben")
    assert desk_of(ledger, report).state == "read"


def test_a_submission_taken_back_makes_the_comparison_stale(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    ledger, study, report, document = desk
    seen = comparison(ledger, study, report, CLEO).seen
    take_back(ledger, report, BEN, AT, "A slip.")
    body = of_ben(report, document)
    body["answers"]["1/gcs_lowest/"]["raw"] = "6"
    on.hand_in(ledger, study, report, BEN, body)
    with pytest.raises(FactsInvalid, match="in the meantime"):
        settle(ledger, study, report, CLEO, choices_of({"choices": DECIDED}, report), seen, AT)
    assert {row.key for row in comparison(ledger, study, report, CLEO).open} == set(DECIDED) - {
        "1/gcs_lowest/"
    }


def test_assigning_twice_is_one_event(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, _, report, document = desk
    assert not assign(ledger, report, ADA.name, EDI, AT, document.hash)
    with pytest.raises(FactsInvalid, match="needs the role"):
        assign(ledger, report, "person:dan", ADA, AT, document.hash)


def test_progress_tells_what_waits_for_whom(desk: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, _study, report, _document = desk
    progress = Progress().catch_up(ledger)
    assert [s.report for s in progress.waiting_for("person:ben")] == [report]
    both_in(desk)
    assert progress.catch_up(ledger).waiting_for("person:ben") == []
    assert [s.report for s in progress.to_settle()] == [report]
    decide(desk)
    assert progress.catch_up(ledger).counts() == {"settled": 1}
    assert progress.of(report).state == desk_of(ledger, report).state


def test_agreement_counts_what_the_readers_answered_before_they_were_compared(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    assert agreement(desk[0]).reports == 0
    decide(desk)
    found = agreement(desk[0])
    assert found.reports == 1
    assert found.readers == ("person:ada", "person:ben")
    by_field = {each.field: (each.alike, each.units) for each in found.fields}
    assert by_field["age_at_onset"] == (1, 1)
    assert by_field["gcs_lowest"] == (0, 1)
    assert by_field["treatment_agent"] == (2, 2)
    assert found.whole is not None
    assert (found.whole.alike, found.whole.units) == (
        5,
        7,
    )  # by status: 'some' rows differ, the numbers do not
    assert [(p.first, p.second, p.reports) for p in found.pairs] == [("person:ada", "person:ben", 1)]


def test_a_third_reader_after_the_decision_reopens_the_comparison(
    desk: tuple[Ledger, Study, str, on.Document],
) -> None:
    both_in(desk)
    decide(desk)
    ledger, study, report, document = desk
    dan = Person("person:dan", BEN.roles)
    on.ask(ledger, report, document, dan)
    assert desk_of(ledger, report).state == "reading"
    on.hand_in(ledger, study, report, dan, of_ada(report, document))
    found = comparison(ledger, study, report, CLEO)
    assert found.readers == ("person:ada", "person:ben", "person:dan")
    assert len(found.patients) == 1
    json.dumps([row.key for row in found.rows])
