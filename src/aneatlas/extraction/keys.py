"""Letters without which a pattern cannot match: a text without them need not be searched.

Each written word is looked at once for the letters of all patterns, and the answer is kept; a sentence then costs
one look-up for each of its words, however many patterns ask.
"""

from __future__ import annotations

from functools import cache, lru_cache

from aneatlas.extraction.needs import DIGIT, Group

_MOST_WORDS = 100_000  # that are remembered
_BY_WORD: dict[str, int] = {}
#: What stands beside letters: anything, the border of a word ('-' is one), or a space.
_ANY, _BORDER, _SPACE = range(3)
#: Bits by letters, with what stands before and behind; letters are found by their first three, or are two.
_LONG: dict[str, dict[tuple[str, int, int], int]] = {}
_SHORT: dict[str, dict[tuple[str, int, int], int]] = {}
_LEAD = 3
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
    table = _LONG if len(letters) >= _LEAD else _SHORT
    known = table.setdefault(letters[:_LEAD], {})
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
    for place in range(last - 1):
        for known in (_LONG.get(word[place : place + _LEAD]), _SHORT.get(word[place : place + 2])):
            for (letters, before, behind), bit in known.items() if known else ():
                end = place + len(letters)
                if (
                    word.startswith(letters, place)
                    and (not before or not place or (before == _BORDER and _parts(word[place - 1])))
                    and (not behind or end == last or (behind == _BORDER and _parts(word[end])))
                ):
                    bits |= bit
    if not word.isalpha() and any(map(str.isdecimal, word)):
        for bit in _DIGITS:
            bits |= bit
    return bits


def _parts(character: str) -> bool:
    """Tell whether a character belongs to no word, as `\\b` sees it."""
    return not (character.isalnum() or character == "_")
