"""The bodies of events that say what is known: reports, cases, cohorts, findings, overlaps, releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field as Entry
from pydantic import model_validator

from aneatlas.core.body import CASE_ID, COHORT_ID, REPORT_ID, VERSION, Body
from aneatlas.core.evidence import Evidence, Provenance
from aneatlas.core.values import Status, Value

Standing = Literal["included", "excluded", "retracted"]


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


def finding_key(subject: str, field: str, item: str = "") -> str:
    """Return the key of a finding: subject/field, with /item where the field repeats."""
    return f"{subject}/{field}/{item}" if item else f"{subject}/{field}"
