"""One reader alone: drafts that are never lost or blocked, proposals, the level 'read', the audit."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import ver_desk as on
from ver_desk import ADA, AT, BEN, SOLO

from aneatlas.core.facts import Finding
from aneatlas.core.issues import FactsInvalid, errors
from aneatlas.core.study import Study
from aneatlas.statistics.residual import Residual
from aneatlas.statistics.results import Withheld
from aneatlas.store import Ledger, open_ledger
from aneatlas.workflows.correct import record_finding
from aneatlas.workflows.publish import load_analyses, publish
from aneatlas.workflows.verification.assign import assign
from aneatlas.workflows.verification.audit import audit_of, draw, look, other, residual, shown
from aneatlas.workflows.verification.comparison import comparison
from aneatlas.workflows.verification.drafting import check_draft, form_of, open_draft, save
from aneatlas.workflows.verification.proposals import proposals
from aneatlas.workflows.verification.settling import Choices, choices_of, settle
from aneatlas.workflows.verification.submitting import submit
from aneatlas.workflows.verify import verify_release


@pytest.fixture
def alone(ledger: Ledger, study: Study) -> tuple[Ledger, Study, str, on.Document]:
    report, document = on.new_report(ledger, study)
    assign(ledger, report, SOLO.name, SOLO, AT, document.hash)
    return ledger, study, report, document


def settle_alone(ledger: Ledger, study: Study, report: str, choices: Choices | None = None) -> on.Any:
    seen = comparison(ledger, study, report, SOLO).seen
    return settle(ledger, study, report, SOLO, choices or Choices(), seen, AT)


def test_a_volunteer_alone_brings_an_article_into_the_atlas(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, study, report, document = alone
    body = on.form(
        {
            "1/sex/": on.answer("male", on.quote(document, report, "4-year-old boy")),
            "1/fever/": on.answer(""),
        }
    )
    on.hand_in(ledger, study, report, SOLO, body)
    settle_alone(ledger, study, report)
    levels = {key: ledger.row("findings", f"{report}-1/{key}") for key in ("sex", "fever")}
    assert {key: row and row["provenance"] for key, row in levels.items()} == {
        "sex": "read",
        "fever": "entered",
    }


def test_a_draft_survives_a_restart_and_mistakes_never_block_it(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, study, report, _ = alone
    wrong = {"1/gcs_lowest/": on.answer("99"), "1/sex/": on.answer("blue"), "1/nonsense/": on.answer("x")}
    save(ledger, report, SOLO, on.form(wrong), 0, AT)
    again = open_ledger(Path(ledger.home))
    stored = open_draft(again, study, report, SOLO)
    assert stored.version == 1
    assert set(stored.body["answers"]) == set(wrong)
    found = check_draft(again, study, report, SOLO, form_of(stored.body, report))
    assert {place[1]: issues[0].code for place, issues in found.by_place.items()} == {
        "gcs_lowest": "value-impossible",
        "sex": "value-not-understood",
        "nonsense": "field-unknown",
    }
    with pytest.raises(FactsInvalid, match="3 entries cannot stand"):
        submit(again, study, report, SOLO, 1, AT)


def test_an_implausible_value_is_a_warning_and_may_be_submitted(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, study, report, _ = alone
    stored, _ = save(ledger, report, SOLO, on.form({"1/csf_protein/": on.answer("4000 mg/dL")}), 0, AT)
    found = check_draft(ledger, study, report, SOLO, form_of(stored.body, report))
    assert [issue.code for issue in found.all] == ["value-implausible"]
    written, issues = submit(ledger, study, report, SOLO, 1, AT)
    assert written
    assert not errors(issues)


def test_two_windows_of_one_reader_never_overwrite_each_other(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, _, report, _ = alone
    first, ours = save(ledger, report, SOLO, on.form({"1/fever/": on.answer("")}), 0, AT)
    assert ours
    second, ours = save(ledger, report, SOLO, on.form({"1/coma/": on.answer("")}), 0, AT)
    assert not ours
    assert second == first  # the other window is told what stands, and nothing was written
    same, ours = save(ledger, report, SOLO, on.form({"1/fever/": on.answer("")}), 0, AT)
    assert ours  # the same content, sent again after a lost answer
    assert same.version == 1


def test_submitting_twice_is_one_event_and_an_old_window_cannot_submit(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, study, report, _ = alone
    save(ledger, report, SOLO, on.form({"1/fever/": on.answer("")}), 0, AT)
    save(ledger, report, SOLO, on.form({"1/coma/": on.answer("")}), 1, AT)
    with pytest.raises(FactsInvalid, match="in the meantime"):
        submit(ledger, study, report, SOLO, 1, AT)
    assert submit(ledger, study, report, SOLO, 2, AT)[0]
    assert not submit(ledger, study, report, SOLO, 2, AT)[0]
    with pytest.raises(FactsInvalid, match="take it back"):
        save(ledger, report, SOLO, on.form({}), 2, AT)


def test_words_that_do_not_stand_in_the_article_are_refused(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, study, report, document = alone
    forged = on.quote(document, report, "fever of 39.8 C") | {"text": "fever of 41.8 C"}
    stored, _ = save(ledger, report, SOLO, on.form({"1/fever/": on.answer("", forged)}), 0, AT)
    with pytest.raises(FactsInvalid, match="do not stand in the document"):
        submit(ledger, study, report, SOLO, stored.version, AT)


def test_contradictions_are_shown_at_the_field(alone: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, study, report, _ = alone
    body = on.form({"1/died/": on.answer("", status="absent"), "1/outcome_level/1": on.answer("died")})
    found = check_draft(ledger, study, report, SOLO, form_of(body, report))
    assert [(place, issue.code) for place, issues in found.by_place.items() for issue in issues] == [
        (("1", "died", ""), "died-and-lived")
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"patients": "none"},
        {"answers": {"1/fever": {}}},
        {"answers": {"../fever/": {}}},
        {"unknown": 1},
        {"minutes": -1},
        {"answers": {"1/fever/": {"raw": "x" * 5000}}},
    ],
)
def test_a_body_that_is_no_draft_is_refused_in_one_line(
    alone: tuple[Ledger, Study, str, on.Document], body: dict[str, object]
) -> None:
    with pytest.raises(FactsInvalid) as refusal:
        save(alone[0], alone[2], SOLO, body, 0, AT)
    assert "\n" not in refusal.value.message


def test_a_draft_is_only_for_its_reader(alone: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, study, report, _ = alone
    with pytest.raises(FactsInvalid, match="not assigned"):
        open_draft(ledger, study, report, ADA)
    with pytest.raises(FactsInvalid, match="not assigned"):
        proposals(ledger, study, report, BEN)
    with pytest.raises(FactsInvalid, match="no such report"):
        open_draft(ledger, study, "R9999", SOLO)


def test_proposals_carry_their_words_and_can_be_accepted_as_they_are(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, study, report, _ = alone
    offered = proposals(ledger, study, report, SOLO)
    assert {"sex", "gcs_lowest", "treatment_agent"} <= {p.field for p in offered}
    body = on.form(
        {
            f"1/{p.field}/{p.item}": on.answer(
                p.raw, p.quote.model_dump(mode="json"), status=p.status, source="accepted"
            )
            for p in offered
        }
    )
    on.hand_in(ledger, study, report, SOLO, body)
    settle_alone(ledger, study, report)
    gcs = ledger.row("findings", f"{report}-1/gcs_lowest")
    assert gcs is not None
    assert gcs["provenance"] == "read"


def test_a_known_case_keeps_its_items_and_what_nobody_found_can_be_withdrawn(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    ledger, study, report, document = alone
    words = on.quote(document, report, "oseltamivir")
    body = on.form({"1/treatment_agent/1": on.answer("oseltamivir", words)})
    on.hand_in(ledger, study, report, SOLO, body)
    case = settle_alone(ledger, study, report).cases[0]
    record_finding(ledger, study, case, "treatment_agent", "acyclovir", item="2", why="x", actor="person:e")
    record_finding(ledger, study, case, "coma", "present", why="x", actor="person:e")
    assign(ledger, report, ADA.name, SOLO, AT, document.hash)
    assert open_draft(ledger, study, report, ADA).body["patients"] == [
        {"id": "1", "label": "Patient 1", "case": case}
    ]
    body = on.form(
        {"1/treatment_agent/1": on.answer("acyclovir"), "1/treatment_agent/2": on.answer("oseltamivir")}
    )
    body["patients"][0]["case"] = case
    on.hand_in(ledger, study, report, ADA, body)
    found = comparison(ledger, study, report, SOLO)
    assert [(row.key, row.likeness) for row in found.rows] == [
        ("1/treatment_agent/1", "agreed"),
        ("1/treatment_agent/2", "some"),
    ]
    assert list(found.silent()) == [f"{case}/coma"]
    choices = {
        "choices": {"1/treatment_agent/2": {"outcome": "left out", "reason": "Not in the text."}},
        "withdraw": [f"{case}/coma"],
        "reasons": {f"{case}/coma": "Neither reader found it."},
    }
    settle_alone(ledger, study, report, choices_of(choices, report))
    assert ledger.row("findings", f"{case}/coma") is None
    ledger.verify()


def decided(alone: tuple[Ledger, Study, str, on.Document]) -> None:
    ledger, study, report, document = alone
    words = on.quote(document, report, "Glasgow coma scale of 6")
    signs = ("fever", "seizure", "coma", "hepatomegaly")
    answers = {f"1/{field}/": on.answer("", words) for field in signs}
    answers |= {"1/sex/": on.answer("male", words), "1/gcs_lowest/": on.answer("6", words)}
    on.hand_in(ledger, study, report, SOLO, on.form(answers))
    settle_alone(ledger, study, report)


def test_an_audit_hides_known_errors_and_estimates_what_is_left(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    decided(alone)
    ledger, study, _, _ = alone
    drawn = draw(ledger, study, SOLO, AT, size=6, altered=2, seed=7)
    assert sum(item.altered for item in drawn.items) == 2
    assert all("altered" not in shown(item) for item in drawn.items)
    assert isinstance(residual(ledger), Withheld)
    wrong = next(n for n, item in enumerate(drawn.items) if not item.altered)
    for place, item in enumerate(drawn.items):
        right = not item.altered and place != wrong
        assert look(ledger, SOLO, AT, drawn.id, place, right=right, reason="The text says otherwise.")
    assert not look(ledger, SOLO, AT, drawn.id, wrong, right=False, reason="The text says otherwise.")
    assert audit_of(ledger, drawn.id).open == []
    found = residual(ledger)
    assert isinstance(found, Residual)
    assert (found.wrong, found.looked, found.noticed, found.hidden) == (1, 4, 2, 2)
    assert found.estimate == 0.25
    ledger.verify()


def test_an_altered_value_differs_and_has_the_same_form(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    decided(alone)
    ledger, study, _, _ = alone
    for key, row in ledger.present().rows("findings"):
        finding = Finding.model_validate({k: v for k, v in row.items() if k != "event"})
        changed = other(finding, study, random.Random(1))
        assert changed is not None, key
        assert changed != (finding.status, finding.value)
        assert (changed[1] is None) == (finding.value is None)


def test_an_audit_needs_enough_values_and_a_reason_for_wrong(
    alone: tuple[Ledger, Study, str, on.Document],
) -> None:
    decided(alone)
    ledger, study, _, _ = alone
    with pytest.raises(FactsInvalid, match="only 6 values"):
        draw(ledger, study, SOLO, AT, size=7, altered=0, seed=1)
    drawn = draw(ledger, study, SOLO, AT, size=2, altered=0, seed=1)
    with pytest.raises(FactsInvalid, match="needs a reason"):
        look(ledger, SOLO, AT, drawn.id, 0, right=False)
    with pytest.raises(FactsInvalid, match="needs the role"):
        draw(ledger, study, ADA, AT, size=1, altered=0, seed=1)


def test_the_share_of_errors_goes_into_the_release_and_verifies(
    alone: tuple[Ledger, Study, str, on.Document], tmp_path: Path
) -> None:
    decided(alone)
    ledger, study, _, _ = alone
    drawn = draw(ledger, study, SOLO, AT, size=6, altered=2, seed=7)
    wrong = next(n for n, item in enumerate(drawn.items) if not item.altered)
    for place, item in enumerate(drawn.items):
        look(ledger, SOLO, AT, drawn.id, place, right=not item.altered and place != wrong, reason="Not so.")
    out = publish(ledger, study, load_analyses(study), tmp_path / "site").out
    register = json.loads((out / "data" / "numbers.json").read_text(encoding="utf-8"))
    assert register["errors_left.share"] == 25.0
    assert register["errors_left.wrong"] == 1
    assert '"errors_left.share"' in (out / "about.html").read_text(encoding="utf-8")
    assert verify_release(out).numbers > 0  # computed anew from the downloads, and equal
