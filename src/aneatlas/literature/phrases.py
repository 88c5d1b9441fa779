"""Phrases in any order that languages allow: 'encephalopathy, acute necrotizing' is the same name.

A phrase is found where its content words stand together, in any order, with nothing between them but
articles, the study's modifiers ('hemorrhagic') and signs. Words of the phrase may be inflected as their
language does. Chinese, Japanese and Korean phrases are found character by character, whatever the spacing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from aneatlas.literature.folding import Token, letters, tokens

#: Words without weight, which may be left out or added inside a name.
ARTICLES = frozenset(
    [
        "of",
        "the",
        "in",
        "a",
        "an",
        "de",
        "la",
        "le",
        "les",
        "l",
        "d",
        "del",
        "da",
        "do",
        "das",
        "dos",
        "der",
        "des",
        "im",
    ]
)
_STOP = ARTICLES | frozenset(["and", "with", "to", "on", "for", "by", "et", "y", "e", "und", "mit"])
#: Words that authors put inside a name (dossier, section 1.1: asymmetric, fulminant, hemorrhagic, inflammatory ...).
MODIFIERS = frozenset(
    [
        "asymmetric",
        "bilateral",
        "form",
        "fulminant",
        "hemorrhagic",
        "infantile",
        "inflammatory",
        "multifocal",
        "pediatric",
        "severe",
        "symmetric",
        "symmetrical",
        "type",
    ]
)
#: The same in other languages, as the beginnings of their folded words.
_MODIFYING = re.compile("h?emorragic|hemorragique|h[ae]morrhagisch|hemorajik|hemorragik|геморрагическ")
_CHARACTERS = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]")
#: 'Subacute' in Chinese and Japanese; in Korean the syllable also ends the words for 'child', 'infant' and 'newborn'.
_NOT_AFTER = r"(?<![亜亞亚])(?:(?<!아)|(?<=[소유영생]아))"
#: Languages whose names begin with the noun.
_NOUN_FIRST = frozenset(("es", "fr", "it", "pt"))
#: language -> (what is cut off a word, what may follow).
_ENDINGS = {
    "es": ("[aeio]*s?$", "[aeio]{0,3}s?"),
    "pt": ("[aeio]*s?$", "[aeio]{0,3}s?"),
    "it": ("[aeio]*$", "[aeio]{0,3}"),
    "fr": ("e?s?$", "e?s?"),
    "de": ("(?:e[nrsm]?)?$", "(?:e[nrsm]?|n)?"),
    "ru": (".{2}$", "[а-я]{0,4}"),
    "tr": ("$", "[a-z]{0,8}"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase. `words` are its content words as (folded word, pattern); `characters` for CJK."""

    words: tuple[tuple[str, re.Pattern[str]], ...]
    stop: frozenset[str]
    noun_first: bool
    characters: re.Pattern[str] | None = None

    @property
    def needed(self) -> frozenset[re.Pattern[str]]:
        """Return the word patterns that must all match somewhere."""
        return frozenset(pattern for _, pattern in self.words)


def is_characters(text: str) -> bool:
    """Say whether a name is written in Chinese, Japanese or Korean."""
    return _CHARACTERS.search(text) is not None


def compile_phrase(text: str, language: str, variants: Mapping[str, str]) -> Phrase:
    """Return the phrase of a name. Raises ValueError for a name without content words."""
    if is_characters(text):
        spaced = r"\s*".join(re.escape(c) for c in letters(text) if not c.isspace())
        return Phrase((), frozenset(), False, re.compile(_NOT_AFTER + spaced))
    found = [token.text for token in tokens(text, variants)]
    cut, follow = _ENDINGS.get(language[:2], ("$", "s?"))
    content = [item for item in found if item not in _STOP] or found
    if not content:
        raise ValueError(f"the name '{text}' has no words")
    words = tuple((item, _pattern(item, cut, follow)) for item in content)
    return Phrase(words, frozenset(found) & _STOP, language[:2] in _NOUN_FIRST)


def _pattern(item: str, cut: str, follow: str) -> re.Pattern[str]:
    if len(item) < 4 or item.isdigit():
        return re.compile(re.escape(item) + "$")
    return re.compile(re.escape(re.sub(cut, "", item)) + f"(?:{follow})$")


def find(phrase: Phrase, text: str, found: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the spans of a phrase in a plain text whose tokens are `found`."""
    if phrase.characters is not None:
        return [match.span() for match in phrase.characters.finditer(text)]
    spans = []
    allowed = ARTICLES | phrase.stop | MODIFIERS
    place = 0
    while place < len(found):
        if _which(phrase, found[place]) is None:
            place += 1
            continue
        end = place + 1
        while (
            end < len(found)
            and found[end].before != "."
            and (_passed(found, end, allowed) or _which(phrase, found[end]) is not None)
        ):
            end += 1
        spans += _windows(phrase, found, place, end)
        place = end
    return spans


def _passed(found: Sequence[Token], place: int, allowed: Set[str]) -> bool:
    """Say whether a token may stand inside a name: an article, a modifier, or the 'and' beside a modifier."""
    if found[place].text in allowed or _modifies(found[place]):
        return True
    beside = (found[place - 1], *found[place + 1 : place + 2])
    return found[place].text == "and" and any(map(_modifies, beside))


def _modifies(token: Token) -> bool:
    return token.text in MODIFIERS or _MODIFYING.match(token.text) is not None


def _which(phrase: Phrase, token: Token) -> int | None:
    return next((index for index, (_, pattern) in enumerate(phrase.words) if pattern.match(token.text)), None)


def _windows(phrase: Phrase, found: Sequence[Token], low: int, high: int) -> list[tuple[int, int]]:
    """Return the smallest windows of a run of tokens that hold every word of the phrase."""
    spans: list[tuple[int, int]] = []
    start = low
    while start < high:
        missing = list(range(len(phrase.words)))
        order: list[int] = []
        stop = start
        while stop < high and missing:
            index = next((i for i in missing if phrase.words[i][1].match(found[stop].text)), None)
            if index is not None:
                missing.remove(index)
                order.append(stop)
            stop += 1
        if missing:
            return spans
        first = _shrunk(phrase, found, start, stop)
        if _ends_well(phrase, found, first, stop):
            spans.append((found[first].start, found[stop - 1].end))
            start = stop
        else:
            start = first + 1
    return spans


def _shrunk(phrase: Phrase, found: Sequence[Token], start: int, stop: int) -> int:
    """Return the last place at or after `start` from which the window still holds every word."""
    while start < stop:
        rest = [token.text for token in found[start + 1 : stop]]
        if not _covers(phrase, rest):
            return start
        start += 1
    return start


def _covers(phrase: Phrase, texts: Sequence[str]) -> bool:
    left = list(texts)
    for _, pattern in phrase.words:
        place = next((i for i, text in enumerate(left) if pattern.match(text)), None)
        if place is None:
            return False
        del left[place]
    return True


def _ends_well(phrase: Phrase, found: Sequence[Token], first: int, stop: int) -> bool:
    """Say whether the noun stands where its language puts it, or the inverted name ends there.

    'Encephalopathy, acute necrotizing' is a name; in 'encephalopathy, acute necrotizing pancreatitis'
    the adjectives belong to the next noun.
    """
    if len(phrase.words) == 1:
        return True
    natural = (
        phrase.words[0][1].match(found[first].text)
        if phrase.noun_first
        else any(pattern.match(found[stop - 1].text) for _, pattern in phrase.words[-1:])
    )
    if natural or stop == len(found):
        return True
    following = found[stop]
    return (
        following.before != " "
        or following.text in _STOP
        or following.text in ("case", "form", "report", "type")
    )
