"""The dictionary itself: complete, well-formed, every unit convertible, every code recorded."""

from __future__ import annotations

import gzip
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from aneatlas.core.dictionary import Field, Subject
from aneatlas.core.facts import RECORD_FIELDS, Case, Cohort, Report
from aneatlas.core.kinds import KINDS, STATUS_WORDS, read
from aneatlas.core.study import Study
from aneatlas.core.study_checks import CODE_FORMS
from aneatlas.core.units import UNITS, convert, convert_back, find_unit
from aneatlas.core.vocabularies import fold
from aneatlas.outputs.columns import case_columns
from aneatlas.outputs.downloads.schema import collection_schema

NUMBERS = ("quantity", "integer", "age")


def _fields(study: Study) -> list[Field]:
    return [place.field for place in study.dictionary]


def test_size(study: Study) -> None:
    assert len(study.dictionary) >= 120
    assert len({place.field.id for place in study.dictionary}) == sum(
        len(g.fields) for g in study.dictionary.groups
    )


def test_every_field_is_complete(study: Study) -> None:
    for field in _fields(study):
        assert field.question.endswith("?"), field.id
        assert field.help.rstrip().endswith((".", ")")), field.id
        assert field.plain, field.id
        assert field.name.strip() == field.name, field.id


def test_every_field_is_used(study: Study) -> None:
    schema = collection_schema(study)["$defs"]
    columns = {column.field for column in case_columns(study)}
    for place in study.dictionary:
        field, group = place.field, place.group
        if field.id in RECORD_FIELDS:
            continue
        if group.subject is Subject.CASE and group.repeats:
            entry = schema["case"]["properties"]["groups"]["properties"][group.id]
            inner = entry["additionalProperties"] if group.keyed else entry["items"]
            assert field.id in inner["properties"]
            continue
        if group.subject is Subject.CASE:
            assert field.id in columns or not field.export
        place_of = {Subject.CASE: "case", Subject.COHORT: "cohort", Subject.REPORT: "report_line"}[
            group.subject
        ]
        assert field.id in schema[place_of]["properties"]["findings"]["properties"]


def test_every_column_has_a_name_of_its_own(study: Study) -> None:
    names = [column.name for column in case_columns(study)]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_kind_is_used(study: Study) -> None:
    assert {field.kind for field in _fields(study)} == set(KINDS)


def test_every_vocabulary_is_used_and_disjoint(study: Study) -> None:
    used = {field.values for field in _fields(study)} | {group.repeats for group in study.dictionary.groups}
    for id, vocabulary in study.dictionary.vocabularies.items():
        assert id in used
        assert len(vocabulary.terms) >= 2, id
        assert not set(vocabulary.spellings) & set(vocabulary.ignored), id
        assert set(vocabulary.spellings.values()) == set(vocabulary.terms), id
        for term in vocabulary.terms.values():
            form = r"[a-z0-9][a-z0-9_]*" if vocabulary.listed else r"HP:\d{7}"
            assert re.fullmatch(form, term.value), f"{id}: {term.value}"
            assert vocabulary.find(term.value) is term
            assert vocabulary.find(f"  {term.name.upper()} ") is term
        for words in vocabulary.ignored:
            assert vocabulary.find(words) is None


def test_no_value_is_spelt_like_a_status(study: Study) -> None:
    for vocabulary in study.dictionary.vocabularies.values():
        assert not set(STATUS_WORDS) & {fold(text) for text in vocabulary.spellings}, vocabulary.id


def test_every_good_value_is_read_as_itself(study: Study) -> None:
    for field in _fields(study):
        if field.kind == "category":
            for value in study.dictionary.vocabulary_of(field).terms:
                _, found, issues = read(value, field, study.dictionary, "")
                assert issues == []
                assert getattr(found, "code", "") == value


@pytest.mark.parametrize("number", ["7", "0.3", "1234.5"])
def test_every_unit_converts_there_and_back(study: Study, number: str) -> None:
    checked = 0
    for field in _fields(study):
        for unit in (field.unit, *field.units) if field.unit else ():
            there = convert(Decimal(number), unit, field.unit, field.conversion)
            assert there is not None, f"{field.id}: {unit}"
            back = convert_back(there, field.unit, unit, field.conversion)
            assert back is not None, f"{field.id}: {unit}"
            assert abs(back - Decimal(number)) < Decimal("1e-9"), f"{field.id}: {unit}"
            checked += 1
    assert checked > 60


def test_every_unit_is_found_by_its_own_name() -> None:
    assert [name for name in UNITS if find_unit(name) is not UNITS[name]] == []


def test_every_number_has_a_possible_range_that_holds_the_plausible_one(study: Study) -> None:
    for field in _fields(study):
        if field.kind in NUMBERS:
            assert field.possible is not None, field.id
            if field.plausible is not None:
                assert field.possible[0] <= field.plausible[0] < field.plausible[1] <= field.possible[1], (
                    field.id
                )
        else:
            assert field.possible is None, field.id


def test_every_code_is_well_formed_and_recorded(study: Study) -> None:
    used = {code for field in _fields(study) for code in field.codes} | {i.code for i in study.identifiers}
    for vocabulary in study.dictionary.vocabularies.values():
        if not vocabulary.listed:
            continue  # the terms of an ontology are its own codes
        used |= {code for term in vocabulary.terms.values() for code in term.codes}
    assert used == set(study.codes)
    for code in study.codes.values():
        prefix, _, local = code.code.partition(":")
        assert re.fullmatch(CODE_FORMS[prefix], local), code.code
        assert code.label, code.code
        assert code.source, code.code
        assert code.source_version, code.code


def _labels_of_hpo(path: Path) -> dict[str, str]:
    labels: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        id = ""
        for line in lines:
            if line.startswith("[Term]"):
                id = ""
            elif line.startswith("id: HP:"):
                id = line[4:].strip()
            elif line.startswith("name: ") and id:
                labels[id] = line[6:].strip()
            elif line.startswith("is_obsolete: true"):
                labels.pop(id, None)
    return labels


@pytest.mark.corpora
def test_labels_of_hpo_codes_are_those_of_the_ontology(study: Study) -> None:
    corpora = os.environ.get("ANEATLAS_CORPORA")
    if not corpora:
        pytest.skip("ANEATLAS_CORPORA is not set: the Human Phenotype Ontology is not at hand")
    labels = _labels_of_hpo(Path(corpora) / "hpo_ontology" / "hp.obo.gz")
    ours = {code.code: code.label for code in study.codes.values() if code.code.startswith("HP:")}
    assert len(ours) > 50
    assert {code: labels.get(code, "no such term") for code in ours} == ours


def test_record_fields_are_attributes_of_their_record(study: Study) -> None:
    owner = {Subject.REPORT: Report, Subject.CASE: Case, Subject.COHORT: Cohort}
    for field_id, attribute in RECORD_FIELDS.items():
        place = study.dictionary[field_id]
        assert attribute in owner[place.group.subject].model_fields, field_id


def test_attributes_of_records_are_declared(study: Study) -> None:
    # What belongs to the record itself and answers no question of the form.
    own = {"id", "report", "note", "contradictions", "title_is_description", "labels", "standing", "reason"}
    for model in (Report, Case, Cohort):
        declared = {
            attribute
            for field_id, attribute in RECORD_FIELDS.items()
            if {Subject.REPORT: Report, Subject.CASE: Case, Subject.COHORT: Cohort}[
                study.dictionary[field_id].group.subject
            ]
            is model
        }
        assert set(model.model_fields) - own == declared, model.__name__


def test_record_categories_share_their_vocabulary(study: Study) -> None:
    whom = study.dictionary.vocabularies["cohort_whom"].terms
    assert set(whom) == {"ane", "mixed", "review"}


def test_every_name_has_a_source(study: Study) -> None:
    assert len(study.labels) >= 40
    assert len(study.near_misses) >= 20
    for label in study.labels:
        assert label.source.strip(), label.id
        assert label.text.strip() == label.text, label.id
    for miss in study.near_misses:
        assert miss.source.strip(), miss.id
        assert miss.reason.strip(), miss.id


def test_a_near_miss_that_is_a_label_goes_to_a_person(study: Study) -> None:
    labels = {fold(label.text) for label in study.labels}
    both = [miss for miss in study.near_misses if fold(miss.text) in labels]
    assert {miss.rule for miss in both} == {"person"}


def test_identifiers_name_their_traps(study: Study) -> None:
    kinds = {identifier.applies_to for identifier in study.identifiers}
    assert {"isolated", "familial", "trap"} <= kinds
    good = {identifier.code for identifier in study.identifiers if identifier.applies_to != "trap"}
    assert good.isdisjoint(i.code for i in study.identifiers if i.applies_to == "trap")


def test_outcome_levels_are_ranked(study: Study) -> None:
    ranks = {level.id: level.rank for level in study.outcome_levels}
    assert ranks["recovered"] == 0
    assert ranks["died"] == max(ranks.values())
