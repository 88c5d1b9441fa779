"""Drift is found, and an editor's decision holds for the figures it was made on and no longer."""

from __future__ import annotations

from datetime import date

import pytest

from aneatlas.core.acceptance import Acceptance, Basis
from aneatlas.core.issues import StudyInvalid
from aneatlas.outputs.factsheet.drift import Drift, bases, digest, drifts
from aneatlas.outputs.factsheet.load import parse_sheet
from aneatlas.outputs.factsheet.model import Sheet
from aneatlas.outputs.factsheet.quantities import Quantities
from aneatlas.outputs.factsheet.shown import Sources, Told, good_until, show

DAY = date(2030, 3, 1)


def found(sheet: Sheet, figures: Quantities, day: date = DAY, **decisions: Acceptance) -> list[Drift]:
    return drifts(sheet, figures, day, decisions)


def decision(sheet: Sheet, figures: Quantities, *codes: str, until: date = date(2030, 9, 1)) -> Acceptance:
    return Acceptance.model_validate(
        {
            "statement": "died", "codes": codes, "digest": digest(sheet, "died"), "until": until.isoformat(),
            "figures": [b.model_dump() for b in bases(sheet, "died", figures)], "reason": "We keep it.",
        }
    )  # fmt: skip


def codes(drifted: list[Drift]) -> list[tuple[str, str, bool]]:
    return [(drift.statement, drift.code, drift.accepted is not None) for drift in drifted]


def test_a_sheet_whose_words_fit_has_no_drift(sheet: Sheet, figures: Quantities) -> None:
    assert found(sheet, figures) == []


def test_a_word_that_left_its_interval_is_named_with_words_that_fit(sheet: Sheet, share) -> None:  # type: ignore[no-untyped-def]
    drifted = found(sheet, Quantities([share(270, 300)]))
    assert codes(drifted) == [("died", "word", False)]
    assert drifted[0].message == (
        "died: 'around a third' stands for 23 to 43 %, and the 95 % interval is 86.1 to 92.9 %. "
        "Words that fit: 'most', 'named most often'."
    )


def test_a_withheld_figure_is_named_with_its_reason(sheet: Sheet, share) -> None:  # type: ignore[no-untyped-def]
    drifted = found(sheet, Quantities([share(1, 3, reason="Too few patients.")]))
    assert {drift.code for drift in drifted} == {"withheld"}
    assert "Too few patients." in drifted[0].message


def test_a_figure_that_the_data_lack_is_named(sheet: Sheet) -> None:
    assert {drift.code for drift in found(sheet, Quantities([]))} == {"missing"}


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2030, 6, 1), []),
        (date(2030, 6, 2), ["died"]),
        (date(2030, 12, 2), ["died", "cause", "drink"]),
        (date(2031, 1, 2), ["sheet", "died", "cause", "drink"]),
    ],
)
def test_a_statement_is_late_on_the_day_after_its_date(
    sheet: Sheet, figures: Quantities, day: date, late: list[str]
) -> None:
    assert [drift.statement for drift in found(sheet, figures, day) if drift.code == "review"] == late


def test_a_decision_lets_a_drift_stand(sheet: Sheet, share) -> None:  # type: ignore[no-untyped-def]
    now = Quantities([share(150, 300)])
    drifted = found(sheet, now, died=decision(sheet, now, "word"))
    assert codes(drifted) == [("died", "word", True)]
    assert good_until(sheet, drifted) == date(2030, 6, 1)


def test_a_decision_ends_on_its_day(sheet: Sheet, share) -> None:  # type: ignore[no-untyped-def]
    now = Quantities([share(150, 300)])
    made = decision(sheet, now, "word", until=date(2030, 4, 1))
    assert codes(found(sheet, now, date(2030, 4, 1), died=made)) == [("died", "word", True)]
    assert codes(found(sheet, now, date(2030, 4, 2), died=made)) == [("died", "word", False)]


def test_a_decision_on_one_fault_does_not_cover_another(sheet: Sheet, share) -> None:  # type: ignore[no-untyped-def]
    now = Quantities([share(150, 300)])
    late = found(sheet, now, date(2030, 6, 2), died=decision(sheet, now, "word"))
    assert codes(late) == [("died", "review", False), ("died", "word", True)]


@pytest.mark.parametrize(("n", "holds"), [(150, True), (160, True), (134, True), (133, False), (168, False)])
def test_a_decision_holds_while_the_share_stays_within_the_interval_it_had(
    sheet: Sheet,
    share,  # type: ignore[no-untyped-def]
    n: int,
    holds: bool,
) -> None:
    made = decision(sheet, Quantities([share(150, 300)]), "word")  # 44.4 to 55.6 %
    assert codes(found(sheet, Quantities([share(n, 300)]), died=made)) == [("died", "word", holds)]


def test_a_decision_on_a_withheld_figure_holds_for_those_counts_only(sheet: Sheet, share) -> None:  # type: ignore[no-untyped-def]
    before = Quantities([share(1, 3, reason="Too few.")])
    made = decision(sheet, before, "withheld")
    assert all(drift.accepted for drift in found(sheet, before, died=made))
    after = Quantities([share(1, 4, reason="Too few.")])
    assert not any(drift.accepted for drift in found(sheet, after, died=made))


def test_a_reworded_sentence_needs_a_new_decision(sheet: Sheet, files: dict[str, bytes], share) -> None:  # type: ignore[no-untyped-def]
    now = Quantities([share(150, 300)])
    made = decision(sheet, now, "word")
    place = "sections/10-outcome.toml"
    files[place] = files[place].replace(b"Of the ill", b"Of all the ill")
    assert codes(found(parse_sheet(files), now, died=made)) == [("died", "word", False)]


def test_a_basis_never_holds_for_a_figure_that_is_gone() -> None:
    assert not Basis(key="died", n=1, of=3).holds(None)


def test_a_sheet_is_shown_with_numbered_sources_and_its_decision(sheet: Sheet, share) -> None:  # type: ignore[no-untyped-def]
    now = Quantities([share(150, 300)])
    shown = show(sheet, now, {"cases.total": 600}, {"died": decision(sheet, now, "word")})
    died, cause, drink = shown.chapters[0].sentences
    assert died.accepted is not None
    assert died.accepted.reason == "We keep it."
    assert [part.quantity for part in died.text if isinstance(part, Told)] == [
        now.get("died", "", "Died")
    ] * 2
    assert [part.entries for part in cause.text if isinstance(part, Sources)] == [((1, sheet.references[0]),)]
    assert [len(part.entries) for part in drink.text if isinstance(part, Sources)] == [2]
    assert [use.word.id for use in shown.uses] == ["around_a_third"]


def test_below_the_least_number_of_patients_there_is_no_sheet(sheet: Sheet, figures: Quantities) -> None:
    assert not show(sheet, figures, {"cases.total": 4}, {}).enough
    assert show(sheet, figures, {"cases.total": 5}, {}).enough


def test_a_number_that_the_register_lacks_is_a_mistake(files: dict[str, bytes], figures: Quantities) -> None:
    place = "sections/10-outcome.toml"
    files[place] = files[place].replace(b"Of the ill", b"Of {=cases.lost} ill")
    with pytest.raises(StudyInvalid) as problem:
        show(parse_sheet(files), figures, {"cases.total": 9}, {})
    assert [str(issue) for issue in problem.value.issues] == [
        "factsheet: died: there is no number 'cases.lost'."
    ]
