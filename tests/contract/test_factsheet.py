"""The fact sheet and publication: drift stops a release until an editor decides, for the figures of that moment."""

from __future__ import annotations

import json
import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from command import run
from conftest import ACTOR, AT

from aneatlas.core.issues import FactsInvalid, SheetDrifted, StudyInvalid
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis
from aneatlas.store import Ledger, archive, open_ledger
from aneatlas.workflows.correct import set_standing
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.factsheet import accept, check_sheet_of, today, withdraw
from aneatlas.workflows.publish import load_analyses, publish
from aneatlas.workflows.verify import verify_release

DAY = date(2026, 11, 22)
PERSON = "person:Ada Example"
FEW = b"""{"collection": {"name": "made up", "version": "1", "provenance": "entered", "proposer": "person:test"}}
{"report": {"id": "R9001", "title": "Made up", "type": "case_report", "read": "abstract"}, "cases": [{"id": "R9001-1", "label": "Patient 1", "findings": {"died": "absent"}}]}
"""
THIRD = "{died_in_series|around_a_third}"


NAMED = {
    "age_group", "csf_pleocytosis", "csf_protein_raised", "died", "died_in_series", "genetics", "lesion_features",
    "lesion_sites", "lesion_sites_by_age", "outcome_class", "signs", "transaminases_raised", "treatments", "trigger",
}  # fmt: skip


@pytest.fixture(scope="module")
def analyses(study: Study) -> list[Analysis]:
    """The analyses that the sheet and the home page name: the others would only take time here."""
    return [analysis for analysis in load_analyses(study) if analysis.id in NAMED]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory, study: Study, starter: bytes) -> Path:
    """A ledger that holds the starter collection, as a file: tests open their own copy."""
    ledger = open_ledger(tmp_path_factory.mktemp("atlas"), create=True)
    take_collection(ledger, study, "starter", starter, AT, ACTOR)
    path = archive.backup(ledger)
    assert path is not None
    return path


@pytest.fixture
def filled(tmp_path: Path, backup: Path) -> Ledger:
    ledger = open_ledger(tmp_path / "atlas", create=True)
    archive.import_ledger(ledger, backup)
    return ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped study folder whose sheet says 'around half' where a third died."""
    copy = tmp_path / "study"
    shutil.copytree(str(files("aneatlas") / "study"), copy)
    for analysis in (copy / "analyses").iterdir():
        if analysis.stem.partition("-")[2] not in NAMED:
            analysis.unlink()
    place = copy / "factsheet" / "sections" / "60-outcome.toml"
    text = place.read_text(encoding="utf-8")
    assert THIRD in text
    place.write_text(text.replace(THIRD, "{died_in_series|around_half}"), encoding="utf-8")
    return copy


def decide(
    ledger: Ledger, study: Study, analyses: list[Analysis], folder: Path | None, **more: object
) -> None:
    accept(
        ledger, study, analyses, "died", why="To be reworded.", actor=PERSON, day=DAY, folder=folder, **more
    )  # type: ignore[arg-type]


def test_the_shipped_sheet_is_published_and_its_numbers_are_computed_again(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    out = publish(filled, study, analyses, tmp_path / "site", day=DAY).out
    assert verify_release(out).numbers > 1000
    sheet = out / "fact-sheet.html"
    assert b'data-number="died_in_series.' in sheet.read_bytes()
    text = sheet.read_text(encoding="utf-8").replace(
        'data-number="cases.total">95<', 'data-number="cases.total">96<'
    )
    sheet.write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match="fault") as problem:
        verify_release(out)
    assert any("'cases.total' is shown as 96" in str(issue) for issue in problem.value.issues)  # type: ignore[attr-defined]


def test_a_word_that_does_not_fit_stops_publication_and_leaves_the_old_site(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path, folder: Path
) -> None:
    out = publish(filled, study, analyses, tmp_path / "site", day=DAY).out
    before = (out / "release.json").read_bytes()
    with pytest.raises(
        SheetDrifted, match="1 sentence needs an editor's decision; nothing was published"
    ) as problem:
        publish(filled, study, analyses, out, folder=folder, day=DAY)
    [issue] = problem.value.issues
    assert str(issue).startswith(
        "died: died_in_series: 'around half' stands for 38 to 62 %, and the 95 % interval is"
    )
    assert "Words that fit: 'around a third'" in str(issue)
    assert (out / "release.json").read_bytes() == before


def test_a_decision_is_an_event_and_lets_the_sentence_stand(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path, folder: Path
) -> None:
    decide(filled, study, analyses, folder)
    event = list(filled.events())[-1]
    assert (event.kind, event.subject, event.actor) == ("acceptance.made", "died", PERSON)
    assert event.body["until"] == "2027-05-23"
    assert filled.verify() == event.seq
    out = publish(filled, study, analyses, tmp_path / "site", folder=folder, day=DAY).out
    page = (out / "fact-sheet.html").read_text(encoding="utf-8")
    assert "An editor lets this stand until 2027-05-23: To be reworded." in page
    assert "Ada Example" not in page
    assert verify_release(out).files > 0


def test_a_decision_falls_when_the_figures_move_beyond_it(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path, folder: Path
) -> None:
    decide(filled, study, analyses, folder)
    findings = filled.state().tables["findings"].values()
    died = {
        f["subject"].partition("-")[0] for f in findings if f["field"] == "died" and f["status"] == "present"
    }
    for report in sorted(died):
        set_standing(filled, study, report, "excluded", "near_miss", why="made up", actor=PERSON)
    with pytest.raises(SheetDrifted) as problem:
        publish(filled, study, analyses, tmp_path / "site", folder=folder, day=DAY)
    assert "died" in {issue.where for issue in problem.value.issues}


def test_a_decision_ends_and_can_be_taken_back(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path, folder: Path
) -> None:
    decide(filled, study, analyses, folder, until=date(2026, 12, 1))
    out = publish(filled, study, analyses, tmp_path / "site", folder=folder, day=date(2026, 12, 1)).out
    with pytest.raises(
        SheetDrifted
    ):  # the same state, a day later: the old release is not simply said to be there
        publish(filled, study, analyses, out, folder=folder, day=date(2026, 12, 2))
    withdraw(filled, "died", why="Changed my mind.", actor=PERSON)
    with pytest.raises(SheetDrifted):
        publish(filled, study, analyses, out, folder=folder, day=DAY)
    with pytest.raises(FactsInvalid, match="there is no decision to take back"):
        withdraw(filled, "died", why="Again.", actor=PERSON)


def test_a_review_that_is_due_stops_publication(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    out = publish(filled, study, analyses, tmp_path / "site", day=DAY).out
    assert json.loads((out / "release.json").read_text())["good_until"] == "2027-05-22"
    assert publish(filled, study, analyses, out, day=date(2027, 5, 22)).unchanged
    with pytest.raises(SheetDrifted) as problem:
        publish(filled, study, analyses, out, day=date(2027, 5, 23))
    assert "conflict: it was due for review on 2027-05-22." in {str(issue) for issue in problem.value.issues}


def test_the_same_state_gives_the_same_sheet_on_another_day(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    first = publish(filled, study, analyses, tmp_path / "one", day=DAY).out
    second = publish(filled, study, analyses, tmp_path / "two", day=date(2027, 5, 22)).out
    assert (first / "SHA256SUMS").read_bytes() == (second / "SHA256SUMS").read_bytes()


@pytest.mark.parametrize(
    ("statement", "more", "line"),
    [
        ("dyed", {}, "the fact sheet has no statement 'dyed'; the nearest is 'died'."),
        ("trigger", {}, "trigger: nothing is wrong with it, so there is nothing to decide."),
        ("died", {"why": " "}, "died: a decision needs a reason."),
        ("died", {"why": "a\nb"}, "died, the reason: the text holds the control character"),
        ("died", {"until": date(2026, 11, 21)}, "died: 2026-11-21 has passed."),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_and_nothing_written(
    filled: Ledger,
    study: Study,
    analyses: list[Analysis],
    folder: Path,
    statement: str,
    more: dict[str, object],
    line: str,
) -> None:
    before = filled.head()
    given = {"why": "Because.", **more}
    with pytest.raises(FactsInvalid, match=line):
        accept(filled, study, analyses, statement, actor=PERSON, day=DAY, folder=folder, **given)  # type: ignore[arg-type]
    assert filled.head() == before


def test_a_small_atlas_is_published_without_a_sheet(
    ledger: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    take_collection(ledger, study, "few", FEW, AT, ACTOR)
    looked = check_sheet_of(ledger, study, analyses, None, DAY)
    assert (looked.enough, looked.drifts) == (False, [])
    out = publish(ledger, study, analyses, tmp_path / "site", day=DAY).out
    assert "There is no fact sheet yet" in (out / "fact-sheet.html").read_text(encoding="utf-8")
    assert not (out / "fact-sheet-words.html").exists()


def test_a_study_without_a_sheet_has_no_page(
    filled: Ledger, study: Study, analyses: list[Analysis], tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    out = publish(filled, study, analyses, tmp_path / "site", folder=empty, day=DAY).out
    assert not (out / "fact-sheet.html").exists()
    with pytest.raises(StudyInvalid, match="no fact sheet"):
        check_sheet_of(filled, study, analyses, empty, DAY)


def test_the_day_of_publication_can_be_given_as_reproducible_builds_do() -> None:
    assert today({"SOURCE_DATE_EPOCH": "1795305600"}) == date(2026, 11, 22)
    assert today({}) >= DAY
    with pytest.raises(FactsInvalid, match="SOURCE_DATE_EPOCH is 'soon'"):
        today({"SOURCE_DATE_EPOCH": "soon"})


def test_the_commands_check_decide_and_take_back(tmp_path: Path, folder: Path, backup: Path) -> None:
    home, day = tmp_path / "home", {"SOURCE_DATE_EPOCH": "1795305600"}
    archive.import_ledger(open_ledger(home, create=True), backup)
    study = ("--study", str(folder))
    bad = run(home, "factsheet", "check", *study, **day)
    assert bad.code == SheetDrifted.exit_code
    assert bad.err.startswith("error: the fact sheet: 1 sentence needs an editor's decision")
    refused = run(home, "publish", str(tmp_path / "site"), "--release", "2026.1", *study, **day)
    assert refused.code == SheetDrifted.exit_code
    assert "2026.1" not in run(home, "log", "2026.1", **day).out
    decided = run(
        home, "factsheet", "accept", "died", "--why", "Later.", "--until", "2027-01-31", *study, **day
    )
    assert decided.out == "died: stands as it is until 2027-01-31, while its figures stay as they are.\n"
    assert "accepted until 2027-01-31: died:" in run(home, "factsheet", "check", *study, **day).out
    assert run(home, "factsheet", "withdraw", "died", "--why", "No.", **day).code == 0
    place = folder / "factsheet" / "sections" / "60-outcome.toml"
    place.write_text(
        place.read_text(encoding="utf-8").replace("around_half", "around_a_third"), encoding="utf-8"
    )
    good = run(home, "factsheet", "check", *study, **day)
    assert (good.code, good.err) == (0, "")
    assert "statements hold. Nothing falls due before 2027-05-22." in good.out


def test_mistakes_of_the_sheet_are_named_by_the_check_of_the_study(tmp_path: Path, folder: Path) -> None:
    place = folder / "factsheet" / "sections" / "60-outcome.toml"
    text = place.read_text(encoding="utf-8")
    wrong = text.replace("{died|short}", "{dyed|short}").replace("around_half", "arround_half")
    place.write_text(wrong, encoding="utf-8")
    ran = run(tmp_path / "none", "check", "--study", str(folder))
    assert ran.code == StudyInvalid.exit_code
    assert ran.err.splitlines() == [
        "error: the fact sheet has 2 mistakes",
        "  factsheet/sections: outcome.died.text: 'arround_half' is neither a form nor a word of words.toml; the nearest is 'around_half'.",
        "  factsheet/sections: outcome.died.text: there is no analysis 'dyed'; the nearest is 'died'.",
    ]  # fmt: skip
