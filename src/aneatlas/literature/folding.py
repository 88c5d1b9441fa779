"""Fold words so that every way of writing them compares equal: case, accents, width, spelling, entities.

The fold of a word never depends on its neighbours; positions are those of `plain(text)`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

#: Inline tags that texts of other formats carry as characters ('<i>in vitro</i>').
_TAGS = re.compile(
    r"</?(?:jats:)?(?:i|b|u|em|strong|sup|sub|inf|sc|scp|span|italic|bold)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
#: Tags that end a line or a paragraph, and with it a word.
_BREAKS = re.compile(
    r"</?(?:jats:)?(?:br|p|title|div|sec|list|list-item|ul|ol|li|h[1-6])(?:\s[^<>]{0,200})?/?>", re.IGNORECASE
)
#: Characters without a form of their own: soft hyphens, zero-width spaces, joiners, direction marks.
IGNORABLE = "\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
_IGNORED = re.compile(f"[{IGNORABLE}]")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ªº™®©℠]")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_RAISED_NOTE = re.compile(r"\^\([^()]{0,40}\)")
_WORD = re.compile(f"(?:[^\\W_]|[\u0300-\u036f{IGNORABLE}])+")
_HARD = re.compile(r"[.;:!?](?:\s|$)|[。；：！？]")
#: Letters that have no decomposition.
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
_ANY_LETTER = re.compile(f"[{''.join(_LETTERS)}]")
#: British and American spelling: (British, American) parts of words.
SPELLINGS = (("haem", "hem"), ("oedem", "edem"), ("paed", "ped"), ("leuco", "leuko"), ("aetiol", "etiol"))
_SUFFIX = re.compile(r"(?<=[a-z]{4})is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)")


def plain(text: str) -> str:
    """Return a text without tags and character entities, raised and lowered characters and breaks as spaces."""
    for _ in range(2):  # '&amp;eacute;' is really found in abstracts
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text:
        text = _BREAKS.sub(" ", _TAGS.sub("", text))
    if "^" in text:
        text = _RAISED_NOTE.sub(" ", text)
    return text if text.isascii() else _RAISED.sub(" ", text)


def letters(text: str) -> str:
    """Return a text in lower case without accents, width and invisible characters; spaces and signs stay."""
    if text.isascii():
        return text.lower()
    text = _IGNORED.sub("", text)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return _ANY_LETTER.sub(lambda match: _LETTERS[match.group()], unicodedata.normalize("NFC", bare))


def word(text: str, variants: Mapping[str, str] | None = None) -> str:
    """Return the fold of one word: letters, then American spelling, singular, and the study's own variants."""
    folded = letters(text)
    for british, american in SPELLINGS:
        if british in folded:
            folded = folded.replace(british, american)
    folded = _SUFFIX.sub("iz", folded)
    if folded.endswith(
        ("thie", "thies", "thien")
    ):  # -pathies in English; -pathie, -pathien in French and German
        folded = folded[: folded.rindex("ie")] + "y"
    elif folded.endswith("itides"):
        folded = folded[:-6] + "itis"
    return variants.get(folded, folded) if variants else folded


def spellings(folded: str) -> frozenset[str]:
    """Return the ways of writing (without accents) that `word` folds to this word."""
    found = {folded}
    for british, american in SPELLINGS:
        found |= {form.replace(american, british) for form in found if american in form}
    found |= {
        re.sub(r"(?<=[a-z]{4})iz(?=(?:e|ed|es|er|ers|ing|ation|ations)$)", "is", form) for form in found
    }
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, its span in the plain text, and what stands before it: ' ' a space, ',' a sign, '.' an end."""

    text: str
    start: int
    end: int
    before: str


def tokens(text: str, variants: Mapping[str, str] | None = None) -> list[Token]:
    """Return the words of a plain text. 'sub-acute' and 'sub acute' are one word."""
    found: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        before = (
            "."
            if _HARD.search(between)
            else " "
            if not between.strip() or between.strip() in "-‐‑‒–—"
            else ","
        )
        folded = word(match.group(), variants)
        if found and found[-1].text == "sub" and before == " ":
            last = found.pop()
            folded, before, start = word("sub" + folded, variants), last.before, last.start
        else:
            start = match.start()
        end = match.end()
        if folded:
            found.append(Token(folded, start, end, before))
    return found
