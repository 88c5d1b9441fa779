"""Collect the workspace's interface texts, and compile the translations: python docs/translate.py.

Texts stand in templates/web and in web/ (gettext); translations in templates/web/locale/<language>/LC_MESSAGES.
A new language: make its folder with an empty django.po, add it to LANGUAGES in web/settings.py, run this, fill in
what is empty, run this again. Texts that nobody uses any more are dropped.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from aneatlas.core.evidence import Provenance
from aneatlas.core.facts import RECORD_FIELDS
from aneatlas.core.permissions import MEANINGS, Permission, refusal
from aneatlas.core.states import REFUSALS
from aneatlas.workflows.study import load_study

NOTHING = "Nothing was written."
# fields of a record that the form asks: of a cohort
ASKED = ("cohort_label", "cohort_whom", "cohort_n")
LARGEST = 400  # terms of a vocabulary whose names are translated here

PACKAGE = Path(__file__).parents[1] / "src" / "aneatlas"
TEXTS = PACKAGE / "templates" / "web"
LOCALE = TEXTS / "locale"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
}  # fmt: skip


def collected() -> Catalog:
    """Return all interface texts of the package."""
    found = Catalog(charset="utf-8")
    for folder, method, pattern in (
        (TEXTS, "jinja2.ext:babel_extract", "**.html"),
        (PACKAGE / "web", "python", "**.py"),
    ):
        options = {pattern: {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
        for name, _line, message, _comments, context in extract_from_dir(
            str(folder), [(pattern, method)], options if method != "python" else {}, KEYWORDS
        ):
            found.add(message, locations=[(f"{folder.name}/{name}", 0)], context=context)
    # what workflows refuse has a code; web/saying.py looks its sentence up
    for sentence in dict.fromkeys(
        [
            *REFUSALS.values(),
            *map(refusal, Permission),
            *MEANINGS.values(),
            *(level.short for level in Provenance),
            NOTHING,
        ]
    ):
        found.add(sentence, locations=[("core/states.py", 0)])
    for word in study_words():
        found.add(word, locations=[("study", 0)])
    return found


def study_words() -> list[str]:
    """Return what the study calls its groups, fields, values and reasons, and what belongs to it, each once.

    The long explanations of fields, and vocabularies of thousands of terms of another body (HPO), stay in the study's language.
    """
    study = load_study()
    words: list[str] = []
    for group in study.dictionary.groups:
        words += [group.title, group.item, group.intro, *(field.name for field in group.fields)]
        words += [
            field.question for field in group.fields if field.id not in RECORD_FIELDS or field.id in ASKED
        ]
    for vocabulary in study.dictionary.vocabularies.values():
        if len(vocabulary.terms) <= LARGEST:
            words += [term.name for term in vocabulary.terms.values()]
    words += [reason.text for reason in study.eligibility.reason]
    words += [*study.eligibility.include, *study.eligibility.exclude]
    words += [rule.message for rule in study.implications]
    return [word for word in dict.fromkeys(words) if word]


def translated(language: str) -> Catalog:
    """Return the kept translation of a language."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_along(language: str) -> Catalog:
    """Return the translation with the texts of today, old translations kept where the text is the same."""
    kept, fresh = translated(language), Catalog(locale=language, charset="utf-8")
    for message in collected():
        if message.id:
            old = kept.get(message.id)
            fresh.add(message.id, old.string if old and not old.fuzzy else None)
    return fresh


def missing(catalog: Catalog) -> list[str]:
    """Return the texts without a translation."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def compiled(catalog: Catalog) -> bytes:
    """Return the binary form that gettext reads."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> bytes:
    """Return the text form that people edit."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=True, omit_header=False, no_location=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    stamps = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
    return "".join(line for line in lines if not line.startswith(stamps)).encode()


def main() -> int:
    """Write every translation anew; return how many texts are still without one."""
    gaps = 0
    for folder in sorted(path.parent for path in LOCALE.glob("*/LC_MESSAGES")):
        catalog = brought_along(folder.name)
        place = folder / "LC_MESSAGES"
        (place / "django.po").write_bytes(written(catalog))
        (place / "django.mo").write_bytes(compiled(catalog))
        empty = missing(catalog)
        gaps += len(empty)
        print(f"{folder.name}: {len(catalog)} texts, {len(empty)} without a translation")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
