"""The case browser: one complete table, which a script filters, sorts and shortens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aneatlas.core.kinds import Cell
from aneatlas.core.values import Age, Status
from aneatlas.outputs.atlas import CaseView
from aneatlas.outputs.site.case_pages import facts
from aneatlas.outputs.site.context import Site

NOT = "not reported"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the browser. `group`, `labels` and `ranbp2` are what the filters choose from."""

    id: str
    report: str
    name: str
    title: str
    age: str
    months: str
    group: str
    sex: str
    trigger: str
    outcome: str
    country: str
    year: str
    labels: str
    label: str
    ranbp2: str


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page of the browser."""
    rows = site.data["cases"].rows
    entries = [_entry(site, view, row) for view, row in zip(site.atlas.cases, rows, strict=True)]
    yield site.page("cases.html", "cases.html", section="cases.html", title="Cases", entries=entries)


def _entry(site: Site, view: CaseView, row: Mapping[str, Cell]) -> Entry:
    words = {fact.name: fact.value for fact in facts(view, site.atlas)}
    age = view.finding("age_at_onset")
    months = f"{age.value.low:g}" if age is not None and isinstance(age.value, Age) else ""
    return Entry(
        id=view.id,
        report=view.report.id,
        name=view.case.label,
        title=view.report.title,
        age=words["Age"],
        months=months,
        group=str(row["age_group"] or "") and f"{row['age_group']} years",
        sex=words["Sex"],
        trigger=words["Trigger"],
        outcome=words["Outcome"],
        country=site.words.country(str(row["country"])) if row["country"] else NOT,
        year=str(row["year"] or ""),
        labels="|".join(site.labels[label] for label in view.report.labels if label in site.labels),
        label=view.report.label_used,
        ranbp2=_ranbp2(view.status("ranbp2_tested"), view.status("ranbp2_pathogenic")),
    )


def _ranbp2(tested: Status | None, found: Status | None) -> str:
    if found is Status.PRESENT:
        return "variant found"
    if found is Status.ABSENT:
        return "tested, none found"
    if tested is Status.PRESENT:
        return "tested, result unclear" if found is not None else "tested"
    return "not tested" if tested is Status.ABSENT else NOT
