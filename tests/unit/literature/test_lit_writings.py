"""No writing of a word of the study's names escapes the patterns: each letter, each gap, each form, in pairs too."""

from __future__ import annotations

import html.entities
import random
import unicodedata

import pytest

from aneatlas.literature.anchors import anchors
from aneatlas.literature.bytefilter import ByteFilter
from aneatlas.literature.folding import letters, plain
from aneatlas.literature.names import names_of
from aneatlas.literature.stems import Clause, clauses
from aneatlas.literature.writings import COMBINING, INVISIBLE, SIGNS, equal_signs, forms
from aneatlas.workflows.study import load_study

ANCHORS = anchors(clauses(names_of(load_study())))[0]
STEMS = sorted({item.stem for item in ANCHORS})
LATIN = [stem for stem in STEMS if stem.isascii()]
NAMES = {value: f"&{name}" for name, value in html.entities.html5.items() if name.endswith(";")}
BETWEEN = [
    *(f"<{slash}{name}{end}" for slash in ("", "/") for name in ("i", "b", "u", "sup", "sub") for end in (">", " >", "\n>", "\t>", "\r>", "/>")),
    *(f'<{name} class="x">' for name in ("i", "b", "u", "sup", "sub", "em", "strong", "sc")),
    *("<em>", "</em>", "<strong>", "</strong>", "<sc>", "</sc>", "<mml:mi>", "</mml:mi>", "<i><b>", "</i></b><sup>"),
    *("<!-- a > b -->", "<?p a > b?>", "<i><?p?>", "<![CDATA[]]>", "&lt;i&gt;", "&lt;/sub&gt;", "&lt;jats:sup&gt;", "&#60;i&#62;"),
    *("&amp;lt;b&amp;gt;", "&amp;#173;", "&amp;shy;", "&shy;", "&zwj;", "&#x00ad;", "&#0173;"),
]  # fmt: skip


def other_ways(character: str) -> list[str]:
    """A character in itself, by its numbers, by its name and escaped twice."""
    code = ord(character)
    found = [character, f"&#{code};", f"&#x{code:x};", f"&#x{code:X};", f"&#0{code};", f"&amp;#{code};"]
    return found + [
        way for name in [NAMES.get(character)] if name for way in (name, name.replace("&", "&amp;"))
    ]


def letter_ways(stem: str, place: int) -> list[tuple[str, int]]:
    """All ways to write the letter at a place, and how many letters each stands for."""
    found = [
        (way, len(fold))
        for character, fold in forms().items()
        if stem.startswith(fold, place)
        for way in other_ways(character)
    ]
    ways = [way for sign in (stem[place], stem[place].upper()) for way in other_ways(sign)[1:]]
    return (
        found + [(way, 1) for way in ways] + [(f"<![CDATA[{stem[place]}]]>", 1), (f"<i>{stem[place]}</i>", 1)]
    )


def gap_ways() -> list[str]:
    return BETWEEN + [way for code in (*INVISIBLE, *COMBINING) for way in other_ways(chr(code))]


def record(number: int, text: str) -> bytes:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><ArticleTitle>On {text} here"
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
    ).encode()


def missed(stem: str, texts: list[str]) -> list[str]:
    """The texts whose records do not go on, with a filter that looks for this stem alone."""
    byte_filter = ByteFilter([Clause((frozenset({stem}),))])
    data = b"".join(record(number, text) for number, text in enumerate(texts))
    spans = byte_filter.scan(data)[0]
    passed = {int(data[start:stop].split(b"<PMID>")[1].split(b"<")[0]) for start, stop in spans}
    return [text for number, text in enumerate(texts) if number not in passed]


@pytest.mark.parametrize("stem", LATIN)
def test_one_letter_in_any_form_hides_no_word(stem: str) -> None:
    texts = [
        stem[:place] + way + stem[place + size :]
        for place in range(len(stem))
        for way, size in letter_ways(stem, place)
    ]
    assert missed(stem, texts) == []


@pytest.mark.parametrize("stem", LATIN)
def test_nothing_that_stands_between_two_letters_hides_a_word(stem: str) -> None:
    texts = [stem[:place] + way + stem[place:] for place in range(1, len(stem)) for way in gap_ways()]
    assert missed(stem, texts) == []


@pytest.mark.parametrize("stem", LATIN)
def test_several_disturbances_hide_no_word(stem: str) -> None:
    """Of pairs, threes and more, close together and apart, a sample that is the same each time."""
    chance = random.Random(stem)
    ways = [letter_ways(stem, place) for place in range(len(stem))]
    gaps = gap_ways()
    texts = []
    for number in range(4000):
        often = (0.1, 0.25, 0.5, 0.9)[number % 4]
        text, place = "", 0
        while place < len(stem):
            way, size = chance.choice(ways[place]) if chance.random() < often else (stem[place], 1)
            place += size
            text += way + (chance.choice(gaps) if place < len(stem) and chance.random() < often / 2 else "")
        texts.append(text)
    assert missed(stem, texts) == []


@pytest.mark.parametrize("stem", [stem for stem in STEMS if not stem.isascii()])
def test_a_sign_is_found_in_all_its_forms(stem: str) -> None:
    """Of all of Unicode no character that folds to a sign is unknown; a sign stands after a sign or a disturbance."""
    first = unicodedata.normalize("NFD", stem)[0]
    own = {stem, stem.upper(), *equal_signs(stem)}
    every = [
        chr(code)
        for code in range(0x80, 0x110000)
        if not 0xAC00 <= code < 0xD7A4 and not 0xD800 <= code < 0xE000
    ]
    assert [sign for sign in every if first in letters(plain(sign)) and sign not in own] == []
    assert all(any(ord(sign) in span for span in SIGNS) for sign in equal_signs(stem))
    texts = [f"{before}{way}" for before in "\u0430\u6027;>" for way in other_ways(stem)]
    assert missed(stem, texts) == []
