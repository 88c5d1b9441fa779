"""What another version of the rules proposes differently, and what the confidence of a claim says. Texts made up."""

from __future__ import annotations

import json
from dataclasses import replace
from math import isclose, sqrt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aneatlas.core.issues import FileUnreadable
from aneatlas.core.values import Status
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.changes import changes, proposal_of, proposal_of_row
from aneatlas.extraction.claims import EXTRACTOR_VERSION, Claim
from aneatlas.extraction.confidence import confidence_of, family_of, wilson_lower
from aneatlas.extraction.extract import extract
from aneatlas.extraction.measured import MEASURED
from aneatlas.workflows.extraction_changes import load_proposals
from aneatlas.workflows.study import load_study

TEXT = "We report a 3-year-old girl with fever and coma. Influenza A was positive. She died on day 5."


@pytest.fixture(scope="module")
def claims() -> tuple[Claim, ...]:
    [reading] = read_bytes(TEXT.encode(), "a.txt")
    assert reading.document is not None
    return extract(reading.document, "R0001", load_study()).claims


def _of(claims: tuple[Claim, ...], field: str) -> Claim:
    return next(c for c in claims if c.field == field)


def test_the_same_claims_make_no_difference(claims: tuple[Claim, ...]) -> None:
    found = changes(claims, claims)
    assert (found.added, found.removed, found.changed, found.same) == ((), (), (), len(claims))


def test_added_removed_and_changed_claims_are_told_apart(claims: tuple[Claim, ...]) -> None:
    fever, coma, age = (_of(claims, f) for f in ("fever", "coma", "age_at_onset"))
    old = (fever, replace(age, value="4 years", version="1"))
    found = changes(old, (coma, age))
    assert [(c.kind, c.key[2]) for c in (*found.added, *found.removed, *found.changed)] == [
        ("added", "coma"),
        ("removed", "fever"),
        ("changed", "age_at_onset"),
    ]
    [changed] = found.changed
    assert changed.old is not None
    assert changed.new is not None
    assert (changed.old.value, changed.old.version) == ("4 years", "1")
    assert (changed.new.value, changed.new.version) == ("3 years", EXTRACTOR_VERSION)


def test_another_quote_or_rule_is_no_change_but_another_status_is(claims: tuple[Claim, ...]) -> None:
    fever = _of(claims, "fever")
    elsewhere = replace(fever, rule="another rule", quote=_of(claims, "outcome_level").quote)
    assert changes([fever], [elsewhere]).same == 1
    assert len(changes([fever], [replace(fever, status=Status.ABSENT)]).changed) == 1


def test_a_printed_claim_compares_as_the_claim_itself(claims: tuple[Claim, ...]) -> None:
    assert [proposal_of_row(json.loads(c.to_json())) for c in claims] == [proposal_of(c) for c in claims]


def test_a_file_of_anything_else_is_refused_with_its_line(tmp_path: Path, claims: tuple[Claim, ...]) -> None:
    path = tmp_path / "old.jsonl"
    path.write_text(f"{claims[0].to_json()}\n{{}}\n", encoding="utf-8")
    with pytest.raises(FileUnreadable, match=r"old\.jsonl:2: no claim"):
        load_proposals(path)
    with pytest.raises(FileUnreadable, match="none"):
        load_proposals(tmp_path / "none")


def test_the_command_prints_what_differs(tmp_path: Path, claims: tuple[Claim, ...]) -> None:
    from aneatlas.cli.texts import app

    article, old = tmp_path / "a.txt", tmp_path / "old.jsonl"
    article.write_text(TEXT, encoding="utf-8")
    lines = [c.to_json() for c in claims if c.field != "fever"]
    old.write_text("\n".join(lines).replace('"value": "3 years"', '"value": "4 years"'), encoding="utf-8")
    done = CliRunner().invoke(app, ["extract", str(article), "--report", "R0001", "--compare", str(old)])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "+ R0001 Patient 1 fever: present",
        "~ R0001 Patient 1 age_at_onset: present 4 years -> present 3 years",
        f"1 added, 0 removed, 1 changed, {len(claims) - 2} the same.",
    ]


def test_every_claim_is_exported_with_its_confidence(claims: tuple[Claim, ...]) -> None:
    rows = [json.loads(c.to_json()) for c in claims]
    assert [r["confidence"] for r in rows] == [confidence_of(c) for c in claims]
    assert json.loads(replace(claims[0], extractor="model other").to_json())["confidence"] is None


def test_the_confidence_is_the_lower_bound_of_wilsons_interval() -> None:
    # reference: the interval's quadratic (p - share)^2 = z^2 p (1 - p) / n, solved here for its smaller root
    for right, compared in ((9, 10), (16, 16), (1, 2), (0, 3), (88, 91)):
        z2, share = 1.959963984540054**2, right / compared
        a, b, c = 1 + z2 / compared, -(2 * share + z2 / compared), share * share
        root = (-b - sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
        assert isclose(wilson_lower(right, compared), max(root, 0), abs_tol=0.0051)  # given to two places


def test_a_family_that_was_not_measured_has_no_confidence(claims: tuple[Claim, ...]) -> None:
    claim = replace(claims[0], field="hospital", rule="words 'x'")
    assert family_of(claim) == "circumstance"
    assert "circumstance" not in MEASURED
    assert confidence_of(claim) is None


def test_families_follow_rule_field_and_status(claims: tuple[Claim, ...]) -> None:
    assert family_of(_of(claims, "age_at_onset")) == "age"
    assert family_of(_of(claims, "fever")) == "sign"
    assert family_of(replace(_of(claims, "fever"), status=Status.ABSENT)) == "sign, absent"
    assert family_of(_of(claims, "trigger_agent")) == "agent"
    assert family_of(_of(claims, "outcome_level")) == "outcome"
