"""Fields that one phrase states: later scans, spectroscopy, the EEG as a whole, what remained, how it ended, where.

Each phrase counts only where its context stands in the sentence, and takes its status from the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.values import Status
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.keys import Keys, held
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.triggers import Cue


@dataclass(frozen=True, slots=True)
class PhraseMention:
    """A field with its status and value ('' for a sign), and where the words stand."""

    field: str
    status: Status
    value: str
    start: int
    end: int


_LATER = r"follow[- ]?up|later|repeat|second (?:MRI|CT)|months?|weeks? after|convalescen|subsequent|control (?:MRI|CT)"
_SCAN = r"\bMRI?\b|\bCT\b|magnetic resonance|tomograph|imaging|scan"
_NOT_OWN = frozenset({Cue.FAMILY, Cue.LITERATURE, Cue.HYPOTHETICAL, Cue.UNCERTAIN, Cue.HISTORICAL})

#: (field, value, letters without which nothing matches, contexts that must all stand in the sentence, phrase)
_PHRASES: tuple[tuple[str, str, Keys, tuple[Sieve, ...], Sieve], ...] = tuple(
    (field, value, Keys("|".join(keys)), tuple(Sieve(c, re.I) for c in contexts), Sieve(pattern, re.I))
    for field, value, keys, contexts, pattern in (
        ("eeg_abnormal", "", ("eeg", "encephalogra"), (r"\bEEG\b|electro-?encephalogra",), r"\b(?:abnormal(?:ities)?|slow(?:ing|[- ]waves?)?|epileptiform|discharges|delta activity|burst[- ]suppression|low voltage)\b"),
        ("imaging_resolution", "", ("mri", "ct", "imaging", "scan", "lesion"), (_LATER, _SCAN), r"\b(?:resolution|regression|disappearance|normali[sz]ation|improvement|shrinkage) of\b|\b(?:lesions?|abnormalit\w+|changes|oedema|edema|swelling)\b[^.;]{0,40}\b(?:resolved|regressed|disappeared|improved|decreased|diminished)\b|\bMRI\b[^.;]{0,15}\b(?:became|had become) normal"),
        ("atrophy_late", "", ("atroph",), (_LATER, _SCAN), r"\batroph(?:y|ic)\b"),
        ("cystic_change_late", "", ("cyst", "malacia", "cavit"), (_LATER, _SCAN), r"\b(?:cystic|cysts?|encephalomalacia|cavit\w+)\b"),
        ("mrs_lactate", "", ("lactate",), (r"spectroscop|\bMRS\b",), r"\b(?:lactate (?:peak|doublet)|(?:elevated|increased|raised|high|more) lactate|lactate (?:was |were )?(?:elevated|increased|raised))\b"),
        ("enhancement_pattern", "rim", ("enhanc",), (), r"\b(?:rim|ring|peripheral)(?:-like)?[- ]?enhanc\w+|\benhanc\w+ (?:of|at) the (?:rim|periphery)\b"),
        ("supportive_care_only", "", ("supportive", "symptomatic"), (), r"\b(?:supportive|symptomatic)\s+(?:care|treatment|therapy|management|measures)\s+(?:only|alone)\b|\bonly\s+(?:supportive|symptomatic)\s+(?:care|treatment|therapy|management|measures)\b|\b(?:treatment|management|therapy)\s+was\s+(?:purely\s+)?(?:supportive|symptomatic)\s+(?:only|alone)\b"),
        ("sequelae_any", "", ("sequelae", "deficit"), (), r"\b(?:neurological |neurologic |residual |motor |long-term |permanent |severe |mild |moderate )*sequelae\b|\bresidual (?:neurological |neurologic )?deficits?\b"),
        ("unable_to_walk", "", ("walk", "wheelchair", "bedridden", "ambula"), (_LATER + "|discharge|remained|sequelae|left",), r"\b(?:could not|cannot|unable to|not able to|not yet|never) walk\b|\bwheelchair\b|\bbedridden\b|\bnon-?ambula\w+"),
        ("lost_to_follow_up", "", ("lost to",), (), r"\blost to follow[- ]?up\b"),
        ("vaccination_advised", "", ("vaccin", "immuni"), (), r"\b(?:vaccination|immuni[sz]ation)\b[^.;]{0,25}\b(?:was|were) (?:recommended|advised|advocated)\b|\b(?:recommended|advised)\b[^.;]{0,25}\b(?:vaccination|immuni[sz]ation)\b"),
        *(
            ("death_cause", value, ("die", "death", "dead"), (), rf"\b(?:died|death|dead)\b[^.;]{{0,30}}?\b(?:of|from|due to|because of|caused by|as a result of)\s+(?:\w+\s+){{0,3}}?(?:{words})")
            for value, words in (
                ("herniation", r"herniation"), ("cerebral_oedema", r"(?:cerebral|brain) (?:o)?edema"), ("brain_death", r"brain death"), ("shock", r"shock|circulatory (?:failure|collapse)"),
                ("multi_organ_failure", r"multi(?:ple)?[- ]?organ (?:failure|dysfunction)"), ("respiratory_failure", r"respiratory failure"), ("cardiac_arrest", r"cardiac arrest"),
                ("infection", r"sepsis|pneumonia|infection"), ("haemorrhage", r"h(?:a)?emorrhage"),
            )
        ),
    )
)  # fmt: skip
_EEG_NORMAL = Sieve(
    r"\b(?:EEG|electro-?encephalogra(?:m|phy))\b[^.;,]{0,25}\b(?:was|were|showed|revealed|remained)\s+(?:\w+\s+)?(?:normal|unremarkable|no abnormalit\w+)\b|\bnormal (?:EEG|electro-?encephalogra(?:m|phy))\b",
    re.I,
)
#: Where the patient was treated; never the affiliation of an author.
_CITY = Sieve(
    r"\b(?:admitted|transferred|referred|brought|taken|treated|hospitali[sz]ed|presented)\b[^.;]{0,60}?\b(?:hospital|cent(?:er|re)|clinic|ward|unit|department)\s+in\s+(?P<name>[A-Z][\w’'-]+(?:\s(?!Hospital)[A-Z][\w’'-]+)?)"
)
_TREATED_AT = Keys("hospital|center|centre|clinic|ward|unit|department")
_TREATED_BY = Keys("admitted|transferred|referred|brought|taken|treated|hospitali|presented")


def find_phrases(text: str, countries: frozenset[str]) -> Iterator[PhraseMention]:
    """Yield the fields that phrases of a sentence state of its patient. countries: names that are no city, in lower case."""
    lower = text.lower()
    found = held(text)
    sentence = sentence_of(text)
    for field, value, keys, contexts, pattern in _PHRASES:
        if (
            not found & keys.bit
            or not pattern.may(text)
            or not all(context.search(text) for context in contexts)
        ):
            continue
        match = pattern.search(text)
        if match is None:
            continue
        assertion = sentence.assess(*match.span())
        if assertion.cues & _NOT_OWN or assertion.status not in (Status.PRESENT, Status.ABSENT):
            continue
        if assertion.status is Status.PRESENT or not value:
            yield PhraseMention(field, assertion.status, value, *match.span())
    if "normal" in lower or "unremarkable" in lower:
        match = _EEG_NORMAL.search(text)
        if match and not sentence.assess(*match.span()).cues & (_NOT_OWN | {Cue.NEGATED}):
            yield PhraseMention("eeg_abnormal", Status.ABSENT, "", *match.span())
    match = _CITY.search(text) if found & _TREATED_AT.bit and found & _TREATED_BY.bit else None
    if (
        match
        and match["name"].lower() not in countries
        and not sentence.assess(*match.span()).cues & _NOT_OWN
    ):
        yield PhraseMention("city", Status.PRESENT, match["name"], *match.span("name"))
