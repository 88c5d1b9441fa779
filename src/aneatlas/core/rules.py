"""The rules that an event must satisfy before it is written.

`Gate` holds what it needs of the present in memory, checks drafts in order and takes each accepted one
into account, so that a whole file of facts is checked before its first event is written.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pydantic import ValidationError

from aneatlas.core.bodies import BODIES
from aneatlas.core.consistency import case_issues
from aneatlas.core.dictionary import Dictionary, Place, Subject
from aneatlas.core.events import Draft
from aneatlas.core.evidence import Quote, TextSource, check_quote
from aneatlas.core.facts import RECORD_FIELDS, Case, Cohort, Finding, Overlap, Report, Withdrawal
from aneatlas.core.issues import Issue, error, errors, form_fault, warning
from aneatlas.core.kinds import allowed, range_issues
from aneatlas.core.replay import State
from aneatlas.core.study import Study
from aneatlas.core.values import Count, Status

_VALUE_KINDS = {"identifier": "text", "variant": "text"}
_IDENTIFIERS = ("doi", "pmid", "pmcid")


class Gate:
    """Checks drafts against the study and the present, one after the other."""

    def __init__(self, study: Study, state: State, documents: Mapping[str, TextSource] | None = None) -> None:
        self.study = study
        self.documents = documents or {}
        self._known = {name: set(state.tables[name]) for name in state.tables}
        self._owners: dict[tuple[str, str], str] = {}
        self._touched: dict[str, dict[str, Finding]] = defaultdict(dict)
        self._by_case: dict[str, list[str]] = defaultdict(list)
        self._state = state
        self._sizes = {key: row.get("n") for key, row in state.tables["cohorts"].items()}
        for report in state.tables["reports"].values():
            self._own(report)
        self._counted: dict[str, dict[str, int]] = defaultdict(dict)
        self._counting: dict[str, dict[tuple[str, str], Count]] = defaultdict(dict)
        for key, finding in state.tables["findings"].items():
            self._by_case[finding["subject"]].append(key)
            if finding.get("value", {}).get("kind") == "count":
                self._counted[finding["subject"]][key] = finding["value"]["of"]

    def check(self, draft: Draft, where: str = "") -> list[Issue]:
        """Return every issue of a draft; where there is no error, take the draft into account."""
        where = where or draft.subject
        model = BODIES.get(draft.kind)
        if model is None:
            return [error("event-kind", where, f"'{draft.kind}' is no kind of event.")]
        try:
            body = model.model_validate(draft.body)
        except ValidationError as problem:
            return [
                error("fact-form", where, f"{form_fault(detail)}.")
                for detail in problem.errors(include_url=False)
            ]
        issues: list[Issue] = []
        match body:
            case Report():
                issues = self._report(body, draft.kind, where)
            case Case() | Cohort():
                issues = self._part(body, draft.kind, where)
            case Finding():
                issues = self._finding(body, where)
            case Overlap():
                issues = self._overlap(body, where)
            case Withdrawal():
                issues = self._withdrawal(body, draft.kind, where)
        if not errors(issues):
            self._take(draft, body)
        return issues

    def check_cases(self) -> list[Issue]:
        """Return the contradictions between the findings of the cases, and the counts of the cohorts, so far."""
        issues: list[Issue] = list(self._sums())
        for case, findings in self._touched.items():
            everything = dict(findings)
            for key in self._by_case.get(case, ()):
                if key not in everything and key in self._known["findings"]:
                    row = {k: v for k, v in self._state.tables["findings"][key].items() if k != "event"}
                    everything[key] = Finding.model_validate(row)
            issues += case_issues(case, everything.values(), self.study)
        return issues

    def _sums(self) -> Iterator[Issue]:
        for cohort in sorted(self._counting):
            parts: dict[tuple[str, str], list[Count]] = defaultdict(list)
            for (field, item), count in self._counting[cohort].items():
                if self.study.dictionary[field].field.kind != "categories":
                    parts[field, item.rpartition(".")[0]].append(count)
            for (field, part), counts in sorted(parts.items()):
                total, of = sum(count.n for count in counts), max(count.of for count in counts)
                if total > of:
                    text = f"the counts of {field} add up to {total}, more than {of}."
                    yield warning("counts-beyond", cohort, text, "Can one patient be counted twice here?")
                elif _both_ways(field, part, self._counting[cohort]) and total < of == min(
                    count.of for count in counts
                ):
                    text = f"the counts of {field} add up to {total} of {of}: {of - total} unaccounted for."
                    yield warning(
                        "counts-short", cohort, text, "Is the rest not reported, or is a count wrong?"
                    )

    def _own(self, report: Mapping[str, object]) -> None:
        for name in _IDENTIFIERS:
            if value := report.get(name):
                self._owners[name, str(value).lower()] = str(report["id"])

    def _disown(self, report: str) -> None:
        self._owners = {key: owner for key, owner in self._owners.items() if owner != report}

    def _report(self, report: Report, kind: str, where: str) -> list[Issue]:
        issues = self._new_or_known("reports", report.id, kind, where)
        for name in _IDENTIFIERS:
            value = str(getattr(report, name)).lower()
            owner = self._owners.get((name, value)) if value else None
            if owner and owner != report.id:
                issues.append(
                    error(
                        "report-twice", where, f"{name.upper()} {value} belongs to {owner} already.",
                        "Add the cases to that report, or correct the identifier.",
                    )
                )  # fmt: skip
        for name, vocabulary in (("type", "report_type"), ("read", "read_extent"), ("country", "country")):
            value = str(getattr(report, name))
            terms = self.study.dictionary.vocabularies[vocabulary]
            if value and value not in terms.terms:
                near = terms.nearest(value)
                issues.append(
                    error("value-unknown", where, f"{name} '{value}' is not known; the nearest is '{near}'.")
                )
        known = {label.id for label in self.study.labels}
        issues += [
            error("label-unknown", where, f"'{label}' is no label of names.toml.")
            for label in report.labels
            if label not in known
        ]
        issues += [
            warning("source-contradiction", where, f"the report contradicts itself: {text}")
            for text in report.contradictions
        ]
        reasons = {reason.id for reason in self.study.eligibility.reason}
        if report.standing == "excluded" and report.reason not in reasons:
            issues.append(error("reason-unknown", where, f"'{report.reason}' is no reason of study.toml."))
        return issues

    def _part(self, part: Case | Cohort, kind: str, where: str) -> list[Issue]:
        table = "cases" if isinstance(part, Case) else "cohorts"
        issues = self._new_or_known(table, part.id, kind, where)
        if isinstance(part, Cohort) and part.n is not None:
            issues += [
                error(
                    "count-beyond",
                    where,
                    f"{key} counts {of} patients, more than {part.n}.",
                    "Correct that first.",
                )
                for key, of in self._counted.get(part.id, {}).items()
                if of > part.n
            ]
        if part.report not in self._known["reports"]:
            issues.append(self._missing(part.report, where))
        if not part.id.startswith(f"{part.report}-"):
            issues.append(
                error("id-form", where, f"the id {part.id} does not begin with its report, {part.report}.")
            )
        return issues

    def _new_or_known(self, table: str, id: str, kind: str, where: str) -> list[Issue]:
        known = id in self._known[table]
        if kind.endswith(".registered") and known:
            return [
                error(
                    "id-twice", where, f"{id} exists already.", "Give a new id, or amend the existing entry."
                )
            ]
        if kind.endswith(".amended") and not known:
            return [self._missing(id, where)]
        return []

    def _missing(self, id: str, where: str) -> Issue:
        return error("id-unknown", where, f"there is no {id}.", "Register it first.")

    def _finding(self, finding: Finding, where: str) -> list[Issue]:
        subject = self._subject(finding.subject)
        where = f"{where} {finding.field}".strip()
        if subject is None:
            return [self._missing(finding.subject, where)]
        if finding.field not in self.study.dictionary:
            return [unknown_field(finding.field, self.study.dictionary, where)]
        place = self.study.dictionary[finding.field]
        if finding.field in RECORD_FIELDS:
            return [
                error(
                    "record-field", where, "this is part of the record, not a finding.",
                    f"Write it into the record of {finding.subject}, or run: aneatlas record {finding.subject} {finding.field} ...",
                )
            ]  # fmt: skip
        if subject is Subject.COHORT and place.group.subject is Subject.CASE:
            issues = self._count(finding, place, where)
        elif place.group.subject is not subject:
            issues = [
                error(
                    "field-subject", where, f"this field describes a {place.group.subject}, not a {subject}."
                )
            ]
        else:
            issues = self._value(finding, place, where) + self._item(finding, place, where)
        for evidence in finding.evidence:
            if evidence.report not in self._known["reports"]:
                issues.append(self._missing(evidence.report, where))
            if isinstance(evidence, Quote):
                found = check_quote(evidence, self.documents.get(evidence.anchor.document))
                issues += [replace(issue, where=f"{where}: {issue.where}") for issue in found]
        return issues

    def _subject(self, id: str) -> Subject | None:
        for table, subject in (
            ("cases", Subject.CASE),
            ("cohorts", Subject.COHORT),
            ("reports", Subject.REPORT),
        ):
            if id in self._known[table]:
                return subject
        return None

    def _value(self, finding: Finding, place: Place, where: str) -> list[Issue]:
        field = place.field
        if finding.status not in allowed(field):
            return [error("status-not-allowed", where, f"{field.name} cannot be '{finding.status.words}'.")]
        if field.kind == "sign":
            return (
                [error("value-of-sign", where, "a sign has no value.")] if finding.value is not None else []
            )
        if finding.value is None:
            if finding.status is Status.PRESENT:
                return [error("value-missing", where, f"{field.name} is present without a value.")]
            return []
        if finding.value.kind != _VALUE_KINDS.get(field.kind, field.kind):
            return [error("value-kind", where, f"a {finding.value.kind} where a {field.kind} belongs.")]
        issues = range_issues(finding.value, field, where)
        codes: tuple[str, ...] = (finding.value.code,) if finding.value.kind == "category" else ()
        codes = finding.value.codes if finding.value.kind == "categories" else codes
        if codes:
            vocabulary = self.study.dictionary.vocabulary_of(field)
            issues += [
                error(
                    "value-unknown",
                    where,
                    f"'{c}' is no value of {vocabulary.id}; the nearest is '{vocabulary.nearest(c)}'.",
                )
                for c in codes
                if c not in vocabulary.terms
            ]
        if finding.value.kind == "quantity" and finding.value.unit != field.unit:
            issues.append(
                error("unit", where, f"the canonical unit is {field.unit}, not {finding.value.unit}.")
            )
        return issues

    def _item(self, finding: Finding, place: Place, where: str) -> list[Issue]:
        group, item = place.group, finding.item
        if not group.repeats:
            return [error("item", where, "this field does not repeat.")] if item else []
        if group.keyed and item not in self.study.dictionary.vocabularies[group.repeats].terms:
            near = self.study.dictionary.vocabularies[group.repeats].nearest(item)
            nearest = f"; the nearest is '{near}'" if near else ""
            return [error("item", where, f"'{item}' is no {group.item}{nearest}.")]
        if group.repeats == "numbered" and not re.fullmatch(r"[1-9][0-9]*", item):
            return [error("item", where, f"number the {group.item} (1, 2, ...).")]
        return []

    def _count(self, finding: Finding, place: Place, where: str) -> list[Issue]:
        field = place.field
        if finding.status is not Status.PRESENT or not isinstance(finding.value, Count):
            return [error("count", where, "a cohort holds counts: n of N.")]
        size = self._sizes.get(finding.subject)
        if size is not None and finding.value.of > size:
            return [
                error("count-beyond", where, f"'{finding.value.raw}': the cohort has {size} patients only.")
            ]
        site, _, counted = finding.item.rpartition(".")
        if bool(site) != place.group.keyed:
            return [
                error("count-item", where, "name the counted value (and, for a lesion, the site before it).")
            ]
        if field.kind == "sign":
            allowed_items = {s.value for s in Status}
        elif field.kind in ("category", "categories"):
            allowed_items = set(self.study.dictionary.vocabulary_of(field).terms)
        else:
            return [error("count-field", where, f"patients cannot be counted by a {field.kind}.")]
        if counted not in allowed_items:
            return [error("count-item", where, f"'{counted}' is no value of {field.name}.")]
        return []

    def _overlap(self, overlap: Overlap, where: str) -> list[Issue]:
        known = self._known["reports"] | self._known["cases"]
        issues = [self._missing(id, where) for id in (overlap.a, overlap.b) if id not in known]
        if overlap.a.partition("-")[0] == overlap.b.partition("-")[0]:
            issues.append(
                error("overlap-within", where, f"{overlap.a} and {overlap.b} belong to one report.")
            )
        if overlap.key in self._known["overlaps"] and overlap.state == "suspected":
            issues.append(
                error("overlap-twice", where, f"the overlap of {overlap.a} and {overlap.b} is noted already.")
            )
        return issues

    def _withdrawal(self, body: Withdrawal, kind: str, where: str) -> list[Issue]:
        table = {
            "report": "reports",
            "case": "cases",
            "cohort": "cohorts",
            "finding": "findings",
            "overlap": "overlaps",
        }[kind.partition(".")[0]]
        if body.key not in self._known[table]:
            return [self._missing(body.key, where)]
        if table in ("reports", "cases", "cohorts"):
            inside = (body.key + "-", body.key + "/", body.key + "~")
            for part in ("cases", "cohorts", "findings", "overlaps"):
                for key in self._known[part]:
                    if key.startswith(inside) or key.endswith("~" + body.key):
                        return [
                            error(
                                "not-empty", where, f"{key} belongs to it.", "Remove or withdraw that first."
                            )
                        ]
        return []

    def _take(self, draft: Draft, body: object) -> None:
        match body:
            case Report():
                self._known["reports"].add(body.id)
                if draft.kind.endswith(".amended"):
                    self._disown(body.id)
                self._own(draft.body)
            case Case():
                self._known["cases"].add(body.id)
            case Cohort():
                self._known["cohorts"].add(body.id)
                self._sizes[body.id] = body.n
            case Overlap():
                self._known["overlaps"].add(body.key)
            case Finding():
                self._known["findings"].add(body.key)
                if body.subject in self._known["cases"]:
                    self._touched[body.subject][body.key] = body
                if isinstance(body.value, Count):
                    self._counted[body.subject][body.key] = body.value.of
                    self._counting[body.subject][body.field, body.item] = body.value
            case Withdrawal():
                for known in self._known.values():
                    known.discard(body.key)
                self._disown(body.key)
                subject = body.key.partition("/")[0]
                self._counted[subject].pop(body.key, None)
                if subject in self._known["cases"]:
                    self._touched[subject].pop(body.key, None)


def unknown_field(id: str, dictionary: Dictionary, where: str) -> Issue:
    """Return the issue for a field that the dictionary does not have, naming the nearest one."""
    near = difflib.get_close_matches(id, [place.field.id for place in dictionary], n=1, cutoff=0.0)
    hint = f"The nearest is '{near[0]}'; all are in the codebook." if near else ""
    return error("field-unknown", where, f"'{id}' is no field of the dictionary.", hint)


def _both_ways(field: str, part: str, counting: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a cohort's counts of a field (of a lesion site) say how many have it and how many do not."""
    said = {
        item.rpartition(".")[2] for name, item in counting if (name, item.rpartition(".")[0]) == (field, part)
    }
    return {"present", "absent"} <= said
