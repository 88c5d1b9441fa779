"""ANE Atlas: the living collation of every published case of acute necrotizing encephalopathy.

In a notebook: `atlas = aneatlas.open("atlas")`, then `atlas.count("died", where={"age_class": "child"})`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from aneatlas.workflows.notebook import OpenAtlas

__version__ = "0.1.0"


def open(folder: str | Path, study: str | Path | None = None) -> OpenAtlas:
    """Open an atlas folder, or the folder of a published release, to count in it. See `workflows.notebook`."""
    from aneatlas.workflows.notebook import open_atlas  # heavy: only who counts pays for it

    return open_atlas(folder, study)
