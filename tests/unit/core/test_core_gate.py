"""The gate: every rule by one example that breaks it, and one that keeps it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import aneatlas.core.rules as rules
from aneatlas.core.events import Draft
from aneatlas.core.evidence import CellAnchor, SpanAnchor
from aneatlas.core.issues import Issue, Level, errors
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study

CITED = [{"kind": "citation", "report": "R0001", "read": "abstract"}]


def _report(id: str = "R0001", **entries: Any) -> Draft:
    body = {"id": id, "title": "Invented", "type": "case_report", "read": "abstract"} | entries
    return Draft("report.registered", id, body)


def _case(id: str = "R0001-1", report: str = "R0001") -> Draft:
    return Draft("case.registered", id, {"id": id, "report": report, "label": "Patient"})


def _cohort(n: int | None = 12, kind: str = "cohort.registered") -> Draft:
    body = {"id": "R0001-A", "report": "R0001", "label": "All", "whom": "ane"}
    return Draft(kind, "R0001-A", body | ({"n": n} if n is not None else {}))


def _finding(field: str, subject: str = "R0001-1", status: str = "present", **entries: Any) -> Draft:
    body = {"subject": subject, "field": field, "status": status, "evidence": CITED, "provenance": "citation"}
    return Draft("finding.recorded", subject, body | {"proposer": "test"} | entries)


def _count(n: int, of: int, item: str = "present", field: str = "seizure") -> Draft:
    value = {"kind": "count", "raw": f"{n} of {of}", "n": n, "of": of}
    return _finding(field, "R0001-A", item=item, value=value)


def _overlap(a: str, b: str) -> Draft:
    return Draft("overlap.noted", f"{a}~{b}", {"a": a, "b": b, "kind": "contained", "basis": "same hospital"})


class _Document:
    def text_of(self, anchor: SpanAnchor | CellAnchor) -> str | None:
        text = "two seizures"  # invented
        if isinstance(anchor, CellAnchor) or anchor.end > len(text):
            return None
        return text[anchor.start : anchor.end]


def _quoted(text: str, document: str = "d", end: int = 12) -> Draft:
    anchor = {"kind": "span", "document": document, "block": "b", "start": 0, "end": end}
    quote = {"kind": "quote", "report": "R0001", "anchor": anchor, "text": text}
    return _finding("seizure", evidence=[quote], provenance="quoted")


WORLD = (
    _report(), _report("R0002", doi="10.1234/TAKEN", pmid="77"), _report("R0006"), _report("R0007"), _case(), _cohort(),
    _overlap("R0006", "R0007"),
)  # fmt: skip
CATEGORY = {"kind": "category", "raw": "x"}

# What is refused: code of the issue, the draft, words of the message.
REFUSED: list[tuple[str, Draft, str]] = [
    ("event-kind", Draft("case.praised", "R0001-1", {}), "no kind of event"),
    ("fact-form", Draft("case.registered", "x", {"id": "x", "report": "R0001", "label": "x"}), "pattern"),
    ("fact-form", _finding("seizure", evidence=[]), "a finding needs evidence"),
    ("report-twice", _report("R0003", doi="10.1234/taken"), "belongs to R0002 already"),
    ("report-twice", _report("R0003", pmid="77"), "belongs to R0002 already"),
    ("value-unknown", _report("R0003", type="case_raport"), "nearest is 'case_report'"),
    ("value-unknown", _report("R0003", country="jappan"), "nearest is 'japan'"),
    ("label-unknown", _report("R0003", labels=["nonsense"]), "no label of names.toml"),
    ("reason-unknown", _report("R0003", standing="excluded", reason="boring"), "no reason of study.toml"),
    ("id-twice", _report(), "exists already"),
    ("id-twice", _case(), "exists already"),
    ("id-unknown", Draft("case.amended", "R0001-9", _case("R0001-9").body), "there is no R0001-9"),
    ("id-unknown", _case("R0009-1", "R0009"), "there is no R0009"),
    ("id-unknown", _finding("seizure", "R0001-7"), "there is no R0001-7"),
    ("id-unknown", _finding("seizure", evidence=[CITED[0] | {"report": "R0009"}]), "there is no R0009"),
    ("id-unknown", _overlap("R0001", "R0009"), "there is no R0009"),
    ("overlap-within", _overlap("R0001", "R0001-1"), "belong to one report"),
    ("overlap-twice", _overlap("R0006", "R0007"), "is noted already"),
    ("id-unknown", Draft("finding.withdrawn", "R0001-1", {"key": "R0001-1/seizure"}), "there is no R0001-1/seizure"),
    ("id-form", _case("R0002-1", "R0001"), "does not begin with its report"),
    ("field-unknown", _finding("seizures"), "no field of the dictionary"),
    ("record-field", _finding("case_label", value={"kind": "text", "raw": "x"}), "part of the record"),
    ("field-subject", _finding("cohort_definition", value={"kind": "text", "raw": "x"}), "describes a cohort"),
    ("status-not-allowed", _finding("sex", status="absent"), "cannot be 'absent'"),
    ("value-of-sign", _finding("seizure", value={"kind": "text", "raw": "x"}), "a sign has no value"),
    ("value-missing", _finding("sex"), "present without a value"),
    ("value-kind", _finding("sex", value={"kind": "text", "raw": "female"}), "a text where a category belongs"),
    ("value-unknown", _finding("sex", value=CATEGORY | {"code": "femail"}), "nearest is 'female'"),
    ("value-unknown", _finding("coinfection", value={"kind": "categories", "raw": "x", "codes": ["influenza_a", "flu_q"]}), "'flu_q' is no value of agent"),
    ("value-impossible", _finding("gcs_lowest", value={"kind": "integer", "raw": "99", "number": 99}), "impossible"),
    ("value-impossible", _finding("age_at_onset", value={"kind": "age", "raw": "400 years", "precision": "year", "low": 4800, "high": 4812}), "impossible"),
    ("unit", _finding("csf_protein", value={"kind": "quantity", "raw": "1 g/L", "given_unit": "g/L", "low": 1, "high": 1, "unit": "g/L"}), "the canonical unit is mg/dL"),
    ("item", _finding("seizure", item="1"), "does not repeat"),
    ("item", _finding("treatment_class", item="first", value=CATEGORY | {"code": "antiviral"}), "number the treatment"),
    ("item", _finding("treatment_class", item="01", value=CATEGORY | {"code": "antiviral"}), "number the treatment"),
    ("item", _finding("treatment_class", item="0", value=CATEGORY | {"code": "antiviral"}), "number the treatment"),
    ("item", _finding("site_involved", item="thalmus"), "the nearest is 'thalamus'"),
    ("count", _finding("seizure", "R0001-A", item="present"), "a cohort holds counts"),
    ("count-beyond", _count(8, 13), "the cohort has 12 patients only"),
    ("count-item", _count(8, 12, "often"), "'often' is no value"),
    ("count-item", _count(8, 12, "thalamus.present"), "name the counted value"),
    ("count-field", _count(8, 12, "high", "csf_protein"), "cannot be counted by a quantity"),
    ("not-empty", Draft("report.removed", "R0001", {"key": "R0001"}), "belongs to it"),
    ("quote-without-document", _quoted("two seizures", "elsewhere"), "not in the store"),
    ("anchor-points-nowhere", _quoted("two seizures", end=99), "outside the document"),
    ("quote-not-in-source", _quoted("ten seizures"), "do not stand in the document"),
]  # fmt: skip


@pytest.fixture
def gate(study: Study) -> Gate:
    gate = Gate(study, State(), {"d": _Document()})
    for draft in WORLD:
        assert gate.check(draft) == []
    return gate


def _one(issues: list[Issue]) -> Issue:
    assert len(errors(issues)) == 1, [str(issue) for issue in issues]
    return errors(issues)[0]


@pytest.mark.parametrize(
    ("code", "draft", "words"), REFUSED, ids=[f"{code}: {words}" for code, _, words in REFUSED]
)
def test_what_is_refused(gate: Gate, code: str, draft: Draft, words: str) -> None:
    issue = _one(gate.check(draft))
    assert issue.code == code
    assert words in issue.message
    assert issue.where


def test_every_code_of_the_gate_has_an_example() -> None:
    source = Path(rules.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'error\(\s*"([a-z-]+)"', source)) <= {code for code, _, _ in REFUSED}


@pytest.mark.parametrize(
    "draft",
    [
        _finding("seizure"),
        _finding("seizure", status="not_assessable"),
        _finding("sex", value=CATEGORY | {"code": "female"}),
        _finding("sex", status="not_reported"),
        _finding("trigger_agent", status="absent"),
        _finding("treatment_class", item="12", value=CATEGORY | {"code": "antiviral"}),
        _finding("site_involved", item="thalamus"),
        _finding("variant_cdna", item="1", value={"kind": "text", "raw": "c.1A>G"}),
        _count(8, 12),
        _count(3, 12, "female", "sex"),
        _count(12, 12, "thalamus.present", "site_involved"),
        _quoted("two seizures"),
        _report("R0003", doi="10.1234/free"),
        _overlap("R0001", "R0002"),
        _overlap("R0001-1", "R0002"),
        Draft("case.removed", "R0001-1", {"key": "R0001-1"}),
        _cohort(5, "cohort.amended"),
    ],
    ids=lambda draft: f"{draft.kind} {draft.body.get('field', '')}",
)  # fmt: skip
def test_what_is_taken(gate: Gate, draft: Draft) -> None:
    assert gate.check(draft) == []


def test_a_refused_draft_leaves_no_trace(gate: Gate) -> None:
    assert gate.check(_case("R0002-1", "R0001"))
    assert _one(gate.check(_finding("seizure", "R0002-1"))).code == "id-unknown"


def test_an_implausible_value_is_a_warning(gate: Gate) -> None:
    value = {"kind": "quantity", "raw": "44 °C", "given_unit": "degC", "low": 44, "high": 44, "unit": "degC"}
    issues = gate.check(_finding("temperature_max", value=value))
    assert [issue.level for issue in issues] == [Level.WARNING]


def test_a_cohort_cannot_become_smaller_than_its_counts(gate: Gate) -> None:
    assert gate.check(_count(8, 12)) == []
    assert _one(gate.check(_cohort(11, "cohort.amended"))).code == "count-beyond"
    assert gate.check(_cohort(12, "cohort.amended")) == []


def test_a_removed_report_gives_its_identifiers_back(gate: Gate) -> None:
    assert gate.check(Draft("report.removed", "R0002", {"key": "R0002"})) == []
    assert gate.check(_report("R0003", doi="10.1234/taken")) == []


def test_a_corrected_doi_is_free_again(gate: Gate) -> None:
    corrected = _report("R0002", doi="10.1234/corrected").body
    assert gate.check(Draft("report.amended", "R0002", corrected)) == []
    assert gate.check(_report("R0003", doi="10.1234/taken")) == []
    assert _one(gate.check(_report("R0004", doi="10.1234/CORRECTED"))).code == "report-twice"


def test_contradictions_of_cases_are_found_once(gate: Gate) -> None:
    assert gate.check(_finding("coma")) == []
    assert gate.check(_finding("altered_consciousness", status="absent")) == []
    assert [issue.code for issue in gate.check_cases()] == ["contradiction"]


def test_a_corrected_contradiction_is_gone(gate: Gate) -> None:
    for draft in (
        _finding("coma"),
        _finding("altered_consciousness", status="absent"),
        _finding("altered_consciousness"),
    ):
        assert gate.check(draft) == []
    assert gate.check_cases() == []


def test_a_contradiction_with_what_stood_there_before_is_found(study: Study) -> None:
    state = State()
    state.tables["reports"]["R0001"] = _report().body
    state.tables["cases"]["R0001-1"] = _case().body
    state.tables["findings"]["R0001-1/seizure"] = _finding("seizure", status="absent").body | {"event": 3}
    gate = Gate(study, state)
    assert gate.check(_finding("status_epilepticus")) == []
    assert [issue.code for issue in gate.check_cases()] == ["contradiction"]
