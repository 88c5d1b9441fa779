"""Negation by medspaCy and negspacy, for comparison: run by benchmarks/assertion.py in an environment of its own.

    python -m venv peers && peers/bin/pip install medspacy negspacy "numpy<2" "setuptools<80" click
    ANEATLAS_PEERS=peers/bin/python python benchmarks/assertion.py

Reads JSON lines [sentence, start, end], writes one JSON object: name of the tool -> {"answers": [...], "seconds": s}.
Both get the sentence whole and the concept marked, so that neither is charged for finding it.
"""

from __future__ import annotations

import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)
try:
    from loguru import logger

    logger.remove()
except ImportError:
    pass

import spacy  # noqa: E402
from spacy.tokens import Doc  # noqa: E402

Item = tuple[str, int, int]


def marked(nlp: spacy.language.Language, item: Item) -> Doc:
    """Return the sentence as a document of one sentence with the concept as its only entity."""
    text, start, end = item
    doc = nlp.make_doc(text)
    for token in doc:
        token.is_sent_start = token.i == 0
    span = doc.char_span(start, end, label="CONCEPT", alignment_mode="expand")
    if span is not None:
        doc.set_ents([span])
    return doc


def medspacy_answers(items: list[Item]) -> list[bool]:
    """Return medspaCy's ConText with its default rules."""
    from medspacy.context import ConText

    nlp = spacy.blank("en")
    context = ConText(nlp, rules="default")
    answers = []
    for item in items:
        doc = context(marked(nlp, item))
        answers.append(any(ent._.is_negated for ent in doc.ents))
    return answers


def negspacy_answers(items: list[Item]) -> list[bool]:
    """Return negspacy with its clinical term set."""
    from negspacy.negation import Negex
    from negspacy.termsets import termset

    nlp = spacy.blank("en")
    negex = Negex(nlp, name="negex", neg_termset=termset("en_clinical").get_patterns(), ent_types=[], extension_name="negex", chunk_prefix=[])  # fmt: skip
    answers = []
    for item in items:
        doc = negex(marked(nlp, item))
        answers.append(any(ent._.negex for ent in doc.ents))
    return answers


def main() -> None:
    """Answer all lines with each tool."""
    items: list[Item] = [tuple(json.loads(line)) for line in sys.stdin]
    result = {}
    for name, tool in (
        ("medspaCy ConText, default rules", medspacy_answers),
        ("negspacy, en_clinical", negspacy_answers),
    ):
        begun = time.perf_counter()
        answers = tool(items)
        result[name] = {"answers": answers, "seconds": time.perf_counter() - begun}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
