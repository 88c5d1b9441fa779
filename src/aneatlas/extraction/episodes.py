"""Further episodes of the illness: in the patient, who has it again, and in the family."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.values import Status
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.triggers import Cue


@dataclass(frozen=True, slots=True)
class EpisodeMention:
    """`field` is 'recurrent' or 'familial'; with its status, and where the words stand."""

    field: str
    status: Status
    start: int
    end: int


_ILL = r"(?:ANEC?1?\b|acute (?:h(?:a)?emorrhagic )?necroti[sz]ing|necroti[sz]ing enceph|(?:\w+ )?encephal(?:opath|itis)|the (?:same )?(?:disease|illness|disorder))"
_BOUT = r"(?:episodes?|attacks?|bouts?)"
_SIGNS = r"(?:seiz|convuls|status|epilep|fever|vomit|diarrh|apn|h(?:a)?emorrh|ataxia|headache|hypotens|desaturation|influenza|infection|leuk|lymphom|tumou?r|cancer|carcinom|malignan|colitis|nephro|malaria)"
_AGAIN = Sieve(
    rf"\b(?:(?:second|third|fourth|fifth),?\s+(?:(?:such|fatal|severe|mild(?:er)?|similar|identical|lethal)\s+)?{_BOUT}\b(?!\s+of\s+(?!{_ILL}))|(?:another|new|further|two|three|four|repeated|several)\s+(?:such\s+|similar\s+|further\s+)?{_BOUT}\s+of\s+{_ILL}"
    rf"|\b(?:recurrence|relapse)\s+(?:\w+\s+){{1,2}}(?:months|years?)\s+later\b|fell\s+ill\s+(?:a\s+second\s+time|again|once\s+more)\s+with\s+{_ILL}|\b(?:disease|illness|disorder)\s+(?:had\s+)?(?:struck\s+(?:him\s+|her\s+)?again|returned(?!\s+to)|reappeared|came\s+back)\b|\byears\s+(?:after|since|that\s+followed|of\s+follow)[^.;]{{0,30}}?\b(?:further|more|other|new)\s+(?:[\w-]+\s+)?(?:episodes|attacks)\b(?!\s+of\s+(?!{_ILL}))|had\s+(?:already|previously|once)\s+(?:had|survived|suffered(?:\s+from)?|experienced|gone\s+through|recovered\s+from)\s+an\s+(?:acute\s+)?encephalopathy|new\s+{_BOUT}\s+(?:developed|occurred|followed)|{_ILL}\w*(?:\s+\([^)]*\))?\s+(?:had\s+|has\s+)?(?:recurred|relapsed)\b"
    rf"|(?:experienced|suffered|had|developed|showed|revealed|was|with)\s+(?:an?\s+|one\s+|two\s+)?(?:\w+\s+)?(?:recurrence|relapse|reactivation)s?\b(?!\s+of\s+(?!{_ILL}))"
    rf"|had\s+(?:already\s+|previously\s+|once\s+)?(?:had|survived|suffered(?:\s+from)?|experienced|recovered\s+from)\s+(?:{_ILL}|an?\s+(?:similar|first|previous|earlier)\s+{_BOUT}(?:\s+of\s+{_ILL})?))",
    re.I,
)
_NEVER = Sieve(
    rf"\bno\s+(?:further\s+|second\s+|other\s+|new\s+|later\s+|subsequent\s+)*(?:(?:recurrence|relapse)s?\b(?!\s+of\s+{_SIGNS}|\s+risk)|{_BOUT}\s+of\s+{_ILL})|\b(?:free\s+of|without)\s+(?:any\s+|further\s+)?(?:recurrence|relapse)s?\b(?!\s+of\s+{_SIGNS})"
    rf"|\bno\s+second\s+{_BOUT}\b(?!\s+of\s+{_SIGNS})|\b(?:{_ILL}\w*|disease|illness)\s+(?:did|has|had)\s+not\s+(?:(?:recur|relapse)(?:red|d)?|come\s+back|return(?:ed)?|reappear(?:ed)?)\b",
    re.I,
)
_KIN = (
    r"(?:siblings?|brothers?|sisters?|cousins?|relatives?|family members?|mother|father|uncle|aunt|parents?)"
)
#: Those who had it, where no patient did.
_OF_KIN = re.compile(
    rf"\b(?:his|her|whose|the)\s+(?:family|relatives)\b[^.;]*$|\b(?:members|relatives)\s+(?:of\s+(?:his|her|the)\s+family\s+)?$|\b(?:his|her)\s+(?:\w+\s+){{0,2}}?{_KIN}\s+$",
    re.I,
)
_FAMILY = Sieve(
    rf"\b(?:in|within)\s+(?:whose|his|her|this|the\s+patient['’]s)\s+family,?\s+(?:\w+\s+){{0,3}}?{_ILL}\w*\s+(?:\w+\s+){{0,2}}?(?:segregat|runs\b|ran\b|had\s+occurred|has\s+occurred|was\s+known|is\s+known)\w*|\bfamily history\s+(?:was\s+|is\s+)?(?:positive|remarkable|significant|notable)\s+for\s+{_ILL}|\b{_ILL}\w*\s+(?:had|has)\s+(?:also\s+)?(?:occurred|appeared|developed)\s+in\s+(?:\w+\s+){{0,3}}?{_KIN}\b"
    rf"|\b{_ILL}\w*(?:\s+\([^)]*\))?\s+(?:had|has)\s+(?:also\s+|previously\s+)?(?:affected|struck|befallen|killed)\s+(?:an?|his|her|one|two|the)\s+(?:\w+\s+){{0,2}}?{_KIN}\b"
    rf"|\b(?:two|three|four|several|some|one)\s+of\s+(?:his|her|the\s+patient['’]s)\s+{_KIN}\s+(?:was|were|had been)\s+(?:also\s+|similarly\s+)?(?:affected\b|ill\s+with\s+{_ILL})"
    rf"|\b(?:an?|his|her|one)\s+(?:\w+\s+){{0,2}}?{_KIN}\s+(?:had|has)\s+(?:also\s+)?died\b[^.;]{{0,40}}?\b(?:of|from|with)\s+(?:an?\s+)?(?:similar\s+|same\s+)?{_ILL}",
    re.I,
)
_NOT_OWN = frozenset({Cue.LITERATURE, Cue.HYPOTHETICAL, Cue.UNCERTAIN})
_GENERAL = re.compile(
    r"\b(?:risk|prevent|may|might|can|could|patients|cases|children|mutations?|variants? (?:are|is|in|cause)|if|whether|should)\b",
    re.I,
)


def find_episodes(text: str) -> Iterator[EpisodeMention]:
    """Yield what a sentence says of further episodes."""
    sentence = sentence_of(text)
    if never := _NEVER.search(text):
        cues = sentence.assess(*never.span()).cues
        if not cues & (_NOT_OWN | {Cue.FAMILY}) and not _GENERAL.search(text[: never.end()]):
            yield EpisodeMention("recurrent", Status.ABSENT, *never.span())
    elif again := _AGAIN.search(text):
        cues = sentence.assess(*again.span()).cues
        kin = _OF_KIN.search(text[: again.start()])
        if kin and not cues & (_NOT_OWN | {Cue.NEGATED}):
            yield EpisodeMention("familial", Status.PRESENT, kin.start(), again.end())
        elif not cues & (_NOT_OWN | {Cue.FAMILY, Cue.NEGATED}) and not _GENERAL.search(text[: again.end()]):
            yield EpisodeMention("recurrent", Status.PRESENT, *again.span())
    if (family := _FAMILY.search(text)) and not _GENERAL.search(text[: family.end()]):
        assertion = sentence.assess(*family.span())
        if not assertion.cues & (_NOT_OWN | {Cue.NEGATED}):
            yield EpisodeMention("familial", Status.PRESENT, *family.span())
