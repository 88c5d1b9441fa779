"""How many of several patients a sentence speaks of: all of them, only some, or the ones it names.

Of some it is never known which: such a sentence, or such a part of one, belongs to nobody. A sentence that
speaks of several in turn is cut, so that each part speaks of those it names.
"""

from __future__ import annotations

import re
from enum import StrEnum

from aneatlas.extraction.keys import Keys
from aneatlas.extraction.numbers import WORD_NUMBER, to_number
from aneatlas.extraction.patient_words import PEOPLE
from aneatlas.extraction.sieve import Sieve


class Share(StrEnum):
    """Of whom a sentence speaks."""

    ALL = "all"
    SOME = "some"
    UNSAID = "unsaid"


_WHO = (
    rf"(?:{PEOPLE}s?|children|men|women|babies|adults|survivors?|members|of (?:them|the|these|our|those)\b)"
)
_VERB = (
    r"(?:was|were|had|has|have|did|died|developed|presented|recovered|survived|received|required|needed|underwent|"
    r"showed|became|remained|suffered|made|experienced|improved|fell|lost|could|tested|vomited|convulsed|responded|"
    r"relapsed|deteriorated|progressed|went|also|only|still|even|later|subsequently|eventually|unfortunately|fully|"
    r"completely|never|got|came|began|started|regained|is|are|walks?|lives?|succumbed|"
    r"(?!extended|affected|isolated|related|repeated|reported|published|combined|marked|delayed|prolonged|sustained|retarded|confirmed)\w+ed)"
)
_NUMBER = rf"(?:\d{{1,2}}|{WORD_NUMBER})"
#: A number of persons: 'two had seizures', 'in one', 'three of them', 'two children'.
_SO_MANY = Sieve(
    rf"(?<![\w./,-])(?:(?P<subject>{_NUMBER})(?=\s+(?:[\w-]+\s+){{0,2}}?{_WHO}\b|\s+(?!had been for|was (?:the|an?|of the)\b){_VERB}\b|\s+(?:with|without|of whom|in whom)\b)"
    rf"|(?:(?<=\bin )|(?<=\bto )|(?<=\bfor )|(?<=\bby )|(?<=\bof )|(?<=\bfrom )|(?<=\bonly ))(?P<object>{_NUMBER})(?=\s*(?:[,.;:)]|$)|\s+(?:and|but|while|whereas|\()))"
    rf"(?!\s+(?:of the (?:most|first|commonest|rare|few|best|causes|main|major|lesions|two)|\w+ (?:of the )?(?:days?|hours?|weeks?|months?|years?|doses?|times?)))",
    re.I,
)
_FRACTION = re.compile(r"(?<![\w./])(?P<n>\d{1,2})\s?/\s?(?P<of>\d{1,2})(?![\w/]|\.\d)")
_SOME = Sieve(
    rf"\b(?:all|everyone) but (?:one|two|\d)\b|\b(?:(?:all|both|everyone)\b[^.;,]{{0,20}} except|some|most|several|many|half|a third|two[- ]thirds|the majority|a minority)(?=\s+(?:of\b|{_WHO}\b|{_VERB}\b))"
    rf"|\b(?:the\s+other|another)(?:\s+one|\s+{PEOPLE}s?|\s+\d|\s+{WORD_NUMBER}|\s+children)?(?=\s+{_VERB}\b|\s*[,.;)]|$)|\bthe others\b|\bthe (?:remaining|rest|surviv(?:or|ing))\b"
    rf"|\b(?:one|an?other|an affected|only one|a single|the surviving) {PEOPLE}\b|\bone of (?:them|the (?:\w+ )?(?:{PEOPLE}s|children|two|three|four))\b|\bin (?:the\s+other|another)\b(?! (?:hand|side|hospital|hemisphere|cent))",
    re.I,
)
_ALL = Sieve(
    rf"\b(?:in|of|to|for|with|by|from|among|on|were|had) (?:both|each|all(?: \d| {WORD_NUMBER})?|everyone|every one|neither|either|none)(?! but (?:one|two|\d))(?=\s*[,.;:)]|$|\s+(?:and|but|while|whereas|of)\b)"
    rf"|\b(?:each|every|all|both|neither|either|none|no)\s+(?:(?:the|our|these|those|of|two|three|four|five|six|\d|affected)\s+)*{_WHO}\b"
    rf"|\b(?:these|our|the present|both our)\s+(?:[\w-]+\s+)?(?:patients|children|cases|siblings|brothers|sisters|infants|boys|girls)\b(?=\s+{_VERB}\b)|\b(?:everyone|everybody|nobody|no one|all|both|none|neither|each)\s+(?={_VERB}\b)|^(?:they|both|all)\b(?! (?:thalam|hemi|side|arm|leg|eye|lung|the|lesion|cultur|test|of the (?:lesion|test)|these (?:find|lesion)))",
    re.I,
)
_THE_N = Sieve(
    rf"\b(?:the|our|these|those)\s+(?P<n>\d|{WORD_NUMBER})(?=\s*[.,;)]|$|\s+(?:of them\b|{_VERB}\b|(?:[\w-]+\s+)?(?:{PEOPLE}s|children)\b))",
    re.I,
)
#: All of others.
_PUBLISHED = Sieve(
    r"\b(?:all|both|each|none|most|every)\b[^.;]{0,40}\b(?:in the literature|(?:reported|published|described) (?:so far|to date|previously|before|until now|by others)|previously (?:reported|published|described))",
    re.I,
)
#: People who are no patients, at the head of a sentence.
_OTHERS = re.compile(
    r"\s*(?:both|all|the)\s+(?:children|patients|siblings|boys|girls)['’]s?\s+(?:parents|mothers?|fathers?|famil)|\s*(?:both|neither|none of the|all|no|two|three|four|some|other|several|the)\s+(?:of\s+)?(?:the\s+|his\s+|her\s+|their\s+|other\s+)?(?:parents?|mothers?|fathers?|family members|relatives|contacts|carriers|household)\b",
    re.I,
)
_KEYS = Keys(
    "both|all|each|every|neither|none|no |nobody|they|other|one|two|three|four|five|six|seven|eight|some|most|"
    "several|many|half|majority|remaining|rest|surviv|the |patient|in |had|were|was|died"
)


def share_of(text: str, size: int) -> Share:
    """Say of how many of `size` patients a sentence, or a part of one, speaks."""
    if _OTHERS.match(text) or _PUBLISHED.within(text):
        return Share.SOME
    some = _SOME.within(text)
    whole = _ALL.within(text)
    for match in (*_SO_MANY.finditer(text), *_THE_N.finditer(text)):
        words = match.groupdict()
        number = to_number(words.get("subject") or words.get("object") or words.get("n") or "")
        if number == size:
            whole = True
        elif number and number < size:
            some = True
    for match in _FRACTION.finditer(text) if "/" in text else ():
        if int(match["of"]) == size:
            whole, some = whole or match["n"] == match["of"], some or match["n"] != match["of"]
    if some:
        return Share.SOME
    return Share.ALL if whole else Share.UNSAID


def marks_of(text: str) -> list[tuple[int, int]]:
    """Return where words stand that say how many patients are spoken of."""
    if not _KEYS.within(text):
        return []
    found = [m.span() for p in (_SO_MANY, _SOME, _ALL, _THE_N) for m in p.finditer(text)]
    return [(start, end) for start, end in found if end > start]
