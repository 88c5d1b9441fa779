"""Sentences that speak of several patients in turn, cut so that each part speaks of those whom it names.

'Case 1 had fever, and Case 2 seizures', 'fever in both, seizures in one', 'the girl died and the boy survived',
'all were febrile; two had seizures'. A part that names nobody goes on with those spoken of before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from aneatlas.extraction.keys import held
from aneatlas.extraction.numbers import WORD_NUMBER
from aneatlas.extraction.patient_words import DEFINITE, DID, LABEL, SEX_OF, WHICH, any_of, labels_in
from aneatlas.extraction.sieve import Sieve

#: Where one part can end and the next begin.
_BORDER = re.compile(
    r"\s*;\s*(?:and\s+|but\s+)?|\s*,?\s+(?:while|whereas|but|whilst|although)\s+|\s*,\s+(?:and\s+)?|\s+and\s+|\s*\.\s+"
)
_STRONG = re.compile(r"\s*;\s*(?:and\s+|but\s+)?|\s*,?\s+(?:while|whereas|but|whilst)\s+")
_LEADS = re.compile(r"(?:\b(?:in|of|for|to|with|by|from|among|only|that of|those of|on)\s+){0,2}$", re.I)
_JOINED = re.compile(r"\s*(?:and|&|,\s*and|as well as|\+)\s*", re.I)
_ORDINAL = Sieve(
    r"\b(?:(?:in|of|for|to)\s+the\s+(?:first|second|third|fourth|fifth)(?=\s*,|\s+(?:one|the|there|MRI|CT|fever|seizures|coma)\b)|our\s+(?:second|third|fourth|fifth)(?=\s*,)|the\s+(?:second|third)(?=\s+at\s+(?:the\s+age\s+of\s+)?\d)|(?:the|our)\s+(?:first|second|third|fourth|fifth)\s+(?:one|patient|child|case|boy|girl|infant|sibling|twin|brother|sister)\b)",
    re.I,
)
#: Somebody named by a stage of life, beside a boy or a girl.
_OF_ANY_SEX = re.compile(
    r"\bthe\s+(?:toddler|baby|infant|neonate|newborn|child|adult|teenager|adolescent)\b(?=\s+(?:was|had|died|survived|recovered|became|developed|presented|fell|lost|remained|did))",
    re.I,
)
#: 'The 4-year-old': one of several who is that old.
_SO_OLD = re.compile(
    rf"\bthe\s+(?:\d{{1,2}}|{WORD_NUMBER})[-\s](?:year|month|week|day)s?[-\s]old\b(?=(?:\s+(?:boy|girl|child|infant|patient|one))?\s+{DID}\b)",
    re.I,
)
#: Without one of these letters a sentence names nobody.
_NAMES = any_of(LABEL, WHICH, DEFINITE, _ORDINAL)
#: Words that join a part to the next.
_JOINERS = ("and", "but", "while", "whilst", "whereas", "although")
_TRAILING = re.compile(rf"(?:[\s,;]+|[\s,;](?:{'|'.join(_JOINERS)}))+$")
_MAY_TRAIL = (",", ";", *_JOINERS)
#: What a disease is, told in passing: it is said of nobody ('ANE, an entity known from Japan').
_IN_PASSING = Sieve(
    r",\s+(?:an?|the)\s+(?:[\w-]+,?\s+){0,5}?(?:entity|disease|disorder|condition|encephalopathy|encephalitis|complication|syndrome|illness|form)\s+"
    r"(?:(?:that|which)\s+(?:is|are|has been|can|may|usually|often|typically|mostly|mainly|commonly|occurs|affects|follows|shows?|causes?|leads?|carries)\b"
    r"|(?:[\w-]+\s+){0,2}?(?:linked|associated|known|described|characteri[sz]ed|marked|defined|seen|observed|reported|met|recogni[sz]ed|encountered|first|usually|typically|of (?:unknown|high|poor|childhood))\b)[^;]*",
    re.I,
)


def turns_of(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut a sentence between the words that name its patients. marks: where words stand that count patients."""
    if not marks and not held(text) & _NAMES:
        return [(0, len(_trimmed(text)))]
    named = _labels(text)
    which = [m.span() for m in WHICH.finditer(text)]
    if not which:  # 'the girl died and the boy survived', 'the toddler died and the girl survived'
        both = list(DEFINITE.finditer(text))
        sexes = {SEX_OF[m.group().split()[-1].lower()] for m in both}
        others = list(_OF_ANY_SEX.finditer(text)) if sexes else []
        which = [m.span() for m in [*both, *others]] if len(sexes) == 2 or others else []
    if which or marks or labels_in(text):
        which += [m.span() for m in _SO_OLD.finditer(text)]
    elif len(aged := [m.span() for m in _SO_OLD.finditer(text)]) > 1:
        which = aged
    ordinals = [m.span() for m in _ORDINAL.finditer(text)]
    places = _apart(text, [*named, *which, *ordinals, *marks])
    cuts: list[int] = []
    for one, following in pairwise(places):
        border = _border(text, one, following, cuts[-1] if cuts else 0)
        if border is not None:
            cuts.append(border)
    if places:  # a part before the first name, or behind the last
        first = [
            m.end()
            for m in re.finditer(r";\s*", text)
            if m.end() <= places[0][0] or m.start() >= places[-1][1]
        ]
        cuts = sorted({*cuts, *first})
    return pieces(text, cuts)


def _apart(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Names in order; those that overlap, or that a mere 'and' joins, are one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and (start < found[-1][1] or _JOINED.fullmatch(text, found[-1][1], start)):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _border(text: str, one: tuple[int, int], following: tuple[int, int], begin: int) -> int | None:
    """Return where the part of the first name ends, or None where that is not certain."""
    between = text[one[1] : following[0]]
    closes = _BORDER.match(between)
    told = len(re.findall(r"\w+", text[begin : one[0]])) > 2
    if closes and told and not re.match(r"(?:who|whose|which|in whom)\b", between[closes.end() :]):
        return one[1] + closes.end()  # 'fever in case 1, ...'
    leads = _LEADS.search(between)
    lead = leads.start() if leads else len(between)
    ending = [m for m in _BORDER.finditer(between) if m.end() == lead]
    if ending:
        return one[1] + ending[-1].end()
    strong = list(_STRONG.finditer(between))
    return one[1] + strong[-1].end() if strong else None


def without_passing(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut off what the parts of a sentence say in passing of a disease."""
    if not _IN_PASSING.may(text):
        return spans
    return [part for span in spans for part in _cut_off(text, *span)]


def _cut_off(text: str, start: int, end: int) -> list[tuple[int, int]]:
    match = _IN_PASSING.search(text[start:end])
    if match is None:
        return [(start, end)]
    first, last = start + match.start(), start + match.end()
    rest = [(last, end)] if re.search(r"\w", text[last:end]) else []
    return [(start, first), (first, last), *rest]


def is_passing(text: str) -> bool:
    """Say whether a part of a sentence is one that was cut off so."""
    return _IN_PASSING.pattern.match(text) is not None


def pieces(text: str, cuts: list[int]) -> list[tuple[int, int]]:
    """Return the spans between cuts, without the commas and spaces at their ends."""
    return [
        (start, start + len(_trimmed(text[start:end])))
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
    ]


def _trimmed(words: str) -> str:
    if words.endswith(_MAY_TRAIL) or words[-1:].isspace():
        return _TRAILING.sub("", words)
    return words


def mixed(text: str) -> bool:
    """'More marked in patient 1 than in patient 2': labels apart from each other in one clause."""
    return len(_apart(text, _labels(text))) > 1


def _labels(text: str) -> list[tuple[int, int]]:
    """Labels, without those in brackets that say whose one sign is: 'rash (patient 1)'."""
    found = [m.span() for m in labels_in(text)]
    return [(a, b) for a, b in found if not (text[:a].endswith(("(", "(in ")) and text[b : b + 1] == ")")]
