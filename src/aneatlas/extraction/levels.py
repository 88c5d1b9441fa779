"""Signs that a number states: by stated conventions, never by more.

In the help of each field: fever from 38 °C, coma at a Glasgow Coma Scale of 8 or less (altered consciousness from
12), pleocytosis above 8 white cells per microlitre, protein of the fluid above 45 mg/dL, platelets below 150 x 10^9/L.
The stages of the Japan Coma Scale from 10 (roused by stimuli) are altered consciousness, from 100 (not roused) coma.
This project's own, wide enough to leave laboratories room, from no source: transaminases above 80 U/L raised, up to
40 U/L not; C-reactive protein above 10 mg/L raised, up to 5 mg/L not; raised are ferritin above 500 ng/mL,
procalcitonin above 2 ng/mL, interleukin-6 above 50 pg/mL and ammonia above 100 µmol/L. Between such limits a number says nothing; of ferritin,
interleukin-6 and ammonia it never says 'absent'. The words of each such claim name its limit as a convention.
"""

from __future__ import annotations

import re

from aneatlas.core.values import Status
from aneatlas.extraction.measures import Measure

_AMOUNT = re.compile(
    r"^(?P<sign><=|>=|<|>|~)?\s*(?P<low>\d[\d,]*(?:\.\d+)?)(?:-(?P<high>\d[\d,]*(?:\.\d+)?))?\s*(?P<unit>.*)$"
)
#: Test -> (limit above which it is raised everywhere, unit -> factor to the unit of that limit).
_INFLAMMATION: dict[str, tuple[float, dict[str, float]]] = {
    "crp": (10, {"mg/l": 1, "ug/ml": 1, "mg/dl": 10}),
    "ferritin": (500, {"ng/ml": 1, "ug/l": 1, "mcg/l": 1, "pmol/l": 0.445}),
    "procalcitonin": (2, {"ng/ml": 1, "ug/l": 1}),
    "il6": (50, {"pg/ml": 1, "ng/l": 1}),
}
_PER_LITRE = {"g/l": 100.0, "mg/dl": 1.0, "mg/l": 0.1, "mg/100ml": 1.0, "mg%": 1.0}


def signs_of(measure: Measure) -> list[tuple[str, Status]]:
    """Return (field, status) of the signs that a value states; none where its number or unit decides nothing."""
    if measure.field in ("gcs_admission", "gcs_lowest"):
        score = float(measure.raw)
        signs = [("coma", Status.PRESENT)] if score <= 8 else []
        return [*signs, ("altered_consciousness", Status.PRESENT)] if score <= 12 else signs
    if measure.field == "jcs_worst":
        stage = int(float(measure.raw))
        signs = [("coma", Status.PRESENT)] if stage >= 100 else []
        return [*signs, ("altered_consciousness", Status.PRESENT)] if stage >= 10 else signs
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
        return _between("transaminases_raised", low, high, 80, 40, below=below, above=above)
    if (limits := _INFLAMMATION.get(measure.field)) and unit in limits[1]:
        upper, scale = limits[0], limits[1][unit]
        normal = 5.0 if measure.field == "crp" else -1.0
        return _between(
            "inflammatory_markers_raised", low * scale, high * scale, upper, normal, below=below, above=above
        )
    if measure.field == "ammonia" and unit in ("umol/l", "micromol/l"):
        return _between("ammonia_raised", low, high, 100, -1, below=below, above=above)
    if measure.field == "platelets" and (per_nl := _thousands(low, unit)) is not None:
        return ("platelets_low", Status.PRESENT if per_nl < 150 else Status.ABSENT) if not above else None
    return None


def _between(
    field: str, low: float, high: float, upper: float, normal: float, *, below: bool, above: bool
) -> tuple[str, Status] | None:
    """Present above the upper limit, absent up to the normal one, nothing between."""
    if low > upper and not below:
        return field, Status.PRESENT
    return (field, Status.ABSENT) if high <= normal and not above else None


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
