"""Checks over a whole study: what no single file can show to be wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from aneatlas.core.dictionary import Field, Group
from aneatlas.core.issues import Issue, error
from aneatlas.core.units import UNITS, convert, convert_back

if TYPE_CHECKING:
    from aneatlas.core.study import Study

# The form of a code in each system that we use.
CODE_FORMS = {
    "HP": r"\d{7}", "MONDO": r"\d{7}", "LOINC": r"\d{1,7}-\d", "NCBITaxon": r"\d+", "SCTID": r"\d{6,18}",
    "MAXO": r"\d{7}", "DrugBank": r"DB\d{5}", "RxNorm": r"\d+", "OMIM": r"\d{6}", "ORPHA": r"\d+", "GARD": r"\d+",
    "UMLS": r"C\d{7}", "MEDGEN": r"(C?\d+)", "MESH": r"[A-Z]\d+", "ICD10CM": r"[A-Z]\d[0-9A-Z](\.[0-9A-Z-]{1,4})?",
    "ICD10": r"[A-Z]\d\d(\.\d)?", "HGNC": r"\d+", "NCBIGene": r"\d+", "DOID": r"\d+", "NCIT": r"C\d+",
}  # fmt: skip


def check_study(study: Study, groups: tuple[Group, ...], *, whole: bool = True) -> list[Issue]:
    """Return every mistake that shows only when the files are seen together.

    whole is False where a file did not parse: then nothing is said about what is missing or unused.
    """
    issues: list[Issue] = []
    fields = [(group, field) for group in groups for field in group.fields]
    issues += _twice("group-twice", (group.id for group in groups), "dictionary", "group")
    issues += _twice("field-twice", (field.id for _, field in fields), "dictionary", "field")
    issues += _twice("label-twice", (label.id for label in study.labels), "names.toml", "label")
    issues += _twice("search-twice", (search.id for search in study.searches), "searches", "search")
    issues += _twice("near-miss-twice", (miss.id for miss in study.near_misses), "names.toml", "near_miss")
    for group in groups:
        issues += _group(study, group)
    for group, field in fields:
        issues += _field(study, field, f"dictionary: {group.id}.{field.id}")
    issues += _names(study)
    issues += _codes(study, whole)
    if not whole:
        return issues
    issues += _outcomes(study)
    issues += _scores(study)
    issues += [
        error("implication", "consistency.toml", f"'{id}' is no sign of the dictionary.")
        for rule in study.implications
        for id in (rule.when, rule.then)
        if id not in study.dictionary or study.dictionary[id].field.kind != "sign"
    ]
    issues += _unused(study, fields, groups)
    return issues


def _twice(code: str, ids: Iterable[str], where: str, what: str) -> list[Issue]:
    return [
        error(code, where, f"the {what} '{id}' is declared {n} times.", "Keep one.")
        for id, n in Counter(ids).items()
        if n > 1
    ]


def _group(study: Study, group: Group) -> list[Issue]:
    where = f"dictionary: {group.id}"
    issues = []
    if group.keyed and group.repeats not in study.dictionary.vocabularies:
        issues.append(
            error("vocabulary-unknown", where, f"repeats over '{group.repeats}', which is no vocabulary.")
        )
    if bool(group.repeats) != bool(group.item):
        issues.append(error("item-name", where, "a repeating group, and only such a group, names its item."))
    return issues


def _field(study: Study, field: Field, where: str) -> list[Issue]:
    issues = []
    needs_values = field.kind in ("category", "categories")
    if needs_values != bool(field.values):
        issues.append(
            error(
                "values",
                where,
                f"a field of kind {field.kind} {'needs' if needs_values else 'has no'} values.",
            )
        )
    elif needs_values and field.values not in study.dictionary.vocabularies:
        issues.append(
            error("vocabulary-unknown", where, f"there is no vocabularies/{field.values}.csv.", "Add it.")
        )
    if (field.kind == "quantity") != bool(field.unit):
        issues.append(error("unit", where, "a quantity, and only a quantity, has a unit."))
    elif field.unit:
        issues += _units(field, where)
    if (field.kind == "identifier") != bool(field.pattern):
        issues.append(error("pattern", where, "an identifier, and only an identifier, has a pattern."))
    elif field.pattern and not _compiles(field.pattern):
        issues.append(error("pattern", where, f"'{field.pattern}' is not a regular expression."))
    if field.possible is None and field.kind in ("quantity", "integer", "age"):
        issues.append(
            error("range-missing", where, "a number needs a possible range.", "Add possible = [low, high].")
        )
    for bounds in (field.possible, field.plausible):
        if bounds and bounds[0] >= bounds[1]:
            issues.append(error("range", where, f"the range {bounds[0]} to {bounds[1]} runs backwards."))
    if field.possible and field.plausible:
        wider = field.possible[0] <= field.plausible[0] and field.plausible[1] <= field.possible[1]
        if not wider:
            issues.append(error("range", where, "the plausible range is wider than the possible one."))
    return issues


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _units(field: Field, where: str) -> list[Issue]:
    issues = []
    for unit in (field.unit, *field.units, *field.conversion):
        if unit not in UNITS:
            issues.append(
                error(
                    "unit-unknown", where, f"the unit '{unit}' is not in the table of units.", "Correct it."
                )
            )
            return issues
    for unit in field.units:
        there = convert(Decimal(7), unit, field.unit, field.conversion)
        back = convert_back(there, field.unit, unit, field.conversion) if there is not None else None
        if there is None or back is None or abs(back - 7) > Decimal("1e-9"):
            issues.append(
                error(
                    "unit-not-convertible", where, f"{unit} does not convert to {field.unit} and back.",
                    "Add [field.conversion] or remove the unit.",
                )
            )  # fmt: skip
    return issues


def _codes(study: Study, whole: bool) -> list[Issue]:
    issues = []
    used: list[tuple[str, str]] = [(i.code, "study.toml") for i in study.identifiers]
    used += [(code, f"dictionary: {p.field.id}") for p in study.dictionary for code in p.field.codes]
    for vocabulary in study.dictionary.vocabularies.values():
        if not vocabulary.listed:
            continue  # the terms of an ontology are its codes
        used += [
            (code, f"vocabularies/{vocabulary.id}.csv: {t.value}")
            for t in vocabulary.terms.values()
            for code in t.codes
        ]
    for code, where in used:
        if code not in study.codes and study.codes:
            issues.append(
                error(
                    "code-unrecorded",
                    where,
                    f"{code} does not stand in codes.csv.",
                    "Look it up and record its source.",
                )
            )
    for code in study.codes:
        prefix, _, local = code.partition(":")
        if prefix not in CODE_FORMS or not re.fullmatch(CODE_FORMS[prefix], local):
            issues.append(error("code-form", "codes.csv", f"'{code}' does not have the form of its system."))
    if not whole:
        return issues
    known = {code for code, _ in used}
    issues += [
        error("code-unused", "codes.csv", f"{code} is used nowhere.", "Use it or remove the line.")
        for code in study.codes
        if code not in known
    ]
    return issues


def _names(study: Study) -> list[Issue]:
    supports = {support.id for support in study.supports}
    issues = [
        error("support-unknown", f"names.toml: label.{label.id}", f"needs '{need}', which is no support.")
        for label in study.labels
        for need in label.needs
        if need not in supports
    ]
    issues += [
        error(
            "abbreviation-alone", f"names.toml: label.{label.id}", "an abbreviation needs supporting words."
        )
        for label in study.labels
        if label.kind == "abbreviation" and not label.needs
    ]
    if sum(label.kind == "preferred" and label.language == "en" for label in study.labels) != 1:
        issues.append(error("preferred", "names.toml", "exactly one English label is the preferred one."))
    return issues


def _outcomes(study: Study) -> list[Issue]:
    levels = {level.id for level in study.outcome_levels}
    vocabulary = study.dictionary.vocabularies.get("outcome_level")
    issues = []
    if vocabulary is not None and set(vocabulary.terms) != levels:
        issues.append(
            error("outcome-levels", "study.toml", "the levels differ from vocabularies/outcome_level.csv.")
        )
    if sorted(level.rank for level in study.outcome_levels) != list(range(len(levels))):
        issues.append(error("outcome-ranks", "study.toml", "the ranks are not 0, 1, 2, ..."))
    issues += [
        error("outcome-level-unknown", f"study.toml: {m.scale} {m.raw}", f"'{m.level}' is no outcome level.")
        for m in study.outcome_maps
        if m.level not in levels
    ]
    return issues


def _scores(study: Study) -> list[Issue]:
    sites = study.dictionary.vocabularies.get("lesion_site")
    issues = _twice("score-twice", (score.id for score in study.scores), "scores", "score")
    for score in study.scores:
        for item in score.item:
            where = f"scores/{score.id}: {item.id}"
            named = [(id, "sign") for id in (item.sign, *item.ruled_out_by) if id]
            named += [(item.field, "field")] if item.field else []
            issues += [
                error("score-field", where, f"'{id}' is no {what} of the dictionary.")
                for id, what in named
                if id not in study.dictionary
                or (study.dictionary[id].field.kind == "sign") != (what == "sign")
            ]
            issues += [
                error("score-site", where, f"'{site}' is no lesion site.")
                for site in item.sites
                if sites is None or site not in sites.terms
            ]
    return issues


def _unused(study: Study, fields: list[tuple[Group, Field]], groups: tuple[Group, ...]) -> list[Issue]:
    used = {field.values for _, field in fields} | {group.repeats for group in groups}
    return [
        error(
            "vocabulary-unused",
            f"vocabularies/{id}.csv",
            "no field uses this vocabulary.",
            "Use it or remove it.",
        )
        for id, vocabulary in study.dictionary.vocabularies.items()
        if vocabulary.listed and id not in used
    ]
