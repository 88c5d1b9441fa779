"""Letters without which a pattern cannot match: a text without them need not be searched.

Each written word is looked at once for the letters of all patterns, and the answer is kept; a sentence then costs
one look-up for each of its words, however many patterns ask.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_MOST_WORDS = 100_000  # that are remembered
_BY_WORD: dict[str, int] = {}


class _Piece(NamedTuple):
    letters: str
    leads: bool  # a space stands before it: it begins its word
    ends: bool  # a space stands behind it
    bit: int


_PIECES: dict[str, list[_Piece]] = {}  # by their first letters: three, or two where there are no more
_LEAD = 3
_BITS: list[int] = []


class Keys:
    """Plain letters in lower case, alternatives of two or more with '|' between ('vaccin|immuni').

    Of an alternative with spaces ('ruled out') only its longest word is looked for, with the spaces beside it: it
    may then be 'within' a text where the whole is not, never the other way round. `bit` is the bit of `held`.
    """

    def __init__(self, alternatives: str) -> None:
        self.bit = 1 << len(_BITS)
        _BITS.append(self.bit)
        for alternative in alternatives.split("|"):
            words = alternative.split(" ")
            place = max(range(len(words)), key=lambda p: len(words[p]))
            letters = words[place]
            if len(letters) < 2 or not letters.replace("-", "").isalnum():
                raise ValueError(f"'{alternative}' is not plain letters, two or more.")
            piece = _Piece(letters, place > 0, place + 1 < len(words), self.bit)
            _PIECES.setdefault(letters[:_LEAD], []).append(piece)
        _BY_WORD.clear()
        held.cache_clear()

    def within(self, text: str) -> bool:
        """Tell whether a text, in any case, can hold one of the alternatives."""
        return bool(held(text) & self.bit)


@lru_cache(maxsize=64)  # many patterns ask about each sentence
def held(text: str) -> int:
    """Return the bits of all keys that are within a text, in any case."""
    bits = 0
    for word in text.lower().split():
        known = _BY_WORD.get(word)
        bits |= _look(word) if known is None else known
    return bits


def _look(word: str) -> int:
    bits, pieces = 0, _PIECES
    for place in range(len(word) - 1):
        for lead in (word[place : place + _LEAD], word[place : place + 2]):
            for letters, leads, ends, bit in pieces.get(lead, ()):
                if (
                    word.startswith(letters, place)
                    and not (leads and place)
                    and not (ends and place + len(letters) < len(word))
                ):
                    bits |= bit
    if len(_BY_WORD) < _MOST_WORDS:
        _BY_WORD[word] = bits
    return bits
