"""Counts of a cohort: '8 of 12 (66.7 %) had seizures', left as counts with whom they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.values import Status
from aneatlas.extraction.numbers import WORD_NUMBER, to_number
from aneatlas.extraction.signs import find_signs

_COUNT = re.compile(
    rf"(?<![\w.])(?P<n>\d{{1,4}}|{WORD_NUMBER})\s?(?:/|of|out of|\(of)\s?(?:the\s+|all\s+)?(?P<of>\d{{1,4}}|{WORD_NUMBER})(?![\w.]|\s?(?:days?|hours?|months?|years?))(?:\s+(?:patients|children|cases|survivors))?(?:\s*[(,]\s*\d+(?:\.\d+)?\s?%\s*\)?)?",
    re.I,
)
_PERCENT = re.compile(
    rf"(?<![\w./])(?P<n>\d{{1,4}}|{WORD_NUMBER})\s?(?:\w+\s)?\((?P<p>\d+(?:\.\d+)?)\s?%\)", re.I
)
_OTHER = (
    ("sex", "male", re.compile(r"\b(?:boys|male|males|men)\b", re.I)),
    ("sex", "female", re.compile(r"\b(?:girls|female|females|women)\b", re.I)),
    ("outcome_level", "died", re.compile(r"\b(?:died|deaths?|expired|fatal)\b", re.I)),
    (
        "outcome_level",
        "recovered",
        re.compile(
            r"\b(?:recovered (?:completely|fully)|(?:full|complete) recovery|without sequelae)\b", re.I
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class CountMention:
    """n of N members for a value of a field; `item` is that value."""

    field: str
    item: str
    n: int
    of: int
    words: str
    beside: str


def find_counts(text: str, size: int | None = None) -> Iterator[CountMention]:
    """Yield the counts of a sentence, each with the one thing that stands nearest in its clause.

    size: the stated number of patients; '33 (91.6 %)' counts among them where 33 of them print as that
    percentage (rounded, or cut off as some articles do).
    """
    counts = sorted((*_COUNT.finditer(text), *_percentages(text, size)), key=lambda m: m.start())
    if not counts:
        return
    things = [
        (s.start, s.end, s.field, "present" if s.status is Status.PRESENT else "absent")
        for s in find_signs(text)
        if s.status is not Status.UNCLEAR and not s.field.endswith(("_done", "_tested"))
    ]
    for field, item, pattern in _OTHER:
        things.extend((m.start(), m.end(), field, item) for m in pattern.finditer(text))
    for place, count in enumerate(counts):
        n, of = to_number(count["n"]), to_number(count.groupdict().get("of") or str(size or 0))
        if n is None or not of or n > of:
            continue
        first = counts[place - 1].end() if place else 0
        last = counts[place + 1].start() if place + 1 < len(counts) else len(text)
        after = [
            t
            for t in things
            if count.end() <= t[0] < last and not re.search(r"[;.]", text[count.end() : t[0]])
        ]
        before = [
            t
            for t in things
            if first <= t[0] and t[1] <= count.start() and not re.search(r"[;.]", text[t[1] : count.start()])
        ]
        bracketed = text[: count.start()].rstrip().endswith(("(", "in", ":"))
        chosen = (before[-1:] if bracketed or not after else []) or after[:1]
        for start, end, field, item in chosen:
            yield CountMention(field, item, n, of, count.group().strip(), text[start:end])


def _percentages(text: str, size: int | None) -> Iterator[re.Match[str]]:
    for match in _PERCENT.finditer(text) if size else ():
        digits = len(match["p"].partition(".")[2])
        n = to_number(match["n"])
        if (
            n is not None
            and size
            and n <= size
            and abs(100 * n / size - float(match["p"])) <= 0.5 * 10**-digits + 0.1
        ):
            yield match
