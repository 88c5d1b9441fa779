"""Counts of a group, 'n of N': proposed, entered blind, compared, settled, opened again, and counted as agreement."""

from __future__ import annotations

import random
import threading
import time

import pytest
import ver_desk as on
from ver_desk import ADA, AT, BEN, CLEO

import aneatlas.workflows.verification.proposals as offering
from aneatlas.core.events import Json
from aneatlas.core.facts import Finding
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.study import Study
from aneatlas.core.values import Count
from aneatlas.store import Ledger
from aneatlas.workflows.verification.agreement import agreement
from aneatlas.workflows.verification.audit import other
from aneatlas.workflows.verification.comparison import comparison
from aneatlas.workflows.verification.desk import plain
from aneatlas.workflows.verification.drafting import check_draft, form_of, open_draft
from aneatlas.workflows.verification.proposals import proposals
from aneatlas.workflows.verification.reopening import reopen
from aneatlas.workflows.verification.settling import Settled, choices_of, settle
from aneatlas.workflows.verification.submitting import take_back

# Written for these tests; no patients.
SERIES = b"""Acute necrotizing encephalopathy in twelve children: a case series

We report twelve children with acute necrotizing encephalopathy who were admitted between 2010 and 2015.

Seizures occurred in 8 of 12 children. Of the patients, 5 of 12 were girls. Thalamic lesions were found in all of \
them, and 3 of 12 patients died.
"""
Desk = tuple[Ledger, Study, str, on.Document]


@pytest.fixture
def desk(ledger: Ledger, study: Study) -> Desk:
    report, document = on.new_report(ledger, study, SERIES)
    on.ask(ledger, report, document, ADA, BEN)
    return ledger, study, report, document


def group(answers: dict[str, Json], label: str = "All children", known: str = "") -> Json:
    return {
        "patients": [{"id": "A", "label": label, "case": known}],
        "answers": answers,
        "refused": [],
        "read": "full_text",
        "minutes": 3,
    }


def of_ada(report: str, document: on.Document) -> dict[str, Json]:
    return {
        "A/cohort_whom/": on.answer("ane"),
        "A/cohort_n/": on.answer("12", on.quote(document, report, "twelve children with")),
        "A/seizure/present": on.answer("8 of 12", on.quote(document, report, "Seizures occurred in 8 of 12")),
        "A/sex/female": on.answer("5/12", on.quote(document, report, "5 of 12 were girls")),
    }


def of_ben(report: str, document: on.Document) -> dict[str, Json]:
    return {
        "A/cohort_whom/": on.answer("ane"),
        "A/cohort_n/": on.answer("12"),
        "A/seizure/present": on.answer("7 of 12", on.quote(document, report, "Seizures occurred in 8 of 12")),
        "A/sex/female": on.answer("5 of 12", on.quote(document, report, "5 of 12 were girls")),
    }


def both_in(desk: Desk) -> None:
    ledger, study, report, document = desk
    on.hand_in(ledger, study, report, ADA, group(of_ada(report, document)))
    on.hand_in(ledger, study, report, BEN, group(of_ben(report, document), "The series"))


def decide(desk: Desk, **choices: Json) -> Settled:
    ledger, study, report, _ = desk
    taken = {"1/seizure/present": {"outcome": "taken", "reader": "person:ada", "reason": "Eight is printed."}}
    body = choices_of({"choices": {**taken, **choices}}, report)
    return settle(ledger, study, report, CLEO, body, comparison(ledger, study, report, CLEO).seen, AT)


def test_counts_in_the_article_are_proposed_for_a_group_of_the_draft(desk: Desk) -> None:
    ledger, study, report, _ = desk
    offered = {(p.case, p.field, p.item, p.raw) for p in proposals(ledger, study, report, ADA)}
    assert ("cohort", "seizure", "present", "8 of 12") in offered
    assert [p["id"] for p in open_draft(ledger, study, report, ADA).body["patients"]][-1] == "A"


def test_readers_who_ask_at_once_have_the_article_looked_through_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, study, report, _ = desk
    looked: list[str] = []

    def slow(*given: object) -> object:
        looked.append("begun")
        time.sleep(0.05)
        return original(*given)

    original = offering.extract
    monkeypatch.setattr(offering, "extract", slow)
    offering._proposals.cache_clear()
    asked = [threading.Thread(target=proposals, args=(ledger, study, report, one)) for one in (ADA, BEN)]
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join()
    assert looked == ["begun"]


def test_a_group_of_which_nothing_is_said_is_no_part_of_the_extraction(desk: Desk) -> None:
    ledger, study, report, _ = desk
    body = on.form({"1/fever/": on.answer("")})
    body["patients"].append({"id": "A", "label": "All patients", "case": ""})
    on.hand_in(ledger, study, report, ADA, body)
    row = ledger.row("extractions", f"{report}~person:ada")
    assert row is not None
    assert [patient["id"] for patient in row["patients"]] == ["1"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("13 of 12", "more than the whole"),
        ("many", "is not a count"),
        ("9 of 14", "has 12 patients only"),
    ],
)
def test_what_is_no_count_of_the_group_is_said_beside_it(desk: Desk, raw: str, said: str) -> None:
    ledger, study, report, document = desk
    answers = {**of_ada(report, document), "A/seizure/present": on.answer(raw)}
    found = check_draft(ledger, study, report, ADA, form_of(group(answers), report))
    assert any(said in issue.message for issue in found.by_place["A", "seizure", "present"])


def test_whom_a_group_counts_must_be_said_before_it_is_submitted(desk: Desk) -> None:
    ledger, study, report, document = desk
    answers = of_ada(report, document)
    del answers["A/cohort_whom/"]
    with pytest.raises(FactsInvalid, match="whom the group counts"):
        on.hand_in(ledger, study, report, ADA, group(answers))


def test_counts_are_compared_by_their_numbers_under_the_tied_groups(desk: Desk) -> None:
    both_in(desk)
    ledger, study, report, _ = desk
    found = comparison(ledger, study, report, CLEO)
    assert [(row.patients, row.label) for row in found.patients] == [(("A", "A"), "All children")]
    assert {row.key: row.likeness for row in found.rows} == {
        "1/cohort_whom/": "agreed",
        "1/cohort_n/": "agreed",
        "1/seizure/present": "differ",
        "1/sex/female": "agreed",  # '5/12' and '5 of 12'
    }


def test_decided_counts_stand_under_a_cohort_with_their_words(desk: Desk) -> None:
    both_in(desk)
    ledger, _, report, _ = desk
    done = decide(desk)
    assert done.cases == (f"{report}-A",)
    cohort = ledger.row("cohorts", f"{report}-A")
    assert cohort is not None
    assert (cohort["whom"], cohort["n"], cohort["label"]) == ("ane", 12, "All children")
    row = ledger.row("findings", f"{report}-A/seizure/present")
    assert row is not None
    assert (row["value"]["n"], row["value"]["of"], row["provenance"]) == (8, 12, "verified")  # type: ignore[index]
    assert {entry["role"] for entry in row["evidence"]} == {"cohort"}  # type: ignore[union-attr]
    assert ledger.row("findings", f"{report}-A/cohort_n") is None  # it is in the cohort's record
    ledger.verify()


def test_the_adjudicator_may_enter_a_count_of_their_own(desk: Desk) -> None:
    both_in(desk)
    ledger, _, report, _ = desk
    own = {"outcome": "other", "status": "present", "raw": "6 of 12", "reason": "Two of them are doubtful."}
    decide(desk, **{"1/seizure/present": own})
    row = ledger.row("findings", f"{report}-A/seizure/present")
    assert row is not None
    assert row["value"]["n"] == 6  # type: ignore[index]


def test_opened_again_the_cohort_is_gone_and_its_letter_comes_back(desk: Desk) -> None:
    both_in(desk)
    ledger, _, report, _ = desk
    decide(desk)
    reopen(ledger, report, CLEO, AT, "Read again.")
    assert ledger.row("cohorts", f"{report}-A") is None
    assert ledger.row("findings", f"{report}-A/sex/female") is None
    assert decide(desk).cases == (f"{report}-A",)
    ledger.verify()


def test_a_known_cohort_is_amended_by_what_its_readers_found_and_put_back(desk: Desk) -> None:
    both_in(desk)
    ledger, study, report, document = desk
    decide(desk)
    reopened = {**of_ada(report, document), "A/cohort_n/": on.answer("14")}
    reopen(ledger, report, CLEO, AT, "Read again.")
    for person in (ADA, BEN):
        take_back(ledger, report, person, AT, "Counted again.")
        on.hand_in(ledger, study, report, person, group(reopened))
    decide(desk, **{"1/seizure/present": {"outcome": "agreed"}})
    cohort = ledger.row("cohorts", f"{report}-A")
    assert cohort is not None
    assert cohort["n"] == 14


def test_a_patient_is_never_tied_to_a_group(desk: Desk) -> None:
    ledger, study, report, document = desk
    on.hand_in(ledger, study, report, ADA, group(of_ada(report, document)))
    on.hand_in(ledger, study, report, BEN, on.form({"1/fever/": on.answer("")}))
    assert [row.patients for row in comparison(ledger, study, report, CLEO).patients] == [
        ("", "1"),
        ("A", ""),
    ]
    with pytest.raises(FactsInvalid, match="tied exactly once"):
        comparison(ledger, study, report, CLEO, [["A", "1"]])


def test_agreement_counts_groups_apart_from_the_coefficients(desk: Desk) -> None:
    both_in(desk)
    decide(desk)
    found = agreement(desk[0])
    assert found.counts == (2, 1)  # of two counts, one was given alike
    assert {each.field for each in found.fields} == {"cohort_n", "cohort_whom"}


def test_an_audit_can_alter_a_count(desk: Desk) -> None:
    both_in(desk)
    ledger, study, report, _ = desk
    decide(desk)
    finding = Finding.model_validate(plain(ledger.row("findings", f"{report}-A/sex/female") or {}))
    changed = other(finding, study, random.Random(1))
    assert changed is not None
    value = changed[1]
    assert isinstance(value, Count)
    assert (value.n, value.of) == (6, 12)
