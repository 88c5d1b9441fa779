"""Walk through a result object: every number in it must be a number."""

import dataclasses
import math
from collections.abc import Iterator
from typing import Any


def numbers(value: Any) -> Iterator[float]:
    """Yield every float and int inside a result, whatever it is nested in."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from numbers(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float | int):
        yield value


def has_nan(value: Any) -> bool:
    """Return whether a NaN hides anywhere in a result."""
    return any(math.isnan(number) for number in numbers(value))
