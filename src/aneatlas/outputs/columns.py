"""The flat table of cases: one row per case, one column per answer. Figures are computed from it alone.

A sign is one column that holds its status. Any other field has the column `<field>_status` and the columns
of its kind. A field that has not been looked for leaves its columns empty. Lesion sites are columns named
lesion_<site>; the columns of `outputs/derived.py` are worked out by the rules that stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aneatlas.core.dictionary import Field, Subject
from aneatlas.core.kinds import KINDS, Cell, ColumnType
from aneatlas.core.study import Study
from aneatlas.outputs import derived
from aneatlas.outputs.atlas import Atlas, CaseView

Row = dict[str, Cell]


class PackedRow(Mapping[str, Cell]):
    """A row whose column names are kept once for the whole table: wide tables would not fit otherwise."""

    __slots__ = ("_cells", "_places")

    def __init__(self, places: Mapping[str, int], row: Mapping[str, Cell]) -> None:
        self._places = places
        self._cells = tuple(row.get(name) for name in places)

    def __getitem__(self, name: str) -> Cell:
        return self._cells[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._cells)


def pack(columns: Iterable[Column], rows: Iterable[Row]) -> list[PackedRow]:
    """Return the rows with one shared list of column names."""
    places = {column.name: place for place, column in enumerate(columns)}
    return [PackedRow(places, row) for row in rows]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export table: its name, its type and what it holds."""

    name: str
    type: ColumnType
    description: str
    field: str = ""


DERIVED = tuple(Column(name, kind, text) for name, kind, text in derived.DERIVED)

IDENTITY = (
    Column("case_id", "string", "Accession of the case."),
    Column("report_id", "string", "Accession of the report."),
    Column("case_label", "string", "The case's name in the report."),
    Column("year", "integer", "Year of publication of the report."),
    Column("country", "string", "Country that the report names."),
    Column("report_type", "string", "Type of the report."),
    Column("read", "string", "How much of the report was read."),
    Column("overlap", "string", "Other included reports or cases that are suspected, or confirmed, to tell of the same patient."),
)  # fmt: skip


def case_fields(study: Study) -> list[Field]:
    """Return the fields of the case form that have columns of their own in the flat table."""
    return [
        field
        for group in study.dictionary.groups_of(Subject.CASE)
        if not group.repeats
        for field in group.fields
        if field.export and field.id != "case_label"
    ]


def columns_of(field: Field) -> list[Column]:
    """Return the columns of a field."""
    if field.kind == "sign":
        return [Column(field.id, "string", f"{field.name}: {field.question} Status.", field.id)]
    kind = KINDS[field.kind]
    unit = " in months" if field.kind == "age" else f" in {field.unit}" if field.unit else ""
    words = {
        "": "value",
        "_min": f"lower end{unit}",
        "_max": f"upper end{unit}",
        "_as_given": "as given in the source",
    }
    return [
        Column(f"{field.id}_status", "string", f"{field.name}: status.", field.id),
        *(
            Column(f"{field.id}{suffix}", kind_type, f"{field.name}: {words[suffix]}.", field.id)
            for suffix, kind_type in kind.columns.items()
        ),
    ]


def site_columns(study: Study) -> list[Column]:
    """Return one column per lesion site: is it involved?"""
    return [
        Column(f"lesion_{site}", "string", f"Lesion of the {term.name.lower()}: status.", "site_involved")
        for site, term in study.dictionary.vocabularies["lesion_site"].terms.items()
    ]


def case_columns(study: Study) -> list[Column]:
    """Return all columns of the flat table of cases, in order."""
    of_fields = [column for field in case_fields(study) for column in columns_of(field)]
    return [*IDENTITY, *DERIVED, *of_fields, *site_columns(study)]


def case_row(view: CaseView, atlas: Atlas, overlaps: Mapping[str, str]) -> Row:
    """Return the row of a case. `overlaps` maps accessions of reports and cases to the other ends."""
    row: Row = {
        "case_id": view.id,
        "report_id": view.report.id,
        "case_label": view.case.label,
        "year": view.report.year,
        "country": view.code("country_of_case") or view.report.country,
        "report_type": view.report.type,
        "read": view.report.read,
        "overlap": " ".join(filter(None, (overlaps.get(view.id), overlaps.get(view.report.id)))),
        **derived.before_fields(view, atlas.study),
    }
    for field in case_fields(atlas.study):
        row.update(cells(view, field))
    for site in atlas.study.dictionary.vocabularies["lesion_site"].terms:
        row[f"lesion_{site}"] = derived.cell(view.status("site_involved", site))
    row.update(derived.after_fields(row, atlas.study))
    return row


def cells(view: CaseView, field: Field, item: str = "") -> Row:
    """Return the cells of one field of a case."""
    found = view.finding(field.id, item)
    if field.kind == "sign":
        return {field.id: derived.cell(found.status if found else None)}
    kind = KINDS[field.kind]
    row: Row = {f"{field.id}_status": derived.cell(found.status if found else None)}
    row.update({f"{field.id}{suffix}": None for suffix in kind.columns})
    if found is not None and found.value is not None:
        row.update({f"{field.id}{suffix}": cell for suffix, cell in kind.cells(found.value).items()})
    return row


def overlap_index(atlas: Atlas) -> dict[str, str]:
    """Return, for each report or case, the included ones that may overlap with it (unless rejected)."""
    others: dict[str, list[str]] = {}
    for overlap in atlas.overlaps:
        ends = (overlap.a.partition("-")[0], overlap.b.partition("-")[0])
        if overlap.state != "rejected" and all(
            atlas.reports[end].report.standing == "included" for end in ends
        ):
            others.setdefault(overlap.a, []).append(overlap.b)
            others.setdefault(overlap.b, []).append(overlap.a)
    return {key: " ".join(sorted(ends)) for key, ends in others.items()}


def case_table(atlas: Atlas) -> Iterator[Row]:
    """Return the flat table of all cases."""
    overlaps = overlap_index(atlas)
    return (case_row(view, atlas, overlaps) for view in atlas.cases)
