"""What the rules say is said in the reader's language: every sentence that can reach a reader has its form there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import override_settings
from django.utils.translation import override

from aneatlas.core.issues import FactsInvalid, error
from aneatlas.core.study import Study
from aneatlas.core.values import Status
from aneatlas.web.saying import failure_said, said
from aneatlas.web.sentences import SENTENCES, translated
from aneatlas.web.settings import LANGUAGES, TEMPLATES

PACKAGE = Path(__file__).parents[3] / "src" / "aneatlas"
# what checks the facts that readers enter, and what the workspace's workflows refuse
ROOMS = (
    "core/rules.py",
    "core/kinds.py",
    "core/consistency.py",
    "core/parsing.py",
    "core/evidence.py",
    "workflows/notes.py",
    "workflows/feedback.py",
    "workflows/correct.py",
    "workflows/review/deciding.py",
    "workflows/review/registering.py",
    *(str(path.relative_to(PACKAGE)) for path in (PACKAGE / "workflows" / "verification").glob("*.py")),
)
PLACE = re.compile(r"\{[a-e]?\}")


@pytest.fixture(autouse=True)
def languages() -> Iterator[None]:
    """The translations that the workspace has."""
    with override_settings(
        USE_I18N=True,
        LANGUAGE_CODE="en",
        LANGUAGES=LANGUAGES,
        LOCALE_PATHS=[str(TEMPLATES / "web" / "locale")],
    ):
        yield


def sentences(name: str) -> Iterator[str]:
    """Yield the fixed wording of each message that a module makes, with {} where something varies."""
    for node in ast.walk(ast.parse((PACKAGE / name).read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", "")
        texts = {"error": node.args[2:4], "warning": node.args[2:4]}.get(called)
        if called in ("NotUnderstood", "FactsInvalid", "Outdated"):
            texts = node.args[:1]
        for text in texts or ():
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value
            elif isinstance(text, ast.JoinedStr):
                yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in text.values)


def bare(sentence: str) -> str:
    """Return the wording without where it stands, the closing words and the full stop."""
    short = sentence.removesuffix(" Nothing was written.").removesuffix(".")
    return PLACE.sub("{}", re.sub(r"^(\{\}|\{\}, the reason|the reason): ", "", short))


KNOWN = {bare(sentence) for sentence in SENTENCES} | {PLACE.sub("{}", sentence) for sentence in SENTENCES}


@pytest.mark.parametrize("name", ROOMS)
def test_every_sentence_of_the_rules_has_its_form_for_the_readers_language(name: str) -> None:
    lacking = [
        said
        for said in sentences(name)
        if re.search(r"[a-z]", bare(said))
        and bare(said) not in KNOWN
        and PLACE.sub("{}", said.rstrip(".")) not in KNOWN
    ]
    assert lacking == [], "add them to SENTENCES in web/sentences.py, then run: python docs/translate.py"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_is_said_in_german_with_all_that_varies(sentence: str) -> None:
    filled = PLACE.sub(lambda place: f"<{place[0][1]}>", sentence)
    with override("de"):
        found = translated(filled)
    assert found not in ("", filled)
    assert set(re.findall(r"<.>", found)) == set(re.findall(r"<.>", filled))


def test_an_issue_keeps_its_place_and_its_remedy() -> None:
    issue = error("value-not-understood", "", "'12 of 9': 12 of 9 is more than the whole.")
    with override("de"):
        german = said(issue)
    assert (german.lang, "mehr als das Ganze" in german.words) == ("", True)
    assert said(issue).words == str(issue)
    failure = FactsInvalid("R0001: 1 entries cannot stand; '12 of 9': 12 of 9 is more than the whole.")
    with override("de"):
        assert failure_said(failure).words.startswith("R0001: Einträge")


def test_what_has_no_form_stays_as_it_is_and_says_that_it_is_english() -> None:
    with override("de"):
        found = said(error("odd", "", "something nobody foresaw happened."))
    assert (found.words, found.lang) == ("something nobody foresaw happened.", "en")


def test_contradictions_of_the_study_are_said_in_german(study: Study) -> None:
    with override("de"):
        assert all(translated(rule.message) not in ("", rule.message) for rule in study.implications)
        assert Status.ABSENT.words not in translated("Fever cannot be 'absent'.")
