"""The list of reports and a page per report: citation, what was read, cases, cohorts, overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.evidence import Provenance
from aneatlas.outputs.atlas import Atlas, CohortView, ReportView
from aneatlas.outputs.site.case_pages import facts
from aneatlas.outputs.site.context import Site

_SYSTEMS = (
    ("doi", "DOI", "https://doi.org/"),
    ("pmid", "PubMed", "https://pubmed.ncbi.nlm.nih.gov/"),
    ("pmcid", "PubMed Central", "https://www.ncbi.nlm.nih.gov/pmc/articles/"),
)
WHOM = {
    "ane": "patients with ANE",
    "mixed": "a wider group than ANE",
    "review": "patients whom others have published",
}
OVERLAPS = {
    "same_patient": "may tell of the same patient",
    "overlapping_series": "may tell of some of the same patients",
    "contained": "one may contain the patients of the other",
    "same_article": "the same article published twice",
}


@dataclass(frozen=True, slots=True)
class CountLine:
    """One count of a cohort in words."""

    field: str
    name: str
    n: int
    of: int
    derived: bool
    provenance: Provenance


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the list of reports and the page of each."""
    atlas = site.atlas
    views = list(atlas.reports.values())
    reasons = {reason.id: reason.text for reason in atlas.study.eligibility.reason}
    site.env.globals.update(reasons=reasons, whom=WHOM, overlap_words=OVERLAPS, links=links)
    yield site.page(
        "reports.html",
        "reports.html",
        section="reports.html",
        title="Reports",
        included=atlas.included,
        excluded=[view for view in views if view.report.standing != "included"],
    )
    for index, view in enumerate(views):
        yield site.page(
            f"reports/{view.id}.html",
            "report.html",
            section="reports.html",
            title=f"Report {view.id}",
            view=view,
            cases=[(case, facts(case, atlas)) for case in view.cases],
            cohorts=[(cohort, counts(cohort, atlas)) for cohort in view.cohorts],
            labels=[(label, site.labels[label]) for label in view.report.labels if label in site.labels],
            before=views[index - 1] if index else None,
            after=views[index + 1] if index + 1 < len(views) else None,
        )


def links(view: ReportView) -> list[tuple[str, str, str]]:
    """Return (system, identifier, address) for each identifier of a report."""
    report = view.report
    found = [
        (name, identifier, f"{address}{identifier}")
        for field, name, address in _SYSTEMS
        if (identifier := getattr(report, field))
    ]
    if report.url and not any(address == report.url for _, _, address in found):
        found.append(("Web", report.url, report.url))
    return found


def counts(cohort: CohortView, atlas: Atlas) -> list[CountLine]:
    """Return the counts of a cohort in words, in the order of the form."""
    dictionary = atlas.study.dictionary
    order = {place.field.id: index for index, place in enumerate(dictionary)}
    lines = []
    for field_id, item, count, finding in cohort.counts():
        field = dictionary[field_id].field
        name = field.name
        site, _, value = item.rpartition(".")
        if site:
            sites = dictionary.vocabularies[dictionary[field_id].group.repeats].terms
            name = f"{sites[site].name if site in sites else site}: {name[0].lower()}{name[1:]}"
        if value not in ("", "present"):
            terms = dictionary.vocabulary_of(field).terms if field.values else {}
            name = f"{name}: {terms[value].name if value in terms else value.replace('_', ' ')}"
        lines.append(
            (order[field_id], CountLine(field_id, name, count.n, count.of, count.derived, finding.provenance))
        )
    return [entry for _, entry in sorted(lines, key=lambda pair: pair[0])]
