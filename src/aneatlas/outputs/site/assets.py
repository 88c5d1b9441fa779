"""The files that pages load: style sheet, scripts, icon. Copied as they are."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def pages() -> Iterator[tuple[str, bytes]]:
    """Yield the static files of the site."""
    folder = files("aneatlas") / "templates" / "static"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_file():
            yield f"static/{entry.name}", entry.read_bytes()
