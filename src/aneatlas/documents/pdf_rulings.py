"""The straight lines that a PDF page draws: the borders of its tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

#: More drawn parts than this on one page are a picture, not a table.
MAX_SEGMENTS = 20_000
MAX_RULINGS = 2_000
_THIN = 2.5  # points: a filled box as thin as that is a line
_STRAIGHT = 0.6
_SHORTEST = 4.0


@dataclass(frozen=True, slots=True)
class Ruling:
    """A horizontal or vertical line in points: at `at` across its direction, from `start` to `end` along it."""

    vertical: bool
    at: float
    start: float
    end: float


Point = tuple[float, float]


def rulings_of(page: Any) -> list[Ruling]:
    """Return the horizontal and vertical lines of a page; none where it draws far too much."""
    from pypdfium2 import raw

    found: list[Ruling] = []
    segments = 0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        count = raw.FPDFPath_CountSegments(item.raw)
        segments += max(count, 0)
        if segments > MAX_SEGMENTS:
            return []
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item.raw, fill, stroke)
        for points in _parts(raw, item.raw, count):
            found += _stroked(points) if stroke.value else _filled(points) if fill.value else ()
        if len(found) > MAX_RULINGS:
            return []
    return found


def _parts(raw: Any, path: Any, count: int) -> Iterator[list[Point]]:
    """Yield the connected parts of a path as points on the page; a curve ends a part."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        place = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind != raw.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(place)
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _stroked(points: list[Point]) -> Iterator[Ruling]:
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x0 - x1) <= _STRAIGHT and abs(y0 - y1) >= _SHORTEST:
            yield Ruling(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
        elif abs(y0 - y1) <= _STRAIGHT and abs(x0 - x1) >= _SHORTEST:
            yield Ruling(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))


def _filled(points: list[Point]) -> Iterator[Ruling]:
    """A thin filled box is a line; a filled area is shading and no border."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    if wide <= _THIN and high >= _SHORTEST:
        yield Ruling(True, (max(xs) + min(xs)) / 2, min(ys), max(ys))
    elif high <= _THIN and wide >= _SHORTEST:
        yield Ruling(False, (max(ys) + min(ys)) / 2, min(xs), max(xs))
