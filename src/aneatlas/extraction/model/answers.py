"""The gate for a model's answers: what does not bring words that stand in the document is refused and counted.

A claim passes when its field exists, its status is allowed, its value is understood by the field, and its
quote stands, letter by letter, in the block that it names. Nothing is repaired.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, ValidationError

from aneatlas.core.dictionary import Dictionary
from aneatlas.core.evidence import CellAnchor, Role, SpanAnchor
from aneatlas.core.issues import form_fault
from aneatlas.core.values import Status
from aneatlas.documents.model import Document
from aneatlas.extraction.claims import Claim, check_claim

_CELL = re.compile(r"(?P<block>\S+) r(?P<row>[0-9]{1,4}) c(?P<column>[0-9]{1,4})")
_PATIENT = re.compile(r"report|Patient [1-9][0-9]{0,2}")
#: Claims of one answer that are looked at; more is no answer about one article.
MOST = 5_000


class Row(BaseModel):
    """One claim as a model writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    field: str
    item: str = ""
    status: Status
    value: str = ""
    role: Role = Role.THIS_PATIENT
    block: str
    quote: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A claim that did not pass: a code, and the reason in words."""

    code: str
    reason: str


@dataclass(slots=True)
class Proposed:
    """What a model proposed for a document: claims that passed, and the refusals."""

    claims: list[Claim] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def refused(self) -> Mapping[str, int]:
        """Return how often each code of refusal came."""
        return dict(Counter(refusal.code for refusal in self.refusals))


def take_answer(
    text: str, document: Document, report: str, dictionary: Dictionary, extractor: str, version: str
) -> Proposed:
    """Return what of an answer passes the gate, and what was refused and why."""
    result = Proposed()
    try:
        rows = json.loads(text)["claims"]
        if not isinstance(rows, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        result.refusals.append(Refusal("answer-form", "the answer is not JSON with a list of claims"))
        return result
    if len(rows) > MOST:
        result.refusals.append(
            Refusal("answer-form", f"the answer has {len(rows):,} claims; at most {MOST:,} are read")
        )
        return result
    seen: set[tuple[str, str, str, Role]] = set()
    for row in rows:
        taken = _take(row, document, report, dictionary, extractor, version)
        if isinstance(taken, Refusal):
            result.refusals.append(taken)
        elif taken.key in seen:
            result.refusals.append(Refusal("said-twice", f"{taken.case} {taken.field} was claimed before"))
        else:
            seen.add(taken.key)
            result.claims.append(taken)
    return result


def _take(
    row: object, document: Document, report: str, dictionary: Dictionary, extractor: str, version: str
) -> Claim | Refusal:
    try:
        said = Row.model_validate(row)
    except ValidationError as problem:
        return Refusal("claim-form", form_fault(problem.errors(include_url=False)[0]))
    if said.field not in dictionary:
        return Refusal("field-unknown", f"'{said.field}' is no field of the dictionary")
    if not _PATIENT.fullmatch(said.case):
        return Refusal(
            "case-form", f"'{said.case}' is no patient: write 'Patient 1', 'Patient 2' ... or 'report'"
        )
    anchor = _anchor(said, document)
    if isinstance(anchor, Refusal):
        return anchor
    quote = document.quote(anchor, report, said.role)
    if (
        dictionary[said.field].field.kind != "sign"
        and said.status is Status.PRESENT
        and not said.value.strip()
    ):
        return Refusal("value-missing", f"{said.field} is present without a value")
    claim = Claim(
        said.case, said.field, said.status, quote, f"proposed by {extractor}",
        said.value if said.status is Status.PRESENT else "", said.item, extractor, version,
    )  # fmt: skip
    issues = check_claim(claim, document, dictionary)
    return Refusal(issues[0].code, issues[0].message) if issues else claim


def _anchor(said: Row, document: Document) -> SpanAnchor | CellAnchor | Refusal:
    """Return where the quoted words stand. A cell is quoted whole."""
    cell = _CELL.fullmatch(said.block)
    block = document.block(cell["block"] if cell else said.block)
    if block is None:
        return Refusal("block-unknown", f"there is no block '{said.block}'")
    if cell:
        found = block.table.at(int(cell["row"]), int(cell["column"])) if block.table else None
        if found is None or found.text != said.quote:
            return Refusal("quote-not-in-source", f"the quoted words are not those of the cell {said.block}")
        return document.cell(block, found)
    start = block.text.find(said.quote) if said.quote.strip() else -1
    if start < 0:
        return Refusal("quote-not-in-source", f"the quoted words do not stand in {said.block}")
    return document.span(block, start, start + len(said.quote))
