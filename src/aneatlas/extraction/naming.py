"""Who a sentence speaks of: the labels, ages and words by which it names, brings in or points at a patient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from aneatlas.core.parsing import NotUnderstood, parse_age
from aneatlas.extraction.ages import AgeMention, find_ages
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.keys import held
from aneatlas.extraction.numbers import to_number
from aneatlas.extraction.patient_words import (
    GENERAL,
    NAMES,
    NO_STANDARD,
    NUMBER,
    PAST,
    PERSON,
    PREDICATE,
    PRESENTS,
    TOGETHER,
    WHICH,
    any_of,
    labels_in,
    without_kin,
)
from aneatlas.extraction.triggers import Cue

_TEACHES = any_of(NO_STANDARD, GENERAL)
#: 'When a neonate keeps getting worse, the disease should come to mind': advice brings in nobody.
_ADVICE = re.compile(r"\b(?:should|must|ought to)\b", re.I)


@dataclass(slots=True, eq=False)
class Person:
    """A patient of the text, with the first age and sex by which they are known."""

    number: int
    age: str = ""
    sex: str = ""
    kin: str = ""  # 'mother': what they are to the other patient
    alone: bool = False  # some sentence spoke of them alone
    which: str = ""  # 'older', where nothing else tells two apart
    label: str = field(init=False)

    def __post_init__(self) -> None:
        self.label = f"Patient {self.number}"


def numbers_in(text: str) -> list[int]:
    """Return the numbers of the patients whom labels name: 'Cases 2 and 3' are 2 and 3."""
    found: list[int] = []
    for match in labels_in(text):
        for word in re.findall(NUMBER, match["first"] + " " + match["more"]):
            number = to_number(word) or (ord(word) - ord("A") + 1 if len(word) == 1 else None)
            if number and number <= 60 and number not in found:
                found.append(number)
    return found


_ELSEWHERE = re.compile(
    r"\b(?:was|has been|had been|were) (?:previously |already |earlier |also |first )*(?:described|reported|published)\b(?:[^.;]{0,30}\b(?:by|in (?:19|20)\d\d|previously|earlier|before|from)\b|\s*[.;\[(])|\bet al\b|\bin the literature\b|\b(?:reported|described|published) (?:by|previously|earlier)\b",
    re.I,
)
#: A letter to the editor begins with the patient of others.
_READ = re.compile(
    r"\bread\b[^.;]{0,40}\b(?:interest|attention|pleasure)\b[^.;]*?\b(?:report|article|paper|case|description)\b",
    re.I,
)
_A = re.compile(r"\b(?:an?|another)\s+(?:[\w-]+,?\s+){0,3}$", re.I)
_BEFORE_US = re.compile(
    r"^previously,\s|\b(?:previous|prior|earlier|other|published|literature) (?:reports?|cases?|papers?|articles?|publications?|review)\b|\bet al\b|\bin the literature\b|\b(?:previously|earlier) (?:reported|described|published)\b|\b(?:reported|described) (?:previously|earlier)\b",
    re.I,
)


#: What leads to an age in words about its patient.
_LED = (
    re.compile(
        r"^\W*(?:previously\s+\w+\s+)?$|[:;(]\s*$|\bthe\s+(?:elder|older|younger|former|latter|first|second|third|other)(?:\s+(?:one|patient|boy|girl|child|sibling|twin|brother|sister))?,?\s*(?:aged\s*)?$|(?:\b(?:an?|one|another|our|this)|\b(?:case|patient)\s+\w+[.:,]?)\s+(?:[\w-]+,?\s+){0,5}$",
        re.I,
    ),
    re.compile(
        r"(?:patient|boy|girl|child|infant|he|she|man|woman|male|female)(?:\s+(?:was|is))?\s*[,(]?\s*(?:an?\s+)?$",
        re.I,
    ),
    re.compile(  # 'sibling II only six weeks old'; 'the daughter, then 17 years old,'
        r"\b(?:sibling|twin|child|case|patient|proband)\s+(?:[IVX]{1,3}|[A-D]|\d{1,2})(?:\s*,|\s+(?:was|is))?\s+(?:only\s+|just\s+|then\s+|aged\s+)*$|,\s+(?:then|now|at the time)\s+(?:only\s+|aged\s+)?$",
        re.I,
    ),
    re.compile(  # 'in a girl with known sickle cell disease, 6 years of age,'
        r"\b(?:an?|our|this)\s+(?:[\w-]+\s+){0,3}(?:patient|boy|girl|child|infant|toddler|man|woman)\s+(?:with|of|from|without)\s+[^.;:,]{3,50},\s+(?:aged\s+)?$",
        re.I,
    ),
    re.compile(  # 'the patient, born in the city and 11 months old,'
        r"\b(?:the|our|this|an?)\s+(?:[\w-]+\s+){0,2}(?:patient|boy|girl|child|infant|man|woman)\s*,\s*(?:[\w-]+\s+){0,5}(?:and\s+)?$",
        re.I,
    ),
)
#: 'Mother of a 3-year-old boy'.
_OF_ANOTHER = re.compile(
    r"\b(?:mother|father|parent|sister|brother|wife|husband|donor|son|daughter)\s+(?:of|to)\s+(?:an?|the)\s+$",
    re.I,
)
#: Of the mother.
_BORN_TO = re.compile(r"\b(?:born|delivered|delivery|birth)\b[^.;]*\bto\s+an?\s+$", re.I)
#: 'Patient 2, his sister, aged 5'.
_LABELLED = re.compile(
    r"\b(?:patient|case|child|twin|sibling)\s+(?:[IVX]{1,3}|[A-D]|\d{1,2}),?\s+(?:his|her)\s+(?:[\w-]+\s+){0,2}$",
    re.I,
)
_AND_HIS = re.compile(
    r"\band\s+(?:his|her)\s+(?:[\w-]+\s+){0,2}(?:(?:sister|brother|sibling|twin|cousin|mother|father|son|daughter)\s*[,(]\s*(?:then\s+|also\s+)?(?:aged\s+)?)?$",
    re.I,
)
_WHOSE = re.compile(r"\b(?:his|her|their|whose)\s+(?:[\w-]+\s+){0,2}$", re.I)


def introduces(text: str, age: AgeMention, people: Sequence[Person], several: bool = False) -> bool:
    """'A (previously healthy) 17-month-old girl'; not a relative's age, not a group's, not one of other authors.

    several: the text has several patients, who may be siblings.
    """
    if age.raw.isalpha() and _ADVICE.search(text):
        return False
    if age.group or (age.event and (any(p.age for p in people) or not PRESENTS.search(text))):
        return False
    further = bool(people) or any(a.end <= age.start for a in find_ages(text)) or _READ.search(text)
    if (further and _of_others(text, age)) or (people and not several and _relative(text, age)):
        return False
    before = text[: age.start]
    labelled = labels_in(text[age.start : age.end])
    if not (age.sex or age.event or labelled or any(words.search(before) for words in _LED)):
        return False
    own = frozenset([p.kin for p in people])
    whose = _WHOSE.search(before) and not (
        text[age.start : age.noun_end].lower().split(",")[0] in own or _LABELLED.search(before)
    )
    if several and _AND_HIS.search(before) and any(a.end < age.start for a in find_ages(text)):
        return True  # 'two siblings, a 5-year-old boy and his 2-year-old sister'
    if _OF_ANOTHER.search(before) or _BORN_TO.search(before) or whose:
        return False
    if several:  # 'the brother was 3 years old', of a patient
        text = without_kin(text, own)
    return Cue.FAMILY not in sentence_of(text).assess(age.start, age.end).cues


def _of_others(text: str, age: AgeMention) -> bool:
    """'A 6-year-old girl was described by others in 2010'; 'in earlier reports, a 6-year-old girl ...'."""
    before = text[: age.start]
    return any(words.search(before) for words in (_BEFORE_US, _READ)) or bool(
        _ELSEWHERE.search(text, age.start)
    )


def brings_in_others(text: str, people: Sequence[Person]) -> bool:
    """'Previously, a 2-year-old girl was reported from Japan; she recovered': all of it is hers."""
    if not people and not _READ.search(text):
        return False
    return any(
        not age.group and _A.search(text[: age.start]) and _of_others(text, age) for age in find_ages(text)
    )


def _relative(text: str, age: AgeMention) -> bool:
    """'A 6-year-old sister', where one patient is reported."""
    return (
        re.search(
            r"\b(?:sister|brother|sibling|cousin|mother|father|parent|grandchild|aunt|uncle|niece|nephew)s?\b",
            text[age.end : max(age.noun_end, age.end)],
            re.I,
        )
        is not None
    )


def enters(text: str, age: AgeMention, people: Sequence[Person]) -> bool:
    """Say whether an age brings in a further patient: 'A 5-year-old boy', and not 'he was a 5-year-old boy'."""
    if not people:
        return True
    before = text[: age.start]
    described = re.search(
        r"\b(?:he|she|who|patient|donor|child|boy|girl|it)\s+(?:was|is|had been)\s+(?:an?\s+)?(?:[\w-]+\s+){0,3}$",
        before,
        re.I,
    )
    return (
        not described
        and not age.event
        and bool(age.noun_end)
        and bool(
            re.search(
                r"(?:^|[,;:(]\s*|\b(?:and|of|with|in|is|was|another)\s+)(?:[Aa]n?|another|other|second|third)\s+(?:[\w-]+,?\s+){0,5}$",
                before,
            )
        )
    )


def same_person(intros: Sequence[AgeMention]) -> bool:
    """Say whether several ages can be one patient's."""
    sexes = {age.sex for age in intros if age.sex}
    return len({age.raw for age in intros}) == 1 and len(sexes) <= 1


def jointly(text: str, intros: Sequence[AgeMention]) -> bool:
    """Say whether several who enter share the rest of their sentence."""
    ends = pairwise(intros)
    last = intros[-1]
    if not TOGETHER.match(text, max(last.end, last.noun_end)):
        return False
    return "respectively" not in text.lower() and not any(
        PREDICATE.search(text[max(a.end, a.noun_end) : b.start]) or ";" in text[a.end : b.start]
        for a, b in ends
    )


def general(text: str) -> bool:
    """Say whether a sentence teaches about the disease and reports of nobody."""
    if not held(text) & _TEACHES:
        return False
    if NO_STANDARD.within(text):
        return True
    return GENERAL.may(text) and not PAST.within(text) and not PERSON.search(text) and GENERAL.within(text)


def months_of(age: str) -> float | None:
    """Return the lower bound of an age in months, or None where it is not understood."""
    try:
        return parse_age(age).low if age else None
    except NotUnderstood:
        return None


def pointed(text: str, people: Sequence[Person], recent: Sequence[Person]) -> list[Person]:
    """'The latter', 'the younger': one of those spoken of, where there are two (or whose ages are known)."""
    if len(people) < 2:
        return []
    match = WHICH.search(text)
    if match is None:
        return _by_age(text, people)
    which = (match["which"] or match["elder"]).lower()
    order = sorted(people, key=lambda p: p.number)
    if which in ("first", "second", "third"):
        place = ("first", "second", "third").index(which)
        return [order[place]] if place < len(order) else []
    if which in ("former", "latter"):
        pair = sorted(recent[-2:], key=lambda p: p.number) if len(recent) >= 2 else order[-2:]
        return [pair[0] if which == "former" else pair[-1]]
    ages = {p.number: months for p in order if (months := months_of(p.age)) is not None}
    unaged = [p for p in order if not p.age]
    if len(order) == 2 and unaged and any(not a.group for a in find_ages(text)):
        return unaged[:1]  # 'the elder, seven years old, ...; the younger, five years, ...'
    if len(order) == 2 and not ages:
        return _by_rank(order, "younger" if which.startswith("young") else "older")
    if len(ages) != len(order) or len(set(ages.values())) != len(order):
        return []
    chosen = min if which.startswith("young") else max
    return [next(p for p in order if p.number == chosen(ages, key=lambda n: ages[n]))]


def _by_rank(two: Sequence[Person], which: str) -> list[Person]:
    """'The older', of two of whom nothing else is known: the one called so before, or the first."""
    if not any(p.which for p in two):
        if any(p.alone or p.kin for p in two):
            return []
        two[0].which, two[1].which = which, "older" if which == "younger" else "younger"
    return [p for p in two if p.which == which]


def _by_age(text: str, people: Sequence[Person]) -> list[Person]:
    """'The seven-year-old': the one of several who is that old."""
    for age in find_ages(text):
        if not age.group and not age.event and re.search(r"\bthe\s+(?:[\w-]+\s+)?$", text[: age.start], re.I):
            same = [p for p in people if p.age == age.raw and (not p.sex or not age.sex or p.sex == age.sex)]
            if len(same) == 1:
                return same
    return []


def entries(text: str, people: Sequence[Person]) -> list[int]:
    """Return where a sentence is cut because each of several patients enters with an own predicate; [] for none."""
    if NAMES.search(text):
        return []
    intros = [a for a in find_ages(text) if introduces(text, a, people)]
    if (
        len(intros) < 2
        or any(a.event or not a.noun_end for a in intros)
        or same_person(intros)
        or re.search(r"\b(?:both|all|each|they)\b", text[intros[-1].end :], re.I)
    ):
        return []
    cuts = []
    for one, following in pairwise(intros):
        between = text[one.noun_end : following.start]
        border = re.search(
            r"(?:[,;]\s*(?:and\s+)?|\s+and\s+)(?=(?:in\s+|of\s+)?(?:an?|another|the\s+other)\s+(?:[\w-]+,?\s+){0,5}$)",
            between,
        )
        if border is None or not PREDICATE.search(between[: border.start()]):
            return []
        cuts.append(one.noun_end + border.end())
    return cuts
