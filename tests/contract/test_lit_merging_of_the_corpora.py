"""The labelled sets of bib-dedupe: no false merge, and how much is found at least."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from aneatlas.literature.merging import clusters, merge
from aneatlas.literature.reading import read_file

SETS = Path(os.environ.get("ANEATLAS_CORPORA", "/nonexistent")) / "dedup_bibdedupe"
pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not SETS.is_dir(), reason="set ANEATLAS_CORPORA to the folder of the test corpora"),
]


@pytest.mark.parametrize(
    ("name", "least"),
    # haematology: 14 of its 135 labels join errata, replies, abstracts and trials that are publications of their own;
    # benchmarks/merging.py lists them, and without them 120 of 121 are found.
    [("respiratory", 0.97), ("digital_work", 0.97), ("special_cases", 1.0), ("haematology", 0.88)],
)
def test_no_false_merge_and_enough_found(name: str, least: float) -> None:
    records = read_file(SETS / name / "records_pre_merged.csv").records
    with (SETS / name / "merged_record_ids.csv").open(newline="") as stream:
        rows = [row["merged_ids"].split(";") for row in csv.DictReader(stream)]
    group = {key: number for number, row in enumerate(rows) for key in row}
    of = [group.get(record.other["ID"][0], -1 - place) for place, record in enumerate(records)]
    found = clusters(len(records), merge(records).merges)
    assert [cluster for cluster in found if len({of[place] for place in cluster}) > 1] == []
    removed = sum(len(cluster) - 1 for cluster in found)
    assert removed / (len(records) - len(set(of))) >= least


def test_the_special_cases_have_their_reasons() -> None:
    records = read_file(SETS / "special_cases" / "records_pre_merged.csv").records
    ids = [record.other["ID"][0][-2:] for record in records]
    found = merge(records)
    assert {(ids[item.left], ids[item.right]) for item in found.merges} == {
        ("01", "02"),
        ("05", "06"),
        ("07", "11"),
    }
    # 3/4 are two years' introductions with two DOIs; 7/12, 11/12 and 9/10 are a paper and its conference version.
    assert {(ids[item.left], ids[item.right]) for item in found.links} == {
        ("07", "12"),
        ("11", "12"),
        ("09", "10"),
    }
