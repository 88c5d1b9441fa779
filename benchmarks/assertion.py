"""Assertion, measured on the NegEx / ConText test kit (2,376 concepts in clinical sentences).

    ANEATLAS_CORPORA=... python benchmarks/assertion.py [--errors]

Two figures stand beside each other. The *whole kit* is what NegEx (F1 0.956) and ConText (F1 0.981)
are published on, and comparable with them. The rules here were developed on reports 1-60 of the kit
(and on invented sentences). Of reports 61-120 no error was looked at, only, before any rule was written,
a sample of some fifty negated sentences of the whole kit; the *held-out half* is the honest figure for
new text. The kit counts 'resolved' as negated; so does this benchmark, although a
resolved finding was present and is not negated for the atlas.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aneatlas.extraction.assertion import Sentence
from aneatlas.extraction.triggers import Cue

PUBLISHED = {"NegEx (GenNegEx 1.2)": (0.953, 0.959, 0.956), "ConText (GenConText)": (0.984, 0.978, 0.981)}


@dataclass(frozen=True, slots=True)
class Item:
    """One concept in a sentence with the kit's answer."""

    report: int
    concept: str
    sentence: str
    negated: bool


def load(corpora: Path) -> list[Item]:
    """Read the kit's items with their report numbers."""
    path = corpora / "negex_context" / "negex.python" / "Annotations-1-120.txt"
    with path.open(encoding="latin-1", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quotechar='"'))[1:]
    # white space as in a document: normalised
    return [
        Item(int(row[0]), row[1], " ".join(row[2].split()), row[3].strip() == "Negated")
        for row in rows
        if len(row) >= 4
    ]


def locate(item: Item) -> tuple[int, int]:
    """Return where the concept stands: the kit prints it in capitals; else its first occurrence."""
    pattern = r"\s+".join(re.escape(word) for word in item.concept.split())
    capital = re.search(r"\s+".join(re.escape(word.upper()) for word in item.concept.split()), item.sentence)
    match = capital or re.search(pattern, item.sentence, re.I)
    return match.span() if match else (0, len(item.sentence))


def predict(item: Item) -> bool:
    """Return whether our rules call the concept negated, in the kit's sense."""
    start, end = locate(item)
    assertion = Sentence(item.sentence).assess(start, end)
    return bool(assertion.cues & {Cue.NEGATED, Cue.RESOLVED})


def scores(items: list[Item], answers: list[bool]) -> tuple[float, float, float, int, int, int]:
    """Return precision, recall, F1, true positives, false positives, false negatives."""
    true = sum(a and i.negated for i, a in zip(items, answers, strict=True))
    wrong = sum(a and not i.negated for i, a in zip(items, answers, strict=True))
    missed = sum(i.negated and not a for i, a in zip(items, answers, strict=True))
    precision, recall = true / (true + wrong), true / (true + missed)
    return precision, recall, 2 * precision * recall / (precision + recall), true, wrong, missed


def _corpora() -> Path:
    folder = os.environ.get("ANEATLAS_CORPORA", "")
    if not Path(folder, "maccrobat2020").is_dir():
        sys.exit("Set ANEATLAS_CORPORA to the folder of the test corpora.")
    return Path(folder)


def peers(items: list[Item]) -> dict[str, dict[str, Any]]:
    """Return the answers of other tools, where ANEATLAS_PEERS names a Python that has them (see peers/negation.py)."""
    python = os.environ.get("ANEATLAS_PEERS", "")
    if not python:
        print(
            "medspaCy and negspacy not run: ANEATLAS_PEERS names no Python that has them (peers/negation.py)"
        )
        return {}
    lines = "".join(json.dumps([item.sentence, *locate(item)]) + "\n" for item in items)
    script = Path(__file__).parent / "peers" / "negation.py"
    done = subprocess.run([python, str(script)], input=lines, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print the table; with --errors also the wrong items of the development half."""
    items = load(_corpora())
    begun = time.perf_counter()
    answers = [predict(item) for item in items]
    seconds = time.perf_counter() - begun
    if "--errors" in sys.argv:
        for item, answer in zip(items, answers, strict=True):
            if item.report <= 60 and answer != item.negated:
                print(
                    "missed" if item.negated else "wrong ",
                    item.concept,
                    "||",
                    " ".join(item.sentence.split())[-300:],
                )
    print(f"{'':34}{'P':>7}{'R':>7}{'F1':>7}{'TP':>6}{'FP':>5}{'FN':>5}")
    halves: dict[str, Callable[[int], bool]] = {
        "whole kit": lambda r: True,
        "reports 1-60 (development)": lambda r: r <= 60,
        "reports 61-120 (held out)": lambda r: r > 60,
    }
    for name, wanted in halves.items():
        chosen = [(i, a) for i, a in zip(items, answers, strict=True) if wanted(i.report)]
        p, r, f, true, wrong, missed = scores([i for i, _ in chosen], [a for _, a in chosen])
        print(f"ours, {name:28}{p:7.3f}{r:7.3f}{f:7.3f}{true:6}{wrong:5}{missed:5}")
    for name, (p, r, f) in PUBLISHED.items():
        print(f"{name + ', whole kit':34}{p:7.3f}{r:7.3f}{f:7.3f}   (counted from the kit's output files)")
    for name, found in peers(items).items():
        p, r, f, true, wrong, missed = scores(items, found["answers"])
        rate = len(items) / found["seconds"]
        print(
            f"{name + ', whole kit':45}{p:7.3f}{r:7.3f}{f:7.3f}{true:6}{wrong:5}{missed:5}   {rate:,.0f} a second"
        )
    print(
        f"{len(items)} sentences analysed one by one in {seconds:.2f} s: {len(items) / seconds:.0f} a second"
    )


if __name__ == "__main__":
    main()
