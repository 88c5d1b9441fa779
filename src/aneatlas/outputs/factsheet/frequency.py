"""Shares as natural frequencies, which people understand best: 'about 4 in 10'."""

from __future__ import annotations

from math import floor


def frequencies(share: float) -> dict[str, int]:
    """Return a share (a fraction) as so many in ten and so many in a hundred: `in_ten`, `in_hundred`."""
    return {"in_ten": in_parts(share, 10), "in_hundred": in_parts(share, 100)}


def in_parts(share: float, parts: int) -> int:
    """Return a share as so many of `parts`, rounded half up (7 of 20 is 4 of 10, whatever its binary form)."""
    return floor(parts * share + 0.5 + 1e-9)
