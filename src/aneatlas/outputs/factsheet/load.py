"""Read the files of a fact sheet: sheet.toml, words.toml, references.toml and sections/*.toml."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from aneatlas.core.evidence import Frozen
from aneatlas.core.issues import Issue, StudyInvalid, error, form_fault
from aneatlas.outputs.factsheet.model import About, Reference, Section, Sheet, Word

Model = TypeVar("Model", bound=BaseModel)


class _SheetFile(Frozen):
    sheet: About


class _WordsFile(Frozen):
    word: tuple[Word, ...]


class _ReferencesFile(Frozen):
    reference: tuple[Reference, ...]


class _SectionFile(Frozen):
    section: Section


def parse_sheet(files: Mapping[str, bytes]) -> Sheet:
    """Parse a fact sheet (path inside its folder -> bytes). Raises StudyInvalid with every mistake."""
    issues: list[Issue] = []
    sheet = _model(files, "sheet.toml", _SheetFile, issues)
    words = _model(files, "words.toml", _WordsFile, issues)
    references = _model(files, "references.toml", _ReferencesFile, issues)
    names = sorted(name for name in files if name.startswith("sections/") and name.endswith(".toml"))
    sections = [_model(files, name, _SectionFile, issues) for name in names]
    if not names:
        issues.append(error("file-missing", "factsheet/sections", "there is no section.", "Add a file."))
    if issues or sheet is None or words is None or references is None:
        raise StudyInvalid(f"the fact sheet has {len(issues)} mistakes", issues)
    return Sheet(
        about=sheet.sheet,
        sections=tuple(found.section for found in sections if found is not None),
        words=words.word,
        references=references.reference,
        fingerprint=_fingerprint(files),
    )


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()


def _model(files: Mapping[str, bytes], name: str, model: type[Model], issues: list[Issue]) -> Model | None:
    where = f"factsheet/{name}"
    if name not in files:
        issues.append(error("file-missing", where, "the file is missing.", "Restore it."))
        return None
    try:
        data = tomllib.loads(files[name].decode("utf-8"))
        return model.model_validate(data)
    except UnicodeDecodeError as problem:
        issues.append(error("encoding", where, f"byte {problem.start} is not UTF-8.", "Save it as UTF-8."))
    except tomllib.TOMLDecodeError as problem:
        issues.append(error("toml", where, f"not valid TOML: {problem}.", "Mend the line."))
    except ValidationError as problem:
        issues += [
            error("factsheet", _where(where, data, detail), f"{_said(detail)}.")
            for detail in problem.errors(include_url=False)
        ]
    return None


def _said(detail: Any) -> str:
    return form_fault({"msg": detail["msg"], "loc": ()})


def _where(file: str, data: Any, detail: Any) -> str:
    """Return the place of a mistake with the ids of the entries that hold it, not their numbers."""
    steps, entry = [], data
    for step in detail["loc"]:
        try:
            entry = entry[step]
        except (KeyError, IndexError, TypeError):
            entry = None
        named = entry.get("id") if isinstance(entry, dict) and isinstance(step, int) else None
        steps.append(str(named or (step + 1 if isinstance(step, int) else step)))
    return f"{file}: {'.'.join(steps)}"
