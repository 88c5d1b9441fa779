"""`aneatlas count` and the notebook: the same numbers as the page, for all cases or some, from a folder or a release."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command import run
from conftest import ACTOR, AT

import aneatlas
from aneatlas.core.issues import FactsInvalid, FileUnreadable
from aneatlas.core.study import Study
from aneatlas.outputs.analyses.export import COLUMNS
from aneatlas.statistics.proportions import wilson
from aneatlas.store import open_ledger
from aneatlas.workflows.facts import take_collection
from aneatlas.workflows.notebook import OpenAtlas


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, study: Study, starter: bytes) -> Path:
    folder = tmp_path_factory.mktemp("counted") / "atlas"
    take_collection(open_ledger(folder, create=True), study, "starter", starter, AT, ACTOR)
    return folder


@pytest.fixture(scope="module")
def atlas(home: Path) -> OpenAtlas:
    return aneatlas.open(home)


def test_a_count_is_what_the_rows_of_the_cases_say(atlas: OpenAtlas) -> None:
    """The starter collection holds no confirmed overlap: every case counts, and can be counted by hand."""
    cases = atlas.table("cases")
    died = [row["case_id"] for row in cases if row["died"] == "present"]
    known = [row for row in cases if row["died"] in ("present", "absent")]
    (row,) = atlas.count("died").rows()
    interval = wilson(len(died), len(known))
    assert (row["n"], row["of"], row["total"]) == (len(died), len(known), len(cases))
    assert (row["estimate"], row["lower"], row["upper"]) == (
        len(died) / len(known),
        interval.lower,
        interval.upper,
    )
    assert row["reports"] == len({r["report_id"] for r in known})
    assert list(atlas.count("died").result["died.Died"].cases) == died


def test_conditions_choose_cases(atlas: OpenAtlas) -> None:
    both = atlas.count("died", where={"age_class": ["child", "adult"], "sex": "female"})
    cases = [r for r in atlas.table("cases") if r["age_class"] in ("child", "adult") and r["sex"] == "female"]
    assert both.rows()[0]["n"] == sum(r["died"] == "present" for r in cases)
    assert both.rows()[0]["total"] == len(cases)


def test_every_analysis_can_be_counted_and_written(atlas: OpenAtlas) -> None:
    for id in atlas.analyses:
        answer = atlas.count(id)
        assert set(answer.rows()[0]) == set(COLUMNS) if answer.rows() else True
        assert json.loads(answer.to_json())["id"] == id
        assert answer.result.title in str(answer)
        assert "NaN" not in answer.to_json()
        assert answer._repr_html_().startswith("<table>")


def test_a_notebook_shows_a_table_that_is_well_formed(atlas: OpenAtlas) -> None:
    root = ET.fromstring(f"<div>{atlas.count('died_by_age')._repr_html_()}</div>")
    assert [cell.text for cell in root.iter("th")][:3] == ["Group", "What", "n of known"]
    assert len(list(root.iter("tr"))) == 3


def test_a_release_gives_the_same_counts_as_the_folder(atlas: OpenAtlas, home: Path, tmp_path: Path) -> None:
    done = run(home, "publish", str(tmp_path / "site"))
    assert done.code == 0, done.err
    released = aneatlas.open(tmp_path / "site")
    for id in ("died", "died_by_age", "died_in_series", "lesions_adults_children", "reports_by_country"):
        assert released.count(id).to_dict() == atlas.count(id).to_dict()


def test_count_alone_lists_the_analyses(home: Path, atlas: OpenAtlas) -> None:
    done = run(home, "count")
    assert [line.split()[0] for line in done.out.splitlines()] == list(atlas.analyses)


@pytest.mark.parametrize("form", ["table", "csv", "json", "svg"])
def test_an_answer_is_printed_or_written(home: Path, tmp_path: Path, form: str) -> None:
    printed = run(home, "count", "died", "--format", form)
    written = run(home, "count", "died", "--format", form, "--output", str(tmp_path / "x"))
    assert (printed.code, written.code) == (0, 0)
    assert (tmp_path / "x").read_text(encoding="utf-8") == printed.out
    if form == "csv":
        assert next(csv.DictReader(io.StringIO(printed.out)))["label"] == "Died"
    elif form == "json":
        assert json.loads(printed.out)["strata"][0]["estimates"][0]["key"] == "died.Died"
    elif form == "svg":
        assert ET.fromstring(printed.out).get("role") == "img"
    else:
        assert "not looked for in" in printed.out


def test_several_charts_need_a_file(home: Path, tmp_path: Path) -> None:
    done = run(home, "count", "trigger_by_age", "--format", "svg")
    assert (done.code, "has 2 charts" in done.err) == (11, True)
    run(
        home,
        "count",
        "trigger_by_age",
        "--format",
        "svg",
        "--output",
        str(tmp_path / "t.svg"),
        "--home",
        str(home),
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t-2.svg", "t.svg"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("died_by_agee",), "there is no analysis 'died_by_agee'; the nearest is 'died_by_age'."),
        (("died", "--where", "age_clas=child"), "there is no field 'age_clas' to choose by; the nearest is 'age_class'."),
        (("died", "--where", "age_class=chidl"), "no case has 'chidl' in the field 'age_class'; the nearest value is 'child'."),
        (("died", "--where", "age_class"), "'age_class' is no condition. Write FIELD=VALUE"),
        (("died_in_series", "--where", "sex=female"), "it cannot be narrowed"),
        (("--where", "sex=female"), "name an analysis to narrow."),
        (("died", "--release", "nowhere"), "this is no release of ANE Atlas"),
        (("died", "--output", "no/such/folder/x"), "Name a file in a folder that exists."),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(home: Path, words: tuple[str, ...], said: str) -> None:
    done = run(home, "count", *words)
    assert done.code in (11, 12, 24)
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert done.out == ""


def test_the_notebook_refuses_what_it_does_not_know(atlas: OpenAtlas, tmp_path: Path) -> None:
    with pytest.raises(FactsInvalid, match="the nearest is 'cases'"):
        atlas.table("case")
    (tmp_path / "release.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FileUnreadable, match="the downloads cannot be read"):
        aneatlas.open(tmp_path)
