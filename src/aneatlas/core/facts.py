"""The bodies of events: what may be said about reports, cases, cohorts and findings.

One model per kind of event. `BODIES` is the table of all kinds; an event of another kind is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import BaseModel, ValidationError, model_validator
from pydantic import Field as Entry

from aneatlas.core.evidence import Evidence, Frozen, Provenance, Quote
from aneatlas.core.issues import form_fault
from aneatlas.core.values import Status, Value

# One spelling each: no further leading zeros, and the digits 0 to 9 only (\d would take those of every script).
REPORT_ID = r"^R([0-9]{4}|[1-9][0-9]{4,})$"
CASE_ID = r"^R([0-9]{4}|[1-9][0-9]{4,})-[1-9][0-9]*$"
COHORT_ID = r"^R([0-9]{4}|[1-9][0-9]{4,})-[A-Z]$"
VERSION = r"^[0-9]{4}\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?$"
LONGEST = 4000  # characters of one text
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")

Standing = Literal["included", "excluded", "retracted"]


def text_fault(text: str) -> str:
    """Return why a text cannot stand in the ledger (a control character, a line break, too long), or ''."""
    if len(text) > LONGEST:
        return f"the text has {len(text):,} characters; at most {LONGEST:,} are allowed"
    if found := _CONTROL.search(text):
        return (
            f"the text holds the control character U+{ord(found[0]):04X} (a line break or tab counts as one)"
        )
    return ""


class Body(Frozen):
    """Base of the bodies of events: every text in them is one line without control characters."""

    @model_validator(mode="after")
    def _one_line(self) -> Self:
        for name, text in _texts(self):
            if fault := text_fault(text):
                raise ValueError(f"{name}: {fault}")
        return self


def _texts(part: BaseModel) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every text, except the words of a quote: those must equal their document's."""
    for name, value in part.__dict__.items():
        if isinstance(value, str):
            if not (name == "text" and isinstance(part, Quote)):
                yield name, value
        elif isinstance(value, BaseModel):
            yield from _texts(value)
        elif isinstance(value, tuple):
            for entry in value:
                if isinstance(entry, BaseModel):
                    yield from _texts(entry)
                else:
                    yield name, str(entry)


class Report(Body):
    """A publication. `title_is_description` marks a title that is ours, not the publication's.

    `contradictions` are statements of the publication that exclude each other, in our words: kept as issues,
    never mended in silence.
    """

    id: str = Entry(pattern=REPORT_ID)
    title: str = Entry(min_length=1)
    title_is_description: bool = False
    journal: str = ""
    year: int | None = Entry(default=None, ge=1900, le=2100)
    doi: str = Entry(default="", pattern=r"^(10\.[0-9]{4,9}/\S+)?$")
    pmid: str = Entry(default="", pattern=r"^([0-9]{1,8})?$")
    pmcid: str = Entry(default="", pattern=r"^(PMC[0-9]+)?$")
    url: str = Entry(default="", pattern=r"^(https?://\S+)?$")
    country: str = ""
    type: str
    read: str
    label_used: str = ""
    labels: tuple[str, ...] = ()
    standing: Standing = "included"
    reason: str = ""
    note: str = ""
    contradictions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _reasoned(self) -> Report:
        if self.standing != "included" and not self.reason:
            raise ValueError("a report that is not included needs a reason")
        return self


class Case(Body):
    """One patient as one report describes them."""

    id: str = Entry(pattern=CASE_ID)
    report: str = Entry(pattern=REPORT_ID)
    label: str = Entry(min_length=1)
    note: str = ""


class Cohort(Body):
    """A group of patients whom one report counts together.

    whom: 'ane' where all of them have the disease, 'mixed' for a wider group, 'review' for patients that
    others have published. n is their number, None where the text read does not say.
    """

    id: str = Entry(pattern=COHORT_ID)
    report: str = Entry(pattern=REPORT_ID)
    label: str = Entry(min_length=1)
    whom: Literal["ane", "mixed", "review"]
    n: int | None = Entry(default=None, ge=0)
    note: str = ""


class Finding(Body):
    """The value of a field for a subject, with its status, evidence and level of provenance.

    item names the treatment ('1'), the lesion site ('thalamus') or, for a cohort, the counted value
    ('present', 'female'); '' where the field does not repeat.
    """

    subject: str
    field: str
    item: str = ""
    status: Status
    value: Value | None = None
    evidence: tuple[Evidence, ...]
    provenance: Provenance
    proposer: str = Entry(min_length=1)

    @model_validator(mode="after")
    def _supported(self) -> Finding:
        if not self.evidence:
            raise ValueError("a finding needs evidence: a quote, or at least a citation")
        if self.provenance is Provenance.QUOTED and not any(e.kind == "quote" for e in self.evidence):
            raise ValueError("the level 'quoted' needs a quote")
        if self.value is not None and self.status not in (Status.PRESENT, Status.UNCLEAR):
            raise ValueError(f"a finding that is {self.status.words} has no value")
        return self

    @property
    def key(self) -> str:
        """Return the key under which the present finding of this field is kept."""
        return finding_key(self.subject, self.field, self.item)


class Withdrawal(Body):
    """A finding, case, cohort or report that no longer stands."""

    key: str


class Overlap(Body):
    """Two reports, or two cases, that may tell of the same patients. The pair is kept in order."""

    a: str
    b: str
    kind: Literal["same_patient", "overlapping_series", "contained", "same_article"]
    state: Literal["suspected", "confirmed", "rejected"] = "suspected"
    basis: str = Entry(min_length=1)

    @model_validator(mode="after")
    def _pair(self) -> Overlap:
        if self.a >= self.b:
            raise ValueError("name the two in order, and two different ones")
        return self

    @property
    def key(self) -> str:
        """Return the key of the pair."""
        return f"{self.a}~{self.b}"


class Adoption(Body):
    """The study definition that the following events use."""

    study: str
    version: str
    fingerprint: str


class Import(Body):
    """A file of facts that was taken in."""

    name: str
    version: str
    sha256: str
    reports: int = Entry(ge=0)
    cases: int = Entry(ge=0)
    cohorts: int = Entry(ge=0)
    findings: int = Entry(ge=0)


class Release(Body):
    """A frozen publication of the atlas."""

    version: str = Entry(pattern=VERSION)
    note: str = ""


# Fields of the dictionary that are kept in the record of their subject, not as findings of their own:
# field -> attribute of Report, Case or Cohort.
RECORD_FIELDS: Mapping[str, str] = {
    "report_title": "title", "report_journal": "journal", "report_year": "year", "report_doi": "doi",
    "report_pmid": "pmid", "report_pmcid": "pmcid", "report_url": "url", "report_country": "country",
    "report_type": "type", "report_read": "read", "label_used": "label_used", "case_label": "label",
    "cohort_label": "label", "cohort_whom": "whom", "cohort_n": "n",
}  # fmt: skip

# kind of event -> the model of its body
BODIES: Mapping[str, type[Body]] = {
    "study.adopted": Adoption,
    "collection.imported": Import,
    "report.registered": Report,
    "report.amended": Report,
    "report.removed": Withdrawal,
    "case.registered": Case,
    "case.amended": Case,
    "case.removed": Withdrawal,
    "cohort.registered": Cohort,
    "cohort.amended": Cohort,
    "cohort.removed": Withdrawal,
    "finding.recorded": Finding,
    "finding.withdrawn": Withdrawal,
    "overlap.noted": Overlap,
    "overlap.removed": Withdrawal,
    "release.made": Release,
}


def body_fault(kind: str, body: object) -> str:
    """Return what is wrong with the body of an event, or ''."""
    model = BODIES.get(kind)
    if model is None:
        return f"'{kind}' is no kind of event of this version"
    try:
        model.model_validate(body)
    except ValidationError as problem:
        return form_fault(problem.errors(include_url=False)[0])
    return ""


def finding_key(subject: str, field: str, item: str = "") -> str:
    """Return the key of a finding: subject/field, with /item where the field repeats."""
    return f"{subject}/{field}/{item}" if item else f"{subject}/{field}"


def dump(body: Body) -> dict[str, object]:
    """Return the body as plain JSON values, without top-level entries that hold their default."""
    data: dict[str, object] = body.model_dump(mode="json")
    fields = type(body).model_fields
    return {
        name: value
        for name, value in data.items()
        if fields[name].is_required() or getattr(body, name) != fields[name].get_default()
    }
