"""Relatives: those who are patients of the report too ('a girl and her mother'), and those who are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from aneatlas.extraction.ages import AgeMention, find_ages
from aneatlas.extraction.keys import held
from aneatlas.extraction.naming import Person
from aneatlas.extraction.patient_words import any_of
from aneatlas.extraction.sieve import Sieve

SEX_OF_KIN = {
    "mother": "female", "grandmother": "female", "sister": "female", "aunt": "female", "daughter": "female", "niece": "female", "wife": "female",
    "father": "male", "grandfather": "male", "brother": "male", "uncle": "male", "son": "male", "nephew": "male", "husband": "male",
    "sibling": "", "twin": "", "cousin": "",
}  # fmt: skip
_KIN = rf"(?:{'|'.join(SEX_OF_KIN)})"
_DISEASE = r"(?:ANEC?1?\b|necroti[sz]ing|encephalopath|encephalitis|(?:the )?same (?:disease|illness|disorder|condition|picture))"
#: 'A girl and her mother' whom the text reports, both of them.
_WITH = Sieve(
    rf"\b(?:report|describ|present|concern|deals? with|about|document|observ|diagnos)\w*\b[^.;]*?\band\s+(?:about\s+|of\s+|in\s+|with\s+|on\s+)?(?:his|her)\s+(?:own\s+|affected\s+|younger\s+|elder\s+|older\s+|twin\s+|half-)?(?P<kin>{_KIN})\b(?!['’]s|\s+(?:carri|\w*consent|who (?:is|was|were) (?:healthy|unaffected|asymptomatic)))",
    re.I,
)
#: 'A girl and her brother developed ANE.'
_BESIDE = Sieve(
    rf"^\W*an?\b[^.;]{{0,60}}\band (?:his|her) (?:[\w-]+ ){{0,3}}?(?P<kin>{_KIN})\b,? (?:both |each )?(?:developed|presented|fell ill|suffered|were (?:admitted|diagnosed|hospitali[sz]ed|affected)|died)\b",
    re.I,
)
#: 'Her brother also developed ANE.'
_TOO = Sieve(
    rf"^\W*(?:[\w\s-]{{0,40}},\s+)?(?:his|her|the (?:patient|boy|girl|child|proband)['’]s)\s+(?:[\w-]+\s+){{0,4}}?(?P<kin>{_KIN})\b(?![^.;]*\b(?:had died|history|ago|earlier|previously|carri\w+|may|might)\b)[^.;]{{0,40}}?\b(?:also|likewise|too|similarly)\b[^.;]{{0,40}}?{_DISEASE}",
    re.I,
)
_FURTHER = any_of(_WITH, _TOO, _BESIDE)
#: 'A mother and her daughter', of whom the text says no more when it brings them in.
_PAIR = Sieve(
    r"\b(?:(?P<one>mother|father) and (?:an?|his|her|the)? ?(?:[\w-]+ ){0,2}?(?P<two>son|daughter)"
    r"|(?P<three>son|daughter|boy|girl) and (?:his|her) (?:[\w-]+ ){0,2}?(?P<four>mother|father)"
    r"|(?P<five>brother|sister) and (?:an? |his |her )?(?:[\w-]+ ){0,2}?(?P<six>brother|sister))\b(?!s\b|['’]s|-in-law)",
    re.I,
)
_OF_CHILD = {"boy": "son", "girl": "daughter"}
#: Somebody of the family who is no patient of the report.
_NOT_PATIENT = Sieve(
    rf"^\W*(?:(?:an?|one|another)\s+(?:[\w-]+\s+){{0,3}}?(?:grandchild|(?:{_KIN})|relative|family member|parent)\b(?!\s+(?:of (?:twins|siblings)|reported|noticed|noted|found|saw|brought|described|witnessed))"
    rf"|(?:his|her|the (?:patient|boy|girl|child|proband)['’]s)\s+(?:[\w-]+\s+){{0,2}}?(?:{_KIN}|parents?|siblings|brothers|sisters|family)\b,?\s*(?:in contrast|by contrast|however|on the other hand|too|though)\b)"
    r"|^\W*(?:it|the (?:same )?(?:variant|mutation|change))\b[^.;]*\b(?:carried|shared|found|present)\b[^.;]*\b(?:parents?|mother|father|grandmother|grandfather|siblings?|relatives|family members)\b",
    re.I,
)
#: An illness of the kind in question: it makes the patient's illness one of the family.
_ALIKE = re.compile(
    rf"\b(?:(?:similar|identical) (?:\w+ )?(?:illness|disease|episode|course|encephalopath\w+|picture|condition)|{_DISEASE})",
    re.I,
)
#: Several of one family.
KINDRED = Sieve(
    r"\b(?:belong(?:ing|ed)? to|of|from|in|within|members of) (?:one|a single|the same|an|a) (?:[\w-]+ ){0,3}?(?:family|kindred|kinship|pedigree)\b(?! (?:member|history|doctor|physician|practi))|\b(?:pair of siblings|first cousins|the other (?:brother|sister|sibling))\b",
    re.I,
)


def pair_in(text: str) -> tuple[tuple[str, AgeMention], ...]:
    """Return what the two of 'a mother and her daughter' are to each other, with their sexes; () without such a pair."""
    match = _PAIR.search(text)
    if match is None:
        return ()
    found = []
    for name in ("one", "two", "three", "four", "five", "six"):
        if word := match[name]:
            kin = _OF_CHILD.get(word.lower(), word.lower())
            start, end = match.span(name)
            found.append((kin, AgeMention(start, end, "", False, SEX_OF_KIN[kin], end)))
    return tuple(found)


def further(text: str, people: Sequence[Person]) -> tuple[str, AgeMention] | None:
    """Return the word for a relative whom a sentence brings in as a further patient, with age ('' if unsaid) and sex."""
    if len(people) != 1 or people[0].kin or not held(text) & _FURTHER:
        return None
    match = _WITH.search(text) or _TOO.search(text) or _BESIDE.search(text)
    if match is None:
        return None
    kin = match["kin"].lower()
    start, end = match.span("kin")
    near = [
        a for a in find_ages(text)
        if not a.group and 0 <= start - a.end <= 12 and re.search(r"\b(?:his|her)\s+$", text[: a.start], re.I)
    ]  # fmt: skip
    # 'her brother, aged 5 years,'
    later = [a for a in find_ages(text) if not a.group and start <= a.start <= end + 3]
    raw = near[-1].raw if near else later[0].raw if later else ""
    return kin, AgeMention(start, end, raw, False, SEX_OF_KIN[kin], end)


_SUBJECT = re.compile(
    rf"^\W*(?:[\w\s-]{{0,40}},\s+)?(?:his|her|their|the\s+(?:patient|boy|girl|child)['’]s)\s+(?:[\w-]+\s+){{0,3}}{_KIN}\b(?!['’]s)",
    re.I,
)
_AGAIN_OWN = re.compile(r"\b(?:he|(?:our|the)\s+(?:patient|boy|girl|child|infant))\b", re.I)


def told_of_kin(text: str, place: int) -> bool:
    """'Her sister, 14 months old, had the same disease and died': what a place of a sentence tells is a relative's."""
    subject = _SUBJECT.match(text)
    return (
        subject is not None and subject.end() <= place and not _AGAIN_OWN.search(text, subject.end(), place)
    )


def no_patient(text: str) -> bool:
    """Say whether a sentence speaks of somebody of the family who is no patient: 'a grandchild tested negative'."""
    return _NOT_PATIENT.search(text) is not None and not _ALIKE.search(text)


def kin_marks(text: str, people: Sequence[Person]) -> list[tuple[int, int]]:
    """Return where a patient is named by kinship: 'the mother'."""
    return [match.span() for match in _named(text, people)]


def by_kin(text: str, people: Sequence[Person]) -> list[Person]:
    """Return the one patient whom a sentence names by kinship, or as the index patient."""
    named = _named(text, people)
    if not named:
        return []
    found = []
    for match in named:
        word = (match["kin"] or match["index"] or "").lower()
        same = [p for p in people if p.kin == word] if word else []
        if match["index"]:  # 'the index patient, the daughter'
            for person in same:
                person.which = "index"
        elif not word:
            same = [p for p in people if p.which == "index"] or [p for p in people if p.number == 1]
        found += [p for p in same if p not in found]
    return found if len(found) == 1 else []


def _named(text: str, people: Sequence[Person]) -> list[re.Match[str]]:
    words = {p.kin for p in people if p.kin}
    if not words and len(people) < 2:
        return []
    return list(_naming(frozenset(words)).finditer(text))


@cache
def _naming(words: frozenset[str]) -> re.Pattern[str]:
    kin = "|".join(sorted(words)) or "(?!)"
    return re.compile(
        rf"(?:\b(?:the|his|her)\s+(?:own\s+)?(?P<kin>{kin})\b|\bthe\s+index\s+(?:patient|case|child|boy|girl)\b(?:,\s+the\s+(?P<index>{kin})\b)?)(?!['’]s|\s+(?:reported|noticed|noted|said|told|found|brought|gave|took|stated|recalled|denied|described|observed|witnessed|carri)\w*)",
        re.I,
    )


def counterpart(kin: str, sex: str) -> str:
    """Return what the first patient is to that relative: a girl is the daughter of 'her mother'."""
    if kin in ("mother", "father"):
        return {"female": "daughter", "male": "son"}.get(sex, "")
    return (
        {"female": "sister", "male": "brother"}.get(sex, "")
        if kin in ("brother", "sister", "sibling", "twin")
        else ""
    )
