"""Outcome: the report's words or scale, mapped to the five levels by the study's published-scale table or by stated words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aneatlas.extraction.durations import duration_raw
from aneatlas.extraction.keys import Keys, held
from aneatlas.extraction.numbers import WORD_NUMBER
from aneatlas.extraction.sieve import Sieve

#: Words -> level, the first that fits. Only what the words say; 'improved' or 'survived' is no level.
_WORDS: tuple[tuple[str, Sieve], ...] = tuple(
    (level, Sieve(pattern, re.I))
    for level, pattern in (
        ("died", r"\b(?:died|deceased|(?:did|does) not survive|could not be (?:saved|resuscitated)|(?:disease|illness|course|outcome|encephalopathy|condition|case|it) (?:\w+ )?(?:was|proved|became|proved to be) (?:\w+ )?(?:fatal|lethal)|rapidly (?:fatal|lethal)|brain death (?:ensued|occurred|followed|developed|resulted|supervened|within|on day)|death (?:ensued|followed|supervened|resulted)|(?:lost|ended|cost(?: \w+)?|claimed) (?:his|her) life|was dead|dying|expired|succumbed|passed away|death occurred|was pronounced dead|declared (?:brain[- ])?dead|fatal (?:outcome|course|case)|resulted in death|brain death was|progress(?:ed|ing)\b[^.;]{0,60}? (?:to|and) (?:\w+ ){0,2}(?:brain )?death|brain[- ]dead|lethal (?:outcome|course|end)|fatal end(?:ing)?|(?:went|gone|going|go) on to (?:his |her |its )?(?:brain[- ]?(?:stem )?)?death|(?:led|leading|proceeded|evolv(?:ed|ing)|advanc(?:ed|ing)|deteriorat(?:ed|ing)|culminat(?:ed|ing)|end(?:ed|ing)|terminat(?:ed|ing)|result(?:ed|ing)) (?:\w+ )?(?:to|in|into|with|until) (?:(?:his|her|the|its) )?(?:patient'?s )?(?:rapid |early |sudden |brain[- ]?(?:stem )?)*death|ended (?:fatally|lethally)|proved (?:fatal|lethal)|(?:illness|disease|infection|course|encephalopathy|it) (?:killed|took the life of)|(?:he|she|patient|boy|girl|child|infant|man|woman) (?:was|were) (?:lost|gone)(?= ?[.,;]| on | after | within )|brain[- ]?(?:stem )?death (?:was|is|had been) (?:\w+ )?(?:certified|declared|confirmed|diagnosed|established|pronounced|determined|verified)|(?:declared|pronounced|certified|found) (?:brain[- ]?)?dead|cardiac death|did not live|breathed (?:his|her) last|could not be rescued|resuscitation (?:failed|was unsuccessful|attempts failed)|treatment was withdrawn|fatal (?:acute |hemorrhagic |haemorrhagic |necroti[sz]ing )*(?:ANEC?\b|encephalopathy|encephalitis)|(?:after|following) (?:his|her) (?:demise|death)|(?:his|her|the patient'?s|girl'?s|boy'?s|child'?s) (?:demise|death)|(?:life support|life-sustaining (?:treatment|measures)|(?:intensive )?care) (?:was |were )?(?:withdrawn|discontinued|stopped|terminated)|withdrawal of (?:life support|care))\b|\bdeath (?:of the patient|on day|from|due to)\b|\bled to (?:his|her|the patient'?s?) death\b"),
        ("severe_impairment", r"\b(?:(?:severe(?:ly)?|grave|serious) (?:[\w-]+,? (?:and )?){0,3}?(?:sequelae|disabilit(?:y|ies)|disabled|impairments?|impaired|deficits?|handicap(?:ped|s)?|retard(?:ation|ed)|neurological damage|residua)|minimally conscious(?: state)?|wheelchair(?:-bound)?|(?:totally|fully|completely|wholly|entirely) dependent|total dependen\w+|vegetative state|bedridden|profound(?:ly)? (?:\w+ ){0,4}?(?:disab|impair|retard|deficit|handicap)\w*|(?:deficits?|impairments?|disabilit(?:y|ies)) (?:were|was|remained) (?:severe|profound)|(?:has|had|have|with) (?:severe )?spastic (?:quadri|tetra)\w+|spastic (?:quadri|tetra)\w+(?: (?:and|with) \w+)? (?:persist(?:ed|s)|remain(?:ed|s)))\b"),
        ("moderate_impairment", r"\bmoderate(?:ly)? (?:[\w-]+,? (?:and )?){0,3}?(?:sequelae|disabilit(?:y|ies)|disabled|impairment|impaired|deficits?|handicap|retardation|h(?:a)?emiparesis|tetraparesis|paresis|weakness|ataxia|delay|aphasia|spasticity|(?:cognitive |motor |learning )?(?:problems|difficult(?:y|ies)))\b"),
        ("mild_impairment", r"\b(?:mild(?:ly)?|minor|minimal|slight(?:ly)?|subtle|discree?te?) (?:residual )?(?:[\w-]+ (?:and )?){0,2}?(?:sequelae|residua|clumsiness|incoordination|spasticity|paresis|monoparesis|learning difficult(?:y|ies)|developmental delay|cognitive delay|motor delay|speech delay|language delay|delay(?: of \w+| in \w+)?|(?:cognitive |memory |attention |behaviou?ral |motor |speech |balance |learning |coordination )?(?:problems|difficult(?:y|ies)|dysfunction)|dysmetria|unsteadiness|gait (?:disturbance|instability)|disabilit(?:y|ies)|impairment|impaired|deficits?|weakness|hemiparesis|ataxia|dysarthria|handicap|tremor|retardation)\b"),
        ("recovered", r"\b(?:(?<!near )(?<!near-)(?<!nearly )(?<!almost )(?:full|complete|total|excellent)(?:ly)? (?:and \w+ )?(?:neurological |neurologic |clinical |functional |spontaneous )*recover(?:y|ed)|(?:good|remarkable|uneventful|dramatic) (?:neurological |clinical |functional )*recovery|recovered (?:(?:neurologically|clinically|promptly|rapidly) )?(?:completely|fully|entirely|well without|(?:without|with no) (?:any |residual |neurological |neurologic |apparent |persistent |significant )*(?:sequelae|deficits?|impairment|disability)|uneventfully)|(?:fully|completely) recovered|without (?:any |neurological |neurologic |residual |apparent |persistent |significant |permanent |obvious )*(?:sequelae|deficits?|disabilit(?:y|ies))|(?:had|has|have|with|showed|leaving|left) no (?:neurological |neurologic |residual |apparent |persistent |significant |permanent |obvious )*(?:sequelae|deficits?)|no (?:neurological |neurologic |residual |apparent |persistent )*(?:sequelae|deficits?) (?:at|on|were|was|remained)|free of (?:any )?(?:neurological )?(?:sequelae|deficits)|neurologically (?:normal|intact)|returned to (?:(?:her|his|the) )?(?:(?:previous|premorbid|pre-?illness) )?(?:baseline|normal|premorbid\w*)|back to (?:normal|baseline)|normal (?:neurological|neurologic) (?:examination|development|function|status|findings?|exam)|(?:neurological|neurologic) (?:examination|status|exam|findings?) (?:was|were|became|had become) (?:completely |entirely )?normal|symptom[- ]free|regained (?:full health|(?:all |full |(?:his|her) |the )+(?:former |previous |earlier |usual |normal |physical |mental )*(?:abilities|health|independence|functions?|skills))|all (?:of (?:his|her) |the |his |her )?symptoms (?:had )?(?:disappeared|resolved)|discharged (?:home )?(?:in good (?:health|condition)|(?:completely |entirely |quite )?(?:healthy|well|cured))|(?:was|were|is|are) (?:completely |entirely |fully )?cured|(?:was|is) (?:again )?(?:her|his) (?:old|former|usual) self(?: again)?|made a (?:\w+ )?(?:full|complete|excellent|remarkable|uneventful) recovery|complete (?:resolution|restitution|remission) of (?:all |the |his |her |clinical |neurological )*(?:symptoms|signs|deficits)|restitutio ad integrum|(?:(?:back|returned|gone back|went back) to|back (?:at|in)) (?:work|school|(?:his|her) (?:work|job|studies|usual self|old self|former self|usual activities|daily activities))|recover(?:ed|y) without (?:any )?(?:residual|lasting|permanent|consequences|after-?effects)|(?:no|without) (?:any )?(?:lasting|permanent|residual|late) (?:damage|consequences|effects|handicap|impairment)|(?:recovery|reconvalescence) (?:has been|had been|is|became|proved|remained) (?:\w+ )?(?:complete|full|excellent|total)|recovery was (?:\w+ )?(?:complete|full|excellent|uneventful)|normal (?:\w+ and )?\w+ outcome|(?:full|complete)(?:ly)? (?:neurological )?reconvalescen(?:ce|t)|(?:he|she|they|patients?|them|boy|girl|child(?:ren)?|both|survivors?) (?:has |have )?(?:gradually |slowly |eventually |also )?recovered(?: dramatically| well| uneventfully)?(?= ?(?:[.,;]|$|over|within|after|and\b)))\b"),
    )
)  # fmt: skip
_KEYS = {
    "died": (
        "die",
        "dea",
        "demise",
        "expire",
        "succumb",
        "passed",
        "fatal",
        "lethal",
        "withdraw",
        "dying",
        "survive",
        "life",
        "lost",
        "saved",
        "rescued",
        "kill",
        "resuscitat",
    ),
    "severe_impairment": (
        "severe",
        "grave",
        "serious",
        "vegetative",
        "bedridden",
        "profound",
        "spastic",
        "minimally",
        "wheelchair",
        "depend",
    ),
    "moderate_impairment": ("moderate",),
    "mild_impairment": ("mild", "minor", "minimal", "slight", "subtle", "discrete", "discreet"),
    "recovered": (
        "recover",
        "sequelae",
        "deficit",
        "disabilit",
        "neurologic",
        "returned",
        "regained",
        "good health",
        "back to",
        "outcome",
        "symptom",
        "reconval",
        "cured",
        "discharged",
        "complete",
        "ad integrum",
        "work",
        "school",
        "usual",
        "self",
        "lasting",
        "permanent",
        "residual",
    ),
}
_CONTEXT = re.compile(
    r"\b(?:discharge[d]?|follow(?:ed)?[- ]?up|outcome|later|recover\w*|surviv\w*|left(?! (?:thalam|hemi|side|arm|leg|frontal|parietal|temporal|occipital))|remain\w*|sequelae|died|death|dead|expired|succumbed|residual|rehabilitation|after \d|at \d|months?|years?|prognosis|(?:went|go|goes|sent|returned|came|taken|let) home|bedridden|wheelchair|vegetative|dependent|persist(?:ed|s)|dismissed|leaving|reviewed|lasting|permanent)\b",
    re.I,
)
_ACUTE = re.compile(
    r"\b(?:on admission|at presentation|presented with|admitted (?:with|for|because)|on examination|initially|developed|days? after (?:the )?(?:onset|fever))\b",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:of (?:which|whom|these|those|reported)|(?:one|a|two)[- ](?:third|fourth|quarter)s?|half of|\d+(?:\.\d+)?\s?%|per ?cent|most (?:of|patients|children|cases|reports)|many (?:of|patients|children|die)|mortality|literature)",
    re.I,
)
_SCALE = Sieve(
    r"(?P<mrs>modified Rankin(?: scale)?(?: score)?(?: \(mRS\))?|\bmRS)|(?P<pcpc>P(?:a)?ediatric Cerebral Performance Category(?: \(PCPC\))?|\bPCPC)|(?P<popc>\bPOPC)|(?P<koschi>\bKOSCHI)|(?P<gos_e>\bGOS-?E\b|extended Glasgow outcome)|(?P<gos>Glasgow outcome (?:scale|score)(?: \(GOS\))?|\bGOS\b)",
    re.I,
)
_SCALE_KEYS = ("rankin", "mrs", "cerebral performance", "pcpc", "popc", "koschi", "gos", "glasgow outcome")
_LEVEL_KEYS = {level: Keys("|".join(keys)) for level, keys in _KEYS.items()}
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
    found = held(text)
    for level, pattern in _WORDS:
        if not found & _LEVEL_KEYS[level].bit:
            continue
        match = next((m for m in pattern.finditer(text) if not _of_others(text, m.start())), None)
        if match and (
            level in ("died", "recovered")
            or (_CONTEXT.search(text) and ("sequelae" in match.group() or not _ACUTE.search(text)))
        ):
            details = {
                "outcome_level": level,
                "outcome_scale": "words_only",
                "outcome_raw": match.group(),
            } | _when(text)
            yield OutcomeMention(match.start(), match.end(), details)
            return


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
    match = _DEATH_DAY.search(text) if _LEVEL_KEYS["died"].within(text) else None
    if not match:
        return None
    raw = duration_raw(match["n"] or match["n2"], "days")
    return (raw, match.start(), match.end()) if raw else None
