"""The infection before the encephalopathy: agent, specimen, method, certainty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Dictionary
from aneatlas.extraction.keys import Keys
from aneatlas.extraction.terms import TermMention, finder_of

_LINK = re.compile(
    r"\b(?:positive|detected|confirmed|identified|isolated|infection|infected|associated|due to|caused by|secondary to|related|triggered|following|after|revealed|diagnos\w+|tested|antigen|PCR|test|virus|negative|IgM|serology|culture|present|rose|titres?|antibod\w+|had|has|contracted|acquired|caught|suffered|found|showed|grew|grown|yielded|developed|during|cause|presented|course|preced\w+|complicat\w+|with|smear|recovered|demonstrated|identification|evidence)\b|-(?:associated|related|induced|positive|infected)",
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
_PRE = re.compile(r"\b(?:para-?|anti-?|vaccin\w+ (?:against|for) (?:\w+ ){0,3})$", re.I)
#: 'The influenza season', 'measles vaccination': no infection of the patient.
_NO_INFECTION = re.compile(
    r"[\s-]*(?:virus\s+)?(?:pandemic|epidemic|era|seasons?|lockdown|restrictions|outbreak|vaccin\w+|immuni[sz]\w+|vaccine|prophylaxis|testing was not|endemic|(?:is|was|are|were)\s+(?:\w+\s+)?(?:endemic|prevalent|circulating|rife))\b(?!-(?:associated|related))",
    re.I,
)
_UNNAMED_KEYS = Keys("viral|flu|influenza-like|vaccin|immuni|gastro")
#: Infections without a named agent, for patients of whom none is named. The first that fits wins.
_UNNAMED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (value, re.compile(pattern, re.I))
    for value, pattern in (
        ("vaccination", r"\b(?:after|following|post)[\s-]+(?:an?\s+|the\s+|his\s+|her\s+)?(?:\S+\s+){0,3}?(?:vaccination|immuni[sz]ation|vaccine)\b"),
        ("unnamed_flu_like_illness", r"\b(?:flu|influenza)-like\s+(?:illness|symptoms|syndrome|infection)\b"),
        ("unnamed_virus", r"\bviral\s+(?:(?:upper|lower|febrile|respiratory|airway|gastrointestinal|tract|systemic|acute)\s+)*(?:infection|illness|gastroenteritis)\b"),
        ("unnamed_gastrointestinal_infection", r"\b(?:gastroenteritis|(?:febrile\s+)?gastro-?intestinal\s+(?:illness|infection))\b"),
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
        if not _PRE.search(text[: t.start]) and not _NO_INFECTION.match(text, t.end)
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
    terms.sort(key=lambda t: t.start)
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


def find_unnamed(text: str) -> TermMention | None:
    """Return the infection (or vaccination) before the illness that a sentence tells of without naming an agent."""
    if not _UNNAMED_KEYS.within(text):
        return None
    for value, pattern in _UNNAMED:
        if match := pattern.search(text):
            return TermMention(value, *match.span())
    return None


_NO_AGENT = re.compile(
    r"\bno (?:causative |specific |infectious |viral |bacterial |etiological |aetiological |definite |known |other )*(?:virus(?:es)?|pathogens?|agents?|organisms?|infectious agents?|micro-?organisms?|etiolog\w+|aetiolog\w+|trigger)\s+(?:was|were|could be|had been|has been)\s+(?:ever\s+)?(?:identified|detected|found|isolated|demonstrated|determined)\b|\bthe (?:causative|responsible|infectious) (?:agent|virus|pathogen|organism) (?:was not|could not be|remained un)\s?(?:identified|found|detected|known)|\b(?:virological|microbiological|viral|infectious) (?:tests?|studies|investigations?|work-?up|screening|analyses) (?:was|were) (?:all |completely |entirely )?negative\b",
    re.I,
)


_NO_AGENT_KEYS = Keys("no |not |negative|remained un")


def find_no_agent(text: str) -> tuple[int, int] | None:
    """Return where a sentence says that the tests named no agent."""
    match = _NO_AGENT.search(text) if _NO_AGENT_KEYS.within(text) else None
    return match.span() if match else None
