"""The infection before the encephalopathy: agent, specimen, method, certainty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Dictionary
from aneatlas.extraction.sieve import Sieve
from aneatlas.extraction.terms import TermMention, finder_of

_LINK = re.compile(
    r"\b(?:positive|detected|confirmed|identified|isolated|infection|infected|associated|due to|caused by|secondary to|related|triggered|following|after|revealed|diagnos\w+|tested|antigen|PCR|test|virus|negative|IgM|serology|culture|present|rose|titres?|antibod\w+|had|has|contracted|acquired|caught|suffered|found|showed|grew|grown|yielded|developed|during|cause|presented|course|preced\w+|complicat\w+|with|smear|recovered|demonstrated|identification|evidence|panel|multiplex|swabs?|aspirate|secretions|cultured|blamed?|attributed|ascribed|imputed|culprit|responsible|incriminated|implicated|trigger|triggering|causative|causing|elicited|precipitated|provoked|proven|proved|established|verified|linked|wake|set off|brought on|came before|admi\w+ (?:to [\w ]{3,30} )?for|hospitali[sz]\w+ for|admission for|care for|ventilated|treated for|IgG|RNA|DNA|seroconver\w+)\b|\(\+\)|-(?:associated|related|induced|positive|infected)",
    re.I,
)
#: Writings of agents of the vocabulary that bring words or signs between.
_ALSO = re.compile(
    r"\b(?P<influenza_a_h3n2>influenza (?:virus )?(?:type )?A(?: virus)?\s?[/(]?\s?H3N2)|\b(?P<influenza_a_h1n1pdm09>(?:novel|pandemic|swine[- ]origin)(?: 2009)? (?:influenza )?(?:virus )?A?(?: virus)?\s?[/(]?\s?H1N1|influenza (?:virus )?(?:type )?A(?: virus)?\s?[/(]?\s?H1N1\)?\s?[(/-]?\s?(?:pdm|2009)\w*)"
    r"|\b(?P<influenza_a_h1n1>influenza (?:virus )?(?:type )?A(?: virus)?\s?[/(]?\s?H1N1)|\b(?P<influenza_untyped>influenza A/B)\b|\b(?P<influenza_a>influenza virus (?:type )?A)\b(?!\s?[/(]?\s?H\d)|\b(?P<hhv6>human herpes ?virus[- ](?:type )?6)|\b(?P<influenza_b>influenza virus (?:type )?B)\b|\b(?P<dengue_or_flavivirus>dengue\s?/\s?flavivirus)",
    re.I,
)
#: 'A girl with influenza B': linked by the preposition alone.
_DIRECT = re.compile(r"\b(?:with|by|from)\s+(?:an?\s+|the\s+)?$", re.I)
#: 'Anti-dengue IgM': antibodies of a fresh infection.
_FRESH = re.compile(r"[\s-]*(?:virus\s+|specific\s+)*\(?IgM\b", re.I)
_PRE = re.compile(r"\b(?:para-?|anti-?|vaccin\w+ (?:against|for) (?:\w+ ){0,3})$", re.I)
#: 'The influenza season', 'measles vaccination': no infection of the patient.
_NO_INFECTION = re.compile(
    r"(?:[\s,/-]+(?:and\s+|or\s+)?(?:mumps|rubella|measles|varicella|pertussis|hepatitis|live|attenuated|seasonal|inactivated))*[\s-]*(?:virus\s+)?(?:pandemic|epidemic|era|seasons?|lockdown|restrictions|outbreak|vaccin\w+|immuni[sz]\w+|vaccine|prophylaxis|testing was not|endemic|(?:is|was|are|were)\s+(?:\w+\s+)?(?:endemic|prevalent|circulating|rife))\b(?!-(?:associated|related))",
    re.I,
)
#: 'EBV IgG positive', 'antibodies to measles were protective': an infection of earlier times.
_IGG_AFTER = re.compile(
    r"[\s-]*(?:virus\s+|VCA\s+|EBNA\s+)*(?:\(?IgG\)?)(?!\s*(?:and|/|,|\+|or)\s*(?:IgM|IgA))[^.;]{0,30}", re.I
)
_IGG_BEFORE = re.compile(
    r"(?<!IgM and )(?<!IgM/)(?<!IgM, )\bIgG(?: antibod\w+)?\s+(?:to|against|for|of)\s+(?:the\s+)?$", re.I
)
_ACUTE = re.compile(
    r"seroconver|ris(?:e|ing|en)|rose|fold|IgM (?:was |were )?(?:also )?positive|convalescent|paired|intrathecal",
    re.I,
)
_PAST = re.compile(
    r"\b(?:past|previous|remote|old) infection|\bprotective|\bimmun(?:e|ity) (?:to|against)\b", re.I
)
_SUBTYPE = re.compile(
    r"\bpositive (?:for|in) (?:the )?(?:type|strain|subtype) (?P<type>[AB])\b|: (?:type )?(?P<first>[AB]) positive\b"
)
#: Viruses that stay in the body for life: beside another agent they come second.
_LATENT = frozenset(
    {"hhv7", "epstein_barr", "cytomegalovirus", "herpes_simplex", "herpes_simplex_1", "herpes_simplex_2"}
)
#: Infections without a named agent, for patients of whom none is named. The first that fits wins.
_UNNAMED: tuple[tuple[str, Sieve], ...] = tuple(
    (value, Sieve(pattern, re.I))
    for value, pattern in (
        ("vaccination", r"\b(?:after|following|post)[\s-]+(?:an?\s+|the\s+|his\s+|her\s+)?(?:\S+\s+){0,3}?(?:vaccination|immuni[sz]ation|vaccine)\b"),
        ("unnamed_flu_like_illness", r"\b(?:flu|influenza)-like\s+(?:\w+\s+)?(?:illness|symptoms|syndrome|infection|picture|disease)\b"),
        ("unnamed_respiratory_infection", r"\b(?:viral\s+|acute\s+|febrile\s+|upper\s+|lower\s+)*(?:respiratory|airways?)(?:\s+tract)?(?:\s+viral)?\s+(?:infections?|illness)\b|\b(?:URTI|URI|LRTI)\b|\b(?:common|feverish|bad|simple|banal)\s+cold\b|\b(?:after|had|with|caught|following)\s+(?:had\s+)?(?:an?|the)\s+cold\b|\b(?:pharyngitis|tonsillitis|rhinopharyngitis|nasopharyngitis)\b"),
        ("unnamed_gastrointestinal_infection", r"\b(?:viral\s+)?(?:gastro-?)?enteritis\b|\b(?:febrile\s+)?(?:gastro-?intestinal|stomach|intestinal|enteric)\s+(?:viral\s+)?(?:illness|infection|flu|bug|virus)\b|\b(?:\w+\s+)?diarrh(?:o)?eal\s+(?:illness|disease|infection|episode)\b|\b(?:followed|after|following|preceded by|episode of|attack of|bout of)\s+(?:an?\s+)?(?:(?!(?:and|vomiting|fever|nausea)\b)\w+\s+){0,3}?diarrh(?:o)?ea\b"),
        ("unnamed_virus", r"\bviral\s+(?:(?:upper|lower|febrile|systemic|acute|exanthem\w*)\s+)*(?:infection|illness|prodrome|syndrome)\b"),
        ("unnamed_febrile_illness", r"\b(?:acute\s+|brief\s+|short\s+|non-?specific\s+|unspecified\s+|undifferentiated\s+|minor\s+)*febrile\s+(?:illness|infection|disease|episode)\b"),
    )
)  # fmt: skip
_PROVEN = re.compile(
    r"\b(?:positive|PCR|antigen|culture|serology|IgM|detected|isolated|confirmed|swab|nucleic acid)\b", re.I
)
_SPECIMEN = re.compile(
    r"(?P<respiratory>\b(?:naso-?pharyngeal|nasal|throat|pharyngeal|oropharyngeal|respiratory) (?:\w+ )?(?:swabs?|aspirates?|secretions?|samples?|specimens?|wash)|tracheal aspirate|bronchoalveolar)|(?P<csf>\bCSF\b|cerebrospinal fluid)|(?P<blood>\b(?:serum|blood|plasma)\b)|(?P<stool>\bstool|f(?:a)?eces)",
    re.I,
)
_METHOD = re.compile(
    r"(?P<pcr>\b(?:RT-?|real-?time |reverse transcri\w+ |multiplex )*(?:PCR|polymerase chain reaction)\b)|(?P<rapid_antigen>\brapid (?:\w+ ){0,3}?(?:antigen |diagnostic )?tests?\b|rapid antigen)|(?P<antigen_other>\bNS1\b|immunofluorescence)|(?P<serology>\b(?:IgM|serolog\w+|antibod\w+|ELISA)\b)|(?P<metagenomic_sequencing>\bmNGS\b|next[- ]generation sequencing|metagenomic)|(?P<culture>\bviral culture|virus isolation|isolated in culture)",
    re.I,
)  # fmt: skip
_SKIP = frozenset({"vaccination", "unnamed_febrile_illness", "unnamed_virus", "bacterial_sepsis", "sepsis_no_pathogen", "other_virus", "other_bacterium", "unnamed_respiratory_infection",
                   "unnamed_gastrointestinal_infection"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgentMention:
    """An agent in a sentence that links it to the illness."""

    agent: str
    start: int
    end: int
    specimen: str
    method: str
    proven: bool


def find_agents(text: str, dictionary: Dictionary) -> Iterator[AgentMention]:
    """Yield the agents of a sentence; most specific first where one name holds another."""
    terms = [
        t
        for t in finder_of(dictionary.vocabularies["agent"], _SKIP).find(text)
        if (
            not (before := _PRE.search(text[: t.start]))
            or ("anti" in before[0].lower() and _FRESH.match(text, t.end))
        )
        and not _NO_INFECTION.match(text, t.end)
        and not (_mentions_past(text) and _is_past(text, t))
    ]
    lower = text.lower()
    for match in (
        _ALSO.finditer(text)
        if "influenza" in lower or "herpes" in lower or "dengue" in lower or "h1n1" in lower
        else ()
    ):
        inside = [t for t in terms if t.start < match.end() and match.start() < t.end]
        terms = [t for t in terms if t not in inside]
        terms.append(TermMention(str(match.lastgroup), *match.span()))
    terms.sort(key=lambda t: (t.value in _LATENT, t.start))
    subtype = _SUBTYPE.search(text) if any(t.value == "influenza_untyped" for t in terms) else None
    if subtype:  # 'the rapid influenza test was positive for type A'
        kind = f"influenza_{(subtype['type'] or subtype['first']).lower()}"
        terms = [TermMention(kind, t.start, t.end) if t.value == "influenza_untyped" else t for t in terms]
    if terms and not _LINK.search(text):
        terms = [t for t in terms if _DIRECT.search(text[: t.start])]
    if not terms:
        return
    specimen = _SPECIMEN.search(text)
    method = _METHOD.search(text)
    for term in terms:
        yield AgentMention(
            term.value, term.start, term.end,
            str(specimen.lastgroup) if specimen else "", str(method.lastgroup) if method else "", bool(_PROVEN.search(text)),
        )  # fmt: skip


def _mentions_past(text: str) -> bool:
    return "IgG" in text or "past" in text or "protective" in text or "immun" in text or "previous" in text


def _is_past(text: str, term: TermMention) -> bool:
    """Say whether only antibodies of an earlier infection are told of."""
    if _PAST.search(text):
        return True
    named = _IGG_AFTER.match(text, term.end) or _IGG_BEFORE.search(text, max(0, term.start - 40), term.start)
    return bool(named) and not _ACUTE.search(text)


def find_unnamed(text: str) -> TermMention | None:
    """Return the infection (or vaccination) before the illness that a sentence tells of without naming an agent."""
    for value, pattern in _UNNAMED:
        if match := pattern.search(text):
            return TermMention(value, *match.span())
    return None


_NO_AGENT = Sieve(
    r"\bno (?:causative |specific |infectious |viral |bacterial |etiological |aetiological |definite |known |other |pathogenic |causal |underlying )*(?:virus(?:es)?|pathogens?|agents?|organisms?|infectious agents?|micro-?organisms?|etiolog\w+|aetiolog\w+|trigger|infectious (?:cause|trigger|etiology)|cause of (?:the )?infection|germ)\s+(?:was|were|could be|had been|has been)\s+(?:ever\s+)?(?:identified|detected|found|isolated|demonstrated|determined|established|proven|recovered)\b"
    r"|\b(?:the|an|any) (?:causative|responsible|infectious|causal|triggering|etiologic(?:al)?) (?:agent|virus|pathogen|organism) (?:was not|could not be|was never|remained un|remained not)\s?(?:identified|found|detected|known|determined|established|isolated)|\b(?:virological|microbiological|viral|infectious|virologic|microbiologic|infectiological|serological) (?:and (?:bacterial|bacteriological|serological|microbiological|virological) )?(?:tests?|studies|investigations?|work-?ups?|screening|analyses|panels?|markers|PCRs?(?: and serolog\w+)?|serolog\w+(?: and PCR)?|examinations?|cultures and serolog\w+|agents searched for) (?:was|were|remained|came back|proved|returned) (?:all |completely |entirely |consistently |repeatedly )*negative\b"
    r"|\b(?:search|tests?|testing|investigations?|screening|work-?up|studies) for (?:an? |any |the |all |common |other )?(?:\w+ )?(?:virus(?:es)?|infectious (?:causes?|agents?|pathogens?|etiolog\w+|trigger)|pathogens?|infections?|micro-?organisms) (?:was|were|remained|proved|came back) (?:\w+ )?(?:negative|without (?:any )?result|fruitless|unrevealing|unsuccessful|unrewarding|in vain)\b"
    r"|\b(?:detected|found|identified|revealed|disclosed|yielded|grew|isolated) no (?:causative |specific |infectious |viral |known )*(?:pathogens?|virus(?:es)?|infectious agents?|organisms?|micro-?organisms?)\b|\bthe (?:infectious )?(?:trigger|triggering (?:agent|infection)|causative agent|pathogen|virus) (?:remained|was|remains) (?:unknown|unidentified|undetermined|undetected|unclear)\b|\b(?:a)?etiology of the (?:infection|illness|fever) (?:remained|was) (?:unknown|undetermined|unidentified|unclear)",
    re.I,
)
#: A search in one fluid or tissue says nothing of the trigger.
_ONE_PLACE = re.compile(
    r"\b(?:CSF|cerebro-?spinal|spinal fluid|lumbar|brain|biops\w+|tissue|blood cultures?)\b", re.I
)
_ELSEWHERE_TOO = re.compile(
    r"\b(?:serum|blood and|respiratory|naso-?pharyn\w+|throat|stool|extensive\w*|all)\b", re.I
)


def find_no_agent(text: str) -> tuple[int, int] | None:
    """Return where a sentence says that the tests named no agent."""
    match = _NO_AGENT.search(text)
    if match is None or (_ONE_PLACE.search(text) and not _ELSEWHERE_TOO.search(text)):
        return None
    return match.span()
