"""A page per case: key facts, the course, all findings with their evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aneatlas.core.dictionary import Subject
from aneatlas.core.facts import Overlap
from aneatlas.core.values import Status
from aneatlas.outputs.atlas import Atlas, CaseView
from aneatlas.outputs.site.code_systems import code_link
from aneatlas.outputs.site.context import Site
from aneatlas.outputs.site.findings import anchor, groups
from aneatlas.outputs.site.timeline import timeline


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the key facts at the head of a page: its name, its words, the finding it comes from."""

    name: str
    value: str
    anchor: str
    known: bool


# fields shown at the head of a case, in this order: name, field, item
KEY_FACTS = (("Age", "age_at_onset"), ("Sex", "sex"), ("Trigger", "trigger_agent"))


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of all cases."""
    site.env.globals.update(code_link=code_link)
    cases = site.atlas.cases
    form = site.atlas.study.dictionary.groups_of(Subject.CASE)
    touching = _overlaps(site.atlas)
    for index, view in enumerate(cases):
        shown = list(groups(view.findings, form, site.atlas))
        yield site.page(
            f"cases/{view.id}.html",
            "case.html",
            section="cases.html",
            title=f"Case {view.id}",
            view=view,
            facts=facts(view, site.atlas),
            steps=timeline(view, site.atlas),
            groups=[group for group in shown if group.sections or group.silent],
            unread=[group for group in shown if group.unread],
            overlaps=touching.get(view.id, []) + touching.get(view.report.id, []),
            before=cases[index - 1] if index else None,
            after=cases[index + 1] if index + 1 < len(cases) else None,
        )


def facts(view: CaseView, atlas: Atlas) -> list[Fact]:
    """Return the key facts of a case, each in words, 'not reported' where the text does not say."""
    found = []
    for name, field in KEY_FACTS:
        finding = view.finding(field)
        words = atlas.show(finding) if finding else "not looked for"
        known = finding is not None and finding.status.informative
        if finding is not None and finding.status is Status.ABSENT:
            words = "none found"
        found.append(Fact(name, words, anchor(field) if finding else "", known))
    found.append(_outcome(view, atlas))
    return found


def _outcome(view: CaseView, atlas: Atlas) -> Fact:
    died = view.status("died")
    if died is Status.PRESENT:
        return Fact("Outcome", "Died", anchor("died"), True)
    levels = [(item, f) for item, f in view.findings.get("outcome_level", {}).items() if f.value is not None]
    if levels:
        item, finding = max(levels, key=lambda pair: (len(pair[0]), pair[0]))
        return Fact("Outcome", atlas.show(finding), anchor("outcome_level", item), True)
    if died is Status.ABSENT:
        return Fact("Outcome", "Alive, level not stated", anchor("died"), True)
    return Fact("Outcome", died.words if died else "not looked for", anchor("died") if died else "", False)


def _overlaps(atlas: Atlas) -> dict[str, list[Overlap]]:
    found: dict[str, list[Overlap]] = {}
    for overlap in atlas.overlaps:
        if overlap.state != "rejected":
            for end in (overlap.a, overlap.b):
                found.setdefault(end, []).append(overlap)
    return found
