"""Two sources: Chapman's estimate; and Chao's lower bound from cases seen once and twice.

Chapman 1951; variance: Seber 1970 (Biometrics 26:13); log-normal intervals: Chao 1987
(doi:10.2307/2531532), which stay above the number seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning
from aneatlas.statistics.capture_models import CLOSED
from aneatlas.statistics.results import Interval, Withheld, check_count, normal_quantile, refuse, withheld


@dataclass(frozen=True, slots=True)
class Undercount:
    """An estimated number of cases, seen and unseen.

    n: cases seen. estimate, se, interval: all cases. unseen: estimate minus n. completeness: n / estimate,
    with the interval that follows from that of the estimate.
    """

    method: str
    n: int
    estimate: float
    se: float
    interval: Interval
    unseen: float
    completeness: float
    completeness_interval: Interval
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]


def chapman(first: int, second: int, both: int, level: float = 0.95) -> Undercount | Withheld:
    """Return Chapman's estimate from the cases of two sources.

    first, second: cases in each source (shared ones included); both: cases in both.
    Withheld without a shared case. Raises NumbersInvalid when more are shared than a source has.
    """
    name = "Chapman's two-source estimate"
    n1, n2, m = (
        check_count(name, what, v) for what, v in (("first", first), ("second", second), ("both", both))
    )
    if m > min(n1, n2):
        raise refuse(name, "overlap-exceeds-source", f"{m} shared, but a source has {min(n1, n2)}.", "Check.")
    seen = n1 + n2 - m
    if m == 0:
        message = "the sources share no case, so the unseen cannot be estimated."
        return withheld(name, seen, "nothing-shared", message, "Report the number seen.")
    estimate = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    issues = []
    if m < 7:
        message = f"only {m} case(s) in both sources: the estimate is biased low."
        issues.append(warning("few-shared", name, message, "Show the interval."))
    message = "two sources cannot show whether they depend on each other; if they do, the estimate is wrong."
    issues.append(warning("dependence-untestable", name, message, "Add a third source."))
    return _undercount(name, seen, estimate, variance, level, tuple(issues), (
        *CLOSED, "The two sources find cases independently of each other.",
        "Within a source every case is equally likely to be found.",
    ))  # fmt: skip


def chao_lower_bound(
    seen: int, once: int, twice: int, occasions: int | None = None, level: float = 0.95
) -> Undercount | Withheld:
    """Return Chao's bias-corrected lower bound of all cases.

    seen: cases seen at all; once, twice: seen exactly once and twice; occasions: number of sources
    (None: many, as when cases are sampled one by one).
    """
    name = "Chao's lower bound"
    n, f1, f2 = (check_count(name, w, v) for w, v in (("seen", seen), ("once", once), ("twice", twice)))
    if f1 + f2 > n:
        raise refuse(name, "frequencies-exceed-seen", f"{f1} + {f2} exceed {n} seen.", "Check the counts.")
    if occasions is not None and occasions < 2:
        raise refuse(name, "occasions-invalid", f"{occasions} source(s).", "Two or more are needed.")
    if n == 0:
        return withheld(name, 0, "nobody-seen", "no case was seen.", "Nothing to estimate.")
    c = 1.0 if occasions is None else (occasions - 1) / occasions
    estimate = n + c * f1 * (f1 - 1) / (2 * (f2 + 1))
    # Delta method with Poisson counts of those seen once and twice (Chao 1987).
    variance = c * f1 * (f1 - 1) / (2 * (f2 + 1)) + c**2 * f1 * (2 * f1 - 1) ** 2 / (4 * (f2 + 1) ** 2)
    variance += c**2 * f1**2 * f2 * (f1 - 1) ** 2 / (4 * (f2 + 1) ** 4)
    issues: tuple[Issue, ...] = ()
    if f1 <= 1:
        issues += (warning("nobody-missing", name, "hardly any case was seen only once.", ""),)
    return _undercount(name, n, estimate, variance if f1 > 1 else 0.0, level, issues, (
        *CLOSED, "It is a lower bound: cases that are harder to see than those seen once are not counted.",
    ))  # fmt: skip


def _undercount(
    name: str,
    seen: int,
    estimate: float,
    variance: float,
    level: float,
    issues: tuple[Issue, ...],
    assumptions: tuple[str, ...],
) -> Undercount:
    unseen, z = estimate - seen, normal_quantile(level)
    if unseen > 0:
        factor = math.exp(z * math.sqrt(math.log(1 + variance / unseen**2)))
        interval = Interval(seen + unseen / factor, seen + unseen * factor, level, "log-normal")
    else:
        interval = Interval(float(seen), float(seen), level, "log-normal")
    share = Interval(seen / interval.upper, seen / interval.lower, level, "log-normal")
    return Undercount(
        name,
        seen,
        estimate,
        math.sqrt(variance),
        interval,
        unseen,
        seen / estimate,
        share,
        issues,
        assumptions,
    )
