"""Sieves find exactly what their patterns find, and what a pattern needs is read off it rightly."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aneatlas.extraction
from aneatlas.extraction import age_lists, ages, counted, naming, patients, relatives, turns
from aneatlas.extraction.dispatch import Dispatcher
from aneatlas.extraction.keys import Keys, held
from aneatlas.extraction.needs import Piece, alternatives, needed
from aneatlas.extraction.sieve import Sieve

_parser: Any = importlib.import_module("re._parser")


def _sieves() -> dict[str, Sieve]:
    """Return all sieves of the package that stand in modules, also inside tuples and mappings."""
    found: dict[str, Sieve] = {}
    for info in pkgutil.walk_packages(aneatlas.extraction.__path__, "aneatlas.extraction."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for sieve in _within(value):
                if all(sieve is not other for other in found.values()):
                    found[f"{info.name.rpartition('.')[2]}.{name}.{len(found)}"] = sieve
    return found


def _within(value: object) -> Iterator[Sieve]:
    if isinstance(value, Sieve):
        yield value
    elif isinstance(value, dict):
        yield from (sieve for item in value.values() for sieve in _within(item))
    elif isinstance(value, tuple | list):
        yield from (sieve for item in value for sieve in _within(item))


SIEVES = _sieves()


def _sentences() -> list[str]:
    """Return the texts that stand in the tests of extraction."""
    return sorted(
        {
            node.value
            for path in Path(__file__).parent.glob("test_*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
        }
    )


SENTENCES = _sentences()


class _Writer:
    """Writes texts that a pattern is likely to match; what it asserts is left to chance."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)

    def write(self, parsed: Any) -> str:
        return "".join(self._part(str(op), argument) for op, argument in parsed)

    def _part(self, op: str, argument: Any) -> str:
        if op == "LITERAL":
            return self.chance.choice((chr(argument), chr(argument).upper(), chr(argument).lower()))
        if op == "SUBPATTERN":
            return self.write(argument[3])
        if op == "BRANCH":
            return self.write(self.chance.choice(argument[1]))
        if op in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most = argument[0], min(int(argument[1]), argument[0] + 2)
            return "".join(self.write(argument[2]) for _ in range(self.chance.randint(least, most)))
        if op == "IN":
            return self._of_set(argument)
        return self.chance.choice("ab1 ,é") if op in ("ANY", "NOT_LITERAL") else ""

    def _of_set(self, items: Any) -> str:
        if str(items[0][0]) == "NEGATE":
            return self.chance.choice("bq 7")
        op, value = self.chance.choice(items)
        if str(op) == "LITERAL":
            return chr(value)
        if str(op) == "RANGE":
            return chr(self.chance.randint(*value))
        return self.chance.choice({"DIGIT": "0479", "SPACE": " ", "WORD": "aZ3é"}.get(str(value)[9:], ".,"))


def _texts(name: str, pattern: re.Pattern[str]) -> Iterator[str]:
    yield from SENTENCES
    writer = _Writer(name)
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    for number in range(60):
        written = writer.write(parsed)
        yield written
        yield f"{SENTENCES[number]} {written}. {writer.write(parsed)}, {SENTENCES[-number]}"


@pytest.mark.parametrize("name", SIEVES)
def test_a_sieve_finds_exactly_what_its_pattern_finds(name: str) -> None:
    sieve = SIEVES[name]
    found = 0
    for text in _texts(name, sieve.pattern):
        wanted = [(m.span(), m.lastgroup, m.groups()) for m in sieve.pattern.finditer(text)]
        found += len(wanted)
        assert [(m.span(), m.lastgroup, m.groups()) for m in sieve.finditer(text)] == wanted, text
        first = sieve.search(text)
        assert (first.span() if first else None) == (wanted[0][0] if wanted else None), text
        assert sieve.within(text) == bool(wanted), text
        assert sieve.may(text) or not wanted, text
    assert found, "no text matched"


#: What is asked first of a sentence -> the patterns that cannot match without it.
GATES: dict[str, tuple[Callable[[str], object], tuple[re.Pattern[str], ...]]] = {
    "the seldom forms of an age": (
        ages._SELDOM.within,
        tuple(ages._written((form,)).pattern for form in ("bare", "letter", "compact", "yo", "decade")),
    ),
    "what links a noun with an age": (ages._LINKED.search, (ages._NOUN_FIRST.pattern,)),
    "two ages": (age_lists._LISTED.search, (age_lists._LIST.pattern,)),
    "few patients": (counted._ANY_FEW.may, tuple(pattern.pattern for pattern in counted._OWN_FEW)),
    "teaching": (lambda text: held(text) & naming._TEACHES, (naming.NO_STANDARD.pattern, naming.GENERAL.pattern)),
    "labels": (lambda text: held(text) & patients._NAMED, (patients.LABEL.pattern, patients.ORDINAL.pattern)),
    "turns": (
        lambda text: held(text) & turns._NAMES,
        tuple(sieve.pattern for sieve in (turns.LABEL, turns.WHICH, turns.DEFINITE, turns._ORDINAL)),
    ),
    "further patients": (
        lambda text: held(text) & relatives._FURTHER,
        tuple(sieve.pattern for sieve in (relatives._WITH, relatives._TOO, relatives._BESIDE)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GATES)
def test_what_is_asked_first_of_a_sentence_keeps_no_match_out(name: str) -> None:
    asks, guarded = GATES[name]
    found = 0
    for number, pattern in enumerate(guarded):
        for text in _texts(f"{name} {number}", pattern):
            if pattern.search(text):
                found += 1
                assert asks(text), text
    assert found, "no text matched"


def test_there_are_sieves_and_sentences() -> None:
    assert len(SIEVES) > 60
    assert len(SENTENCES) > 500


def _groups(pattern: str, flags: int = re.I) -> list[set[str]]:
    """Return the groups as readable words: '<' where a word begins, '>' where it ends."""
    return [{"<" * p.leads + p.letters + ">" * p.ends for p in group} for group in needed(pattern, flags)]


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        ("fever", [{"fever"}]),
        (r"\bfever\b", [{"<fever>"}]),
        (r"\b(?:he|she)\b", [{"<he>", "<she>"}]),
        (r"\b(?:never|not)\b", [{"<never>", "<not>"}]),  # 'n' is common to both
        (r"cases?\b", [{"case"}]),  # the s is optional
        (r"(?:rash)?", []),
        (r"rash|\w+", []),  # one alternative needs nothing
        (r"(?:rash\s*)+", [{"rash"}]),
        (r"(?:rash){0,3}fits", [{"fits"}]),
        (r"cell count", [{"<count"}, {"cell>"}]),
        (r"cell\s*,\s*count", [{"<count"}, {"cell>"}]),
        (r"(?<!\w)coma(?!\w)", [{"<coma>"}]),
        (r"(?<!no )coma(?! scale)", [{"coma"}]),  # what must not stand there is not needed
        (r"coma(?=tose)", [{"coma"}]),
        (r"immuni[sz]ation", [{"immuni"}, {"ation"}]),
        (r"[Cc]ase", [{"case"}]),
        (r"a\Bbc", [{"abc"}]),
        (r"ab\bcd", [{"<cd"}, {"ab>"}]),
        (r"\d+ days", [{"<days"}, {"#"}]),
        (r"(?:\d|two) days", [{"<days"}, {"#", "two>"}]),
        (r"[0-9]mg", [{"mg"}, {"#"}]),
        (r"亚急性|fits", [{"亚急性", "fits"}]),
        (r"ödem fits", [{"<fits"}, {"dem>"}]),  # 'ö' has more cases than `lower` tells
    ],
)
def test_what_a_pattern_needs(pattern: str, groups: list[set[str]]) -> None:
    assert sorted(map(sorted, _groups(pattern))) == sorted(map(sorted, groups))


def test_a_verbose_pattern_needs_what_stands_in_it() -> None:
    assert _groups(r"seizure  # and not 'fits'" + "\n \\s coma", re.X) == [{"seizure>"}, {"<coma"}]


def test_alternatives_are_those_of_the_whole_pattern() -> None:
    assert alternatives(r"a(?:b|c)|[|)]d|\|e") == ["a(?:b|c)", "[|)]d", r"\|e"]
    assert alternatives(r"\b(?:a|b(?:c|d))") == [r"\b(?:a)", r"\b(?:b(?:c|d))"]
    assert alternatives(r"(?:a|b)c") == ["(?:a|b)c"]
    assert alternatives(r"(a|b)") == ["(a|b)"]
    assert alternatives("a|b # c|d", re.X) == ["a|b # c|d"]


_WORDS = st.sampled_from(["he", "she", "fever", "no", "ab", "b", "1"])


@st.composite
def _patterns(draw: st.DrawFn) -> str:
    """Write small patterns of words, borders, options, alternations and sets."""

    def part(depth: int) -> str:
        kind = draw(st.integers(0, 6 if depth else 3))
        word = draw(_WORDS)
        if kind < 4:
            return (word, rf"\b{word}", rf"{word}\b", r"\s")[kind]
        inner = "".join(part(depth - 1) for _ in range(draw(st.integers(1, 2))))
        if kind == 4:
            return f"(?:{inner}|{part(depth - 1)})"
        return f"(?:{inner})" + draw(st.sampled_from(["?", "+", "", "{1}", "{0,2}"])) if kind == 5 else "[hb]"

    branches = draw(st.integers(1, 4))
    return "|".join("".join(part(2) for _ in range(draw(st.integers(1, 3)))) for _ in range(branches))


@given(
    _patterns(),
    st.lists(st.sampled_from(["he", "She", "fever", "no", "ab", "b", " ", "-", "1", "_", "h", "ı"])),
)
def test_no_sieve_misses_a_match(pattern: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    sieve = Sieve(pattern, re.I)
    wanted = [m.span() for m in sieve.pattern.finditer(text) if m.group()]
    if sieve.pattern.match("") is None:
        assert [m.span() for m in sieve.finditer(text)] == wanted
    assert sieve.within(text) == (sieve.pattern.search(text) is not None)


def test_letters_without_regard_to_case_are_those_of_re() -> None:
    sieve = Sieve("sick", re.I)
    for text in ("SICK", "ſick", "sıcK", "SİCK"):
        assert (sieve.search(text) is None) == (sieve.pattern.search(text) is None), text


def test_pieces_know_the_borders_of_words() -> None:
    assert needed(r"\bhe\b") == [frozenset({Piece("he", leads=True, ends=True)})]
    sieve = Sieve(r"\bhe\b", re.I)
    assert sieve.may("then (He) came")
    assert not sieve.may("then the heat came")
    assert Keys("lost to").within("was lost to view")
    assert not Keys("lost to").within("almost to")


def test_a_dispatcher_finds_what_the_patterns_find_one_by_one() -> None:
    patterns = [
        r"(?<!\w)(?:no evidence of)(?!\w)",
        r"(?<!\w)(?:no|not)(?!\w)",
        r"(?<!\w)(?:\d+ days?)(?!\w)",
        r"\.\s",
        "non-",
    ]
    finder = Dispatcher(patterns)
    joined = re.compile("|".join(f"({p})" for p in patterns), re.I)
    for text in (*SENTENCES, "No evidence of it, not 3 days. Non-specific (no) no", "İ no", ""):
        if len(text.lower()) == len(text):
            wanted = [((m.lastindex or 1) - 1, m.span()) for m in joined.finditer(text)]
            assert [(index, m.span()) for index, m in finder.find(text)] == wanted, text
