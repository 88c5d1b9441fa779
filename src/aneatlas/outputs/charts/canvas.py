"""A sheet for drawings that a charting library does not do well: lines, boxes and words in plain SVG.

Words and marks carry classes of `templates/static/charts.css` and no colour of their own, so that a drawing follows
light and dark and prints in black and white. The unit is the CSS pixel: a drawing keeps its size (its letters stay
readable on a small screen) and the page lets it scroll. Numbers are rounded to tenths: the same input gives the
same bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape

from aneatlas.outputs.charts.frame import Frame

SIZE = 14  # letters, in pixels
LINE = 19  # from one line of words to the next
# Widths must not depend on the fonts of the machine that draws: an upper estimate for the page's sans-serif fonts.
_LETTER = 0.54


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with the data in it.

    svg: the <svg> element for a page that uses `charts.css` (see `standalone` for a file of its own).
    columns, rows: the same data as a table in words, the first cell of a row being its name.
    """

    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Canvas:
    """Marks in the order in which they are drawn."""

    marks: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, css: str = "", anchor: str = "start", turned: float = 0
    ) -> None:
        """Write words with their baseline at y; anchor: start, middle or end; turned: degrees."""
        more = f' class="{css}"' if css else ""
        more += f' text-anchor="{anchor}"' if anchor != "start" else ""
        more += f' transform="rotate({turned:g} {tenth(x)} {tenth(y)})"' if turned else ""
        self.marks.append(f'<text x="{tenth(x)}" y="{tenth(y)}"{more}>{escape(words, quote=False)}</text>')

    def path(self, d: str, css: str, **attributes: str) -> None:
        """Draw a path."""
        more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
        self.marks.append(f'<path class="{css}"{more} d="{d}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str = "rule") -> None:
        """Draw a straight line."""
        self.path(f"M{tenth(x1)} {tenth(y1)}L{tenth(x2)} {tenth(y2)}", css)

    def box(self, x: float, y: float, width: float, height: float, css: str, round_: float = 0) -> None:
        """Draw a rectangle."""
        corner = f' rx="{tenth(round_)}"' if round_ else ""
        self.marks.append(
            f'<rect class="{css}" x="{tenth(x)}" y="{tenth(y)}" width="{tenth(width)}" height="{tenth(height)}"{corner}/>'
        )

    def dot(self, x: float, y: float, radius: float, css: str) -> None:
        """Draw a circle."""
        self.marks.append(f'<circle class="{css}" cx="{tenth(x)}" cy="{tenth(y)}" r="{tenth(radius)}"/>')

    def finish(self, frame: Frame, width: float, height: float, css: str) -> str:
        """Return the <svg> element, with role, title and description."""
        opening = frame.opening(f"0 0 {tenth(width)} {tenth(height)}", f"drawn {css}", sized=True)
        return "".join([opening, *self.marks, "</svg>"])


def tenth(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def width_of(words: str, size: float = SIZE) -> float:
    """Return an upper estimate of the width of a line of words, in pixels. Wide scripts count double."""
    return size * _LETTER * sum(2 if ord(letter) > 0x2E80 else 1 for letter in words)


def wrap(words: str, width: float, size: float = SIZE) -> list[str]:
    """Return the words as lines that fit a width; a word that is too long for one is cut."""
    most = max(int(width / (size * _LETTER)), 1)
    lines = [""]
    for word in words.split(" "):  # a no-break space keeps its words together
        while len(word) > most:
            if lines[-1]:
                lines.append("")
            lines[-1], word = word[:most], word[most:]
            lines.append("")
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= most:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines if lines[-1] or len(lines) == 1 else lines[:-1]


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round values from low to high, steps being 1, 2 or 5 times a power of ten."""
    if not high > low:
        return [low]
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * nice for nice in (1, 2, 5, 10) if power * nice >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]


def number(value: float, digits: int = 3) -> str:
    """Return a number with significant digits, without an exponent and without trailing zeros."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0) if value else 0
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
