"""Numbers without a unit, where everybody means the same one: cells of the fluid, liver enzymes, platelets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.values import Status
from aneatlas.extraction.measures import in_csf
from aneatlas.extraction.sieve import Sieve

_CELLS = r"(?:cells?|WBCs?|leu[kc]ocytes|lymphocytes)"
_NOT_UNIT = r"(?!\s?(?:/|per\b|x\s?\d|×)|-|\s?\d)"
_BARE_CELLS = re.compile(
    rf"(?<![\d.,/])(?P<n>\d{{1,4}})\s+(?:white\s+|nucleated\s+|mononuclear\s+|lympho\w*\s+)?(?:blood\s+)?{_CELLS}\b{_NOT_UNIT}"
    rf"|\b(?:{_CELLS}|white (?:blood )?cells?|cell count)(?: counts?)?(?: (?:was|were|of|is))?[ :=]+(?P<after>\d{{1,4}})(?!\d|[.,]\d|\s?(?:%|/|per\b|x\s?\d|×|cells?\b|RBC|red))",
    re.I,
)
_BARE_ENZYME = Sieve(
    r"\b(?:SGOT|SGPT|AST|ALT|ASAT|ALAT|GOT|GPT)(?:\)|\s(?:was|of|at|is|were|level|levels))*[\s:=(]+(?P<n>\d{2,3}|\d{1,2},?\d{3})(?![\d%]|[.,]\d|\s?(?:%|I?U\b|[µu]kat|s\b|mg|g/|/))"
)
_BARE_PLATELETS = Sieve(
    r"\b(?:[Pp]latelets?|[Tt]hrombocytes?|PLT)(?: counts?)?(?:\s(?:was|were|of|at|is|had|fell|fallen|dropped|sank|sunk|declined|decreased|reduced|down|to|only))*[\s:=(]+(?:(?P<lakh>\d(?:\.\d+)?)\s?lakhs?\b|(?P<n>\d{1,3}[, ]\d{3}|\d{5,6})(?!\d|[.,]\d|\s?(?:[x×*K/]|per\b|cells?\b)))"
)


@dataclass(frozen=True, slots=True)
class BareValue:
    """What a number says of a field, where it stands, and the words of the rule."""

    field: str
    status: Status
    start: int
    end: int
    rule: str


def find_bare_values(text: str, context: str = "") -> Iterator[BareValue]:
    """Yield the signs that numbers without a unit state. `context`: the sentence before, for 'the CSF' named there."""
    yield from _bare_cells(text, context)
    yield from _bare_values(text)


def _bare_cells(text: str, context: str) -> Iterator[BareValue]:
    """'11 cells' of the fluid without a unit: counted per microlitre, as everybody does."""
    for match in _BARE_CELLS.finditer(text) if any(word in text for word in ("cell", "WBC", "cyte")) else ():
        if in_csf(text, match.start(), context):
            status = Status.PRESENT if int(match["n"] or match["after"]) > 8 else Status.ABSENT
            words = f"'{match.group()}', taken per microlitre"
            yield BareValue("csf_pleocytosis", status, *match.span(), words)


def _bare_values(text: str) -> Iterator[BareValue]:
    """'SGOT 340', 'platelets 90,000', '1.1 lakh platelets': the unit that everybody means."""
    for match in _BARE_ENZYME.finditer(text):
        if int(match["n"].replace(",", "")) > 80:
            words = f"'{match.group()}', taken per litre"
            yield BareValue("transaminases_raised", Status.PRESENT, *match.span(), words)
    for match in _BARE_PLATELETS.finditer(text):
        count = float(match["lakh"]) * 100_000 if match["lakh"] else float(re.sub(r"\D", "", match["n"]))
        status = Status.PRESENT if count < 150_000 else Status.ABSENT
        words = f"'{match.group()}', taken per microlitre"
        yield BareValue("platelets_low", status, *match.span(), words)
