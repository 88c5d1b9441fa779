"""The collection format: published cases as facts, one JSON line per report, written by people.

The first line is a header:

    {"collection": {"name": ..., "version": ..., "provenance": "citation", "proposer": ..., "licence": ...}}

and each further line a report with its cases and cohorts. Entries are words, read by the dictionary:

    {"report": {"id": "R0001", "title": ..., "type": "case_report", "read": "abstract", ...},
     "cases": [{"id": "R0001-1", "label": "Patient 1",
                "findings": {"age_at_onset": "17 months", "seizure": "present", "coma": "not reported"},
                "groups": {"treatments": [{"treatment_class": "corticosteroid"}],
                           "lesions": {"thalamus": {"site_involved": "present"}}}}],
     "cohorts": [{"id": "R0001-A", "label": ..., "whom": "ane", "n": 12,
                  "counts": {"seizure": {"present": "8 of 12"}}}],
     "overlaps": [{"with": "R0002", "kind": "same_patient", "basis": ...}]}

docs/reference/collection.schema.json is its JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import Field as Entry
from pydantic import ValidationError

from aneatlas.core.body import dump, text_fault
from aneatlas.core.dictionary import Dictionary
from aneatlas.core.events import Draft, Json
from aneatlas.core.evidence import Citation, Evidence, Frozen, Provenance, Role
from aneatlas.core.facts import Case, Cohort, Finding, Overlap, Report
from aneatlas.core.issues import FactsInvalid, Issue, error, errors, form_fault
from aneatlas.core.kinds import read
from aneatlas.core.parsing import NotUnderstood, parse_count
from aneatlas.core.rules import Gate, unknown_field
from aneatlas.core.study import Study
from aneatlas.core.values import Status

Words = dict[str, str]


class Header(Frozen):
    """The first line: what the file is, and the level of provenance of all its findings.

    Only the two levels without a quotation: 'citation' (machine-assisted) and 'entered' (by a person).
    """

    name: str = Entry(min_length=1)
    version: str = Entry(min_length=1)
    provenance: Literal[Provenance.CITATION, Provenance.ENTERED]
    proposer: str = Entry(min_length=1)
    licence: str = ""
    statement: str = ""


class CaseLine(Frozen):
    """A case with its entries in words."""

    id: str
    label: str
    note: str = ""
    findings: Words = {}
    groups: Mapping[str, tuple[Words, ...] | Mapping[str, Words]] = {}


class CohortLine(Frozen):
    """A cohort with its entries in words and its counts (field -> counted value -> 'n of N')."""

    id: str
    label: str
    whom: str
    n: int | None = None
    note: str = ""
    findings: Words = {}
    counts: Mapping[str, Words] = {}


class OverlapLine(Frozen):
    """Another report, or case, that may tell of the same patients. `of` names the own case, if it is one."""

    other: str = Entry(alias="with")
    of: str = ""
    kind: str
    basis: str


class ReportLine(Frozen):
    """One line of a collection."""

    report: dict[str, Any]
    findings: Words = {}
    cases: tuple[CaseLine, ...] = ()
    cohorts: tuple[CohortLine, ...] = ()
    overlaps: tuple[OverlapLine, ...] = ()


class _TwinError(Exception):
    """A key stands twice in one JSON object."""


def _no_twins(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwinError(next(name for name in names if names.count(name) > 1))
    return found


class Reader:
    """Reads a collection into drafts of events. Mistakes are gathered in `issues`, never raised one by one."""

    def __init__(self, study: Study, gate: Gate, name: str) -> None:
        self.study = study
        self.gate = gate
        self.name = name
        self.header: Header | None = None
        self.issues: list[Issue] = []
        self.counts = {"reports": 0, "cases": 0, "cohorts": 0, "findings": 0}

    def read(self, lines: Iterable[str]) -> list[Draft]:
        """Return the drafts of all events of the file, checked.

        Raises FactsInvalid with every mistake found where there is one; warnings stay in `issues`.
        """
        drafts: list[Draft] = []
        overlaps: list[tuple[str, str, OverlapLine]] = []
        for number, line in enumerate(lines, start=1):
            where = f"{self.name}:{number}"
            data = self._parse(line, where)
            if data is None:
                continue
            if number == 1:
                self._take_header(data, where)
                continue
            for draft in self._report(data, where, overlaps):
                drafts += self._accept(draft, f"{where} {draft.subject}")
        for where, id, overlap in overlaps:
            noted = self._overlap(id, overlap, where)
            drafts += self._accept(noted, where) if noted else []
        self.issues += self.gate.check_cases()
        found = errors(self.issues)
        if found:
            raise FactsInvalid(f"{self.name}: {len(found)} mistakes; nothing was written.", found)
        return drafts

    def _accept(self, draft: Draft, where: str) -> list[Draft]:
        found = self.gate.check(draft, where)
        self.issues += found
        return [] if errors(found) else [draft]

    def _parse(self, line: str, where: str) -> Json | None:
        try:
            data = json.loads(line, object_pairs_hook=_no_twins)
        except _TwinError as problem:
            self.issues.append(
                error("key-twice", where, f"'{problem}' stands twice in one object.", "Keep one.")
            )
            return None
        except (ValueError, RecursionError):
            cut = "the line is cut off or not JSON" if line.strip() else "the line is empty"
            self.issues.append(error("line-form", where, f"{cut}.", "Mend or complete it."))
            return None
        if not isinstance(data, dict):
            self.issues.append(error("line-form", where, "the line is not a JSON object."))
            return None
        return data

    def _model(self, model: type[Frozen], data: object, where: str) -> Any:
        try:
            return model.model_validate(data)
        except ValidationError as problem:
            for detail in problem.errors(include_url=False):
                self.issues.append(error("line-form", where, f"{form_fault(detail)}."))
            return None

    def _take_header(self, data: Json, where: str) -> None:
        if set(data) != {"collection"}:
            self.issues.append(
                error(
                    "header",
                    where,
                    "the first line is no header.",
                    'Begin with {"collection": {"name": ..., ...}}.',
                )
            )
            return
        self.header = self._model(Header, data["collection"], where)

    def _report(
        self, data: Json, where: str, overlaps: list[tuple[str, str, OverlapLine]]
    ) -> Iterator[Draft]:
        line: ReportLine | None = self._model(ReportLine, data, where)
        if line is None or self.header is None:
            return
        report: Report | None = self._model(Report, line.report, where)
        if report is None:
            return
        self.counts["reports"] += 1
        yield Draft("report.registered", report.id, dump(report))
        yield from self._findings(report.id, line.findings, "", report, where)
        for case in line.cases:
            body = self._model(
                Case, {"id": case.id, "report": report.id, "label": case.label, "note": case.note}, where
            )
            if body is not None:
                self.counts["cases"] += 1
                yield Draft("case.registered", case.id, dump(body))
                yield from self._findings(case.id, case.findings, "", report, where)
                yield from self._groups(case, report, where)
        for cohort in line.cohorts:
            facts = cohort.model_dump(exclude={"findings", "counts"}) | {"report": report.id}
            body = self._model(Cohort, facts, where)
            if body is not None:
                self.counts["cohorts"] += 1
                yield Draft("cohort.registered", cohort.id, dump(body))
                yield from self._findings(cohort.id, cohort.findings, "", report, where)
                yield from self._count_findings(cohort, report, where)
        overlaps += [(where, report.id, overlap) for overlap in line.overlaps]

    def _groups(self, case: CaseLine, report: Report, where: str) -> Iterator[Draft]:
        for group_id, items in case.groups.items():
            group = self.study.dictionary.group(group_id)
            at = f"{where} {case.id} {group_id}"
            if group is None or not group.repeats:
                self.issues.append(
                    error("group-unknown", at, f"'{group_id}' is no repeating group of the dictionary.")
                )
                continue
            if isinstance(items, Mapping) != group.keyed:
                form = "an object by value" if group.keyed else "a list"
                self.issues.append(
                    error("group-form", at, f"the {group.item} entries of this group are {form}.")
                )
                continue
            pairs = (
                items.items()
                if isinstance(items, Mapping)
                else ((str(n), e) for n, e in enumerate(items, start=1))
            )
            for item, entries in pairs:
                yield from self._findings(case.id, entries, item, report, where, group_id)

    def _findings(
        self, subject: str, entries: Words, item: str, report: Report, where: str, group: str = ""
    ) -> Iterator[Draft]:
        for field_id, raw in entries.items():
            at = f"{where} {subject} {field_id}" + (f" {item}" if item else "")
            dictionary: Dictionary = self.study.dictionary
            if field_id not in dictionary:
                self.issues.append(unknown_field(field_id, dictionary, at))
                continue
            place = dictionary[field_id]
            home = place.group.id if place.group.repeats else ""
            if home != group:
                there = f"groups.{home}" if home else "findings"
                self.issues.append(
                    error("field-place", at, f"this field does not belong here, but in {there}.")
                )
                continue
            if fault := text_fault(raw):
                self.issues.append(error("text", at, f"{fault}."))
                continue
            status, value, issues = read(raw, dictionary[field_id].field, dictionary, at)
            if errors(issues):
                self.issues += errors(issues)  # warnings come once, from the gate
                continue
            yield self._draft(subject, field_id, item, status, value, report, Role.THIS_PATIENT)

    def _count_findings(self, cohort: CohortLine, report: Report, where: str) -> Iterator[Draft]:
        for field_id, items in cohort.counts.items():
            for item, raw in items.items():
                try:
                    value = parse_count(raw)
                except NotUnderstood as problem:
                    self.issues.append(
                        error("count", f"{where} {cohort.id} {field_id} {item}", f"{problem}.")
                    )
                    continue
                yield self._draft(cohort.id, field_id, item, Status.PRESENT, value, report, Role.COHORT)

    def _draft(
        self, subject: str, field: str, item: str, status: Status, value: Any, report: Report, role: Role
    ) -> Draft:
        assert self.header is not None
        evidence: tuple[Evidence, ...] = (Citation(report=report.id, read=report.read, role=role),)
        finding = Finding(
            subject=subject,
            field=field,
            item=item,
            status=status,
            value=value,
            evidence=evidence,
            provenance=self.header.provenance,
            proposer=self.header.proposer,
        )
        self.counts["findings"] += 1
        return Draft("finding.recorded", subject, dump(finding))

    def _overlap(self, report: str, line: OverlapLine, where: str) -> Draft | None:
        if line.of and line.of.partition("-")[0] != report:
            self.issues.append(
                error("overlap-of", where, f"'of' names {line.of}, which is no case of {report}.")
            )
            return None
        a, b = sorted((line.of or report, line.other))
        body = self._model(Overlap, {"a": a, "b": b, "kind": line.kind, "basis": line.basis}, where)
        return Draft("overlap.noted", body.key, dump(body)) if body else None
