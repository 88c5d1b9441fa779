"""The floor that extraction keeps on the public test corpora (read in place, never copied).

The benchmarks print the full tables; these tests hold the figures that are promised.
"""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from aneatlas.core.evidence import check_quote
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import extract
from aneatlas.workflows.study import load_study

CORPORA = Path(os.environ.get("ANEATLAS_CORPORA", ""))
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(
        not os.environ.get("ANEATLAS_CORPORA") or not (CORPORA / "maccrobat2020").is_dir(),
        reason="set ANEATLAS_CORPORA to the folder of test corpora to run this test",
    ),
]


def _benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_negation_on_the_whole_kit_and_on_reports_not_used_for_development() -> None:
    kit = _benchmark("assertion")
    items = kit.load(CORPORA)
    assert len(items) == 2_376
    assert sum(item.negated for item in items) == 491
    answers = [kit.predict(item) for item in items]
    assert kit.scores(items, answers)[2] >= 0.975
    unseen = [(i, a) for i, a in zip(items, answers, strict=True) if i.report > 60]
    assert kit.scores([i for i, _ in unseen], [a for _, a in unseen])[2] >= 0.965


def test_ages_of_case_reports() -> None:
    bench = _benchmark("extraction")
    study = load_study()
    agreed = claimed = stated = 0
    for path in sorted((CORPORA / "maccrobat2020").glob("*.txt")):
        gold = bench.gold_ages(bench.load(path.with_suffix(".ann")))
        [reading] = read_bytes(path.read_bytes(), path.name)
        assert reading.document is not None
        ours = bench.our_ages(extract(reading.document, "R0001", study))
        agreed, claimed, stated = agreed + len(gold & ours), claimed + len(ours), stated + len(gold)
    assert stated == 100
    assert 2 * agreed / (claimed + stated) >= 0.97


def test_every_claim_on_real_texts_re_verifies_and_is_the_same_again() -> None:
    study = load_study()
    claims = 0
    for path in sorted((CORPORA / "maccrobat2020").glob("*.txt"))[::4]:
        [reading] = read_bytes(path.read_bytes(), path.name)
        assert reading.document is not None
        result = extract(reading.document, "R0001", study)
        assert result == extract(reading.document, "R0001", study)
        for claim in result.claims:
            assert check_quote(claim.quote, reading.document) == []
        claims += len(result.claims)
    assert claims > 250


def test_articles_that_report_no_patient_give_hardly_any() -> None:
    """None of the JATS articles is a case report: what is claimed of 'patients' there is wrong."""
    study = load_study()
    documents = wrong = 0
    for path in sorted((CORPORA / "jats").rglob("*.*xml")):
        for reading in read_bytes(path.read_bytes(), path.name):
            if reading.usable and reading.document:
                documents += 1
                found = extract(reading.document, "R0001", study).claims
                wrong += any(claim.case.startswith("Patient") for claim in found)
    assert documents >= 100
    assert wrong <= 0.1 * documents
