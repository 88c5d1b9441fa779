"""The order of the queue: the likeliest first, by a model that learns from the decisions.

Words and pairs of words of title and abstract (TF-IDF), logistic regression (scikit-learn). Until each choice
was made three times the order is that of the rules' score. The same decisions give the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aneatlas.core.issues import ServiceUnavailable
from aneatlas.literature.folding import letters, plain

ENOUGH = 3  # decisions of each kind before the model speaks
_RULES_WEIGHT = 0.3  # of a decision by rule beside one by a person
_MOST_BY_RULE = 1000


@dataclass(frozen=True, slots=True)
class Example:
    """A text to learn from. weight: 1 for a person's decision, less for a rule's."""

    words: str
    included: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """Places in the given texts, the likeliest first; score of each place, between 0 and 1.

    model: 'rules' until there is enough to learn from, then 'learned'.
    """

    places: tuple[int, ...]
    scores: tuple[float, ...]
    model: str


def rule_score(names: Sequence[Mapping[str, object]], kind: str) -> float:
    """Return what the rules make of a record, between 0 and 1: which names it has, where, and its class."""
    best = 0.0
    for name in names:
        sure = name["kind"] in ("preferred", "synonym", "abbreviation")
        worth = 0.6 if sure else 0.15 if name["kind"] in ("person", "reject") else 0.3
        if name.get("supported") is False:
            worth /= 2
        best = max(best, worth + (0.2 if name["place"] in ("title", "vernacular title") else 0.0))
    patients = kind in ("case report", "case series", "cohort", "genetic study", "review with own cases")
    return best + (0.2 if patients and best else 0.0)


def rank(texts: Sequence[str], priors: Sequence[float], examples: Sequence[Example]) -> Order:
    """Return the order of texts. priors: the rules' score of each; ties are broken by it, then by the place.

    Raises ServiceUnavailable where there is enough to learn from but scikit-learn is not installed.
    """
    persons = [example for example in examples if example.weight >= 1]
    included = sum(example.included for example in persons)
    if not texts or min(included, len(persons) - included) < ENOUGH:
        scores, model = list(priors), "rules"
    else:
        scores, model = _learned(texts, examples), "learned"
    places = sorted(range(len(texts)), key=lambda place: (-scores[place], -priors[place], place))
    return Order(tuple(places), tuple(scores), model)


def by_rule(included: Sequence[str], excluded: Sequence[str]) -> list[Example]:
    """Return examples from what the rules decided, of less weight than a person's; a thousand of each at most."""
    return [
        Example(words, choice, _RULES_WEIGHT)
        for texts, choice in ((included, True), (excluded, False))
        for words in texts[:_MOST_BY_RULE]
    ]


def _learned(texts: Sequence[str], examples: Sequence[Example]) -> list[float]:
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as problem:
        raise ServiceUnavailable(
            "ordering the queue needs scikit-learn: pip install 'aneatlas[screen]'"
        ) from problem
    vectors = TfidfVectorizer(
        preprocessor=lambda text: letters(plain(text)),
        token_pattern=r"\w+",
        ngram_range=(1, 2),
        sublinear_tf=True,
        min_df=1,
        max_features=60_000,
        dtype=np.float64,
    )
    known = vectors.fit_transform([*(example.words for example in examples), *texts])
    model = LogisticRegression(C=10.0, class_weight="balanced", solver="liblinear", random_state=0)
    model.fit(
        known[: len(examples)],
        [int(example.included) for example in examples],
        sample_weight=[example.weight for example in examples],
    )
    return [round(float(value), 9) for value in model.predict_proba(known[len(examples) :])[:, 1]]
