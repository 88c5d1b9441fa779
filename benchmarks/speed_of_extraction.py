"""Speed of extraction on one core, beside medspaCy's default pipeline on the same texts in the same run.

    ANEATLAS_CORPORA=... python benchmarks/speed_of_extraction.py
    ANEATLAS_PEERS=peers/bin/python ANEATLAS_CORPORA=... python benchmarks/speed_of_extraction.py

Three kinds of text, one after the other: PubMed records with an abstract, JATS full texts, and case reports of 430 words
that state findings in nearly every sentence. Ours is timed from the bytes of the file to the claims; medspaCy gets the
plain text that our reader made of them, so that reading is not charged to it. Both go over the texts once, in the same
order; the first of each kind are not timed, as both tools build tables of words with them. Processor time.

ANEATLAS_PEERS names a Python that has medspaCy (peers/negation.py says how); without one only ours is timed. medspaCy
needs some three minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from aneatlas.core.study import Study
from aneatlas.documents.model import Document
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.extract import extract
from aneatlas.workflows.study import load_study

#: So many texts of each kind come first and are not timed.
WARMING = 10
PUBMED, FULL, REPORTS = "PubMed records", "full texts", "case reports"


def _files() -> dict[str, list[Path]]:
    folder = os.environ.get("ANEATLAS_CORPORA", "")
    if not Path(folder, "maccrobat2020").is_dir():
        sys.exit("Set ANEATLAS_CORPORA to the folder of the test corpora.")
    corpora = Path(folder)
    jats = (p for p in (corpora / "jats").rglob("*") if p.suffix in (".xml", ".nxml") and p.is_file())
    return {
        PUBMED: sorted((corpora / "pubmed_xml" / "metapub" / "fixtures" / "pmid_xml").glob("*.xml")),
        FULL: sorted(jats),
        REPORTS: sorted((corpora / "maccrobat2020").glob("*.txt")),
    }


def documents_of(path: Path) -> list[Document]:
    """Return the documents of a file that have text to extract from."""
    return [r.document for r in read_bytes(path.read_bytes(), path.name) if r.usable and r.document]


def main() -> None:
    """Print a line for each kind of text."""
    study = load_study()
    texts: list[tuple[str, str]] = []
    files: dict[str, list[Path]] = {}
    for kind, paths in _files().items():
        files[kind] = [path for path in paths if documents_of(path)]
        for path in files[kind]:
            joined = (block.text for document in documents_of(path) for block in document.blocks)
            texts.append((kind, "\n\n".join(joined)))
    ours = {kind: timed(paths, study) for kind, paths in files.items()}
    theirs = medspacy(texts)
    words = Counter(kind for kind, text in texts for _ in text.split())
    for kind, paths in files.items():
        number, seconds = len(paths) - WARMING, ours[kind]
        line = f"{kind} ({words[kind] // len(paths)} words each): {number} in {seconds:.2f} s, {number / seconds:.0f} a second"
        if theirs:
            line += f"; medspaCy {theirs[kind]:.2f} s, ours is {theirs[kind] / seconds:.1f} times as fast"
        print(line)


def timed(paths: list[Path], study: Study) -> float:
    """Read the files and extract from them; return the processor time without the first of them."""
    begun = 0.0
    for place, path in enumerate(paths):
        if place == WARMING:
            begun = time.process_time()
        for document in documents_of(path):
            extract(document, "R0001", study)
    return time.process_time() - begun


def medspacy(texts: list[tuple[str, str]]) -> dict[str, float]:
    """Return the processor time of medspaCy for each kind; nothing without a Python that has it."""
    python = os.environ.get("ANEATLAS_PEERS", "")
    if not python:
        print("medspaCy not run: ANEATLAS_PEERS names no Python that has it (peers/negation.py)")
        return {}
    done = subprocess.run(
        [python, str(Path(__file__).parent / "peers" / "pipeline.py"), str(WARMING)],
        input="".join(json.dumps(entry) + "\n" for entry in texts),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
