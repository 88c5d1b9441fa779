"""A chart as a file of its own: the style sheet of the drawn charts goes into it, for there is no page around it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_MARGIN = 16
_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+" height="[\d.]+"')


def standalone(svg: str) -> str:
    """Return an SVG file from the <svg> element of a drawn chart, light or dark as the reader's system is.

    Raises ValueError for anything but one <svg> element.
    """
    opening, end = svg.find(">") + 1, svg.find("</desc>") + len("</desc>")
    if not svg.startswith("<svg ") or not svg.endswith("</svg>"):
        raise ValueError("not an <svg> element")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_with_margin(svg[:opening])}{svg[opening:end]}<style>{_style()}</style>{svg[end:]}\n'


def _with_margin(opening: str) -> str:
    """Return the opening tag with room around the picture, which a page has and a file has not."""
    box = _BOX.search(opening)
    if box is None:
        raise ValueError("an <svg> element without its size")
    width, height = (f"{float(box[place]) + 2 * _MARGIN:g}" for place in (1, 2))
    size = f'viewBox="-{_MARGIN} -{_MARGIN} {width} {height}" width="{width}" height="{height}"'
    return opening[: box.start()] + size + opening[box.end() :]


@cache
def _style() -> str:
    text = (files("aneatlas") / "templates" / "static" / "charts.css").read_text(encoding="utf-8")
    paper = "svg { background: #fff; } @media (prefers-color-scheme: dark) { svg { background: #0f171b; } } "
    return paper + " ".join(text.split())
