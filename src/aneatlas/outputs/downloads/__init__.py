"""The downloads of a release: every table in four formats, citations, schema, package description."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aneatlas.core.study import Study
from aneatlas.outputs.analyses import Analysis
from aneatlas.outputs.atlas import Atlas
from aneatlas.outputs.downloads.citations import to_bibtex, to_ris
from aneatlas.outputs.downloads.schema import to_schema
from aneatlas.outputs.downloads.tabular import to_csv, to_jsonl, to_parquet, to_sqlite
from aneatlas.outputs.numbers import Numbers
from aneatlas.outputs.tables import Table

LICENCE = "CC-BY-4.0"
STATEMENT = (
    "Values carry their level of provenance. The level 'citation' means: taken from the public abstract (or opening "
    "pages) of the cited article, machine-assisted, not yet verified by a reader. Information, not medical advice."
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a release offers: where it lies, what it is, how large, its checksum."""

    path: str
    title: str
    description: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release before it is written."""

    path: str
    title: str
    description: str
    media_type: str
    content: bytes

    @property
    def download(self) -> Download:
        """Return the description of the file, with size and checksum."""
        digest = hashlib.sha256(self.content).hexdigest()
        return Download(self.path, self.title, self.description, self.media_type, len(self.content), digest)


def version_of(atlas: Atlas) -> str:
    """Return the version of what is published.

    The number of a release, where the release is the ledger's newest event; '2026.1+12' for a state 12
    events later; 'preview-<events>-<hash>' before the first release.
    """
    if atlas.release is None:
        return f"preview-{atlas.seq}-{atlas.hash[:12]}"
    later = atlas.seq - atlas.release_seq
    return f"{atlas.release.version}+{later}" if later else atlas.release.version


def files(
    atlas: Atlas, data: Mapping[str, Table], numbers: Numbers, analyses: list[Analysis]
) -> Iterator[File]:
    """Yield all files for download, one after the other."""
    for table in data.values():
        yield File(f"data/{table.name}.csv", table.title, "CSV, UTF-8", "text/csv", to_csv(table))
        yield File(
            f"data/{table.name}.jsonl", table.title, "JSON Lines", "application/jsonl", to_jsonl(table)
        )
        yield File(
            f"data/{table.name}.parquet",
            table.title,
            "Parquet",
            "application/vnd.apache.parquet",
            to_parquet(table),
        )
    about = {
        "version": version_of(atlas),
        "ledger": atlas.hash,
        "date": atlas.at,
        "licence": LICENCE,
        "statement": STATEMENT,
    }
    yield File(
        "data/aneatlas.sqlite", "All tables in one database", "SQLite 3", "application/vnd.sqlite3",
        to_sqlite(data.values(), about),
    )  # fmt: skip
    included = [view.report for view in atlas.included]
    yield File(
        "data/reports.bib",
        "The included reports as citations",
        "BibTeX",
        "application/x-bibtex",
        to_bibtex(included),
    )
    yield File(
        "data/reports.ris",
        "The included reports as citations",
        "RIS",
        "application/x-research-info-systems",
        to_ris(included),
    )
    yield File(
        "data/collection.schema.json", "JSON Schema of the collection format", "JSON Schema", "application/schema+json",
        to_schema(atlas.study),
    )  # fmt: skip
    yield File(
        "data/analyses.json", "Definitions of all published figures", "JSON", "application/json",
        _json([analysis.model_dump(mode="json", by_alias=True) for analysis in analyses]),
    )  # fmt: skip
    yield File(
        "data/numbers.json", "Every published number by key", "JSON", "application/json", _json(numbers)
    )
    yield File(
        "data/datapackage.json", "Description of the tables", "Frictionless Data Package", "application/json",
        _json(datapackage(atlas, data)),
    )  # fmt: skip
    yield File("CITATION.cff", "How to cite", "Citation File Format", "text/yaml", citation(atlas).encode())


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=False) + "\n").encode()


def datapackage(atlas: Atlas, data: Mapping[str, Table]) -> dict[str, object]:
    """Return the Frictionless Data Package descriptor (specs.frictionlessdata.io, version 1) of the CSV files."""
    return {
        "profile": "tabular-data-package",
        "name": "ane-atlas",
        "title": _title(atlas.study),
        "description": STATEMENT,
        "version": version_of(atlas),
        "created": atlas.at,
        "licenses": [
            {
                "name": LICENCE,
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "contributors": [{"title": editor, "role": "author"} for editor in atlas.study.about.editors],
        "resources": [_resource(table) for table in data.values()],
    }


def _resource(table: Table) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": c.name, "type": c.type, "description": c.description} for c in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _title(study: Study) -> str:
    return f"ANE Atlas: the living collation of published cases of {study.about.name}"


def citation(atlas: Atlas) -> str:
    """Return the CITATION.cff of a release (citation-file-format 1.2.0)."""
    authors = "".join(f"  - name: {json.dumps(editor)}\n" for editor in atlas.study.about.editors)
    return (
        "cff-version: 1.2.0\n"
        "message: Please cite this release, and the publication of any single case that you rely on.\n"
        "type: dataset\n"
        f"title: {json.dumps(_title(atlas.study))}\n"
        f"version: {json.dumps(version_of(atlas))}\n"
        f"date-released: {atlas.at[:10]}\n"
        f"license: {LICENCE}\n"
        f"abstract: {json.dumps(STATEMENT)}\n"
        f"authors:\n{authors}"
    )
