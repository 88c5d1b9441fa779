"""The figures that sentences name, as they are published: counts, and percentages with one decimal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aneatlas.outputs.analyses import Estimate, Result, Stratum
from aneatlas.outputs.numbers import percent


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure. key and stem are the first parts of its keys in the register: of the value, of the whole.

    n of `of`: those known, or for a count (`counted`) all whose texts were searched; among `total`.
    percent, low, high: the share of the known with its 95 % interval, None where there is none; reason then
    says why it is withheld. group: the name of its stratum, if any. cases: accessions of those in n, of the reports for
    a figure of whole series. model: the share by the model with a random report effect, with its interval.
    """

    analysis: str
    stratum: str
    label: str
    title: str
    group: str
    key: str
    stem: str
    n: int
    of: int
    total: int
    percent: float | None
    low: float | None
    high: float | None
    reason: str = ""
    counted: bool = False
    model: tuple[float, float, float] | None = None
    cases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the figure in words: its title, its value and its group."""
        parts = [self.title, "" if self.title.startswith(self.label) else self.label, self.group]
        return ", ".join(filter(None, parts))

    @property
    def span(self) -> tuple[float, float] | None:
        """Return the interval that a word must fit: from the lowest to the highest limit, the model's too."""
        if self.low is None or self.high is None:
            return None
        if self.model is None:
            return self.low, self.high
        return min(self.low, self.model[1]), max(self.high, self.model[2])

    @property
    def known(self) -> int:
        """Return how many of `total` the share rests on; nobody for a count."""
        return 0 if self.counted else self.of

    @property
    def shown(self) -> bool:
        """Tell whether the share is published."""
        return self.percent is not None


class Quantities:
    """All figures of an atlas, to be found by analysis, stratum and label."""

    def __init__(self, found: Iterable[Quantity]) -> None:
        self._all = {(q.analysis, q.stratum, q.label): q for q in found}

    def get(self, analysis: str, stratum: str, label: str) -> Quantity | None:
        """Return a figure; without a label the only one of its analysis. None where there is no such figure."""
        if label:
            return self._all.get((analysis, stratum, label))
        found = [q for q in self._all.values() if (q.analysis, q.stratum) == (analysis, stratum)]
        return found[0] if len(found) == 1 else None

    def beside(self, quantity: Quantity) -> list[Quantity]:
        """Return the other values of the same analysis and stratum."""
        same = (quantity.analysis, quantity.stratum)
        return [q for q in self._all.values() if (q.analysis, q.stratum) == same and q is not quantity]


def quantities(results: Iterable[Result]) -> Quantities:
    """Return the figures of an atlas."""
    return Quantities(
        _quantity(result, stratum, estimate)
        for result in results
        for stratum in result.strata
        for estimate in stratum.estimates
    )


def _quantity(result: Result, stratum: Stratum, estimate: Estimate) -> Quantity:
    counted = result.analysis.kind == "features" or estimate.unit != "share"
    limits = (estimate.estimate, estimate.lower, estimate.upper)
    share, low, high = (None if counted or value is None else percent(value) for value in limits)
    model = None
    if estimate.model is not None and share is not None:
        found = estimate.model
        model = (percent(found.estimate), percent(found.lower), percent(found.upper))
    return Quantity(
        analysis=result.id,
        stratum=stratum.value,
        label=estimate.label,
        title=result.title,
        group=stratum.name if stratum.value else "",
        key=estimate.key,
        stem=stratum.key,
        n=estimate.n,
        of=estimate.total if counted else estimate.of,
        total=estimate.total,
        percent=share,
        low=low,
        high=high,
        reason="" if counted or estimate.status == "shown" else estimate.reason,
        counted=counted,
        model=model,
        cases=estimate.cases,
    )
