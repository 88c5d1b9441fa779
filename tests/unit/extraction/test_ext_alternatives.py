"""Long alternatives are tried apart and find what the whole pattern finds."""

from __future__ import annotations

import re

from aneatlas.extraction.alternatives import Alternatives, split
from aneatlas.extraction.generalities import speaks_generally


def test_the_outermost_alternatives_are_split_with_their_borders() -> None:
    assert split(r"\b(?:ab(?:c|d)|e[|)]f)\b|\bgh\b") == [r"\b(?:ab(?:c|d))\b", r"\b(?:e[|)]f)\b", r"\bgh\b"]
    assert split(r"(?P<one>ab|cd)\b|ef\|gh") == [r"(?P<one>ab)\b", r"(?P<one>cd)\b", r"ef\|gh"]


def test_all_alternatives_find_what_the_whole_finds() -> None:
    pattern = r"\b(?:died|death (?:ensued|occurred)|(?:was|were) lost)\b|\bfatal (?:course|end)"
    text = "He died; death occurred on day 3. The fatal course was known, and hope was lost."
    parts = Alternatives(pattern, re.I)
    assert sorted(m.span() for m in parts.finditer(text)) == [m.span() for m in re.finditer(pattern, text)]
    assert parts.search("She is well.") is None


def test_a_sentence_about_the_disease_tells_of_nobody() -> None:
    assert speaks_generally("Steroids have been tried with variable success.")
    assert speaks_generally("The hallmark is the symmetric lesion of the thalami.")
    assert not speaks_generally("Steroids, which are often used, were given to him.")
    assert not speaks_generally("MRI showed lesions of the thalami.")
