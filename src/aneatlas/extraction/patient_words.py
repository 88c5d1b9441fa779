"""The words by which a text brings in its patients, names them, counts them, or speaks of others."""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from operator import or_

from aneatlas.extraction.keys import Keys
from aneatlas.extraction.numbers import WORD_NUMBER
from aneatlas.extraction.sieve import Sieve

NUMBER = r"(?:\d{1,2}|[IVX]{1,4}|[A-H]|(?<=[Pp]atient )(?:one|two|three|four|five|six))"
LABEL = Sieve(
    rf"\b(?:[Cc]ases?|CASES?|[Pp]atients?|PATIENTS?|[Pp]ts?\.?|[Pp]robands?|[Tt]wins?|[Ss]iblings?|[Cc]hild|[Ii]nfants?)\s*(?:[Nn]o\.?\s*|#\s*|[Nn]umber\s*)?"
    rf"(?P<first>{NUMBER})(?P<more>(?:\s*(?:,|and|&|,\s*and)\s*{NUMBER})*)(?![\w%]|\s*(?:of\s+\d|years?|months?|days?|weeks?|hours?|patients|\((?!(?:fe)?male|boy|girl|an?\b|M\b|F\b|\d+[- ]?(?:year|month|day|y\b))|mg|g/|g\b|cells|mm|U/|IU|%))(?=\W|$)"
)
PEOPLE = r"(?:patient|case|child|sibling|twin|boy|girl|infant|brother|sister|proband|individual|man|woman)"
#: What somebody did: 'lapsed', 'fell'. A word on -ed that tells what is counted or seen is none.
DID = r"(?:was|were|had|has|is|did|became|fell|lost|went|came|began|left|got|took|made|grew|spoke|bled|woke|underwent|could|also|never|only|still|with|walks|(?!affected|isolated|related|repeated|reported|published|confirmed|described|observed|named|listed|unaffected|infected|enhanced|weighted)[a-z]+ed)"
#: 'The second (girl, 4 years)'.
_WHO = r"\((?:an?\s+)?(?:previously\s+\w+\s+)?(?:boy|girl|male|female|man|woman|child|infant|patient|case|aged|[MF]\b|\d+[\s-]?(?:years?|months?|weeks?|days?|y)\b)"
ORDINAL = Sieve(
    rf"\b(?:the|our|in the)\s+(first|second|third|fourth|fifth|sixth)\s+(?:\w+\s+)?{PEOPLE}\b|^(?:the|in the|our)\s+(first|second|third|fourth|fifth|sixth)(?=\s*,|\s+at\s+(?:the\s+age\s+of\s+)?\d|\s*{_WHO}|\s+(?:one\s+)?{DID}\b)",
    re.I,
)
ALL = Sieve(
    rf"\b(?:both|all|neither of the|none of the)(?:\s+(?:of\s+)?(?:the|our|these))?(?:\s+(?:two|three|four|five|six|\d))?\s*(?:{PEOPLE}s?|children|siblings|brothers|sisters|of them)\b"
    rf"|\b(?:neither|no|each|either)\s+(?:patient|child|sibling|twin|case)\b|\b(?:neither|either)\s+(?:of\s+the\s+)?famil(?:y|ies)\b|\bboth\s+families\b|^they\b|\bevery one of (?:them|the|these)\b|\beach of (?:them|these)\b|^(?:all|both) (?:two|three|four|five|six|\d)\b(?! (?:of|lesions|days))|\bwe (?:report|describe|present) (?:here )?(?:a|an|the) (?:[\w-]+ ){{0,4}}(?:kindred|family)\b|\bthe(?:se)?\s+(?:\w+\s+)?(?:siblings|brothers|sisters|twins)\b|\b(?:in|were|for) both\b(?= ?[,;.])|^both\b(?!\s+(?:thalam|hemi|side|arm|leg|eye|lung|techni|method|test|scan|stud|imag|examin|cultur|agent|virus|drug|condition|disease|diagnos|parent|mother|finding|hypothes|mechanism|treatment|clinical|adult|direct|[\w-]+ and\b))",
    re.I,
)
PREDICATE = re.compile(r"\b(?:who|with|had|died|recovered|presented|developed|suffered|was|whose)\b", re.I)
#: A sentence that names its patients otherwise than by ages.
NAMES = Sieve(
    r"\b(?:first|second|third|former|latter)\b|\b(?:case|patient|twin|sibling)s?\s+(?:no\.?\s*)?(?:\d|[A-D]\b|I{1,3}\b)",
    re.I,
)
#: The verb of several who enter together.
TOGETHER = re.compile(
    r"[\s,]*(?:both\s+|all\s+)?(?:were|had|presented|developed|fell|became|suffered|died|recovered|underwent|received|have|are)\b",
    re.I,
)
#: The same patient in another report.
AGAIN = Sieve(
    r"\b(?:he|she|(?:the|this|our) (?:patient|boy|girl|child|case))\b[^.;]{0,30}\b(?:previously|already)\b",
    re.I,
)
BOTH = re.compile(r"\W*both\b", re.I)
SINGLE = Sieve(
    r"\b(?:a|an|the|our|this)\s+(?:[\w-]+\s+){0,5}?(?:patient|child|boy|girl|infant|toddler|man|woman|male|female|neonate|newborn|baby|schoolboy|schoolgirl|lady|gentleman|teenager|adolescent)\b(?! of \w+ (?:years|months))"
    r"|\bthe case (?:of an?|we|described|presented|reported|here)\b|\b(?:a|an|one|this|our)\b(?:\s+[\w,-]+){0,6}?\s+(?:case|autopsy|adult)\b(?! (?:of|in) (?:life|age))|^(?:male|female|boy|girl|man|woman|infant|child)\b",
    re.I,
)
#: One patient is the subject of a part that otherwise tells of none.
SINGLED = Sieve(
    rf"\b(?:of|in|from|on|with)\s+(?:one|a\s+single|1|our|the\s+present(?:ed)?|an\s+individual|the\s+index|the\s+reported|the\s+described)\s+(?:[\w-]+\s+){{0,4}}?(?:{PEOPLE}|adult|toddler|neonate)\b(?![^.;]*\b(?:may|should|might|can)\b)",
    re.I,
)
#: A comparison of the patient with others: the sentence still speaks of the patient.
CONTRAST = Sieve(
    r"\b(?:in contrast (?:to|with)|by contrast with|unlike|contrary to|as opposed to|compared (?:to|with)|in comparison (?:to|with)|similar(?:ly)? to|as in|different(?:ly)? from|in line with|in keeping with|as (?:described|reported) in|like (?:most|many|other|previous|earlier|published|reported|some|all))\b",
    re.I,
)
HAPPENED = Sieve(
    r"\b(?:presented|admitted|developed|brought to|was found|hospitali[sz]ed|was diagnosed|complain\w+|experienced|referred to|transferred|became|suffered|underwent|received|died|(?:we|the authors?|i) (?:also |here |hereby |herein |wish to |want to |briefly )*(?:report(?:ed)?|describe|present|encountered|observed|discuss|add|treated|saw|share|document|diagnosed|outline|highlight|illustrate)|(?:is|are|was|were) (?:here |hereby |herein |now )?(?:reported|described|presented|outlined|documented|discussed|illustrated|shown)|(?:reported|described|presented|discussed) (?:here|herein)|^(?:reported|described|presented|shown) (?:here )?is|^to (?:report|describe|present)|(?:paper|report|article|study|authors?|letter|note) (?:here )?(?:reports?|describes?|presents?|deals? with|concerns?|details?|documents?|outlines?|is about)|(?:a|this is a) (?:case )?report (?:of|on|about)|subject of this|fell ill|lost consciousness|lapsed|convulsed)\b",
    re.I,
)
#: Verbs that tell of 'a patient', where no others are spoken of.
BEFELL = Sieve(
    r"\b(?:(?:given|administered) to an?|(?:used|performed|done|made|obtained|tried|tested|studied) (?:in|on|for) an?|became|was (?:seen|brought|taken|treated|evaluated|referred|noted|followed by|left)|came (?:to|with)|progressed|deteriorated|collapsed|succumbed|led to|ended|recovered|survived|followed)\b",
    re.I,
)
STATED = Sieve(
    rf"\b(?:we\s+(?:\w+ly\s+|here\s+|herein\s+)?(?:report|describe|present|reviewed|studied|identified|analy[sz]ed|enrolled|included)|report\s+of|cases?:|series\s+(?:of|describing)|describ(?:es|ing))\s+(?:on\s+|the\s+(?:clinical\s+\w+\s+of\s+)?)?"
    rf"(?P<n>\d{{1,4}}|{WORD_NUMBER})\s+(?!of\b|out\b)(?:[\w-]+\s+){{0,5}}?(?:cases|patients|children|siblings|infants|boys|girls|adults|brothers|sisters|twins)\b"
    rf"|^(?:(?:cases?|patients?|clinical|observations?)\b(?: \w+){{0,2}}:\s+)?(?:Of\s+(?:the\s+)?)?(?P<n2>\d{{1,4}}|{WORD_NUMBER})\s+(?!of\b|out\b)(?:[\w-]+\s+){{0,5}}?(?:cases|patients|children|siblings|infants|boys|girls|adults|brothers|sisters|twins)\b",
    re.I,
)
COUNTED = Sieve(
    rf"\b(?P<n>\d|{WORD_NUMBER})\s+(?:[\w/-]+\s+){{0,4}}?(?:cases|patients|children|siblings|infants|boys|girls|adults|brothers|sisters|twins)\b",
    re.I,
)
PAIR = Sieve(
    r"\b(?:(?:sibling|sib|twin) pair|pair of (?:[\w-]+ )?(?:siblings|brothers|sisters|twins))\b", re.I
)
STATED_TITLE = Sieve(
    rf"\b(?:in|of|report on|:)\s+(?P<n>\d{{1,2}}|{WORD_NUMBER})\s+(?:[\w-]+\s+){{0,3}}?(?:cases|patients|children|siblings|infants|boys|girls|adults|brothers|sisters|twins)\b",
    re.I,
)
ONE_OF = Sieve(
    rf"\b(?:one|two|three|some|most|the other|another|several|\d+)\s+(?:of\s+(?:the\s+|our\s+)?)?(?:{PEOPLE}s?|children|them)\b|\bthe other\b",
    re.I,
)
BACKGROUND = re.compile(
    r"^\W*(?:\d+\.?\s*)?(?:introduction|background|discussion|comments?|methods?|materials|objectives?|aims?|purpose|literature|conclusions?|significance|review|limitations|prognosis|(?:key )?(?:diagnostic )?(?:features|points)|key (?:\w+ )?(?:features|findings|points)|differential(?:s| diagnos[ie]s)|teaching|take[- ]home|what is known|context|importance|learning points?|clinical significance)",
    re.I,
)
#: A heading that stands as a paragraph of its own, as in plain text.
HEADING = re.compile(
    r"^\W*(?:\d+\.?\d*\.?\s*)?(?P<label>introduction|background|discussion(?: and conclusions?)?|conclusions?|methods?|materials and methods|literature review|abstract|summary|case (?:report|presentation|description|history|reports|series)s?|cases?|observations?|objectives?|aims?|results?|clinical (?:report|course|presentation)|patients?(?: and methods)?|follow-up|outcome|references|acknowledge?ments?|author contributions?)\W*$",
    re.I,
)
#: A label that opens a part of an abstract printed in one paragraph: 'Discussion: ...'.
INLINE = re.compile(r"^\W*(?P<label>[A-Z][A-Za-z]+(?:[ /&]+[A-Za-z]+){0,4}):\s")
CASE_SECTION = re.compile(
    r"\bcase|patient|presentation|clinical|history|course|examination|imaging|outcome|follow|result", re.I
)
OWN = Sieve(
    r"\b(?:our|present|presented|index|this)\s+(?:patient|case|child|boy|girl|study patient)s?\b", re.I
)
PRESENTS = Sieve(
    r"\b(?:presented|admitted|developed|in whom|began|contracted|onset of|hospitali|fell ill|first episode|suffered from)",
    re.I,
)
OTHERS = Sieve(
    r"\b(?:patients|children(?! of (?:his|her|the same) (?:own )?age)|cases|articles|reports|adults|infants|survivors|authors|meta-analysis)\b|\b(?:in|of) the literature\b|\b(?:these|previous|other|several|some|many|most|published|recent|two|few|earlier) (?:\w+ )?studies\b|^studies\b|\bet al\b",
    re.I,
)
#: A sentence in the present tense about the disease, with none of the past and no person: it teaches, it does not report.
GENERAL = Sieve(
    r"^\W*(?:There (?:is|are)|(?:\w+ly,?\s+)?It is|It has been|Typical|Typically|Common|Commonly|Most|The most|Few|Usually|In most|Patients usually|Early|Although)\b[^.;]*?\b(?:is|are|may|can|should|must|has been|have been|affects?|occurs?)\b|\b(?:ANEC?1?|necroti[sz]ing|encephalopath(?:y|ies)|encephalitis|disease|disorder|syndrome|condition|influenza|dengue|malaria|measles|COVID-19|SARS-CoV-2|HHV-6|infections?|virus(?:es)?|complications?|mutations|prognosis|diagnosis|treatment|therapy|etiology|aetiology|pathogenesis|pathophysiology|cause|mortality|fatality|morbidity|incidence|prevalence|penetrance|outlook|mechanisms?|steroids|recognition|awareness|suspicion|outcome)\b[^.;]*?"
    r"\b(?:is|are|may|can|should|must|affects?|occurs?|remains?|causes?|leads?|carr(?:y|ies)|involves?|includes?|requires?|results?|follows?|appears?|seems?|gives?|produces?|presents?|manifests?|shows?|mimics?|resembles?|has been|have been|needs?|provokes?|induces?|triggers?|evokes?|brings? about|sets? off|disrupts|damages|releases|ranges|varies|vary|develops|progresses|strikes|begins|starts|ends|precedes|complicates|attacks|depends|deserves|warrants|belongs?|helps?|helped by|enters? into|rests?)\b"
    r"|\b(?:MRI|MR imaging|magnetic resonance imaging|imaging|neuroimaging|CT|EEG|tomography)(?: \([A-Z]+\))?\s+(?:helps?|allows?|aids?|enables?|serves?|plays?|remains?|is (?:helpful|useful|valuable|essential|crucial|indispensable|the))\b"
    r"|\b(?:in|of|for|to)\s+(?:every|any|all)\s+(?:[\w-]+\s+){0,3}?(?:patients?|child|children|adults?|infants?)\s+(?:who\s+(?:presents?|develops?|has|have|is|are)|with|presenting)\b"
    r"|\b(?:is|are)\s+(?:the\s+|a\s+|among the\s+)?(?:most\s+|very\s+|rather\s+)?(?:usual|typical|characteristic|common|classical|frequent|rare|uncommon|pathognomonic|specific|unusual|variable|indispensable|essential|crucial|mandatory)\b|\b(?:usual|typical|characteristic|classical|common) (?:[\w-]+ )?(?:findings?|features?|sites?|lesions|signs?|symptoms?|changes) (?:here |there )?(?:is|are)\b|\b(?:as a rule|usually|typically|in most instances|in general|generally)\b|\b(?:is|are) (?:the|its|a|their) (?:\w+ )?hallmarks?\b|\b(?:is|are) under (?:study|investigation|debate|discussion)\b|\bmay (?:improve|help|prevent|reduce|be|lead|cause|contribute|play)\b|\b(?:should|must|ought to|needs? to|has to|have to)\s+(?:always\s+|also\s+|therefore\s+)?be\b",
    re.I,
)
#: 'There are no guidelines for therapy; many drugs were tried': of nobody, whatever follows.
NO_STANDARD = Sieve(
    r"\b(?:it|disease|entity|disorder|condition|syndrome|ANEC?1?|encephalopathy|encephalitis|of childhood)(?: \([^)]*\))? (?:was|were|has been|had been) (?:first|originally|initially) (?:described|reported|recogni[sz]ed|identified|proposed|defined|named)\b|\bthe first (?:description|descriptions|reports?) (?:of (?:it|the \w+|ANEC?) )?(?:dates?|came|appeared|originated)\b|\bthere (?:is|are|exists?) (?:currently |at present |as yet |still |to date |, however, )*no (?:[\w-]+ ){0,3}?(?:guidelines?|consensus|recommendations?|treatment|therapy|therapies|protocols?|standard)\b|\bno (?:\w+ ){0,2}?(?:guidelines?|consensus|recommendations?|(?:standard|specific|established|proven|effective|curative|causal) (?:treatment|therapy)) (?:exists?|is|are|has|have)\b",
    re.I,
)
PAST = Sieve(
    r"\b(?:was\b|were\b|had\b|(?:did|showed|revealed|demonstrated|disclosed|developed|presented|died|recovered|received|became|started|improved|underwent|began|found|suffered|lost|fell|seized|yielded|grew|remained|progressed|led|required|survived|deteriorated|put|gave|came|went|took|made|got|rose|spoke|stayed|needed|ceased|persisted|occurred|appeared|ensued|worsened|disappeared|subsided|regained|we|here|shows?|reveals?|demonstrates?)\b)",
    re.I,
)
PERSON = re.compile(
    r"\b(?:he|she|his|her|him|they|their|no (?:\w+ )?history|(?:the|our|this|these|both|index|present) (?:(?!every |any |most |all )[\w-]+ ){0,4}?(?:patients?|child|children|boys?|girls?|infants?|man|woman|cases?|brothers?|sisters?|siblings|twins|adult|toddler|neonate)|case \d|patient \d)\b",
    re.I,
)
#: Who does or suffers something, of two of whom one is 'he' and one is 'she'.
SUBJECTS = re.compile(rf"\b(?:he|she)(?=\s+{DID}\b)", re.I)
BACK = re.compile(
    r"\b(?:he|she|his|her|him|the (?:patient|child|boy|girl|infant|man|woman|baby)|our (?:patient|case)|this (?:patient|child))\b",
    re.I,
)
DEFINITE = Sieve(
    r"\bthe\s+(?:(?:older|younger|elder|affected|male|female)\s+)?(?:boy|girl|man|woman|brother|sister|youth|lady)\b",
    re.I,
)
#: One person, where several are spoken of before.
ONE = re.compile(
    r"\b(?:the|one|this|a|an|another) (?:\w+ )?(?:patient|child|boy|girl|infant|toddler|baby|neonate|newborn|adult|teenager|adolescent|sibling|brother|sister|twin|man|woman|case)\b",
    re.I,
)
SEX_OF = {
    "boy": "male",
    "man": "male",
    "brother": "male",
    "youth": "male",
    "lady": "female",
    "girl": "female",
    "woman": "female",
    "sister": "female",
}

#: Words before patterns: without one of these ALL and OTHERS cannot match.
ALL_KEYS = Keys(
    "both|all|neither|none|each|every|either|no |they|siblings|brothers|sisters|twins|kindred|family"
)
OTHERS_KEYS = Keys(
    "patients|children|cases|articles|reports|adults|infants|survivors|authors|meta-analysis|literature|studies|et al"
)


@lru_cache(maxsize=1024)  # several rules ask for the labels of each sentence
def labels_in(text: str) -> tuple[re.Match[str], ...]:
    """Return the labels of a text: 'Case 2', 'patients 3 and 4'."""
    return tuple(LABEL.finditer(text))


@lru_cache(maxsize=64)  # every sentence under the headings asks
def is_background(headings: tuple[str, ...]) -> bool:
    """Say whether one of the headings of a section is that of a part which tells of no patient of the report."""
    return any(BACKGROUND.match(heading) for heading in headings)


def any_of(*sieves: Sieve) -> int:
    """Return bits of `held`: in a text that holds none of them, none of the patterns matches."""
    leads = [sieve.lead for sieve in sieves]
    if not all(leads):
        raise ValueError("A pattern without letters can match anywhere.")
    return reduce(or_, leads)


def speaks_of_all(text: str) -> bool:
    """Say whether a sentence speaks of all patients: 'both children', 'they'."""
    return ALL_KEYS.within(text) and ALL.search(text) is not None


#: 'A finding not mentioned in earlier case reports' is the patient's.
_NOT_BEFORE = re.compile(
    r"\b(?:not|never|nowhere|rarely|seldom)\b[^.;,]{0,40}?\b(?:in|by|among)\s+(?:the\s+)?(?:(?:earlier|previous|other|published|prior|any)\s+)?(?:(?:case|ANE)\s+)?(?:reports|cases|papers|articles|studies|authors|literature)\b",
    re.I,
)


def speaks_of_others(text: str) -> bool:
    """Say whether a sentence names patients of others: 'most children', 'in the literature'."""
    return OTHERS_KEYS.within(text) and OTHERS.search(_NOT_BEFORE.sub("", text)) is not None


#: One of two or more who were spoken of: 'the latter', 'the younger'.
WHICH = Sieve(
    rf"\bthe\s+(?:(?P<which>former|latter|first|second|third)\b(?!\s+(?:day|week|month|year|episode|attack|bout|relapse|event|occasion|time|mri|ct|scan|eeg|case|patient|child|report|dose|admission|symptom|sign|\w+\s+(?:patient|child|case)))|(?P<elder>younger|elder|older|youngest|oldest|eldest)\b(?:\s+(?:of the (?:two|three|siblings|brothers|sisters)|patient|child|infant))?)"
    rf"(?=(?:\s+(?:one|boy|girl|child|sibling|twin|brother|sister|of the two|of them))?(?:\s+{DID}\b|\s*[,:;.)]|\s*{_WHO}|$))",
    re.I,
)
#: What 'the second' may be, if no patient.
EPISODES = Sieve(
    r"\b(?:episodes?|attacks?|bouts?|relapses?|recurrences?|events?|occasions?|admissions?|hospitali[sz]ations?)\b",
    re.I,
)
#: 'The second, a boy, ...': no attack and no test.
SOMEBODY = re.compile(r",\s+an?\s+(?:[\w-]+\s+){0,3}?(?:boy|girl|man|woman|child|infant|male|female)\b", re.I)
#: 'This is the second case reported': a place among all that are known.
RANKED = re.compile(
    r"\b(?:is|be|was|as|are|represents?|constitutes?|only|probably|perhaps|possibly|knowledge,?|describe|report|present|reports|describes|presents)\s+(?:thus |therefore |only |probably |also |here |now |believed to be )?$",
    re.I,
)
RANKED_AFTER = re.compile(
    r"[^.;]{0,40}?\b(?:reported|described|published|ever|worldwide|in the literature|in Europe|in the world|on record|known|documented|with this|from (?!the))\b",
    re.I,
)
#: A label of somebody else's patient.
FROM_ELSEWHERE = re.compile(
    r"\b(?:of the (?:series|study|report|paper) (?:published|by|of)|published|et al|reported (?:by|earlier|previously)|described (?:by|earlier|previously)|in the (?:series|study|report) (?:of|by))\b",
    re.I,
)
THE_OTHER = re.compile(
    r"^\W*(?:(?:and|but|while|whereas)\s+)?(?:in\s+|of\s+)?the other(?:\s+(?:one|patient|child|boy|girl|sibling|twin|brother|sister|infant))?(?=\s*,|\s+(?!hand|side|hospital|hemi|cent)\w+)(?!\s+(?:hand|side|hospital|hemi|cent|two|three|symptoms|signs|tests|findings|organs|drugs|lab))",
    re.I,
)
THE_ONES = Sieve(
    r"\b(?:the|both)\s+(?:two\s+|three\s+|other\s+)?(?:(?P<female>girls|sisters|women|daughters)|(?P<male>boys|brothers|men|sons))\b",
    re.I,
)
#: Words of kinship that name a patient, and no relative.
_AS_PATIENT = re.compile(
    r"(?:\b(?:the|our)\s+(?:[\w-]+\s+){0,2}?(?P<kin>sibling|brother|sister|cousin|mother|father)\b|(?:\b(?:his|her)|(?P<the>\bthe))\s+(?:own\s+)?(?P<own>mother|father|brother|sister|son|daughter|sibling|cousin)\b|^\W*(?P<label>sibling)(?=\s+(?:[IVX]{1,3}|[A-D]|\d)\b)|(?:patient|case|child|twin|sibling)\s+(?:[IVX]{1,3}|[A-D]|\d),?\s+(?:(?:his|her|the|an?)\s+)(?:[\w-]+\s+){0,2}?(?P<beside>sibling|brother|sister|mother|father|cousin)\b|\b(?:his|her)\s+(?:[\w-]+\s+){0,3}?(?P<before>sibling|brother|sister|mother|father|cousin)(?=\s*\((?:case|patient)\s))(?!['’]s|\s+(?:reported|noticed|noted|said|told|was a carrier|carried))",
    re.I,
)
#: Words as long that name no relative.
_PLAIN = {3: "one", 6: "person", 7: "patient", 8: "somebody"}
#: 'Two siblings', 'both brothers': the patients.
_AS_PATIENTS = re.compile(
    r"\b(?:two|three|four|five|six|[2-6]|both|all|these|our)\s+(?:(?!(?:his|her|their|older|elder|younger|other|further|more|unaffected|healthy(?!\s+\w+,?\s+(?:an?|aged|one|both|were\s+admitted|presented|developed)\b))\b)[\w-]+\s+){0,3}?(?P<kin>siblings|brothers|sisters|cousins)\b(?!\s+(?:of|from|who (?:were|are) (?:healthy|well|unaffected))\b)",
    re.I,
)
_PLURAL = {7: "persons", 8: "patients"}


def without_siblings(text: str) -> str:
    """'Two siblings had fever', of the patients: the word of kinship becomes one as long that names no relatives."""
    return _AS_PATIENTS.sub(lambda m: m.group()[: -len(m["kin"])] + _PLURAL[len(m["kin"])], text)


def without_kin(text: str, own: frozenset[str]) -> str:
    """'The older sibling recovered', of a patient: the word of kinship becomes one as long that names no relative.

    own: what patients are to each other; 'her mother' is a patient only where these say so.
    """
    text = without_siblings(text)

    def plain(match: re.Match[str]) -> str:
        word = match["kin"] or match["label"] or match["beside"] or match["before"] or ""
        if not word and match["own"].lower() in own:
            word = match["own"]
        return match.group()[: len(match.group()) - len(word)] + _PLAIN.get(len(word), "")

    return _AS_PATIENT.sub(plain, text)
