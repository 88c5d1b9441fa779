"""The interface in two languages: nothing missing, nothing stale, and nothing that breaks right-to-left."""

from __future__ import annotations

import importlib.util
import re
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from serving import Client, Server

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"%(?:\(\w+\))?(?:\.\d)?[sdf%]")
# what would point to the wrong side in a right-to-left page
SIDED = re.compile(
    r"(?:margin|padding|border|inset)?-?\b(left|right)\s*:|text-align:\s*(left|right)|float:\s*(left|right)"
)


@pytest.fixture(scope="module")
def translate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "docs" / "translate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(catalog: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalog if message.id}


def languages() -> list[str]:
    return sorted(
        path.parent.name for path in (ROOT / "src/aneatlas/templates/web/locale").glob("*/LC_MESSAGES")
    )


@pytest.mark.parametrize("language", languages())
def test_every_text_of_the_interface_is_translated(translate: ModuleType, language: str) -> None:
    hint = "run: python docs/translate.py, and fill in what is empty"
    assert translate.missing(translate.brought_along(language)) == [], hint


@pytest.mark.parametrize("language", languages())
def test_the_kept_files_are_those_of_todays_texts(translate: ModuleType, language: str) -> None:
    folder = translate.LOCALE / language / "LC_MESSAGES"
    catalog = translate.brought_along(language)
    assert (folder / "django.po").read_bytes() == translate.written(catalog), "run: python docs/translate.py"
    # the head of the binary file holds a date and Babel's version; its texts are compared
    kept = read_mo(BytesIO((folder / "django.mo").read_bytes()))
    fresh = read_mo(BytesIO(translate.compiled(catalog)))
    assert texts(kept) == texts(fresh), "run: python docs/translate.py"


@pytest.mark.parametrize("language", languages())
def test_a_translation_keeps_the_places_for_values(translate: ModuleType, language: str) -> None:
    def forms(text: object) -> list[str]:
        return [str(part) for part in (text if isinstance(text, tuple | list) else [text])]

    for message in translate.translated(language):
        if message.id:
            wanted = set(PLACE.findall(forms(message.id)[-1]))
            for form in forms(message.string):
                assert set(PLACE.findall(form)) <= wanted, form
            assert set(PLACE.findall(forms(message.string)[-1])) == wanted, message.id


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "src/aneatlas/templates/web/static").glob("*.css")), ids=lambda p: p.name
)
def test_style_sheets_name_start_and_end_never_left_and_right(sheet: Path) -> None:
    assert [found.group() for found in SIDED.finditer(sheet.read_text("utf-8"))] == []


@pytest.fixture(scope="module")
def people(staffed: tuple[Server, dict[str, Client]]) -> dict[str, Client]:
    return staffed[1]


def test_a_reader_chooses_the_language_and_it_stays(people: dict[str, Client]) -> None:
    client = people["visitor"]
    assert 'lang="en"' in client.get("/account/sign-in").text[:400]
    client.post("/language", language="de")
    page = client.get("/account/sign-in")
    assert '<html lang="de" dir="ltr">' in page
    assert "Anmelden" in page
    client.post("/language", language="en")
    assert "Anmelden" not in client.get("/account/sign-in")


def test_the_browsers_language_is_used_without_a_choice(people: dict[str, Client]) -> None:
    page = people["reader"].get("/", **{"Accept-Language": "de-AT,de;q=0.9"})
    assert "Was auf wen wartet" in page


def test_what_a_workflow_refuses_is_said_in_the_readers_language(people: dict[str, Client]) -> None:
    german = {"Accept-Language": "de"}
    role = people["reader"].get("/screening/title-abstract/", **german)
    assert (role.status, "Dafür braucht es die Rolle Sichter" in role) == (403, True)
    state = people["adjudicator"].get("/extraction/R9999/compare", **german)
    assert (state.status, "no such report" in state) == (422, False)
    asked = people["adjudicator"].get("/extraction/R9999/compare", **{**german, "Accept": "application/json"})
    assert "R9999: " in asked
