"""Lengths of time: the prodrome, the stay, ventilation, follow-up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aneatlas.extraction.keys import Keys, held
from aneatlas.extraction.measures import Measure
from aneatlas.extraction.numbers import ORDINALS, WORD_NUMBER, to_number
from aneatlas.extraction.sieve import Sieve

_COUNT = rf"(?P<n>\d{{1,3}}(?:\.\d)?|{WORD_NUMBER}|a\s+single|a|an)"
_TIME = r"(?P<unit>hours?|h|days?|weeks?|months?|years?)"
_ONSET = r"(?:fever|feverish|high fever|pyrexia|illness|infection|symptoms?|vomiting|cough|influenza(?!\s+(?:\w+\s+)?vaccin)|flu(?!\s+(?:vaccin|shot|jab))|respiratory|febrile|flu-like|upper respiratory|viral|gastrointestinal|gastroenteritis|prodrom\w+|malaise|coryza|cold|loose stools|diarrh\w+|rhinorrh\w+|sore throat|runny nose|pharyngitis|tonsillitis|nausea|chest pain|abdominal pain|shortness of breath|myalgia|headache|COVID-19)"
_NERVE = r"(?:seiz\w*|convuls\w*|fits|(?:un)?conscious\w*|coma\w*|letharg\w*|drows\w*|encephalopath\w*|neurolog\w*|mental|stupor\w*|unrespons\w*|confus\w*|deliri\w*|somnol\w*|sensorium|status epilepticus|obtund\w*|disorient\w*|agitat\w*|una?rous\w*|semi-?coma\w*)"
_THE_SIGN = rf"(?:(?:the\s+)?onset\s+of\s+)?(?:the\s+|an?\s+|his\s+|her\s+)?(?:first\s+)?{_NERVE}"
#: 'Two days after she had first noticed fever'.
_FELL_ILL = r"(?:(?:he|she|they|the\s+\w+)\s+(?:had\s+)?(?:first\s+)?(?:caught|had|developed|contracted|noticed|noted|felt|experienced|complained\s+of|reported|shown|showed|suffered\s+from|(?:fell|fallen|been\s+taken|became|become)\s+ill\s+with|c[ao]me\s+down\s+with)|(?:falling|becoming)\s+ill\s+with|coming\s+down\s+with|developing|contracting)"
_CAME = r"(?:presented|admitted|brought|hospitali[sz]ed|sought\s+(?:medical\s+|urgent\s+)?(?:care|help|attention|advice)|came\s+to\s+(?:the\s+|our\s+)?(?:hospital|emergency\s+\w+|clinic|attention))"
_BETWEEN = (
    r"(?<!median\s)(?<!mean\s)(?<!average\s)(?:interval|time|latency|latent\s+period|delay|period|lapse|gap)"
)
_NO_SIGN = rf"(?:(?!{_NERVE})[^.;])"
_NEURO = Sieve(
    r"seiz|fits\b|convuls|conscious|coma|letharg|drows|enceph|neurolog|mental (?:status|state)|stupor|unrespons|confus|deliri|somnol|sensorium|epileptic|obtund|disorient|apath|rousab",
    re.I,
)
#: 'Without neurological signs', 'was fully conscious': no sign with which a prodrome could end.
_DENIED = Sieve(
    r"\b(?:without|no|never|absence of|denied)\s+(?:[\w-]+\s+){0,3}?(?:seiz\w*|convuls\w*|fits|(?:loss|disturbance|impairment)\s+of\s+conscious\w*|neurolog\w*|coma|encephalopath\w*|mental\s+\w+)\b"
    r"|\b(?:is|was|remained|fully|still)\s+conscious\b",
    re.I,
)
_KEYS = {
    ("prodrome_days", False): ("history", "prodrom", "present", "admi", "brought", "sought", "came", "unwell", "duration", "onset", "seen", "taken", "referred", "hospitali"), ("prodrome_days", True): ("after", "following", "from", " for ", " of ", "later", "into", "earlier", "previously", "for ", "before", "since", "last", "prior", "interval", "day ", "day-", "between", "over ", "within", "persist", "culminat", "followed", "back", "preceded"),
    ("hospital_days", False): ("discharged", "stay"), ("icu_days", False): ("icu", "intensive"),
    ("ventilation_days", False): ("ventilat", "intubated"), ("follow_up", False): ("follow",),
}  # fmt: skip
_LETTERS = {which: Keys("|".join(keys)) for which, keys in _KEYS.items()}
#: Letters of every word of _ONSET: without them no sentence tells of a prodrome.
_ILL = Keys(
    "fever|pyrexia|cold|loose|illness|infection|symptom|vomiting|cough|influenza|flu|respiratory|febrile|viral|gastro|prodrom|malaise|coryza|diarrh|rhinorrh|throat|nose|pharyngi|tonsill|nausea|chest|abdominal|breath|myalgia|headache|covid"
)
_UNITS_NEAR = Keys("day|week|month|year|hour")
# (field, needs a neurological sign in the sentence, words without which the pattern cannot match, pattern)
_DURATIONS: tuple[tuple[str, bool, Keys, Sieve], ...] = tuple(
    (field, neuro, _LETTERS[field, neuro], Sieve(pattern, re.I))
    for field, neuro, pattern in (
        ("prodrome_days", False, rf"{_COUNT}[\s-]{_TIME}['’]?\s+history\s+of\s+(?:(?!{_NERVE})[\w-]+,?\s+){{0,4}}?{_ONSET}"),
        ("prodrome_days", False, rf"history\s+of\s+{_COUNT}[\s-]{_TIME}\s+(?:of\s+)?(?:(?!{_NERVE})[\w-]+,?\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", False, rf"{_COUNT}[\s-]{_TIME}\s+(?:[\w-]+\s+)?prodrom\w+"),
        ("prodrome_days", False, rf"{_CAME}\b[^.;]{{0,40}}?\b(?:with|after|following|for|because\s+of)\s+(?:only\s+|about\s+|some\s+)?(?:a\s+)?{_COUNT}\s+{_TIME}\s+of\s+(?:[\w-]+\s+){{0,2}}?{_ONSET}"),
        ("prodrome_days", False, rf"{_CAME}\b[^.;]{{0,40}}?\b(?:with|after|because\s+of)\s+(?:[\w-]+,?\s+){{0,3}}?{_ONSET}\s+(?:[\w-]+\s+){{0,3}}?for\s+(?:the\s+(?:last|past)\s+)?{_COUNT}\s+{_TIME}"),
        ("prodrome_days", True, rf"{_ONSET}\s+(?:[\w-]+\s+){{0,3}}?last(?:ed|ing)\s+(?:for\s+|only\s+)*{_COUNT}\s+{_TIME}"),
        ("prodrome_days", False, rf"\bunwell\s+for\s+(?:only\s+|about\s+|just\s+)?{_COUNT}\s+{_TIME}\s+(?:with|because\s+of)\s+(?:[\w-]+,?\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", True, rf"\b(?:ill|sick|poorly|unwell)\s+for\s+(?:only\s+|about\s+|just\s+)?{_COUNT}\s+{_TIME}\s+(?:with|because\s+of)\s+(?:[\w-]+,?\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_ONSET}\b{_NO_SIGN}{{0,70}}?\b(?:lasted|persisted|continued|been\s+present)\s+(?:for\s+)?{_COUNT}\s+{_TIME}(?=,?\s+(?:when|before|until)\b)"),
        ("prodrome_days", True, rf"{_ONSET}\b{_NO_SIGN}{{0,40}}?\b(?:(?:progress|evolv|advanc|worsen)\w*\s+(?:over|within|in)\s+(?:the\s+course\s+of\s+)?{_COUNT}\s+{_TIME}\s+(?:in)?to)\s+(?:[\w-]+\s+){{0,4}}?{_NERVE}"),
        ("prodrome_days", True, rf"{_ONSET}\b{_NO_SIGN}{{0,40}}?\b(?:over|within)\s+{_COUNT}\s+{_TIME},?\s+(?:had\s+)?(?:progress|evolv|advanc)\w*\s+(?:in)?to\s+(?:[\w-]+\s+){{0,4}}?{_NERVE}"),
        ("prodrome_days", True, rf"\b(?:over|within)\s+(?:the\s+(?:next|following)\s+)?{_COUNT}\s+{_TIME},?\s+(?:the|this|his|her)\s+(?:\w+\s+)?(?:{_ONSET}|disease)\s+(?:had\s+)?(?:progress|evolv|advanc)\w*\s+(?:in)?to\s+(?:[\w-]+\s+){{0,4}}?{_NERVE}"),
        ("prodrome_days", True, rf"{_ONSET}\b{_NO_SIGN}{{0,30}}?\b(?:dated|went|dating|going)\s+back\s+{_COUNT}\s+{_TIME}\b"),
        ("prodrome_days", True, rf"{_ONSET}\b{_NO_SIGN}{{0,25}}?\b(?:had\s+)?preceded\s+(?:[\w-]+\s+){{0,4}}?{_NERVE}\s+(?:[\w-]+\s+){{0,3}}?by\s+(?:only\s+|about\s+|some\s+)?{_COUNT}\s+{_TIME}\b"),
        ("prodrome_days", True, rf"\b{_COUNT}\s+{_TIME}['’]\s+(?:of\s+)?(?:[\w-]+\s+)?{_ONSET}\b{_NO_SIGN}{{0,40}}?\b(?:culminat|follow|preced|led|before|ended|gave\s+way|progress|evolv)"),
        ("prodrome_days", True, rf"\b{_COUNT}\s+{_TIME}\s+(?:had\s+)?(?:elapsed|passed|went\s+by|lay)\s+(?:between|from)\s+[^.;]{{0,40}}?{_ONSET}[^.;]{{0,40}}?{_NERVE}"),
        ("prodrome_days", False, rf"{_ONSET}\s+of\s+{_COUNT}[\s-]{_TIME}['’]?s?\s+duration"),
        ("prodrome_days", False, rf"{_COUNT}\s+{_TIME}\s+(?:before|prior\s+to)\s+(?:the\s+)?(?:onset|neurological\s+(?:onset|symptoms|signs)),?\s+(?:he\s+|she\s+)?(?:had\s+|there\s+was\s+)?(?:[\w-]+\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_COUNT}\s+{_TIME}\s+of\s+(?:the\s+|a\s+)?(?:{_ONSET}\s+onset|(?:onset|start|beginning)\s+of\s+(?:the\s+|a\s+)?(?:\w+\s+)?{_ONSET})"),
        ("prodrome_days", True, rf"\b{_COUNT}\s+{_TIME}\s+(?:earlier|previously|(?:before|prior\s+to)\s+(?:admission|presentation)\s+(?:with|for|in|because\s+of)\s+(?:[\w-]+\s+)?{_NERVE}|before(?:\s+(?:this|that|admission|presentation|hospitali[sz]ation|onset|{_THE_SIGN}))?|prior(?:\s+to\s+(?:this|admission|presentation|{_THE_SIGN}))?),?\s+(?:(?:he|she|they|there|the\s+\w+)\s+)?(?:had|was|were|suffered|developed)?\s*(?:(?!{_NERVE})[\w-]+\s+){{0,4}}?{_ONSET}"),
        ("prodrome_days", True, rf"\b{_BETWEEN}\s+(?:between|from)\s+[^.;]{{0,50}}?{_ONSET}[^.;]{{0,40}}?{_NERVE}[^.;]{{0,40}}?\b(?:was|of|were|being|lasted|amounted\s+to|measured|is)\s+(?:only\s+|about\s+|just\s+)?{_COUNT}\s+{_TIME}"),
        ("prodrome_days", True, rf"{_ONSET}(?:\s+(?:illness|period|phase|infection|prodrome|disease|syndrome))?\s+of\s+{_COUNT}\s+{_TIME}\b(?!\s+(?:duration|age|life))"),
        ("prodrome_days", True, rf"{_COUNT}-{_TIME}\s+(?:\w+\s+)?(?:febrile|flu-like|respiratory|viral|gastrointestinal|diarrh\w+)\s+(?:illness|infection|prodrome|episode|period|course)"),
        ("prodrome_days", True, rf"{_ONSET}\b[^.;]{{0,40}};\s+(?:about\s+|some\s+)?{_COUNT}\s+{_TIME}\s+later\b[^.;]{{0,40}}?\b{_NERVE}"),
        ("prodrome_days", True, rf"{_ONSET}\b[^.;]{{0,50}}?\b(?P<n>a|one)\s+{_TIME}\s+(?:later|before|prior\s+to)\b[^.;]{{0,50}}?\b{_NERVE}"),
        ("prodrome_days", True, rf"{_ONSET}\b[^.;]{{0,40}}?\band\s+(?:then\s+)?after\s+{_COUNT}\s+{_TIME},?\s+[^.;]{{0,40}}?\b{_NERVE}"),
        ("prodrome_days", True, rf"\b(?:been|only)\s+{_COUNT}\s+{_TIME}\s+of\s+(?:\w+\s+){{0,2}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_ONSET}(?:,?\s+(?:and\s+)?[\w-]+){{0,6}}?\s+(?:had\s+)?(?:started|begun|began|appeared|set\s+in)\s+{_COUNT}\s+{_TIME}\s+(?:earlier|before|previously)"),
        ("prodrome_days", True, rf"\b(?:for|since)\s+(?:the\s+(?:last|past)\s+)?{_COUNT}\s+{_TIME},?\s+(?:(?!and\b)\w+\s+){{0,3}}?had\s+(?:[\w-]+,?\s+){{0,4}}?{_ONSET}"),
        ("prodrome_days", True, rf"\bhad\s+(?:[\w-]+\s+){{0,4}}?{_ONSET}(?:\s+(?:symptoms?|illness|infection|syndrome))?\s+(?:some\s+|about\s+)?{_COUNT}\s+{_TIME}\s+(?:before(?:hand)?|earlier|previously|prior)(?=\s*[.,;]|\s*$|\s+(?:and|admission|presentation|hospitali))"),
        ("prodrome_days", False, rf"\b(?:had|having|with)\s+(?:[\w-]+,?\s+){{0,6}}?{_ONSET}\s+for\s+{_COUNT}\s+{_TIME},?\s+(?:was|were)\s+(?:seen|brought|taken|admitted|referred|hospitali[sz]ed)\b"),
        ("prodrome_days", True, rf"{_COUNT}\s+{_TIME}\s+into\s+(?:[\w-]+\s+){{0,3}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_ONSET}\b[^.;]{{0,50}}?\b(?P<n>\d{{1,3}}|{WORD_NUMBER})\s+{_TIME}\s+(?:later|before|prior\s+to|after(?:wards)?(?!\s+(?:the\s+|his\s+|her\s+)?(?:(?:start|beginning|initiation)\s+of\s+(?:treat|therap|anti|steroid|\w+vir\b)|admission|discharge|treatment|(?:first\s+)?{_NERVE})))\b[^.;]{{0,50}}?\b{_NERVE}"),
        ("prodrome_days", True, rf"{_NERVE}\b[^.;]{{0,40}}?\b(?P<n>\d{{1,3}}|{WORD_NUMBER})\s+{_TIME}\s+later[^.;]{{0,10}}?\bthan\s+(?:the\s+)?{_ONSET}"),
        ("prodrome_days", True, rf"{_COUNT}\s+{_TIME}\s+(?:after|following|from)\s+(?:the\s+)?(?:onset|start|beginning|development|appearance)?\s*(?:of\s+)?(?:a\s+|the\s+)?(?:{_FELL_ILL}\s+(?:an?\s+|the\s+)?)?(?:\w+\s+){{0,2}}?{_ONSET}"),
        ("prodrome_days", True, rf"{_ONSET}\s+(?:\w+\s+){{0,4}}?(?:for|since)\s+(?:the\s+(?:last|past)\s+)?{_COUNT}\s+{_TIME}"),
        ("prodrome_days", True, rf"(?:after|following)\s+(?:only\s+|just\s+|barely\s+|about\s+|some\s+|almost\s+|nearly\s+)?{_COUNT}\s+{_TIME}(?:\s+(?:of|with)\s+(?:\w+\s+){{0,2}}?|['’]\s+(?:\w+\s+)??){_ONSET}"),
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
#: A number of hours, days or weeks: without one no sentence tells how long a prodrome lasted.
_COUNTED = re.compile(rf"(?:\d|\b(?:{WORD_NUMBER}|single|an?))[\s-](?:\s*)(?:hours?|h|days?|weeks?)\b", re.I)
_STAYS = tuple(entry for entry in _DURATIONS if entry[0] != "prodrome_days")


_NTH_DAY = Sieve(
    rf"\bon\s+(?:the\s+)?(?:day\s+(?P<n>\d)|(?P<word>{'|'.join(ORDINALS)})\s+day)\s+(?:after|following|from)\s+(?:the\s+)?(?:onset\s+of\s+)?(?:[\w-]+\s+){{0,2}}?{_ONSET}",
    re.I,
)
_BEGAN = r"(?:began|begins?|start(?:ed|s)|set\s+in|appear(?:ed|s)|occurred|develop(?:ed|s)|bec(?:a|o)mes?|fell|falls|lapsed?|slipped|lost|had|convulsed|ensued|followed|supervened|was\s+(?:\w+\s+)?(?:drowsy|comatose|unconscious|somnolent|confused|lethargic|disoriented|stuporous)|turned)"
#: 'On the third day of illness': the day of the first symptom is the first.
_DAY_OF = Sieve(
    rf"\bon\s+(?:the\s+)?(?:day\s+(?P<n>\d)|D(?P<d>\d)|(?P<word>{'|'.join(ORDINALS)}|one|two|three|four|five|six)\s+day|day\s+(?P<count>one|two|three|four|five|six)|(?P<nth>\d)(?:st|nd|rd|th)\s+day)\s+of\s+(?:the\s+|his\s+|her\s+|an?\s+|this\s+)?(?:[\w-]+\s+){{0,3}}?(?:illness|fever|disease|infection|symptoms|gastroenteritis|influenza|cold)\b",
    re.I,
)
#: 'A seizure on day 3 of the illness led to intubation.' The bar stands for the day.
_SIGN_LED = re.compile(
    rf"{_NERVE}[^|]{{0,40}}\|\s*,?\s*(?:led|made|brought|required|necessitated|prompted|caused|heralded|marked|resulted|was|were)\b",
    re.I,
)
_STARTED = re.compile(rf"\b{_BEGAN}\b", re.I)
_SAME_DAY = Sieve(
    rf"\b{_ONSET}\b[^.;]{{0,40}}\b{_NERVE}[^.;]{{0,40}}\b(?:on\s+)?the\s+same\s+day\b|\b(?:on|the)\s+(?:very\s+|same\s+)*day\s+(?:on\s+which\s+|when\s+|that\s+|as\s+)?(?:the\s+)?{_ONSET}\s+(?:began|started|set\s+in|appeared)\b",
    re.I,
)
_NEXT_DAY = Sieve(
    rf"\b{_ONSET}\b[^.]{{0,60}}?\b(?:the\s+(?:next|following)\s+day|a\s+day\s+later)\b[^.;]{{0,60}}?\b{_NERVE}|\b(?:the|one|a)\s+day\s+after\s+(?:the\s+)?(?:onset\s+of\s+)?(?:\w+\s+){{0,2}}?{_ONSET}\b"
    rf"|\b{_ONSET}\b[^.;]{{0,40}}?\b(?:since\s+)?the\s+(?:day\s+before|previous\s+day)\b(?!\s+(?:discharge|death|admission))|\bthe\s+(?:day\s+before|previous\s+day)\b,?[^.;]{{0,30}}?\b{_ONSET}\b",
    re.I,
)
#: 'Fever for 3 days, convulsions for 1 day': the prodrome is the difference.
_TWO_SPANS = Sieve(
    rf"\b{_ONSET}\b[^.;]{{0,40}}?\b(?:for|x|×)\s+{_COUNT}\s+days?\b[^.;]{{0,25}}?\b{_NERVE}[^.;]{{0,60}}?\b(?:for|x|×)\s+(?P<m>\d{{1,3}}|{WORD_NUMBER}|a|an)\s+days?\b",
    re.I,
)
#: 'Two days before the convulsion he had a cold.'
_SIGN_AFTER = re.compile(
    rf"\bpreceded\s[^.;]*\sby\s|\b(?:before|prior\s+to)\s+(?:(?:admission|presentation)\s+(?:with|for|in|because\s+of)\s+(?:[\w-]+\s+)?)?{_THE_SIGN}|\b(?:elapsed|passed|went\s+by|lay)\s+(?:between|from)\b|^{_BETWEEN}\s|\b(?:progress|evolv|advanc|worsen)\w*\s",
    re.I,
)
_WITHIN = re.compile(r"\b(?:within|less than)\s+$", re.I)
#: Words of the later course: what stands beside them began no encephalopathy.
_LATER = re.compile(
    r"\b(?:died|death|dead|interferon|interleukin|serum|PCR|antibod\w+|titres?|titers?|reviewed|seen again|follow-?up|discharge\w*|MRI|CT|imaging|scans?|EEG|CSF|lumbar|still|resol\w+|recover\w+|improv\w+|regain\w+|returned|residual|better|repeat\w*|autopsy|after admission|of admission|treatment|therapy|oseltamivir|antibiotic\w*|given|administered|initiated|performed|recurred|transferred|in hospital|in the hospital)\b",
    re.I,
)
_WELL_AGAIN = re.compile(
    r"^\w*[^.;,]{0,25}?\b(?:normal|better|improv\w+|returned|recover\w+|clear(?:ed)?|resolved|regained)\b",
    re.I,
)
#: Where a row of complaints ends and what came of them begins.
_ROW_END = re.compile(
    r"[.;:]|\b(?:then|when|until|before|who|followed|preced\w+|prior|after|later|on|led|leading|developed|became|becoming|he|she|was|were|presented|progress\w+|culminat\w+|subsequently|finally|which|that|this|but|complicated|evolv\w+|ended|prompt\w+|resulting|his|her|because of|owing to)\b",
    re.I,
)
#: Signs that last: in a row with fever, nobody can say which came first. (A seizure in the row ends the time.)
_SIGN_IN_ROW = re.compile(
    r"\b(?:letharg|drows|encephalopath|mental|confus|deliri|somnol|sensorium|disorient|agitat|irritab|behaviou?r|apath|(?<!diffuse )(?<!generalised )(?<!generalized )(?<!general )weakness|ataxi|unsteady|stupor|listless|altered|sleepi)",
    re.I,
)
_PROGRESSED = re.compile(r"\b(?:progress|evolv|advanc|worsen)", re.I)
_LASTED = re.compile(r"\b(?:lasted|lasting|persist\w*)\b", re.I)
_LED_TO = re.compile(
    r"\s*,?\s*(?:and\s+)?(?:when|before|until|then|followed|(?:was|were)?\s*(?:then\s+)?complicated|after which|preced\w+|led|leading|prior)\b",
    re.I,
)
#: 'His fever subsided two days later and he regained consciousness.'
_ENDED = re.compile(r"\b(?:subsid|abat|defervesc|regain|resol|settl|improv|recover)\w*", re.I)
#: 'Two days after the fever had gone': the end of it.
_OVER = re.compile(
    r"\w*\s+(?:had\s+|has\s+)?(?:(?:been\s+)?(?:gone|over)|went(?! into)|subsid|abat|resol|disappear|settled|fallen(?! in)|fell(?! in)|ended(?! in| with| by)|ceased|stopped|cleared|defervesc|was\s+(?:over|gone))",
    re.I,
)
#: Who comes because of the lungs has no sign of the brain yet.
_BREATH = re.compile(r"dyspn|breath|hypox|respiratory\s+(?:distress|failure)|pneumonia", re.I)
#: 'Vomiting for two days, accompanied by a convulsion': the sign may be as old as the rest.
_BESIDE = re.compile(
    rf",?\s*(?:and\s+)?(?:accompanied|associated|along|together|combined)\s+(?:by|with)\b[^.;]*{_NERVE}", re.I
)
#: 'Presented after five days of fever with lethargy': what somebody comes with is no part of the time before.
_CAME_AFTER = re.compile(r"^(?:presented|admitted|brought)\b[^.;]*?\b(?:after|following)\b", re.I)
_WITH = re.compile(r",?\s+with\b", re.I)
_ROW_OF = re.compile(r"history|duration|for\s|\bwith\b|\bof\b", re.I)
#: A longer time is no prodrome.
_LONGEST = {"h": 21 * 24, "d": 21, "w": 3}


def find_durations(text: str, context: str = "") -> Iterator[Measure]:
    """Yield the prodrome and the lengths of stay, ventilation and follow-up. `context`: the sentence before."""
    if not _UNITS_NEAR.within(text) and " D" not in text and " h " not in text:
        return
    found = held(text)
    ill = bool(found & _ILL.bit)
    if ill and _DENIED.may(text):
        text = _DENIED.pattern.sub(lambda match: " " * len(match.group()), text)
    nervous = _NEURO.search(text) is not None
    two = _two_spans(text) if nervous and ill else None
    if two is not None:
        yield two
    before = ill and not nervous and _NEURO.search(context) is not None
    for field, neuro, keys, pattern in (
        _DURATIONS if ill and two is None and _COUNTED.search(text) else _STAYS
    ):
        if not found & keys.bit or (
            neuro and not nervous and not (before and "earlier" in pattern.pattern.pattern)
        ):
            continue
        for match in pattern.finditer(text):
            if neuro and not _NEURO.pattern.search(
                (context if not nervous else "")
                + text[: match.start()]
                + _last_words(match.group())
                + text[match.end() :]
            ):
                continue
            raw = duration_raw(match["n"], match.groupdict().get("unit") or "days")
            if raw is None or (field == "prodrome_days" and not _is_prodrome(text, match, raw)):
                continue
            if field == "prodrome_days" and not nervous and _BREATH.search(text):
                continue
            within = field == "prodrome_days" and _WITHIN.search(text[: match.start()])
            yield Measure(field, match.start(), match.end(), f"<={raw}" if within else raw)
    if two is None and nervous and ("day" in text.lower() or " D" in text):
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


def _is_prodrome(text: str, match: re.Match[str], raw: str) -> bool:
    """Say whether a time led up to the first sign of the brain: not the later course, no row that holds such a sign."""
    number, unit = raw.split()
    longest = _LONGEST.get(unit[0])
    if longest is None or float(number) > longest:
        return False
    words = match.group()
    if re.search(r"\b(?:admission|discharge|treatment|therapy)\b", words, re.I) and not re.search(
        r"\b(?:before|prior)\b", words, re.I
    ):
        return False
    if (
        _ENDED.search(words)
        or _OVER.match(text, match.end())
        or _is_late(text, match)
        or (_LASTED.search(words) and not _LED_TO.match(text, match.end()))
    ):
        return False
    if _PROGRESSED.search(words) and _NEURO.pattern.search(_ROW_END.split(text[: match.start()])[-1]):
        return False  # 'confusion and fever progressed over two days to coma'
    if words.lower().startswith("for") and _NEURO.pattern.search(
        text, max(0, match.start() - 30), match.start()
    ):
        return False  # 'was comatose for 10 days and had fever'
    if re.search(
        r"later|interval|before|prior|earlier|previously|into|preced|followed|succeeded|culminat|elapsed|ended|progress|evolv",
        words,
        re.I,
    ) or not _ROW_OF.search(words):
        return True
    if _BESIDE.match(text, match.end()):
        return False
    if _CAME_AFTER.search(words) and _WITH.match(text, match.end()):
        return True
    row = _ROW_END.split(text[match.end() :], maxsplit=1)[0]
    row += " " + words
    if "duration" in words or " for " in f" {words}":
        row += " " + _ROW_END.split(text[: match.start()])[-1]
    return not _SIGN_IN_ROW.search(row)


def _is_late(text: str, match: re.Match[str]) -> bool:
    """Say whether words of the later course stand beside a time, on this side of the sign that it is to end with."""
    before = re.split(r"[.;]", text[: match.start()])[-1][-40:]
    after = re.split(r"[.;]", text[match.end() :])[0]
    sign = _NEURO.search(after)
    near = after[: sign.start()] if sign else after
    return bool(
        _LATER.search(before)
        or _LATER.search(near[:40])
        or (sign and _WELL_AGAIN.match(after[sign.start() :]))
    )


def _last_words(found: str) -> str:
    """Return the sign with which a pattern ends ('fever, and two days later seizures'); '' for the other patterns."""
    if _SIGN_AFTER.search(found):
        return found
    return (
        found[-20:]
        if _NEURO.pattern.search(found[-20:]) and re.search(r"\d|later|before|prior|after", found[:-4])
        else ""
    )


def _days_counted(text: str) -> Iterator[Measure]:
    """'On the second day after the fever began', 'on the third day of illness', 'fever, and the next day a seizure'."""
    match = _NTH_DAY.search(text)
    if (
        match
        and _NEURO.pattern.search(text[: match.start()] + text[match.end() :])
        and not _is_late(text, match)
    ):
        yield Measure("prodrome_days", *match.span(), f"{match['n'] or ORDINALS[match['word'].lower()]} days")
    match = _DAY_OF.search(text)
    if match and not _is_late(text, match):
        clause = (*re.split(r"[.;]", text[: match.start()])[-1:], *re.split(r"[.;]", text[match.end() :])[:1])
        if _NEURO.search(" ".join(clause)) and (
            _STARTED.search(" ".join(clause)) or _SIGN_LED.search(f"{clause[0]}|{clause[-1]}")
        ):
            day = match["n"] or match["d"] or match["nth"] or str(_nth(match["word"] or match["count"]))
            yield Measure("prodrome_days", *match.span(), f"{int(day) - 1} days")
    match = _NEXT_DAY.search(text)
    if (
        match
        and (_NEURO.pattern.search(match.group()) or _NEURO.pattern.search(text[match.end() :]))
        and not _is_late(text, match)
    ):
        yield Measure("prodrome_days", *match.span(), "1 days")
    match = _SAME_DAY.search(text)
    if match and not _is_late(text, match):
        yield Measure("prodrome_days", *match.span(), "0 days")


def _nth(word: str) -> int:
    """Return the number of 'third' or 'three'."""
    return int(ORDINALS.get(word.lower()) or to_number(word) or 1)


def duration_raw(number: str, unit: str) -> str | None:
    """Return a duration as the dictionary's quantity kind reads it: 'three days' is '3 days'."""
    value = (
        1
        if re.fullmatch(r"an?(?:\s+single)?", number, re.I)
        else number
        if re.match(r"\d", number)
        else to_number(number)
    )
    return None if value is None else f"{value} {unit.lower()}"
