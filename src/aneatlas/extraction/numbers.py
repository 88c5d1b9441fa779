"""Numbers in words ('seventeen', 'twenty-three'), as far as reports of patients print them."""

from __future__ import annotations

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: number for number, word in enumerate(_UNITS.split())}
_VALUES |= {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
#: A number in words, for use inside other patterns.
WORD_NUMBER = rf"(?:(?:{'|'.join(_TENS.split())})(?:[ -](?:{'|'.join(_UNITS.split()[1:10])}))?|{'|'.join(sorted(_UNITS.split(), key=len, reverse=True))})"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
ORDINALS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def to_number(text: str) -> int | None:
    """Return the whole number that digits, words or a small Roman numeral stand for, or None."""
    word = text.strip().lower()
    if word.isdigit():
        return int(word)
    if word in _ROMAN:
        return _ROMAN[word]
    parts = re.split(r"[ -]", word)
    if all(part in _VALUES for part in parts):
        return sum(_VALUES[part] for part in parts)
    return ORDINALS.get(word)
