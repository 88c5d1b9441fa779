"""Coding to the Human Phenotype Ontology, measured on GSC+ and on full texts of the JAX set.

    ANEATLAS_CORPORA=... python benchmarks/hpo.py

GSC+ (the split of PhenoTagger): 22 abstracts for development, 206 for the test. Every other abstract of the
test part was looked at while the rules were made; the figure of the half that was not is printed too. A
mention counts as found where a mention of the same term overlaps it; each mention counts once. Former ids are
resolved first. Of terms inside a longer one, those count that the longer is a kind of. The annotators had an older
release: the second line of each pair leaves out the terms
numbered above the newest that they used (in each series of ids), as they could not have chosen them.
Published, for a method that uses the dictionary only: FastHPOCR, F1 0.76 on GSC+ (doi:10.1093/bioinformatics/btae406).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aneatlas.core.ontology import Ontology
from aneatlas.extraction.hpo.find import find_terms
from aneatlas.extraction.hpo.labels import Labels, labels_of
from aneatlas.extraction.hpo.ontology import shipped


@dataclass(frozen=True, slots=True)
class Abstract:
    """A text and its annotated mentions: (start, end, id)."""

    text: str
    mentions: tuple[tuple[int, int, str], ...]


def load(path: Path, ontology: Ontology) -> list[Abstract]:
    """Read abstracts: a line with the id, one with the text, one for each mention, and an empty line."""
    found = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        _, text, *lines = block.split("\n")
        cells = [line.split("\t") for line in lines]
        found.append(
            Abstract(text, tuple((int(c[0]), int(c[1]), ontology.former.get(c[3], c[3])) for c in cells))
        )
    return found


def of_their_time(ontology: Ontology, abstracts: Sequence[Abstract]) -> Ontology:
    """Return the ontology without the terms that are numbered above the newest one used, in each series."""
    newest: dict[str, str] = {}
    for abstract in abstracts:
        for _, _, id in abstract.mentions:
            newest[id[3:6]] = max(newest.get(id[3:6], ""), id[3:])
    terms = {
        id: replace(term, obsolete=True) if id[3:] > newest.get(id[3:6], "") else term
        for id, term in ontology.terms.items()
    }
    return Ontology(ontology.version, terms, ontology.former)


def scores(abstracts: Sequence[Abstract], labels: Labels) -> tuple[float, float, float]:
    """Return precision, recall and F1 of mentions."""
    true = wrong = wanted = 0
    for abstract in abstracts:
        left = list(abstract.mentions)
        wanted += len(left)
        for found in find_terms(abstract.text, labels, nested="kinds", abbreviations=False):
            match = next(
                (m for m in left if m[2] == found.id and m[0] < found.end and found.start < m[1]), None
            )
            if match:
                left.remove(match)
                true += 1
            else:
                wrong += 1
    precision, recall = true / (true + wrong), true / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)


def full_texts(folder: Path, ontology: Ontology, labels: Labels) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the sets of terms of whole articles."""
    gold = json.loads((folder / "JAX_gold.json").read_text(encoding="utf-8"))
    true = wrong = missed = 0
    for path in sorted((folder / "txt").glob("*.txt")):
        wanted = {ontology.resolve(id) for id in gold.get(path.stem, {})} - {""}
        found = {item.id for item in find_terms(path.read_text(encoding="utf-8"), labels)}
        true, wrong, missed = (
            true + len(wanted & found),
            wrong + len(found - wanted),
            missed + len(wanted - found),
        )
    precision, recall = true / (true + wrong), true / (true + missed)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    """Measure and print."""
    corpora = Path(os.environ.get("ANEATLAS_CORPORA", ""))
    folder = corpora / "hpo_gold" / "phenotagger_GSC_JAX"
    if not folder.is_dir():
        sys.exit("Set ANEATLAS_CORPORA to the folder of the test corpora.")
    ontology = shipped()
    begun = time.perf_counter()
    labels = labels_of(ontology)
    print(
        f"HPO {ontology.version}: {len(ontology.terms):,} terms, look-up built in {time.perf_counter() - begun:.2f} s"
    )
    development = load(folder / "GSC" / "GSCplus_dev_gold.tsv", ontology)
    test = load(folder / "GSC" / "GSCplus_test_gold.tsv", ontology)
    then = labels_of(of_their_time(ontology, [*development, *test]))
    for name, part in (("development", development), ("test", test), ("test, unseen half", test[1::2])):
        for which, used in (("all terms", labels), ("terms of their time", then)):
            p, r, f = scores(part, used)
            print(f"GSC+ {name:18} {which:20} precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}")
    p, r, f = full_texts(folder / "JAX", ontology, labels)
    print(f"JAX full texts, sets of terms by article: precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}")
    begun = time.process_time()  # other work on the machine is not counted
    for _ in range(3):
        for abstract in test:
            find_terms(abstract.text, labels)
    print(
        f"{3 * len(test) / (time.process_time() - begun):,.0f} abstracts a second of processor time on one core"
    )


if __name__ == "__main__":
    main()
