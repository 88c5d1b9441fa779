"""Tables as CSV, JSON Lines, Parquet and SQLite: the same rows, the same columns, deterministic bytes."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from aneatlas.outputs.columns import Column
from aneatlas.outputs.tables import Table

_SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL"}


def to_csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180 with line feeds, UTF-8, header line). An empty cell is an empty string."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    writer.writerows([row.get(name) for name in names] for row in table.rows)
    out.flush()
    return raw.getvalue()


def to_jsonl(table: Table) -> bytes:
    """Return a table as JSON Lines; empty cells are left out."""
    out = io.BytesIO()
    for row in table.rows:
        told = {key: cell for key, cell in row.items() if cell not in (None, "")}
        out.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
    return out.getvalue()


def to_parquet(table: Table) -> bytes:
    """Return a table as Parquet (zstd); each column carries its description in the schema's metadata."""
    import pyarrow
    import pyarrow.parquet

    types = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
    schema = pyarrow.schema(
        [
            pyarrow.field(c.name, types[c.type], metadata={"description": c.description.encode()})
            for c in table.columns
        ],
        metadata={"title": table.title.encode()},
    )
    columns = [
        pyarrow.array([_typed(row.get(c.name), c) for row in table.rows], type=types[c.type])
        for c in table.columns
    ]
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return out.getvalue()


def _typed(cell: Any, column: Column) -> Any:
    if cell is None or cell == "":
        return None
    return {"string": str, "integer": int, "number": float}[column.type](cell)


def to_sqlite(tables: Iterable[Table], about: Mapping[str, str]) -> bytes:
    """Return all tables as one SQLite database, with a table `about` of names and values."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA page_size=4096")
    connection.execute('CREATE TABLE "about" ("name" TEXT PRIMARY KEY, "value" TEXT NOT NULL)')
    connection.executemany('INSERT INTO "about" VALUES (?, ?)', about.items())
    for table in tables:
        columns = ", ".join(f'"{c.name}" {_SQL_TYPES[c.type]}' for c in table.columns)
        key = ", ".join(f'"{name}"' for name in table.key)
        connection.execute(f'CREATE TABLE "{table.name}" ({columns}, PRIMARY KEY ({key}))')
        marks = ", ".join("?" * len(table.columns))
        connection.executemany(
            f'INSERT INTO "{table.name}" VALUES ({marks})',
            (
                [
                    _typed(row.get(c.name), c) if c.name not in table.key else row.get(c.name)
                    for c in table.columns
                ]
                for row in table.rows
            ),
        )
    connection.commit()
    try:
        return connection.serialize()
    finally:
        connection.close()
