"""Ages of several patients at once: 'two girls, aged 3 and 5 years', 'one aged two and the other four', 'each 9 months old'."""

from __future__ import annotations

import re

from aneatlas.extraction.ages import AMOUNT, FEMALE, MALE, NUMBERS, AgeMention, find_ages, unit_of, value_of
from aneatlas.extraction.numbers import WORD_NUMBER
from aneatlas.extraction.sieve import Sieve

_LIST = Sieve(
    rf"(?P<noun>\b(?:boys|girls|brothers|sisters|males|females|men|women|children|patients|siblings|infants|twins|adults|cases)\b)?[\s,(;:]*(?:\b(?:respectively\s+)?(?P<led>(?:both |all )?(?:aged?|ages|of|(?:were|was|fell ill|became ill|presented|had (?:onset|their onset))(?:\s+at)?(?:\s+the)?(?:\s+ages?)?(?:\s+of)?))\s+(?:of\s+)?)?(?P<numbers>(?P<first>{AMOUNT}|\d{{1,2}}|{WORD_NUMBER})(?:\s*,\s*(?:{AMOUNT}|\d{{1,2}}|{WORD_NUMBER}))*,?\s+(?:and|&)\s+(?P<last>{AMOUNT}))(?P<old>[\s-]*(?:old|of\s+age))?",
    re.I,
)
#: 'A boy and a girl, aged 3 and 5 years, respectively'; '(one male, one female; 3 and 5 years old)'.
_SEXES = re.compile(
    rf"\b(?:an?|one|1)\s+(?:\w+\s+)?(?:(?P<male>{MALE})|(?P<female>{FEMALE}))\b|\b(?:(?P<only_male>male)|(?P<only_female>female))(?=\s*(?:,|and\b|;|\)))",
    re.I,
)
#: 'Most patients are between 6 and 18 months old.'
_RANGE = re.compile(
    r"\b(?:between|from|range[ds]?|ranging)\s+(?:the\s+)?(?:ages?\s+(?:of\s+)?)?$|\b(?:most|many|usually|typically)\b[^.;]{0,40}$",
    re.I,
)
#: How every list of ages ends.
_LISTED = re.compile(rf"\s(?:and|&)\s+{AMOUNT}", re.I)


def find_age_list(text: str, number: int | None = None) -> tuple[AgeMention, ...]:
    """Return the ages of 'two girls, aged 3 and 5 years', in order; () where no list of ages stands.

    number: how many patients there are; 'aged 2 years and 8 months' is one age or two.
    """
    may = (" and " in text or " & " in text) and _LIST.may(text) and _LISTED.search(text)
    for match in _LIST.finditer(text) if may else ():
        if _RANGE.search(text[: match.start("numbers")]):
            continue
        led = re.search(r"\b(?:aged?|ages)\b", text[match.start() : match.start("numbers")], re.I)
        held = text[: match.start("numbers")].endswith("(") and text[match.end() : match.end() + 1] == ")"
        if not (
            led or match["old"] or (held and match["noun"] and re.search(r"year|month", match["last"], re.I))
        ):
            continue
        parts = re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+(?!a[ -]half)", match["numbers"])
        parts = parts if len(parts) == number or (number is None and match["noun"]) else _whole(parts)
        values = [NUMBERS.findall(part) for part in parts]
        unit = values[-1][-1][1] if values and values[-1] else ""
        if len(values) < 2 or any(value_of(n) is None for value in values for n, _ in value):
            continue
        plural = (match["noun"] or "").lower()
        sex = "male" if plural in ("boys", "brothers", "males", "men") else "female" if plural in ("girls", "sisters", "females", "women") else ""  # fmt: skip
        sexes = [
            str(m.lastgroup).removeprefix("only_") for m in _SEXES.finditer(text, 0, match.start("numbers"))
        ]
        each = sexes if len(sexes) == len(values) else [sex] * len(values)
        return tuple(
            AgeMention(
                match.start("numbers"),
                match.end(),
                " ".join(f"{value_of(n)} {unit_of(own or unit)}" for n, own in value),
                group=False,
                sex=one,
            )
            for value, one in zip(values, each, strict=True)
        )
    return ()


_EACH = re.compile(
    r"\b(?:each|both|all)(?:\s+of\s+(?:them|the\s+(?:[\w-]+\s+)?(?:patients|children|siblings|infants|girls|boys|twins|cases)))?(?:\s+(?:patients?|child|children|siblings?|infants?|girls?|boys?|twins?|cases?))?,?\s+(?:(?:was|were|being)\s+)?(?P<aged>aged\s+)?$",
    re.I,
)
_EACH_AT = re.compile(
    r"\b(?:each|both)(?:\s+of\s+them)?\s+(?:(?:fell|became|were|was)\s+(?:ill|affected)\s+|presented\s+)?at\s+(?:the\s+)?(?:age\s+of\s+)?$",
    re.I,
)
_AT_AGE = re.compile(
    rf"\W*the\s+\w+(?:\s+(?:boy|girl|child|patient|infant|one))?\s+at\s+(?:the\s+)?(?:age\s+of\s+)?(?P<age>{AMOUNT})(?:\s+of\s+age|[\s-]old)?\W*",
    re.I,
)
_TWINS = re.compile(r"\b(?:twins|twin (?:boys|girls|brothers|sisters)|triplets)\b[^.;,]{0,40}[\s,]$", re.I)
_ONE_AND_OTHER = Sieve(
    rf"\bone\s+(?:was\s+|is\s+|being\s+)?(?:aged\s+)?(?P<first>{AMOUNT}|\d{{1,2}}|{WORD_NUMBER})(?:[\s-]*old)?\s*,?\s+(?:and|while|whereas)\s+the\s+other(?:\s+one)?\s+(?:was\s+|is\s+)?(?:aged\s+)?(?P<last>{AMOUNT})(?:[\s-]*(?:old|of\s+age))?",
    re.I,
)


def find_shared_age(text: str) -> AgeMention | None:
    """Return the age of 'each was 9 months old', which is that of every patient."""
    ages = [age for age in find_ages(text) if not age.group]
    if len(ages) != 1:
        return None
    place = ages[0].start  # of 'aged', or of the number
    lead = re.match(r"aged?\s+", text[place:], re.I)
    if _EACH_AT.search(text[:place]):
        return ages[0]
    if lead and _TWINS.search(text[:place]):
        return ages[0]
    found = _EACH.search(text[: place + (lead.end() if lead else 0)])
    return (
        ages[0] if found and (found["aged"] or re.search(r"(?:was|were|being)\s+$", found.group())) else None
    )


def elliptic_age(text: str) -> tuple[AgeMention, ...]:
    """Return the age of 'the second at 5 years', a part that leaves out what the one before it said."""
    match = _AT_AGE.fullmatch(text)
    if match is None:
        return ()
    values = [(value_of(number), unit_of(unit)) for number, unit in NUMBERS.findall(match["age"])]
    if any(value is None for value, _ in values):
        return ()
    raw = " ".join(f"{value} {unit}" for value, unit in values)
    return (AgeMention(*match.span("age"), raw, group=False, event=True),)


def find_two_ages(text: str) -> tuple[AgeMention, ...]:
    """Return the ages of 'one aged two and the other four years', in order; () where these words do not stand."""
    match = _ONE_AND_OTHER.search(text)
    if match is None:
        return ()
    values = [NUMBERS.findall(match[name]) for name in ("first", "last")]
    unit = values[-1][-1][1]
    if any(value_of(number) is None for value in values for number, _ in value):
        return ()
    return tuple(
        AgeMention(
            *match.span(), " ".join(f"{value_of(n)} {unit_of(own or unit)}" for n, own in value), group=False
        )
        for value in values
    )


def _whole(parts: list[str]) -> list[str]:
    """'8 years and 10 months' is one age: its months belong to its years."""
    found: list[str] = []
    for part in parts:
        if found and re.search(r"years?$", found[-1], re.I) and re.search(r"months?$", part, re.I):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return found
