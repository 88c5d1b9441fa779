"""Where sentences end. All sentences are invented."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aneatlas.extraction.sentences import split_sentences


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Doe et al. Described it elsewhere.",
        "Patient No. 2 was a girl of 3.5 years.",
        "E. coli grew in the urine.",
        "As shown in Fig. 1 Both thalami were swollen.",
        "Methylprednisolone 30 mg/kg i.v. over 3 days was given.",
        "The value was 0.5 mg/dL (ref. 0.2) on admission.",
        "Dr. Doe examined the child.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert _split(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["She had fever.", "The CSF was normal."],
        ["She had fever.^3", "The CSF was normal."],
        ["She had fever [3,4].", "No rash was seen."],
        ["Was she well?", "He said no.", "The child recovered."],
        ["Platelets were 45.", "12 hours later they were 30."],
        ["It was given for 3 wk.", "She recovered."],
        ["She received vitamin B.", "The outcome was good."],
        ['He said "stop."', "Then he slept."],
    ],
)
def test_several_sentences(parts: list[str]) -> None:
    assert _split(" ".join(parts)) == parts


@given(st.text(st.sampled_from("aB. 1?^[]"), max_size=40))
def test_no_visible_character_is_lost_and_spans_are_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_text_without_full_stops_is_cut_at_spaces() -> None:
    text = "fever, no rash and " * 500
    parts = _split(text)
    assert max(map(len, parts)) <= 2_000
    assert " ".join(parts).split() == text.split()
    assert max(len(part) for part in _split("x" * 5_000)) <= 2_000
