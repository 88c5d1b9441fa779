"""Letters without which a pattern cannot match: a text without them need not be searched.

Each written word is looked at once for the letters of all patterns, and the answer is kept; a sentence then costs
one look-up for each of its words, however many patterns ask.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from aneatlas.extraction.needs import DIGIT, Group

_MOST_WORDS = 100_000  # that are remembered
_BY_WORD: dict[str, int] = {}
#: What stands beside letters: anything, the border of a word ('-' is one), or a space.
_ANY, _BORDER, _SPACE = range(3)
_Table = dict[str, dict[tuple[str, int, int], int]]
#: Bits by letters, with what stands before and behind, found by their first letters: four, or as many as there are.
#: Those that begin a word are looked for only where one begins.
_LEAD = 4
_INSIDE: dict[int, _Table] = {4: {}, 3: {}, 2: {}}
_LEADING: dict[int, _Table] = {4: {}, 3: {}, 2: {}}
_BEGINNING = re.compile(r"(?<!\w)\w")
_BITS: list[int] = []
_DIGITS: list[int] = []
#: Letters that a pattern without regard to case takes for another, as `re` does.
_ALSO = str.maketrans({"ſ": "s", "ı": "i", "\u0307": None})


def _new_bit() -> int:
    _BITS.append(1 << len(_BITS))
    _BY_WORD.clear()
    held.cache_clear()
    return _BITS[-1]


def _remember(letters: str, before: int, behind: int, bit: int) -> None:
    length = min(len(letters), _LEAD)
    known = (_LEADING if before else _INSIDE)[length].setdefault(letters[:length], {})
    known[letters, before, behind] = known.get((letters, before, behind), 0) | bit


@cache  # patterns that ask for the same letters share their bit
def letters_bit(group: Group) -> int:
    """Return the bit of `held` that says whether one piece of a group is within a text."""
    bit = _new_bit()
    for piece in group:
        if piece.letters == DIGIT:
            _DIGITS.append(bit)
        else:
            _remember(piece.letters, _BORDER * piece.leads, _BORDER * piece.ends, bit)
    return bit


class Keys:
    """Plain letters in lower case, alternatives of two or more with '|' between ('vaccin|immuni').

    Of an alternative with spaces ('ruled out') only its longest word is looked for, with the spaces beside it: it
    may then be 'within' a text where the whole is not, never the other way round. `bit` is the bit of `held`.
    """

    def __init__(self, alternatives: str) -> None:
        self.bit = _new_bit()
        for alternative in alternatives.split("|"):
            words = alternative.split(" ")
            place = max(range(len(words)), key=lambda p: len(words[p]))
            letters = words[place]
            if len(letters) < 2 or not letters.replace("-", "").isalnum():
                raise ValueError(f"'{alternative}' is not plain letters, two or more.")
            _remember(letters, _SPACE * (place > 0), _SPACE * (place + 1 < len(words)), self.bit)

    def within(self, text: str) -> bool:
        """Tell whether a text, in any case, can hold one of the alternatives."""
        return bool(held(text) & self.bit)


@lru_cache(maxsize=1024)  # many patterns ask about each sentence
def held(text: str) -> int:
    """Return the bits of all letters that are within a text, in any case."""
    bits = 0
    for word in text.lower().split():
        known = _BY_WORD.get(word)
        bits |= _look(word) if known is None else known
    return bits


def _look(word: str) -> int:
    bits = _within(word)
    if not word.isascii() and (other := word.translate(_ALSO)) != word:
        bits |= _within(other)
    if len(_BY_WORD) < _MOST_WORDS:
        _BY_WORD[word] = bits
    return bits


def _within(word: str) -> int:
    bits, last = 0, len(word)
    plain = word.isalpha()
    for length, table in _INSIDE.items():
        for place in range(last - length + 1) if table else ():
            if known := table.get(word[place : place + length]):
                bits |= _at(word, place, known)
    for place in (0,) if plain else [match.start() for match in _BEGINNING.finditer(word)]:
        for length, table in _LEADING.items():
            if known := table.get(word[place : place + length]):
                bits |= _at(word, place, known)
    if not plain and any(map(str.isdecimal, word)):
        for bit in _DIGITS:
            bits |= bit
    return bits


def _at(word: str, place: int, known: dict[tuple[str, int, int], int]) -> int:
    """Return the bits of those letters that stand in a word at a place."""
    bits = 0
    for (letters, before, behind), bit in known.items():
        end = place + len(letters)
        if (
            word.startswith(letters, place)
            and (before != _SPACE or not place)
            and (not behind or end == len(word) or (behind == _BORDER and _parts(word[end])))
        ):
            bits |= bit
    return bits


def _parts(character: str) -> bool:
    """Tell whether a character belongs to no word, as `\\b` sees it."""
    return not (character.isalnum() or character == "_")
