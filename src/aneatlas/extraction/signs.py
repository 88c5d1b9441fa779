"""Signs and tests of a sentence, with their status and role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.evidence import Role
from aneatlas.core.values import Status
from aneatlas.extraction.assertion import Assertion, sentence_of
from aneatlas.extraction.bare_values import find_bare_values
from aneatlas.extraction.level_words import level_beside
from aneatlas.extraction.lexicon import Mention, find_mentions
from aneatlas.extraction.measures import in_csf
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.triggers import Cue

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
_NAMES_FLUID = re.compile(r"pleocyt|rr?h?achia|dissociation|CSF", re.I)
_SEDATED = frozenset({"coma", "altered_consciousness", "lethargy"})
_INDUCED = re.compile(
    r"\b(?:\w*barbital|barbiturate|(?:\w+[- ])?induced|therapeutic|artificial|pharmacologic(?:al)?|medical|drug|thiopental|propofol|midazolam)\s+$",
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
_OTHER_EVENT = re.compile(
    r"seiz|convuls|\bfits?\b|vomit|fever|syncop|apn(?:o)?ea|headache|diarrh|cardiac|bleed|stroke|tumou?r|carcinoma|cancer|lymphoma|sarcoma|neoplas|metasta|resection|excision|surg|biops|scopy|hernia",
    re.I,
)
_OF_ANE = re.compile(
    r"ANE|ENA|MERS|AESD|AHLE|ADEM|necroti[sz]ing|encephal(?:opathy|itis)|disease|illness", re.I
)
#: 'No further seizures': there was one.
_FURTHER = re.compile(
    r"\b(?:no|any|without|free (?:of|from)) (?:further|more|additional|subsequent|new) (?:\w+ )?$", re.I
)
_RECUR = re.compile(r"\brecur|reappear|repeat", re.I)
_STRAIN = re.compile(r"\b(?:strains?|virus(?:es)?|viral|isolates?|bacteri\w+|pathogens?)\b", re.I)
_PLANNED = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:was|were|is|are|had been)\s+(?:\w+ly\s+|only\s+|first\s+)?(?:planned|scheduled|advised|recommended|considered|intended|offered|suggested|proposed)\b",
    re.I,
)
#: 'Attempts at lumbar puncture failed', 'raised pressure prevented lumbar puncture'.
_HINDERED = re.compile(
    r"\b(?:prevent(?:ed|ing)|hinder(?:ed|ing)|imped(?:ed|ing)|fail(?:ed|ing|ure of)|unsuccessful|contra-?indications? (?:to|for|against))\s+(?:(?:at|an?|the|any)\s+)*$",
    re.I,
)
_FAILED = re.compile(
    r"\s+(?:(?:was|were|had been|proved)\s+)?(?:attempted\s+|tried\s+)?(?:\w+\s+)?(?:failed(?!\s+to)|unsuccessful|without success|in vain|impossible)\b",
    re.I,
)
#: 'CSF lactate was not measured': a part of the test was left out.
_PART_OF_FLUID = re.compile(
    r"\s+(?:opening\s+)?(?:pressure|glucose|sugar|lactate|protein|cultures?|PCR|cytolog\w+|cytokines?|interleukin\w*|IL-?6|oligoclonal|IgG|neopterin|virolog\w+|serolog\w+|neurotransmitters?|amino acids?)\b",
    re.I,
)
_FLUID = (
    r"(?:CSF|LCR|liquor|(?:cerebro-?|cerebral )?spinal (?:fluid|liquid)(?: \(CSF\))?|lumbar punctures?|\bLP)"
)
_NORMAL_CSF = Sieve(
    rf"\b{_FLUID}(?:(?: ?[,/(:] ?| )(?:analysis|parameters|profile|investigations?|routine|analyses|examinations?|study|studies|findings?|results?|testing|tests?|was|were|is|lay|all|also|both|again|completely|entirely|essentially|otherwise|therefore|initially|on|at|admission|of|had|gave|yielded|showed|revealed|and|biochemi\w+|cytolog\w+|chemistr\w+|microscop\w+|urine|urinalysis|blood|serum|the|EEG|work-?up|remained|composition|values)\)?)*:? (?:normal|unremarkable|non-?contributory|within (?:the )?(?:normal|reference) (?:limits|range))\b(?! (?:opening|glucose|sugar|lactate|pressure|protein|cell|white|for|except|apart|in (?:colou?r|appearance|aspect)|colou?r|appearance))"
    rf"|\b{_FLUID}(?: (?:analysis|examination|studies|tests|parameters|findings|results))?,? (?:\(|including |with )[^.;:()]{{3,60}}?[,)] (?:was|were) (?:all |both )?(?:normal|unremarkable)\b|\bnormal (?:findings (?:on|of|in) )?(?:the )?{_FLUID}\b(?! (?:opening|glucose|sugar|pressure|protein|cell|lactate|culture|PCR|white))|\b{_FLUID}[^.;]{{0,25}} (?:showed|revealed|disclosed|had|was without|without) (?:no|any) (?:signs of )?(?:\w+ )?(?:patholog\w+|abnormal\w+)"
    rf"|\bno (?:\w+ )?(?:abnormalit\w+) (?:(?:was|were|could be) (?:found|seen|detected|noted|present|observed) )?(?:in|of|on) (?:the |his |her )?{_FLUID}\b(?! (?:culture|PCR))|\b{_FLUID}(?: \w+)? (?:(?:did not|failed to) (?:show|reveal|disclose|demonstrate) (?:any )?abnormal\w+|(?:was|were) not abnormal|(?:showed|revealed|disclosed) nothing (?:abnormal|remarkable|pathological))"
    rf"|\bnothing (?:abnormal|remarkable|pathological) (?:was|could be) (?:found|seen|detected|noted) (?:in|on) (?:the |his |her )?{_FLUID}\b"
    rf"|\bnormal,? as (?:was|were|did) (?:also )?(?:the |his |her )?{_FLUID}\b"
    rf"|\b{_FLUID}(?: \(CSF\))?,[^.;]{{0,90}}?\b(?:were|was) (?:all |both |also )?(?:normal|unremarkable)\b|\b(?:normal|unremarkable),? (?:as|and so|so) (?:was|were) (?:also )?(?:the |his |her )?{_FLUID}\b|\b{_FLUID} (?:stayed|remained|proved|came back|turned out|appeared) (?:\w+ )?(?:normal|unremarkable)\b",
    re.I,
)
_ONLY_CELLS = re.compile(r"cytolog|microscop", re.I)
_ONLY_CHEMISTRY = re.compile(r"chemi", re.I)
_DISSOCIATION = re.compile(
    rf"\b{_FLUID}[^.;]{{0,30}} (?:normal|unremarkable) (?:apart from|except for|other than|save for|but for|except) [^.;]{{0,25}}protein|\b{_FLUID}[^.;]{{0,20}}\bonly (?:the )?protein\b[^.;]{{0,20}}\b(?:was|were) (?:\w+ly )?(?:raised|elevated|increased|abnormal)|\bonly (?:\w+ )?(?:abnormalit\w+|abnormal finding|change)(?: (?:of|in) (?:the )?{_FLUID})?[^.;]{{0,20}}\bprotein|\bprotein\w*[^.;]{{0,30}}\bonly (?:{_FLUID} )?(?:abnormalit\w+|abnormal finding|finding)|\b(?:albumin|protein|cyto-?albumin|cyto-?protein)o?[\w-]* dissociation|\bcytoalbuminous dissociation",
    re.I,
)
_COUNTED = re.compile(r"\d\s*(?:white\s+|nucleated\s+)?$")
_BECAME = re.compile(r"\b(?:became|become|turned|was now|until)\s+$", re.I)
_NO_CELLS = re.compile(
    r"\b(?:no|without|neither|free of)\s+(?:(?:white|red|nucleated|inflammatory)\s+(?:blood\s+)?)?$", re.I
)
_ONCE = frozenset({"seizure", "focal_seizure", "generalised_seizure", "status_epilepticus", "fever"})
_OF_GENES = frozenset({"genetic_test_done", "ranbp2_tested"})
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
        if mention.field == "recurrent" and _of_something_else(text, mention, assertion):
            continue
        sign = _sign(text, mention, assertion)
        if sign is None or (mention.field in _SEDATED and _INDUCED.search(text, 0, mention.start)):
            continue
        if (
            mention.field in _OF_FLUID
            and not _NAMES_FLUID.search(text, mention.start, mention.end)
            and not in_csf(text, mention.start, context)
        ):
            continue
        status, words = sign
        if mention.field in _ONCE and status is Status.ABSENT and _again(text, mention, assertion):
            status, words = Status.PRESENT, "of which none followed later"
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
    for bare in find_bare_values(text, context):
        yield Sign(bare.field, bare.status, Role.THIS_PATIENT, bare.start, bare.end, bare.rule)
    if ("dissociation" in text or "protein" in text) and (match := _DISSOCIATION.search(text)):
        yield Sign(
            "csf_pleocytosis", Status.ABSENT, Role.THIS_PATIENT, *match.span(), f"'{match.group()}' stated"
        )


def _of_something_else(text: str, mention: Mention, assertion: Assertion) -> bool:
    """'A second episode of seizures', 'recurrence' of whatever: only the disease named, or its denial, counts."""
    words = text[mention.start : mention.end]
    if _OF_ANE.search(words):
        return False
    bare = words.lower().startswith("recurrence") and not assertion.negated
    return bare or _OTHER_EVENT.search(text) is not None


def _has_ended(text: str, mention: Mention) -> bool:
    """'After tocilizumab his consciousness was clear and convulsions did not return': they were there before."""
    return mention.field in _CEASES and bool(
        _ENDED.search(text, 0, mention.start) or _AGAIN.match(text, mention.end)
    )


def _again(text: str, mention: Mention, assertion: Assertion) -> bool:
    """'No further seizures', 'the fever did not recur': what does not come again has been there."""
    if _FURTHER.search(text, 0, mention.start):
        return True
    return any(t.cue is Cue.NEGATED and _RECUR.search(t.words) for t in assertion.triggers)


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
    match = _NORMAL_CSF.search(text)
    if match and sentence_of(text).assess(*match.span()).status is Status.PRESENT:
        words = match.group()
        fields = ["csf_pleocytosis", "csf_protein_raised"]
        if bool(_ONLY_CELLS.search(words)) != bool(_ONLY_CHEMISTRY.search(words)):
            fields = fields[:1] if _ONLY_CELLS.search(words) else fields[1:]
        elif not re.search(r"normal|unremarkable|contributory|nothing", words, re.I):
            fields = fields[:1]  # 'no acute pathology' says nothing of protein
        for field in fields:
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
        return _done(text, mention, assertion)
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
    return level_beside(text, mention, assertion)


def _done(text: str, mention: Mention, assertion: Assertion) -> tuple[Status, str] | None:
    """A test that is named was done, unless the words say that it was not, or only plan it."""
    if Cue.NOT_DONE in assertion:
        if Cue.FAMILY in assertion and mention.field in _OF_GENES:
            return None  # relatives who declined
        part = mention.field == "csf_done" and _PART_OF_FLUID.match(text, mention.end)
        return None if part else (Status.ABSENT, assertion.explanation)
    if _HINDERED.search(text, max(0, mention.start - 50), mention.start) or _FAILED.match(text, mention.end):
        return Status.ABSENT, "said to have failed"
    if assertion.cues & {Cue.HISTORICAL, Cue.FAMILY, Cue.LITERATURE} or _PLANNED.match(text, mention.end):
        return None
    if "genom" in text[mention.start : mention.end].lower() and _STRAIN.search(text):
        return None  # the virus was sequenced
    return Status.PRESENT, "named as a test"
