"""Root finding with a stated stopping rule.

`PRECISE` solves to machine accuracy. `RCAPTURE` stops a Poisson regression where R's glm does (relative change
of the deviance below 1e-8, covariance from the weights of the last step). `METAFOR` stops where metafor 3.8 stops by default (Fisher scoring
when a step is at most 1e-5, Brent's method at a tolerance of eps**0.25, about 1.2e-4), so that a printed
R result can be reproduced digit for digit; its values can differ from the true optimum in the fourth digit.
Brent's method: Brent 1973, Algorithms for Minimization without Derivatives, chapter 4 ("zeroin").
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

_EPSILON = sys.float_info.epsilon


@dataclass(frozen=True, slots=True)
class Stopping:
    """When an iteration stops.

    step: absolute size of a Fisher-scoring step at which it stops (for a Poisson regression: relative change
        of the deviance); None: solve the score equation exactly.
    root: absolute tolerance of root finding.
    """

    step: float | None
    root: float


PRECISE = Stopping(step=None, root=0.0)
METAFOR = Stopping(step=1e-5, root=_EPSILON**0.25)
RCAPTURE = Stopping(step=1e-8, root=1e-4)


def zeroin(function: Callable[[float], float], lower: float, upper: float, tolerance: float = 0.0) -> float:
    """Return a root between lower and upper, where the function changes sign (Brent's zeroin).

    tolerance: absolute; 0 means machine accuracy. Raises ValueError when there is no change of sign.
    """
    a, b = lower, upper
    fa, fb = function(a), function(b)
    if fa == 0:
        return a
    if fb == 0:
        return b
    if fa * fb > 0:
        raise ValueError("no change of sign between the ends")
    c, fc = a, fa
    for _ in range(1000):
        previous = b - a
        if abs(fc) < abs(fb):
            a, b, c = b, c, b
            fa, fb, fc = fb, fc, fb
        near = 2 * _EPSILON * abs(b) + tolerance / 2
        step = (c - b) / 2
        if abs(step) <= near or fb == 0:
            return b
        if abs(previous) >= near and abs(fa) > abs(fb):
            step = _interpolated(a, b, c, fa, fb, fc, near, previous, step)
        if abs(step) < near:
            step = math.copysign(near, step)
        a, fa = b, fb
        b += step
        fb = function(b)
        if (fb > 0) == (fc > 0):
            c, fc = a, fa
    return b


def _interpolated(
    a: float,
    b: float,
    c: float,
    fa: float,
    fb: float,
    fc: float,
    near: float,
    previous: float,
    bisection: float,
) -> float:
    """Return the secant or inverse quadratic step where it is acceptable, else the bisection step."""
    cb = c - b
    if a == c:
        ratio = fb / fa
        p, q = cb * ratio, 1.0 - ratio
    else:
        r, s, ratio = fa / fc, fb / fc, fb / fa
        p = ratio * (cb * r * (r - s) - (b - a) * (s - 1.0))
        q = (r - 1.0) * (s - 1.0) * (ratio - 1.0)
    if p > 0:
        q = -q
    else:
        p = -p
    if p < 0.75 * cb * q - abs(near * q) / 2 and p < abs(previous * q / 2):
        return p / q
    return bisection
