"""The flow of the review, from the records that were found to the reports that are in: counted, never typed.

The steps are those of the PRISMA 2020 statement (doi:10.1136/bmj.n71) for a review that lives: what still
waits has its own count at each step, and every step adds up (`Flow.balanced`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from aneatlas.core.events import Json
from aneatlas.core.review_state import Review
from aneatlas.core.screening import NOT_ACCESSIBLE, Step

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Arm:
    """Reports from the search for their full text to their assessment.

    sought = not_retrieved + waiting + assessed; assessed = the sum of excluded (by reason) + included.
    """

    sought: int
    not_retrieved: int
    waiting: int
    assessed: int
    excluded: Counts
    included: int


@dataclass(frozen=True, slots=True)
class Flow:
    """All counts of the flow diagram.

    identified: records by source. duplicates: records beside the leading one of each publication. left_out:
    publications that the rules excluded; withdrawn: those that their source took back. undecided: waiting for
    a reader of title and abstract. screened = excluded + searches.sought. searches: the reports that the
    searches found; others: reports of the atlas that no search found. studies: included reports, those that
    are versions of one work counted once. cases, cohorts: in the included reports.
    """

    identified: Counts
    duplicates: int
    left_out: int
    withdrawn: int
    undecided: int
    screened: int
    excluded: int
    searches: Arm
    others: Arm
    studies: int
    cases: int
    cohorts: int

    @property
    def records(self) -> int:
        """Return how many records were identified."""
        return sum(n for _, n in self.identified)

    @property
    def included(self) -> int:
        """Return how many reports are in."""
        return self.searches.included + self.others.included

    @property
    def balanced(self) -> bool:
        """Say whether every step adds up."""
        out = self.duplicates + self.left_out + self.withdrawn + self.undecided
        return (
            self.records == out + self.screened
            and self.screened == self.excluded + self.searches.sought
            and all(_adds_up(arm) for arm in (self.searches, self.others))
        )


def flow(review: Review, cases: Iterable[Json], cohorts: Iterable[Json]) -> Flow:
    """Return the counts of the flow. cases, cohorts: their rows in the present."""
    items = list(review.candidates.values())
    standings = [(item, review.standing(item)) for item in items]
    steps = Counter(standing.step for _, standing in standings)
    reasons = Counter(
        "retracted" if standing.step is Step.RETRACTED else standing.reason
        for _, standing in standings
        if standing.step in (Step.REFUSED, Step.RETRACTED)
    )
    undecided = steps[Step.WAITING] + steps[Step.CONFLICT]
    screened = len(items) - steps[Step.LEFT_OUT] - steps[Step.WITHDRAWN] - undecided
    searches = _arm(
        screened - steps[Step.EXCLUDED],
        steps[Step.NOT_RETRIEVED],
        steps[Step.SOUGHT] + steps[Step.FULL_CONFLICT],
        _ordered(reasons, review.reasons),
    )
    found = {item.report for item in items if item.report}
    reports = review.tables["reports"]
    included = {key for key, row in reports.items() if row.get("standing", "included") == "included"}
    return Flow(
        identified=_ordered(Counter(str(row["source"]) for row in review.tables["records"].values())),
        duplicates=len(review.tables["records"]) - len(items),
        left_out=steps[Step.LEFT_OUT],
        withdrawn=steps[Step.WITHDRAWN],
        undecided=undecided,
        screened=screened,
        excluded=steps[Step.EXCLUDED],
        searches=searches,
        others=_others([row for key, row in reports.items() if key not in found], review.reasons),
        studies=len(included) - _versions(review, included),
        cases=sum(row["report"] in included for row in cases),
        cohorts=sum(row["report"] in included for row in cohorts),
    )


def _others(rows: list[Json], order: tuple[str, ...]) -> Arm:
    out = Counter(_reason(row) for row in rows if row.get("standing", "included") != "included")
    lost = out.pop(NOT_ACCESSIBLE, 0)
    return _arm(len(rows), lost, 0, _ordered(out, order))


def _reason(row: Json) -> str:
    return "retracted" if row["standing"] == "retracted" else str(row["reason"])


def _arm(sought: int, lost: int, waiting: int, excluded: Counts) -> Arm:
    assessed = sought - lost - waiting
    return Arm(sought, lost, waiting, assessed, excluded, assessed - sum(n for _, n in excluded))


def _ordered(counts: Counter[str], order: tuple[str, ...] = ()) -> Counts:
    """Return counts in the order of a list, the others after it by their names."""
    place = {name: number for number, name in enumerate(order)}
    return tuple(sorted(counts.items(), key=lambda pair: (place.get(pair[0], len(place)), pair[0])))


def _versions(review: Review, included: set[str]) -> int:
    """Return by how much included reports outnumber works: confirmed versions of one work are one."""
    home: dict[str, str] = {}

    def root(one: str) -> str:
        while one in home:
            one = home[one]
        return one

    spare = 0
    for row in review.tables["overlaps"].values():
        if (
            row["kind"] == "same_article"
            and row.get("state") == "confirmed"
            and included.issuperset((row["a"], row["b"]))
        ):
            left, right = root(row["a"]), root(row["b"])
            if left != right:
                home[right] = left
                spare += 1
    return spare


def _adds_up(arm: Arm) -> bool:
    assessed = sum(n for _, n in arm.excluded) + arm.included
    return (
        arm.sought == arm.not_retrieved + arm.waiting + arm.assessed
        and arm.assessed == assessed
        and arm.included >= 0
    )
