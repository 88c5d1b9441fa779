"""The collection reader: each mistake is named with its line, all of them at once, and nothing is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aneatlas.core.collection import Reader
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study

HEADER = {"collection": {"name": "test", "version": "1", "provenance": "entered", "proposer": "person:test"}}


def _report(number: int = 1, **parts: Any) -> dict[str, Any]:
    record = {"id": f"R{number:04d}", "title": "Invented", "type": "case_report", "read": "abstract"}
    return {"report": record | parts.pop("record", {})} | parts


def _case(number: int = 1, **parts: Any) -> dict[str, Any]:
    return _report(number, cases=[{"id": f"R{number:04d}-1", "label": "Patient"} | parts])


def _read(study: Study, *lines: str | dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the kinds of the drafts, and the issues as they are shown."""
    reader = Reader(study, Gate(study, State()), "new.jsonl")
    written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    try:
        drafts = reader.read(written)
    except FactsInvalid as refusal:
        return [], [str(issue) for issue in refusal.issues]
    return [draft.kind for draft in drafts], [str(issue) for issue in reader.issues]


def test_a_whole_report(study: Study) -> None:
    line = _report(
        findings={"report_note": "invented"},
        cases=[
            {
                "id": "R0001-1", "label": "Patient", "findings": {"seizure": "present", "sex": "girl"},
                "groups": {
                    "treatments": [{"treatment_class": "antiviral"}, {"treatment_class": "corticosteroid"}],
                    "lesions": {"thalamus": {"site_involved": "present"}},
                },
            }
        ],
        cohorts=[
            {"id": "R0001-A", "label": "All", "whom": "ane", "n": 12, "counts": {"seizure": {"present": "8 of 12"}}}
        ],
        overlaps=[{"with": "R0002", "kind": "contained", "basis": "same hospital"}],
    )  # fmt: skip
    kinds, issues = _read(study, HEADER, line, _report(2))
    assert issues == []
    assert kinds == [
        "report.registered", "finding.recorded", "case.registered", *["finding.recorded"] * 5, "cohort.registered",
        "finding.recorded", "report.registered", "overlap.noted",
    ]  # fmt: skip


MISTAKES: list[tuple[str, str | dict[str, Any], str]] = [
    ("cut off", '{"report": {"id": "R00', "new.jsonl:2: the line is cut off or not JSON."),
    ("empty line", "", "new.jsonl:2: the line is empty."),
    ("not an object", "[1, 2]", "new.jsonl:2: the line is not a JSON object."),
    ("too deep", "[" * 100_000, "new.jsonl:2: the line is cut off or not JSON."),
    ("a key twice", '{"report": {"id": "R0001", "id": "R0002"}}', "new.jsonl:2: 'id' stands twice"),
    ("unknown part", _report(patients=[]), "new.jsonl:2: patients: extra inputs are not permitted."),
    ("id of a report", _report(record={"id": "R1"}), "new.jsonl:2: id: string should match pattern '^R([0-9]{4}|[1-9][0-9]{4,})$'."),
    ("unknown entry of a report", _report(record={"jurnal": "x"}), "new.jsonl:2: jurnal: extra inputs are not permitted."),
    ("year in words", _report(record={"year": "MMXVI"}), "new.jsonl:2: year: input should be a valid integer"),
    ("type", _report(record={"type": "letter to nobody"}), "new.jsonl:2 R0001: type 'letter to nobody' is not known"),
    ("unknown field", _case(findings={"siezure": "present"}), "new.jsonl:2 R0001-1 siezure: 'siezure' is no field of the dictionary. The nearest is 'seizure'"),
    ("unknown unit", _case(findings={"csf_protein": "3 stone"}), "new.jsonl:2 R0001-1 csf_protein: '3 stone': the unit 'stone' is not known here; use one of mg/dL, g/L, mg/L."),
    ("impossible value", _case(findings={"age_at_onset": "400 years"}), "new.jsonl:2 R0001-1 age_at_onset: '400 years' is impossible"),
    ("number instead of words", _case(findings={"gcs_lowest": 7}), "new.jsonl:2: cases.0.findings.gcs_lowest: input should be a valid string."),
    ("status", _case(findings={"seizure": "maybe"}), "new.jsonl:2 R0001-1 seizure: 'maybe' is no answer here. Write one of: present, absent"),
    ("unknown group", _case(groups={"medicines": []}), "new.jsonl:2 R0001-1 medicines: 'medicines' is no repeating group"),
    ("list where an object belongs", _case(groups={"lesions": []}), "new.jsonl:2 R0001-1 lesions: the site entries of this group are an object by value."),
    ("object where a list belongs", _case(groups={"treatments": {}}), "new.jsonl:2 R0001-1 treatments: the treatment entries of this group are a list."),
    ("field of another group", _case(groups={"treatments": [{"outcome_level": "died"}]}), "new.jsonl:2 R0001-1 outcome_level 1: this field does not belong here, but in groups.outcome."),
    ("repeating field among the findings", _case(findings={"treatment_class": "antiviral"}), "new.jsonl:2 R0001-1 treatment_class: this field does not belong here, but in groups.treatments."),
    ("single field in a group", _case(groups={"treatments": [{"seizure": "present"}]}), "new.jsonl:2 R0001-1 seizure 1: this field does not belong here, but in findings."),
    ("unknown site", _case(groups={"lesions": {"thalmus": {"site_involved": "present"}}}), "'thalmus' is no site; the nearest is 'thalamus'."),
    ("record field", _case(findings={"case_label": "x"}), "this is part of the record, not a finding."),
    ("case of another report", _report(cases=[{"id": "R0002-1", "label": "x"}]), "new.jsonl:2 R0002-1: the id R0002-1 does not begin with its report, R0001."),
    ("died and recovered", _case(groups={"outcome": [{"outcome_level": "died"}, {"outcome_level": "recovered"}]}), "R0001-1 outcome_level: assessment 1 says that the patient died, assessment 2 says 'recovered'."),
    ("count beyond the cohort", _report(cohorts=[{"id": "R0001-A", "label": "x", "whom": "ane", "n": 5, "counts": {"seizure": {"present": "8 of 12"}}}]), "the cohort has 5 patients only."),
    ("count in words", _report(cohorts=[{"id": "R0001-A", "label": "x", "whom": "ane", "counts": {"seizure": {"present": "most"}}}]), "new.jsonl:2 R0001-A seizure present: 'most' is not a count"),
    ("whom", _report(cohorts=[{"id": "R0001-A", "label": "x", "whom": "everybody"}]), "new.jsonl:2: whom: input should be 'ane', 'mixed' or 'review'."),
    ("overlap with nobody", _report(overlaps=[{"with": "R0009", "kind": "contained", "basis": "x"}]), "there is no R0009."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_each_mistake_is_named_with_its_line(study: Study, line: str | dict[str, Any], said: str) -> None:
    kinds, issues = _read(study, HEADER, line)
    assert kinds == []
    assert [issue for issue in issues if said in issue], issues


def test_the_refusal_counts_the_mistakes_and_says_that_nothing_was_written(study: Study) -> None:
    reader = Reader(study, Gate(study, State()), "new.jsonl")
    with pytest.raises(FactsInvalid, match=r"^new\.jsonl: 2 mistakes; nothing was written\.$") as caught:
        reader.read([json.dumps(HEADER), "{", "{"])
    assert caught.value.exit_code == 11


def test_all_mistakes_are_named_at_once(study: Study) -> None:
    lines = [
        _case(1, findings={"siezure": "present", "csf_protein": "3"}),
        "{",
        _report(3, record={"year": 1400}),
        _report(4),
    ]
    kinds, issues = _read(study, HEADER, *lines)
    assert kinds == []
    assert [issue.split(" ")[0].rstrip(":") for issue in issues] == [
        "new.jsonl:2", "new.jsonl:2", "new.jsonl:3", "new.jsonl:4",
    ]  # fmt: skip


def test_an_id_that_stands_twice_is_named_at_its_second_line(study: Study) -> None:
    _, issues = _read(study, HEADER, _report(1), _report(1))
    assert issues == ["new.jsonl:3 R0001: R0001 exists already. Give a new id, or amend the existing entry."]


def test_a_doi_that_stands_twice_is_named(study: Study) -> None:
    same = {"doi": "10.1234/same"}
    _, issues = _read(study, HEADER, _report(1, record=same), _report(2, record=same))
    assert len(issues) == 1
    assert issues[0].startswith("new.jsonl:3 R0002: DOI 10.1234/same belongs to R0001 already.")


@pytest.mark.parametrize(
    "header",
    [
        _report(),
        {"collection": {"name": "x"}},
        {"collection": HEADER["collection"] | {"provenance": "verified"}},
        {"collection": HEADER["collection"] | {"provenance": "quoted"}},
        {"collection": HEADER["collection"], "more": 1},
        "nonsense",
    ],
)
def test_a_file_without_a_good_header_is_refused(study: Study, header: Any) -> None:
    kinds, issues = _read(study, header, _report(1))
    assert kinds == []
    assert issues[0].startswith("new.jsonl:1")


def test_a_warning_does_not_stop(study: Study) -> None:
    kinds, issues = _read(study, HEADER, _case(findings={"temperature_max": "44 °C"}))
    assert "finding.recorded" in kinds
    assert len(issues) == 1
    assert "implausible" in issues[0]


def test_a_line_separator_inside_words_is_no_line_end(study: Study) -> None:
    kinds, issues = _read(study, HEADER, _report(1, record={"note": "first\u2028second\u0085third"}))
    assert kinds == []
    assert "U+2028" in str(issues)
