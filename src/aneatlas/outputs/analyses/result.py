"""What an analysis gives: a Result, with one Stratum per group, each with its Estimates.

    result = analyse(analysis, data)              # or results(analyses, data) for all of them
    result.strata[0].estimates[0].estimate        # a fraction between 0 and 1 where unit is "share"
    result["died.Died"]                           # the estimate with this key

Every number of an estimate stands in the register of published numbers (`outputs/numbers.py`) under the
estimate's key: `<key>.n`, `<key>.of`, `<key>.reports`; where it is shown `<key>.percent`, `.low`, `.high`;
for a share of cases its bounds `.least`, `.most`, and where the model gives one `.model`, `.model_low`, `.model_high`.
An estimate whose status is "withheld" has a reason and no estimate, lower or upper: never NaN, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aneatlas.core.issues import Issue
from aneatlas.outputs.analyses.definition import Analysis

Status = Literal["shown", "withheld"]
Unit = Literal["share", "count", "total", "days"]


@dataclass(frozen=True, slots=True)
class Model:
    """A share by the logistic model with a random report effect (fractions), the main model for shares.

    estimate, lower, upper: the average share over reports. typical: in a typical report.
    prediction: where the share of a new report is expected. tau2: variance between reports on the logit scale.
    """

    method: str
    reports: int
    estimate: float
    lower: float
    upper: float
    typical: float
    prediction_lower: float
    prediction_upper: float
    tau2: float


@dataclass(frozen=True, slots=True)
class Point:
    """One report in a pooled figure: its accession, n of N, with Wilson's interval (fractions)."""

    report: str
    year: int | None
    n: int
    of: int
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number of a figure with all that is needed to read it.

    key: the first part of its keys in the register. n: those who have it; of: those whose answer is known;
    total: all in the stratum. patients: those whom the number rests on (for a share, `of`); reports: that they
        come from.
    unit: "share": estimate, lower and upper are fractions n/of with an interval by `method`; "count": n is
        the result, there is no estimate; "total" (how many there are in all) and "days": estimate, lower
        and upper are such numbers, lower or upper None where the interval is open.
    status: "withheld" where a guard forbids a number; `reason` says why. cases: accessions of those in n.
    model, model_reason: the same share by the main model, or why it gives none.
    """

    key: str
    label: str
    n: int
    of: int
    total: int
    patients: int
    reports: int
    unit: Unit
    estimate: float | None
    lower: float | None
    upper: float | None
    method: str
    status: Status
    reason: str = ""
    warnings: tuple[Issue, ...] = ()
    cases: tuple[str, ...] = ()
    model: Model | None = None
    model_reason: str = ""

    @property
    def least(self) -> float | None:
        """Return the share of `total` if nobody whose answer is not known had it (Manski's lower bound)."""
        return self.n / self.total if self.total else None

    @property
    def most(self) -> float | None:
        """Return the share of `total` if everybody whose answer is not known had it."""
        return (self.n + self.total - self.of) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Variant:
    """An estimate computed otherwise: by another model, or with overlaps treated otherwise."""

    key: str
    label: str
    n: int
    of: int
    estimate: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a cumulative curve: by `time` (days) the share `happened`, with at_risk just before."""

    time: float
    at_risk: int
    events: int
    happened: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """Do small reports tell another story than large ones? On the logit scale, reports of five patients or more.

    points: (accession, logit of the share, its standard error). pooled: by REML, on the same scale. egger and rank:
    (statistic, p) of Egger's regression and of the rank test, None where it cannot be computed (`test_reason`).
    reason: why there is no plot; then all else is empty.
    """

    points: tuple[tuple[str, float, float], ...] = ()
    pooled: float = 0.0
    egger: tuple[float, float] | None = None
    rank: tuple[float, float] | None = None
    test_reason: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """A treatment: its label, and its days from the neurological onset, None where the text does not tell them."""

    treatment: str
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class Lane:
    """The treatments of a case over time. ending: died, alive or unknown; at: the day of death, where it is told."""

    case: str
    spells: tuple[Spell, ...]
    ending: Literal["died", "alive", "unknown"]
    at: float | None


@dataclass(frozen=True, slots=True)
class Lanes:
    """Cases with the start of a treatment told, at most `MOST`, those of whom most is told first.

    told: how many such cases there are. reason: why no lane is shown.
    """

    lanes: tuple[Lane, ...] = ()
    told: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """Cases by date: counts of ('2009-12', n), or ('2009', n) where no month is told; undated: without a year."""

    counts: tuple[tuple[str, int], ...] = ()
    undated: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One group of a figure: all, or those with one `value` of the column that splits it; `name` in words.

    key: first part of the keys of its own numbers. known: those with an answer; unreported: looked for and
    not reported, not assessable or unclear; unread: not looked for yet. known + unreported + unread = total.
    points: for a pooled figure the reports, one by one; alternatives: its share by other models. curve, times: for times, the steps, and each patient's days and whether they died.
    together: of features, the labels that are named together, and in how many cases, most first.
    funnel: of a pooled figure; dates, lanes: where the analysis asks for a calendar, or for a swimmer plot.
    """

    key: str
    value: str
    name: str
    total: int
    known: int
    unreported: int
    unread: int
    reports: int
    estimates: tuple[Estimate, ...]
    warnings: tuple[Issue, ...] = ()
    points: tuple[Point, ...] = ()
    alternatives: tuple[Variant, ...] = ()
    curve: tuple[Step, ...] = ()
    times: tuple[tuple[float, bool], ...] = ()
    together: tuple[tuple[tuple[str, ...], int], ...] = ()
    funnel: Funnel | None = None
    dates: Dates | None = None
    lanes: Lanes | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two strata compared on one estimate: `first` minus (over) `second`.

    difference, lower, upper: of the shares, fractions (Newcombe). odds_ratio with its interval and method.
    lowest, highest: the difference over all answers that the silent texts could have given; decided: its
    sign is the same whatever they would have said. clustered: the odds ratio with an interval that allows for
    patients of one report being alike, or None with `clustered_reason`.
    """

    key: str
    label: str
    first: str
    second: str
    n1: int
    of1: int
    n2: int
    of2: int
    status: Status
    reason: str = ""
    difference: float | None = None
    lower: float | None = None
    upper: float | None = None
    odds_ratio: float | None = None
    odds_lower: float | None = None
    odds_upper: float | None = None
    odds_method: str = ""
    lowest: float | None = None
    highest: float | None = None
    decided: bool = False
    clustered: float | None = None
    clustered_lower: float | None = None
    clustered_upper: float | None = None
    clustered_method: str = ""
    clustered_reason: str = ""
    warnings: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Omitted:
    """A report or case that is left out, and the one that stands for it."""

    left_out: str
    stands: str


@dataclass(frozen=True, slots=True)
class Overlapping:
    """What overlaps change. The figure itself counts patients of confirmed overlaps once (`omitted`).

    merged: with suspected overlaps merged as well (leaving out `merged_omitted`); separate: with none merged.
    differs: whether any number of patients or shown estimate is not the same; both are printed then.
    rule: which of two that overlap is taken, in words.
    """

    rule: str
    omitted: tuple[Omitted, ...] = ()
    merged_omitted: tuple[Omitted, ...] = ()
    merged: tuple[Variant, ...] = ()
    separate: tuple[Variant, ...] = ()
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The result of an analysis.

    unsplit: for a split figure, those who belong to no stratum. warnings: what a reader must be told.
    """

    analysis: Analysis
    strata: tuple[Stratum, ...]
    comparisons: tuple[Comparison, ...] = ()
    overlapping: Overlapping | None = None
    unsplit: int = 0
    warnings: tuple[Issue, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the analysis."""
        return self.analysis.id

    @property
    def title(self) -> str:
        """Return the title of the analysis."""
        return self.analysis.title

    @property
    def estimates(self) -> Iterator[Estimate]:
        """Yield the estimates of all strata."""
        for stratum in self.strata:
            yield from stratum.estimates

    def __getitem__(self, key: str) -> Estimate:
        for estimate in self.estimates:
            if estimate.key == key:
                return estimate
        raise KeyError(f"the analysis '{self.id}' has no estimate '{key}'")
