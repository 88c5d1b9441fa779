"""The brain picture: parts shaded by how many of the cases name them as damaged.

The outlines are FreeSurfer's aseg as drawn by ggseg 0.1 (MIT); see templates/brain/LICENSE.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from aneatlas.outputs.charts.frame import Frame

# region of the analysis -> parts of the drawing
PARTS: Mapping[str, tuple[str, ...]] = {
    "Thalamus": ("thalamus",),
    "Basal ganglia": ("putamen", "caudate", "globus_pallidus"),
    "Cerebral white matter": ("cerebral_white_matter",),
    "Brainstem": ("brainstem",),
    "Cerebellum": ("cerebellum",),
}
# region -> the letter that stands on it, in the drawing and in the list beside it
LETTERS: Mapping[str, str] = {
    "Thalamus": "T", "Basal ganglia": "G", "Cerebral white matter": "W", "Brainstem": "S", "Cerebellum": "C",
}  # fmt: skip
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Region:
    """A region named in n of `of` cases; `withheld` where `of` is too small to shade it."""

    label: str
    n: int
    of: int
    withheld: bool = False

    @property
    def level(self) -> int:
        """Return the shade: 0 for none, then 1 to 5 for fifths of `of`."""
        return -(-LEVELS * self.n // self.of) if self.of else 0

    @property
    def letter(self) -> str:
        """Return the letter that stands on the region, '' where it is not drawn."""
        return LETTERS.get(self.label, "")

    @property
    def css(self) -> str:
        """Return the class of the shade."""
        return "too-few" if self.withheld else f"q{self.level}"


def brain(view: str, regions: Mapping[str, Region], frame: Frame) -> str:
    """Draw one view ('coronal' or 'sagittal')."""
    drawing = _drawings()[view]
    shades = {
        part: regions[label].css for label, parts in PARTS.items() if label in regions for part in parts
    }
    out = [frame.opening(" ".join(str(edge) for edge in drawing["box"]), "brain")]
    if any(region.withheld for region in regions.values()):
        out.append(_hatch(frame.id))
    parts: dict[str, str] = dict(drawing["parts"])
    if "cerebral_white_matter" in parts:  # lies beneath the cortex
        out.append(_part("cerebral_white_matter", parts.pop("cerebral_white_matter"), shades, frame.id))
    out.append(f'<path class="cortex" d="{drawing["outline"]}"/>')
    out += [_part(part, path, shades, frame.id) for part, path in parts.items()]
    for label, places in drawing["letters"].items():
        out += [f'<text x="{x}" y="{y}">{LETTERS[label]}</text>' for x, y in places if label in regions]
    return "".join([*out, "</svg>"])


def _part(part: str, path: str, shades: Mapping[str, str], ident: str) -> str:
    css = shades.get(part, "fluid" if part == "fluid" else "plain")
    fill = f' fill="url(#{ident}-hatch)"' if css == "too-few" else ""
    return f'<path class="{css}"{fill} d="{path}"/>'


def _hatch(ident: str) -> str:
    return (
        f'<defs><pattern id="{ident}-hatch" width="24" height="24" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0 0v24"/></pattern></defs>'
    )


@cache
def _drawings() -> dict[str, Any]:
    text = (files("aneatlas") / "templates" / "brain" / "aseg.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
