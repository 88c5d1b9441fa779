"""Ages in all their writings, and the sex of the person they belong to.

Found are ages of one person ('17-month-old', '3 years 2 months', 'aged 5', '2y4m', 'toddler', 'in her
fifties'); ages of groups ('median age', 'aged 2 to 14 years') are found too and marked as such, so
that nobody's age is taken from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from aneatlas.core.parsing import NotUnderstood, parse_age
from aneatlas.extraction.numbers import WORD_NUMBER, to_number
from aneatlas.extraction.sieve import Sieve

_N = rf"(?:\d{{1,3}}(?:[.·]\d+)?(?:\s?[½¼¾]|\s?1/2|-and-a-half|\sand\sa\shalf)?|{WORD_NUMBER}(?:[\s-]and[\s-]a[\s-]half)?)"
_UNIT = r"(?:years?|yrs?|months?|mos?|mths?|weeks?|wks?|days?)"
_SHORT = r"(?:[ymwd])"
_AND = r"(?:[\s,-]*(?:and[\s-]+)?)"
AMOUNT = rf"(?:{_N}[\s-]*{_UNIT}\.?(?:{_AND}{_N}[\s-]*{_UNIT}\.?)?)"
NUMBERS = re.compile(rf"({_N})[\s-]*({_UNIT})?", re.I)
_SEXED = r"[\s-]+(?:(?:fe)?male|boy|girl|man|woman)\b"
#: The writings of an age, in the order in which they are tried.
_FORMS = {
    "old": rf"(?P<old>{AMOUNT})[\s-]*(?:old\b|of\s+age\b)",
    "half": r"(?P<half>(?:a|one) year and a half)(?= old| of age)",
    "bare": rf"(?:(?<=\ba )|(?<=\bA )|(?<=\bAn )|(?<=\ban )|^)(?P<bare>{AMOUNT})(?={_SEXED}(?![\s-]+(?:mice|rats?)))",
    "letter": r"(?P<letter>\d{1,2})(?=[FM]\b(?![\w'’-]))",
    "compact": r"(?P<compact>\d{1,2}\s?y(?:rs?)?\.?\s?\d{1,2}\s?m(?:o|os)?)(?![\w])",
    "yo": r"(?P<yo>\d{1,3})[\s-]?(?:y/?o|y\.o\.?|yo|yr[\s-]?old|m/?o)\b",
    "aged": rf"(?:aged?\s*(?:of|was|:|=|,)?\s*(?:about\s|approximately\s)?)(?P<aged>{AMOUNT}|{_N}(?![\w%]|[\s-]*(?:to|and|–|-)\s*\d|\s*(?:patients|children|cases|h\b|hours?|minutes?|min\b|mg|ml|times)))",
    "decade": r"(?P<decade>(?:in\s+)?(?:his|her|the|their)\s+(?:early|mid|late)?[\s-]*(?:\d0['’]?s|(?:twen|thir|for|fif|six|seven|eigh|nine)ties))",
    "stage": r"(?P<stage>toddler|neonate|newborn|infant|adolescent|teenager|preschool\schild|middle[\s-]aged|elderly|adult)(?!\s+(?:life|age|onset|years|population))(?=\s+(?:\w+[\s-]){0,3}?(?:boy|girl|male|female|man|woman|patient|child|presented|was|with|who|admitted)\b)",
}


def _written(forms: Iterable[str]) -> Sieve:
    return Sieve(rf"(?<![\w.,/–-])(?:{'|'.join(_FORMS[form] for form in forms)})", re.I)


_AGE = _written(_FORMS)
_PLAIN = _written(("old", "half", "aged", "stage"))
#: What every match of a form that is not plain holds: 'F' or 'yo' behind a figure, '30s', 'forties', 'months boy'.
_SELDOM = Sieve(rf"\d(?:[fm]\b|0['’]?s|[\s-]?(?:y(?!ear)|m/?o\b))|ties|{_UNIT}\.?{_SEXED}", re.I)
_NOUN = r"(?:boy|girl|man|woman|male|female|infant|child|patient|youth|lad|lady|gentleman|toddler|baby|brother|sister|son|daughter|student|schoolboy|schoolgirl|teenager|adolescent|adult|neonate)"
#: 'A girl of four', 'boy, 5 years,', 'a male patient of 54 years', '(female, 81 years)': the noun leads.
_NOUN_FIRST = Sieve(
    rf"\b(?P<noun>(?:(?:male|female)\s+)?(?:{_NOUN}|(?:patient|case|child|twin|sibling)\s+(?:\d{{1,2}}|[IVX]{{1,3}}|[A-D])(?=\s*\()|(?:the\s+)?(?:elder|older|younger|former|latter)(?:\s+(?:one|boy|girl|child|brother|sister|sibling|twin|patient))?))(?P<link>\s+of\s+(?:about\s+)?|\s*,?\s+aged\s+(?:about\s+)?|\s*[,(;/]\s*)(?P<amount>{AMOUNT}|\d{{1,2}}\s?y(?:rs?)?(?=\s*[,.;)])|(?:(?<=man, )|(?<=male, )|(?<=girl, )|(?<=boy, )|(?<=lady, )|(?<=man \()|(?<=male \()|(?<=lady \()|(?<=girl \()|(?<=boy \())\d{{1,2}}(?=\s*[,;)](?!\s*\d))|(?:(?:(?<=of )|(?<=aged ))(?:{WORD_NUMBER}|\d{{1,2}})(?=\s*(?:[,;)]|\.(?!\d)|$|who\b|with\b|was\b|and\b|in\b|presented\b|had\b))))(?![\w%-]|\s*(?:old|of\s+age|ago|later|before|after|following|earlier|prior|history|with\b\s+\d|into|duration))",
    re.I,
)
#: What links the noun with its number.
_LINKED = re.compile(rf"[\s,(;/](?:(?<=[,(;/])\s*|(?:of|aged)\s+(?:about\s+)?)(?:\d|{WORD_NUMBER})", re.I)
_AGE_KEYS = Sieve(
    r"\d[mf]\b| of (?:one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|\d)|\d ?(?:y|m|w|d|-)|year|month|week|day|yrs?|aged?\b|\dyo|toddler|neonat|newborn|infant|adolesc|teen|preschool|middle|elderly|adult|\d0['’]?s|ties\b|(?:man|male|girl|boy|lady), \d|(?:man|male|girl|boy|lady) \(\d",
    re.I,
)
_GROUP_BEFORE = re.compile(
    r"(?:mean|median|average|range[ds]?|between|older than|younger than|under|over|above|below|less than|more than|"
    r"ages?d? from|from|all|children|patients|boys|girls|adults|infants|siblings|those|than)[\s\w(:=,]{0,22}$",
    re.I,
)
_GROUP_AFTER = re.compile(
    r"^\s*(?:\(|±|\[|to\b|–|-\s?\d|and (?:older|younger|above|under|over)|or (?:older|younger|more))", re.I
)
_EVENT = re.compile(
    r"(?:\b(?:at|by|until|from|since|before|after|turned|reached|till)\s+(?:the\s+)?(?:ages?\s*)?(?:of\s+)?|\bages\s+)(?:age)?$",
    re.I,
)
MALE = r"boys?|males?|man|men|gentleman|son|brother|father|schoolboy|husband|youths?|lads?"
FEMALE = r"girls?|females?|woman|women|lady|daughter|sister|mother|schoolgirl|wife"
_PERSON = re.compile(
    rf"\b(?:(?P<male>{MALE})|(?P<female>{FEMALE})|(?P<other>child|infant|patient|toddler|baby|neonate|newborn|adult|"
    rf"teenager|adolescent|twins?|siblings?|student|individual))\b",
    re.I,
)
_APPOSED = re.compile(
    r"(?!.*\b(?:and (?:an?|another|one|his|her|the)|who|whose|was|were|had|died|another|other|second)\b)[^.;]{0,60}[,:(]\s*(?:namely\s+)?(?:an?\s+)?(?:[\w-]+\s+){0,3}",
    re.I,
)
#: A person right before an age.
_BEFORE = re.compile(
    rf"\b(?:(?P<male>{MALE})|(?P<female>{FEMALE}))\b(?:\s*[,(]?\s*(?:who was|was|is|at the|of|at)?\s*)$",
    re.I,
)
_BEHIND = re.compile(r"\s*[,;/]\s*(?:an?\s+)?((?:fe)?male|boy|girl|man|woman|[MF])\b", re.I)
_OF_PREGNANCY = re.compile(
    r"\b(?:gestational|bone|mental|developmental|maternal|paternal|corrected)\s+$", re.I
)
_PRONOUN = re.compile(r"\b(?:(?P<male>he|his|him|himself)|(?P<female>she|her|hers|herself))\b", re.I)


@dataclass(frozen=True, slots=True)
class AgeMention:
    """An age in a text: where, its raw text as the dictionary's age kind reads it, and of whom."""

    start: int
    end: int
    raw: str
    group: bool
    sex: str = ""
    noun_end: int = 0
    event: bool = False  # 'at the age of 4': the age at something that happened, not a description


@lru_cache(maxsize=4096)  # several rules ask for the ages of each sentence
def find_ages(text: str) -> tuple[AgeMention, ...]:
    """Return the ages of a text in order."""
    forms = _AGE if _SELDOM.within(text) else _PLAIN
    nouns = _NOUN_FIRST.may(text) and _LINKED.search(text)
    if not (nouns or forms.may(text)) or not _AGE_KEYS.within(text):
        return ()
    found = list(_by_age(text, forms))
    return tuple(_apart(text, _with_nouns(text, found) if nouns else found))


def _with_nouns(text: str, found: list[AgeMention]) -> list[AgeMention]:
    """Add the ages before which a noun stands; what they hold is no age of its own."""
    for mention in _by_noun(text):
        held = [f for f in found if mention.start < f.end and f.start < mention.end]
        if all(
            not f.group and (f.raw.isalpha() or text[f.start : f.start + 4].lower() == "aged") for f in held
        ):
            found = [*(f for f in found if f not in held), mention]
    return sorted(found, key=lambda a: a.start)


def _apart(text: str, found: list[AgeMention]) -> list[AgeMention]:
    """'An infant girl aged 14 months' has one age, and it is not 'infant'."""
    return [
        a
        for place, a in enumerate(found)
        if place + 1 == len(found) or not _only_stage(text, a, found[place + 1])
    ]


def _only_stage(text: str, age: AgeMention, following: AgeMention) -> bool:
    between = text[age.end : following.start]
    if not age.raw.isalpha():
        return False
    # 'an adult with ANE, a woman aged 31'
    return (len(between.split()) <= 3 and not re.search(r"[,;]|\band\b", between)) or bool(
        _APPOSED.fullmatch(between)
    )


def _by_noun(text: str) -> Iterator[AgeMention]:
    for match in _NOUN_FIRST.finditer(text):
        parts = NUMBERS.findall(match["amount"])
        values = [(value_of(number), unit_of(unit)) for number, unit in parts]
        if any(value is None for value, _ in values):
            continue
        noun = find_sex(match["noun"]) or _sex_behind(text, match.end())
        yield AgeMention(
            match.start(), match.end(), " ".join(f"{value} {unit}" for value, unit in values), group=False,
            sex=noun[0] if noun else "", noun_end=match.end(),
        )  # fmt: skip


def _sex_behind(text: str, end: int) -> tuple[str, int, int] | None:
    """'Patient 2 (5 years, male)'."""
    match = _BEHIND.match(text, end)
    return ("female" if match[1][0].lower() in "fgw" else "male", *match.span(1)) if match else None


def _by_age(text: str, forms: Sieve) -> Iterator[AgeMention]:
    for match in forms.finditer(text):
        raw = _raw(match)
        if match.lastgroup == "aged" and _OF_PREGNANCY.search(text[: match.start()]):
            continue
        if raw is None or (
            match.lastgroup == "stage"
            and re.search(r"\bold\s+(?:[\w-]+\s+){0,3}$", text[: match.start()], re.I)
        ):
            continue
        group = _is_group(text, match)
        sex, noun_end = ("", 0) if group else _person_after(text, match.start(), match.end())
        if not sex and not group and match.lastgroup not in ("stage",):
            sex = _person_before(text, match.start())
        event = bool(_EVENT.search(text[: match.start()] + match.group()[:3])) or bool(
            _EVENT.search(text[: match.start()])
        )
        yield AgeMention(match.start(), match.end(), raw, group, sex, noun_end, event)


def _is_group(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 30) : match.start()]
    if match.lastgroup == "decade":
        return bool(re.search(r"\btheir\b", match.group(), re.I))
    if re.search(r"(?:mean|median|average|range)\b[^.;]{0,25}$", before + match.group(0)[:4], re.I):
        return True
    if re.search(
        r"(?:between|from|ranging|range)\s+[^.;]{1,25}\b(?:and|to|–|-)\s*$|\b(?:over|under|above|below|than|beyond)\s+(?:the\s+)?(?:ages?\s+(?:of\s+)?)?$",
        before,
        re.I,
    ):
        return True
    if match.lastgroup == "aged" and re.search(
        r"(?:children|patients|boys|girls|adults|infants|those|cases|individuals)\s*,?\s*$", before, re.I
    ):
        return True
    if _GROUP_AFTER.match(text[match.end() :]) and re.match(
        r"\s*(?:±|to\b|–|-\s?\d|and |or )", text[match.end() :]
    ):
        return True
    if match.lastgroup in ("old",) and re.search(
        r"(?:older|younger|more|less|under|over|above|below)(?: than)?\s+$", before, re.I
    ):
        return True
    plural = re.match(
        r"(?:(?!\b(?:boy|girl|child|man|woman|infant|patient|was|who|with|had)\b)[\s\w-]){0,30}?\b(?:boys|girls|children|patients|males|females|men|women|infants)\b",
        text[match.end() :],
    )
    return bool(plural) and match.lastgroup in ("old", "yo")


def _person_after(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the sex of the noun that an age describes, looking up to eight words ahead within the clause."""
    window = re.match(r"(?:[\s,(/-]*[\w'’-]+){0,9}", text[end:])
    stretch = window.group(0) if window else ""
    stretch = re.split(
        r"\b(?:who|with|was|were|presented|had|has|whose|after|and|following|developed|born|brought)\b",
        stretch,
    )[0]
    for found in _PERSON.finditer(stretch):
        if found.lastgroup in ("male", "female"):
            return found.lastgroup, end + found.end()
        following = re.match(
            r"\s*(?:,|\()?\s*(?:a )?(boy|girl|male|female|man|woman)\b", stretch[found.end() :], re.I
        )
        if not following:
            return "", end + found.end()
    letter = re.search(r"(?:^|[.:]\s)([MF]),\s*$", text[:start])
    if letter:
        return ("male" if letter.group(1) == "M" else "female"), end
    short = re.match(r"\s*[,/(]?\s*([MF])\b(?![\w'’])", text[end:])
    if short:
        return ("male" if short.group(1) == "M" else "female"), end + short.end()
    return "", 0


def _person_before(text: str, start: int) -> str:
    """'a girl aged 5', 'the boy, 17 months old'."""
    found = _BEFORE.search(text[:start])
    return found.lastgroup or "" if found else ""


def _raw(match: re.Match[str]) -> str | None:
    kind = match.lastgroup or ""
    words = match.group(kind)
    if kind in ("stage",):
        return " ".join(words.lower().replace("-", " ").split()).replace("middle aged", "middle aged")
    if kind == "letter":
        return f"{words} years"
    if kind == "half":
        return "1.5 years"
    if kind == "decade":
        return re.sub(r"['’]", "", words)
    if kind == "yo":
        unit = "months" if re.search(r"m/?o$", match.group(), re.I) else "years"
        return f"{words} {unit}"
    if kind == "compact":
        years, months = re.findall(r"\d+", words)
        return f"{years} years {months} months"
    parts = NUMBERS.findall(words)
    out = []
    for number, unit in parts:
        value = value_of(number)
        if value is None:
            return None
        out.append(f"{value} {unit_of(unit)}")
    if not out or (len(out) == 1 and not parts[0][1] and not 0 < float(value_of(parts[0][0]) or 0) <= 110):
        return None
    return " ".join(out)


def unit_of(unit: str) -> str:
    first = unit.lower()[:2]
    return {
        "": "years",
        "ye": "years",
        "yr": "years",
        "mo": "months",
        "mt": "months",
        "we": "weeks",
        "wk": "weeks",
        "da": "days",
    }[first]


_FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}


def value_of(number: str) -> str | None:
    text = number.replace("·", ".").strip()
    if text[-1:] in _FRACTIONS and re.fullmatch(r"\d+", whole := text[:-1].strip()):
        return whole + _FRACTIONS[text[-1]]
    half = re.search(r"\s?(?:½|1[/⁄]2|-?\s?and-?\s?a-?\s?half)$", text)
    whole = text[: half.start()] if half else text
    if re.fullmatch(r"\d+(?:\.\d+)?", whole):
        if half and "." in whole:
            return None  # '4.7½' is no number
        return f"{whole}.5" if half else whole
    value = to_number(whole)
    return None if value is None else (f"{value}.5" if half else str(value))


def is_closer(age: str, held: str) -> bool:
    """'15 years' says more than 'teenager', where both can be the same."""
    if not held.replace(" ", "").isalpha() or not any(map(str.isdigit, age)):
        return False
    try:
        number, stage = parse_age(age), parse_age(held)
    except NotUnderstood:
        return False
    return number.low <= stage.high and stage.low <= number.high


def find_sex(text: str) -> tuple[str, int, int] | None:
    """Return the sex that the first noun for a person states ('girl', 'male patient'), with its place."""
    for found in _PERSON.finditer(text):
        if found.lastgroup in ("male", "female"):
            return str(found.lastgroup), found.start(), found.end()
    return None


def pronoun_sexes(text: str) -> set[str]:
    """Return the sexes that the pronouns of a text speak of."""
    return {str(found.lastgroup) for found in _PRONOUN.finditer(text)}
