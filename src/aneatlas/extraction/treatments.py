"""Treatments: which, how much, by which way, and how many hours after which onset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from aneatlas.core.dictionary import Dictionary
from aneatlas.extraction.durations import duration_raw
from aneatlas.extraction.numbers import WORD_NUMBER
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.terms import finder_of
from aneatlas.extraction.treatment_words import ALIAS_VALUES, ALIASES, SUPPORT

#: Drug of the vocabulary -> class of treatment.
CLASSES: dict[str, str] = {
    **dict.fromkeys(("corticosteroid_not_named", "methylprednisolone", "dexamethasone", "prednisolone", "prednisone", "hydrocortisone"), "corticosteroid"),
    "immunoglobulin": "ivig", "plasma_exchange": "plasma_exchange", "tocilizumab": "tocilizumab",
    **dict.fromkeys(("siltuximab", "anakinra", "emapalumab", "infliximab", "etanercept"), "other_anti_cytokine"),
    **dict.fromkeys(("ruxolitinib", "baricitinib", "cyclophosphamide", "rituximab", "ciclosporin", "azathioprine", "immunotherapy_not_named"), "other_immunotherapy"),
    **dict.fromkeys(
        ("oseltamivir", "peramivir", "zanamivir", "baloxavir_marboxil", "amantadine", "favipiravir", "aciclovir", "ganciclovir", "foscarnet", "remdesivir", "ribavirin", "antiviral_not_named"),
        "antiviral"),
    **dict.fromkeys(
        ("levetiracetam", "phenobarbital", "midazolam", "diazepam", "lorazepam", "clonazepam", "phenytoin", "fosphenytoin", "valproate", "carbamazepine", "lacosamide", "topiramate",
         "thiopental", "antiseizure_not_named"), "antiseizure"),
    **dict.fromkeys(("ceftriaxone", "cefotaxime", "vancomycin", "meropenem", "azithromycin", "doxycycline", "antibiotic_not_named"), "antibiotic"),
    **dict.fromkeys(("mannitol", "hypertonic_saline", "edaravone", "icp_treatment_not_named", "temperature_management", "decompressive_craniectomy", "csf_drainage"), "neuroprotection_icp"),
    **dict.fromkeys(("noradrenaline", "adrenaline", "dopamine", "dobutamine", "milrinone", "vasoactive_not_named", "carnitine", "biotin", "thiamine", "transfusion"), "supportive"),
}  # fmt: skip
_NOT_TREATMENT = re.compile(
    r"(?:^\W*Had(?: early| high-dose)?|\b(?:Ig[GM]|levels? of|anti-|resistan\w*(?: to)?|(?:deficiency|lack|metabolism|concentrations?|absorption|intake) of|depend\w*(?: up)?on|(?:sensitive|susceptible|allerg\w+|reactions?|intoleran\w+) to|(?:role|efficacy|value|place) of (?:early |high-dose |the )*))\s*$",
    re.I,
)
#: What follows a drug that is spoken of, not given.
_NOT_GIVEN = re.compile(
    r"\s+(?:\([^)]{1,20}\)\s+)?(?:blocks?|inhibits?|modulates?|binds?|suppresses|acts?|reduces|crosses|penetrates?|(?:could|can|was|were|is|are) not (?:be )?(?:had|obtained|procured|accessible|affordable|obtainable|at hand|to be had)|(?:should|ought to) be |(?:might|could|would|may) (?:well )?have |(?:could|may|might|can) (?:\w+ )?be (?:considered|tried|useful|helpful|beneficial|an option|discussed|contemplated)|(?:was|were|is|are) (?:unavailable|out of stock|unaffordable|contra-?indicated|considered but|withheld|refused|declined|debated|discussed)|could (?:only )?be (?:started|given|begun|administered)(?=[^.;]{0,20}\b(?:he|she|the (?:child|patient|boy|girl))\b (?:had )?(?:died|expired)))",
    re.I,
)
#: 'Had been taking steroids for nephrotic syndrome': drugs of an earlier illness.
_LONG_BEFORE = re.compile(
    r"\b(?:had (?:long |already )?been (?:taking|on|maintained on|receiving|treated with)|was (?:already |chronically )?(?:taking|maintained on)|while (?:still )?taking|(?:on|under|needed|required) (?:regular|maintenance|chronic|long-term|permanent)|had (?:regularly |long )?(?:taken|received|needed) regular|regular(?:ly)?|chronic|long-term|maintenance)\s+(?:\w+\s+){0,3}$",
    re.I,
)
#: 'Had been treated with interferon and lopinavir': what goes with an antiviral is meant for the infection.
_BESIDE_ANTIVIRAL = re.compile(r"\w{4,}(?:vir|chloroquine)\b", re.I)
_RHEUMATIC = re.compile(r"\blupus|phospholipid|arthritis|\bSLE\b|rheumat|malaria", re.I)
_FOR_YEARS = re.compile(
    r" (?:for (?:many |several |some |\w+ )?years|since (?:childhood|infancy|birth|(?:19|20)\d\d))\b", re.I
)
_OF_EARLIER_ILLNESS = frozenset({"corticosteroid", "antiseizure", "other_immunotherapy", "supportive"})
_BEFORE_COMING = re.compile(
    r"\bhad (?:already )?(?:taken|received|been given)\b[^.;]{0,40}\bbefore (?:admission|the illness|coming)\b|\bfor (?:a |his |her )?(?:\w+ ){0,2}?(?:otitis|asthma|nephrotic|nephritis|arthritis|tonsillitis|acne|eczema|lupus|end-stage|ESRD|chronic (?:kidney|renal|lung)|psoriasis|colitis|Crohn\W?s)|\bsince (?:the |his |her )?(?:\w+ )?transplantation",
    re.I,
)
_ANTIBODY = re.compile(r"[\s-]*(?:[GMAE]\b|Ig[GMAE]\b|levels?\b|index|titre)")
#: Immunoglobulins that are measured: 'serum immunoglobulins were normal'.
_MEASURED_BEFORE = re.compile(
    r"\b(?:serum|quantitative|total|specific|oligoclonal|CSF|intrathecal|surface)\s+$", re.I
)
_MEASURED_AFTER = re.compile(
    r"s?\s+(?:in (?:the )?(?:CSF|serum|blood|cerebrospinal)|(?:was|were) (?:all |both |within |slightly |markedly )*(?:normal|raised|elevated|increased|low|decreased|reduced|positive|negative|detected|measured))\b",
    re.I,
)
#: What the body has of itself: 'free carnitine', 'biotin-responsive', 'interferon levels', 'dopamine transporter'.
_OWN = re.compile(
    r"biotin|thiamine|carnitine|coenzyme|dialysis|transfusion|adrenaline|epinephrine|dopamine|catecholamines?|interferon|arginine",
    re.I,
)
_OWN_BEFORE = re.compile(
    r"\b(?:serum|plasma|urinary|urine|CSF|free|total|acyl|endogenous|whole-blood|elevated|raised|low|reduced|decreased|type (?:I|II|1|2)|collagen/|mouse|murine|history of|role of|normal)(?<=[\w/])[\s-]*$",
    re.I,
)
_OWN_AFTER = re.compile(
    r"(?: in (?:the |his |her )?(?:serum|plasma|CSF|cerebrospinal|blood|urine)\b|[- ](?:(?:and|or|to|/) \w+[- ])?(?:levels?|concentrations?|values?|deficien\w+|responsive|dependent|metabol\w+|transport\w*|uptake|receptors?|synth\w+|assays?|analog(?:ue)?s?|(?:ant)?agonists?|tests?|challenge|palmitoyl\w*|profile|status|storm|surge|release|(?:was|were) (?:\w+ )?(?:normal|low|reduced|decreased|elevated|raised|increased|measured|within|detected|undetectable)|(?:plays?|may|can|activates?|induces?)))\b",
    re.I,
)
#: Coldness of the body is a treatment only where somebody made it.
_COOLED = re.compile(
    r"\b(?:therap\w*|induc\w*|target\w*|mild|moderate|brain|whole|selective|head|initiat\w*|appl\w*|institut\w*|start\w*|receiv\w*|underw\w*|treat\w*|maintain\w*|perform\w*|given|protocol|managed|used|plus|combin\w*|with)\b",
    re.I,
)
_FOUND_COLD = re.compile(
    r"\s+(?:of|at|to) \d|\s+(?:was|were) (?:found|noted|present|recorded)|[^.;]{0,30}\bdeveloped\b", re.I
)
_DOSE = re.compile(
    r"\d+(?:[.,]\d+)?(?:\s?(?:-|–|to)\s?\d+(?:\.\d+)?)?\s?(?:mg|g|mcg|µg|million\s(?:IU|U|units)|IU|U|units|mL)(?:\s?/\s?(?:kg|m\^?2|m²))?(?:\s?(?:/|per|a|every)\s?(?:day|d|dose|h|hours?|12 h(?:ours)?|8 h(?:ours)?|24 h))?(?:\s(?:once|twice|three times)?\s?(?:daily|a day))?(?![\w/])",
    re.I,
)
# words that may stand between a drug and its dose
_LINK = re.compile(
    r"(?:[\s,;:(\[)\]–-]|\([A-Z/]{2,10}\)|\b(?:initially|at|of|a|an|the|in|with|for|to|on|and|dose|doses|dosage|pulse|pulses|therapy|treatment|infusion|high|low|loading|total|was|were|is|had been|has been|given|"
    r"started|initiated|increased|decreased|reduced|raised|changed|maintenance|maximum|administered|commenced|added|begun|received|IV|IVIG|PO|i\.v\.|p\.o\.|intravenous|intravenously|oral|orally|daily|days?|by|mouth|started|together|sodium|tapered|from|\d+)(?!\w))*",
    re.I,
)
_LEADS = re.compile(r"\s*(?:of\s+)?(?:i\.?v\.?\s+|intravenous\s+|oral\s+|high-dose\s+)*", re.I)
_DAYS = re.compile(
    rf"\bfor\s+(?:a total of\s+)?(?P<n>\d+|{WORD_NUMBER})(?:\s+consecutive)?[\s-](?P<unit>days?|weeks?)", re.I
)
_ROUTES = re.compile(
    r"\b(?P<intravenous>intravenous(?:ly)?|i\.?v\.?(?=\W)|infusion)|\b(?P<oral>oral(?:ly)?|nasogastric|p\.?o\.?(?=\W))|\b(?P<intrathecal>intrathecal)|\b(?P<intramuscular>intramuscular)|\b(?P<rectal>rectal)",
    re.I,
)
_N = rf"(?P<n>\d+(?:\.\d+)?|{WORD_NUMBER})"
_ONSET = (
    r"(?:(?:the\s+)?(?:onset|start|beginning|appearance|development)\s+of\s+(?:the\s+)?)?(?P<of>(?:neurolog\w+|encephalopath\w+|altered consciousness|impaired consciousness|coma|first seizure|seizures?|convulsions?|"
    r"fever|illness|disease|symptoms?|hospital admission|admission|hospitali[sz]ation|PICU admission|ICU admission|presentation|diagnosis|onset)(?:\s+(?:symptoms?|signs?|onset|manifestations?))?)"
)
_START = Sieve(
    rf"(?P<within>within|less than|<|in)?\s*(?:the first\s+)?{_N}\s?(?P<unit>hours?|h|hrs?|days?)\s*(?:after|of|from|following|since)\s+(?:the\s+)?{_ONSET}",
    re.I,
)
_DAY_OF = re.compile(rf"\bon\s+(?:the\s+)?(?P<first>first|same)\s+day\s+of\s+{_ONSET}", re.I)
#: 'Neither steroids nor immunoglobulin had any effect', 'no benefit was obtained from steroids': they were given.
_EFFECT = r"(?:effects?|efficacy|benefits?|improvements?|influence|success|responses?|relief|change|impact|recovery|control|avail)"
_WORKED = (
    rf"(?:(?:had|has|have|showed|produced|yielded|brought|exerted|achieved|made|provided|afforded)\b[^.;]{{0,25}}?\b(?:{_EFFECT}|difference)"
    r"|helped|worked|sufficed|succeeded|improved|altered|changed|influenced|affected|halted|stopped|arrested|checked|slowed|prevented|averted|controlled|reversed|led to|resulted in"
    r"|(?:was|were|proved|proved to be|seemed|appeared) (?:of (?:any |much |lasting )?(?:avail|use|help|benefit)|effective|successful|helpful|beneficial|sufficient|useful|able to))\b"
)
_NEITHER_WORKED = Sieve(
    rf"\bneither\b(?P<drugs>[^.;]*?\bnor\b(?:(?!\b(?:was|were|had|has|have|been|given)\b)[^.;,])*?)\b{_WORKED}",
    re.I,
)
_NONE_FROM = Sieve(
    rf"\bno (?:\w+ ){{0,2}}?{_EFFECT}\b[^.;,]{{0,40}}?\b(?:from|with|to|of|on|after|under|despite|by|following) (?P<drugs>[^.;]*)",
    re.I,
)
_GIVEN = re.compile(r"intraven|\bIV|treat|\bgiven\b|receiv|infus|therapy|administ", re.I)


def _is_test(text: str, start: int, end: int) -> bool:
    """'Immunoglobulin G was positive', 'immunoglobulin levels': a test, not a treatment."""
    if not re.search(r"glob|Ig", text[start:end]):
        return False
    if _ANTIBODY.match(text, end) and not re.match(r"\s*G\b", text[end:]):
        return True
    with_class = re.search(r"globulins? G\b", text[start : end + 2], re.I)
    if with_class:
        return not _GIVEN.search(text)
    return "globulin" in text[start:end].lower() and bool(
        _MEASURED_BEFORE.search(text[:start]) or _MEASURED_AFTER.match(text, end)
    )


def _is_given(text: str, drug: str, start: int, end: int) -> bool:
    """Say whether a drug that is named was meant for this illness: not resisted, weighed, found or taken long before."""
    if _NOT_TREATMENT.search(text[:start]) or _NOT_GIVEN.match(text, end) or _is_test(text, start, end):
        return False
    if _OWN.search(text, start, end) and (_OWN_BEFORE.search(text, 0, start) or _OWN_AFTER.match(text, end)):
        return False
    if drug == "temperature_management" and "hypotherm" in text[start:end].lower():
        near = text[max(0, start - 40) : start] + text[end : end + 40]
        if not _COOLED.search(text[start:end] + " " + near) or _FOUND_COLD.match(text, end):
            return False
    if "craniotomy" in text[start:end].lower() and re.search(r"biops|tumou?r|haematoma|hematoma", text, re.I):
        return False
    kind = CLASSES.get(drug, "supportive")
    if "chloroquin" in text[start:end].lower() and _RHEUMATIC.search(text):
        return False
    if kind == "antibiotic":
        return not _BEFORE_COMING.search(text)
    if _FOR_YEARS.match(text, end):
        return False
    return kind not in _OF_EARLIER_ILLNESS or not (
        (_LONG_BEFORE.search(text[:start]) and not _BESIDE_ANTIVIRAL.search(text))
        or _BEFORE_COMING.search(text)
    )


_RESPONDED = Sieve(
    r"\b(?:respond|respons|react|improv|benefit|abat|subsid|helped|controlled)\w*\b[^.;,]{0,30}?\bneither\b(?P<drugs>[^.;,]*)",
    re.I,
)


def in_vain(text: str, start: int) -> bool:
    """Say whether what a sentence denies of the treatment at `start` is its effect: it was given."""
    for pattern in (_NEITHER_WORKED, _NONE_FROM, _RESPONDED):
        match = pattern.search(text)
        if match and match.start("drugs") <= start < match.end("drugs"):
            return True
    return False


@dataclass(frozen=True, slots=True)
class TreatmentMention:
    """A drug or procedure in a sentence, with what stands about it in the same clause."""

    drug: str
    start: int
    end: int
    details: dict[str, str] = field(default_factory=dict)


def find_treatments(text: str, dictionary: Dictionary) -> Iterator[TreatmentMention]:
    """Yield the treatments of a sentence. Details: field -> raw value (class, dose, route, start, duration)."""
    places: dict[int, tuple[str, int]] = {}
    for term in finder_of(dictionary.vocabularies["drug"]).find(text):
        places[term.start] = (term.value, term.end)
    for match in ALIASES.finditer(text):
        inside = [s for s, (_, e) in places.items() if s < match.end() and match.start() < e]
        for start in inside:
            if places[start][1] - start < match.end() - match.start():
                del places[start]
                inside = []
        if not inside:
            places[match.start()] = (ALIAS_VALUES[str(match.lastgroup)], match.end())
    ordered = sorted(
        (s, v, e)
        for s, (v, e) in places.items()
        if (v in CLASSES or v == SUPPORT) and _is_given(text, v, s, e)
    )
    for place, (start, drug, end) in enumerate(ordered):
        after = ordered[place + 1][0] if place + 1 < len(ordered) else len(text)
        before = ordered[place - 1][2] if place else 0
        yield TreatmentMention(
            drug, start, end, _details(text, drug, start, end, before, after, len(ordered))
        )


def _details(
    text: str, drug: str, start: int, end: int, before: int, after: int, number: int
) -> dict[str, str]:
    details = {} if drug == SUPPORT else {"treatment_agent": drug}
    details |= {"treatment_class": CLASSES.get(drug, "supportive"), "treatment_as_written": text[start:end]}
    own = text[end:after]
    own = own[: cut.start()] if (cut := re.search(r";|\band (?:then|later)\b|\bfollowed by\b", own)) else own
    dose = _own_dose(own, next_drug=after < len(text))
    if not dose:  # '30 mg/kg/day of methylprednisolone'
        lead = list(_DOSE.finditer(text[before:start]))
        if lead and re.fullmatch(
            r"\s*(?:of\s+)?(?:i\.?v\.?\s+|intravenous\s+|oral\s+|high-dose\s+)*",
            text[before + lead[-1].end() : start],
            re.I,
        ):
            dose = lead[-1]
    if dose:
        details["treatment_dose"] = dose.group().strip()
    if days := _DAYS.search(own):
        raw = duration_raw(days["n"], days["unit"])
        if raw:
            details["treatment_duration"] = raw
    route = _ROUTES.search(text[max(before, start - 40) : end]) or _ROUTES.search(own[:40])
    if route:
        details["treatment_route"] = str(route.lastgroup)
    details |= _start(own, text, number)
    return details


def _own_dose(own: str, *, next_drug: bool) -> re.Match[str] | None:
    """Return the first dose after a drug, if no other name stands between and it does not lead to the next drug."""
    dose = _DOSE.search(own)
    if not dose or not _LINK.fullmatch(own[: dose.start()]):
        return None
    if (
        next_drug
        and dose.start() > 0
        and _LEADS.fullmatch(own[dose.end() :])
        and re.search(r"\band\b", own[: dose.start()])
    ):
        return None
    return dose


def _start(own: str, text: str, number: int) -> dict[str, str]:
    """The time of the first dose, from the treatment's own words, or from the sentence when it names one treatment."""
    if not _START.may(text):
        return {}
    found = _START.pattern.search(own) or (_START.pattern.search(text) if number == 1 else None)
    if not found:
        return {}
    raw = duration_raw(found["n"], {"hr": "hours", "hrs": "hours"}.get(found["unit"].lower(), found["unit"]))
    if raw is None:
        return {}
    definition = _definition(found["of"].lower())
    within = (found["within"] or "").lower() in ("within", "less than", "<")
    details = {"treatment_start": f"<={raw}" if within else raw, "treatment_onset_definition": definition}
    hours = float(raw.split()[0]) * (24 if raw.split()[1].startswith("d") else 1)
    if definition in ("neurological_onset", "encephalopathy_onset", "first_seizure"):
        if hours <= 24:
            details["treatment_within_24h"] = "present"
        elif not within:
            details["treatment_within_24h"] = "absent"
    return details


def _definition(words: str) -> str:
    for pattern, value in (
        (r"neurolog", "neurological_onset"), (r"encephalop|conscious|coma", "encephalopathy_onset"), (r"seizure|convuls", "first_seizure"),
        (r"picu|icu", "icu_admission"), (r"admission|hospitali|presentation", "hospital_admission"), (r"fever|illness|disease|symptom", "disease_onset"),
        (r"diagnos", "diagnosis"),
    ):  # fmt: skip
        if re.search(pattern, words):
            return value
    return "definition_not_stated"
