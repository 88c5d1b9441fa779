"""Normalised text and the way back to the source's characters."""

from hypothesis import given
from hypothesis import strategies as st

from aneatlas.documents.normalise import normalise, original, original_span

_CHARACTERS = st.text(st.sampled_from("ab 9\n\t\u00a0\u00ad\u200b\u2009é^"), max_size=12)
_PIECES = st.lists(st.tuples(_CHARACTERS, st.sampled_from(["", "^", " ", " | ", "("])), max_size=6)


@given(_PIECES)
def test_the_original_comes_back_exactly(pieces: list[tuple[str, str]]) -> None:
    text, edits = normalise(pieces)
    assert original(text, edits) == "".join(raw for raw, _ in pieces)


@given(_PIECES)
def test_the_text_is_normal(pieces: list[tuple[str, str]]) -> None:
    text, _ = normalise(pieces)
    assert text == " ".join(text.split())
    assert not set(text) & set("\u00ad\u200b\u2060\ufeff\n\t\u00a0")


@given(_PIECES)
def test_visible_characters_are_kept_in_order(pieces: list[tuple[str, str]]) -> None:
    text, _ = normalise([(raw, "") for raw, _ in pieces])
    visible = [c for raw, _ in pieces for c in raw if not c.isspace() and c not in "\u00ad\u200b"]
    assert [c for c in text if c != " "] == visible


def test_white_space_is_one_space_and_soft_hyphens_go() -> None:
    text, edits = normalise([("  The\n  pro\u00adtein\u00a0 was ", ""), (" high. \n", "")])
    assert text == "The protein was high."
    assert original(text, edits) == "  The\n  pro\u00adtein\u00a0 was  high. \n"


def test_letters_are_never_changed() -> None:
    text, edits = normalise([("µg/L ﬁ é e\u0301 ≥3 壊死", "")])
    assert text == "µg/L ﬁ é e\u0301 ≥3 壊死"
    assert edits == ()


def test_inserted_characters_belong_to_no_source_character() -> None:
    text, edits = normalise([("45 × 10", ""), ("9", "^"), ("/L", "")])
    assert text == "45 × 10^9/L"
    assert original(text, edits) == "45 × 109/L"


def test_a_span_is_found_again_in_the_original() -> None:
    source = "  The  protein\n was 3 g/L"
    text, edits = normalise([(source, "")])
    start = text.index("protein was")
    first, last = original_span(edits, start, start + len("protein was"))
    assert source[first:last] == "protein\n was"
