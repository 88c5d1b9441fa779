"""What must stand in a record, in letters, before any name can match: the superset that the fast path looks for.

For each name a clause: a few words, each as the beginnings of all its spellings. A record without the
letters of some clause cannot hold the name, however it is written; one with them may.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass

from aneatlas.literature.folding import letters, plain, spellings
from aneatlas.literature.names import Names
from aneatlas.literature.phrases import Phrase

#: Letters of a stem, at most; at least; and at least where it is looked for in bytes.
LENGTH = 12
SHORTEST = 3
SHORTEST_IN_BYTES = 6
#: Words that many records hold, looked for only where a name has nothing rarer. Only speed depends on it.
_COMMON = frozenset(
    str.split("""infection associated associate bilateral syndrome triggered involvement symmetric symmetrical
    childhood children familial influenza isolated recurrent autosomal dominant""")
)
#: Signs of Chinese and Japanese that many names of diseases hold; only speed depends on it.
_COMMON_SIGNS = frozenset("急性脳病腦脑症儿童小炎급성")
#: What must stand beside a near miss for a person to see it (`decisions`): thalamic or necrotizing words.
BESIDE = ("thalamic", "thalamus", "necrotizi", "necrotisi", "necrotic")


@dataclass(frozen=True, slots=True)
class Clause:
    """Every group must be met; a group is met by one of its stems.

    `exact`, where it is not empty, is one more group, compared with upper and lower case as they stand.
    """

    groups: tuple[frozenset[str], ...]
    exact: frozenset[str] = frozenset()

    @property
    def rare(self) -> tuple[frozenset[str], ...]:
        """Return the groups worth looking for in every byte; the others are looked at where one of these is met."""
        long = tuple(group for group in self.groups if in_bytes(group))
        return tuple(group for group in long if not _common(group)) or long[:1]


def _common(group: Set[str]) -> bool:
    return any(word.startswith(stem) for stem in group for word in _COMMON)


def in_bytes(group: Set[str]) -> bool:
    """Say whether the stems of a group can be looked for in bytes: long ones, and signs that are not Latin."""
    return all(len(stem) >= SHORTEST_IN_BYTES or not stem.isascii() for stem in group)


def clauses(names: Names) -> tuple[Clause, ...]:
    """Return the clauses of every label, and of the near misses that a person is to see."""
    found: dict[Clause, None] = {}
    for label in sorted(names.labels, key=lambda item: len(item.text)):
        if label.kind == "abbreviation":
            pieces = re.findall(r"[^\W\d_]+", label.text)
            groups = (_beside(names, label.needs),) if label.needs else ()
            found.setdefault(Clause(groups, frozenset((max(pieces, key=len),))))
            continue
        phrase = names.phrase_of(label.id)
        words = [group for word, pattern in phrase.words if (group := _stems(word, pattern, names))]
        # A name that holds all words of another one needs no clause of its own.
        if not any(
            clause.groups and not clause.exact and all(group in words for group in clause.groups)
            for clause in found
        ):
            found.setdefault(_clause(phrase, label.text, words, found))
    beside = frozenset(BESIDE)
    for miss in names.near_misses:
        if miss.rule == "person":
            phrase = names.phrase_of(miss.id)
            words = [group for word, pattern in phrase.words if (group := _stems(word, pattern, names))]
            found.setdefault(Clause((*_clause(phrase, miss.text, words, found).groups, beside)))
    return tuple(found)


def _clause(phrase: Phrase, text: str, groups: list[frozenset[str]], found: Iterable[Clause]) -> Clause:
    if phrase.characters is not None:
        return Clause(_signs(text))
    if any(map(in_bytes, groups)):
        used = {group for clause in found for group in clause.groups}
        return Clause(
            tuple(sorted(groups, key=lambda group: (_common(group), group not in used, sorted(group))))
        )
    other = {
        sign
        for sign in letters(text)
        if not sign.isascii() and sign.isalpha() and sign == unicodedata.normalize("NFD", sign)
    }
    if not other:
        raise ValueError(
            f"the name '{text}' has no word of {SHORTEST_IN_BYTES} letters; make it an abbreviation with support"
        )
    return Clause(tuple(frozenset((sign,)) for sign in sorted(other, reverse=True)))


def _signs(text: str) -> tuple[frozenset[str], ...]:
    """Return each sign of a Chinese, Japanese or Korean name as a group of its own, a rare one first."""
    signs = dict.fromkeys(sign for sign in letters(text) if not sign.isspace())
    return tuple(frozenset((sign,)) for sign in sorted(signs, key=lambda sign: sign in _COMMON_SIGNS))


def _beside(names: Names, needs: Iterable[str]) -> frozenset[str]:
    """Return the stems of which one stands in every record that holds a support of an abbreviation."""
    found: set[str] = set()
    for need in needs:
        for phrase in names.supports_of(need):
            if phrase.characters is not None:
                signs = phrase.characters.pattern.rpartition(")")[2].split(r"\s*")
                found.add(next((sign for sign in signs if sign not in _COMMON_SIGNS), signs[0]))
                continue
            groups = [
                g for word, pattern in phrase.words if in_bytes(g := _stems(word, pattern, names)) and g
            ]
            if not groups:
                raise ValueError(f"a support '{need}' has no word of {SHORTEST_IN_BYTES} letters")
            found |= min(groups, key=lambda group: (_common(group), -min(map(len, group)), sorted(group)))
    return frozenset(found)


def _stems(word: str, pattern: re.Pattern[str], names: Names) -> frozenset[str]:
    """Return the beginnings of all spellings of a word, nothing where one of them is too short."""
    core = re.sub(r"\\(.)", r"\1", pattern.pattern.partition("(?:")[0].removesuffix("$"))
    if not word.isascii() or word.startswith("sub"):
        return frozenset()
    if core == word:  # English: the fold itself changes these endings
        core = word.removesuffix("y").removesuffix("is")
    cut = len(word) - len(core)
    written = {word, *(form for form, canonical in names.variants.items() if canonical == word)}
    stems = frozenset(form[: len(form) - cut][:LENGTH] for item in written for form in spellings(item))
    return stems if min(map(len, stems)) >= SHORTEST else frozenset()


class Plausible:
    """Says whether texts hold the letters of any clause."""

    def __init__(self, wanted: Iterable[Clause]) -> None:
        clauses = tuple(wanted)
        groups = sorted({group for clause in clauses for group in clause.groups}, key=sorted)
        number = {group: place for place, group in enumerate(groups)}
        self._latin = [tuple(stem.encode() for stem in sorted(group) if stem.isascii()) for group in groups]
        self._other = [tuple(stem for stem in sorted(group) if not stem.isascii()) for group in groups]
        self._rules = [
            (tuple(number[group] for group in clause.groups), tuple(sorted(clause.exact)))
            for clause in clauses
        ]

    def __call__(self, text: str) -> bool:
        """Say whether a text may hold a name; `text` may still carry inline tags and entities."""
        bare = plain(text)
        low = letters(bare)
        # Stems of Latin letters are searched for in bytes, which is several times faster than in a wide string.
        return self._met(low.encode("ascii", "replace"), low, bare)

    def in_bytes(self, raw: bytes) -> bool:
        """Say the same of bytes without tags, of which only the letters of ASCII matter."""
        return self._met(raw.lower(), "", raw.decode("ascii", "replace"))

    def _met(self, raw: bytes, low: str, bare: str) -> bool:
        known: dict[int, bool] = {}

        def met(group: int) -> bool:
            if group not in known:
                known[group] = any(stem in raw for stem in self._latin[group]) or any(
                    stem in low for stem in self._other[group]
                )
            return known[group]

        exact = ""
        for groups, words in self._rules:
            if all(map(met, groups)):
                if not words:
                    return True
                exact = exact or unicodedata.normalize("NFKC", bare).replace(".", "")
                if any(word in exact for word in words):
                    return True
        return False
