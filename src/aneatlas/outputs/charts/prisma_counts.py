"""The counts of the PRISMA 2020 flow diagram: what goes in, whether it adds up, and as a table.

The names of the boxes are those of the statement's template (Page et al. 2021, doi:10.1136/bmj.n71, CC BY 4.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aneatlas.core.issues import Issue, warning


@dataclass(frozen=True, slots=True)
class Item:
    """A named count: a source, or a reason."""

    label: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """From the search for full texts to their assessment, in one of the two arms.

    sought, not_retrieved, assessed: reports. excluded: reports by reason. waiting: sought but not retrieved or given up
    yet; undecided: retrieved but without a decision yet.
    """

    sought: int | None
    not_retrieved: int | None
    assessed: int | None
    excluded: tuple[Item, ...] = ()
    waiting: int = 0
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Prisma:
    """The counts of the diagram.

    databases, registers: records by source. duplicates, ineligible, removed_otherwise: records removed before
    screening: duplicates, marked by automation tools, for other reasons. screened, excluded: records; automated: of the
    excluded, those excluded by automation tools (None: not told apart). undecided: records still to be screened.
    reports: the arm of databases and registers. other_sources, other_reports: records by other source (citation
    searching, websites, organisations) and their arm; without any, the arm is not drawn.
    studies, included: in the review.
    """

    databases: tuple[Item, ...]
    registers: tuple[Item, ...]
    duplicates: int | None
    ineligible: int | None
    removed_otherwise: int | None
    screened: int | None
    excluded: int | None
    reports: Assessment
    studies: int | None
    included: int | None
    automated: int | None = None
    undecided: int = 0
    other_sources: tuple[Item, ...] = ()
    other_reports: Assessment | None = None


def imbalances(value: Prisma) -> tuple[Issue, ...]:
    """Return a warning for each place where the counts do not add up; counts that are not recorded are passed over."""
    found = []

    def check(what: str, left: int | None, parts: Iterable[int | None]) -> None:
        known = list(parts)
        if left is None or None in known:
            return
        total = sum(one for one in known if one is not None)
        if left != total:
            found.append(warning("flow-imbalance", what, f"{left} is not {total}.", "Look for decisions twice or missing."))  # fmt: skip

    identified = [item.n for item in (*value.databases, *value.registers)]
    if None not in identified:
        whole = sum(n for n in identified if n is not None)
        parts = (value.duplicates, value.ineligible, value.removed_otherwise, value.screened, value.undecided)
        check("records identified = removed + screened + waiting", whole, parts)
    if value.excluded is not None:
        check("records screened = excluded + reports sought", value.screened, (value.excluded, value.reports.sought))  # fmt: skip
    arms = [
        ("", value.reports),
        *([(" (other methods)", value.other_reports)] if value.other_reports else []),
    ]
    included: list[int | None] = []
    for name, arm in arms:
        parts_ = (arm.not_retrieved, arm.assessed, arm.waiting, arm.undecided)
        check(f"reports sought = not retrieved + assessed + waiting{name}", arm.sought, parts_)
        out = [item.n for item in arm.excluded]
        if arm.assessed is not None and None not in out:
            included.append(arm.assessed - sum(n for n in out if n is not None))
        else:
            included.append(None)
    check("reports included = assessed - excluded", value.included, included)
    return tuple(found)


def shown(n: int | None) -> str:
    """Return a count as it is printed."""
    return "not recorded" if n is None else f"{n:,}"


def counted(value: Prisma) -> list[tuple[str, str, int | None]]:
    """Return (stage, what, how many) of every count, in the order of the diagram."""
    found: list[tuple[str, str, int | None]] = []
    find, screen = "Identification", "Screening"
    found += [
        (find, f"Records identified from the database {item.label}", item.n) for item in value.databases
    ]
    found += [
        (find, f"Records identified from the register {item.label}", item.n) for item in value.registers
    ]
    found += [
        (find, "Duplicate records removed before screening", value.duplicates),
        (find, "Records marked as ineligible by automation tools", value.ineligible),
        (find, "Records removed for other reasons", value.removed_otherwise),
    ]
    found += [(find, f"Records identified by other methods: {item.label}", item.n) for item in value.other_sources]  # fmt: skip
    found += [(screen, "Records screened", value.screened), (screen, "Records excluded", value.excluded)]
    if value.automated is not None:
        found.append((screen, "Records excluded by automation tools", value.automated))
    if value.undecided:
        found.append((screen, "Records still to be screened", value.undecided))
    for name, arm in (("", value.reports), (", other methods", value.other_reports)):
        if arm:
            found += [
                (screen, f"Reports sought for retrieval{name}", arm.sought),
                (screen, f"Reports not retrieved{name}", arm.not_retrieved),
                (screen, f"Reports assessed for eligibility{name}", arm.assessed),
                *((screen, f"Reports excluded{name}: {item.label}", item.n) for item in arm.excluded),
            ]
            found += [(screen, f"Reports {words}{name}", n) for words, n in (("still sought", arm.waiting), ("still to be assessed", arm.undecided)) if n]  # fmt: skip
    found += [("Included", "Studies included in review", value.studies), ("Included", "Reports of included studies", value.included)]  # fmt: skip
    return found
