"""The multinomial profile likelihood of a population size, and its confidence interval.

For each size N the model is fitted with N - n in the unseen cell (Cormack 1992, Biometrics 48:567).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import chdtri, gammaln, xlogy

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.heterogeneity import Array
from aneatlas.statistics.poisson import PoissonFit
from aneatlas.statistics.results import Interval
from aneatlas.statistics.rootfinding import zeroin

Refit = Callable[[Array], PoissonFit | None]


def profile_interval(
    y: Array, seen: float, refit: Refit, centre: float, level: float
) -> tuple[float, Interval, tuple[Issue, ...]] | None:
    """Return the multinomial estimate of N, its profile interval, and issues about open limits.

    y: counts of the observed cells; seen: patients captured (the sum of y, and any captured patients left
    out of the fit); refit: fits the counts with the unseen cell appended; centre: the Poisson estimate.
    None where a fit fails.
    """
    total = float(y.sum())

    def height(size: float) -> float:
        unseen = size - seen
        fit = refit(np.append(y, unseen))
        if fit is None:
            raise ArithmeticError
        shares = fit.fitted / fit.fitted.sum()
        value = gammaln(total + unseen + 1) - gammaln(unseen + 1) - np.sum(gammaln(y + 1))
        return float(value + np.sum(xlogy(np.append(y, unseen), shares)))

    name = "profile likelihood"
    try:
        found = minimize_scalar(
            lambda size: -height(size),
            bounds=(seen, seen + 1 + 2 * (centre - seen)),
            method="bounded",
            options={"xatol": 1e-7 * centre},
        )
        best, top = float(found.x), -float(found.fun)
        if height(seen) > top:
            best, top = seen, height(seen)
        cut = top - float(chdtri(1, 1 - level)) / 2
        issues: tuple[Issue, ...] = ()
        if height(seen) >= cut:
            lower = seen
            message = "the interval starts at the number seen: nobody may be missing."
            issues += (warning("lower-limit-at-seen", name, message),)
        else:
            lower = zeroin(lambda size: height(size) - cut, seen, best, 1e-9)
        far = best + max(1.0, best - seen)
        while height(far) > cut and far < 1e6 * (1 + centre):
            far = seen + 2 * (far - seen)
        if height(far) > cut:
            upper = float("inf")
            message = "the likelihood does not fall for large sizes: there is no upper limit."
            issues += (warning("no-upper-limit", name, message, "Show the lower limit only."),)
        else:
            upper = zeroin(lambda size: height(size) - cut, best, far, 1e-9)
    except ArithmeticError:
        return None
    return best, Interval(lower, upper, level, name), issues
