"""Further findings on their way: proposed, accepted, settled, recorded by hand, published, verified."""

from __future__ import annotations

import csv
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import ver_desk as on
from ver_desk import AT, SOLO

from aneatlas.core.collection import Reader
from aneatlas.core.issues import FactsInvalid
from aneatlas.core.replay import State
from aneatlas.core.rules import Gate
from aneatlas.core.study import Study
from aneatlas.extraction.hpo.choice import chooser_of
from aneatlas.outputs.downloads.schema import collection_schema
from aneatlas.store import Ledger
from aneatlas.web.extraction.shaping import groups, item_names
from aneatlas.workflows.correct import record_finding
from aneatlas.workflows.publish import load_analyses, publish
from aneatlas.workflows.terms import find_terms, term_named
from aneatlas.workflows.verification.assign import assign
from aneatlas.workflows.verification.comparison import comparison
from aneatlas.workflows.verification.drafting import check_draft, form_of
from aneatlas.workflows.verification.proposals import proposals
from aneatlas.workflows.verification.settling import Choices, settle
from aneatlas.workflows.verify import verify_release

PALSY, JAUNDICE, LYMPHOPENIA = "HP:0010628", "HP:0000952", "HP:0001888"
# Written for this test; no patient.
ARTICLE = b"""Acute necrotizing encephalopathy after influenza A in a boy: a case report

A 4-year-old boy was admitted with fever for two days and a seizure after influenza A. A facial palsy appeared on \
the second day. There was no jaundice. Magnetic resonance imaging showed symmetric lesions of both thalami. \
He recovered without sequelae.
"""


@pytest.fixture
def settled(ledger: Ledger, study: Study) -> tuple[Ledger, str]:
    """Every proposed further finding accepted, submitted and settled by one reader."""
    report, document = on.new_report(ledger, study, ARTICLE)
    assign(ledger, report, SOLO.name, SOLO, AT, document.hash)
    offered = [p for p in proposals(ledger, study, report, SOLO) if p.field.startswith("phenotype")]
    answers: dict[str, dict[str, Any]] = {
        f"1/{p.field}/{p.item}": on.answer(
            p.raw, p.quote.model_dump(mode="json"), status=p.status, source="accepted"
        )
        for p in offered
    }
    on.hand_in(ledger, study, report, SOLO, on.form(answers))
    seen = comparison(ledger, study, report, SOLO).seen
    settle(ledger, study, report, SOLO, Choices(), seen, AT)
    return ledger, report


def test_what_the_extractor_proposes_becomes_findings_with_their_words(settled: tuple[Ledger, str]) -> None:
    ledger, report = settled
    sign = ledger.row("findings", f"{report}-1/phenotype/{PALSY}")
    absent = ledger.row("findings", f"{report}-1/phenotype/{JAUNDICE}")
    assert sign is not None
    assert absent is not None
    assert (sign["status"], absent["status"]) == ("present", "absent")
    assert "facial palsy" in sign["evidence"][0]["text"]
    written = ledger.row("findings", f"{report}-1/phenotype_as_written/{PALSY}")
    assert written is not None
    assert written["value"]["raw"] == "facial palsy"


def test_they_are_published_with_code_name_and_link_and_the_release_verifies(
    settled: tuple[Ledger, str], study: Study, tmp_path: Path
) -> None:
    ledger, report = settled
    record_finding(
        ledger,
        study,
        f"{report}-1",
        "phenotype",
        "unclear",
        item=LYMPHOPENIA,
        why="read again",
        actor="person:x",
    )
    out = publish(ledger, study, load_analyses(study), tmp_path / "site").out
    page = (out / "cases" / f"{report}-1.html").read_text(encoding="utf-8")
    for code, name in ((PALSY, "Facial palsy"), (JAUNDICE, "Jaundice"), (LYMPHOPENIA, "Lymphopenia")):
        assert (
            f'<a class="code" href="https://hpo.jax.org/browse/term/{code}" rel="external">{code}</a>' in page
        )
        assert f">{name}</a>" in page
    with (out / "data" / "phenotypes.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["item"]: row for row in csv.DictReader(stream)}
    assert {item: (row["item_name"], row["phenotype"]) for item, row in rows.items()} == {
        PALSY: ("Facial palsy", "present"),
        JAUNDICE: ("Jaundice", "absent"),
        LYMPHOPENIA: ("Lymphopenia", "unclear"),
    }
    assert rows[PALSY]["phenotype_as_written"] == "facial palsy"
    verify_release(out)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("HP:9999999", "'HP:9999999' is no HPO term."),
        ("Facial palsy", "the nearest is 'HP:0010628'"),  # a name: the code is what is wanted
        ("1", "'1' is no HPO term"),
    ],
)
def test_the_gate_takes_present_terms_of_the_release_only(
    settled: tuple[Ledger, str], study: Study, item: str, message: str
) -> None:
    ledger, report = settled
    with pytest.raises(FactsInvalid) as refused:
        record_finding(
            ledger, study, f"{report}-1", "phenotype", "present", item=item, why="x", actor="person:x"
        )
    assert message in refused.value.message


def test_a_former_id_is_refused_with_the_present_one(settled: tuple[Ledger, str], study: Study) -> None:
    ledger, report = settled
    release = study.dictionary.vocabularies["hpo"].release
    assert release is not None
    old, new = next((o, n) for o, n in sorted(release.ontology.former.items()) if n in release.values)
    with pytest.raises(FactsInvalid) as refused:
        record_finding(
            ledger, study, f"{report}-1", "phenotype", "present", item=old, why="x", actor="person:x"
        )
    assert f"the nearest is '{new}'" in refused.value.message


def test_a_draft_with_a_wrong_code_says_so_at_the_field(settled: tuple[Ledger, str], study: Study) -> None:
    ledger, report = settled
    body = on.form({"1/phenotype/HP:9999999": on.answer("")})
    found = check_draft(ledger, study, report, SOLO, form_of(body, report))
    assert [i.code for i in found.by_place["1", "phenotype", "HP:9999999"]] == ["item"]


def test_a_collection_names_them_by_code(study: Study) -> None:
    line = {
        "report": {"id": "R0001", "title": "Made up", "type": "case_report", "read": "abstract"},
        "cases": [
            {
                "id": "R0001-1",
                "label": "Patient 1",
                "groups": {"phenotypes": {PALSY: {"phenotype": "present"}}},
            }
        ],
    }
    header = {
        "collection": {"name": "made up", "version": "1", "provenance": "citation", "proposer": "person:x"}
    }
    reader = Reader(study, Gate(study, State()), "made.jsonl")
    drafts = reader.read([json.dumps(header), json.dumps(line)])
    bodies = [draft.body for draft in drafts if draft.kind == "finding.recorded"]
    assert [(b["field"], b["item"], b["status"]) for b in bodies] == [("phenotype", PALSY, "present")]


def test_the_form_asks_for_a_code_and_lists_no_ontology(study: Study) -> None:
    group = next(group for group in groups(study) if group["id"] == "phenotypes")
    assert (group["repeats"], group["items"]) == ("coded", [])
    assert item_names(
        study, [("phenotype", PALSY), ("phenotype", "HP:9999999"), ("fever", ""), ("?", "")]
    ) == {PALSY: f"Facial palsy ({PALSY})"}
    case = collection_schema(study)["$defs"]["case"]["properties"]["groups"]["properties"]["phenotypes"]
    assert case["propertyNames"] == {"pattern": r"^[A-Za-z]+:\d+$"}


def test_terms_are_found_by_name_and_a_field_of_the_form_is_pointed_to(study: Study) -> None:
    found = find_terms(study, "phenotypes", "seizures")
    assert (found.hits[0].id, found.named, found.fields["HP:0001250"]) == (
        "HP:0001250",
        "HP:0001250",
        "seizure",
    )
    assert find_terms(study, "phenotypes", "palsy of the").named == ""
    for group in ("demography", "no-such-group"):
        with pytest.raises(FactsInvalid, match="no group of the form"):
            find_terms(study, group, "fever")
    assert term_named(study, "phenotype", " facial  PALSY ") == PALSY
    assert term_named(study, "phenotype", "nothing of the kind") == "nothing of the kind"
    assert [term_named(study, field, "1") for field in ("treatment_agent", "no-such-field")] == ["1", "1"]


def test_a_study_travels_to_another_process_with_its_ontology(study: Study) -> None:
    sent = pickle.loads(pickle.dumps(study))
    assert sent.dictionary.vocabularies["hpo"].terms[PALSY].name == "Facial palsy"
    assert chooser_of(sent) is not None
