"""JSON Schema of the collection format, projected from the dictionary."""

from __future__ import annotations

import json
from typing import Any

from aneatlas.core.body import CASE_ID, COHORT_ID
from aneatlas.core.collection import Header
from aneatlas.core.dictionary import Dictionary, Field, Group, Subject
from aneatlas.core.facts import RECORD_FIELDS, Cohort, Overlap, Report
from aneatlas.core.kinds import KINDS, STATUS_WORDS, allowed
from aneatlas.core.study import Study

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def collection_schema(study: Study) -> dict[str, Any]:
    """Return the JSON Schema of one line of a collection: a header or a report with its cases and cohorts."""
    dictionary = study.dictionary
    report = Report.model_json_schema()
    words = {subject: _entries(dictionary, subject) for subject in Subject}
    repeating = {g.id: _group(dictionary, g) for g in dictionary.groups_of(Subject.CASE) if g.repeats}
    return {
        "$schema": DRAFT,
        "title": f"{study.about.name}: a line of a collection",
        "description": f"Case form, version {study.about.version}",
        "oneOf": [{"$ref": "#/$defs/header_line"}, {"$ref": "#/$defs/report_line"}],
        "$defs": {
            "header_line": _object({"collection": Header.model_json_schema()}, ["collection"]),
            "report_line": _object(
                {
                    "report": report,
                    "findings": words[Subject.REPORT],
                    "cases": {"type": "array", "items": {"$ref": "#/$defs/case"}},
                    "cohorts": {"type": "array", "items": {"$ref": "#/$defs/cohort"}},
                    "overlaps": {"type": "array", "items": {"$ref": "#/$defs/overlap"}},
                },
                ["report"],
            ),
            "case": _object(
                {
                    "id": {"type": "string", "pattern": CASE_ID},
                    "label": {"type": "string", "minLength": 1},
                    "note": {"type": "string"},
                    "findings": words[Subject.CASE],
                    "groups": _object(repeating, []),
                },
                ["id", "label"],
            ),
            "cohort": _object(
                {
                    "id": {"type": "string", "pattern": COHORT_ID},
                    "label": {"type": "string", "minLength": 1},
                    "whom": Cohort.model_json_schema()["properties"]["whom"],
                    "n": {"type": "integer", "minimum": 0},
                    "note": {"type": "string"},
                    "findings": words[Subject.COHORT],
                    "counts": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                        },
                    },
                },
                ["id", "label", "whom"],
            ),
            "overlap": _object(
                {
                    "with": {"type": "string"},
                    "of": {"type": "string"},
                    "kind": Overlap.model_json_schema()["properties"]["kind"],
                    "basis": {"type": "string", "minLength": 1},
                },
                ["with", "kind", "basis"],
            ),
        },
    }


def to_schema(study: Study) -> bytes:
    """Return the JSON Schema as a file."""
    return (json.dumps(collection_schema(study), indent=1, ensure_ascii=False) + "\n").encode()


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _entries(dictionary: Dictionary, subject: Subject) -> dict[str, Any]:
    fields = [
        f
        for g in dictionary.groups_of(subject)
        if not g.repeats
        for f in g.fields
        if f.id not in RECORD_FIELDS
    ]
    return _object({field.id: _field(dictionary, field) for field in fields}, [])


def _group(dictionary: Dictionary, group: Group) -> dict[str, Any]:
    entry = _object({field.id: _field(dictionary, field) for field in group.fields}, [])
    if not group.keyed:
        return {"type": "array", "items": entry, "description": group.title}
    vocabulary = dictionary.vocabularies[group.repeats]
    names = {"enum": list(vocabulary.terms)} if vocabulary.listed else {"pattern": r"^[A-Za-z]+:\d+$"}
    return {
        "type": "object", "description": group.title, "propertyNames": names, "additionalProperties": entry,
    }  # fmt: skip


def _field(dictionary: Dictionary, field: Field) -> dict[str, Any]:
    statuses = [words for words, status in STATUS_WORDS.items() if status in allowed(field)]
    schema: dict[str, Any] = {"type": "string", "title": field.name, "description": field.question}
    if field.kind == "sign":
        return schema | {"enum": statuses}
    schema["examples"] = ["not reported"]
    schema["$comment"] = KINDS[field.kind].describe + (f"; unit {field.unit}" if field.unit else "")
    if field.kind == "category":
        values = list(dictionary.vocabulary_of(field).spellings)
        schema["examples"] = [*list(dictionary.vocabulary_of(field).terms)[:5], "not reported"]
        schema["$comment"] += f"; {len(values)} spellings of vocabularies/{field.values}.csv"
    return schema
