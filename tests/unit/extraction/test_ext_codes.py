"""The codes of other systems in the lines of claims, on a text written for these tests."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aneatlas.core.study import Study
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.claims import COHORT, Claim, check_claim
from aneatlas.extraction.codes import codes_of
from aneatlas.extraction.extract import extract
from aneatlas.workflows.study import load_study

STUDY: Study = load_study()
TEXT = (
    b"A case of acute necrotizing encephalopathy\n\nA 3-year-old girl had fever and lymphopenia. Influenza A was "
    b"detected by PCR. MRI showed lesions of both thalami. She received methylprednisolone and oseltamivir.\n"
)
DOCUMENT = read_bytes(TEXT, "made.txt")[0].document
assert DOCUMENT is not None
CLAIMS = extract(DOCUMENT, "R0001", STUDY).claims


def claim(field: str, value: str = "", item: str = "") -> Claim:
    return next(c for c in CLAIMS if c.field == field and value in ("", c.value) and item in ("", c.item))


@pytest.mark.parametrize(
    ("found", "code", "label", "of"),
    [
        (claim("fever"), "HP:0001945", "Fever", "field"),
        (claim("trigger_agent"), "NCBITaxon:11320", "Influenza A virus", "value"),
        (claim("treatment_agent", "methylprednisolone"), "RxNorm:6902", "methylprednisolone", "value"),
        (claim("treatment_agent", "oseltamivir"), "DrugBank:DB00198", "Oseltamivir", "value"),
        (claim("site_involved", item="thalamus"), "HP:0010663", "Abnormal thalamus morphology", "item"),
        (claim("phenotype"), "HP:0001888", "Lymphopenia", "item"),
    ],
)
def test_a_claim_carries_the_codes_of_its_parts(found: Claim, code: str, label: str, of: str) -> None:
    assert {"code": code, "label": label, "of": of} in codes_of(found, STUDY)


def test_the_line_of_a_claim_holds_them() -> None:
    found = claim("treatment_agent", "oseltamivir")
    row = json.loads(found.to_json(codes_of(found, STUDY)))
    assert row["codes"] == [{"code": "DrugBank:DB00198", "label": "Oseltamivir", "of": "value"}]


def test_what_has_no_code_carries_none() -> None:
    assert codes_of(claim("age_at_onset"), STUDY) == []
    assert codes_of(replace(claim("fever"), field="no_such_field"), STUDY) == []


def test_a_count_carries_the_code_of_what_is_counted() -> None:
    counted = replace(claim("trigger_agent"), case=COHORT, item="influenza_a", value="3 of 8")
    assert "NCBITaxon:11320" in [entry["code"] for entry in codes_of(counted, STUDY)]
    site = replace(claim("site_involved"), case=COHORT, item="thalamus.present", value="3 of 8")
    assert [entry["code"] for entry in codes_of(site, STUDY)] == ["HP:0010663"]


def test_every_drug_and_agent_with_a_code_gives_it() -> None:
    for field in ("treatment_agent", "trigger_agent"):
        vocabulary = STUDY.dictionary.vocabulary_of(STUDY.dictionary[field].field)
        coded = [term for term in vocabulary.terms.values() if term.codes]
        assert len(coded) > 30
        for term in coded:
            given = codes_of(replace(claim(field), value=term.value), STUDY)
            assert [entry["code"] for entry in given if entry["of"] == "value"] == list(term.codes)


@pytest.mark.parametrize(
    ("field", "item"), [("phenotype", "HP:9999999"), ("site_involved", "elbow"), ("site_involved", "")]
)
def test_a_claim_with_an_item_that_does_not_exist_is_refused(field: str, item: str) -> None:
    made_up = replace(claim(field), item=item)
    assert DOCUMENT is not None
    assert [issue.code for issue in check_claim(made_up, DOCUMENT, STUDY.dictionary)] == ["item"]
