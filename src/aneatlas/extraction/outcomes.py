"""Outcome: the report's words or scale, mapped to the five levels by the study's published-scale table or by stated words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aneatlas.extraction.alternatives import Alternatives
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.durations import duration_raw
from aneatlas.extraction.keys import Keys
from aneatlas.extraction.numbers import WORD_NUMBER
from aneatlas.extraction.outcome_words import ALMOST, DIED, LATE_ONLY, MILD, MODERATE, RECOVERED, SEVERE
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.triggers import Cue

#: Level -> its words, the worst first; the last column: whether they count in words of the late course alone.
_WORDS: tuple[tuple[str, Alternatives, bool], ...] = (
    ("died", DIED, False),
    ("severe_impairment", SEVERE, True),
    ("moderate_impairment", MODERATE, True),
    ("mild_impairment", MILD, True),
    ("recovered", RECOVERED, False),
    ("recovered", LATE_ONLY, True),
    ("mild_impairment", ALMOST, False),
)
_CONTEXT = re.compile(
    r"\b(?:discharge[d]?|follow(?:ed)?[- ]?up|outcome|later|recover\w*|surviv\w*|left(?! (?:thalam|hemi|side|arm|leg|frontal|parietal|temporal|occipital))|remain\w*|sequelae|died|death|dead|expired|succumbed|residual|rehabilitation|after \d|at \d|months?|years?|prognosis|sequela|neurorehabilitation|palliative|(?:last|latest|next|recent) (?:review|visit|examination)|clinic visit|requires|needs|walks|can (?:now |again |only )?walk|speaks|attends|eventual(?:ly)?|has since|since then|never \w+ (?:n?or \w+ )?again|seen again|survives|in the end|finally|last visit|transferred to (?:a |the )?(?:rehabilitation|nursing|chronic|long-term)|(?:is|are) (?:both |now )?doing (?:very )?well|(?:is|are) now|is (?:still )?(?:severely|profoundly|moderately|mildly)|(?:went|go|goes|sent|returned|came|taken|let) home|bedridden|wheelchair|vegetative|dependent|persist(?:ed|s)|dismissed|leaving|reviewed|lasting|permanent|(?:resolved|disappeared|vanished|cleared|normali[sz]ed),? (?:apart|aside|except|save|but for))\b",
    re.I,
)
#: 'Recovered from a severe impairment'; 'after severe impairment, he ...'.
_OVERCOME = re.compile(
    r"\b(?:recover(?:ed|y|ing)|recuperat\w+) (?:(?!apart|aside)\w+ )?from (?:an? |the |his |her )?(?:(?!but\b|yet\b)[\w-]+ ){0,3}$",
    re.I,
)
_BEHIND = re.compile(
    r"\b(?:after|following|despite|in spite of) (?:(?:an?|the|his|her|such|initial(?:ly)?|early|transient) )*$",
    re.I,
)
#: A deficit alone is an outcome only where it lasts.
_BARE = re.compile(
    r"(?:spastic |flaccid )?(?:tetra|quadri|hemi|para|di)(?:paresis|plegia)|aphasia|ataxia|dysarthria", re.I
)
_LASTING = re.compile(
    r"\b(?:left with|residual|remain\w*|persist\w*|sequela\w*|discharged?|follow(?:ed)?[- ]?up|(?:weeks?|months?|years?) (?:later|after)|after (?:\w+ )?(?:weeks?|months?|years?)|surviv\w+|outcome|leaving|dismissed|permanent|lasting|still)\b",
    re.I,
)
_ACUTE = re.compile(
    r"\b(?:(?:on|at|upon) (?:hospital |PICU |ICU |the )?(?:admission|arrival|presentation)|at presentation|at first|at the onset|when (?:he|she) (?:came|arrived)|presented with|admitted (?:with|for|because)|on examination|initial(?:ly)?|developed|days? after (?:the )?(?:onset|fever))\b",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:of (?:which|whom|these|those|reported)|(?:one|a|two)[- ](?:third|fourth|quarter)s?|half of|\d+(?:\.\d+)?\s?%|per ?cent|most (?:of|patients|children|cases|reports)|many (?:of|patients|children|die)|mortality|literature)",
    re.I,
)
#: Before the words: nobody, or nearly.
_NOBODY = re.compile(
    r"\b(?:none|nobody|no one|no (?:other )?(?:patients?|child(?:ren)?|cases?|deaths?|relatives?)|neither(?: of \w+)?|nearly|almost|(?:father|mother|grand\w+|uncle|aunt|cousin), who|aims?|goals?|hope|chances?|likelihood|prospects?|probability|ranges?|ranging|varie[sd]|varying|vary|would have|could have|might have|other than those who|if|of (?:his|her) (?:\w+ )?(?:siblings|brothers|sisters|cousins|relatives|uncles|aunts))\b[^.;,]{0,30}$",
    re.I,
)
#: 'Virtually no sequelae' are some; 'virtually bedridden' is near enough.
_NEARLY = re.compile(r"\b(?:practically|virtually|hardly|scarcely|barely|next to|all but) $", re.I)
#: After the words: it did not come to that, or another illness came.
_NOT_SO = re.compile(
    r"\s+(?:since (?:birth|infancy|childhood)|[^.;]{0,50}\bbefore (?:admission|onset|the (?:present )?(?:illness|disease))\b|(?:was|were|had been|could be|is) (?:\w+ )?(?:feared|averted|avoided|prevented|hoped|expected|anticipated|predicted|possible|likely)|[^.;]{0,40}\b(?:when|until) (?:\w+ )?(?:he|she|suddenly|the (?:boy|girl|child|patient))\b)",
    re.I,
)
#: What else recovers, or is impaired: 'liver tests returned to normal', 'the left ventricle was severely impaired'.
_ORGAN = re.compile(
    r"\b(?:livers?|hepat\w+|renal|kidneys?|cardi\w+|heart|ventric\w+|ejection|myocard\w+|contractil\w+|platelets?|thrombocyt\w+|blood|temperature|fever|enzymes?|(?:amino)?trans\w*aminases?|AST|ALT|CRP|MRI|MR|EEG|CT|imaging|images?|scans?|lesions?|radiolog\w+|laborator\w+|tests?|values?|counts?|CSF|proteins?|ammonia|lactate|glucose|sodium|creatinine|coagul\w+|pupils?|respirat\w+|lungs?|pulmonary|breathing|pressure|levels?(?! of func)|conscious\w*|awareness|sensorium|perfusion|oxygen\w*|circulat\w+|immun\w+|swelling|(?:o)?edema|thalami|rash|appetite|sleep|pulse|saturation|parameters|hearing)\b",
    re.I,
)
#: Consciousness that a person regains or has little of: no other subject than the person.
_NO_ORGAN = re.compile(
    r"\bminimally conscious\b|\bminimal consciousness\b|\b(?:regain|recover)\w* (?:full |clear )?consciousness\b",
    re.I,
)
_PERSON = re.compile(
    r"\b(?:he|she|they|patients?|boy|girl|child(?:ren)?|infant|baby|man|woman|both|who|twins?|brothers?|sisters?|siblings?)\b",
    re.I,
)
_WHOLE = re.compile(r"\b(?:clinical\w*|neurolog\w+)\b", re.I)
_NEW_VERB = re.compile(
    r"\band (?:he |she )?(?:\w+ly )?(?:remain(?:s|ed)|died|is|was|stayed|became|needs|requires|has|had|survived|left|recovered)\b",
    re.I,
)
#: 'Had only fever and recovered fully': who had the fever recovered.
_AND_RECOVERED = re.compile(r"\band (?:(?:has|had|have|then|later|since|was|were|\w+ly) )*$", re.I)
_OWN_VERB = re.compile(
    r"recover|made|surviv|discharg|(?:\w+ )?regain|without|(?:fully|completely) recovered", re.I
)
_NOT_DEAD = re.compile(r"death (?:was|is|had been) (?:not|never)\b", re.I)
_ORGAN_AFTER = re.compile(
    r"\s+(?:(?:of|in) (?:the |his |her )?)?(?:renal|kidney|liver|hepatic|cardiac|(?:left )?ventric\w+|heart|conscious\w*|awareness|mental status|respirat\w+|immun\w+|lung|pulmonary|the (?:liver|kidneys?|MRI|EEG|lesions?|imaging|images|rash|fever|laborator\w+))\b",
    re.I,
)
_DIVIDE = re.compile(
    rf";|\b(?:but|yet|however|in the end|then|later|subsequently|eventually|finally|ultimately|thereafter|although|though|except|apart from|save for|at (?:the )?(?:last |final |latest )?follow-?up|(?:after|at|by|within) (?:\d+|{WORD_NUMBER}|an?|the age of)[ -](?:\w+ )?(?:weeks?|months?|years?))\b",
    re.I,
)
_OUT = frozenset({Cue.HYPOTHETICAL, Cue.UNCERTAIN, Cue.HISTORICAL, Cue.FAMILY, Cue.NEGATED, Cue.NOT_DONE})
_SCALE = Sieve(
    r"(?P<mrs>modified Rankin(?: scale)?(?: score)?(?: \(mRS\))?|\bmRS)|(?P<pcpc>P(?:a)?ediatric Cerebral Performance Category(?: \(PCPC\))?|\bPCPC)|(?P<popc>\bPOPC)|(?P<koschi>\bKOSCHI)|(?P<gos_e>\bGOS-?E\b|extended Glasgow outcome)|(?P<gos>Glasgow outcome (?:scale|score)(?: \(GOS\))?|\bGOS\b)",
    re.I,
)
_SCALE_KEYS = ("rankin", "mrs", "cerebral performance", "pcpc", "popc", "koschi", "gos", "glasgow outcome")
_SCALE_NAMES = Keys("|".join(_SCALE_KEYS))
_SCORE = re.compile(
    r"^(?:\s+(?:scale|score|category|grade|was|of|is|at|on|to|discharge|follow-up|improved|a|=|at\s+\d+\s+(?:weeks?|months?|years?))|[\s:=(,])*(?P<n>[1-5][AB]\b|[0-8])(?!\d|\.\d|[%AB]|\s?(?:months?|years?|weeks?|days?))",
    re.I,
)
_WHEN = re.compile(
    rf"\b(?:at|after|on)\s+(?:the\s+|a\s+)?(?P<n>\d+|{WORD_NUMBER})[\s-](?P<unit>weeks?|months?|years?)['’]?(?:\s+(?:of\s+|after\s+)?(?:follow[- ]?up|later|after|discharge|onset))?|(?P<n2>\d+|{WORD_NUMBER})\s+(?P<unit2>days?|weeks?|months?|years?)\s+(?:later|after (?:onset|discharge|admission))",
    re.I,
)
_DEATH_DAY = Sieve(
    rf"\b(?:died|expired|succumbed|death|dead)\b[^.;]{{0,40}}?\b(?:on\s+(?:the\s+)?(?:hospital\s+|illness\s+)?day\s+(?P<n>\d+)|(?P<n2>\d+|{WORD_NUMBER})\s+days?\s+(?:after|later))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class OutcomeMention:
    """An outcome in a sentence: its level ('' where only a scale without mapping), and details by field."""

    start: int
    end: int
    details: dict[str, str]


def find_outcomes(text: str, maps: Mapping[tuple[str, str], str]) -> Iterator[OutcomeMention]:
    """Yield at most one outcome of a sentence. `maps`: (scale, value) -> level, from the study."""
    scale = _SCALE.search(text) if _SCALE_NAMES.within(text) else None
    score = _SCORE.match(text[scale.end() : scale.end() + 40]) if scale else None
    if scale and score:
        name = str(scale.lastgroup)
        raw = score["n"].upper()
        details = {"outcome_scale": name, "outcome_raw": raw}
        level = maps.get((name, raw))
        if level:
            details["outcome_level"] = level
        yield OutcomeMention(scale.start(), scale.end() + score.end(), details | _when(text))
        return
    if chosen := _chosen(list(_candidates(text))):
        level, match = chosen
        details = {
            "outcome_level": level,
            "outcome_scale": "words_only",
            "outcome_raw": match.group(),
        } | _when(text)
        yield OutcomeMention(match.start(), match.end(), details)


def _candidates(text: str) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Yield (rank, level, words) of what a sentence states of its person; the lowest rank weighs most."""
    late: bool | None = None
    for rank, (level, pattern, needs_context) in enumerate(_WORDS):
        for match in pattern.finditer(text):
            if needs_context:
                if late is None:
                    late = _CONTEXT.search(text) is not None
                first = text.rfind(";", 0, match.start()) + 1
                if not late or (_ACUTE.search(text, first) and "sequelae" not in match.group()):
                    continue
            if (
                _of_others(text, match.start())
                or (level != "recovered" and _OVERCOME.search(text, 0, match.start()))
                or (level not in ("recovered", "died") and _BEHIND.search(text, 0, match.start()))
                or (_BARE.fullmatch(match.group()) and not _LASTING.search(text))
                or _NOBODY.search(text, 0, match.start())
                or (level == "recovered" and _NEARLY.search(text, 0, match.start()))
                or _NOT_SO.match(text, match.end())
                or _NOT_DEAD.search(match.group())
                or (level != "died" and _of_organ(text, match))
                or _cues(text, match) & _OUT
            ):
                continue
            yield rank, level, match


def _cues(text: str, match: re.Match[str]) -> frozenset[Cue]:
    """What the sentence says of the words; 'never spoke again and remained bedridden' denies the speech alone."""
    assertion = sentence_of(text).assess(*match.span())
    if Cue.NEGATED in assertion and all(
        t.end <= match.start() and _NEW_VERB.search(text, t.end, match.end())
        for t in assertion.triggers
        if t.cue is Cue.NEGATED
    ):
        return assertion.cues - {Cue.NEGATED}
    return assertion.cues


def _of_organ(text: str, match: re.Match[str]) -> bool:
    """Say whether an organ or a test is what recovered or is impaired: named in the clause, and no person after it."""
    joined = _AND_RECOVERED.search(text, 0, match.start()) if _OWN_VERB.match(match.group()) else None
    if joined:
        return bool(_ORGAN_AFTER.match(text, match.end()))
    start = max(
        (
            m.end()
            for m in re.finditer(
                r"[.,;:]\s|\b(?:and|but|while) (?:he|she|the (?:boy|girl|child|patient))\b",
                text[: match.start()],
            )
        ),
        default=0,
    )
    words = _NO_ORGAN.sub("", text[start : match.end()])
    organs = [] if _WHOLE.search(words) else [m.start() for m in _ORGAN.finditer(words)]
    persons = [m.start() for m in _PERSON.finditer(words)]
    return bool(organs and max(persons, default=-1) < max(organs)) or bool(
        _ORGAN_AFTER.match(text, match.end())
    )


def _chosen(found: list[tuple[int, str, re.Match[str]]]) -> tuple[str, re.Match[str]] | None:
    """Death outweighs all; else the state at the last time that the sentence tells of, and the worst of that time."""
    if not found:
        return None
    text = found[0][2].string
    begin = 0
    if min(rank for rank, _, _ in found):  # nobody died
        last = max(match.start() for _, _, match in found)
        borders = [m.start() for m in _DIVIDE.finditer(text) if m.start() <= last]
        begin = next((b for b in reversed(borders) if any(b <= m.start() for _, _, m in found)), 0)
    own = [entry for entry in found if entry[2].start() >= begin]
    _, level, words = min(own, key=lambda entry: (entry[0], entry[2].start()))
    return level, words


def _of_others(text: str, place: int) -> bool:
    """'Of whom one third died': the clause before the words counts others."""
    clause = re.split(r"[.;,:](?!\s*(?:\d|of wh))", text[:place])[-1]
    return _OTHERS.search(clause) is not None


def _when(text: str) -> dict[str, str]:
    if match := _WHEN.search(text):
        raw = duration_raw(match["n"] or match["n2"], match["unit"] or match["unit2"])
        return {"outcome_time": raw, "outcome_point": "follow_up"} if raw else {}
    if re.search(r"\b(?:at|on|upon|before) (?:hospital )?discharge|discharged\b", text, re.I):
        return {"outcome_point": "discharge"}
    return {"outcome_point": "follow_up"} if re.search(r"follow[- ]?up", text, re.I) else {}


def find_death_day(text: str) -> tuple[str, int, int] | None:
    """Return the day of death ('5 days') with its place, where the sentence gives one."""
    match = _DEATH_DAY.search(text)
    if not match:
        return None
    raw = duration_raw(match["n"] or match["n2"], "days")
    return (raw, match.start(), match.end()) if raw else None
