"""Circumstances of a patient: vaccinations, place and time of the illness, school, the diagnosis as reasoned, the family.

Each finder is asked only where one of its key words stands in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.values import Status
from aneatlas.extraction.assertion import sentence_of
from aneatlas.extraction.keys import Keys, held
from aneatlas.extraction.numbers import WORD_NUMBER, to_number
from aneatlas.extraction.terms import finder_of
from aneatlas.extraction.triggers import Cue


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A field with its status and raw value, and where the words stand."""

    field: str
    status: Status
    start: int
    end: int
    value: str = ""


Finder = Callable[[str, str, Dictionary], Iterator[Circumstance]]
_OTHER_PERSON = frozenset({Cue.FAMILY, Cue.LITERATURE, Cue.HYPOTHETICAL})


def find_circumstances(text: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """Yield the circumstances that a sentence states of its patient; those of relatives and of others are left out."""
    lower = text.lower()
    found = held(text)
    for keys, finder in _FINDERS:
        if found & keys.bit:
            yield from finder(text, lower, dictionary)


def _mine(text: str, start: int, end: int) -> bool:
    sentence = sentence_of(text)
    relative = any(t.cue is Cue.FAMILY and t.start == 0 and t.end <= start for t in sentence.triggers)
    return not relative and not sentence.assess(start, end).cues & _OTHER_PERSON


_VACCINE = re.compile(
    r"\b(?P<not>un|non-?)?(?:vaccin(?:ated|ation|ations|e)|immuni[sz](?:ed|ation)s?)\b(?! policy| programme| campaign| strateg)",
    re.I,
)
_NEVER = re.compile(r"\b(?:not|never|no|neither|nor|none|without|declined|lack\w*)\b[^.;]*$", re.I)
_WHO_ELSE = re.compile(
    r"\b(?:mother|father|parents|siblings?|brother|sister|family|household|children should|recommend\w*|promot\w*|prevent\w*|widespread)\b",
    re.I,
)


def _vaccination(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """'Not vaccinated against influenza', 'unvaccinated for COVID-19', 'two doses of a COVID-19 vaccine'."""
    match = _VACCINE.search(text)
    if not match or _WHO_ELSE.search(text):
        return
    cues = sentence_of(text).assess(*match.span()).cues
    if cues & {Cue.FAMILY, Cue.UNCERTAIN} or re.search(r"\b(?:if|should|unknown|whether)\b", text, re.I):
        return
    near = text[max(0, match.start() - 60) : match.end() + 60]
    denied = bool(match["not"]) or bool(_NEVER.search(text[: match.start()]))
    status = Status.ABSENT if denied else Status.PRESENT
    for field, pattern in (
        ("influenza_vaccinated", r"influenza|\bflu\b"),
        ("covid_vaccinated", r"COVID|SARS|coronavirus"),
    ):
        if re.search(pattern, near, re.I):
            yield Circumstance(field, status, *match.span())


_IN_PLACE = re.compile(
    r"\b(?:admitted to|hospitali[sz]ed (?:at|in)|treated (?:at|in)|transferred to|referred to|presented to|brought to|seen (?:at|in)|from|of|in)\s+(?:(?:a|an|the|our)\s+)?[^.;]{0,60}$",
    re.I,
)
_HOSPITAL = re.compile(
    r"\b(?:admitted to|transferred to|referred to|presented to|hospitali[sz]ed (?:at|in)|treated (?:at|in)|brought to|at|of)\s+(?:the\s+)?(?P<name>(?:[A-Z][\w'’-]+\s+(?:(?:of|and|for|de|in)\s+)?){1,6}(?:Hospital|Medical Cent(?:er|re)|Infirmary|Clinic)\b)"
)
_NATIVE = re.compile(
    r"\b(?:moved|emigrated|immigrated|travel\w*|returned|born|birth|visit\w*|origin|descent)\b", re.I
)


def _place(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """The country and the hospital of treatment, where the sentence brings the patient there."""
    if (match := _HOSPITAL.search(text)) and _mine(text, *match.span()):
        yield Circumstance("hospital", Status.PRESENT, *match.span("name"), match["name"])
    if _NATIVE.search(text) or not re.search(
        r"\b(?:admitted|hospitali[sz]ed|treated|transferred|referred|presented|infected|brought|seen)\b", text
    ):
        return
    for term in finder_of(dictionary.vocabularies["country"]).find(text):
        if (
            _IN_PLACE.search(text[: term.start])
            and text[term.start].isupper()
            and _mine(text, term.start, term.end)
        ):
            yield Circumstance("country_of_case", Status.PRESENT, term.start, term.end, term.value)
            return


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_DATE = re.compile(
    rf"\b(?:in|on|during)\s+(?:(?:early|mid|late)[\s-]+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{'|'.join(_MONTHS)})(?:\s+\d{{1,2}}(?!\d)(?:st|nd|rd|th)?)?,?(?:\s+(?:of\s+)?(?P<year>(?:19|20)\d\d))?",
    re.I,
)
_SEASON = re.compile(
    r"\b(?:in|during|the)\s+(?:the\s+)?(?:early |late |mid-?)?(?P<season>spring|summer|autumn|fall|winter|monsoon|rainy season|dry season)\b",
    re.I,
)
_BEGAN = re.compile(
    r"\b(?:presented|admitted|developed|fell ill|onset|began|hospitali[sz]ed|started|infected|became|brought)\b",
    re.I,
)


def _time(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """Month, year and season of the illness, in a sentence that tells of its beginning."""
    if not _BEGAN.search(text) or re.search(r"\b(?:pandemic|outbreak|declared|between)\b", lower):
        return
    if (match := _DATE.search(text)) and _mine(text, *match.span()):
        month = _MONTHS.index(match["month"].lower()) + 1
        yield Circumstance("onset_month", Status.PRESENT, *match.span(), str(month))
        if match["year"]:
            yield Circumstance("onset_year", Status.PRESENT, *match.span(), match["year"])
    if (match := _SEASON.search(text)) and _mine(text, *match.span()):
        yield Circumstance("onset_season", Status.PRESENT, *match.span("season"), match["season"].lower())


_SCHOOL = (
    ("special_education", re.compile(r"\b(?:special(?: needs)? (?:school|education|class)\w*)\b", re.I)),
    ("mainstream_with_support", re.compile(r"\b(?:mainstream|regular|normal|ordinary) (?:school|kindergarten|class)\b[^.;]{0,30}\b(?:with (?:\w+ )?(?:support|help|aid|assistance))", re.I)),
    ("mainstream", re.compile(r"\b(?:(?:attend(?:s|ed|ing)?|return(?:s|ed)? to|back (?:in|at|to)) (?:a |an |her |his |the )?(?:mainstream |regular |normal |ordinary |primary |elementary )?(?:school|kindergarten)|mainstream school)\b", re.I)),
)  # fmt: skip
_AFTER = re.compile(
    r"\b(?:later|after|follow|now|currently|return|at (?:the )?age|discharge|months|years)\w*\b", re.I
)


def _school(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """How the child attends school after the illness."""
    if not _AFTER.search(text):
        return
    for value, pattern in _SCHOOL:
        match = pattern.search(text)
        if (
            match
            and sentence_of(text).assess(*match.span()).status is Status.PRESENT
            and _mine(text, *match.span())
        ):
            yield Circumstance("school_placement", Status.PRESENT, *match.span(), value)
            return


_DIFFERENTIAL = re.compile(
    r"\b(?:differential diagnos[ie]s (?:included?|includes|were|was|of|comprised|considered)|(?P<out>(?:were|was) (?:excluded|ruled out))|initially (?:suspected|diagnosed|thought) (?:as|to (?:be|have)|with))\b",
    re.I,
)
_DISEASES = re.compile(
    r"\b(?:Leigh(?:['’]s)? (?:syndrome|disease|encephalopathy)|ADEM|acute disseminated encephalomyelitis|Reye(?:['’]s)?(?: or Reye-like)?(?:-like)? syndrome|mitochondrial (?:disease|disorders?|encephalopathy)|MELAS|Wernicke(?:['’]s)? encephalopathy|herpes (?:simplex )?encephalitis|bacterial meningitis|viral encephalitis|autoimmune encephalitis|h(?:a)?emorrhagic shock and encephalopathy(?: syndrome)?|extrapontine myelinolysis|osmotic myelinolysis|cerebral venous (?:sinus )?thrombosis|deep venous thrombosis|artery of Percheron (?:infarct\w*|stroke)|Wilson(?:['’]s)? disease|hypoxic[- ]isch(?:a)?emic (?:encephalopathy|injury)|metabolic (?:disease|disorders?)|PRES|acute h(?:a)?emorrhagic leuko?encephalitis|glutaric aciduria|Japanese encephalitis|carbon monoxide poisoning|stroke)\b"
)


def _differentials(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """The diagnoses weighed for the patient, and whether resembling ones were excluded."""
    match = _DIFFERENTIAL.search(text)
    named = list(dict.fromkeys(m.group() for m in _DISEASES.finditer(text)))
    if not match or not named or Cue.FAMILY in sentence_of(text).assess(*match.span()):
        return
    if (
        re.search(
            r"\b(?:not|never|could not be|cannot be)\b[^.;]{0,20}$",
            text[: match.end()].rsplit("excluded", 1)[0],
        )
        and match["out"]
    ):
        return
    yield Circumstance("differentials_named", Status.PRESENT, *match.span(), "; ".join(named))
    if match["out"]:
        yield Circumstance("differentials_excluded", Status.PRESENT, *match.span())


_CRITERIA = re.compile(
    r"\b(?P<mizuguchi_1997>Mizuguchi(?:['’]s| et al\.?)?(?:\W+\w+){0,4}? criteria|criteria (?:\w+ ){0,4}(?:by|of|from) Mizuguchi)|(?P<iec_2013>International Encephalitis Consortium)|(?P<genetic_ane>criteria (?:for|of) (?:genetic ANE|ANE1)|ANE1 criteria)|(?P<japan_guideline>Japanese guidelines?(?: \w+){0,4} (?:encephalopathy))\b"
)


def _criteria(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """The diagnostic criteria that the report cites for the patient."""
    match = _CRITERIA.search(text)
    if match and Cue.HYPOTHETICAL not in sentence_of(text).assess(*match.span()):
        yield Circumstance("criteria_cited", Status.PRESENT, *match.span(), str(match.lastgroup))


_SEVERITY = re.compile(
    r"\b(?:ANE|acute necroti[sz]ing enceph\w+)(?: of childhood)?[\s-]*(?:severity\s+(?:score|scale)(?:\s*\(ANE-?SS\))?|SS\b)(?:\s+(?:score|was|of|is|at|on|admission|calculated|as|:|=))*[\s:=(]*(?P<n>[0-9])(?:\s?/\s?9)?(?!\d|\.\d|\s?(?:-|–|to)\s?\d)",
    re.I,
)


def _severity(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """The ANE severity score as printed."""
    match = _SEVERITY.search(text)
    if match and _mine(text, *match.span()):
        yield Circumstance("ane_severity_score_reported", Status.PRESENT, *match.span(), match["n"])


_KIN = r"(?:mother|father|parents|brothers?|sisters?|siblings?|grandmother|grandfather|relatives|family members|aunts?|uncles?|cousins?)"
_CARRIERS = re.compile(
    rf"\b(?P<who>(?:{_KIN}|and|both|his|her|the|,|maternal|paternal|elder|older|younger|unaffected|healthy|\s)+?)\s*(?:were|was|are|is)\s+(?:also\s+|both\s+|all\s+|an?\s+)*(?P<well>unaffected|asymptomatic|healthy)?\s*(?:heterozygous\s+)?carriers?\b"
    rf"|\b(?P<n>\d+|{WORD_NUMBER})\s+(?P<well2>unaffected|asymptomatic|healthy)?\s*(?:carriers\b|(?:relatives|family members)\s+(?:carried|carry|were carriers))",
    re.I,
)
_MEMBER = re.compile(
    r"\b(?P<one>mother|father|brother|sister|sibling|grandmother|grandfather|aunt|uncle|cousin)\b|\b(?P<two>parents)\b",
    re.I,
)
_EPISODES = re.compile(
    rf"\b(?:had|suffered|experienced|with|after|of|total of)\s+(?:a total of\s+)?(?P<n>\d|{WORD_NUMBER})\s+(?:separate\s+|distinct\s+|previous\s+)?episodes\s+of\s+(?:ANEC?\b|acute necroti[sz]ing|(?:acute |febrile )?encephalopathy|encephalitis)",
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:previous|prior|earlier|past|history of)\s+(?:an?\s+)?(?:episodes?\s+of\s+)?(?:similar episodes?|(?:acute |febrile |viral )?(?:encephalopathy|encephalitis|ANEC?\b|acute necroti[sz]ing encephalopathy))",
    re.I,
)
_KIN_ILL = re.compile(
    rf"\b(?P<kin>{_KIN})\b[^.;]{{0,40}}?\b(?:had|died (?:of|from|after|with)|suffered(?: from)?|developed|with|affected by|diagnosed with|history of|experienced)\s+(?:also\s+|previously\s+)*(?:an?\s+|the\s+)?(?:[\w-]+\s+){{0,2}}?(?P<what>encephalitis|encephalopathy|ANEC?1?\b|acute necroti[sz]ing encephalopathy|ADEM|Leigh syndrome|meningitis|(?:same|identical|similar|comparable) (?:illness|attacks?|episodes?|diseases?|disorders?|symptoms|signs|encephalopathy|presentation|conditions?|history|course|events?|problems?|clinical (?:picture|course|features|history)|picture)(?!\s+of\s+(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}?(?:cold|flu|influenza|gastro|infection|respir|diarrh|fever|COVID|rash|cough)))\b|\b(?P<kin2>{_KIN})\b[^.;,]{{0,12}}?\s(?:was|were|is|are|had been)\s+(?:also\s+|similarly\s+|likewise\s+)+(?P<hit>affected(?!\s+(?:by|with))|afflicted(?!\s+(?:by|with))|ill with (?:the same|an? (?:similar|identical|acute) )\w*)",
    re.I,
)
_KIN_KEYS = Keys("mother|father|parents|brother|sister|sibling|relative|family|aunt|uncle|cousin")
_EARLIER_KEYS = Keys("previous|prior|earlier|past|history")
_LIKE_PATIENT = re.compile(r"encephalopathy|ANE|same|similar|identical|comparable", re.I)
_AFFLICTED = re.compile(
    r"\b(?:family|kindred)\b[^.;]{0,25}?\bwith\s+(?:familial\s+|recurrent\s+|autosomal[- ]dominant\s+)*(?:ANEC?1?\b|acute necroti[sz]ing)|\bfamily history of (?:\w+\s+){0,2}?(?:ANE\b|encephalopathy|acute necroti[sz]ing|similar (?:illness|disease|episodes?|symptoms))",
    re.I,
)
_FAMILY_CLEAR = re.compile(
    r"\b(?:no|without|negative)\s+(?:any\s+|known\s+|relevant\s+|significant\s+)*family history(?: of| for)?(?P<of>\s+(?:(?:neurolog\w+|similar|febrile|metabolic|such|epilepsy|seizures?|encephal\w+|ANE|acute necroti[sz]ing|illness(?:es)?|diseases?|disorders?|conditions?|symptoms|or|and|of)\b\s*)+)?|\b(?:nobody|no one|none)(?: else)? (?:in|of) (?:the|his|her) family\b|\bno (?:history of )?(?:any )?(?:such|similar|other|affected) (?:\w+ )?(?:illness(?:es)?|diseases?|cases?|events?|episodes?|instances?|members?|relatives?)\b[^.;]{0,30}?\b(?:in|of) (?:the|his|her|this) family\b|\bno (?:other )?(?:relatives?|family members?|siblings?)\b[^.;]{0,30}?\b(?:similar|affected|such|same)|\bneither (?:of the )?(?:family|families|(?:set of )?parents?)\b[^.;]{0,30}?\b(?:similar|such|same|history|affected|neurolog\w+|ill)|\b(?:no|none of the|neither of the|neither) (?:other )?(?:parents?|siblings?|brothers?|sisters?|relatives?|family members?|one else)\b[^.;]{0,30}?\b(?:ill|affected|similar|such|same|epilep\w*|encephal\w*|neurolog\w*|ANE\b)|\b(?:nothing|no \w+) (?:similar|like it|of the kind|comparable) (?:had |was |has )?(?:ever )?(?:been |had )?(?:happened|occurred|known|seen|reported)?[^.;]{0,15}?\b(?:in|of) (?:the|his|her) family|\b(?:the )?family history (?:(?:did|does) not (?:reveal|show|contain|contribute)|disclosed nothing|revealed no(?:thing|ne)?|for [\w ]{3,40} (?:was|is) (?:negative|absent))|\bfamily (?:and (?:personal|past|medical) )?histor(?:y|ies) (?:(?:was|is|were) )?(?:both )?(?:unremarkable|negative|clear|uneventful|without)|\b(?:unremarkable|negative|clear|uneventful) family history|\bfamilial antecedents? (?:were|was) (?:absent|denied|negative)|\bfamily history (?:contributed nothing|was of no (?:relevance|help|significance)|(?:was|is) (?:free|devoid) of (?:any )?(?:neurolog|similar)\w+)|\bfamily history(?:\s*:| was| is) (?:unremarkable|non contributory|negative|non-?contributory|normal|not significant)",
    re.I,
)


def _family(text: str, lower: str, dictionary: Dictionary) -> Iterator[Circumstance]:
    """Carriers and illness among relatives; earlier episodes of the patient."""
    if (
        ("carri" in lower or "carry" in lower)
        and (match := _CARRIERS.search(text))
        and not re.search(
            r"\b(?:not|no|neither|nor|non-?)\W*(?:an? )?(?:carriers?)?$", text[: match.end()][-24:], re.I
        )
    ):
        number = (
            to_number(match["n"])
            if match["n"]
            else sum(2 if m["two"] else 1 for m in _MEMBER.finditer(match["who"] or ""))
        )
        if number:
            yield Circumstance("carriers_positive", Status.PRESENT, *match.span(), str(number))
            if (
                match["well"]
                or match["well2"]
                or re.search(r"\b(?:unaffected|asymptomatic|healthy)\b", match.group(), re.I)
            ):
                yield Circumstance("carriers_unaffected", Status.PRESENT, *match.span(), str(number))
    if "episodes" in lower and (match := _EPISODES.search(text)):
        number = to_number(match["n"])
        if number and _mine(text, *match.span()):
            yield Circumstance("episodes", Status.PRESENT, *match.span(), str(number))
    ill = "enceph" in lower or "ane" in lower or "similar" in lower or "necroti" in lower
    if ill and _EARLIER_KEYS.within(text) and (match := _EARLIER.search(text)):
        cues = sentence_of(text).assess(match.end() - 4, match.end()).cues
        if not cues & {Cue.FAMILY, Cue.LITERATURE, Cue.HYPOTHETICAL, Cue.UNCERTAIN} and not re.search(
            r"\bfamily\b", text, re.I
        ):
            denied = Cue.NEGATED in cues or bool(_NEVER.search(text[: match.start()]))
            yield Circumstance(
                "prior_encephalopathy", Status.ABSENT if denied else Status.PRESENT, *match.span()
            )
    if (
        _KIN_KEYS.within(text)
        and (sentence_of(text).triggers or "of the patient" in lower)
        and (match := _KIN_ILL.search(text))
    ):
        status = sentence_of(text).assess(*match.span("what" if match["what"] else "hit")).status
        if status is Status.PRESENT and not re.search(
            r"\b(?:no|not|without|neither|none)\b", text[: match.end()], re.I
        ):
            yield Circumstance("family_history_neurological", Status.PRESENT, *match.span())
            if not match["what"] or _LIKE_PATIENT.search(match["what"]):
                yield Circumstance("familial", Status.PRESENT, *match.span())
    if not any(
        key in lower for key in ("famil", "kindred", "relative", "sibling", "parents", "brother", "sister")
    ):
        return
    if match := _FAMILY_CLEAR.search(text):
        words = (match.groupdict().get("of") or "").lower()
        if not words or "neuro" in words or "enceph" in words:
            yield Circumstance("familial", Status.ABSENT, *match.span())
            yield Circumstance("family_history_neurological", Status.ABSENT, *match.span())
        elif "similar" in words or re.search(r"\bane\b|necroti", words):
            yield Circumstance("familial", Status.ABSENT, *match.span())
    elif (match := _AFFLICTED.search(text)) and not sentence_of(text).assess(*match.span()).negated:
        yield Circumstance("familial", Status.PRESENT, *match.span())


_FINDERS: tuple[tuple[Keys, Finder], ...] = tuple(
    (Keys("|".join(keys)), finder)
    for keys, finder in (
        (("vaccin", "immuni"), _vaccination), (("hospital", "admitted", "treated", "presented", "transferred", "infected", "referred", "seen", "brought"), _place),
        ((*_MONTHS, "spring", "summer", "autumn", "fall", "winter", "monsoon", "season"), _time), (("school", "kindergarten", "special"), _school),
        (("differential", "excluded", "ruled out", "initially"), _differentials), (("criteria", "guideline", "consortium"), _criteria), (("severity", "ane-ss", "aness"), _severity),
        (("carri", "carry", "episode", "enceph", "mening", "similar", "adem", "leigh", "necroti", "relative", "sibling", "famil", "kindred", "same", " ane", "parents", "brother", "sister"), _family),
    )
)  # fmt: skip
