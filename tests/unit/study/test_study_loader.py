"""The loader reports every mistake of a study folder at once: the file, the entry, what to do."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from aneatlas.core.issues import FileUnreadable, Issue, StudyInvalid
from aneatlas.core.study import Study
from aneatlas.workflows.study import load_study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped study."""
    with as_file(files("aneatlas") / "study") as shipped:
        shutil.copytree(shipped, tmp_path / "study", ignore=shutil.ignore_patterns("starter"))
    return tmp_path / "study"


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name}: {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _issues(folder: Path) -> list[Issue]:
    with pytest.raises(StudyInvalid) as caught:
        load_study(folder)
    assert caught.value.exit_code == 10
    assert str(len(caught.value.issues)) in caught.value.message
    return list(caught.value.issues)


def _has(issues: list[Issue], code: str, where: str, words: str) -> None:
    fitting = [i for i in issues if i.code == code and where in i.where and words in i.message]
    assert fitting, f"no {code} at {where} with '{words}' in:\n" + "\n".join(
        f"{i.code} | {i}" for i in issues
    )


def test_a_copy_is_the_same_study(folder: Path, study: Study) -> None:
    assert load_study(folder).fingerprint == study.fingerprint


def test_mistakes_inside_files_are_all_reported(folder: Path) -> None:
    _edit(folder, "study.toml", "[study]", '[study]\neditor = "X"')
    _edit(folder, "names.toml", 'kind = "preferred"', 'kind = "favourite"')
    _edit(folder, "consistency.toml", 'level = "warning"', 'level = "perhaps"')
    _edit(folder, "dictionary/60-csf.toml", 'unit = "mg/dL"', 'unit = "mg per dL"')
    _edit(folder, "dictionary/25-demography.toml", 'values = "sex"', 'values = "gender"')
    _edit(folder, "dictionary/30-trigger.toml", 'kind = "category"\nvalues = "agent"', 'kind = "category"')
    _edit(folder, "dictionary/35-prodrome.toml", "plausible = [0, 14]", "plausible = [14, 0]")
    _edit(folder, "dictionary/65-blood.toml", 'kind = "sign"', 'kind = "sing"')
    _edit(folder, "dictionary/99-cohort.toml", "[[field]]", "[[field]]\ncolour = 3")
    _edit(folder, "vocabularies/sex.csv", "f,,,,fixable,female,", "f,,,,fixable,famale,")
    _edit(folder, "vocabularies/sex.csv", "m,,,,fixable,male,", "m,,,,mendable,male,")
    _edit(folder, "vocabularies/side.csv", "\n", "\ntoo,few\n")
    _edit(folder, "codes.csv", ",exact\n", ",roughly\n")
    (folder / "dictionary" / "98-broken.toml").write_text("[group\n", encoding="utf-8")
    (folder / "vocabularies" / "latin.csv").write_bytes("value\nenc\xe9phalite\n".encode("latin-1"))
    found = _issues(folder)
    _has(found, "study-extra_forbidden", "study.toml: study.editor", "extra inputs are not permitted")
    _has(found, "study-literal_error", "names.toml: label.[", "preferred")
    _has(found, "study-literal_error", "consistency.toml: implication.[8].level", "error")
    _has(found, "unit-unknown", "dictionary: csf.csf_protein", "mg per dL")
    _has(found, "vocabulary-unknown", "dictionary: demography.sex", "vocabularies/gender.csv")
    _has(found, "values", "dictionary: trigger.trigger_agent", "needs values")
    _has(found, "range", "dictionary: prodrome.prodrome_days", "runs backwards")
    _has(
        found, "study-literal_error", "dictionary/65-blood.toml: field.[transaminases_raised].kind", "'sign'"
    )
    _has(
        found,
        "study-extra_forbidden",
        "dictionary/99-cohort.toml: field.[cohort_label].colour",
        "not permitted",
    )
    _has(found, "fix-unknown", "vocabularies/sex.csv:4", "famale")
    _has(found, "status-unknown", "vocabularies/sex.csv:8", "mendable")
    _has(found, "csv-cells", "vocabularies/side.csv:2", "too many or too few cells")
    _has(found, "code-row", "codes.csv:", "exact")
    _has(found, "toml", "dictionary/98-broken.toml", "not valid TOML")
    _has(found, "encoding", "vocabularies/latin.csv", "byte 9 is not UTF-8")
    assert not [issue for issue in found if issue.code in ("code-unused", "vocabulary-unused", "implication")]


def test_mistakes_between_files_are_all_reported(folder: Path) -> None:
    _edit(folder, "names.toml", 'kind = "preferred"', 'kind = "synonym"')
    _edit(folder, "names.toml", "[[label]]", '[[label]]\nid = "lonely"\ntext = "ANX"\nlanguage = "en"\nkind = "abbreviation"\nneeds = ["nowhere"]\nsource = "test"\n\n[[label]]')  # fmt: skip
    _edit(folder, "consistency.toml", 'when = "coma"', 'when = "comma"')
    _edit(folder, "dictionary/40-neurology.toml", 'id = "coma"', 'id = "seizure"')
    _edit(folder, "dictionary/60-csf.toml", "possible = ", "# possible = ")
    _edit(folder, "dictionary/30-trigger.toml", 'codes = ["HP:0033184"]', 'codes = ["HP:9999999"]')
    _edit(folder, "dictionary/80-treatments.toml", 'item = "treatment"', 'item = ""')
    _edit(folder, "study.toml", "rank = 0", "rank = 7")
    (folder / "codes.csv").open("a", encoding="utf-8").write("HP:12,Too short,test,1,exact\n")
    shutil.copy(folder / "vocabularies" / "sex.csv", folder / "vocabularies" / "idle.csv")
    (folder / "vocabularies" / "outcome_level.csv").open("a", encoding="utf-8").write(
        "gone,Gone,Gone,,good,,\n"
    )
    found = _issues(folder)
    _has(found, "preferred", "names.toml", "exactly one")
    _has(found, "support-unknown", "names.toml: label.lonely", "nowhere")
    _has(found, "implication", "consistency.toml", "'comma' is no sign")
    _has(found, "field-twice", "dictionary", "'seizure' is declared 2 times")
    _has(found, "range-missing", "dictionary: csf.", "possible range")
    _has(found, "code-unrecorded", "dictionary: trigger_agent", "HP:9999999")
    _has(found, "item-name", "dictionary: treatments", "names its item")
    _has(found, "outcome-ranks", "study.toml", "the ranks are not")
    _has(found, "code-form", "codes.csv", "HP:12")
    _has(found, "code-unused", "codes.csv", "HP:12")
    _has(found, "vocabulary-unused", "vocabularies/idle.csv", "no field uses")
    _has(found, "outcome-levels", "study.toml", "differ")


@pytest.mark.parametrize("name", ["study.toml", "names.toml", "consistency.toml", "codes.csv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    _has(_issues(folder), "file-missing", name, "missing")


def test_a_header_that_differs_is_named(folder: Path) -> None:
    _edit(folder, "vocabularies/sex.csv", "value,name,plain", "name,value,plain")
    _has(_issues(folder), "csv-header", "vocabularies/sex.csv:1", "the header is")


def test_a_spelling_that_stands_twice_is_refused(folder: Path) -> None:
    with (folder / "vocabularies" / "sex.csv").open("a", encoding="utf-8") as rows:
        rows.write("Girl,,,,fixable,male,\n")
    _has(_issues(folder), "spelling-twice", "vocabularies/sex.csv:16", "'Girl' already stands in line 5")


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(FileUnreadable, match="no such study folder"):
        load_study(Path("no/such/folder"))
