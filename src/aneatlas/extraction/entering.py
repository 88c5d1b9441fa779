"""How the only patient of a report enters where no age is given: 'a young man fell ill', 'Case summary: fever ...'."""

from __future__ import annotations

import re
from functools import lru_cache

from aneatlas.extraction.naming import general
from aneatlas.extraction.patient_words import BEFELL, HAPPENED, PAST, SINGLE, speaks_of_others
from aneatlas.extraction.sieve import Sieve

_OUR = Sieve(
    r"\b(?:our|the present(?:ed)?|the index|the reported|the described)\s+(?:[\w-]+\s+){0,2}?(?:patient|child|boy|girl|infant|toddler|man|woman|neonate|case)\b(?!s|\s+(?:series|load|definition))",
    re.I,
)
_SOME_ONE = Sieve(
    r"\b(?:an?|one|our|this)\s+(?:[\w-]+\s+){0,5}?(?:patient|child|boy|girl|infant|toddler|man|woman|male|female|neonate|newborn|baby|schoolboy|schoolgirl|lady|gentleman|teenager|adolescent|adult)\b(?! (?:of|in) (?:life|age))",
    re.I,
)
#: 'The patient had been well until ...'; 'the first case in Greece is reported'.
_THE_ONE = Sieve(
    r"^\W*(?:[A-Z]\w+:\s*)?(?:the|this) (?:[\w-]+ ){0,3}?(?:patient|child|boy|girl|infant|toddler|man|woman|neonate|deceased)\b(?=\s*,|\s+(?:was|had|presented|developed|became|died|recovered|lost|fell|received|underwent)\b)|\bthe first (?:[\w-]+ ){0,4}?(?:case|patient|child)\b[^.;]{0,80}\bis (?:here |hereby |herein )?(?:reported|described|presented)\b",
    re.I,
)
#: Whoever 'can' or 'should' is nobody: 'how a child should be managed'.
_MODAL = re.compile(
    r"\b(?:should|may|might|can|must|would|could|ought|how an?|when an?|if an?|whether an?)\b", re.I
)
_REPORTED = Sieve(
    r"\bthe (?:[\w-]+ ){0,3}?(?:adult|child|patient|boy|girl|infant|newborn|neonate|man|woman|case) (?:that |whom )?(?:we (?:report|describe|present)|(?:reported|described|presented) here)\b|\bwe (?:here |hereby |herein )?(?:report|describe|present)\b(?! (?:our|on|the (?:results|findings|literature)))|\b(?:is|are) (?:here |hereby |herein )?(?:reported|described|presented)(?= (?:here|in this|with|together)|[.;,]|$)",
    re.I,
)
_STATES = re.compile(r"\b(?:is|are|we|this report|literature|has|have)\b", re.I)
#: The part of a text that tells of one patient.
_CASE_PART = re.compile(
    r"\W*(?:case(?! series|s\b|[- ]control)(?: (?:report|presentations?|descriptions?|summary|history|study|details?|vignette|illustration))?|(?:the )?patient(?: (?:concerns?|presentation|description|history|data|information))?|clinical (?:presentation|description|findings|picture|course|history|case|data|problem|summary)|presentation(?: of (?:the )?case)?|history(?: of present illness)?|observation|vignette|presenting (?:concerns|features|symptoms))\W*$",
    re.I,
)
_TOLD_PART = re.compile(
    r"\W*(?:imaging|images?|(?:imaging |clinical |radiological |mri )?findings?|investigations?|examination|mri|diagnos[ie]s|interventions?|outcomes?|treatment|course|management|pathology|autopsy|laboratory|hospital course|follow-?up)\b",
    re.I,
)
_TOLD_CASE = re.compile(
    r"\bcase (?:report|study|presentation)\b(?!s)|\bin an? (?:[\w-]+ )?(?:\w+|\d+)[- ](?:year|month|week|day)s?[- ]old\b|\b(?:an?|one|the) (?:[\w'’/-]+ ){0,6}?(?:case|patient|child|boy|girl|infant|toddler|adult|adolescent|neonate|newborn|man|woman|male|female|student|teenager|survivor)\b(?!s)|\bautopsy\b|\bfatal (?:case|outcome)\b",
    re.I,
)
_SERIES = re.compile(
    r"\b(?:cases|patients|children with|series|cohort|review of|survey|systematic|meta-analysis|trial|registry|siblings|twins)\b(?! report)",
    re.I,
)


def brings_in(text: str, short: bool = True, eager: bool = False) -> bool:
    """Say whether a sentence brings in the only patient.

    short: the text is no longer than an abstract. eager: the title promises a patient, and none was found.
    """
    if _OUR.search(text) and not general(text):
        return PAST.within(text) or HAPPENED.within(text)
    if (short or eager) and _THE_ONE.search(text) and not speaks_of_others(text) and not general(text):
        return True
    single = SINGLE.search(text)
    if single is None or _MODAL.search(text[max(0, single.start() - 10) : single.end() + 20]):
        return False
    if HAPPENED.search(text):
        return True
    if speaks_of_others(text) or general(text):
        return False
    if _SOME_ONE.search(text) and BEFELL.search(text):
        return True
    return eager and PAST.within(text)


def ours(text: str) -> bool:
    """Say whether a sentence tells of 'our patient': one enters so even in a discussion."""
    return _OUR.search(text) is not None and PAST.within(text) and not speaks_of_others(text)


@lru_cache(maxsize=64)  # every sentence of a part asks
def case_part(label: str) -> bool:
    """Say whether the label of a part promises words about a patient."""
    return bool(_CASE_PART.match(label) or _TOLD_PART.match(label))


def own_case(label: str, title: str) -> bool:
    """Say whether a part tells of one patient by its label: 'Case summary', 'Patient concerns'."""
    return _CASE_PART.match(label) is not None and not _SERIES.search(title)


def noted(text: str) -> bool:
    """Say whether words without a verb tell of what was: '4 days of fever, then status epilepticus'."""
    return not (
        _STATES.search(text)
        or speaks_of_others(text)
        or general(text)
        or _MODAL.search(text)
        or len(text) < 12
    )


def told(text: str) -> bool:
    """Say whether a sentence reports what was, of nobody else."""
    return (
        PAST.within(text)
        and not speaks_of_others(text)
        and not general(text)
        and not _MODAL.search(text)
        and not re.search(r"\b(?:we|this report|literature)\b", text, re.I)
    )


def reported_here(text: str) -> bool:
    """'Encephalopathy after influenza is reported': the subject of the report, before its patient enters."""
    return (
        _REPORTED.search(text) is not None
        and not speaks_of_others(text)
        and not re.search(
            r"\b(?:review|literature|should|may|might|first reported|how|to (?:raise|stress|discuss|emphasi))",
            text,
            re.I,
        )
    )


def told_case(title: str) -> bool:
    """Say whether a title promises one patient: 'a case report', 'in a young man'."""
    return bool(_TOLD_CASE.search(title)) and not _SERIES.search(title)


def told_early(text: str, part: str, begun: bool) -> bool:
    """Say whether a sentence tells of the only patient before any words for that patient.

    part: the label of the part of the text. begun: such a sentence stood before.
    """
    if reported_here(text) or (begun and told(text)):
        return True
    return case_part(part) and (told(text) or noted(text))
