"""The study as data: a disease, its names, its case form. Read strictly, all mistakes reported at once."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic import Field as Entry

from aneatlas.core.dictionary import Dictionary, Field, Group
from aneatlas.core.evidence import Frozen
from aneatlas.core.issues import Issue, StudyInvalid, error
from aneatlas.core.ontology import vocabulary_of
from aneatlas.core.scores import Score
from aneatlas.core.searches import Search, SearchFile
from aneatlas.core.study_checks import check_study
from aneatlas.core.vocabularies import Vocabulary, build

Model = TypeVar("Model", bound=BaseModel)


class Definition(Frozen):
    """What the disease is: exact words for clinicians, plain words for families."""

    text: str
    plain: str


class About(Frozen):
    """The study itself; workspace: 'https://host' whose form takes reports of errors on published pages, '' for none."""

    id: str
    name: str
    plain_name: str
    version: str
    reviewed: date
    next_review: date
    editors: tuple[str, ...]
    languages: tuple[str, ...]
    licence: str
    definition: Definition
    workspace: str = Entry(default="", pattern=r"^(https://[^\s/]+)?$")


class Identifier(Frozen):
    """A code for the disease in another system; `applies_to` 'trap' marks a node not to be used."""

    code: str
    applies_to: Literal["isolated", "familial", "both", "trap"]
    label: str
    note: str = ""
    source: str
    source_version: str = ""


class Reason(Frozen):
    """A reason for which a report is excluded."""

    id: str
    text: str


class Eligibility(Frozen):
    """Which reports belong to the collection, and how many persons decide on each record that rules leave open."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    reason: tuple[Reason, ...]
    readers: Literal[1, 2] = 1


class OutcomeLevel(Frozen):
    """One of the project's levels of outcome; rank 0 is full recovery."""

    id: str
    name: str
    plain: str
    rank: int
    definition: str


class OutcomeMap(Frozen):
    """Where a published scale's value falls on the project's levels."""

    scale: str
    raw: str
    level: str
    basis: str


class Label(Frozen):
    """A name of the disease that should match."""

    id: str
    text: str
    language: str
    kind: Literal["preferred", "synonym", "abbreviation", "umbrella", "historical"]
    needs: tuple[str, ...] = ()
    source: str
    verified: bool = True


class Variant(Frozen):
    """A way of writing a word, folded to one spelling before matching."""

    written: str
    canonical: str
    note: str = ""


class Support(Frozen):
    """Words that must stand beside an abbreviation for it to count."""

    id: str
    words: tuple[str, ...]


class NearMiss(Frozen):
    """A name that looks like the disease and must not match."""

    id: str
    text: str
    language: str
    rule: Literal["reject", "person"]
    reason: str
    source: str


class Code(Frozen):
    """A code of another system, with the place and version where it was looked up."""

    code: str
    label: str
    source: str
    source_version: str
    relation: Literal["exact", "related", "broader"]


class Implication(Frozen):
    """A finding that cannot be absent while another is present."""

    when: str
    when_item: str = ""
    then: str
    then_item: str = ""
    level: Literal["error", "warning"]
    message: str


class _StudyFile(Frozen):
    study: About
    identifier: tuple[Identifier, ...]
    eligibility: Eligibility
    outcome_level: tuple[OutcomeLevel, ...]
    outcome_map: tuple[OutcomeMap, ...] = ()


class _NamesFile(Frozen):
    label: tuple[Label, ...]
    variant: tuple[Variant, ...] = ()
    support: tuple[Support, ...] = ()
    near_miss: tuple[NearMiss, ...] = ()


class _ConsistencyFile(Frozen):
    implication: tuple[Implication, ...]


class _GroupFile(Frozen):
    group: Group
    field: tuple[Field, ...] = Entry(min_length=1)


@dataclass(frozen=True, slots=True)
class Study:
    """The whole study. `fingerprint` is a SHA-256 over the bytes of its files."""

    about: About
    identifiers: tuple[Identifier, ...]
    eligibility: Eligibility
    outcome_levels: tuple[OutcomeLevel, ...]
    outcome_maps: tuple[OutcomeMap, ...]
    labels: tuple[Label, ...]
    variants: tuple[Variant, ...]
    supports: tuple[Support, ...]
    near_misses: tuple[NearMiss, ...]
    implications: tuple[Implication, ...]
    codes: Mapping[str, Code]
    dictionary: Dictionary
    searches: tuple[Search, ...]
    fingerprint: str
    scores: tuple[Score, ...] = ()


def parse_study(files: Mapping[str, bytes]) -> Study:
    """Parse the files of a study (path inside the study folder -> bytes).

    Raises StudyInvalid that carries every mistake found, each with file, entry and fix.
    """
    issues: list[Issue] = []
    study = _model(files, "study.toml", _StudyFile, issues)
    names = _model(files, "names.toml", _NamesFile, issues)
    consistency = _model(files, "consistency.toml", _ConsistencyFile, issues)
    codes = _codes(files, issues)
    vocabularies = _vocabularies(files, issues) | _ontologies(files)
    groups = _groups(files, issues)
    scores = _scores(files, issues)
    whole = not issues
    # Where a file did not parse, the other files are checked all the same: every mistake at once.
    result = Study(
        about=cast(About, study.study if study else None),
        identifiers=study.identifier if study else (),
        eligibility=cast(Eligibility, study.eligibility if study else None),
        outcome_levels=study.outcome_level if study else (),
        outcome_maps=study.outcome_map if study else (),
        labels=names.label if names else (),
        variants=names.variant if names else (),
        supports=names.support if names else (),
        near_misses=names.near_miss if names else (),
        implications=consistency.implication if consistency else (),
        codes=codes,
        dictionary=Dictionary(groups, vocabularies),
        searches=_searches(files, issues),
        fingerprint=_fingerprint(files),
        scores=scores,
    )
    issues += check_study(result, groups, whole=whole)
    if issues:
        raise StudyInvalid(f"the study has {len(issues)} mistakes", issues)
    return result


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _toml(files: Mapping[str, bytes], name: str, issues: list[Issue]) -> dict[str, Any] | None:
    if name not in files:
        issues.append(error("file-missing", name, "the file is missing.", "Restore it from the repository."))
        return None
    try:
        return tomllib.loads(files[name].decode("utf-8"))
    except UnicodeDecodeError as problem:
        issues.append(
            error("encoding", name, f"byte {problem.start} is not UTF-8.", "Save the file as UTF-8.")
        )
    except tomllib.TOMLDecodeError as problem:
        issues.append(error("toml", name, f"not valid TOML: {problem}.", "Mend the line."))
    return None


def _model(files: Mapping[str, bytes], name: str, model: type[Model], issues: list[Issue]) -> Model | None:
    data = _toml(files, name, issues)
    if data is None:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        issues += [_issue(name, data, detail) for detail in problem.errors()]
        return None


_FIXES = {
    "extra_forbidden": "Remove this entry or correct its spelling.",
    "missing": "Add it.",
    "literal_error": "Choose one of the allowed words.",
    "string_pattern_mismatch": "Use small letters, digits and underscores.",
}


def _issue(name: str, data: dict[str, Any], detail: Any) -> Issue:
    entry: Any = data
    label = []
    for step in detail["loc"]:
        try:
            entry = entry[step]
        except (KeyError, IndexError, TypeError):
            entry = None
        if isinstance(step, int):
            named = entry.get("id") or entry.get("code") if isinstance(entry, dict) else None
            label.append(f"[{named or step + 1}]")
        else:
            label.append(str(step))
    message = detail["msg"][0].lower() + detail["msg"][1:]
    return error(
        f"study-{detail['type']}", f"{name}: {'.'.join(label)}", f"{message}.", _FIXES.get(detail["type"], "")
    )


Rows = list[tuple[int, dict[str, str]]]


def _rows(files: Mapping[str, bytes], name: str, columns: list[str], issues: list[Issue]) -> Rows:
    try:
        reader = csv.DictReader(io.StringIO(files[name].decode("utf-8"), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except UnicodeDecodeError as problem:
        issues.append(
            error("encoding", name, f"byte {problem.start} is not UTF-8.", "Save the file as UTF-8.")
        )
        return []
    except csv.Error as problem:
        issues.append(error("csv", name, f"not valid CSV: {problem}."))
        return []
    if reader.fieldnames != columns:
        issues.append(
            error(
                "csv-header",
                f"{name}:1",
                f"the header is {reader.fieldnames}.",
                f"It must be {','.join(columns)}.",
            )
        )
        return []
    good = []
    for line, row in rows:
        if None in row or None in row.values():
            issues.append(
                error("csv-cells", f"{name}:{line}", "the line has too many or too few cells.", "Mend it.")
            )
        else:
            good.append((line, {key: value.strip() for key, value in row.items()}))
    return good


def _codes(files: Mapping[str, bytes], issues: list[Issue]) -> dict[str, Code]:
    name = "codes.csv"
    if name not in files:
        issues.append(error("file-missing", name, "the file is missing."))
        return {}
    codes: dict[str, Code] = {}
    for line, row in _rows(files, name, list(Code.model_fields), issues):
        try:
            code = Code.model_validate(row)
        except ValidationError as problem:
            issues.append(error("code-row", f"{name}:{line}", f"{problem.errors()[0]['msg']}."))
            continue
        if code.code in codes:
            issues.append(
                error("code-twice", f"{name}:{line}", f"{code.code} is listed twice.", "Keep one line.")
            )
        codes[code.code] = code
    return codes


_VOCABULARY_COLUMNS = ["value", "name", "plain", "codes", "status", "of", "note"]


def _vocabularies(files: Mapping[str, bytes], issues: list[Issue]) -> dict[str, Vocabulary]:
    found = {}
    for name in sorted(files):
        match = re.fullmatch(r"vocabularies/([a-z0-9_]+)\.csv", name)
        if match:
            vocabulary, mistakes = build(match[1], _rows(files, name, _VOCABULARY_COLUMNS, issues), name)
            found[match[1]] = vocabulary
            issues += mistakes
    return found


def _ontologies(files: Mapping[str, bytes]) -> dict[str, Vocabulary]:
    """Return a value set for each packed ontology of the study; its file is read when it is first needed."""
    return {
        match[1]: vocabulary_of(match[1], data, name)
        for name, data in sorted(files.items())
        if (match := re.fullmatch(r"([a-z]+)/[a-z]+\.obo\.gz", name))
    }


def _scores(files: Mapping[str, bytes], issues: list[Issue]) -> tuple[Score, ...]:
    names = [name for name in sorted(files) if re.fullmatch(r"scores/[^/]+\.toml", name)]
    return tuple(score for name in names if (score := _model(files, name, Score, issues)) is not None)


def _groups(files: Mapping[str, bytes], issues: list[Issue]) -> tuple[Group, ...]:
    groups = []
    for name in sorted(files):
        if name.startswith("dictionary/") and name.endswith(".toml"):
            parsed = _model(files, name, _GroupFile, issues)
            if parsed is not None:
                groups.append(parsed.group.model_copy(update={"fields": parsed.field}))
    return tuple(groups)


def _searches(files: Mapping[str, bytes], issues: list[Issue]) -> tuple[Search, ...]:
    names = sorted(name for name in files if name.startswith("searches/") and name.endswith(".toml"))
    parsed = [_model(files, name, SearchFile, issues) for name in names]
    return tuple(search for file in parsed if file is not None for search in file.search)
