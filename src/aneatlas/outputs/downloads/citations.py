"""The reports as BibTeX and RIS, for reference managers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aneatlas.core.facts import Report

_NOTE = "Title is a description; the published title was not seen."


def _fields(report: Report) -> dict[str, str]:
    fields = {
        "title": report.title, "journal": report.journal, "year": str(report.year or ""), "doi": report.doi,
        "pmid": report.pmid, "pmcid": report.pmcid, "url": report.url,
        "note": _NOTE if report.title_is_description else "",
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def to_bibtex(reports: Iterable[Report]) -> bytes:
    """Return the reports as BibTeX; the key of an entry is the accession."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares import AddEnclosingMiddleware
    from bibtexparser.model import Entry, Field

    library = Library()
    for report in reports:
        kind = "article" if report.journal else "misc"
        fields = [
            Field(name, _tex(value) if name in ("title", "journal", "note") else value)
            for name, value in _fields(report).items()
        ]
        library.add(Entry(kind, report.id, fields))
    text: str = write_string(
        library,
        [
            AddEnclosingMiddleware(
                reuse_previous_enclosing=False, enclose_integers=True, default_enclosing="{"
            )
        ],
    )
    return text.encode()


def _tex(text: str) -> str:
    """Escape what BibTeX would read as markup; braces cannot be balanced otherwise."""
    escaped = text.replace("\\", "").replace("{", "(").replace("}", ")")
    for mark in "&%$#_":
        escaped = escaped.replace(mark, f"\\{mark}")
    return escaped


def to_ris(reports: Iterable[Report]) -> bytes:
    """Return the reports as RIS; the accession stands in ID, the PubMed id in AN."""
    import rispy

    entries: list[dict[str, Any]] = []
    for report in reports:
        fields = _fields(report)
        entry: dict[str, Any] = {
            "type_of_reference": "JOUR" if report.journal else "GEN",
            "id": report.id,
            "title": report.title,
            "secondary_title": report.journal,
            "year": fields.get("year", ""),
            "doi": report.doi,
            "accession_number": report.pmid,
            "urls": [report.url] if report.url else [],
            "notes": [fields["note"]] if "note" in fields else [],
        }
        entries.append({name: value for name, value in entry.items() if value})
    text: str = rispy.dumps(entries)
    return text.encode()
