"""The share of decided values that are wrong, from the newest audit in which every value was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aneatlas.core.kinds import Cell
from aneatlas.core.replay import Present
from aneatlas.statistics.residual import residual_error
from aneatlas.statistics.results import Withheld


@dataclass(frozen=True, slots=True)
class AuditCount:
    """A finished audit.

    looked, wrong: values looked at as they stand, and those found wrong; hidden, noticed: values shown wrong
    on purpose, and those that were noticed.
    """

    id: str
    looked: int
    wrong: int
    hidden: int
    noticed: int


def audit_counts(state: Present) -> tuple[AuditCount, ...]:
    """Return the finished audits, oldest first."""
    rows = dict(state.rows("audits"))
    found = []
    for id in sorted(key for key in rows if "~" not in key):
        items = rows[id]["items"]
        looks = [rows.get(f"{id}~{place:05d}") for place in range(len(items))]
        if not all(looks):
            continue
        right = [
            (item.get("altered", False), look["right"])
            for item, look in zip(items, looks, strict=True)
            if look
        ]
        plain, hidden = ([ok for altered, ok in right if altered is kind] for kind in (False, True))
        found.append(AuditCount(id, len(plain), plain.count(False), len(hidden), hidden.count(False)))
    return tuple(found)


def residual_numbers(rows: Sequence[Mapping[str, Cell]]) -> dict[str, float | int | str]:
    """Return the numbers of the newest audit by key, none without one.

    Keys: errors_left.looked, .wrong, .hidden, .noticed, and in percent .share, .low, .high (95 % interval).
    """
    if not rows:
        return {}
    counts = {name: int(str(rows[-1][name])) for name in ("looked", "wrong", "hidden", "noticed")}
    found: dict[str, float | int | str] = {f"errors_left.{name}": n for name, n in counts.items()}
    left = residual_error(counts["wrong"], counts["looked"], counts["noticed"], counts["hidden"])
    if not isinstance(left, Withheld):
        found |= {
            "errors_left.share": round(100 * left.estimate, 1),
            "errors_left.low": round(100 * left.interval.lower, 1),
            "errors_left.high": round(100 * left.interval.upper, 1),
        }
    return found
