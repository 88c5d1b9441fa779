"""Extraction, measured on MACCROBAT2020 (100 annotated case reports of other diseases).

    ANEATLAS_CORPORA=... python benchmarks/extraction.py [--errors]

* age and sex: per report, our claims for the patients against the annotated Age and Sex spans. An age
  counts as found where it parses to the same interval of months.
* laboratory values: annotated values that carry a number and a known unit and belong to a test of the
  dictionary; found where our claim has the same number for that test's field.
* medication with dose: annotated drugs of our vocabulary to which a dose is tied; found where our
  treatment of that drug has the same first number as its dose.

The reports are split in two by their position in the sorted list. The rules for ages and sex were mended
on errors of both halves, so no half is unseen for those; for laboratory values and doses the errors
of the odd half were not looked at. The annotation marks sex only where a noun says it: most of the
wrong sexes counted here are reports that state it by pronouns alone; the row 'stated by a noun' leaves
our claims from pronouns out, as the annotation does, and the row 'where annotated' the reports without a sex in the
annotation.
No other tool is published on exactly these counts; the figures stand alone.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

from aneatlas.core.parsing import NotUnderstood, parse_age
from aneatlas.core.study import Study
from aneatlas.core.units import find_unit
from aneatlas.documents.model import Document
from aneatlas.documents.read import read_bytes
from aneatlas.extraction.ages import find_ages, find_sex
from aneatlas.extraction.extract import Extraction, extract
from aneatlas.extraction.measures import TESTS, clean_unit
from aneatlas.extraction.treatments import find_treatments
from aneatlas.workflows.study import load_study


@dataclass(slots=True)
class Gold:
    """The annotations of one report: spans by id, and which span modifies which."""

    spans: dict[str, tuple[str, str]] = field(default_factory=dict)
    ties: list[tuple[str, str]] = field(default_factory=list)


def load(path: Path) -> Gold:
    """Read a brat file."""
    gold = Gold()
    events: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if line.startswith("T"):
            gold.spans[parts[0]] = (parts[1].split()[0], parts[2])
        elif line.startswith("E"):
            events[parts[0]] = parts[1].split()[0].partition(":")[2]
        elif line.startswith("R") and parts[1].startswith("MODIFY"):
            _, first, second = parts[1].split()
            gold.ties.append((first.partition(":")[2], second.partition(":")[2]))
    gold.ties = [(events.get(a, a), events.get(b, b)) for a, b in gold.ties]
    return gold


def gold_ages(gold: Gold) -> set[tuple[float, float]]:
    """Return the annotated ages as intervals of months."""
    found = set()
    for kind, text in gold.spans.values():
        if kind == "Age":
            raw = next((a.raw for a in find_ages(f"A {text} patient")), text)
            try:
                age = parse_age(raw)
            except NotUnderstood:
                continue
            found.add((age.low, age.high))
    return found


def gold_sex(gold: Gold) -> set[str]:
    """Return the annotated sexes."""
    words = {"he": "male", "his": "male", "she": "female", "her": "female", "m": "male", "f": "female"}
    found = set()
    for kind, text in gold.spans.values():
        if kind == "Sex":
            known = find_sex(text)
            sex = known[0] if known else words.get(text.lower())
            if sex:
                found.add(sex)
    return found


def tally(
    name: str,
    gold: Set[object],
    ours: Set[object],
    counts: Counter[tuple[str, str]],
    errors: list[str],
    report: str,
) -> None:
    """Count agreements and differences of one report."""
    counts[name, "tp"] += len(gold & ours)
    counts[name, "fp"] += len(ours - gold)
    counts[name, "fn"] += len(gold - ours)
    if gold != ours:
        errors.append(f"{report} {name}: gold {sorted(map(str, gold))} ours {sorted(map(str, ours))}")


def our_ages(result: Extraction) -> set[object]:
    """Return the ages that we claim of patients, as intervals."""
    ages = [parse_age(c.value) for c in result.claims if c.field == "age_at_onset"]
    return {(age.low, age.high) for age in ages}


_FIRST = re.compile(r"\d[\d,]*(?:\.\d+)?")


def lab_pairs(gold: Gold, result: Extraction) -> tuple[set[object], set[object]]:
    """Return the (field, number) pairs of the annotation with a unit, and ours for the same fields."""
    wanted: set[object] = set()
    for value, test in gold.ties:
        kind, text = gold.spans.get(value, ("", ""))
        kind2, name = gold.spans.get(test, ("", ""))
        if kind != "Lab_value" or kind2 != "Diagnostic_procedure":
            continue
        number = _FIRST.search(text)
        unit = re.search(r"[a-zA-Zµμ%×/].*$", text)
        if not number or not unit or find_unit(clean_unit(unit.group())) is None:
            continue
        for fid, (names, fluid) in TESTS.items():
            if fluid is not True and re.fullmatch(
                rf"(?:serum |plasma |blood |total )?(?:{names})(?: level| levels| count| concentration)?",
                name,
                re.I,
            ):
                wanted.add((fid, number.group().replace(",", "")))
                break
    fields = {f for f, (_, fluid) in TESTS.items() if fluid is not True}
    ours: set[object] = set()
    for claim in result.claims:
        if claim.field in fields and (found := _FIRST.search(claim.value)):
            ours.add((claim.field, found.group().replace(",", "")))
    return wanted, ours


def dose_pairs(gold: Gold, document: Document, study: Study) -> tuple[set[object], set[object]]:
    """Return the (drug, number of the dose) pairs of the annotation, and ours for the same drugs."""
    wanted: set[object] = set()
    for dose, drug in gold.ties:
        if gold.spans.get(dose, ("",))[0] == "Dosage" and gold.spans.get(drug, ("",))[0] == "Medication":
            known = [t.drug for t in find_treatments(gold.spans[drug][1], study.dictionary)]
            number = _FIRST.search(gold.spans[dose][1])
            if len(known) == 1 and number:
                wanted.add((known[0], number.group()))
    ours: set[object] = set()
    for block in document.blocks:
        for treatment in find_treatments(block.text, study.dictionary):
            found = _FIRST.search(treatment.details.get("treatment_dose", ""))
            if found:
                ours.add((treatment.drug, found.group()))
    return wanted, ours


def read_and_extract(path: Path, study: Study) -> tuple[Document, Extraction]:
    """Return the document of a report, and what the rules find in it."""
    [reading] = read_bytes(path.read_bytes(), path.name)
    assert reading.document is not None
    return reading.document, extract(reading.document, "R0001", study)


def _corpora() -> Path:
    folder = os.environ.get("ANEATLAS_CORPORA", "")
    if not Path(folder, "maccrobat2020").is_dir():
        sys.exit("Set ANEATLAS_CORPORA to the folder of the test corpora.")
    return Path(folder)


def main() -> None:
    """Print the table; with --errors also the differences of the development half."""
    study = load_study()
    folder = _corpora() / "maccrobat2020"
    halves: dict[str, Counter[tuple[str, str]]] = {
        "even half": Counter(),
        "odd half": Counter(),
    }
    errors: list[str] = []
    paths = sorted(folder.glob("*.txt"))
    refused = 0
    for place, path in enumerate(paths):
        document, result = read_and_extract(path, study)
        half, noted = (
            ("even half", errors)
            if place % 2 == 0
            else ("odd half", errors if "--all-errors" in sys.argv else [])
        )
        gold = load(path.with_suffix(".ann"))
        refused += result.refused
        ages, sexes = set(gold_ages(gold)), set(gold_sex(gold))
        patients = {c.value for c in result.claims if c.field == "sex"}
        tally("age", ages, our_ages(result), halves[half], noted, path.stem)
        tally("sex", sexes, patients, halves[half], noted, path.stem)
        by_noun = {c.value for c in result.claims if c.field == "sex" and "pronoun" not in c.rule}
        tally("sex, stated by a noun", sexes, by_noun, halves[half], [], path.stem)
        if sexes:
            tally("sex, where annotated", sexes, patients, halves[half], [], path.stem)
        tally("laboratory value with unit", *lab_pairs(gold, result), halves[half], noted, path.stem)
        tally("medication with dose", *dose_pairs(gold, document, study), halves[half], noted, path.stem)
    if "--errors" in sys.argv:
        print(*errors, sep="\n")
    halves["all"] = halves["even half"] + halves["odd half"]
    print(f"{'':52}{'P':>7}{'R':>7}{'F1':>7}{'TP':>6}{'FP':>5}{'FN':>5}")
    for name in (
        "age",
        "sex",
        "sex, stated by a noun",
        "sex, where annotated",
        "laboratory value with unit",
        "medication with dose",
    ):
        for half, counts in halves.items():
            tp, fp, fn = (counts[name, key] for key in ("tp", "fp", "fn"))
            precision, recall = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
            f1 = 2 * tp / max(2 * tp + fp + fn, 1)
            print(f"{name + ', ' + half:52}{precision:7.3f}{recall:7.3f}{f1:7.3f}{tp:6}{fp:5}{fn:5}")
    print(f"{refused} claims refused")


if __name__ == "__main__":
    main()
