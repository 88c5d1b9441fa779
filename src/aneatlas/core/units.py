"""Units of measurement: which are known, of which dimension, and how each converts.

The table is small on purpose: only units that case reports of this field print. Conversions that
need a molar mass are declared beside the field in the dictionary, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: canonical spelling, dimension, and value = (number + shift) * factor in the base unit."""

    name: str
    dimension: str
    factor: Decimal
    shift: Decimal = Decimal(0)


def _units() -> dict[str, Unit]:
    rows = {
        # dimension: base unit first
        "time": {"h": "1", "min": "1/60", "s": "1/3600", "d": "24", "wk": "168", "mo": "730.5", "y": "8766"},
        "mass concentration": {
            "mg/L": "1", "mg/dL": "10", "g/L": "1000", "g/dL": "10000", "ug/L": "0.001",
            "ng/mL": "0.001", "pg/mL": "0.000001", "ug/mL": "1", "ug/dL": "0.01",
        },
        "amount concentration": {"mmol/L": "1", "umol/L": "0.001", "nmol/L": "0.000001"},
        "cell concentration": {
            "cells/uL": "1", "/uL": "1", "/mm3": "1", "10^6/L": "1", "10^3/uL": "1000", "10^9/L": "1000",
        },
        "enzyme activity": {"U/L": "1", "IU/L": "1", "ukat/L": "60"},
        "dose by weight": {"mg/kg": "1", "g/kg": "1000"},
        "daily dose by weight": {"mg/kg/d": "1", "g/kg/d": "1000"},
        "mass": {"mg": "1", "g": "1000", "kg": "1000000"},
        "volume": {"mL": "1", "L": "1000"},
        "pressure": {"mmHg": "1", "kPa": "7.500615758456564"},
        "fibrin concentration": {"mg/L FEU": "1", "ug/mL FEU": "1", "ng/mL FEU": "0.001"},
        "ratio": {"%": "1"},
        "number": {"1": "1"},
    }  # fmt: skip
    table: dict[str, Unit] = {}
    for dimension, units in rows.items():
        for name, factor in units.items():
            top, _, bottom = factor.partition("/")
            table[name] = Unit(name, dimension, Decimal(top) / Decimal(bottom or "1"))
    table["degC"] = Unit("degC", "temperature", Decimal(1))
    table["degF"] = Unit("degF", "temperature", Decimal(5) / Decimal(9), Decimal(-32))
    return table


UNITS: Mapping[str, Unit] = _units()

# Spellings seen in print, folded to the table's spelling. Keys are compared after `_fold`.
_SPELLINGS = {
    "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "minute": "min", "minutes": "min", "mins": "min",
    "second": "s", "seconds": "s", "sec": "s", "day": "d", "days": "d", "week": "wk", "weeks": "wk", "w": "wk",
    "month": "mo", "months": "mo", "year": "y", "years": "y", "yr": "y", "yrs": "y",
    "mg/100ml": "mg/dL", "mg%": "mg/dL", "iu/l": "IU/L", "u/l": "U/L",
    "cells/mm3": "/mm3", "cell/mm3": "/mm3", "/mm^3": "/mm3", "cells/mm^3": "/mm3", "cells/microl": "cells/uL",
    "cells": "cells/uL", "cell/ul": "cells/uL", "leukocytes/ul": "cells/uL", "x10^9/l": "10^9/L", "×10^9/l": "10^9/L",
    "*10^9/l": "10^9/L", "10*9/l": "10^9/L", "x10^6/l": "10^6/L", "×10^6/l": "10^6/L", "k/ul": "10^3/uL",
    "x10^3/ul": "10^3/uL", "×10^3/ul": "10^3/uL", "10*6/l": "10^6/L",
    "°c": "degC", "c": "degC", "celsius": "degC", "°f": "degF", "f": "degF", "fahrenheit": "degF",
    "percent": "%", "mg/kg/day": "mg/kg/d", "g/kg/day": "g/kg/d", "ml": "mL", "l": "L", "mm hg": "mmHg",
    "microg/l": "ug/L", "mcg/l": "ug/L", "micromol/l": "umol/L",
}  # fmt: skip


def _fold(text: str) -> str:
    return " ".join(
        text.replace("µ", "u").replace("μ", "u").replace("³", "3").replace("⁹", "^9").split()
    ).lower()


_BY_FOLDED = {_fold(name): name for name in UNITS} | {_fold(key): name for key, name in _SPELLINGS.items()}


def find_unit(text: str) -> Unit | None:
    """Return the unit that a spelling stands for ('hrs', 'µmol/L', 'mg/dl'), or None."""
    if text in UNITS:
        return UNITS[text]
    name = _BY_FOLDED.get(_fold(text))
    return UNITS[name] if name else None


def convert(
    number: Decimal, source: str, target: str, molar: Mapping[str, Decimal] | None = None
) -> Decimal | None:
    """Convert a number between units; None where the units do not belong together.

    `molar` maps a unit of another dimension to its worth in `target` (1 mmol/L of glucose is
    18.02 mg/dL); it is used in both directions.
    """
    if source == target:
        return number
    molar = molar or {}
    for bridge, worth in molar.items():
        inner = _linear(number, source, bridge)
        if inner is not None:
            return inner * worth
    return _linear(number, source, target)


def convert_back(
    number: Decimal, canonical: str, target: str, molar: Mapping[str, Decimal] | None = None
) -> Decimal | None:
    """Convert from a field's canonical unit back to any of its other units; the inverse of `convert`."""
    if canonical == target:
        return number
    for bridge, worth in (molar or {}).items():
        outer = _linear(number / worth, bridge, target)
        if outer is not None:
            return outer
    return _linear(number, canonical, target)


def _linear(number: Decimal, source: str, target: str) -> Decimal | None:
    a, b = UNITS.get(source), UNITS.get(target)
    if a is None or b is None or a.dimension != b.dimension:
        return None
    base = (number + a.shift) * a.factor
    return base / b.factor - b.shift
