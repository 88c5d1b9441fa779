"""Signs and tests of a sentence, with their status and role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.evidence import Role
from aneatlas.core.values import Status
from aneatlas.extraction.assertion import Assertion, sentence_of
from aneatlas.extraction.lexicon import Mention, find_mentions
from aneatlas.extraction.measures import in_csf
from aneatlas.extraction.triggers import Cue

_UP = r"elevat(?:ed|ion|ions)|rais(?:ed|ing)|risen|rich|times (?:the )?(?:upper|normal)|above (?:the )?(?:upper|normal)|exceed(?:ed|ing)|increas(?:ed|e|es|ing)|high(?:er)?|rise|rose|deranged|disturbed|pathologic(?:al)?|impaired|abnormal(?:ly|ities)?|marked(?:ly)?|positive"
_DOWN = r"low(?:er|ered)?|decreas(?:ed|e)|reduc(?:ed|tion)|drop(?:ped)?|fell|diminished|depressed"
_LEVEL = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<normal>normal(?:ly)?(?!\s*(?:range|values?|limits?|reference|levels?)?\s*[:<>≤≥(]?\s*\d)|unremarkable|within (?:the )?(?:normal|reference) (?:limits|range)|without (?:any )?(?:alterations?|abnormalit(?:y|ies)|changes?)))\b",
    re.I,
)
#: Words for a whole list, before it and after it.
_LEADING = re.compile(
    rf"\s*(?:results?|values?|findings?|tests?) (?:within|in) (?:the )?(?:normal|reference) (?:range|limits)\s*:|\s*(?:[\w ]{{1,25}}[:,]\s*)?(?:{_UP}|{_DOWN}|normal|unremarkable)\s+(?:values?|results?|levels?|concentrations?|findings?)?\s*(?:(?:were|was|had been|are)\s+)?(?:(?:found|obtained|measured|seen|noted|recorded|observed)\s+)?(?:for|of|in)\s",
    re.I,
)
_TRAILING = re.compile(
    rf"[^.;]*?\b(?P<all>(?:were|was)\s+(?:all|each|both)\s+(?:\w+ly\s+)?(?:{_UP}|{_DOWN}|normal|unremarkable))\b",
    re.I,
)
_VERB = re.compile(r"\b(?:was|were|is|are|had|showed|revealed)\b", re.I)
_DIGIT = re.compile(r"\d")
_LATE = re.compile(
    r"\b(?:(?:at|on|upon|before|after) (?:the )?discharge|discharged|follow(?:ed)?[- ]?up|(?:months?|years?) (?:later|after)|residual|sequelae|left with|(?P<stays>remained|persist(?:ed|ent|ing)))\b",
    re.I,
)
#: Between a sign and words of the late course after it: the sign was before.
_APART = re.compile(r"[,;:]|\b(?:and|was|were|he|she|who|but|then|after|until)\b", re.I)
#: A sign of the acute phase that a sentence about the late course states belongs to this field ('' = to none).
_LATE_FIELD = {
    "focal_deficit": "motor_impairment", "hypertonia": "motor_impairment", "hypotonia": "motor_impairment", "ataxia": "motor_impairment",
    "pyramidal_signs": "motor_impairment", "dysarthria": "speech_impairment", "gait_disturbance_acute": "gait_disturbance",
    "dystonia": "movement_disorder_late", "other_movement_disorder": "movement_disorder_late", "irritability": "behaviour_change",
    "seizure": "", "coma": "", "altered_consciousness": "", "eye_movement_abnormal": "", "fever": "",
}  # fmt: skip
#: Fields that a present narrower sign implies and an absent one does not deny.
_GENERAL = frozenset(
    {"altered_consciousness", "seizure", "thalamic_lesions_bilateral", "respiratory_symptoms"}
)
_EARLIER = frozenset({"consanguinity", "familial", "recurrent"})
#: Fields that a coma made by drugs does not state.
_OF_FLUID = frozenset({"csf_pleocytosis", "csf_protein_raised"})
_SEDATED = frozenset({"coma", "altered_consciousness", "lethargy"})
_INDUCED = re.compile(
    r"\b(?:\w*barbital|barbiturate|(?:\w+[- ])?induced|therapeutic|artificial|thiopental|propofol|midazolam)\s+$",
    re.I,
)
#: Before a sign that is denied: the words tell of its end, not that it never was.
_ENDED = re.compile(
    r"\b(?:following|after|with|under|on|upon) (?:[\w-]+ ){0,4}?(?:treatment|therapy|administration|infusions?|pulses?|steroids?|immunoglobulins?|IVIG|exchange|\w+mab|\w+lone|transfer|extubation|this|which)\b|\b(?:thereafter|afterwards|since then|from then on|subsequently|later|gradually|finally|eventually|by day \d+|at discharge)\b",
    re.I,
)
_CEASES = frozenset({"altered_consciousness", "coma", "seizure", "fever", "status_epilepticus"})
_AGAIN = re.compile(
    r"[^.;,]{0,25}\b(?:recur\w*|return\w*|reappear\w*|again|anymore|any more|any longer|no longer|further)\b",
    re.I,
)
_OF_FAMILY = frozenset({"familial", "consanguinity"})
_FLUID = r"(?:CSF|LCR|liquor|(?:cerebro)?spinal fluid(?: \(CSF\))?|lumbar puncture)"
_NORMAL_CSF = re.compile(
    rf"\b{_FLUID}(?::| (?:analysis|parameters|profile|investigations?|routine|analyses|examination|study|studies|findings?|results?|testing|tests?|was|were|is|all|also|completely|of|had|gave|showed|revealed|and))* (?:normal|unremarkable|within (?:the )?normal (?:limits|range))\b(?! (?:opening|glucose|sugar|pressure|protein|cell|white|lactate|chloride|for|except|apart))"
    rf"|\bnormal (?:findings (?:on|of|in) )?(?:the )?{_FLUID}\b(?! (?:opening|glucose|pressure|protein|cell|lactate))|\b{_FLUID}(?: \(CSF\))?,[^.;]{{0,90}}?\b(?:were|was) (?:all |both |also )?(?:normal|unremarkable)\b|\b(?:normal|unremarkable),? (?:as|and so|so) (?:was|were) (?:also )?(?:the |his |her )?{_FLUID}\b|\b{_FLUID} (?:stayed|remained|proved|came back|turned out|appeared) (?:\w+ )?(?:normal|unremarkable)\b|\b{_FLUID}[^.;]{{0,25}} (?:showed|revealed|disclosed|had) no (?:signs of )?(?:\w+ )?(?:patholog\w+|abnormal\w+)",
    re.I,
)
_DISSOCIATION = re.compile(
    rf"\b{_FLUID}[^.;]{{0,30}} normal (?:apart from|except for|other than|save for|but for) [^.;]{{0,25}}protein|\balbumin(?:o)?[- ]?cytologic(?:al)? dissociation|\bcytoalbuminous dissociation",
    re.I,
)
_BARE_CELLS = re.compile(
    r"(?<![\d.,/])(?P<n>\d{1,4})\s+(?:white\s+|nucleated\s+|mononuclear\s+|lympho\w*\s+)?(?:blood\s+)?cells\b(?!\s?(?:/|per|x|×)|-)",
    re.I,
)
_COUNTED = re.compile(r"\d\s*(?:white\s+|nucleated\s+)?$")
_BECAME = re.compile(r"\b(?:became|become|turned|was now|until)\s+$", re.I)
_NO_CELLS = re.compile(
    r"\b(?:no|without|free of)\s+(?:(?:white|red|nucleated|inflammatory)\s+(?:blood\s+)?)?$", re.I
)
_NEVER_ABSENT = frozenset({"autopsy_done", "rehabilitation"})


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign or test with its status, and the rule that gave it."""

    field: str
    status: Status
    role: Role
    start: int
    end: int
    rule: str


def find_signs(text: str, context: str = "") -> Iterator[Sign]:
    """Yield the signs of a sentence. `context`: the sentence before, which may name the test spoken of."""
    sentence = sentence_of(text)
    mentions = list(find_mentions(text, context))
    late = list(_LATE.finditer(text)) if any(m.field in _LATE_FIELD for m in mentions) else []
    for mention in mentions:
        assertion = sentence.assess(mention.start, mention.end)
        sign = _sign(text, mention, assertion)
        if sign is None or (mention.field in _SEDATED and _INDUCED.search(text, 0, mention.start)):
            continue
        if mention.field in _OF_FLUID and not in_csf(text, mention.start, context):
            continue
        status, words = sign
        if status is Status.ABSENT and (is_general(mention, mentions) or _has_ended(text, mention)):
            continue
        field = mention.field
        if field in _LATE_FIELD and _is_late(text, mention, late):
            field = _LATE_FIELD[field]
            if not field or status is not Status.PRESENT:
                continue
        rule = f"'{text[mention.start : mention.end]}' {words}"
        role = Role.THIS_PATIENT if field in _OF_FAMILY else role_of(assertion)
        yield Sign(field, status, role, mention.start, mention.end, rule)
    yield from _normal_csf(text)
    yield from _bare_cells(text, context)
    if ("dissociation" in text or "protein" in text) and (match := _DISSOCIATION.search(text)):
        yield Sign(
            "csf_pleocytosis", Status.ABSENT, Role.THIS_PATIENT, *match.span(), f"'{match.group()}' stated"
        )


def _has_ended(text: str, mention: Mention) -> bool:
    """'After tocilizumab his consciousness was clear and convulsions did not return': they were there before."""
    return mention.field in _CEASES and bool(
        _ENDED.search(text, 0, mention.start) or _AGAIN.match(text, mention.end)
    )


def _bare_cells(text: str, context: str) -> Iterator[Sign]:
    """'11 cells' of the fluid without a unit: counted per microlitre, as everybody does."""
    for match in _BARE_CELLS.finditer(text) if "cells" in text else ():
        if in_csf(text, match.start(), context):
            status = Status.PRESENT if int(match["n"]) > 8 else Status.ABSENT
            words = f"'{match.group()}', taken per microlitre"
            yield Sign("csf_pleocytosis", status, Role.THIS_PATIENT, *match.span(), words)


def _is_late(text: str, mention: Mention, late: list[re.Match[str]]) -> bool:
    """Say whether words of the late course reach a sign: they stand before it, or right after it."""
    for words in late:
        if words["stays"] and not _LATE_FIELD[mention.field]:
            continue  # 'remained comatose' is no late course
        if words.end() <= mention.start or not _APART.search(text[mention.end : words.start()]):
            return True
    return False


def _normal_csf(text: str) -> Iterator[Sign]:
    """'CSF analysis was normal' says that neither cells nor protein were raised."""
    lower = text.lower()
    if not ("normal" in lower or "unremarkable" in lower or "patholog" in lower):
        return
    match = _NORMAL_CSF.search(text)
    if match and sentence_of(text).assess(*match.span()).status is Status.PRESENT:
        whole = re.search(
            r"normal|unremarkable", match.group(), re.I
        )  # 'no acute pathology' says nothing of protein
        for field in ("csf_pleocytosis", "csf_protein_raised") if whole else ("csf_pleocytosis",):
            yield Sign(field, Status.ABSENT, Role.THIS_PATIENT, *match.span(), f"'{match.group()}' stated")


def is_general(mention: Mention, mentions: list[Mention]) -> bool:
    """Say whether a wide field matched the words of a narrower one: 'no coma' does not deny drowsiness."""
    return mention.field in _GENERAL and any(
        other.field != mention.field and other.start < mention.end and mention.start < other.end
        for other in mentions
    )


def role_of(assertion: Assertion) -> Role:
    """Return whom the words speak about, as far as the sentence's own triggers say."""
    if Cue.FAMILY in assertion:
        return Role.FAMILY
    return Role.LITERATURE if Cue.LITERATURE in assertion else Role.THIS_PATIENT


def _sign(text: str, mention: Mention, assertion: Assertion) -> tuple[Status, str] | None:
    if mention.mode == "done":
        return _done(mention, assertion)
    if mention.mode == "denied":
        denies = assertion.status is Status.PRESENT and not _BECAME.search(text, 0, mention.start)
        return (Status.ABSENT, "stated") if denies and Cue.HISTORICAL not in assertion else None
    if Cue.HISTORICAL in assertion and mention.field not in _EARLIER:
        return None
    if Cue.HYPOTHETICAL in assertion or Cue.NOT_DONE in assertion:
        return (
            (Status.ABSENT, "said not to be done")
            if mention.field in ("invasive_ventilation", "icu", "ecmo") and Cue.NOT_DONE in assertion
            else None
        )
    if mention.field == "csf_pleocytosis" and _NO_CELLS.search(text, 0, mention.start):
        return Status.ABSENT, assertion.explanation
    if mention.field == "csf_pleocytosis" and _COUNTED.search(text, 0, mention.start):
        return None  # '2 cells' is a number, not a level
    if mention.mode == "words":
        status = assertion.status
        if status is None or (status is Status.ABSENT and mention.field in _NEVER_ABSENT):
            return None
        return status, assertion.explanation
    return _level(text, mention, assertion)


def _done(mention: Mention, assertion: Assertion) -> tuple[Status, str] | None:
    """A test that is named was done, unless the words say that it was not, or only plan it."""
    if Cue.NOT_DONE in assertion:
        return Status.ABSENT, assertion.explanation
    if assertion.cues & {Cue.HISTORICAL, Cue.FAMILY, Cue.LITERATURE}:
        return None
    return Status.PRESENT, "named as a test"


def _of_list(text: str, mention: Mention) -> re.Match[str] | None:
    """'Normal results were obtained for A, B and C', 'A (138), B (29) and C (41) were all raised': one word for a list."""
    start = max(text.rfind(";", 0, mention.start), text.rfind(". ", 0, mention.start)) + 1
    lead = _LEADING.match(text, start)
    if lead and lead.end() <= mention.start and not _LEVEL.search(text, lead.end(), mention.start):
        return _LEVEL.search(text, start, lead.end())
    tail = _TRAILING.match(text, mention.end)
    if tail and not _LEVEL.search(text, mention.end, tail.start("all")):
        return _LEVEL.search(text, tail.start("all"), tail.end())
    return None


def _level(text: str, mention: Mention, assertion: Assertion) -> tuple[Status, str] | None:
    """'Raised', 'low' or 'normal' beside a laboratory test: the nearest word within the clause."""
    first = (
        max(
            text.rfind(";", 0, mention.start),
            text.rfind(". ", 0, mention.start),
            text.rfind(" but ", 0, mention.start),
        )
        + 1
    )
    last = min(
        (
            p
            for p in (
                text.find(";", mention.end),
                text.find(" but ", mention.end),
                text.find(" while ", mention.end),
            )
            if p >= 0
        ),
        default=len(text),
    )
    nearest: tuple[int, re.Match[str]] | None = None
    for word in _LEVEL.finditer(text, max(first, mention.start - 60), min(last, mention.end + 70)):
        distance = mention.start - word.end() if word.end() <= mention.start else word.start() - mention.end
        between = (
            text[word.end() : mention.start]
            if word.end() <= mention.start
            else text[mention.end : word.start()]
        )
        verbs = len(_VERB.findall(between))
        if (word.start() >= mention.end and (_DIGIT.search(between) or verbs > 1)) or (
            word.end() <= mention.start and verbs
        ):
            continue  # the word belongs to another test
        distance += 25 * len(re.findall(r",(?!\s?\d{3})", between)) + 40 * len(
            re.findall(r"\bwith\b", between)
        )
        if nearest is None or distance < nearest[0]:
            nearest = (distance, word)
    whole = _of_list(text, mention)
    if whole is None and (nearest is None or nearest[0] > 70):
        return None
    word = whole or nearest[1]  # type: ignore[index]
    wanted = "up" if mention.mode == "raised" else "down"
    said = f"beside '{word.group()}'"
    if Cue.UNCERTAIN in assertion:
        return Status.UNCLEAR, said
    negated = sentence_of(text).assess(word.start(), word.end()).negated or assertion.negated
    if word.lastgroup == wanted:
        return (Status.ABSENT if negated else Status.PRESENT), said
    if word.lastgroup == "normal" and not negated:
        return Status.ABSENT, said
    return None
