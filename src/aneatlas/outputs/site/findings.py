"""Findings as a page shows them: per group what is known, what the text does not say, what nobody looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from aneatlas.core.dictionary import Field, Group
from aneatlas.core.evidence import Citation, Provenance, Quote
from aneatlas.core.facts import Finding
from aneatlas.core.values import Status
from aneatlas.outputs.atlas import Atlas, Findings


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: its anchor on the page, its name, status and value in words, and what it rests on.

    code: the term of an ontology that the finding is told under, '' without one.
    """

    anchor: str
    name: str
    field: str
    status: Status
    value: str
    citations: tuple[Citation, ...]
    quotes: tuple[Quote, ...]
    provenance: Provenance
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one item, or of the whole group where it does not repeat (title '')."""

    title: str
    lines: list[Line]


@dataclass(slots=True)
class GroupView:
    """One group of the form for one case."""

    id: str
    title: str
    sections: list[Section] = field(default_factory=list)
    silent: list[Line] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def anchor(field_id: str, item: str = "") -> str:
    """Return the id of a finding on the page of its case."""
    return f"f-{field_id}-{item}" if item else f"f-{field_id}"


def groups(findings: Findings, form: list[Group], atlas: Atlas) -> Iterator[GroupView]:
    """Yield all groups of a form, each with the findings given."""
    for group in form:
        view = GroupView(group.id, group.title)
        view.unread = [entry.name for entry in group.fields if entry.id not in findings]
        if not group.repeats:
            _once(view, group, findings, atlas)
        elif group.keyed:
            _keyed(view, group, findings, atlas)
        else:
            _numbered(view, group, findings, atlas)
        yield view


def _once(view: GroupView, group: Group, findings: Findings, atlas: Atlas) -> None:
    lines: list[Line] = []
    for entry in group.fields:
        found = findings.get(entry.id)
        if found:
            for finding in found.values():
                _sort(line(finding, entry, entry.name, atlas), lines, view.silent)
    if lines:
        view.sections.append(Section("", lines))


def _keyed(view: GroupView, group: Group, findings: Findings, atlas: Atlas) -> None:
    vocabulary = atlas.study.dictionary.vocabularies[group.repeats]
    lines: list[Line] = []
    held = {item for entry in group.fields for item in findings.get(entry.id, ())}
    for value in [v for v in vocabulary.terms if v in held] if vocabulary.listed else sorted(held):
        term = vocabulary.terms.get(value)
        title = term.name if term is not None else value
        for entry in group.fields:
            finding = findings.get(entry.id, {}).get(value)
            if finding is not None:
                whole = not vocabulary.listed and entry is group.fields[0]  # the term is the finding
                name = title if whole else f"{title}: {entry.name[0].lower()}{entry.name[1:]}"
                shown = line(finding, entry, name, atlas)
                _sort(shown if vocabulary.listed else replace(shown, code=value), lines, view.silent)
    if lines:
        view.sections.append(Section("", lines))


def _numbered(view: GroupView, group: Group, findings: Findings, atlas: Atlas) -> None:
    items = {item for entry in group.fields for item in findings.get(entry.id, ())}
    several = len(items) > 1
    for item in sorted(items, key=lambda text: (len(text), text)):
        lines: list[Line] = []
        title = f"{group.item.capitalize()} {item}"
        for entry in group.fields:
            finding = findings.get(entry.id, {}).get(item)
            if finding is not None:
                shown = line(finding, entry, entry.name, atlas)
                if finding.status is Status.NOT_REPORTED and several:
                    shown = line(finding, entry, f"{title}: {entry.name}", atlas)
                _sort(shown, lines, view.silent)
        if lines:
            view.sections.append(Section(title, lines))


def _sort(entry: Line, lines: list[Line], silent: list[Line]) -> None:
    (silent if entry.status is Status.NOT_REPORTED else lines).append(entry)


def line(finding: Finding, entry: Field, name: str, atlas: Atlas) -> Line:
    """Return a finding as a line of a page."""
    value = atlas.show(finding) if finding.value is not None else ""
    if not value and finding.status is Status.ABSENT and entry.absent:
        value = entry.absent
    return Line(
        anchor=anchor(finding.field, finding.item),
        name=name,
        field=finding.field,
        status=finding.status,
        value=value,
        citations=tuple(e for e in finding.evidence if isinstance(e, Citation)),
        quotes=tuple(e for e in finding.evidence if isinstance(e, Quote)),
        provenance=finding.provenance,
    )
