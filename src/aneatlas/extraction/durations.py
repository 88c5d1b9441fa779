"""Lengths of time: the prodrome, the stay, ventilation, follow-up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.extraction.keys import Keys, held
from aneatlas.extraction.measures import Measure
from aneatlas.extraction.numbers import ORDINALS, WORD_NUMBER, to_number
from aneatlas.extraction.sieve import Sieve

_COUNT = rf"(?P<n>\d{{1,3}}(?:\.\d)?|{WORD_NUMBER}|a|an)"
_TIME = r"(?P<unit>hours?|h|days?|weeks?|months?|years?)"
_ONSET = r"(?:fever|high fever|pyrexia|illness|infection|symptoms?|vomiting|cough|influenza|flu|respiratory|febrile|flu-like|upper respiratory|viral|gastrointestinal|gastroenteritis|prodrom\w+|malaise|coryza|diarrh\w+|rhinorrh\w+|sore throat|headache|COVID-19)"
_NERVE = r"(?:seiz\w*|convuls\w*|fits|(?:un)?conscious\w*|coma\w*|letharg\w*|drows\w*|encephalopath\w*|neurolog\w*|mental|stupor\w*|unrespons\w*|confus\w*|deliri\w*|somnol\w*|sensorium|status epilepticus|obtund\w*|disorient\w*|agitat\w*)"
_NEURO = Sieve(
    r"seiz|fits\b|convuls|conscious|coma|letharg|drows|enceph|neurolog|mental (?:status|state)|stupor|unrespons|confus|deliri|somnol|sensorium|epileptic|obtund|disorient|apath|rousab",
    re.I,
)
_KEYS = {
    ("prodrome_days", False): ("history", "prodrom", "present", "admi", "brought"), ("prodrome_days", True): ("after", "following", "from", " for ", " of ", "later", "into", "earlier", "previously", "for ", "before", "since", "last"),
    ("hospital_days", False): ("discharged", "stay"), ("icu_days", False): ("icu", "intensive"),
    ("ventilation_days", False): ("ventilat", "intubated"), ("follow_up", False): ("follow",),
}  # fmt: skip
_LETTERS = {which: Keys("|".join(keys)) for which, keys in _KEYS.items()}
#: Letters of every word of _ONSET: without them no sentence tells of a prodrome.
_ILL = Keys(
    "fever|pyrexia|illness|infection|symptom|vomiting|cough|influenza|flu|respiratory|febrile|viral|gastro|prodrom|malaise|coryza|diarrh|rhinorrh|throat|headache|covid"
)
_UNITS_NEAR = Keys("day|week|month|year|hour")
# (field, needs a neurological sign in the sentence, words without which the pattern cannot match, pattern)
_DURATIONS: tuple[tuple[str, bool, Keys, Sieve], ...] = tuple(
    (field, neuro, _LETTERS[field, neuro], Sieve(pattern, re.I))
    for field, neuro, pattern in (
        ("prodrome_days", False, rf"{_COUNT}[\s-]{_TIME}\s+history\s+of\s+(?:[\w-]+,?\s+){{0,4}}?{_ONSET}"),
        ("prodrome_days", False, rf"history\s+of\s+{_COUNT}[\s-]{_TIME}\s+(?:of\s+)?(?:[\w-]+,?\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", False, rf"{_COUNT}[\s-]{_TIME}\s+(?:[\w-]+\s+)?prodrom\w+"),
        ("prodrome_days", False, rf"(?:presented|admitted|brought)\b[^.;]{{0,40}}?\b(?:with|after|following|for|because\s+of)\s+(?:a\s+)?{_COUNT}\s+{_TIME}\s+of\s+(?:[\w-]+\s+){{0,2}}?{_ONSET}"),
        ("prodrome_days", False, rf"(?:presented|admitted|brought)\b[^.;]{{0,40}}?\b(?:with|after|because\s+of)\s+(?:[\w-]+,?\s+){{0,3}}?{_ONSET}\s+(?:[\w-]+\s+){{0,3}}?for\s+(?:the\s+(?:last|past)\s+)?{_COUNT}\s+{_TIME}"),
        ("prodrome_days", True, rf"{_ONSET}\s+(?:[\w-]+\s+){{0,3}}?last(?:ed|ing)\s+(?:for\s+|only\s+)*{_COUNT}\s+{_TIME}"),
        ("prodrome_days", True, rf"{_ONSET}\s+of\s+{_COUNT}[\s-]{_TIME}['’]?\s+duration"),
        ("prodrome_days", True, rf"{_ONSET}\s+(?:had\s+)?(?:started|begun|began|appeared|set\s+in)\s+{_COUNT}\s+{_TIME}\s+(?:earlier|before|previously)"),
        ("prodrome_days", True, rf"\bfor\s+{_COUNT}\s+{_TIME}\s+(?:\w+\s+){{0,3}}?had\s+(?:[\w-]+,?\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_COUNT}\s+{_TIME}\s+into\s+(?:[\w-]+\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_ONSET}\b[^.;]{{0,50}}?\b(?P<n>\d{{1,3}}|{WORD_NUMBER})\s+{_TIME}\s+(?:later|before|prior\s+to|after(?:wards)?(?!\s+(?:admission|discharge|treatment)))\b[^.;]{{0,50}}?\b{_NERVE}"),
        ("prodrome_days", True, rf"{_NERVE}\b[^.;]{{0,40}}?\b(?P<n>\d{{1,3}}|{WORD_NUMBER})\s+{_TIME}\s+later[^.;]{{0,10}}?\bthan\s+(?:the\s+)?{_ONSET}"),
        ("prodrome_days", True, rf"{_COUNT}\s+{_TIME}\s+(?:after|following|from)\s+(?:the\s+)?(?:onset|start|beginning|development|appearance)?\s*(?:of\s+)?(?:a\s+|the\s+)?(?:\w+\s+){{0,2}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_ONSET}\s+(?:\w+\s+){{0,4}}?for\s+(?:the\s+(?:last|past)\s+)?{_COUNT}\s+{_TIME}"),
        ("prodrome_days", True, rf"(?:after|following)\s+{_COUNT}\s+{_TIME}\s+of\s+(?:\w+\s+){{0,2}}?{_ONSET}"),
        ("prodrome_days", True, rf"(?:with|had|has|of|by)\s+(?:a\s+)?{_COUNT}[\s-]{_TIME}\s+of\s+(?:\w+\s+){{0,2}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_COUNT}\s+{_TIME}\s+of\s+(?:[\w-]+\s+){{0,2}}?{_ONSET}\b[^.;]{{0,60}}?\b(?:then|followed\s+by|before|succeeded\s+by|preceded)\b"),
        ("hospital_days", False, rf"discharged\s+(?:home\s+)?(?:after|on (?:hospital )?day)\s+{_COUNT}(?:\s+{_TIME})?"),
        ("hospital_days", False, rf"hospital\s+stay\s+(?:of|was)\s+{_COUNT}\s+{_TIME}"),
        ("icu_days", False, rf"{_COUNT}\s+{_TIME}\s+(?:in|of)\s+(?:the\s+)?(?:PICU|ICU|(?:p(?:a)?ediatric )?intensive care)"),
        ("ventilation_days", False, rf"(?:ventilat(?:ed|ion)|intubated)(?:\s+support)?\s+for\s+{_COUNT}\s+{_TIME}"),
        ("ventilation_days", False, rf"{_COUNT}\s+{_TIME}\s+(?:of|on)\s+(?:a\s+)?(?:mechanical\s+)?ventilat"),
        ("follow_up", False, rf"follow(?:ed)?[- ]?up\s+(?:period\s+)?(?:of|for|at|after)\s+{_COUNT}[\s-]{_TIME}"),
        ("follow_up", False, rf"{_COUNT}[\s-]{_TIME}['’]?\s+(?:of\s+)?follow[- ]?up"),
    )
)  # fmt: skip


_NTH_DAY = Sieve(
    rf"\bon\s+(?:the\s+)?(?:day\s+(?P<n>\d)|(?P<word>{'|'.join(ORDINALS)})\s+day)\s+(?:after|following|from)\s+(?:the\s+)?(?:onset\s+of\s+)?(?:[\w-]+\s+){{0,2}}?{_ONSET}",
    re.I,
)
_NEXT_DAY = Sieve(
    rf"\b{_ONSET}\b[^.;]{{0,60}}?\b(?:the\s+(?:next|following)\s+day|a\s+day\s+later)\b[^.;]{{0,60}}?\b{_NERVE}|\b(?:the|one|a)\s+day\s+after\s+(?:the\s+)?(?:onset\s+of\s+)?(?:\w+\s+){{0,2}}?{_ONSET}\b",
    re.I,
)
#: 'Fever for 3 days, convulsions for 1 day': the prodrome is the difference.
_TWO_SPANS = Sieve(
    rf"\b{_ONSET}\b[^.;]{{0,40}}?\b(?:for|x|×)\s+{_COUNT}\s+days?\b[^.;]{{0,25}}?\b{_NERVE}[^.;]{{0,60}}?\b(?:for|x|×)\s+(?P<m>\d{{1,3}}|{WORD_NUMBER}|a|an)\s+days?\b",
    re.I,
)
#: 'On the third day of the fever', 'on day 4 of illness'.
_DAY_OF = Sieve(
    rf"\bon\s+(?:the\s+)?(?:day\s+(?P<n>\d)|(?P<word>{'|'.join(ORDINALS)})\s+day)\s+of\s+(?:the\s+|his\s+|her\s+|this\s+)?(?:\w+\s+)?{_ONSET}",
    re.I,
)
_WITHIN = re.compile(r"\b(?:within|less than)\s+$", re.I)


def find_durations(text: str) -> Iterator[Measure]:
    """Yield the prodrome and the lengths of stay, ventilation and follow-up."""
    lower = text.lower()
    if not _UNITS_NEAR.within(text):
        return
    nervous = _NEURO.search(text) is not None
    found = held(text)
    ill = bool(found & _ILL.bit)
    if nervous and ill and (two := _two_spans(text)):
        yield two
        return
    for field, neuro, keys, pattern in _DURATIONS:
        if not found & keys.bit or (neuro and not nervous) or (field == "prodrome_days" and not ill):
            continue
        for match in pattern.finditer(text):
            if neuro and not _NEURO.pattern.search(
                text[: match.start()] + _last_words(match.group()) + text[match.end() :]
            ):
                continue
            raw = duration_raw(match["n"], match.groupdict().get("unit") or "days")
            if raw and not (field == "prodrome_days" and re.match(r"month|year", raw.split()[1])):
                within = field == "prodrome_days" and _WITHIN.search(text[: match.start()])
                yield Measure(field, match.start(), match.end(), f"<={raw}" if within else raw)
    if nervous and "day" in lower:
        yield from _days_counted(text)


def _two_spans(text: str) -> Measure | None:
    match = _TWO_SPANS.search(text)
    if match is None:
        return None
    first, second = duration_raw(match["n"], "days"), duration_raw(match["m"], "days")
    if first is None or second is None:
        return None
    days = float(first.split()[0]) - float(second.split()[0])
    return Measure("prodrome_days", *match.span(), f"{days:g} days") if days >= 0 else None


def _last_words(found: str) -> str:
    """Return the sign with which a pattern ends ('fever, and two days later seizures'); '' for the other patterns."""
    return (
        found[-20:]
        if _NEURO.pattern.search(found[-20:]) and re.search(r"\d|later|before", found[:-4])
        else ""
    )


def _days_counted(text: str) -> Iterator[Measure]:
    """'On the second day after the fever began', 'fever, and the next day a seizure'."""
    match = _NTH_DAY.search(text) or _DAY_OF.search(text)
    if match and _NEURO.pattern.search(text[: match.start()] + text[match.end() :]):
        yield Measure("prodrome_days", *match.span(), f"{match['n'] or ORDINALS[match['word'].lower()]} days")
    match = _NEXT_DAY.search(text)
    if match and (_NEURO.pattern.search(match.group()) or _NEURO.pattern.search(text[match.end() :])):
        yield Measure("prodrome_days", *match.span(), "1 days")


def duration_raw(number: str, unit: str) -> str | None:
    """Return a duration as the dictionary's quantity kind reads it: 'three days' is '3 days'."""
    value = 1 if number.lower() in ("a", "an") else number if re.match(r"\d", number) else to_number(number)
    return None if value is None else f"{value} {unit.lower()}"
