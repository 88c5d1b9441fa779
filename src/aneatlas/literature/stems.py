"""What must stand in a record, in letters, before any name can match: the superset that the fast path looks for.

For each name a clause: a few words, each as the beginnings of all its spellings. A record without the
letters of some clause cannot hold the name, however it is written; one with them may.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from aneatlas.literature.folding import letters, plain, spellings
from aneatlas.literature.names import Names
from aneatlas.literature.phrases import Phrase

#: Letters of a stem, at most and at least: `bytefilter` finds a word of eight letters however it is written.
LENGTH = 9
SHORTEST = 8
#: Words that many records hold, looked for only where a name has nothing rarer. Only speed depends on it.
_COMMON = frozenset(
    [
        "infection",
        "associate",
        "bilateral",
        "syndrome",
        "triggered",
        "involveme",
        "symmetric",
        "childhood",
        "children",
        "familial",
        "influenza",
        "isolated",
        "recurrent",
        "autosomal",
        "dominant",
    ]
)
#: Signs of Chinese and Japanese that many names of diseases hold; only speed depends on it.
_COMMON_SIGNS = frozenset("急性脳病腦脑症儿童小炎급성")
#: What must stand beside a near miss for a person to see it (`decisions`): thalamic or necrotizing words.
BESIDE = ("thalamic", "thalamus", "necrotizi", "necrotisi", "necrotic")


@dataclass(frozen=True, slots=True)
class Clause:
    """Every group must be met; a group is met by one of its stems. `exact` stems are compared with their case."""

    groups: tuple[frozenset[str], ...]
    exact: bool = False

    @property
    def rare(self) -> tuple[frozenset[str], ...]:
        """Return the groups worth looking for in every byte; the others are looked at where these are met."""
        found = tuple(group for group in self.groups if not group & _COMMON)
        return found or self.groups[:1]


def clauses(names: Names) -> tuple[Clause, ...]:
    """Return the clauses of every label, and of the near misses that a person is to see."""
    found: dict[Clause, None] = {}
    for label in sorted(names.labels, key=lambda item: len(item.text)):
        if label.kind == "abbreviation":
            pieces = re.findall(r"[^\W\d_]+", label.text)
            found.setdefault(Clause((frozenset((max(pieces, key=len),)),), exact=True))
            continue
        phrase = names.phrase_of(label.id)
        groups = [group for word, pattern in phrase.words if (group := _stems(word, pattern, names))]
        # A name that holds all words of another one needs no clause of its own.
        if not any(clause.groups and all(group in groups for group in clause.groups) for clause in found):
            found.setdefault(_clause(phrase, label.text, groups, found))
    beside = frozenset(BESIDE)
    for miss in names.near_misses:
        if miss.rule == "person":
            phrase = names.phrase_of(miss.id)
            groups = [group for word, pattern in phrase.words if (group := _stems(word, pattern, names))]
            own = _clause(phrase, miss.text, groups, found).groups[:1]
            found.setdefault(Clause((*own, beside)))
    return tuple(found)


def _clause(phrase: Phrase, text: str, groups: list[frozenset[str]], found: Iterable[Clause]) -> Clause:
    signs = [sign for sign in letters(text) if not sign.isspace()]
    if phrase.characters is not None:
        return Clause((frozenset((next((s for s in signs if s not in _COMMON_SIGNS), signs[0]),)),))
    if groups:
        used = {group for clause in found for group in clause.groups}
        groups = sorted(groups, key=lambda group: (bool(group & _COMMON), group not in used, sorted(group)))
        return Clause(tuple(groups[:2]))
    other = [
        sign
        for sign in signs
        if not sign.isascii() and sign.isalpha() and sign == unicodedata.normalize("NFD", sign)
    ]
    if not other:
        raise ValueError(
            f"the name '{text}' has no word of {SHORTEST} letters; make it an abbreviation with support"
        )
    return Clause((frozenset(other[:1]),))


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
        self.clauses = tuple(wanted)

    def __call__(self, text: str) -> bool:
        """Say whether a text may hold a name; `text` may still carry inline tags and entities."""
        bare = plain(text)
        low = letters(bare)
        exact = unicodedata.normalize("NFKC", bare).replace(".", "")
        return any(
            all(any(stem in (exact if clause.exact else low) for stem in group) for group in clause.groups)
            for clause in self.clauses
        )
