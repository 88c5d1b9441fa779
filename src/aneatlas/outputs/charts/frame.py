"""What every chart needs around its marks: an id, a title, a description, the table behind it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around a chart. `id` is unique on its page; `table` is the id of the table with the numbers."""

    id: str
    title: str
    description: str
    table: str = ""

    def opening(self, box: str, css: str, sized: bool = False) -> str:
        """Return the opening tag of the <svg> element, with its title and description; sized: in its own pixels."""
        described = f"{self.id}-desc {self.table}".strip()
        _, _, width, height = box.split()
        size = f' width="{width}" height="{height}" font-size="14"' if sized else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" viewBox="{box}"{size} role="img" '
            f'aria-labelledby="{self.id}-title" aria-describedby="{described}">'
            f'<title id="{self.id}-title">{escape(self.title)}</title>'
            f'<desc id="{self.id}-desc">{escape(self.description)}</desc>'
        )
