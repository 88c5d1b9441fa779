"""Signs that a number states: by the dictionary's own conventions, never by more.

The conventions stand in the help of each field: fever from 38 °C, coma at a Glasgow Coma Scale of 8 or
less, pleocytosis above 8 white cells per microlitre, protein of the fluid above 45 mg/dL, platelets
below 150 x 10^9/L. Transaminases have no printed limit there; more than 80 U/L is above every
laboratory's (twice the upper limit of normal). A number says 'absent' only for cells, protein and platelets.
"""

from __future__ import annotations

import re

from aneatlas.core.values import Status
from aneatlas.extraction.measures import Measure

_AMOUNT = re.compile(
    r"^(?P<sign><=|>=|<|>|~)?\s*(?P<low>\d[\d,]*(?:\.\d+)?)(?:-(?P<high>\d[\d,]*(?:\.\d+)?))?\s*(?P<unit>.*)$"
)
_PER_LITRE = {"g/l": 100.0, "mg/dl": 1.0, "mg/l": 0.1, "mg/100ml": 1.0, "mg%": 1.0}


def signs_of(measure: Measure) -> list[tuple[str, Status]]:
    """Return (field, status) of the signs that a value states; none where its number or unit decides nothing."""
    if measure.field in ("gcs_admission", "gcs_lowest"):
        return (
            [(f, Status.PRESENT) for f in ("coma", "altered_consciousness")]
            if float(measure.raw) <= 8
            else []
        )
    found = _sign_of(measure)
    return [found] if found else []


def _sign_of(measure: Measure) -> tuple[str, Status] | None:
    match = _AMOUNT.match(measure.raw)
    if match is None:
        return None
    low = float(match["low"].replace(",", ""))
    high = float((match["high"] or match["low"]).replace(",", ""))
    below = (match["sign"] or "").startswith("<")
    above = (match["sign"] or "").startswith(">")
    unit = re.sub(r"\s|cells", "", match["unit"].lower()).replace("µ", "u").replace("μ", "u")
    if measure.field == "temperature_max":
        return ("fever", Status.PRESENT) if low >= 38 and not below else None
    if measure.field == "csf_white_cells" and unit in ("/ul", "/mm3", "/mm^3", "10^6/l", "x10^6/l"):
        return _limited("csf_pleocytosis", low, high, 8, below=below, above=above)
    if measure.field == "csf_protein" and unit in _PER_LITRE:
        scale = _PER_LITRE[unit]
        return _limited("csf_protein_raised", low * scale, high * scale, 45, below=below, above=above)
    if measure.field in ("ast", "alt") and unit in ("u/l", "iu/l"):
        return ("transaminases_raised", Status.PRESENT) if low > 80 and not below else None
    if measure.field == "platelets" and (per_nl := _thousands(low, unit)) is not None:
        return ("platelets_low", Status.PRESENT if per_nl < 150 else Status.ABSENT) if not above else None
    return None


def _limited(
    field: str, low: float, high: float, limit: float, *, below: bool, above: bool
) -> tuple[str, Status] | None:
    """Present above the limit, absent at or below it; None where the printed sign leaves it open."""
    if low > limit and not below:
        return field, Status.PRESENT
    return (field, Status.ABSENT) if high <= limit and not above else None


def _thousands(value: float, unit: str) -> float | None:
    """Return a count of platelets in 10^9/L."""
    if unit in ("10^9/l", "10^3/ul", "10^3/mm3", "k/ul", "g/l"):
        return value
    return value / 1000 if unit in ("/ul", "/mm3") else None
