"""The atlas as objects: the present state read with the study, ready for tables and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from sys import intern

from aneatlas.core.dictionary import Field, Group, Subject
from aneatlas.core.events import Json, canonical
from aneatlas.core.evidence import Provenance
from aneatlas.core.facts import Case, Cohort, Finding, Import, Overlap, Release, Report
from aneatlas.core.kinds import KINDS
from aneatlas.core.replay import Present
from aneatlas.core.study import Study
from aneatlas.core.values import Category, Count, Status
from aneatlas.outputs.audits import AuditCount, audit_counts
from aneatlas.outputs.review import Told, told

Findings = dict[str, dict[str, Finding]]


@dataclass(slots=True)
class CaseView:
    """A case with its report and its findings by field and item."""

    case: Case
    report: Report
    findings: Findings = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the accession of the case."""
        return self.case.id

    def finding(self, field_id: str, item: str = "") -> Finding | None:
        """Return a finding, or None where the field has not been looked for."""
        return self.findings.get(field_id, {}).get(item)

    def status(self, field_id: str, item: str = "") -> Status | None:
        """Return the status of a finding, or None where the field has not been looked for."""
        found = self.finding(field_id, item)
        return found.status if found else None

    def code(self, field_id: str, item: str = "") -> str:
        """Return the value of a category finding, or ''."""
        found = self.finding(field_id, item)
        return found.value.code if found and isinstance(found.value, Category) else ""

    def items(self, group: Group) -> list[str]:
        """Return the items of a repeating group that have findings, in order."""
        found = {item for f in group.fields for item in self.findings.get(f.id, {})}
        return sorted(found, key=lambda item: (len(item), item) if group.repeats == "numbered" else (0, item))

    @property
    def provenance(self) -> Provenance | None:
        """Return the lowest level of provenance among the findings, or None without findings."""
        levels = [f.provenance for items in self.findings.values() for f in items.values()]
        return min(levels, key=lambda level: level.rank) if levels else None


@dataclass(slots=True)
class CohortView:
    """A cohort with its findings and its counts."""

    cohort: Cohort
    report: Report
    findings: Findings = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the accession of the cohort."""
        return self.cohort.id

    def counts(self) -> Iterator[tuple[str, str, Count, Finding]]:
        """Yield (field, counted item, count, finding) for each 'n of N', in the order of the form."""
        for field_id, items in self.findings.items():
            for item in sorted(items):
                value = items[item].value
                if isinstance(value, Count):
                    yield field_id, item, value, items[item]


@dataclass(slots=True)
class ReportView:
    """A report with its cases, cohorts, findings of its own and overlaps."""

    report: Report
    cases: list[CaseView] = field(default_factory=list)
    cohorts: list[CohortView] = field(default_factory=list)
    findings: Findings = field(default_factory=dict)
    overlaps: list[Overlap] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return the accession of the report."""
        return self.report.id


@dataclass(slots=True)
class Atlas:
    """Everything that is published. `seq`, `hash` and `at` name the ledger's newest event.

    `release_seq` is the number of the event that made the newest release, 0 without one.
    """

    study: Study
    seq: int
    hash: str
    at: str
    reports: dict[str, ReportView]
    cases: list[CaseView]
    cohorts: list[CohortView]
    overlaps: list[Overlap]
    imports: list[Import]
    releases: list[Release]
    release_seq: int
    audits: tuple[AuditCount, ...] = ()
    review: Told | None = None

    @property
    def included(self) -> list[ReportView]:
        """Return the reports that belong to the collection, in order of accession."""
        return [view for view in self.reports.values() if view.report.standing == "included"]

    @property
    def release(self) -> Release | None:
        """Return the newest release, or None where nothing was released yet."""
        return self.releases[-1] if self.releases else None

    def show(self, finding: Finding) -> str:
        """Return the value of a finding in words, or its status where it has no value."""
        if finding.value is None:
            return finding.status.words
        if isinstance(finding.value, Count):
            return f"{finding.value.n} of {finding.value.of}"
        place = self.study.dictionary[finding.field]
        return KINDS[place.field.kind].show(finding.value, place.field, self.study.dictionary)

    def form(self, subject: Subject) -> Iterator[tuple[Group, Field]]:
        """Yield the fields of a subject in the order of the form."""
        for group in self.study.dictionary.groups_of(subject):
            for entry in group.fields:
                yield group, entry


def build(state: Present, study: Study) -> Atlas:
    """Read the present state into an atlas. Cases and cohorts of reports that are not included are left out."""
    reports = {key: ReportView(Report.model_validate(_plain(row))) for key, row in state.rows("reports")}
    cases: dict[str, CaseView] = {}
    cohorts: dict[str, CohortView] = {}
    for key, row in sorted(state.rows("cases"), key=lambda entry: _order(entry[0])):
        view = reports[row["report"]]
        if view.report.standing == "included":
            cases[key] = CaseView(Case.model_validate(_plain(row)), view.report)
            view.cases.append(cases[key])
    for key, row in state.rows("cohorts"):
        view = reports[row["report"]]
        if view.report.standing == "included":
            cohorts[key] = CohortView(Cohort.model_validate(_plain(row)), view.report)
            view.cohorts.append(cohorts[key])
    shared = _Shared()
    for _, row in state.rows("findings"):
        subject = row["subject"]
        owner = cases.get(subject) or cohorts.get(subject) or reports.get(subject)
        if owner is not None:
            finding = shared.finding(row)
            owner.findings.setdefault(finding.field, {})[finding.item] = finding
    overlaps = [Overlap.model_validate(_plain(row)) for _, row in state.rows("overlaps")]
    for overlap in overlaps:
        for end in (overlap.a, overlap.b):
            report = end.partition("-")[0]
            if report in reports:
                reports[report].overlaps.append(overlap)
    made = sorted(
        ((row["event"], _plain(row)) for _, row in state.rows("releases")), key=lambda pair: pair[0]
    )
    return Atlas(
        study=study,
        seq=state.seq,
        hash=state.hash,
        at=state.at,
        reports=reports,
        cases=list(cases.values()),
        cohorts=list(cohorts.values()),
        overlaps=overlaps,
        imports=[Import.model_validate(_plain(row)) for _, row in state.rows("imports")],
        releases=[Release.model_validate(row) for _, row in made],
        release_seq=made[-1][0] if made else 0,
        audits=audit_counts(state),
        review=told(state, study),
    )


class _Shared:
    """Builds findings that share what is the same: thousands cite the same report in the same words."""

    def __init__(self) -> None:
        self._known: dict[str, Finding] = {}

    def finding(self, row: Json) -> Finding:
        """Return the finding of a row; rows that differ only in subject and field share value and evidence."""
        like = canonical(
            [row.get("status"), row.get("value"), row.get("evidence"), row["provenance"], row["proposer"]]
        )
        model = self._known.get(like)
        if model is None:
            model = self._known[like] = Finding.model_validate(_plain(row))
        return Finding.model_construct(
            _FINDING,
            subject=intern(row["subject"]),
            field=intern(row["field"]),
            item=intern(row.get("item", "")),
            status=model.status,
            value=model.value,
            evidence=model.evidence,
            provenance=model.provenance,
            proposer=model.proposer,
        )


_FINDING = set(Finding.model_fields)


def _plain(row: Json) -> Json:
    return {name: value for name, value in row.items() if name != "event"}


def _order(case_id: str) -> tuple[str, int]:
    report, _, number = case_id.partition("-")
    return report, int(number)
