"""Sentences of a block of text, as spans of code points.

The traps are those of pysbd's published test cases ('et al.', 'No. 2', 'E. coli', decimals) and of
case reports ('i.v.', 'b.i.d.', 'Fig. 1', a citation mark after the full stop).
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Code points; the longest sentence of real articles is below it.
MAX_LENGTH = 2_000
#: It begins with a class of characters, so that a text is leapt through from one of them to the next.
_ENDING = re.compile(
    r"[.!?](?:[.!?]*[\"'”’)\]]*(?:\^(?:\([^)]*\)|[\w,–-]+))?(?:\s?\[\d[\d,–\- ]*\])?\s+(?=[\"“'(\[]?[A-Z0-9À-ÖØ-Þ])"
    r"|(?:(?<=[a-z]{4}\.)|(?<=\]\]\.)|(?<=\d\]\.))(?=[A-Z][a-z]|ANE))"  # a space lost: 'encephalopathy [1].The'
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:et al|fig|figs|tab|ref|refs|dr|mr|mrs|ms|prof|st|vs|cf|ca|approx|dept|univ|inc|ltd|co|eq|vol|pp|ed|eds|"
    r"resp|temp|wt|yr|yrs|mo|mos|wk|wks|hr|hrs|min|mins|sec|e\.g|i\.e|i\.v|i\.m|s\.c|p\.o|b\.i\.d|t\.i\.d|q\.i\.d|a\.m|p\.m|"
    r"spp|sp|subsp|var|dtr|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)|(?<![\w.])[A-Z]|\bno|\bnos|\bnr)\.$",
    re.I,
)
_NUMBER_FOLLOWS = re.compile(r"\b(?:no|nos|nr|fig|figs|tab|ref|refs|vol|eq)\.$", re.I)
#: A unit of one letter after its number ends a sentence: 'within 24 h. Autopsy'.
_UNIT_ENDS = re.compile(r"\d\s?[hdygLlm]\.$")
_NAMED_BY_LETTER = re.compile(
    r"\b(?:influenza|vitamin|hepatitis|type|grade|group|class|stage|haemophilus)\s[A-E]\.$", re.I
)
_INITIAL = re.compile(r"(?<![\w.])[A-Z]\.$")
#: '1. ' numbers an item.
_NUMBERS = re.compile(r"\s*\(?\d{1,2}\.")
#: Letters before a full stop that no abbreviation has.
_LONGEST = 7
#: These abbreviations end a sentence when a capitalised word follows.
_MAY_END = re.compile(
    r"\b(?:yr|yrs|mo|mos|wk|wks|hr|hrs|min|mins|sec|a\.m|p\.m|b\.i\.d|t\.i\.d|q\.i\.d|i\.v|i\.m|et al|co)\.$",
    re.I,
)


@lru_cache(maxsize=4096)
def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) of each sentence; together they cover all visible characters."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _ENDING.finditer(text):
        if not _ends(text, start, match):
            continue
        spans.append((start, start + len(text[start : match.end()].rstrip())))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    if all(end - start <= MAX_LENGTH for start, end in spans):
        return tuple(spans)
    return tuple(piece for span in spans for piece in _bounded(text, *span))


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a stretch without full stops (a list, a damaged text) at spaces, so that work stays bounded."""
    pieces: list[tuple[int, int]] = []
    while end - start > MAX_LENGTH:
        cut = text.rfind(" ", start + 1, start + MAX_LENGTH)
        cut = cut if cut > start else start + MAX_LENGTH
        pieces.append((start, cut))
        start = cut + 1 if text[cut] == " " else cut
    return [*pieces, (start, end)]


@lru_cache(maxsize=8192)  # words that end sentences
def _abbreviates(word: str) -> bool:
    """Tell whether a word with its full stop is an abbreviation; of those with a space, 'al.' is asked for before."""
    return _ABBREVIATION.search(word) is not None


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    point = match.start()
    if point - _LONGEST >= start and text[point - _LONGEST : point].isalpha():
        return True  # most sentences
    before = text[max(start, point - 12) : point + 1]
    last = before[before.rfind(" ") + 1 :]
    if text[point] in "!?":
        return True
    if last.lower() != "al." and last[:-1].isalpha() and not _abbreviates(last):
        return True
    if _NUMBERS.fullmatch(text, start, point + 1):
        return False
    if not last[-2:-1].isalpha():  # 'to 39.': every abbreviation ends with a letter
        return True
    if not _ABBREVIATION.search(before) or _UNIT_ENDS.search(before):
        return True
    following = text[match.end()] if match.end() < len(text) else ""
    if _NUMBER_FOLLOWS.search(before):  # 'No. 2', but 'He said no. The child'
        return not (
            following.isdigit() or re.search(r"(?:fig|figs|tab|ref|refs|vol|eq|nos|nr)\.$", before, re.I)
        )
    if before[-3:-2].isspace() and _NAMED_BY_LETTER.search(text, start, point + 1):
        return True
    if _INITIAL.search(before):  # an initial, or 'vitamin B. The'
        return bool(
            re.match(
                r"(?:The|A|An|He|She|It|His|Her|On|In|At|After|There|This|These|We|No)\b", text[match.end() :]
            )
        )
    return bool(_MAY_END.search(before)) and following.isupper() and before.lower()[-6:] != "et al."
