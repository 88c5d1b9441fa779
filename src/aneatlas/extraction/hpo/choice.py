"""Which terms of a text are further findings of a patient, and which are noise or said by a field already.

The rules, in order:

1. Only the words of a label or of an exact or narrower synonym count, in any order and in either spelling and
   number. The looser likenesses of `find` ('lesion' for 'malformation') find more in a gold standard and say too
   much of a patient. Words that narrow a label ('recurrent', 'congenital', ...) must stand in the text.
2. What the form asks is left to its field: terms that a field or a value carries as a code, terms that a field
   says in full (`SAID`), and everything more general than one of them. A narrower term says more and stays.
3. General terms say nothing: labels such as 'Abnormality of ...', and terms with many kinds below them.
4. The disease itself is no finding: its identifiers, what is more general than they are, and words inside one of
   its names or of the names that are mistaken for it.
5. Words that mean something else where they stand: part of the name of a virus or a test ('hepatitis B virus'),
   leucocytes of the cerebrospinal fluid, petechiae of the brain.
"""

from __future__ import annotations

import gc
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

from aneatlas.core.ontology import Ontology, Release
from aneatlas.core.study import Study
from aneatlas.extraction.hpo.find import Coded, terms_at
from aneatlas.extraction.hpo.labels import Labels, is_abbreviation, labels_of, words_of
from aneatlas.extraction.hpo.words import EMPTY, PUNCTUATION, WORD, light
from aneatlas.extraction.sieve import Sieve

#: Terms that a field of the form says in full without carrying their code: our convention, term -> field.
SAID: Mapping[str, str] = {
    "HP:0000741": "altered_consciousness", "HP:0001268": "altered_consciousness", "HP:0007185": "altered_consciousness",
    "HP:0032044": "altered_consciousness", "HP:0002329": "lethargy", "HP:0025237": "confusion", "HP:0031258": "confusion",
    "HP:0000711": "irritability", "HP:0000713": "irritability", "HP:0000751": "behaviour_change", "HP:0001350": "dysarthria",
    "HP:0002317": "gait_disturbance_acute", "HP:0012195": "abnormal_breathing", "HP:0002093": "respiratory_failure",
    "HP:0005943": "respiratory_failure", "HP:0001928": "coagulopathy", "HP:0000083": "kidney_injury", "HP:0001399": "hepatic_failure",
    "HP:0001410": "transaminases_raised", "HP:0000873": "diabetes_insipidus", "HP:0025406": "fatigue", "HP:0033834": "fatigue",
    "HP:4000054": "rash", "HP:0033050": "sore_throat", "HP:0012384": "rhinorrhoea", "HP:0025040": "imaging_oedema",
    "HP:0000572": "visual_impairment", "HP:0007335": "recurrent", "HP:0001274": "imaging_necrosis",
}  # fmt: skip
_GENERAL = re.compile(
    r"^(?:Abnormality of|Abnormal(?:ity)?\b.* (?:morphology|physiology|concentration|level|function)$)", re.I
)
#: A term with more kinds below it names a chapter of medicine, not what somebody had.
_MOST_BELOW = 120
_NARROWING = frozenset(
    (
        "recurrent", "chronic", "congenital", "progressive", "nonprogressive", "familial", "neonatal", "childhood", "episodic",
        "persistent", "infantile", "juvenile", "adult", "onset", "early", "late", "intermittent", "severe", "mild",
    )
)  # fmt: skip
#: Words of a sentence beside which a term means something else: cells of the cerebrospinal fluid are a field of
#: their own, and petechiae of the brain are no petechiae of the skin.
_ELSEWHERE = (
    (
        re.compile(r"\bCSF\b|cerebrospinal|spinal fluid|lumbar puncture", re.I),
        frozenset(("HP:0001974", "HP:0100827", "HP:0011897", "HP:0012311")),
    ),
    (
        re.compile(r"thalam|brain|cerebr|cerebell|white matter|\bpon(?:s|tine)\b|\bMRI\b|autops", re.I),
        frozenset(("HP:0000967",)),
    ),
    (re.compile(r"functional impotence", re.I), frozenset(("HP:0000802",))),  # of a limb
)
#: Behind a term: it is part of the name of a virus, a vaccine or a test.
_PART_OF_NAME = re.compile(
    r"[\s-]+(?:[A-E]\b|simplex|zoster)?[\s-]*(?:\(\w+\)[\s-]*)?(?:virus|vaccin|antigen|antibod|toxin|serolog)",
    re.I,
)
#: Before 'hypertension': it is that of another vessel or space.
_OTHER_PRESSURE = re.compile(
    r"\b(?:pulmonary|portal|intracranial|ocular|intra-?abdominal|venous)\s+(?:arterial\s+)?$", re.I
)
_NUMBERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}  # 'type II' is 'type 2'
_HYPERTENSION = "HP:0000822"
_BITS = (509, 503)  # primes: no two words share both their bits
_MOST_CHUNKS = 100_000  # that are remembered


class _Known(NamedTuple):
    """A known word, or those in the letters between two spaces.

    bits: its own. needs: bits of the other words of each wording of which it is the rarest word. some: of which one at
    least is in each of them.
    """

    bits: int
    some: int
    needs: tuple[int, ...]


class _Glance(dict[str, _Known | None]):
    """Finds where a wording may stand in a text: all its words are there, in whatever order and however far apart.

    Remembers what is known of letters between two spaces. Words are bits: several may share one, so that a text may be
    looked at in vain but none is missed, and a few numbers answer for most.
    """

    def __init__(self, wordings: Iterable[frozenset[str]]) -> None:
        told = [told for words in wordings if (told := words - {""})]
        numbers = Counter(chain.from_iterable(told))
        rank = {word: n for n, word in enumerate(sorted(numbers, key=lambda word: (numbers[word], word)))}
        first = {word: 1 << n % _BITS[0] for word, n in rank.items()}
        bits = {word: first[word] | 1 << _BITS[0] + n % _BITS[1] for word, n in rank.items()}
        some: dict[str, int] = defaultdict(int)
        needs: dict[str, set[int]] = defaultdict(set)
        for words in told:
            rarest, *others = sorted(words, key=rank.__getitem__)
            some[rarest] |= first[others[0] if others else rarest]
            needs[rarest].add(reduce(or_, map(bits.__getitem__, others), 0))
        self._words = {word: _Known(bit, some[word], tuple(needs[word])) for word, bit in bits.items()}

    def __missing__(self, chunk: str) -> _Known | None:
        base = chunk.rstrip(PUNCTUATION)
        if base != chunk:
            known = self[base]
        elif base.isalpha():
            known = self._words.get(_plain(base))
        else:
            known = self._together(
                [at for word in WORD.findall(base) if (at := self._words.get(_plain(word)))]
            )
        if len(self) < _MOST_CHUNKS:
            self[chunk] = known
        return known

    def _together(self, words: Sequence[_Known]) -> _Known | None:
        if len(words) < 2:
            return words[0] if words else None
        bits, some, needs = zip(*words, strict=True)
        return _Known(reduce(or_, bits), reduce(or_, some), tuple(chain.from_iterable(needs)))

    def places(self, chunks: Sequence[str]) -> list[int]:
        """Return which chunks hold the rarest word of a wording whose words all stand in some chunk."""
        told = list(map(self.__getitem__, chunks))
        known = [at for at in told if at]
        bits = 0
        for at in known:
            bits |= at[0]
        found = [at for at in known if at[1] & bits and any(need & bits == need for need in at[2])]
        return [n for n, at in enumerate(told) if at in found] if found else []


@dataclass(frozen=True, slots=True, eq=False)
class Chooser:
    """The terms that count, with the look-up that finds their words.

    wordings: the words of a label or synonym -> its term. names: the disease, and what is mistaken for it. glance:
    where a sentence may name a term that is not left out; in most it finds no place.
    """

    ontology: Ontology
    labels: Labels
    left_out: frozenset[str]
    wordings: Mapping[frozenset[str], str]
    names: Sieve
    glance: _Glance

    def find(self, text: str) -> tuple[Coded, ...]:
        """Return the further findings that a sentence names, in order; whose they are and whether denied is not asked."""
        return _found(self, text)

    def named(self, text: str) -> list[Coded]:
        """Return what the words of a sentence name, whatever they mean where they stand."""
        chunks = text.split(" ")
        places = self.glance.places(chunks)
        if not places:
            return []
        worded = []
        for length, start, _, _, starts, _ in terms_at(text, chunks, places, self.labels):
            words = frozenset([_plain(word[0]) for place in starts if (word := WORD.match(text, place))])
            if id := self.wordings.get(words):  # else the looser look-up has named a likeness
                worded.append(Coded(id, self.ontology.terms[id].label, start, start - length, starts))
        return [t for t in worded if t.id not in self.left_out and not any(t.words < o.words for o in worded)]


@lru_cache(maxsize=4096)  # a sentence may speak of several patients
def _found(chooser: Chooser, text: str) -> tuple[Coded, ...]:
    found = chooser.named(text)
    names = [match.span() for match in chooser.names.finditer(text)] if found else []
    return tuple(
        term
        for term in found
        if not any(start < term.end and term.start < end for start, end in names)
        and not _elsewhere(term, text)
    )


def _elsewhere(term: Coded, text: str) -> bool:
    """Tell whether the words beside a term make it something else."""
    if term.id == _HYPERTENSION and _OTHER_PRESSURE.search(text, 0, term.start):
        return True
    if _PART_OF_NAME.match(text, term.end):
        return True
    return any(term.id in ids and words.search(text) for words, ids in _ELSEWHERE)


_CHOOSERS: dict[int, tuple[Study, Chooser | None]] = {}  # the study is kept, so that no other gets its number
_MOST_STUDIES = 4


def chooser_of(study: Study) -> Chooser | None:
    """Return the chooser of a study, built once; None for a study that holds no ontology."""
    if id(study) not in _CHOOSERS:
        if len(_CHOOSERS) >= _MOST_STUDIES:
            _CHOOSERS.clear()
        _CHOOSERS[id(study)] = (study, _chooser_of(study))
    return _CHOOSERS[id(study)][1]


def _chooser_of(study: Study) -> Chooser | None:
    vocabulary = study.dictionary.vocabularies.get("hpo")
    if vocabulary is None or vocabulary.release is None:
        return None
    return _chooser(vocabulary.release, _coded(study), _names(study))


@lru_cache(maxsize=4)
def _chooser(release: Release, coded: frozenset[str], names: tuple[str, ...]) -> Chooser:
    ontology = release.ontology
    findings = frozenset(release.values)
    left_out = set(coded | ontology.above(coded))
    below = _numbers_below(ontology, findings)
    left_out |= {id for id in findings if below[id] > _MOST_BELOW or _GENERAL.match(ontology.terms[id].label)}
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    wordings = _wordings(ontology, findings)
    chooser = Chooser(
        ontology,
        labels_of(ontology),
        frozenset(left_out),
        wordings,
        Sieve(rf"\b(?:{alternatives or '(?!)'})\b", re.I),
        _Glance(words for words, id in wordings.items() if id not in left_out),
    )
    gc.freeze()  # these tables stay: looking for garbage in them took a fifth of the time of extraction
    return chooser


def _coded(study: Study) -> frozenset[str]:
    """Return the terms that the study itself uses: of fields, of values, of the disease, and those of SAID."""
    fields = {code for place in study.dictionary for code in place.field.codes}
    values = {
        code
        for vocabulary in study.dictionary.vocabularies.values()
        if vocabulary.listed
        for term in vocabulary.terms.values()
        for code in term.codes
    }
    disease = {identifier.code for identifier in study.identifiers}
    said = {id for id, name in SAID.items() if name in study.dictionary}
    return frozenset(code for code in fields | values | disease if code.startswith("HP:")) | said


def _names(study: Study) -> tuple[str, ...]:
    texts = [label.text for label in study.labels if label.language == "en"]
    texts += [miss.text for miss in study.near_misses]
    return tuple(sorted({text for text in texts if len(text) > 5}))


def _numbers_below(ontology: Ontology, findings: Iterable[str]) -> Counter[str]:
    children: dict[str, set[str]] = defaultdict(set)
    for id in findings:
        for parent in ontology.terms[id].parents:
            children[parent].add(id)
    numbers: Counter[str] = Counter()
    for id in children:
        seen, waiting = {id}, [id]
        while waiting and len(seen) <= _MOST_BELOW + 1:
            for child in children.get(waiting.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        numbers[id] = len(seen) - 1
    return numbers


def _wordings(ontology: Ontology, findings: Iterable[str]) -> Mapping[frozenset[str], str]:
    """Return words -> term; labels go before exact synonyms, those before narrower ones."""
    found: dict[frozenset[str], str] = {}
    ids = sorted(findings)
    narrow = {id: _NARROWING.intersection(words_of(ontology.terms[id].label)) for id in ids}
    for wanted in ("", "EXACT", "NARROW"):
        for id in ids:
            term = ontology.terms[id]
            for text in [t for t, scope in term.synonyms if scope == wanted] if wanted else [term.label]:
                words = words_of(text)
                if narrow[id].issubset(words) and not is_abbreviation(text):
                    found.setdefault(frozenset(map(_plain, words)), id)
    return found


def _plain(word: str) -> str:
    """Return a word in one spelling and number; the word before is not looked at."""
    lower = word.lower().removesuffix("'s")
    return "" if lower in EMPTY else _NUMBERS.get(lower) or light(lower)
