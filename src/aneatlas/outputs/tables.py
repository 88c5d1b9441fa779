"""The export tables: every one a list of rows with declared columns, projected from the atlas.

`tables(atlas)` is what the downloads contain and what every published number is computed from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Group, Subject
from aneatlas.core.evidence import Evidence
from aneatlas.core.facts import Finding
from aneatlas.core.study import Study
from aneatlas.core.values import Value
from aneatlas.outputs.atlas import Atlas, Findings
from aneatlas.outputs.columns import Column, PackedRow, Row, case_columns, case_table, cells, columns_of, pack
from aneatlas.outputs.review import Told, flow_rows


@dataclass(frozen=True, slots=True)
class Table:
    """An export table. `key` names the columns that identify a row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: list[PackedRow]
    key: tuple[str, ...]


def _table(
    name: str, title: str, columns: tuple[Column, ...], rows: Iterable[Row], key: tuple[str, ...]
) -> Table:
    return Table(name, title, columns, pack(columns, rows), key)


def tables(atlas: Atlas) -> dict[str, Table]:
    """Return all export tables by name."""
    found = [
        _cases(atlas),
        _reports(atlas),
        _findings(atlas),
        *_items(atlas),
        _cohorts(atlas),
        _counts(atlas),
    ]
    found += [_overlaps(atlas), _codebook(atlas.study), _labels(atlas)]
    if atlas.audits:
        found.append(_audits(atlas))
    if atlas.review and atlas.review.flow.records:
        found += _review(atlas.review, atlas.study)
    return {table.name: table for table in found}


def _cases(atlas: Atlas) -> Table:
    title = "One row per case: a patient as one report describes them"
    return _table("cases", title, tuple(case_columns(atlas.study)), case_table(atlas), ("case_id",))


AUDIT_COLUMNS = (
    Column("audit_id", "string", "Name of the audit."),
    Column("looked", "integer", "Values looked at again as they stand."),
    Column("wrong", "integer", "Of these, found wrong."),
    Column("hidden", "integer", "Values that were shown wrong on purpose."),
    Column("noticed", "integer", "Of these, called wrong."),
)


def _audits(atlas: Atlas) -> Table:
    title = "One row per finished audit: a further look at a random sample of decided values"
    rows: list[Row] = [
        {"audit_id": a.id, "looked": a.looked, "wrong": a.wrong, "hidden": a.hidden, "noticed": a.noticed}
        for a in atlas.audits
    ]
    return _table("audits", title, AUDIT_COLUMNS, rows, ("audit_id",))


def _review(told: Told, study: Study) -> list[Table]:
    counts: list[Row] = [
        {"key": row.key, "what": row.words, "n": row.n} for row in flow_rows(told.flow, study)
    ]
    found: list[Row] = [{"report_id": report, "source": name} for report, name in told.sources.captures]
    columns = (
        Column("key", "string", "Short name of the count."),
        Column("what", "string", "What is counted."),
        Column("n", "integer", "The count."),
    )
    by = (
        Column("report_id", "string", "Accession of an included report."),
        Column("source", "string", "A source that found it."),
    )
    return [
        _table("review", "One row per count of the flow of the review", columns, counts, ("key",)),
        _table(
            "captures",
            "One row per included report and source that found it",
            by,
            found,
            ("report_id", "source"),
        ),
    ]


REPORT_COLUMNS = (
    Column("report_id", "string", "Accession of the report."),
    Column("title", "string", "Title as published, or our description where title_is_description is yes."),
    Column("title_is_description", "string", "yes where the title is our description."),
    Column("journal", "string", "Journal or other container."),
    Column("year", "integer", "Year of publication."),
    Column("doi", "string", "DOI."),
    Column("pmid", "string", "PubMed id."),
    Column("pmcid", "string", "PubMed Central id."),
    Column("url", "string", "Address where it was read."),
    Column("country", "string", "Country that the report names."),
    Column("type", "string", "Type of report."),
    Column("read", "string", "How much of it was read."),
    Column("label_used", "string", "Name of the disease as the report writes it."),
    Column("labels", "string", "Labels of the names page that label_used contains."),
    Column("standing", "string", "included, excluded or retracted."),
    Column("reason", "string", "Why it is not included."),
    Column("cases_n", "integer", "Number of cases described one by one."),
    Column("cohorts_n", "integer", "Number of cohorts with counts."),
    Column("overlap", "string", "Reports or cases that may tell of the same patients."),
    Column("contradictions", "string", "Statements of the report that exclude each other."),
    Column("note", "string", "Remarks made at the reading."),
)


def _reports(atlas: Atlas) -> Table:
    rows: list[Row] = []
    for view in atlas.reports.values():
        report = view.report
        others = sorted(
            {end for o in view.overlaps if o.state != "rejected" for end in (o.a, o.b)} - {report.id}
        )
        rows.append(
            {
                "report_id": report.id, "title": report.title,
                "title_is_description": "yes" if report.title_is_description else "no",
                "journal": report.journal, "year": report.year, "doi": report.doi, "pmid": report.pmid,
                "pmcid": report.pmcid, "url": report.url, "country": report.country, "type": report.type,
                "read": report.read, "label_used": report.label_used, "labels": ";".join(report.labels),
                "standing": report.standing, "reason": report.reason, "cases_n": len(view.cases),
                "cohorts_n": len(view.cohorts), "overlap": " ".join(others), "contradictions": " | ".join(report.contradictions), "note": report.note,
            }
        )  # fmt: skip
    return _table("reports", "One row per report", REPORT_COLUMNS, rows, ("report_id",))


_FINDING_COLUMNS = (
    Column("subject", "string", "Accession of the case, cohort or report."),
    Column("field", "string", "Field of the codebook."),
    Column("item", "string", "Which treatment, lesion site, assessment or counted value; empty where the field does not repeat."),
    Column("status", "string", "present, absent, not_reported, not_assessable or unclear."),
    Column("value", "string", "The value in words."),
    Column("value_json", "string", "The value with everything that is known of it, as JSON."),
    Column("provenance", "string", "Level of provenance."),
    Column("evidence", "string", "The evidence as JSON: citations and quotes with their anchors."),
    Column("proposer", "string", "Who or what proposed the value."),
)  # fmt: skip


def _findings(atlas: Atlas) -> Table:
    written: dict[int, str] = {}  # findings share evidence and values (see outputs.atlas): write each once

    def once(key: object, make: Callable[[], object]) -> str:
        if id(key) not in written:
            written[id(key)] = _json(make())
        return written[id(key)]

    def value_json(value: Value) -> str:
        return once(value, lambda: value.model_dump(mode="json"))

    def evidence_json(evidence: tuple[Evidence, ...]) -> str:
        return once(evidence, lambda: [entry.model_dump(mode="json") for entry in evidence])

    rows: Iterator[Row] = (
        {
            "subject": f.subject, "field": f.field, "item": f.item, "status": f.status.value,
            "value": atlas.show(f) if f.value is not None else "",
            "value_json": value_json(f.value) if f.value is not None else "",
            "provenance": f.provenance.value, "evidence": evidence_json(f.evidence),
            "proposer": public_proposer(f.proposer),
        }
        for f in every_finding(atlas)
    )  # fmt: skip
    title = "One row per finding, with its evidence and level of provenance"
    return _table("findings", title, _FINDING_COLUMNS, rows, ("subject", "field", "item"))


def public_proposer(proposer: str) -> str:
    """Return who proposed a value as the public sees it: programs by name, people never."""
    return "a person" if proposer.startswith("person:") else proposer


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def every_finding(atlas: Atlas) -> Iterator[Finding]:
    """Yield all findings of cases, cohorts and reports, in a fixed order."""
    owners: list[Findings] = [view.findings for view in atlas.cases]
    owners += [view.findings for view in atlas.cohorts]
    owners += [view.findings for view in atlas.reports.values()]
    for findings in owners:
        for field in sorted(findings):
            for item in sorted(findings[field]):
                yield findings[field][item]


def _items(atlas: Atlas) -> list[Table]:
    groups = [group for group in atlas.study.dictionary.groups_of(Subject.CASE) if group.repeats]
    return [_item_table(group, atlas) for group in groups]


def _item_table(group: Group, atlas: Atlas) -> Table:
    names = atlas.study.dictionary.vocabularies[group.repeats] if group.keyed else None
    coded = (
        names is not None and not names.listed
    )  # the codebook names the values of the study's own value sets
    columns = (
        Column("case_id", "string", "Accession of the case."),
        Column("item", "string", f"Which {group.item}."),
        *([Column("item_name", "string", f"Name of the {group.item}.")] if coded else []),
        *(column for field in group.fields for column in columns_of(field)),
    )
    rows: list[Row] = []
    for view in atlas.cases:
        for item in view.items(group):
            row: Row = {"case_id": view.id, "item": item}
            if names is not None and coded:
                row["item_name"] = names.terms[item].name if item in names.terms else ""
            for field in group.fields:
                row.update(cells(view, field, item))
            rows.append(row)
    return _table(
        group.id, f"{group.title}: one row per {group.item} of a case", columns, rows, ("case_id", "item")
    )


_COHORT_COLUMNS = (
    Column("cohort_id", "string", "Accession of the cohort."),
    Column("report_id", "string", "Accession of the report."),
    Column("label", "string", "What the cohort is."),
    Column(
        "whom",
        "string",
        "ane: all have the disease; mixed: a wider group; review: patients that others published.",
    ),
    Column("n", "integer", "Number of patients; empty where the text read does not say."),
    Column("note", "string", "Remarks made at the reading."),
)


def _cohorts(atlas: Atlas) -> Table:
    rows: list[Row] = [
        {
            "cohort_id": view.id, "report_id": view.report.id, "label": view.cohort.label, "whom": view.cohort.whom,
            "n": view.cohort.n, "note": view.cohort.note,
        }
        for view in atlas.cohorts
    ]  # fmt: skip
    return _table(
        "cohorts", "One row per group of patients counted together", _COHORT_COLUMNS, rows, ("cohort_id",)
    )


_COUNT_COLUMNS = (
    Column("cohort_id", "string", "Accession of the cohort."),
    Column("report_id", "string", "Accession of the report."),
    Column("field", "string", "Field of the codebook that is counted."),
    Column("item", "string", "Value that is counted (after the lesion site, where there is one)."),
    Column("n", "integer", "How many have it."),
    Column("of", "integer", "Of how many."),
    Column("as_given", "string", "As the source gives it."),
    Column("derived", "string", "yes where n was worked out here from a printed percentage."),
    Column("provenance", "string", "Level of provenance."),
)


def _counts(atlas: Atlas) -> Table:
    rows: list[Row] = []
    for view in atlas.cohorts:
        for field, item, count, finding in view.counts():
            rows.append(
                {
                    "cohort_id": view.id, "report_id": view.report.id, "field": field, "item": item, "n": count.n,
                    "of": count.of, "as_given": count.raw, "derived": "yes" if count.derived else "no",
                    "provenance": finding.provenance.value,
                }
            )  # fmt: skip
    title = "One row per count of a cohort: n of N. Counts of different reports overlap; do not add them up"
    return _table("counts", title, _COUNT_COLUMNS, rows, ("cohort_id", "field", "item"))


_OVERLAP_COLUMNS = (
    Column("a", "string", "Accession of a report or case."),
    Column("b", "string", "Accession of the other one."),
    Column("kind", "string", "same_patient, overlapping_series, contained or same_article."),
    Column("state", "string", "suspected, confirmed or rejected."),
    Column("basis", "string", "Why."),
)


def _overlaps(atlas: Atlas) -> Table:
    rows: list[Row] = [
        {"a": o.a, "b": o.b, "kind": o.kind, "state": o.state, "basis": o.basis} for o in atlas.overlaps
    ]  # fmt: skip
    title = "One row per pair of reports or cases that may tell of the same patients"
    return _table("overlaps", title, _OVERLAP_COLUMNS, rows, ("a", "b"))


_CODEBOOK_COLUMNS = tuple(
    Column(name, "string", text)
    for name, text in {
        "field": "Field.", "group": "Group of the form.", "subject": "report, case or cohort.", "name": "Name.",
        "question": "The question that the reader answers.", "help": "How to decide.", "plain": "Label for families.",
        "kind": "Kind of field.", "unit": "Canonical unit.", "values": "Allowed values.", "value_names": "Their names, in the same order.", "codes": "Codes of other systems.",
        "possible": "Possible range.", "plausible": "Plausible range.",
    }.items()
)  # fmt: skip


def _codebook(study: Study) -> Table:
    rows: list[Row] = []
    for place in study.dictionary:
        field = place.field
        terms = study.dictionary.vocabulary_of(field).terms if field.values else {}
        rows.append(
            {
                "field": field.id, "group": place.group.id, "subject": place.group.subject.value, "name": field.name,
                "question": field.question, "help": field.help, "plain": field.plain, "kind": field.kind,
                "unit": field.unit, "values": ";".join(terms),
                "value_names": ";".join(term.name for term in terms.values()), "codes": " ".join(field.codes),
                "possible": _range(field.possible), "plausible": _range(field.plausible),
            }
        )  # fmt: skip
    return _table("codebook", "One row per field of the case form", _CODEBOOK_COLUMNS, rows, ("field",))


def _range(bounds: tuple[object, object] | None) -> str:
    return f"{bounds[0]} to {bounds[1]}" if bounds else ""


_LABEL_COLUMNS = (
    Column("label_id", "string", "Label."),
    Column("text", "string", "As written."),
    Column("language", "string", "Language (BCP 47)."),
    Column("kind", "string", "preferred, synonym, abbreviation, umbrella or historical."),
    Column("reports_n", "integer", "Included reports whose label contains it."),
)


def _labels(atlas: Atlas) -> Table:
    used = [label for view in atlas.included for label in view.report.labels]
    rows: list[Row] = [
        {
            "label_id": entry.id,
            "text": entry.text,
            "language": entry.language,
            "kind": entry.kind,
            "reports_n": used.count(entry.id),
        }
        for entry in atlas.study.labels
    ]
    return _table(
        "labels",
        "One row per name of the disease, with how often it is used",
        _LABEL_COLUMNS,
        rows,
        ("label_id",),
    )
