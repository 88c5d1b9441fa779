"""Words in comparable form: one spelling, one ending, one word for what clinicians use alike.

`light` folds spelling and plural only; `stem` also cuts endings and puts words of one meaning together
('kidney' and 'renal', 'absence' and 'aplasia'). Both see single lower-case words.
"""

from __future__ import annotations

import re
from functools import cache

WORD = re.compile(r"[^\W_]+(?:'s\b)?")
#: Marks behind a word that change nothing of it.
PUNCTUATION = ",.;:)"
#: Words that carry no meaning of their own inside a label or between its words.
EMPTY = frozenset(
    [
        "of",
        "the",
        "in",
        "a",
        "an",
        "and",
        "or",
        "with",
        "to",
        "on",
        "at",
        "by",
        "for",
        "from",
        "as",
        "both",
        "is",
        "are",
        "was",
        "were",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "some",
        "several",
        "other",
        "certain",
        "various",
        "typical",
        "its",
        "their",
        "which",
        "who",
        "had",
        "has",
        "have",
        "been",
        "be",
        "being",
        "also",
        "such",
    ]
)
_SPELLINGS = (
    ("tumour", "tumor"), ("oedem", "edem"), ("haem", "hem"), ("anaem", "anem"), ("aemi", "emi"), ("oesoph", "esoph"),
    ("paed", "ped"), ("leuco", "leuko"), ("colour", "color"), ("faec", "fec"), ("caec", "cec"), ("behaviour", "behavior"),
    ("rrhoea", "rrhea"), ("aetio", "etio"), ("foet", "fet"), ("fibre", "fiber"), ("centre", "center"), ("naev", "nev"),
    ("coel", "cel"), ("hyperaes", "hyperes"), ("paraes", "pares"), ("dysaes", "dyses"), ("anaes", "anes"), ("gynaec", "gynec"),
    ("ischaem", "ischem"), ("dyspnoea", "dyspnea"), ("apnoea", "apnea"), ("paeni", "peni"),
)  # fmt: skip
_BRITISH = re.compile("|".join(british for british, _ in _SPELLINGS))
_DIGRAPH = re.compile(
    "ae|oe|our|euc|bre|tre"
)  # one of them stands in each British spelling; quicker to look for
_ALIKE = {
    word: f"={head}"
    for head, words in {
        "abnormal": "abnormality abnormalities abnormal anomaly anomalies malformation malformations defect defects malformed "
        "anomalous disorder disorders manifestation manifestations dysfunction problem problems deformity deformities lesion lesions",
        "absent": "absent absence aplasia aplastic agenesis missing lack lacking",
        "small": "small hypoplasia hypoplastic underdeveloped underdevelopment",
        "short": "short shortening shortened shortness",
        "large": "large enlarged enlargement",
        "delay": "delay delayed retardation",
        "intellect": "intellectual mental",
        "tumor": "tumor tumors neoplasm neoplasms neoplasia",
        "kidney": "renal kidney kidneys",
        "heart": "cardiac heart",
        "liver": "hepatic liver",
        "eye": "ocular eye eyes",
        "skin": "cutaneous skin",
        "tooth": "dental tooth teeth",
        "muscle": "muscle muscular muscles",
        "increased": "increased increase elevated raised elevation",
        "decreased": "decreased reduced reduction decrease low diminished",
        "wide": "wide broad widened broadened widening",
        "weak": "weak weakness",
        "fused": "fused fusion synostosis",
        "abdomen": "abdominal abdomen",
        "nevus": "nevi nevus nevoid",
        "blood": "blood bloody",
        "paralysis": "paralysis palsy palsies paralyses",
        "cyst": "cyst cysts cystic",
        "seizure": "seizure seizures convulsion convulsions",
        "neuroma": "neuroma neuromas neurinoma neurinomas",
        "limb": "limb limbs extremity extremities",
        "face": "face facial",
        "backward": "retarded",
        "appearance": "appearance appearances features feature",
    }.items()
    for word in words.split()
}
_ENDINGS = (
    "ically", "ations", "ation", "ities", "ity", "ical", "ness", "ments", "ment", "ated", "ates", "ate", "izing", "ising", "ised", "ized",
    "ing", "ions", "ion", "ies", "ied", "ous", "ary", "ory", "ive", "ial", "ed", "al", "ic", "ar", "ia", "is", "us", "um",
    "es", "y", "s", "e", "a", "i",
)  # fmt: skip
_SHORTEST = 4  # letters that must remain
_BY_LAST = {last: tuple(e for e in _ENDINGS if e[-1] == last) for last in {e[-1] for e in _ENDINGS}}


def _american(word: str) -> str:
    if _DIGRAPH.search(word) and _BRITISH.search(word):
        for british, american in _SPELLINGS:
            word = word.replace(british, american)
    return word


@cache
def light(word: str) -> str:
    """Return a word in American spelling and in the singular."""
    word = _american(word)
    if not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes")):
        return word[:-2]
    if not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@cache
def stem(word: str) -> str:
    """Return the form under which words of one meaning fall together."""
    word = _american(word)
    if word in _ALIKE:
        return _ALIKE[word]
    if len(word) <= 3:
        return word
    short = light(word)
    if short in _ALIKE:
        return _ALIKE[short]
    for ending in _BY_LAST.get(short[-1:], ()):
        if short.endswith(ending) and len(short) - len(ending) >= _SHORTEST:
            return short[: -len(ending)]
    return short
