"""Agreement of the readers before they were compared, per field and over all, on whatever reports they share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from aneatlas.core.events import Json
from aneatlas.statistics.agreement import (
    Agreement,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
)
from aneatlas.statistics.proportions import wilson
from aneatlas.statistics.results import Interval, Withheld, withheld
from aneatlas.store import Ledger
from aneatlas.store.parts import rows_from

#: How an answer that a reader did not give is counted where another reader gave one.
NOTHING = "nothing recorded"
Result = Agreement | Withheld
Unit = dict[str, str]
_OF_A_CASE = re.compile(r"-[0-9]+$")
_COUNT = re.compile(r"present: [0-9]+ of [0-9]+")


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Agreement on one field ('' for all together, where the status is compared and not the value).

    units: answers that at least one reader gave; alike: those that all readers gave alike, with its interval.
    """

    field: str
    units: int
    alike: int
    share: Interval
    kappa: Result
    ac1: Result
    alpha: Result


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Cohen's kappa of two readers over all reports that both read, on the status of each answer."""

    first: str
    second: str
    reports: int
    kappa: Result


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything about agreement. reports: settled reports with two or more readers.

    counts: the counts of groups ('8 of 12'), (given by at least one reader, given alike by all). Each is a number of
    its own and no category, so the coefficients leave them out.
    """

    reports: int
    readers: tuple[str, ...]
    whole: FieldAgreement | None
    fields: tuple[FieldAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    counts: tuple[int, int] = (0, 0)


def agreement(ledger: Ledger) -> AgreementReport:
    """Return the agreement of the readers in all settled reports that two or more of them read.

    A unit is one field of one patient that at least one reader answered; a reader who answered nothing there
    counts as 'nothing recorded'. Fields that nobody answered are no units, so that agreement on silence does not
    flatter. Coefficients: `aneatlas.statistics.agreement`.
    """
    by_field: dict[str, list[Unit]] = defaultdict(list)
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    reports = given = alike = 0
    for report, row in rows_from(ledger, "reconciliations"):
        readers = list(row["readers"])
        if len(readers) < 2:
            continue
        reports += 1
        for pair in combinations(sorted(readers), 2):
            shared[pair].add(report)
        for decision in row.get("decisions", ()):
            if _is_count(decision):
                given += 1
                alike += len(set(decision["answers"])) == 1
                continue
            unit = {r: said or NOTHING for r, said in zip(readers, decision["answers"], strict=True)}
            by_field[decision["field"]].append(unit)
    names = tuple(sorted({reader for pair in shared for reader in pair}))
    if not reports:
        return AgreementReport(0, (), None, (), ())
    statuses = [
        {r: s.partition(":")[0] for r, s in unit.items()} for units in by_field.values() for unit in units
    ]
    pairs = tuple(_pair(statuses, pair, len(found)) for pair, found in sorted(shared.items()))
    fields = tuple(_of_field(field, by_field[field], names) for field in sorted(by_field))
    whole = _of_field("", statuses, names) if statuses else None
    return AgreementReport(reports, names, whole, fields, pairs, (given, alike))


def _is_count(decision: Json) -> bool:
    """Tell whether a decision speaks of a group's count; its answers are in canonical form."""
    said = [answer for answer in decision["answers"] if answer]
    return not _OF_A_CASE.search(str(decision["subject"])) and all(map(_COUNT.fullmatch, said))


def _of_field(field: str, units: Sequence[Unit], names: Sequence[str]) -> FieldAgreement:
    alike = sum(len(set(unit.values())) == 1 for unit in units)
    ratings = [[unit.get(name) for name in names] for unit in units]
    categories = _categories(units)
    if len(categories) < 2:
        none = withheld("agreement", len(units), "no-variation", "all answers are the same.")
        return FieldAgreement(field, len(units), alike, wilson(alike, len(units)), none, none, none)
    return FieldAgreement(
        field,
        len(units),
        alike,
        wilson(alike, len(units)),
        fleiss_kappa(ratings, categories),
        gwet_ac1(ratings, categories),
        krippendorff_alpha(ratings, categories),
    )


def _pair(units: Iterable[Unit], pair: tuple[str, str], reports: int) -> PairAgreement:
    common = [unit for unit in units if pair[0] in unit and pair[1] in unit]
    categories = _categories(common)
    if len(categories) < 2:
        none = withheld("Cohen's kappa", len(common), "no-variation", "all answers are the same.")
        return PairAgreement(*pair, reports, none)
    first, second = ([unit[name] for unit in common] for name in pair)
    return PairAgreement(*pair, reports, cohen_kappa(first, second, categories))


def _categories(units: Iterable[Unit]) -> list[str]:
    return sorted({said for unit in units for said in unit.values()})
