"""Reading documents: what is covered, and how fast.

    ANEATLAS_CORPORA=... python benchmarks/documents.py

Prints, for the JATS and PubMed corpora: files read and refused, blocks, tables as grids, and the
speed in processor time on one core (best of three runs).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from aneatlas.core.study import Study
from aneatlas.documents.grid import Table
from aneatlas.documents.model import Kind
from aneatlas.documents.read import read_bytes
from aneatlas.documents.reading import Reading
from aneatlas.extraction.extract import extract
from aneatlas.workflows.study import load_study

ROUNDS = 3


def read_all(files: list[bytes]) -> tuple[float, list[Reading]]:
    """Read all files; return the best time of several rounds and the readings."""
    best, readings = float("inf"), []
    for _ in range(ROUNDS):
        begun = time.process_time()
        readings = [reading for data in files for reading in read_bytes(data, "file")]
        best = min(best, time.process_time() - begun)
    return best, readings


def extract_all(readings: list[Reading], study: Study) -> tuple[float, int]:
    """Extract from all usable documents; return the best time and the number of claims."""
    best, claims = float("inf"), 0
    usable = [r.document for r in readings if r.usable and r.document]
    for _ in range(ROUNDS):
        begun = time.process_time()
        claims = sum(len(extract(document, "R0001", study).claims) for document in usable)
        best = min(best, time.process_time() - begun)
    return best, claims


def rectangular(table: Table) -> bool:
    """Tell whether every slot of a grid belongs to exactly one cell."""
    covered = [
        (row, column)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    return sorted(covered) == [(row, column) for row in range(table.rows) for column in range(table.columns)]


def report(name: str, paths: list[Path], study: Study) -> None:
    """Print the lines of one corpus."""
    files = [path.read_bytes() for path in paths]
    seconds, readings = read_all(files)
    documents = [r.document for r in readings if r.document]
    kinds = Counter(block.kind for document in documents for block in document.blocks)
    refused = Counter(issue.code for r in readings if r.document is None for issue in r.issues)
    noted = Counter(issue.code for r in readings if r.document is not None for issue in r.issues)
    megabytes = sum(map(len, files)) / 1e6
    print(
        f"{name}: {len(files)} files, {len(documents)} documents; refused {dict(refused)}; noted {dict(noted)}"
    )
    tables = [block.table for document in documents for block in document.blocks if block.table]
    print(
        f"  blocks {sum(kinds.values())}, of them tables {kinds[Kind.TABLE]} "
        f"({sum(map(rectangular, tables))} rectangular), references {kinds[Kind.REFERENCE]}"
    )
    print(f"  reading {len(documents) / seconds:.0f} documents a second ({megabytes / seconds:.1f} MB/s)")
    taken, claims = extract_all(readings, study)
    usable = sum(r.usable for r in readings)
    print(
        f"  reading and extracting {usable / (seconds * usable / max(len(documents), 1) + taken):.0f} documents a second, {claims} claims"
    )


def _corpora() -> Path:
    folder = os.environ.get("ANEATLAS_CORPORA", "")
    if not Path(folder, "maccrobat2020").is_dir():
        sys.exit("Set ANEATLAS_CORPORA to the folder of the test corpora.")
    return Path(folder)


def main() -> None:
    """Print the table."""
    corpora = _corpora()
    study = load_study()
    jats = sorted(p for p in (corpora / "jats").rglob("*") if p.suffix in (".xml", ".nxml") and p.is_file())
    report("JATS full texts", jats, study)
    pubmed = sorted((corpora / "pubmed_xml" / "metapub" / "fixtures" / "pmid_xml").glob("*.xml"))
    report("PubMed records", pubmed, study)
    report("case reports as text", sorted((corpora / "maccrobat2020").glob("*.txt")), study)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
