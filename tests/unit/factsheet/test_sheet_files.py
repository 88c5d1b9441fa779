"""The files of a fact sheet: mistakes come back as one clear line each, with the place and the nearest name."""

from __future__ import annotations

import pytest

from aneatlas.core.issues import StudyInvalid
from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis
from aneatlas.outputs.factsheet.check import check_sheet
from aneatlas.outputs.factsheet.load import parse_sheet
from aneatlas.outputs.factsheet.model import Sheet
from aneatlas.outputs.factsheet.slots import Cited, NotRead, Plain, Slot, Total, read
from aneatlas.workflows.factsheet import load_sheet
from aneatlas.workflows.publish import load_analyses

DIED = Analysis.model_validate(
    {"id": "died", "title": "Died", "plain": "", "kind": "proportion", "column": "died", "counts": ["present"], "method": "", "citation": ""}
)  # fmt: skip
SIGNS = Analysis.model_validate(
    {"id": "signs", "title": "Signs", "plain": "", "kind": "features", "features": {"Fever": ["fever"]}, "method": "", "citation": ""}
)  # fmt: skip
PLACE = "sections/10-outcome.toml"


def test_a_good_sheet_has_no_mistakes(sheet: Sheet) -> None:
    assert check_sheet(sheet, [DIED]) == []
    assert [statement.id for statement in sheet.statements] == ["died", "cause", "drink"]


def test_the_shipped_sheet_has_no_mistakes(study: Study) -> None:
    found = load_sheet(load_analyses(study))
    assert found is not None
    assert [section.id for section in found.sections] == [
        "what", "cause", "signs", "diagnosis", "treatment", "outcome", "prevention", "help",
    ]  # fmt: skip


def test_a_sentence_is_split_into_words_figures_numbers_and_sources() -> None:
    assert read("In {=cases.total}, {died[child].Died|most}, {died}. [one, two]", "short") == [
        Plain("In "), Total("cases.total"), Plain(", "), Slot("died", "child", "Died", "most"), Plain(", "),
        Slot("died", "", "", "short"), Plain(". "), Cited(("one", "two")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["{died", "died}", "{Died|short}", "{|short}", "see [One]", "{died|short|long}"]
)
def test_a_sentence_outside_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        read(text, "short")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("{died|short}", "{dyed|short}", "outcome.died.text: there is no analysis 'dyed'; the nearest is 'died'."),
        ("{died|short}", "{died.Dead|short}", "the analysis 'died' has no estimate 'Dead'; the nearest is 'Died'."),
        ("{died|short}", "{died|arround_a_third}", "'arround_a_third' is neither a form nor a word of words.toml; the nearest is 'around_a_third'."),
        ("{died|short}", "{died[child]|short}", "the analysis 'died' is not split. Leave the brackets out."),
        ("{died|short}", "{signs.Fever|short}", "'signs.Fever' is a count without a share. Use |count, |n or |bounds."),
        ("{died|short}", "{died|short", "'{' stands alone in"),
        ("[one]", "[onne]", "there is no reference 'onne'; the nearest is 'one'."),
        ("[one]", "", "outcome.cause.text: a fact needs a figure or a source."),
        ("Of the ill, {died|around_a_third} died", "Of the ill, 100 died", "the number '100' is typed."),
        ("Of the ill, {died|around_a_third} died", "Most died", "'most' stands for a share and names no figure. Bind it: {analysis|most}."),
        ('supports = ["one"]', "", "conflicting evidence has sources on both sides"),
        ("due = 2030-06-01", "", "section.statement.died.due: field required."),
        ('id = "cause"', 'id = "died"', "the statement 'died' is declared 2 times. Keep one."),
    ],
)  # fmt: skip
def test_a_mistake_of_a_section_is_one_clear_line(
    files: dict[str, bytes], old: str, new: str, line: str
) -> None:
    text = files[PLACE].decode()
    assert old in text
    files[PLACE] = text.replace(old, new, 1).encode()
    try:
        issues = check_sheet(parse_sheet(files), [DIED, SIGNS])
    except StudyInvalid as problem:
        issues = list(problem.issues)
    assert [line in str(issue) for issue in issues] == [True], issues
    assert all("\n" not in str(issue) and str(issue).startswith("factsheet") for issue in issues)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("words.toml", b"\xff", "factsheet/words.toml: byte 0 is not UTF-8."),
        ("words.toml", b"[[word", "factsheet/words.toml: not valid TOML"),
        ("words.toml", b'[[word]]\nid="x"\ntext="x"\nlow=50\nhigh=40', "factsheet/words.toml: word.x: low must be below high."),
        ("references.toml", b'[[reference]]\nid="x"\ntext="x"\nread="page"', "reference.x: a reference needs a doi or an address."),
        ("sheet.toml", b"", "factsheet/sheet.toml: sheet: field required."),
    ],
)  # fmt: skip
def test_a_damaged_file_is_one_clear_line(
    files: dict[str, bytes], name: str, content: bytes, line: str
) -> None:
    files[name] = content
    with pytest.raises(StudyInvalid) as problem:
        parse_sheet(files)
    assert [str(issue).startswith(line) or line in str(issue) for issue in problem.value.issues] == [True]


def test_all_mistakes_are_told_at_once(files: dict[str, bytes]) -> None:
    del files["words.toml"], files[PLACE]
    files["references.toml"] = b"x"
    with pytest.raises(StudyInvalid) as problem:
        parse_sheet(files)
    assert len(problem.value.issues) == 3


def test_a_source_that_nothing_cites_is_named(files: dict[str, bytes]) -> None:
    more = b'\n[[reference]]\nid="idle"\ntext="Idle"\nurl="https://example.org"\nread="page"\n'
    files["references.toml"] += more
    issues = check_sheet(parse_sheet(files), [DIED])
    assert [str(issue) for issue in issues] == ["factsheet/references.toml: nothing cites 'idle'. Remove it."]


def test_a_source_covers_what_stands_before_it_and_no_more(files: dict[str, bytes]) -> None:
    text = files[PLACE].decode()
    before, after = "In 1995 most came. [one]", "It came. [one] In 1995 most came."
    for sentence, found in ((before, 0), (after, 2)):
        files[PLACE] = text.replace("It comes from the sea. [one]", sentence).encode()
        assert len(check_sheet(parse_sheet(files), [DIED])) == found, sentence
