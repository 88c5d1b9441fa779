"""The atlas in a notebook: open a folder or a release, and count.

import aneatlas
atlas = aneatlas.open("atlas")            # or the folder of a published release
atlas.count("died", where={"age_class": "child"})
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aneatlas.core.issues import FactsInvalid
from aneatlas.outputs.analyses import near
from aneatlas.outputs.analyses.export import Answer
from aneatlas.workflows.count import Source, count, open_home, open_release
from aneatlas.workflows.place import place
from aneatlas.workflows.publish import MARK
from aneatlas.workflows.study import load_study

Condition = str | int | Sequence[str | int]


@dataclass(frozen=True, slots=True)
class OpenAtlas:
    """An atlas that can be asked. It does not change: open it again to see what was recorded meanwhile."""

    source: Source

    @property
    def analyses(self) -> dict[str, str]:
        """Return the analyses that can be counted: their ids and titles."""
        return {analysis.id: analysis.title for analysis in self.source.analyses}

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the names of the tables."""
        return tuple(self.source.tables)

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return a table as a list of rows, as pandas.DataFrame takes it. Raises FactsInvalid."""
        if name not in self.source.tables:
            raise FactsInvalid(
                f"there is no table '{name}'; the nearest is '{near(name, self.source.tables)}'."
            )
        return [dict(row) for row in self.source.tables[name]]

    def count(self, analysis: str, where: Mapping[str, Condition] | None = None) -> Answer:
        """Answer an analysis, for the cases that satisfy every condition: a value, or several of which any counts.

        Raises FactsInvalid for an unknown analysis, field or value, naming the nearest.
        """
        pairs = [(column, str(value)) for column, given in (where or {}).items() for value in _values(given)]
        return count(self.source, analysis, pairs)

    def __repr__(self) -> str:
        return f"<atlas: {len(self.source.tables['cases'])} cases, {len(self.source.analyses)} analyses>"


def open_atlas(folder: str | Path, study: str | Path | None = None) -> OpenAtlas:
    """Open an atlas folder, or the folder of a published release.

    Raises LedgerMissing, FileUnreadable, StudyInvalid.
    """
    path = Path(folder)
    if (path / MARK).is_file():
        return OpenAtlas(open_release(path))
    own = Path(study) if study is not None else None
    return OpenAtlas(open_home(place(path), load_study(own), own))


def _values(given: Condition) -> Sequence[str | int]:
    return [given] if isinstance(given, str | int) else given
