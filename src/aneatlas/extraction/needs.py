"""What every match of a pattern holds: letters, whole words and digits, read off the pattern itself.

The idea is that of RE2's prefilters (github.com/google/re2): what is answered may hold where the pattern does not
match, never the other way round.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

_parser: Any = importlib.import_module("re._parser")
_SHORTEST = 2
#: How many groups of alternatives are answered: the telling ones first.
_MOST = 3
#: Words of nearly every sentence tell least.
_COMMON = frozenset(("of", "the", "and", "in", "to", "with", "was", "were", "on", "at", "is", "for", "by", "as", "an", "his", "her"))  # fmt: skip
#: A character, an escaped one, or a class of them in the source of a pattern.
_SOURCE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.S)
#: Stands for any digit.
DIGIT = "#"
# One character each in the text of a sequence: a border of words, a character that belongs to no word, perhaps such
# a character or none, and anything else.
_BORDER, _GAP, _MAYBE, _OTHER = "|", " ", "~", "."
#: Perhaps something or nothing: that ends with a gap, or begins with one.
_TO_GAP, _FROM_GAP = "<", ">"
_PIECE = re.compile(r"(?P<leads>[| ][~<]*)?(?:(?P<letters>[^\W_]+)|(?P<digit>#))(?P<ends>(?=[~>]*[| ]))?")
_LAST = re.compile(r"(?:[| ][~<]*)?[^\W_]+$")


class Piece(NamedTuple):
    """Letters in lower case. leads, ends: a word begins, or ends, with them."""

    letters: str
    leads: bool = False
    ends: bool = False


Group = frozenset[Piece]  # of which one stands in the text
_Token = str | list[Any]  # a character, or the branches of an alternation


def needed(pattern: str, flags: int = 0) -> list[Group]:
    """Return groups of letters; a match holds one of each group, whatever else it holds."""
    groups = set(_groups(list(_tokens(_parser.parse(pattern, flags)))))
    telling = [group for group in groups if not any(_implies(other, group) for other in groups - {group})]
    return sorted(telling, key=_worth, reverse=True)[:_MOST]


def _implies(one: Group, other: Group) -> bool:
    """Say whether a text that holds a piece of one group holds a piece of the other."""
    return all(
        any(
            piece.letters == wider.letters and piece.leads >= wider.leads and piece.ends >= wider.ends
            for wider in other
        )
        for piece in one
    )


def alternatives(pattern: str, flags: int = 0) -> list[str]:
    """Return the alternatives of which a pattern consists, in their order; the pattern alone where they cannot be told."""
    if pattern.startswith("(?") and pattern[2:3] in "aiLmsux-":
        return [pattern]  # flags of the whole
    if flags & re.X and "#" in pattern:
        return [pattern]
    pieces = _SOURCE.findall(pattern)
    while flags & re.X and pieces[-1].isspace():
        pieces.pop()
    parts = _split(pieces)
    if len(parts) > 1 or pieces[-1] != ")":
        return parts
    opened = _opening(pieces)
    if pieces[opened : opened + 3] != ["(", "?", ":"]:
        return parts
    before = "".join(pieces[:opened])  # what all alternatives begin with
    return [f"{before}(?:{part})" for part in _split(pieces[opened + 3 : -1])]


def _split(pieces: Sequence[str]) -> list[str]:
    parts, depth = [""], 0
    for piece in pieces:
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _opening(pieces: Sequence[str]) -> int:
    """Return where the bracket opens that the last piece closes."""
    depth = 0
    for place in range(len(pieces) - 1, -1, -1):
        depth += (pieces[place] == ")") - (pieces[place] == "(")
        if not depth:
            return place
    return 0


def _worth(group: Group) -> tuple[float, int, list[Piece]]:
    """Long letters tell most, then few of them; the last part makes the order certain."""
    return min(map(_telling, group)), -len(group), sorted(group)


def _telling(piece: Piece) -> float:
    return 0.5 if piece.letters in _COMMON else len(piece.letters) + (piece.leads + piece.ends) / 2


def _groups(tokens: Sequence[_Token]) -> list[Group]:
    found: list[Group] = []
    run = ""
    for place, token in enumerate(tokens):
        if isinstance(token, str):
            run += token
            continue
        found += _of_run(run + _OTHER)
        begun = _LAST.search(run)  # 'n' before 'ever' or 'ot'
        leads: list[_Token] = [*begun[0]] if begun else _beside(reversed(tokens[:place]), _TO_GAP)
        found += _of_branches(token, leads, _beside(iter(tokens[place + 1 :]), _FROM_GAP))
        run = _OTHER
    return found + _of_run(run)


def _beside(tokens: Iterator[_Token], option: str) -> list[_Token]:
    """Return the border on one side of an alternation, if there is one; `option` may stand between."""
    nearest = next((token for token in tokens if token not in (_MAYBE, option)), _OTHER)
    return [_BORDER] if nearest in (_BORDER, _GAP) else [_OTHER]


def _of_run(run: str) -> list[Group]:
    found = []
    for match in _PIECE.finditer(run):
        letters = match["letters"] or DIGIT
        if match["digit"]:
            found.append(frozenset({Piece(DIGIT)}))
        elif len(letters) >= _SHORTEST:
            found.append(frozenset({Piece(letters, match["leads"] is not None, match["ends"] is not None)}))
    return found


def _of_branches(branches: list[Any], leads: list[_Token], ends: list[_Token]) -> list[Group]:
    groups = [_groups([*leads, *_tokens(branch), *ends]) for branch in branches]
    return [frozenset().union(*(max(found, key=_worth) for found in groups))] if all(groups) else []


def _tokens(parsed: Any) -> Iterator[_Token]:
    """Yield the tokens of a sequence of parts. What asserts and takes no character stands between its neighbours."""
    for op, argument in parsed:
        name = str(op)
        if name == "LITERAL":
            yield _character(chr(argument))
        elif name == "SUBPATTERN":
            yield from _tokens(argument[3])
        elif name == "ATOMIC_GROUP":
            yield from _tokens(argument)
        elif name == "BRANCH":
            yield argument[1]
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            yield from _of_repeat(*argument)
        elif name == "IN":
            yield _of_set(argument)
        elif name == "AT":
            if "NON_BOUNDARY" not in str(argument):
                yield _BORDER
        elif name == "ASSERT_NOT":
            if _is_word(argument[1]):  # (?!\w), (?<!\w)
                yield _BORDER
        elif name != "ASSERT":
            yield _OTHER


def _of_repeat(least: int, most: int, parsed: Any) -> Iterator[_Token]:
    tokens = list(_tokens(parsed))
    if (least, most) == (1, 1):
        yield from tokens
    elif tokens == [_GAP]:
        yield _GAP if least else _MAYBE
    elif least:
        yield from (_OTHER, *tokens)
        if tokens[-1:] != [_GAP]:
            yield _OTHER
    else:
        begins, ends = _is_gap(tokens, 0), _is_gap(tokens, -1)
        yield _MAYBE if begins and ends else _FROM_GAP if begins else _TO_GAP if ends else _OTHER


def _is_gap(tokens: Sequence[_Token], place: int) -> bool:
    """Say whether a sequence surely begins (place 0) or ends (-1) with a character that belongs to no word."""
    if not tokens:
        return False
    token = tokens[place]
    if isinstance(token, str):
        return token == _GAP
    return all(_is_gap(list(_tokens(branch)), place) for branch in token)


def _character(character: str) -> str:
    lower = character.lower()
    if lower.isalnum() and (lower.isascii() or lower == character.upper()):
        return lower  # other letters with two cases have more of them than `lower` tells
    return _OTHER if character.isalnum() or character == "_" else _GAP


def _of_set(items: Any) -> str:
    kinds = {_of_item(str(op), value) for op, value in items}
    return kinds.pop() if len(kinds) == 1 else _OTHER


def _of_item(op: str, value: Any) -> str:
    if op == "LITERAL":
        return _character(chr(value))
    if op == "CATEGORY":
        known = {"CATEGORY_DIGIT": DIGIT, "CATEGORY_SPACE": _GAP, "CATEGORY_NOT_WORD": _GAP}
        return known.get(str(value), _OTHER)
    if op == "RANGE" and value[0] >= ord("0") and value[1] <= ord("9"):
        return DIGIT
    return _OTHER


def _is_word(parsed: Any) -> bool:
    return [(str(op), str(value)) for op, value in parsed] == [("IN", "[(CATEGORY, CATEGORY_WORD)]")]
