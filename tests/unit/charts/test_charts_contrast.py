"""The colours of the drawn charts pass WCAG 2.2 AA in light, in dark and in print: words 4.5 to 1, marks 3 to 1."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

SHEET = (files("aneatlas") / "templates" / "static" / "charts.css").read_text()
SITE = (files("aneatlas") / "templates" / "static" / "site.css").read_text()


def colours(sheet: str, start: str) -> dict[str, str]:
    """Return the variables of the first block after a place, resolved to their fallback."""
    block = sheet[sheet.index(start) :]
    block = block[block.index("--") : block.index("}")]
    found = {}
    for name, value in re.findall(r"--([a-z0-9-]+):\s*([^;]+);", block):
        colour = re.search(r"#[0-9a-f]{3,6}\b", value)
        if colour:
            found[name] = colour[0] if len(colour[0]) == 7 else "#" + "".join(2 * c for c in colour[0][1:])
    return found


LIGHT = colours(SHEET, ".drawn {")
MODES = {
    "light": LIGHT,
    "dark": LIGHT | colours(SHEET, "@media (prefers-color-scheme: dark)"),
    "print": LIGHT | colours(SHEET, "@media print"),
}


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_words_have_enough_contrast_on_everything_that_lies_beneath_them(mode: str) -> None:
    c = MODES[mode]
    on_paper = [("d-ink", below) for below in ("d-card", "d-soft", "h1", "h2", "h3", "d-3")]
    on_paper += [("d-quiet", "d-card"), ("d-quiet", "d-soft")]
    on_marks = [("h-high", below) for below in ("h4", "h5", "d-1", "t2")]
    on_marks += [("d-card", "d-ink"), ("d-card", "d-edge")]
    failing = [pair for pair in on_paper + on_marks if contrast(c[pair[0]], c[pair[1]]) < 4.5]
    assert failing == []


@pytest.mark.parametrize("mode", MODES)
def test_marks_have_enough_contrast(mode: str) -> None:
    c = MODES[mode]
    pairs = [(mark, below) for mark in ("d-1", "d-2", "d-edge") for below in ("d-card", "d-soft")]
    assert [pair for pair in pairs if contrast(c[pair[0]], c[pair[1]]) < 3] == []


@pytest.mark.parametrize(
    ("mode", "start"), [("light", ":root {"), ("dark", "@media (prefers-color-scheme: dark)")]
)
def test_a_file_of_its_own_has_the_colours_of_the_site(mode: str, start: str) -> None:
    site, mine = colours(SITE, start), MODES[mode]
    pairs = {"d-ink": "ink", "d-quiet": "quiet", "d-card": "card", "d-line": "line", "d-edge": "edge",
             "d-1": "c1", "d-2": "c2", "d-3": "c3", "d-soft": "soft"}  # fmt: skip
    assert {name: mine[name] for name in pairs} == {name: site[of] for name, of in pairs.items()}
